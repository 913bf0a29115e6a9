"""What lies among the observations is the last look's at each block: whatever else lies there, every command tells."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.counts import count
from tests.evidence.chain import Chain
from tests.operations.lying_sources import as_node, lying
from tests.operations.test_reserve_entered import NAME, WALLETS, context, kinds
from tests.reserve.folders import look, plain_register, written
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.operations import observation_waiting, reserve_entered, reserve_journal, reserve_observations
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_entered import finish, hold
from tracer.operations.reserve_observe import Observed
from tracer.operations.reserve_status import StatusRequest, reserve_status

Damage = Callable[["Twice"], object]


class Twice:
    """A register looked at twice at block 2, first over a node that leaves out what it pays, and once at block 3.

    `older` holds the observations as they were after the first look, `other` is another register of the same wallets.
    """

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """Make it."""
        folder.mkdir(exist_ok=True)
        self.register, self.file, self.older = plain_register(folder, WALLETS), folder / "blocks.dat", folder / "older"
        view, other = Chain(), Chain()
        view.add(pays="Agency/0/0", sat=10_000)
        view.add(pays="Agency/0/1", sat=5_000)
        view.add(pays="Reserve/0/0", sat=3_000)
        written(self.file, view)
        with as_node(monkeypatch), lying(monkeypatch, 2):
            first = self.look("2")
        self.place = self.register / "observations"
        shutil.copytree(self.place, self.older)
        self.names = (self.look("2").name, self.look("3").name)
        assert first.name == self.names[0]
        other.add(pays="Agency/0/0", sat=9_000)
        other.add()
        away = plain_register(folder / "away", WALLETS)
        self.other = away / "observations" / look(away, written(folder / "other.dat", other), "2").name
        self.whole = self.register.with_name("whole")
        shutil.copytree(self.register, self.whole)

    def look(self, at: str) -> Observed:
        """Observe at a height."""
        return look(self.register, self.file, at)

    def is_whole(self, name: str) -> bool:
        """Return whether an observation is to the byte what it was."""
        return seen(self.place, name) == seen(self.whole / "observations", name)


def seen(place: Path, name: str) -> dict[str, bytes]:
    """Return the bytes of an observation's file and of what lies beside it."""
    found = [place / f"{name}.json", *sorted((place / name).glob("*"))]
    return {each.relative_to(place).as_posix(): each.read_bytes() for each in found if each.is_file()}


@pytest.fixture
def twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Twice:
    """Return such a register."""
    return Twice(tmp_path, monkeypatch)


def gone(place: Path) -> None:
    """Remove a file or a folder."""
    shutil.rmtree(place) if place.is_dir() else place.unlink(missing_ok=True)


def put(source: Path, place: Path) -> None:
    """Put a copy of a file or a folder in the place of another."""
    gone(place)
    shutil.copytree(source, place) if source.is_dir() else shutil.copy(source, place)


def swapped(one: Path, other: Path) -> None:
    """Give each of two the other's name."""
    one.rename(one.with_name("between"))
    other.rename(one)
    one.with_name("between").rename(other)


def cut(place: Path) -> None:
    """Take a file's last byte away."""
    place.write_bytes(place.read_bytes()[:-1])


def damages() -> dict[str, Damage]:
    """Return what may be done by hand, by name: to the file, to the folder beside it, to both."""
    found: dict[str, Damage] = {"cut headers": lambda it: cut(it.place / it.names[1] / "headers.bin")}
    found["one file more"] = lambda it: (it.place / it.names[1] / "node.json").write_bytes(b"{}")
    for what, ends in {"file": (".json",), "folder": ("",), "both": (".json", "")}.items():

        def each(act: Callable[[Twice, str], object], ends: tuple[str, ...] = ends) -> Damage:
            return lambda it: [act(it, end) for end in ends]

        found[f"gone {what}"] = each(lambda it, end: gone(it.place / f"{it.names[0]}{end}"))
        found[f"last gone {what}"] = each(lambda it, end: gone(it.place / f"{it.names[1]}{end}"))
        found[f"older {what}"] = each(
            lambda it, end: put(it.older / f"{it.names[0]}{end}", it.place / f"{it.names[0]}{end}")
        )
        found[f"swapped {what}"] = each(lambda it, end: swapped(*(it.place / f"{name}{end}" for name in it.names)))
        found[f"foreign {what}"] = each(
            lambda it, end: put(it.other.with_name(f"{it.other.name}{end}"), it.place / f"{it.names[1]}{end}")
        )
    found["all gone"] = lambda it: shutil.rmtree(it.place)
    found["cut file"] = lambda it: cut(it.place / f"{it.names[0]}.json")
    return found


def told_by_all(it: Twice) -> None:
    """Assert that the names whose bytes are others are those that are told: `check`, `status`, `close`, `observe`."""
    others = {name for name in it.names if not it.is_whole(name)}
    changed = hold(it.register, NAME).changed
    assert set(changed) == others
    assert others
    for name, text in changed.items():
        assert text.endswith(f"observe again with tracer reserve observe --at {int(name[:7])}.")
    with pytest.raises(IntegrityError) as checked:
        check_register(RegisterCheckRequest(it.register), context())
    with pytest.raises(IntegrityError) as closing:
        close(CloseRequest(it.register, "2026Q2"), context())
    assert str(checked.value) == str(closing.value) == "\n".join(changed.values())
    assert code_of_status(it) == 4
    found = it.look("1")
    assert (found.exit_code, found.base) == (4, None)
    assert others <= {subject for kind, subject in kinds(found) if kind == "changed"}
    for name in it.names:
        it.look(str(int(name[:7])))
    assert hold(it.register, NAME).changed == {}
    for name in it.names:
        assert wallets(it.register, name) == wallets(it.whole, name)


def code_of_status(it: Twice) -> int:
    """Return how `status` ends; where it shows anything it shows what is told."""
    try:
        shown = reserve_status(StatusRequest(it.register), context())
    except (CaseError, IntegrityError) as error:  # nothing of it can be shown
        return error.exit_code
    assert "\n".join(hold(it.register, NAME).changed.values()) in [each.text for each in shown.status.alarms]
    return shown.exit_code


def wallets(register: Path, name: str) -> object:
    """Return what an observation's file says of the wallets."""
    return reserve_observations.read(register, name)[0].wallets


@pytest.mark.parametrize("kind", sorted(damages()))
def test_what_is_not_the_last_look_is_told_by_every_command(twice: Twice, kind: str) -> None:
    """Removed, an older copy, under another name, another register's, cut or with more: told, and mended by a look."""
    damages()[kind](twice)
    told_by_all(twice)


def test_drawn_damage_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several at once each observation that is otherwise is told, and no other."""
    source, every = random.Random(20_261_203), damages()
    for number in range(count(suite=3, laws=60)):
        it = Twice((tmp_path / str(number)), monkeypatch)
        for kind in source.sample(sorted(each for each in every if not each.startswith("swapped")), 2):
            if kind != "cut headers" or (it.place / it.names[1] / "headers.bin").exists():
                try:
                    every[kind](it)
                except FileNotFoundError:  # the one before has removed it
                    continue
        told_by_all(it)


class Again:
    """A look that takes the place of an earlier one, to be stopped at each of its steps."""

    def __init__(self, it: Twice) -> None:
        """Take the register back to its first look at block 2, as it was before the journal had the second."""
        self.it, (self.name, later) = it, it.names
        for end in (".json", ""):
            put(it.older / f"{self.name}{end}", it.place / f"{self.name}{end}")
            gone(it.place / f"{later}{end}")
        lines = (it.register / "journal.jsonl").read_bytes().splitlines(keepends=True)
        (it.register / "journal.jsonl").write_bytes(b"".join(lines[:-2]))
        self.entry = lines[-2]
        last = it.whole / "observations"
        files = {each.name: each.read_bytes() for each in (last / self.name).iterdir()}
        self.content = (last / f"{self.name}.json").read_bytes(), files

    def staged(self) -> None:
        """Write what waits."""
        reserve_observations.stage(self.it.register, self.name, *self.content)

    def entered(self) -> None:
        """Enter it."""
        with (self.it.register / "journal.jsonl").open("ab") as file:
            file.write(self.entry)

    def file_placed(self) -> None:
        """Put the file in its place."""
        (self.it.place / f".{self.name}.waiting.json").rename(self.it.place / f"{self.name}.json")

    def folder_away(self) -> None:
        """Remove the folder that gives way."""
        gone(self.it.place / self.name)

    def folder_placed(self) -> None:
        """Put the folder in its place."""
        (self.it.place / f".{self.name}.waiting").rename(self.it.place / self.name)


STEPS = ("staged", "entered", "file_placed", "folder_away", "folder_placed")
INTERRUPTED = (
    "observation {} was looked at again, as entry 3 of the journal says, and the command was interrupted before what "
    "it found had its place: what lies there is of the look before. The next tracer reserve observe puts it in its "
    "place."
)


@pytest.mark.parametrize("done", range(len(STEPS) + 1), ids=["nothing", *STEPS])
def test_a_look_again_that_is_interrupted_is_no_older_copy(twice: Twice, done: int) -> None:
    """Between its entry and its place `check` and `status` say which look waits, `close` refuses, the next one ends it.

    Before its entry nothing is told, and what waits is removed. From when its file is in its place what waits for that
    file is read with it.
    """
    again = Again(twice)
    for step in STEPS[:done]:
        getattr(again, step)()
    is_waiting = done == 2
    told = [INTERRUPTED.format(again.name)] if is_waiting else []
    assert (hold(twice.register, NAME).changed, list(hold(twice.register, NAME).notes)) == ({}, told)
    notes = check_register(RegisterCheckRequest(twice.register), context()).notes
    shown = reserve_status(StatusRequest(twice.register), context())
    for text in told:
        assert text in notes
        assert text in shown.notes
        with pytest.raises(CaseError) as refused:
            close(CloseRequest(twice.register, "2026Q2"), context())
        assert str(refused.value) == text
    finish(twice.register, NAME)
    reserve_observations.clear_up(twice.register, reserve_entered.names(twice.register, NAME))
    assert {each.name for each in twice.place.iterdir()} == {again.name, f"{again.name}.json"}
    assert twice.is_whole(again.name) == (done >= 2)
    assert seen(twice.place, again.name) in (
        seen(twice.older, again.name),
        seen(twice.whole / "observations", again.name),
    )
    assert hold(twice.register, NAME).notes == ()


def test_what_waits_and_is_not_the_last_look_s_covers_nothing(twice: Twice) -> None:
    """An older copy beside something else that waits is told as one, and that is removed by the next look."""
    name = twice.names[0]
    for end in (".json", ""):
        put(twice.older / f"{name}{end}", twice.place / f"{name}{end}")
        put(twice.older / f"{name}{end}", twice.place / f".{name}.waiting{end}")
    assert set(hold(twice.register, NAME).changed) == {name}
    assert hold(twice.register, NAME).notes == ()
    assert ("changed", name) in kinds(twice.look("3"))
    assert list(observation_waiting.names(twice.place)) == []


@pytest.mark.parametrize("end", [".json", ""], ids=["file", "folder"])
def test_only_a_whole_look_gets_its_place(twice: Twice, end: str) -> None:
    """Where one of the two that wait is another one neither is put in its place."""
    name = twice.names[0]
    for each in (".json", ""):
        put(twice.older / f"{name}{each}", twice.place / f"{name}{each}")
        put(twice.whole / "observations" / f"{name}{each}", twice.place / f".{name}.waiting{each}")
    put(twice.older / f"{name}{end}", twice.place / f".{name}.waiting{end}")
    finish(twice.register, NAME)
    assert seen(twice.place, name) == seen(twice.older, name)
    assert set(hold(twice.register, NAME).changed) == {name}


def test_what_lies_beside_an_older_copy_proves_no_other_past(twice: Twice) -> None:
    """Only the last look's folder is what was entered: an older one is written again, with nothing beside it."""
    name = twice.names[0]
    assert reserve_entered.has_entered_folder(twice.register, NAME, name)
    put(twice.older / name, twice.place / name)
    assert not reserve_entered.has_entered_folder(twice.register, NAME, name)


def test_a_changed_file_is_told_whatever_waits(twice: Twice) -> None:
    """Only a look's own before it is what an interruption leaves: what no look entered was changed."""
    again = Again(twice)
    again.staged()
    again.entered()
    cut(twice.place / f"{again.name}.json")
    assert set(hold(twice.register, NAME).changed) == {again.name}
    finish(twice.register, NAME)
    assert twice.is_whole(again.name)


def test_where_its_entry_cannot_be_made_a_look_leaves_nothing(twice: Twice, monkeypatch: pytest.MonkeyPatch) -> None:
    """The observation is as it was, and nothing waits."""

    def full(*_: object, **__: object) -> None:
        raise SourceError("no room")

    gone(twice.place / twice.names[0])  # so that the look has something to write
    before = seen(twice.place, twice.names[0])
    with monkeypatch.context() as patched:
        patched.setattr(reserve_journal, "enter", full)
        with pytest.raises(SourceError, match="no room"):
            twice.look("2")
    assert (seen(twice.place, twice.names[0]), list(observation_waiting.names(twice.place))) == (before, [])
