"""Claims about states on one screen, under their countries."""

from itertools import groupby

from rich.text import Text

from tracer.cli.screen import whole_screen
from tracer.operations.reserve_approaches import Approaches
from tracer.reserve.national.claims import COUNTRIES


def print_approaches(found: Approaches) -> None:
    """Print the claims by country; old ones dim, disputed amounts said."""
    with whole_screen() as console:
        console.print(Text("Claims of others, none of them a fact of a register. Not legal advice.\n"))
        for country, several in groupby(found.claims, key=lambda each: each.country):
            console.print(Text(COUNTRIES[country], "bold"))
            for each in several:
                old = each.is_old(found.day)
                words = [each.topic, each.as_of.isoformat(), each.grade.value]
                words += ["older than 18 months"] * old + ["other claims name other amounts"] * found.is_disputed(each)
                style = "dim" if old else ""
                console.print(Text(f"  {', '.join(words)}", style), soft_wrap=True)
                console.print(Text(f"    {each.text}", style), soft_wrap=True)
                console.print(Text(f"    Source: {each.source}", "dim"), soft_wrap=True)
            console.print()
