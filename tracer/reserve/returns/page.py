"""The performance page: three spans and what stands beside them, in a language, for print and screen."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tracer.documents.language.language import Language, phrase
from tracer.documents.paper import Block as PaperBlock
from tracer.documents.paper import Head, Items, Nature, Paper, Picture, Section, Text, number, table
from tracer.reserve.returns import words
from tracer.reserve.returns.attribution import Attribution
from tracer.reserve.returns.benchmarks import BenchmarkName, ReturnKind
from tracer.reserve.returns.performance import SCOPES, CurrencyFigures, Performance, SpanFigures
from tracer.reserve.returns.ratios import Ratio
from tracer.reserve.returns.risk import Drawdown
from tracer.reserve.returns.span_returns import SpanReturn
from tracer.reserve.returns.unavailable import Unavailable
from tracer.reserve.value.day_rows import ValuedBlock

CHART = "performance.{code}.svg"

_PARTS = (
    phrase("opening value"), phrase("effect of prices"), phrase("receipts at their fixing"),
    phrase("disposals at what was got"), phrase("execution"), phrase("fees at their fixing"), phrase("closing value"),
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSubject:
    """Whose performance it is; `is_open` where the register publishes its addresses anyway."""

    register: str
    body: str
    is_open: bool


def page(subject: PageSubject, found: Performance, has_chart: bool, language: Language) -> Paper:
    """Return the page in a language."""
    say = language.say
    sections = [
        _returns(found, language),
        *([_picture(language)] if has_chart else []),
        _price(found, language),
        _risk(found, language),
        _held(found, language),
        _attribution(found, language),
        _money_weighted(found, language),
        _method(found, language),
    ]
    return Paper(
        title=say("Performance of the state digital-asset reserve"),
        subtitle=say("{body}. To {day}", body=subject.body, day=language.date(found.to)),
        facts=tuple(_facts(subject, found, language)),
        warnings=tuple(_warnings(subject, language)),
        sections=tuple(Section(f"{at}. {each.title}", each.blocks) for at, each in enumerate(sections, start=1)),
        language=language,
    )


def _facts(subject: PageSubject, found: Performance, language: Language) -> Iterator[tuple[str, str]]:
    say = language.say
    yield say("Register"), subject.register
    yield say("To the end of"), language.date(found.to)
    quote = next(iter(found.books.quotes.values()))(found.to)
    if quote is None:
        yield say("Fixing"), say("none on or before this day")
    elif quote.is_carried:
        yield (
            say("Fixing"),
            say(
                "of {day}, carried for {age}",
                day=language.date(quote.fixing),
                age=language.counted(quote.age, "day"),
            ),
        )
    else:
        yield say("Fixing"), say("of this day")
    yield say("Currencies"), ", ".join(found.currencies)
    yield say("Compared in"), words.kind_name(found.kind, language)


def _warnings(subject: PageSubject, language: Language) -> Iterator[str]:
    yield language.word(words.NO_FORECAST)
    if not subject.is_open:
        yield language.say(
            "This page gives exact sums, from which single transactions can be found on the chain: it is for the body "
            "and its auditors, not for publication."
        )


def _returns(found: Performance, language: Language) -> Section:
    say = language.say
    blocks: list[PaperBlock] = []
    for currency in found.currencies:
        rows = [
            [words.scope_name(ValuedBlock.RESERVE, language), *_cells(found, currency, ValuedBlock.RESERVE, language)]
        ]
        for name in BenchmarkName:
            figures = [each.by_currency[currency].benchmarks[name] for each in found.spans]
            cells = [_cell(each, of, language) for each, of in zip(found.spans, figures, strict=True)]
            rows.append([words.benchmark_name(name, language), *cells])
        blocks.append(table(say("Return in {currency}", currency=currency), _heads(found, language), rows))
    lacks = [each for currency in found.currencies for each in _lacks(found, currency, language)]
    blocks += _reasons(lacks, language)
    blocks += [Text(each, Nature.CONVENTION) for each in (*_costs(found, language), _compared(found.kind, language))]
    blocks.append(Text(language.word(words.NO_FORECAST), Nature.WARNING))
    return Section(say("What became of the value"), tuple(blocks))


def _costs(found: Performance, language: Language) -> Iterator[str]:
    """Yield which costs are taken off the net return, by which acts, and which are not, for no act declares any."""
    say, acts = language.say, found.books.sold
    yield (
        say(
            "Net is after fees to miners, and after what sales brought less, or more, than their fixing: acts {acts}.",
            acts=language.listed(acts),
        )
        if acts
        else say("Net is after fees to miners; there was no sale for money up to this day.")
    )
    yield say("Costs of custody and insurance: no act declares any, and none is taken off.")


def _compared(kind: ReturnKind, language: Language) -> str:
    if kind is ReturnKind.TOTAL:
        return language.say(
            "Like is compared with like: every row is a total return, with what the asset pays. Coins pay nothing, so "
            "that the change of their price is all of it."
        )
    return language.say(
        "Like is compared with like: every row is a change of price alone, without what an asset pays. Coins pay "
        "nothing."
    )


def _heads(found: Performance, language: Language) -> list[Head]:
    names = [number(words.span_name(each.span, language)) for each in found.spans]
    return [language.say("what"), *names]


def _cells(found: Performance, currency: str, scope: ValuedBlock, language: Language) -> Iterator[str]:
    """Yield what became of a scope over each span, gross above net."""
    for each in found.spans:
        returns = each.by_currency[currency].returns[scope]
        if isinstance(returns, Unavailable):
            yield language.word(words.NOT_AVAILABLE)
            continue
        gross = language.say("gross {figure}", figure=words.figure(returns.gross, each.span, language))
        net = language.say("net {figure}", figure=_cell(each, returns.net, language))
        yield f"{gross}\n{net}"


def _cell(each: SpanFigures, figure: Ratio | Unavailable, language: Language) -> str:
    if isinstance(figure, Unavailable):
        return language.word(words.NOT_AVAILABLE)
    return words.figure(figure, each.span, language)


def _lacks(found: Performance, currency: str, language: Language) -> Iterator[str]:
    """Yield why figures of the first table are not there, each reason once."""
    for each in found.spans:
        figures, name = each.by_currency[currency], words.span_name(each.span, language)
        yield from _lack_of(figures.returns[ValuedBlock.RESERVE], name, language)
    for benchmark in BenchmarkName:
        name = words.benchmark_name(benchmark, language)
        for each in found.spans:
            figure = each.by_currency[currency].benchmarks[benchmark]
            if isinstance(figure, Unavailable):
                yield words.lack(figure, name, language)


def _lack_of(returns: SpanReturn | Unavailable, name: str, language: Language) -> Iterator[str]:
    if isinstance(returns, Unavailable):
        yield words.lack(returns, name, language)
    elif isinstance(returns.net, Unavailable):
        yield words.lack(returns.net, name, language)


def _reasons(reasons: Iterable[str], language: Language) -> list[PaperBlock]:
    """Return why figures are not there, as a list, where any is not."""
    told = tuple(dict.fromkeys(reasons))
    if not told:
        return []
    return [Text(language.say("Not available, and why:")), Items(told)]


def _picture(language: Language) -> Section:
    caption = language.say("Each line is 100 at its beginning")
    return Section(language.say("The course of it"), (Picture(caption, CHART.format(code=language.code), inline=True),))


def _price(found: Performance, language: Language) -> Section:
    say = language.say
    rows, lacks = [], []
    for currency in found.currencies:
        prices = [each.by_currency[currency].price for each in found.spans]
        cells = [_cell(each, price, language) for each, price in zip(found.spans, prices, strict=True)]
        rows.append([say("one bitcoin in {currency}", currency=currency), *cells])
        lacks += [
            words.lack(price, words.span_name(each.span, language), language)
            for each, price in zip(found.spans, prices, strict=True)
            if isinstance(price, Unavailable)
        ]
    said = say(
        "This is the price alone, whatever was held. It never fills in for a span in which the reserve did not exist."
    )
    caption = say("Price of bitcoin over the same spans, by the fixings on file")
    blocks = (table(caption, _heads(found, language), rows), *_reasons(lacks, language), Text(said))
    return Section(say("Price of bitcoin"), blocks)


def _risk(found: Performance, language: Language) -> Section:
    say = language.say
    columns: list[Head] = [
        say("span"), say("currency"), number(say("volatility a year")), number(say("changes")),
        number(say("greatest fall")), say("highest on"), say("lowest on"),
    ]  # fmt: skip
    rows = [
        _risk_row(each, currency, each.by_currency[currency], language)
        for currency in found.currencies
        for each in found.spans
    ]
    said = say(
        "Volatility: standard deviation (n − 1) of the logarithm of each day’s price over the day before’s, times the "
        "root of 365. A day without a fixing is left out, not taken for a day without a change."
    )
    return Section(
        say("How much the price moved"),
        (table(say("Volatility and greatest fall"), columns, rows), Text(said, Nature.CONVENTION)),
    )


def _risk_row(each: SpanFigures, currency: str, figures: CurrencyFigures, language: Language) -> list[str]:
    lacking = language.word(words.NOT_AVAILABLE)
    moved = figures.volatility
    told = (
        [lacking, "—"]
        if isinstance(moved, Unavailable)
        else [words.percent(moved.basis_points, language), language.number(moved.changes)]
    )
    fall = figures.drawdown
    if isinstance(fall, Drawdown):
        fell = [words.percent(fall.basis_points, language), language.date(fall.peak), language.date(fall.trough)]
    else:
        fell = [lacking if isinstance(fall, Unavailable) else language.say("it never fell"), "—", "—"]
    return [words.span_name(each.span, language), currency, *told, *fell]


def _held(found: Performance, language: Language) -> Section:
    say = language.say
    rows = [
        [
            say("all that is held, in {currency}", currency=currency),
            *_cells(found, currency, ValuedBlock.HELD, language),
        ]
        for currency in found.currencies
    ]
    lacks = [
        reason
        for currency in found.currencies
        for each in found.spans
        for reason in _lack_of(
            each.by_currency[currency].returns[ValuedBlock.HELD], words.span_name(each.span, language), language
        )
    ]
    said = say("With what is not assigned to the reserve, or has no title.")
    caption = say("Return of everything in the wallets of the register")
    blocks = (Text(said), table(caption, _heads(found, language), rows), *_reasons(lacks, language))
    return Section(say("All that is held"), blocks)


def _attribution(found: Performance, language: Language) -> Section:
    say = language.say
    blocks: list[PaperBlock] = []
    for scope in SCOPES:
        for currency in found.currencies:
            parts = [each.by_currency[currency].attributions[scope] for each in found.spans]
            if any(isinstance(each, Attribution) for each in parts):
                name = words.scope_name(scope, language)
                caption = say("Change of value, {name}, {currency}", name=name, currency=currency)
                columns = zip(*(_parts(each, language) for each in parts), strict=True)
                rows = [[language.word(part), *cells] for part, cells in zip(_PARTS, columns, strict=True)]
                blocks.append(table(caption, _heads(found, language), rows, total=True))
    if not blocks:
        blocks.append(Text(say("No span has a return.")))
    said = say(
        "The last row is the sum of those above it; the effect of prices is what is left of the printed figures. "
        "Disposals are what was got, execution by how much that is more than the day’s fixing."
    )
    return Section(say("Where the change of value is from"), (*blocks, Text(said, Nature.CONVENTION)))


def _parts(parts: Attribution | Unavailable, language: Language) -> list[str]:
    """Return the figures of `_PARTS` as they are added up."""
    if isinstance(parts, Unavailable):
        return [language.word(words.NOT_AVAILABLE)] * len(_PARTS)
    figures = (
        parts.opening, parts.price, parts.receipts, -parts.disposals, parts.execution, parts.fees, parts.closing,
    )  # fmt: skip
    return [words.money(each, language) for each in figures]


def _money_weighted(found: Performance, language: Language) -> Section:
    say = language.say
    rows = []
    for scope in SCOPES:
        for currency in found.currencies:
            cells = [_rate(each, each.by_currency[currency].money_weighted[scope], language) for each in found.spans]
            rows.append([f"{words.scope_name(scope, language)}, {currency}", *cells])
    caption = say("Money-weighted return, a year; over the span where that is shorter")
    blocks = (Text(language.word(words.AS_IF_BOUGHT), Nature.WARNING), table(caption, _heads(found, language), rows))
    return Section(say("Money-weighted return"), blocks)


def _rate(each: SpanFigures, rate: int | Unavailable, language: Language) -> str:
    if isinstance(rate, Unavailable):
        return language.word(words.NOT_AVAILABLE)
    told = words.percent(rate, language)
    return language.say("{percent}, not annualised", percent=told) if each.span.is_short else told


def _method(found: Performance, language: Language) -> Section:
    say = language.say
    texts = [
        say(
            "Convention returns/1. A sub-period ends on each day on which something came or left; what was held is "
            "valued at that day’s fixing first, and the day’s flows follow. Sub-periods are linked by multiplication."
        ),
        say(
            "Gross: fees and what disposals brought more or less than the fixing are flows. It is computed from the "
            "books and compared with the ratio of the two prices: both are the same. Net: they are in the result."
        ),
        say(
            "A chain ends when nothing is held, and nothing links over that. Spans are calendar years back to the same "
            "day. A return of several years is annualised by root; what is shorter is not, nor is the whole since the "
            "beginning."
        ),
    ]
    blocks: list[PaperBlock] = [Text(each, Nature.CONVENTION) for each in texts]
    rows = [
        [words.benchmark_name(name, language), each.currency, name.path, "\n".join(each.sources)]
        for name, each in found.books.benchmarks.items()
    ]
    if rows:
        columns: list[Head] = [say("what"), say("currency"), say("file"), say("source, as its table names it")]
        blocks.append(table(say("What the reserve is compared with"), columns, rows))
        said = say("These figures are what the tables state; the register does not check them.")
        blocks.append(Text(said, Nature.ASSERTED))
    return Section(say("How it is computed"), tuple(blocks))
