"""Acts as read: what courts, authorities and the body itself decided, one file each, never changed.

An act is a document's word. What the chain says of it is computed elsewhere; a wrong act is corrected or superseded by
a later one.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import NewType, TypeAlias

from tracer.chain.amount import Sats
from tracer.chain.outpoint import Outpoint, Txid
from tracer.reserve.act_terms import OtherTerms, SaleTerms

ActId = NewType("ActId", str)
"""Year and number: `2026-0007`; sorts in the order in which acts were filed."""

LotId = NewType("LotId", str)
"""`L-0003`: a lot's number, given when its case is admitted."""

LotAmounts: TypeAlias = Mapping[LotId, Sats]
"""Satoshi of lots, in ascending order of the lots' numbers."""


class ActKind(Enum):
    """What an act does."""

    CONVENTION = "convention"
    ORDER = "order"
    EXECUTION = "execution"
    ASSIGNMENT = "assignment"
    CLAIM = "claim"
    PLEDGE = "pledge"
    RELEASE = "release"
    SCOPE = "scope"
    DISPOSAL = "disposal"
    STEP = "step"
    HEDGE = "hedge"
    REVIEW = "review"
    WAIVER = "waiver"
    STATEMENT = "statement"
    OPINION = "opinion"
    CORRECTION = "correction"


class OrderForm(Enum):
    """What an order commands."""

    RESTRAINT = "restraint"
    SEIZURE = "seizure"
    FORFEITURE = "forfeiture"
    RETURN = "return"
    INTERLOCUTORY = "interlocutory"


@dataclass(frozen=True, slots=True)
class ActText:
    """The document behind an act: its file, relative to the register, and its SHA-256 as stated."""

    file: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ActHead:
    """What every act has. `sha256` is that of its own file."""

    id: ActId
    kind: ActKind
    date: dt.date
    text: ActText | None
    signed_by: tuple[str, ...]
    corrects: ActId | None
    supersedes: ActId | None
    sha256: str


@dataclass(frozen=True, slots=True)
class Money:
    """An amount of money in hundredths of its currency."""

    hundredths: int
    currency: str


LOSS, SEIZURE, ORDER, PAYMENT = "loss", "seizure", "order", "payment"
VALUE_DAYS = (LOSS, SEIZURE, ORDER, PAYMENT)
"""Days whose fixing an order in money may mean."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderAct:
    """A court's or an authority's order; at most one of `amount` and `money` is set.

    An order without labels names coins by outpoint. Without `wallets` it concerns all of the register's. `value_on`
    says the fixing of which day turns money into satoshi, one of `VALUE_DAYS`, None: the order does not say; `loss` is
    the day of the loss.
    """

    head: ActHead
    authority: str
    order: str
    form: OrderForm
    in_force: dt.date | None
    appeal_until: dt.date | None
    amount: Sats | None
    money: Money | None
    case: str | None
    labels: tuple[str, ...]
    wallets: tuple[str, ...]
    outpoints: tuple[Outpoint, ...]
    value_on: str | None = None
    loss: dt.date | None = None

    @property
    def begins(self) -> dt.date | None:
        """The day on which it comes into force, the act's own where none is stated; a forfeiture's is None."""
        if self.in_force is not None or self.form is OrderForm.FORFEITURE:
            return self.in_force
        return self.head.date

    @property
    def value_day(self) -> dt.date | None:
        """The day at whose fixing money is turned into satoshi, where the order itself fixes it."""
        return {LOSS: self.loss, ORDER: self.in_force}.get(self.value_on or "")


@dataclass(frozen=True, slots=True, kw_only=True)
class ExecutionAct:
    """What an order that stands in money takes, at the fixing of a day."""

    head: ActHead
    order: ActId
    lots: LotAmounts
    fixing: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentAct:
    """Satoshi of lots assigned to the reserve."""

    head: ActHead
    lots: LotAmounts


@dataclass(frozen=True, slots=True, kw_only=True)
class BurdenAct:
    """A claim on satoshi of lots or their pledge, from a day on. `claimant` is private."""

    head: ActHead
    lots: LotAmounts
    begins: dt.date
    claimant: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseAct:
    """The end of a claim or a pledge on a day."""

    head: ActHead
    act: ActId
    on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class ScopeAct:
    """A wallet, or a part of it, enters or leaves the register's books.

    The part is a `range` of its indices or some of its `scripts`; without either it is all of it.
    """

    head: ActHead
    wallet: str
    range: tuple[int, int] | None
    enters: bool
    reason: str
    scripts: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class DisposalOutput:
    """An output that a disposal is to pay."""

    script: bytes
    sat: Sats


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalAct:
    """Lots to be disposed of; `txid` where the transaction was known when the act was written.

    `sale` is who buys, for how much and where the proceeds lie, None where the act says nothing of it.
    """

    head: ActHead
    method: str
    lots: LotAmounts
    basis: str
    outputs: tuple[DisposalOutput, ...]
    txid: Txid | None
    sale: SaleTerms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAct:
    """A disposal's next state; `txid` names the transaction that sends it.

    `bids` is the table of an auction's sealed bids where it is offered, of the opened ones where it is awarded.
    """

    head: ActHead
    disposal: ActId
    state: str
    txid: Txid | None
    bids: ActText | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementAct:
    """A custodian's statement of an account, and the transactions that it says went there and came from there."""

    head: ActHead
    account: str
    as_of: dt.date
    sat: Sats
    fees: Sats
    deposits: tuple[Txid, ...]
    withdrawals: tuple[Txid, ...]
    file: ActText


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherAct:
    """An act that moves no satoshi and gives no title: convention, hedge, review, waiver, opinion."""

    head: ActHead
    terms: OtherTerms | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectionAct:
    """The full replacement of a wrong act, as an act of that act's kind; or one that explains a movement or a bundle.

    `txid` is the transaction explained, `explains` the words. `bundle` is the SHA-256 of the tag manifest of a bundle
    that takes the place of the one admitted of the same `case`.
    """

    head: ActHead
    replacement: "Act | None"
    txid: Txid | None
    explains: str | None
    case: str | None = None
    bundle: str | None = None


Act: TypeAlias = (
    OrderAct
    | ExecutionAct
    | AssignmentAct
    | BurdenAct
    | ReleaseAct
    | ScopeAct
    | DisposalAct
    | StepAct
    | StatementAct
    | OtherAct
    | CorrectionAct
)


@dataclass(frozen=True, slots=True)
class ActsInForce:
    """The acts that count on a day, by number; corrected and superseded ones are replaced by what replaces them.

    `all` are all acts on file, whichever count, in ascending order of their numbers.
    """

    acts: tuple[Act, ...]
    all: tuple[Act, ...]
