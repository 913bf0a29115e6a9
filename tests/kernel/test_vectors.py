"""The published and own worked examples, from the vectors file of the tests, under the rules that the kernel has."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pytest

from tests.vectors.published import taint, vectors
from tracer.case.case import Label
from tracer.kernel.arrays import UNTRACED, KernelLimits
from tracer.kernel.columns import drawn_columns
from tracer.kernel.follow import RULES, TERMINALS, Claimed, KernelTrail, follow
from tracer.store.columns import Rows
from tracer.store.schema import NONE
from tracer.trace.terminals import Terminal


class Drawn(NamedTuple):
    """A transaction by what it spends (outputs by number) and what it pays in satoshi."""

    spends: tuple[int, ...]
    pays: tuple[int, ...]


def _cases(kind: str, answers: str) -> list:
    return [
        pytest.param(vector, rule, id=f"{vector['id']}-{rule}")
        for vector in vectors(kind)
        for rule in RULES
        if rule in vector[answers]
    ]


def _follow(drawn: list[Drawn], seeds: dict[int, str], rule: str) -> KernelTrail:
    """Follow whole outputs, given by number, over transactions in this order."""
    value = [sat for each in drawn for sat in each.pays]
    makers = [number for number, each in enumerate(drawn) for _ in each.pays]
    spender = [NONE] * len(value)
    for number, each in enumerate(drawn):
        for output in each.spends:
            spender[output] = number
    parts: list[Rows | Sequence[int]] = [
        np.cumsum([0, *(len(each.spends) for each in drawn)]), np.cumsum([0, *(len(each.pays) for each in drawn)]),
        [output for each in drawn for output in each.spends], value, spender, [], [], [], [],
    ]  # fmt: skip
    columns = drawn_columns(parts, len(drawn))
    none = np.empty(0, np.uint64)
    coins = [Claimed(output, makers[output], ((Label(label), value[output]),)) for output, label in seeds.items()]
    return follow(
        columns,
        coins,
        rule,
        limits=KernelLimits(custody=none, services=none, min_sat=0, max_hops=0, fan_out=0, late_from=len(drawn), ask=0),
    )


def _held(flow: KernelTrail, output: int) -> list[list]:
    """Return the entries of a coin at which a trail ends unspent, nothing where none does."""
    for row in np.flatnonzero(flow.ends.output == output).tolist():
        assert TERMINALS[flow.ends.terminal[row]] is Terminal.UNSPENT
        entries = range(int(flow.ends.first[row]), int(flow.ends.first[row + 1]))
        labels = ["" if (at := int(flow.ends.label[e])) == UNTRACED else flow.labels[at] for e in entries]
        return [[label, int(flow.ends.sat[e])] for label, e in zip(labels, entries, strict=True)]
    return []


def _fees(flow: KernelTrail) -> dict[int, dict[str, int]]:
    """Return the taint in each crossed transaction's fee."""
    found = {}
    for steps in flow.steps:
        for row, number in enumerate(steps.transaction.tolist()):
            entries = range(int(steps.first[row]) + int(steps.entries_in[row]), int(steps.first[row + 1]))
            found[number] = {flow.labels[steps.label[e]]: int(steps.sat[e]) for e in entries}
    return found


def test_the_kernel_has_vectors_to_be_held_to() -> None:
    """At least seven transactions under three rules and three chains under two, so that an empty file cannot pass."""
    assert len(_cases("transaction", "shares")) >= 21
    assert len(_cases("chain", "held")) >= 6


@pytest.mark.parametrize(("vector", "rule"), _cases("transaction", "shares"))
def test_the_kernel_shares_a_transaction_as_the_vector_says(vector: dict, rule: str) -> None:
    """Each payment and the fee hold the published satoshi; under FIFO in the published order, under poison whole."""
    inputs = vector["inputs"]
    assert all(len(attribution) == 1 for attribution in inputs)
    drawn = [Drawn((), (attribution[0][1],)) for attribution in inputs]
    drawn.append(Drawn(tuple(range(len(inputs))), tuple(vector["outputs"])))
    seeds = {at: attribution[0][0] for at, attribution in enumerate(inputs) if attribution[0][0]}
    flow, expected = _follow(drawn, seeds, rule), vector["shares"][rule]
    held = [_held(flow, len(inputs) + vout) for vout in range(len(vector["outputs"]))]
    said = [*expected["outputs"], expected["fee"]]
    *outs, fee = said if rule == "poison" else map(taint, said)
    assert [taint(each) for each in held] == outs
    assert _fees(flow)[len(inputs)] == fee
    if rule == "fifo":
        assert [each for each in held if each] == [out for out in expected["outputs"] if taint(out)]


@pytest.mark.parametrize(("vector", "rule"), _cases("chain", "held"))
def test_the_kernel_follows_a_chain_as_the_vector_says(vector: dict, rule: str) -> None:
    """Following the chain leaves exactly the published satoshi in each unspent coin and in each fee."""
    drawn = [Drawn((), (value,)) for value in vector["coins"].values()]
    numbers = {f"{name}:0": at for at, name in enumerate(vector["coins"])}
    for tx in vector["transactions"]:
        first = len(numbers)
        drawn.append(Drawn(tuple(numbers[coin] for coin in tx["spends"]), tuple(tx["pays"])))
        numbers |= {f"{tx['name']}:{vout}": first + vout for vout in range(len(tx["pays"]))}
    seeds = {numbers[name]: label for name, label in vector["seeds"].items()}
    flow, expected = _follow(drawn, seeds, rule), vector["held"][rule]
    spent = {output for each in drawn for output in each.spends}
    got = {name: taint(_held(flow, output)) for name, output in numbers.items() if output not in spent}
    said = {name: taint(attribution) for name, attribution in expected["coins"].items()}
    assert {n: t for n, t in got.items() if t} == {n: t for n, t in said.items() if t}
    fees, before = _fees(flow), len(vector["coins"])
    assert [fees.get(before + at, {}) for at in range(len(vector["transactions"]))] == expected["fees"]
    if rule == "fifo":
        named = {n: segments for n, segments in expected["coins"].items() if taint(segments)}
        assert {n: _held(flow, numbers[n]) for n in named} == named


@pytest.mark.parametrize("rule", RULES)
def test_labels_beyond_sixteen_bits_are_labels_like_others(rule: str) -> None:
    """With 65,537 labels each keeps its own satoshi, the one numbered 65,535 too."""
    count = 65_537
    drawn = [Drawn((), (10,) * count), Drawn((65_534, 65_535, 65_536), (5, 24))]
    flow = _follow(drawn, {output: f"{output:05}" for output in range(count)}, rule)
    ends = {flow.labels[label]: int(sat) for label, sat in zip(flow.ends.label[-5:], flow.ends.sat[-5:], strict=True)}
    assert flow.labels[65_535] == "65535"
    if rule == "poison":
        assert ends["65535"] == 24
        return
    books = {label: flow.books[Label(label)] for label in ("00000", "65534", "65535", "65536")}
    assert [sum(book.values()) for book in books.values()] == [10] * 4
    assert books["65535"][Terminal.UNSPENT] + books["65535"][Terminal.FEE] == 10
    assert sum(book[Terminal.FEE] for book in flow.books.values()) == 1
