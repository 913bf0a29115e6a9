"""The statements of a register on the disk: `periods/2026Q3/period.json`, read with the hash of each."""

from collections.abc import Iterator, Mapping
from hashlib import sha256
from pathlib import Path

from tracer.disk.files import read_bounded
from tracer.errors import CaseError, IntegrityError
from tracer.operations import reserve_journal, reserve_observations
from tracer.operations.observation_names import block_of, height_of, is_name, is_of
from tracer.reserve.periods import FiledStatement, in_order, path_of
from tracer.visible import quoted

PERIODS = "periods"
CLOSED = "period-closed"
"""The kind of the journal's entry of a closed period."""
OBSERVATION = "observation"
"""The file beside a statement with the name of the observation that it was closed on."""
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


def observation_of(path: Path, filed: FiledStatement) -> str:
    """Return the name of the observation that a period was closed on.

    Raises:
        IntegrityError: the file beside the statement is missing, or names none of its closing block.
    """
    place, own = f"{PERIODS}/{filed.statement.period}/{OBSERVATION}", _first_of(filed)
    try:
        said = read_bounded(path / place, "name of an observation").decode("utf-8", "replace").removesuffix("\n")
    except CaseError as error:
        raise IntegrityError(
            f"{place} cannot be read: it names the observation of the closing block, {own} or one beside it."
        ) from error
    if not is_name(said) or block_of(said) != own:
        raise IntegrityError(f"{place} names {quoted(said, 80)}, which is no observation of the closing block, {own}.")
    return said


def closed_on(path: Path, statements: Mapping[str, FiledStatement]) -> dict[str, str]:
    """Return by the name of each observation that periods were closed on the last of these periods.

    Where the file that names it was changed, which `closed_otherwise` tells, it is the first one of the closing block.
    """
    found: dict[str, str] = {}
    for period, filed in statements.items():
        try:
            name = observation_of(path, filed)
        except IntegrityError:
            name = _first_of(filed)
        found[name] = period
    return found


def rested_on(path: Path, register: str, statements: Mapping[str, FiledStatement]) -> dict[str, str]:
    """Return the same with what those observations build on: whatever of them is replaced changes a closed period.

    So does each observation of the closing block of a period that the journal has as closed and that is not there, as
    after a closing that was interrupted.

    Raises:
        IntegrityError: what one of them says that it builds on is not as it was written; the journal was changed.
        SourceError: the journal cannot be read.
    """
    found: dict[str, str] = {}
    for name, period in (*_gone(path, register, statements), *closed_on(path, statements).items()):
        found |= dict.fromkeys(reserve_observations.rests_on(path, name), period)
    return found


def _gone(path: Path, register: str, statements: Mapping[str, FiledStatement]) -> Iterator[tuple[str, str]]:
    """Yield each observation of the closing block of a period that the journal has as closed and that is not there."""
    for entry in reserve_journal.load(path, register).entries:
        period, closing = (entry.details.get(key, "") for key in ("period", "closing"))
        if entry.kind == CLOSED and period not in statements:
            height, _, hash_ = closing.partition(" ")
            yield from (
                (name, period)
                for name in reserve_observations.names(path)
                if str(height_of(name)) == height and is_of(name, hash_)
            )


def _first_of(filed: FiledStatement) -> str:
    """Return the name of the first observation of a period's closing block."""
    closing = filed.statement.closing
    return f"{closing.height:07d}-{closing.hash[-8:]}"
