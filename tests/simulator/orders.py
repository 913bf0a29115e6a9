"""Which satoshi counts under which order: docs/decisions.md, *Orders*."""

from collections import Counter
from dataclasses import dataclass, field

from tests.simulator.scenario import Coin, Command, Scenario, Tx


@dataclass(eq=False)
class Satoshi:
    """One received satoshi, and what orders have made of it so far."""

    label: str
    taken: bool = False
    """Whether a forfeiture order has taken it."""
    vain: tuple[int, str, Coin] | None = None
    """The first offer in vain to forfeiture orders: its number, the order asked first, the coin."""


@dataclass
class Account:
    """What one order has been given."""

    order: Command
    taken: int = 0
    excess: int = 0
    given: list[tuple[int, Coin]] = field(default_factory=list)
    """The numbers of the offers, and the coins: for return orders a transaction with vout -1."""

    @property
    def room(self) -> int | None:
        """Return what it can still take; None is no limit."""
        return None if self.order.amount is None else self.order.amount - self.taken

    @property
    def receipts(self) -> list[Coin]:
        """Return its receipts, in the order in which they were offered, each once."""
        return list(dict.fromkeys(coin for _, coin in sorted(self.given)))


class Docket:
    """All orders of a scenario, offered one coin after the other in chain order."""

    def __init__(self, scenario: Scenario) -> None:
        """Open an account for each order."""
        self.scenario = scenario
        self.accounts = {order.id: Account(order) for order in scenario.orders}
        self.unordered: Counter[str] = Counter()
        self.unreturned: list[tuple[str, str, str, int]] = []
        """Transaction, label, wallet, satoshi: what left under no return order."""
        self._offers = 0
        self._in_vain: list[Satoshi] = []

    def asked(self, kind: str, wallet: str, label: str) -> list[Account]:
        """Return the orders of a kind that name both, the earliest first."""
        naming = [o for o in self.scenario.orders if o.kind == kind and wallet in o.wallets and label in o.labels]
        return [self.accounts[order.id] for order in sorted(naming, key=lambda order: order.date)]

    def coin(self, coin: Coin, receipt: list[Satoshi], arrivals: list[tuple[str, Satoshi]]) -> None:
        """Offer a coin: the receipt's satoshi, and arrivals with the wallet they come from, all in their places."""
        wallet = self.scenario.owner(coin)
        for label in sorted({s.label for s in receipt} | {s.label for _, s in arrivals}, key=str.encode):
            mine = [s for s in receipt if s.label == label]
            came = [(source, s) for source, s in arrivals if s.label == label]
            for kind in ("restraint", "seizure"):
                self._offer(kind, wallet, coin, mine)
            named = [self.asked(kind, wallet, label) for kind in ("restraint", "seizure", "forfeiture")]
            if not any(named):
                self.unordered[label] += len(mine)
            self._offer("forfeiture", wallet, coin, mine)
            earlier = [s for _, s in came if s.vain and not s.taken]
            for offer in sorted({s.vain[0] for s in earlier if s.vain}):
                self._offer("forfeiture", wallet, coin, [s for s in earlier if s.vain and s.vain[0] == offer])
            fresh = [(source, s) for source, s in came if s not in earlier and not s.taken]
            for source in sorted({source for source, _ in fresh}, key=str.encode):
                self._offer("forfeiture", wallet, coin, [s for at, s in fresh if at == source])

    def departure(self, tx: Tx, gone: list[tuple[str, Satoshi]]) -> None:
        """Offer what leaves in a transaction to return orders, with the wallet that each satoshi left."""
        pairs = {(s.label, wallet) for wallet, s in gone}
        for label, wallet in sorted(pairs, key=lambda pair: (pair[0].encode(), pair[1].encode())):
            mine = [s for at, s in gone if (s.label, at) == (label, wallet)]
            if self.asked("return", wallet, label):
                self._offer("return", wallet, (tx.name, -1), mine)
            else:
                self.unreturned.append((tx.name, label, wallet, len(mine)))

    def over(self, coin: Coin) -> set[str]:
        """Return the orders among whose receipts a coin is."""
        return {name for name, account in self.accounts.items() if coin in account.receipts}

    def faults(self, account: Account) -> list[list[object]]:
        """Return what is wrong with what an order was given: the coin, day or satoshi that each sentence names."""
        order, found, stated = account.order, list[list[object]](), False
        for coin in account.receipts:
            day = self.scenario.day(self.scenario.by_name[coin[0]].height)
            name = coin[0] if coin[1] < 0 else f"{coin[0]}:{coin[1]}"
            if day < order.date:
                found.append([name, str(day), str(order.date)])
            if order.kind == "forfeiture" and order.in_force is not None and day < order.in_force:
                found.append([name, str(day), str(order.in_force)])
            if order.kind == "forfeiture" and order.in_force is None and not stated:
                found.append([])
                stated = True
        if order.amount is not None and not account.given:
            found.append([str(order.amount)])
        if account.excess:
            found.append([str(account.excess), str(order.amount)])
        return found

    def close(self) -> None:
        """Make what no forfeiture order took excess of the order asked first when it was offered in vain first."""
        for satoshi in self._in_vain:
            if not satoshi.taken and satoshi.vain is not None:
                offer, order, coin = satoshi.vain
                self.accounts[order].excess += 1
                self.accounts[order].given.append((offer, coin))

    def _offer(self, kind: str, wallet: str, coin: Coin, satoshi: list[Satoshi]) -> None:
        if not satoshi:
            return
        asked = self.asked(kind, wallet, satoshi[0].label)
        if not asked:
            return
        self._offers += 1
        for each in satoshi:
            found = next((account for account in asked if account.room is None or account.room > 0), None)
            if found is not None:
                found.taken += 1
                found.given.append((self._offers, coin))
                each.taken = each.taken or kind == "forfeiture"
            elif kind != "forfeiture":
                asked[0].excess += 1
                asked[0].given.append((self._offers, coin))
            elif each.vain is None:
                each.vain = self._offers, asked[0].order.id, coin
                self._in_vain.append(each)
