"""What a budget cut off, in plain words, and the budget itself as a run's parameters state it."""

from collections.abc import Iterable

from tracer.documents.language.language import Language
from tracer.documents.words import rule_name, variation_name
from tracer.formats.json_cursor import JsonCursor
from tracer.result.trace_file import MethodResult, TraceFile
from tracer.trace.budget import DEFAULT_TRANSACTIONS, UNLIMITED, RunBudget


def stated_budget(parameters: JsonCursor) -> RunBudget:
    """Return the budget under which a result was computed; with it, and without a clock, it is computed again.

    Raises:
        IntegrityError: the parameters are not of the form written.
    """
    place = parameters.maybe("budget")
    if place is None:
        return UNLIMITED
    stopped = {name: each.as_integer() for name, each in place.key("stopped_by_the_clock").members()}
    return RunBudget(place.integer("max_transactions"), place.integer("max_seconds"), stopped)


def trace_again(parameters: JsonCursor) -> str:
    """Return the command that traces a case under the budget of a result; where a clock ended it, another end is found.

    Raises:
        IntegrityError: the parameters are not of the form written.
    """
    budget = stated_budget(parameters)
    command = "tracer trace case.toml --chain http://127.0.0.1:8332 --out run"
    if budget.transactions != DEFAULT_TRANSACTIONS:
        command += f" --max-transactions {budget.transactions}"
    return command + (f" --max-seconds {budget.seconds}" if budget.seconds else "")


def budget_notes(trace: TraceFile, language: Language) -> list[str]:
    """Return a sentence for each rule whose trails a budget cut off, and one for what was computed beside them.

    Raises:
        IntegrityError: the parameters are not of the form written.
    """
    return [*_methods(trace, language), *_variations(trace, language)]


def _methods(trace: TraceFile, language: Language) -> Iterable[str]:
    say, budget = language.say, stated_budget(trace.parameters)
    for method in (trace.main, *trace.compared):
        if not method.partial:
            continue
        stopped = budget.stopped.get(method.name)
        why = say("more are not crossed under this budget")
        if stopped:
            seconds = language.counted(budget.seconds, "second")
            why = say("the time allowed, {seconds} for the whole trace, was over", seconds=seconds)
        rule = rule_name(method.name, language)
        yield say(
            "A budget ran out under {rule} after {transactions}: {why}. {rest} What lies beyond was not looked at.",
            rule=say("{rule}, the primary rule,", rule=rule) if method is trace.main else rule,
            transactions=language.counted(stopped or budget.transactions, "transaction"),
            why=why,
            rest=_rest(language, method),
        )


def _rest(language: Language, method: MethodResult) -> str:
    """Return what the trails that were cut off still held."""
    if not method.books:
        return language.say("The reach is larger than the counts shown.")
    held = [
        language.say("{amount} BTC of label {label}", amount=language.bitcoin(sat), label=book.label)
        for book in method.books
        if (sat := book.terminals["budget"])
    ]
    amounts = language.listed(held, language.say("no satoshi"))
    return language.say("Trails that would go on end there, with {amounts}.", amounts=amounts)


def _variations(trace: TraceFile, language: Language) -> Iterable[str]:
    cut = [name for name, found in trace.variations.items() if found.partial]
    if cut:
        yield language.say(
            "A budget ran out in what is shown beside the result ({names}): the differences printed are not all there "
            "are.",
            names=language.listed(f"“{variation_name(name, language)}”" for name in cut),
        )
