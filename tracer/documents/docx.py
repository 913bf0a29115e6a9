"""A paper as DOCX, to be edited and quoted from: the same words and figures as the PDF, the same bytes everywhere.

The letters are those of the reader's machine. The picture is drawn by the typesetter, since a word processor draws
vectors each in its own way. Long tables end where those of the PDF end. The package's parts, styles and numbering are
those of python-docx; what a paper holds is written by `docx_markup`.

Source: ECMA-376 (Office Open XML).
"""

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import TYPE_CHECKING

from tracer.documents import docx_markup as markup
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
    Section,
    Table,
    Text,
)
from tracer.documents.pdf import MOST_ROWS, PdfSheet, is_flat, rows_cut
from tracer.documents.stored_archive import stored
from tracer.documents.typesetting import EDITABLE, draw, require
from tracer.visible import paragraphs

if TYPE_CHECKING:
    from docx.document import Document

_LOCALES = {"en": "en-GB", "ru": "ru-RU", "kk": "kk-KZ"}
_MARGIN, _TOP = 1021, 1191
_SHORT_SIDE, _LONG_SIDE = 11906, 16838
_TWIP = 635
"""English metric units in a twip."""
_HIGHEST_UPRIGHT, _HIGHEST_SIDEWAYS = 12600, 7900
"""Twips that a picture may be high under its heading and caption."""


@dataclass(frozen=True, slots=True)
class _Piece:
    """An element of the body, and whether it stands on a sheet turned sideways; a picture's element is made later."""

    xml: str
    flipped: bool = False
    picture: tuple[bytes, str] | None = None


def as_docx(paper: Paper, sheet: PdfSheet, pictures: Sequence[bytes] = ()) -> bytes:
    """Return the paper as DOCX; `pictures` are SVG that the tracer drew itself, all shown at the paper's picture.

    Raises:
        SourceError: other versions of the packages that set the pages are installed.
    """
    require(EDITABLE)
    from docx import Document

    document = Document()
    _describe(document, paper, sheet)
    _style(document, paper.language.code)
    _running(document, paper, sheet)
    _fill(document, [*_head(paper), *_body(paper, sheet, pictures)])
    _drop_thumbnail(document)
    target = BytesIO()
    document.save(target)
    return stored(target.getvalue())


def _head(paper: Paper) -> Iterable[_Piece]:
    yield _Piece(markup.paragraph(markup.run(paper.title, colour=markup.FAINT, bold=True)))
    yield _Piece(markup.paragraph(markup.run(paper.subtitle), "Title"))
    if paper.facts:
        yield _Piece(markup.named_values(paper.facts))
        yield _Piece(markup.paragraph(""))
    for warning in paper.warnings:
        yield _Piece(markup.statement(Nature.WARNING, paper.language.word(NOTE), warning))


def _body(paper: Paper, sheet: PdfSheet, pictures: Sequence[bytes]) -> Iterable[_Piece]:
    """Yield the sections, and behind the first the contents, where the paper lists its sections."""
    numbered = list(_headings(paper.sections))
    for at, (section, (part, title)) in enumerate(zip(paper.sections, numbered, strict=True)):
        blocks = [list(_block(block, paper, sheet, pictures)) for block in section.blocks]
        turned = _turned(section, blocks)
        for text, level, number in filter(None, (part, title)):
            yield _Piece(markup.heading(text, level, number), turned > 0)
        for number, pieces in enumerate(blocks):
            yield from (replace(piece, flipped=True) if number < turned else piece for piece in pieces)
        if at == 0 and paper.listed:
            entries = [entry for pair in numbered for entry in pair if entry is not None]
            yield from map(_Piece, markup.contents(paper.language.word(CONTENTS), entries))


def _turned(section: Section, blocks: Sequence[Sequence[_Piece]]) -> int:
    """Return how many blocks stand on the turned sheet of the section's first picture: itself and short texts before.

    Their heading alone on the sheet before would be lost.
    """
    for at, (block, pieces) in enumerate(zip(section.blocks, blocks, strict=True)):
        if isinstance(block, Picture):
            return at + 1 if any(piece.flipped for piece in pieces) else 0
        if not isinstance(block, Text) or at > 1:
            return 0
    return 0


_Heading = tuple[str, int, int]


def _headings(sections: Sequence[Section]) -> Iterable[tuple[_Heading | None, _Heading]]:
    """Yield the heading of the part that begins with a section, if one does, and the section's own."""
    number, level = 0, 1
    for section in sections:
        part = None
        if section.part:
            number, level = number + 1, 2
            part = (section.part, 1, number)
        number += 1
        yield part, (section.title, level, number)


def _block(block: Block, paper: Paper, sheet: PdfSheet, pictures: Sequence[bytes]) -> Iterable[_Piece]:
    language = paper.language
    match block:
        case Table():
            yield from _table(block)
            if len(block.rows) > MOST_ROWS:
                said = rows_cut(language, sheet, len(block.rows))
                yield _Piece(markup.statement(Nature.WARNING, language.word(Nature.WARNING.value), said))
        case Text():
            word = "" if block.nature is None else language.word(block.nature.value)
            yield _Piece(markup.statement(block.nature, word, block.text))
        case Items():
            yield from (_Piece(markup.paragraph(markup.run(text), "ListBullet")) for text in block.texts)
        case Commands():
            yield _Piece(markup.commands(block.lines))
        case Form():
            if block.caption:
                yield _Piece(markup.caption(block.caption))
            yield _Piece(markup.named_values(block.fields))
            yield _Piece(markup.paragraph(""))
        case Picture():
            for svg in pictures:
                turned = not block.inline and is_flat(svg)
                yield _Piece(markup.caption(block.caption), turned)
                yield _Piece("", turned, (svg, block.caption))


def _table(block: Table) -> Iterable[_Piece]:
    kept = block.rows[:MOST_ROWS]
    widths, flipped = markup.table_widths(block.columns, kept)
    total = block.total and len(kept) == len(block.rows)
    yield _Piece(markup.caption(block.caption), flipped)
    yield _Piece(markup.table(block.columns, kept, widths, total=total), flipped)
    yield _Piece(markup.paragraph(""), flipped)


def _describe(document: "Document", paper: Paper, sheet: PdfSheet) -> None:
    """Write the file's own description: constant, but for what the paper and its horizon say."""
    about = document.core_properties
    about.title, about.subject = paragraphs(paper.title), paragraphs(paper.subtitle)
    about.author = about.last_modified_by = paragraphs(sheet.author)
    about.comments = about.keywords = ""
    about.language = _LOCALES[paper.language.code]
    about.created = about.modified = dt.datetime.fromtimestamp(sheet.time, dt.UTC)
    about.revision = 1


def _style(document: "Document", code: str) -> None:
    """Set fonts, sizes, colours and language of the styles that a paper uses."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    ink = RGBColor.from_string(markup.INK)
    for name, size in (("Normal", 9), ("Title", 17), ("Heading 1", 13), ("Heading 2", 11), ("List Bullet", 9)):
        style = document.styles[name]
        style.font.size, style.font.color.rgb = Pt(size), ink
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for old in list(fonts.attrib):
            del fonts.attrib[old]
        for kind in ("ascii", "hAnsi", "cs", "eastAsia"):
            fonts.set(qn(f"w:{kind}"), markup.TEXT_FONT)
    document.styles["Normal"].paragraph_format.space_after = Pt(5)
    title = document.styles["Title"].element.get_or_add_pPr()
    for edge in title.findall(qn("w:pBdr")):
        title.remove(edge)
    for level in (1, 2):
        tab = f'<w:tab w:val="right" w:leader="dot" w:pos="{markup.UPRIGHT_ROOM}"/>'
        xml = (
            f'<w:style {markup.SPACE} w:type="paragraph" w:styleId="TOC{level}"><w:name w:val="toc {level}"/>'
            f'<w:basedOn w:val="Normal"/><w:uiPriority w:val="39"/><w:pPr><w:tabs>{tab}</w:tabs>'
            f'<w:spacing w:after="20"/><w:ind w:left="{220 * (level - 1)}" w:right="400"/></w:pPr></w:style>'
        )
        document.styles.element.append(parse_xml(xml))
    for spoken in document.styles.element.iter(qn("w:lang")):
        spoken.set(qn("w:val"), _LOCALES[code])


def _running(document: "Document", paper: Paper, sheet: PdfSheet) -> None:
    """Write what stands on every page: the paper's names, the hash, the page's number, and the paper's mark."""
    section = document.sections[0]
    section.header.is_linked_to_previous = section.footer.is_linked_to_previous = False
    left, right, digest = sheet.running
    top = [markup.run(f"{left}   {right} ", colour=markup.FAINT, size=13)]
    top.append(markup.run(digest, fixed=True, colour=markup.FAINT, size=12))
    if paper.mark:
        top.append(markup.run(f"   {paper.mark}", bold=True, colour="B3361F", size=20))
    pages = paper.language.say("page {n} of {m}", n="\0", m="\1")
    counted = "".join(
        markup.field({"\0": "PAGE", "\1": "NUMPAGES"}[part], "1", 14) if part in ("\0", "\1") else _faint(part)
        for part in re.split("([\0\1])", pages)
        if part
    )
    stops = "".join(f'<w:tab w:val="clear" w:pos="{place}"/>' for place in (4320, 8640))
    tab = f'<w:tabs>{stops}<w:tab w:val="right" w:pos="{markup.UPRIGHT_ROOM}"/></w:tabs>'
    bottom = f"{_faint(sheet.foot)}<w:r><w:tab/></w:r>{counted}"
    for place, content in ((section.header, "".join(top)), (section.footer, bottom)):
        _replace(place._element, markup.paragraph(content, properties=tab))


def _faint(text: str) -> str:
    return markup.run(text, colour=markup.FAINT, size=14)


def _replace(holder: "object", xml: str) -> None:
    from docx.oxml import parse_xml

    for old in list(holder):  # type: ignore[call-overload]
        holder.remove(old)  # type: ignore[attr-defined]
    holder.append(parse_xml(xml))  # type: ignore[attr-defined]


def _fill(document: "Document", pieces: Sequence[_Piece]) -> None:
    """Put the pieces into the body; where sheets turn, a section of the document ends."""
    from docx.oxml import parse_xml

    body = document.element.body
    last = body.sectPr
    for number, piece in enumerate(pieces):
        if piece.picture is None:
            last.addprevious(parse_xml(piece.xml))
        else:
            last.addprevious(_drawn(document, *piece.picture, number=number, flipped=piece.flipped))
        turns = number + 1 < len(pieces) and pieces[number + 1].flipped != piece.flipped
        if turns:
            last.addprevious(parse_xml(_section_end(last, piece.flipped)))
    last.addprevious(parse_xml(markup.paragraph("")))
    last.getparent().replace(last, parse_xml(_sheet_xml(last, bool(pieces) and pieces[-1].flipped)))


def _section_end(last: "object", flipped: bool) -> str:
    """Return an empty paragraph that ends a run of sheets of one kind."""
    thin = '<w:spacing w:after="0" w:line="20" w:lineRule="exact"/>'
    return markup.paragraph("", properties=f"{thin}{_sheet_xml(last, flipped)}")


def _sheet_xml(last: "object", flipped: bool) -> str:
    """Return the properties of a run of sheets, with the head and foot of the document."""
    from docx.oxml.ns import qn

    wide, high = (_LONG_SIDE, _SHORT_SIDE) if flipped else (_SHORT_SIDE, _LONG_SIDE)
    turned = ' w:orient="landscape"' if flipped else ""
    relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    running = "".join(
        f'<w:{name} w:type="default" r:id="{last.find(qn(f"w:{name}")).get(qn("r:id"))}"/>'  # type: ignore[attr-defined]
        for name in ("headerReference", "footerReference")
    )
    return (
        f'<w:sectPr {markup.SPACE} xmlns:r="{relation}">{running}<w:type w:val="nextPage"/>'
        f'<w:pgSz w:w="{wide}" w:h="{high}"{turned}/><w:pgMar w:top="{_TOP}" w:right="{_MARGIN}" w:bottom="{_MARGIN}" '
        f'w:left="{_MARGIN}" w:header="560" w:footer="480" w:gutter="0"/></w:sectPr>'
    )


def _drawn(document: "Document", svg: bytes, caption: str, *, number: int, flipped: bool) -> "object":
    """Return a paragraph with the picture, as large as its sheet allows, its caption as what it says to the blind."""
    from docx.oxml import parse_xml

    size = re.search(rb'viewBox="0 0 (\d+) (\d+)"', svg)
    wide, high = (960, 540) if size is None else (int(size[1]), int(size[2]))
    room = markup.SIDEWAYS_ROOM if flipped else markup.UPRIGHT_ROOM
    most = _HIGHEST_SIDEWAYS if flipped else _HIGHEST_UPRIGHT
    shown = min(room, most * wide // high)
    inline = document.part.new_pic_inline(BytesIO(draw(svg, wide, high)), shown * _TWIP, shown * high // wide * _TWIP)
    inline.docPr.set("descr", paragraphs(caption))
    inline.docPr.set("id", str(number + 1))
    element = parse_xml(markup.paragraph("<w:r/>"))
    element.r_lst[0].add_drawing(inline)
    return element


def _drop_thumbnail(document: "Document") -> None:
    """Leave out the picture of an empty page that the library's template brings along."""
    relations = document.part.package.rels
    for name, relation in list(relations.items()):
        if relation.reltype.endswith("/thumbnail"):
            del relations[name]
