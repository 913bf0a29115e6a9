"""A run on the screen: what is wrong with it first, then its closed books as tables."""

from collections.abc import Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracer.chain.amount import as_bitcoin
from tracer.cli.amount_table import print_amounts, widen_for
from tracer.cli.screen import tell
from tracer.documents.language.language import ENGLISH
from tracer.documents.words import keyed, rule_name
from tracer.evidence.report.gravest import gravest
from tracer.result.trace_file import TERMINALS, MethodResult, OrderResult, TraceFile
from tracer.visible import visible

_SHOWN = 20
"""Lines of what is wrong on the screen; the rest is counted, and stands on the page of the run."""


def print_books(read: TraceFile) -> None:
    """Print what is wrong, then, for each rule, where the satoshi of each label ended, then the orders."""
    console = Console(highlight=False)
    _print_gravest(console, gravest(read, ENGLISH))
    for method in (read.main, *read.compared):
        title = f"{rule_name(method.name)}, {'primary rule' if method is read.main else 'beside it'}"
        if method.reach:
            console.print(_reach(method))
        else:
            _print_books(console, method, title)
    if read.orders:
        _print_orders(console, read.orders)


def _print_gravest(console: Console, found: Sequence[str]) -> None:
    """Print each on a line of its own, a name never broken by the width of the screen; nothing where nothing is."""
    if not found:
        return
    console.print(Text("To look at first:", "bold"))
    for said in found[:_SHOWN]:
        tell(console, f"  {visible(said)}", "yellow")
    if len(found) > _SHOWN:
        console.print(f"  … and {len(found) - _SHOWN} more; `tracer show` names all")
    console.print()


def _print_books(console: Console, method: MethodResult, title: str) -> None:
    """Print the books of one rule: a row an end, a column a label; ends where nothing lies are left out."""
    books = method.books
    asserted = {"asserted by the seeds": [book.asserted for book in books]}
    if any(book.overlap for book in books):
        asserted["less overlap"] = [-book.overlap for book in books]
        asserted["seeds"] = [book.seed for book in books]
    ends = {keyed(name): [book.terminals[name] for book in books] for name in TERMINALS}
    shown = {name: amounts for name, amounts in ends.items() if any(amounts) or name == keyed("custody")}
    total = {"sum": [sum(book.terminals.values()) for book in books]}
    closing = ["close" if book.closes else "DO NOT CLOSE" for book in books]
    labels = [book.label for book in books]
    print_amounts(console, f"Case books under {title} (BTC)", labels, (asserted, shown, total), ("books", closing))


def _reach(method: MethodResult) -> Text:
    outputs, transactions = method.reach or (0, 0)
    return Text(
        f"{rule_name(method.name)}, beside it: reaches {outputs} outputs in {transactions} transactions (no amounts).\n"
    )


def _print_orders(console: Console, orders: tuple[OrderResult, ...]) -> None:
    table = Table(title="Orders (BTC)", title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("order", overflow="fold")
    heads = ("ordered", "received", "shortfall", "excess", "faults")
    for name in heads:
        table.add_column(name, justify="right", no_wrap=True)
    rows = []
    for order in orders:
        amounts = (order.ordered, order.received, order.shortfall, order.excess)
        rows.append((*("not named" if sat is None else as_bitcoin(sat) for sat in amounts), str(len(order.faults))))
        table.add_row(Text(f"{visible(order.id)}\n{order.kind} of {visible(', '.join(order.labels))}"), *rows[-1])
    widen_for(console, [heads, *rows])
    console.print(table)
