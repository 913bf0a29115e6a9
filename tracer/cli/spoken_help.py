"""Help in the language of the screen: each paragraph, option and heading is looked up as it is printed.

An example and what else stands behind a mark of the library that keeps lines as they are is said line by line.
"""

import re
from collections.abc import Iterable, Iterator
from inspect import cleandoc

import click

from tracer.cli.tongue import LANGUAGE, OPTION, say, word

_KEPT = "\b"
"""What the library wants before a paragraph whose lines are left as they are."""

_DEFAULT = "default: "
_EXTRA = re.compile(r"(.*?)(?:  )?\[((?:default: |required|[0-9x]+[<>])[^]]*)\]", re.DOTALL)


class SpokenFormatter(click.HelpFormatter):
    """Writes help as the library does, in the language of the screen."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """Write the line of usage; what stands for options and commands is said, names are not."""
        for stand_in in ("[OPTIONS]", "COMMAND [ARGS]..."):
            args = args.replace(stand_in, word(stand_in))
        super().write_usage(prog, args, prefix or f"{word('Usage:')} ")

    def write_heading(self, heading: str) -> None:
        """Write the heading of a section."""
        super().write_heading(word(heading))

    def write_text(self, text: str) -> None:
        """Write paragraphs."""
        super().write_text("\n\n".join(_said(each) for each in _paragraphs(text)))

    def write_dl(self, rows: Iterable[tuple[str, str]], col_max: int = 30, col_spacing: int = 2) -> None:
        """Write options or commands, each with what it is for."""
        super().write_dl([(name, _explained(text)) for name, text in rows], col_max, col_spacing)


class SpokenContext(click.Context):
    """The context of a command that explains itself in the language of the screen."""

    formatter_class = SpokenFormatter


def spoken(command: click.Command) -> click.Command:
    """Have a command, and each below it, explain itself in the language of the screen and take `--language`."""
    command.context_class = SpokenContext
    if not any(OPTION in param.opts for param in command.params):
        command.params.append(LANGUAGE)
    if isinstance(command, click.Group):
        for each in command.commands.values():
            spoken(each)
    return command


def texts_of(command: click.Command) -> Iterator[str]:
    """Yield what the help of a command says, each paragraph and explanation once as the catalogs have it."""
    yield from (
        key for text in (command.help, command.epilog) for each in _paragraphs(text or "") for key in _keys(each)
    )
    if command.short_help:
        yield command.short_help
    for param in command.params:
        if isinstance(param, click.Option) and param.help:
            text, extra = _parted(param.help)
            yield text
            yield from (each.removeprefix(_DEFAULT) for each in extra)


def _paragraphs(text: str) -> list[str]:
    return [each for each in re.split(r"\n[ \t]*\n", cleandoc(text)) if each.strip()]


def _keys(paragraph: str) -> list[str]:
    """Return what of a paragraph stands in the catalogs: all of it on one line, or each line where lines are kept."""
    if not paragraph.startswith(_KEPT):
        return [" ".join(paragraph.split())]
    return [line for line in paragraph.split("\n")[1:] if not line.startswith(" ")]


def _said(paragraph: str) -> str:
    if not paragraph.startswith(_KEPT):
        return word(_keys(paragraph)[0])
    return "\n".join(word(line) for line in paragraph.split("\n"))


def _parted(text: str) -> tuple[str, list[str]]:
    """Return an option's explanation and what follows it in brackets: its default, its range, that it is required."""
    extra: list[str] = []
    while found := _EXTRA.fullmatch(text):
        text, extra = found[1], [*found[2].split("; "), *extra]
    return text, extra


def _explained(text: str) -> str:
    explanation, extra = _parted(text)
    said = [
        say("default: {value}", value=word(each.removeprefix(_DEFAULT))) if each.startswith(_DEFAULT) else word(each)
        for each in extra
    ]
    return "  ".join(filter(None, (word(explanation) if explanation else "", f"[{'; '.join(said)}]" if said else "")))
