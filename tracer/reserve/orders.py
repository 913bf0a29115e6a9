"""Which satoshi the orders of courts and authorities cover.

An order is matched with satoshi of its case and labels, or with those of the coins that it names, that stay in one of
its wallets (none named: in one of ours) at some moment of the day on which it comes into force or later; a stay that
ended before is judged by the time that the block declares, as in `trace.json`. They come under the order as they
arrived: by block and transaction, by output, by place in the coin; and at most as many as it names. What came under an
order stays under it, wherever it goes later.

Each satoshi is under one order of a form: the one that could have it first. Orders that could have it at the same
moment take turns by the day on which they come into force, then by the acts' numbers. So no day takes anything from the
coverage of a day before, but one from which an order is superseded. Where acts of scope keep satoshi of a wallet of
ours out of the books, these come under an order that names neither wallets nor coins after all that the books have,
with what is left of it: no wallet that is found later takes title from what was held. An order in money covers what
acts of execution took for it, from the end of their day on: before any order that counts from the next day can have it.
A return is matched with what was paid to others instead; in money, from an execution's day on, at most as many satoshi
of each lot as that names.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from tracer.chain.outpoint import Outpoint
from tracer.reserve.acts import ActId, ActsInForce, ExecutionAct, LotId, OrderAct, OrderForm
from tracer.reserve.book_spans import book_spans
from tracer.reserve.days import instant
from tracer.reserve.ledger_rows import ExitKind, RegisterLedger, ScopeChange, Stay
from tracer.reserve.lot_claims import LotClaim
from tracer.reserve.lots import Lot
from tracer.reserve.marks import Marks
from tracer.reserve.replaced_acts import acts_on
from tracer.reserve.satoshi_runs import SatoshiRun, total

_DAY = dt.timedelta(days=1)
_LAST = 1 << 62
"""After every transaction of a block; as a time, after every block."""

_Moment: TypeAlias = tuple[int, int, int]
"""Seconds, a block's height, a transaction's index in it."""


class CoveredRun(NamedTuple):
    """A run that is under an order from a moment on, in Unix seconds; by an execution at that moment already."""

    run: SatoshiRun
    order: OrderAct
    moment: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What the orders of one form cover: for each satoshi its order, every share, and by order how many satoshi."""

    orders: Marks[OrderAct]
    shares: tuple[CoveredRun, ...]
    covered: Mapping[ActId, int]


def counts_from(order: OrderAct) -> dt.date | None:
    """Return the day from which an order counts: it is in force and on file."""
    begin = order.begins
    return None if begin is None else max(begin, order.head.date)


def orders_on(acts: ActsInForce, day: dt.date) -> tuple[OrderAct, ...]:
    """Return the orders on file on a day, in force or not, in ascending order of the acts' numbers.

    One that another supersedes later is among them as it stood.
    """
    return tuple(act for act in acts_on(acts, day) if isinstance(act, OrderAct) and act.head.date <= day)


class Matching:
    """Satoshi of a ledger by what orders name: labels of a case, or coins."""

    def __init__(self, ledger: RegisterLedger, lots: Sequence[Lot], zone: str) -> None:
        """Take a ledger, the lots of all admitted cases, and the zone in which days end."""
        self._ledger, self._zone = ledger, zone
        self.lots: Marks[Lot] = Marks()
        for lot in lots:
            self.lots.add(lot.run, lot)
        self._stays: dict[tuple[str, str], list[tuple[Stay, SatoshiRun]]] = defaultdict(list)
        self._coins: dict[Outpoint, list[Stay]] = defaultdict(list)
        self._scripts = {coin.outpoint: coin.script for coin in ledger.coins} if ledger.scope else {}
        for stay in ledger.stays:
            self._coins[stay.coin].append(stay)
            for part, found in self.lots.parts(stay.run):
                if found is not None and found.label is not None:
                    self._stays[found.case, found.label].append((stay, part))

    def coverage(
        self, form: OrderForm, orders: Sequence[OrderAct], claims: Sequence[LotClaim], day: dt.date, upto: int
    ) -> Coverage:
        """Return what the orders of a form cover on a day whose closing block is at height `upto`."""
        counting = [
            (begin, order.head.id, order)
            for order in orders
            if order.form is form and (begin := order.begins) is not None and max(begin, order.head.date) <= day
        ]
        in_turn = [order for _, _, order in sorted(counting, key=lambda each: each[:2])]
        offers = [offer for rank, order in enumerate(in_turn) for offer in self._offers(order, rank, claims, upto)]
        marks: Marks[OrderAct] = Marks()
        shares: list[CoveredRun] = []
        covered = {order.head.id: 0 for order in orders if order.form is form}
        for offer in sorted(offers):
            order = in_turn[offer.rank]
            left = None if order.amount is None else order.amount - covered[order.head.id]
            if left == 0:
                continue
            fresh = marks.add(offer.run, order, left)
            covered[order.head.id] += total(fresh)
            shares += [CoveredRun(run, order, offer.moment[0]) for run in fresh]
        return Coverage(orders=marks, shares=tuple(shares), covered=covered)

    def _offers(self, order: OrderAct, rank: int, claims: Sequence[LotClaim], upto: int) -> Iterator["_Offer"]:
        """Yield what may come under an order, each with the moment from which it may."""
        begin, since = order.begins, counts_from(order)
        assert begin is not None
        assert since is not None
        opens, counts = instant(begin - _DAY, self._zone), (instant(since - _DAY, self._zone), -1, -1)
        executions = [each for each in claims if isinstance(each.act, ExecutionAct) and each.act.order == order.head.id]
        if order.money is not None and order.form is not OrderForm.RETURN:
            for claim in executions:
                moment = max(counts, (instant(claim.begins, self._zone), -2, -2))
                for number, run in enumerate(claim.runs):
                    yield _Offer(False, moment, rank, (-1, -1, 0, number), run)
            return
        left = {(each.act.head.id, lot): int(sat) for each in executions for lot, sat in each.act.lots.items()}
        for each in self._returned(order) if order.form is OrderForm.RETURN else self._stayed(order):
            if each.moment[1] <= upto and (each.ended is None or each.ended >= opens):
                found = _Offer(each.is_beside, max(counts, each.moment), rank, each.arrival, each.run)
                yield from [found] if order.money is None else self._executed(found, executions, left)

    def _executed(
        self, offer: "_Offer", executions: Sequence[LotClaim], left: dict[tuple[ActId, LotId], int]
    ) -> Iterator["_Offer"]:
        """Yield what of satoshi paid to others acts of execution let go by then, and count that down in `left`."""
        height, index, number, place = offer.arrival
        begun = [each for each in executions if self._ledger.times[height] >= instant(each.begins - _DAY, self._zone)]
        for part, lot in self.lots.parts(offer.run):
            at = part.start
            for key in ((each.act.head.id, lot.id) for each in begun if lot is not None):
                sat = min(part.end - at, left.get(key, 0))
                if sat:
                    left[key] -= sat
                    arrival = (height, index, number, place + at - offer.run.start)
                    yield offer._replace(arrival=arrival, run=SatoshiRun(part.receipt, at, sat))
                    at += sat

    def _stayed(self, order: OrderAct) -> Iterator["_Candidate"]:
        """Yield the runs that an order names and that stayed in one of its wallets: in the books, then anywhere."""
        wallets = order.wallets or self._ledger.ours
        moments = self._in_books if order.labels and not order.wallets else self._at_once
        for stay, run in self._named_stays(order):
            if stay.wallet in wallets:
                place = stay.place + run.start - stay.run.start
                arrival = (stay.since.height, stay.since.index, stay.coin.vout, place)
                for is_beside, moment, ended in moments(stay):
                    yield _Candidate(arrival, run, moment, ended, is_beside)

    def _at_once(self, stay: Stay) -> Iterator[tuple[bool, _Moment, int | None]]:
        """Yield from when to when a stay is: an order that names wallets or coins reaches these wherever they are."""
        since, until = stay.since, stay.until
        began = (self._ledger.mtps[since.height], since.height, since.index)
        yield False, began, None if until is None else self._ledger.times[until.height]

    def _in_books(self, stay: Stay) -> Iterator[tuple[bool, _Moment, int | None]]:
        """Yield from when to when a stay is in the books, and, where acts of scope change that, the whole of it."""
        scope, script = self._ledger.scope, self._scripts.get(stay.coin)
        for _, began, ended in self._at_once(stay):
            if script is None or not any(script in change.scripts for change in scope):
                yield False, began, ended
                continue
            for span in book_spans(scope, stay, script):
                entered = began if span.since is None else (self._day_end(span.since), span.since.height, _LAST)
                yield False, entered, ended if span.until is None else self._day_end(span.until)
            yield True, began, ended

    def _day_end(self, change: ScopeChange) -> int:
        """Return the last second of the day with whose end acts of scope count; a day that no block closes is ahead."""
        return _LAST if change.day is None else instant(change.day, self._zone) - 1

    def named(self, order: OrderAct) -> Iterator[SatoshiRun]:
        """Yield the runs that an order names, wherever they stay; one that moved more than once."""
        yield from (run for _, run in self._named_stays(order))

    def _named_stays(self, order: OrderAct) -> Iterable[tuple[Stay, SatoshiRun]]:
        if order.labels and order.case is not None:
            return [pair for label in order.labels for pair in self._stays[order.case, label]]
        return [(stay, stay.run) for coin in order.outpoints for stay in self._coins[coin]]

    def _returned(self, order: OrderAct) -> Iterator["_Candidate"]:
        """Yield the runs that an order names and that were paid to others out of one of its wallets."""
        named: Marks[bool] = Marks()
        for run in self.named(order):
            named.add(run, True)
        wallets = order.wallets or self._ledger.ours
        for number, each in enumerate(self._ledger.exits):
            if each.kind is ExitKind.PAID and each.wallet in wallets:
                for part, is_named in named.parts(each.run):
                    if is_named:
                        arrival = (each.position.height, each.position.index, number, part.start - each.run.start)
                        moment = (self._ledger.mtps[arrival[0]], *arrival[:2])
                        yield _Candidate(arrival, part, moment, self._ledger.times[arrival[0]], False)


class _Candidate(NamedTuple):
    """A run that an order names: where it stands among the others, from when it may come under it, to what time.

    `is_beside` says that it may whether or not the books have it, after all that they have.
    """

    arrival: tuple[int, int, int, int]
    run: SatoshiRun
    moment: _Moment
    ended: int | None
    is_beside: bool


class _Offer(NamedTuple):
    """A run that may come under an order, sorted as runs do: those in the books, by moment, turn, arrival; the rest."""

    is_beside: bool
    moment: _Moment
    rank: int
    arrival: tuple[int, int, int, int]
    run: SatoshiRun
