"""Which case files a batch is asked to do, and under which name each is remembered.

A job is called by its path as seen from the place that JOBS names, so that a folder of cases can be
moved, or mounted elsewhere, and its cases are still known. Opens no case: what is wrong with one is
found where it is done.
"""

import contextlib
import csv
import glob
import hashlib
import os
import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tracer.errors import CaseError

COLUMN = "case"
"""The column of a CSV of jobs that holds the paths of the case files."""

_UNSAFE = re.compile("[^A-Za-z0-9._\u0400-\u0481\u048a-\u04ff-]")
"""What a folder's name does not keep: all but Latin and Cyrillic letters, digits, dot, underscore and hyphen.

Source: Unicode Standard 15.1, block Cyrillic, without its combining signs and the sign of thousands.
"""
_DELIMITERS = ",;\t"
"""What parts the cells of a CSV of jobs; spreadsheets set to Russian or Kazakh write the semicolon."""
_WILD = re.compile(r"[*?\[]")
_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Job:
    r"""One case file to be done.

    `name` is its path as seen from JOBS, with `/` between parts; bytes that are no text stand there as `\xff`.
    """

    name: str
    path: Path

    @property
    def folder(self) -> str:
        """The name of the job's own folder: readable, safe on any file system, and of this job alone.

        `KZ-1.toml` gives `KZ-1` and `дело.toml` gives `дело`; a name that had to be changed gets eight digits of its
        hash, one too whose letters are written in parts (NFD), as some disks give them.
        """
        plain = self.name.removesuffix(".toml")
        safe = _UNSAFE.sub("_", unicodedata.normalize("NFC", plain))[:_LONGEST].lstrip(".")
        return safe if safe and safe == plain else f"{safe}-{hashlib.sha256(self.name.encode()).hexdigest()[:8]}"


def find_jobs(jobs: str, out: Path) -> tuple[Job, ...]:
    """Return the case files that JOBS names, by name in ascending byte order.

    A folder stands for every `*.toml` in it and below it, except below `out` and except the copies of cases that runs
    and bundles keep, wherever they lie: a case counted twice would contest itself; a CSV for the paths in its column
    `case`, as seen from the CSV; anything else that is not a file for a pattern with `*`, `?`, `[…]` and `**`.

    Raises:
        CaseError: there is nothing, or no case file among it, or the CSV has no such column.
    """
    place = Path(jobs)
    if place.is_dir():
        base = place
        paths: Iterable[Path] = (path for path in place.rglob("*.toml") if path.is_file() and not _is_copy(path))
    elif place.suffix.lower() == ".csv" and place.is_file():
        base = place.parent
        paths = [base / cell for cell in _cells(place)]
    elif place.is_file():
        base, paths = place.parent, [place]
    else:
        base = _fixed_part(jobs)
        paths = [Path(found) for found in glob.glob(jobs, recursive=True) if Path(found).is_file()]
    own = out.absolute()
    named = {_name(path, base): path for path in paths if not path.absolute().is_relative_to(own)}
    if not named:
        raise CaseError(f"{jobs} names no case file.\nName a folder of *.toml, a pattern in quotes, or a CSV.")
    found = tuple(Job(_as_text(name), named[name]) for name in sorted(named, key=os.fsencode))
    if len({job.folder for job in found}) != len(found) or len({job.name for job in found}) != len(found):
        raise CaseError(f"{jobs}: two case files would share one folder below {out}; rename one of them.")
    return found


def _name(path: Path, base: Path) -> str:
    return PurePosixPath(os.path.relpath(path, base)).as_posix()


def _is_copy(path: Path) -> bool:
    """Return whether this is the copy of a case in a run or in a bundle."""
    beside = path.parent
    return path.name == "case.toml" and (
        (beside / "trace.json").is_file() or (beside.parent / "trace" / "trace.json").is_file()
    )


def _as_text(name: str) -> str:
    """Return a name as text: what of it is not UTF-8 on the disk is shown by its bytes."""
    return os.fsencode(name).decode(errors="backslashreplace")


def _fixed_part(pattern: str) -> Path:
    """Return the folder that a pattern starts from: its parts before the first wild one."""
    parts = Path(pattern).parts
    wild = next((at for at, part in enumerate(parts) if _WILD.search(part)), len(parts) - 1)
    return Path(*parts[:wild])


def _cells(path: Path) -> list[str]:
    """Return the paths in a CSV's column `case`; empty cells are a fault, for a row asks for something.

    Cells are parted by what parts the first line so that one of them is `case`: comma, semicolon or tab.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            heads = lines.readline()
            lines.seek(0)
            reader = csv.DictReader(lines, delimiter=_delimiter(heads), strict=True)
            if reader.fieldnames is None or COLUMN not in reader.fieldnames:
                raise CaseError(f"{path} has no column {COLUMN!r}; its first line must name the columns.")
            cells = [(row[COLUMN] or "").strip() for row in reader]
    except UnicodeDecodeError:
        raise CaseError(f"{path} is not UTF-8; save it as UTF-8.") from None
    except csv.Error as error:
        raise CaseError(f"{path} is not CSV: {error}.") from None
    except OSError as error:
        raise CaseError(f"{path} cannot be read: {error.strerror}.") from None
    empty = [str(number) for number, cell in enumerate(cells, start=1) if not cell]
    if empty:
        raise CaseError(f"{path}: no case in row {', '.join(empty)} after the first line; name one or delete the row.")
    return cells


def _delimiter(heads: str) -> str:
    """Return the sign under which the first line has a column `case`; the comma where it has none."""
    for delimiter in _DELIMITERS:
        with contextlib.suppress(csv.Error):  # the whole file is read again, and says what is wrong with it
            if COLUMN in next(csv.reader([heads], delimiter=delimiter), ()):
                return delimiter
    return _DELIMITERS[0]
