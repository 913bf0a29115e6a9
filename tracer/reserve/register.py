"""A register as read: whose books it keeps, which wallets it watches, and by which conventions.

Nothing here is proven by the chain: that a body controls a wallet is what its register asserts.
"""

from dataclasses import dataclass
from enum import Enum

from tracer.case.case import Edge
from tracer.chain.amount import Sats
from tracer.chain.network import Network
from tracer.reserve.terms import NO_FETCHING, USUAL_SECURITY, FetchTerms, Limit, PriceTerms, SecurityTerms

DUST = Sats(10_000)
"""Satoshi up to which an unsolicited receipt is dust, where the register does not say."""
MOST_DUST = Sats(1_000_000)
"""What a register may say at most: a receipt above it is never passed over unexplained."""


class WalletStage(Enum):
    """What a wallet is to the register."""

    RECORDED = "recorded"
    """Named in documents, control not shown: its coins count nowhere."""
    SEIZURE = "seizure"
    FORFEITURE = "forfeiture"
    RESERVE = "reserve"
    WATCHED = "watched"
    """Of another body: looked at, never summed."""
    RETIRED = "retired"
    """Used no more, ours for ever: late payments arrive."""


@dataclass(frozen=True, slots=True)
class WatchedScript:
    """A script of a wallet, and where its descriptor derives it; `index` None for an address."""

    script: bytes
    branch: int
    index: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveWallet:
    """A wallet of the register; `scripts` in derivation order, `edge` those near the ends of its range."""

    name: str
    body: str
    stage: WalletStage
    descriptor: str | None
    addresses: tuple[str, ...]
    range: tuple[int, int]
    scripts: tuple[WatchedScript, ...]
    edge: tuple[Edge, ...] = ()
    quorum: str | None = None
    custodian: str | None = None


@dataclass(frozen=True, slots=True)
class CustodianAccount:
    """An omnibus account at a custodian: a claim, no coins. `contract` names the act of its contract."""

    name: str
    custodian: str
    contract: str | None


@dataclass(frozen=True, slots=True)
class Fork:
    """A chain that split off after `height`; lots older than it are asked for an act."""

    name: str
    height: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """One `register.toml`, found right. `sha256` is that of its bytes; `price` None: it sets no price."""

    name: str
    body: str
    bodies: tuple[str, ...]
    network: Network
    zone: str
    languages: tuple[str, ...]
    currency: str
    profile: str
    publish_addresses: bool
    wallets: tuple[ReserveWallet, ...]
    accounts: tuple[CustodianAccount, ...]
    forks: tuple[Fork, ...]
    sha256: str
    dust: Sats = DUST
    price: PriceTerms | None = None
    fetch: FetchTerms = NO_FETCHING
    limits: tuple[Limit, ...] = ()
    security: SecurityTerms = USUAL_SECURITY

    def is_ours(self, wallet: ReserveWallet) -> bool:
        """Return whether a wallet's coins are summed: it is of one of the bodies, and neither watched nor recorded."""
        return wallet.body in self.bodies and wallet.stage not in (WalletStage.WATCHED, WalletStage.RECORDED)
