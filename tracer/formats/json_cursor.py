"""Reading JSON by its expected shape: a value, where it stands, and one message when it is not so.

The files may come from an opponent, so nothing is assumed of them: a missing key or a wrong type
is an `IntegrityError` that names the place, never a traceback.
"""

import re
from collections.abc import Iterator

from tracer.chain.outpoint import Outpoint, Txid, parse_txid
from tracer.errors import IntegrityError
from tracer.formats.canonical import Json, loads

_DIGITS = re.compile(r"0|[1-9][0-9]{0,19}")
_OCTETS = re.compile(r"(?:[0-9a-f]{2})*")


class JsonCursor:
    """A value inside a JSON file, and where it stands there.

    Methods that take a name read the value under that key, which must be there; `as_` methods read
    the value itself.
    """

    __slots__ = ("_inside", "_name", "value")

    def __init__(self, value: Json, name: str | int, inside: "JsonCursor | None" = None) -> None:
        """Name a value: by its file, or by its key or number inside another place."""
        self.value = value
        self._name = name
        self._inside = inside

    @classmethod
    def of(cls, data: bytes, name: str) -> "JsonCursor":
        """Read a file's bytes; `name` starts every message.

        Raises:
            IntegrityError: the bytes are not JSON as the tracer writes it.
        """
        return cls(loads(data, name), name)

    def __str__(self) -> str:
        """Return the path that leads here, as messages name it."""
        if self._inside is None:
            return str(self._name)
        if isinstance(self._name, int):
            return f"{self._inside}[{self._name}]"
        between = ": " if self._inside._inside is None else "."
        return f"{self._inside}{between}{self._name}"

    def alone(self) -> "JsonCursor":
        """Return the same value and path, holding on to nothing around it: what was read of a large file can go."""
        around = self._inside
        path = None if around is None else JsonCursor(None, around._name, around._inside).alone()
        return JsonCursor(self.value, self._name, path)

    def key(self, name: str) -> "JsonCursor":
        """Return the value under a key that must be there."""
        return JsonCursor(self._member(name), name, self)

    def maybe(self, name: str) -> "JsonCursor | None":
        """Return the value under a key, or None where it is absent or null."""
        value = self._mapping().get(name)
        return None if value is None else JsonCursor(value, name, self)

    def rows(self, name: str) -> "Iterator[JsonCursor]":
        """Yield the members of a list."""
        return self.key(name).as_rows()

    def members(self) -> "Iterator[tuple[str, JsonCursor]]":
        """Yield keys and values of an object, in ascending order of the keys."""
        for name, value in sorted(self._mapping().items(), key=lambda item: item[0].encode()):
            yield name, JsonCursor(value, name, self)

    def text(self, name: str) -> str:
        """Return a text."""
        value = self.value.get(name) if isinstance(self.value, dict) else None
        return value if isinstance(value, str) else self.key(name).as_text()

    def maybe_text(self, name: str) -> str | None:
        """Return a text, or None where it is absent or null."""
        value = self._mapping().get(name)
        return value if value is None or isinstance(value, str) else self.key(name).as_text()

    def texts(self, name: str) -> tuple[str, ...]:
        """Return a list of texts."""
        value = self._member(name)
        if isinstance(value, list):
            quick = tuple(each for each in value if isinstance(each, str))
            if len(quick) == len(value):
                return quick
        return tuple(place.as_text() for place in self.rows(name))

    def integer(self, name: str) -> int:
        """Return an integer, which is never a Boolean."""
        return self.key(name).as_integer()

    def amount(self, name: str) -> int:
        """Return an amount in satoshi, zero or more."""
        value = self._member(name)
        return value if type(value) is int and value >= 0 else self.key(name).as_amount()

    def maybe_amount(self, name: str) -> int | None:
        """Return an amount in satoshi, or None where it is absent or null."""
        return None if self._mapping().get(name) is None else self.amount(name)

    def amounts(self, name: str) -> dict[str, int]:
        """Return satoshi by label, labels in ascending byte order."""
        place = self.key(name)
        labels = place._mapping()
        ordered = sorted(labels, key=str.encode) if len(labels) > 1 else labels
        return {label: place.amount(label) for label in ordered}

    def digits(self, name: str) -> int:
        """Return a whole number of zero or more that is written as a text of up to twenty digits."""
        text = self.text(name)
        if _DIGITS.fullmatch(text) is None:
            raise self.key(name).wrong("a whole number written as digits")
        return int(text)

    def octets(self, name: str) -> bytes:
        """Return bytes written as lower-case hexadecimal digits."""
        text = self.text(name)
        if _OCTETS.fullmatch(text) is None:
            raise self.key(name).wrong("bytes written as lower-case hexadecimal digits")
        return bytes.fromhex(text)

    def outpoint(self, name: str) -> Outpoint:
        """Return an outpoint."""
        try:
            return Outpoint.parse(self.text(name))
        except ValueError:
            raise self.key(name).wrong("txid:vout") from None

    def txid(self, name: str) -> Txid:
        """Return a txid."""
        try:
            return parse_txid(self.text(name))
        except ValueError:
            raise self.key(name).wrong("a txid") from None

    def as_rows(self) -> "Iterator[JsonCursor]":
        """Yield the members of a list."""
        if not isinstance(self.value, list):
            raise self.wrong("a list")
        for number, value in enumerate(self.value):
            yield JsonCursor(value, number, self)

    def as_amounts(self) -> list[int]:
        """Return the members of a list, each zero or more."""
        if isinstance(self.value, list):
            quick = [each for each in self.value if type(each) is int and each >= 0]
            if len(quick) == len(self.value):
                return quick
        return [row.as_amount() for row in self.as_rows()]

    def as_text(self) -> str:
        """Return the value, a text."""
        if not isinstance(self.value, str):
            raise self.wrong("a text")
        return self.value

    def as_integer(self) -> int:
        """Return the value, an integer and never a Boolean."""
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self.wrong("an integer")
        return self.value

    def as_flag(self) -> bool:
        """Return the value, true or false."""
        if not isinstance(self.value, bool):
            raise self.wrong("true or false")
        return self.value

    def as_amount(self) -> int:
        """Return the value, zero or more."""
        if self.as_integer() < 0:
            raise self.wrong("zero or more")
        return self.as_integer()

    def written(self) -> str:
        """Return a text or an integer as text.

        Raises:
            IntegrityError: it is neither.
        """
        return self.value if isinstance(self.value, str) else str(self.as_integer())

    def wrong(self, expected: str) -> IntegrityError:
        """Return the error that says what was expected here."""
        return IntegrityError(f"{self} is not {expected}")

    def _member(self, name: str) -> Json:
        value = self._mapping().get(name)
        if value is None:
            raise IntegrityError(f"{JsonCursor(None, name, self)} is missing")
        return value

    def _mapping(self) -> dict[str, Json]:
        if not isinstance(self.value, dict):
            raise self.wrong("an object")
        return self.value
