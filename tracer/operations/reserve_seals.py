"""The statements of a register held against the journal, which has the hash of each from when it was closed.

From when it is written until the journal has it a statement lies beside its place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tracer.operations import reserve_journal
from tracer.operations.reserve_periods import CLOSED, PERIODS
from tracer.reserve.periods import FiledStatement, path_of

CLOSING = ".closing"
"""How the folder of a period ends that waits for its place."""


@dataclass(frozen=True, slots=True)
class NotAsSealed:
    """A closed period that is not as the journal has it, and the sentence about it.

    `is_waiting`: its closing was interrupted, and the next one puts it in its place.
    """

    name: str
    text: str
    is_waiting: bool = False


def not_as_sealed(path: Path, register: str, filed: Mapping[str, FiledStatement]) -> tuple[NotAsSealed, ...]:
    """Hold the statements on file against the journal: those that are gone, have no entry of theirs, or are others.

    Raises:
        IntegrityError, SourceError: the journal cannot be read.
    """
    sealed, found = entered(path, register), list[NotAsSealed]()
    for name in (name for name in sealed if name not in filed):
        digest = short(sealed[name])
        if is_staged(path, name, sealed[name]):
            waiting = NotAsSealed(
                name,
                f"period {name} was sealed as {digest}; {path_of(name)} is missing.\n"
                f"Its closing was interrupted: run tracer reserve close --period {name} again.",
                is_waiting=True,
            )
            found.append(waiting)
        else:
            found.append(NotAsSealed(name, f"period {name} was sealed as {digest}; {path_of(name)} is missing."))
    for name, each in filed.items():
        if name not in sealed:
            unknown = NotAsSealed(
                name,
                f"period {name} lies there as {short(each.sha256)}, and the journal has no entry of its closing: the "
                "journal was cut or is gone, or the period was put there by other hands.\n"
                "Put back the journal from a copy.",
            )
            found.append(unknown)
        elif sealed[name] != each.sha256:
            was, now = short(sealed[name]), short(each.sha256)
            found.append(NotAsSealed(name, f"period {name} was sealed as {was}; {each.path} is now {now}."))
    return tuple(found)


def staged(path: Path, name: str) -> Path:
    """Return where a period lies from when it is written until the journal has it; only then it gets its place."""
    return path / PERIODS / f".{name}{CLOSING}"


def entered(path: Path, register: str) -> dict[str, str]:
    """Return the SHA-256 of each closed statement by its period, as the journal says.

    Raises:
        IntegrityError, SourceError: the journal cannot be read.
    """
    return {
        entry.details["period"]: entry.object
        for entry in reserve_journal.load(path, register).entries
        if entry.kind == CLOSED and entry.object is not None and "period" in entry.details
    }


def is_staged(path: Path, name: str, digest: str | None) -> bool:
    """Return whether a statement of this hash waits for its place."""
    file = staged(path, name) / "period.json"
    return file.is_file() and sha256(file.read_bytes()).hexdigest() == digest


def short(digest: str) -> str:
    """Return the first digits of a hash, as sentences name it."""
    return f"{digest[:4]}…"
