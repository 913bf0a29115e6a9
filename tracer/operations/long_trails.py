"""Long trails over a store surveyed by the kernel: `survey.json`, beside a run and no part of its evidence."""

from collections.abc import Callable, Sequence

from tracer import NAME, __version__
from tracer.formats import canonical
from tracer.kernel.follow import RULES
from tracer.kernel.survey import Survey, survey
from tracer.result.run import Run, stops_of
from tracer.store.view import StoreView
from tracer.trace.reading import Reading
from tracer.trace.seeds import resolve
from tracer.trace.terminals import Terminal

_ABOUT = (
    "Where every satoshi of the trails that a budget cut off ended, computed over the store's columns. It shows where "
    "to look; it is not evidence, and no bundle holds it. Trace again with a larger budget for what is to be exported."
)


def surveyed(finished: Run, view: StoreView, expired: Callable[[], bool] | None = None) -> bytes | None:
    """Return `survey.json` for the rules of a run whose trails a budget cut off, None where there are none.

    Only `fifo`, `haircut` and `poison` can be surveyed.

    Raises:
        IntegrityError: the store shows what cannot be true, or books do not close.
    """
    cut = [name for name, trail in finished.trails.items() if trail.is_cut and name in RULES]
    if not cut:
        return None
    reading = Reading(view, finished.horizon)
    stops, seeds = stops_of(finished.case, finished.tags), resolve(finished.case.seeds, reading)
    return _written(finished, [survey(name, seeds, stops, reading, view.rows, expired) for name in cut])


def _written(finished: Run, surveys: Sequence[Survey]) -> bytes:
    about: canonical.Writable = {
        "schema": 1,
        "about": _ABOUT,
        "case": finished.case.id,
        "case_sha256": finished.case.sha256,
        "horizon": {"height": finished.horizon.height, "hash": finished.horizon.hash},
        "software": {"name": NAME, "version": __version__},
        "methods": {each.rule: _method(each) for each in surveys},
    }
    return canonical.dumps(about)


def _method(found: Survey) -> canonical.Writable:
    return {
        "transactions": found.transactions,
        "ends": found.ends,
        "partial": found.partial,
        "labels": {
            label: {terminal.value: book.get(terminal, 0) for terminal in Terminal}
            for label, book in found.books.items()
        },
        "largest": [
            {
                "outpoint": str(end.outpoint),
                "terminal": end.terminal.value,
                "taint_sat": {str(label): sat for label, sat in end.taint.items()},
            }
            for end in found.largest
        ],
    }
