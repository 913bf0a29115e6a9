"""The entries that `tracer reserve admit` makes, for admissions that a measurement writes itself."""

from hashlib import sha256
from pathlib import Path

from tracer.operations import reserve_admitted, reserve_journal
from tracer.operations.context import Context
from tracer.operations.reserve_files import read_register_file
from tracer.reserve import admission_file

NOW = 1_700_000_000
"""Unix time of whatever is entered."""


def enter_admissions(register: Path) -> None:
    """Enter each admission on file in a register's journal, at the time at which the measurements observe."""
    name = read_register_file(register).name
    for file in sorted(register.glob(f"receipts/*/{admission_file.FILE}")):
        reserve_journal.enter(
            register,
            name,
            Context(who="bench", clock=lambda: NOW),
            kind=reserve_admitted.ADMITTED,
            why="bench",
            object_=sha256(file.read_bytes()).hexdigest(),
            details={reserve_admitted.FOLDER: file.parent.relative_to(register).as_posix()},
        )
