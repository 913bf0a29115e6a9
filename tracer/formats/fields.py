"""Reads the tables of a TOML file key by key, collecting every fault instead of stopping at one.

A reading method answers None where the key is absent or faulty; the fault is on record by then,
so a caller may go on with a stand-in: nothing built from it survives, because the file is refused.
What the keys mean, and how they depend on one another, is left to the caller.

Places count from 1: `seed[2].amount_sat` belongs to the second `[[seed]]`.
"""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias, TypeVar

from tracer.formats import private_keys, typed_slips
from tracer.formats.faults import Faults
from tracer.formats.slip_values import Mended

_T = TypeVar("_T")

Value: TypeAlias = "str | int | float | bool | dt.datetime | dt.date | dt.time | list[Value] | dict[str, Value]"
"""What a TOML value can be once read."""

_FEW = 4
"""Members of a list of plain values that a message shows."""
_SHOWN = 60
_SHOWN_BITS = 128
_LINE_BREAKS = "\n\t"
_HASH = re.compile(r"[0-9a-f]{64}")


class FieldTable:
    """One table of the file: remembers what it was asked for, so that the rest is a fault."""

    def __init__(self, values: Mapping[str, Value], place: str, faults: Faults) -> None:
        self._values = values
        self._faults = faults
        self._asked: list[str] = []
        self.place = place

    def __contains__(self, key: str) -> bool:
        return key in self._values

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that the file gives, in its order."""
        return tuple(self._values)

    def is_empty(self, key: str) -> bool:
        """Return whether the key holds a table or a list without members, or zero."""
        return self._values.get(key) in ({}, [], 0)

    def peek(self, key: str) -> str | None:
        """Return a text without counting it as read; None where there is none."""
        value = self._values.get(key)
        return value if isinstance(value, str) else None

    def days(self) -> Iterator[tuple["FieldTable", str, dt.date]]:
        """Yield every day without a time that stands in this table or in those within it, with its table and key."""
        for key, value in self._values.items():
            yield from self._days(show_key(key), value)

    def _days(self, key: str, value: Value) -> Iterator[tuple["FieldTable", str, dt.date]]:
        if isinstance(value, dict):
            yield from FieldTable(value, self._at(key), self._faults).days()
        elif isinstance(value, list):
            for place, member in enumerate(value, start=1):
                yield from self._days(f"{key}[{place}]", member)
        elif _date_of(value) is not None:
            yield self, key, value  # type: ignore[misc]

    def fault(self, key: str, text: str) -> None:
        """Record a fault at one of the keys; at the table itself where the key is empty."""
        self._faults.add(self._at(key) if key else self.place, text)

    def need(self, key: str, value: _T | None, expected: str, stand_in: _T) -> _T:
        """Return what was read of a required key; a stand-in, the fault recorded, where it is absent."""
        if key not in self:
            self.fault(key, f"missing; expected {expected}")
        return stand_in if value is None else value

    def name(self, key: str) -> str | None:
        """Read a text that serves as a name: one line, without invisible characters, in normal form C."""
        return self._one(key, name_of, NAME, typed_slips.text)

    def prose(self, key: str) -> str | None:
        """Read a text for people: lines may break."""
        return self._one(key, prose_of, PROSE, typed_slips.text)

    def hash(self, key: str, *, any_case: bool = False) -> str | None:
        """Read a hash of 32 bytes as 64 hexadecimal digits; the answer is in lower case."""
        expected = f"64 {'' if any_case else 'lower-case '}hexadecimal digits"
        return self._one(key, lambda value: _hash_of(value, any_case), expected)

    def flag(self, key: str) -> bool | None:
        """Read true or false."""
        return self._one(key, _flag_of, "true or false", typed_slips.truth)

    def whole(self, key: str, low: int, high: int, unit: str = "") -> int | None:
        """Read a whole number within bounds, both included."""
        expected = f"a whole number{unit and ' of ' + unit} from {low} to {high}"
        return self._one(key, lambda value: _whole_of(value, low, high), expected, typed_slips.number(low, high, unit))

    def date(self, key: str) -> dt.date | None:
        """Read a day without a time."""
        return self._one(key, _date_of, "a date without quotation marks, such as 2026-05-02", typed_slips.day)

    def instant(self, key: str) -> dt.datetime | None:
        """Read a date and time with its offset from UTC."""
        return self._one(
            key,
            _instant_of,
            "a date and time with an offset, without quotation marks, such as 2026-03-16T10:00:00+05:00",
            typed_slips.moment,
        )

    def choice(self, key: str, names: Iterable[str]) -> str | None:
        """Read one of a few names."""
        allowed = tuple(names)
        return self.read(key, lambda text: _chosen(text, allowed), f"one of {', '.join(allowed)}")

    def read(self, key: str, read: Callable[[str], _T], expected: str) -> _T | None:
        """Read a text through a function whose ValueError says what is wrong with it."""
        text = self._one(key, _text_of, expected)
        return None if text is None else self._converted(key, text, read)

    def names(self, key: str) -> tuple[str, ...] | None:
        """Read a list of names, not empty, each once."""
        names = self.several(key, named, "a list of names")
        if names == ():
            self.fault(key, "expected a list of names that is not empty")
        return names

    def several(
        self, key: str, read: Callable[[str], _T], expected: str, *, repeats: bool = False
    ) -> tuple[_T, ...] | None:
        """Read a list of texts through a function whose ValueError says what is wrong with one."""
        members = self._one(key, lambda value: value if isinstance(value, list) else None, expected, typed_slips.texts)
        if members is None:
            return None
        answers: list[_T] = []
        known = set[_T]()
        for place, member in enumerate(members, start=1):
            at = f"{key}[{place}]"
            if not isinstance(member, str):
                self.fault(at, f"expected a text, got {show(member)}")
                continue
            answer = self._converted(at, member, read)
            if answer is not None and answer in known and not repeats:
                self.fault(at, f"{show(member)} is listed twice")
            elif answer is not None:
                answers.append(answer)
                known.add(answer)
        return tuple(answers) if len(answers) == len(members) else None

    def span(self, key: str, low: int, high: int) -> tuple[int, int] | None:
        """Read two whole numbers in ascending order, both included."""
        expected = f"[first, last]: two whole numbers from {low} to {high}, ascending"
        return self._one(key, lambda value: _span_of(value, low, high), expected)

    def table(self, key: str) -> "FieldTable":
        """Read a table; an empty one where it is absent. One in double brackets is a fault, and read."""
        rows = _tables_of(self._values.get(key, {}))
        if rows:
            self._brackets(key, f"a table [{key}]", f"[{key}]")
            return FieldTable(rows[0], self._at(key), self._faults)
        value = self._one(key, lambda value: value if isinstance(value, dict) else None, f"a table [{key}]")
        return FieldTable(value or {}, self._at(key), self._faults)

    def tables(self, key: str) -> tuple["FieldTable", ...]:
        """Read a list of tables `[[key]]`; none where it is absent. One in single brackets is a fault, and read."""
        single = self._values.get(key)
        if isinstance(single, dict):
            self._brackets(key, f"tables [[{key}]]", f"[[{key}]]")
            return (FieldTable(single, f"{self._at(key)}[1]", self._faults),)
        value = self._one(key, _tables_of, f"tables [[{key}]]") or []
        return tuple(
            FieldTable(row, f"{self._at(key)}[{place}]", self._faults) for place, row in enumerate(value, start=1)
        )

    def as_text(self, key: str) -> str | None:
        """Read a value of any kind but a table or a float as text; a list's members with commas between them.

        What has decimals is written as text, so that it says exactly what it says.
        """
        return self._one(key, _written, "a text, a whole number, a date, true, false or a list of these")

    def close(self) -> None:
        """Record a fault for every key that was never asked for."""
        for key, value in self._values.items():
            if key not in self._asked:
                known = "table" if not self.place and isinstance(value, dict | list) else "key"
                self.fault(show_key(key), f"unknown {known}{nearest(key, self._asked)}")

    def _at(self, key: str) -> str:
        return f"{self.place}.{key}" if self.place else key

    def _one(
        self,
        key: str,
        read: Callable[[Value], _T | None],
        expected: str,
        mend: Callable[[Value], Mended | None] | None = None,
    ) -> _T | None:
        """Read a value; `mend` says what may be meant by one that is not taken."""
        self._asked.append(key)
        if key not in self:
            return None
        value = self._values[key]
        answer = read(value)
        if answer is None:
            self._refuse(key, f"expected {expected}, got {show(value)}", mend(value) if mend else None)
        return answer

    def _refuse(self, key: str, text: str, mended: Mended | None) -> None:
        """Record that a value is not taken, and the right form where it is known what is meant."""
        if mended is None:
            self.fault(key, text)
            return
        right = [f"{show_key(key)} = {each}" for each in mended.right]
        words = f"{text}\n  {mended.mistake}" if mended.mistake else text
        self._faults.add_slip(self._at(key), words, self._faults.line_at(self._at(key)), right)

    def _brackets(self, key: str, expected: str, heading: str) -> None:
        """Record that a table stands in other brackets than its heading has."""
        self._asked.append(key)
        text = f"expected {expected}, got {show(self._values[key])}"
        self._faults.add_slip(self._at(key), text, self._faults.line_at(self._at(key)), [heading])

    def _converted(self, key: str, text: str, read: Callable[[str], _T]) -> _T | None:
        try:
            return read(text)
        except ValueError as error:
            self.fault(key, str(error))
            return None


NAME = "a name: one line of visible characters, not empty, in Unicode normal form C"
PROSE = "a text that is not empty, without control or invisible characters"


def name_of(value: Value) -> str | None:
    """Return a text that can serve as a name, else None.

    Invisible and direction-changing characters are refused, and other normal forms: two names
    that look alike must be alike.
    """
    if not isinstance(value, str) or not value or value != value.strip():
        return None
    if not unicodedata.is_normalized("NFC", value) or any(_is_invisible(character) for character in value):
        return None
    return value


def named(text: str) -> str:
    """Return a text that can serve as a name.

    Raises:
        ValueError: it cannot.
    """
    if name_of(text) is None:
        raise ValueError(f"expected {NAME}, got {show(text)}")
    return text


def prose_of(value: Value) -> str | None:
    """Return a text for people, else None: lines may break, nothing else is invisible."""
    if not isinstance(value, str) or not value.strip():
        return None
    return None if any(_is_invisible(character) and character not in _LINE_BREAKS for character in value) else value


def show(value: Value) -> str:
    """Return a value as a message shows it: short, on one line, without private keys."""
    match value:
        case bool():
            return str(value).lower()
        case int():
            return str(value) if value.bit_length() <= _SHOWN_BITS else f"a number of {value.bit_length()} bits"
        case str():
            text = private_keys.redacted(value)
            return repr(text if len(text) <= _SHOWN else text[:_SHOWN] + "…")
        case dt.date() | dt.time():
            return value.isoformat()
        case list() if 0 < len(value) <= _FEW and not any(isinstance(member, list | dict) for member in value):
            return f"[{', '.join(show(member) for member in value)}]"
        case list():
            return f"a list of {len(value)}"
        case dict():
            return "a table"
        case _:
            return repr(value)


def show_key(key: str) -> str:
    """Return a key as a place shows it: bare where TOML allows it bare, else quoted and short."""
    return key if re.fullmatch("[A-Za-z0-9_-]{1,60}", key) else show(key)


def nearest(name: str, known: Sequence[str]) -> str:
    """Return a suggestion for a name that is not known, or nothing where none comes near."""
    close = nearest_of(name, known)
    return "" if close is None else f"; did you mean {close}?"


def nearest_of(name: str, known: Sequence[str]) -> str | None:
    """Return the known name that comes nearest to one that is not known; None where none comes near."""
    from difflib import get_close_matches  # hardly ever needed

    return next(iter(get_close_matches(name[:_SHOWN], known, n=1)), None)


def references(
    table: FieldTable, key: str, known: Sequence[str], unknown: str, *, needed: bool = True
) -> tuple[str, ...]:
    """Read a list of names that must all be known; `unknown` says of what one is no name.

    Where the list is not `needed`, none is an empty one.
    """
    given = table.names(key)
    names = table.need(key, given, "a list of names", ()) if needed else given or ()
    for place, name in enumerate(names, start=1):
        if name not in known:
            table.fault(f"{key}[{place}]", f"{unknown} {show(name)}{nearest(name, known)}")
    return names


def unique(tables: Sequence[FieldTable], key: str) -> Sequence[FieldTable]:
    """Record a fault for every table whose key repeats that of an earlier one; return all tables."""
    first: dict[str, str] = {}
    for table in tables:
        name = table.peek(key)
        if name is not None and first.setdefault(name, table.place) != table.place:
            table.fault(key, f"{show(name)} is taken by {first[name]}")
    return tables


def _is_invisible(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cf", "Cs", "Zl", "Zp")


def _written(value: Value) -> str | None:
    match value:
        case str():
            return prose_of(value)
        case list():
            members = [None if isinstance(member, list) else _written(member) for member in value]
            return None if None in members else ", ".join(str(member) for member in members)
        case dict() | float():
            return None
        case _:
            return show(value)


def _hash_of(value: Value, any_case: bool) -> str | None:
    if not isinstance(value, str):
        return None
    text = value.lower() if any_case else value
    return text if _HASH.fullmatch(text) else None


def _flag_of(value: Value) -> bool | None:
    return value if isinstance(value, bool) else None


def _whole_of(value: Value, low: int, high: int) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high else None


def _date_of(value: Value) -> dt.date | None:
    return value if isinstance(value, dt.date) and not isinstance(value, dt.datetime) else None


def _instant_of(value: Value) -> dt.datetime | None:
    return value if isinstance(value, dt.datetime) and value.utcoffset() is not None else None


def _tables_of(value: Value) -> list[dict[str, Value]] | None:
    if not isinstance(value, list):
        return None
    rows = [row for row in value if isinstance(row, dict)]
    return rows if len(rows) == len(value) else None


def _text_of(value: Value) -> str | None:
    return value if isinstance(value, str) else None


def _span_of(value: Value, low: int, high: int) -> tuple[int, int] | None:
    if not isinstance(value, list) or len(value) != 2:
        return None
    first, last = (_whole_of(member, low, high) for member in value)
    return (first, last) if first is not None and last is not None and first <= last else None


def _chosen(text: str, allowed: Sequence[str]) -> str:
    if text not in allowed:
        raise ValueError(f"expected one of {', '.join(allowed)}, got {show(text)}{nearest(text, allowed)}")
    return text
