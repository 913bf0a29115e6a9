"""Tables of amounts on the screen: no figure is ever cut, however narrow the screen and however many the labels."""

from collections.abc import Iterator, Mapping, Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracer.chain.amount import as_bitcoin
from tracer.visible import visible

Section = Mapping[str, Sequence[int]]
"""Rows by name, between two rules of the table; satoshi, one for each label."""

_LONGEST_LABEL = 15
_BETWEEN = 3
"""Cells that a column needs beside its content."""
_FIRST = 20
"""Cells for a first column of names, which may be folded."""


def print_amounts(
    console: Console,
    title: str,
    labels: Sequence[str],
    sections: Sequence[Section],
    footers: tuple[str, Sequence[str]] | None = None,
) -> None:
    """Print a column for each label, as many abreast as the screen takes, the rest in tables below.

    `footers` are the last row: its name, and a word for each label.
    """
    labels = [visible(label) for label in labels]
    words = ["" for _ in labels] if footers is None else list(footers[1])
    widths = [_width(at, label, sections, words[at]) for at, label in enumerate(labels)]
    first = max(len(name) for section in sections for name in section)
    before = 1 + first + _BETWEEN
    for group in _abreast(widths, console.width - before):
        table = Table(title=title, title_justify="left", show_footer=footers is not None)
        table.add_column("", footer=footers[0] if footers else "", width=first)
        for at in group:
            table.add_column(Text(labels[at], overflow="fold"), justify="right", width=widths[at], footer=words[at])
        for section in sections:
            for name, amounts in section.items():
                table.add_row(name, *(as_bitcoin(amounts[at]) for at in group))
            table.add_section()
        widen(console, before + sum(widths[at] + _BETWEEN for at in group))
        console.print(table)


def widen(console: Console, cells: int) -> None:
    """Make the console hold so many cells a line; a narrower screen folds the lines, nothing is left out."""
    console.width = max(console.width, cells)


def widen_for(console: Console, rows: Sequence[Sequence[str]]) -> None:
    """Make the console hold these cells beside a first column that may be folded."""
    widen(console, _FIRST + sum(max(map(len, column)) + _BETWEEN for column in zip(*rows, strict=True)))


def _width(at: int, label: str, sections: Sequence[Section], footer: str) -> int:
    amounts = [as_bitcoin(row[at]) for section in sections for row in section.values()]
    return max(*map(len, amounts), len(footer), min(Text(label).cell_len, _LONGEST_LABEL))


def _abreast(widths: Sequence[int], room: int) -> Iterator[list[int]]:
    """Yield the columns of each table, by number: as many as there is room for, and never none."""
    group: list[int] = []
    for at, width in enumerate(widths):
        if group and sum(widths[each] + _BETWEEN for each in group) + width + _BETWEEN > room:
            yield group
            group = []
        group.append(at)
    if group:
        yield group
