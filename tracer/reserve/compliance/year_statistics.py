"""What a register gives for a state's yearly statistics: orders and disposals by kind, and how long title took.

Source: FATF Recommendation 33, statistics on property frozen, seized and confiscated; Recommendations 4 and 38, which
count what was managed, disposed of and returned.
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tracer.formats.canonical import Writable
from tracer.reserve.acts import ActId, OrderAct, OrderForm
from tracer.reserve.days import day_at
from tracer.reserve.disposition.journeys import journeys_of, proposed
from tracer.reserve.disposition.order_cover import OrderCover
from tracer.reserve.ledger_rows import ExitKind
from tracer.reserve.orders import counts_from
from tracer.reserve.price.rounding import decimal_text, usd_cents
from tracer.reserve.replaced_acts import replacements
from tracer.reserve.status import Books
from tracer.reserve.untitled import untitled_departures
from tracer.reserve.value.money import DayPrices

RESTRAINED, SEIZED, FORFEITED, RETURNED, DISPOSED = "restrained", "seized", "forfeited", "returned", "disposed"
_FORMS = ((RESTRAINED, OrderForm.RESTRAINT), (SEIZED, OrderForm.SEIZURE), (FORFEITED, OrderForm.FORFEITURE))
_ONE_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class YearRow:
    """A kind of act in a year: how many, satoshi, and their value in US cents, each at the fixing of its own day.

    `unpriced` counts those whose day has no fixing: their satoshi are in `sat`, and in no value.
    """

    what: str
    count: int
    sat: int
    cents: int
    unpriced: int

    def as_json(self) -> dict[str, Writable]:
        """Return the row, amounts as texts of digits."""
        return {
            "what": self.what,
            "count": self.count,
            "sat": str(self.sat),
            "usd_cents": str(self.cents),
            "without_fixing": self.unpriced,
        }


@dataclass(frozen=True, slots=True)
class TitleTimes:
    """Days from the first receipt that a forfeiture of the year covers until it gave title, one for each such order."""

    days: tuple[int, ...]

    @property
    def median(self) -> Fraction | None:
        """The middle one, of an even number the mean of both; None: there is none."""
        ordered, count = sorted(self.days), len(self.days)
        return Fraction(ordered[(count - 1) // 2] + ordered[count // 2], 2) if count else None

    def as_json(self) -> dict[str, Writable]:
        """Return `{orders, least, median, most}` in days."""
        middle = self.median
        return {
            "orders": len(self.days),
            "least": min(self.days, default=None),
            "median": None if middle is None else decimal_text(middle, 1),
            "most": max(self.days, default=None),
        }


def year_rows(
    books: Books, prices: DayPrices | None, first: dt.date, last: dt.date, height: int
) -> tuple[YearRow, ...]:
    """Return the rows of a year; `last` is the books' day, `height` the last block looked at.

    An order counts in the year in which it comes into force, with what it covers by `last`, one that supersedes another
    in that one's year; a disposal in the year in which it was sent, with what the books paid. What took satoshi without
    title is no disposal and is counted nowhere; nor is what was paid out of wallets that an act of scope keeps out of
    the books.
    """
    covered = {each.act: each.covered for each in books.title.orders}
    rows = [
        _row(what, [(day, covered.get(order.head.id, 0)) for order, day in _in_force(books, form, first, last)], prices)
        for what, form in _FORMS
    ]
    paid = tuple(_paid(books, first, last, height))
    returned = [(day, sat) for method, day, sat in paid if method == "return"]
    disposed = [(day, sat) for method, day, sat in paid if method != "return"]
    return (*rows, _row(RETURNED, returned, prices), _row(DISPOSED, disposed, prices))


def title_times(books: Books, first: dt.date, last: dt.date) -> TitleTimes:
    """Return how long title took under the forfeitures that gave it in a year; one that covers nothing counts not."""
    ledger, zone = books.ledger, books.register.zone
    came = {coin.outpoint: coin.position.height for coin in ledger.coins}
    earliest: dict[ActId, tuple[OrderAct, dt.date]] = {}
    for share in OrderCover(books).coverage(OrderForm.FORFEITURE).shares:
        height = came.get(share.run.receipt)
        if height is not None:
            day = day_at(ledger.times[height], zone)
            _, before = earliest.get(share.order.head.id, (share.order, day))
            earliest[share.order.head.id] = (share.order, min(day, before))
    found, since = [], _Since(books)
    for order, day in earliest.values():
        begins = since.of(order)
        if begins is None:
            continue
        title = begins if order.appeal_until is None else max(begins, order.appeal_until + _ONE_DAY)
        if first <= title <= last:
            found.append((order.head.id, max(0, (title - day).days)))
    return TitleTimes(tuple(days for _, days in sorted(found)))


def _in_force(books: Books, form: OrderForm, first: dt.date, last: dt.date) -> Iterator[tuple[OrderAct, dt.date]]:
    since = _Since(books)
    for act in books.acts_of_day:
        if isinstance(act, OrderAct) and act.form is form:
            day = since.of(act)
            if day is not None and first <= day <= last:
                yield act, day


class _Since:
    """From which day orders count, one that supersedes another of its form as of the day from which that one did."""

    def __init__(self, books: Books) -> None:
        self._replaced = replacements({act.head.id: act for act in books.in_force.all})
        self._older = {new: old for old, new in self._replaced.superseded.items()}

    def of(self, order: OrderAct) -> dt.date | None:
        """Return the day; None: an order counts from none."""
        days, at = [counts_from(order)], order.head.id
        while days[-1] is not None and at in self._older:
            at = self._older[at]
            old = self._replaced.stands[at]
            days.append(counts_from(old) if isinstance(old, OrderAct) and old.form is order.form else None)
        return min((day for day in days if day is not None), default=None)


def _paid(books: Books, first: dt.date, last: dt.date, height: int) -> Iterator[tuple[str, dt.date, int]]:
    """Yield each disposal that was sent in a year: its method, day, and the satoshi that the books paid to others."""
    acts = proposed(books)
    whole = books.in_force
    untitled = {each.txid for each in untitled_departures(books.register, books.ledger, books.lots, whole)}
    _, sent = journeys_of(books, acts, height, untitled)
    for act in acts:
        lawful = {each.txid: each.day for each in sent[act.head.id] if each.is_lawful}
        for txid, day in lawful.items():
            if first <= day <= last:
                exits = (each for each in books.ledger.exits if each.txid == txid and each.kind is ExitKind.PAID)
                sat = sum(each.run.sat for each in exits if each.counted)
                if sat:
                    yield act.method, day, sat


def _row(what: str, found: Sequence[tuple[dt.date, int]], prices: DayPrices | None) -> YearRow:
    priced = [
        (sat, price.cents)
        for day, sat in found
        if prices is not None and (price := prices.on(day)) is not None and not price.is_carried
    ]
    return YearRow(
        what=what,
        count=len(found),
        sat=sum(sat for _, sat in found),
        cents=sum(usd_cents(sat, cents) for sat, cents in priced),
        unpriced=len(found) - len(priced),
    )
