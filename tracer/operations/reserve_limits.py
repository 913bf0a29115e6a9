"""Where a register stands to its limits on a day: the days since the last closed quarter, out of what is filed."""

import datetime as dt
from collections.abc import Mapping

from tracer.operations import reserve_sealed
from tracer.operations.reserve_kept import FIXINGS
from tracer.operations.reserve_standing import Standing
from tracer.reserve import periods
from tracer.reserve.limits.limit_report import LimitReport
from tracer.reserve.limits.limit_rows import Fixing
from tracer.reserve.limits.of_period import TABLES, PeriodLimitSources, of_period
from tracer.reserve.periods import FiledStatement
from tracer.reserve.price.prices import Prices
from tracer.reserve.value.daily import daily
from tracer.reserve.value.day_rows import Block

_DAY = dt.timedelta(days=1)


def limits_on(there: Standing) -> LimitReport | None:
    """Return what is said of limits on the day of a standing; None: nothing on file is about any, or no price is set.

    Raises:
        CaseError: a table is wrong, or satoshi are claimed as they cannot be.
        IntegrityError: a fixing or a closed period is not as it was written.
    """
    folder, books, last = there.folder, there.books, there.books.title.day
    if books.register.price is None:
        return None
    prices = Prices.of({name: content for name, content in folder.content.items() if name.startswith(f"{FIXINGS}/")})
    fixings = _fixings(prices, last)
    previous = _closed_before(there, last)
    first = min(fixings, default=last) if previous is None else previous.period.last + _DAY
    rows = daily(books.ledger, books.register, books.lots, there.acts, first, last)[Block.TITLED]
    return of_period(
        PeriodLimitSources(
            register=books.register,
            acts=there.acts,
            ledger=books.ledger,
            rows=rows,
            fixings=fixings,
            tables={name: folder.content[name] for name in TABLES if name in folder.content},
            previous=previous,
        )
    )


def _fixings(prices: Prices, last: dt.date) -> Mapping[dt.date, Fixing]:
    """Return the fixings on file up to a day."""
    found = ((day, prices.on(day)) for day in prices.days if day <= last)
    return {day: Fixing(price.cents, price.quality.value) for day, price in found if price is not None}


def _closed_before(there: Standing, day: dt.date) -> FiledStatement | None:
    """Return the statement in force of the last quarter that was closed and ended before a day."""
    closed = reserve_sealed.statements(reserve_sealed.read_closed(there.folder.path))
    bases = {each.period.base for each in closed.values() if "Q" in each.period.name and each.period.last < day}
    found = [each for each in (periods.in_force(closed, base) for base in bases) if each is not None]
    return max(found, key=lambda each: each.period.last, default=None)
