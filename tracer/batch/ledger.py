"""The ledger of a batch: which case is done, failed or running, and what is known of its run.

An SQLite database that only the batch itself writes, one transaction per event, from
whichever of its threads. While a batch is at
work it has a write-ahead log that is not flushed at every event: `kill -9` loses nothing, and after a
power cut the database is as after one of its last events. That is enough, for a run on disk is
believed only where its `trace.json` has the hash that the ledger knows; a run of which the ledger does
not know costs its case's time again, and nothing else. Locked for the one batch alone, the log needs no
shared memory, so the folder may lie on a network file system; at the end the log is folded in, so that
the file can be read from a medium that cannot be written. Times of the clock stand here and nowhere else.

Source: SQLite documentation, "Write-Ahead Logging", sections 2.3 and 8.
"""

import contextlib
import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from tracer import moments
from tracer.batch.work import CaseFault, Failed, Finished
from tracer.disk import clock
from tracer.errors import CaseError, IntegrityError, SourceError

NAME = "ledger.sqlite"
FILES = (NAME, *(f"{NAME}-{beside}" for beside in ("journal", "wal", "shm")))
"""The database and what SQLite may write beside it."""
_SCHEMA = 1
_TABLES = """
CREATE TABLE job (
    name TEXT PRIMARY KEY,         -- the case file as seen from JOBS
    folder TEXT NOT NULL,          -- its folder below cases/
    state TEXT NOT NULL,           -- running | done | failed
    attempts INTEGER NOT NULL,
    started_utc TEXT NOT NULL,
    ended_utc TEXT,
    fault INTEGER,                 -- exit code of a failure
    message TEXT NOT NULL,         -- its words
    warnings TEXT NOT NULL,        -- JSON list, of the case and its trace
    causes TEXT NOT NULL,          -- JSON object: what the run on disk was made from
    trace_sha256 TEXT NOT NULL,    -- of the run on disk; empty: there is none
    brief BLOB,                    -- JSON: the run on disk in brief
    before_causes TEXT NOT NULL,   -- the same of the last batch that came to its end
    before BLOB
) WITHOUT ROWID;
"""


class State(Enum):
    """How far a case has come."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """What the ledger says of a job. `digest` and `before` are as `tracer.result.run_digest` writes them."""

    name: str
    folder: str
    state: State
    fault: CaseFault | None
    message: str
    warnings: tuple[str, ...]
    causes: Mapping[str, str]
    trace_sha256: str
    digest: bytes | None
    before_causes: Mapping[str, str]
    before: bytes | None


class Ledger:
    """The open ledger of one folder."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        """Use an open database."""
        self._database = connection
        self._path = path
        self._turn = threading.RLock()
        self._together = False

    def entries(self) -> dict[str, LedgerEntry]:
        """Return every job known, by name."""
        rows = self._asked(
            "SELECT name, folder, state, fault, message, warnings, causes, trace_sha256, brief, before_causes, before"
            " FROM job ORDER BY name"
        )
        try:
            return {str(row[0]): _entry(row) for row in rows}
        except (ValueError, TypeError) as error:
            raise IntegrityError(
                f"{self._path} is not a ledger as this version writes it: {error}.\n"
                "The runs below cases can be read as before. To go on, name a new folder with --out."
            ) from None

    def start(self, name: str, folder: str) -> None:
        """Note that a job is being done. What is known of its run on disk stays."""
        self._tell(
            "INSERT INTO job (name, folder, state, attempts, started_utc, message, warnings, causes, trace_sha256,"
            " before_causes) VALUES (?, ?, 'running', 1, ?, '', '[]', '{}', '', '{}')"
            " ON CONFLICT (name) DO UPDATE SET folder = excluded.folder, state = 'running', attempts = 1,"
            " started_utc = excluded.started_utc, ended_utc = NULL, fault = NULL, message = ''",
            (name, folder, _now()),
        )

    def finish(self, name: str, outcome: Finished, attempts: int) -> None:
        """Note that a job is done; its run is in place."""
        self._tell(
            "UPDATE job SET state = 'done', attempts = ?, ended_utc = ?, fault = NULL, message = '', warnings = ?,"
            " causes = ?, trace_sha256 = ?, brief = coalesce(?, brief) WHERE name = ?",
            (
                attempts,
                _now(),
                json.dumps(outcome.warnings),
                json.dumps(dict(outcome.causes)),
                outcome.trace_sha256,
                outcome.digest,
                name,
            ),
        )

    def fail(self, name: str, outcome: Failed, attempts: int) -> None:
        """Note that a job failed; a run of an earlier batch stays known."""
        self._tell(
            "UPDATE job SET state = 'failed', attempts = ?, ended_utc = ?, fault = ?, message = ? WHERE name = ?",
            (attempts, _now(), outcome.fault.value, _text(outcome.message), name),
        )

    def settle(self, names: list[str]) -> None:
        """Make the present runs of these jobs what the next batch compares with."""
        with self._whole():
            self._database.executemany(
                "UPDATE job SET before = brief, before_causes = causes WHERE name = ?", [(name,) for name in names]
            )

    def _asked(self, question: str) -> list[tuple[object, ...]]:
        with self._readable():
            return self._database.execute(question).fetchall()

    @contextmanager
    def together(self) -> Iterator[None]:
        """Write down all that is told within in one transaction: whole, or not at all."""
        with self._whole():
            self._together = True
            try:
                yield
            finally:
                self._together = False

    def _tell(self, statement: str, values: tuple[object, ...]) -> None:
        with self._readable() if self._together else self._whole():
            self._database.execute(statement, values)

    @contextmanager
    def _whole(self) -> Iterator[None]:
        with self._readable(), self._database:
            yield

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            with self._turn:
                yield
        except sqlite3.OperationalError as error:
            raise SourceError(f"{self._path} cannot be used: {error}.\nMake room, then run the batch again.") from error
        except sqlite3.DatabaseError as error:
            raise IntegrityError(
                f"{self._path} is damaged: {error}.\n"
                "The runs below cases can be read as before. To go on, name a new folder with --out."
            ) from error


@contextmanager
def open_ledger(folder: Path, reading: bool = False) -> Iterator[Ledger]:
    """Open the ledger of a batch's folder; make it where there is none, unless it is only to be read.

    Raises:
        CaseError: there is none to read, or a newer version made it.
        SourceError: the disk refuses.
        IntegrityError: it is damaged.
    """
    path = folder / NAME
    if reading and not path.is_file():
        raise CaseError(f"{folder} holds no {NAME}.\nName a folder that `tracer batch` wrote.")
    mode = "ro" if reading else "rwc"
    try:
        if not reading:
            os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600))
        connection = sqlite3.connect(
            f"{path.absolute().as_uri()}?mode={mode}", uri=True, timeout=10, check_same_thread=False
        )
    except (OSError, sqlite3.OperationalError) as error:
        raise SourceError(f"{path} cannot be opened: {error}.") from error
    with closing(connection):
        ledger = Ledger(connection, path)
        with ledger._readable():
            if not reading:
                connection.execute("PRAGMA locking_mode = EXCLUSIVE")
                connection.execute("PRAGMA journal_mode = WAL")
                connection.execute("PRAGMA synchronous = NORMAL")
            _check_schema(connection, path, reading)
        if reading:
            yield ledger
            return
        try:
            yield ledger
        # Whatever ends the batch, an interrupt too, goes up as it is and the command tells it; before that the ledger
        # is made one file. Only a fault in doing that is left out, lest it hide the first: the next opening does it.
        except BaseException:
            with contextlib.suppress(sqlite3.Error, OSError):
                _fold_in(connection, path)
            raise
        with ledger._readable():
            _fold_in(connection, path)


def _fold_in(connection: sqlite3.Connection, path: Path) -> None:
    """Make the database one file again, and remove what somebody who read it meanwhile has left beside it."""
    connection.execute("PRAGMA journal_mode = DELETE")
    path.with_name(f"{NAME}-shm").unlink(missing_ok=True)


def _check_schema(connection: sqlite3.Connection, path: Path, reading: bool) -> None:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if version == 0 and not reading:
        with connection:
            connection.execute("BEGIN")
            connection.execute(_TABLES)
            connection.execute(f"PRAGMA user_version = {_SCHEMA}")
    elif version != _SCHEMA:
        raise CaseError(f"{path} is a ledger of schema {version}; this version reads {_SCHEMA}. Use a newer tracer.")


def _entry(row: tuple[object, ...]) -> LedgerEntry:
    name, folder, state, fault, message, warnings, causes, sha256, digest, before_causes, before = row
    return LedgerEntry(
        name=str(name),
        folder=str(folder),
        state=State(state),
        fault=None if fault is None else CaseFault(fault),
        message=str(message),
        warnings=tuple(json.loads(str(warnings))),
        causes=json.loads(str(causes)),
        trace_sha256=str(sha256),
        digest=digest if isinstance(digest, bytes) else None,
        before_causes=json.loads(str(before_causes)),
        before=before if isinstance(before, bytes) else None,
    )


def _text(words: str) -> str:
    """Return words that may hold the name of a file; what of it is no UTF-8 is shown by its bytes."""
    return os.fsencode(words).decode(errors="backslashreplace")


def _now() -> str:
    return moments.iso(clock.now())
