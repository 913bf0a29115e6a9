"""A register's year for statisticians, banks and accountants: computed out of what is filed, written where asked."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from tracer.disk.collector import gc_paused
from tracer.disk.folder import refuse_existing, write_whole
from tracer.documents.html import as_page
from tracer.documents.language.languages import LANGUAGES
from tracer.errors import CaseError
from tracer.formats import canonical
from tracer.formats.canonical import Writable
from tracer.operations.context import Context
from tracer.operations.reserve_proven import proven_by
from tracer.operations.reserve_standing import Standing, standing
from tracer.reserve.compliance.classes import declared
from tracer.reserve.compliance.exposure import QuarterExposure, exposures
from tracer.reserve.compliance.receipt_searches import FILE as SEARCHES
from tracer.reserve.compliance.receipt_searches import searches
from tracer.reserve.compliance.screenings import screenings
from tracer.reserve.compliance.year_page import year_page
from tracer.reserve.compliance.year_report import YearReport
from tracer.reserve.compliance.year_statistics import title_times, year_rows
from tracer.reserve.days import Period
from tracer.reserve.disposition.journeys import journeys_of, proposed
from tracer.reserve.price.fixing_file import FOLDER
from tracer.reserve.price.prices import Prices
from tracer.reserve.value.daily import daily
from tracer.reserve.value.day_rows import ValuedBlock

FIGURES = "figures.json"


@dataclass(frozen=True, slots=True)
class FiguresRequest:
    """Which register and year; `out` is the folder for the documents, which must not exist; None: none is written."""

    register: Path
    year: str
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class YearFigures:
    """The report; `notes` are what a reader should know of the register."""

    report: YearReport
    notes: tuple[str, ...]

    @property
    def exit_code(self) -> int:
        """1 where a declaration or a search is wrong, else 0."""
        return 1 if self.report.faults else 0

    def as_json(self) -> dict[str, Writable]:
        """Return the report, as the file among the documents has it."""
        return self.report.as_json()


@gc_paused()
def year_figures(request: FiguresRequest, context: Context) -> YearFigures:
    """Compute a year's report; write it as JSON and as a page in each of the register's languages where asked.

    Raises:
        CaseError: the register is wrong, was never observed, the year is none, or the folder exists.
        SourceError: the disk refuses.
        IntegrityError: what is filed is not as it was written.
    """
    if request.out is not None:
        refuse_existing(request.out)
    period = Period.parse(request.year)
    if period.name != f"{period.first.year}":
        raise CaseError(f"expected a year such as 2026, got {request.year}.")
    there = standing(request.register, None, context)
    last = min(period.last, there.books.title.day)
    if last < period.first:
        raise CaseError(f"{period.name} was not observed: the last observation is of {last}.")
    there = standing(request.register, last, context)
    report = _report(request.register, there, period, context)
    if request.out is not None:
        files = {FIGURES: canonical.dumps(report.as_json())}
        for code in there.folder.register.languages:
            files[f"figures.{code}.html"] = as_page(year_page(report, LANGUAGES[code]), b"")
        write_whole(request.out, files.items())
    return YearFigures(report, (*there.notes, *there.faults))


def _report(path: Path, there: Standing, period: Period, context: Context) -> YearReport:
    books, register, last = there.books, there.folder.register, there.books.title.day
    files = {name: found for name, found in there.folder.content.items() if name.startswith(f"{FOLDER}/")}
    prices = None if register.price is None else Prices.of(files)
    acts = proposed(books)
    _, sent = journeys_of(books, acts, there.block.height, ())
    days = {act: found[0].day for act, found in sent.items() if found}
    of_year = [act for act in acts if period.first <= days.get(act.head.id, act.head.date) <= last]
    proof = proven_by(path, min(period.last, there.known_on), context)
    searched = there.folder.content.get(SEARCHES)
    return YearReport(
        register=register.name,
        body=register.body,
        first=period.first,
        last=last,
        rows=year_rows(books, prices, period.first, last, there.block.height),
        times=title_times(books, period.first, last),
        proven=None if proof is None else (proof.found.covered, proof.found.of),
        exposures=() if prices is None else _exposures(there, prices, period.first, last),
        classes=declared(books.acts, last),
        screenings=screenings(of_year, days),
        searches=None if searched is None else tuple(searches(searched, last).values()),
    )


def _exposures(there: Standing, prices: Prices, first: dt.date, last: dt.date) -> tuple[QuarterExposure, ...]:
    books = there.books
    rows = daily(books.ledger, there.folder.register, books.lots, there.acts, first, last)
    return exposures(rows[ValuedBlock.HELD], prices)
