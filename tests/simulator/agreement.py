"""Holds a scenario's `trace.json` to the simulator; returns what differs, a sentence each."""

import re
from collections import Counter
from typing import Any

from tests.simulator.bounds import AllWays, Reach, TooLargeError, by_flow
from tests.simulator.first_book import first_book
from tests.simulator.product import coin_of, names_of
from tests.simulator.scenario import Coin, Scenario
from tests.simulator.second_book import SecondBook
from tests.simulator.sharing import RULES

Json = Any


class Comparison:
    """Collects differences."""

    def __init__(self, scenario: Scenario, trace: Json) -> None:
        """Take both sides."""
        self.scenario, self.trace = scenario, trace
        self.names = names_of(scenario)
        self.found: list[str] = []

    def hold(self, what: str, product: object, simulator: object) -> None:
        """Note a difference."""
        if product != simulator:
            self.found.append(f"{what}: product {product}, simulator {simulator}")

    def coin(self, outpoint: str) -> Coin:
        """Return the drawn coin of an outpoint."""
        return coin_of(self.scenario, outpoint)


def differences(scenario: Scenario, trace: Json) -> list[str]:
    """Return every difference between the product's result and the simulator's, bounds left out."""
    both = Comparison(scenario, trace)
    for rule in RULES:
        _first(both, rule)
    book = SecondBook(scenario, scenario.primary, scenario.primary)
    _second(both, "custody", trace["custody"], book)
    _mixing(both, book)
    if "haircut" in trace["custody"]:
        _second(both, "custody.haircut", trace["custody"]["haircut"], SecondBook(scenario, "haircut", scenario.primary))
    _orders(both, book)
    return both.found


def _first(both: Comparison, rule: str) -> None:
    book, said = first_book(both.scenario, rule), both.trace["methods"][rule]
    for label in both.scenario.labels():
        row = said["labels"][label]
        both.hold(f"{rule} {label} ends", {e: s for e, s in row["terminals"].items() if s}, book.terminals(label))
        overlap = sum(sat for (_, claimant, _), sat in book.overlaps.items() if claimant == label)
        numbers = row["asserted_sat"], row["seed_sat"], row["overlap_sat"]
        both.hold(f"{rule} {label} seeds", numbers, (book.seeds[label] + overlap, book.seeds[label], overlap))
    ends = [(both.coin(r["outpoint"]), r["terminal"], _some(r["taint_sat"]), r["segments"]) for r in said["coins"]]
    mine = sorted(book.ends, key=both.scenario.place)
    both.hold(f"{rule} coins", ends, [(c, book.ends[c][0], dict(book.taint(c)), _runs(book.ends[c][1])) for c in mine])
    rows = [(both.names[r["txid"]], _some(r["taint_in_sat"]), _some(r["taint_fee_sat"])) for r in said["transactions"]]
    both.hold(f"{rule} transactions", rows, [(n, dict(book.taken_in[n]), dict(f)) for n, f in book.fees.items()])
    overlaps: Counter[tuple[Coin, str, str]] = Counter()
    for row in said["collisions"]:
        overlaps[both.coin(row["outpoint"]), row["claimant"], row["holder"]] += row["sat"]
    both.hold(f"{rule} collisions", overlaps, book.overlaps)


def _runs(attribution: list[str | None]) -> list[list[object]]:
    runs: list[list[object]] = []
    for each in attribution:
        if runs and runs[-1][0] == (each or ""):
            runs[-1][1] = int(str(runs[-1][1])) + 1
        else:
            runs.append([each or "", 1])
    return runs


def _second(both: Comparison, what: str, said: Json, book: SecondBook) -> None:
    scenario = both.scenario
    moves, departures = [], []
    for each in book.crossings:
        to = {w for _, w in each.tx.pays if any(w == wallet.name for wallet in scenario.wallets)}
        paid = sum(value for value, owner in each.tx.pays if owner in to)
        out = sum(value for value, _ in each.tx.pays) - paid
        out = out if each.readable else each.value
        moved = bool(each.arrived) or not each.departed
        if moved:
            row = (each.tx.name, each.wallets, to, paid, dict(each.arrived), dict(each.fee))
            moves.append(row)
        if each.departed:
            departures.append((each.tx.name, each.wallets, out, dict(each.departed), {} if moved else dict(each.fee)))
    rows = [
        (
            both.names[r["txid"]],
            {*r["from"]},
            {*r["to"]},
            r["value_sat"],
            _some(r["taint_sat"]),
            _some(r["taint_fee_sat"]),
        )
        for r in said["moves"]
    ]
    both.hold(f"{what}.moves", rows, moves)
    gone = [
        (both.names[r["txid"]], {*r["from"]}, r["value_sat"], _some(r["taint_sat"]), _some(r["taint_fee_sat"]))
        for r in said["departures"]
    ]
    both.hold(f"{what}.departures", gone, departures)
    for wallet, row in zip(scenario.wallets, said["holdings"], strict=True):
        coins = sorted((c for c in book.held if scenario.owner(c) == wallet.name), key=scenario.place)
        taint = Counter(each[1].label for coin in coins for each in book.held[coin] if each is not None)
        both.hold(
            f"{what}.holdings",
            (
                row["custody"],
                row["stage"],
                [both.coin(c) for c in row["coins"]],
                row["value_sat"],
                _some(row["taint_sat"]),
            ),
            (wallet.name, wallet.stage, coins, sum(map(scenario.value, coins)), dict(taint)),
        )
    for label in scenario.labels():
        row = said["totals"].get(label, {})
        both.hold(
            f"{what}.totals {label}",
            tuple(row.get(key, 0) for key in ("received_sat", "departed_sat", "fee_sat", "overlap_sat")),
            (
                book.received[label],
                *(
                    sum(getattr(each, name)[label] for each in book.crossings)
                    for name in ("departed", "fee", "overlap")
                ),
            ),
        )


def _mixing(both: Comparison, book: SecondBook) -> None:
    rows = []
    for each in book.crossings:
        orders = {order for coin in each.coins for order in book.docket.over(coin)}
        together = len(each.labels) + (each.untraced > 0) > 1 or len(orders) > 1
        if each.readable and len(each.tx.spends) > 1 and together:
            rows.append((each.tx.name, each.labels, each.untraced, orders))
    said = [
        (both.names[r["txid"]], {*r["labels"]}, r["untraced_sat"], {*r["orders"]})
        for r in both.trace["custody"]["mixing"]
    ]
    both.hold("custody.mixing", said, rows)


def _orders(both: Comparison, book: SecondBook) -> None:
    for row in both.trace["orders"]:
        account = book.docket.accounts[row["id"]]
        amount = account.order.amount
        both.hold(
            f"order {row['id']}",
            (row["received_sat"], row["shortfall_sat"], row["excess_sat"]),
            (account.taken + account.excess, 0 if amount is None else amount - account.taken, account.excess),
        )
        receipts = [both.coin(r) if ":" in r else (both.names[r], -1) for r in row["receipts"]]
        both.hold(f"order {row['id']} receipts", receipts, account.receipts)
        said = [_named(both, fault) for fault in row["faults"]]
        both.hold(f"order {row['id']} faults", said, book.docket.faults(account))
    both.hold("faults", sorted(_named(both, fault) for fault in both.trace["faults"]), book.faults())
    unordered = {label: sat for label, sat in both.trace["unordered_sat"].items() if sat}
    both.hold("unordered", unordered, _some(book.docket.unordered))


def _named(both: Comparison, sentence: str) -> list[str]:
    """Return the coins, transactions, wallets, labels, days and satoshi that a sentence names, in its order."""
    for txid, name in both.names.items():
        sentence = sentence.replace(txid, name)
    names = "|".join([wallet.name for wallet in both.scenario.wallets] + sorted(both.names.values(), key=len)[::-1])
    labels = "|".join(sorted(both.scenario.labels(), key=len)[::-1])
    found = re.findall(
        rf"\b(?:{names})\b(?::\d+)?|(?<=\bof )(?:{labels})\b|(?<=\bfor )(?:{labels})\b|\d{{4}}-\d\d-\d\d|\b\d+\b",
        sentence,
    )
    return [str(each) for each in found]


def _some(amounts: dict[str, int]) -> dict[str, int]:
    return {label: sat for label, sat in amounts.items() if sat}


class BoundRows:
    """Computes what the bounds of a scenario are, remembering what was tried for a set of labels."""

    def __init__(self, scenario: Scenario) -> None:
        """Start with nothing tried."""
        self.scenario = scenario
        self.kinds: Counter[str] = Counter()
        self._reach: dict[frozenset[str], tuple[Reach, AllWays | None]] = {}

    def reach(self, labels: frozenset[str]) -> tuple[Reach, AllWays | None]:
        """Return what the labels reach, and all ways where they are few enough."""
        if labels not in self._reach:
            reach = Reach(self.scenario, labels)
            try:
                self._reach[labels] = reach, AllWays(reach)
            except TooLargeError:
                self._reach[labels] = reach, None
        return self._reach[labels]

    def bounds(self, labels: frozenset[str], target: set[Coin]) -> tuple[int, int] | None:
        """Return the bounds, or None where they are not computed here."""
        reach, ways = self.reach(labels)
        if ways is not None:
            found = ways.bounds(target)
            apart = " apart" * (found[0] < found[1])
            self.kinds["tried" + " with a reached claim" * reach.collides + apart] += 1
            return found
        if not reach.collides:
            self.kinds["flow"] += 1
            return by_flow(reach, target)
        self.kinds["neither"] += 1
        return None


def bound_differences(scenario: Scenario, trace: Json) -> tuple[list[str], Counter[str]]:
    """Return what differs between the bounds of `trace.json` and the simulator's, and how many were held to what."""
    both, rows = Comparison(scenario, trace), BoundRows(scenario)
    everything = frozenset(scenario.labels())
    whole, _ = rows.reach(everything)
    said = set()
    for row in trace["bounds"]:
        labels, target = everything, set[Coin]()
        if "outpoint" in row:
            target = {both.coin(row["outpoint"])}
        elif "custody" in row:
            target = {coin for coin in whole.coins if scenario.owner(coin) == row["custody"]}
        else:
            order = next(order for order in scenario.orders if order.id == row["order"])
            labels = frozenset(order.labels)
            target = {coin for coin in whole.coins if scenario.owner(coin) in order.wallets}
        labels = labels if row["label"] is None else frozenset([row["label"]])
        name = str((row.get("outpoint") and both.coin(row["outpoint"])) or row.get("custody") or row.get("order"))
        said.add((name, row["label"]))
        found = rows.bounds(labels, target)
        if found is None:
            continue
        numbers = row["lower_sat"], row["upper_sat"]
        rows.kinds["apart"] += found[0] < found[1]
        if row["partial"]:
            rows.kinds["partial"] += 1
            if not rows.reach(labels)[0].collides:
                both.found.append(f"bound {name} {row['label']}: partial, and no claim stands in the way")
            if not numbers[0] <= found[0] <= found[1] <= numbers[1]:
                both.hold(f"bound {name} {row['label']} partial", numbers, found)
        else:
            both.hold(f"bound {name} {row['label']}", numbers, found)
    claiming = {label for claims in scenario.claimed().values() for label, _ in claims}
    twice = any(len(claims) > 1 for claims in scenario.claimed().values())
    for coin in first_book(scenario, scenario.primary).ends:
        alone = len(claiming) > 1 and not whole.collides and not twice and scenario.wallet(coin) is not None
        for label in [None, *(claiming if alone else [])]:
            if (str(coin), label) not in said:
                both.found.append(f"bound {coin} {label}: missing")
    return both.found, rows.kinds
