"""The observations on file held against the journal: each look is entered with the hashes of all that it wrote.

What lies there is the last look's at its block. A file whose hash no entry of its observation has was changed since, or
was put there by other hands; one of an earlier look was put back, unless the last one's waits for its place.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tracer.disk.files import read_bounded
from tracer.errors import CaseError, IntegrityError, TracerError
from tracer.operations import observation_waiting, reserve_journal, reserve_observations
from tracer.operations.observation_waiting import digest
from tracer.operations.reserve_observations import OBSERVATIONS, path_of, remedy

OBSERVED = "observed"
"""The kind of an observation's entry in the journal."""
NAME, FOLDER = "observation", "folder"
"""What an entry says beside the hash of the observation's file: its name, and the digest of its folder."""


@dataclass(frozen=True, slots=True)
class HeldAgainstJournal:
    """By name the sentence that says what of an observation was changed or is gone; those without an entry.

    `interrupted` are the sentences about those whose last look waits for its place.
    """

    changed: Mapping[str, str]
    unentered: tuple[str, ...]
    interrupted: Mapping[str, str]

    @property
    def notes(self) -> tuple[str, ...]:
        """What is to be known of commands that were interrupted."""
        return (*map(without_entry, self.unentered), *self.interrupted.values())


@dataclass(frozen=True, slots=True)
class _Look:
    """What the journal has of a look: the number of its entry, the hash of its file and the digest of its folder."""

    entry: int
    file: str | None
    folder: str


@dataclass(frozen=True, slots=True)
class _Otherwise:
    """What is not as the last look entered it: whether an earlier one did, and whether the last one's waits."""

    path: str
    is_older: bool
    is_coming: bool


def folder_digest(path: Path, name: str) -> str:
    """Return the digest of the folder beside an observation; that of no files where it cannot be read as one."""
    try:
        return digest(reserve_observations.files_of(path, name))
    except TracerError:  # missing, or with something in it that no command writes
        return digest({})


def _digest_of(path: Path, name: str) -> str:
    """Return the SHA-256 of an observation's file; that of nothing where it cannot be read."""
    try:
        return sha256(read_bounded(path / path_of(name), "observation")).hexdigest()
    except CaseError:  # a folder, or what the machine does not let anybody read: no command wrote it
        return sha256().hexdigest()


def hold(path: Path, register: str) -> HeldAgainstJournal:
    """Hold every observation on file against the journal: what lies there is the last look's at its block.

    What lies there of an earlier look is right while the last one's waits for its place.

    Raises:
        IntegrityError, SourceError: the journal was changed, or cannot be read.
    """
    looks, on_file = _looks(path, register), reserve_observations.names(path)
    changed, interrupted = dict[str, str](), dict[str, str]()
    for name in on_file:
        wrong = _wrong(path, name, looks[name]) if name in looks else ()
        if wrong and all(each.is_older and each.is_coming for each in wrong):
            interrupted[name] = _looked_again(name, looks[name][-1])
        elif wrong:
            changed[name] = (
                _of_an_older_look(path, name, wrong[0], looks[name][-1])
                if wrong[0].is_older
                else _changed_since(path, name, wrong[0])
            )
    changed |= {name: _gone_since(path, name) for name in looks if name not in on_file}
    return HeldAgainstJournal(changed, tuple(name for name in on_file if name not in looks), interrupted)


def finish(path: Path, register: str) -> None:
    """Put in its place what the journal has as the last look of its block, and what waits for that. The lock is held.

    Raises:
        IntegrityError: the journal was changed.
        SourceError: it cannot be read, or the disk refuses.
    """
    place = path / OBSERVATIONS
    waiting = tuple(observation_waiting.names(place))
    looks = _looks(path, register) if waiting else {}
    for name in waiting:
        last = looks[name][-1] if name in looks else None
        file, folder = (of(place, name) for of in (observation_waiting.file_digest, observation_waiting.folder_digest))
        if last is not None and file in (None, last.file) and folder in (None, last.folder):
            reserve_observations.put_in_place(path, name)


def has_entered_folder(path: Path, register: str, name: str) -> bool:
    """Return whether what lies beside an observation is what the last look at its block entered.

    Raises:
        IntegrityError, SourceError: the journal was changed, or cannot be read.
    """
    looks = _looks(path, register).get(name)
    return looks is not None and folder_digest(path, name) == looks[-1].folder


def names(path: Path, register: str) -> frozenset[str]:
    """Return the names of the observations that the journal has an entry of.

    Raises:
        IntegrityError, SourceError: the journal was changed, or cannot be read.
    """
    entries = reserve_journal.load(path, register).entries
    return frozenset(each.details[NAME] for each in entries if each.kind == OBSERVED and NAME in each.details)


def refuse_changed(path: Path, register: str) -> tuple[str, ...]:
    """Raise where an observation is not as the journal has it; return what is to be known of interrupted looks.

    Raises:
        IntegrityError: one was changed since it was entered, or is gone; the journal was changed.
        SourceError: the journal cannot be read.
    """
    held = hold(path, register)
    if held.changed:
        raise IntegrityError("\n".join(held.changed.values()))
    return held.notes


def without_entry(name: str) -> str:
    """Return what is to be known of an observation that the journal has no entry of."""
    return (
        f"observation {name} has no entry in the journal: its command was interrupted, or the journal was cut. "
        "The next tracer reserve observe holds it against the chain and enters it."
    )


def not_on_chain(path: Path, name: str) -> str:
    """Return the sentence about an observation without an entry that is not what the chain holds."""
    return f"observation {name} has no entry in the journal and is not what the chain holds. {remedy(path, name)}"


def _looks(path: Path, register: str) -> dict[str, list[_Look]]:
    """Return the looks that the journal has of each observation, by name, the last one last."""
    found: dict[str, list[_Look]] = {}
    for entry in reserve_journal.load(path, register).entries:
        if entry.kind == OBSERVED and NAME in entry.details and FOLDER in entry.details:
            look = _Look(entry.seq, entry.object, entry.details[FOLDER])
            found.setdefault(entry.details[NAME], []).append(look)
    return found


def _wrong(path: Path, name: str, looks: Sequence[_Look]) -> tuple[_Otherwise, ...]:
    """Return what of an observation on file is not what its last look entered: the file, then what lies beside it."""
    last, place = looks[-1], path / OBSERVATIONS
    file, folder = _digest_of(path, name), folder_digest(path, name)
    found = []
    if file != last.file:
        is_coming = observation_waiting.file_digest(place, name) == last.file
        found.append(_Otherwise(path_of(name), file in {each.file for each in looks}, is_coming))
    if folder != last.folder:
        is_coming = observation_waiting.folder_digest(place, name) == last.folder
        found.append(_Otherwise(f"{OBSERVATIONS}/{name}", folder in {each.folder for each in looks}, is_coming))
    return tuple(found)


def _looked_again(name: str, last: _Look) -> str:
    return (
        f"observation {name} was looked at again, as entry {last.entry} of the journal says, and the command was "
        "interrupted before what it found had its place: what lies there is of the look before. "
        "The next tracer reserve observe puts it in its place."
    )


def _of_an_older_look(path: Path, name: str, what: _Otherwise, last: _Look) -> str:
    return (
        f"{what.path} is of an earlier look than the last one that the journal has of it, entry {last.entry}: an older "
        f"copy lies in its place. {remedy(path, name)}"
    )


def _changed_since(path: Path, name: str, what: _Otherwise) -> str:
    return f"{what.path} is not as the journal has it: it was changed since it was observed. {remedy(path, name)}"


def _gone_since(path: Path, name: str) -> str:
    return f"{path_of(name)} was observed and is gone. {remedy(path, name)}"
