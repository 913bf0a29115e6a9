"""What the library of the command line has to say of a wrong one, in the language of the screen."""

import click

from tracer.cli.tongue import known, say


def show_usage(error: click.ClickException) -> None:
    """Print how the command is used, where to read more, and what is wrong; a group named alone prints its help."""
    if isinstance(error, click.exceptions.NoArgsIsHelpError):
        error.show()
        return
    if isinstance(error, click.UsageError) and error.ctx is not None:
        names = error.ctx.command.get_help_option_names(error.ctx)
        click.echo(error.ctx.get_usage(), err=True)
        hint = say("Try '{command} {option}' for help.", command=error.ctx.command_path, option=max(names, key=len))
        click.echo(f"{hint}\n", err=True)
    click.echo(say("Error: {message}", message=known(error.format_message())), err=True)
