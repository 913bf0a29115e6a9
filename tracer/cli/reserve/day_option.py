"""`--day`, for commands that tell of the end of a day."""

import click

DAY = click.option(
    "--day",
    metavar="DATE",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    help="The day whose end is told of, in the register's zone. Without it: the last day observed.",
)
