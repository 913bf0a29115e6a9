"""Accounts at custodians: a claim, no coins. What a custodian states is held against what went there and came back.

A statement says what the one before it said, and deposits, less withdrawals and the fees that it states. Transactions
are matched by their ids; one that two statements of an account name counts with the first.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracer.chain.outpoint import Txid
from tracer.reserve.acts import ActId, ActsInForce, StatementAct
from tracer.reserve.ledger_rows import EntryKind, MovementKind, RegisterLedger
from tracer.reserve.register import CustodianAccount, Register
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
    came, went = _sums(ledger, MovementKind.WITHDRAWAL), _sums(ledger, MovementKind.DEPOSIT)
    return tuple(_account(each, _statements(acts, each, day), went, came, day) for each in register.accounts)


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
    went: Mapping[Txid, int],
    came: Mapping[Txid, int],
    day: dt.date,
) -> AccountRow:
    faults: list[str] = []
    stated = computed = 0
    seen: set[Txid] = set()
    for act in statements:
        faults += _unmatched(act, went, came)
        deposits = [txid for txid in dict.fromkeys(act.deposits) if txid not in seen]
        withdrawals = [txid for txid in dict.fromkeys(act.withdrawals) if txid not in seen]
        seen.update(deposits, withdrawals)
        moved = sum(went.get(txid, 0) for txid in deposits) - sum(came.get(txid, 0) for txid in withdrawals)
        computed, stated = stated + moved - act.fees, act.sat
        if stated != computed:
            faults.append(
                f'account "{visible(account.name)}": statement of {act.as_of} says {stated}, the register computes '
                f"{computed}."
            )
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


def _unmatched(act: StatementAct, went: Mapping[Txid, int], came: Mapping[Txid, int]) -> Iterator[str]:
    """Yield a fault for each transaction that a statement names and that did not go there or come from there."""
    where = f'account "{visible(act.account)}": statement of {act.as_of} names'
    for txid in act.deposits:
        if txid not in went:
            yield f"{where} the deposit {txid}, by which no wallet of the register paid others."
    for txid in act.withdrawals:
        if txid not in came:
            yield f"{where} the withdrawal {txid}, by which no wallet of the register was paid by others."
