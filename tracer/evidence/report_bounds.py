"""The report on bounds: what holds under every value-conserving rule, whatever the one declared.

The proofs (a flow and a cut for each bound) are in trace.json; here only what they say.
"""

from tracer.chain.amount import as_bitcoin
from tracer.evidence.dossier import Dossier
from tracer.evidence.paper import Block, Head, Nature, Section, Table, Text, number, table
from tracer.evidence.trace_file import BoundRow
from tracer.evidence.words import rule_name

MAX_ROWS = 500

_ABOUT = (
    "Whatever rule is used, as long as it makes no satoshi and loses none in any transaction, between the least and the "
    "most stated here of the funds in question is in the coins named. This follows from the values of the coins alone, "
    "for the seeds, the stops and the horizon of this case, before min_sat and max_hops: the threshold and the hop limit "
    "end trails by amounts and distances that differ from rule to rule, so they are not applied here. It ranges over "
    "accounting conventions, not over ownership."
)


_CUTS = (("hops", "the hop limit"), ("threshold", "the threshold"))


def bound_section(dossier: Dossier) -> Section:
    """Return the section on bounds."""
    trace = dossier.trace
    if not trace.bounds:
        text = "No bounds were computed, so every amount of this report rests on the rule named beside it."
        return Section("What holds under every rule", (Text(text, Nature.WARNING),))
    blocks: list[Block] = [Text(_ABOUT)]
    for kind, caption in (("custody", "Custody wallets, BTC"), ("order", "Wallets named by an order, BTC")):
        rows = [row for row in trace.bounds if row.kind == kind and _belongs(dossier, row)]
        if rows:
            blocks.append(_table(dossier, rows, caption))
    receipts = {
        str(end.outpoint) for method in trace.methods.values() for end in method.ends if end.terminal == "custody"
    }
    coins = [row for row in trace.bounds if row.kind == "outpoint" and row.target in receipts]
    if coins:
        blocks.append(_table(dossier, coins[:MAX_ROWS], "Receipts, BTC"))
    said = f"All {len(trace.bounds)} bounds, those of other coins too, are in trace/bounds.csv."
    if len(coins) > MAX_ROWS:
        said = f"{MAX_ROWS} of {len(coins)} rows on receipts are printed. {said}"
    blocks.append(
        Text(
            f"{said} The cut that proves each, and the flow that shows it is tight (left out on very long trails), are in trace/trace.json, under bound_proofs."
        )
    )
    if any(row.partial for row in trace.bounds):
        text = "Some bounds are partial: a budget ran out. They hold, and the true interval may be narrower."
        blocks.append(Text(text, Nature.WARNING))
    return Section("What holds under every rule", tuple(blocks))


def _belongs(dossier: Dossier, row: BoundRow) -> bool:
    """Whether a row is printed: under an order's name only what is about labels that the order names."""
    labels = [order.labels for order in dossier.trace.orders if row.kind == "order" and order.id == row.target]
    return all(row.label is None or row.label in each for each in labels)


def _table(dossier: Dossier, rows: list[BoundRow], caption: str) -> Table:
    rule = rule_name(dossier.trace.primary)
    columns: list[Head] = ["of", "label", number("least"), number(f"under {rule}"), number("most"), "so"]
    cells = [
        (
            _short(row),
            "all together" if row.label is None else row.label,
            as_bitcoin(row.lower),
            as_bitcoin(_attributed(dossier, row)),
            as_bitcoin(row.upper),
            meaning(row, _why_less(dossier, row)),
        )
        for row in rows
    ]
    return table(caption, columns, cells)


def meaning(row: BoundRow, less: str | None = None) -> str:
    """Return in words what an interval says; `less` is why the figure of the declared rule lies below it, if it does."""
    if less is not None:
        text = less
    elif row.upper == 0:
        text = "nothing, under any rule"
    elif row.lower == 0:
        text = "rests wholly on the declared convention"
    elif row.lower == row.upper:
        text = "the same under every rule"
    else:
        text = "at least the first figure under every rule"
    return f"{text} (partial)" if row.partial else text


def _why_less(dossier: Dossier, row: BoundRow) -> str | None:
    """Return why the primary rule attributes less than the least there is, None where it does not."""
    if _attributed(dossier, row) >= row.lower:
        return None
    books = [book for book in dossier.trace.main.books if row.label in (None, book.label)]
    cuts = [words for name, words in _CUTS if any(book.terminals[name] for book in books)]
    if cuts:
        return f"{' and '.join(cuts)} of this case ended trails on the way, so the declared rule’s figure is lower"
    return "the declared rule’s figure is lower, which cannot be: rely on neither"


def _short(row: BoundRow) -> str:
    if row.kind != "outpoint":
        return row.target
    txid, _, vout = row.target.partition(":")
    return f"{txid[:8]}…{txid[-8:]}:{vout}"


def _attributed(dossier: Dossier, row: BoundRow) -> int:
    """Return what the primary rule attributes to the same coins."""
    wallets = {row.target}
    if row.kind == "order":
        wallets = {name for order in dossier.case.orders if order.id == row.target for name in order.custody}
    total = 0
    for end in dossier.trace.main.ends:
        inside = str(end.outpoint) == row.target if row.kind == "outpoint" else end.name in wallets
        if inside and (row.kind == "outpoint" or end.terminal == "custody"):
            total += sum(end.taint.values()) if row.label is None else end.taint.get(row.label, 0)
    return total
