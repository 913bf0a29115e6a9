"""What a case's bundle claims of the register: the coins by which traced satoshi came to its wallets, place by place.

Taken from the first book under the case's primary rule. Satoshi that a transaction moves from one wallet of the
register to another came in before, with the coin that it spends; only what others' inputs fill of such a coin comes in
by it, inputs in vin order filling outputs in vout order, the fee last.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from tracer.chain.amount import Sats
from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.chain.transaction import Output, Transaction
from tracer.errors import CaseError
from tracer.reserve.lots import LeftOutReceipt
from tracer.reserve.places import Span, common, without
from tracer.reserve.register import Register
from tracer.result.trace_file import End, TraceFile


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedPart:
    """Places of a coin under one label, None: untraced; the orders that received it and the case's bounds for it."""

    label: str | None
    span: Span
    orders: tuple[str, ...]
    lower: Sats | None
    upper: Sats | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedReceipt:
    """A coin that first brings satoshi to a wallet of the register; `parts` in ascending order of places."""

    outpoint: Outpoint
    position: Position
    parts: tuple[ClaimedPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """A bundle's receipts in chain order; `bundle` is the SHA-256 of its tag manifest."""

    case: str
    bundle: str
    primary: str
    receipts: tuple[ClaimedReceipt, ...]
    left_out: tuple[LeftOutReceipt, ...]


def claims(
    trace: TraceFile,
    bundle: str,
    register: Register,
    transactions: Mapping[Txid, Transaction],
    positions: Mapping[Txid, Position],
) -> Claims:
    """Return what a bundle claims; `transactions` are all that it holds, `positions` theirs.

    Raises:
        CaseError: it is of another network, or its receipts have no satoshi in order.
    """
    if trace.network != register.network.name:
        raise CaseError(
            f"case {trace.case} is of network {trace.network}; register {register.name} is of {register.network.name}."
        )
    wallets = {each.script: wallet.name for wallet in register.wallets for each in wallet.scripts}
    found: list[ClaimedReceipt] = []
    left_out: list[LeftOutReceipt] = []
    ends = [end for end in trace.main.ends if end.terminal == "custody"]
    for end in sorted(ends, key=lambda end: (positions[end.outpoint.txid], end.outpoint.vout)):
        parts = _parts(end, trace)
        kept, why = _first_come(end.outpoint, wallets, transactions)
        came = tuple(_cut(parts, kept))
        if came:
            found.append(ClaimedReceipt(outpoint=end.outpoint, position=positions[end.outpoint.txid], parts=came))
        if why:
            sat = end.value - sum(part.span.sat for part in came)
            left_out.append(LeftOutReceipt(receipt=end.outpoint, sat=Sats(sat), why=why))
    return Claims(
        case=trace.case,
        bundle=bundle,
        primary=trace.primary,
        receipts=tuple(found),
        left_out=tuple(left_out),
    )


def everything_claimed(trace: TraceFile) -> dict[Outpoint, tuple[ClaimedPart, ...]]:
    """Return all places of each coin that a case says came into custody, whatever came to the register before.

    Raises:
        CaseError: a receipt has no satoshi in order; no such bundle is admitted.
    """
    return {end.outpoint: tuple(_parts(end, trace)) for end in trace.main.ends if end.terminal == "custody"}


def related(one: TraceFile, other: TraceFile) -> bool:
    """Return whether one case starts from a coin that the other's trail holds: they may claim the same satoshi."""
    return not _seeds(one).isdisjoint(_trail(other)) or not _seeds(other).isdisjoint(_trail(one))


def _seeds(trace: TraceFile) -> frozenset[Outpoint]:
    return frozenset(seed.outpoint for seed in trace.main.seeds)


def _trail(trace: TraceFile) -> frozenset[Outpoint]:
    return _seeds(trace) | {made.outpoint for made in trace.main.made}


def _parts(end: End, trace: TraceFile) -> list[ClaimedPart]:
    """Return a receipt's segments as places, one after the other."""
    if sum(sat for _, sat in end.segments) != end.value:
        raise CaseError(
            f"case {trace.case}: receipt {end.outpoint} does not say which of its satoshi are whose.\n"
            "Trace the case again with this version, export it, and admit that bundle."
        )
    bounds = {row.label: row for row in trace.bounds if row.kind == "outpoint" and row.target == str(end.outpoint)}
    starts = accumulate((sat for _, sat in end.segments), initial=0)
    parts: list[ClaimedPart] = []
    for (label, sat), start in zip(end.segments, starts, strict=False):
        bound = bounds.get(label) if label else None
        part = ClaimedPart(
            label=label or None,
            span=Span(start, start + sat),
            orders=_orders(end.outpoint, label, trace) if label else (),
            lower=None if bound is None else Sats(bound.lower),
            upper=None if bound is None else Sats(bound.upper),
        )
        parts += [part] if sat else []
    return parts


def _orders(outpoint: Outpoint, label: str, trace: TraceFile) -> tuple[str, ...]:
    """Return the orders of the case under which a label's satoshi counted when they came in by a coin."""
    return tuple(order.id for order in trace.orders if label in order.labels and str(outpoint) in order.receipts)


def _cut(parts: Sequence[ClaimedPart], kept: Sequence[Span]) -> Iterator[ClaimedPart]:
    """Yield what of the parts lies in the places kept."""
    for part in parts:
        for span in common((part.span,), kept):
            yield ClaimedPart(label=part.label, span=span, orders=part.orders, lower=part.lower, upper=part.upper)


def _first_come(
    outpoint: Outpoint, wallets: Mapping[bytes, str], transactions: Mapping[Txid, Transaction]
) -> tuple[tuple[Span, ...], str]:
    """Return which places of a coin first come to the register by it, and why not the others."""
    transaction = transactions[outpoint.txid]
    output = transaction.outputs[outpoint.vout]
    whole = (Span(0, output.value),)
    if output.script not in wallets:
        return (), "it pays no wallet of the register"
    spent = [_output(each.prevout, transactions) for each in transaction.inputs if each.prevout is not None]
    known = [each for each in spent if each is not None]
    names = ", ".join(dict.fromkeys(f'"{wallets[each.script]}"' for each in known if each.script in wallets))
    if len(known) < len(spent):
        return (), "the bundle does not hold everything that its transaction spends"
    if not names:
        return whole, ""
    starts = accumulate((each.value for each in known), initial=-_before(outpoint, transaction))
    ours = [
        Span(start, start + each.value) for start, each in zip(starts, known, strict=False) if each.script in wallets
    ]
    return without(whole, ours), f"its transaction spends coins of {names}; their satoshi came in before"


def _before(outpoint: Outpoint, transaction: Transaction) -> int:
    """Return how many satoshi the outputs before a coin take."""
    return sum(each.value for each in transaction.outputs[: outpoint.vout])


def _output(outpoint: Outpoint, transactions: Mapping[Txid, Transaction]) -> Output | None:
    """Return what an input spends, where the bundle holds it."""
    made = transactions.get(outpoint.txid)
    return None if made is None else made.outputs[outpoint.vout]
