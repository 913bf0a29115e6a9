"""Acts for tests, by the few keys that matter to them."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from tracer.chain.amount import Sats
from tracer.chain.outpoint import Txid
from tracer.reserve.acts import (
    Act,
    ActHead,
    ActId,
    ActKind,
    ActsInForce,
    ActText,
    AssignmentAct,
    BurdenAct,
    CorrectionAct,
    DisposalAct,
    ExecutionAct,
    LotId,
    Money,
    OrderAct,
    OrderForm,
    ReleaseAct,
    ScopeAct,
    StatementAct,
    StepAct,
)
from tracer.reserve.scope import ScopeMoment


def on(text: str) -> dt.date:
    """Return a day such as `2025-06-20`."""
    return dt.date.fromisoformat(text)


def in_force(*acts: Act) -> ActsInForce:
    """Return acts as those that count, in the order of their numbers."""
    ordered = tuple(sorted(acts, key=lambda act: act.head.id))
    return ActsInForce(ordered, ordered)


def head(number: int, kind: ActKind, day: str) -> ActHead:
    """Return the head of an act that two persons signed; its hash is made up from its number."""
    return ActHead(
        id=ActId(f"2025-{number:04}"),
        kind=kind,
        date=on(day),
        text=ActText(f"texts/{number}.pdf", "11" * 32),
        signed_by=("A. Aliyeva", "B. Bekov"),
        corrects=None,
        supersedes=None,
        sha256=f"{number:064x}",
    )


def lots_of(lots: Mapping[str, int]) -> dict[LotId, Sats]:
    """Return amounts of lots, in ascending order of their numbers."""
    return {LotId(lot): Sats(sat) for lot, sat in sorted(lots.items())}


def order(number: int, form: OrderForm, day: str, **keys: Any) -> OrderAct:
    """Return an order of the story's case; `in_force` and `appeal_until` as text, `money` as hundredths of KZT."""
    in_force_on, appeal, money = keys.pop("in_force", None), keys.pop("appeal_until", None), keys.pop("money", None)
    amount = keys.pop("amount", None)
    given: dict[str, Any] = {"case": "KZ-2025-0042", "labels": (), "wallets": (), "outpoints": ()} | keys
    return OrderAct(
        head=head(number, ActKind.ORDER, day),
        authority="Court of Example City",
        order=given.pop("order", f"1-{number}/2025"),
        form=form,
        in_force=on(in_force_on) if in_force_on else None,
        appeal_until=on(appeal) if appeal else None,
        amount=None if amount is None else Sats(amount),
        money=None if money is None else Money(money, "KZT"),
        **given,
    )


def execution(number: int, day: str, of: int, lots: Mapping[str, int]) -> ExecutionAct:
    """Return what the order with this number takes."""
    return ExecutionAct(
        head=head(number, ActKind.EXECUTION, day), order=ActId(f"2025-{of:04}"), lots=lots_of(lots), fixing=on(day)
    )


def assignment(number: int, day: str, lots: Mapping[str, int]) -> AssignmentAct:
    """Return an assignment."""
    return AssignmentAct(head=head(number, ActKind.ASSIGNMENT, day), lots=lots_of(lots))


def burden(number: int, kind: ActKind, day: str, lots: Mapping[str, int], begins: str | None = None) -> BurdenAct:
    """Return a claim or a pledge, from its own day on where no other is given."""
    return BurdenAct(head=head(number, kind, day), lots=lots_of(lots), begins=on(begins or day), claimant="C. Claimant")


def release(number: int, day: str, of: int, ends: str | None = None) -> ReleaseAct:
    """Return the end of the burden with this number."""
    return ReleaseAct(head=head(number, ActKind.RELEASE, day), act=ActId(f"2025-{of:04}"), on=on(ends or day))


def disposal(number: int, day: str, lots: Mapping[str, int], txid: Txid | None = None) -> DisposalAct:
    """Return a disposal."""
    return DisposalAct(
        head=head(number, ActKind.DISPOSAL, day),
        method="auction",
        lots=lots_of(lots),
        basis="sale",
        outputs=(),
        txid=txid,
    )


def step(number: int, day: str, of: int, txid: Txid) -> StepAct:
    """Return the step by which the disposal with this number was sent."""
    return StepAct(head=head(number, ActKind.STEP, day), disposal=ActId(f"2025-{of:04}"), state="sent", txid=txid)


def statement(
    number: int,
    day: str,
    sat: int,
    *,
    deposits: Sequence[Txid] = (),
    withdrawals: Sequence[Txid] = (),
    fees: int = 0,
    account: str = "Vault",
    as_of: str | None = None,
) -> StatementAct:
    """Return a custodian's statement, of its own day where no other is given."""
    return StatementAct(
        head=head(number, ActKind.STATEMENT, day),
        account=account,
        as_of=on(as_of or day),
        sat=Sats(sat),
        fees=Sats(fees),
        deposits=tuple(deposits),
        withdrawals=tuple(withdrawals),
        file=ActText(f"statements/{number}.pdf", "33" * 32),
    )


def explanation(number: int, day: str, txid: Txid) -> CorrectionAct:
    """Return a correction that explains a movement."""
    return CorrectionAct(
        head=head(number, ActKind.CORRECTION, day), replacement=None, txid=txid, explains="A payment by agreement"
    )


def moments(closings: Mapping[dt.date, int]) -> dict[dt.date, ScopeMoment]:
    """Return with which block acts of scope count, given the closing block of each of their days, which is of it."""
    return {day: ScopeMoment(height, day, height) for day, height in closings.items()}


def scope(number: int, day: str, wallet: str, *, enters: bool, span: tuple[int, int] | None = None) -> ScopeAct:
    """Return an act by which a wallet, or a part of its range, enters or leaves the books."""
    return ScopeAct(
        head=head(number, ActKind.SCOPE, day), wallet=wallet, range=span, enters=enters, reason="Control was proven"
    )
