"""Where a register stands to its limits on a day: the days since the last closed quarter, out of what is filed."""

import datetime as dt
from collections.abc import Iterable, Mapping

from tracer.operations.reserve_kept import FIXINGS
from tracer.operations.reserve_periods import closed
from tracer.operations.reserve_standing import Standing
from tracer.reserve import periods
from tracer.reserve.days import Period, day_at
from tracer.reserve.limits.custody import custody_facts
from tracer.reserve.limits.limit_acts import limits_of
from tracer.reserve.limits.limit_days import ProvenShare
from tracer.reserve.limits.limit_report import LimitReport
from tracer.reserve.limits.limit_rows import LimitPrice
from tracer.reserve.limits.of_period import TABLES, PeriodLimitSources, of_period
from tracer.reserve.periods import FiledStatement
from tracer.reserve.price.prices import Prices
from tracer.reserve.proofs.coverage import ProvenClosing
from tracer.reserve.terms import Limit
from tracer.reserve.value.daily import daily
from tracer.reserve.value.day_rows import ValuedBlock

_DAY = dt.timedelta(days=1)


def limits_on(there: Standing, proof: ProvenClosing | None = None) -> LimitReport | None:
    """Return what is said of limits on the day of a standing; None: nothing on file is about any.

    Where no price is set, that is limits alone; fixings that are on file count all the same. `proof` is what is proven
    of the last closing that anybody was asked to prove.

    Raises:
        CaseError: a table is wrong, or satoshi are claimed as they cannot be.
        IntegrityError: a fixing or a closed period is not as it was written.
    """
    folder, books, last = there.folder, there.books, there.books.title.day
    limits = limits_of(books.register, there.acts)
    if books.register.price is None and not limits:
        return None
    prices = Prices.of({name: content for name, content in folder.content.items() if name.startswith(f"{FIXINGS}/")})
    fixings = _fixings(prices, last)
    previous = _closed_before(there, last)
    first = _first(there, fixings, limits) if previous is None else previous.period.last + _DAY
    rows = daily(books.ledger, books.register, books.lots, there.acts, first, last)[ValuedBlock.TITLED]
    return of_period(
        PeriodLimitSources(
            register=books.register,
            acts=there.acts,
            ledger=books.ledger,
            rows=rows,
            fixings=fixings,
            tables={name: folder.content[name] for name in TABLES if name in folder.content},
            previous=previous,
            proven=None if proof is None else _later(proof, previous),
            custody=custody_facts(folder.security, books.register, last),
        )
    )


def _later(proof: ProvenClosing, previous: FiledStatement | None) -> ProvenShare | None:
    """Return what is proven of a closing, None where that was sealed with what was proven of it then."""
    last = Period.parse(proof.period).last
    if previous is not None and last <= previous.period.last:
        return None
    return ProvenShare.of(last, proof.found.covered, proof.found.of)


def _first(there: Standing, fixings: Iterable[dt.date], limits: Iterable[Limit]) -> dt.date:
    """Return the first day that is looked at where no quarter is closed: of a fixing, or of a limit on what was there.

    Nothing can break one before the first satoshi came.
    """
    ledger, last = there.books.ledger, there.books.title.day
    begun = [limit.begins for limit in limits if limit.begins <= last]
    if begun and ledger.movements:
        came = day_at(ledger.movements[0].mtp, there.books.register.zone)
        begun = [max(each, min(came, last)) for each in begun]
    return min((*fixings, *begun), default=last)


def _fixings(prices: Prices, last: dt.date) -> Mapping[dt.date, LimitPrice]:
    """Return the fixings on file up to a day."""
    found = ((day, prices.on(day)) for day in prices.days if day <= last)
    return {day: LimitPrice(price.cents, price.quality.value) for day, price in found if price is not None}


def _closed_before(there: Standing, day: dt.date) -> FiledStatement | None:
    """Return the statement in force of the last quarter that was closed and ended before a day."""
    statements = closed(there.folder.path)
    bases = {each.period.base for each in statements.values() if "Q" in each.period.name and each.period.last < day}
    found = [each for each in (periods.in_force(statements, base) for base in bases) if each is not None]
    return max(found, key=lambda each: each.period.last, default=None)
