"""A survey of trails that a budget cut off, as tables on the screen."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracer.chain.amount import Sats, as_bitcoin
from tracer.evidence.place import Place
from tracer.evidence.trace_file import TERMINALS


def print_survey(survey: bytes) -> None:
    """Print, for each rule surveyed, where the whole trail ended.

    Raises:
        IntegrityError: it is not of the form written.
    """
    console = Console(highlight=False)
    for name, method in Place.of(survey, "survey.json").key("methods").members():
        if any(method.key("labels").members()):
            console.print(_books(name, method))
        said = f"{name}: {method.integer('transactions'):,} transactions crossed, {method.integer('ends'):,} ends."
        console.print(
            Text(f"{said} The time was over before the trail was." if method.key("partial").as_flag() else said)
        )
    console.print(Text("A survey shows where to look and is not evidence. The largest ends are in survey.json.\n"))


def _books(name: str, method: Place) -> Table:
    """Return the table of one rule: a row an end, a column a label; ends where nothing lies are left out."""
    table = Table(title=f"Survey of the whole trail under {name} (BTC)", title_justify="left")
    books = list(method.key("labels").members())
    table.add_column("")
    for label, _ in books:
        table.add_column(Text(label), justify="right")
    for terminal in TERMINALS:
        amounts = [book.integer(terminal) for _, book in books]
        if any(amounts):
            table.add_row(terminal, *(as_bitcoin(Sats(sat)) for sat in amounts))
    table.add_section()
    table.add_row("sum", *(as_bitcoin(Sats(sum(book.integer(name) for name in TERMINALS))) for _, book in books))
    return table
