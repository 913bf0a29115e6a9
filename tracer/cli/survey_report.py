"""A survey of trails that a budget cut off, as tables on the screen."""

from rich.console import Console
from rich.text import Text

from tracer.cli.amount_table import print_amounts
from tracer.cli.tongue import say, spoken, word
from tracer.documents.words import keyed, rule_name
from tracer.formats.json_cursor import JsonCursor
from tracer.result.trace_file import TERMINALS


def print_survey(survey: bytes) -> None:
    """Print, for each rule surveyed, where the whole trail ended.

    Raises:
        IntegrityError: it is not of the form written.
    """
    console = Console(highlight=False)
    for name, method in JsonCursor.of(survey, "survey.json").key("methods").members():
        if any(method.key("labels").members()):
            _print_books(console, name, method)
        said = say(
            "{rule}: {transactions} transactions crossed, {ends} ends.",
            rule=rule_name(name, spoken()),
            transactions=spoken().number(method.integer("transactions")),
            ends=spoken().number(method.integer("ends")),
        )
        over = word("The time was over before the trail was.") if method.key("partial").as_flag() else ""
        console.print(Text(f"{said} {over}".rstrip()))
    words = "A survey shows where to look and is not evidence. The largest ends are in survey.json."
    console.print(Text(word(words) + "\n"))


def _print_books(console: Console, name: str, method: JsonCursor) -> None:
    """Print the books of one rule: a row an end, a column a label; ends where nothing lies are left out."""
    books = list(method.key("labels").members())
    ends = {keyed(terminal, spoken()): [book.integer(terminal) for _, book in books] for terminal in TERMINALS}
    shown = {terminal: amounts for terminal, amounts in ends.items() if any(amounts)}
    total = {word("sum"): [sum(column) for column in zip(*ends.values(), strict=True)]}
    labels = [label for label, _ in books]
    title = say("Survey of the whole trail under {rule} (BTC)", rule=rule_name(name, spoken()))
    print_amounts(console, title, labels, (shown, total))
