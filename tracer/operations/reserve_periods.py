"""The statements of a register on the disk: `periods/2026Q3/period.json`, read with the hash of each."""

from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

from tracer.disk.files import read_bounded
from tracer.errors import IntegrityError
from tracer.reserve.periods import FiledStatement, in_order, path_of

PERIODS = "periods"
CLOSED = "period-closed"
"""The kind of the journal's entry of a closed period."""
_FILE = "period.json"


def closed(path: Path) -> dict[str, FiledStatement]:
    """Return the statements of a register by the names of their periods, each before what restates it.

    They are in the order of their last days, then of the numbers of restatements, then of their names.

    Raises:
        IntegrityError: one of them is not as it was written, or lies under another period's name.
    """
    place = path / PERIODS
    found: dict[str, FiledStatement] = {}
    for folder in sorted(place.iterdir()) if place.is_dir() else ():
        if folder.name.startswith(".") or not (folder / _FILE).is_file():  # what begins with a dot was never closed
            continue
        from tracer.reserve import period_file  # where nothing is closed a status does not pay for it

        content = read_bounded(folder / _FILE, "statement")
        statement = period_file.loads(content, path_of(folder.name))
        if statement.period != folder.name:
            raise IntegrityError(f"{path_of(folder.name)} is the statement of {statement.period}")
        found[folder.name] = FiledStatement(statement, sha256(content).hexdigest())
    return dict(sorted(found.items(), key=lambda each: in_order(each[1].period)))


def sealed_by(statements: Mapping[str, FiledStatement], name: str) -> str | None:
    """Return the last of the periods that were closed with a file among their inputs, None where none was."""
    periods = [
        period for period, filed in statements.items() if any(each.id == name for each in filed.statement.inputs)
    ]
    return periods[-1] if periods else None
