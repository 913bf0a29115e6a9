"""`tracer verify`: check a bundle offline, step by step."""

import json
from pathlib import Path

import click

from tracer.cli import keeping
from tracer.cli.options import example
from tracer.visible import paragraphs


@click.command(short_help="Re-check a bundle offline, step by step.", epilog=example("tracer verify bundle"))
@click.argument("bundle", metavar="BUNDLE", type=click.Path(path_type=Path))
@click.option(
    "--key",
    "keys",
    metavar="PUB.pem",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A signer's public key, got apart from the bundle: it and no other must have signed. Once per signer.",
)
@click.option(
    "--roots",
    metavar="PEM",
    type=click.Path(path_type=Path),
    help="Roots of time-stamping and certificate authorities you trust.",
)
@click.option(
    "--earlier", metavar="HEAD|BUNDLE", help="An earlier head of the journal, or bundle, that must be its beginning."
)
@click.option("--json", "as_json", is_flag=True, help="Print the steps as JSON.")
@keeping.journal
def command(
    bundle: Path,
    keys: tuple[Path, ...],
    roots: Path | None,
    earlier: str | None,
    as_json: bool,
    journal: Path | None,
    who: str | None,
    why: str | None,
) -> int:
    """Re-check a bundle offline: manifests, signatures, transactions, proofs, headers, amounts, the whole trace.

    Ends with exit code 1 when a step fails or cannot be taken, and with 2 where nothing failed in a bundle of another
    version: what is proven without its figures is checked, the figures are not decided.
    """
    from tracer.cli.progress import progress_bars
    from tracer.cli.steps import print_steps
    from tracer.errors import TracerError
    from tracer.sealing import verify

    with progress_bars() as progress:
        verification, enter = verify(bundle, keys, roots, earlier, progress)
    if as_json:
        click.echo(json.dumps(verification.as_json(), ensure_ascii=False, indent=2))
    else:
        print_steps(verification)
    try:
        keeping.say_entry(enter(keeping.keeping(journal, who, why)))
    except TracerError as error:
        if journal is not None:
            raise
        click.echo(
            f"Warning: this check was not entered in the journal beside the bundle: {paragraphs(str(error))}", err=True
        )
    undecided = bool(verification.undecided) and not verification.failed
    return 0 if verification.passed else 2 if undecided else 1
