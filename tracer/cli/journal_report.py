"""A journal on the screen."""

from rich.console import Console
from rich.text import Text

from tracer.cli.screen import tell_rows
from tracer.cli.tongue import say, word
from tracer.journal.journal import Entry, Journal
from tracer.journal.kinds import words
from tracer.visible import visible


def print_journal(journal: Journal) -> None:
    """Print each entry with what it says, then the head."""
    console = Console(highlight=False)
    numbered = max((len(str(entry.seq)) for entry in journal.entries), default=0)
    tell_rows(
        console,
        ((Text(f"{entry.seq:>{numbered}}  {visible(entry.time_utc)}"), _told(entry)) for entry in journal.entries),
    )
    console.print(Text(say("Every entry is linked to the one before. Head: {head}", head=journal.head)), soft_wrap=True)


def _told(entry: Entry) -> str:
    lines = [f"{word(words(entry.kind))} · {entry.who} · {entry.why}"]
    if entry.object is not None:
        lines.append(f"SHA-256 {entry.object}")
    lines += [f"{name}: {text}" for name, text in entry.details.items()]
    return "\n".join(map(visible, lines))
