"""Documents that are packages of XML, other than workbooks: Word and PowerPoint, and the OpenDocument formats.

Every part of a document that is XML is read, paragraph by paragraph, with the part's name and the paragraph's number;
what formatting splits is whole again. Links and other attributes are read too. What is not XML is named as unread.
Source: ECMA-376 part 1 (WordprocessingML, DrawingML), OASIS OpenDocument 1.3 part 3 (paragraphs, headings, cells).
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple
from xml.etree.ElementTree import Element, ParseError, iterparse

from tracer.intake.piece import Piece, Place, TextOrigin

MAX_UNPACKED = 256 << 20
"""Bytes of all parts together."""
MAX_PARTS = 5_000
_PARAGRAPHS = {"p", "h", "Relationship", "table-cell", "text-box"}
_SHORTEST = 25
_FORMS = {
    "word/": "Word document (DOCX)",
    "ppt/": "presentation (PPTX)",
}
_OPEN = {
    b"opendocument.spreadsheet": "OpenDocument spreadsheet (ODS)",
    b"opendocument.text": "OpenDocument text (ODT)",
    b"opendocument.presentation": "OpenDocument presentation (ODP)",
}
_UNREAD = re.compile(r"\.(?:xml|rels|rdf)$|(?:^|/)mimetype$|/$|(?:^|/)(?:Thumbnails|thumbnail)")


class Document(NamedTuple):
    """The form of a document, its pieces, and what was not read."""

    form: str
    pieces: tuple[Piece, ...]
    notes: tuple[str, ...]


def form_of(content: bytes) -> str | None:
    """Return the form of a package by the names of its parts; None where it is none of these."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            names = package.namelist()
            stated = (
                package.read("mimetype") if "mimetype" in names and package.getinfo("mimetype").file_size < 200 else b""
            )
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return None
    for mark, form in _OPEN.items():
        if mark in stated:
            return form
    return next((form for start, form in _FORMS.items() if any(name.startswith(start) for name in names)), None)


def read(content: bytes, form: str) -> Document:
    """Return the paragraphs of a document.

    Raises:
        ValueError: it is damaged, encrypted, or unpacks beyond the bounds; the message says which.
    """
    pieces: list[Piece] = []
    unread: list[str] = []
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            parts = package.infolist()
            if len(parts) > MAX_PARTS or sum(part.file_size for part in parts) > MAX_UNPACKED:
                raise ValueError(f"unpacks to more than {MAX_UNPACKED >> 20} MiB or {MAX_PARTS} parts; save it as text")
            for part in parts:
                if part.flag_bits & 1:
                    raise ValueError("is encrypted; save it without a password")
                if part.filename.endswith((".xml", ".rels")):
                    pieces += _paragraphs(part.filename, package.read(part))
                elif not _UNREAD.search(part.filename):
                    unread.append(part.filename)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise ValueError(f"is not a whole document: {error}") from None
    notes = (
        [f"holds {len(unread)} parts that were not read (pictures, objects): {', '.join(unread[:5])}"] if unread else []
    )
    return Document(form, tuple(pieces), (*notes, "places are parts of the document and paragraphs in them"))


def _paragraphs(name: str, part: bytes) -> Iterator[Piece]:
    """Yield the paragraphs of a part, and attributes that may hold a name.

    Raises:
        ValueError: the part is not whole XML, or defines entities of its own.
    """
    if b"<!DOCTYPE" in part.replace(b"\0", b""):
        raise ValueError(f"has a document type in {name}, as no program writes; open it and save it anew")
    number, depth = 0, 0
    try:
        for event, element in iterparse(BytesIO(part), events=("start", "end")):
            paragraph = _local(element) in _PARAGRAPHS
            if event == "start":
                depth += paragraph
                continue
            for key, value in element.attrib.items():
                if len(value) >= _SHORTEST:
                    note = (f"in the attribute {key.rpartition('}')[2][:40]}",)
                    yield Piece(value, Place(name, number + 1, 1, None), note)
            depth -= paragraph
            if paragraph or (depth == 0 and not len(element)):
                text = "".join(_text(element))
                number += paragraph
                if text.strip():
                    yield Piece(text, Place(name, max(1, number), 1, None), (), (TextOrigin(0, max(1, number), 1),))
                tail = element.tail
                element.clear()
                element.tail = tail
    except ParseError as error:
        raise ValueError(f"cannot be read: {name}: {error}") from None


def _text(element: Element) -> Iterator[str]:
    """Yield the text of a paragraph; tabs and breaks inside it as what they are."""
    for each in element.iter():
        if _local(each) in ("tab", "br", "cr", "line-break", "s"):
            yield " " if _local(each) == "s" else "\n" if _local(each) != "tab" else "\t"
        yield each.text or ""
        yield (each.tail or "") if each is not element else ""


def _local(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
