"""The closed books of a run as a table on the screen."""

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracer.chain.amount import as_bitcoin
from tracer.evidence.budget_text import budget_notes
from tracer.evidence.language.language import ENGLISH
from tracer.evidence.trace_file import TERMINALS, MethodResult, OrderResult, TraceFile


def print_books(read: TraceFile) -> None:
    """Print, for each rule, where the satoshi of each label ended; then the orders."""
    console = Console(highlight=False)
    for method in (read.main, *read.compared):
        title = f"{method.name}, {'primary rule' if method is read.main else 'beside it'}"
        console.print(_reach(method) if method.reach else _books(method, title))
    if read.orders:
        console.print(_orders(read.orders))
    for note in budget_notes(read, ENGLISH):
        console.print(Text(note, "bold yellow"))
    for gap in read.gaps:
        console.print(Text(f"Gap: {gap.outpoint}: {gap.reason}"))


def _books(method: MethodResult, title: str) -> Table:
    """Return the table of one rule: a row an end, a column a label; ends where nothing lies are left out."""
    table = Table(title=f"Case books under {title} (BTC)", title_justify="left", show_footer=True)
    table.add_column("", footer="books")
    for book in method.books:
        table.add_column(Text(book.label), justify="right", footer="close" if book.closes else "DO NOT CLOSE")
    _row(table, "asserted by the seeds", [book.asserted for book in method.books])
    if any(book.overlap for book in method.books):
        _row(table, "less overlap", [-book.overlap for book in method.books])
        _row(table, "seeds", [book.seed for book in method.books])
    table.add_section()
    for name in TERMINALS:
        amounts = [book.terminals[name] for book in method.books]
        if any(amounts) or name == "custody":
            _row(table, name, amounts)
    table.add_section()
    _row(table, "sum", [sum(book.terminals.values()) for book in method.books])
    return table


def _row(table: Table, name: str, amounts: list[int]) -> None:
    table.add_row(name, *(as_bitcoin(sat) for sat in amounts))


def _reach(method: MethodResult) -> Text:
    outputs, transactions = method.reach or (0, 0)
    return Text(f"{method.name}, beside it: reaches {outputs} outputs in {transactions} transactions (no amounts).\n")


def _orders(orders: tuple[OrderResult, ...]) -> Table:
    table = Table(title="Orders (BTC)", title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    table.add_column("order", overflow="fold")
    for name in ("ordered", "received", "shortfall", "excess", "faults"):
        table.add_column(name, justify="right", no_wrap=True)
    for order in orders:
        amounts = (order.ordered, order.received, order.shortfall, order.excess)
        shown = ["not named" if sat is None else as_bitcoin(sat) for sat in amounts]
        named = Text(f"{order.id}\n{order.kind} of {', '.join(order.labels)}")
        table.add_row(named, *shown, str(len(order.faults)))
    return table
