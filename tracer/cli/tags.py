"""`tracer tags`: say whose an address is, in a TagPack that a case and GraphSense read."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import click

from tracer.cli.echo import to_stderr
from tracer.cli.options import example
from tracer.cli.tongue import say

if TYPE_CHECKING:
    import datetime as dt

    from tracer.operations.tags import TagsWritten

_Command = TypeVar("_Command", bound=Callable[..., object])
_NETWORKS = ("main", "test", "testnet4", "signet", "regtest")


def _shared(command: _Command) -> _Command:
    """Add the options of a pack and a network."""
    for option in (
        click.option("--json", "as_json", is_flag=True, help="Print what was written as JSON."),
        click.option("--creator", metavar="NAME", help="Of a new pack: who makes it."),
        click.option("--title", metavar="TEXT", help="Of a new pack: what it is called."),
        click.option("--date", metavar="YYYY-MM-DD", help="When the source was looked at.  [default: today, UTC]"),
        click.option(
            "--network",
            type=click.Choice(_NETWORKS),
            default="main",
            show_default=True,
            help="Network that addresses must belong to.",
        ),
    ):
        command = option(command)
    return command


@click.group(
    short_help="Say whose an address is, in a TagPack.",
    epilog=example("tracer tags add PACK.yaml ADDRESS --label NAME --source URL --confidence CONFIDENCE"),
)
def command() -> None:
    """Write GraphSense TagPacks: who is said to hold an address, by which source, how surely.

    What stands in a pack stays to the byte; new tags are put behind its last one. Name the pack in a case under
    [stop] tags.
    """


@command.command(
    short_help="One tag, with its source, date and confidence.",
    epilog=example(
        "tracer tags add tags.yaml 1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa --label Genesis --confidence ownership "
        "--source https://en.bitcoin.it/wiki/Genesis_block --title 'Own tags' --creator 'E. Example'"
    ),
)
@click.argument("pack", metavar="PACK.yaml", type=click.Path(path_type=Path))
@click.argument("name", metavar="ADDRESS|TXID")
@click.option("--label", metavar="TEXT", required=True, help="Who or what it is said to be.")
@click.option("--source", metavar="TEXT", required=True, help="Who says so: a URL, or an exhibit.")
@click.option("--confidence", metavar="NAME", required=True, help="How surely: ownership, authority_data, web_crawl, …")
@click.option(
    "--concept",
    "concepts",
    metavar="NAME",
    multiple=True,
    help="What it is: exchange, mixing_service, … May be repeated.",
)
@click.option("--abuse", metavar="NAME", help="What it is accused of: ransomware, scam, …")
@click.option("--actor", metavar="ID", help="Id of an actor in an ActorPack.")
@click.option("--tag-type", metavar="NAME", help="actor, event, attribute or mention.")
@click.option("--context", metavar="TEXT", help="Anything more, on one line.")
@_shared
def add(
    pack: Path,
    name: str,
    *,
    label: str,
    source: str,
    confidence: str,
    concepts: tuple[str, ...],
    abuse: str | None,
    actor: str | None,
    tag_type: str | None,
    context: str | None,
    network: str,
    date: str | None,
    title: str | None,
    creator: str | None,
    as_json: bool,
) -> int:
    """Add one tag to a TagPack; one that is not there is begun with --title and --creator."""
    from tracer.chain.network import NETWORKS
    from tracer.cli.context import asking
    from tracer.operations.tags import AddTagRequest, add_tag

    request = AddTagRequest(
        pack=pack,
        network=NETWORKS[network],
        name=name.strip(),
        label=label,
        source=source,
        confidence=confidence,
        lastmod=_day(date),
        concepts=concepts,
        abuse=abuse,
        actor=actor,
        tag_type=tag_type,
        context=context,
        title=title,
        creator=creator,
    )
    with asking() as asked:
        done = add_tag(request, asked)
    return _say(done, as_json)


@command.command(
    "import",
    short_help="The tags of a CSV.",
    epilog=example("tracer tags import LIST.csv PACK.yaml --source URL --confidence web_crawl"),
)
@click.argument("table", metavar="LIST.csv", type=click.Path(path_type=Path))
@click.argument("pack", metavar="PACK.yaml", type=click.Path(path_type=Path))
@click.option("--label", metavar="TEXT", help="Label of rows that give none.")
@click.option("--source", metavar="TEXT", help="Source of rows that give none.")
@click.option("--confidence", metavar="NAME", help="Confidence of rows that give none.")
@_shared
def import_(
    table: Path,
    pack: Path,
    *,
    label: str | None,
    source: str | None,
    confidence: str | None,
    network: str,
    date: str | None,
    title: str | None,
    creator: str | None,
    as_json: bool,
) -> int:
    """Add the tags of a CSV to a TagPack.

    Its first line names the columns: address or tx_hash, label, source, confidence, lastmod, concepts (parted by
    blanks), abuse, actor, tag_type, context.

    All rows or none: every fault is told at once. Rows that the pack holds already are passed over and counted.
    """
    from tracer.chain.network import NETWORKS
    from tracer.cli.context import asking
    from tracer.operations.tags import ImportTagsRequest, import_tags

    request = ImportTagsRequest(
        table=table,
        pack=pack,
        network=NETWORKS[network],
        label=label,
        source=source,
        confidence=confidence,
        lastmod=_day(date),
        title=title,
        creator=creator,
    )
    with asking() as asked:
        done = import_tags(request, asked)
    return _say(done, as_json)


def _day(text: str | None) -> "dt.date | None":
    import datetime as dt
    import re

    from tracer.errors import CaseError

    if text is None:
        return None
    try:
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            raise ValueError
        return dt.date.fromisoformat(text)
    except ValueError:
        raise CaseError(f"--date {text!r}: expected a date such as 2026-05-02") from None


def _say(done: "TagsWritten", as_json: bool) -> int:
    """Say what was written, and what the pack's header says for it too."""
    from tracer.cli.context import print_json, warn
    from tracer.visible import visible

    if as_json:
        print_json(done.as_json())
    shown = visible(str(done.pack))
    for name, value in done.inherited:
        warn(
            f"the header of {shown} says for the new tags too, where they do not say it: {name} {visible(value)}. "
            "Where that is not so, put them into a pack of their own."
        )
    if done.passed_over:
        words = "Passed over, for {pack} or the list holds them already: {count}."
        to_stderr(say(words, pack=shown, count=len(done.passed_over)))
        for tag in done.passed_over:
            to_stderr(f"  {tag.name}  {visible(tag.label)}")
    for tag in done.added:
        click.echo(f"{tag.name}  {visible(tag.label)}  {tag.confidence}  {tag.lastmod}  {visible(tag.source)}")
    to_stderr(say("Tags written to {pack}: {count}.", pack=shown, count=len(done.added)))
    return 0
