"""Where coins came from, as tables on the screen."""

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracer.chain.amount import as_bitcoin
from tracer.cli.amount_table import widen_for
from tracer.documents.words import keyed
from tracer.formats.json_cursor import JsonCursor
from tracer.visible import visible


def print_origins(document: bytes) -> None:
    """Print, for each target, its origins with what each gave under FIFO and under haircut."""
    console = Console(highlight=False)
    for target in JsonCursor.of(document, "origin.json").rows("targets"):
        value = target.amount("value_sat")
        table = Table(box=SIMPLE_HEAD, pad_edge=False, title_justify="left")
        table.title = Text(visible(f"{target.text('outpoint')}, {as_bitcoin(value)} BTC"))
        table.add_column("origin", overflow="fold")
        heads = ("FIFO (BTC)", "haircut (BTC)")
        for head in heads:
            table.add_column(head, justify="right", no_wrap=True)
        fifo: dict[str, int] = {}
        for row in target.rows("fifo"):
            name = row.text("origin")
            fifo[name] = fifo.get(name, 0) + row.amount("sat")
        shares = {row.text("origin"): row.amount("sat") for row in target.rows("haircut")}
        rows = []
        for origin in target.rows("origins"):
            name = origin.text("outpoint")
            why = origin.maybe_text("service") or keyed(origin.text("terminal"))
            rows.append((as_bitcoin(fifo.get(name, 0)), as_bitcoin(shares.get(name, 0))))
            table.add_row(Text(f"{visible(why)}\n{visible(name)}"), *rows[-1])
        widen_for(console, [heads, *rows])
        console.print(table)
