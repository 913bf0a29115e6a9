"""A received file as pieces of text, whatever its form: workbook, CSV, web page, plain text."""

from dataclasses import dataclass
from hashlib import sha256

from tracer.errors import CaseError
from tracer.intake import delimited, encoding, web_page, workbook
from tracer.intake.piece import Piece, lines

MAX_SIZE = 128 << 20
"""Bytes. A larger file is refused unread; it is to be split."""

_ZIP = b"PK\x03\x04"
_FOREIGN = {
    b"\xd0\xcf\x11\xe0": "is an old or encrypted Office file; save it as .xlsx without a password",
    b"%PDF": "is a PDF; copy its text into a .txt file and compare the two",
    b"\x89PNG": "is a picture; type what it shows into a .txt file and compare the two",
    b"\xff\xd8\xff": "is a picture; type what it shows into a .txt file and compare the two",
    b"Rar!": "is a packed file; unpack it and name the file inside",
    b"7z\xbc\xaf": "is a packed file; unpack it and name the file inside",
}


@dataclass(frozen=True, slots=True)
class Received:
    """A file as it was received: its name, hash and form, its pieces, and what the reader should know of it.

    `sheets` are the sheets of a workbook with the number of cells that hold something.
    """

    name: str
    sha256: str
    form: str
    sheets: tuple[tuple[str, int], ...]
    pieces: tuple[Piece, ...]
    notes: tuple[str, ...]
    sweep: tuple[Piece, ...] = ()
    """Text in which only names count that no piece has: parts of a workbook as they are written."""


def read(content: bytes, name: str) -> Received:
    """Read a file; its form follows from its first bytes, then from the ending of its name.

    Raises:
        CaseError: it is of no form read here, damaged, or too large.
    """
    digest = sha256(content).hexdigest()
    try:
        if len(content) > MAX_SIZE:
            raise ValueError(f"has more than {MAX_SIZE >> 20} MiB; split it")
        for start, fault in _FOREIGN.items():
            if content.startswith(start):
                raise ValueError(fault)
        if content.startswith(_ZIP):
            book = workbook.read(content)
            return Received(name, digest, "XLSX workbook", book.sheets, book.pieces, book.notes)
        form, pieces, notes = _text(content, name)
    except ValueError as error:
        raise CaseError(f"{name} {error}") from None
    return Received(name, digest, form, (), pieces, notes)


def _text(content: bytes, name: str) -> tuple[str, tuple[Piece, ...], tuple[str, ...]]:
    """Return form, pieces and notes of a file that is text."""
    text, used, sure = encoding.decode(content)
    notes = () if sure else (f"does not say its encoding; it was read as {used}",)
    ending = name.lower().rpartition(".")[2]
    start = text[:1000].lstrip().lower()
    if ending in ("html", "htm", "xhtml", "mht") or start.startswith(("<!doctype html", "<html")):
        return f"web page, {used}", web_page.pieces(text), notes
    if ending in ("csv", "tsv"):
        delimiter = delimited.delimiter_of(text)
        shown = {"\t": "tab"}.get(delimiter, delimiter)
        try:
            return f"CSV, {used}, delimiter {shown}", tuple(delimited.fields(text, delimiter)), notes
        except ValueError as error:
            notes = (*notes, f"{error}; the file was read as plain text, so places are lines, not cells")
    return f"plain text, {used}", (lines(text),), notes
