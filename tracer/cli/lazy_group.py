"""A group of commands that are imported when they are named."""

from collections.abc import Mapping
from importlib import import_module

import click

from tracer.cli.spoken_help import SpokenContext, spoken
from tracer.cli.tongue import LANGUAGE, asked_anywhere, say, speak


class LazyGroup(click.Group):
    """Commands by name, each the `command` of a module; listed in the order given."""

    modules: Mapping[str, str]
    """The modules of the commands by the commands' names."""

    context_class = SpokenContext

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in their order."""
        del ctx
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; None where there is none of that name."""
        del ctx
        if cmd_name not in self.modules:
            return None
        return spoken(import_module(self.modules[cmd_name]).command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments begin with, and the rest of them; speak the language they ask for."""
        if args and args[0] not in self.modules and not args[0].startswith("-"):
            raise click.UsageError(_unknown(args[0], tuple(self.modules)), ctx)
        name, command, rest = super().resolve_command(ctx, args)
        code = asked_anywhere(rest) if command is not None and LANGUAGE in command.params else None
        if code is not None:
            speak(code)
        return name, command, rest


def _unknown(name: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    if near:
        return say("no command {name}; did you mean {near}?", name=repr(name), near=repr(near[0]))
    return say("no command {name}: there are {known}", name=repr(name), known=", ".join(known))
