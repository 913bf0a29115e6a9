"""The periods that a register has closed, as they lie in its folder, and each computed again from what it lists.

`periods/2026Q3/` holds the statement, its salt, the name of the observation that it was closed on, and the
`register.toml` and the tables that it was computed with: acts and fixings never change, but wallets are added to a
register, and rows to a table.
"""

import datetime as dt
import hashlib
import re
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from tracer import METHOD, __version__
from tracer.container.material import Material
from tracer.disk.files import flush_names
from tracer.disk.folder import list_folder, read_file
from tracer.errors import CaseError, IntegrityError, SourceError, TracerError
from tracer.operations import reserve_journal, reserve_observations
from tracer.operations.context import Context, JournalChoice
from tracer.operations.reserve_files import REGISTER, FiledRegister, RegisterFolder
from tracer.operations.reserve_kept import TABLES
from tracer.operations.reserve_periods import CLOSED, OBSERVATION, observation_of
from tracer.operations.reserve_seals import CLOSING, entered, is_staged, not_as_sealed, staged
from tracer.operations.reserve_seals import short as _short
from tracer.reserve import period_file, statement_files
from tracer.reserve.periods import FiledStatement, Predecessors, in_order
from tracer.reserve.statement_bundle import Earlier, read_earlier
from tracer.reserve.statement_files import ComputedStatement, StatementFiles

PERIODS = "periods"

_PERIOD, _SALT = "period.json", "salt"
_LEFT = re.compile(r"\..*\.(partial|closing)")
_FILES = frozenset({_PERIOD, _SALT, OBSERVATION, REGISTER})


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosedPeriod:
    """A closed period as it lies in the register: its statement, its salt, and the register it was computed with.

    `observation` is the name of the one that it was closed on.
    `tables` are those it was computed with, by path in the register: rows are added to a table as time goes on.
    """

    earlier: Earlier
    salt: bytes
    observation: str
    register: bytes
    tables: Mapping[str, bytes]

    @property
    def kept(self) -> dict[str, bytes]:
        """The files that lie beside the statement as it was computed with them, by path in the register."""
        return {**self.tables, REGISTER: self.register}

    @property
    def filed(self) -> FiledStatement:
        """What it says, and its hash."""
        return self.earlier.filed

    @property
    def name(self) -> str:
        """The period's name."""
        return self.filed.statement.period

    @property
    def is_own(self) -> bool:
        """Whether it was computed by this release, which alone computes the same again."""
        return (self.filed.statement.version, self.filed.statement.method) == (__version__, METHOD)


Closed = Mapping[str, ClosedPeriod]
"""The closed periods by name, in ascending order of their last days, then of the numbers of restatements."""


def read_closed(path: Path) -> dict[str, ClosedPeriod]:
    """Read every closed period; what an interrupted command left is passed over.

    Raises:
        IntegrityError: one is not as it was written.
        SourceError: the disk cannot be read.
    """
    place = path / PERIODS
    names = sorted(each.name for each in place.iterdir() if not each.name.startswith(".")) if place.is_dir() else []
    found = [_read(path, name) for name in names]
    return {each.name: each for each in sorted(found, key=lambda each: in_order(each.filed.period))}


def put_in_place(path: Path, name: str) -> None:
    """Give a period that the journal has as closed its place.

    Raises:
        SourceError: the disk refuses; the next closing does it.
    """
    place = path / PERIODS
    try:
        staged(path, name).rename(place / name)
        flush_names(place)
    except OSError as error:
        raise SourceError(
            f"{place / name} cannot be written: {error.strerror or error}.\n"
            "The journal has the closing already. Make room, or make it writable, and run the command again."
        ) from error


def clear_up(path: Path, register: str) -> tuple[str, ...]:
    """Put right what an interrupted command left beside the closed periods; return those that get their place now.

    What the journal has as closed is put in its place, all else is removed. The lock is held.

    Raises:
        IntegrityError: the journal was changed.
        SourceError: the disk refuses, or the journal cannot be read.
    """
    place = path / PERIODS
    left = [each for each in sorted(place.iterdir()) if _LEFT.fullmatch(each.name)] if place.is_dir() else []
    sealed = entered(path, register) if left else {}
    found = []
    for each in left:
        name = each.name.removeprefix(".").removesuffix(CLOSING)
        if each.name.endswith(CLOSING) and is_staged(path, name, sealed.get(name)) and not (place / name).exists():
            put_in_place(path, name)
            found.append(name)
            continue
        try:
            shutil.rmtree(each)
        except OSError as error:
            raise SourceError(f"{place} cannot be written: {error.strerror or error}.") from error
    return tuple(found)


def statements(closed: Closed) -> dict[str, FiledStatement]:
    """Return the statements of closed periods by name."""
    return {name: each.filed for name, each in closed.items()}


def closing_days(path: Path, register: str) -> dict[str, dt.date]:
    """Return the day on which each statement was closed, by its SHA-256, as the journal says.

    Raises:
        IntegrityError, SourceError: the journal cannot be read.
    """
    return {
        entry.object: dt.date.fromisoformat(entry.details["closed"])
        for entry in reserve_journal.load(path, register).entries
        if entry.kind == CLOSED and entry.object is not None and "closed" in entry.details
    }


def enter(
    folder: RegisterFolder, filed: FiledStatement, context: Context, entry: JournalChoice, more: Mapping[str, str]
) -> int:
    """Enter a closed period in the journal; return the number of the entry.

    Raises:
        IntegrityError, SourceError: as `reserve_journal.enter`.
    """
    closing = filed.statement.closing
    return reserve_journal.enter(
        folder.path,
        folder.register.name,
        context,
        kind=CLOSED,
        why="tracer reserve close",
        object_=filed.sha256,
        details={
            "period": filed.statement.period,
            "closing": f"{closing.height} {closing.hash}",
            "due": filed.period.due.isoformat(),
            **more,
        },
        entry=entry,
    )


def check_sealed(folder: FiledRegister, closed: Closed, names: Collection[str] | None = None) -> None:
    """Raise unless every closed statement is the one that was sealed and follows from the inputs that it lists.

    `names` are those that are computed again, None: all; of the others hashes are compared. What another release
    computed is not computed again: only it can.

    Raises:
        IntegrityError: one was changed or is gone, an input of it is another file or is missing, or it recomputes to
            another one.
    """
    unsealed = not_as_sealed(folder.path, folder.name, statements(closed))
    if unsealed:
        raise IntegrityError("\n".join(each.text for each in unsealed))
    for name, each in closed.items():
        wrong = next(_wrong_inputs(folder, closed, each), None)
        if wrong is not None or (each.is_own and (names is None or name in names)):
            _compare(folder, closed, each, wrong)


def recompute(folder: FiledRegister, closed: Closed, each: ClosedPeriod) -> ComputedStatement:
    """Compute a closed statement again, from nothing but the inputs that it lists and the chain material.

    Raises:
        TracerError: they are not there, or cannot be followed.
    """
    restates = each.filed.statement.restates
    return statement_files.compute(
        StatementFiles(
            files=input_files(folder, each),
            material=material_of(folder.path, each),
            period=each.filed.period,
            before=before(closed, each),
            version=__version__,
            method=METHOD,
            later=() if restates is None else restates.later,
            custody=each.filed.statement.custody,
            published=each.filed.statement.published,
        )
    )


def compute_with(
    folder: FiledRegister, closed: Closed, each: ClosedPeriod, files: Mapping[str, bytes]
) -> ComputedStatement:
    """Compute what a closed statement would say over other files of the register; what it restates is left out.

    Raises:
        TracerError: they cannot be followed, or the chain material is not there.
    """
    statement = each.filed.statement
    return statement_files.compute(
        StatementFiles(
            files=files,
            material=material_of(folder.path, each),
            period=each.filed.period,
            before=Predecessors(before(closed, each).previous, None),
            version=__version__,
            method=METHOD,
            custody=statement.custody,
            published=statement.published,
        )
    )


def input_files(folder: FiledRegister, each: ClosedPeriod) -> dict[str, bytes]:
    """Return the files of the register that a closed statement lists, as far as they are there."""
    content = {**folder.content, **each.kept}
    return {row.id: content[row.id] for row in each.filed.statement.inputs if row.id in content}


def material_of(path: Path, each: ClosedPeriod) -> Material:
    """Return the chain material up to a closed period's closing block.

    Raises:
        CaseError: the observation is not there.
        IntegrityError: it is not of that block, or not as it was written.
    """
    name = each.observation
    if name not in reserve_observations.names(path):
        raise CaseError(f"{reserve_observations.path_of(name)} is missing; period {each.name} was closed on it.")
    return reserve_observations.held(path, name).material


def before(closed: Closed, each: ClosedPeriod) -> Predecessors:
    """Return the statements that a closed one names as the one before it and as what it restates.

    Raises:
        IntegrityError: one of them is not there.
    """
    by_hash = {other.filed.sha256: other.filed for other in closed.values()}
    statement = each.filed.statement
    named = (statement.previous_sha256, None if statement.restates is None else statement.restates.sha256)
    for digest in named:
        if digest is not None and digest not in by_hash:
            raise IntegrityError(f"period {each.name} names a statement {_short(digest)} that is missing.")
    previous, restated = (None if digest is None else by_hash[digest] for digest in named)
    return Predecessors(previous, restated)


def _read(path: Path, name: str) -> ClosedPeriod:
    place = path / PERIODS / name
    listing = list_folder(place)
    wrong = [str(each) for each in listing.findings]
    wrong += [f"{file} is missing" for file in sorted(_FILES - listing.sizes.keys())]
    if wrong:
        raise IntegrityError(f"{PERIODS}/{name}/{wrong[0]}.")
    files = {file: read_file(place, file) for file in _FILES}
    earlier = read_earlier(files[_PERIOD], f"{PERIODS}/{name}/{_PERIOD}")
    tables = {row.id for row in earlier.filed.statement.inputs if row.id.startswith(f"{TABLES}/")}
    for file in sorted((_FILES | tables) ^ listing.sizes.keys()):
        said = "is missing" if file in tables else "is no file of a closed period"
        raise IntegrityError(f"{PERIODS}/{name}/{file} {said}.")
    if earlier.filed.statement.period != name:
        raise IntegrityError(f"{PERIODS}/{name}/{_PERIOD} is the statement of {earlier.filed.statement.period}.")
    return ClosedPeriod(
        earlier=earlier,
        salt=files[_SALT],
        observation=observation_of(path, earlier.filed),
        register=files[REGISTER],
        tables={file: read_file(place, file) for file in sorted(tables)},
    )


def _wrong_inputs(folder: FiledRegister, closed: Closed, each: ClosedPeriod) -> Iterator[str]:
    """Yield what is wrong with the inputs of a statement; what is computed from the chain is not looked at."""
    own = {other.filed.path: other.filed.sha256 for other in closed.values()}
    content = {**folder.content, **each.kept}
    for row in each.filed.statement.inputs:
        if row.id.startswith(f"{reserve_observations.OBSERVATIONS}/"):
            continue
        found = own.get(row.id) or (hashlib.sha256(content[row.id]).hexdigest() if row.id in content else None)
        if found is None:
            yield f"its input {row.id} is missing."
        elif found != row.sha256:
            yield f"its input {row.id} is another file."


def _compare(folder: FiledRegister, closed: Closed, each: ClosedPeriod, wrong: str | None) -> None:
    """Raise unless a statement recomputes to itself; `wrong` is what is known of its inputs already."""
    short = _short(each.filed.sha256)
    if not each.is_own:
        raise IntegrityError(
            f"period {each.name} was sealed as {short} and cannot be computed again by this release: {wrong}"
        )
    try:
        again = period_file.sealed(recompute(folder, closed, each).book.statement, each.salt)
    except TracerError as error:
        reason = str(error) if wrong is None else f"{wrong}\n{error}"
        raise IntegrityError(
            f"period {each.name} was sealed as {short} and cannot be computed again: {reason}"
        ) from error
    digest = hashlib.sha256(again).hexdigest()
    if digest != each.filed.sha256:
        if wrong is not None:
            raise IntegrityError(
                f"period {each.name} was sealed as {short} and recomputes to {_short(digest)}: {wrong}"
            )
        raise IntegrityError(
            f"period {each.name} was sealed as {short} and recomputes to {_short(digest)}: its inputs are the same, so "
            "that the statement or the chain material was changed."
        )
