"""XLSX workbooks: each cell with a value is a piece with its sheet, row and cell.

Nothing is evaluated: a formula gives the value that was stored with it, and is flagged. Macros are not
read. What else the file holds beside its sheets (comments, links, text boxes) is read as plain text.
A workbook that would unpack to more than the bounds here, or whose cells stand out of order so that a
reader may lose some, is refused.
Source: ECMA-376 part 1, SpreadsheetML (parts, cells in ascending order), part 2 (package).
"""

import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from html import unescape
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple
from xml.etree.ElementTree import ParseError, fromstring

from tracer.intake import web_page
from tracer.intake.piece import Piece, Place, cell_name, lines

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MAX_UNPACKED = 256 << 20
"""Bytes of all parts together."""
MAX_PARTS = 5_000
MAX_CELLS = 10_000_000
_LOST = "sheet {title} is named by the workbook and was not read: its part cannot be found or is of another kind"
STORED = "the stored value of a formula, which was not evaluated"
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=\"([A-Z]{1,3})([0-9]{1,7})\"")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br=\"([0-9]{1,7})\"")
_CELLS = re.compile(r"xl/(?:worksheets/[^/]+|sharedStrings|tables/[^/]+)\.xml$")
_FURNITURE = re.compile(r"(?:^|/)(?:styles|calcChain|theme\d*|\[Content_Types\]|persons?\d*)\.xml$")
"""Parts in which no text of the sheets stands."""
_KNOWN = re.compile(
    r"\.(?:xml|rels|vml)$|/$|vbaProject\.bin$|^xl/media/|printerSettings\d*\.bin$|(?:^|/)thumbnail\.\w+$"
)
_NAMESPACE = re.compile("in the attribute (?:xmlns|type$|ContentType)", re.IGNORECASE)
_STRICT = b"http://purl.oclc.org/ooxml/"
_NAMESPACES = (
    (_STRICT + b"spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (_STRICT + b"officeDocument/relationships", b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"),
    (
        _STRICT + b"officeDocument/extendedProperties",
        b"http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
    ),
    (
        _STRICT + b"officeDocument/customProperties",
        b"http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
    ),
    (
        _STRICT + b"officeDocument/docPropsVTypes",
        b"http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
    ),
    (_STRICT + b"drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (_STRICT + b"drawingml/spreadsheetDrawing", b"http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"),
    (_STRICT + b"drawingml/chart", b"http://schemas.openxmlformats.org/drawingml/2006/chart"),
)


class Workbook(NamedTuple):
    """The pieces of a workbook, its sheets with their number of cells, and what the reader should know."""

    pieces: tuple[Piece, ...]
    sheets: tuple[tuple[str, int], ...]
    notes: tuple[str, ...]
    sweep: tuple[Piece, ...] = ()
    """The sheets and shared strings as they are written, for what the cells did not give."""


def read(content: bytes) -> Workbook:
    """Read a workbook.

    Raises:
        ValueError: it is not one, is damaged, or goes beyond the bounds; the message says which.
    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            notes = _examined(package)
            beside = tuple(_beside(package))
            sweep = tuple(_sweep(package))
            content = _transitional(package) or content
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise ValueError(f"is not a whole workbook: {error}") from None
    pieces, sheets, more = _cells(content)
    return Workbook((*pieces, *beside), sheets, (*notes, *more), sweep)


def _examined(package: zipfile.ZipFile) -> tuple[str, ...]:
    """Refuse what must not be opened; return what is left unread."""
    parts = package.infolist()
    if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise ValueError(
            f"unpacks to more than {MAX_UNPACKED >> 20} MiB or {MAX_PARTS} parts; save only the sheets needed, as CSV"
        )
    names = {part.filename for part in parts}
    if "xl/workbook.bin" in names:
        raise ValueError("is a binary workbook (.xlsb); save it as .xlsx")
    if not any(name.startswith("xl/") for name in names):
        raise ValueError("is a packed file without a workbook or document in it; unpack it and name the file inside")
    for part in parts:
        if part.flag_bits & 1:
            raise ValueError("is encrypted; save it without a password")
        if part.filename.endswith((".xml", ".rels")):
            _examine(part.filename, package.read(part))
    notes = []
    if any(name.endswith("vbaProject.bin") for name in names):
        notes.append("holds macros; they were neither run nor read")
    if any(name.startswith("xl/media/") for name in names):
        notes.append("holds pictures; what stands in them was not read")
    unread = sorted(name for name in names if not _KNOWN.search(name))
    if unread:
        notes.append(f"holds {len(unread)} parts that were not read: {', '.join(unread[:5])}")
    return tuple(notes)


def _examine(name: str, part: bytes) -> None:
    """Refuse a part whose rows or cells are out of order, or that defines entities of its own."""
    if b"<!DOCTYPE" in part.replace(b"\0", b""):
        raise ValueError(f"has a document type in {name}, as no spreadsheet program writes")
    cells = [(int(row), len(letters), letters) for letters, row in _CELL.findall(part)]
    rows = [int(row) for row in _ROW.findall(part)]
    for places in (cells, rows):
        if any(after <= before for before, after in pairwise(places)):  # type: ignore[operator]
            raise ValueError(f"has cells out of order in {name}, so some might be lost; open it and save it anew")


def _sweep(package: zipfile.ZipFile) -> Iterator[Piece]:
    """Yield the parts that hold cells and their strings as text, markup and all."""
    for part in package.infolist():
        if _CELLS.match(part.filename):
            text = package.read(part).decode("utf-8", "replace").replace("\0", "")
            note = ("in the workbook as it is written, and in no cell that could be read",)
            yield lines(unescape(text), part.filename, note)


def _transitional(package: zipfile.ZipFile) -> bytes | None:
    """Return a workbook of the strict form with the names that the reader knows; None where it is none.

    Source: ECMA-376 part 1, annex on the namespaces of the strict and the transitional form.
    """
    if not any(_STRICT in package.read(part) for part in package.infolist() if part.filename.startswith("xl/workbook")):
        return None
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as changed:
        for part in package.infolist():
            data = package.read(part)
            if part.filename.endswith((".xml", ".rels")):
                for strict, usual in _NAMESPACES:
                    data = data.replace(strict, usual)
            changed.writestr(part.filename, data)
    return held.getvalue()


def _beside(package: zipfile.ZipFile) -> Iterator[Piece]:
    """Yield the text of parts that hold no cells: comments, links, text boxes, defined names, properties."""
    for part in package.infolist():
        known = _CELLS.match(part.filename) or _FURNITURE.search(part.filename)
        if not known and part.filename.endswith((".xml", ".rels", ".vml")):
            text = package.read(part).decode("utf-8", "replace")
            for piece in web_page.pieces(text, part.filename):
                if any(_NAMESPACE.match(note) for note in piece.notes):
                    continue
                yield Piece(piece.text, piece.place, (*piece.notes, "beside the cells of the workbook"), piece.origins)


def _cells(content: bytes) -> tuple[list[Piece], tuple[tuple[str, int], ...], list[str]]:
    """Read the values that were stored and, beside them, the formulas; return pieces, sheets and notes."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    pieces: list[Piece] = []
    sheets: list[tuple[str, int]] = []
    notes: list[str] = []
    try:
        with warnings.catch_warnings(record=True) as doubts:
            warnings.simplefilter("always")
            stored = load_workbook(BytesIO(content), read_only=True, data_only=True, keep_links=False)
            written = load_workbook(BytesIO(content), read_only=True, data_only=False, keep_links=False)
            for values, formulas in zip(stored.worksheets, written.worksheets, strict=True):
                before = len(pieces)
                notes += _read_sheet(values, formulas, pieces)
                sheets.append((values.title, len(pieces) - before))
        read = {sheet.title for sheet in (*stored.worksheets, *stored.chartsheets)}
        notes += (_LOST.format(title=title) for title in _named(content) if title not in read)
        notes += dict.fromkeys(str(doubt.message) for doubt in doubts)
    except (
        InvalidFileException,
        ParseError,
        ValueError,
        TypeError,
        LookupError,
        AttributeError,
        OverflowError,
    ) as error:
        raise ValueError(f"cannot be read as a workbook: {error}") from None
    return pieces, tuple(sheets), notes


def _named(content: bytes) -> list[str]:
    """Return the titles of the sheets that a workbook says it has."""
    with zipfile.ZipFile(BytesIO(content)) as package:
        part = next((name for name in package.namelist() if name.lower() == "xl/workbook.xml"), None)
        root = fromstring(package.read(part)) if part else None
    elements = () if root is None else root.iter()
    return [each.attrib.get("name", "") for each in elements if each.tag.rpartition("}")[2] == "sheet"]


def _read_sheet(values: "ReadOnlyWorksheet", formulas: "ReadOnlyWorksheet", pieces: list[Piece]) -> list[str]:
    """Append one sheet's pieces, whatever size the sheet says it has; return notes."""
    hidden = ("in a hidden sheet",) if values.sheet_state != "visible" else ()
    notes = [f"sheet {values.title} is hidden; it was read"] if hidden else []
    values.reset_dimensions()
    formulas.reset_dimensions()
    seen = unevaluated = 0
    for stored_row, written_row in zip(values.iter_rows(), formulas.iter_rows(), strict=True):
        seen += len(stored_row)
        if seen > MAX_CELLS:
            raise ValueError(f"sheet {values.title} spreads over more than {MAX_CELLS} cells")
        for stored, written in zip(stored_row, written_row, strict=True):
            formula = written.data_type == "f"
            unevaluated += formula and stored.value is None
            if stored.value is not None:
                place = Place(values.title, stored.row, stored.column, cell_name(stored.row, stored.column))
                flags = (*hidden, STORED) if formula else hidden
                pieces.append(Piece(str(stored.value), place, flags))
            if formula and isinstance(written.value, str):
                place = Place(values.title, written.row, written.column, cell_name(written.row, written.column))
                pieces.append(Piece(written.value, place, (*hidden, "in a formula, which was not evaluated")))
    if unevaluated:
        what = "1 formula has" if unevaluated == 1 else f"{unevaluated} formulas have"
        notes.append(f"sheet {values.title}: {what} no stored value; nothing was evaluated")
    return notes
