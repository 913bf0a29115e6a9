"""Where coins came from, on the screen: each origin with its name whole below it."""

from rich.console import Console

from tracer.chain.amount import as_bitcoin
from tracer.cli.screen import tell
from tracer.documents.words import keyed
from tracer.formats.json_cursor import JsonCursor
from tracer.visible import visible

_WHY, _AMOUNT = 30, 18
"""Cells of the word for an origin, and of an amount."""


def print_origins(document: bytes) -> None:
    """Print, for each target, its origins with what each gave under FIFO and under haircut."""
    console = Console(highlight=False)
    for target in JsonCursor.of(document, "origin.json").rows("targets"):
        _print_target(console, target)


def _print_target(console: Console, target: JsonCursor) -> None:
    fifo: dict[str, int] = {}
    for row in target.rows("fifo"):
        name = row.text("origin")
        fifo[name] = fifo.get(name, 0) + row.amount("sat")
    shares = {row.text("origin"): row.amount("sat") for row in target.rows("haircut")}
    tell(console, f"{visible(target.text('outpoint'))}, {as_bitcoin(target.amount('value_sat'))} BTC\n")
    lines = [_row("origin", "FIFO (BTC)", "haircut (BTC)"), "─" * (_WHY + 2 * _AMOUNT)]
    for origin in target.rows("origins"):
        name = origin.text("outpoint")
        why = visible(origin.maybe_text("service") or keyed(origin.text("terminal")))
        lines.append(_row(why, as_bitcoin(fifo.get(name, 0)), as_bitcoin(shares.get(name, 0))))
        lines.append(f"  {visible(name)}")
    for line in [*lines, ""]:
        console.print(line, soft_wrap=True, markup=False)


def _row(why: str, fifo: str, haircut: str) -> str:
    return f"{why:<{_WHY}}{fifo:>{_AMOUNT}}{haircut:>{_AMOUNT}}"
