"""The product and a second reading of the documents say the same over drawn chains."""

import datetime as dt
import os
from collections import Counter
from collections.abc import Sequence

import pytest

from tests.counts import chosen
from tests.simulator.agreement import bound_differences, differences
from tests.simulator.bounds import AllWays, Reach, by_flow
from tests.simulator.draws import FIRST_DAY, WALLETS, draw
from tests.simulator.product import trace_of
from tests.simulator.scenario import Claim, Coin, Command, Scenario, Tx
from tests.simulator.second_book import SecondBook
from tests.simulator.sharing import RULES, largest_remainder, share

ASKED = os.environ.get("SIMULATOR_DRAWS")
NUMBERS = int(ASKED or "120")
"""Chains of each size that are drawn: `SIMULATOR_DRAWS=5000` tries ten thousand.

Where it is not given, the suite tries five in ten.
"""


def _drawn(first: int) -> Sequence[int]:
    """Return the numbers that are tried of ten."""
    ten = range(first, min(first + 10, NUMBERS))
    return ten if ASKED else chosen(ten, lambda number: "", suite=5)


@pytest.mark.parametrize("first", range(0, NUMBERS, 10))
@pytest.mark.parametrize("small", [False, True], ids=["large", "small"])
def test_the_product_says_what_the_documents_say(first: int, small: bool) -> None:
    """Both books, orders, faults and bounds are what a reader of documents computes, under every rule of amounts."""
    for number in _drawn(first):
        scenario = draw(number, small=small)
        trace = trace_of(scenario)
        found = differences(scenario, trace) + bound_differences(scenario, trace)[0]
        assert not found, f"draw {number}, small={small}: {found}"


def test_the_draws_hold_what_matters() -> None:
    """Overlaps, joint spends, declared change, departures, excess, every end and every rule meet in what is tried."""
    seen: Counter[str] = Counter()
    for number in (number for first in range(0, NUMBERS, 10) for number in _drawn(first)):
        scenario = draw(number, small=False)
        book = SecondBook(scenario, scenario.primary, scenario.primary)
        seen[scenario.primary] += 1
        seen.update({end for end, _ in book.first.ends.values()})
        seen["overlap"] += bool(book.first.overlaps)
        seen["retained"] += any(name in book.first.fees for name, _ in scenario.retained)
        seen["retained off the trail"] += any(name not in book.first.fees for name, _ in scenario.retained)
        seen["joint spend"] += any(each.tx.name in book.first.fees for each in book.crossings)
        seen["several labels cross"] += any(len(each.labels) > 1 for each in book.crossings)
        seen["departure"] += any(each.departed for each in book.crossings)
        seen["unreadable crossing"] += any(not each.readable for each in book.crossings)
        for account in book.docket.accounts.values():
            seen[f"{account.order.kind} counts"] += bool(account.taken)
            seen[f"{account.order.kind} excess"] += bool(account.excess)
        seen["second order is asked"] += sum(bool(a.taken) for a in book.docket.accounts.values()) > 1
    ends = ("custody", "unspent", "service", "threshold", "hops", "horizon", "gap", "fan_out", "burned")
    kinds = [
        f"{kind} {what}" for kind in ("restraint", "seizure", "forfeiture", "return") for what in ("counts", "excess")
    ]
    others = ("overlap", "retained", "retained off the trail", "joint spend", "several labels cross", "departure")
    wanted = [*ends, *RULES, *kinds, *others, "unreadable crossing", "second order is asked"]
    assert [each for each in wanted if not seen[each]] == []


def test_every_way_and_the_greatest_flow_agree() -> None:
    """Where no claim is reached, trying every way of sharing and a greatest flow give the same bounds."""
    held = 0
    for number in range(60):
        scenario = draw(number, small=True)
        reach = Reach(scenario, frozenset(scenario.labels()))
        if not reach.collides:
            ways = AllWays(reach)
            for coin in reach.coins:
                assert by_flow(reach, {coin}) == ways.bounds({coin}), (number, coin)
                held += 1
    assert held > 100


def test_the_simulator_computes_what_was_worked_out_by_hand() -> None:
    """The documents' own figures: a share with its remainder, a second book with satoshi set aside, a joint spend."""
    assert largest_remainder(10, [1, 1, 1], [10, 10, 10]) == [4, 3, 3]
    assert largest_remainder(10, [1, 1, 1], [10, 1, 10]) == [5, 1, 4]
    attributions = share("haircut", [["A"] * 20, [None] * 20, [None] * 30], [28, 35, 7], set(), str)
    assert [attribution.count("A") for attribution in attributions] == [8, 10, 2]
    shares = {rule: [p.count("A") for p in share(rule, [["A"] * 6, [None] * 4], [5, 4, 1], {1}, str)] for rule in RULES}
    assert shares == {
        "fifo": [5, 1, 0],
        "lifo": [1, 4, 1],
        "haircut": [3, 2, 1],
        "seniority": [5, 1, 0],
        "juniority": [2, 4, 0],
        "tiho": [5, 1, 0],
        "proceeds_first": [5, 1, 0],
        "libr": [2, 4, 0],
    }
    book = SecondBook(_joint(), "fifo", "fifo")
    (crossing,) = book.crossings
    assert (crossing.arrived, crossing.labels, crossing.untraced) == (Counter(A=20), {"A", "B"}, 0)


def test_a_claim_in_a_reached_coin_takes_other_money_first() -> None:
    """The documents' example: 5 traced and 5 others pay a coin of 10 in which 5 are claimed; every rule gives 10."""
    txs = (
        Tx("a", 1, 0, (), ((5, ""), (5, ""))),
        Tx("q", 2, 0, (("a", 0), ("a", 1)), ((10, ""),)),
        Tx("out", 3, 0, (("q", 0),), ((10, "Agency"),)),
    )
    claims = (Claim("A", "outpoint", ("a", 0)), Claim("A", "outpoint", ("q", 0), amount=5))
    scenario = _scenario(txs, claims)
    assert AllWays(Reach(scenario, frozenset(["A"]))).bounds({("q", 0)}) == (10, 10)
    trace = trace_of(scenario)
    assert bound_differences(scenario, trace)[0] == []
    assert {(row["lower_sat"], row["upper_sat"], row["partial"]) for row in trace["bounds"]} == {(10, 10, False)}


def test_what_comes_to_a_claim_by_two_outputs_of_one_maker_is_counted_once() -> None:
    """5 traced and 5 others come by two coins to one in which 5 are claimed.

    No other money passes, and that is exact.
    """
    txs = (
        Tx("a", 1, 0, (), ((5, ""), (5, ""))),
        Tx("m", 2, 0, (("a", 0), ("a", 1)), ((5, ""), (5, ""))),
        Tx("u", 3, 0, (("m", 0), ("m", 1)), ((10, ""),)),
        Tx("out", 4, 0, (("u", 0),), ((5, "Agency"), (5, ""))),
    )
    claims = (Claim("A", "outpoint", ("a", 0)), Claim("A", "outpoint", ("u", 0), amount=5))
    trace = trace_of(_scenario(txs, claims))
    assert bound_differences(_scenario(txs, claims), trace)[0] == []
    assert {(row["lower_sat"], row["upper_sat"], row["partial"]) for row in trace["bounds"]} == {(5, 5, False)}


def test_a_claim_beside_another_coin_of_its_maker_makes_a_bound_partial() -> None:
    """Of 5 others 3 can pass a claim of 1 and 2 its neighbour, not both.

    4 reach the target, the cut says 5 and is marked.
    """
    txs = (
        Tx("a", 1, 0, (), ((5, ""), (3, ""))),
        Tx("m", 2, 0, (("a", 0), ("a", 1)), ((4, ""), (2, ""))),
        Tx("b", 2, 1, (), ((4, ""),)),
        Tx("out", 3, 0, (("b", 0), ("m", 0), ("m", 1)), ((5, "Agency"), (5, ""))),
    )
    places: tuple[tuple[Coin, int | None], ...] = ((("a", 1), None), (("m", 0), 1), (("b", 0), None))
    scenario = _scenario(txs, tuple(Claim("A", "outpoint", coin, amount=amount) for coin, amount in places))
    assert AllWays(Reach(scenario, frozenset(["A"]))).bounds({("out", 0)}) == (1, 5)
    rows = [row for row in trace_of(scenario)["bounds"] if row.get("custody") == "Agency"]
    assert {(row["lower_sat"], row["upper_sat"], row["partial"]) for row in rows} == {(0, 5, True)}


def test_what_leaves_goes_by_label_before_wallet() -> None:
    """A's 10 leave police and B's 10 Agency at once: the order for both is filled by A's, the one for B takes B's."""
    txs = (
        Tx("a", 1, 0, (), ((10, "police"),)),
        Tx("b", 1, 1, (), ((10, "Agency"),)),
        Tx("out", 2, 0, (("a", 0), ("b", 0)), ((20, ""),)),
    )
    claims = (Claim("A", "outpoint", ("a", 0)), Claim("B", "outpoint", ("b", 0)))
    both, day = ("Agency", "police"), FIRST_DAY.date()
    first = Command("R1", "return", day, None, ("A", "B"), 10, both)
    second = Command("R2", "return", day, None, ("B",), None, both)
    scenario = _scenario(txs, claims, (first, second))
    book = SecondBook(scenario, "fifo", "fifo")
    assert [(a.taken, a.excess) for a in book.docket.accounts.values()] == [(10, 0), (10, 0)]
    assert differences(scenario, trace_of(scenario)) == []


@pytest.mark.parametrize(("days", "faults"), [(0, 0), (1, 1)])
def test_an_order_is_in_force_on_the_day_that_it_names(days: int, faults: int) -> None:
    """10 are held in the reserve, 5 of them beyond an order's amount.

    A fault only where that order is not in force yet.
    """
    txs = (Tx("theft", 1, 0, (), ((10, "Reserve"),)),)
    day = FIRST_DAY.date()
    order = Command("F", "forfeiture", day, day + dt.timedelta(days=days), ("A",), 5, ("Reserve",))
    scenario = _scenario(txs, (Claim("A", "outpoint", ("theft", 0)),), (order,))
    trace = trace_of(scenario)
    assert differences(scenario, trace) == []
    assert len(trace["faults"]) == faults


def _joint() -> Scenario:
    txs = (
        Tx("a", 1, 0, (), ((20, ""),)),
        Tx("b", 1, 1, (), ((30, ""),)),
        Tx("seize", 2, 0, (("a", 0),), ((20, "Agency"),)),
        Tx("join", 3, 0, (("seize", 0), ("b", 0)), ((50, "Reserve"),)),
    )
    return _scenario(txs, (Claim("A", "outpoint", ("a", 0)), Claim("B", "outpoint", ("b", 0))))


def _scenario(txs: tuple[Tx, ...], claims: tuple[Claim, ...], orders: tuple[Command, ...] = ()) -> Scenario:
    times = dict.fromkeys(range(txs[-1].height + 1), int(FIRST_DAY.timestamp()))
    return Scenario(txs, claims, WALLETS, orders, "fifo", frozenset[Coin](), txs[-1].height, times, 0)
