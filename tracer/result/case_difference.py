"""What differs between two case files, key by key, with the tables matched by what they name.

Descriptors that a bundle withholds are not compared: only their hashes are there.
"""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tracer.errors import IntegrityError

_NAMED_BY = {
    "exhibit": ("id",),
    "seed": ("label", "outpoint", "txid", "address", "descriptor"),
    "custody": ("name",),
    "order": ("id",),
    "target": ("outpoint", "custody"),
    "answer": ("question",),
    "price": ("what", "date", "currency"),
    "remark": ("on",),
}
_WITHHELD = "withheld:"


class Difference(NamedTuple):
    """A key of the case file and its values as text; None: not there."""

    key: str
    before: str | None
    after: str | None


def differences(before: bytes, after: bytes) -> tuple[Difference, ...]:
    """Return every difference, in the order of the second file's tables, then what only the first has.

    Raises:
        IntegrityError: one of them is no TOML.
    """
    return tuple(_compare("", _read(before), _read(after)))


def _read(content: bytes) -> dict[str, object]:
    try:
        return tomllib.loads(content.decode())
    except (ValueError, RecursionError):
        raise IntegrityError("the case file of one of the results is no TOML") from None


def _compare(place: str, before: object, after: object) -> Iterator[Difference]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys([*after, *before]):
            inside = f"{place}.{key}" if place else str(key)
            old, new = before.get(key), after.get(key)
            if key in _NAMED_BY and not place:
                old, new = _by_name(str(key), old), _by_name(str(key), new)
            yield from _compare(inside, old, new)
    elif before != after and not _withheld(before, after):
        yield Difference(place, _shown(before), _shown(after))


def _by_name(table: str, rows: object) -> dict[str, object]:
    """Return a list of tables by what each names; several of one name are numbered."""
    named: dict[str, object] = {}
    for row in rows if isinstance(rows, Sequence) and not isinstance(rows, str) else ():
        keys = [str(row[key]) for key in _NAMED_BY[table] if key in row] if isinstance(row, Mapping) else []
        name = " ".join("(descriptor)" if key.startswith(_WITHHELD) or "(" in key else key for key in keys)
        while name in named:
            name += "'"
        named[name] = row
    return named


def _withheld(before: object, after: object) -> bool:
    return any(isinstance(value, str) and value.startswith(_WITHHELD) for value in (before, after))


def _shown(value: object) -> str | None:
    """Return a value in words; whole tables by their keys and values."""
    if value is None:
        return None
    if isinstance(value, Mapping):
        return ", ".join(f"{key} = {_shown(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return "[" + ", ".join(_shown(inner) or "" for inner in value) + "]"
    return str(value).lower() if isinstance(value, bool) else str(value)
