"""What the stand-alone verifier says of each value of a public statement that cannot be so: one change, one sentence.

A statement that is right is written down here by hand; each change makes one thing of it impossible.
"""

import copy
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import pytest

from tests.reserve import verifying

CHECKS: Any = verifying.loaded()
ROOTS = ["11" * 32, "22" * 32, "33" * 32, "44" * 32]


def figure(sat: int, within: int = 0) -> dict[str, str]:
    """Return a published figure."""
    return {"sat": str(sat), "within_sat": str(within)}


def statement() -> dict[str, Any]:
    """Return a public statement of the third quarter by rule public/1, after one of the second and its restatement."""
    return {
        "rule": "public/1",
        "currency": "KZT",
        "period": "2026Q3",
        "restates": None,
        "closing": {"height": 900},
        "books": {
            "opening": figure(300_000_000, 4_000_000),
            "came": figure(500_000_000, 5_000_000),
            "left": figure(100_000_000, 1_000_000),
            "scope": figure(0),
            "change": figure(400_000_000, 6_000_000),
            "closing": figure(700_000_000, 7_000_000),
        },
        "title": {key: figure(100_000_000, 1_000_000) for key in ("reserve", "lawful", "without")},
        "with_custodians": figure(0),
        "counts": {
            "came": 3, "left": 3, "cases": 1, "orders": 2, "acts": 9, "late_acts": 1, "accounts": 0, "scope_acts": 0,
        },
        "value": {
            "fixing": {
                "day": "2026-09-30", "usd_cents": "7000000", "quality": "C", "from": "2026-09-30T18:00:00Z",
                "to": "2026-09-30T19:00:00Z",
            },
            "exchanges": [
                {"name": "kraken", "used": True, "reason": "few trades"},
                {"name": "bitstamp", "used": False, "reason": "stale"},
            ],
            "others": [{"name": "London", "usd_cents": "7000001", "why": None}],
            "kzt_per_usd": "530.47",
            "rate_day": "2026-09-29",
            "kzt_hundredths": {},
        },
        "proof": {"covered": figure(350_000_000, 4_000_000), "share": "50.0", "whole": False},
        "review": {"band": {"min": "0.10", "max": "0.2"}},
        "limits": [
            {"kind": "wallet_share", "unit": "percent", "broken": True},
            {"kind": "key_age_days", "unit": "days", "broken": True},
            {"kind": "value_usd", "unit": "usd", "broken": False},
        ],
        "breaches": [
            {"kind": "file", "day": "2026-09-30"},
            {"kind": "late", "day": "2026-09-30"},
            {"kind": "key_age_days", "day": "2026-08-02"},
            {"kind": "wallet_share", "day": "2026-09-30"},
        ],
        "opinion": {"day": "2026-03-31"},
        "custody": {
            "quorums": [
                {"needed": 2, "keys": 3, "bodies": 2, "sites": 3},
                {"needed": 3, "keys": 5, "bodies": 3, "sites": 5},
            ],
            "audit": "2026-01",
            "opinion": "unqualified",
        },
        "previous": [{"period": "2026Q2", "private_root": ROOTS[0]}, {"period": "2026Q2-r1", "private_root": ROOTS[1]}],
        "open": None,
        "private_root": ROOTS[2],
    }  # fmt: skip


def opened() -> dict[str, Any]:
    """Return the same of a register that publishes its addresses: nothing is rounded."""
    found = statement()
    for key, sat in {"opening": 300, "came": 500, "left": 100, "scope": 0, "change": 400, "closing": 700}.items():
        found["books"][key] = figure(sat)
    found["title"] = {key: figure(7) for key in found["title"]}
    found["proof"] = {"covered": figure(350), "share": "50.0", "whole": False}
    addresses = [{"wallet": "A", "address": "x", "sat": "300"}, {"wallet": "A", "address": "y", "sat": "400"}]
    moves = [{"height": 800}, {"height": 900}]
    return {**found, "rule": None, "open": {"addresses": addresses, "movements": moves}}


def told(said: dict[str, Any]) -> Iterator[str]:
    """Yield everything that the verifier says of a statement's values, after their form."""
    yield from CHECKS.told_of_price(said, said["value"])
    yield from CHECKS.told_of_others(said, said["review"], said["opinion"])
    bundle = SimpleNamespace(load=lambda _: said)
    yield from CHECKS.check_published_rule(bundle)
    yield from CHECKS.check_earlier_statements(bundle)


def placed(place: str, value: object) -> Callable[[dict[str, Any]], None]:
    """Return what puts a value at a place, such as `value.others.0.why`."""

    def put(said: dict[str, Any]) -> None:
        *way, last = [int(step) if step.isdigit() else step for step in place.split(".")]
        at: Any = said
        for step in way:
            at = at[step]
        at[last] = value

    return put


@pytest.mark.parametrize("made", [statement, opened])
def test_a_statement_that_can_be_so_is_let_be(made: Callable[[], dict[str, Any]]) -> None:
    """Rounded and open alike: nothing is said of it."""
    assert [*told(made())] == []


ROUNDED: list[tuple[str, object, str | None]] = [
    ("value.fixing.day", "2026-09-29", "value.fixing: is no price of 2026-09-30"),
    ("value.fixing.to", "2026-09-30T18:00:00Z", "value.fixing: is no price"),
    ("value.fixing.usd_cents", "0", "value.fixing: is no price"),
    ("value.rate_day", None, "value: of a rate of exchange"),
    ("value.kzt_hundredths", None, "value: of a rate of exchange"),
    ("value.kzt_per_usd", None, "value: of a rate of exchange"),
    ("value.rate_day", "2026-10-01", "value.rate_day: is after 2026-09-30"),
    ("value.exchanges.1.name", "kraken", "value.exchanges: one stands there twice"),
    ("value.exchanges.0.used", False, "value.exchanges: one stands there twice, or none was used"),
    ("value.exchanges.1.reason", None, "value.exchanges: one was not used, for no reason"),
    ("value.fixing.quality", "A", "value.exchanges: one was used for quality A, and has a reason why not"),
    ("value.others.0.why", "closed", "value.others: one has neither"),
    ("value.others.0.usd_cents", None, "value.others: one has neither"),
    ("limits.2.unit", "percent", "limits[2]: value_usd is of another unit"),
    ("breaches.0.day", "2026-09-29", "breaches: faults do not come first"),
    ("breaches.1.kind", "amount", "breaches: faults do not come first"),
    ("breaches.1.kind", "file", "breaches: faults do not come first"),
    ("breaches.3.day", "2026-08-01", "breaches: those of limits are not in the order"),
    ("breaches.3.day", "2026-10-01", "breaches: those of limits are not in the order"),
    ("limits.2.broken", True, "breaches: are not of the limits"),
    ("limits.0.broken", False, "breaches: are not of the limits"),
    ("review.band.min", "0.3", "review.band: its lower end"),
    ("review.band.min", "1", "review.band: its lower end"),
    ("opinion.day", "2026-10-01", "opinion.day: is after 2026-09-30"),
    ("custody.quorums.0.needed", 0, "custody: quorums"),
    ("custody.quorums.1.needed", 6, "custody: quorums"),
    ("custody.quorums.1.keys", 16, "custody: quorums"),
    ("custody.quorums.0.bodies", 4, "custody: quorums"),
    ("custody.quorums.1.sites", 6, "custody: quorums"),
    ("custody.quorums", [], "custody: quorums"),
    ("custody.quorums.1", {"needed": 2, "keys": 3, "bodies": 2, "sites": 3}, "custody: quorums"),
    ("custody.quorums.0.needed", 3, None),
    ("custody.audit", None, "custody: quorums"),
    ("title.lawful.sat", "-1000000", "title.lawful: -1000000 satoshi are below nothing"),
    ("title.lawful.sat", "1000001", "title.lawful: 1000001 within 1000000 is no sum of steps"),
    ("title.lawful.within_sat", "1000001", "title.lawful: 100000000 within 1000001 is no sum of steps"),
    ("title.lawful.sat", "101000000", "title.lawful: 101000000 within 1000000 is no sum of steps"),
    ("books.change.sat", "-400000000", None),
    ("counts.came", 2, "counts: one or two transactions are said to be so many"),
    ("counts.left", None, "books: the sum of one or two transactions is said"),
    ("counts.came", 0, "books.came: is something, and nothing is counted"),
    ("counts.left", 0, "books.left: is something, and nothing is counted"),
    ("books.scope", figure(1_000_000, 1_000_000), "books.scope: is something, and nothing is counted"),
    ("books.change.within_sat", "5000000", "books.change: is within 6000000, of what came"),
    ("with_custodians", figure(1_000_000, 1_000_000), "with_custodians: is something, and there is no account"),
    ("counts.orders", 10, "counts: orders, late acts"),
    ("counts.late_acts", 10, "counts: orders, late acts"),
    ("counts.scope_acts", 10, "counts: orders, late acts"),
    ("counts.orders", 9, None),
    ("proof.share", "50.1", "proof.share: is not that of the published satoshi"),
    ("proof.share", None, "proof.share: is not that of the published satoshi"),
    ("proof.covered", figure(701_000_000, 8_000_000), "proof.covered: is more than is held"),
    ("proof.whole", True, "proof.covered: is more than is held, or not all of it"),
    ("open", {"addresses": [], "movements": []}, "open: is there where figures are rounded"),
    ("previous.0.period", "2026Q2-r1", "previous: earlier statements do not stand in the order"),
    ("previous.1.private_root", ROOTS[0], "previous: two statements have one root"),
    ("private_root", ROOTS[1], "previous: two statements have one root"),
    ("previous.0.period", "2026Q4", "previous: 2026Q4 does not end before 2026Q3 begins"),
    ("restates", "2026Q2", "restates: 2026Q3 restates None"),
    ("previous", [{"period": "2026Q1", "private_root": ROOTS[0]}], "previous: none ends where 2026Q3 begins"),
    ("previous.0", {"period": "2026Q1", "private_root": ROOTS[0]}, "previous: 2026Q2, which 2026Q2-r1 restates"),
    ("previous.0", {"period": "2026Q3", "private_root": ROOTS[0]}, "previous: names 2026Q3 itself"),
    ("previous", [], "books.opening: is something, and no statement before"),
]  # fmt: skip


@pytest.mark.parametrize(("place", "value", "words"), ROUNDED)
def test_what_cannot_be_so_is_said(place: str, value: object, words: str | None) -> None:
    """Each change alone is found by its own sentence; what can be so as well is let be."""
    said = copy.deepcopy(statement())
    placed(place, value)(said)
    found = [*told(said)]
    if words is None:
        assert found == []
    else:
        assert [text for text in found if text.startswith(f"public.{words}")], found


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        ("books.came", None, "counts: something is not said where nothing is hidden"),
        ("counts.left", None, "counts: something is not said where nothing is hidden"),
        ("title.lawful.within_sat", "1", "title.lawful: is said to be within 1 where nothing is rounded"),
        ("open", None, "open: is there where figures are rounded, or not where they are exact"),
        ("open.addresses.1.address", "w", "open.addresses: are not in order, each once"),
        ("open.addresses.1.address", "x", "open.addresses: are not in order, each once"),
        ("open.addresses.1.sat", "401", "open.addresses: do not hold what the closing is"),
        ("open.movements.0.height", 901, "open.movements: are not in the order of the chain"),
        ("open.movements.1.height", 901, "open.movements: are not in the order of the chain"),
        ("open.movements.1.height", 799, "open.movements: are not in the order of the chain"),
    ],
)
def test_what_cannot_be_so_where_addresses_are_published_is_said(place: str, value: object, words: str) -> None:
    """The same of exact figures, addresses and movements."""
    said = opened()
    placed(place, value)(said)
    assert [text for text in told(said) if text.startswith(f"public.{words}")], [*told(said)]


def test_sums_that_could_be_said_are_not_kept_back() -> None:
    """Three transactions or more of each kind: what came and left is published."""
    said = statement()
    said["books"].update(came=None, left=None, scope=None)
    assert "public.books: what came and left is not said, and could be" in [*told(said)]
    said["counts"].update(came=None)
    assert "public.books: what came and left is not said, and could be" not in [*told(said)]


def test_a_restatement_whose_predecessor_is_not_named_is_told() -> None:
    """A second restatement stands after the first, which it names."""
    said = statement() | {"period": "2026Q2-r2", "restates": "2026Q2-r1"}
    said["previous"] = [{"period": "2026Q2", "private_root": ROOTS[0]}]
    said["books"]["opening"] = figure(0)
    assert "public.previous: 2026Q2-r1, which 2026Q2-r2 restates, is not named" in [*told(said)]
