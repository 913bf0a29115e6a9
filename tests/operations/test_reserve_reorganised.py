"""A quarter closed on a branch that lost, told until it is restated, and restated without an act that says so."""

from pathlib import Path

import pytest

from tests.operations import story_register
from tests.operations.checked_by_all import refused_by_nobody
from tests.reserve_story import BLOCKS, PERIODS
from tracer.errors import CaseError, IntegrityError
from tracer.operations.context import Context
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_export import StatementExportRequest, export
from tracer.operations.reserve_observe import ObserveRequest, observe
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.operations.sources import ChainSource
from tracer.operations.verify import VerifyRequest, verify
from tracer.reserve.profiles import Profile

NOBODY = Context(who="nobody")
STALE = "28b1fcde2b10f497fc8386f3e8650e6335d55f6546122809ecf7cf920420d01f"
BEST = "7b38697534dd9ac22073b2762cb9771c863b89a9d13be1e379c24ec8118f06a4"
LEFT = (
    f"2025Q3 was closed with block 247 {STALE}, which is not of the chain any more.\n"
    "Close a restatement: tracer reserve close REGISTER --period 2025Q3-r1"
)
REASON = (
    f"the chain was reorganised after 2025Q3 was closed with block 247 {STALE}: it is closed with block 247 {BEST}; "
    "transactions of 2025Q3 that the chain does not have: 1"
)


def look(register: Path, blocks: Path, at: str) -> None:
    """Observe a register over a file."""
    observe(ObserveRequest(register, ChainSource(str(blocks)), at), NOBODY)


def closed_on_the_lost_branch(folder: Path) -> tuple[Path, Path]:
    """Return a register whose third quarter was closed on the branch that lost, and a file of that branch."""
    register = story_register.story_register(folder / "register")
    lost = story_register.settle(story_register.lost_branch(folder / "lost.blk"))
    look(register, lost, "2025-06-30")
    close(CloseRequest(register, "2025Q2"), NOBODY)
    look(register, lost, "2025-09-30")
    assert close(CloseRequest(register, "2025Q3"), NOBODY).statement.closing.hash == STALE
    return register, lost


@pytest.fixture
def stranded(tmp_path: Path) -> Path:
    """Return such a register, after two looks at the best chain."""
    register, _ = closed_on_the_lost_branch(tmp_path)
    look(register, BLOCKS, "2025-09-30")
    look(register, BLOCKS, "258")
    return register


def exported(register: Path, period: str, profile: Profile) -> Path:
    """Export a period beside the register."""
    out = register.parent / f"{period}-{profile.value}"
    export(StatementExportRequest(register, period, profile, out, languages=("en",)), NOBODY)
    return out


def test_a_closing_on_a_lost_branch_is_told_until_it_is_restated(stranded: Path) -> None:
    """Check ends with 4, status alarms, an export is refused, however many looks came since; the next one too."""
    with pytest.raises(IntegrityError) as raised:
        check_register(RegisterCheckRequest(stranded), NOBODY)
    assert str(raised.value) == LEFT
    shown = reserve_status(StatusRequest(stranded), NOBODY)
    assert LEFT in [each.text for each in shown.status.alarms if each.kind == "reorged"]
    for profile in Profile:
        with pytest.raises(IntegrityError) as refused:
            exported(stranded, "2025Q3", profile)
        assert str(refused.value) == LEFT
    exported(stranded, "2025Q2", Profile.PUBLIC)  # its own block is of both branches
    close(CloseRequest(stranded, "2025Q3-r1"), NOBODY)
    assert check_register(RegisterCheckRequest(stranded), NOBODY).faults == ()
    again = reserve_status(StatusRequest(stranded), NOBODY)
    assert [each.text for each in again.status.alarms if each.kind == "reorged"] == []


def test_the_chain_itself_is_a_reason_to_restate(stranded: Path) -> None:
    """No act is invented; both blocks stand in the reason, the figures are those of the best chain, the next closes."""
    made = close(CloseRequest(stranded, "2025Q3-r1"), NOBODY).statement
    assert made.restates is not None
    assert (made.restates.reason, made.restates.acts) == (REASON, ())
    assert made.books.books.closing == PERIODS["2025Q3"]["books_sat"]["closing"]
    with pytest.raises(CaseError, match="2025Q3-r1 is sealed; write a correction act"):
        close(CloseRequest(stranded, "2025Q3-r2"), NOBODY)
    story_register.file_acts(stranded, PERIODS["2025Q4"]["last_act"])
    look(stranded, BLOCKS, "2025-12-31")
    after = close(CloseRequest(stranded, "2025Q4"), NOBODY).statement
    assert after.opening is not None
    assert after.opening.hash == BEST
    assert after.books.books.opening == made.books.books.closing


@pytest.mark.parametrize("profile", list(Profile))
def test_such_a_restatement_passes_both_checks(stranded: Path, profile: Profile) -> None:
    """`tracer verify` and the bundle's own programs find nothing wrong in it."""
    close(CloseRequest(stranded, "2025Q3-r1"), NOBODY)
    bundle = exported(stranded, "2025Q3-r1", profile)
    refused_by_nobody(bundle)
    if profile is Profile.PUBLIC:
        assert STALE.encode() not in b"".join(path.read_bytes() for path in bundle.rglob("*") if path.is_file())


def test_another_block_alone_restates_a_period(tmp_path: Path) -> None:
    """Where no transaction and no satoshi is another, the block is: it is the only figure that changes."""
    register = story_register.story_register(tmp_path / "register")
    lost = story_register.settle(story_register.best_branch(tmp_path / "lost.blk", 246), first=247)
    look(register, lost, "2025-06-30")
    close(CloseRequest(register, "2025Q2"), NOBODY)
    look(register, lost, "2025-09-30")
    before = close(CloseRequest(register, "2025Q3"), NOBODY).statement
    assert (before.closing.height, before.closing.hash == BEST) == (247, False)
    look(register, BLOCKS, "2025-09-30")
    made = close(CloseRequest(register, "2025Q3-r1"), NOBODY).statement
    assert made.restates is not None
    assert made.restates.reason == REASON.partition(";")[0].replace(STALE, before.closing.hash)
    assert {each.figure for each in made.restates.figures} <= {"closing.hash", "closing.mtp"}
    assert made.books == before.books
    assert verify(VerifyRequest(exported(register, "2025Q3-r1", Profile.PRIVATE)), NOBODY).verification.failed == ()


def test_later_periods_that_were_closed_are_named(tmp_path: Path) -> None:
    """The quarter after it, closed on the branch that lost too, opens with another block now; it is told as well."""
    register = story_register.story_register(tmp_path / "register")
    lost = story_register.settle(story_register.lost_branch(tmp_path / "lost.blk"))
    story_register.settle(lost, count=30, first=262, apart=7 * 86_400)
    look(register, lost, "2025-06-30")
    close(CloseRequest(register, "2025Q2"), NOBODY)
    for period, day in (("2025Q3", "2025-09-30"), ("2025Q4", "2025-12-31")):
        look(register, lost, day)
        close(CloseRequest(register, period), NOBODY)
    look(register, BLOCKS, "2025-09-30")
    made = close(CloseRequest(register, "2025Q3-r1"), NOBODY).statement
    assert made.restates is not None
    assert made.restates.later == ("2025Q4",)
    look(register, BLOCKS, "2025-12-31")
    with pytest.raises(IntegrityError, match="2025Q4 was closed with block"):
        check_register(RegisterCheckRequest(register), NOBODY)
