"""The faults of one file: each names its place, and where it is known what was meant, the line and the right form."""

import re
from collections.abc import Mapping, Sequence

from tracer.formats import bare_keys, private_keys, toml_lines, typed_slips

_TELLING = 16
"""Digits of a key by which it is known again where a message shows a part of it."""


class Faults:
    """The faults of one file, in the order they were found."""

    def __init__(self, file: str, instead: str = "") -> None:
        """Take how messages call the file, and what is said to whoever gives a file of another form."""
        self.file = file
        self.instead = instead
        self.source = ""
        """The file's text, so that the line of a fault can be shown."""
        self._texts: list[str] = []
        self._lines: Mapping[str, int] | None = None

    def add(self, place: str, text: str) -> None:
        """Record what is wrong at a place; no private key gets into the text."""
        where = f"{self.file}: {place}" if place else self.file
        self._texts.append(self._without_bare_keys(private_keys.redacted(f"{where}: {text}")))

    def _without_bare_keys(self, text: str) -> str:
        """Return a message without the file's keys in hexadecimal, whose words the message need not repeat."""
        for start, _ in bare_keys.spans(self.source):
            telling = re.escape(self.source[start : start + _TELLING])
            text = re.sub(f"{telling}[0-9A-Fa-f]*", private_keys.SHOWN_INSTEAD, text)
        return text

    def add_slip(self, place: str, text: str, written: str, right: Sequence[str]) -> None:
        """Record what is wrong at a place with the line that is there and what may be meant.

        Of a file that holds a secret no line is shown.
        """
        self.add(place, text + ("" if private_keys.hidden(self.source) else typed_slips.beside(written, right)))

    def line_at(self, place: str) -> str:
        """Return the line at which a table or a key stands; nothing where it has none of its own."""
        if self._lines is None:
            self._lines = toml_lines.lines(self.source)
        line = self._lines.get(place, self._lines.get(f"{place}[1]"))
        return "" if line is None else self.source.split("\n")[line - 1].strip()

    @property
    def texts(self) -> tuple[str, ...]:
        """Every fault so far, each once."""
        return tuple(dict.fromkeys(self._texts))
