"""The observations on file held against the journal: each look is entered with the hashes of all that it wrote.

A file whose hash no entry of its observation has was changed since, or was put there by other hands.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tracer.disk.files import read_bounded
from tracer.errors import CaseError, IntegrityError, TracerError
from tracer.operations import reserve_journal, reserve_observations
from tracer.operations.observation_names import height_of
from tracer.operations.reserve_observations import OBSERVATIONS, path_of

OBSERVED = "observed"
"""The kind of an observation's entry in the journal."""
NAME, FOLDER = "observation", "folder"
"""What an entry says beside the hash of the observation's file: its name, and the digest of its folder."""


@dataclass(frozen=True, slots=True)
class HeldAgainstJournal:
    """By name the sentence that says what of an observation was changed or is gone; those without an entry."""

    changed: Mapping[str, str]
    unentered: tuple[str, ...]


def digest(files: Mapping[str, bytes]) -> str:
    """Return the SHA-256 over the names and hashes of a folder's files."""
    lines = [f"{sha256(content).hexdigest()}  {name}\n" for name, content in sorted(files.items())]
    return sha256("".join(lines).encode()).hexdigest()


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
    """Hold every observation on file against the journal.

    Any look at the same block counts, for a command that is interrupted leaves the file of the look before.

    Raises:
        IntegrityError, SourceError: the journal was changed, or cannot be read.
    """
    files: dict[str, set[str | None]] = {}
    folders: dict[str, set[str]] = {}
    for entry in reserve_journal.load(path, register).entries:
        if entry.kind == OBSERVED and NAME in entry.details and FOLDER in entry.details:
            files.setdefault(entry.details[NAME], set()).add(entry.object)
            folders.setdefault(entry.details[NAME], set()).add(entry.details[FOLDER])
    on_file = reserve_observations.names(path)
    changed = {}
    for name in on_file:
        if name not in files:
            continue
        if _digest_of(path, name) not in files[name]:
            changed[name] = _changed(name, path_of(name))
        elif folder_digest(path, name) not in folders[name]:
            changed[name] = _changed(name, f"{OBSERVATIONS}/{name}")
    changed |= {
        name: f"{path_of(name)} was observed and is gone. {_remedy(name)}" for name in files if name not in on_file
    }
    return HeldAgainstJournal(changed, tuple(name for name in on_file if name not in files))


def has_entered_folder(path: Path, register: str, name: str) -> bool:
    """Return whether what lies beside an observation is what some look at its block entered.

    Raises:
        IntegrityError, SourceError: the journal was changed, or cannot be read.
    """
    digest_now = folder_digest(path, name)
    return any(
        each.kind == OBSERVED and (each.details.get(NAME), each.details.get(FOLDER)) == (name, digest_now)
        for each in reserve_journal.load(path, register).entries
    )


def names(path: Path, register: str) -> frozenset[str]:
    """Return the names of the observations that the journal has an entry of.

    Raises:
        IntegrityError, SourceError: the journal was changed, or cannot be read.
    """
    entries = reserve_journal.load(path, register).entries
    return frozenset(each.details[NAME] for each in entries if each.kind == OBSERVED and NAME in each.details)


def refuse_changed(path: Path, register: str) -> tuple[str, ...]:
    """Raise where an observation is not as the journal has it; return those without an entry.

    Raises:
        IntegrityError: one was changed since it was entered, or is gone; the journal was changed.
        SourceError: the journal cannot be read.
    """
    held = hold(path, register)
    if held.changed:
        raise IntegrityError("\n".join(held.changed.values()))
    return held.unentered


def without_entry(name: str) -> str:
    """Return what is to be known of an observation that the journal has no entry of."""
    return (
        f"observation {name} has no entry in the journal: its command was interrupted, or the journal was cut. "
        "The next tracer reserve observe holds it against the chain and enters it."
    )


def not_on_chain(name: str) -> str:
    """Return the sentence about an observation without an entry that is not what the chain holds."""
    return f"observation {name} has no entry in the journal and is not what the chain holds. {_remedy(name)}"


def _changed(name: str, what: str) -> str:
    return f"{what} is not as the journal has it: it was changed since it was observed. {_remedy(name)}"


def _remedy(name: str) -> str:
    return f"Put it back, or observe again with tracer reserve observe --at {height_of(name)}."
