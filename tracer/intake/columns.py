"""Labels and amounts out of a received list's columns, row by row; nothing is guessed that can be read in two ways.

A column is named by its heading, which stands above the rows it is for, in whichever row of a sheet. A number with
decimals is in bitcoin; a whole one needs the unit: in its cell, in the heading, or named by who asks.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from tracer.chain.amount import Sats
from tracer.errors import CaseError
from tracer.formats import slip_values
from tracer.formats.fields import name_of, nearest, show
from tracer.intake.piece import Piece
from tracer.intake.received import Received

UNITS = ("btc", "sat")

Row: TypeAlias = tuple[str | None, int]
"""A sheet, None where the file has none, and a row of it."""

_SATOSHI = re.compile(r"\b(?:sats?|satoshis?|сат|сатоши)\b", re.IGNORECASE)
_BITCOIN = re.compile(r"\b(?:btc|xbt|бтк|bitcoins?|биткоин\w*)\b", re.IGNORECASE)
_GROUPED = re.compile(r"\d{1,3}([.,])\d{3}")
_POINTED = re.compile(r"\d+([.,])\d+")
_NAMED = 12
"""Headings that a message names."""


class ListColumns(NamedTuple):
    """The headings of the columns that hold labels and amounts, None for none, and the unit of whole amounts."""

    label: str | None = None
    amount: str | None = None
    unit: str | None = None


NO_COLUMNS = ListColumns()


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What a row of the list says beside its names: the label, the amount, and the amount as it is written."""

    label: str | None = None
    amount: Sats | None = None
    written: str = ""


def row_facts(file: Received, asked: ListColumns) -> Mapping[Row, RowFacts]:
    """Return what each row says, of rows below the headings.

    Raises:
        CaseError: no sheet has a column of the name, with the names there are; or amounts cannot be read.
    """
    sheets: dict[str | None, dict[int, list[Piece]]] = defaultdict(lambda: defaultdict(list))
    for piece in file.pieces:
        if piece.place.cell is not None:
            sheets[piece.place.sheet][piece.place.row].append(piece)
    for name in (asked.label, asked.amount):
        if name is not None and not any(_heads(rows, (name,)) for rows in sheets.values()):
            raise CaseError(_lacking(file.name, name, sheets))
    facts: dict[Row, RowFacts] = {}
    for sheet, rows in sheets.items():
        facts |= {(sheet, row): each for row, each in _of_sheet(file.name, rows, asked)}
    return facts


def _of_sheet(file: str, rows: Mapping[int, Sequence[Piece]], asked: ListColumns) -> Iterator[tuple[int, RowFacts]]:
    head = _heads(rows, tuple(each for each in (asked.label, asked.amount) if each is not None))
    if head is None:
        return
    row, columns = head
    cells = {each: {piece.place.column: piece for piece in rows[each]} for each in rows if each > row}
    label_at, amount_at = columns.get(asked.label or ""), columns.get(asked.amount or "")
    labels = {each: found[label_at].text.strip() for each, found in cells.items() if label_at in found}
    amounts = {each: found[amount_at] for each, found in cells.items() if amount_at in found}
    read = _amounts(file, asked, amounts)
    for each in cells:
        label = labels.get(each)
        written = amounts[each].text.strip() if each in amounts else ""
        yield each, RowFacts(label if label and name_of(label) else None, read.get(each), written)


def _heads(rows: Mapping[int, Sequence[Piece]], names: Sequence[str]) -> tuple[int, Mapping[str, int]] | None:
    """Return the first row that has all the headings, and the column of each."""
    for row, pieces in rows.items():
        found = {_plain(piece.text): piece.place.column for piece in reversed(pieces)}
        if names and all(_plain(name) in found for name in names):
            return row, {name: found[_plain(name)] for name in names}
    return None


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()


def _lacking(file: str, name: str, sheets: Mapping[str | None, Mapping[int, Sequence[Piece]]]) -> str:
    headings: dict[str, None] = {}
    for rows in sheets.values():
        wide = next((pieces for pieces in rows.values() if len(pieces) > 1), [])
        headings |= dict.fromkeys(" ".join(piece.text.split()) for piece in wide)
    if not headings:
        return f"{file} has no columns.\nA list is a workbook, or CSV with a heading above each column."
    shown = ", ".join(show(each) for each in list(headings)[:_NAMED])
    more = f" and {len(headings) - _NAMED} more" if len(headings) > _NAMED else ""
    return f"{file} has no column {show(name)}{nearest(name, tuple(headings))}\nIts columns are {shown}{more}."


def _amounts(file: str, asked: ListColumns, cells: Mapping[int, Piece]) -> Mapping[int, Sats]:
    """Return the amounts that can be read; a cell that holds none, as one of money, is left out.

    Raises:
        CaseError: a whole number has no unit, or a mark may part thousands as well as decimals.
    """
    texts = {row: re.sub(r"[\s\u00a0]+", " ", piece.text.strip()) for row, piece in cells.items()}
    marks = {mark[1] for text in texts.values() if (mark := _POINTED.fullmatch(text)) and not _GROUPED.fullmatch(text)}
    unit = asked.unit or _unit(asked.amount or "")
    read: dict[int, Sats] = {}
    for row, text in texts.items():
        place = cells[row].place
        grouped = _GROUPED.fullmatch(text)
        if grouped and unit != "sat" and grouped[1] not in marks:
            raise CaseError(
                f"{file}: {place}: in {show(text)} it cannot be told whether the mark parts thousands or decimals.\n"
                "Write the column with a decimal point in every cell, or in whole satoshi, and name it so."
            )
        said = _unit(text) or ("btc" if _POINTED.fullmatch(text) and unit != "sat" else unit)
        bare = _BITCOIN.sub("", _SATOSHI.sub("", text)).strip()
        if said is None and bare.replace(" ", "").isdecimal():
            raise CaseError(
                f"{file}: {place}: {show(text)} has no unit.\nName it with --amount-unit btc or --amount-unit sat."
            )
        sats = None if said is None else _sats(bare, said)
        if sats is not None:
            read[row] = sats
    return read


def _unit(text: str) -> str | None:
    """Return the unit that a text names; None where it names none or both."""
    found = [unit for unit, words in (("btc", _BITCOIN), ("sat", _SATOSHI)) if words.search(text)]
    return found[0] if len(found) == 1 else None


def _sats(bare: str, unit: str) -> Sats | None:
    text = f"{bare.replace('.', ',') if unit == 'btc' else bare} {unit}"
    read = slip_values.number(text, satoshi=True)
    right = () if read is None else read.right
    return Sats(int(right[0])) if len(right) == 1 and int(right[0]) > 0 else None
