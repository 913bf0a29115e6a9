"""Disposals of what the state had no title to: an act that names a departure makes it known, and gives no title.

Every satoshi that leaves by an act of disposal, its fee too, is judged on the day on which it left, by the time that
the block declares: it was titled or assigned, or the act sells before title or returns to an owner, and an order in
force of that form covers what is paid. A fee beside that is of satoshi that such an order names, and no more than what
is paid under it.
"""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from tracer.chain.amount import as_bitcoin
from tracer.chain.outpoint import Position, Txid
from tracer.reserve.acts import ActsInForce, DisposalAct, OrderAct, OrderForm
from tracer.reserve.days import day_at
from tracer.reserve.judging import JudgedRun, Judging, judging_on, marked
from tracer.reserve.ledger_rows import ExitKind, MovementKind, RegisterCoin, RegisterLedger
from tracer.reserve.lot_claims import claims_and_faults
from tracer.reserve.lots import Lot
from tracer.reserve.marks import Marks
from tracer.reserve.orders import Matching, orders_on
from tracer.reserve.register import Register
from tracer.reserve.satoshi_runs import SatoshiRun, total
from tracer.reserve.title_rows import Title
from tracer.reserve.transaction_acts import transaction_acts

V = TypeVar("V")

FREE = (Title.ASSIGNED, Title.TITLED)
"""Titles under which satoshi may leave by any act of disposal."""

ALLOWED_BY = {form.value: form for form in (OrderForm.RETURN, OrderForm.INTERLOCUTORY)}
"""Methods of disposal that need no title where an order of that form is in force."""


class UntitledDeparture(NamedTuple):
    """A departure by an act of disposal that nothing allowed, and the sentence that says so."""

    txid: Txid
    text: str


def untitled_departures(
    register: Register, ledger: RegisterLedger, lots: Sequence[Lot], acts: ActsInForce
) -> Iterator[UntitledDeparture]:
    """Yield the departures by acts of disposal of satoshi without title, in chain order.

    What a transfer between wallets of ours pays as its fee is no departure, whatever names it.
    """
    together: dict[tuple[dt.date, int], list[_Departure]] = defaultdict(list)
    for each in _departures(ledger, acts):
        day = day_at(ledger.times[each.height], register.zone)
        together[day, each.height if ledger.scope else 0].append(each)
    if not together:
        return
    matching = Matching(ledger, lots, register.zone)
    for day, height in sorted(together):
        claims, _ = claims_and_faults(ledger, lots, acts, day, register.zone)
        # What arrives later takes nothing from what was there, but for what was beside the books.
        upto = max(each.height for each in together[day, height])
        judging = judging_on(matching, orders_on(acts, day), claims, day, upto)
        for each in together[day, height]:
            without = tuple(_without_title(each, judging, matching))
            if without:
                yield UntitledDeparture(each.txid, _how_untitled(each, without, day))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Departure:
    """A transaction that an act of disposal names: `runs` are what of ours it takes out, `fee` what of that is fee."""

    txid: Txid
    height: int
    act: DisposalAct
    runs: tuple[SatoshiRun, ...]
    fee: Marks[bool]


def _departures(ledger: RegisterLedger, acts: ActsInForce) -> Iterator[_Departure]:
    """Yield the departures that acts of disposal name, out of wallets that an act took out of the books too."""
    disposals = transaction_acts(acts).disposals
    if not disposals:
        return
    moved = {each.txid: each for each in ledger.movements if each.txid in disposals}
    sources: dict[Position, list[RegisterCoin]] = defaultdict(list)
    kept: dict[Txid, Marks[bool]] = defaultdict(Marks)
    fee: dict[Txid, Marks[bool]] = defaultdict(Marks)
    for coin in (coin for coin in ledger.coins if coin.wallet in ledger.ours):
        if coin.spent is not None and coin.spender in disposals:
            sources[coin.spent].append(coin)
        for run in coin.runs if coin.outpoint.txid in disposals else ():
            kept[coin.outpoint.txid].add(run, True)
    for left in ledger.exits:
        if left.txid in disposals and left.kind is ExitKind.FEE:
            fee[left.txid].add(left.run, True)
    for position in sorted(sources):
        txid = sources[position][0].spender
        assert txid is not None
        movement = moved.get(txid)
        if movement is not None and movement.kind is MovementKind.TRANSFER:
            continue
        paid = () if movement is None else movement.paid
        known = marked((run, True) for run in paid)
        spent = (run for coin in sources[position] for run in coin.runs)
        gone = (part for run in spent for part, stays in kept[txid].parts(run) if not stays)
        more = (part for run in gone for part, is_known in known.parts(run) if not is_known)
        if runs := (*paid, *more):
            yield _Departure(txid=txid, height=position.height, act=disposals[txid], runs=runs, fee=fee[txid])


def _without_title(each: _Departure, judging: Judging, matching: Matching) -> Iterator[JudgedRun]:
    """Yield what of a departure had no title and is allowed by no order."""
    without = [run for run in judging.runs(each.runs) if run.title not in FREE]
    form = ALLOWED_BY.get(each.act.method)
    if form is None or not without:
        yield from without
        return
    under = judging.coverages[form].orders
    paid, fee = _parted(without, each.fee)
    yield from _unmarked(paid, under)
    allowed = [(run, order) for run, order in _covered(each, under) if order is not None]
    named = _named({order.head.id: order for _, order in allowed}.values(), matching)
    beside = list(_unmarked(fee, under))
    strange = list(_unmarked(beside, named))
    is_small = sum(each.run.sat for each in beside) <= total(run for run, _ in allowed)
    yield from strange if is_small else beside


def _parted(runs: Iterable[JudgedRun], fee: Marks[bool]) -> tuple[list[JudgedRun], list[JudgedRun]]:
    """Return what of runs was paid, and what of them is fee."""
    paid, left = list[JudgedRun](), list[JudgedRun]()
    for each in runs:
        for part, is_fee in fee.parts(each.run):
            (left if is_fee else paid).append(each._replace(run=part))
    return paid, left


def _covered(each: _Departure, under: Marks[OrderAct]) -> Iterator[tuple[SatoshiRun, OrderAct | None]]:
    """Yield what a departure pays, its fee left out, each part with the order that covers it."""
    for run in each.runs:
        for part, is_fee in each.fee.parts(run):
            if not is_fee:
                yield from under.parts(part)


def _named(orders: Iterable[OrderAct], matching: Matching) -> Marks[bool]:
    """Return the satoshi that orders name, whether or not these cover them."""
    return marked((run, True) for order in orders for run in matching.named(order))


def _unmarked(runs: Iterable[JudgedRun], marks: Marks[V]) -> Iterator[JudgedRun]:
    """Yield what of runs has no mark."""
    for each in runs:
        yield from (each._replace(run=part) for part, mark in marks.parts(each.run) if mark is None)


def _how_untitled(each: _Departure, without: Sequence[JudgedRun], day: dt.date) -> str:
    """Return the sentence: how much by which act on which day, and what its title was."""
    sums = Counter[Title]()
    for run in without:
        sums[run.title] += run.run.sat
    listed = ", ".join(f"{as_bitcoin(sums[title])} BTC {title.value}" for title in Title if sums[title])
    txid, amount, act, method = each.txid, as_bitcoin(sum(sums.values())), each.act.head.id, each.act.method
    form = ALLOWED_BY.get(method)
    if form is None:
        return f"{txid} disposed of {amount} BTC without title by act {act}, method {method}: on {day} {listed}."
    return (
        f"{txid} disposed of {amount} BTC without title by act {act}, method {method}: on {day} {listed}; no order of "
        f"{form.value} in force allows it."
    )
