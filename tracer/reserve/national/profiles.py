"""National profiles: what a register assumes of the practice of its country where it does not say. Not legal advice.

A profile sets defaults, and words in a template to fill in; no satoshi depends on it. What it says is sourced, dated
and graded as claims are.
"""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from tracer.case.choices import LANGUAGES
from tracer.errors import CaseError
from tracer.formats.canonical import Writable
from tracer.formats.faults import Faults
from tracer.formats.fields import NAME, PROSE, FieldTable, show
from tracer.formats.toml_file import root_of, text_of
from tracer.formats.zone import zone_name
from tracer.reserve import typed_values
from tracer.reserve.national.claims import COUNTRIES, Grade
from tracer.reserve.sale_tables import METHODS
from tracer.visible import visible

PROFILES = ("kz", "de-sn", "us-sbr", "sv", "uk", "cn-bj")
"""National profiles, by the names that a register may give."""
USUAL = "kz"
"""The profile of a register that names none; the one that is tested from end to end."""
STAGES = ("seizure", "forfeiture", "reserve")
TITLES = ("order", "administrative act")
"""What gives title: an order in force, or an act of the administration."""
SALES = ("allowed", "refused", "not known")
"""Whether coins may be sold before there is title to them."""
INTERLOCUTORY = "interlocutory"
"""The method of a sale before title."""
PERIODS = ("quarter", "year")
ABOUT = ("title", "stages", "methods", "interlocutory", "avoid", "fx", "period")
"""What a source may be about."""

_MOST_MONTHS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileSource:
    """Where one of a profile's defaults comes from."""

    about: str
    as_of: dt.date
    grade: Grade
    text: str
    source: str

    def as_json(self) -> Mapping[str, Writable]:
        """Return it as JSON."""
        return {
            "about": self.about,
            "as_of": self.as_of.isoformat(),
            "grade": self.grade.value,
            "text": self.text,
            "source": self.source,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalProfile:
    """The defaults of one country's practice; `id` is the name that a register gives.

    `methods` are the disposals that are usual, `interlocutory` says whether coins are sold before title and `article`
    by which rule. A statement is due at the end of the month `due_months` after its period. `avoid` are words that are
    not said of the coins, `stages` the names that three stages of a wallet have there.
    """

    id: str
    name: str
    country: str
    zone: str
    languages: tuple[str, ...]
    currency: str
    fx: str
    period: str
    due_months: int
    title: str
    methods: tuple[str, ...]
    interlocutory: str
    article: str | None
    avoid: tuple[str, ...]
    stages: Mapping[str, str]
    sources: tuple[ProfileSource, ...]

    def avoided(self, text: str) -> tuple[str, ...]:
        """Return the words to avoid that stand in a text, in the profile's order; letter case tells none apart."""
        folded = f" {' '.join(_words(text))} "
        return tuple(each for each in self.avoid if f" {' '.join(_words(each))} " in folded)

    def as_json(self) -> dict[str, Writable]:
        """Return it as JSON."""
        return {
            "profile": self.id,
            "name": self.name,
            "country": self.country,
            "zone": self.zone,
            "languages": list(self.languages),
            "currency": self.currency,
            "fx": self.fx,
            "period": self.period,
            "due_months": self.due_months,
            "title": self.title,
            "methods": list(self.methods),
            "interlocutory": self.interlocutory,
            "article": self.article,
            "avoid": list(self.avoid),
            "stages": dict(self.stages),
            "sources": [each.as_json() for each in self.sources],
        }


@cache
def profile(name: str) -> NationalProfile:
    """Return the profile of a name that is among `PROFILES`."""
    file = f"{name}.toml"
    return parse((files(__package__) / file).read_bytes(), file, name)


def parse(content: bytes, file: str, name: str) -> NationalProfile:
    """Read a profile; `name` is what a register calls it.

    Raises:
        CaseError: every fault of the file.
    """
    faults = Faults(file)
    root = root_of(text_of(content, faults), faults, "a national profile")
    read = _profile(root, name)
    root.close()
    if faults.texts:
        raise CaseError(*faults.texts)
    return read


def _profile(root: FieldTable, name: str) -> NationalProfile:
    stages = root.table("stages")
    read = NationalProfile(
        id=name,
        name=root.need("name", root.name("name"), NAME, ""),
        country=_one(root, "country", tuple(COUNTRIES)),
        zone=root.need("zone", root.read("zone", zone_name, "a time zone"), "a time zone", "UTC"),
        languages=root.need("languages", root.several("languages", _language, "languages"), "languages", ()),
        currency=root.need("currency", root.read("currency", typed_values.currency, "a currency"), "a currency", ""),
        fx=root.need("fx", root.prose("fx"), PROSE, ""),
        period=_one(root, "period", PERIODS),
        due_months=root.need("due_months", root.whole("due_months", 1, _MOST_MONTHS), "months", 1),
        title=_one(root, "title", TITLES),
        methods=root.need("methods", root.several("methods", _method, "methods"), "methods", ()),
        interlocutory=_one(root, INTERLOCUTORY, SALES),
        article=root.prose("article"),
        avoid=root.need("avoid", root.names("avoid"), "a list of words", ()),
        stages={each: stages.need(each, stages.prose(each), PROSE, "") for each in STAGES},
        sources=tuple(_source(table) for table in root.tables("source")),
    )
    stages.close()
    allowed = read.interlocutory == SALES[0]
    if allowed != (read.article is not None) or allowed != (INTERLOCUTORY in read.methods):
        root.fault(INTERLOCUTORY, "allowed with an article and among the methods, or none of the three")
    if not read.sources:
        root.fault("source", "missing; expected at least one [[source]]")
    return read


def _one(table: FieldTable, key: str, names: tuple[str, ...]) -> str:
    return table.need(key, table.choice(key, names), f"one of {', '.join(names)}", names[0])


def _language(text: str) -> str:
    if text not in LANGUAGES:
        raise ValueError(f"expected one of {', '.join(LANGUAGES)}, got {show(text)}")
    return text


def _method(text: str) -> str:
    if text not in METHODS:
        raise ValueError(f"expected one of {', '.join(METHODS)}, got {show(text)}")
    return text


def _source(table: FieldTable) -> ProfileSource:
    read = ProfileSource(
        about=_one(table, "about", ABOUT),
        as_of=table.need("as_of", table.date("as_of"), "a date such as 2026-05-02", dt.date.min),
        grade=Grade(_one(table, "grade", tuple(grade.value for grade in Grade))),
        text=table.need("text", table.prose("text"), PROSE, ""),
        source=table.need("source", table.name("source"), NAME, ""),
    )
    table.close()
    return read


def _words(text: str) -> list[str]:
    """Return the words of a text: runs of letters and digits, small."""
    return "".join(each if each.isalnum() else " " for each in visible(text).casefold()).split()
