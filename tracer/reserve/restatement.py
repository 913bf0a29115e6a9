"""Why a statement restates another: the acts and the files that change its figures, found by doing without them.

A restatement is closed over all that is on file then, so what came late counts in it beside the corrections. What it
names as its reason is therefore looked for: the acts are taken in turn, the corrections last, and one is named where
the figures with it are others than without it. Where the chain itself is another than when it was closed, that is the
reason, and no correction has to be written for it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from tracer.errors import CaseError
from tracer.reserve import other_chain, period_diff
from tracer.reserve.act_set import file_of
from tracer.reserve.acts import Act, ActsInForce, CorrectionAct
from tracer.reserve.limits.of_period import TABLES as LIMIT_TABLES
from tracer.reserve.period_rows import PeriodStatement, Restatement
from tracer.reserve.periods import FiledStatement
from tracer.reserve.price.rounding import percent_text
from tracer.reserve.value.restated import LEAST_CHANGE, is_money, money_change

_FOLLOWS = ("acts/", "observations/")
"""Inputs that are told act by act, or follow from the acts and the chain."""

Figures = Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Restated:
    """A statement that was computed, and what it restates.

    `figures_with` returns the figures under some of the acts on file, None where these cannot be followed. `later` are
    closed periods that would change too. `is_other_chain` says whether the block that closed what is restated is not of
    the chain any more.
    """

    statement: PeriodStatement
    restated: FiledStatement
    acts: ActsInForce
    later: tuple[str, ...]
    figures_with: Callable[[Sequence[Act]], Figures | None]
    is_other_chain: bool = False


def restatement(given: Restated) -> Restatement:
    """Return why a statement restates another, and every figure that changes.

    Raises:
        CaseError: the chain is the same and no correction act is new, no figure changes, none does by the new
            corrections, or only money does and by too little.
    """
    period, old = given.statement.period, given.restated.statement
    listed = {each.id for each in old.inputs}
    new = [act for act in given.acts.all if file_of(act.head.id) not in listed]
    corrections = [act for act in new if isinstance(act, CorrectionAct)]
    late = [act for act in new if not isinstance(act, CorrectionAct)]
    known = [act for act in given.acts.all if file_of(act.head.id) in listed]
    in_turn, whole = (*late, *corrections), period_diff.figures(given.statement)

    @cache
    def figures(count: int) -> Figures | None:
        """Return the figures with so many of the new acts."""
        return whole if count == len(in_turn) else given.figures_with((*known, *in_turn[:count]))

    before, without = period_diff.figures(old), figures(0)
    chain = other_chain.reasons(
        old, given.statement, whole if without is None else without, is_other_chain=given.is_other_chain
    )
    if not chain and not corrections:
        raise CaseError(f"{old.period} is sealed; write a correction act and close {period}.")
    changed = period_diff.compare(old, given.statement).figures
    if not changed:
        raise CaseError(f"{period} would say the same as {old.period}: there is nothing to restate.")
    if not chain and figures(len(late)) == figures(len(in_turn)):
        raise _idle(given, corrections)
    if all(is_money(each.figure) for each in changed):
        _refuse_little(given)
    acts = sorted((in_turn[at] for at in changing(figures, 0, len(in_turn))), key=lambda act: act.head.id)
    reasons = list(chain)
    if without != before:
        names = None if without is None else differing(before, without)
        reasons += _other_inputs(given, names, by_chain=bool(chain))
    reasons += [_reason(act, old.period) for act in acts]
    return Restatement(
        period=old.period,
        sha256=given.restated.sha256,
        acts=tuple(act.head.id for act in acts),
        reason="; ".join(reasons),
        figures=changed,
        later=given.later,
    )


def _idle(given: Restated, corrections: Sequence[Act]) -> CaseError:
    """Return the error of new corrections that change nothing."""
    period, old, names = given.statement.period, given.restated.statement, ", ".join(act.head.id for act in corrections)
    return CaseError(
        f"{period} restates nothing: the corrections that {old.period} does not list, {names}, change no figure of "
        f"it. Write one that does; what came late otherwise enters the next period, marked late."
    )


def _refuse_little(given: Restated) -> None:
    """Raise where no satoshi changes, and money by less than is restated."""
    change = money_change(given.restated.statement.value, given.statement.value)
    if change < LEAST_CHANGE:
        raise CaseError(
            f"{given.statement.period} would change money alone, by at most {percent_text(change, 4)} of a block's "
            f"worth: below {percent_text(LEAST_CHANGE)} nothing is restated."
        )


def changing(figures: Callable[[int], Figures | None], low: int, high: int) -> Iterator[int]:
    """Yield the places of the acts, of those from one up to another, with which the figures become others.

    `figures` returns those with so many of the acts; what it returns is asked for again and again.
    """
    if figures(low) == figures(high):
        return
    if high - low == 1:
        yield low
        return
    middle = (low + high) // 2
    yield from changing(figures, low, middle)
    yield from changing(figures, middle, high)


def differing(before: Figures, after: Figures) -> frozenset[str]:
    """Return the names of the figures that are not the same."""
    return frozenset(each.figure for each in period_diff.changed(before, after))


def can_change(path: str, names: frozenset[str]) -> bool:
    """Return whether a file can have changed one of these figures: rates change money, tables what limits look at."""
    if path.startswith("tables/fx"):
        return any(map(is_money, names))
    if path in LIMIT_TABLES:
        return any(name.startswith(("limits.", "review.")) for name in names)
    return True


def _other_inputs(given: Restated, names: frozenset[str] | None, *, by_chain: bool) -> Iterator[str]:
    """Yield what changes figures with no new act: files that are new or others; else it was computed otherwise.

    `names` are the figures that are others without any new act; None: these cannot be computed. `by_chain` says whether
    the chain is another, which explains what no file does.
    """
    old, new = given.restated.statement, given.statement
    known = {each.id: each.sha256 for each in old.inputs}
    others = [
        each.id
        for each in new.inputs
        if known.get(each.id) != each.sha256
        and not each.id.startswith(_FOLLOWS)
        and each.id != given.restated.path
        and (names is None or can_change(each.id, names))
    ]
    for path in others:
        yield f"{path} {'was changed' if path in known else 'was added'} after {old.period} was closed"
    if not others and not by_chain:
        yield f"release {new.version}, method {new.method}, computes otherwise"


def _reason(act: Act, period: str) -> str:
    if isinstance(act, CorrectionAct):
        return act.explains or f"{act.head.id} corrects {act.head.corrects}"
    return f"{act.head.id} was filed after {period} was closed"
