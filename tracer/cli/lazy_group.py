"""A group of commands that are imported when they are named."""

from collections.abc import Mapping
from importlib import import_module

import click


class LazyGroup(click.Group):
    """Commands by name, each the `command` of a module; listed in the order given."""

    modules: Mapping[str, str]
    """The modules of the commands by the commands' names."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in their order."""
        del ctx
        return list(self.modules)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import a command; None where there is none of that name."""
        del ctx
        if cmd_name not in self.modules:
            return None
        command: click.Command = import_module(self.modules[cmd_name]).command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that the arguments begin with, and the rest of them."""
        if args and args[0] not in self.modules and not args[0].startswith("-"):
            raise click.UsageError(_unknown(args[0], tuple(self.modules)), ctx)
        return super().resolve_command(ctx, args)


def _unknown(name: str, known: tuple[str, ...]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(name, known, n=1)
    return f"no command {name!r}" + (f"; did you mean {near[0]!r}?" if near else f": there are {', '.join(known)}")
