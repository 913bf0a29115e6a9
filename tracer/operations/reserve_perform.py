"""How a register's reserve did up to a day, out of what is filed: fixings, rates, benchmarks and the books."""

import datetime as dt
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path

from tracer.disk.collector import gc_paused
from tracer.disk.folder import refuse_existing, write_whole
from tracer.documents.language.languages import LANGUAGES
from tracer.documents.typesetting import require
from tracer.errors import CaseError
from tracer.formats.canonical import Writable
from tracer.operations.context import Context
from tracer.operations.reserve_fixings import FiledPrices, filed_prices
from tracer.operations.reserve_standing import Standing, standing
from tracer.reserve.days import instant
from tracer.reserve.price.rates import DOLLAR, Rates
from tracer.reserve.returns import benchmark_file
from tracer.reserve.returns.benchmarks import RateOf
from tracer.reserve.returns.executions import executions, paid_from_block, paid_from_books
from tracer.reserve.returns.page import PageSubject
from tracer.reserve.returns.performance import SCOPES, MeasuredBooks, Performance, performance
from tracer.reserve.returns.performance_documents import performance_documents
from tracer.reserve.returns.performance_json import as_json
from tracer.reserve.returns.quotes import CoinQuote, QuoteOf
from tracer.reserve.returns.sdr import BASKET
from tracer.reserve.terms import PriceTerms
from tracer.reserve.value.daily import day_flows, day_rows
from tracer.reserve.value.day_count import DayCount
from tracer.reserve.value.day_rows import ValuedBlock
from tracer.reserve.value.sales import sales
from tracer.reserve.value.spans import ValuedRegister, block_spans
from tracer.reserve.value.valuing import currencies

TENGE = "KZT"

_WRITING = "writing the performance"


@dataclass(frozen=True, slots=True)
class PerformRequest:
    """Which register, up to the end of which day, and the folder that the documents go to; it must not exist."""

    register: Path
    to: dt.date
    out: Path | None = None


@dataclass(frozen=True, slots=True)
class ReservePerformance:
    """How a register did; `notes` are what a reader should know of the day or of other registers."""

    register: str
    found: Performance
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, Writable]:
        """Return the figures, as the file among the documents has them."""
        return {"register": self.register, **as_json(self.found)}


@gc_paused()
def reserve_perform(request: PerformRequest, context: Context) -> ReservePerformance:
    """Compute how a register did up to a day; write the documents where a folder is named.

    Raises:
        CaseError: the register or an act is wrong, it was never observed or sets no price; a table is wrong; or the
            folder exists.
        SourceError: the disk or the typesetter cannot go on.
        IntegrityError: what is filed is not as it was written, or the books do not close.
    """
    if request.out is not None:
        refuse_existing(request.out)
        require()
    there = standing(request.register, request.to, context)
    if there.faults:
        raise CaseError(*there.faults)
    register = there.books.register
    if register.price is None:
        raise CaseError(
            f"{register.name} sets no price: a performance is measured at fixings.\n"
            "Fill in [price] of register.toml, and file fixings with tracer reserve fix."
        )
    prices = filed_prices(there.folder)
    found = performance(_measured(there, register.price, prices, request.to), request.to)
    if request.out is not None:
        subject = PageSubject(register=register.name, body=register.body, is_open=register.publish_addresses)
        languages = [LANGUAGES[code] for code in register.languages]
        context.progress(_WRITING, 0, 0)
        files = performance_documents(subject, found, languages, instant(request.to, register.zone))
        write_whole(request.out, files.items())
        context.progress(_WRITING, 1, 1)
    return ReservePerformance(register.name, found, (*there.notes, *prices.notes))


def _measured(there: Standing, terms: PriceTerms, prices: FiledPrices, to: dt.date) -> MeasuredBooks:
    """Return a register's books as they are measured."""
    books, content = there.books, there.folder.content
    register, ledger = books.register, books.ledger
    rates = Rates.of(content, terms, {DOLLAR, *BASKET, *currencies(register, there.acts)} - {TENGE})
    rate_of = _rates(rates)
    tables = benchmark_file.benchmarks(content, register.currency, rate_of)
    given = ValuedRegister(ledger=ledger, register=register, lots=books.lots, acts=there.acts)
    lain = block_spans(given, to)
    first = _first(ledger.mtps.values(), register.zone, to)
    quotes = {DOLLAR: _in_dollars(prices)}
    if register.currency != DOLLAR:
        quotes[register.currency] = _in(register.currency, quotes[DOLLAR], rate_of)
    sold = sales(ledger, there.acts, rates, register.zone, to)
    paid = {
        ValuedBlock.RESERVE: paid_from_block(day_flows(given, lain[ValuedBlock.RESERVE], first, to)),
        ValuedBlock.HELD: paid_from_books(ledger, register.zone, to),
    }
    brought = {scope: executions(paid[scope], sold, quotes[DOLLAR]) for scope in SCOPES}
    return MeasuredBooks(
        rows=day_rows(given, lain, first, to),
        executions={
            (scope, currency): _exchanged(brought[scope], currency, rate_of) for scope in SCOPES for currency in quotes
        },
        quotes=quotes,
        benchmarks=tables,
        rate_of=rate_of,
        sold=tuple(each.act for each in sold),
    )


def _first(mtps: Collection[int], zone: str, to: dt.date) -> dt.date:
    """Return the day of the first movement."""
    return dt.date.fromordinal(DayCount(zone, mtps, to).day(min(mtps))) if mtps else to


def _in_dollars(prices: FiledPrices) -> QuoteOf:
    @cache
    def quote(day: dt.date) -> CoinQuote | None:
        found = prices.on(day)
        return None if found is None else CoinQuote(day, found[0], Fraction(found[1]))

    return quote


def _in(currency: str, dollars: QuoteOf, rate_of: RateOf) -> QuoteOf:
    @cache
    def quote(day: dt.date) -> CoinQuote | None:
        found, rate = dollars(day), _exchange(currency, day, rate_of)
        return None if found is None or rate is None else CoinQuote(day, found.fixing, found.price * rate)

    return quote


def _exchange(currency: str, day: dt.date, rate_of: RateOf) -> Fraction | None:
    """Return units of a currency for one dollar, None where there is no rate."""
    dollar, other = rate_of(DOLLAR, day), rate_of(currency, day)
    return None if dollar is None or other is None else dollar / other


def _rates(rates: Rates) -> RateOf:
    @cache
    def rate(currency: str, day: dt.date) -> Fraction | None:
        if currency == TENGE:
            return Fraction(1)
        found = rates.on(currency, day)
        return None if found is None else found.kzt

    return rate


def _exchanged(cents: Mapping[dt.date, Fraction], currency: str, rate_of: RateOf) -> Mapping[dt.date, Fraction]:
    """Return what sales brought more, in a currency, by the rate of their day; without one they are left out."""
    if currency == DOLLAR:
        return cents
    rates = {day: _exchange(currency, day, rate_of) for day in cents}
    return {day: more * rate for day, more in cents.items() if (rate := rates[day]) is not None}
