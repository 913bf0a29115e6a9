"""Whole chains followed by a second reading of `docs/rules.md`, satoshi by satoshi, and by the engine.

The same answer.
"""

import random
from collections import Counter
from dataclasses import dataclass, field

import pytest

from tests.trace import oracle
from tests.trace.drawing import Drawing, seed
from tests.trace.policies.test_oracle import as_rule_says
from tracer.trace.attribution import taint
from tracer.trace.policies.registry import POLICIES
from tracer.trace.terminals import Terminal

CONSERVING = [name for name, policy in POLICIES.items() if policy.conserves]
CHAINS = 60


@dataclass
class Told:
    """A chain as it was drawn: per transaction its name, coins spent and values paid, one block a list."""

    blocks: list[list[tuple[str, list[str], list[int]]]] = field(default_factory=list)
    seeds: list[tuple[str, str, int | None]] = field(default_factory=list)
    retained: list[str] = field(default_factory=list)

    def text(self) -> str:
        """Return the drawing."""
        lines = ((f"{name}: {' '.join(spends)} -> {' '.join(map(str, pays))}" for name, spends, pays in block)
                 for block in self.blocks)  # fmt: skip
        return "\n\n".join("\n".join(block) for block in lines)

    def drawing(self, rule: str) -> Drawing:
        """Return the chain for the engine, without stops."""
        claims = [seed(label, coin, amount=sat) for label, coin, sat in self.seeds]
        return Drawing(self.text(), claims, rule=rule, retained=tuple(self.retained))


@dataclass
class Followed:
    """What the oracle found: every coin nobody spent, every fee, and what each seed found taken."""

    unspent: dict[str, oracle.Coin] = field(default_factory=dict)
    fees: dict[str, oracle.Coin] = field(default_factory=dict)
    overlaps: Counter[str] = field(default_factory=Counter)
    collisions: list[tuple[str, str, str, int]] = field(default_factory=list)


def drawn(number: int) -> Told:
    """Return a random chain: merges, zero values, zero fees, coinbases in between, children in their parents' block."""
    source = random.Random(number)
    told, coins, paid = Told(), dict[str, int](), dict[str, int]()
    for height in range(source.randint(2, 9)):
        block = [(f"c{height}", list[str](), [source.choice([0, 7, 12, 12, 20]) for _ in range(source.randint(1, 3))])]
        for place in range(source.randint(0, 3)):
            spends = source.sample(sorted(coins), min(len(coins), source.randint(1, 4)))
            if spends:
                left = sum(coins.pop(name) for name in spends)
                pays = []
                for _ in range(source.randint(1, 4)):
                    pays.append(source.choice([0, left, left // 2, left // 3, source.randint(0, left)]))
                    left -= pays[-1]
                block.append((f"t{height}_{place}", spends, pays))
                coins |= {f"t{height}_{place}.{vout}": value for vout, value in enumerate(pays)}
        coins |= {f"c{height}.{vout}": value for vout, value in enumerate(block[0][2])}
        paid |= {f"{name}.{vout}": value for name, _, pays in block for vout, value in enumerate(pays)}
        told.blocks.append(block)
    for _ in range(source.randint(1, 6)):
        coin = source.choice([name for name, value in paid.items() if value] or ["c0.0"])
        part = source.choice([None, None, source.randint(1, paid[coin])]) if paid[coin] else None
        told.seeds.append((source.choice("BAaC"), coin, part))
    told.retained = source.sample(sorted(paid), len(paid) // 3)
    return told


def followed(told: Told, rule: str) -> Followed:
    """Follow a chain as `docs/rules.md` says it: in the order of the chain, the fee last, first claim wins."""
    found = Followed()
    for name, spends, pays in (each for block in told.blocks for each in block):
        coins = [found.unspent.pop(coin) for coin in spends] or [[""] * sum(pays)]
        kept = [vout for vout in range(len(pays)) if f"{name}.{vout}" in told.retained]
        *made, fee = oracle.shared(rule, coins, [*pays, sum(map(len, coins)) - sum(pays)], kept)
        found.fees[name] = fee
        for vout, coin in enumerate(made):
            for label, outpoint, part in told.seeds:
                if outpoint == f"{name}.{vout}":
                    _claim(found, label, outpoint, coin, len(coin) if part is None else part)
            found.unspent[f"{name}.{vout}"] = coin
    return found


def _claim(found: Followed, label: str, outpoint: str, coin: oracle.Coin, sat: int) -> None:
    held = Counter(each for each in coin if each)
    left = oracle.claimed(coin, label, sat)
    found.overlaps[label] += left
    for holder in sorted(held, key=str.encode):
        if left and held[holder]:
            found.collisions.append((outpoint, holder, label, min(left, held[holder])))
            left -= min(left, held[holder])


def amounts(coin: oracle.Coin) -> dict[str, int]:
    """Return the satoshi of each label, untraced left out."""
    return dict(Counter(sat for sat in coin if sat))


@pytest.mark.parametrize("rule", CONSERVING)
@pytest.mark.parametrize("number", range(CHAINS))
def test_a_chain_is_followed_as_the_second_reading_follows_it(rule, number: int):
    """Unspent coins, fees, overlaps and collisions agree for every rule, order in a coin under FIFO and LIFO too."""
    told = drawn(number)
    drawing, wanted = told.drawing(rule), followed(told, rule)
    trail = drawing.trail()
    ends = {drawing.name(coin.outpoint): coin for coin in trail.ended(Terminal.UNSPENT)}
    assert {name: taint(coin.attribution) for name, coin in ends.items() if taint(coin.attribution)} == {
        name: amounts(coin) for name, coin in wanted.unspent.items() if any(coin)
    }
    fees = {drawing.view.names[step.txid]: taint(step.fee) for step in trail.steps}
    assert {name: fee for name, fee in fees.items() if fee} == {
        name: amounts(fee) for name, fee in wanted.fees.items() if any(fee)
    }
    assert {label: book.overlap for label, book in trail.books.items()} == {
        label: wanted.overlaps[label] for label in trail.books
    }
    collisions = [(drawing.name(c.outpoint), c.holder, c.claimant, c.sat) for c in trail.collisions]
    assert sorted(collisions) == sorted(wanted.collisions)
    if POLICIES[rule].positional:
        for name, coin in ends.items():
            if any(wanted.unspent[name]):
                assert coin.attribution == as_rule_says(rule, wanted.unspent[name])


def test_the_drawn_chains_hold_what_is_hard() -> None:
    """Among the chains are collisions, partial claims, free transactions, worthless outputs, fees that carry taint."""
    told = [drawn(number) for number in range(CHAINS)]
    found = [followed(each, "fifo") for each in told]
    assert sum(bool(each.collisions) for each in found) >= 5
    assert sum(any(any(fee) for fee in each.fees.values()) for each in found) >= 5
    assert sum(any(sat is not None for _, _, sat in each.seeds) for each in told) >= 5
    assert any(0 in pays for each in told for block in each.blocks for _, _, pays in block)
    several = Counter(name.split(".")[0] for each in told for name in each.retained)
    assert max(several.values()) >= 2
    assert any(coin.startswith("c") for each in told for _, coin, _ in each.seeds)
