"""A clock that was set back: told by status, refused by what writes, and seen in the journal by check."""

import ast
import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.reserve import story_two
from tests.reserve.clearing import PSBTS
from tests.reserve.closing import NOW, begun, closed, context, file_acts
from tests.reserve.story_bundles import bundle
from tracer.errors import CaseError, IntegrityError
from tracer.journal import journal as journals
from tracer.journal.journal import NOTHING, Entry
from tracer.operations import reserve_clock
from tracer.operations.journal import EntryRequest, JournalRequest, enter
from tracer.operations.reserve_admit import AdmitRequest, admit_case
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_clear import ClearRequest, reserve_clear
from tracer.operations.reserve_clock import entered_backwards
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_export import StatementExportRequest, export
from tracer.operations.reserve_fix import FixRequest, fix
from tracer.operations.reserve_observe import ObserveRequest, observe
from tracer.operations.reserve_pack import PackRequest, pack
from tracer.operations.reserve_prove import ProveRequest, ask, receive
from tracer.operations.reserve_signing import SignActRequest, sign_act
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
    psbt, out, day = PSBTS / "test-payment.psbt", tmp_path / "out", dt.date(2025, 7, 1)
    asked, back = ProveRequest(register, "2025Q2", nonce="ab" * 32), context(BACK)
    writes = (
        lambda: observe(ObserveRequest(register, chain, "2025-09-30"), back),
        lambda: close(CloseRequest(register, "2025Q3"), back),
        lambda: export(StatementExportRequest(register, "2025Q2", Profile.PUBLIC, out), back),
        lambda: admit_case(AdmitRequest(register, bundle()), back),
        lambda: reserve_clear(ClearRequest(register, psbt), back),
        lambda: list(fix(FixRequest(register, day), back)),
        lambda: ask(asked, back),
        lambda: receive(replace(asked, file=psbt), back),
        lambda: pack(PackRequest(register=register, period="2025Q2", nonce="ab" * 16, out=out), back),
        lambda: sign_act(SignActRequest(register, "2025-0005", "A", psbt), lambda: "", back),
    )
    for write in writes:
        with pytest.raises(CaseError) as refused:
            write()
        assert (refused.value.faults, refused.value.exit_code) == ((SAID,), 2)
    assert (register / "journal.jsonl").read_bytes() == before
    assert not (tmp_path / "out").exists()
    file_acts(register, "2025-0005")
    observe(ObserveRequest(register, chain, "2025-09-30"), context(BACK + 1))


def test_whatever_is_entered_is_refused_while_the_clock_lies_back() -> None:
    """A module that enters something in a register's journal holds its lock by `entering` and by nothing else."""
    held = set[str]()
    for module in sorted(Path(reserve_clock.__file__).parent.glob("reserve_*.py")):
        called = {
            ast.unparse(each.func) for each in ast.walk(ast.parse(module.read_text())) if isinstance(each, ast.Call)
        }
        enters = called & {"reserve_journal.enter", "reserve_sealed.enter", "file_proof"}
        if module.stem in ("reserve_clock", "reserve_sealed", "reserve_proof_files"):  # their callers are held to it
            continue
        assert bool(enters) == ("entering" in called), module.name
        assert not enters or "writing" not in called, module.name
        held |= {module.stem} if enters else set()
    assert held == {
        f"reserve_{each}"
        for each in ("admit", "clear", "close", "export", "fix", "observe", "pack", "prove", "signing")
    }


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


def test_the_newest_entry_counts_not_the_last(register: Path) -> None:
    """A day is let pass, so the last entry may be some hours older than one before it."""
    chain, later = ChainSource(str(story_two.BLOCKS)), NOW + DAY * 5 // 6
    for number, now in enumerate((later, NOW), start=5):
        assert observe(ObserveRequest(register, chain, "2025-09-30"), context(now)).entry == number
    assert [len(told(register, later - DAY - back)) for back in (0, 1)] == [0, 1]
    assert "the day of entry 5 of the journal" in told(register, later - DAY - 1)[0]


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
