"""A paper as Markdown (CommonMark with tables), for reading in any editor."""

from collections.abc import Iterable

from tracer.documents.language.language import Language
from tracer.documents.markup import as_markdown as escape
from tracer.documents.paper import BLANK, NOTE, Block, ColumnKind, Commands, Form, Items, Paper, Picture, Table, Text


def as_markdown(paper: Paper) -> bytes:
    """Return the paper as Markdown, UTF-8."""
    word = paper.language.word
    lines = [f"# {escape(paper.title)}", "", f"**{escape(paper.subtitle)}**", ""]
    lines += [f"- {escape(name)}: {escape(value)}" for name, value in paper.facts]
    for warning in paper.warnings:
        lines += ["", f"> **{word(NOTE)}.** {escape(warning)}"]
    under = "##"
    for section in paper.sections:
        if section.part:
            under = "###"
            lines += ["", f"## {escape(section.part)}"]
        lines += ["", f"{under} {escape(section.title)}"]
        for block in section.blocks:
            lines += ["", *_block(block, paper.language)]
    return ("\n".join(lines) + "\n").encode()


def _block(block: Block, language: Language) -> Iterable[str]:
    match block:
        case Table():
            yield f"**{escape(block.caption)}**"
            yield ""
            yield from _table(block)
        case Text():
            tag = f"**{language.word(block.nature.value)}.** " if block.nature else ""
            yield tag + escape(block.text)
        case Items():
            yield from (f"- {escape(text)}" for text in block.texts)
        case Commands():
            yield from (f"    {line}" for line in block.lines)
        case Form():
            yield f"**{escape(block.caption)}**"
            yield ""
            yield from (
                f"- {escape(name)}: {BLANK if value is None else escape(value)}" for name, value in block.fields
            )
        case Picture():
            yield f"![{escape(block.caption)}](../trace/{block.name})"


def _table(block: Table) -> Iterable[str]:
    yield "| " + " | ".join(escape(column.title) for column in block.columns) + " |"
    yield "|" + "|".join(" ---: " if column.kind is ColumnKind.NUMBER else " --- " for column in block.columns) + "|"
    for row in block.rows:
        yield "| " + " | ".join("<br>".join(map(escape, cell.split("\n"))) for cell in row) + " |"
