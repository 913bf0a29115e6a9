"""What acts set beside lots and orders: sales, hedges, reviews, waivers, opinions, conventions. All of it is typed."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TypeAlias

from tracer.chain.amount import Sats
from tracer.chain.outpoint import Outpoint


@dataclass(frozen=True, slots=True)
class Authorisation:
    """A person who authorised, and when."""

    person: str
    date: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Counterparty:
    """Who receives: name, licence, the file of its travel-rule payload, and when sanctions lists were searched.

    `proof` is the file with signatures by which it shows that it controls the scripts to be paid.
    """

    name: str
    licence: str | None
    ivms101: str | None
    screened: dt.date | None
    screening_sha256: str | None
    proof: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SalePrice:
    """A price as agreed, in a currency's hundredths; `floor` is the least share of the fixing that is accepted."""

    currency: str
    per_btc: int
    gross: int
    costs: int
    fixing: dt.date | None
    floor: Fraction | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Proceeds:
    """Money received: in which account, when, how much net, and whether it is restricted."""

    account: str
    received: dt.date
    net: int
    restricted: bool


@dataclass(frozen=True, slots=True)
class ShareTerms:
    """A body with which a disposal is shared, and in how many parts of all."""

    body: str
    part: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SaleTerms:
    """Who authorised a disposal, who receives, for how much, where the proceeds lie, and with whom it is shared."""

    authorised: tuple[Authorisation, ...]
    counterparty: Counterparty | None
    price: SalePrice | None
    proceeds: Proceeds | None
    shares: tuple[ShareTerms, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ConventionTerms:
    """A numbered convention, such as `price/1`, and what it sets; values as TOML writes them."""

    name: str
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class HedgeTerms:
    """A position against the price. Prices are in the currency's hundredths for one bitcoin.

    `margin` is what was posted, in hundredths of `margin_currency`, or `margin_sat` in the coin `margin_outpoint`.
    `closed` is the day on which the position ended before it expired, None: the file has it open. `delta` is a desk's
    word on an option, with where it comes from.
    """

    instrument: str
    side: str
    venue: str
    counterparty: str
    contract: Sats
    count: int
    price: int
    currency: str
    opened: dt.date
    expires: dt.date
    margin: int | None
    margin_currency: str | None
    margin_sat: Sats | None
    margin_outpoint: Outpoint | None
    valuation: str
    closed: dt.date | None = None
    delta: Fraction | None = None
    delta_source: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewTerms:
    """The review of a sealed period: who was present, the band proposed, what was decided by which votes, and why.

    `answers` says of limits that were broken what is done about it, by their ids.
    """

    period: str
    period_sha256: str
    present: tuple[str, ...]
    band: tuple[Fraction, Fraction]
    decision: str
    votes: Mapping[str, str]
    reasons: str
    next: dt.date
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class WaiverTerms:
    """A limit that is not enforced until a day, that day included."""

    limit: str
    until: dt.date
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OpinionTerms:
    """What an auditor said of a period; the document, relative to the register, and its SHA-256 as stated."""

    firm: str
    period: str
    scope: str
    opinion: str
    file: str
    sha256: str


OtherTerms: TypeAlias = ConventionTerms | HedgeTerms | ReviewTerms | WaiverTerms | OpinionTerms
