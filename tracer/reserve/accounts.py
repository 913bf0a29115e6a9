"""Accounts at custodians: a claim, no coins. What a custodian states is held against what went there and came back.

A statement says what the one before it said, and deposits, less withdrawals and the fees that it states. Transactions
are matched by their ids; one that two statements of an account name counts with the first. None is of a later day than
the statement, by the time which its block declares; two statements as of one day say the same.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from tracer.chain.amount import as_bitcoin
from tracer.chain.outpoint import Txid
from tracer.reserve.acts import ActId, ActsInForce, StatementAct
from tracer.reserve.days import day_at
from tracer.reserve.fees import most_charged
from tracer.reserve.ledger_rows import BookMovement, EntryKind, MovementKind, RegisterLedger
from tracer.reserve.register import CustodianAccount, Register
from tracer.reserve.terms import SecurityTerms
from tracer.visible import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountRow:
    """An account on a day: its last statement up to then and whether it is of that day, and what is wrong.

    `attested` is what that statement says, None where there is none. Older than the day it says nothing of it:
    `is_known` is False. `computed` is what the register computes for that statement. `faults` are those of all its
    statements up to the day.
    """

    name: str
    custodian: str
    act: ActId | None
    as_of: dt.date | None
    attested: int | None
    computed: int
    is_known: bool
    faults: tuple[str, ...]


def accounts(ledger: RegisterLedger, register: Register, acts: ActsInForce, day: dt.date) -> tuple[AccountRow, ...]:
    """Return the accounts of a register on a day, in its order, by the statements as of that day or earlier."""
    moved = _Moved(
        went=_sums(ledger, MovementKind.DEPOSIT),
        came=_sums(ledger, MovementKind.WITHDRAWAL),
        days={each.txid: day_at(ledger.times[each.position.height], register.zone) for each in _of_accounts(ledger)},
    )
    return tuple(
        _account(each, _statements(acts, each, day), moved, day, register.security) for each in register.accounts
    )


class _Moved(NamedTuple):
    """What went to accounts and came back by transaction, and the day that each one's block declares."""

    went: Mapping[Txid, int]
    came: Mapping[Txid, int]
    days: Mapping[Txid, dt.date]


def _of_accounts(ledger: RegisterLedger) -> Iterator[BookMovement]:
    """Yield the movements to accounts and back."""
    return (each for each in ledger.movements if each.kind in (MovementKind.DEPOSIT, MovementKind.WITHDRAWAL))


def _sums(ledger: RegisterLedger, kind: MovementKind) -> dict[Txid, int]:
    """Return what each transaction of a kind brought to an account, or back from it."""
    column = EntryKind.DEPOSIT if kind is MovementKind.DEPOSIT else EntryKind.WITHDRAWAL
    return {
        movement.txid: sum(entry.sat for entry in movement.entries if entry.kind is column)
        for movement in ledger.movements
        if movement.kind is kind
    }


def _statements(acts: ActsInForce, account: CustodianAccount, day: dt.date) -> list[StatementAct]:
    """Return the statements of an account as of a day or earlier, in the order of their days, then of their numbers."""
    found = [
        act for act in acts.acts if isinstance(act, StatementAct) and act.account == account.name and act.as_of <= day
    ]
    return sorted(found, key=lambda act: (act.as_of, act.head.id))


def _account(
    account: CustodianAccount,
    statements: Sequence[StatementAct],
    moved: _Moved,
    day: dt.date,
    terms: SecurityTerms,
) -> AccountRow:
    faults: list[str] = [*_contradicting(statements)]
    stated = computed = 0
    seen: set[Txid] = set()
    for act in statements:
        faults += _unmatched(act, moved)
        deposits = [txid for txid in dict.fromkeys(act.deposits) if txid not in seen]
        withdrawals = [txid for txid in dict.fromkeys(act.withdrawals) if txid not in seen]
        seen.update(deposits, withdrawals)
        went = sum(moved.went.get(txid, 0) for txid in deposits)
        came = sum(moved.came.get(txid, 0) for txid in withdrawals)
        bound = most_charged(terms, stated + went)
        if act.fees > bound:
            text = (
                f'account "{visible(account.name)}": statement of {act.as_of} states fees of {as_bitcoin(act.fees)} '
                f"BTC, more than the {as_bitcoin(bound)} BTC that [security] allows of the "
                f"{as_bitcoin(stated + went)} BTC that lay there."
            )
            faults.append(text)
        computed, stated = stated + went - came - act.fees, act.sat
        if stated != computed:
            text = (
                f'account "{visible(account.name)}": statement of {act.as_of} says {stated}, the register computes '
                f"{computed}."
            )
            faults.append(text)
    last = statements[-1] if statements else None
    return AccountRow(
        name=account.name,
        custodian=account.custodian,
        act=None if last is None else last.head.id,
        as_of=None if last is None else last.as_of,
        attested=None if last is None else last.sat,
        computed=computed,
        is_known=last is not None and last.as_of == day,
        faults=tuple(faults),
    )


def _contradicting(statements: Sequence[StatementAct]) -> Iterator[str]:
    """Yield a fault for each statement that says of a day something else than another one of that day."""
    for one, other in pairwise(statements):
        if one.as_of == other.as_of and one.sat != other.sat:
            yield (
                f'account "{visible(one.account)}": acts {one.head.id} and {other.head.id} state {one.sat} and '
                f"{other.sat} as of {one.as_of}; correct or supersede one of the two."
            )


def _unmatched(act: StatementAct, moved: _Moved) -> Iterator[str]:
    """Yield a fault for each transaction that a statement names and that is none of it, or is of a later day."""
    went, came = moved.went, moved.came
    account, as_of = visible(act.account), act.as_of
    for txid in act.deposits:
        if txid not in went:
            yield (
                f'account "{account}": statement of {as_of} names the deposit {txid}, by which no wallet of the '
                f"register paid others."
            )
    for txid in act.withdrawals:
        if txid not in came:
            yield (
                f'account "{account}": statement of {as_of} names the withdrawal {txid}, by which no wallet of the '
                f"register was paid by others."
            )
    for txid in (*act.deposits, *act.withdrawals):
        if (txid in went or txid in came) and moved.days[txid] > as_of:
            yield (
                f'account "{account}": statement of {as_of} names {txid}, whose block is of {moved.days[txid]}: a '
                f"statement names nothing of a later day."
            )
