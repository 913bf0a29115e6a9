"""The case as asserted by the analyst, after its file was found right.

Nothing here is proven by the chain: labels, bases, custody and orders are statements of the
person who signs the report. `case_file` reads them; the engine only takes them in.
"""

import datetime as dt
from dataclasses import dataclass
from enum import Enum
from typing import NewType

from tracer.chain.amount import Sats
from tracer.chain.network import Network
from tracer.chain.outpoint import BlockHash, Outpoint, Txid

Label = NewType("Label", str)
"""The claim a seed belongs to: whose loss, which offence. Never empty."""


class Stage(Enum):
    """How far the state's title has come."""

    SEIZURE = "seizure"
    FORFEITURE = "forfeiture"
    RESERVE = "reserve"


class OrderKind(Enum):
    """What a court or an authority commanded."""

    RESTRAINT = "restraint"
    SEIZURE = "seizure"
    FORFEITURE = "forfeiture"
    RETURN = "return"


class Role(Enum):
    """In which capacity the report is written; decides its title and warnings."""

    ANALYST = "analyst"
    SPECIALIST = "specialist"
    EXPERT = "expert"


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """A material the examiner received. `sha256` is as stated in the case, lower case."""

    id: str
    description: str | None
    source: str | None
    received_from: str | None
    received_at: dt.datetime | None
    file: str | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Horizon:
    """The block up to which the case looks, as asked for; None means the source decides."""

    height: int | None
    hash: BlockHash | None
    confirmations: int | None


@dataclass(frozen=True, slots=True)
class Edge:
    """A script near the end of a descriptor's range: within a gap limit of its `last` index, or as far beyond it.

    What lies beyond is watched for a warning only: it is neither a seed nor custody. `branch` counts from 0.
    """

    script: bytes
    branch: int
    index: int
    last: int

    @property
    def beyond(self) -> bool:
        """Whether it is outside the range."""
        return self.index > self.last


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """Where taint of one label starts. Exactly one of outpoint, txid, address, descriptor is set.

    `scripts` are those of the address or descriptor, in derivation order; empty for the others.
    Heights are inclusive and apply to address and descriptor seeds; None means no limit.
    """

    label: Label
    outpoint: Outpoint | None
    txid: Txid | None
    address: str | None
    descriptor: str | None
    scripts: tuple[bytes, ...]
    amount: Sats | None
    from_height: int | None
    to_height: int | None
    exhibit: str | None
    basis: str | None
    edge: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodyWallet:
    """A wallet the state is said to control, as scripts that can be watched."""

    name: str
    descriptor: str | None
    addresses: tuple[str, ...]
    range: tuple[int, int]
    scripts: tuple[bytes, ...]
    stage: Stage
    basis: str | None
    exhibit: str | None
    edge: tuple[Edge, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """A court's or authority's command. `amount` None: the order names no amount, nothing is short."""

    id: str
    kind: OrderKind
    date: dt.date
    in_force: dt.date | None
    issued_by: str | None
    labels: tuple[Label, ...]
    amount: Sats | None
    custody: tuple[str, ...]
    exhibit: str | None


@dataclass(frozen=True, slots=True)
class Method:
    """The accounting rules asked for: one primary, others shown beside it."""

    primary: str
    reason: str | None
    compare: tuple[str, ...]
    retained: tuple[Outpoint, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Stop:
    """Where trails end besides custody and the horizon. Zero means no limit for heights, hops, fan-out."""

    min_sat: Sats
    max_hops: int
    to_height: int
    fan_out: int
    coinjoin: bool
    lightning: bool
    tags: tuple[str, ...]
    """TagPack files as written in the case, relative to it."""


class AnswerForm(Enum):
    """How sure an answer is: the three forms that an expert's conclusion can take."""

    CATEGORICAL = "categorical"
    PROBABLE = "probable"
    NOT_POSSIBLE = "not possible to determine"


@dataclass(frozen=True, slots=True)
class Answer:
    """The examiner's answer to a question of the case, which counts from 1: an opinion, never computed."""

    question: int
    text: str
    form: AnswerForm


class PriceDay(Enum):
    """Of which occasion a price is."""

    THEFT = "theft"
    SEIZURE = "seizure"
    JUDGMENT = "judgment"
    TODAY = "today"


@dataclass(frozen=True, slots=True, kw_only=True)
class Price:
    """What one bitcoin was worth on a day, as the case asserts it. `per_btc` is in 10⁻⁸ of the currency's unit."""

    date: dt.date
    currency: str
    per_btc: int
    what: PriceDay
    source: str | None
    exhibit: str | None


@dataclass(frozen=True, slots=True)
class Remark:
    """A note of its author on something that the report shows.

    `on` is a txid, an outpoint or an address as the report writes it, the id of an order or the name of a wallet.
    """

    on: str
    text: str
    author: str


@dataclass(frozen=True, slots=True)
class OriginTarget:
    """A coin, or every receipt of a wallet, whose origin is asked for."""

    outpoint: Outpoint | None
    custody: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One case file, read and found right. `sha256` is that of the file's bytes."""

    id: str
    network: Network
    sha256: str
    title: str | None
    criminal_case_no: str | None
    authority: str | None
    questions: tuple[str, ...]
    examiner: str | None
    reviewer: str | None
    role: Role
    supersedes: str | None
    language: str
    timezone: str | None
    disclose_descriptors: bool
    """Whether the bundle may hold descriptors; otherwise only a salted hash of each."""
    exhibits: tuple[Exhibit, ...]
    horizon: Horizon
    seeds: tuple[Seed, ...]
    custody: tuple[CustodyWallet, ...]
    orders: tuple[Order, ...]
    method: Method
    targets: tuple[OriginTarget, ...]
    stop: Stop
    answers: tuple[Answer, ...] = ()
    """In the order of the questions; a question may have none."""
    prices: tuple[Price, ...] = ()
    remarks: tuple[Remark, ...] = ()

    @property
    def labels(self) -> tuple[Label, ...]:
        """Every label of the seeds, each once, in ascending byte order."""
        return tuple(sorted({seed.label for seed in self.seeds}, key=lambda label: label.encode()))
