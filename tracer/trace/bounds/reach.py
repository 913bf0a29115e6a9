"""Everything that the seeds' satoshi could have reached under any rule: the ground on which bounds are computed.

The walk stops where the engine's trails stop for reasons that lie in the chain and in the case
(custody, services, mixes, the window, the horizon, what cannot be read), never because little
taint is left: how much there is, is what the bounds are about. Outputs of no value carry nothing
and are left out.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.chain.transaction import Output
from tracer.trace.budget import WHOLE, BudgetPart
from tracer.trace.frontier import Frontier
from tracer.trace.reading import OpenedTransaction, Reading
from tracer.trace.seeds import SeedClaim, SeededCoin
from tracer.trace.stopping import Gap, Stopped, Stopping
from tracer.trace.terminals import Stops, Terminal


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachedCoin:
    """A coin that satoshi of a seed could be in. `claims` are those of the seeds that name it.

    `maker` and `spender` count into `Reach.transactions`. `maker` is None where nothing reached flows
    in; `spender` is None where the walk ends, and `terminal` then says why, as in a trail.
    """

    outpoint: Outpoint
    output: Output
    position: Position
    claims: tuple[SeedClaim, ...]
    maker: int | None
    spender: int | None
    terminal: Terminal | None
    at: str | None

    @property
    def claimed(self) -> int:
        """Satoshi that the seeds claim in it, at most its value."""
        return min(sum(claim.sat for claim in self.claims), self.output.value)


@dataclass(frozen=True, slots=True)
class ReachedTransaction:
    """A transaction through which satoshi of a seed could have gone.

    `spends` counts into `Reach.coins`; `untraced_sat` is the value of its inputs that no seed reaches.
    """

    txid: Txid
    position: Position
    spends: tuple[int, ...]
    untraced_sat: int
    fee_sat: int


@dataclass(frozen=True, slots=True)
class Reach:
    """Coins and transactions that the seeds reach, both in chain order."""

    coins: tuple[ReachedCoin, ...]
    transactions: tuple[ReachedTransaction, ...]
    gaps: tuple[Gap, ...]
    partial: bool
    """Whether a budget cut the walk short; what lies beyond the cut coins is not known."""
    stopped: tuple[Stopped, ...] = ()
    """Every transaction at which an inference ended the walk, in chain order."""

    @property
    def collides(self) -> bool:
        """Whether a satoshi could be claimed twice: a seeded coin is reached, or claimed beyond its value."""
        return any(
            (coin.claimed and coin.maker is not None) or sum(claim.sat for claim in coin.claims) > coin.output.value
            for coin in self.coins
        )

    @property
    def edges(self) -> int:
        """How many edges the value flows along: coins, fees and inputs that no seed reaches."""
        fees = sum(1 for transaction in self.transactions if transaction.fee_sat)
        return len(self.coins) + fees + sum(1 for transaction in self.transactions if transaction.untraced_sat)


def reach(seeds: Sequence[SeededCoin], stops: Stops, reading: Reading, budget: BudgetPart = WHOLE) -> Reach:
    """Return everything reachable from the seeds, before any threshold and any limit of hops.

    Where the budget is used up, coins whose spenders are not taken up any more end as `budget`. What is
    read is recorded by `reading` like what the engine reads.

    Raises:
        IntegrityError: the source shows a transaction that pays more than it spends.
    """
    walk = _Walk(replace(stops, min_sat=0, max_hops=0), reading)
    walk.begin(seeds)
    while walk.frontier and not budget.is_used_up(len(walk.transactions)):
        crossed = len(walk.transactions)
        walk.take(walk.frontier.take())
        if len(walk.transactions) > crossed and budget.is_late():
            break
    walk.frontier.cut()
    return walk.reach()


class _Walk:
    """What is known while the reach is being walked. Coins are numbered as they are found."""

    def __init__(self, stops: Stops, reading: Reading) -> None:
        self.stops = stops
        self.stopping = Stopping(stops, reading)
        self.frontier = Frontier(reading)
        self.coins: list[ReachedCoin] = []
        self.alive: dict[Outpoint, int] = {}
        self.seeded: dict[Outpoint, int] = {}
        self.transactions: list[ReachedTransaction] = []

    def begin(self, seeds: Sequence[SeededCoin]) -> None:
        """Find every seeded coin that holds a claim."""
        for seed in seeds:
            number = self._make(seed.outpoint, seed.output, seed.position, seed.claims, None)
            if number is not None and seed.overwritten:
                self.coins[number] = replace(self.coins[number], terminal=Terminal.BURNED, at=None)
                self.alive.pop(seed.outpoint, None)
            elif number is not None:
                self.seeded[seed.outpoint] = number
        self._find_spenders(self.seeded)

    def take(self, opened: OpenedTransaction) -> None:
        """Take up one transaction that spends reached coins."""
        inputs = opened.confirmed.transaction.inputs
        spent = [self.alive.pop(i.prevout) for i in inputs if i.prevout is not None and i.prevout in self.alive]
        end = self.stopping.end_of((self.coins[number].outpoint for number in spent), opened)
        if end is None:
            self._cross(opened, spent)
            return
        for number in spent:
            self.coins[number] = replace(self.coins[number], terminal=end)

    def _cross(self, opened: OpenedTransaction, spent: Sequence[int]) -> None:
        transaction, position = opened.confirmed.transaction, opened.confirmed.position
        crossed = len(self.transactions)
        for number in spent:
            self.coins[number] = replace(self.coins[number], spender=crossed)
        value = sum(output.value for output in opened.prevouts if output is not None)
        untraced = value - sum(self.coins[number].output.value for number in spent)
        self.transactions.append(ReachedTransaction(transaction.txid, position, tuple(spent), untraced, opened.fee))
        made = []
        for vout, output in enumerate(transaction.outputs):
            outpoint = transaction.outpoint(vout)
            known = self.seeded.get(outpoint)
            if known is not None:
                self.coins[known] = replace(self.coins[known], maker=crossed)
            elif self._make(outpoint, output, position, (), crossed) is not None:
                made.append(outpoint)
        self._find_spenders(made)

    def _make(
        self, outpoint: Outpoint, output: Output, position: Position, claims: tuple[SeedClaim, ...], maker: int | None
    ) -> int | None:
        """Number a coin, unless it has no value or, being a seed, no claim."""
        if not output.value or (maker is None and not any(claim.sat for claim in claims)):
            return None
        terminal = self.stops.when_made(output, position.height, output.value, 0, bool(claims))
        name = self.stops.named(output, terminal)
        self.coins.append(
            ReachedCoin(
                outpoint=outpoint,
                output=output,
                position=position,
                claims=claims,
                maker=maker,
                spender=None,
                terminal=terminal,
                at=name,
            )
        )
        if terminal is None:
            self.alive[outpoint] = len(self.coins) - 1
        return len(self.coins) - 1

    def _find_spenders(self, made: Iterable[Outpoint]) -> None:
        for outpoint in self.frontier.add_spenders([outpoint for outpoint in made if outpoint in self.alive]):
            number = self.alive.pop(outpoint)
            self.coins[number] = replace(self.coins[number], terminal=Terminal.UNSPENT)

    def reach(self) -> Reach:
        """Return the finished reach; coins still waiting for their spender were cut off by the budget."""
        partial = bool(self.alive)
        for number in self.alive.values():
            self.coins[number] = replace(self.coins[number], terminal=Terminal.BUDGET)
        order = sorted(range(len(self.coins)), key=self._place)
        new = {old: number for number, old in enumerate(order)}
        transactions = (replace(each, spends=tuple(new[old] for old in each.spends)) for each in self.transactions)
        coins = tuple(self.coins[old] for old in order)
        return Reach(coins, tuple(transactions), self.stopping.gaps, partial, self.stopping.fired)

    def _place(self, number: int) -> tuple[Position, int]:
        coin = self.coins[number]
        return coin.position, coin.outpoint.vout
