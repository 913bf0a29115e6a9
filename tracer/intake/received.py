"""A received file as pieces of text, whatever its form.

Workbook, document, e-mail, CSV, web page, rich or plain text.
"""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import NamedTuple

from tracer.errors import CaseError
from tracer.intake import delimited, encoding, foreign_forms, mail, packages, rich_text, web_page, workbook
from tracer.intake.piece import Piece, lines

MAX_SIZE = 128 << 20
"""Bytes. A larger file is refused unread; it is to be split."""

_ZIP = b"PK\x03\x04"
_MOST_DEEP = 4
"""Messages inside messages that are opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
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


class _Content(NamedTuple):
    """What a file holds: as in `Received`."""

    form: str
    pieces: tuple[Piece, ...]
    notes: tuple[str, ...] = ()
    sheets: tuple[tuple[str, int], ...] = ()
    sweep: tuple[Piece, ...] = ()


def read(content: bytes, name: str) -> Received:
    """Read a file; its form follows from its first bytes, then from the ending of its name.

    Raises:
        CaseError: it is of no form read here, damaged, or too large.
    """
    try:
        if len(content) > MAX_SIZE:
            raise ValueError(f"has more than {MAX_SIZE >> 20} MiB; split it")
        held = _read(content, name, 0)
    except ValueError as error:
        raise CaseError(f"{name} {error}") from None
    return Received(
        name=name,
        sha256=sha256(content).hexdigest(),
        form=held.form,
        sheets=held.sheets,
        pieces=held.pieces,
        notes=held.notes,
        sweep=held.sweep,
    )


def _read(content: bytes, name: str, depth: int) -> _Content:
    """Return what a file or an attachment holds.

    Raises:
        ValueError: it is of no form read here, or damaged.
    """
    fault = foreign_forms.fault(content)
    if fault is not None:
        raise ValueError(fault)
    if content.startswith(_ZIP):
        form = packages.form_of(content)
        if form is not None:
            return _Content(*packages.read(content, form))
        book = workbook.read(content)
        return _Content("XLSX workbook", book.pieces, book.notes, book.sheets, book.sweep)
    if content.lstrip().startswith(b"{\\rtf"):
        rich = rich_text.read(content.lstrip())
        return _Content("rich text (RTF)", (lines(rich.text),), rich.notes)
    ending = name.lower().rpartition(".")[2]
    if ending in ("eml", "mht", "mhtml", "mbox") or mail.is_mail(content):
        return _message(content, depth)
    return _text(content, ending)


def _message(content: bytes, depth: int) -> _Content:
    """Return what a message holds, its attachments among it; of what cannot be read its name and the reason."""
    message = mail.read(content)
    pieces = [lines(message.headers, "headers")] if message.headers else []
    notes = list(message.notes)
    sweep: list[Piece] = []
    for part in message.parts:
        try:
            if depth >= _MOST_DEEP:
                raise ValueError("lies in too many messages inside one another; save it apart")
            held = _part(part, depth)
        except ValueError as error:
            notes.append(f"{part.label} {error}; it was not read")
            continue
        pieces += (_within(part.label, piece) for piece in held.pieces)
        sweep += (_within(part.label, piece) for piece in held.sweep)
        notes += (f"{part.label}: {note}" for note in held.notes)
    return _Content(
        "e-mail, decoded; places are lines of each decoded part", tuple(pieces), tuple(notes), (), tuple(sweep)
    )


def _part(part: mail.MailPart, depth: int) -> _Content:
    """Return what one part of a message holds."""
    if not part.content.strip():
        return _Content("empty", ())
    ending = (
        part.name.lower().rpartition(".")[2]
        if "." in part.name
        else {"text/html": "html", "text/csv": "csv"}.get(part.type, "")
    )
    if part.type in ("text/plain", "text/html") and not part.content.startswith((_ZIP, b"%PDF")):
        return _text(part.content, "html" if part.type == "text/html" else ending, part.charset)
    return _read(part.content, f"part.{ending}", depth + 1)


def _within(label: str, piece: Piece) -> Piece:
    """Return a piece of a part, its place naming the part."""
    sheet = f"{label}: {piece.place.sheet}" if piece.place.sheet else label
    return replace(piece, place=replace(piece.place, sheet=sheet))


def _text(content: bytes, ending: str, charset: str = "") -> _Content:
    """Return what a file that is text holds."""
    text, used, sure = encoding.decode(content, charset)
    notes = () if sure else (f"does not say its encoding; it was read as {used}",)
    start = text[:1000].lstrip().lower()
    if ending in ("html", "htm", "xhtml") or start.startswith(("<!doctype html", "<html")):
        return _Content(f"web page, {used}", web_page.pieces(text), notes)
    if ending in ("csv", "tsv"):
        delimiter = delimited.delimiter_of(text)
        shown = {"\t": "tab"}.get(delimiter, delimiter)
        try:
            return _Content(f"CSV, {used}, delimiter {shown}", tuple(delimited.fields(text, delimiter)), notes)
        except ValueError as error:
            notes = (*notes, f"{error}; the file was read as plain text, so places are lines, not cells")
    return _Content(f"plain text, {used}", (lines(text),), notes)
