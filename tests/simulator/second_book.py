"""The second book: what the state did with what it received. docs/decisions.md, *The second book*."""

from collections import Counter
from dataclasses import dataclass, field

from tests.simulator.first_book import FirstBook, count, first_book
from tests.simulator.orders import Docket, Satoshi
from tests.simulator.scenario import Coin, Scenario, Tx
from tests.simulator.sharing import Attribution, share

Held = Attribution[tuple[Coin, Satoshi]]
"""Received satoshi in their places, each with the state's coin that holds it or that it comes from."""


@dataclass
class Crossing:
    """A transaction that spends received satoshi."""

    tx: Tx
    wallets: set[str]
    spent: Counter[str]
    readable: bool
    value: int
    """What the coins that hold received satoshi are worth."""
    arrived: Counter[str] = field(default_factory=Counter)
    departed: Counter[str] = field(default_factory=Counter)
    fee: Counter[str] = field(default_factory=Counter)
    overlap: Counter[str] = field(default_factory=Counter)
    labels: set[str] = field(default_factory=set)
    untraced: int = 0
    coins: set[Coin] = field(default_factory=set)
    """The coins with received satoshi that it spends, and those through which these came to them."""


class SecondBook:
    """Receipts, crossings and what is held at the horizon, and the orders over them.

    The receipts are those of the first book under the primary rule, whatever rule shares the crossings.
    """

    def __init__(self, scenario: Scenario, rule: str, primary: str) -> None:
        """Go through the chain once, in its order."""
        self.scenario, self.rule = scenario, rule
        self.first: FirstBook = first_book(scenario, primary)
        self.docket = Docket(scenario)
        self.crossings: list[Crossing] = []
        self.received: Counter[str] = Counter()
        self.held: dict[Coin, Held] = {}
        self.origins: dict[Coin, set[Coin]] = {}
        """The coins spent by the crossing whose satoshi arrived in a coin, and theirs in turn."""
        for tx in scenario.seen():
            self._transaction(tx)
        self.docket.close()

    def _transaction(self, tx: Tx) -> None:
        mine = {coin: self.held.pop(coin) for coin in tx.spends if coin in self.held}
        arrivals: list[Held] = [[] for _ in tx.pays]
        crossing = None
        if mine:
            crossing = self._begin(tx, mine)
            self.crossings.append(crossing)
            gone = [each for attribution in mine.values() for each in attribution if each is not None]
            if crossing.readable:
                arrivals, gone = self._share(tx, mine, crossing)
            crossing.departed = Counter(s.label for _, s in gone)
            self.docket.departure(tx, [(self.scenario.owner(coin), s) for coin, s in gone])
        for coin in tx.coins:
            if self.scenario.wallet(coin) is not None:
                self._make(coin, arrivals[coin[1]], crossing)

    def _begin(self, tx: Tx, mine: dict[Coin, Held]) -> Crossing:
        """Open a crossing: whose coins are spent, which labels meet, how much is untraced."""
        spent = [each for attribution in mine.values() for each in attribution if each is not None]
        readable = self.scenario.readable(tx)
        facts = [coin for coin in tx.spends if coin in (self.scenario.made if readable else mine)]
        wallets = {self.scenario.owner(coin) for coin in facts if self.scenario.wallet(coin)}
        crossing = Crossing(
            tx, wallets, Counter(s.label for _, s in spent), readable, sum(map(self.scenario.value, mine))
        )
        crossing.labels = {s.label for _, s in spent}
        crossing.coins = {origin for coin in mine for origin in (coin, *self.origins[coin])}
        if readable:
            crossing.untraced = sum(self.scenario.value(coin) for coin in tx.spends) - len(spent)
            for coin in tx.spends:
                if coin not in mine:
                    attribution = self.first.inputs.get(tx.name, {}).get(coin)
                    found = self.first.taint(coin) if attribution is None else count(attribution)
                    crossing.labels |= set(found)
                    crossing.untraced -= found.total()
        return crossing

    def _share(
        self, tx: Tx, mine: dict[Coin, Held], crossing: Crossing
    ) -> tuple[list[Held], list[tuple[Coin, Satoshi]]]:
        """Return what arrives at each output, and what leaves to outputs that are no state wallet's."""
        values = [*(value for value, _ in tx.pays), self.scenario.fee(tx)]
        aside = [0] * len(values)
        followed = self.first.inputs.get(tx.name, {})
        if self.rule in {"fifo", "lifo"}:
            followed = {}
        if followed:
            aside = [*(self.first.before_claims[coin] for coin in tx.coins), self.first.fees[tx.name].total()]
        inputs: list[Held] = []
        for coin in tx.spends:
            untraced = self.scenario.value(coin) - count(followed.get(coin, [])).total()
            inputs.append(mine[coin] if coin in mine else [None] * untraced)
        left = [value - set_aside for value, set_aside in zip(values, aside, strict=True)]
        kept = {vout for name, vout in self.scenario.retained if name == tx.name}
        shares = share(self.rule, inputs, left, kept, lambda each: each[1].label)
        *attributions, fee = [[*attribution, *[None] * more] for attribution, more in zip(shares, aside, strict=True)]
        crossing.fee = Counter(each[1].label for each in fee if each is not None)
        arrivals: list[Held] = [
            attribution if self.scenario.wallet((tx.name, v)) else [] for v, attribution in enumerate(attributions)
        ]
        gone = [
            each
            for vout, attribution in enumerate(attributions)
            if not self.scenario.wallet((tx.name, vout))
            for each in attribution
            if each is not None
        ]
        return arrivals, gone

    def _make(self, coin: Coin, arrivals: Held, crossing: Crossing | None) -> None:
        """Lay a coin's receipt and its arrivals into their places, and offer both to the orders."""
        end, attribution = self.first.ends.get(coin, ("", []))
        receipt = [Satoshi(label) if label else None for label in attribution] if end == "custody" else []
        held: Held = [(coin, s) if s else None for s in receipt] or [None] * self.scenario.value(coin)
        came: list[tuple[Coin, Satoshi]] = []
        displaced = []
        for place, each in enumerate(arrivals):
            if each is not None and held[place] is None:
                held[place] = each
            elif each is not None:
                displaced.append(each)
        for each in displaced:
            if None in held:
                held[held.index(None)] = each
            else:
                assert crossing is not None
                crossing.overlap[each[1].label] += 1
        came = [each for each in held if each is not None and each[0] != coin]
        mine = [s for s in receipt if s is not None]
        if mine or came:
            self.held[coin] = [None if each is None else (coin, each[1]) for each in held]
        self.received.update(s.label for s in mine)
        self.origins[coin] = crossing.coins if crossing is not None and came else set()
        if crossing is not None:
            crossing.arrived.update(s.label for _, s in came)
        self.docket.coin(coin, mine, [(self.scenario.owner(source), s) for source, s in came])

    def faults(self) -> list[list[str]]:
        """Return what is wrong beside the orders: the names, days and satoshi of each sentence."""
        scenario = self.scenario
        found = [[tx, str(sat), label, wallet] for tx, label, wallet, sat in self.docket.unreturned]
        for label in scenario.labels():
            overlap = sum(each.overlap[label] for each in self.crossings)
            found += [[str(overlap), label]] if overlap else []
        today = scenario.day(scenario.horizon)
        for coin, held in self.held.items():
            wallet = scenario.wallet(coin)
            if wallet is None or wallet.stage != "reserve":
                continue
            for label in sorted({each[1].label for each in held if each is not None and not each[1].taken}):
                asked = self.docket.asked("forfeiture", wallet.name, label)
                if not any(a.order.in_force is not None and a.order.in_force <= today for a in asked):
                    found.append([f"{coin[0]}:{coin[1]}", wallet.name, label, str(today)])
        return sorted(found)
