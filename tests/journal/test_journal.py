"""The journal: whatever is cut, moved or edited is found; what was acknowledged is never lost."""

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.signatures.sealed import EXAMINERS_KEY, case, failures, judge, passes, unchecked
from tracer.documents.language.languages import language
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.journal import journal as journals
from tracer.journal.form import custody_form
from tracer.journal.journal import Event, Journal
from tracer.journal.kinds import BY_COMMANDS, DETAILS, check_by_hand
from tracer.journal.merkle_log import Head
from tracer.journal.persons import SealRole
from tracer.operations import journal_files as shell
from tracer.signatures.signing import signed_files
from tracer.signatures.trust import Trust

CASE = "KZ-2026-0042"
SEALED = b"aa  bag-info.txt\n"


def event(text: str, kind: str = "reviewed", time: int = 1_780_000_000, **details: str) -> Event:
    """Return something that happened."""
    return Event(
        kind=kind, who="E. Example", why=text, object=None, details=details, time=time, tool="custody-tracer 1"
    )


def handed(details: dict[str, str]) -> Event:
    """Return a hand-over to the depository."""
    return replace(event("to the depository", "handed-over"), details=details)


def written(size: int, name: str = CASE) -> Journal:
    """Return a journal of so many entries."""
    made = Journal(name, (), ())
    for number in range(1, size + 1):
        made = journals.append(made, event(f"entry {number}", time=1_780_000_000 + number))
    return made


def test_a_journal_comes_back_as_it_was_written() -> None:
    """Every entry, the chain and the head are read as they were written."""
    made = written(5)
    assert journals.read(made.content, "j", CASE) == made
    assert made.head == Head(5, made.head.root)
    assert made.first(3).head == written(3).head


LIES: dict[str, Callable[[list[bytes]], list[bytes]]] = {
    "first cut": lambda lines: lines[1:],
    "middle cut": lambda lines: [*lines[:2], *lines[3:]],
    "two swapped": lambda lines: [lines[0], lines[2], lines[1], *lines[3:]],
    "one twice": lambda lines: [lines[0], *lines],
    "edited": lambda lines: [lines[0], lines[1].replace(b"entry 2", b"entry X"), *lines[2:]],
    "time moved": lambda lines: [lines[0].replace(b"2026-", b"2025-"), *lines[1:]],
    "spaces": lambda lines: [lines[0].replace(b",", b", ", 1), *lines[1:]],
    "key added": lambda lines: [lines[0].replace(b'{"case"', b'{"aaa":1,"case"'), *lines[1:]],
    "kind unknown": lambda lines: [*lines[:-1], lines[-1].replace(b'"reviewed"', b'"forgotten"')],
    "empty line": lambda lines: [*lines, b""],
    "garbage": lambda lines: [*lines, b"\xff\x00"],
    "deep": lambda lines: [*lines, b"[" * 50_000],
    "another case": lambda lines: [line.replace(CASE.encode(), b"KZ-2026-0043") for line in lines],
}


@pytest.mark.parametrize("lie", LIES)
def test_a_journal_that_was_touched_is_refused(lie):
    """Entries cut, moved, edited, doubled, added or of another case are found by the chain alone."""
    lines = LIES[lie](list(written(5).lines))
    with pytest.raises(IntegrityError, match="j line"):
        journals.read(b"".join(line + b"\n" for line in lines), "j", CASE)


def test_an_end_cut_off_is_found_by_an_earlier_head():
    """Entries taken off the end, or made anew with their chain, do not continue a head handed over before."""
    files = {"journal.jsonl": written(5).content}

    def verdict(kept: Journal, earlier: Head) -> tuple[str, ...]:
        """Check a bundle's journal against an earlier head."""
        steps = judge({"journal.jsonl": kept.content}, SEALED, Trust({}, None, earlier, None))
        return tuple(failures(steps))

    head = written(5).head
    assert verdict(written(5), head) == ()
    assert (
        "those of the earlier head"
        in passes(judge(files, SEALED, Trust({}, None, written(3).head, None)))["Earlier journal"]
    )
    assert verdict(written(7), head) == ()
    (cut,) = verdict(written(4), head)
    assert "does not continue the earlier head" in cut
    again = Journal(CASE, (), ())
    for number in (1, 2, 3, 4, 5, 6):
        again = journals.append(
            again, event("rewritten" if number == 2 else f"entry {number}", time=1_780_000_000 + number)
        )
    assert verdict(again, head)
    assert failures(judge({}, SEALED, Trust({}, None, head, None)))


def test_what_no_signature_covers_is_said() -> None:
    """Entries after the last signed head, and a clock that went back, are said."""
    kept = written(3)
    files = signed_files(
        {}, case(), SealRole.EXAMINER, key=EXAMINERS_KEY, journal=kept, time=0, tool="t", tag_manifest=SEALED
    )
    assert "Journal's end" not in unchecked(judge(files, SEALED))
    longer = journals.append(kept, event("later, and earlier", time=1_700_000_000))
    steps = judge({**files, "journal.jsonl": longer.content}, SEALED)
    assert "entries after 3 came after the last signature" in unchecked(steps)["Journal's end"]
    assert "the clock stood earlier at entry 4" in passes(steps)["Journal"]
    assert failures(judge({**files, "journal.jsonl": written(2).content}, SEALED))


def test_texts_are_one_visible_line() -> None:
    """No entry can hold a line break, a control character, a direction mark, or nothing."""
    for text in ("", " ", "a\nb", "a\x1b[31m", "a\u202eb", "x" * 2001):
        with pytest.raises(CaseError, match="visible characters"):
            journals.append(written(1), event(text))


def test_what_takes_two_persons_needs_two() -> None:
    """Hand-overs name two different persons, corrections a witness; the commands' own kinds are theirs alone."""
    pair = {"released-by": "A", "received-by": "B"}
    check_by_hand("handed-over", "C", pair)
    for kind, who, details, words in (
        ("handed-over", "C", {"released-by": "A"}, "--received-by NAME"),
        ("handed-over", "C", {**pair, "received-by": "a."}, "name the same one"),
        ("corrected", "C", {"corrects": "2"}, "--witness NAME"),
        ("corrected", "C", {"corrects": "2", "witness": "c"}, "name the same one"),
        ("corrected", "Co", {"corrects": "2", "witness": "C\u03bf"}, "--witness: 'C\u03bf' has Latin and Greek"),
        ("corrected", "C\u03bf", {"corrects": "2", "witness": "D"}, "--who: 'C\u03bf' has Latin and Greek letters"),
        ("handed-over", "C", {**pair, "released-by": "Iv\u0430n"}, "--released-by: 'Iv\u0430n' has Latin and Cyrillic"),
        ("corrected", "C", {"witness": "D"}, "name the entry with --corrects"),
        ("disposed", "C", {}, "takes two persons"),
        ("handover", "C", pair, "did you mean 'handed-over'"),
        ("xyz", "C", pair, "there are opened"),
        *((kind, "C", {}, "only the command that does it") for kind in BY_COMMANDS),
    ):
        with pytest.raises(CaseError, match=words):
            check_by_hand(kind, who, details)


def test_the_form_has_a_place_for_each_signature() -> None:
    """The form names case, exhibits and events; a hand-over has a place for both persons, and no markup acts."""
    kept = journals.append(written(1), handed({"released-by": "A. One", "received-by": "B. Two"}))
    form = custody_form(case(), kept)
    assert form.count("signature  ") == 3
    assert (
        "B. Two" in form.splitlines()[form.splitlines().index(next(x for x in form.splitlines() if "received by" in x))]
    )
    assert str(kept.head) in form
    assert max(map(len, form.splitlines())) <= 100


@pytest.mark.parametrize(
    ("code", "titles"),
    [
        ("kk", ("ЗАТТАЙ ДӘЛЕЛДЕМЕЛЕРДІ ТАПСЫРУ ЖУРНАЛЫ (НЫСАН)", "тапсырылды: to the depository", "    қабылдаған  ")),
        ("ru", ("ЖУРНАЛ ПЕРЕДАЧИ ВЕЩЕСТВЕННЫХ ДОКАЗАТЕЛЬСТВ (ФОРМА)", "передано: to the depository", "    принял  ")),
    ],
)
def test_the_form_speaks_the_language_of_the_case(code: str, titles):
    """Names of fields and kinds of entries are in the case's language; what persons wrote stays as it is."""
    details = dict.fromkeys(DETAILS, "A. One") | {"received-by": "B. Two"}
    kept = journals.append(written(1), handed(details))
    form = custody_form(case(), kept, language(code))
    assert all(title in form for title in titles)
    english = custody_form(case(), kept)
    names = ("Examiner", "signature", "released by", "handed over", "under the authority of", "FINAL DISPOSITION")
    assert [name for name in names if name not in english] == []
    assert [name for name in names if name in form] == []


# On the disk


def test_entries_are_on_the_disk_when_they_are_acknowledged(tmp_path: Path) -> None:
    """Each append reads the chain, adds whole lines and returns what is there; the file is its owner's alone."""
    path = tmp_path / "case.journal.jsonl"
    for number in range(1, 4):
        after = shell.append(path, CASE, [event(f"entry {number}")])
        assert len(after.entries) == number
        assert path.read_bytes() == after.content
    assert path.stat().st_mode & 0o777 == 0o600


def test_a_torn_last_line_is_said_and_kept(tmp_path: Path) -> None:
    """What a power cut left is no entry: it is refused in words, and mending keeps its bytes in an entry."""
    path = tmp_path / "j"
    shell.append(path, CASE, [event("one")])
    whole = path.read_bytes()
    path.write_bytes(whole + b'{"case":"KZ')
    assert shell.load(path, CASE).torn == b'{"case":"KZ'
    with pytest.raises(IntegrityError, match=r"11 bytes after entry 1 have no end.*\n.*--mend"):
        shell.append(path, CASE, [event("two")])
    assert path.read_bytes() == whole + b'{"case":"KZ'
    after = shell.append(path, CASE, [event("mended", "corrected")], mend=True)
    assert bytes.fromhex(after.entries[1].details["torn-hex"]) == b'{"case":"KZ'
    assert path.read_bytes() == after.content


def test_a_changed_journal_is_not_lengthened(tmp_path: Path) -> None:
    """Nothing is added to a journal whose chain is broken."""
    path = tmp_path / "j"
    path.write_bytes(written(3).content.replace(b"entry 2", b"entry 9"))
    before = path.read_bytes()
    with pytest.raises(IntegrityError, match="line 3 does not follow"):
        shell.append(path, CASE, [event("more")])
    assert path.read_bytes() == before


_APPEND = """
import resource, signal, sys
from pathlib import Path
from tests.journal.test_journal import CASE, event
from tracer.operations import journal_files as journals
if len(sys.argv) > 2:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
number = 0
while True:
    number += 1
    after = journals.append(Path(sys.argv[1]), CASE, [event(f"entry {number} " + "x" * 500)])
    print(len(after.entries), flush=True)
"""


def appending(path: Path, *limit: int) -> subprocess.Popen[str]:
    """Start a process that appends without end and prints each entry's number once it is acknowledged."""
    root = Path(__file__).parents[2]
    command = [sys.executable, "-c", _APPEND, str(path), *map(str, limit)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=root)


@pytest.mark.parametrize("after", [1, 7, 40, 90])
def test_kill_9_loses_no_acknowledged_entry(tmp_path: Path, after: int) -> None:
    """A process killed in the midst of appending leaves every entry it acknowledged, and a journal that goes on."""
    path = tmp_path / "j"
    process = appending(path)
    assert process.stdout is not None
    for _ in range(after):
        acknowledged = int(process.stdout.readline())
    os.kill(process.pid, signal.SIGKILL)
    rest = process.stdout.read().split()
    process.communicate()
    acknowledged = max([acknowledged, *map(int, rest)])
    kept = shell.load(path, CASE)
    assert len(kept.entries) >= acknowledged
    assert len(shell.append(path, CASE, [event("goes on")], mend=bool(kept.torn)).entries) == len(kept.entries) + 1


def test_a_full_disk_loses_no_acknowledged_entry(tmp_path: Path) -> None:
    """Where the disk is full the command fails, the journal is as it was, and goes on when there is room."""
    path = tmp_path / "j"
    process = appending(path, 20_000)
    out, err = process.communicate()
    assert process.returncode == 1
    assert "No entry was added, none was lost" in err
    kept = shell.load(path, CASE)
    assert kept.torn == b""
    assert len(kept.entries) == int(out.split()[-1]) > 10
    assert len(shell.append(path, CASE, [event("goes on")]).entries) == len(kept.entries) + 1


def test_two_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    """Entries of two processes stand one after the other in one chain."""
    path = tmp_path / "j"
    processes = [appending(path), appending(path)]
    for process in processes:
        assert process.stdout is not None
        for _ in range(15):
            process.stdout.readline()
    for process in processes:
        process.kill()
        process.communicate()
    assert len(shell.load(path, CASE).entries) >= 30


def test_no_journal_can_be_begun_where_nothing_is(tmp_path: Path) -> None:
    """A journal in a folder that is not there, or through a link, is refused in words."""
    with pytest.raises(CaseError, match="is not a folder"):
        shell.append(tmp_path / "no" / "j", CASE, [event("one")])
    (tmp_path / "link").symlink_to(tmp_path / "j")
    with pytest.raises(SourceError, match="could not be written"):
        shell.append(tmp_path / "link", CASE, [event("one")])


def test_the_journal_beside_is_that_of_the_case(tmp_path: Path) -> None:
    """Beside a bundle the case's own journal is found, another case's is not, and two are refused."""
    shell.append(tmp_path / "a.journal.jsonl", CASE, [event("one")])
    shell.append(tmp_path / "b.journal.jsonl", "OTHER", [event("one")])
    assert shell.beside_folder(tmp_path / "bundle", CASE) == tmp_path / "a.journal.jsonl"
    assert shell.beside_folder(tmp_path / "bundle", "THIRD") is None
    shell.append(tmp_path / "c.journal.jsonl", CASE, [event("one")])
    with pytest.raises(CaseError, match=r"several journals.*a.journal.jsonl, c.journal.jsonl"):
        shell.beside_folder(tmp_path / "bundle", CASE)


def test_a_line_is_canonical_json() -> None:
    """Each line is JSON with sorted keys, and says seq, the hash before it, who, when, why, what and with what."""
    line = written(2).lines[1]
    said = json.loads(line)
    assert list(said) == sorted(said)
    assert set(said) == {
        "case",
        "details",
        "kind",
        "object",
        "previous",
        "schema",
        "seq",
        "time_utc",
        "tool",
        "who",
        "why",
    }


def test_whoever_begins_a_journal_at_once_begins_it_once(tmp_path: Path) -> None:
    """Several that begin one journal at the same moment leave one first entry, and each goes on after it."""
    for turn in range(30):
        path, ready = tmp_path / str(turn), threading.Barrier(6)

        def begin(path: Path = path, ready: threading.Barrier = ready) -> None:
            """Begin with the others, and add something."""
            journal_target = shell.JournalTarget(path, "Somebody", None)
            ready.wait()
            shell.record(journal_target, CASE, [("reviewed", "because", None, {})])

        threads = [threading.Thread(target=begin) for _ in range(6)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        kinds = [entry.kind for entry in shell.load(path, CASE).entries]
        assert kinds == ["opened", *["reviewed"] * 6]
