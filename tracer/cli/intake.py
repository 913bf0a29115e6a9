"""`tracer intake`: what names of the chain a received file holds."""

from pathlib import Path

import click

from tracer.case.choices import LANGUAGES
from tracer.chain.network import NETWORKS
from tracer.cli import options
from tracer.cli.echo import to_stderr
from tracer.cli.next_step import say_next
from tracer.cli.tongue import say


@click.command(
    short_help="Addresses and txids out of a workbook, CSV, page or text: checked, never repaired in silence.",
    epilog=options.example("tracer intake fixtures/story/received/statement-a.txt --network regtest"),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--network", required=True, type=click.Choice(list(NETWORKS)), help="The network names must belong to.")
@click.option(
    "--case", "new_case", metavar="NEW.toml", type=click.Path(path_type=Path),
    help="Begin a case file here: the exhibit, and a seed for each name with its basis. Must not exist.",
)  # fmt: skip
@click.option("--label-column", metavar="HEADING", help="Of a list: where the label of each seed stands.")
@click.option("--amount-column", metavar="HEADING", help="Of a list: where the amount of each seed stands.")
@click.option("--amount-unit", type=click.Choice(["btc", "sat"]), help="Of whole amounts whose heading names no unit.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Of the explanations in the new case; else en.")
@options.chain(required=False)
@options.TO_HEIGHT
@click.option("--json", "as_json", is_flag=True, help="Print every mention with its place as JSON.")
def command(
    file: Path,
    *,
    network: str,
    new_case: Path | None,
    label_column: str | None,
    amount_column: str | None,
    amount_unit: str | None,
    language: str | None,
    source: str | None,
    cookie: Path | None,
    to_height: int | None,
    as_json: bool,
) -> int:
    """List every address, txid and outpoint in FILE (XLSX, CSV, e-mail, DOCX, ODT, ODS, RTF, HTML, text) with its
    place, checked for a network.

    A damaged name is reported with the readings that its checksum, or the chain with --chain, supports;
    none is chosen. A txid has no checksum: only a chain can support one. Formulas and macros never run.
    """  # noqa: D205 - the help's first paragraph has two lines
    from tracer.cli.context import asking, print_json, source_of
    from tracer.cli.intake_report import print_intake
    from tracer.intake.columns import ListColumns
    from tracer.operations.intake import IntakeRequest, take_in

    chain = source_of(source, cookie, to_height)
    with asking() as context:
        columns = ListColumns(label_column, amount_column, amount_unit)
        answer = take_in(IntakeRequest(file, network, chain, new_case, columns, language or "en"), context)
    if as_json:
        print_json(answer.as_json())
    else:
        print_intake(answer.found)
    if new_case is not None:
        to_stderr(say("Case begun in {case}. Fill it in.", case=new_case))
        say_next("check", new_case)
    return 0
