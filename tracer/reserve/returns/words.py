"""What the performance page and the screen call things, and why a figure is not there, in words."""

from collections.abc import Mapping

from tracer.documents.language.language import NO_BREAK_SPACE, Language, phrase
from tracer.reserve.returns.benchmarks import BenchmarkName, ReturnKind
from tracer.reserve.returns.ratios import Ratio, decimal_text
from tracer.reserve.returns.spans import ReturnSpan
from tracer.reserve.returns.unavailable import Unavailable, Why
from tracer.reserve.value.day_rows import ValuedBlock

SCOPES: Mapping[ValuedBlock, str] = {
    ValuedBlock.RESERVE: phrase("the reserve"),
    ValuedBlock.HELD: phrase("all that is held"),
}
"""What is measured."""

BENCHMARKS: Mapping[BenchmarkName, str] = {
    BenchmarkName.GOLD: phrase("gold"),
    BenchmarkName.FX: phrase("foreign-exchange reserves"),
    BenchmarkName.SDR: phrase("SDR"),
    BenchmarkName.PORTFOLIO: phrase("the body’s own portfolio"),
}

KINDS: Mapping[ReturnKind, str] = {
    ReturnKind.PRICE: phrase("change of price alone"),
    ReturnKind.TOTAL: phrase("total return, with what an asset pays"),
}

NOT_AVAILABLE = phrase("n/a")

NO_FORECAST = phrase("Past changes of price say nothing of the future.")
"""The sentence without which no performance is shown."""

AS_IF_BOUGHT = phrase(
    "Money-weighted: as if each confiscation had been bought on its day. For coins that cost nothing it misleads; the "
    "return of the table is the time-weighted one."
)
"""The warning that stands with every money-weighted figure."""


def scope_name(scope: ValuedBlock, language: Language) -> str:
    """Return what a scope is called."""
    return language.word(SCOPES[scope])


def benchmark_name(name: BenchmarkName, language: Language) -> str:
    """Return what a benchmark is called."""
    return language.word(BENCHMARKS[name])


def kind_name(kind: ReturnKind, language: Language) -> str:
    """Return what kind of return everything is compared in."""
    return language.word(KINDS[kind])


def warnings(language: Language) -> tuple[str, str]:
    """Return what goes with every money-weighted figure, and what goes with every performance."""
    return language.word(AS_IF_BOUGHT), language.word(NO_FORECAST)


def span_name(span: ReturnSpan, language: Language) -> str:
    """Return a span's name: `3 years`, `since 2026-07-14`."""
    if span.years is None:
        return language.say("since {day}", day=language.date(span.begins))
    return language.counted(span.years, "year")


def percent(basis_points: int, language: Language) -> str:
    """Return hundredths of a per cent with two decimals and the sign."""
    whole, _, part = decimal_text(abs(basis_points), 2).partition(".")
    sign = "-" if basis_points < 0 else ""
    return f"{sign}{language.number(int(whole))}{language.point}{part}{NO_BREAK_SPACE}%"


def money(hundredths: int, language: Language) -> str:
    """Return hundredths of a currency with two decimals, without its name."""
    whole, part = divmod(abs(hundredths), 100)
    return f"{'-' if hundredths < 0 else ''}{language.number(whole)}{language.point}{part:02d}"


def figure(ratio: Ratio, span: ReturnSpan, language: Language) -> str:
    """Return what became of one as a return, and for each year where the span is of several."""
    told = percent(ratio.basis_points, language)
    if span.years is None:
        return language.say("{percent}, not annualised", percent=told)
    if span.years == 1:
        return told
    yearly = percent(ratio.annualised(span.years), language)
    return language.say("{percent} ({yearly} a year)", percent=told, yearly=yearly)


def lack(found: Unavailable, name: str, language: Language) -> str:
    """Return why a figure is not there as a sentence; `name` is what it would be of, such as `3 years` or `SDR`."""
    say = language.say
    day = "" if found.day is None else language.date(found.day)
    until = "" if found.until is None else language.date(found.until)
    age = ""
    if found.day is not None and found.until is not None:
        age = language.counted(abs((found.day - found.until).days), "day")
    match found.why:
        case Why.NEVER_HELD:
            return say("{name}: nothing was held up to {day}.", name=name, day=day)
        case Why.BEGAN:
            return say("{name}: the reserve began {day}.", name=name, day=day)
        case Why.HELD_SINCE:
            return say("{name}: holding began {day}.", name=name, day=day)
        case Why.EMPTY if until:
            return say("{name}: nothing was held from {day} to {until}.", name=name, day=day, until=until)
        case Why.EMPTY:
            return say("{name}: nothing is held since {day}.", name=name, day=day)
        case Why.UNPRICED:
            return say(
                "{name}: {day} has no price: there is no fixing on or before it.",
                name=name,
                day=day,
            )
        case Why.OLD_FIXING:
            return say("{name} {day}: last fixing is {until}, {age} old.", name=name, day=day, until=until, age=age)
        case Why.COSTS:
            return say(
                "{name}: on {day} fees and execution are more than what was held before; net is not told.",
                name=name,
                day=day,
            )
        case Why.NO_FILE:
            return say("{name}: the register has no such table.", name=name)
        case Why.NO_ROW:
            return say("{name} {day}: the table has no row on or before it.", name=name, day=day)
        case Why.OLD_ROW:
            return say("{name} {day}: last row is {until}, {age} old.", name=name, day=day, until=until, age=age)
        case Why.NO_RATE:
            return say("{name} {day}: there is no rate of exchange.", name=name, day=day)
        case Why.MANY_RATES:
            return say("{name}: no money-weighted rate, or more than one, fits.", name=name)
        case Why.FEW_CHANGES:
            return say("{name}: fewer than two changes from one day to the next have fixings.", name=name)
