"""A journal on the screen."""

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracer.journal.journal import Entry, Journal
from tracer.journal.kinds import words
from tracer.visible import visible


def print_journal(journal: Journal) -> None:
    """Print each entry with what it says, then the head."""
    console = Console(highlight=False)
    table = Table(box=None, show_header=False, pad_edge=False)
    for name in ("number", "time", "what"):
        table.add_column(name, no_wrap=name != "what", overflow="fold", justify="right" if name == "number" else "left")
    for entry in journal.entries:
        table.add_row(str(entry.seq), visible(entry.time_utc), Text(_told(entry)))
    console.print(table)
    console.print(Text(f"Every entry is linked to the one before. Head: {journal.head}"), soft_wrap=True)


def _told(entry: Entry) -> str:
    lines = [f"{words(entry.kind)} · {entry.who} · {entry.why}"]
    if entry.object is not None:
        lines.append(f"SHA-256 {entry.object}")
    lines += [f"{name}: {text}" for name, text in entry.details.items()]
    return "\n".join(map(visible, lines))
