"""Movements and fees of closed periods: as what each was closed it stands, until that period is restated.

A custodian's statement makes a deposit of a disposal and a withdrawal of a receipt. One that is filed after a period
was closed must not do so with that period's: what was told as gone would lie in an account, and nobody would say so.
Nor may one state a fee as of a day of it: what was told as lying in an account would not have lain there.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple

from tracer.chain.outpoint import Txid
from tracer.reserve import act_set, periods
from tracer.reserve.acts import ActsInForce, StatementAct
from tracer.reserve.days import Period
from tracer.reserve.ledger_rows import MovementKind
from tracer.reserve.periods import FiledStatement
from tracer.reserve.transaction_acts import AccountTransaction, transaction_acts
from tracer.visible import visible

if TYPE_CHECKING:  # where nothing is closed a status does not pay for it
    from tracer.reserve.period_rows import PeriodStatement

_BY_SCRIPTS = {
    MovementKind.DISPOSAL: MovementKind.DISPOSAL,
    MovementKind.DEPOSIT: MovementKind.DISPOSAL,
    MovementKind.RECEIPT: MovementKind.RECEIPT,
    MovementKind.WITHDRAWAL: MovementKind.RECEIPT,
}
"""What a movement is by scripts alone, of those that a statement can call something else."""


class NameableMovement(NamedTuple):
    """A transaction that a custodian's statement can call something else; `kind` is what it is by scripts alone."""

    txid: Txid
    kind: MovementKind


class RenamedMovement(NamedTuple):
    """A movement that acts call otherwise than a closed period did, and the sentence that says so."""

    movement: NameableMovement
    text: str


def nameable(movements: Iterable[tuple[Txid, MovementKind, int]]) -> dict[NameableMovement, int]:
    """Return the heights of movements, given as txid, kind and height, as far as a statement can name them."""
    return {
        NameableMovement(txid, _BY_SCRIPTS[kind]): height for txid, kind, height in movements if kind in _BY_SCRIPTS
    }


def renamed(
    moved: Mapping[NameableMovement, int], acts: ActsInForce, filed: FiledStatement
) -> Iterator[RenamedMovement]:
    """Yield each movement up to a statement's closing block that acts call otherwise than those it was closed with.

    Args:
        moved: the heights of movements.
        acts: those on file, among them all that the statement was closed with.
        filed: the statement.

    Raises:
        CaseError: two acts say different things of one transaction.
    """
    was, now = _named(_known(acts, filed.statement)), _named(acts)
    for each in sorted(was.keys() | now.keys(), key=lambda each: (each.txid, each.kind.value)):
        if each not in moved or moved[each] > filed.statement.closing.height:
            continue
        before, after = was.get(each), now.get(each)
        if (before and before.account) != (after and after.account):
            yield RenamedMovement(each, _called_otherwise(each, before, after, filed.period))


def faults(acts: ActsInForce, closed: Mapping[str, FiledStatement], to_close: Period | None = None) -> tuple[str, ...]:
    """Return a fault for each movement or fee that acts have otherwise than a closed period, of the first that did.

    Args:
        acts: those on file.
        closed: the closed periods by name.
        to_close: a period about to be closed: only those that come before it are looked at, a quarter before its year.

    Raises:
        CaseError: two acts say different things of one transaction.
    """
    rows = [row for each in closed.values() for row in each.statement.movements]
    moved = nameable((row.txid, row.kind, row.height) for row in rows)
    found: dict[object, str] = {}
    for filed in sorted(_in_force(closed), key=lambda each: _rank(each.period)):
        if to_close is None or _rank(filed.period) < _rank(to_close):
            for each in renamed(moved, acts, filed):
                found.setdefault(each.movement, each.text)
            for key, text in _charged(acts, filed):
                found.setdefault(key, text)
    return tuple(found.values())


def _charged(acts: ActsInForce, filed: FiledStatement) -> Iterator[tuple[tuple[dt.date, str], str]]:
    """Yield each day and account of which statements on file state other fees than a period was closed with."""
    was, now = _fees(_known(acts, filed.statement)), _fees(acts)
    period = filed.period
    for day, account in sorted(was.keys() | now.keys()):
        before, after = was[day, account], now[day, account]
        if day <= period.last and before != after:
            text = (
                f'fees of account "{visible(account)}" as of {day} are {after} satoshi by the acts on file; '
                f"{period.name} was closed with {before}. Correct the act, or close {_restatement(period)}."
            )
            yield (day, account), text


def _fees(acts: ActsInForce) -> Counter[tuple[dt.date, str]]:
    """Return what custodians state as fees, by day and account."""
    found: Counter[tuple[dt.date, str]] = Counter()
    for act in acts.acts:
        if isinstance(act, StatementAct):
            found[act.as_of, act.account] += act.fees
    return found


def _in_force(closed: Mapping[str, FiledStatement]) -> Iterator[FiledStatement]:
    """Yield the last statement of each period."""
    for base in dict.fromkeys(each.period.base for each in closed.values()):
        last = periods.in_force(closed, base)
        if last is not None:
            yield last


def _rank(period: Period) -> tuple[object, ...]:
    return period.last, "Q" not in period.name


def _known(acts: ActsInForce, statement: "PeriodStatement") -> ActsInForce:
    """Return the acts that counted when a statement was closed: acts never change, and those of its inputs are here."""
    listed = {each.id for each in statement.inputs}
    return act_set.in_force([act for act in acts.all if act_set.file_of(act.head.id) in listed])


def _named(acts: ActsInForce) -> dict[NameableMovement, AccountTransaction]:
    """Return what custodians' statements name."""
    found = transaction_acts(acts)
    deposits = {NameableMovement(txid, MovementKind.DISPOSAL): each for txid, each in found.deposits.items()}
    return deposits | {NameableMovement(txid, MovementKind.RECEIPT): each for txid, each in found.withdrawals.items()}


def _called_otherwise(
    each: NameableMovement, before: AccountTransaction | None, after: AccountTransaction | None, period: Period
) -> str:
    said, what, name = _says(each, before, after), _called_by(each, before), period.name
    return (
        f"{said}; {name} was closed with it as {what}. Correct the act, or correct a statement of then and close "
        f"{_restatement(period)}."
    )


def _says(each: NameableMovement, before: AccountTransaction | None, after: AccountTransaction | None) -> str:
    """Return what acts call a movement now."""
    if after is not None:
        what = _called_by(each, after)
        return f"act {after.act} calls {each.txid} {what}"
    what = _called_by(each, before)
    if before is None:
        return f"no act calls {each.txid} {what} any more"
    return f"no act calls {each.txid} {what} any more, as act {before.act} did"


def _called_by(each: NameableMovement, named: AccountTransaction | None) -> str:
    """Return what a movement is by the act that names it; by scripts alone where none does."""
    left = each.kind is MovementKind.DISPOSAL
    if named is None:
        return "a disposal" if left else "a receipt"
    account = visible(named.account)
    return f'a deposit in account "{account}"' if left else f'a withdrawal from account "{account}"'


def _restatement(period: Period) -> str:
    return f"{period.base}-r{period.revision + 1}"
