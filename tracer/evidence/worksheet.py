"""The worksheet: each transaction of the trail under the declared rule, to be done again with a pencil.

What comes in, what goes out and the arithmetic between, in whole satoshi. On paper the first transactions;
every one of them, run by run, in `trace/worksheet.csv`.
"""

from collections.abc import Iterable, Sequence

from tracer.case.case import Label
from tracer.evidence.cells import Row
from tracer.evidence.dossier import Dossier
from tracer.evidence.hops import Hop, first_mixings, hops
from tracer.evidence.paper import Block, Head, Nature, Paper, Section, Table, Text, digest, number, table
from tracer.evidence.words import rule_name
from tracer.evidence.worksheet_sums import steps_of
from tracer.trace.purse import UNTRACED, Purse, Segment, taint

MOST_HOPS = 40
"""Transactions worked out on paper."""
MOST_LINES = 30
"""Inputs, or payments, of one transaction worked out on paper."""

CSV_COLUMNS = ("txid", "height", "index", "side", "number", "last_number", "value_sat", "run", "label", "sat", "agrees")

_HOW = {
    "fifo": "Lay the inputs end to end in the order of the transaction. Cut the outputs off from the front in their "
    "order; what is left at the end is the fee.",
    "lifo": "Lay the inputs end to end in the order of the transaction. Cut the outputs off from the back in their order; "
    "what is left at the front is the fee.",
    "haircut": "Add up what comes in (V) and what of it is traced (T). Each payment, the fee among them, gets value × T ÷ "
    "V; keep the whole part. Give the satoshi still missing one at a time to the largest remainders, the earlier "
    "payment first where two are equal. With several labels do the same once more inside each payment, label by "
    "label in the order of the alphabet, where the last takes the rest.",
}
_HOW_OTHERS = (
    "The rule is in method/method.en.md, with an example. What comes in and what goes out adds up for each label."
)


def worksheet(dossier: Dossier) -> Paper:
    """Return the worksheet of the declared rule.

    Raises:
        IntegrityError: the result names what the raw material does not hold.
    """
    trace = dossier.trace
    found = list(hops(dossier, trace.main)) if trace.main.books else []
    sections = [_mixings(found), *(_hop(dossier, hop) for hop in found[:MOST_HOPS])]
    wrong = [hop for hop in found if not hop.agrees]
    warnings = []
    if wrong:
        warnings.append(
            f"Done again, {len(wrong)} of {len(found)} transactions give other amounts than trace.json, the first being no. "
            f"{wrong[0].number}. Rely on no figure of this case before that is explained."
        )
    if len(found) > MOST_HOPS:
        warnings.append(
            f"The first {MOST_HOPS} of {len(found)} transactions are worked out here; all of them, run by run, are in "
            "trace/worksheet.csv."
        )
    return Paper(
        title="Worksheet",
        subtitle=f"Every step under {rule_name(trace.primary)}, to be done again with a pencil",
        facts=(
            ("Case", trace.case),
            ("Rule", f"{rule_name(trace.primary)}, declared by the examiner"),
            ("Transactions", str(len(found))),
            ("Amounts", "whole satoshi; 1 BTC = 100 000 000 satoshi"),
            ("How", _HOW.get(trace.primary, _HOW_OTHERS)),
        ),
        warnings=tuple(warnings),
        sections=tuple(sections),
    )


def worksheet_rows(dossier: Dossier) -> Iterable[Row]:
    """Yield every run of satoshi of every transaction, in the order in which it lies there.

    Raises:
        IntegrityError: the result names what the raw material does not hold.
    """
    if not dossier.trace.main.books:
        return
    for hop in hops(dossier, dossier.trace.main):
        place = (hop.crossing.txid, hop.crossing.height, hop.crossing.index)
        agrees = "yes" if hop.agrees else "NO"
        for inlet in hop.inlets:
            for run, (label, sat) in enumerate(inlet.purse):
                yield (*place, "in", inlet.first, inlet.last, inlet.value, run, label, sat, agrees)
        for outlet in hop.outlets:
            side = "fee" if outlet.vout is None else "out"
            for run, (label, sat) in enumerate(outlet.purse):
                yield (*place, side, outlet.vout, outlet.vout, outlet.value, run, label, sat, agrees)


def _mixings(found: Sequence[Hop]) -> Section:
    """Return where each label first meets untraced coins, and another label: before that, coins are only followed."""
    rows = []
    for label, (untraced_at, other_at) in first_mixings(found).items():
        rows.append((label, *_place(untraced_at), *_place(other_at)))
    said = Text(
        "Until a transaction spends a label together with something else, its coins are merely followed, and every rule "
        "gives the same. From the transactions named here on, a rule decides.",
        Nature.CONVENTION,
    )
    if not rows:
        return Section("Where trails first mix", (said, Text("No transaction moved funds in question.")))
    columns: list[Head] = [
        "label",
        digest("first with untraced coins"),
        "no.",
        digest("first with another label"),
        "no.",
    ]
    return Section("Where trails first mix", (said, table("First mixing transactions", columns, rows)))


def _place(hop: Hop | None) -> tuple[str, str]:
    return ("never", "—") if hop is None else (hop.crossing.txid, str(hop.number))


def _hop(dossier: Dossier, hop: Hop) -> Section:
    crossing = hop.crossing
    blocks: list[Block] = [
        Text(f"Transaction {crossing.txid}, block {crossing.height}, place {crossing.index} in it."),
        _coming_in(dossier, hop),
        steps_of(dossier.trace.primary, hop, MOST_LINES),
    ]
    cut = max(len(hop.inlets), len(hop.outlets)) > MOST_LINES
    if cut:
        said = f"{len(hop.inlets)} inputs and {len(hop.outlets)} payments: those not shown are in trace/worksheet.csv."
        blocks.append(Text(said, Nature.WARNING))
    if not hop.agrees:
        blocks.append(Text("These amounts are not those of trace.json.", Nature.WARNING))
    return Section(f"No. {hop.number}{_remark(hop)}", tuple(blocks))


def _remark(hop: Hop) -> str:
    """Return what is mixed here, if anything."""
    mixed = [f"labels {', '.join(hop.labels)}"] if len(hop.labels) > 1 else []
    if hop.has_untraced:
        mixed.append("untraced coins")
    if not mixed:
        return " (nothing is mixed)"
    if len(hop.labels) == 1:
        mixed.insert(0, f"label {hop.labels[0]}")
    return f" (mixes {' and '.join(mixed)})"


def _coming_in(dossier: Dossier, hop: Hop) -> Table:
    """Return the inputs laid end to end, each with the satoshi it covers, the first being number 1."""
    rows, at = [], 0
    for inlet in hop.inlets:
        name = str(inlet.first) if inlet.first == inlet.last else f"{inlet.first}–{inlet.last}"
        coin = str(inlet.outpoint) if inlet.outpoint else "several untraced coins"
        rows.append((name, coin, f"{at + 1}–{at + inlet.value}", str(inlet.value), runs(inlet.purse)))
        at += inlet.value
    total = [("", "together", "", str(at), runs(_sums(hop)))]
    columns: list[Head] = ["input", digest("coin"), number("satoshi nos."), number("value"), number("holds, in order")]
    return table("What comes in", columns, [*rows[:MOST_LINES], *total], total=True)


def _sums(hop: Hop) -> Purse:
    """Return what comes in by label, labels in ascending byte order, untraced last."""
    every = tuple(run for inlet in hop.inlets for run in inlet.purse)
    rest = sum(sat for label, sat in every if label == UNTRACED)
    return (*_runs(taint(every).items()), *(_runs([(UNTRACED, rest)]) if rest else ()))


def _runs(pairs: Iterable[tuple[str, int]]) -> Purse:
    return tuple(Segment(Label(label), sat) for label, sat in pairs)


def runs(purse: Purse) -> str:
    """Return runs of satoshi, one per line: `A 60`, `untraced 40`."""
    shown = [f"{label or 'untraced'} {sat}" for label, sat in purse]
    if len(shown) > MOST_LINES:
        shown = [*shown[:MOST_LINES], f"… {len(shown) - MOST_LINES} more runs"]
    return "\n".join(shown) or "—"
