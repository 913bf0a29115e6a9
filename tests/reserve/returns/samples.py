"""A performance to be shown in tests: an invented price by a formula of whole numbers, receipts, a sale, benchmarks."""

import datetime as dt
from fractions import Fraction

from tests.reserve.returns.histories import Flows, History, day, measured, performed, rows
from tests.reserve.returns.tables import series
from tracer.chain.amount import COIN
from tracer.reserve.returns.benchmark_file import benchmarks
from tracer.reserve.returns.benchmarks import BenchmarkName
from tracer.reserve.returns.page import PageSubject
from tracer.reserve.returns.performance import Performance
from tracer.reserve.value.day_rows import DayRow

SUBJECT = PageSubject(register="KZ-NIC", body="National Investment Corporation", is_open=False)
LAST = 2 * 365 + 60
"""The reserve is two years and two months old; one fixing in forty is missing."""
SOLD = 400


def price(number: int) -> int:
    """Return an invented price in cents: a trend, and waves of two lengths as tents."""
    return 6_000_000 + 2_500 * number + 900 * abs(number % 220 - 110) * (number % 7 + 20) - 30_000 * (number % 13)


def sample() -> Performance:
    """Return the performance: the reserve holds less than all that is held; no table of the body's own portfolio."""
    flows = {
        0: Flows(added=5 * COIN),
        90: Flows(added=2 * COIN),
        SOLD: Flows(disposed=COIN, fees=10_000),
        600: Flows(added=COIN // 3),
    }
    prices = {day(number): Fraction(price(number)) for number in range(-40, LAST + 1) if number % 40 != 39}
    reserve = History(rows(flows, LAST), prices)
    early = tuple(DayRow(day=each.day, opening=each.opening + COIN, **_flows(each)) for each in reserve.rows)
    began = DayRow(day=day(-1), opening=0, added=COIN)
    tables = {
        BenchmarkName.GOLD.path: series(*((day(at).isoformat(), f"{2000 + at // 2}") for at in range(-400, LAST, 3))),
        BenchmarkName.FX.path: series(*((day(at).isoformat(), f"{100 + at // 90}") for at in range(-20, LAST, 5))),
        BenchmarkName.SDR.path: series(("2025-01-01", "1.30"), ("2028-02-10", "1.36")),
    }
    books = measured(
        reserve,
        held=History((began, *early), prices),
        executions={day(SOLD): Fraction(-15_000)},
        rates=_Rates(),
    )
    kept = benchmarks(tables, "KZT", books.rate_of)
    return performed(measured(
        reserve, held=History((began, *early), prices), executions={day(SOLD): Fraction(-15_000)}, benchmarks=kept,
        rates=_Rates(),
    ), LAST)  # fmt: skip


class _Rates(dict[dt.date, Fraction]):
    """A rate for every day, slowly rising."""

    def get(self, asked, _=None):
        return Fraction(500) + Fraction((asked - day(0)).days, 10)


def _flows(row: DayRow) -> dict[str, int]:
    return {"added": row.added, "disposed": row.disposed, "fees": row.fees}
