"""What a reader of a result must know before its figures: the gravest first, each with its amount and transaction.

Books that do not close, what a budget cut off and what could not be read come before disagreements with orders,
these before what came in under no order, and before descriptors that may be searched too short.
"""

from collections.abc import Iterable, Mapping

from tracer.documents.language.language import Language
from tracer.documents.words import rule_name
from tracer.evidence.report.budget_text import budget_notes
from tracer.result.trace_file import OrderResult, TraceFile

_OUT_OF_CUSTODY = "return"
"""The kind of order under which satoshi leave; all others name what comes in."""


def gravest(trace: TraceFile, language: Language) -> tuple[str, ...]:
    """Return a sentence for each thing at fault, the gravest first; none where nothing is.

    Raises:
        IntegrityError: the parameters are not of the form written.
    """
    found = (_open_books, budget_notes, _gaps, _orders, _beside_orders, _unordered, _range_ends)
    return tuple(dict.fromkeys(said for each in found for said in each(trace, language)))


def _open_books(trace: TraceFile, language: Language) -> Iterable[str]:
    for method in (trace.main, *trace.compared):
        for book in method.books:
            if not book.closes:
                yield language.say(
                    "The books of label {label} under {rule} do not close: {seed} BTC of seeds, "
                    "{ends} BTC at the ends.",
                    label=book.label,
                    rule=rule_name(method.name, language),
                    seed=language.bitcoin(book.seed),
                    ends=language.bitcoin(sum(book.terminals.values())),
                )


def _gaps(trace: TraceFile, language: Language) -> Iterable[str]:
    held = {str(end.outpoint): sum(end.taint.values()) for end in trace.main.ends}
    for gap in trace.gaps:
        place = gap.outpoint or gap.txid or language.say("a seed")
        reason = language.known(gap.reason)
        sat = held.get(gap.outpoint or "")
        if sat is None:
            yield language.say("Gap: {place}: {reason}", place=place, reason=reason)
        else:
            amount = language.bitcoin(sat)
            yield language.say("Gap: {place}, {amount} BTC: {reason}", place=place, amount=amount, reason=reason)


def _orders(trace: TraceFile, language: Language) -> Iterable[str]:
    attributed = _attributed(trace)
    for order in trace.orders:
        for fault in order.faults:
            place = fault.split(": ", 1)[0]
            sat = sum(attributed.get(place, {}).get(label, 0) for label in order.labels)
            text = language.known(fault)
            if sat:
                amount = language.bitcoin(sat)
                yield language.say("Order {id}: {fault} ({amount} BTC)", id=order.id, fault=text, amount=amount)
            else:
                yield language.say("Order {id}: {fault}", id=order.id, fault=text)


def _attributed(trace: TraceFile) -> Mapping[str, Mapping[str, int]]:
    """Return the satoshi by label of each receipt by its outpoint, and of each move of custody by its txid."""
    found: dict[str, Mapping[str, int]] = {str(end.outpoint): end.taint for end in trace.main.ends}
    found |= {str(move.txid): move.taint for move in (*trace.custody.moves, *trace.custody.departures)}
    return found


def _beside_orders(trace: TraceFile, language: Language) -> Iterable[str]:
    yield from map(language.known, trace.faults)


def _unordered(trace: TraceFile, language: Language) -> Iterable[str]:
    """Name what came in under no order: coin by coin, and the sum where the coins do not make it up."""
    for label, sat in trace.unordered.items():
        coins = {place: part for place, part in _receipts(trace, label) if part}
        shown = coins if sum(coins.values()) == sat else {}
        for place, part in shown.items():
            yield language.say(
                "{place}: {amount} BTC of label {label} received in custody under no order.",
                place=place,
                amount=language.bitcoin(part),
                label=label,
            )
        if sat and not shown:
            yield language.say(
                "{amount} BTC of label {label} received in custody under no order.",
                amount=language.bitcoin(sat),
                label=label,
            )


def _receipts(trace: TraceFile, label: str) -> Iterable[tuple[str, int]]:
    """Yield the receipts of a label that no order of that label counts, and their satoshi of it."""
    counted = {place for order in trace.orders if _takes(order, label) for place in order.receipts}
    for end in trace.main.ends:
        if end.terminal == "custody" and str(end.outpoint) not in counted:
            yield str(end.outpoint), end.taint.get(label, 0)


def _takes(order: OrderResult, label: str) -> bool:
    return order.kind != _OUT_OF_CUSTODY and label in order.labels


def _range_ends(trace: TraceFile, language: Language) -> Iterable[str]:
    yield from map(language.known, trace.range_ends)
