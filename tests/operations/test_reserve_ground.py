"""What an observation goes on from: the last closed period of its own chain."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.reserve.drawn_chains import Drawn
from tests.reserve.statements import statement
from tracer.chain.outpoint import BlockHash
from tracer.errors import IntegrityError
from tracer.operations.reserve_ground import since
from tracer.operations.reserve_periods import closed, closed_on, observation_of
from tracer.reserve import period_file
from tracer.reserve.days import observed_block
from tracer.reserve.observation import Since, name_of
from tracer.reserve.period_rows import PeriodBlock
from tracer.reserve.periods import FiledStatement

CHAIN = Drawn(1).draw(14)
NAMES = ("2026Q3-r2", "2026Q3-r10", "2026Q3", "2026Q3-r9")
"""A quarter and its restatements, as no order of letters has them."""


def filed(name: str, height: int, branch: str = "") -> FiledStatement:
    """Return a period that was closed with a block of the chain, or with one of another branch."""
    closing = PeriodBlock(height, BlockHash(branch) if branch else CHAIN.block_hash(height), 0)
    return FiledStatement(replace(statement(), period=name, closing=closing), f"sha of {name}")


def last(*found: FiledStatement) -> str | None:
    """Return the period that an observation at block 13 goes on from."""
    by_name = {each.period.name: each for each in found}
    there = since(CHAIN, observed_block(CHAIN, 13), by_name)
    return None if there is None else there.period


def test_a_tenth_restatement_is_later_than_the_second() -> None:
    """Restatements of one quarter close with one block; the number decides, not the letters it is written in."""
    assert last(*(filed(name, 11) for name in NAMES)) == "2026Q3-r10"
    there = since(CHAIN, observed_block(CHAIN, 13), {"2026Q3": filed("2026Q3", 11)})
    assert there == Since("2026Q3", 11, CHAIN.block_hash(11))


def test_the_higher_block_counts_before_the_number() -> None:
    """A later quarter is later than any restatement of an earlier one."""
    assert last(filed("2026Q3-r10", 11), filed("2026Q4", 12)) == "2026Q4"


@pytest.mark.parametrize("height", [13, 14])
def test_only_blocks_below_count(height: int) -> None:
    """A period that closed with the block itself or a later one lies not before it."""
    assert last(filed("2026Q3", height)) is None


def test_another_branch_does_not_count() -> None:
    """The one before it that stands does."""
    assert last(filed("2026Q4", 12, "ab" * 32), filed("2026Q3", 11)) == "2026Q3"


def test_the_last_restatement_is_the_one_that_an_observation_was_sealed_by(tmp_path: Path) -> None:
    """On file too a tenth restatement comes after the second, and is named when the chain is reorganised."""
    for name in NAMES:
        place = tmp_path / "periods" / name
        place.mkdir(parents=True)
        (place / "period.json").write_bytes(period_file.dumps(replace(statement(), period=name)))
    found = closed(tmp_path)
    assert list(found) == ["2026Q3", "2026Q3-r2", "2026Q3-r9", "2026Q3-r10"]
    (name,) = closed_on(tmp_path, found)
    assert closed_on(tmp_path, found) == {name: "2026Q3-r10"}
    (tmp_path / "periods" / "2026Q3-r10" / "observation").write_text(f"{name}-r1\n")
    assert closed_on(tmp_path, found) == {name: "2026Q3-r9", f"{name}-r1": "2026Q3-r10"}


@pytest.mark.parametrize("said", ["", "0000001-00000000\n", "../register.toml", "NAME-r0", "NAME-r", "NAME-r1\n\n"])
def test_the_observation_of_a_period_is_one_of_its_closing_block(tmp_path: Path, said: str) -> None:
    """What else the file beside a statement names is an error that says so."""
    place = tmp_path / "periods" / "2026Q3"
    place.mkdir(parents=True)
    own = name_of(observed_block(CHAIN, 11))
    (place / "observation").write_text(said.replace("NAME", own))
    with pytest.raises(IntegrityError, match=r"^periods/2026Q3/observation names .* is no observation of the closing"):
        observation_of(tmp_path, filed("2026Q3", 11))
