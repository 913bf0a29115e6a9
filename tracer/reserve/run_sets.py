"""Sets of satoshi as runs: what lies in one and not in another."""

from collections.abc import Iterable, Iterator

from tracer.reserve.satoshi_runs import SatoshiRun, joined


def without(runs: Iterable[SatoshiRun], taken: Iterable[SatoshiRun]) -> tuple[SatoshiRun, ...]:
    """Return the satoshi of `runs` that are not among `taken`, by receipt and number; neither holds one twice."""
    cuts: dict[object, list[SatoshiRun]] = {}
    for run in sorted(taken):
        cuts.setdefault(run.receipt, []).append(run)
    return joined(part for run in sorted(runs) for part in _left(run, cuts.get(run.receipt, ())))


def _left(run: SatoshiRun, cuts: Iterable[SatoshiRun]) -> Iterator[SatoshiRun]:
    at = run.start
    for cut in cuts:
        if cut.end > at and cut.start < run.end:
            yield SatoshiRun(run.receipt, at, max(0, cut.start - at))
            at = cut.end
    yield SatoshiRun(run.receipt, at, max(0, run.end - at))
