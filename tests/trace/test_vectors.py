"""Published and own worked examples of the accounting rules, from the vectors file beside the data."""

import json
from pathlib import Path

import pytest

from tests.pictures import Picture, outpoint_of, txid_of
from tracer.case.case import Label, Seed
from tracer.chain.outpoint import BlockRef
from tracer.trace.engine import follow
from tracer.trace.policies.registry import POLICIES
from tracer.trace.purse import Purse, Segment, joined, taint
from tracer.trace.reading import Reading
from tracer.trace.seeds import Claim, SeededCoin, resolve
from tracer.trace.terminals import Stops, Terminal

VECTORS = Path(__file__).parents[3] / "shared" / "vectors.json"


def _vectors(kind: str) -> list[dict]:
    if not VECTORS.exists():
        return []
    return [vector for vector in json.loads(VECTORS.read_text())["vectors"] if vector["type"] == kind]


needs_vectors = pytest.mark.skipif(not VECTORS.exists(), reason="the shared vectors.json is not beside the project")


def _cases(kind: str) -> list:
    return [
        pytest.param(vector, rule, id=f"{vector['id']}-{rule}")
        for vector in _vectors(kind)
        for rule in POLICIES
        if rule in vector["results"]
    ]


def _purse(segments: list) -> Purse:
    return tuple(Segment(Label(label), sat) for label, sat in segments)


@needs_vectors
def test_vectors_of_single_transactions_are_there():
    """At least seven transactions and three chains are checked, so that an empty file cannot pass."""
    assert len(_vectors("tx")) >= 7
    assert len(_vectors("chain")) >= 3


@needs_vectors
@pytest.mark.parametrize(("vector", "rule"), _cases("tx"))
def test_a_transaction_is_shared_as_the_vector_says(vector, rule):
    """Each payment and the fee receive exactly the published satoshi, in the published order."""
    spends = [_purse(entry["segments"]) for entry in vector["inputs"]]
    pays = [*vector["outputs"], vector["fee"]]
    *outputs, fee = POLICIES[rule].share(spends, pays, frozenset(vector.get("retained_outputs", ())))
    expected = vector["results"][rule]
    if rule == "poison":
        got = [dict(purse) for purse in outputs]
        assert got == expected["outs"]
        assert dict(fee) == expected["fee"]
        return
    assert [taint(purse) for purse in outputs] == expected["taint_outs"]
    assert taint(fee) == expected["taint_fee"]
    assert [sorted(purse) for purse in outputs] == [sorted(joined(_purse(out))) for out in expected["outs"]]
    if rule == "fifo":
        assert [list(map(list, purse)) for purse in outputs] == expected["outs"]
        assert list(map(list, fee)) == expected["fee"]


@needs_vectors
@pytest.mark.parametrize(("vector", "rule"), _cases("chain"))
def test_a_chain_is_followed_as_the_vector_says(vector, rule):
    """Following the drawn chain leaves exactly the published satoshi in each unspent coin."""
    lines = [f"{name}: -> {value}" for name, value in vector["genesis"].items()]
    for tx in vector["txs"]:
        spends = " ".join(coin if ":" in coin else f"{coin}.0" for coin in tx["vin"]).replace(":", ".")
        lines.append(f"{tx['id']}: {spends} -> {' '.join(map(str, tx['vout']))}")
    view = Picture("\n\n".join(lines))
    reading = Reading(view, BlockRef(10_000, view.block_hash(10_000)))
    seeds = []
    for name, label in vector["seeds"].items():
        outpoint = outpoint_of((name if ":" in name else f"{name}:0").replace(":", "."))
        confirmed = reading.confirmed(outpoint.txid)
        assert confirmed is not None
        output = confirmed.transaction.outputs[outpoint.vout]
        claim = Claim(Label(label), output.value, 0)
        seeds.append(SeededCoin(outpoint, confirmed.position, output, False, (claim,)))
    trail = follow(seeds, POLICIES[rule], Stops({}, {}, 0, 0, 0, False), reading)
    unspent = {coin.outpoint: coin for coin in trail.ended(Terminal.UNSPENT)}
    expected = vector["results"][rule]
    got = {o: taint(coin.purse) for o, coin in unspent.items()}
    assert got == {outpoint_of(name.replace(":", ".")): held for name, held in expected["taint"].items() if held}
    fees = {step.txid: taint(step.fee) for step in trail.steps}
    for tx, fee in zip(vector["txs"], expected["taint_fees"], strict=True):
        assert fees.get(txid_of(tx["id"]), {}) == fee
    if rule == "fifo":
        for name, segments in expected["utxo"].items():
            coin = unspent.get(outpoint_of(name.replace(":", ".")))
            if coin is not None:
                assert list(map(list, coin.purse)) == segments


@needs_vectors
def test_a_seed_by_ranges_is_a_seed_by_the_outputs_it_covers():
    """The published seed notation lays ranges over a transaction's outputs in order; named by outpoint it is the same."""
    (vector,) = _vectors("seed")
    label = Label(vector["seed_ranges"][1][0])
    view = Picture(f"c: -> {sum(vector['outputs'])}\n\nt: c.0 -> {' '.join(map(str, vector['outputs']))}")
    reading = Reading(view, BlockRef(10_000, view.block_hash(10_000)))
    dirty = [outpoint_of(f"t.{vout}") for vout in (1, 2)]
    seeds = resolve([Seed(label, each, *[None] * 3, (), *[None] * 5) for each in dirty], reading)
    trail = follow(seeds, POLICIES["fifo"], Stops({}, {}, 0, 0, 0, False), reading)
    assert [list(map(list, coin.purse)) for coin in trail.ends] == vector["expected"][1:]
    assert {coin.outpoint for coin in trail.coins} == set(dirty)
