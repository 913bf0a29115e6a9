"""`tracer check`: is the case file right?"""

import json
from pathlib import Path

import click

from tracer.cli.options import CASE, example
from tracer.visible import paragraphs


@click.command(
    short_help="Is the case file right? Every fault at once.", epilog=example("tracer check fixtures/story/case.toml")
)
@CASE
@click.option("--json", "as_json", is_flag=True, help="Print the result as JSON.")
def command(case: Path, as_json: bool) -> int:
    """Check a case file, then its TagPacks and its exhibits; report every fault of each at once."""
    from tracer.cli.progress import progress_bars
    from tracer.documents.paper import counted
    from tracer.errors import CaseError
    from tracer.evidence.unprinted import unprinted
    from tracer.operations.pipeline import load_case

    try:
        with progress_bars() as progress:
            progress("reading the case", 0, 0)
            loaded = load_case(case)
    except CaseError as error:
        if not as_json:
            raise
        click.echo(json.dumps({"ok": False, "faults": error.faults}, ensure_ascii=False, indent=2))
        return error.exit_code
    warnings = (*loaded.warnings, *unprinted(loaded.case, loaded.tags))
    if as_json:
        click.echo(json.dumps({"ok": True, "faults": [], "warnings": warnings}, ensure_ascii=False, indent=2))
        return 0
    for warning in warnings:
        click.echo(f"Warning: {paragraphs(warning)}", err=True)
    found = loaded.case
    click.echo(
        f"{case}: right. Case {found.id} on {found.network.name}: {counted(len(found.seeds), 'seed')} under"
        f" {counted(len(found.labels), 'label')}, {counted(len(found.custody), 'custody wallet')},"
        f" {counted(len(found.orders), 'order')}, {counted(len(loaded.tags), 'TagPack')};"
        f" primary rule {found.method.primary}."
    )
    return 0
