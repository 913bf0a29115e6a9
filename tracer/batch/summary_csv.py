"""The summary as tables for a spreadsheet or a database.

`summary.csv` has a row per case and label, `orders.csv` one per order, `credits.csv` one per receipt
and case. Amounts are whole satoshi, text UTF-8, lines end with a line feed. A text that a spreadsheet
would take for a formula gets an apostrophe before it; what hides in a text is written as its number.
"""

from collections.abc import Iterable

from tracer.batch.summary import Line, Summary
from tracer.formats.cells import Cell, csv_table
from tracer.result.trace_file import TERMINALS

_CASES = (
    "job", "case", "state", "exit_code", "horizon_height", "horizon_hash", "primary", "label", "asserted_sat",
    "overlap_sat", "seed_sat", *(f"{name}_sat" for name in TERMINALS), "books_close", "case_credited_sat",
    "case_contested_sat", "changed_causes", "faults", "run", "trace_sha256",
)  # fmt: skip
_ORDERS = ("job", "case", "order", "kind", "ordered_sat", "received_sat", "shortfall_sat", "excess_sat", "faults")
_CREDITS = (
    "outpoint", "height", "custody", "value_sat", "job", "case", "primary", "order_date", "claimed_sat",
    "credited_sat", "contested_sat", "contested_with",
)  # fmt: skip


def tables(summary: Summary) -> dict[str, bytes]:
    """Return every table by its file name."""
    return {
        "summary.csv": csv_table(_CASES, (row for line in summary.lines for row in _case(line, summary))),
        "orders.csv": csv_table(_ORDERS, (row for line in summary.lines for row in _orders(line))),
        "credits.csv": csv_table(_CREDITS, _credits(summary)),
    }


def _case(line: Line, summary: Summary) -> Iterable[list[Cell]]:
    """Return a row per label; one without figures where the case failed."""
    code = None if line.fault is None else line.fault.value
    faults = "; ".join(" ".join(text.split()) for text in line.faults)
    digest = line.digest
    if digest is None:
        row: dict[str, Cell] = {"job": line.job, "state": line.state, "exit_code": code, "faults": faults}
        yield [row.get(name) for name in _CASES]
        return
    credited, contested = summary.credited(line.job)
    causes = None if line.change is None else "; ".join(line.change.causes)
    head = [line.job, digest.case, line.state, code, digest.horizon_height, digest.horizon_hash, digest.rule]
    tail = [credited, contested, causes, faults, f"cases/{line.folder}/run", digest.trace_sha256]
    for book in digest.books:
        ends = [book.terminals[name] for name in TERMINALS]
        closes = "yes" if book.closes else "no"
        yield [*head, book.label, book.asserted, book.overlap, book.seed, *ends, closes, *tail]


def _orders(line: Line) -> Iterable[list[Cell]]:
    for order in () if line.digest is None else line.digest.orders:
        amounts = (order.ordered, order.received, order.shortfall, order.excess)
        yield [
            line.job,
            line.digest.case if line.digest else None,
            order.id,
            order.kind,
            *amounts,
            "; ".join(order.faults),
        ]


def _credits(summary: Summary) -> Iterable[list[Cell]]:
    for each in summary.credits:
        claim, receipt = each.claim, each.claim.receipt
        yield [
            *(receipt.outpoint, receipt.height, receipt.custody, receipt.value),
            *(claim.job, claim.case, claim.rule, receipt.order_date),
            *(receipt.taint, each.credited, each.contested, "; ".join(each.rivals)),
        ]
