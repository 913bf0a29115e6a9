"""Single rules of the stand-alone program for limits, each held to the product's own function over the same facts."""

import datetime as dt
import json
import types
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reserve.acts import in_force
from tests.reserve.limits.limit_conventions import corrected, limit_act
from tests.reserve.limits.limit_days import FIRST, hedge, limit, limit_day
from tests.reserve.limits.test_limit_acts import having
from tests.reserve.limits.test_verify_limits import ENDLESS, alone_day, alone_hedge, alone_limit, program
from tracer.chain.amount import COIN
from tracer.reserve.acts import Act
from tracer.reserve.limits.breaches import LimitBook, evaluate
from tracer.reserve.limits.limit_acts import limits_of
from tracer.reserve.limits.stress import greatest_fall
from tracer.reserve.plain_json import plain_acts
from tracer.reserve.terms import LimitKind, LimitSeverity

DAY = dt.timedelta(days=1)


def part(**known: Any) -> Any:
    """Return the days of a period of which only this is known."""
    found = object.__new__(program().Series)
    vars(found).update(known)
    return found


def alone_fall(prices: dict[dt.date, int], last: dt.date) -> Any:
    """Return the greatest fall that the program finds."""
    fixings = {day.isoformat(): {"usd_cents": str(prices[day])} for day in sorted(prices)}
    return part(fixings=fixings, last=last.isoformat()).fall()


@given(st.dictionaries(st.integers(0, 12), st.integers(1, 4), max_size=10))
def test_the_greatest_fall_is_the_product_s(drawn: dict[int, int]) -> None:
    """Few prices and many equal ones: of equal falls the first, and where nothing falls, none."""
    prices = {FIRST + number * DAY: cents for number, cents in drawn.items()}
    found = greatest_fall(prices)
    assert alone_fall(prices, FIRST + 20 * DAY) == (None if found is None else found.as_json())


def test_a_fall_is_none_where_prices_stand_still_and_the_first_of_equal_ones() -> None:
    """By hand: 4, 4 is no fall; 4, 2, 4, 2 falls twice by half, the first from the first day."""
    still = {FIRST: 4, FIRST + DAY: 4}
    assert alone_fall(still, FIRST + DAY) is None
    twice = {FIRST + number * DAY: cents for number, cents in enumerate((4, 2, 4, 2))}
    said = {"from": "2026-07-01", "to": "2026-07-02", "percent": "-50.00000"}
    assert alone_fall(twice, FIRST + 3 * DAY) == said
    assert alone_fall(twice, FIRST) is None  # what comes after the period's last day is not looked at


def alone_limits(*acts: Act) -> list[tuple[str, str | None, str, str]]:
    """Return the limits that the program reads out of acts: id, the act that set it, first day, last day."""
    filed = json.loads(plain_acts(acts))["acts"]
    return [(each.id, each.set_by, each.begins, each.until) for each in program().limits_of({}, filed)]


def limits(*acts: Act) -> list[tuple[str, str | None, str, str]]:
    """Return those that the product reads."""
    return [
        (each.id, each.set_by, each.begins.isoformat(), ENDLESS if each.until is None else each.until.isoformat())
        for each in limits_of(having(), in_force(*acts))
    ]


@pytest.mark.parametrize(
    ("acts", "held"),
    [
        ((limit_act(1, "2025-06-15"),), [("share-max", "2025-0001", "2025-07-01", ENDLESS)]),
        (
            (limit_act(1, "2025-06-15"), corrected(2, "2025-07-10", limit_act(1, "2025-06-15", max="0.02"))),
            [
                ("share-max", "2025-0001", "2025-07-01", "2025-07-09"),
                ("share-max", "2025-0001", "2025-07-10", ENDLESS),
            ],
        ),
        ((limit_act(1, "2025-06-15", limit=""),), []),
        (
            (limit_act(1, "2025-06-15"), limit_act(2, "2025-07-02", until="2025-07-20")),
            [("share-max", "2025-0001", "2025-07-01", "2025-07-20")],
        ),
    ],
    ids=["set", "corrected", "of no name", "ended"],
)
def test_limits_are_those_that_acts_set(acts: tuple[Act, ...], held: list[tuple[str, str, str, str]]) -> None:
    """A corrected act holds until its correction begins; a convention that names no limit sets none; an end ends."""
    assert alone_limits(*acts) == limits(*acts) == held


@pytest.mark.parametrize(("before", "now"), [(0, 5 * COIN), (5 * COIN, 5 * COIN)])
def test_what_leaves_on_the_first_day_of_its_limit_is_a_movement(before: int, now: int) -> None:
    """A limit of what leaves on a day is broken by what leaves, though the day before would have broken it too."""
    row = limit(LimitKind.DAY_OUT_SAT, str(COIN), name="out", severity=LimitSeverity.SOFT, begins=FIRST + DAY)
    days = [limit_day(1, out=before), limit_day(2, out=now)]
    found = evaluate((row,), (), days[1:], LimitBook((), days[0])).breaches
    alone = program().breaches([alone_limit(row)], [], [alone_day(each) for each in days], [])
    assert alone == [each.as_json() for each in found]
    assert [each["cause"] for each in alone] == ["movement"]


def test_an_expired_position_is_on_file_and_not_open() -> None:
    """It stays in the file until an act closes it, and counts no more from the day after it expired."""
    row = hedge(expires=FIRST + DAY)
    alone = alone_hedge(row)
    for number, (filed, counts) in enumerate(((True, True), (True, True), (True, False))):
        day = FIRST + number * DAY
        assert (row.is_on_file(day), row.is_open(day)) == (filed, counts)
        assert (alone.is_on_file(day.isoformat()), alone.is_open(day.isoformat())) == (filed, counts)


@pytest.mark.parametrize(
    ("covered", "of", "share"), [("3", "4", Fraction(3, 4)), ("0", "0", Fraction(1)), ("0", "4", Fraction(0))]
)
def test_of_nothing_held_all_is_proven(covered: str, of: str, share: Fraction) -> None:
    """A proof is of what was held at the closing; where that was nothing, nothing lacks."""
    span = types.SimpleNamespace(span=lambda period: (period, "2026-06-30"))
    known: dict[str, Any] = {
        "checked": types.SimpleNamespace(previous=None),
        "beside": types.SimpleNamespace(VERIFY=span),
        "last": "2026-09-30",
        "period": {"proof": {"covered_sat": covered, "of_sat": of}},
    }
    assert part(**known).proven("2026-09-30") == share
    assert part(**known).proven("2026-09-29") is None
    earlier = types.SimpleNamespace(previous={"period": "2026Q2", "proof": {"covered_sat": "1", "of_sat": "2"}})
    assert part(**{**known, "checked": earlier}).proven("2026-09-29") == Fraction(1, 2)
    assert part(**{**known, "period": {"proof": None}}).proven("2026-09-30") is None


def test_custodians_have_what_lies_in_their_wallets_and_accounts() -> None:
    """Of one custodian wallets and accounts together; a wallet without one is nobody's; by name."""
    register = {
        "wallets": [
            {"name": "Own", "custodian": None},
            {"name": "Cold", "custodian": "Keeper"},
            {"name": "Left", "custodian": "Keeper"},
        ],
        "accounts": [{"name": "A-1", "custodian": "Bank"}, {"name": "A-2", "custodian": "Keeper"}],
    }
    days = part(checked=types.SimpleNamespace(register=register))
    assert days.custodians({"Own": 7, "Cold": 5}, {"A-2": 3}) == {"Bank": 0, "Keeper": 8}


def test_the_eve_has_the_title_of_the_statement_before() -> None:
    """With a fixing before the period the first day is compared with what the last statement closed with."""

    def titles(fixings: dict[str, Any], previous: Any) -> Any:
        there = {day: (None, {"titled": 10}) for day in ("2026-06-30", "2026-07-01")}
        money = types.SimpleNamespace(Blocks=lambda *_: types.SimpleNamespace(there=there))
        known: dict[str, Any] = {
            "beside": types.SimpleNamespace(total=lambda found: sum(found.values())),
            "checked": types.SimpleNamespace(previous=previous),
            "days": list(there),
            "first": "2026-07-01",
            "fixings": fixings,
            "period": {"value": {}},
        }
        return part(**known).titles(money)["2026-06-30"]

    closed = {"title_sat": {"assigned": "1", "encumbered": "2", "titled": "4", "untitled": "8", "appealable": "16"}}
    assert titles({"2026-06-29": {}}, closed) == 7
    assert titles({"2026-06-29": {}}, None) == 0
    assert titles({"2026-07-01": {}}, closed) == 0
    assert titles({}, closed) == 10


def test_a_day_has_what_moved_after_the_closing_block_of_the_one_before() -> None:
    """A day's closing block is its last: what it holds is of that day, and of the next day no more.

    What left is of each day, what moved is told since the day before in the series; a custodian kept 1 on the second.
    """
    closes = {"2026-07-01": 1, "2026-07-02": 2, "2026-07-03": 2, "2026-07-04": 4, "2026-06-30": 0}
    heights = (1, 2, 3, 4)
    known = types.SimpleNamespace(
        held=lambda height: [types.SimpleNamespace(wallet="Own", value=10 * height)],
        changes=[(height, "A-1", height) for height in heights],
        kept_by=lambda day, height: [("A-1", [1])] if day > "2026-07-01" and height else [],
        books=[(height, "Own", column, height) for height in heights for column in ("fees", "receipts")],
        moves=[{"height": height, "txid": str(height)} for height in heights],
    )
    facts = types.SimpleNamespace(
        ours=["Own"],
        register={"wallets": [], "accounts": [{"name": "A-1", "custodian": "Bank"}]},
        filed=[{"id": "2026-0001", "date": "2026-07-02"}],
    )
    told = {"kind": "claim", "supersedes": None}
    books = types.SimpleNamespace(
        in_force=lambda rows, day: [{**row, **told, "id": f"{day[-2:]}"} for row in rows], total=sum
    )
    days = part(
        beside=types.SimpleNamespace(BOOKS=books),
        ledger=known, checked=facts, calendar=types.SimpleNamespace(ends=closes, close=closes.get), hedges=[],
        titled=dict.fromkeys(closes, 0), reserves_on=lambda day: None, proven=lambda day: None, custody=None,
        fixings={},
    )  # fmt: skip
    found = list(days.between(["2026-07-01", "2026-07-02", "2026-07-04"]))
    assert [(each.held, each.out, each.txids, each.with_accounts) for each in found] == [
        (10, 1, ["1"], 1), (20, 2, ["2"], 2), (40, 7, ["3", "4"], 9),
    ]  # fmt: skip
    assert [each.out for each in days.between(["2026-07-03", "2026-07-04"])] == [0, 7]
    assert [each.acts for each in found] == [[], ["02"], []]


def test_a_limit_is_shown_as_it_was_last_in_force() -> None:
    """A version that begins after the last day is shown of a limit that has no other; one that ended before is not."""
    rows = [
        limit(LimitKind.VALUE_USD, most, name="value", begins=FIRST + at * DAY) for most, at in (("1", 0), ("2", 9))
    ]
    old, new = map(alone_limit, rows)
    for last, expected in ((0, [old]), (8, [old]), (9, [new])):
        day = (FIRST + last * DAY).isoformat()
        assert part(limits=[old, new], first=FIRST.isoformat(), last=day).shown([]) == expected
    coming = new._replace(id="other")
    assert part(limits=[old, coming], first=FIRST.isoformat(), last=FIRST.isoformat()).shown([]) == [old, coming]
    ended = old._replace(until=(FIRST - DAY).isoformat())
    days = part(limits=[ended], first=FIRST.isoformat(), last=FIRST.isoformat())
    assert days.shown([]) == []
    assert days.shown([{"limit": "value"}]) == [ended]


def test_of_two_publications_of_one_day_the_later_one_counts() -> None:
    """Whatever order the table has them in, and in the order of their days before that."""
    head = "as_of,published,gross_usd"
    lines = [head, "2026-06-30,2026-07-20,2", "2026-05-31,2026-08-01,0", "2026-06-30,2026-07-07,1"]
    found = program().table("\n".join(lines).encode())
    assert [row["gross_usd"] for row in found] == ["0", "1", "2"]


@pytest.mark.parametrize(("includes", "excluding", "including"), [("false", (1, 9), (1, 10)), ("true", (1, 8), (1, 9))])
def test_reserves_that_contain_the_coins_are_divided_by_as_they_are(includes, excluding, including) -> None:
    """A value of 1 in 9: without it the reserves are 9 or 8, with it 10 or 9; of nothing left there is no share."""
    row = {"gross_usd": "9", "net_usd": "1", "includes_crypto": includes}
    gross, net = (program().Reserves(row, kind, None) for kind in ("gross", "net"))
    assert gross.share(Fraction(1), False) == Fraction(*excluding)
    assert gross.share(Fraction(1), True) == Fraction(*including)
    assert net.share(Fraction(1), False) == (None if includes == "true" else 1)


def test_a_breach_that_is_not_known_goes_on_beside_one_that_is() -> None:
    """What was over its bound and is not known any more is not cured; both are told, as the product does."""
    row = limit(LimitKind.SHARE_EXCL, "0.01", name="share", severity=LimitSeverity.HARD)
    over = limit_day(1, titled=10**6 * COIN)
    first = evaluate((row,), (), [over], LimitBook((), over))
    lost = replace(over, day=FIRST + DAY, reserves=None)
    twice = evaluate((row,), (), [lost, replace(lost, day=FIRST + 2 * DAY)], first)
    opened = [each.as_json() for each in evaluate((row,), (), [lost], first).breaches]
    assert [each["bound"] for each in opened] == ["max", "unknown"]
    later = [alone_day(lost), alone_day(replace(lost, day=FIRST + 2 * DAY))]
    found = program().breaches([alone_limit(row)], [], later, opened)
    assert sorted(found, key=lambda each: each["bound"]) == [each.as_json() for each in twice.breaches]
