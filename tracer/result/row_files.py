r"""Rows of `trace.json` that are too many for it: CSV files beside it, which read back as the same rows.

Where a method has more than `MAX_ROWS` rows of a key, that holds `{"file", "rows", "sha256", "digest"}`
instead, and the file of that name the rows, in the same order. `trace.json` states the hash of each, so
that its own hash still stands for the whole result; `digest` is of the rows as the stand-alone verifier computes
them, which does not read the file. What it does not compute has no digest.

A file is UTF-8; lines end with a line feed; the first names the columns; cells are quoted as in RFC 4180.
Numbers are digits. What has parts, such as satoshi by label, is canonical JSON. A text that a spreadsheet would
take for a formula, or that begins with an apostrophe, has one apostrophe before it, which reading takes away. What
hides or commands in a text, every backslash, and a semicolon or a bar before what a spreadsheet would take for a
formula, stands as its number, `\u001b`, which reading turns back.
An empty cell is what the row does not have.

Source: RFC 4180 (CSV); RFC 8785 (canonical JSON).
"""

import csv
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from io import StringIO
from types import MappingProxyType
from typing import NamedTuple

from tracer.errors import IntegrityError
from tracer.formats.canonical import Json, Writable, dumps, loads
from tracer.formats.cells import INNER_FORMULA, Cell, marked
from tracer.formats.json_cursor import JsonCursor
from tracer.visible import visible

MAX_ROWS = 20_000
"""Rows of one key that `trace.json` itself holds at most: with several rules that reach all of them a verifier still
reads it within `disk.capacity`, however long the trail."""


class Kind(Enum):
    """What a cell holds: a text, a whole number, or what has parts, as canonical JSON."""

    TEXT = "text"
    NUMBER = "number"
    PARTS = "parts"


class RowColumn(NamedTuple):
    """A key of a row and the column of its file.

    `null`: a row of `trace.json` that has none states it as null; other keys are left out. `in_short`: the stand-alone
    verifier computes it, so that it is in the digest of the rows.
    """

    kind: Kind = Kind.TEXT
    null: bool = False
    in_short: bool = True


_TEXT, _NUMBER, _PARTS = RowColumn(), RowColumn(Kind.NUMBER), RowColumn(Kind.PARTS)
_LONG_TEXT, _LONG_NUMBER, _LONG_PARTS = (RowColumn(kind, in_short=False) for kind in Kind)

COLUMNS: Mapping[str, Mapping[str, RowColumn]] = {
    "coins": {
        "outpoint": _TEXT,
        "height": _NUMBER,
        "terminal": RowColumn(null=True),
        "custody": _TEXT,
        "service": _TEXT,
        "value_sat": _NUMBER,
        "taint_sat": _PARTS,
        "labels": _PARTS,
        "address": RowColumn(null=True),
        "script": _LONG_TEXT,
        "segments": _LONG_PARTS,
    },
    "transactions": {
        "txid": _TEXT,
        "height": _NUMBER,
        "index": _NUMBER,
        "taint_in_sat": _PARTS,
        "taint_fee_sat": _PARTS,
        "fee_sat": _NUMBER,
    },
    "spent": {
        "txid": _LONG_TEXT,
        "vin": _LONG_NUMBER,
        "outpoint": _LONG_TEXT,
        "value_sat": _LONG_NUMBER,
        "taint_sat": _LONG_PARTS,
    },
    "made": {
        "outpoint": _LONG_TEXT,
        "value_sat": _LONG_NUMBER,
        "taint_sat": _LONG_PARTS,
        "segments": _LONG_PARTS,
        "terminal": RowColumn(null=True, in_short=False),
    },
}
"""The keys of a method that may have a file of their own, and its columns, in the order of the file."""

_NAME = re.compile(rf"(?:{'|'.join(COLUMNS)})\.[a-z0-9_]+\.csv")
_DIGITS = re.compile(r"0|[1-9][0-9]{0,15}")
_BACKSLASH = r"\u005c"
_SPELT = re.compile(r"\\u([0-9a-f]{4})|\\U([0-9a-f]{8})")
_CELL = re.compile(r'(?:"((?:[^"]++|"")*+)"|([^",\r\n]*))([,\n])')
"""A cell and what ends it. Not the csv module: it refuses cells beyond a size that is set for a whole process."""


NOTHING_BESIDE: Mapping[str, bytes] = MappingProxyType({})
"""The files beside a `trace.json` that holds all its rows."""


@dataclass(frozen=True, slots=True)
class Documents:
    """A result as files: `trace.json`, and by name those beside it with the rows that are too many for it."""

    trace: bytes
    beside: Mapping[str, bytes]


class Reference(NamedTuple):
    """Where `trace.json` says that the rows of a method lie."""

    method: str
    key: str
    file: str
    rows: int
    sha256: str


def is_row_file(name: str) -> bool:
    """Whether a file has the name of one with rows: `coins.fifo.csv`."""
    return _NAME.fullmatch(name) is not None


def set_aside(
    methods: Mapping[str, Mapping[str, Writable]], most: int
) -> tuple[dict[str, Mapping[str, Writable]], dict[str, bytes]]:
    """Put rows beyond `most` into files; return the methods that name them, and the files by name.

    Raises:
        IntegrityError: a row holds a text that is not Unicode.
    """
    kept, files = dict(methods), dict[str, bytes]()
    for name, method in methods.items():
        for key in COLUMNS:
            rows = method.get(key)
            if isinstance(rows, list) and len(rows) > most:
                file = _file_of(key, name)
                files[file] = _written(key, rows)
                about: Mapping[str, Writable] = {"file": file, "rows": len(rows), "sha256": _sha256(files[file])}
                kept[name] = {**kept[name], key: {**about, **_digest(key, rows)}}
    return kept, files


def references(root: JsonCursor) -> tuple[Reference, ...]:
    """Return what `trace.json` names instead of holding it.

    Raises:
        IntegrityError: it names a file that cannot be the one.
    """
    found = []
    for name, method in root.key("methods").members():
        for key in COLUMNS:
            place = method.maybe(key)
            if place is not None and isinstance(place.value, dict):
                file = _file_of(key, name)
                if place.text("file") != file:
                    raise place.key("file").wrong(file)
                found.append(Reference(name, key, file, place.amount("rows"), place.text("sha256")))
    return tuple(found)


def filled_in(root: JsonCursor, beside: Mapping[str, bytes]) -> JsonCursor:
    """Return `trace.json` with the rows of the files beside it, by name, in their places.

    Raises:
        IntegrityError: a file is missing, is not the one that `trace.json` names, or is not of the form written.
    """
    named = references(root)
    if not named:
        return root
    methods: dict[str, Json] = {}
    for name, method in root.key("methods").members():
        rows: dict[str, Json] = {each.key: _rows(each, beside) for each in named if each.method == name}
        methods[name] = {key: place.value for key, place in method.members()} | rows
    return JsonCursor({key: place.value for key, place in root.members()} | {"methods": methods}, str(root))


def _file_of(key: str, method: str) -> str:
    return f"{key}.{method}.csv"


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _digest(key: str, rows: Sequence[Writable]) -> dict[str, str]:
    """Return the digest of rows as the stand-alone verifier computes them, ASCII, keys in order; of others nothing."""
    names = {name for name, column in COLUMNS[key].items() if column.in_short}
    if not names:
        return {}
    kept = [{name: row[name] for name in row if name in names} for row in rows if isinstance(row, Mapping)]
    return {"digest": _sha256(json.dumps(kept, sort_keys=True).encode())}


def _written(key: str, rows: Sequence[Writable]) -> bytes:
    text = StringIO()
    writer = csv.DictWriter(text, COLUMNS[key], lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
    text.write(",".join(COLUMNS[key]) + "\n")
    try:
        writer.writerows(map(_cells, rows))
        return text.getvalue().encode()
    except UnicodeEncodeError as error:
        raise IntegrityError(f"the result cannot be written as UTF-8: {error}") from error


def _cells(row: Writable) -> dict[str, Cell]:
    if not isinstance(row, Mapping):
        raise TypeError(f"{row!r} is no row")
    return {column: _cell(value) for column, value in row.items()}


def _cell(value: Writable) -> Cell:
    if isinstance(value, str):
        value.encode()
        text = INNER_FORMULA.sub(_numbered, visible(value.replace("\\", _BACKSLASH)))
        return f"'{text}" if value.startswith("'") else text if marked(value) == value else f"'{text}"
    return value if value is None or isinstance(value, int) else dumps(value).decode()


def _numbered(found: re.Match[str]) -> str:
    return f"\\u{ord(found[1]):04x}"


def _rows(named: Reference, beside: Mapping[str, bytes]) -> list[Json]:
    content = beside.get(named.file)
    if content is None:
        raise IntegrityError(f"{named.file}, which trace.json names for its rows, is missing beside it")
    digest = _sha256(content)
    if digest != named.sha256:
        raise IntegrityError(f"{named.file} is not the file that trace.json names: its SHA-256 is {digest}")
    rows = list(_read(named, content))
    if len(rows) != named.rows:
        raise IntegrityError(f"{named.file} holds {len(rows)} rows; trace.json says {named.rows}")
    return rows


def _read(named: Reference, content: bytes) -> Iterator[Json]:
    columns = COLUMNS[named.key]
    lines = _lines(named.file, content)
    if next(lines, None) != list(columns):
        raise IntegrityError(f"{named.file}: its first line is not {','.join(columns)}")
    for number, cells in enumerate(lines, 1):
        place = f"{named.file}: row {number}"
        if len(cells) != len(columns):
            raise IntegrityError(f"{place} has {len(cells)} cells, not {len(columns)}")
        pairs = zip(columns.items(), cells, strict=True)
        yield {
            name: _value(column.kind, cell, f"{place}, {name}") for (name, column), cell in pairs if cell or column.null
        }


def _lines(name: str, content: bytes) -> Iterator[list[str]]:
    """Yield the cells of each line, as RFC 4180 quotes them."""
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        raise IntegrityError(f"{name} is not UTF-8: {error}") from error
    cells: list[str] = []
    at = number = 0
    while at < len(text):
        found = _CELL.match(text, at)
        if found is None:
            raise IntegrityError(f"{name}: line {number + 1} is not of the form written")
        quoted, plain, end = found.groups()
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        at = found.end()
        if end == "\n":
            yield cells
            cells, number = [], number + 1
    if cells:
        raise IntegrityError(f"{name}: its last line has no end")


def _value(kind: Kind, cell: str, place: str) -> Json:
    if not cell:
        return None
    if kind is Kind.PARTS:
        return loads(cell.encode(), place)
    if kind is Kind.TEXT:
        return _SPELT.sub(_letter, cell.removeprefix("'"))
    if not _DIGITS.fullmatch(cell):
        raise IntegrityError(f"{place} is not a whole number")
    return int(cell)


def _letter(spelt: re.Match[str]) -> str:
    """Return the character that a number stands for; what is no character stays as it is written."""
    point = int(spelt[1] or spelt[2], 16)
    return chr(point) if point < 0x110000 else spelt[0]
