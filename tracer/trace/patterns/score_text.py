"""A scored collection as text: two Markdown tables, the same bytes for the same collection."""

from tracer.trace.patterns.score import ScoreRow, ScoreTable


def text(table: ScoreTable) -> str:
    """Return precision, recall and false-positive rate per detector, the confusion, and what stopped what."""
    parts = [f"{table.lines} lines. Rates with 95 % Wilson intervals; they hold for this collection only."]
    head = (
        "| detector | found and true | found, not true | true, not found | neither | asserted | precision | recall | "
        "FPR |"
    )
    parts.append("\n".join((head, "|---" * 9 + "|", *map(_row, (*table.rows, table.union)))))
    names = [row.detector for row in table.rows]
    head = f"| truth | lines | {' | '.join(names)} | stopped, by rule |"
    stopped = dict(table.stopped_by)
    rows = []
    for truth, lines, found in table.confusion:
        rules = ", ".join(f"{rule} {count}" for rule, count in stopped[truth]) or "none"
        rows.append(f"| {truth} | {lines} | {' | '.join(str(count) for _, count in found)} | {rules} |")
    parts.append("\n".join((head, "|---" * (len(names) + 3) + "|", *rows)))
    if table.conflicting:
        parts.append(f"Under more than one truth: {len(table.conflicting)} txids, first {table.conflicting[0]}.")
    return "\n\n".join(parts) + "\n"


def _row(row: ScoreRow) -> str:
    cells = (row.detector, row.tp, row.fp, row.fn, row.tn, row.asserted)
    rates = (row.precision.text, row.recall.text, row.fpr.text)
    return f"| {' | '.join(map(str, (*cells, *rates)))} |"
