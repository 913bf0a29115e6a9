"""The result of following value under one rule: every coin reached, every transaction crossed."""

from dataclasses import dataclass, field

from tracer.case.case import Label
from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.chain.transaction import Output
from tracer.errors import IntegrityError
from tracer.trace.attribution import Attribution, taint
from tracer.trace.policies.registry import Policy
from tracer.trace.stopping import Gap, Stopped
from tracer.trace.terminals import Terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class Coin:
    """A tainted coin. `terminal` is None where the trail goes on through its spender.

    `at` names the custody wallet or the service it ended at. `hop` counts transactions from the
    nearest seed.
    """

    outpoint: Outpoint
    output: Output
    position: Position
    attribution: Attribution
    hop: int
    seeded: bool
    terminal: Terminal | None
    at: str | None

    @property
    def place(self) -> tuple[Position, int]:
        """Where the coin stands in chain order."""
        return self.position, self.outpoint.vout


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """A transaction that moved taint: the tainted coins it spent by input index, what it made, its fee."""

    txid: Txid
    position: Position
    spent: tuple[tuple[int, Coin], ...]
    made: tuple[Coin, ...]
    fee: Attribution
    fee_sat: int
    flows: tuple[Attribution, ...]
    """What flowed into each of `made` from this transaction, before any seed's claim."""

    def flow(self, coin: Coin) -> Attribution:
        """Return what flowed into one of the coins made."""
        return next(flow for made, flow in zip(self.made, self.flows, strict=True) if made.outpoint == coin.outpoint)


@dataclass(frozen=True, slots=True)
class Collision:
    """Satoshi that a seed claims and that earlier taint already holds: the first wins."""

    outpoint: Outpoint
    holder: Label
    claimant: Label
    sat: int


@dataclass(frozen=True, slots=True)
class SeedEntry:
    """What one seed asserted of one coin, and how much of it other taint already held, in satoshi."""

    outpoint: Outpoint
    label: Label
    asserted: int
    overlap: int


@dataclass(slots=True)
class LabelBook:
    """One label's books, in satoshi: asserted = seed + overlap, and seed = the sum of the terminals."""

    asserted: int = 0
    overlap: int = 0
    terminals: dict[Terminal, int] = field(default_factory=lambda: dict.fromkeys(Terminal, 0))

    @property
    def seed(self) -> int:
        """What the label's seeds really brought in."""
        return self.asserted - self.overlap


@dataclass(frozen=True, slots=True, kw_only=True)
class Trail:
    """Everything one rule says of one case. Coins and steps are in chain order.

    `books`, `seeds` and `collisions` are empty for a rule that does not conserve.
    """

    policy: Policy
    seeds: tuple[SeedEntry, ...]
    coins: tuple[Coin, ...]
    steps: tuple[Step, ...]
    collisions: tuple[Collision, ...]
    gaps: tuple[Gap, ...]
    stopped: tuple[Stopped, ...]
    books: dict[Label, LabelBook]

    @property
    def ends(self) -> tuple[Coin, ...]:
        """The coins at which a trail ends, in chain order."""
        return tuple(coin for coin in self.coins if coin.terminal is not None)

    @property
    def is_cut(self) -> bool:
        """Whether a budget ran out before the trails had ended."""
        return any(coin.terminal is Terminal.BUDGET for coin in self.coins)

    def ended(self, terminal: Terminal) -> tuple[Coin, ...]:
        """Return the coins whose trail ends this way, in chain order."""
        return tuple(coin for coin in self.coins if coin.terminal is terminal)


def close(books: dict[Label, LabelBook], coins: tuple[Coin, ...], steps: tuple[Step, ...], rule: str) -> None:
    """Enter every end and every fee into the books, and check that they close.

    Raises:
        IntegrityError: for some label the terminals do not add up to the seeds. Nothing may be
            exported from such a run.
    """
    for coin in coins:
        if coin.terminal is not None:
            for label, sat in taint(coin.attribution).items():
                books[label].terminals[coin.terminal] += sat
    for step in steps:
        for label, sat in taint(step.fee).items():
            books[label].terminals[Terminal.FEE] += sat
    for label, book in books.items():
        ended = sum(book.terminals.values())
        if ended != book.seed:
            raise IntegrityError(
                f"the books of label {label} do not close under {rule}: {book.seed} sat came in, {ended} sat ended"
            )
