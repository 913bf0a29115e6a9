"""A period that was closed, on the screen: its books, when it was due, what came late, what it restates."""

from collections.abc import Iterator

from tracer.cli.reserve.limit_report import band_line
from tracer.cli.tongue import known, say, word
from tracer.operations.reserve_close import ClosedNow
from tracer.reserve.period_rows import ChangedFigure


def close_lines(done: ClosedNow) -> tuple[str, ...]:
    """Return what a person should read: what was closed, when it was due, which acts came late, what is restated."""
    return tuple(_lines(done))


def difference_line(each: ChangedFigure) -> str:
    """Return a figure with what it was and what it is."""
    return f"{each.figure}: {each.was or word('nothing')} -> {each.now or word('nothing')}"


def _lines(done: ClosedNow) -> Iterator[str]:
    statement, books = done.statement, done.statement.books.books
    yield say(
        "{period} closed at block {height}: opening {opening}, closing {closing} satoshi; SHA-256 {sha256}",
        period=statement.period,
        height=statement.closing.height,
        opening=books.opening,
        closing=books.closing,
        sha256=done.sha256,
    )
    yield say("due {due}, closed {closed}", due=done.due.isoformat(), closed=done.closed.isoformat())
    if statement.late:
        yield say("late: {acts}", acts=", ".join(statement.late))
    for each in done.otherwise:
        yield known(each.text)
    for text in done.told:
        is_band = done.position is not None and text == done.position.line
        yield band_line(done.position) if is_band and done.position is not None else known(text)
    if statement.restates is not None:
        restates = statement.restates
        yield say("restates {period}: {reason}", period=restates.period, reason=restates.reason)
        yield from map(difference_line, restates.figures)
        if restates.later:
            yield say("later periods that change too: {periods}", periods=", ".join(restates.later))
