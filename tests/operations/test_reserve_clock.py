"""A clock that was set back: told by status, refused by what writes, and seen in the journal by check."""

import shutil
from pathlib import Path

import pytest

from tests.reserve import story_two
from tests.reserve.closing import NOW, begun, closed, context, file_acts
from tracer.errors import CaseError, IntegrityError
from tracer.journal import journal as journals
from tracer.journal.journal import NOTHING, Entry
from tracer.operations.journal import EntryRequest, JournalRequest, enter
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_clock import entered_backwards
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_export import StatementExportRequest, export
from tracer.operations.reserve_observe import ObserveRequest, observe
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.operations.sources import ChainSource
from tracer.reserve.profiles import Profile
from tracer.reserve.status import Severity

DAY = 86_400
BACK = NOW - DAY - 1
"""2026-01-11 09:59:59 UTC, a second more than a day before the newest entry."""
SAID = (
    "this machine's clock says 2026-01-11, which is before 2026-01-12, the day of entry 4 of the journal: set the "
    "clock right; where that entry's time is wrong, correct the entry with tracer journal."
)


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the register with its first period closed at `NOW`; nobody writes to it."""
    register = begun(tmp_path_factory.mktemp("quarter"))
    closed(register, "2025Q2")
    return register


@pytest.fixture
def register(quarter: Path, tmp_path: Path) -> Path:
    """Return a copy of the register."""
    return Path(shutil.copytree(quarter, tmp_path / "register"))


def told(register: Path, now: int) -> list[str]:
    """Return the hard alarms of a status that are of the clock."""
    alarms = reserve_status(StatusRequest(register), context(now)).status.alarms
    return [each.text for each in alarms if each.kind == "clock" and each.severity is Severity.HARD]


def test_a_clock_that_was_set_back_is_told_and_stops_what_writes(register: Path, tmp_path: Path) -> None:
    """Else an old observation were fresh, and what is closed late were in time; a second before, all goes on."""
    before = (register / "journal.jsonl").read_bytes()
    assert (told(register, BACK), told(register, BACK + 1)) == ([SAID], [])
    assert reserve_status(StatusRequest(register), context(BACK)).exit_code == 1
    assert check_register(RegisterCheckRequest(register), context(BACK)).faults == (SAID,)
    assert check_register(RegisterCheckRequest(register), context(BACK + 1)).faults == ()
    chain = ChainSource(str(story_two.BLOCKS))
    writes = (
        lambda: observe(ObserveRequest(register, chain, "2025-09-30"), context(BACK)),
        lambda: close(CloseRequest(register, "2025Q3"), context(BACK)),
        lambda: export(StatementExportRequest(register, "2025Q2", Profile.PUBLIC, tmp_path / "out"), context(BACK)),
    )
    for write in writes:
        with pytest.raises(CaseError) as refused:
            write()
        assert (refused.value.faults, refused.value.exit_code) == ((SAID,), 2)
    assert (register / "journal.jsonl").read_bytes() == before
    assert not (tmp_path / "out").exists()
    file_acts(register, "2025-0005")
    observe(ObserveRequest(register, chain, "2025-09-30"), context(BACK + 1))


def test_a_clock_that_once_ran_ahead_locks_nobody_out(register: Path) -> None:
    """Two persons correct the entry; the journal keeps both, and check says where its times run backwards."""
    ahead, chain = NOW + 400 * DAY, ChainSource(str(story_two.BLOCKS))
    observe(ObserveRequest(register, chain, "2025-09-30"), context(ahead))
    assert len(told(register, NOW)) == 1
    request = EntryRequest(
        JournalRequest(register), "corrected", "the clock was wrong", {"corrects": "5", "witness": "W. Witness"}
    )
    enter(request, context())
    assert told(register, NOW) == []
    assert (told(register, BACK) != [], told(register, BACK + 1)) == (True, [])
    said = (
        "the journal runs backwards: entry 6 (corrected) is of 2026-01-12, entry 5 before it of 2027-02-16; the clock "
        "was wrong at one of them."
    )
    checked = check_register(RegisterCheckRequest(register), context())
    assert checked.folder is not None
    assert [each for each in checked.notes if "backwards" in each] == [said]


def entry(number: int, time: str) -> Entry:
    """Return an entry of a journal made at a time."""
    return Entry(
        case="R", seq=number, previous=NOTHING, time_utc=time, who="w", why="y", kind="observed", object=None,
        details={}, tool="t",
    )  # fmt: skip


def test_every_entry_that_runs_backwards_is_named() -> None:
    """Against the newest before it, not the one before it; a day is let pass."""
    times = ("2026-01-10T00:00:00Z", "2026-01-09T00:00:00Z", "2026-01-08T23:59:59Z", "2026-01-08T23:59:59Z")
    found = list(entered_backwards([entry(number, time) for number, time in enumerate(times, start=1)]))
    assert [each.partition(":")[2].partition(" (")[0] for each in found] == [" entry 3", " entry 4"]
    assert all("entry 1 before it of 2026-01-10" in each for each in found)


def test_a_time_that_no_calendar_has_is_no_entry() -> None:
    """Its form is right, and nothing can be held against it."""
    for time in ("2026-02-30T00:00:00Z", "2026-01-01T25:00:00Z"):
        line = entry(1, time).line() + b"\n"
        with pytest.raises(IntegrityError, match="time_utc"):
            journals.read(line, "journal", "R")
