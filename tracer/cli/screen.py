"""A command's screen: written at one stroke, no hash, outpoint or command on it broken by its width."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from textwrap import wrap

from rich.console import Console
from rich.text import Text

COMMAND = "to check it: "
"""Before a command that a reader may type."""

_TYPED = (COMMAND, "tracer ", "bitcoin-cli ")
"""How a line begins that is never broken."""

_LEAST = 20
"""Cells that are left for words, however far in they stand."""


@contextmanager
def whole_screen() -> Iterator[Console]:
    """Give a console whose words are written together at the end.

    Who reads a line of them and goes away, as `head -1` does, then stops nothing: the command ends as it would have.
    """
    console = Console(highlight=False)
    with console.capture() as captured:
        yield console
    console.file.write(captured.get())
    console.file.flush()


def tell(console: Console, words: str, style: str = "") -> None:
    """Print paragraphs, broken between words alone: a word longer than the screen stands whole."""
    for line in words.split("\n"):
        indent = line[: len(line) - len(line.lstrip())]
        _print(console, _lines(line.strip(), console.width - len(indent)), indent, style)


def tell_rows(console: Console, rows: Iterable[tuple[Text, str]]) -> None:
    """Print paragraphs beside a head each, all heads as wide as the widest, words as `tell` has them."""
    kept = list(rows)
    indent = " " * (max((head.cell_len for head, _ in kept), default=0) + 2)
    for head, words in kept:
        first = head.copy()
        first.pad_right(len(indent) - first.cell_len)
        lines = [each for line in words.split("\n") for each in _lines(line, console.width - len(indent))]
        console.print(Text.assemble(first, lines[0]), soft_wrap=True)
        _print(console, lines[1:], indent)


def _lines(line: str, width: int) -> list[str]:
    if line.startswith(_TYPED):
        return [line]
    return wrap(line, max(width, _LEAST), break_long_words=False, break_on_hyphens=False) or [""]


def _print(console: Console, lines: Iterable[str], indent: str, style: str = "") -> None:
    for line in lines:
        console.print(Text((indent + line).rstrip(), style), soft_wrap=True)
