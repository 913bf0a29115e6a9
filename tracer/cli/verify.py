"""`tracer verify`: check a bundle offline, step by step."""

import json
from pathlib import Path

import click

from tracer.cli.options import example


@click.command(short_help="Re-check a bundle offline, step by step.", epilog=example("tracer verify bundle"))
@click.argument("bundle", metavar="BUNDLE", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the steps as JSON.")
def command(bundle: Path, as_json: bool) -> int:
    """Re-check a bundle offline: manifests, transactions, proofs, headers, amounts, and the whole trace.

    Ends with exit code 1 when any step fails.
    """
    from tracer.cli.progress import progress_bars
    from tracer.cli.steps import print_steps
    from tracer.pipeline import verify

    with progress_bars() as progress:
        verification = verify(bundle, progress)
    if as_json:
        click.echo(json.dumps(verification.as_json(), ensure_ascii=False, indent=2))
    else:
        print_steps(verification)
    return 0 if verification.passed else 1
