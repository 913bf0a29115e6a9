"""The commands of the register over part two of the story: its two branches at the quarter's end, and what is filed."""

import datetime as dt
from pathlib import Path

import pytest

from tests.operations import story_register
from tests.reserve_story import BLOCKS, NAMES, PERIODS, TXIDS
from tracer.errors import TracerError
from tracer.operations.context import Context
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_observe import Observed, ObserveRequest, observe
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.operations.sources import ChainSource
from tracer.reserve.observation import FaultKind

UNSETTLED = "2025-09-30 is not settled: the tip's median time is 18:40:00, 20 minutes before its end."
NOBODY = Context(who="nobody")


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Return register two as it was when the third quarter was closed, with the page's lots admitted."""
    return story_register.story_register(tmp_path / "register")


@pytest.fixture
def lost_branch(tmp_path: Path) -> Path:
    """Return a file of blocks that ends with the branch that lost at the third quarter's end."""
    return story_register.lost_branch(tmp_path / "lost.blk")


def look(register: Path, blocks: Path, at: str) -> Observed:
    """Observe a register over a file."""
    return observe(ObserveRequest(register, ChainSource(str(blocks)), at), NOBODY)


def held(found: Observed) -> dict[str, int]:
    """Return what each wallet of ours holds."""
    return {each.name: sum(coin.value for coin in each.coins) for each in found.observation.wallets if each.is_ours}


def test_the_quarter_ends_otherwise_on_the_branch_that_lost(register: Path, lost_branch: Path) -> None:
    """On the branch that lost C's coin has moved by the closing height, on the best chain it has not.

    The earlier observation is told as reorganised away.
    """
    before = look(register, lost_branch, "247")
    assert held(before)["Border seizure wallet"] == 264_950_000 - 160_000_000
    assert held(before)["State reserve wallet"] == 1_239_850_000 + 159_990_000
    after = look(register, BLOCKS, "2025-09-30")
    assert after.observation.block.height == before.observation.block.height == 247
    assert held(after) == {name: row["closing"] for name, row in PERIODS["2025Q3"]["wallets"].items()}
    reorganised = [each for each in after.observation.faults if each.kind is FaultKind.REORGED]
    assert [each.subject for each in reorganised] == [before.observation.name]
    assert after.exit_code == 4


def test_an_observation_holds_no_coin_of_others_among_ours(register: Path) -> None:
    """The watched wallet and the one of which control is not shown stand apart and are not summed."""
    found = look(register, BLOCKS, "2025-09-30")
    apart = {each.name: each.coins for each in found.observation.wallets if not each.is_ours}
    assert apart["Customs evidence wallet"] == ()
    (paper,) = apart["Prosecutor's paper wallet"]
    assert (NAMES[paper.outpoint.txid], paper.value) == ("fund-two", 7_000_000)
    assert found.held == PERIODS["2025Q3"]["books_sat"]["closing"]


def test_a_quarter_with_an_unexplained_departure_is_not_closed(register: Path) -> None:
    """Before act 2025-0015 the third quarter does not close, and says which transaction has none; with it it does."""
    act = register / "acts" / "2025-0015.toml"
    explained = act.read_bytes()
    act.unlink()
    look(register, BLOCKS, "2025-06-30")
    close(CloseRequest(register, "2025Q2"), NOBODY)
    look(register, BLOCKS, "2025-09-30")
    with pytest.raises(TracerError) as refused:
        close(CloseRequest(register, "2025Q3"), NOBODY)
    assert refused.value.exit_code == 1
    assert str(refused.value) == f"movement {TXIDS['departure']} has no act."
    act.write_bytes(explained)
    look(register, BLOCKS, "2025-09-30")
    closed = close(CloseRequest(register, "2025Q3"), NOBODY)
    assert closed.statement.books.books.closing == PERIODS["2025Q3"]["books_sat"]["closing"]


@pytest.mark.parametrize(("at", "notes"), [("2025-09-30", ()), ("246", (UNSETTLED,))])
def test_a_day_is_settled_by_the_headers_behind_its_closing_block(
    register: Path, at: str, notes: tuple[str, ...]
) -> None:
    """What is filed with the closing block settles the day; the block before it, as deep as it lies, does not."""
    look(register, BLOCKS, at)
    assert reserve_status(StatusRequest(register, dt.date(2025, 9, 30)), NOBODY).notes == notes
