"""The remarks of a case, each printed under the first table that shows what it is on, and marked as its author's."""

from collections.abc import Sequence
from dataclasses import replace

from tracer.case.case import Remark
from tracer.documents.paper import Block, Nature, Section, Table, Text
from tracer.evidence.dossier import Dossier


def with_remarks(dossier: Dossier, sections: Sequence[Section]) -> list[Section]:
    """Return the sections with the case's remarks in them; none is left out.

    Those on what no table shows stand at the end of what the case asserts.
    """
    waiting = list(dossier.case.remarks)
    found = []
    for section in sections:
        blocks: list[Block] = []
        for block in section.blocks:
            blocks.append(block)
            if isinstance(block, Table) and waiting:
                here = [remark for remark in waiting if _shows(block, remark.on)]
                waiting = [remark for remark in waiting if remark not in here]
                blocks += [_said(dossier, remark) for remark in here]
        found.append(replace(section, blocks=tuple(blocks)))
    if waiting:
        title = dossier.language.say("What the case asserts")
        at = next(at for at, section in enumerate(found) if section.title == title)
        head = Text(dossier.language.say("Remarks on what no table of this report shows:"))
        found[at] = replace(
            found[at], blocks=(*found[at].blocks, head, *(_said(dossier, remark) for remark in waiting))
        )
    return found


def _said(dossier: Dossier, remark: Remark) -> Text:
    text = dossier.language.say(
        "Remark of {author} on {place}: {text}", author=remark.author, place=remark.on, text=remark.text
    )
    return Text(text, Nature.ASSERTED)


def _shows(block: Table, name: str) -> bool:
    """Whether a cell has a line with just this name, or, of a transaction, with one of its outputs."""
    lines = (line for row in block.rows for cell in row for line in cell.split("\n"))
    return any(line == name or line.startswith(f"{name}:") for line in lines)
