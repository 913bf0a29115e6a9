"""What coins cost that acts of scope took out of the books and let in again: by hand, and as a law over drawn acts."""

import datetime as dt
import random
import types
from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import cache
from types import SimpleNamespace
from typing import Any

import pytest

from tests.counts import count
from tests.evidence.chain import FIRST_TIME
from tests.pictures import Picture
from tests.reserve import verifying
from tests.reserve.acts import in_force, moments, on, order, scope
from tests.reserve.drawn_registers import DAY, ZONE, DayChain, DrawnRegister, drawn_register, head
from tests.reserve.small_ledgers import history_of, noon, small_lots, small_register
from tests.reserve.test_day_value import Tenge
from tests.reserve.test_money import Table
from tests.reserve.test_scope_alone import OURS, PARTS, Scoped, scoped
from tests.reserve.test_value_laws import closes, drawn_prices, fixed
from tests.stand_alone import OF_ITS_MONEY
from tracer.errors import CaseError
from tracer.reserve.acts import Act, ActKind, OrderForm, ScopeAct
from tracer.reserve.days import day_at, instant, observed_block
from tracer.reserve.ledger import fold
from tracer.reserve.ledger_rows import ScopeChange
from tracer.reserve.price.prices import Prices
from tracer.reserve.scope import ScopeMoment, scope_closings
from tracer.reserve.title import title
from tracer.reserve.value.cost_basis import (
    CostBasis,
    CostSources,
    cost_basis,
    received_days,
    standing,
    standing_cost,
)
from tracer.reserve.value.daily import day_flows, day_rows
from tracer.reserve.value.day_rows import DayFlowKind, DayRow, ValuedBlock
from tracer.reserve.value.period_value import EarlierMoney, MoneySources, PeriodMoney, money
from tracer.reserve.value.spans import ValuedRegister, block_spans

BTC = 100_000_000
TITLED = order(1, OrderForm.FORFEITURE, "2025-01-01", in_force="2025-01-01", labels=("A",))
LOTS = small_lots(("in.0", "A", 0, BTC))
PRICES = Table({on(f"2025-01-0{day}"): cents for day, cents in enumerate((40, 50, 60, 55, 70), 1)})
"""Of one bitcoin, in cents: small, so that a hand counts them."""
IN, REST = f"in: -> {BTC}@Agency\n", "\nb: -> 5@Court\n\nc: -> 5@Court\n\nd: -> 5@Court"
MOVE = f"move: in.0 -> {BTC}"


def costs(drawing: str, *acts: Act) -> tuple[CostBasis, list[tuple[int, str]]]:
    """Return the cost of a period from 2 to 5 January 2025, found twice, and the flows by day and kind."""
    register, counting, last = small_register(), in_force(TITLED, *acts), on("2025-01-05")
    closings = moments({act.head.date: act.head.date.day for act in acts if isinstance(act, ScopeAct)})
    ledger = fold(register, history_of(drawing), counting, LOTS, closings)
    given = ValuedRegister(ledger=ledger, register=register, lots=LOTS, acts=counting)
    spans = block_spans(given, last)[ValuedBlock.TITLED]
    flows = day_flows(given, spans, on("2024-12-31"), last)
    basis = cost_basis(CostSources(flows=flows, prices=PRICES, sales={}, first=on("2025-01-02")))
    assert standing_cost(flows, standing(spans, last), PRICES) == basis.closing
    day_rows(given, block_spans(given, last), on("2025-01-01"), last)
    return basis, [(flow.day.day, flow.kind.value) for flow in flows]


def out_and_in(wallet: str, *days: int) -> tuple[Act, ...]:
    """Return acts that let a wallet out of the books and in again, by turns."""
    return tuple(scope(at + 2, f"2025-01-0{day}", wallet, enters=bool(at % 2)) for at, day in enumerate(days))


@pytest.mark.parametrize(
    ("drawing", "acts"),
    [
        (IN + REST + "\n\ne: -> 5@Court", out_and_in("Agency", 2, 5)),
        (f"{IN}\n{MOVE}@Reserve\n{REST}", out_and_in("Reserve", 2, 5)),
        (f"{IN}{REST}\n\n{MOVE}@Agency1", out_and_in("Agency", 2, 5)),
        (f"{IN}{REST}\n\n{MOVE}@Reserve", (*out_and_in("Agency", 2), *out_and_in("Reserve", 2, 5)[1:])),
    ],
    ids=["lies still", "paid in as its wallet leaves", "moved as its wallet enters", "paid into one that enters"],
)
def test_what_comes_back_costs_what_it_cost_when_it_left(drawing: str, acts: tuple[Act, ...]) -> None:
    """Titled at 40, out at 50, in again at 70: it costs 40, nothing is disposed of, nothing realised."""
    basis, flows = costs(drawing, *_numbered(acts))
    assert flows == [(1, "added"), (2, "scope_out"), (5, "scope_in")]
    assert [basis.opening, basis.closing, basis.realised, basis.proceeds] == [*map(Fraction, (40, 40, 0, 0))]
    assert not any(basis.flows.values())
    assert {method.cost for method in basis.methods.values()} == {40}


def test_what_was_disposed_of_and_is_let_in_costs_that_days_fixing() -> None:
    """Titled at 40, paid at 50 to a wallet outside the books, which enters at 70: 10 realised, and it costs 70."""
    acts = (scope(2, "2025-01-05", "Reserve", enters=True),)
    basis, flows = costs(f"{IN}\n{MOVE}@Reserve\n{REST}", *acts)
    assert flows == [(1, "added"), (2, "disposed"), (5, "scope_in")]
    assert [basis.opening, basis.flows["disposals"], basis.flows["scope"], basis.closing] == [
        *map(Fraction, (40, 40, 70, 70))
    ]
    assert basis.realised == 10


def test_a_cost_that_was_set_aside_is_forgotten_when_the_coin_is_added_again() -> None:
    """Out at 50, received at 60 by another wallet, disposed of at 55, let in at 70: it costs 70, and 5 are lost."""
    drawing = f"{IN}\nb: -> 5@Court\n\nmove: in.0 -> {BTC}@Reserve\n\nback: move.0 -> {BTC}@Agency\n\nd: -> 5@Court"
    basis, flows = costs(drawing, *out_and_in("Agency", 2, 5))
    assert flows == [(1, "added"), (2, "scope_out"), (3, "added"), (4, "disposed"), (5, "scope_in")]
    assert [basis.flows["additions"], basis.flows["disposals"], basis.flows["scope"]] == [
        *map(Fraction, (60, 60, -40 + 70))
    ]
    assert [basis.closing, basis.realised] == [*map(Fraction, (70, -5))]


LEFT = BTC // 4
"""Satoshi that go to miners when all of a coin but these is paid on."""


@pytest.mark.parametrize(
    ("moves", "acts", "fees", "disposals"),
    [
        (f"out: in.0 -> {BTC}@Court\nback: out.0 -> {BTC}@Agency\npay: back.0 -> {LEFT}@Reserve", (), 75_000_000, 0),
        (f"out: in.0 -> {BTC}@Court\npay: out.0 -> {LEFT}@Agency", (), 0, 75_000_000),
        (f"out: in.0 -> {BTC}@Old\npay: out.0 -> {LEFT}@Reserve", out_and_in("Old", 1), 0, 75_000_000),
        (f"out: in.0 -> {BTC}@Old\npay: out.0 -> {LEFT}@Reserve", (), 75_000_000, 0),
        (f"out: in.0 -> {LEFT}@Court\nback: out.0 -> 9@Agency\npay: back.0 -> 4@Found", (), 75_000_005, 24_999_995),
    ],
    ids=["watched and back", "watched", "let out", "of ours", "in part"],
)
def test_of_two_ways_out_on_a_day_the_last_one_from_the_books_counts(
    moves: str, acts: tuple[Act, ...], fees: int, disposals: int
) -> None:
    """One bitcoin has title since the first: it is a fee where our wallet paid it to miners in the end, else disposed.

    Of the last drawing 75,000,000 are the first fee; the court keeps none but pays 24,999,991 to miners, a disposal; of
    the nine that come back four go to another's wallet, a disposal, and five are the last fee.
    """
    register, counting = small_register(), in_force(TITLED, *_numbered(acts))
    drawing = f"{IN}\n{moves}{REST}"
    ledger = fold(register, history_of(drawing), counting, LOTS, moments({on("2025-01-01"): 1}))
    given = ValuedRegister(ledger=ledger, register=register, lots=LOTS, acts=counting)
    row = day_rows(given, block_spans(given, on("2025-01-02")), on("2025-01-02"), on("2025-01-02"))[ValuedBlock.TITLED][
        0
    ]
    lies = sum(coin.value for coin in ledger.coins if coin.spent is None and ledger.counts(coin, 2))
    assert [row.opening, row.fees, row.disposed, row.closing] == [BTC, fees, disposals, lies]
    own = _alone(drawing, ledger.scope, counting.all).rows("titled", "2025-01-01", "2025-01-02")
    assert [own["opening"], own["fees"], own["disposals"]] == [BTC, fees, disposals]


@pytest.mark.parametrize(("day", "lies"), [(2, 0), (3, BTC), (4, BTC)])
def test_an_act_of_a_day_without_a_block_counts_on_the_next_one_that_has_one(day: int, lies: int) -> None:
    """Blocks of the first, second and fifth: up to the fourth the coin is valued where its title book has it."""
    register, counting = small_register(), in_force(TITLED, scope(2, f"2025-01-0{day}", "Agency", enters=False))
    counts = ScopeMoment(2, on("2025-01-02"), 2) if day == 2 else ScopeMoment(3, on("2025-01-05"), 2)
    for height, last, there in (
        (2, "2025-01-02", lies),
        (2, "2025-01-04", lies),
        (3, "2025-01-04", lies),
        (3, "2025-01-05", 0),
    ):
        history = history_of(f"{IN}\na: -> 5@Court\n\nb: -> 5@Court", height)
        history = replace(history, block=replace(history.block, mtp=noon({2: 2, 3: 5}[height])))
        ledger = fold(register, history, counting, LOTS, {on(f"2025-01-0{day}"): counts})
        given = ValuedRegister(ledger=ledger, register=register, lots=LOTS, acts=counting)
        closes_with = 3 if last == "2025-01-05" else 2
        assert sum(title(ledger, register, LOTS, counting, on(last), closes_with).sums.values()) == there
        assert day_rows(given, block_spans(given, on(last)), on(last), on(last))[ValuedBlock.HELD][0].closing == there


def test_the_moment_of_an_act_is_a_block_of_its_day_or_of_the_next_that_has_one() -> None:
    """Each day of a chain of which some have no block; after the last block there is none yet."""
    view, time, days = DayChain(), FIRST_TIME, dict[dt.date, int]()
    for step in (3_600, 3_600, 2 * DAY, 3_600, 3 * DAY, DAY, *[3_600] * 30):
        time += step
        view.add_at(time, [], "Agency/0", 5)
    for height in range(view.tip().height + 1):
        days[day_at(observed_block(view, height).mtp, ZONE)] = height
    first, last = min(days), max(days)
    assert len(days) < (last - first).days + 1
    for number in range((last - first).days + 3):
        day = first + dt.timedelta(days=number)
        acts = in_force(scope(2, day.isoformat(), "Agency", enters=False))
        later = min((each for each in days if each >= day), default=None)
        closed_on = max((each for each in days if each <= day), default=first)
        counts = (view.tip().height + 1, None) if later is None else (days[later], later)
        said = ScopeMoment(counts[0], counts[1], days[closed_on])
        assert scope_closings(drawn_register(), acts, view) == {day: said}


def _alone(drawing: str, scope: Sequence[ScopeChange], acts: Sequence[Act]) -> Any:
    """Return the blocks of a drawing as the stand-alone program finds them."""
    picture = Picture(drawing)
    transactions, places = {}, {}
    for txid, each in sorted(picture.transactions(list(picture.names)).items(), key=lambda each: each[1].position):
        inputs = [str(spent.prevout) for spent in each.transaction.inputs]
        transactions[txid] = (inputs, [(out.value, out.script.hex()) for out in each.transaction.outputs], 0)
        places[txid] = (each.position.height, each.position.index)
    outputs = {f"{txid}:{vout}": out for txid, each in transactions.items() for vout, out in enumerate(each[1])}
    chain = SimpleNamespace(transactions=transactions, places=places, outputs=outputs)
    ledger = verifying.over(small_register(), chain, acts, LOTS, scope)
    names = ["2025-01-01", "2025-01-02"]
    ends = {name: instant(on(name), small_register().zone) for name in ["2024-12-31", *names]}
    noons = [noon(height) for height in range(picture.tip().height + 1)]
    calendar = verifying.loaded().Calendar(ends, 0, noons)
    calendar.medians = noons  # of drawn blocks the time that they have
    checked = SimpleNamespace(acts=ledger.acts, ledger=ledger, calendar=calendar)
    return alone().Blocks(verifying.loaded(), checked, names)


def _numbered(acts: tuple[Act, ...]) -> tuple[Act, ...]:
    """Return acts of scope under numbers of their own."""
    return tuple(
        scope(at, act.head.date.isoformat(), act.wallet, enters=act.enters)
        for at, act in enumerate(acts, 2)
        if isinstance(act, ScopeAct)
    )


def turns(drawing: DrawnRegister, source: random.Random) -> list[ScopeAct]:
    """Return acts that let a wallet out of the books and in again, once or twice, on days with blocks and without.

    Often on the day with which the first half of the days ends, or on the next.
    """
    half = len(drawing.days) // 2
    days = [*drawing.days, *drawing.days[half - 1 : half + 1] * 3]
    number, wallet = len(drawing.acts.all) + 50, source.choice(OURS)
    return [
        ScopeAct(
            head=head(number + at, ActKind.SCOPE, day),
            wallet=wallet,
            range=None,
            enters=bool(at % 2),
            reason="Control was proven",
        )
        for at, day in enumerate(sorted(set(source.sample(days, source.choice([2, 3, 4])))))
    ]


def drawn_turns(part: int) -> list[Scoped]:
    """Return the drawn registers of a part."""
    seeds = range(part, count(suite=100, laws=600), PARTS)
    return [each for seed in seeds if (each := scoped(seed, turns)) is not None]


@pytest.mark.parametrize("part", range(PARTS))
def test_periods_with_acts_of_scope_close_and_are_valued_alike_twice(part: int) -> None:
    """Whatever leaves and comes back: costs are found twice in each of two periods, and the days' rows are M1's."""
    kinds = set[DayFlowKind]()
    closed = without = 0
    for number, each in enumerate(drawn_turns(part)):
        given = ValuedRegister(ledger=each.theirs, register=each.register, lots=each.drawing.lots, acts=each.acts)
        days, cents = each.drawing.days, drawn_prices(number, each.drawing, gaps=0)
        try:
            one = valued(each, given, cents, days[0], days[len(days) // 2 - 1])
            sat = {block.block: block.sat["closing"] for block in one.value.blocks}
            earlier = EarlierMoney(sat=sat, value=one.value, cost=one.cost, name="one")
            two = valued(each, given, cents, days[len(days) // 2], days[-1], earlier)
        except CaseError:  # an act takes satoshi that are not held any more
            continue
        for found in (one, two):
            assert found.cost.costs is not None
            for block in found.value.blocks:
                assert closes(block.sat)
                assert closes(block.cents)
        spans = block_spans(given, days[-1])
        kinds |= {flow.kind for flow in day_flows(given, spans[ValuedBlock.TITLED], days[0], days[-1])}
        _same_rows(each, day_rows(given, spans, days[0], days[-1]))
        closed += 1
        dates = {act.head.id: act.head.date for act in each.acts.all}
        without += any(change.day != dates[change.act] for change in each.theirs.scope)
    assert closed > 3
    assert without > 1
    assert {DayFlowKind.SCOPE_IN, DayFlowKind.SCOPE_OUT, DayFlowKind.DISPOSED} <= kinds


def valued(
    each: Scoped,
    given: ValuedRegister,
    cents: Mapping[dt.date, int],
    first: dt.date,
    last: dt.date,
    earlier: EarlierMoney | None = None,
) -> PeriodMoney:
    """Return the money of a span of a drawing's days."""
    book = title(each.theirs, each.register, each.drawing.lots, each.acts, last, each.drawing.closing(last))
    prices = Prices({day: fixed(day, price) for day, price in cents.items()}, dict.fromkeys(cents, "00" * 32))
    rates = Tenge({"USD": "500.25"})
    return money(
        MoneySources(
            given=given,
            title=book,
            held=sum(book.sums.values()),
            first=first,
            last=last,
            prices=prices,
            rates=rates,  # type: ignore[arg-type]
            earlier=earlier,
            known=None if earlier is None else given,
        )
    )


@cache
def alone() -> types.ModuleType:
    """Return the stand-alone program for money as a module."""
    module = types.ModuleType("verify_money")
    exec(compile(OF_ITS_MONEY.read_text(), str(OF_ITS_MONEY), "exec"), vars(module))
    return module


def _same_rows(each: Scoped, rows: Mapping[ValuedBlock, tuple[DayRow, ...]]) -> None:
    """Hold the days of each block to those of the stand-alone program."""
    days = each.drawing.days
    names = [(days[0] - dt.timedelta(days=1)).isoformat(), *(day.isoformat() for day in days)]
    checked = SimpleNamespace(acts=each.mine.acts, ledger=each.mine, calendar=each.calendar)
    blocks = alone().Blocks(verifying.loaded(), checked, names)
    for block in ValuedBlock:
        for before, day, row in zip(names, names[1:], rows[block], strict=False):
            own = blocks.rows(block.value, before, day)
            assert [own[key] for key in alone().ROWS[:7]] == [
                row.opening, row.added, row.withdrawn, row.scoped, row.disposed, row.fees, row.deposited
            ], (block, day)  # fmt: skip


def test_the_day_of_seizure_is_the_first_in_a_wallet_that_is_summed() -> None:
    """In the court's wallet, which is watched alone, it is not seized; on the last day itself it is.

    Paid to the court on 1 January, to the agency on 2 January, into the reserve on 3 January.
    """
    drawing = f"in: -> {BTC}@Court\n\nmove: in.0 -> {BTC}@Agency\n\nkeep: move.0 -> {BTC}@Reserve"
    register, counting = small_register(), in_force(TITLED)
    ledger = fold(register, history_of(drawing), counting, LOTS, {})
    given = ValuedRegister(ledger=ledger, register=register, lots=LOTS, acts=counting)
    run = LOTS[0].run
    days = {}
    for last in (1, 2, 3):
        both = received_days(given, on(f"2025-01-0{last}"))
        days[last] = [[day for _, day in marks.parts(run)] for marks in both]
    assert days == {
        1: [[None], [None]],
        2: [[on("2025-01-02")], [None]],
        3: [[on("2025-01-02")], [on("2025-01-03")]],
    }
