"""Which lots are in runs of satoshi, and how much of each."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from tracer.chain.outpoint import Outpoint
from tracer.reserve.acts import LotId
from tracer.reserve.lots import Lot
from tracer.reserve.satoshi_runs import Run


class LotFinder:
    """Lots by their satoshi; they do not overlap."""

    def __init__(self, lots: Sequence[Lot]) -> None:
        """Sort the lots by receipt and number."""
        self._by_receipt: dict[Outpoint, list[tuple[int, int, LotId]]] = {}
        for lot in lots:
            self._by_receipt.setdefault(lot.run.receipt, []).append((lot.run.start, lot.run.end, lot.id))
        for rows in self._by_receipt.values():
            rows.sort()

    def amounts(self, runs: Iterable[Run]) -> dict[LotId, int]:
        """Return satoshi by lot, in ascending order of the lots; what is in none is left out."""
        found: dict[LotId, int] = {}
        for run in runs:
            rows = self._by_receipt.get(run.receipt, [])
            for start, end, lot in rows[max(0, bisect_right(rows, (run.start,)) - 1) :]:
                if start >= run.end:
                    break
                shared = min(end, run.end) - max(start, run.start)
                if shared > 0:
                    found[lot] = found.get(lot, 0) + shared
        return dict(sorted(found.items()))
