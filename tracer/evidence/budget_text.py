"""What a budget cut off, in plain words, and the budget itself as a run's parameters state it."""

from collections.abc import Iterable

from tracer.chain.amount import as_bitcoin
from tracer.evidence.paper import counted
from tracer.evidence.place import Place
from tracer.evidence.trace_file import MethodResult, TraceFile
from tracer.evidence.words import rule_name
from tracer.trace.budget import UNLIMITED, Budget


def stated_budget(parameters: Place) -> Budget:
    """Return the budget under which a result was computed; with it, and without a clock, it is computed again.

    Raises:
        IntegrityError: the parameters are not of the form written.
    """
    place = parameters.maybe("budget")
    if place is None:
        return UNLIMITED
    stopped = {name: each.as_integer() for name, each in place.key("stopped_by_the_clock").members()}
    return Budget(place.integer("max_transactions"), place.integer("max_seconds"), stopped)


def budget_notes(trace: TraceFile) -> list[str]:
    """Return a sentence for each rule whose trails a budget cut off, and one for what was computed beside them.

    Raises:
        IntegrityError: the parameters are not of the form written.
    """
    budget = stated_budget(trace.parameters)
    return [*_methods(trace, budget), *_variations(trace)]


def _methods(trace: TraceFile, budget: Budget) -> Iterable[str]:
    for method in (trace.main, *trace.compared):
        if not method.partial:
            continue
        stopped = budget.stopped.get(method.name)
        limit = stopped or budget.transactions
        why = f"the time allowed, {counted(budget.seconds, 'second')} for the whole trace, was over" if stopped else ""
        why = why or "more are not crossed under this budget"
        role = ", the primary rule," if method is trace.main else ""
        yield (
            f"A budget ran out under {rule_name(method.name)}{role} after {counted(limit, 'transaction')}: {why}. "
            f"{_rest(method)} What lies beyond was not looked at."
        )


def _rest(method: MethodResult) -> str:
    """Return what the trails that were cut off still held."""
    if not method.books:
        return "The reach is larger than the counts shown."
    held = [
        f"{as_bitcoin(sat)} BTC of label {book.label}" for book in method.books if (sat := book.terminals["budget"])
    ]
    return f"Trails that would go on end there, with {', '.join(held) or 'no satoshi'}."


def _variations(trace: TraceFile) -> Iterable[str]:
    cut = [name for name, found in trace.variations.items() if found.partial]
    if cut:
        names = ", ".join(f"“{name}”" for name in cut)
        yield f"A budget ran out in what is shown beside the result ({names}): the differences printed are not all there are."
