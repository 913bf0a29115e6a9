"""Published and own worked examples of the accounting rules, from the vectors file of the tests."""

import pytest

from tests.pictures import Picture, outpoint_of, txid_of
from tests.trace.drawing import seed
from tests.vectors.published import drawing, vector, vectors
from tests.vectors.published import taint as claims
from tracer.case.case import Label
from tracer.chain.outpoint import BlockRef
from tracer.trace.attribution import Attribution, Slice, joined, taint
from tracer.trace.engine import follow
from tracer.trace.policies.registry import POLICIES
from tracer.trace.reading import Reading
from tracer.trace.seeds import SeedClaim, SeededCoin, resolve
from tracer.trace.terminals import Stops, Terminal


def _cases(kind: str, answers: str) -> list:
    return [
        pytest.param(example, rule, id=f"{example['id']}-{rule}")
        for example in vectors(kind)
        for rule in POLICIES
        if rule in example[answers]
    ]


def _attribution(segments: list) -> Attribution:
    return tuple(Slice(Label(label), sat) for label, sat in segments)


def test_vectors_of_single_transactions_are_there() -> None:
    """At least seven transactions and three chains are checked, so that an empty file cannot pass."""
    assert len(vectors("transaction")) >= 7
    assert len(vectors("chain")) >= 3


@pytest.mark.parametrize(("example", "rule"), _cases("transaction", "shares"))
def test_a_transaction_is_shared_as_the_vector_says(example, rule):
    """Each payment and the fee receive exactly the published satoshi, in the published order."""
    spends = [_attribution(segments) for segments in example["inputs"]]
    pays = [*example["outputs"], example["fee"]]
    *outputs, fee = POLICIES[rule].share(spends, pays, frozenset(example["retained"]))
    expected = example["shares"][rule]
    if rule == "poison":
        got = [dict(attribution) for attribution in outputs]
        assert got == expected["outputs"]
        assert dict(fee) == expected["fee"]
        return
    assert [taint(attribution) for attribution in outputs] == [
        claims(attribution) for attribution in expected["outputs"]
    ]
    assert taint(fee) == claims(expected["fee"])
    assert [sorted(attribution) for attribution in outputs] == [
        sorted(joined(_attribution(out))) for out in expected["outputs"]
    ]
    if rule == "fifo":
        assert [list(map(list, attribution)) for attribution in outputs] == expected["outputs"]
        assert list(map(list, fee)) == expected["fee"]


@pytest.mark.parametrize(("example", "rule"), _cases("chain", "held"))
def test_a_chain_is_followed_as_the_vector_says(example, rule):
    """Following the drawn chain leaves exactly the published satoshi in each unspent coin."""
    view = Picture(drawing(example))
    reading = Reading(view, BlockRef(10_000, view.block_hash(10_000)))
    seeds = []
    for name, label in example["seeds"].items():
        outpoint = outpoint_of(name.replace(":", "."))
        confirmed = reading.confirmed(outpoint.txid)
        assert confirmed is not None
        output = confirmed.transaction.outputs[outpoint.vout]
        claim = SeedClaim(Label(label), output.value, 0)
        seeds.append(SeededCoin(outpoint, confirmed.position, output, False, (claim,)))
    trail = follow(
        seeds,
        POLICIES[rule],
        Stops(custody={}, services={}, min_sat=0, max_hops=0, to_height=0, coinjoin=False),
        reading,
    )
    unspent = {coin.outpoint: coin for coin in trail.ended(Terminal.UNSPENT)}
    expected = example["held"][rule]
    got = {o: taint(coin.attribution) for o, coin in unspent.items()}
    held = {outpoint_of(name.replace(":", ".")): claims(attribution) for name, attribution in expected["coins"].items()}
    assert got == {outpoint: taints for outpoint, taints in held.items() if taints}
    fees = {step.txid: taint(step.fee) for step in trail.steps}
    for tx, fee in zip(example["transactions"], expected["fees"], strict=True):
        assert fees.get(txid_of(tx["name"]), {}) == fee
    if rule == "fifo":
        for name, segments in expected["coins"].items():
            coin = unspent.get(outpoint_of(name.replace(":", ".")))
            if coin is not None:
                assert list(map(list, coin.attribution)) == segments


def test_a_seed_by_ranges_is_a_seed_by_the_outputs_it_covers() -> None:
    """The published seed notation lays ranges over a transaction's outputs in order.

    Named by outpoint it is the same.
    """
    example = vector("SEED-01")
    label = Label(example["ranges"][1][0])
    view = Picture(f"c: -> {sum(example['outputs'])}\n\nt: c.0 -> {' '.join(map(str, example['outputs']))}")
    reading = Reading(view, BlockRef(10_000, view.block_hash(10_000)))
    seeds = resolve([seed(label, f"t.{vout}") for vout in (1, 2)], reading)
    trail = follow(
        seeds,
        POLICIES["fifo"],
        Stops(custody={}, services={}, min_sat=0, max_hops=0, to_height=0, coinjoin=False),
        reading,
    )
    assert [list(map(list, coin.attribution)) for coin in trail.ends] == example["coins"][1:]
    assert {coin.outpoint for coin in trail.coins} == {outpoint_of("t.1"), outpoint_of("t.2")}
