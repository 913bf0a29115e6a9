"""A period's statement as rows: what `period.json` says, in whole satoshi."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from tracer.chain.outpoint import BlockHash, Txid
from tracer.formats import canonical
from tracer.formats.canonical import Json
from tracer.formats.json_cursor import JsonCursor
from tracer.reserve.acts import ActId, LotId
from tracer.reserve.ledger_rows import MovementKind, WalletBooks
from tracer.reserve.limits import custody
from tracer.reserve.limits.custody import CustodyFacts
from tracer.reserve.limits.period_limits import PeriodLimit
from tracer.reserve.security.published_custody import PublishedCustody
from tracer.reserve.title_rows import Title
from tracer.reserve.value.value_rows import PeriodCostBasis, PeriodValue

CONVENTIONS: Mapping[str, int] = MappingProxyType({"lots": 1, "title": 1, "price": 1, "returns": 1})
"""The numbered conventions by which a statement is computed."""


@dataclass(frozen=True, slots=True)
class PeriodBlock:
    """A block that opens or closes a period; `mtp` is its median time past in Unix seconds."""

    height: int
    hash: BlockHash
    mtp: int


@dataclass(frozen=True, slots=True)
class PeriodBooks:
    """Books of one wallet or of all; `unsolicited` is the part of the closing whose title is that."""

    books: WalletBooks
    unsolicited: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodOrder:
    """An order as the statement names it; `ordered` and `shortfall` None where it names no amount in satoshi."""

    act: ActId
    order: str
    form: str
    case: str | None
    ordered: int | None
    covered: int
    shortfall: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodMovement:
    """A movement as the statement names it. `vout` is a receipt's output, None of other kinds."""

    txid: Txid
    vout: int | None
    height: int
    kind: MovementKind
    value: int
    fee: int
    act: ActId | None
    lots: Mapping[LotId, int]


@dataclass(frozen=True, slots=True)
class PeriodProof:
    """What of the closing is proven to be under control, and the closing, in satoshi."""

    covered: int
    of: int


@dataclass(frozen=True, slots=True)
class Restriction:
    """Satoshi that may not be used: why, and what ends it. `lifted_by` is the claim, the pledge or the order.

    `cents` is what they are worth at the end, in US cents; None where the statement has no money.
    """

    title: Title
    sat: int
    until: dt.date | None
    lifted_by: ActId
    cents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodAccount:
    """An account at a custodian: what the books say lies there, and what its last statement says."""

    name: str
    sat: int
    attested: int | None
    as_of: dt.date | None
    act: ActId | None


@dataclass(frozen=True, slots=True)
class PeriodInput:
    """A file that the statement was computed from, relative to the register.

    `late`: an act that is dated in an earlier period and was not among that one's inputs.
    """

    id: str
    sha256: str
    late: bool = False


@dataclass(frozen=True, slots=True)
class ChangedFigure:
    """A figure that a restatement changes: its place in `period.json`, and both values as written there."""

    figure: str
    was: str | None
    now: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Restatement:
    """Which statement is restated, why, and what changes; `later` are closed periods that would change too."""

    period: str
    sha256: str
    acts: tuple[ActId, ...]
    reason: str
    figures: tuple[ChangedFigure, ...]
    later: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reconciliation:
    """What the observation at the closing block found: its faults as it writes them, and the coins of ours."""

    faults: tuple[Json, ...]
    coins: int
    coins_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PeriodStatement:
    """Everything that `period.json` says. `private_root` None: not computed yet.

    `value` and `cost` None: the register sets no price. `reviewed` is what stands beside the limits, and the review of
    the period before, None where nothing on file is about limits. `published` are the numbers of quorums, None: the
    register does not publish them.
    """

    register: str
    network: str
    period: str
    restates: Restatement | None
    previous_sha256: str | None
    opening: PeriodBlock | None
    closing: PeriodBlock
    books: PeriodBooks
    wallets: Mapping[str, PeriodBooks]
    title: Mapping[Title, int]
    orders: tuple[PeriodOrder, ...]
    movements: tuple[PeriodMovement, ...]
    restricted: tuple[Restriction, ...]
    reconciliation: Reconciliation
    review: ActId | None
    accounts: tuple[PeriodAccount, ...]
    inputs: tuple[PeriodInput, ...]
    version: str
    method: int
    private_root: str | None = None
    value: PeriodValue | None = None
    cost: PeriodCostBasis | None = None
    limits: tuple[PeriodLimit, ...] = ()
    reviewed: Mapping[str, Json] | None = None
    proof: PeriodProof | None = None
    conventions: Mapping[str, int] = field(default_factory=lambda: CONVENTIONS)
    published: PublishedCustody | None = None

    @property
    def custody(self) -> CustodyFacts | None:
        """What its limits on custody were measured by, None where there is none."""
        stated = None if self.reviewed is None else self.reviewed.get("custody")
        return None if stated is None else custody.read(JsonCursor.of(canonical.dumps(stated), "custody"))

    @property
    def late(self) -> tuple[str, ...]:
        """The inputs that came too late for the period that they are dated in."""
        return tuple(each.id for each in self.inputs if each.late)
