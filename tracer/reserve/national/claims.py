"""Claims about how states keep confiscated bitcoin: dated, graded, sourced. None is a fact of a register.

They enter no computation. Where two are about one country and topic both are told, however they differ.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cache
from importlib.resources import files

from tracer.errors import CaseError
from tracer.formats.canonical import Writable
from tracer.formats.faults import Faults
from tracer.formats.fields import NAME, PROSE, FieldTable
from tracer.formats.toml_file import root_of, text_of

FILE = "approaches.toml"
COUNTRIES: Mapping[str, str] = {
    "BT": "Bhutan",
    "CN": "China",
    "DE": "Germany",
    "IE": "Ireland",
    "KR": "Korea",
    "KZ": "Kazakhstan",
    "SE": "Sweden",
    "SV": "El Salvador",
    "UK": "United Kingdom",
    "US": "United States",
}
TOPICS = ("scheme", "law", "holdings", "denominator", "disposal", "audit", "loss")
OLD_MONTHS = 18
"""Months after which a claim is old."""
_MONTHS = 12


class Grade(Enum):
    """How close a claim's source stands to the matter."""

    PRIMARY = "primary"
    """A law, a court, the body itself."""
    PRESS = "press"
    TRACKER = "tracker"
    """Somebody's labels on the chain."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalClaim:
    """What somebody said of a state on a day; `sat` the satoshi that it names, None: none that stand alone."""

    country: str
    topic: str
    as_of: dt.date
    grade: Grade
    text: str
    sat: int | None
    source: str

    def is_old(self, day: dt.date) -> bool:
        """Return whether a claim is older than 18 months on a day."""
        return _months(day) - _months(self.as_of) - (day.day < self.as_of.day) >= OLD_MONTHS

    def as_json(self) -> Mapping[str, Writable]:
        """Return it as JSON, satoshi as a text of digits."""
        return {
            "country": self.country,
            "topic": self.topic,
            "as_of": self.as_of.isoformat(),
            "grade": self.grade.value,
            "text": self.text,
            "sat": None if self.sat is None else str(self.sat),
            "source": self.source,
        }


@cache
def claims() -> tuple[NationalClaim, ...]:
    """Return the claims that come with the product, by country, topic, day and text."""
    return parse((files(__package__) / FILE).read_bytes(), FILE)


def parse(content: bytes, name: str) -> tuple[NationalClaim, ...]:
    """Read claims.

    Raises:
        CaseError: every fault of the file.
    """
    faults = Faults(name)
    root = root_of(text_of(content, faults), faults, "claims")
    found = tuple(_claim(table) for table in root.tables("claim"))
    root.close()
    if faults.texts:
        raise CaseError(*faults.texts)
    return tuple(sorted(found, key=lambda each: (each.country, TOPICS.index(each.topic), each.as_of, each.text)))


def disputed(several: Sequence[NationalClaim]) -> frozenset[tuple[str, str]]:
    """Return the countries and topics of which claims name different satoshi."""
    named: dict[tuple[str, str], set[int]] = {}
    for each in several:
        if each.sat is not None:
            named.setdefault((each.country, each.topic), set()).add(each.sat)
    return frozenset(key for key, amounts in named.items() if len(amounts) > 1)


def _months(day: dt.date) -> int:
    return day.year * _MONTHS + day.month


def _claim(table: FieldTable) -> NationalClaim:
    grades = [grade.value for grade in Grade]
    grade = table.need("grade", table.choice("grade", grades), f"one of {', '.join(grades)}", grades[0])
    claim = NationalClaim(
        country=table.need("country", table.choice("country", COUNTRIES), f"one of {', '.join(COUNTRIES)}", "KZ"),
        topic=table.need("topic", table.choice("topic", TOPICS), f"one of {', '.join(TOPICS)}", TOPICS[0]),
        as_of=table.need("as_of", table.date("as_of"), "a date such as 2026-05-02", dt.date.min),
        grade=Grade(grade),
        text=table.need("text", table.prose("text"), PROSE, ""),
        sat=table.read("sat", _satoshi, 'satoshi in quotation marks such as "620900000000"'),
        source=table.need("source", table.name("source"), NAME, ""),
    )
    table.close()
    return claim


def _satoshi(text: str) -> int:
    if not (text.isascii() and text.isdigit()) or text.startswith("0"):
        raise ValueError(f'expected satoshi in quotation marks such as "620900000000", got {text!r}')
    return int(text)
