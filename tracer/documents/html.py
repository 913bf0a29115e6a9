"""A paper as one page: no network, nothing to load; for the screen and for print.

A Content-Security-Policy in the page forbids everything but its own style and scripts, named by their hashes.
Scripts serve the interactive exhibit only; without them everything can still be read.
Source: W3C Content Security Policy Level 3; WCAG 2.2 (headings, table headers, contrast).
"""

import re
from collections.abc import Iterable

from tracer.documents.language.language import Language
from tracer.documents.markup import as_html
from tracer.documents.page_style import STYLE
from tracer.documents.paper import (
    BLANK,
    CONTENTS,
    NOTE,
    Block,
    ColumnKind,
    Commands,
    Form,
    Items,
    Paper,
    PaperColumn,
    Picture,
    Table,
    Text,
)
from tracer.documents.part import PagePart, digest


def as_page(paper: Paper, picture: bytes, live: PagePart | None = None) -> bytes:
    """Return the paper as HTML, UTF-8; `picture` is SVG that the tracer drew itself, `live` the interactive exhibit."""
    style = STYLE if live is None else STYLE + live.style
    scripts = "" if live is None else f" script-src {live.hashes};"
    word = paper.language.word
    parts = [
        f'<!DOCTYPE html>\n<html lang="{paper.language.code}">\n<head>\n<meta charset="utf-8">',
        '<meta http-equiv="Content-Security-Policy" '
        f"content=\"default-src 'none'; style-src '{digest(style)}';{scripts} base-uri 'none'; form-action 'none'\">",
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        '<meta name="referrer" content="no-referrer">',
        f"<title>{as_html(paper.title)} — {as_html(paper.facts[0][1])}</title>",
        f"<style>{style}</style>\n</head>\n<body>\n<main>",
        f'<header>\n<p class="kind">{as_html(paper.title)}</p>\n<h1>{as_html(paper.subtitle)}</h1>',
        "<dl>",
        *(f"<div><dt>{as_html(name)}</dt><dd>{_lines(value)}</dd></div>" for name, value in paper.facts),
        "</dl>",
        *(f'<p class="warning"><b>{as_html(word(NOTE))}</b> {as_html(warning)}</p>' for warning in paper.warnings),
        "</header>",
        f'<nav aria-label="{as_html(word(CONTENTS))}"><ol>',
        *(
            f'<li><a href="#s{at}">{as_html(section.title.partition(". ")[2] or section.title)}</a></li>'
            for at, section in enumerate(paper.sections, start=1)
        ),
        "</ol></nav>",
    ]
    under = "h2"
    for at, section in enumerate(paper.sections, start=1):
        if section.part:
            under = "h3"
            parts.append(f'<h2 class="part">{as_html(section.part)}</h2>')
        parts.append(f'<section id="s{at}">\n<{under}>{as_html(section.title)}</{under}>')
        for block in section.blocks:
            parts += _block(block, picture, paper.language)
            if isinstance(block, Picture) and live is not None:
                parts.append(live.markup)
        parts.append("</section>")
    parts.append("</main>" if live is None else f"</main>\n{live.elements}")
    parts.append("</body>\n</html>\n")
    return "\n".join(parts).encode()


def _block(block: Block, picture: bytes, language: Language) -> Iterable[str]:
    match block:
        case Table():
            yield from _table(block)
        case Text() if block.nature is not None:
            name = as_html(language.word(block.nature.value))
            yield f'<p class="nature {block.nature.name.lower()}"><b>{name}</b> {as_html(block.text)}</p>'
        case Text():
            yield f"<p>{as_html(block.text)}</p>"
        case Items():
            yield "<ul>" + "".join(f"<li>{as_html(text)}</li>" for text in block.texts) + "</ul>"
        case Commands():
            yield "<pre>" + "\n".join(as_html(line) for line in block.lines) + "</pre>"
        case Form():
            yield f"<p><b>{as_html(block.caption)}</b></p><dl>"
            for name, value in block.fields:
                yield f"<div><dt>{as_html(name)}</dt><dd>{as_html(value or BLANK)}</dd></div>"
            yield "</dl>"
        case Picture():
            yield (
                f'<figure tabindex="0" class="{"inline" if block.inline else _shape(picture)}">\n'
                f"{picture.decode()}<figcaption>{as_html(block.caption)}</figcaption></figure>"
            )


def _lines(text: str) -> str:
    """Return a text whose lines stay apart."""
    return as_html(text).replace("\n", "<br>")


def _shape(picture: bytes) -> str:
    """Return whether a printed picture stands better on a sheet turned sideways."""
    size = re.search(rb'viewBox="0 0 (\d+) (\d+)"', picture)
    return "flat" if size is None or int(size[1]) * 10 > int(size[2]) * 11 else "tall"


def _table(block: Table) -> Iterable[str]:
    summed = ' class="total"' if block.total else ""
    yield f'<div class="wide" tabindex="0"><table{summed}>'
    yield f"<caption><span>{as_html(block.caption)}</span></caption>"
    heads = "".join(f'<th scope="col"{_class(column)}>{as_html(column.title)}</th>' for column in block.columns)
    yield f"<thead><tr>{heads}</tr></thead>\n<tbody>"
    for row in block.rows:
        cells = "".join(
            f"<td{_class(column)}>{_cell(column, cell)}</td>" for column, cell in zip(block.columns, row, strict=True)
        )
        yield f"<tr>{cells}</tr>"
    yield "</tbody></table></div>"


def _class(column: PaperColumn) -> str:
    return "" if column.kind is ColumnKind.TEXT else f' class="{column.kind.value}"'


def _cell(column: PaperColumn, cell: str) -> str:
    lines = [as_html(line) for line in cell.split("\n")]
    if column.kind is ColumnKind.HASH:
        lines = [f"<code>{line}</code>" for line in lines]
    return "<br>".join(lines)
