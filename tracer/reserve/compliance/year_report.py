"""A register's year as others ask for it: statistics, times to title, daily values, classes, searches."""

import datetime as dt
from dataclasses import dataclass

from tracer.formats.canonical import Writable
from tracer.reserve.compliance.classes import DeclaredClasses
from tracer.reserve.compliance.exposure import QuarterExposure
from tracer.reserve.compliance.receipt_searches import ReceiptSearch, searches_json
from tracer.reserve.compliance.screenings import ScreeningRow
from tracer.reserve.compliance.year_statistics import TitleTimes, YearRow


@dataclass(frozen=True, slots=True, kw_only=True)
class YearReport:
    """The year up to `last`, its end or the last day observed.

    `proven` are the satoshi proven of those asked about at the last closing with proofs, None: there is none.
    `searches` are the last ones for those from whom coins came, None: the register keeps none.
    """

    register: str
    body: str
    first: dt.date
    last: dt.date
    rows: tuple[YearRow, ...]
    times: TitleTimes
    proven: tuple[int, int] | None
    exposures: tuple[QuarterExposure, ...]
    classes: DeclaredClasses
    screenings: tuple[ScreeningRow, ...]
    searches: tuple[ReceiptSearch, ...] | None = None

    @property
    def faults(self) -> tuple[str, ...]:
        """Return what is wrong: with declarations and searches."""
        return (*self.classes.faults, *(each.fault for each in self.screenings if each.fault is not None))

    def as_json(self) -> dict[str, Writable]:
        """Return the report, amounts as texts of digits."""
        covered = None if self.proven is None else {"covered_sat": str(self.proven[0]), "of_sat": str(self.proven[1])}
        return {
            "register": self.register,
            "body": self.body,
            "from": self.first.isoformat(),
            "to": self.last.isoformat(),
            "statistics": [each.as_json() for each in self.rows],
            "title_days": self.times.as_json(),
            "proven": covered,
            "exposures": [each.as_json() for each in self.exposures],
            "classes": self.classes.as_json(),
            "screenings": [each.as_json() for each in self.screenings],
            "receipt_searches": None if self.searches is None else searches_json(self.searches),
            "faults": self.faults,
        }
