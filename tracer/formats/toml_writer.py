"""TOML written from values: one value, one text, so that what was taken out of a file can be written again without it.

Comments and spellings of the original are gone, and so is whatever they might say. Tables stand after the plain keys of
the table they are in, in the order given.
Source: TOML 1.0.0.
"""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping

from tracer.errors import IntegrityError

_BARE = re.compile(r"[A-Za-z0-9_-]+")
_ESCAPED = {'"': '\\"', "\\": "\\\\"}


class Written(str):
    """A number as its file writes it, with a point or an exponent: it is never computed with."""

    __slots__ = ()


def loads(content: bytes) -> dict[str, object]:
    """Read TOML; numbers with a point or an exponent stay as they are written.

    Raises:
        ValueError: it is no TOML in UTF-8.
    """
    return tomllib.loads(content.decode(), parse_float=Written)


def dumps(table: Mapping[str, object]) -> bytes:
    """Return the text of a table, UTF-8.

    Raises:
        IntegrityError: a value is of no type that TOML has.
    """
    return "".join(f"{line}\n" for line in _table(table, ())).lstrip("\n").encode()


def _table(table: Mapping[str, object], place: tuple[str, ...]) -> Iterator[str]:
    """Yield the lines of a table: its plain keys first, then the tables in it, each under its heading."""
    inner = {key: rows for key, value in table.items() if (rows := _tables(value))}
    for key, value in table.items():
        if key not in inner:
            yield f"{_key(key)} = {_value(value)}"
    for key, rows in inner.items():
        name = ".".join(map(_key, (*place, key)))
        for row in rows:
            yield ""
            yield f"[{name}]" if isinstance(table[key], Mapping) else f"[[{name}]]"
            yield from _table(row, (*place, key))


def _tables(value: object) -> tuple[Mapping[str, object], ...]:
    """Return the tables of a table or an array of them; nothing where a value is none, or an empty array."""
    if isinstance(value, Mapping):
        return (value,)
    rows = value if isinstance(value, list) else []
    tables = tuple(row for row in rows if isinstance(row, Mapping))
    return tables if len(tables) == len(rows) else ()


def _key(key: str) -> str:
    return key if _BARE.fullmatch(key) else _text(key)


def _value(value: object) -> str:
    match value:
        case Written():
            return str(value)
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case str():
            return _text(value)
        case dt.datetime() | dt.date() | dt.time():
            return value.isoformat()
        case list():
            return f"[{', '.join(map(_value, value))}]"
        case Mapping():
            return f"{{ {', '.join(f'{_key(key)} = {_value(each)}' for key, each in value.items())} }}"
    raise IntegrityError(f"{type(value).__name__} is no type of TOML")


def _text(text: str) -> str:
    """Return a basic string: what cannot stand in one as itself is escaped."""
    return '"' + "".join(_ESCAPED.get(each) or (each if _is_plain(each) else _escape(each)) for each in text) + '"'


def _is_plain(each: str) -> bool:
    return each >= " " and each != "\x7f"


def _escape(each: str) -> str:
    return f"\\u{ord(each):04x}"
