"""`tracer origin` walks back to where coins came from, and its books close the other way round."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.story import BLOCKS, NAMES, STORY


def _txid(name: str) -> str:
    return NAMES["transactions"][name]["txid"]


def _origin(case, out, *more):
    return tracer("origin", case, "--chain", BLOCKS, "--out", out, *more)


@pytest.fixture
def target(tmp_path: Path):
    """Give a case that asks about one coin of the story."""

    def write(outpoint: str, tags: str = "") -> object:
        case = tmp_path / "origin.toml"
        text = (STORY / "origin.toml").read_text()
        text = text.replace('custody = "State reserve wallet"', f'outpoint = "{outpoint}"')
        case.write_text(text.replace('tags = ["tags/exchange.yaml"]', tags))
        return case

    return write


def test_the_reserve_came_from_two_coinbases(tmp_path: Path) -> None:
    """Every satoshi of the reserve's two coins is traced back to a coinbase, under FIFO and under haircut."""
    ended = _origin(STORY / "origin.toml", tmp_path / "out", "--json")
    assert ended.code == 0, ended.err
    document = json.loads(ended.out)
    assert document == json.loads((tmp_path / "out" / "origin.json").read_bytes())
    assert [target["outpoint"] for target in document["targets"]] == [f"{_txid('consolidate')}:{n}" for n in (0, 1)]
    for row in document["targets"]:
        assert not row["partial"]
        assert {origin["terminal"] for origin in row["origins"]} == {"coinbase"}
        assert sum(part["sat"] for part in row["fifo"]) == row["value_sat"]
        assert sum(part["sat"] for part in row["haircut"]) == row["value_sat"]
        assert sum(Fraction(part["share"]) for part in row["haircut"]) == 1


def test_one_step_back_is_the_order_of_the_inputs(tmp_path: Path, target):
    """With one transaction of budget, the origins under FIFO are the coins spent, in their order."""
    case = target(f"{_txid('merge-1')}:1")
    ended = _origin(case, tmp_path / "out", "--max-transactions", "1", "--json")
    assert ended.code == 0, ended.err
    (row,) = json.loads(ended.out)["targets"]
    assert row["partial"]
    assert [(part["origin"], part["sat"]) for part in row["fifo"]] == [
        (f"{_txid('peel-4')}:2", 200_000_000),
        (f"{_txid('theft-b')}:0", 399_990_000),
    ]
    assert {origin["terminal"] for origin in row["origins"]} == {"budget"}


def test_a_target_that_does_not_exist_is_refused(tmp_path: Path, target):
    """A target that is not on the chain ends with exit code 2 and its name."""
    ended = _origin(target(f"{'00' * 32}:0"), tmp_path / "out")
    assert ended.code == 2
    assert f"{'00' * 32}:0: no such output" in ended.err
    assert not (tmp_path / "out").exists()


def test_a_case_without_targets_is_refused(tmp_path: Path) -> None:
    """A case that names no target ends with exit code 2 and says what to give."""
    ended = _origin(STORY / "case.toml", tmp_path / "out")
    assert ended.code == 2
    assert "[[target]]" in ended.err
