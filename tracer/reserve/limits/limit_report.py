"""Everything that is said of limits at the end of a day or a period: readings, breaches, hedges, stress, review, units.

It follows from values alone: the acts, the fold, prices, tables, and what the last sealed statement carried over.
"""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tracer.formats.canonical import Writable
from tracer.reserve.limits import breaches, hedges, reviews
from tracer.reserve.limits.breaches import LimitBook, Waiver
from tracer.reserve.limits.denominators import MOST_DAYS, WARN_DAYS
from tracer.reserve.limits.figures import PERCENT_PLACES, percent
from tracer.reserve.limits.hedges import Hedge, NetExposure
from tracer.reserve.limits.limit_acts import limits_of
from tracer.reserve.limits.limit_days import LimitSources, limit_days
from tracer.reserve.limits.limit_rows import UNITS, Breach, LimitDay, LimitReading, LimitState, written
from tracer.reserve.limits.measures import BY_PRICE, BY_RESERVES, fixing_of, value
from tracer.reserve.limits.period_limits import LimitActual, PeriodLimit
from tracer.reserve.limits.reviews import BandPosition, Review, ReviewedPeriod, ReviewFault
from tracer.reserve.limits.stress import Fall, StressRow, greatest_fall, stress
from tracer.reserve.limits.units import FundUnits
from tracer.reserve.terms import Limit, LimitSeverity

_SHOWN = 90
"""Letters of a reason that a sentence repeats."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LimitReport:
    """What is said of limits on `asked`; `days` are those with a fixing, and figures are of the last of them.

    `limits` are as acts set them: those of one id follow one another, and the days are from `first` on.

    `today` is the day asked for, which may have none. Where no day has one, `grid` and `position` are empty. `expired`
    are sentences.
    """

    first: dt.date
    asked: dt.date
    limits: tuple[Limit, ...]
    days: tuple[LimitDay, ...]
    today: LimitDay
    book: LimitBook
    waived: tuple[Waiver, ...]
    readings: tuple[LimitReading, ...]
    hedges: tuple[Hedge, ...]
    expired: tuple[str, ...]
    exposure: NetExposure | None
    grid: tuple[StressRow, ...]
    fall: Fall | None
    review: Review | None
    position: BandPosition | None
    review_faults: tuple[ReviewFault, ...]
    units: tuple[FundUnits, ...]

    @property
    def day(self) -> LimitDay | None:
        """The last day with a fixing."""
        return self.days[-1] if self.days else None

    @property
    def enforced(self) -> tuple[Breach, ...]:
        """The breaches that stop closing and disposals."""
        return breaches.enforced(self.book, self.waived, self.asked)

    @property
    def faults(self) -> tuple[str, ...]:
        """What ends a status with exit code 1 and stops a closing: breaches, expired hedges, an old denominator."""
        old = () if self._age is None or self._age <= MOST_DAYS else (self._aged(MOST_DAYS),)
        return (*map(self._enforced, self.enforced), *self.expired, *old)

    @property
    def warnings(self) -> tuple[str, ...]:
        """What a person should know: breaches that stop nothing, what is not known, a denominator that grows old."""
        standing = breaches.standing(self.book, self.waived, self.asked)
        told = [_of_open(each, self.asked) for each in standing if not each.is_enforced(self.asked)]
        told += self._unknown
        age = self._age
        return (*told, *((self._aged(WARN_DAYS),) if age is not None and WARN_DAYS < age <= MOST_DAYS else ()))

    @property
    def shares(self) -> tuple[tuple[dt.date, Fraction | None, Fraction | None], ...]:
        """The share of each day, the value excluded from the reserves and included."""
        return tuple((each.day, *_shares(each)) for each in self.days)

    @property
    def _age(self) -> int | None:
        """How old the denominator is on the day asked for; None: nothing looks at one, or there is none."""
        if self.today.reserves is None:
            return None
        wanted = self.review is not None or any(each.kind in BY_RESERVES for each in self.limits)
        return self.today.reserves.age(self.asked) if wanted else None

    @property
    def _unknown(self) -> list[str]:
        """What is said of soft limits that are not known; a hard one is broken by it."""
        return [
            _not_known(each.limit.id, measure.subject, (measure.why or "")[:_SHOWN])
            for each in self.readings
            for measure, state in each.measures
            if state is LimitState.UNKNOWN and each.limit.severity is LimitSeverity.SOFT
        ]

    def _aged(self, most: int) -> str:
        if self.today.reserves is None:
            return f"the reserves in tables/reserves.csv are {self._age} days old; {most} are allowed."
        as_of = self.today.reserves.row.as_of
        return f"the reserves of {as_of} in tables/reserves.csv are {self._age} days old; {most} are allowed."

    def _enforced(self, breach: Breach) -> str:
        said = _how_broken(breach)
        if breach.cure_by is None and breach.decision_act is None:
            return f"{said}; no waiver covers it."
        if breach.cure_by is None:
            return f"{said}; waiver {breach.decision_act} is over."
        if breach.decision_act is None:
            return f"{said}; it was to be cured by {breach.cure_by}, and no waiver covers it."
        return f"{said}; it was to be cured by {breach.cure_by}, and waiver {breach.decision_act} is over."

    @property
    def rows(self) -> tuple[PeriodLimit, ...]:
        """Each limit with what it measures and its breaches, as statements say it."""
        found = breaches.by_limit(self.book)
        read = {each.limit.id: each for each in self.readings}
        return tuple(self._row(limit, read.get(limit.id), found.get(limit.id, ())) for limit in self.shown)

    @property
    def shown(self) -> tuple[Limit, ...]:
        """Each limit once: as it was last in force by the day, else as it will be; without those that ended before."""
        shown: dict[str, Limit] = {}
        for limit in self.limits:
            if limit.id not in shown or limit.begins <= self.asked:
                shown[limit.id] = limit
        broken = {each.limit for each in self.book.breaches}
        return tuple(
            limit for limit in shown.values() if limit.id in broken or limit.until is None or limit.until >= self.first
        )

    def _row(self, limit: Limit, reading: LimitReading | None, found: Sequence[Breach]) -> PeriodLimit:
        measures = () if reading is None else reading.measures
        return PeriodLimit(
            limit=limit.id,
            kind=limit.kind,
            severity=limit.severity,
            unit=UNITS[limit.kind],
            most=written(limit.kind, limit.most, limit.worst),
            least=written(limit.kind, limit.least),
            cure_days=limit.cure_days,
            begins=limit.begins,
            set_by=limit.set_by,
            day=None if reading is None else self._looked_at(limit),
            state=None if reading is None else reading.state,
            actual=tuple(
                LimitActual(
                    subject=each.subject, value=written(limit.kind, each.value, each.letter), state=state, why=each.why
                )
                for each, state in measures
            ),
            breaches=tuple(found),
        )

    def _looked_at(self, limit: Limit) -> dt.date | None:
        """Return the last day on which a limit was looked at; None: it needs a price, and no day has a fixing."""
        if limit.kind in BY_PRICE:
            return None if self.day is None else self.day.day
        return self.asked

    def review_json(self) -> dict[str, Writable]:
        """Return what stands beside the limits: the band, the denominator, hedges, stress, falls, faults, units."""
        day = self.day
        excluding, including = (None, None) if day is None else _shares(day)
        return {
            "proposed": None if self.position is None else self.position.as_json(),
            "share_excl": None if excluding is None else percent(excluding, PERCENT_PLACES),
            "share_incl": None if including is None else percent(including, PERCENT_PLACES),
            "reserves": None if day is None or day.reserves is None else day.reserves.as_json(),
            "exposure": None if self.exposure is None else self.exposure.as_json(),
            "hedges": [each.as_json() for each in self.hedges],
            "stress": [each.as_json() for each in self.grid],
            "greatest_fall": None if self.fall is None else self.fall.as_json(),
            "faults": [each.text for each in self.review_faults],
            "units": [each.as_json() for each in self.units],
            **({} if self.today.custody is None else {"custody": self.today.custody.as_json()}),
        }


def limit_report(given: LimitSources) -> LimitReport:
    """Return what is said of limits at the end of `given.last`."""
    acts, limits = given.acts.acts, limits_of(given.register, given.acts)
    series = limit_days(given)
    waived = breaches.waivers(acts)
    every = hedges.hedges(acts)
    made = reviews.reviews(acts)
    review = reviews.last_review(made, given.last)
    today = series.each[-1]
    day = series.priced[-1] if series.priced else None
    on_file = {on: each.cents for on, each in given.fixings.items() if on <= given.last and isinstance(each.cents, int)}
    return LimitReport(
        first=given.first,
        asked=given.last,
        limits=limits,
        days=tuple(series.priced),
        today=today,
        book=series.book(limits, waived, given.carried),
        waived=waived,
        readings=series.readings(limits),
        hedges=tuple(each for each in every if each.is_on_file(given.last)),
        expired=tuple(hedges.expired(every, given.last)),
        exposure=hedges.net_exposure((day or today).quantities.held, (day or today).quantities.hedges),
        grid=() if day is None else stress(limits, day),
        fall=greatest_fall(on_file),
        review=review,
        position=None if day is None or review is None else _position(review, day),
        review_faults=() if given.sealed is None else _review_faults(given.sealed, made, given),
        units=given.units.on(given.last),
    )


def _review_faults(sealed: ReviewedPeriod, made: Sequence[Review], given: LimitSources) -> tuple[ReviewFault, ...]:
    """Return what is wrong with the reviews of the last sealed quarter and of later ones: earlier ones were told."""
    by_name = {sealed.period.base: sealed}
    known = [each for each in made if each.head.date <= given.last and each.period.last >= sealed.period.last]
    missing = reviews.missing_reviews(known, by_name, given.last) if limits_of(given.register, given.acts) else ()
    return (*(fault for each in known for fault in reviews.review_faults(each, by_name)), *missing)


def _position(review: Review, day: LimitDay) -> BandPosition | None:
    return reviews.position(review, day.quantities.titled, fixing_of(day).cents, day.reserves)


def _shares(day: LimitDay) -> tuple[Fraction | None, Fraction | None]:
    if day.reserves is None:
        return None, None
    return day.reserves.excluding(value(day)), day.reserves.including(value(day))


def _of_open(breach: Breach, day: dt.date) -> str:
    """Say that a breach is open, and why it stops nothing on a day."""
    said = _how_broken(breach)
    if breach.is_waived(day):
        return f"{said}; waived by {breach.decision_act} until {breach.waived_until}."
    if breach.cure_by is not None:
        return f"{said}; to be cured by {breach.cure_by}."
    return f"{said}; the limit is soft."


def _how_broken(breach: Breach) -> str:
    """Say what is broken since when, how far, and by what."""
    words = _broken(breach)
    if breach.subject is None:
        return f"limit {breach.limit} is broken since {breach.first_day}: {words}"
    return f'limit {breach.limit} of "{breach.subject}" is broken since {breach.first_day}: {words}'


def _broken(breach: Breach) -> str:
    """Say how far a limit is broken at worst, and by what."""
    if breach.peak is None:
        reason = (breach.why or "")[:_SHOWN]
        return f"unknown, {reason}"
    what, reason = _peak(breach), breach.cause.value
    if named := ", ".join([*breach.txids, *breach.acts]):
        return f"{what} at worst, cause {reason} ({named})"
    return f"{what} at worst, cause {reason}"


def _peak(breach: Breach) -> str:
    """Return the worst value with its unit."""
    peak = breach.peak
    match UNITS[breach.kind]:
        case "percent":
            return f"{peak} %"
        case "usd":
            return f"{peak} USD"
        case "quality":
            return f"{peak} quality"
        case "days":
            return f"{peak} days"
        case "sat":
            return f"{peak} satoshi"
        case _:
            return f"{peak} of 1"


def _not_known(limit: str, subject: str | None, reason: str) -> str:
    if subject is None:
        return f"limit {limit} is unknown: {reason}."
    return f'limit {limit} of "{subject}" is unknown: {reason}.'
