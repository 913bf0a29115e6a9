"""What a register sets once and keeps to: how coins are priced, which limits hold, and the least that security asks."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from fractions import Fraction

from tracer.chain.amount import Sats
from tracer.reserve.acts import ActId

MIN_EXCHANGES = 3
"""With two that disagree there is no majority, so fewer are never allowed."""
TEST_MAX = Sats(100_000)
"""Satoshi up to which a payment is a test, where the register does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceTerms:
    """Convention `price/1`. The window ends at the end of the day in the register's zone, unless `fixing` says when.

    `fixing` is a time of day and a zone; ages are in seconds and days; deviations are shares.
    """

    pair: str = "BTC/USD"
    window_minutes: int = 60
    partitions: int = 12
    min_partitions: int = 6
    min_exchanges: int = MIN_EXCHANGES
    min_trades: int = 10
    max_deviation: Fraction = Fraction(1, 10)
    max_age_seconds: int = 300
    max_fx_age_days: int = 7
    max_fx_change: Fraction = Fraction(1, 10)
    exchanges: tuple[str, ...] = ()
    fixing: tuple[dt.time, str] | None = None
    set_by: ActId | None = None


@dataclass(frozen=True, slots=True)
class FetchTerms:
    """Whether `tracer reserve fetch` may ask exchanges for quotes, and where those that are named are asked."""

    allowed: bool = False
    servers: Mapping[str, str] = field(default_factory=dict)


NO_FETCHING = FetchTerms()
"""What holds where a register has no `[fetch]`."""


class LimitKind(Enum):
    """What a limit looks at; of wallets, custodians, counterparties and perils, at each by itself."""

    SHARE_EXCL = "share_excl"
    SHARE_INCL = "share_incl"
    VALUE_USD = "value_usd"
    WALLET_SHARE = "wallet_share"
    WALLET_USD = "wallet_usd"
    CUSTODIAN_SHARE = "custodian_share"
    HOT_SHARE = "hot_share"
    COUNTERPARTY_USD = "counterparty_usd"
    DAY_OUT_SAT = "day_out_sat"
    UNHEDGED_SAT = "unhedged_sat"
    COVER_RATIO = "cover_ratio"
    PROOF_RATIO = "proof_ratio"
    UNTITLED_SHARE = "untitled_share"
    PRICE_QUALITY = "price_quality"
    KEY_AGE_DAYS = "key_age_days"
    DENOMINATOR_AGE_DAYS = "denominator_age_days"


class LimitSeverity(Enum):
    """What a breach does."""

    HARD = "hard"
    """Closing and disposals stop without a waiver."""
    SOFT = "soft"
    """It is printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """A limit. `most` and `least` are in the unit that the kind's name ends in; of `price_quality`, `worst` is set.

    It holds from `begins` to `until`, both included; None: no end is set.
    """

    id: str
    kind: LimitKind
    most: Fraction | None
    least: Fraction | None
    worst: str | None
    severity: LimitSeverity
    cure_days: int
    set_by: ActId | None
    begins: dt.date
    until: dt.date | None = None

    def holds(self, day: dt.date) -> bool:
        """Return whether it is in force on a day."""
        return self.begins <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityTerms:
    """The least that quorums must have, what a transaction may cost, and whether their numbers are public.

    `min_persons` None: as many as the quorum has signatures. `max_feerate` is in satoshi per virtual byte;
    `max_fee_share` is the fee over what the transaction spends; a payment of at most `test_max` is a test. A key is due
    to be replaced `rotate_days` after its ceremony, None: no age is set.
    """

    min_persons: int | None = None
    min_sites: int = 2
    min_bodies: int = 2
    min_loss_persons: int = 2
    min_loss_sites: int = 2
    rotate_days: int | None = None
    max_feerate: int = 500
    max_fee_share: Fraction = Fraction(1, 100)
    test_max: Sats = TEST_MAX
    publish_quorums: bool = False


USUAL_SECURITY = SecurityTerms()
"""What holds where a register has no `[security]`."""
