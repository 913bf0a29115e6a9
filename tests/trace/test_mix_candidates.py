"""The quick look over columns, held against every detector: what it passes over, none of them would stop at."""

import gzip
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from hypothesis import Phase, find, given, settings
from hypothesis import strategies as st

from tests.counts import count
from tests.trace.patterns.subjects import pays, script, subject, txid
from tracer.chain.amount import Sats
from tracer.chain.outpoint import Outpoint
from tracer.chain.transaction import Output
from tracer.trace.mix_candidates import mix_candidates
from tracer.trace.patterns.lines import parse
from tracer.trace.patterns.mix import is_mix
from tracer.trace.patterns.subject import Spend, Subject
from tracer.trace.patterns.wasabi2 import DENOMINATIONS

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "coinjoin"

SHAPES = ("any", "equal", "joinmarket", "whirlpool", "stonewall", "wasabi1", "standard", "lone")
FORMS = ("wpkh", "tr", "pkh", "data", "anchor", "long", "empty")


def flagged(*seen: Subject) -> list[bool]:
    """Return what the look over columns says of transactions that stand one after another."""
    outputs = [output for each in seen for output in each.outputs]
    script_ends = np.cumsum([0, *(len(output.script) for output in outputs)], dtype=np.int64)
    first_output = np.cumsum([0, *(len(each.outputs) for each in seen)], dtype=np.int64)
    first_input = np.cumsum([0, *(len(each.inputs) for each in seen)], dtype=np.int64)
    flags = mix_candidates(
        first_input[:-1],
        int(first_input[-1]),
        first_output[:-1],
        np.array([output.value for output in outputs], np.int64),
        np.frombuffer(b"".join(output.script for output in outputs), np.uint8),
        script_ends[:-1],
    )
    return [bool(flag) for flag in flags]


@st.composite
def drawn(draw: st.DrawFn, shapes: Sequence[str] = SHAPES) -> Subject:
    """Draw a transaction near some protocol's shape, then spoil it a little or not at all."""
    shape = draw(st.sampled_from(shapes))
    many = draw(st.sampled_from([2, 5, 20, 49, 60]) if shape == "standard" else st.integers(2, 14))
    form = draw(st.sampled_from(("wpkh", "wpkh", "tr")))
    outputs = [_output(at, value, form) for at, value in enumerate(draw(_values(shape, many)))]
    for value in draw(st.sampled_from([(), (), (), (0,), (7,), (0, 0, 7), (0,) * 6])):
        outputs.append(_output(len(outputs), value, draw(st.sampled_from(FORMS))))
    if draw(st.booleans()):
        outputs.sort(key=lambda output: -output.value)
    inputs = tuple(
        Spend(Outpoint(txid(f"of {at}"), 0), 10_000_000, script("same" if shape == "lone" else f"in {at}"), 0)
        for at in range(many)
    )
    return Subject(
        txid=txid("drawn"),
        inputs=inputs,
        outputs=tuple(outputs),
        version=2,
        locktime=0,
        height=draw(st.sampled_from([None, 600_000, 800_000])),
    )


def _values(shape: str, many: int) -> st.SearchStrategy[list[int]]:
    """Return what a transaction of a shape pays, given how many coins it spends."""
    least, times, beside = {
        "any": (0, 9, 14),
        "lone": (0, 9, 14),
        "equal": (2, 12, 3),
        "joinmarket": (many, many, many),
        "whirlpool": (many, many, 0),
        "stonewall": (2, 2, 2),
        "wasabi1": (10, 12, 4),
        "standard": (0, 0, 2),
    }[shape]
    odd = st.lists(st.integers(5_000, 10**8), min_size=beside // 2, max_size=beside, unique=True)
    equal = st.sampled_from([546, 5_000, 100_000, 1_000_000, 10_000_000]).flatmap(
        lambda value: st.lists(st.just(value), min_size=least, max_size=times)
    )
    known = st.lists(st.sampled_from(sorted(DENOMINATIONS)[:8]), min_size=6, max_size=30)
    pays = st.tuples(known if shape == "standard" else equal, odd).map(lambda both: both[0] + both[1])
    return pays.filter(bool)


def _output(at: int, value: int, form: str) -> Output:
    long = {"long": b"\x51" * 10_001, "empty": b""}
    return Output(Sats(value), long[form] if form in long else script(f"out {at}:{form}"))


@settings(derandomize=True, deadline=None, max_examples=count(suite=200, laws=1_000))
@given(drawn())
def test_what_is_passed_over_no_detector_would_stop_at(seen: Subject) -> None:
    """Near every protocol's shape, spoilt in every way, the look never passes over what the union stops at."""
    assert is_mix(seen) is None or flagged(seen) == [True]


@pytest.mark.parametrize(
    ("shape", "rule"),
    [
        ("standard", "wasabi2-large-round"),
        ("standard", "wasabi2-graphsense"),
        ("standard", "wasabi2-small-round"),
        ("wasabi1", "wasabi1-denomination"),
        ("joinmarket", "joinmarket-round"),
        ("stonewall", "stonewall-shape"),
        ("any", "esplora-equal-outputs"),
    ],
)
def test_the_drawn_transactions_meet_every_rule_that_a_shape_can(shape: str, rule: str) -> None:
    """The law above speaks of all detectors: each of them stops at some of what is drawn."""

    def stops(seen: Subject) -> bool:
        """Whether it is this rule that stops."""
        found = is_mix(seen)
        return found is not None and found.rule == rule

    patient = settings(derandomize=True, deadline=None, max_examples=5_000, phases=[Phase.generate])
    assert stops(find(drawn([shape]), stops, settings=patient))


@pytest.mark.parametrize(
    ("inputs", "outputs", "expected"),
    [
        ("9 9", "3 3 3", True),
        ("9", "3 3 3", False),
        ("9 9", "3 4 5", False),
        ("9 9", "3 3 4 5 6 7", False),
        ("9 9", "3 3 4 5 0@a:data 0@b:data", True),
        ("9 9", "3 3 4 5 6 240@a:anchor", True),
        ("9 9", "3 3 4 5 6 7 240@a:anchor", False),
        ("9 9 9 9 9", "16384 16384 8192 5 6 7", True),
        ("9 9 9 9", "16384 16384 8192 5 6 7", False),
        ("9 9", "3 3 3 3 3 " + " ".join(map(str, range(10, 90))), True),
        ("9 9", "3 3 3 3 " + " ".join(map(str, range(10, 90))), False),
    ],
)
def test_a_batch_that_pays_one_value_now_and_then_is_no_candidate(inputs: str, outputs: str, expected: bool) -> None:
    """Two inputs, a value paid twice, and one of the shapes.

    Half the payments or five, three or four, denominations.
    """
    assert flagged(subject(inputs, outputs)) == [expected]


def test_transactions_are_told_apart() -> None:
    """Each transaction's inputs and outputs end where the next one's begin, the last one's where all do."""
    plain, equal = subject("9 9", "5 4"), subject("9 9", "5 5")
    coinbase = Subject(txid=txid("coinbase"), inputs=(), outputs=pays("50"), version=2, locktime=0)
    assert flagged(coinbase, plain, equal, plain, equal) == [False, False, True, False, True]
    assert flagged(equal, subject("9", "5 5"), plain, coinbase) == [True, False, False, False]


def test_every_real_mix_is_a_candidate() -> None:
    """What the look passes over no detector would have stopped at, on 2,730 real transactions."""
    for name in ("whirlpool-2024-03.jsonl.gz", "wasabi1-2021-08.jsonl.gz"):
        if not (FOLDER / name).exists():
            pytest.skip(f"the shared data folder with {name} is not beside the project")
        with gzip.open(FOLDER / name, "rt") as file:
            found = [line.subject for line in parse(file, name)]
        assert all(is_mix(seen) is None or flag for seen, flag in zip(found, flagged(*found), strict=True))
