"""Days on the command line: their form, and `--day` of commands that tell of the end of a day."""

import datetime as dt
import re

import click

from tracer.visible import quoted

_FORM = "%Y-%m-%d"
_DIGITS = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SHOWN = 40


class Day(click.DateTime):
    """A day as 2026-09-30; what is none is answered with the form, and a day that no calendar has as that."""

    def __init__(self) -> None:
        """Take one form alone, whatever the locale."""
        super().__init__(formats=[_FORM])

    def convert(self, value: object, param: click.Parameter | None, ctx: click.Context | None) -> dt.datetime:
        """Return the beginning of the day.

        Raises:
            click.BadParameter: it is no day, or not of the form.
        """
        try:
            if not _DIGITS.fullmatch(str(value)):
                raise ValueError
            return dt.datetime.strptime(str(value), _FORM)  # noqa: DTZ007 - a day has no zone
        except ValueError:
            raise click.BadParameter(
                f"{quoted(str(value), _SHOWN)} is no day; write one as year-month-day, such as 2026-09-30.", ctx, param
            ) from None


DAY = click.option(
    "--day",
    metavar="DATE",
    type=Day(),
    help="The day whose end is told of, in the register's zone. Without it: the last day observed.",
)
