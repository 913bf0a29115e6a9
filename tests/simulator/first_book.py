"""The first book: where each claimed satoshi ends, under one rule."""

from collections import Counter
from dataclasses import dataclass, field

from tests.simulator.scenario import Coin, Scenario, Tx
from tests.simulator.sharing import Attribution, share


@dataclass
class FirstBook:
    """What the first book says: ends, fees, overlaps, and what it attributes in the transactions it follows."""

    ends: dict[Coin, tuple[str, Attribution[str]]] = field(default_factory=dict)
    seeds: Counter[str] = field(default_factory=Counter)
    overlaps: Counter[tuple[Coin, str, str]] = field(default_factory=Counter)
    """Satoshi by coin, claimant and holder."""
    fees: dict[str, Counter[str]] = field(default_factory=dict)
    taken_in: dict[str, Counter[str]] = field(default_factory=dict)
    inputs: dict[str, dict[Coin, Attribution[str]]] = field(default_factory=dict)
    """The attributions of the coins that each followed transaction spends."""
    before_claims: dict[Coin, int] = field(default_factory=dict)
    """Satoshi that a followed transaction brings to each output, before any seed's claim."""

    def terminals(self, label: str) -> dict[str, int]:
        """Return how much of a label ends where, fees included, zeros left out."""
        found: Counter[str] = Counter()
        for end, attribution in self.ends.values():
            found[end] += attribution.count(label)
        for fee in self.fees.values():
            found["fee"] += fee[label]
        return {end: sat for end, sat in found.items() if sat}

    def taint(self, coin: Coin) -> Counter[str]:
        """Return what the first book attributes to a coin at which a trail ends."""
        return count(self.ends[coin][1]) if coin in self.ends else Counter()


def count(attribution: Attribution[str]) -> Counter[str]:
    """Return an attribution's satoshi by label."""
    return Counter(each for each in attribution if each is not None)


def first_book(scenario: Scenario, rule: str) -> FirstBook:
    """Follow every claim through the chain."""
    book = FirstBook()
    live: dict[Coin, tuple[Attribution[str], int]] = {}
    claims = scenario.claimed()
    for tx in scenario.seen():
        mine = {coin: live.pop(coin) for coin in tx.spends if coin in live}
        attributions, hop = _through(scenario, rule, tx, mine, book)
        for coin in tx.coins:
            _make(scenario, coin, attributions[coin[1]], hop, claims.get(coin, []), book, live)
    for coin, (attribution, _) in live.items():
        book.ends[coin] = "unspent", attribution
    return book


def _through(
    scenario: Scenario, rule: str, tx: Tx, mine: dict[Coin, tuple[Attribution[str], int]], book: FirstBook
) -> tuple[list[Attribution[str]], int]:
    """Return what a transaction brings to its outputs, and their hop; a stop ends the coins that it spends."""
    nothing: list[Attribution[str]] = [[None] * value for value, _ in tx.pays]
    if not mine:
        return nothing, 0
    stop = scenario.stop(tx)
    if stop is not None:
        for coin, (attribution, _) in mine.items():
            book.ends[coin] = stop, attribution
        return nothing, 0
    inputs: list[Attribution[str]] = [mine[c][0] if c in mine else [None] * scenario.value(c) for c in tx.spends]
    values = [*(value for value, _ in tx.pays), scenario.fee(tx)]
    kept = {vout for name, vout in scenario.retained if name == tx.name}
    *attributions, fee = share(rule, inputs, values, kept, str)
    book.fees[tx.name] = count(fee)
    book.taken_in[tx.name] = sum((count(attribution) for attribution, _ in mine.values()), Counter())
    book.inputs[tx.name] = {coin: attribution for coin, (attribution, _) in mine.items()}
    for coin in tx.coins:
        book.before_claims[coin] = count(attributions[coin[1]]).total()
    return attributions, 1 + min(hop for _, hop in mine.values())


def _make(
    scenario: Scenario,
    coin: Coin,
    attribution: Attribution[str],
    hop: int,
    claims: list[tuple[str, int]],
    book: FirstBook,
    live: dict[Coin, tuple[Attribution[str], int]],
) -> None:
    """Make a coin: let the claims take their satoshi, and end the trail here or let it go on."""
    attribution = list(attribution)
    for label, sat in claims:
        places = [place for place, each in enumerate(attribution) if each is None][:sat]
        for place in places:
            attribution[place] = label
        book.seeds[label] += len(places)
        taken = sorted((e for p, e in enumerate(attribution) if e is not None and p not in places), key=str.encode)
        book.overlaps.update((coin, label, holder) for holder in taken[: sat - len(places)])
    if not count(attribution):
        return
    hop = 0 if claims else hop
    end = _end_at(scenario, coin, attribution, hop, bool(claims))
    if end is None:
        live[coin] = attribution, hop
    else:
        book.ends[coin] = end, attribution


def _end_at(scenario: Scenario, coin: Coin, attribution: Attribution[str], hop: int, seed: bool) -> str | None:
    """Return why a trail ends where a coin is made."""
    if scenario.owner(coin) == "burn":
        return "burned"
    if scenario.wallet(coin) is not None:
        return "custody"
    if scenario.owner(coin) in scenario.services:
        return "service"
    if count(attribution).total() < scenario.min_sat and not seed:
        return "threshold"
    if scenario.max_hops and hop >= scenario.max_hops:
        return "hops"
    return None
