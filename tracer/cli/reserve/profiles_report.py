"""National profiles on one screen, each with its sources."""

from collections.abc import Iterator

from rich.text import Text

from tracer.cli.screen import whole_screen
from tracer.operations.reserve_profiles import NationalProfiles
from tracer.reserve.national.profiles import NationalProfile


def print_profiles(found: NationalProfiles) -> None:
    """Print the profiles, one below the other."""
    with whole_screen() as console:
        console.print(Text("Defaults of a register; no satoshi depends on them. Not legal advice.\n"))
        for each in found.profiles:
            console.print(Text(f"{each.id}: {each.name}", "bold"))
            for key, words in _lines(each):
                console.print(Text(f"  {key:<13} {words}"), soft_wrap=True)
            for source in each.sources:
                said = f"  {source.about}, {source.as_of.isoformat()}, {source.grade.value}: {source.text}"
                console.print(Text(said), soft_wrap=True)
                console.print(Text(f"    Source: {source.source}", "dim"), soft_wrap=True)
            console.print()


def _lines(each: NationalProfile) -> Iterator[tuple[str, str]]:
    yield "zone", each.zone
    yield "languages", ", ".join(each.languages)
    yield "currency", each.currency
    yield "exchange", each.fx
    months = "the next month" if each.due_months == 1 else f"month {each.due_months} after it"
    yield "period", f"a {each.period}, due at the end of {months}"
    yield "title", each.title
    yield "disposals", ", ".join(each.methods) or "none"
    yield "before title", each.interlocutory if each.article is None else f"{each.interlocutory}: {each.article}"
    yield "not said", ", ".join(each.avoid)
    yield from each.stages.items()
