"""Two results compared, each a run or a bundle."""

from dataclasses import dataclass
from pathlib import Path

from tracer.disk.folder import read_file
from tracer.errors import CaseError
from tracer.evidence.run_folder import read_result
from tracer.operations.context import Context
from tracer.result.diff import Moved, ResultDiff, compare
from tracer.result.trace_file import BoundRow, OrderResult, StatedGap, TraceFile

Json = str | int | bool | None | list["Json"] | dict[str, "Json"]


@dataclass(frozen=True, slots=True)
class DiffRequest:
    """Two results to compare, the earlier one first; each is a run or a bundle."""

    before: Path
    after: Path


@dataclass(frozen=True, slots=True)
class Compared:
    """What is not the same in two results."""

    found: ResultDiff

    def as_json(self) -> dict[str, Json]:
        """Return everything that changed; amounts in satoshi."""
        found = self.found
        return {
            "schema": 1,
            "same": found.same,
            "cautions": list(found.cautions),
            "moved": [_moved_json(each) for each in found.moved],
            "left_unspent": [
                {"outpoint": str(each.outpoint), "taint_sat": dict(each.taint), "terminal": each.terminal}
                for each in found.left
            ],
            "terminals": [
                {
                    "method": each.method,
                    "label": each.label,
                    "what": each.what,
                    "before_sat": each.before,
                    "after_sat": each.after,
                }
                for each in found.shifts
            ],
            "orders": [
                {"id": each.id, "before": _order_json(each.before), "after": _order_json(each.after)}
                for each in found.orders
            ],
            "holdings": [
                {"custody": each.custody, "label": each.label, "before_sat": each.before, "after_sat": each.after}
                for each in found.holdings
            ],
            "bounds": [
                {
                    "kind": each.kind,
                    "target": each.target,
                    "label": each.label,
                    "before": _bound_json(each.before),
                    "after": _bound_json(each.after),
                }
                for each in found.bounds
            ],
            "gaps": {
                "opened": [_gap_json(each) for each in found.gaps_opened],
                "closed": [_gap_json(each) for each in found.gaps_closed],
            },
            "causes": [{"what": each.what, "before": each.before, "after": each.after} for each in found.causes],
        }


def diff(request: DiffRequest, context: Context) -> Compared:
    """Compare two results; bundles are read, not verified.

    Raises:
        CaseError: a folder is neither.
        IntegrityError: a file in one is not of the form written.
    """
    context.go_on()
    (old, old_case), (new, new_case) = _result(request.before), _result(request.after)
    return Compared(compare(old, new, (old_case, new_case)))


def _result(path: Path) -> tuple[TraceFile, bytes]:
    """Return a result and its case file from a run or a bundle."""
    for trace, case in (("trace.json", "case.toml"), ("data/trace/trace.json", "data/case/case.toml")):
        if (path / trace).is_file() and (path / case).is_file():
            return read_result(path, trace), read_file(path, case)
    raise CaseError(f"{path} is neither a run nor a bundle: it holds no trace.json with its case file.")


def _moved_json(moved: Moved) -> Json:
    end = moved.end
    return {
        "outpoint": str(end.outpoint),
        "terminal": end.terminal,
        "at": end.name,
        "address": end.address,
        "height": end.height,
        "value_sat": end.value,
        "taint_sat": dict(end.taint),
        "from": [str(origin) for origin in moved.origins],
    }


def _order_json(order: OrderResult | None) -> Json:
    if order is None:
        return None
    amounts: dict[str, Json] = {
        "ordered_sat": order.ordered,
        "received_sat": order.received,
        "shortfall_sat": order.shortfall,
        "excess_sat": order.excess,
    }
    return amounts | {"receipts": list(order.receipts), "faults": list(order.faults)}


def _bound_json(bound: BoundRow | None) -> Json:
    if bound is None:
        return None
    return {"lower_sat": bound.lower, "upper_sat": bound.upper, "partial": bound.partial}


def _gap_json(gap: StatedGap) -> Json:
    return {"method": gap.method, "outpoint": gap.outpoint, "txid": gap.txid, "reason": gap.reason}
