"""What a register's journal says was cleared for signature."""

from pathlib import Path

from tracer.errors import IntegrityError
from tracer.operations import reserve_journal
from tracer.reserve.clearance.cleared import ClearedTransaction, read

CLEARED = "cleared"
"""The kind of a clearance's entry in the journal."""


def cleared(path: Path, register: str) -> tuple[ClearedTransaction, ...]:
    """Return the transactions that a register's journal says were cleared, in order.

    Raises:
        IntegrityError, SourceError: the journal was changed, or cannot be read.
    """
    found = []
    for entry in reserve_journal.load(path, register).entries:
        if entry.kind == CLEARED:
            try:
                found.append(read(entry.details, entry.seq))
            except ValueError as error:
                raise IntegrityError(f"journal of {path}: entry {entry.seq} {error}") from error
    return tuple(found)
