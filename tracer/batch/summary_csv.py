"""The summary as tables for a spreadsheet or a database.

`summary.csv` has a row per case and label, `orders.csv` one per order, `credits.csv` one per receipt
and case. Amounts are whole satoshi, text UTF-8, lines end with a line feed. A text that a spreadsheet
would take for a formula gets an apostrophe before it; what hides in a text is written as its number.
"""

from collections.abc import Iterable

from tracer.batch.summary import Summary, SummaryLine
from tracer.formats.cells import Cell
from tracer.formats.table_schema import CellKind, TableColumn, TableSchema
from tracer.result.trace_file import TERMINALS

_TEXT, _NUMBER, _SATOSHI, _, _HASH, _OUTPOINT = CellKind
_JOB = TableColumn("job", _TEXT, "the case file as seen from JOBS")
_CASE = TableColumn("case", _TEXT, "id of the case")

CASES = TableSchema(
    "summary.csv",
    "a case and a label; a case that failed has one row",
    (
        _JOB,
        _CASE,
        TableColumn("state", _TEXT, "moved, changed, new, unchanged, failed"),
        TableColumn("exit_code", _NUMBER, "of a failure"),
        TableColumn("horizon_height", _NUMBER, "height of the last block looked at"),
        TableColumn("horizon_hash", _HASH, "hash of that block"),
        TableColumn("primary", _TEXT, "the accounting rule that the examiner declared"),
        TableColumn("label", _TEXT, "the claim: whose loss, which offence"),
        TableColumn("asserted_sat", _SATOSHI, "what the case's seeds assert"),
        TableColumn("overlap_sat", _SATOSHI, "of it already held by an earlier claim"),
        TableColumn("seed_sat", _SATOSHI, "what is followed"),
        *(TableColumn(f"{name}_sat", _SATOSHI, f"of it what ends as `{name}`") for name in TERMINALS),
        TableColumn("books_close", _TEXT, "yes where the ends add up to what is followed, else no"),
        TableColumn("case_credited_sat", _SATOSHI, "what the whole case is credited, over all labels"),
        TableColumn("case_contested_sat", _SATOSHI, "what of its claims is contested by other cases"),
        TableColumn("changed_causes", _TEXT, "what the run is made from and was not the same before"),
        TableColumn("faults", _TEXT, "what a person must look at"),
        TableColumn("run", _TEXT, "the run's folder, as seen from the batch's"),
        TableColumn("trace_sha256", _HASH, "of its `trace.json`"),
    ),
)
ORDERS = TableSchema(
    "orders.csv",
    "an order of a case",
    (
        _JOB,
        _CASE,
        TableColumn("order", _TEXT, "order, as the case names it"),
        TableColumn("kind", _TEXT, "restraint, seizure, forfeiture, return"),
        TableColumn("ordered_sat", _SATOSHI, "what the order states; empty where it names no amount"),
        TableColumn("received_sat", _SATOSHI, "what was received under it"),
        TableColumn("shortfall_sat", _SATOSHI, "what is lacking"),
        TableColumn("excess_sat", _SATOSHI, "what is beyond it"),
        TableColumn("faults", _TEXT, "in what it disagrees with the chain"),
    ),
)
CREDITS = TableSchema(
    "credits.csv",
    "a receipt and a case that claims satoshi in it",
    (
        TableColumn("outpoint", _OUTPOINT, "the coin"),
        TableColumn("height", _NUMBER, "height of the block that made it"),
        TableColumn("custody", _TEXT, "wallet of the state, as the case names it"),
        TableColumn("value_sat", _SATOSHI, "what the coin is worth in all"),
        _JOB,
        _CASE,
        TableColumn("primary", _TEXT, "the accounting rule of the case"),
        TableColumn("order_date", _TEXT, "day of the earliest order that it counts under"),
        TableColumn("claimed_sat", _SATOSHI, "what the case attributes to the coin: credited and contested"),
        TableColumn("credited_sat", _SATOSHI, "what of it counts for this case"),
        TableColumn("contested_sat", _SATOSHI, "what of it other cases come first with"),
        TableColumn("contested_with", _TEXT, "their jobs"),
    ),
)
SCHEMAS = (CASES, ORDERS, CREDITS)
"""What each table of a batch is."""


def tables(summary: Summary) -> dict[str, bytes]:
    """Return every table by its file name."""
    return {
        CASES.name: CASES.csv(row for line in summary.lines for row in _case(line, summary)),
        ORDERS.name: ORDERS.csv(row for line in summary.lines for row in _orders(line)),
        CREDITS.name: CREDITS.csv(_credits(summary)),
    }


def _case(line: SummaryLine, summary: Summary) -> Iterable[list[Cell]]:
    """Return a row per label; one without figures where the case failed."""
    code = None if line.fault is None else line.fault.value
    faults = "; ".join(" ".join(text.split()) for text in line.faults)
    digest = line.digest
    if digest is None:
        row: dict[str, Cell] = {"job": line.job, "state": line.state, "exit_code": code, "faults": faults}
        yield [row.get(name) for name in CASES.names]
        return
    credited, contested = summary.credited(line.job)
    causes = None if line.change is None else "; ".join(line.change.causes)
    head = [line.job, digest.case, line.state, code, digest.horizon_height, digest.horizon_hash, digest.rule]
    tail = [credited, contested, causes, faults, f"cases/{line.folder}/run", digest.trace_sha256]
    for book in digest.books:
        ends = [book.terminals[name] for name in TERMINALS]
        closes = "yes" if book.closes else "no"
        yield [*head, book.label, book.asserted, book.overlap, book.seed, *ends, closes, *tail]


def _orders(line: SummaryLine) -> Iterable[list[Cell]]:
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
