"""A drawn chain with a case over it, in plain words of its own: what the simulator reads and the product is given."""

import datetime as dt
from dataclasses import dataclass, field

Coin = tuple[str, int]
"""A transaction's drawn name and an output's place in it."""


@dataclass(frozen=True)
class Tx:
    """A drawn transaction. An input named `lost…` spends what cannot be read; without inputs it is a coinbase."""

    name: str
    height: int
    index: int
    spends: tuple[Coin, ...]
    pays: tuple[tuple[int, str], ...]

    @property
    def coins(self) -> list[Coin]:
        """Return its outputs as coins."""
        return [(self.name, vout) for vout in range(len(self.pays))]


@dataclass(frozen=True)
class Claim:
    """A seed: `kind` is outpoint, txid or owner (an address); `amount` None claims all of it."""

    label: str
    kind: str
    coin: Coin | None = None
    name: str | None = None
    amount: int | None = None
    first: int | None = None
    last: int | None = None


@dataclass(frozen=True)
class Wallet:
    """A wallet of the state; coins that its name owns are its coins."""

    name: str
    stage: str


@dataclass(frozen=True)
class Command:
    """An order of a court."""

    id: str
    kind: str
    date: dt.date
    in_force: dt.date | None
    labels: tuple[str, ...]
    amount: int | None
    wallets: tuple[str, ...]


@dataclass(frozen=True)
class Scenario:
    """A chain, a case and its stops. `times` are the blocks' own times by height, in seconds since 1970, UTC."""

    txs: tuple[Tx, ...]
    claims: tuple[Claim, ...]
    wallets: tuple[Wallet, ...]
    orders: tuple[Command, ...]
    primary: str
    retained: frozenset[Coin]
    horizon: int
    times: dict[int, int]
    hours: int
    """The case's time zone: hours east of UTC."""
    services: frozenset[str] = frozenset()
    min_sat: int = 0
    max_hops: int = 0
    to_height: int = 0
    fan_out: int = 0
    made: dict[Coin, tuple[int, str]] = field(init=False)
    by_name: dict[str, Tx] = field(init=False)
    spent_by: dict[Coin, Tx] = field(init=False)

    def __post_init__(self) -> None:
        """Index the coins and what spends them at or below the horizon."""
        seen = self.seen()
        object.__setattr__(self, "made", {c: tx.pays[c[1]] for tx in self.txs for c in tx.coins})
        object.__setattr__(self, "by_name", {tx.name: tx for tx in self.txs})
        object.__setattr__(self, "spent_by", {coin: tx for tx in seen for coin in tx.spends})

    def seen(self) -> list[Tx]:
        """Return the transactions at or below the horizon, in chain order."""
        return [tx for tx in self.txs if tx.height <= self.horizon]

    def value(self, coin: Coin) -> int:
        """Return a coin's satoshi."""
        return self.made[coin][0]

    def owner(self, coin: Coin) -> str:
        """Return who is paid, or an empty text."""
        return self.made[coin][1]

    def wallet(self, coin: Coin) -> Wallet | None:
        """Return the state's wallet that a coin belongs to."""
        return next((wallet for wallet in self.wallets if wallet.name == self.owner(coin)), None)

    def place(self, coin: Coin) -> tuple[int, int, int]:
        """Return a coin's place in the chain."""
        tx = self.by_name[coin[0]]
        return tx.height, tx.index, coin[1]

    def readable(self, tx: Tx) -> bool:
        """Return whether every input can be read."""
        return all(coin in self.made for coin in tx.spends)

    def fee(self, tx: Tx) -> int:
        """Return inputs less outputs of a readable transaction."""
        return sum(self.value(coin) for coin in tx.spends) - sum(value for value, _ in tx.pays)

    def day(self, height: int) -> dt.date:
        """Return the day of a block's time in the case's time zone."""
        return dt.datetime.fromtimestamp(self.times[height], dt.timezone(dt.timedelta(hours=self.hours))).date()

    def stop(self, tx: Tx) -> str | None:
        """Return why no trail goes through a transaction, in the order of docs/rules.md."""
        if not self.readable(tx):
            return "gap"
        if self.fan_out and len(tx.pays) > self.fan_out:
            return "fan_out"
        if self.to_height and tx.height > self.to_height:
            return "horizon"
        return None

    def labels(self) -> list[str]:
        """Return the labels, in ascending order of their bytes."""
        return sorted({claim.label for claim in self.claims}, key=str.encode)

    def claimed(self) -> dict[Coin, list[tuple[str, int]]]:
        """Return what is claimed of each coin, (label, satoshi), in the order in which the claims go."""
        found: dict[Coin, list[tuple[str, int]]] = {}
        for kind in ("outpoint", "txid", "owner"):
            for claim in self.claims:
                if claim.kind == kind:
                    self._use_up(claim, found)
        return found

    def _use_up(self, claim: Claim, found: dict[Coin, list[tuple[str, int]]]) -> None:
        left = claim.amount
        for coin in self.coins_of(claim):
            value = self.value(coin)
            sat = value if left is None else min(left, value)
            if left is not None:
                left -= sat
            if sat:
                found.setdefault(coin, []).append((claim.label, sat))

    def coins_of(self, claim: Claim) -> list[Coin]:
        """Return the coins a claim is made to, in the order in which its amount is used up."""
        if claim.kind == "outpoint":
            assert claim.coin is not None
            return [claim.coin]
        if claim.kind == "txid":
            assert claim.name is not None
            return self.by_name[claim.name].coins
        return [
            coin
            for tx in self.seen()
            if (claim.first is None or tx.height >= claim.first) and (claim.last is None or tx.height <= claim.last)
            for coin in tx.coins
            if self.owner(coin) == claim.name
        ]
