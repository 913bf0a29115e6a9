"""The least and the most under every rule: each way of sharing tried, or a greatest flow where no claim is reached.

Trying every way needs no theorem: it walks all states that a chain can be in. The flow is that of the
method's invariant, for chains too large to try.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

import networkx as nx

from tests.simulator.scenario import Coin, Scenario, Tx

MOST = 20_000
"""Steps from state to state that are tried before a chain is called too large."""

State = tuple[int, ...]


@dataclass
class Reach:
    """What the claims of some labels reach before thresholds and limits of hops."""

    scenario: Scenario
    labels: frozenset[str]
    claims: dict[Coin, int] = field(default_factory=dict)
    coins: set[Coin] = field(default_factory=set)
    followed: list[Tx] = field(default_factory=list)
    collides: bool = False
    """Whether a claim lies in a coin that a claim reaches."""

    def __post_init__(self) -> None:
        """Walk the chain."""
        scenario = self.scenario
        claimed = scenario.claimed()
        for coin, claims in claimed.items():
            mine = [sat for label, sat in claims if label in self.labels]
            if mine:
                self.claims[coin] = min(sum(mine), scenario.value(coin))
        for tx in scenario.seen():
            if any(coin in self.coins and self.goes_on(coin) for coin in tx.spends):
                self.followed.append(tx)
                self.collides = self.collides or any(coin in self.claims for coin in tx.coins)
                self.coins |= set(tx.coins)
            self.coins |= self.claims.keys() & set(tx.coins)

    def goes_on(self, coin: Coin) -> bool:
        """Return whether a trail goes through a coin into what spends it."""
        owner, spender = self.scenario.owner(coin), self.scenario.spent_by.get(coin)
        ended = owner == "burn" or self.scenario.wallet(coin) is not None or owner in self.scenario.services
        return not ended and spender is not None and self.scenario.stop(spender) is None


class TooLargeError(Exception):
    """There are more ways than are tried."""


class AllWays:
    """Every state in which sharing transaction by transaction may leave the coins that go on."""

    def __init__(self, reach: Reach) -> None:
        """Try all ways.

        Raises:
            TooLargeError: they are too many.
        """
        self.reach = reach
        self.steps: list[dict[State, set[tuple[State, State]]]] = []
        self.made: list[list[Coin]] = []
        self._tried = 0
        live: list[Coin] = []
        states: set[State] = {()}
        followed = {tx.name for tx in reach.followed}
        for tx in reach.scenario.seen():
            made = [coin for coin in tx.coins if coin in reach.coins]
            if not made and tx.name not in followed:
                continue
            kept = [coin for coin in live if coin not in tx.spends]
            onward = [coin for coin in made if reach.goes_on(coin)]
            step = {state: self._ways(tx, tx.name in followed, live, state, kept, onward, made) for state in states}
            self.steps.append(step)
            self.made.append(made)
            live, states = [*kept, *onward], {after for ways in step.values() for after, _ in ways}

    def bounds(self, target: set[Coin]) -> tuple[int, int]:
        """Return the least and the most that the coins hold together."""
        held: dict[State, tuple[int, int]] = {(): (0, 0)}
        for step, made in zip(self.steps, self.made, strict=True):
            after: dict[State, tuple[int, int]] = {}
            for state, (least, most) in held.items():
                for reached, amounts in step[state]:
                    more = sum(sat for coin, sat in zip(made, amounts, strict=True) if coin in target)
                    low, high = after.get(reached, (least + more, most + more))
                    after[reached] = min(low, least + more), max(high, most + more)
            held = after
        return min(low for low, _ in held.values()), max(high for _, high in held.values())

    def _ways(
        self,
        tx: Tx,
        followed: bool,
        live: list[Coin],
        state: State,
        kept: list[Coin],
        onward: list[Coin],
        made: list[Coin],
    ) -> set[tuple[State, State]]:
        holds = dict(zip(live, state, strict=True))
        traced = sum(holds[coin] for coin in tx.spends if coin in holds)
        caps = [value for value, _ in tx.pays] + ([self.reach.scenario.fee(tx)] if followed else [0])
        found = set()
        for shares in _splits(traced, caps):
            self._tried += 1
            if self._tried > MOST:
                raise TooLargeError(tx.name)
            holds |= {coin: min(caps[coin[1]], shares[coin[1]] + self.reach.claims.get(coin, 0)) for coin in tx.coins}
            found.add((tuple(holds[c] for c in [*kept, *onward]), tuple(holds[c] for c in made)))
        return found


def _splits(amount: int, caps: list[int]) -> Iterator[list[int]]:
    """Yield every way to share an amount over slots, none above its cap."""
    if not caps:
        if not amount:
            yield []
        return
    for first in range(max(0, amount - sum(caps[1:])), min(amount, caps[0]) + 1):
        for rest in _splits(amount - first, caps[1:]):
            yield [first, *rest]


def by_flow(reach: Reach, target: set[Coin]) -> tuple[int, int]:
    """Return the bounds by a greatest flow into the coins and one into everything else; no claim may be reached."""
    assert not reach.collides
    return sum(reach.claims.values()) - _flow(reach, target, into=False), _flow(reach, target, into=True)


def _flow(reach: Reach, target: set[Coin], *, into: bool) -> int:
    graph: nx.DiGraph[object] = nx.DiGraph()
    graph.add_node("source")
    graph.add_node("sink")
    followed = {tx.name for tx in reach.followed}
    for coin in reach.coins:
        start, end = ("in", coin), ("out", coin)
        graph.add_edge(start, end, capacity=reach.scenario.value(coin))
        if coin in reach.claims:
            graph.add_edge("source", start, capacity=reach.claims[coin])
        if coin[0] in followed:
            graph.add_edge(coin[0], start)
        if reach.goes_on(coin) and coin not in target:
            graph.add_edge(end, reach.scenario.spent_by[coin].name)
        elif (coin in target) == into:
            graph.add_edge(end, "sink")
    for tx in reach.followed:
        if not into:
            graph.add_edge(tx.name, "sink", capacity=reach.scenario.fee(tx))
    return int(nx.maximum_flow_value(graph, "source", "sink"))
