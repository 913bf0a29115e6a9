"""Reads the fields of a TagPack's header or of one of its tags, recording what is wrong with each.

A reading method answers a stand-in where a field is faulty; the fault is on record by then.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from tracer.formats.fields import nearest
from tracer.trace.tags.yaml import Value, YamlBlock

_T = TypeVar("_T")


class Fields:
    """The fields of a header or a tag; records what is wrong with them."""

    def __init__(self, values: Mapping[str, Value], place: str, faults: list[str]) -> None:
        self._values = values
        self._place = place
        self._faults = faults

    def __contains__(self, name: str) -> bool:
        return name in self._values

    def fault(self, name: str, text: str) -> None:
        """Record what is wrong with a field, or with the whole where the name is empty."""
        self._faults.append(f"{self._place}: {name}: {text}" if name else f"{self._place}: {text}")

    def check_names(self, known: Sequence[str]) -> None:
        """Record unknown fields and fields without a value."""
        for name, value in self._values.items():
            if name not in known:
                self.fault(name[:60], f"unknown field{nearest(name, known)}")
            elif value is None:
                self.fault(name, "has no value")

    def required(self, name: str, where: str = "in the tag or in the header") -> str:
        """Read a text that must be there."""
        if name not in self._values:
            self.fault(name, f"missing; expected it {where}")
        return self.text(name) or ""

    def text(self, name: str) -> str | None:
        """Read a text."""
        return self.read(name, str)

    def read(self, name: str, convert: Callable[[str], _T]) -> _T | None:
        """Read a text through a function whose ValueError says what is wrong with it."""
        value = self._values.get(name)
        if value is None:
            return None
        if not isinstance(value, str) or not value.strip():
            self.fault(name, f"expected a text that is not empty, got {show(value)}")
            return None
        try:
            return convert(value)
        except ValueError as error:
            self.fault(name, str(error))
            return None

    def texts(self, name: str) -> tuple[str, ...]:
        """Read a list of texts."""
        value = self._values.get(name)
        members = value if isinstance(value, list) else []
        texts = tuple(member for member in members if isinstance(member, str))
        if value is not None and (not isinstance(value, list) or len(texts) < len(members)):
            self.fault(name, f"expected a list of texts, got {show(value)}")
        return texts

    def choice(self, name: str, known: Sequence[str]) -> str | None:
        """Read one of a few names."""
        text = self.text(name)
        if text is None or text in known:
            return text
        self.fault(name, f"expected one of {', '.join(known)}, got {show(text)}")
        return None

    def flag(self, name: str) -> bool:
        """Read true or false; false where it is not given."""
        value = self._values.get(name)
        if value is not None and not isinstance(value, bool):
            self.fault(name, f"expected true or false, got {show(value)}")
        return value is True

    def day(self, name: str) -> dt.date | None:
        """Read a date; of a date with a time, the date."""
        value = self._values.get(name)
        if value is None:
            return None
        if not isinstance(value, dt.date):
            self.fault(name, f"expected a date such as 2026-05-02, got {show(value)}")
            return None
        return value.date() if isinstance(value, dt.datetime) else value


def show(value: Value) -> str:
    """Return a value as a message shows it: short, on one line."""
    match value:
        case bool():
            return str(value).lower()
        case list():
            return "a list"
        case YamlBlock():
            return "fields"
        case dt.date():
            return value.isoformat()
        case int() if value.bit_length() > 128:
            return "a very large number"
        case str():
            return repr(value if len(value) <= 60 else value[:60] + "…")
        case _:
            return repr(value)
