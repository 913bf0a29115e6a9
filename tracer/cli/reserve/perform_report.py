"""A performance on one screen: a table in each currency, the reasons of what is n/a, risk, and the warnings."""

from collections.abc import Callable, Iterator, Mapping

from rich.console import Console
from rich.text import Text

from tracer.cli.amount_table import plain_table, print_whole
from tracer.cli.screen import whole_screen
from tracer.cli.tongue import counted, say, spoken, word
from tracer.operations.reserve_perform import ReservePerformance
from tracer.reserve.returns import words
from tracer.reserve.returns.benchmarks import BenchmarkName
from tracer.reserve.returns.performance import SCOPES, CurrencyFigures, Performance, SpanFigures
from tracer.reserve.returns.performance_json import plain
from tracer.reserve.returns.ratios import Ratio
from tracer.reserve.returns.risk import Drawdown
from tracer.reserve.returns.span_returns import SpanReturn
from tracer.reserve.returns.unavailable import Unavailable
from tracer.visible import visible


def print_performance(shown: ReservePerformance) -> None:
    """Print what became of the value, what it is compared with, and how much the price moved."""
    found = shown.found
    with whole_screen() as console:
        console.print(
            Text(
                say(
                    "{register}, performance to the end of {day}",
                    register=visible(shown.register),
                    day=spoken().date(found.to),
                )
            )
        )
        console.print(Text(say("compared in {kind}", kind=words.kind_name(found.kind, spoken())) + "\n"))
        for currency in found.currencies:
            _print_returns(console, found, currency)
        for reason in dict.fromkeys(each for currency in found.currencies for each in _reasons(found, currency)):
            console.print(Text(say("n/a {reason}", reason=reason)), soft_wrap=True)
        for currency in found.currencies:
            for each in found.spans:
                if not isinstance(each.by_currency[currency].price, Unavailable):
                    console.print(Text(_risk(each, currency)), soft_wrap=True)
        for line in dict.fromkeys(_money_weighted(found)):
            console.print(Text(line), soft_wrap=True)
        bought, future = words.warnings(spoken())
        console.print(Text(bought), soft_wrap=True)
        console.print(Text(future, "bold"))


def in_one_line(found: Performance) -> str:
    """Return what became of the headline's value in dollars over the last span, beside gold, with the warning."""
    each = found.spans[-1]
    figures = each.by_currency[found.currencies[0]]
    name = plain(words.span_name(each.span, spoken()))
    scope = words.scope_name(found.headline, spoken())
    gross, net = (_part(each, figures.returns[found.headline], kind) for kind in ("gross", "net"))
    gold = _cell(each, figures.benchmarks[BenchmarkName.GOLD])
    told = say(
        "{span}, {scope}: gross {gross}, net {net}; gold {gold}.",
        span=name,
        scope=scope,
        gross=gross,
        net=net,
        gold=gold,
    )
    return f"{told} {words.warnings(spoken())[1]}"


def _print_returns(console: Console, found: Performance, currency: str) -> None:
    names = [plain(words.span_name(each.span, spoken())) for each in found.spans]
    table = plain_table(say("Return in {currency}", currency=currency))
    table.add_column("", no_wrap=True)
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    rows = list(_rows(found, currency))
    for row in rows:
        table.add_row(*map(Text, row))
    print_whole(console, table)


def _rows(found: Performance, currency: str) -> Iterator[list[str]]:
    for scope in SCOPES:
        name = words.scope_name(scope, spoken())
        for kind in _KINDS:
            cells = [_part(each, each.by_currency[currency].returns[scope], kind) for each in found.spans]
            yield [f"{name}, {_KINDS[kind]()}", *cells]
    for benchmark in BenchmarkName:
        cells = [_cell(each, each.by_currency[currency].benchmarks[benchmark]) for each in found.spans]
        yield [words.benchmark_name(benchmark, spoken()), *cells]
    yield [word("price of bitcoin"), *(_cell(each, each.by_currency[currency].price) for each in found.spans)]


def _part(each: SpanFigures, returns: SpanReturn | Unavailable, kind: str) -> str:
    if isinstance(returns, Unavailable):
        return word("n/a")
    return _cell(each, returns.gross if kind == "gross" else returns.net)


def _cell(each: SpanFigures, figure: Ratio | Unavailable) -> str:
    return word("n/a") if isinstance(figure, Unavailable) else plain(words.figure(figure, each.span, spoken()))


def _reasons(found: Performance, currency: str) -> Iterator[str]:
    for each in found.spans:
        figures = each.by_currency[currency]
        name = plain(words.span_name(each.span, spoken()))
        for scope in SCOPES:
            returns = figures.returns[scope]
            lack = returns if isinstance(returns, Unavailable) else returns.net
            if isinstance(lack, Unavailable):
                yield plain(words.lack(lack, name, spoken()))
        if isinstance(figures.price, Unavailable):
            yield plain(words.lack(figures.price, name, spoken()))
    for each in found.spans:
        for benchmark, figure in each.by_currency[currency].benchmarks.items():
            if isinstance(figure, Unavailable):
                yield plain(words.lack(figure, words.benchmark_name(benchmark, spoken()), spoken()))


def _risk(each: SpanFigures, currency: str) -> str:
    figures, name = each.by_currency[currency], plain(words.span_name(each.span, spoken()))
    return f"{currency}, {name}: {_moved(figures)}; {_fell(figures)}"


def _moved(figures: CurrencyFigures) -> str:
    moved = figures.volatility
    if isinstance(moved, Unavailable):
        return word("volatility n/a")
    return say(
        "volatility {percent} a year over {changes}",
        percent=plain(words.percent(moved.basis_points, spoken())),
        changes=plain(counted(moved.changes, "change")),
    )


def _fell(figures: CurrencyFigures) -> str:
    fall = figures.drawdown
    if isinstance(fall, Drawdown):
        return say(
            "greatest fall {percent}, {peak} to {trough}",
            percent=plain(words.percent(fall.basis_points, spoken())),
            peak=spoken().date(fall.peak),
            trough=spoken().date(fall.trough),
        )
    return word("greatest fall n/a") if isinstance(fall, Unavailable) else word("it never fell")


def _money_weighted(found: Performance) -> Iterator[str]:
    for each in found.spans:
        for currency, figures in each.by_currency.items():
            rate = figures.money_weighted[found.headline]
            if isinstance(rate, Unavailable):
                continue
            fields = {
                "currency": currency,
                "span": plain(words.span_name(each.span, spoken())),
                "percent": plain(words.percent(rate, spoken())),
            }
            if each.span.is_short:
                yield say("money-weighted, {currency}, {span}: {percent} over it, not annualised", **fields)
            else:
                yield say("money-weighted, {currency}, {span}: {percent} a year", **fields)


_KINDS: Mapping[str, Callable[[], str]] = {"gross": lambda: word("gross"), "net": lambda: word("net")}
"""Both kinds of return in words of the screen."""
