"""Limits on the screen: what each measures, the share over the days, the band, hedges, and fund units beside them."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from rich.console import Console, JustifyMethod
from rich.text import Text

from tracer.chain.amount import as_bitcoin
from tracer.cli.amount_table import plain_table, print_whole
from tracer.cli.screen import tell
from tracer.cli.tongue import say, word
from tracer.documents.language.language import phrase
from tracer.reserve.limits.figures import percent
from tracer.reserve.limits.hedges import NetExposure
from tracer.reserve.limits.limit_report import LimitReport
from tracer.reserve.limits.limit_rows import LimitState
from tracer.reserve.limits.period_limits import PeriodLimit
from tracer.reserve.limits.reviews import BandPosition
from tracer.visible import visible

_STYLE = {LimitState.BREACHED: "bold red", LimitState.UNKNOWN: "yellow", LimitState.WITHIN: ""}
_BARS = "▁▂▃▄▅▆▇█"
_MOST_BARS = 28
"""Bars of the line at most, so that it has room on a screen of 80 characters."""
_HEADS: Mapping[str, JustifyMethod] = {
    phrase("allowed"): "right",
    phrase("actual"): "right",
    phrase("state"): "left",
}
"""The heads behind the limit's name and kind, and on which side each of the columns stands."""
_STATES = {
    LimitState.WITHIN: phrase("within"),
    LimitState.BREACHED: phrase("breached"),
    LimitState.UNKNOWN: phrase("unknown"),
}
_UNITS = {
    "percent": phrase("{figure} %"),
    "usd": phrase("{figure} USD"),
    "sat": phrase("{figure} sat"),
    "days": phrase("{figure} days"),
}
_DECISIONS = {
    "keep": phrase("keep"),
    "reduce to": phrase("reduce to"),
    "raise to": phrase("raise to"),
    "hedge": phrase("hedge"),
}


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
        told = {"least": percent(min(shares)), "greatest": percent(max(shares)), "now": percent(shares[-1])}
        lines.append(
            say("share of the reserves {bars} {least} % to {greatest} %, now {now} %", bars=_line(shares), **told)
        )
    if found.position is not None:
        lines.append(band_line(found.position))
    if found.exposure is not None and found.hedges:
        lines += _exposed(found.exposure)
    if found.fall is not None:
        fall = {"percent": percent(found.fall.share), "first": found.fall.first, "last": found.fall.last}
        lines.append(
            say("greatest fall of a day among the fixings on file: {percent} % from {first} to {last}", **fall)
        )
    lines += [
        say(
            "beside the coins, in no sum with them: {fund}, {worth} {currency} as of {day}",
            fund=each.fund,
            worth=f"{each.worth // 100}.{each.worth % 100:02d}",
            currency=each.currency,
            day=each.as_of,
        )
        for each in found.units
    ]
    return lines


def band_line(found: BandPosition) -> str:
    """Return the band that a review proposed, what was decided, and the actual share beside it."""
    low, high = (percent(each) for each in found.band)
    proposed = say(
        "review {act} of {period}: band {low} % to {high} %, decided: {decision}",
        act=found.act,
        period=found.period,
        low=low,
        high=high,
        decision=word(_DECISIONS[found.decision]),
    )
    if found.share is None or found.off is None:
        return say("{proposed}; the actual share is not known.", proposed=proposed)
    actual = {"proposed": proposed, "share": percent(found.share), "amount": as_bitcoin(abs(found.off))}
    if not found.off:
        return say("{proposed}; actual {share} %, inside the band.", **actual)
    return (
        say("{proposed}; actual {share} %, above the band: {amount} BTC more than it allows at the fixing.", **actual)
        if found.off < 0
        else say(
            "{proposed}; actual {share} %, below the band: {amount} BTC less than it allows at the fixing.", **actual
        )
    )


def _exposed(net: NetExposure) -> Iterator[str]:
    told = {"open": as_bitcoin(net.net), "whole": as_bitcoin(net.held)}
    if net.ratio is None:
        yield say("open to the price: {open} of {whole} BTC", **told)
    else:
        yield say("open to the price: {open} of {whole} BTC, {percent} % hedged", percent=percent(net.ratio), **told)
    if net.margin:
        amount = as_bitcoin(net.margin)
        yield say("margin posted, outside of the books, encumbered: {amount} BTC", amount=amount)


def _print_rows(console: Console, found: LimitReport) -> None:
    title = (
        say("Limits on {day}", day=found.asked)
        if found.day is None
        else say("Limits on {day}, those on the price at the fixing of {fixing}", day=found.asked, fixing=found.day.day)
    )
    table = plain_table(title)
    table.add_column(f"{word('limit')}\n{word('kind')}", overflow="fold")
    for name, justify in _HEADS.items():
        table.add_column(word(name), justify=justify, no_wrap=justify == "right")
    for row in found.rows:
        limit = Text(f"{visible(row.limit)}\n{row.kind.value}")
        for at, (named, state, style) in enumerate(_measured(row)):
            cells = (Text(""), "") if at else (limit, _allowed(row))
            table.add_row(*cells, Text(named), Text(state, style))
    print_whole(console, table)


def _measured(row: PeriodLimit) -> Iterator[tuple[str, str, str]]:
    """Yield what a limit measures of each subject, how it stands, and its style; once where there is nothing to."""
    if not row.actual:
        yield "-", say("from {day}", day=row.begins) if row.state is None else word(_STATES[row.state]), ""
    for each in row.actual:
        said = word("unknown") if each.value is None else figure(row, each.value)
        named = said if each.subject is None else f"{visible(each.subject)}:\n{said}"
        yield named, word(_STATES[each.state]), _STYLE[each.state]


def _allowed(row: PeriodLimit) -> str:
    bounds = []
    if row.most is not None:
        bounds.append(say("max {figure}", figure=figure(row, row.most)))
    if row.least is not None:
        bounds.append(say("min {figure}", figure=figure(row, row.least)))
    return ", ".join(bounds)


def figure(row: PeriodLimit, text: str) -> str:
    """Return a figure of a limit as a statement writes it, with its unit."""
    return say(_UNITS[row.unit], figure=text) if row.unit in _UNITS else text


def _line(shares: list[Fraction]) -> str:
    """Return the shares as bars between their least and their greatest, each the greatest of days side by side."""
    count = min(len(shares), _MOST_BARS)
    parts = [shares[at * len(shares) // count : (at + 1) * len(shares) // count] for at in range(count)]
    low, high = min(shares), max(shares)
    steps = len(_BARS) - 1
    return "".join(_BARS[int((max(each) - low) / (high - low) * steps) if high > low else 0] for each in parts)
