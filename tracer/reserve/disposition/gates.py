"""The gates that a disposal passes before it may be signed: each a check with a sentence, all at once.

Nothing leaves by an act alone: whose the satoshi are on the day, who authorised, who receives and for how much is
looked at again. What cannot be looked at does not pass.
"""

import datetime as dt
from collections.abc import Collection, Iterable

from tracer.chain.amount import as_bitcoin
from tracer.reserve.acts import DisposalAct, DisposalOutput, OrderForm
from tracer.reserve.disposition.gate_rows import GateCheck, GateState, judged
from tracer.reserve.disposition.gate_sources import NO_SOURCES, Gated, GateSources
from tracer.reserve.disposition.order_cover import OrderCover
from tracer.reserve.disposition.party_gates import authorised, receiver
from tracer.reserve.disposition.price_gate import price
from tracer.reserve.disposition.title_gates import title_gates, wanted
from tracer.reserve.limits.limit_rows import LimitSide
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
        f"payment of {as_bitcoin(each.sat)} BTC to a script never paid and never proven: test first, with at most "
        f"{as_bitcoin(most)} BTC, or attach a proof."
        for each in outputs
        if each.script not in known_scripts and each.sat > most
    ]
    return judged(number, said, "Every script of others was paid or proven before, or this is the test payment.")


def _limits(of: Gated) -> GateCheck:
    """Return D8: no limit that stops disposals is broken, but one that this disposal brings nearer."""
    report, books = of.sources.limits, of.books
    if not any(each.severity is LimitSeverity.HARD for each in books.register.limits):
        return GateCheck("D8", GateState.PASS, "The register sets no hard limit.")
    if report is None:
        return GateCheck("D8", GateState.NOT_CHECKED, "Nothing is on file by which hard limits are measured.")
    stopped = [
        f"Limit {each.limit} is broken since {each.first_day} and not waived."
        for each in report.enforced
        if not (each.kind in _REDUCED and each.bound is LimitSide.MOST)
    ]
    return judged("D8", stopped, "No hard limit stops it.")


def _returned(of: Gated) -> GateCheck:
    """Return D9: a return order in force is the basis, lets so much go, and the act says to whom."""
    act = of.act
    if act.method != "return":
        return GateCheck("D9", GateState.PASS, f"Is no return: {act.method}.")
    cover = OrderCover(of.books)
    orders = cover.named(act, OrderForm.RETURN)
    if len(orders) != 1:
        words = f"Act {act.head.id} names {len(orders)} return orders in force on {of.day} as its basis; expected one."
        return GateCheck("D9", GateState.FAIL, words)
    order, said = orders[0], []
    left, paid = cover.left(order, of.sources.pending), sum(each.sat for each in act.outputs)
    if left is not None and paid > left:
        said.append(
            f"Act {act.head.id} gives back {as_bitcoin(paid)} BTC; order {order.head.id} lets "
            f"{as_bitcoin(max(left, 0))} BTC go yet."
        )
    if act.sale is None or act.sale.counterparty is None:
        said.append(f"Act {act.head.id} does not say to whom it gives back.")
    unit = "in satoshi" if order.amount is not None else "in money" if order.money is not None else "by coins"
    return judged("D9", said, f"Return order {order.head.id} stands {unit}.")
