import random
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.chain.written import tx_input
from tests.store.chains import MemorySource, Miner
from tracer.case.case import Label, Seed
from tracer.chain import decode
from tracer.chain.amount import Sats
from tracer.chain.outpoint import BlockRef, Outpoint
from tracer.kernel import follow as kernel
from tracer.kernel.arrays import ALL, CHANNELS, MIXES, UNTRACED
from tracer.kernel.store_inputs import claims_of, columns_of, limits_of, outpoint_of
from tracer.store.ingest import Pace, ingest
from tracer.store.view import StoreView
from tracer.trace import engine
from tracer.trace.attribution import Attribution, Slice, taint
from tracer.trace.budget import BudgetPart
from tracer.trace.policies.registry import POLICIES
from tracer.trace.reading import Reading
from tracer.trace.seeds import SeededCoin, resolve
from tracer.trace.stopping import Stopping
from tracer.trace.terminals import Stops, Terminal
from tracer.trace.trail import Trail

_LABELS = [Label(name) for name in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"]


def _seeds(source: random.Random, blocks: list[bytes], labels: int) -> list[Seed]:
    """Draw seeds by outpoint and by txid, some with only a part of the value, some on each other."""
    transactions = [each for raw in blocks[1:] for each in decode.block(raw).transactions]
    seeds = []
    for _ in range(source.randint(1, 3 * labels)):
        each = source.choice(transactions)
        vout = source.randrange(len(each.outputs))
        part = source.random() < 0.4 and each.outputs[vout].value
        by_txid = source.random() < 0.3
        label = source.choice(_LABELS[:labels])
        amount = Sats(source.randint(1, each.outputs[vout].value)) if part else None
        outpoint, txid = (None, each.txid) if by_txid else (each.outpoint(vout), None)
        seeds.append(
            Seed(
                label=label,
                outpoint=outpoint,
                txid=txid,
                address=None,
                descriptor=None,
                scripts=(),
                amount=amount,
                from_height=None,
                to_height=None,
                exhibit=None,
                basis=None,
            )
        )
    return seeds


def _kernel_flow(
    reading: Reading, view: StoreView, seeds: tuple[SeededCoin, ...], rule: str, stops: Stops, budget: int = 0
) -> kernel.KernelTrail:
    stopping = Stopping(stops, reading)

    def verdict(transaction: int) -> Terminal | None:
        opened = reading.open(view.rows.txid(transaction))
        assert opened is not None
        return stopping.end(opened)

    asked = (MIXES if stops.coinjoin else 0) + (CHANNELS if stops.lightning else 0)
    limits = limits_of(
        view.rows, stops.custody, stops.services, min_sat=stops.min_sat, max_hops=stops.max_hops,
        to_height=stops.to_height, fan_out=stops.fan_out, ask=asked,
    )  # fmt: skip
    columns, claims = columns_of(view.rows, reading.horizon.height), claims_of(seeds, view.rows)
    return kernel.follow(columns, claims, rule, limits=limits, verdict=verdict, budget=kernel.CrossingLimit(budget))


def _attribution(flow: kernel.KernelTrail, start: int, end: int) -> Attribution:
    return tuple(
        Slice(Label("") if label == UNTRACED else flow.labels[label], int(sat))
        for label, sat in zip(flow.ends.label[start:end].tolist(), flow.ends.sat[start:end].tolist(), strict=True)
    )


def _assert_equal(flow: kernel.KernelTrail, trail: Trail, view: StoreView, rule: str) -> None:
    ends = flow.ends
    found = {}
    for row, output in enumerate(ends.output.tolist()):
        attribution = _attribution(flow, int(ends.first[row]), int(ends.first[row + 1]))
        held = attribution if rule == "fifo" else taint(attribution)
        found[outpoint_of(output, view.rows)] = (kernel.TERMINALS[ends.terminal[row]], int(ends.hop[row]), held)
    wanted = {
        coin.outpoint: (coin.terminal, coin.hop, coin.attribution if rule == "fifo" else taint(coin.attribution))
        for coin in trail.ends
    }
    assert found == wanted
    rows = [(steps, row) for steps in flow.steps for row in range(steps.transaction.size)]
    assert [view.rows.txid(int(steps.transaction[row])) for steps, row in rows] == [step.txid for step in trail.steps]
    for (steps, row), step in zip(rows, trail.steps, strict=True):
        start = int(steps.first[row])
        middle, end = start + int(steps.entries_in[row]), int(steps.first[row + 1])
        fee = {flow.labels[steps.label[entry]]: int(steps.sat[entry]) for entry in range(middle, end)}
        assert fee == taint(step.fee)
        if rule != "poison":
            came: dict[Label, int] = {}
            for _, coin in step.spent:
                for label, sat in taint(coin.attribution).items():
                    came[label] = came.get(label, 0) + sat
            assert {flow.labels[steps.label[e]]: int(steps.sat[e]) for e in range(start, middle)} == came
    assert flow.books == {label: book.terminals for label, book in trail.books.items()}


class Drawn(NamedTuple):
    """A random chain in a store, with what is asked of it."""

    reading: Reading
    view: StoreView
    seeds: tuple[SeededCoin, ...]
    stops: Stops
    budget: int

    def trail(self, rule: str) -> Trail:
        """Return what the reference engine says."""
        return engine.follow(self.seeds, POLICIES[rule], self.stops, self.reading, budget=BudgetPart(self.budget))


def _drawn(number: int, folder: Path) -> Drawn:
    """Return the chain with this number, always the same, ingested into a folder; it always has seeds."""
    source = random.Random(number)
    blocks = Miner(number).mine(source.randint(5, 40), source.randint(3, 12)).blocks
    ingest(MemorySource(blocks), folder)
    view = StoreView(folder)
    scripts = sorted({o.script for raw in blocks for t in decode.block(raw).transactions for o in t.outputs})
    custody, services = source.sample(scripts, min(3, len(scripts))), source.sample(scripts, min(3, len(scripts)))
    horizon = source.choice([len(blocks) - 1, len(blocks) // 2])
    stops = Stops(
        custody=dict.fromkeys(custody, "c"),
        services=dict.fromkeys(services, "s"),
        min_sat=source.choice([0, 0, 1000, 10**8]),
        max_hops=source.choice([0, 0, 3, 6]),
        to_height=source.choice([0, 0, len(blocks) // 3]),
        coinjoin=source.random() < 0.3,
        fan_out=source.choice([0, 0, 3]),
        lightning=source.random() < 0.2,
    )
    reading = Reading(view, BlockRef(horizon, view.block_hash(horizon)))
    seeds: tuple[SeededCoin, ...] = ()
    while not seeds:
        seeds = resolve(_seeds(source, blocks[: horizon + 1], source.choice([1, 2, 5, 26])), reading)
    return Drawn(reading, view, seeds, stops, source.choice([0, 0, 0, 1, 10]))


CHAINS = range(25)


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Drawn]:
    """Return what gives the chain with a number: ingested once for all rules."""
    folder = tmp_path_factory.mktemp("drawn")
    return cache(lambda number: _drawn(number, folder / str(number)))


@pytest.mark.parametrize("rule", ["fifo", "haircut", "poison"])
@pytest.mark.parametrize("number", CHAINS)
def test_the_kernel_equals_the_reference_to_the_satoshi(rule: str, number: int, drawn: Callable[[int], Drawn]) -> None:
    """On random chains with merges, splits, chains inside a block, zero values, overlapping seeds and every stop."""
    chain = drawn(number)
    flow = _kernel_flow(chain.reading, chain.view, chain.seeds, rule, chain.stops, chain.budget)
    _assert_equal(flow, chain.trail(rule), chain.view, rule)


def test_the_chains_that_kernel_and_reference_are_held_to_end_trails_in_every_way(
    drawn: Callable[[int], Drawn],
) -> None:
    """All 25 have seeds, most cross transactions, together they meet every terminal but those told apart elsewhere."""
    trails = [drawn(number).trail("fifo") for number in CHAINS]
    assert sum(bool(trail.seeds) for trail in trails) == 25
    assert sum(bool(trail.steps) for trail in trails) >= 19
    assert {coin.terminal for trail in trails for coin in trail.ends} >= {
        Terminal.UNSPENT, Terminal.CUSTODY, Terminal.SERVICE, Terminal.THRESHOLD, Terminal.HOPS, Terminal.HORIZON,
        Terminal.BURNED, Terminal.FAN_OUT, Terminal.BUDGET,
    }  # fmt: skip


@pytest.mark.parametrize("rule", ["fifo", "haircut", "poison"])
def test_trails_that_leave_a_partial_store_end_in_a_gap(rule: str, tmp_path: Path) -> None:
    """What a transaction spends from below the store is a gap for the kernel where it is one for the reference."""
    for number in range(6):
        source = random.Random(number)
        blocks = Miner(100 + number).mine(40, 8).blocks
        store = tmp_path / str(number)
        ingest(MemorySource(blocks[15:], 15), store, pace=Pace(1, 1))
        view = StoreView(store)
        reading = Reading(view, view.tip())
        seeds = resolve(_seeds(source, blocks[14:], 3), reading)
        stops = Stops(custody={}, services={}, min_sat=0, max_hops=0, to_height=0, coinjoin=False)
        trail = engine.follow(seeds, POLICIES[rule], stops, reading)
        _assert_equal(_kernel_flow(reading, view, seeds, rule, stops), trail, view, rule)


def _simple(tmp_path: Path, seed: int = 3) -> tuple[StoreView, tuple[SeededCoin, ...], Reading]:
    blocks = Miner(seed).mine(40, 8).blocks
    ingest(MemorySource(blocks), tmp_path)
    view = StoreView(tmp_path)
    reading = Reading(view, view.tip())
    first = [Outpoint(view.rows.txid(view.rows.first_transaction(height)), 0) for height in (1, 2, 3, 4)]
    seeds = [
        Seed(
            label=Label("A"),
            outpoint=each,
            txid=None,
            address=None,
            descriptor=None,
            scripts=(),
            amount=None,
            from_height=None,
            to_height=None,
            exhibit=None,
            basis=None,
        )
        for each in first
    ]
    return view, resolve(seeds, reading), reading


def _crossed(flow: kernel.KernelTrail) -> int:
    return sum(steps.transaction.size for steps in flow.steps)


def test_a_budget_ends_trails_as_budget_and_the_books_still_close(tmp_path: Path) -> None:
    """After so many transactions whatever is on its way ends, flagged; every satoshi is accounted for."""
    view, seeds, _ = _simple(tmp_path)
    columns, claims = columns_of(view.rows, 40), claims_of(seeds, view.rows)
    total = sum(sat for coin in claims for _, sat in coin.claims)
    whole = kernel.follow(columns, claims, "haircut", limits=limits_of(view.rows))
    for most in (1, 2, 7, 10**6):
        flow = kernel.follow(columns, claims, "haircut", limits=limits_of(view.rows), budget=kernel.CrossingLimit(most))
        assert sum(flow.books[Label("A")].values()) == total
        assert flow.partial is (most < _crossed(whole))
        assert _crossed(flow) <= most
        assert (flow.books[Label("A")][Terminal.BUDGET] > 0) is flow.partial


def test_whoever_is_asked_decides_where_trails_end(tmp_path: Path) -> None:
    """Asked before every transaction, a verdict ends the coins it spends, whole, and the step is not listed."""
    view, seeds, _ = _simple(tmp_path)
    columns, claims = columns_of(view.rows, 40), claims_of(seeds, view.rows)
    asked: list[int] = []

    def verdict(transaction: int) -> Terminal | None:
        asked.append(transaction)
        return Terminal.LIGHTNING if transaction % 3 == 0 else None

    flow = kernel.follow(columns, claims, "fifo", limits=limits_of(view.rows, ask=ALL), verdict=verdict)
    assert asked == sorted(set(asked))
    assert [n for steps in flow.steps for n in steps.transaction.tolist()] == [number for number in asked if number % 3]
    assert flow.books[Label("A")][Terminal.LIGHTNING] > 0


def test_a_mix_ends_trails_for_the_kernel_where_it_does_for_the_reference(tmp_path: Path) -> None:
    """Asking only where a value is paid twice from two inputs finds every mix that the detectors find."""
    miner = Miner(6).mine(30, 4)
    for _ in range(4):
        coins = [coin for coin in miner.take(30) if coin[2] > 10**6][:5]
        inputs = [tx_input(txid + vout.to_bytes(4, "little")) for txid, vout, _, _ in coins]
        equal = min(value for _, _, value, _ in coins)
        pays = [(equal, b"\0\x14" + miner.random.randbytes(20)) for _ in coins]
        miner.add([partial(miner.made, inputs, pays)])
    ingest(MemorySource(miner.blocks), tmp_path)
    view = StoreView(tmp_path)
    reading = Reading(view, view.tip())
    source = random.Random(1)
    ends = set()
    for _ in range(8):
        seeds = resolve(_seeds(source, miner.blocks, 3), reading)
        stops = Stops(custody={}, services={}, min_sat=0, max_hops=0, to_height=0, coinjoin=True)
        trail = engine.follow(seeds, POLICIES["haircut"], stops, reading)
        _assert_equal(_kernel_flow(reading, view, seeds, "haircut", stops), trail, view, "haircut")
        ends |= {coin.terminal for coin in trail.ends}
    assert Terminal.MIX in ends


def _given(txid: bytes, raw: bytes) -> tuple[bytes, bytes]:
    return txid, raw


def test_a_channel_ends_trails_for_the_kernel_where_it_does_for_the_reference(tmp_path: Path) -> None:
    """Asking only what is numbered like a commitment, or is spent by one, finds every channel that the rules find."""
    miner = Miner(6).mine(30, 4)
    for _ in range(4):
        txid, vout, value, _ = next(coin for coin in miner.take(30) if coin[2] > 10**6)
        pays = [(value // 2, b"\0\x20" + miner.random.randbytes(32)), (value // 3, b"\x51")]
        funding, raw = miner.made([tx_input(txid + vout.to_bytes(4, "little"))], pays, keep=False, numbers=(2, 0))
        spend = tx_input(funding + (0).to_bytes(4, "little"), sequence=0x80AABBCC)
        close = [(value // 2 - 700, b"\0\x14" + miner.random.randbytes(20))]
        commitment = miner.made([spend], close, numbers=(2, 0x20DDEEFF))
        miner.add([partial(_given, funding, raw), partial(_given, *commitment)])
    miner.mine(3, 4)
    ingest(MemorySource(miner.blocks), tmp_path)
    view = StoreView(tmp_path)
    reading = Reading(view, view.tip())
    source = random.Random(1)
    ends, channels = set(), 0
    for _ in range(8):
        seeds = resolve(_seeds(source, miner.blocks, 3), reading)
        stops = Stops(
            custody={}, services={}, min_sat=0, max_hops=0, to_height=0, coinjoin=False, fan_out=0, lightning=True
        )
        trail = engine.follow(seeds, POLICIES["fifo"], stops, reading)
        _assert_equal(_kernel_flow(reading, view, seeds, "fifo", stops), trail, view, "fifo")
        ends |= {coin.terminal for coin in trail.ends}
        channels += len(trail.stopped)
    assert Terminal.LIGHTNING in ends
    assert channels > 1
