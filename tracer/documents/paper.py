"""What a document for the reader is made of, before it is Markdown or a page.

Texts are plain; whoever renders them escapes them. Cells of a table may hold two lines.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from tracer.documents.language.language import ENGLISH, NOT_PROVIDED, Language, phrase


class Nature(Enum):
    """What kind of statement something is; the three are never mixed."""

    FACT = phrase("Fact")
    CONVENTION = phrase("Convention")
    INFERENCE = phrase("Inference")
    ASSERTED = phrase("Asserted")
    WARNING = phrase("Warning")


class ColumnKind(Enum):
    """How a column is set."""

    TEXT = "text"
    NUMBER = "number"
    HASH = "hash"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class PaperColumn:
    """A column's title and how its cells are set."""

    title: str
    kind: ColumnKind = ColumnKind.TEXT


Head = PaperColumn | str
"""A column, or just the title of one that holds text."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `total` marks the last row as a sum."""

    caption: str
    columns: tuple[PaperColumn, ...]
    rows: tuple[tuple[str, ...], ...]
    total: bool = False


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph, tagged where it is a statement of one nature."""

    text: str
    nature: Nature | None = None


@dataclass(frozen=True, slots=True)
class Items:
    """A list of short texts."""

    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commands:
    """Lines to be typed, or an example to be read, as they are."""

    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The place of a picture; `name` is its file's, beside the tables.

    `inline`: it is small enough to stand in the run of the text, and has no sheet of its own.
    """

    caption: str
    name: str = "flow.svg"
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """Fields of a form, each with its value, or None for a blank line that somebody fills in by hand."""

    caption: str
    fields: tuple[tuple[str, str | None], ...]


Block = Table | Text | Items | Commands | Picture | Form


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and what stands under it; `part` is the heading of the part of the paper that begins with it."""

    title: str
    blocks: tuple[Block, ...]
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A whole document. `facts` are the few lines under the title, as name and value; `mark` lies under every page."""

    title: str
    subtitle: str
    facts: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]
    sections: tuple[Section, ...]
    language: Language = ENGLISH
    """That of the texts: renderers add their own few words in it."""
    mark: str = ""
    listed: bool = False
    """Whether printed pages list the sections with their pages, after the first section."""


NOTE, CONTENTS = phrase("Note"), phrase("Contents")
"""What renderers call a warning, and the list of sections."""

BLANK = "." * 40
"""A line to write on, where nothing better can be drawn."""


def given(value: str | None) -> str:
    """Return the value, or the words that say it is missing."""
    return value if value else NOT_PROVIDED


def table(caption: str, columns: Sequence[Head], rows: Sequence[Sequence[str]], total: bool = False) -> Table:
    """Return a table; a column given as text holds text."""
    heads = tuple(PaperColumn(column) if isinstance(column, str) else column for column in columns)
    return Table(caption, heads, tuple(tuple(row) for row in rows), total)


def number(title: str) -> PaperColumn:
    """Return a column of right-aligned figures."""
    return PaperColumn(title, ColumnKind.NUMBER)


def time(title: str) -> PaperColumn:
    """Return a column of times, whose lines are never broken."""
    return PaperColumn(title, ColumnKind.TIME)


def counted(count: int, word: str) -> str:
    """Return `1 gap`, `2 gaps`."""
    return f"{count} {word}{'' if count == 1 else 's'}"


def digest(title: str) -> PaperColumn:
    """Return a column of hashes, outpoints or addresses, which may be broken anywhere."""
    return PaperColumn(title, ColumnKind.HASH)
