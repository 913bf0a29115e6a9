"""The gates that a disposal passes before it may be signed: each a check with a sentence, all at once.

Nothing leaves by an act alone: whose the satoshi are on the day, who authorised, who receives and for how much is
looked at again. What cannot be looked at does not pass.
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from tracer.chain.amount import as_bitcoin
from tracer.reserve.acts import DisposalAct, DisposalOutput, LotId, OrderAct, OrderForm
from tracer.reserve.disposition.gate_rows import GateCheck, judged, unchecked
from tracer.reserve.disposition.gate_sources import NO_SOURCES, Gated, GateSources
from tracer.reserve.disposition.order_cover import OrderCover
from tracer.reserve.disposition.party_gates import authorised, receiver
from tracer.reserve.disposition.price_gate import price
from tracer.reserve.disposition.title_gates import title_gates, wanted
from tracer.reserve.limits.limit_rows import LimitSide
from tracer.reserve.sentences import Sentence, say
from tracer.reserve.status import Books
from tracer.reserve.terms import LimitKind, LimitSeverity

_REDUCED = (LimitKind.SHARE_EXCL, LimitKind.SHARE_INCL, LimitKind.VALUE_USD, LimitKind.WALLET_USD)
"""Limits whose breach from above a disposal reduces."""


def gates(act: DisposalAct, books: Books, day: dt.date, sources: GateSources = NO_SOURCES) -> tuple[GateCheck, ...]:
    """Return the gates D1 to D9 of a disposal on a day; the title book is of that day."""
    of = Gated(act=act, books=books, day=day, sources=sources)
    leaving = wanted(act, books) if sources.leaving is None else sources.leaving
    return (
        *title_gates(books, leaving, act),
        authorised(of),
        first_payments("D5", act.outputs, books, sources.known_scripts),
        receiver(of),
        price(of),
        _limits(of),
        _returned(of),
    )


def first_payments(
    number: str, outputs: Iterable[DisposalOutput], books: Books, known_scripts: Collection[bytes]
) -> GateCheck:
    """Return whether every script that is paid is known already, or what it is paid is small enough to be a test."""
    most = books.register.security.test_max
    said = [
        say(
            "payment of {btc} BTC to a script never paid and never proven: test first, with at most {other_btc} BTC, "
            "or attach a proof.",
            btc=as_bitcoin(each.sat),
            other_btc=as_bitcoin(most),
        )
        for each in outputs
        if each.script not in known_scripts and each.sat > most
    ]
    return judged(number, said, say("Every script of others was paid or proven before, or this is the test payment."))


def _limits(of: Gated) -> GateCheck:
    """Return D8: no limit that stops disposals is broken, but one that this disposal brings nearer."""
    report, books = of.sources.limits, of.books
    if not any(each.severity is LimitSeverity.HARD for each in books.register.limits):
        return judged("D8", [], say("The register sets no hard limit."))
    if report is None:
        return unchecked("D8", say("Nothing is on file by which hard limits are measured."))
    stopped = [
        say("Limit {limit} is broken since {day} and not waived.", limit=each.limit, day=f"{each.first_day}")
        for each in report.enforced
        if not (each.kind in _REDUCED and each.bound is LimitSide.MOST)
    ]
    return judged("D8", stopped, say("No hard limit stops it."))


def _returned(of: Gated) -> GateCheck:
    """Return D9: a return order in force is the basis, lets so much go, and the act says to whom."""
    act = of.act
    if act.method != "return":
        return judged("D9", [], say("Is no return: {method}.", method=act.method))
    cover = OrderCover(of.books)
    orders = cover.named(act, OrderForm.RETURN)
    if len(orders) != 1:
        wrong = say(
            "Act {act} names {count} return orders in force on {day} as its basis; expected one.",
            act=act.head.id,
            count=f"{len(orders)}",
            day=f"{of.day}",
        )
        return judged("D9", [wrong])
    order, said = orders[0], []
    left, paid = cover.left(order, of.sources.pending), sum(each.sat for each in act.outputs)
    if left is not None and paid > left:
        said.append(
            say(
                "Act {act} gives back {btc} BTC; order {order} lets {other_btc} BTC go yet.",
                act=act.head.id,
                btc=as_bitcoin(paid),
                order=order.head.id,
                other_btc=as_bitcoin(max(left, 0)),
            )
        )
    if order.money is not None:
        said += _beyond(act, order, cover, cover.pending(order, of.sources.pending))
    if act.sale is None or act.sale.counterparty is None:
        said.append(say("Act {act} does not say to whom it gives back.", act=act.head.id))
    return judged("D9", said, _unit(order))


def _beyond(act: DisposalAct, order: OrderAct, cover: OrderCover, pending: Sequence[DisposalAct]) -> Iterator[Sentence]:
    """Yield each lot of which an act takes more than acts of execution let go yet, but for the fee."""
    left = cover.executed(order)
    takes: Counter[LotId] = Counter()
    for each in (act, *pending):
        takes.update(each.lots)
    fees = takes.total() - sum(out.sat for each in (act, *pending) for out in each.outputs)
    over = {lot: sat - left.get(lot, 0) for lot, sat in takes.items() if lot in act.lots and sat > left.get(lot, 0)}
    for lot in over if sum(over.values()) > max(fees, 0) else ():
        yield say(
            "Act {act} takes {btc} BTC of {lot}, fee included; order {order} lets {other_btc} BTC of it go yet.",
            act=act.head.id,
            btc=as_bitcoin(act.lots[lot]),
            lot=lot,
            order=order.head.id,
            other_btc=as_bitcoin(max(left.get(lot, 0) - takes[lot] + act.lots[lot], 0)),
        )


def _unit(order: OrderAct) -> Sentence:
    """Return in what an order states how much goes back."""
    if order.amount is not None:
        return say("Return order {act} stands in satoshi.", act=order.head.id)
    if order.money is not None:
        return say("Return order {act} stands in money.", act=order.head.id)
    return say("Return order {act} stands by coins.", act=order.head.id)
