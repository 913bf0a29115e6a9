"""The journal of a register: shown by its folder, lengthened by hand, mended after a power cut."""

import json
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.reserve.test_reserve_files import folder
from tests.reserve.written import REGISTER, changed
from tracer.errors import CaseError, IntegrityError
from tracer.journal.kinds import BY_COMMANDS
from tracer.operations import reserve_journal
from tracer.operations.context import Context, JournalChoice
from tracer.operations.journal import JournalRequest, MendRequest, mend_journal, read_journal
from tracer.operations.reserve_begin import BeginRequest, begin

CONTEXT = Context(who="A. Clerk", clock=lambda: 1_780_000_000)
RESERVE_KINDS = tuple(BY_COMMANDS)[tuple(BY_COMMANDS).index("register-begun") :]


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Return a register that was begun and filled in."""
    begin(BeginRequest(tmp_path / "KZ-NIC", "regtest", "NIC"), CONTEXT)
    return folder(tmp_path / "KZ-NIC", {"acts/2026-0001.toml": "wrong ="})


def test_a_register_s_journal_is_shown_by_its_folder(place: Path) -> None:
    """Also while an act is wrong: only register.toml is read for it."""
    shown = tracer("journal", place)
    assert (shown.code, shown.err) == (0, "")
    assert "register begun · A. Clerk · tracer reserve begin" in shown.out
    entry = json.loads(tracer("journal", place, "--json").out)
    assert (entry["case"], entry["kind"]) == ("KZ-NIC", "register-begun")
    assert tracer("journal", place, "--head").out == f"{reserve_journal.load(place, 'KZ-NIC').head}\n"


def test_a_person_enters_what_persons_do(place: Path) -> None:
    """A ceremony takes a witness; what commands do nobody enters by hand."""
    words = ("journal", place, "--who", "A. Clerk", "--why", "rotation of key 2")
    assert tracer(*words, "--add", "key-ceremony").code == 2
    done = tracer(*words, "--add", "key-ceremony", "--witness", "B. Clerk")
    assert (done.code, done.err) == (0, "Entered in the journal as entry 2.\n")
    told = tracer(*words, "--add", "observed")
    assert (told.code, "only the command that does it writes this entry" in told.err) == (2, True)
    form = tracer("journal", place, "--form")
    assert (form.code, "a register has no chain-of-custody form" in form.err) == (2, True)


def test_a_torn_line_is_told_with_the_command_that_mends_it(place: Path) -> None:
    """Until then nothing is entered; afterwards the journal goes on."""
    with (place / "journal.jsonl").open("ab") as file:
        file.write(b'{"case"')
    with pytest.raises(IntegrityError, match="run tracer journal REGISTER --mend --who NAME --why TEXT"):
        reserve_journal.enter(place, "KZ-NIC", CONTEXT, kind="observed", why="tracer reserve observe")
    mended = mend_journal(MendRequest(JournalRequest(place), "power cut"), CONTEXT)
    assert mended.case is None
    assert mended.journal.entries[-1].details["torn-bytes"] == "7"
    chosen = JournalChoice(why="nightly")
    assert reserve_journal.enter(place, "KZ-NIC", CONTEXT, kind="observed", why="x", entry=chosen) == 3
    assert reserve_journal.load(place, "KZ-NIC").entries[-1].why == "nightly"
    with pytest.raises(CaseError, match="tracer journal REGISTER --add corrected"):
        mend_journal(MendRequest(JournalRequest(place), "again"), CONTEXT)


def test_a_register_without_a_journal_gets_one(tmp_path: Path) -> None:
    """The first command that enters something begins it."""
    place = folder(tmp_path / "r")
    with pytest.raises(CaseError, match="Begin it: tracer journal REGISTER --add opened"):
        read_journal(JournalRequest(place), CONTEXT)
    assert reserve_journal.enter(place, "KZ-NIC", CONTEXT, kind="observed", why="tracer reserve observe") == 2
    kinds = [entry.kind for entry in read_journal(JournalRequest(place), CONTEXT).journal.entries]
    assert kinds == ["opened", "observed"]


def test_another_register_s_journal_is_refused(place: Path) -> None:
    """A name that was changed after the beginning is told by the journal, which is begun under it."""
    folder(place, register=changed(REGISTER, {'"KZ-NIC"': '"KZ-OTHER"'}))
    with pytest.raises(IntegrityError, match="is of case 'KZ-NIC', not of case 'KZ-OTHER'"):
        read_journal(JournalRequest(place), CONTEXT)


def test_the_kinds_of_a_register_are_those_of_its_commands() -> None:
    """One for each thing that a command does to it."""
    assert RESERVE_KINDS == (
        "register-begun",
        "admitted",
        "observed",
        "fixed",
        "period-closed",
        "period-exported",
        "packed",
        "cleared",
        "proof-requested",
        "proofs-received",
        "spend-test-filed",
    )
