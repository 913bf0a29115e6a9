"""`tracer cases`: over many cases at once."""

from pathlib import Path

import click

from tracer.cli.options import example


@click.group(
    short_help="In which cases a coin, an address or a label occurs.",
    epilog=example("tracer cases find bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq CASES"),
)
def command() -> None:
    """Look over the cases of a folder: case files, runs and bundles, wherever they lie below it."""


@command.command(
    short_help="Where a txid, coin, address or text occurs.",
    epilog=example("tracer cases find 6cff533c36fa2d9bd39b4b8abf03460628c502c15b7cee7ab10e065e3f97344e fixtures"),
)
@click.argument("name", metavar="TXID|OUTPOINT|ADDRESS|TEXT")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path), default=Path())
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def find(name: str, folder: Path, as_json: bool) -> int:
    """Say in which cases, runs and bundles below FOLDER, else below this one, a name occurs, and as what.

    A case file is looked through key by key, with what its descriptors give and its TagPacks; a run and a bundle by
    their result, and an address also among everything that the transactions read for it pay. A text is looked for
    whole, whatever its capitals. Links are not followed. What could not be read is named.
    """
    import json

    from tracer.cli.cases_report import print_cases
    from tracer.cli.context import asking
    from tracer.operations.cases import CasesRequest
    from tracer.operations.cases import find as look_for

    with asking() as context:
        found = look_for(CasesRequest(name, folder), context)
    if as_json:
        click.echo(json.dumps(found.as_json(), ensure_ascii=False))
    else:
        print_cases(found)
    return 0
