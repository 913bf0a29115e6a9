"""Limits on the screen: what each measures, the share over the days, the band, hedges, and fund units beside them."""

from collections.abc import Iterator
from fractions import Fraction

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracer.chain.amount import as_bitcoin
from tracer.cli.amount_table import widen_for
from tracer.cli.screen import tell
from tracer.reserve.limits.figures import percent
from tracer.reserve.limits.limit_report import LimitReport
from tracer.reserve.limits.limit_rows import LimitState
from tracer.reserve.limits.period_limits import PeriodLimit
from tracer.visible import visible

_STYLE = {LimitState.BREACHED: "bold red", LimitState.UNKNOWN: "yellow", LimitState.WITHIN: ""}
_BARS = "▁▂▃▄▅▆▇█"
_MOST_BARS = 28
"""Bars of the line at most, so that it has room on a screen of 80 characters."""
_HEADS = ("limit", "kind", "allowed", "actual", "state")
_UNITS = {"percent": " %", "usd": " USD", "sat": " sat", "days": " days"}


def print_limits(console: Console, found: LimitReport) -> None:
    """Print the limits, then what stands beside them."""
    if found.limits:
        _print_rows(console, found)
    for line in limit_lines(found):
        tell(console, visible(line))


def limit_lines(found: LimitReport) -> list[str]:
    """Return the share over the days, proposed against actual, hedges, the greatest fall and fund units, in lines."""
    lines = []
    shares = [share for _, share, _ in found.shares if share is not None]
    if shares:
        low, high = percent(min(shares)), percent(max(shares))
        lines.append(f"share of the reserves {_line(shares)} {low} % to {high} %, now {percent(shares[-1])} %")
    if found.position is not None:
        lines.append(found.position.line)
    if found.exposure is not None and found.hedges:
        net, ratio = found.exposure, found.exposure.ratio
        hedged = "" if ratio is None else f", {percent(ratio)} % hedged"
        lines.append(f"open to the price: {as_bitcoin(net.net)} of {as_bitcoin(net.held)} BTC{hedged}")
        if net.margin:
            lines.append(f"margin posted, outside of the books, encumbered: {as_bitcoin(net.margin)} BTC")
    if found.fall is not None:
        fall = f"{percent(found.fall.share)} % from {found.fall.first} to {found.fall.last}"
        lines.append(f"greatest fall of a day among the fixings on file: {fall}")
    lines += [
        f"beside the coins, in no sum with them: {each.fund}, {each.worth // 100}.{each.worth % 100:02d} "
        f"{each.currency} as of {each.as_of}"
        for each in found.units
    ]
    return lines


def _print_rows(console: Console, found: LimitReport) -> None:
    title = f"Limits on {found.asked}"
    if found.day is not None:
        title += f", those on the price at the fixing of {found.day.day}"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("limit", overflow="fold")
    for name in _HEADS[1:]:
        table.add_column(name, justify="right" if name in ("allowed", "actual") else "left", no_wrap=True)
    rows = []
    for row in found.rows:
        for at, (named, state, style) in enumerate(_measured(row)):
            cells = (row.kind.value, _allowed(row)) if not at else ("", "")
            rows.append((*cells, named, state))
            table.add_row(
                Text(visible(row.limit) if not at else ""), *rows[-1][:2], Text(visible(named)), Text(state, style)
            )
    widen_for(console, [_HEADS[1:], *rows])
    console.print(table)


def _measured(row: PeriodLimit) -> Iterator[tuple[str, str, str]]:
    """Yield what a limit measures of each subject, how it stands, and its style; once where there is nothing to."""
    if not row.actual:
        yield "-", f"from {row.begins}" if row.state is None else row.state.value, ""
    for each in row.actual:
        said = "unknown" if each.value is None else figure(row, each.value)
        yield said if each.subject is None else f"{each.subject}: {said}", each.state.value, _STYLE[each.state]


def _allowed(row: PeriodLimit) -> str:
    bounds = [("max", row.most), ("min", row.least)]
    return ", ".join(f"{word} {figure(row, text)}" for word, text in bounds if text is not None)


def figure(row: PeriodLimit, text: str) -> str:
    """Return a figure of a limit as a statement writes it, with its unit."""
    return f"{text}{_UNITS.get(row.unit, '')}"


def _line(shares: list[Fraction]) -> str:
    """Return the shares as bars between their least and their greatest, each the greatest of days side by side."""
    count = min(len(shares), _MOST_BARS)
    parts = [shares[at * len(shares) // count : (at + 1) * len(shares) // count] for at in range(count)]
    low, high = min(shares), max(shares)
    steps = len(_BARS) - 1
    return "".join(_BARS[int((max(each) - low) / (high - low) * steps) if high > low else 0] for each in parts)
