"""Acts that came after a period was closed and say something of it: what its statement would say with them.

A closed statement stands as it was said. That a figure of it would be another must not be found by whoever compares two
statements years later: it is told as soon as the act is on file, with both figures.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracer.formats.canonical import Writable
from tracer.reserve.act_set import file_of
from tracer.reserve.acts import (
    Act,
    BurdenAct,
    CorrectionAct,
    ExecutionAct,
    OrderAct,
    ReleaseAct,
    ScopeAct,
    StatementAct,
)
from tracer.reserve.period_rows import ChangedFigure
from tracer.reserve.register import Register, ReserveWallet
from tracer.reserve.replaced_acts import ON_TITLE
from tracer.reserve.wallet_changes import scope_scripts

_WHOLE = re.compile(r"-?[0-9]{1,30}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SaidOtherwise:
    """A closed period whose statement would say otherwise with acts that it was closed without.

    `acts` are the numbers of those acts, ascending, `is_corrected` says whether one is a correction, by which the
    period may be closed anew. `figures` are what would be others; `why` says why they are not known, None: they are.
    """

    period: str
    restatement: str
    acts: tuple[str, ...]
    is_corrected: bool
    figures: tuple[ChangedFigure, ...]
    why: str | None

    @property
    def base(self) -> str:
        """The period's name without the number of a restatement."""
        return self.period.partition("-")[0]

    @property
    def text(self) -> str:
        """What a person should know, every figure with both values and the difference."""
        period, acts, restatement = self.period, ", ".join(self.acts), self.restatement
        if self.why is not None:
            error = self.why
            return f"{period} was closed without {acts}; what it would say with that is not known: {error}"
        figures = "; ".join(map(_figure, self.figures))
        if self.is_corrected:
            return (
                f"{period} was closed without {acts} and stands as it was said; with that it would say {figures}. "
                f"To say it anew, close {restatement}."
            )
        return (
            f"{period} was closed without {acts} and stands as it was said; with that it would say {figures}. "
            f"To say it anew, write a correction act and close {restatement}."
        )

    def as_json(self) -> dict[str, Writable]:
        """Return it as JSON."""
        return {
            "period": self.period,
            "acts": list(self.acts),
            "figures": [{"figure": each.figure, "was": each.was, "is": each.now} for each in self.figures],
            "why": self.why,
        }


def reaching(acts: Sequence[Act], known: Collection[str], last: dt.date) -> tuple[Act, ...]:
    """Return the acts that a statement does not list and that may say something of its period.

    They are dated in it or before, have effect by then, correct another act, or supersede one that says nothing of
    title: what is superseded on title counts until then as it stood.

    Args:
        acts: all that are on file.
        known: the inputs of the statement, as paths.
        last: the period's last day.
    """
    fresh = (act for act in acts if file_of(act.head.id) not in known)
    return tuple(act for act in fresh if _reaches(act, last))


def _reaches(act: Act, last: dt.date) -> bool:
    if act.head.supersedes is not None:
        return act.head.kind not in ON_TITLE or act.head.date <= last
    return act.head.corrects is not None or min(_days(act)) <= last


def strange(acts: Sequence[Act], register: Register) -> tuple[Act, ...]:
    """Return the acts that name what a register does not have, or replace an act that does: wallets, accounts, scripts.

    A statement computed with that register cannot be followed with them; what others would change in it can be told.
    """
    wallets, accounts = {each.name: each for each in register.wallets}, {each.name for each in register.accounts}
    found: list[Act] = []
    for act in acts:
        lacks = set(_wallets(act)) - wallets.keys() or set(_accounts(act)) - accounts or _lacks_scripts(act, wallets)
        replaced = {act.head.corrects, act.head.supersedes} & {each.head.id for each in found}
        found += [act] if lacks or replaced else []
    return tuple(found)


def _lacks_scripts(act: Act, wallets: Mapping[str, ReserveWallet]) -> bool:
    """Return whether an act of scope, or its replacement, names a range or addresses that its wallet does not have."""
    match act:
        case ScopeAct(wallet=name):
            scripts = scope_scripts(wallets[name], act)
            return not scripts or not scripts.issuperset(act.scripts)
        case CorrectionAct(replacement=inner) if inner is not None:
            return _lacks_scripts(inner, wallets)
    return False


def _wallets(act: Act) -> Iterator[str]:
    """Yield the wallets that an act, or its replacement, names."""
    match act:
        case ScopeAct(wallet=name):
            yield name
        case OrderAct(wallets=names):
            yield from names
        case CorrectionAct(replacement=inner) if inner is not None:
            yield from _wallets(inner)


def _accounts(act: Act) -> Iterator[str]:
    """Yield the accounts at custodians that an act, or its replacement, names."""
    match act:
        case StatementAct(account=name):
            yield name
        case CorrectionAct(replacement=inner) if inner is not None:
            yield from _accounts(inner)


def _days(act: Act) -> Iterator[dt.date]:
    """Yield the days of an act, or of its replacement, from which it may count."""
    yield act.head.date
    match act:
        case OrderAct(in_force=day) if day is not None:
            yield day
        case ReleaseAct(on=day) | BurdenAct(begins=day) | StatementAct(as_of=day) | ExecutionAct(fixing=day):
            yield day
        case CorrectionAct(replacement=inner) if inner is not None:
            yield from _days(inner)


def _figure(each: ChangedFigure) -> str:
    """Return a figure with both values, and the difference of two whole numbers."""
    said = f"{each.figure}: {each.was or 'nothing'} -> {each.now or 'nothing'}"
    if each.was is None or each.now is None or not (_WHOLE.fullmatch(each.was) and _WHOLE.fullmatch(each.now)):
        return said
    return f"{said} ({int(each.now) - int(each.was):+})"
