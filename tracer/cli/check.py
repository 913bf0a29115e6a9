"""`tracer check`: is the case file right?"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from tracer.cli.next_step import say_next
from tracer.cli.options import CASE, example
from tracer.cli.tongue import counted, known, say

_PLACE = re.compile(r"\[[0-9]+\]")
_SAID = 3
"""Places of a kind that are named one by one."""


@click.command(
    short_help="Is the case file right? Every fault at once.", epilog=example("tracer check fixtures/story/case.toml")
)
@CASE
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(case: Path, as_json: bool) -> int:
    """Check a case file, then its TagPacks and its exhibits; report every fault of each at once."""
    from tracer.cli.context import asking, print_json, warn
    from tracer.errors import CaseError
    from tracer.operations.check import CheckRequest
    from tracer.operations.check import check as check_case

    with asking() as context:
        answer = check_case(CheckRequest(case), context)
    if as_json:
        print_json(answer.as_json())
        return CaseError.exit_code if answer.loaded is None else 0
    if answer.loaded is None:
        raise CaseError(*answer.faults)
    for words in answer.warnings:
        warn(words)
    loaded, found = answer.loaded, answer.loaded.case
    click.echo(
        say(
            "{case}: right. Case {id} on {network}: {seeds} under {labels}, {custody}, {orders}, {packs}; primary "
            "rule {rule}.",
            case=case,
            id=found.id,
            network=found.network.name,
            seeds=counted(len(found.seeds), "seed"),
            labels=counted(len(found.labels), "label"),
            custody=counted(len(found.custody), "custody wallet"),
            orders=counted(len(found.orders), "order"),
            packs=counted(len(loaded.tags), "TagPack"),
            rule=found.method.primary,
        )
    )
    for words in answer.unanswered:
        click.echo(say("Not to be answered: {words}.", words=known(words)))
    if answer.not_provided:
        places = ", ".join(_counted(answer.not_provided))
        click.echo(say("The report will print as not provided: {places}.", places=places))
    say_next("trace", case, "--chain", "SOURCE", "--out", "RUN")
    return 0


def _counted(places: Sequence[str]) -> Iterator[str]:
    """Yield the places; of those that differ in their number alone the first few, and how many more there are."""
    kinds = Counter(_PLACE.sub("[]", place) for place in places)
    said: Counter[str] = Counter()
    for place in places:
        kind = _PLACE.sub("[]", place)
        said[kind] += 1
        if said[kind] < _SAID or kinds[kind] == _SAID:
            yield place
        elif said[kind] == _SAID:
            count, others = kinds[kind] - _SAID, kind.replace("[]", "[…]")
            yield say("{place} and {count} more {others}", place=place, count=count, others=others)
