"""Every English sentence of the program that documents are written with, read out of its source."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tracer.documents.language.language import fields_of

ROOT = Path(__file__).parents[3] / "tracer"
SPEAKERS = ("documents", "case", "intake", "evidence", "journal", "custody", "operations", "reserve")
"""Rooms that write documents, or words for them."""


class Sentence(NamedTuple):
    """A sentence or noun, where it stands, and the fields it is given there."""

    text: str
    place: str
    given: frozenset[str]


def sentences() -> list[Sentence]:
    """Return every template given to `say`, every constant given to `word`, and every `phrase`."""
    return [
        found for path, call, name in _calls() if name in ("say", "word", "phrase") for found in _of(path, call, name)
    ]


def nouns() -> list[Sentence]:
    """Return every noun that is counted by a language."""
    found = []
    for path, call, name in _calls():
        if name == "counted" and isinstance(call.func, ast.Attribute) and len(call.args) == 2:
            noun = call.args[1]
            if isinstance(noun, ast.Constant) and isinstance(noun.value, str):
                found.append(Sentence(noun.value, f"{path}:{call.lineno}", frozenset()))
    return found


def _of(path: str, call: ast.Call, name: str) -> Iterator[Sentence]:
    place = f"{path}:{call.lineno}"
    first = call.args[0] if call.args else None
    if isinstance(first, ast.Constant) and isinstance(first.value, str):
        given = frozenset(keyword.arg or "**" for keyword in call.keywords)
        yield Sentence(first.value, place, frozenset(fields_of(first.value)) if name == "phrase" else given)
    elif name != "word":
        raise AssertionError(f"{place}: {name} is given something else than a constant sentence")


def _calls() -> Iterator[tuple[str, ast.Call, str]]:
    for path in sorted(path for speaker in SPEAKERS for path in (ROOT / speaker).rglob("*.py")):
        if path.parent.name == "verifier":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute):
                name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                if name == "say" and path.parts[-2:] == ("language", "language.py"):
                    continue
                yield str(path.relative_to(ROOT.parent)), node, name
