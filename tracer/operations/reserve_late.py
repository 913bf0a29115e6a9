"""Closed periods of a register that would say otherwise with acts that came since: each computed with them.

Modules that compute a statement are loaded where an act came late, and nowhere else: a status must not pay for them.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING

from tracer.errors import CaseError, IntegrityError
from tracer.operations.reserve_files import REGISTER, RegisterFolder
from tracer.operations.reserve_periods import closed as closed_statements
from tracer.reserve import register_file
from tracer.reserve.act_set import file_of
from tracer.reserve.acts import Act, CorrectionAct
from tracer.reserve.late_acts import SaidOtherwise, reaching, strange
from tracer.reserve.period_rows import ChangedFigure
from tracer.reserve.periods import FiledStatement, in_force
from tracer.reserve.register import Register

if TYPE_CHECKING:
    from tracer.operations.reserve_sealed import Closed, ClosedPeriod


def said_otherwise(folder: RegisterFolder, *, even_told: bool = True) -> tuple[SaidOtherwise, ...]:
    """Return every closed period, by its last statement, that would say otherwise with acts that came since.

    Acts that name wallets or accounts which its register did not have stand apart: with them it cannot be computed.
    Without `even_told` acts that some statement lists are passed over: whoever closed that one was told of them.

    Raises:
        IntegrityError: a closed statement is not as it was written.
    """
    statements = closed_statements(folder.path)
    told = set() if even_told else {each.id for filed in statements.values() for each in filed.statement.inputs}
    found: list[SaidOtherwise] = []
    for base in dict.fromkeys(each.period.base for each in statements.values()):
        last = in_force(statements, base)
        if last is None:
            continue
        known = {each.id for each in last.statement.inputs}
        came = reaching(folder.acts.all, known | told, last.period.last)
        found += _otherwise(folder, last, came) if came else ()
    return tuple(found)


def _otherwise(folder: RegisterFolder, last: FiledStatement, came: Sequence[Act]) -> Iterator[SaidOtherwise]:
    """Yield how a statement would be otherwise with every act on file; nothing: it would say the same.

    `came` are acts that may say something of its period: they are named where it cannot be computed.
    """
    from tracer.operations import reserve_sealed
    from tracer.reserve import period_diff
    from tracer.reserve.restatement import changing

    closed, name = reserve_sealed.read_closed(folder.path), last.statement.period

    def found(acts: Sequence[Act], figures: tuple[ChangedFigure, ...], why: str | None) -> SaidOtherwise:
        """Return what is told of the period."""
        return SaidOtherwise(
            period=name,
            restatement=f"{last.period.base}-r{last.period.revision + 1}",
            acts=tuple(sorted(act.head.id for act in acts)),
            is_corrected=any(isinstance(act, CorrectionAct) for act in acts),
            figures=figures,
            why=why,
        )

    if not closed[name].is_own:
        yield found(came, (), "another release closed it, which alone computes it again.")
        return
    known = {each.id for each in last.statement.inputs}
    fresh = [act for act in folder.acts.all if file_of(act.head.id) not in known]
    aside = strange(fresh, _register(closed[name]))
    apart = [act for act in came if act in aside]
    if apart:
        yield found(apart, (), "its register does not have every wallet, account and script that is named there.")
    if len(apart) == len(came):
        return
    in_turn = sorted((act for act in fresh if act not in aside), key=lambda act: isinstance(act, CorrectionAct))

    @cache
    def figures(count: int) -> Mapping[str, str] | None:
        """Return the figures with so many of the acts in turn; None: without the others these cannot be followed."""
        try:
            return _figures(folder, closed, name, in_turn[:count])
        except (CaseError, IntegrityError):
            return None

    try:
        now = _figures(folder, closed, name, in_turn)
    except (CaseError, IntegrityError) as error:
        yield found([act for act in came if act not in aside], (), str(error))
        return
    changed = period_diff.changed(period_diff.figures(last.statement), now)
    if changed:
        yield found([in_turn[at] for at in changing(figures, 0, len(in_turn))], changed, None)


def _register(each: "ClosedPeriod") -> Register:
    """Return the register that a period was closed with."""
    return register_file.parse(each.register, REGISTER)


def _figures(folder: RegisterFolder, closed: "Closed", name: str, came: Sequence[Act]) -> Mapping[str, str]:
    """Return the figures of a closed statement with acts that came since, all else as it was.

    Raises:
        CaseError: the acts cannot be followed.
        IntegrityError: what must be equal is not, or what was sealed is not there.
    """
    from tracer.operations import reserve_sealed
    from tracer.reserve import period_diff

    each = closed[name]
    acts = {path: folder.content[path] for path in (file_of(act.head.id) for act in came)}
    files = {**reserve_sealed.input_files(folder, each), **acts}
    return period_diff.figures(reserve_sealed.compute_with(folder, closed, each, files).book.statement)
