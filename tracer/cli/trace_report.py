"""A run on the screen: what is wrong with it first, then its closed books as tables."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from tracer.chain.amount import as_bitcoin
from tracer.cli.amount_table import plain_table, print_amounts, print_whole
from tracer.cli.screen import tell
from tracer.cli.tongue import say, spoken, word
from tracer.documents.words import keyed, rule_name
from tracer.evidence.report.gravest import gravest
from tracer.result.trace_file import TERMINALS, MethodResult, OrderResult, TraceFile
from tracer.visible import visible

_SHOWN = 20
"""Lines of what is wrong on the screen; the rest is counted, and stands on the page of the run."""


def print_books(read: TraceFile) -> None:
    """Print what is wrong, then, for each rule, where the satoshi of each label ended, then the orders."""
    console = Console(highlight=False)
    _print_gravest(console, gravest(read, spoken()))
    for method in (read.main, *read.compared):
        rule = rule_name(method.name, spoken())
        primary = method is read.main
        title = say(
            "Case books under {rule}, primary rule (BTC)" if primary else "Case books under {rule}, beside it (BTC)",
            rule=rule,
        )
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
    console.print(Text(word("To look at first:"), "bold"))
    for said in found[:_SHOWN]:
        tell(console, f"  {visible(said)}", "yellow")
    if len(found) > _SHOWN:
        console.print(say("  … and {count} more; `tracer show` names all", count=len(found) - _SHOWN))
    console.print()


def _print_books(console: Console, method: MethodResult, title: str) -> None:
    """Print the books of one rule: a row an end, a column a label; ends where nothing lies are left out."""
    books = method.books
    asserted = {word("asserted by the seeds"): [book.asserted for book in books]}
    if any(book.overlap for book in books):
        asserted[word("less overlap")] = [-book.overlap for book in books]
        asserted[word("seeds")] = [book.seed for book in books]
    ends = {keyed(name, spoken()): [book.terminals[name] for book in books] for name in TERMINALS}
    shown = {name: amounts for name, amounts in ends.items() if any(amounts) or name == keyed("custody", spoken())}
    total = {word("sum"): [sum(book.terminals.values()) for book in books]}
    closing = [word("close" if book.closes else "DO NOT CLOSE") for book in books]
    labels = [book.label for book in books]
    print_amounts(console, title, labels, (asserted, shown, total), (word("books"), closing))


def _reach(method: MethodResult) -> Text:
    outputs, transactions = method.reach or (0, 0)
    words = say(
        "{rule}, beside it: reaches {outputs} outputs in {transactions} transactions (no amounts).",
        rule=rule_name(method.name, spoken()),
        outputs=outputs,
        transactions=transactions,
    )
    return Text(f"{words}\n")


def _print_orders(console: Console, orders: tuple[OrderResult, ...]) -> None:
    table = plain_table(word("Orders (BTC)"))
    table.add_column(word("order"), overflow="fold")
    heads = (word("ordered"), word("received"), word("shortfall"), word("excess"), word("faults"))
    for name in heads:
        table.add_column(name, justify="right", no_wrap=True)
    rows = []
    for order in orders:
        amounts = (order.ordered, order.received, order.shortfall, order.excess)
        rows.append(
            (*(word("not named") if sat is None else as_bitcoin(sat) for sat in amounts), str(len(order.faults)))
        )
        table.add_row(Text(f"{visible(order.id)}\n{_kind(order)}"), *rows[-1])
    print_whole(console, table)


def _kind(order: OrderResult) -> str:
    return say("{kind} of {labels}", kind=word(order.kind), labels=visible(", ".join(order.labels)))
