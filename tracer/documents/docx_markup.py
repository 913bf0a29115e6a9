"""Paragraphs and tables of a paper as WordprocessingML, each an element as text; every foreign text is escaped.

Lengths are twips, twentieths of a point; sizes of letters are half points, as the format has them.

Source: ECMA-376 part 1, clause 17 (WordprocessingML).
"""

from collections.abc import Iterable, Sequence

from tracer.documents.markup import as_xml
from tracer.documents.paper import ColumnKind, Nature, PaperColumn
from tracer.documents.table_widths import SIDEWAYS, UPRIGHT, column_needs, shared_widths

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
UPRIGHT_ROOM, SIDEWAYS_ROOM = 9864, 14796
"""Twips between the margins of a sheet, upright and turned."""
INK, FAINT, RULE = "1B1F24", "5B6470", "9AA4B0"
TEXT_FONT, FIXED_FONT = "Arial", "Courier New"
_NAMES = 2600
"""Twips of a column that names what stands beside it."""
_NATURES = {
    Nature.FACT: "14663A",
    Nature.CONVENTION: "1D5FA8",
    Nature.INFERENCE: "97690A",
    Nature.ASSERTED: "6B3FA0",
    Nature.WARNING: "B3361F",
}


def run(text: str, *, bold: bool = False, fixed: bool = False, colour: str = "", size: int = 0) -> str:
    """Return a run of letters; its line breaks stay."""
    properties = "".join(
        part
        for part, wanted in (
            (f'<w:rFonts w:ascii="{FIXED_FONT}" w:hAnsi="{FIXED_FONT}" w:cs="{FIXED_FONT}"/>', fixed),
            ("<w:b/>", bold),
            (f'<w:color w:val="{colour}"/>', bool(colour)),
            (f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/>', bool(size)),
        )
        if wanted
    )
    lines = "<w:br/>".join(f'<w:t xml:space="preserve">{as_xml(line)}</w:t>' for line in text.split("\n"))
    return f"<w:r>{f'<w:rPr>{properties}</w:rPr>' if properties else ''}{lines}</w:r>"


def field(code: str, shown: str = "", size: int = 0) -> str:
    """Return a field that the reader's program computes when it opens the file, such as a page's number."""
    look = f'<w:rPr><w:color w:val="{FAINT}"/><w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr>' if size else ""
    return (
        f'<w:r>{look}<w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        f'<w:r>{look}<w:instrText xml:space="preserve"> {as_xml(code)} </w:instrText></w:r>'
        f'<w:r>{look}<w:fldChar w:fldCharType="separate"/></w:r>'
        f'{run(shown, colour=FAINT, size=size)}<w:r>{look}<w:fldChar w:fldCharType="end"/></w:r>'
    )


def paragraph(content: str, style: str = "", properties: str = "") -> str:
    """Return a paragraph of runs; `properties` are in the order that the format demands."""
    head = f'<w:pStyle w:val="{style}"/>{properties}' if style else properties
    return f"<w:p {SPACE}>{f'<w:pPr>{head}</w:pPr>' if head else ''}{content}</w:p>"


def heading(text: str, level: int, number: int) -> str:
    """Return a heading that the contents can lead to by its number."""
    mark = f'<w:bookmarkStart w:id="{number}" w:name="{bookmark(number)}"/>'
    return paragraph(f'{mark}{run(text)}<w:bookmarkEnd w:id="{number}"/>', f"Heading{level}")


def bookmark(number: int) -> str:
    """Return the name of a heading's place."""
    return f"_Toc{number:06d}"


def contents(title: str, entries: Sequence[tuple[str, int, int]]) -> Iterable[str]:
    """Yield the list of headings, each with its level and number, leading to its place and its page."""
    yield paragraph(run(title, bold=True, size=20), properties='<w:keepNext/><w:spacing w:before="240" w:after="80"/>')
    for text, level, number in entries:
        place = bookmark(number)
        page = "<w:r><w:tab/></w:r>" + field(rf"PAGEREF {place} \h", size=16)
        linked = f'<w:hyperlink w:anchor="{place}" w:history="1">{run(text, size=16)}{page}</w:hyperlink>'
        yield paragraph(linked, f"TOC{level}")


def statement(nature: Nature | None, word: str, text: str) -> str:
    """Return a paragraph, with the word for its nature before it and a line of that colour beside it."""
    if nature is None:
        return paragraph(run(text))
    colour = _NATURES[nature]
    edge = f'<w:pBdr><w:left w:val="single" w:sz="18" w:space="6" w:color="{colour}"/></w:pBdr>'
    named = run(word, bold=True, colour=colour)
    return paragraph(named + run(f"  {text}"), properties=f'{edge}<w:ind w:left="170"/>')


def commands(lines: Sequence[str]) -> str:
    """Return lines to be typed, set apart."""
    shade = '<w:shd w:val="clear" w:color="auto" w:fill="F3F5F7"/>'
    return paragraph(run("\n".join(lines), fixed=True, size=15), properties=shade)


def caption(text: str) -> str:
    """Return what stands over a table, a form or a picture, never parted from it."""
    return paragraph(run(text, bold=True, size=17), properties='<w:keepNext/><w:spacing w:before="160" w:after="60"/>')


def named_values(rows: Sequence[tuple[str, str | None]]) -> str:
    """Return names with their values beside them; a value that is None is a line to write on."""
    line = f'<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="{INK}"/></w:tcBorders>'
    body = "".join(
        "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
        + _cell(_NAMES, run(name, colour=FAINT, size=17))
        + _cell(UPRIGHT_ROOM - _NAMES, run(value or "", size=18), "" if value is not None else line)
        + "</w:tr>"
        for name, value in rows
    )
    return _framed((_NAMES, UPRIGHT_ROOM - _NAMES), body, "")


def table_widths(columns: Sequence[PaperColumn], rows: Sequence[Sequence[str]]) -> tuple[tuple[int, ...], bool]:
    """Return the columns' widths in twips, and whether the table needs a sheet turned sideways."""
    needs = column_needs(columns, rows)
    least, most = sum(need[0] for need in needs), sum(need[1] for need in needs)
    flipped = least > UPRIGHT
    letters, room = (SIDEWAYS, SIDEWAYS_ROOM) if flipped else (UPRIGHT, UPRIGHT_ROOM)
    wanted = [100 * need[1] for need in needs] if most <= letters else shared_widths(needs, letters)
    whole = max(sum(wanted), 100 * letters)
    return tuple(room * each // whole for each in wanted), flipped


def table(columns: Sequence[PaperColumn], rows: Sequence[Sequence[str]], widths: Sequence[int], *, total: bool) -> str:
    """Return a table whose head stands again on each page; with `total` its last row is a sum."""
    head = "".join(
        _cell(width, run(column.title, bold=True, size=16), _shade("EEF1F4"), _aligned(column))
        for column, width in zip(columns, widths, strict=True)
    )
    body = [f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>"]
    for at, row in enumerate(rows, start=1):
        summed = total and at == len(rows)
        cells = "".join(
            _cell(width, _letters(column, cell, summed), _shade("F6F7F8") if summed else "", _aligned(column))
            for column, width, cell in zip(columns, widths, row, strict=True)
        )
        body.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="{size}" w:space="0" w:color="{colour}"/>'
        for side, size, colour in (("top", 6, INK), ("bottom", 6, INK), ("insideH", 4, RULE))
    )
    return _framed(widths, "".join(body), f"<w:tblBorders>{edges}</w:tblBorders>")


def _letters(column: PaperColumn, cell: str, summed: bool) -> str:
    fixed = column.kind is ColumnKind.HASH
    return run(cell, bold=summed, fixed=fixed, size=14 if fixed else 16)


def _framed(widths: Sequence[int], body: str, borders: str) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl {SPACE}><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/>{borders}<w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="60" w:type="dxa"/>'
        '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
        f"</w:tblPr><w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>"
    )


def _cell(width: int, content: str, look: str = "", aligned: str = "") -> str:
    properties = f'<w:spacing w:after="0"/>{aligned}'
    return (
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{look}</w:tcPr>'
        f"<w:p><w:pPr>{properties}</w:pPr>{content}</w:p></w:tc>"
    )


def _shade(fill: str) -> str:
    return f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>'


def _aligned(column: PaperColumn) -> str:
    return '<w:jc w:val="right"/>' if column.kind is ColumnKind.NUMBER else ""
