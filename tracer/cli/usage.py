"""What the library of the command line has to say of a wrong one, in the language of the screen."""

import click

from tracer.cli.echo import to_stderr
from tracer.cli.tongue import known, say


def show_usage(error: click.ClickException) -> None:
    """Print how the command is used, where to read more, and what is wrong; a group named alone prints its help."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    if isinstance(error, click.UsageError) and error.ctx is not None:
        names = error.ctx.command.get_help_option_names(error.ctx)
        to_stderr(error.ctx.get_usage())
        hint = say("Try '{command} {option}' for help.", command=error.ctx.command_path, option=max(names, key=len))
        to_stderr(f"{hint}\n")
    to_stderr(say("Error: {message}", message=known(error.format_message())))
