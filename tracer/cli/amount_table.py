"""Tables of amounts on the screen: no figure is ever cut, however narrow the screen and however many the labels."""

from collections.abc import Iterator, Mapping, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console, ConsoleOptions
from rich.measure import Measurement
from rich.table import Column, Table
from rich.text import Text

from tracer.chain.amount import as_bitcoin
from tracer.visible import visible

Section = Mapping[str, Sequence[int]]
"""Rows by name, between two rules of the table; satoshi, one for each label."""

_LONGEST_LABEL = 15
_BETWEEN = 3
"""Cells that a column needs beside its content."""
_NO_LIMIT = 10_000
"""Cells of a line that holds any table."""


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
        print_whole(console, table)


def plain_table(title: str | None = None) -> Table:
    """Return a table without frame that `print_whole` prints; columns that may wrap wrap between words."""
    return Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False, show_edge=False)


def print_whole(console: Console, table: Table) -> None:
    """Print a table, wider than the screen where it must be: no figure is cut, and no word is broken.

    Columns that may wrap give way as far as their longest word, the last of them first. What is printed after the table
    is as wide as the screen again, and behind one without frame an empty line.
    """
    screen, options = console.width, console.options.update(width=_NO_LIMIT)
    spans = [_span(console, options, column) for column in table.columns]
    between = Measurement.get(console, options, table).maximum - sum(most for _, most in spans)
    room = screen - between - sum(least for least, _ in spans)
    for column, (least, most) in zip(table.columns, spans, strict=True):
        more = min(max(room, 0), most - least)
        column.width = least + more
        room -= more
    console.width = _NO_LIMIT
    console.print(table)
    console.width = screen
    if not table.show_edge:
        console.print()


def _span(console: Console, options: ConsoleOptions, column: Column) -> tuple[int, int]:
    """Return the least and the most cells of a column; alike where it may not wrap or its width is given."""
    if column.width is not None:
        return column.width, column.width
    sizes = [Measurement.get(console, options, cell) for cell in (column.header, *column.cells)]
    most = max(each.maximum for each in sizes)
    return most if column.no_wrap else max(each.minimum for each in sizes), most


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
