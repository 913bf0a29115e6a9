"""A performance on one screen: a table in each currency, the reasons of what is n/a, risk, and the warnings."""

from collections.abc import Iterator

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracer.cli.amount_table import widen_for
from tracer.cli.screen import whole_screen
from tracer.documents.language.language import ENGLISH
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
        console.print(Text(f"{visible(shown.register)}, performance to the end of {found.to.isoformat()}"))
        console.print(Text(f"compared in {words.kind_name(found.kind, ENGLISH)}\n"))
        for currency in found.currencies:
            _print_returns(console, found, currency)
        for reason in dict.fromkeys(each for currency in found.currencies for each in _reasons(found, currency)):
            console.print(Text(f"n/a {reason}"))
        for currency in found.currencies:
            for each in found.spans:
                if not isinstance(each.by_currency[currency].price, Unavailable):
                    console.print(Text(_risk(each, currency)), soft_wrap=True)
        for line in dict.fromkeys(_money_weighted(found)):
            console.print(Text(line))
        bought, future = words.warnings(ENGLISH)
        console.print(Text(bought), soft_wrap=True)
        console.print(Text(future, "bold"))


def in_one_line(found: Performance) -> str:
    """Return what became of the headline's value in dollars over the last span, beside gold, with the warning."""
    each = found.spans[-1]
    figures = each.by_currency[found.currencies[0]]
    name = plain(words.span_name(each.span, ENGLISH))
    scope = words.scope_name(found.headline, ENGLISH)
    gross, net = (_part(each, figures.returns[found.headline], kind) for kind in ("gross", "net"))
    gold = _cell(each, figures.benchmarks[BenchmarkName.GOLD])
    return f"{name}, {scope}: gross {gross}, net {net}; gold {gold}. {words.warnings(ENGLISH)[1]}"


def _print_returns(console: Console, found: Performance, currency: str) -> None:
    names = [plain(words.span_name(each.span, ENGLISH)) for each in found.spans]
    table = Table(title=f"Return in {currency}", title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("", no_wrap=True)
    for name in names:
        table.add_column(name, justify="right", no_wrap=True)
    rows = list(_rows(found, currency))
    for row in rows:
        table.add_row(*map(Text, row))
    widen_for(console, [["", *names], *rows])
    console.print(table)


def _rows(found: Performance, currency: str) -> Iterator[list[str]]:
    for scope in SCOPES:
        name = words.scope_name(scope, ENGLISH)
        for kind in ("gross", "net"):
            cells = [_part(each, each.by_currency[currency].returns[scope], kind) for each in found.spans]
            yield [f"{name}, {kind}", *cells]
    for benchmark in BenchmarkName:
        cells = [_cell(each, each.by_currency[currency].benchmarks[benchmark]) for each in found.spans]
        yield [words.benchmark_name(benchmark, ENGLISH), *cells]
    yield ["price of bitcoin", *(_cell(each, each.by_currency[currency].price) for each in found.spans)]


def _part(each: SpanFigures, returns: SpanReturn | Unavailable, kind: str) -> str:
    if isinstance(returns, Unavailable):
        return "n/a"
    return _cell(each, returns.gross if kind == "gross" else returns.net)


def _cell(each: SpanFigures, figure: Ratio | Unavailable) -> str:
    return "n/a" if isinstance(figure, Unavailable) else plain(words.figure(figure, each.span, ENGLISH))


def _reasons(found: Performance, currency: str) -> Iterator[str]:
    for each in found.spans:
        figures = each.by_currency[currency]
        name = plain(words.span_name(each.span, ENGLISH))
        for scope in SCOPES:
            returns = figures.returns[scope]
            lack = returns if isinstance(returns, Unavailable) else returns.net
            if isinstance(lack, Unavailable):
                yield plain(words.lack(lack, name, ENGLISH))
        if isinstance(figures.price, Unavailable):
            yield plain(words.lack(figures.price, name, ENGLISH))
    for each in found.spans:
        for benchmark, figure in each.by_currency[currency].benchmarks.items():
            if isinstance(figure, Unavailable):
                yield plain(words.lack(figure, words.benchmark_name(benchmark, ENGLISH), ENGLISH))


def _risk(each: SpanFigures, currency: str) -> str:
    figures, name = each.by_currency[currency], plain(words.span_name(each.span, ENGLISH))
    return f"{currency}, {name}: {_moved(figures)}; {_fell(figures)}"


def _moved(figures: CurrencyFigures) -> str:
    moved = figures.volatility
    if isinstance(moved, Unavailable):
        return "volatility n/a"
    return f"volatility {plain(words.percent(moved.basis_points, ENGLISH))} a year over {moved.changes} changes"


def _fell(figures: CurrencyFigures) -> str:
    fall = figures.drawdown
    if isinstance(fall, Drawdown):
        fell = plain(words.percent(fall.basis_points, ENGLISH))
        return f"greatest fall {fell}, {fall.peak.isoformat()} to {fall.trough.isoformat()}"
    return "greatest fall n/a" if isinstance(fall, Unavailable) else "it never fell"


def _money_weighted(found: Performance) -> Iterator[str]:
    for each in found.spans:
        for currency, figures in each.by_currency.items():
            rate = figures.money_weighted[found.headline]
            if isinstance(rate, Unavailable):
                continue
            over = "over it, not annualised" if each.span.is_short else "a year"
            name = plain(words.span_name(each.span, ENGLISH))
            yield f"money-weighted, {currency}, {name}: {plain(words.percent(rate, ENGLISH))} {over}"
