"""An observation: what the chain holds of a register at a block, as canonical JSON; the same from whoever is asked.

It has the coins of every wallet, the movements since the last closed period and the faults found. What a node says of
itself lies beside it, never in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum

from tracer.chain.outpoint import BlockHash, Outpoint, Txid
from tracer.errors import CaseError, IntegrityError, TracerError
from tracer.reserve.acts import ActId
from tracer.reserve.history import ObservedBlock, RegisterHistory
from tracer.reserve.ledger_rows import BookMovement, MovementKind, RegisterLedger
from tracer.reserve.register import Register
from tracer.reserve.watching import unspent, watch_list

_GRAVEST_FIRST = (IntegrityError.exit_code, TracerError.exit_code, CaseError.exit_code)
MATURITY = 100
"""Blocks after which a reward may be spent.

Source: Bitcoin Core 31, `consensus/consensus.h`, COINBASE_MATURITY.
"""


class FaultKind(Enum):
    """What an observation found wrong, in the order in which faults are told."""

    MISSING = "missing"
    AMOUNT = "amount"
    SCRIPT = "script"
    CHANGED = "changed"
    REORGED = "reorged"
    SCOPE = "scope"
    LATE = "late"
    SENT = "sent"
    UNTITLED = "untitled"
    FEE = "fee"
    UNREGISTERED = "unregistered"
    BEYOND_RANGE = "beyond_range"
    FILE = "file"

    @property
    def exit_code(self) -> int:
        """4 where what is stored is not what the chain holds, 2 where a file of the register is wrong, else 1."""
        if self is FaultKind.FILE:
            return CaseError.exit_code
        stored = (FaultKind.MISSING, FaultKind.AMOUNT, FaultKind.SCRIPT, FaultKind.CHANGED, FaultKind.REORGED)
        return IntegrityError.exit_code if self in stored else TracerError.exit_code


@dataclass(frozen=True, slots=True)
class ObservedFault:
    """One thing found wrong: a txid, an outpoint, a wallet, an observation or a file, and the sentence about it."""

    kind: FaultKind
    subject: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedCoin:
    """An unspent coin; a reward may be spent from block `mature_at` on, any other coin at once (None)."""

    outpoint: Outpoint
    value: int
    height: int
    branch: int
    index: int | None
    mature_at: int | None


@dataclass(frozen=True, slots=True)
class ObservedWallet:
    """A wallet's coins by outpoint, all that are unspent; those of wallets that are not ours are counted nowhere.

    Which of ours are in the books is not said here: an act of scope that comes later changes it.
    """

    name: str
    is_ours: bool
    coins: tuple[ObservedCoin, ...]

    @property
    def held(self) -> int:
        """What they are worth, in satoshi."""
        return sum(coin.value for coin in self.coins)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObservedMovement:
    """A movement as the ledger has it; `vout` is the output of a receipt, else None."""

    txid: Txid
    vout: int | None
    height: int
    mtp: int
    kind: MovementKind
    source: tuple[str, ...]
    target: tuple[str, ...]
    value: int
    fee: int
    act: ActId | None


@dataclass(frozen=True, slots=True)
class Since:
    """The last closed period on the chain, and its closing block: movements above it are listed."""

    period: str
    height: int
    hash: BlockHash


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What the chain holds of a register at a block."""

    register: str
    network: str
    block: ObservedBlock
    since: Since | None
    wallets: tuple[ObservedWallet, ...]
    movements: tuple[ObservedMovement, ...]
    faults: tuple[ObservedFault, ...]

    @property
    def name(self) -> str:
        """Its file's name without ending."""
        return name_of(self.block)

    @property
    def exit_code(self) -> int:
        """The gravest fault's exit code, 0 where there is none: 4, then 1, and 2 where files alone are wrong."""
        found = {fault.kind.exit_code for fault in self.faults}
        return next((code for code in _GRAVEST_FIRST if code in found), 0)


def most_held(observed: Observation) -> int:
    """Return everything that was in the wallets since the last closed period: what is there and what left ours."""
    left = (MovementKind.DISPOSAL, MovementKind.JOINT, MovementKind.DEPOSIT)
    gone = sum(each.value for each in observed.movements if each.kind in left)
    there = sum(wallet.held for wallet in observed.wallets)
    return there + gone + sum(each.fee for each in observed.movements)


def name_of(block: ObservedBlock) -> str:
    """Return the name of an observation at a block: `0000140-9fe1c04a`, the last digits of the block's hash."""
    return f"{block.height:07d}-{block.hash[-8:]}"


def observation(
    register: Register,
    history: RegisterHistory,
    ledger: RegisterLedger,
    since: Since | None,
    faults: Iterable[ObservedFault],
) -> Observation:
    """Return the observation at a history's last block.

    Raises:
        IntegrityError: the ledger's coins are not those that the history leaves unspent.
    """
    after = -1 if since is None else since.height
    order = {kind: number for number, kind in enumerate(FaultKind)}
    return Observation(
        register=register.name,
        network=register.network.name,
        block=history.block,
        since=since,
        wallets=_wallets(register, history, ledger),
        movements=observed_movements(ledger, after),
        faults=tuple(sorted(faults, key=lambda fault: order[fault.kind])),
    )


def wallets_left(register: Register, history: RegisterHistory) -> tuple[ObservedWallet, ...]:
    """Return every wallet's coins as a history leaves them."""
    wanted = watch_list(register)
    coins: dict[str, list[ObservedCoin]] = {wallet.name: [] for wallet in register.wallets}
    for coin in sorted(unspent(wanted, history.touches).values(), key=lambda each: each.outpoint):
        place = wanted.coins[coin.output.script]
        coins[place.wallet].append(
            ObservedCoin(
                outpoint=coin.outpoint,
                value=coin.output.value,
                height=coin.position.height,
                branch=place.branch,
                index=place.index,
                mature_at=coin.position.height + MATURITY if coin.is_reward else None,
            )
        )
    return tuple(
        ObservedWallet(wallet.name, register.is_ours(wallet), tuple(coins[wallet.name])) for wallet in register.wallets
    )


def _wallets(register: Register, history: RegisterHistory, ledger: RegisterLedger) -> tuple[ObservedWallet, ...]:
    """Return the same, which are the coins of the ledger."""
    found = wallets_left(register, history)
    left = {coin.outpoint: coin.value for wallet in found for coin in wallet.coins}
    booked = {coin.outpoint: coin.value for coin in ledger.coins if coin.spent is None}
    if booked != left:
        raise IntegrityError(
            f"the ledger holds {len(booked)} coins and {sum(booked.values())} satoshi at block {history.block.height}; "
            f"unspent are {len(left)} coins. This is a fault of the tracer: please report it."
        )
    return found


def observed_movements(ledger: RegisterLedger, after: int) -> tuple[ObservedMovement, ...]:
    """Return the movements of the books above a block as an observation has them."""
    return tuple(observed_movement(each) for each in ledger.movements if each.position.height > after)


def observed_movement(each: BookMovement) -> ObservedMovement:
    """Return a movement of the books as an observation has it."""
    return ObservedMovement(
        txid=each.txid,
        vout=None if each.outpoint is None else each.outpoint.vout,
        height=each.position.height,
        mtp=each.mtp,
        kind=each.kind,
        source=each.source,
        target=each.target,
        value=each.value,
        fee=each.fee,
        act=each.act,
    )
