"""Fund units: what is held of funds, a ledger of its own. Shown beside the coins and never added to them."""

import datetime as dt
from dataclasses import dataclass
from fractions import Fraction
from typing import Self

from tracer.formats.canonical import Writable
from tracer.reserve import csv_rows, typed_values
from tracer.reserve.csv_rows import CsvRow
from tracer.reserve.limits.figures import fixed
from tracer.reserve.price.rounding import half_even

FILE = "tables/units.csv"
COLUMNS = ("as_of", "fund", "units", "nav", "currency", "source", "sha256")
_PLACES = 8
_CENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class FundUnits:
    """Units of a fund as of a day, the value of one in a currency, and who states it."""

    as_of: dt.date
    fund: str
    units: Fraction
    nav: Fraction
    currency: str
    source: str
    sha256: str | None

    @property
    def worth(self) -> int:
        """What they are worth, in hundredths of the currency, rounded once, half to even."""
        return half_even(self.units * self.nav * _CENT)

    def as_json(self) -> dict[str, Writable]:
        """Return it as JSON."""
        return {
            "as_of": self.as_of.isoformat(),
            "fund": self.fund,
            "units": fixed(self.units, _PLACES),
            "nav": fixed(self.nav, _PLACES),
            "currency": self.currency,
            "worth_hundredths": str(self.worth),
            "source": self.source,
            "sha256": self.sha256,
        }


@dataclass(frozen=True, slots=True)
class UnitsTable:
    """The rows of `tables/units.csv`, in ascending order of funds, then of days."""

    rows: tuple[FundUnits, ...] = ()

    @classmethod
    def of(cls, content: bytes, name: str = FILE) -> Self:
        """Read the table.

        Raises:
            CaseError: every fault of it.
        """
        found = csv_rows.keyed_rows(
            content,
            name,
            COLUMNS,
            _row,
            key=lambda row: (row.fund, row.as_of),
            twice=lambda row: ("fund", f"{row.fund} as of {row.as_of} is there twice"),
        )
        return cls(tuple(sorted(found, key=lambda row: (row.fund, row.as_of))))

    def on(self, day: dt.date) -> tuple[FundUnits, ...]:
        """Return what is held on a day: of each fund the last row up to then; one of no units is left out."""
        last = {row.fund: row for row in self.rows if row.as_of <= day}
        return tuple(row for row in last.values() if row.units)


def _row(row: CsvRow) -> FundUnits | None:
    """Read a row; None where a fault is recorded."""
    as_of, units, nav = row.day("as_of"), row.decimal("units"), row.decimal("nav")
    fund, source, sha256 = row.text("fund"), row.text("source"), row.sha256("sha256")
    currency = row.read("currency", typed_values.currency, "a currency such as USD")
    if as_of is None or units is None or nav is None or currency is None:
        return None
    return FundUnits(as_of=as_of, fund=fund, units=units, nav=nav, currency=currency, source=source, sha256=sha256)
