"""Files of rates as they come: the National Bank's XML of a day, and the table `tables/fx.csv`."""

import csv
import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from hashlib import sha256
from io import StringIO
from xml.etree import ElementTree

from tracer.visible import quoted

CSV = "tables/fx.csv"
HEADER = ("as_of", "currency", "quant", "kzt", "source")
CONFIRMED = "confirmed"
"""A sixth column, which may be left out: who confirmed a change beyond the convention, and where it was seen."""

MOST_BYTES = 16 * 1024 * 1024

_XML = re.compile(r"tables/fx/([0-9]{4}-[0-9]{2}-[0-9]{2})\.xml")
_BANK_DAY = re.compile(r"([0-9]{2})\.([0-9]{2})\.([0-9]{4})")
_CURRENCY = re.compile(r"[A-Z]{3}")
_QUANT = re.compile(r"[1-9][0-9]{0,6}")
_RATE = re.compile(r"[0-9]{1,12}(?:\.[0-9]{1,8})?")
_SHOWN = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotedRate:
    """A rate as a file gives it: `text` tenge for `quant` units of a currency; `kzt` for one, exact.

    `place` is where it stands, for messages; `path` its file. `confirmed` says that somebody confirmed it.
    """

    currency: str
    as_of: dt.date
    quant: int
    text: str
    kzt: Fraction
    path: str
    place: str
    sha256: str
    confirmed: bool

    @property
    def words(self) -> str:
        """What the file says, as messages name it."""
        return f"{self.currency} quant {self.quant}, {self.text}"


def read(files: Mapping[str, bytes], faults: list[str]) -> Iterator[QuotedRate]:
    """Yield every rate of the files given by path, in the order of the paths, `tables/fx.csv` last.

    Faults are added to the list; what is wrong yields no rate. Files under other paths are left alone.
    """
    for path in sorted(files):
        match = _XML.fullmatch(path)
        if match is not None:
            yield from _of_bank(files[path], path, match[1], faults)
        elif path.startswith("tables/fx/"):
            faults.append(f"{quoted(path, 80)}: expected a file of the National Bank named by its day: DAY.xml")
    if CSV in files:
        yield from _of_table(files[CSV], faults)


def _of_bank(content: bytes, path: str, named: str, faults: list[str]) -> Iterator[QuotedRate]:
    """Yield the rates of one answer of the National Bank."""
    digest = sha256(content).hexdigest()
    root = _root(content, path, faults)
    if root is None:
        return
    day = _day_of(root, path, named, faults)
    if day is None:
        return
    seen = set()
    for item in root.findall("item"):
        currency = _inside(item, "title")
        place = f"{path}: {quoted(currency, _SHOWN)}"
        if currency in seen:
            faults.append(f"{place}: stands twice")
            continue
        seen.add(currency)
        quote = _quote((day.isoformat(), currency, _inside(item, "quant"), _inside(item, "description")), place, faults)
        if quote is not None:
            yield _rate(quote, path=path, place=path, digest=digest, confirmed=False)


def _root(content: bytes, path: str, faults: list[str]) -> ElementTree.Element | None:
    """Return the answer's root; a document that declares entities is not read."""
    if len(content) > MOST_BYTES or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        faults.append(f"{path}: is no answer of the National Bank: it declares a document type, or is too large")
        return None
    try:
        root = ElementTree.fromstring(content)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        faults.append(f"{path}: is not XML: {error}")
        return None
    if root.tag != "rates":
        faults.append(f"{path}: is no answer of the National Bank: expected <rates>, got <{quoted(root.tag, _SHOWN)}>")
        return None
    return root


def _day_of(root: ElementTree.Element, path: str, named: str, faults: list[str]) -> dt.date | None:
    """Return the day that the answer says it is of, which must be the one that its name says."""
    text = _inside(root, "date")
    match = _BANK_DAY.fullmatch(text)
    if match is None:
        faults.append(f"{path}: expected <date>DD.MM.YYYY</date>, got {quoted(text, _SHOWN)}")
        return None
    said = f"{match[3]}-{match[2]}-{match[1]}"
    if said != named:
        faults.append(f"{path}: holds the rates of {said}, another day than its name says")
        return None
    return _day(said, path, faults)


def _of_table(content: bytes, faults: list[str]) -> Iterator[QuotedRate]:
    """Yield the rates of `tables/fx.csv`."""
    digest = sha256(content).hexdigest()
    try:
        rows = list(csv.reader(StringIO(content.decode("utf-8"), newline=""), strict=True))
    except (UnicodeDecodeError, csv.Error) as error:
        faults.append(f"{CSV}: is not CSV in UTF-8: {error}")
        return
    if not rows or tuple(rows[0]) not in (HEADER, (*HEADER, CONFIRMED)):
        faults.append(f"{CSV}: expected the header {','.join(HEADER)}, or with ,{CONFIRMED} behind it")
        return
    seen = set()
    for number, row in enumerate(rows[1:], 2):
        place = f"{CSV}:{number}"
        if len(row) != len(rows[0]):
            faults.append(f"{place}: expected {len(rows[0])} cells, got {len(row)}")
            continue
        if (row[0], row[1]) in seen:
            faults.append(f"{place}: {quoted(row[1], _SHOWN)} of {quoted(row[0], _SHOWN)} stands twice")
            continue
        seen.add((row[0], row[1]))
        if not row[4].strip():
            faults.append(f"{place}: source: expected where the rate was published")
        quote = _quote((row[0], row[1], row[2], row[3]), place, faults)
        if quote is not None:
            confirmed = len(row) > len(HEADER) and bool(row[5].strip())
            yield _rate(quote, path=CSV, place=place, digest=digest, confirmed=confirmed)


_Quote = tuple[dt.date, str, int, str]


def _quote(cells: tuple[str, str, str, str], place: str, faults: list[str]) -> _Quote | None:
    """Return day, currency, quant and rate out of their texts; None, the faults recorded, where one is wrong."""
    day, currency, quant, rate = cells
    before = len(faults)
    as_of = _day(day, place, faults)
    if not _CURRENCY.fullmatch(currency):
        faults.append(f"{place}: expected a currency such as USD, got {quoted(currency, _SHOWN)}")
    if not _QUANT.fullmatch(quant):
        faults.append(f"{place}: quant: expected for how many units the rate is, got {quoted(quant, _SHOWN)}")
    if not _RATE.fullmatch(rate) or not Fraction(rate):
        faults.append(f"{place}: expected a rate above 0 such as 530.47, got {quoted(rate, _SHOWN)}")
    if len(faults) > before or as_of is None:
        return None
    return as_of, currency, int(quant), rate


def _rate(quote: _Quote, *, path: str, place: str, digest: str, confirmed: bool) -> QuotedRate:
    day, currency, quant, text = quote
    return QuotedRate(
        currency=currency,
        as_of=day,
        quant=quant,
        text=text,
        kzt=Fraction(text) / quant,
        path=path,
        place=place,
        sha256=digest,
        confirmed=confirmed,
    )


def _day(text: str, place: str, faults: list[str]) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        faults.append(f"{place}: expected a day such as 2026-11-30, got {quoted(text, _SHOWN)}")
        return None
    return day


def _inside(element: ElementTree.Element, name: str) -> str:
    return (element.findtext(name) or "").strip()
