"""The hashes and addresses that a report names, so that a search finds each of them, in the picture or not."""

import re
from collections.abc import Iterator, Mapping

from tracer.documents.paper import Block, Commands, Form, Items, Paper, Picture, Table, Text

_NAME = re.compile(r"\b(?:[0-9a-f]{64}|(?:bc|tb|bcrt)1[02-9ac-hj-np-z]{8,87}|[123mn][1-9A-HJ-NP-Za-km-z]{25,34})\b")
"""A hash of 32 bytes in hexadecimal, or what has the shape of an address of one of the networks."""


def named(paper: Paper) -> Mapping[str, str]:
    """Return each name with the title of the first section in which it stands whole."""
    found: dict[str, str] = {}
    for section in paper.sections:
        for block in section.blocks:
            for text in _texts(block):
                for name in _NAME.findall(text):
                    found.setdefault(name, section.title)
    return found


def _texts(block: Block) -> Iterator[str]:
    match block:
        case Table():
            for row in block.rows:
                yield from row
        case Items():
            yield from block.texts
        case Commands():
            yield from block.lines
        case Form():
            for _, value in block.fields:
                yield value or ""
        case Text():
            yield block.text
        case Picture():
            yield block.caption
