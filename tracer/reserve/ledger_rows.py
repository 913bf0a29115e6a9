"""What the fold over the chain finds: movements, where each satoshi stayed, and the books of a span of blocks."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from enum import Enum

from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.reserve.acts import ActId
from tracer.reserve.satoshi_runs import SatoshiRun


class MovementKind(Enum):
    """What a transaction is to the register, by scripts alone."""

    RECEIPT = "receipt"
    TRANSFER = "transfer"
    DISPOSAL = "disposal"
    JOINT = "joint"
    DEPOSIT = "deposit"
    WITHDRAWAL = "withdrawal"


class ExitKind(Enum):
    """How satoshi left the wallets."""

    PAID = "paid"
    FEE = "fee"
    DEPOSIT = "deposit"


class EntryKind(Enum):
    """A column of the books, by the name of its field in `WalletBooks`."""

    RECEIPT = "receipts"
    TRANSFER_IN = "transfers_in"
    TRANSFER_OUT = "transfers_out"
    WITHDRAWAL = "withdrawals"
    DEPOSIT = "deposits"
    DISPOSAL = "disposals"
    FEE = "fees"


@dataclass(frozen=True, slots=True)
class BookEntry:
    """What a movement adds to one column of one wallet of ours."""

    wallet: str
    kind: EntryKind
    sat: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BookMovement:
    """A transaction of the books; a receipt has one for each output.

    `source` and `target` name the wallets of the register spent from and paid, in its order. `value` is what came in
    (receipt, withdrawal), went to others (disposal, deposit, joint) or from one wallet of ours to another (transfer);
    `fee` what of the fee was ours. `paid` are the runs that went to others and to the fee. `act` is the act that names
    the transaction, None where none does. `outpoint` is the output of a receipt, else None. `entries` are what it adds
    to the books, by wallet in the register's order, then by column.
    """

    txid: Txid
    position: Position
    mtp: int
    kind: MovementKind
    source: tuple[str, ...]
    target: tuple[str, ...]
    value: int
    fee: int
    act: ActId | None
    outpoint: Outpoint | None
    paid: tuple[SatoshiRun, ...]
    entries: tuple[BookEntry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """A run in a coin of a wallet, from its satoshi number `place` in the coin on.

    From the transaction at `since` to the one at `until`; None: it is there still.
    """

    run: SatoshiRun
    coin: Outpoint
    place: int
    wallet: str
    since: Position
    until: Position | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exit:
    """A run that left every wallet of the register, watched and recorded ones too; `wallet` is the one it left.

    `counted` says whether the coin that it lay in was in the books when the block began.
    """

    run: SatoshiRun
    txid: Txid
    position: Position
    kind: ExitKind
    wallet: str
    counted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterCoin:
    """A coin of a wallet and its runs in order; `spent` is where it was spent, None: it is there still."""

    outpoint: Outpoint
    value: int
    script: bytes
    wallet: str
    position: Position
    runs: tuple[SatoshiRun, ...]
    spent: Position | None
    spender: Txid | None


@dataclass(frozen=True, slots=True)
class WalletBooks:
    """A span's books of one wallet, or of all, in satoshi. Over all wallets transfers cancel."""

    opening: int = 0
    receipts: int = 0
    transfers_in: int = 0
    transfers_out: int = 0
    withdrawals: int = 0
    deposits: int = 0
    disposals: int = 0
    fees: int = 0
    scope: int = 0
    closing: int = 0

    @property
    def expected(self) -> int:
        """The closing that the entries lead to from the opening."""
        came = self.receipts + self.transfers_in + self.withdrawals + self.scope
        left = self.transfers_out + self.deposits + self.disposals + self.fees
        return self.opening + came - left

    @property
    def closes(self) -> bool:
        """Whether the entries lead from the opening to the closing."""
        return self.expected == self.closing

    def __add__(self, other: "WalletBooks") -> "WalletBooks":
        """Return the sum, entry by entry."""
        return WalletBooks(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))


@dataclass(frozen=True, slots=True)
class ScopeChange:
    """Scripts of a wallet enter the books or leave them, by an act, with the end of the block at `height`.

    `day` is that block's day: the act's own, or the next one that has a block; None: no such block is there yet.
    """

    act: ActId
    wallet: str
    scripts: frozenset[bytes]
    height: int
    enters: bool
    day: dt.date | None = None


@dataclass(frozen=True, slots=True)
class AccountChange:
    """Satoshi that went to an account at a custodian in a block; what came back is negative."""

    height: int
    account: str
    sat: int


@dataclass(frozen=True, slots=True)
class StatedFee:
    """A custodian's fee in satoshi as of a day, which leaves an account with the end of that day's last block."""

    height: int
    day: dt.date
    account: str
    act: ActId
    sat: int


@dataclass(frozen=True, slots=True)
class AccountCharge:
    """Satoshi of an account that its custodian kept as a fee, by a statement, on a day.

    It is the day as of which the fee is stated; later where satoshi to keep came later.
    """

    day: dt.date
    account: str
    act: ActId
    runs: tuple[SatoshiRun, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLedger:
    """The fold's result up to its block.

    `coins` are all that ever were, in chain order and by vout; `stays` and `exits` in the order in which they began.
    Watched and recorded wallets are among them; `ours` names the wallets that are summed, `wallets` the same in the
    register's order. `arrivals` are the satoshi that came in from outside all wallets, as they came: every other run is
    a part of them. `mtps` is the median time past of each block that has a touch, by height, `times` what its miner
    declared.
    """

    movements: tuple[BookMovement, ...]
    coins: tuple[RegisterCoin, ...]
    stays: tuple[Stay, ...]
    exits: tuple[Exit, ...]
    ours: frozenset[str]
    accounts: Mapping[str, tuple[SatoshiRun, ...]]
    """What went to each account at a custodian, less what came back and was charged, in the order in which it went."""
    wallets: tuple[str, ...] = ()
    arrivals: tuple[SatoshiRun, ...] = ()
    mtps: Mapping[int, int] = field(default_factory=dict)
    times: Mapping[int, int] = field(default_factory=dict)
    scope: tuple[ScopeChange, ...] = ()
    """What acts let into the books and out of them, in the order of the blocks, then of the acts' days and numbers."""
    account_changes: tuple[AccountChange, ...] = ()
    """What went to accounts at custodians and came back, in chain order."""
    charges: tuple[AccountCharge, ...] = ()
    """What custodians kept as fees, in the order of their days."""

    def counts(self, coin: RegisterCoin, height: int) -> bool:
        """Return whether a coin is of ours and its script in the books at the end of the block at a height."""
        return coin.wallet in self.ours and in_scope(self.scope, coin.script, height)

    def there(self, height: int) -> tuple[RegisterCoin, ...]:
        """Return the coins of all wallets that are unspent at the end of a block, in chain order."""
        return tuple(
            coin
            for coin in self.coins
            if coin.position.height <= height and (coin.spent is None or coin.spent.height > height)
        )

    def held(self, height: int) -> tuple[RegisterCoin, ...]:
        """Return those of them that are in the books: what is held is the sum of these, whoever says it."""
        return tuple(coin for coin in self.there(height) if self.counts(coin, height))


def in_scope(scope: Sequence[ScopeChange], script: bytes, height: int) -> bool:
    """Return whether a script is in the books at the end of a block: by the last act on it up to then.

    Before the first act it is where that act does not put it; without any it is in them.
    """
    state: bool | None = None
    for change in scope:
        if script in change.scripts:
            if state is None:
                state = not change.enters
            if change.height <= height:
                state = change.enters
    return state is not False


def in_scope_on(scope: Sequence[ScopeChange], script: bytes, day: dt.date) -> bool:
    """Return the same of the end of a day."""
    height = max((change.height for change in scope if change.day is not None and change.day <= day), default=-1)
    return in_scope(scope, script, height)
