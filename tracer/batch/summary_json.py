"""The summary as JSON: for `--json`, and, one case at a time, for whoever is told of a change."""

from tracer.batch.change import Change
from tracer.batch.credit import Credit
from tracer.batch.summary import Summary, SummaryLine
from tracer.formats.canonical import Writable
from tracer.result.run_digest import OrderLine
from tracer.result.trace_file import Book

Row = dict[str, Writable]


def as_json(summary: Summary) -> Row:
    """Return the whole summary; amounts in satoshi."""
    totals = summary.totals
    return {
        "schema": 1,
        "counts": summary.counts,
        "totals": {f"{name}_sat": getattr(totals, name) for name in ("claimed", "credited", "contested", "received")}
        | {"receipts": totals.receipts},
        "cases": [line_as_json(line, summary) for line in summary.lines],
        "credits": [_credit(each) for each in summary.credits],
        "same_ids": summary.same_ids,
        "absent": summary.absent,
        "interrupted": summary.interrupted,
    }


def line_as_json(line: SummaryLine, summary: Summary) -> Row:
    """Return one case."""
    credited, contested = summary.credited(line.job)
    row: Row = {
        "job": line.job,
        "state": line.state,
        "exit_code": None if line.fault is None else line.fault.value,
        "faults": line.faults,
        "change": None if line.change is None else _change(line.change),
    }
    if line.digest is None:
        return row
    return row | {
        "case": line.digest.case,
        "run": f"cases/{line.folder}/run",
        "trace_sha256": line.digest.trace_sha256,
        "network": line.digest.network,
        "horizon": {"height": line.digest.horizon_height, "hash": line.digest.horizon_hash},
        "primary": line.digest.rule,
        "labels": {book.label: _book(book) for book in line.digest.books},
        "orders": [_order(order) for order in line.digest.orders],
        "credited_sat": credited,
        "contested_sat": contested,
    }


def _book(book: Book) -> Row:
    return {
        "asserted_sat": book.asserted,
        "overlap_sat": book.overlap,
        "seed_sat": book.seed,
        "terminals": dict(book.terminals),
        "closes": book.closes,
    }


def _order(order: OrderLine) -> Row:
    return {
        "id": order.id,
        "kind": order.kind,
        "ordered_sat": order.ordered,
        "received_sat": order.received,
        "shortfall_sat": order.shortfall,
        "excess_sat": order.excess,
        "faults": order.faults,
    }


def _change(change: Change) -> Row:
    receipts = {"received": change.received, "lost": change.lost}
    coins = {"no_longer_unspent": change.left, "at_services": change.served}
    return {
        "moved": change.moved,
        "causes": change.causes,
        "amounts": [
            {"label": each.label, "terminal": each.terminal, "before_sat": each.before, "now_sat": each.now}
            for each in change.shifts
        ],
        "custody_steps": [
            {"txid": step.txid, "height": step.height, "kind": step.kind, "taint_sat": step.taint}
            for step in change.steps
        ],
        "orders": [_order(order) for order in change.orders],
        **{
            name: [
                {"outpoint": each.outpoint, "height": each.height, "custody": each.custody, "taint_sat": each.taint}
                for each in found
            ]
            for name, found in receipts.items()
        },
        **{
            name: [{"outpoint": each.outpoint, "height": each.height, "taint_sat": each.taint} for each in found]
            for name, found in coins.items()
        },
    }


def _credit(each: Credit) -> Row:
    claim = each.claim
    return {
        "outpoint": claim.receipt.outpoint,
        "height": claim.receipt.height,
        "custody": claim.receipt.custody,
        "value_sat": claim.receipt.value,
        "case": claim.case,
        "job": claim.job,
        "primary": claim.rule,
        "order_date": claim.receipt.order_date,
        "claimed_sat": claim.receipt.taint,
        "credited_sat": each.credited,
        "contested_sat": each.contested,
        "contested_with": each.rivals,
    }
