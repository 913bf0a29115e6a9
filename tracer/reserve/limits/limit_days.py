"""The days on which limits are looked at: those that need a price on days with a fixing, the others on every day."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Self

from tracer.reserve.acts import ActsInForce
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.limits import breaches, quantities
from tracer.reserve.limits.breaches import LimitBook, Waiver
from tracer.reserve.limits.custody import CustodyFacts
from tracer.reserve.limits.denominators import Denominator, ReservesTable, choice_on
from tracer.reserve.limits.limit_rows import Breach, LimitDay, LimitPrice, LimitReading
from tracer.reserve.limits.measures import BY_PRICE
from tracer.reserve.limits.reviews import ReviewedPeriod
from tracer.reserve.limits.units import UnitsTable
from tracer.reserve.register import Register
from tracer.reserve.terms import Limit

NO_RESERVES, NO_UNITS = ReservesTable(), UnitsTable()
"""Tables that are not there."""
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ProvenShare:
    """What share of the closing of a period is proven, from its last day on; None: nothing was proven."""

    day: dt.date
    share: Fraction | None

    @classmethod
    def of(cls, day: dt.date, covered: int, whole: int) -> Self:
        """Return what is proven in satoshi as a share; of nothing all is."""
        return cls(day, Fraction(covered, whole) if whole else Fraction(1))


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitSources:
    """What a report on limits follows from.

    `titled` are the satoshi with title at the end of each day from the one before `first` up to `last`; `fixings` those
    on file, by day; `carried` the breaches that were open when the period before was sealed; `sealed` the last quarter
    that was closed before this day, as it was sealed first; None: reviews are not looked at. `proofs` tell how much is
    proven of closings, in the order of their days.
    """

    register: Register
    acts: ActsInForce
    ledger: RegisterLedger
    titled: Mapping[dt.date, int]
    first: dt.date
    last: dt.date
    fixings: Mapping[dt.date, LimitPrice]
    reserves: ReservesTable = NO_RESERVES
    units: UnitsTable = NO_UNITS
    carried: tuple[Breach, ...] = ()
    sealed: ReviewedPeriod | None = None
    proofs: Sequence[ProvenShare] = ()
    custody: CustodyFacts | None = None


@dataclass(frozen=True, slots=True)
class LimitDays:
    """Two series of days and the day before each: `each` of the span, and those that are `priced`, maybe none."""

    eve: LimitDay
    each: Sequence[LimitDay]
    eve_priced: LimitDay | None
    priced: Sequence[LimitDay]

    def book(self, limits: Sequence[Limit], waived: Sequence[Waiver], carried: Sequence[Breach]) -> LimitBook:
        """Return the breaches over the days, those that were carried over among them.

        A limit that needs a price is not known where no day has one; on single days without one it is passed over.
        """
        found = []
        for by_price in (False, True):
            days, eve = self._of(by_price=by_price)
            own = [limit for limit in limits if (limit.kind in BY_PRICE) is by_price]
            open_before = tuple(each for each in carried if (each.kind in BY_PRICE) is by_price)
            found.append(breaches.evaluate(own, waived, days, LimitBook(open_before, eve)))
        return breaches.merged(found)

    def readings(self, limits: Sequence[Limit]) -> tuple[LimitReading, ...]:
        """Return what each limit that is in force measures on the last day on which it is looked at."""
        found = {
            each.limit.id: each
            for by_price in (False, True)
            for each in breaches.readings(
                [limit for limit in limits if (limit.kind in BY_PRICE) is by_price], self._of(by_price=by_price)[0][-1]
            )
        }
        return tuple(found[name] for name in dict.fromkeys(limit.id for limit in limits) if name in found)

    def _of(self, *, by_price: bool) -> tuple[Sequence[LimitDay], LimitDay]:
        """Return the days on which a kind is looked at, and the day before."""
        if by_price and self.eve_priced is not None:
            return self.priced, self.eve_priced
        return self.each, self.eve


def limit_days(given: LimitSources) -> LimitDays:
    """Return the days of a span.

    The day before those with a fixing has the last fixing up to then; where there is none it has the first, so that
    what is broken on the first day is not put down to a price that nobody knew.
    """
    days = [given.first + _DAY * at for at in range((given.last - given.first).days + 1)]
    eve = given.first - _DAY
    each = _series(given, [eve, *days])
    own = [day for day in days if day in given.fixings]
    if not own:
        bare = [replace(day, fixing=None) for day in each]
        return LimitDays(bare[0], bare[1:], None, ())
    priced = _series(given, [eve, *own])
    earlier = [day for day in given.fixings if day <= eve]
    fixing = given.fixings[max(earlier) if earlier else own[0]]
    reserves = _denominator(given, eve if earlier else own[0])
    return LimitDays(each[0], each[1:], replace(priced[0], fixing=fixing, reserves=reserves), priced[1:])


def _series(given: LimitSources, days: Sequence[dt.date]) -> list[LimitDay]:
    """Return days that follow one another; what moved is told since the one before."""
    found = quantities.quantities(given.register, given.ledger, given.acts, given.titled, days)
    return [
        LimitDay(
            day, found[day], given.fixings.get(day), _denominator(given, day), _proven(given.proofs, day), given.custody
        )
        for day in days
    ]


def _proven(proofs: Sequence[ProvenShare], day: dt.date) -> Fraction | None:
    """Return the share proven of the last period that had ended by a day."""
    ended = [each for each in proofs if each.day <= day]
    return ended[-1].share if ended else None


def _denominator(given: LimitSources, day: dt.date) -> Denominator | None:
    """Return the reserves of a day, as they had been published by that day."""
    row = given.reserves.on(day, day)
    return None if row is None else Denominator(row, choice_on(given.acts.acts, day))
