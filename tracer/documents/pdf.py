"""A paper as a PDF/A-3a: tagged, searchable, paged, the same bytes everywhere.

Texts go to the typesetter as values and are never read as markup; a character that its fonts do not
have is printed as its number. The data that the figures come from is attached.
"""

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace

from tracer.documents.glyphs import lacking, legible
from tracer.documents.language.language import Language
from tracer.documents.paper import (
    CONTENTS,
    NOTE,
    Block,
    Commands,
    Form,
    Items,
    Nature,
    Paper,
    Picture,
    Table,
    Text,
)
from tracer.documents.table_widths import SIDEWAYS, UPRIGHT, column_needs, shared_widths
from tracer.documents.typesetting import set_pages

MOST_ROWS = 200
"""Rows of one table on paper; longer ones are cut, and that is said under them."""
_SHORT = 900
"""Characters of a table that stays on one page."""

Value = str | int | bool | None | Sequence["Value"] | Mapping[str, "Value"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes along inside the PDF."""

    name: str
    media_type: str
    about: str
    content: bytes


@dataclass(frozen=True, slots=True)
class PdfSheet:
    """What is on every page and in the file's own description.

    `time` is in Unix seconds; `running` are the left and right words of the head and the hash after them.
    """

    author: str
    time: int
    running: tuple[str, str, str]
    foot: str
    whole: str = ""
    """A sentence that says where the whole lies of what a page cuts; without it that of a case's report."""


def as_pdf(paper: Paper, sheet: PdfSheet, pictures: Sequence[bytes] = (), attached: Sequence[Attachment] = ()) -> bytes:
    """Return the paper as PDF/A-3a; `pictures` are SVG that the tracer drew itself, all shown at the paper's picture.

    Raises:
        SourceError: another version of the typesetter or the font is installed.
    """
    about = [{"name": file.name, "type": file.media_type, "about": file.about} for file in attached]
    inputs = {f"picture{at}": svg.decode() for at, svg in enumerate(pictures)}
    inputs |= {f"attached{at}": file.content.decode() for at, file in enumerate(attached)}
    paper = _with_note(paper, sheet, pictures)
    values: dict[str, Value] = {**_head(paper, sheet), "sections": _sections(paper, sheet, pictures), "attached": about}
    inputs["paper"] = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return set_pages("paper.typ", inputs)


def _with_note(paper: Paper, sheet: PdfSheet, pictures: Sequence[bytes]) -> Paper:
    """Return the paper; where letters cannot be printed, with a warning that says so."""
    drawn = any(b"[U+" in svg for svg in pictures)
    if not drawn and not any(map(lacking, _texts((paper, sheet.author, sheet.running)))):
        return paper
    return replace(paper, warnings=(*paper.warnings, _unprinted(paper.language, sheet)))


def _unprinted(language: Language, sheet: PdfSheet) -> str:
    """Return that letters stand as their numbers, and where they can be read."""
    example = legible("中")
    if sheet.whole:
        said = language.say(
            "Letters that the printed font lacks stand as their Unicode numbers in brackets, such as {example}.",
            example=example,
        )
        return f"{said} {sheet.whole}"
    return language.say(
        "Letters that the printed font lacks stand as their Unicode numbers in brackets, such as {example}. The exact "
        "text is in the HTML report and in trace.json.",
        example=example,
    )


def rows_cut(language: Language, sheet: PdfSheet, count: int) -> str:
    """Return that a table ends before its last row, and where the whole is."""
    shown, every = str(MOST_ROWS), str(count)
    if sheet.whole:
        return (
            f"{language.say('The first {shown} of {count} rows are printed.', shown=shown, count=every)} {sheet.whole}"
        )
    return language.say(
        "The first {shown} of {count} rows are printed. The whole table is in the HTML report beside this file, and "
        "what it is made from in the folder trace.",
        shown=shown, count=every,
    )  # fmt: skip


def _texts(value: object) -> Iterator[str]:
    """Yield every text that a paper holds."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from (text for each in value for text in _texts(each))
    elif is_dataclass(value) and not isinstance(value, Language | type):
        yield from (text for each in fields(value) for text in _texts(getattr(value, each.name)))


def _head(paper: Paper, sheet: PdfSheet) -> dict[str, Value]:
    at, say = dt.datetime.fromtimestamp(sheet.time, dt.UTC), paper.language.say
    return {
        "title": legible(paper.title),
        "subtitle": legible(paper.subtitle),
        "author": legible(sheet.author),
        "language": paper.language.code,
        "date": [at.year, at.month, at.day, at.hour, at.minute, at.second],
        "running": [legible(each) for each in sheet.running],
        "foot": legible(sheet.foot),
        "pages": say("page {n} of {m}", n="{n}", m="{m}"),
        "note": legible(paper.language.word(NOTE)),
        "mark": paper.mark,
        "contents": legible(paper.language.word(CONTENTS)) if paper.listed else "",
        "facts": [[legible(name), legible(value)] for name, value in paper.facts],
        "warnings": [legible(warning) for warning in paper.warnings],
    }


def _sections(paper: Paper, sheet: PdfSheet, pictures: Sequence[bytes]) -> list[Value]:
    return [
        {
            "title": legible(section.title),
            "part": legible(section.part),
            "blocks": [each for block in section.blocks for each in _block(block, paper.language, sheet, pictures)],
        }
        for section in paper.sections
    ]


def _block(
    block: Block, language: Language, sheet: PdfSheet, pictures: Sequence[bytes]
) -> Iterable[Mapping[str, Value]]:
    match block:
        case Table():
            yield _table(block)
            if len(block.rows) > MOST_ROWS:
                said = rows_cut(language, sheet, len(block.rows))
                yield _text(Text(said, Nature.WARNING), language)
        case Text():
            yield _text(block, language)
        case Items():
            yield {"kind": "items", "texts": [legible(text) for text in block.texts]}
        case Commands():
            yield {"kind": "commands", "lines": [legible(line) for line in block.lines]}
        case Form():
            fields: list[Value] = [[legible(name), value and legible(value)] for name, value in block.fields]
            yield {"kind": "form", "caption": legible(block.caption), "fields": fields}
        case Picture():
            for number, svg in enumerate(pictures):
                kind, flipped = ("drawing", False) if block.inline else ("picture", is_flat(svg))
                yield {"kind": kind, "number": number, "caption": legible(block.caption), "flipped": flipped}


def _text(block: Text, language: Language) -> Mapping[str, Value]:
    name, word = ("", "") if block.nature is None else (block.nature.name.lower(), language.word(block.nature.value))
    return {"kind": "text", "nature": name, "word": legible(word), "text": legible(block.text)}


def is_flat(svg: bytes) -> bool:
    """Whether a picture stands better on a sheet turned sideways."""
    size = re.search(rb'viewBox="0 0 (\d+) (\d+)"', svg)
    return size is None or int(size[1]) > int(size[2])


def _table(block: Table) -> Mapping[str, Value]:
    kept = block.rows[:MOST_ROWS]
    rows = [[legible(cell) for cell in row] for row in kept]
    needs = column_needs(block.columns, rows)
    least, most = sum(need[0] for need in needs), sum(need[1] for need in needs)
    room = UPRIGHT if least <= UPRIGHT else SIDEWAYS
    return {
        "kind": "table",
        "caption": legible(block.caption),
        "columns": [{"title": legible(column.title), "kind": column.kind.value} for column in block.columns],
        "rows": rows,
        "total": block.total and len(kept) == len(block.rows),
        "together": sum(len(cell) for row in rows for cell in row) <= _SHORT,
        "flipped": room == SIDEWAYS,
        "scale": min(100, 100 * room // least),
        "widths": [0] * len(needs) if most <= room else shared_widths(needs, room),
    }
