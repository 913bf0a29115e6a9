"""The reference engine: a trace is a fold over transactions in chain order.

A transaction is taken up once, after everything that it spends is known, because whatever it spends
was made earlier in the chain. Small enough to be read aloud; every bundle is computed or re-computed
by it. Which coins are seeds, where trails stop and how value is shared are given to it.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from tracer.case.case import Label
from tracer.chain.outpoint import Outpoint, Position
from tracer.chain.transaction import Output
from tracer.chain.view import Spender
from tracer.trace.attribution import UNTRACED, Attribution, Slice, filled, in_order, taint, untraced
from tracer.trace.budget import WHOLE, BudgetPart
from tracer.trace.frontier import Frontier
from tracer.trace.policies.registry import Policy
from tracer.trace.reading import OpenedTransaction, Reading
from tracer.trace.seeds import SeededCoin
from tracer.trace.stopping import Stopping
from tracer.trace.terminals import Stops, Terminal
from tracer.trace.trail import Coin, Collision, LabelBook, SeedEntry, Step, Trail, close

Opens = Callable[[Coin, Spender], bool]
"""Whether what spends a coin is taken up because of it: asked of seeds first, then of each coin when it is made."""


def follow(
    seeds: Sequence[SeededCoin],
    policy: Policy,
    stops: Stops,
    reading: Reading,
    retained: frozenset[Outpoint] = frozenset(),
    budget: BudgetPart = WHOLE,
    opens: Opens | None = None,
) -> Trail:
    """Follow the seeds under one rule until every satoshi of every label has ended somewhere.

    `retained` names the outputs that the case declares to be change. Where the budget is used up, the
    trails that would go on end as `budget`; so do those whose spender `opens` refuses for each coin that it spends.

    Raises:
        IntegrityError: the source shows a transaction that pays more than it spends, or the books
            do not close.
    """
    fold = _Fold(seeds, policy, stops, reading, retained, opens)
    fold.begin()
    while fold.frontier and not budget.is_used_up(len(fold.steps)):
        crossed = len(fold.steps)
        fold.take(fold.frontier.take())
        if len(fold.steps) > crossed and budget.is_late():
            break
    fold.cut()
    return fold.trail()


class _Fold:
    """What is known while the chain is being folded."""

    def __init__(
        self,
        seeds: Sequence[SeededCoin],
        policy: Policy,
        stops: Stops,
        reading: Reading,
        retained: frozenset[Outpoint],
        opens: Opens | None,
    ) -> None:
        self.policy, self.stops, self.retained, self.opens = policy, stops, retained, opens
        self.stopping = Stopping(stops, reading)
        self.seeds = {seed.outpoint: seed for seed in seeds if not seed.overwritten}
        self.overwritten = [seed for seed in seeds if seed.overwritten]
        self.frontier = Frontier(reading)
        self.coins: dict[Outpoint, Coin] = {}
        self.lost: list[Coin] = []
        self.steps: list[Step] = []
        self.entries: dict[SeededCoin, list[tuple[SeedEntry, tuple[Collision, ...]]]] = {}

    def begin(self) -> None:
        """Make every seeded coin, as if nothing flowed into it; the fold mends those it reaches."""
        for seed in self.overwritten:
            attribution = self._claimed(seed, untraced(seed.output.value))
            self.lost.append(
                Coin(
                    outpoint=seed.outpoint,
                    output=seed.output,
                    position=seed.position,
                    attribution=attribution,
                    hop=0,
                    seeded=True,
                    terminal=Terminal.BURNED,
                    at=None,
                )
            )
        for seed in self.seeds.values():
            self._make(seed.outpoint, seed.output, seed.position, untraced(seed.output.value), 0)
        self._find_spenders(self.seeds)

    def take(self, opened: OpenedTransaction) -> None:
        """Take up one transaction that spends tainted coins."""
        inputs = opened.confirmed.transaction.inputs
        spent = [(vin, self.coins[i.prevout]) for vin, i in enumerate(inputs) if i.prevout in self.coins]
        spent = [(vin, coin) for vin, coin in spent if coin.terminal is None]
        end = self.stopping.end_of((coin.outpoint for _, coin in spent), opened)
        if end is not None:
            for _, coin in spent:
                self.coins[coin.outpoint] = replace(coin, terminal=end)
            return
        self._cross(opened, spent)

    def cut(self) -> None:
        """End as `budget` whatever would still go on; what it goes into is read, for it shows that it does."""
        self.frontier.cut()
        crossed = {coin.outpoint for step in self.steps for _, coin in step.spent}
        for outpoint, coin in self.coins.items():
            if coin.terminal is None and outpoint not in crossed:
                self.coins[outpoint] = replace(coin, terminal=Terminal.BUDGET)

    def _cross(self, opened: OpenedTransaction, spent: Sequence[tuple[int, Coin]]) -> None:
        transaction, position = opened.confirmed.transaction, opened.confirmed.position
        spends = [untraced(prevout.value) for prevout in opened.prevouts if prevout is not None]
        for vin, coin in spent:
            spends[vin] = coin.attribution
        pays = [output.value for output in transaction.outputs] + [opened.fee]
        kept = frozenset(vout for vout in range(len(pays) - 1) if transaction.outpoint(vout) in self.retained)
        *shares, fee = self.policy.share(spends, pays, kept)
        hop = 1 + min(coin.hop for _, coin in spent)
        made = [transaction.outpoint(vout) for vout, attribution in enumerate(shares) if _is_tainted(attribution)]
        for outpoint in made:
            self._make(outpoint, transaction.outputs[outpoint.vout], position, shares[outpoint.vout], hop)
        self._find_spenders(made)
        coins = tuple(self.coins[outpoint] for outpoint in made)
        flows = tuple(shares[outpoint.vout] for outpoint in made)
        self.steps.append(
            Step(
                txid=transaction.txid,
                position=position,
                spent=tuple(spent),
                made=coins,
                fee=fee,
                fee_sat=opened.fee,
                flows=flows,
            )
        )

    def _make(self, outpoint: Outpoint, output: Output, position: Position, attribution: Attribution, hop: int) -> None:
        seed = self.seeds.get(outpoint)
        if seed is not None:
            attribution, hop = self._claimed(seed, attribution), 0
        if _is_tainted(attribution):
            amount = sum(taint(attribution).values()) if self.policy.conserves else output.value
            terminal = self.stops.when_made(output, position.height, amount, hop, seed is not None)
            name = self.stops.named(output, terminal)
            self.coins[outpoint] = Coin(
                outpoint=outpoint,
                output=output,
                position=position,
                attribution=attribution,
                hop=hop,
                seeded=seed is not None,
                terminal=terminal,
                at=name,
            )

    def _claimed(self, seed: SeededCoin, attribution: Attribution) -> Attribution:
        """Put the seed's claims into what the coin already holds: the first wins."""
        entries = self.entries[seed] = []
        for claim in seed.claims:
            if self.policy.conserves:
                before = attribution
                attribution, rest = filled(attribution, claim.label, claim.sat)
                entry = SeedEntry(seed.outpoint, claim.label, claim.sat, rest)
                entries.append((entry, tuple(_collisions(seed.outpoint, before, claim.label, rest))))
            else:
                labels = in_order({claim.label, *(label for label, _ in attribution if label != UNTRACED)})
                attribution = tuple(Slice(label, seed.output.value) for label in labels)
        return attribution

    def _find_spenders(self, made: Iterable[Outpoint]) -> None:
        fresh = [outpoint for outpoint in made if outpoint in self.coins and self.coins[outpoint].terminal is None]
        for outpoint in self.frontier.add_spenders(fresh, None if self.opens is None else self._opens):
            self.coins[outpoint] = replace(self.coins[outpoint], terminal=Terminal.UNSPENT)

    def _opens(self, outpoint: Outpoint, spender: Spender) -> bool:
        return self.opens is None or self.opens(self.coins[outpoint], spender)

    def trail(self) -> Trail:
        """Return the finished result, its books closed."""
        coins = tuple(sorted([*self.coins.values(), *self.lost], key=lambda coin: coin.place))
        final = {coin.outpoint: coin for coin in coins}
        steps = tuple(replace(step, made=tuple(final[coin.outpoint] for coin in step.made)) for step in self.steps)
        entries = [pair for seed in sorted(self.entries, key=_place) for pair in self.entries[seed]]
        seeds = tuple(entry for entry, _ in entries)
        collisions = tuple(collision for _, found in entries for collision in found)
        books = _books(seeds)
        if books:
            close(books, coins, steps, self.policy.name)
        return Trail(
            policy=self.policy,
            seeds=seeds,
            coins=coins,
            steps=steps,
            collisions=collisions,
            gaps=self.stopping.gaps,
            stopped=self.stopping.fired,
            books=books,
        )


def _books(seeds: Sequence[SeedEntry]) -> dict[Label, LabelBook]:
    """Open each label's book with what its seeds asserted."""
    books = {label: LabelBook() for label in in_order({entry.label for entry in seeds})}
    for entry in seeds:
        books[entry.label].asserted += entry.asserted
        books[entry.label].overlap += entry.overlap
    return books


def _place(seed: SeededCoin) -> tuple[Position, int]:
    return seed.position, seed.outpoint.vout


def _is_tainted(attribution: Attribution) -> bool:
    return any(label != UNTRACED for label, _ in attribution)


def _collisions(outpoint: Outpoint, held: Attribution, claimant: Label, sat: int) -> Iterable[Collision]:
    """Say whose satoshi the claim ran into, holders in ascending byte order."""
    for holder, amount in taint(held).items():
        taken = min(amount, sat)
        sat -= taken
        if taken:
            yield Collision(outpoint, holder, claimant, taken)
