"""Single rules of the stand-alone program for money, each over facts made by hand."""

import json
import runpy
import types
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.stand_alone import OF_ITS_BOOKS, OF_ITS_MONEY

COIN = 10**8
DAYS = ["2026-06-30", "2026-07-01", "2026-07-02"]
ZERO = dict.fromkeys(("opening", "additions", "withdrawals", "scope", "disposals", "fees", "deposits"), "0")


@pytest.fixture(scope="module")
def money() -> Any:
    """Return the program as a module."""
    return types.SimpleNamespace(**runpy.run_path(str(OF_ITS_MONEY)))


def fixings(cents: Mapping[str, int]) -> dict[str, bytes]:
    """Return the files of fixings of a bundle."""
    return {
        f"data/fixings/{day}.json": json.dumps({"day": day, "usd_cents": str(each)}).encode()
        for day, each in cents.items()
    }


def test_a_day_has_its_own_fixing_or_the_last_before_it(money: Any) -> None:
    """Never a later one; what is nothing needs none."""
    prices = money.Prices(fixings({DAYS[1]: 100}))
    assert [prices.cents(day, 5) for day in DAYS[1:]] == [100, 100]
    assert prices.cents(DAYS[0], 0) == 0
    with pytest.raises(ValueError, match="2026-06-30: 5 satoshi have no fixing"):
        prices.cents(DAYS[0], 5)


def rolled(money: Any, openings: Iterable[int], previous: object, cents: Mapping[str, int], said: object) -> list[str]:
    """Return the faults of three blocks over two days, each with this opening by its days and nothing that moves."""
    by_block = dict(zip(money.BLOCKS, openings, strict=True))

    class Found:
        checked = types.SimpleNamespace(previous=previous, load=lambda name: {"currency": "KZT"})

        def rows(self, block: str, before: str, day: str) -> Counter[str]:
            return Counter({"opening": by_block[block]})

    value = {"blocks": said, "fixing": {"usd_cents": str(cents[DAYS[-1]])}, "kzt_per_usd": None}
    faults: Iterator[str] = money.blocks(value, Found(), DAYS, money.Prices(fixings(cents)))
    return list(faults)


def block(**sat: int) -> dict[str, object]:
    """Return what a statement says of a block at a price of one cent for a satoshi: cents are satoshi."""
    closing = sat.get("opening", 0) + sat.get("additions", 0) - sat.get("disposals", 0)
    row = {**ZERO, **{name: str(each) for name, each in sat.items()}, "closing": str(closing)}
    return {"sat": row, "usd_cents": {**row, "revaluation": "0"}, "kzt_hundredths": None}


EVEN = dict.fromkeys(DAYS, COIN)
"""A cent for each satoshi, every day."""
BEFORE = {
    "title_sat": {"assigned": "1", "encumbered": "2", "titled": "4", "untitled": "8"},
    "books_sat": {"closing": "16"},
    "value": {"blocks": [{"sat": {"closing": "3"}}]},
}
"""The last statement: 3 in the reserve, 7 with title, 16 in all."""


def test_a_block_opens_with_what_the_last_statement_closed_with(money: Any) -> None:
    """The reserve by its block, what has title by assigned, encumbered and titled, what is held by the books."""
    said = [block(opening=3), block(opening=7), block(opening=16)]
    assert rolled(money, (3, 7, 16), BEFORE, EVEN, said) == []
    assert len(rolled(money, (3, 7, 16), BEFORE, EVEN, [block(opening=2), *said[1:]])) == 4


def test_what_acts_filed_late_put_in_or_take_out_comes_on_the_first_day(money: Any) -> None:
    """More than the last statement closed with is an addition, less a disposal, never an addition below nothing."""
    said = [block(opening=3, additions=2), block(opening=7, disposals=4), block(opening=16)]
    assert rolled(money, (5, 3, 16), BEFORE, EVEN, said) == []


def test_money_that_begins_within_a_period_opens_with_nothing(money: Any) -> None:
    """Without a fixing on or before the eve what lies there comes in on the first day that has one."""
    late = dict.fromkeys(DAYS[1:], COIN)
    said = [block(additions=3), block(additions=7), block(additions=16)]
    assert rolled(money, (3, 7, 16), BEFORE, late, said) == []


def test_two_revaluations_differ_by_a_fraction_of_a_cent(money: Any) -> None:
    """A satoshi that the days lack is told, however little it is worth: both are compared before they are rounded."""
    prices = money.Prices(fixings(dict(zip(DAYS, (100, 100, 200), strict=True))))
    rows = [Counter({"opening": 5}), Counter({"opening": 4})]
    row = {**ZERO, "opening": "5", "closing": "5"}
    said = {"sat": row, "usd_cents": {**dict.fromkeys(row, "0"), "revaluation": "0"}}
    assert list(money.one_block("held", said, rows, DAYS, prices)) == [
        "block held: revaluation by days 0, by balance 0."
    ]


def test_title_is_looked_up_on_the_day_of_an_act_and_on_the_next(money: Any) -> None:
    """Else only where a block closed the day: an appeal that ends with a day gives title on the next."""
    asked: list[str] = []

    class Blocks(money.Blocks):  # type: ignore[misc]
        def lawful(self, day: str) -> list[Any]:
            asked.append(day)
            return [day]

    days = [f"2026-07-0{number}" for number in range(1, 8)]
    acts = types.SimpleNamespace(filed=[{"appeal_until": days[2]}, {"replacement": {"date": days[5]}}])
    calendar = types.SimpleNamespace(close=lambda day: 7)
    checked = types.SimpleNamespace(acts=acts, calendar=calendar, ledger=None)
    found = Blocks(types.SimpleNamespace(DAYS=("date", "appeal_until")), checked, days)
    assert asked == [days[0], days[2], days[3], days[5], days[6]]
    assert found.there == dict(zip(days, [[days[at]] for at in (0, 0, 2, 3, 3, 5, 6)], strict=True))


def published(place: Path, **value: object) -> str:
    """Write a public statement of one satoshi of each figure at a cent for it; return its folder."""
    sat = {key: {"sat": "1"} for key in ("lawful", "reserve", "without")}
    figures = dict.fromkeys(("held", *sat), "1")
    said = {
        "currency": "KZT", "books": {"closing": {"sat": "1"}}, "title": sat,
        "value": {"fixing": {"usd_cents": str(COIN)}, "usd_cents": figures, "kzt_per_usd": "2",
                  "kzt_hundredths": dict.fromkeys(figures, "2"), **value},
    }  # fmt: skip
    (place / "data").mkdir()
    (place / "data" / "public.json").write_text(json.dumps(said))
    return str(place)


@pytest.mark.parametrize(
    ("value", "faults"),
    [
        ({}, []),
        ({"kzt_per_usd": "3"}, [f"public.json: {key}: not the kzt of the exact product"
                                for key in ("held", "lawful", "reserve", "without")]),
        ({"kzt_hundredths": {**dict.fromkeys(("held", "lawful", "reserve", "without"), "2"), "more": "5"}},
         ["public.json: other figures in kzt than in dollars"] * 4),
        ({"kzt_hundredths": {"held": "2", "lawful": "2", "reserve": "2"}},
         ["public.json: other figures in kzt than in dollars"] * 4),
        ({"usd_cents": {"held": "2", "lawful": "1", "reserve": "1", "without": "1"}},
         ["public.json: held: 2 cents, computed 1"]),
    ],
    ids=["right", "another rate", "a figure more", "a figure less", "other cents"],
)  # fmt: skip
def test_published_money_is_its_rounded_satoshi_at_the_price(tmp_path: Path, money: Any, value, faults) -> None:
    """In dollars and in the own currency, the same four figures of both, and no other."""
    assert list(money.check_published(published(tmp_path, **value), None)) == faults


@pytest.fixture(scope="module")
def books() -> Any:
    """Return what follows satoshi, as a module."""
    return types.SimpleNamespace(**runpy.run_path(str(OF_ITS_BOOKS)))


FIRST, LAST = 10, 20
"""The heights that close a day and the next."""


def day_rows(
    money: Any, books: Any, there: tuple[bool, bool], block: str = "titled", wallet: str = "Reserve", **facts: Any
) -> dict[str, int]:
    """Return what a day says of five satoshi, given whether they have title when it begins and when it ends."""
    run = books.Run("L-0001", 0, 5, wallet)
    coin = types.SimpleNamespace(runs=[run], value=5)
    found = object.__new__(money.Blocks)
    facts = {key: facts.get(key, []) for key in ("moves", "scoped", "deposits", "paid", "stays", "booked")}
    facts["stays"] = [
        types.SimpleNamespace(run=run, since=(since, 0), until=until, coin="c") for since, until in facts["stays"]
    ]
    ledger = types.SimpleNamespace(
        **{**facts, **{key: [((height, 0), run) for height in facts[key]] for key in ("deposits", "paid")}},
        coins={"a" * 64 + ":0": coin},
        ours={"Reserve"},
        books=facts["booked"],
        held=lambda height: [coin] * height,
        counts=lambda name, height: True,
    )
    ledger.moves = [{"txid": "a" * 64, "kind": kind, "height": height} for kind, height in facts["moves"]]
    ledger.scoped = lambda first, last: [(height, coin, sign) for height, sign in facts["scoped"]]
    closes = dict(zip(DAYS, (FIRST, LAST), strict=False))
    found.beside, found.ledger = books, ledger
    found.checked = types.SimpleNamespace(calendar=types.SimpleNamespace(close=closes.get))
    found.there = {day: [[], [run] if is_there else []] for day, is_there in zip(DAYS, there, strict=False)}
    return {key: sat for key, sat in found.rows(block, DAYS[0], DAYS[1]).items() if sat}


@pytest.mark.parametrize(
    ("there", "facts", "said"),
    [
        ((False, True), {}, {"additions": 5}),
        ((False, True), {"scoped": [(15, 1)]}, {"scope": 5}),
        ((False, True), {"scoped": [(15, -1)]}, {"additions": 5}),
        ((False, True), {"moves": [("withdrawal", LAST)]}, {"withdrawals": 5}),
        ((False, True), {"moves": [("withdrawal", FIRST)]}, {"additions": 5}),
        ((False, True), {"moves": [("withdrawal", LAST + 1)]}, {"additions": 5}),
        ((False, True), {"moves": [("receipt", LAST)]}, {"additions": 5}),
        ((False, True), {"moves": [("withdrawal", LAST)], "scoped": [(15, 1)]}, {"withdrawals": 5}),
        ((True, True), {}, {"opening": 5}),
        ((True, False), {}, {"opening": 5, "fees": 5}),
        ((True, False), {"deposits": [LAST]}, {"opening": 5, "deposits": 5}),
        ((True, False), {"deposits": [FIRST]}, {"opening": 5, "fees": 5}),
        ((True, False), {"deposits": [LAST + 1]}, {"opening": 5, "fees": 5}),
        ((True, False), {"paid": [LAST]}, {"opening": 5, "disposals": 5}),
        ((True, False), {"paid": [FIRST]}, {"opening": 5, "fees": 5}),
        ((True, False), {"paid": [LAST], "wallet": "Another"}, {"opening": 5, "fees": 5}),
        ((True, False), {"paid": [LAST], "deposits": [LAST]}, {"opening": 5, "deposits": 5}),
        ((True, False), {"stays": [(FIRST, None)]}, {"opening": 5, "disposals": 5}),
        ((True, False), {"stays": [(FIRST, (LAST, 0))]}, {"opening": 5, "fees": 5}),
        ((True, False), {"stays": [(FIRST, (LAST + 1, 0))]}, {"opening": 5, "disposals": 5}),
        ((True, False), {"stays": [(LAST, None)]}, {"opening": 5, "disposals": 5}),
        ((True, False), {"stays": [(LAST + 1, None)]}, {"opening": 5, "fees": 5}),
        ((True, False), {"stays": [(FIRST, None)], "scoped": [(15, -1)]}, {"opening": 5, "scope": -5}),
        ((True, False), {"stays": [(FIRST, None)], "scoped": [(15, 1)]}, {"opening": 5, "disposals": 5}),
    ],
)
def test_what_came_and_went_in_a_day_has_one_cause(money: Any, books: Any, there, facts, said) -> None:
    """Back from a custodian before scope, scope before additions; lent before paid, scope before disposals, else fees.

    What stands in the block that closed the day before is of that day. A coin that entered the scope makes nothing an
    exit, and one that left it nothing an entry.
    """
    assert day_rows(money, books, there, **facts) == said


def test_what_is_held_goes_by_the_books_alone(money: Any, books: Any) -> None:
    """It opens with the coins of the block that closed the day before; rows of later blocks are its own."""
    rows = [(height, "", "receipts", 10**place) for place, height in enumerate((FIRST, FIRST + 1, LAST, LAST + 1))]
    assert money.BOOKS["receipts"] == "additions"
    found = day_rows(money, books, (False, False), "held", booked=rows)
    assert found == {"opening": 5 * FIRST, "additions": 110}


def test_a_price_that_changes_revalues_what_lay_there(money: Any) -> None:
    """Five satoshi at 2, then at 3 cents: 10 cents become 15, of which 5 are revaluation, by days and by balance."""
    prices = money.Prices(fixings(dict(zip(DAYS, (2 * COIN, 3 * COIN, 3 * COIN), strict=True))))
    rows = [Counter({"opening": 5}), Counter({"opening": 5})]
    sat = {**ZERO, "opening": "5", "closing": "5"}
    said = {"sat": sat, "usd_cents": {**ZERO, "opening": "10", "closing": "15", "revaluation": "5"}}
    assert list(money.one_block("held", said, rows, DAYS, prices)) == []


@pytest.mark.parametrize(
    ("of", "key", "other"),
    [
        ("value", "rate_day", "2026-07-01"),
        ("value", "kzt_per_usd", "3"),
        ("value", "exchanges", []),
        *(("fixing", key, "x") for key in ("day", "usd_cents", "quality", "from", "to")),
    ],
)
def test_a_published_price_is_that_of_its_fixing_and_its_rate(tmp_path: Path, money: Any, of, key, other) -> None:
    """The day, price, quality and window of the fixing, who was used and why not, the rate and its day."""
    fixing = {"day": DAYS[2], "usd_cents": "5", "quality": "A", "from": "a", "to": "b"}
    exchanges = [{"name": "kraken", "used": True, "reason": None}]
    value = {"fixing": dict(fixing), "exchanges": exchanges, "kzt_per_usd": "2", "rate_day": DAYS[2]}
    period = {"period": "P", "value": {"rate": {"as_of": DAYS[2]}, "kzt_per_usd": "2"}}
    (tmp_path / "data" / "fixings").mkdir(parents=True)
    filed = {**fixing, "exchanges": [{**exchanges[0], "trades": 7}]}
    for name, content in (("period", period), (f"fixings/{DAYS[2]}", filed)):
        (tmp_path / "data" / f"{name}.json").write_text(json.dumps(content))
    beside = types.SimpleNamespace(
        VERIFY=types.SimpleNamespace(
            span=lambda name: ("", DAYS[2]),
            differences=lambda said, computed, name, known: [each for each in said if said[each] != computed[each]],
        )
    )
    found = []
    for _ in range(2):
        public = {"currency": "KZT", "value": value}
        (tmp_path / "data" / "public.json").write_text(json.dumps(public))
        found.append(list(money.check_price(str(tmp_path), beside)))
        (value if of == "value" else value["fixing"])[key] = other  # type: ignore[index]
    assert found == [[], [key if of == "value" else "fixing"]]
