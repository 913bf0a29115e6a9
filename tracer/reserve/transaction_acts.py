"""Which act names which transaction: disposals and their steps, statements of accounts, explanations."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tracer.chain.outpoint import Txid
from tracer.errors import CaseError
from tracer.reserve.acts import Act, ActId, ActsInForce, CorrectionAct, DisposalAct, StatementAct, StepAct
from tracer.reserve.days import day_at
from tracer.reserve.history import Touch


@dataclass(frozen=True, slots=True)
class AccountTransaction:
    """A transaction that a custodian's statement names: the account and the act that says so."""

    account: str
    act: ActId


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionActs:
    """Acts by the transaction that they name."""

    disposals: Mapping[Txid, DisposalAct]
    deposits: Mapping[Txid, AccountTransaction]
    withdrawals: Mapping[Txid, AccountTransaction]
    explained: Mapping[Txid, ActId]

    def act(self, txid: Txid) -> ActId | None:
        """Return the act that names a transaction: a disposal or a statement before an explanation."""
        disposal = self.disposals.get(txid)
        if disposal is not None:
            return disposal.head.id
        statement = self.deposits.get(txid) or self.withdrawals.get(txid)
        return statement.act if statement is not None else self.explained.get(txid)


def transaction_acts(acts: ActsInForce) -> TransactionActs:
    """Return the acts that name transactions.

    A disposal names one by its own key or by that of a step. Of two explanations the later one stands.

    Raises:
        CaseError: two disposals name one transaction, a disposal and a statement do, or two statements put one into two
            accounts; all such faults.
    """
    faults: list[str] = []
    statements = [act for act in acts.acts if isinstance(act, StatementAct)]
    found = TransactionActs(
        disposals=_disposals(acts, faults),
        deposits=_by_account(((act, act.deposits) for act in statements), "deposit", faults),
        withdrawals=_by_account(((act, act.withdrawals) for act in statements), "withdrawal", faults),
        explained={
            act.txid: act.head.id for act in acts.acts if isinstance(act, CorrectionAct) and act.txid is not None
        },
    )
    faults += _disposed_of_and_kept(found)
    if faults:
        raise CaseError(*faults)
    return found


def named_on(acts: Iterable[Act]) -> dict[Txid, dt.date]:
    """Return by transaction the day of the first disposal, or step of one, that names it."""
    days: dict[Txid, dt.date] = {}
    for act in acts:
        if isinstance(act, DisposalAct | StepAct) and act.txid is not None:
            days[act.txid] = min(act.head.date, days.get(act.txid, dt.date.max))
    return days


def old_explanations(acts: ActsInForce, touches: Iterable[Touch], zone: str) -> Iterator[str]:
    """Yield of each explanation that is older than the block that it explains a sentence with both days.

    The block's day is that of its median time past, which no miner's clock puts off; days are those of a zone.
    """
    explaining = [act for act in acts.acts if isinstance(act, CorrectionAct) and act.txid is not None]
    if not explaining:
        return
    mined = {touch.transaction.txid: touch for touch in touches}
    for act in explaining:
        touch = None if act.txid is None else mined.get(act.txid)
        day = act.head.date if touch is None else day_at(touch.mtp, zone)
        if touch is not None and act.head.date < day:
            yield (
                f"act {act.head.id} of {act.head.date} explains {act.txid}, which is in block {touch.position.height} "
                f"of {day}: an explanation is no older than what it explains."
            )


def _disposals(acts: ActsInForce, faults: list[str]) -> dict[Txid, DisposalAct]:
    disposals = {act.head.id: act for act in acts.acts if isinstance(act, DisposalAct)}
    named: dict[Txid, DisposalAct] = {}
    for act in acts.acts:
        if not isinstance(act, DisposalAct | StepAct) or act.txid is None:
            continue
        disposal = act if isinstance(act, DisposalAct) else disposals[act.disposal]
        first = named.setdefault(act.txid, disposal)
        if first.head.id != disposal.head.id:
            text = f"acts {first.head.id} and {disposal.head.id} name the same transaction {act.txid}."
            faults.append(text)
    return named


def _disposed_of_and_kept(found: TransactionActs) -> Iterator[str]:
    """Yield a fault for each transaction that a disposal and a statement name: what is sold lies in no account."""
    for what, named in (("deposit", found.deposits), ("withdrawal", found.withdrawals)):
        for txid, statement in named.items():
            disposal = found.disposals.get(txid)
            if disposal is not None:
                yield (
                    f"act {disposal.head.id} disposes of satoshi by {txid}, and act {statement.act} names it as a "
                    f'{what} of account "{statement.account}": one of the two is wrong.'
                )


def _by_account(
    statements: Iterable[tuple[StatementAct, tuple[Txid, ...]]], what: str, faults: list[str]
) -> dict[Txid, AccountTransaction]:
    named: dict[Txid, AccountTransaction] = {}
    for act, txids in statements:
        for txid in txids:
            first = named.setdefault(txid, AccountTransaction(act.account, act.head.id))
            if first.account != act.account:
                text = (
                    f'acts {first.act} and {act.head.id} name the same {what} {txid}, of accounts "{first.account}" '
                    f'and "{act.account}".'
                )
                faults.append(text)
    return named
