"""`tracer store`: what a store holds, and whether it still is what was acquired."""

from pathlib import Path

import click

from tracer.cli.echo import to_stderr
from tracer.cli.options import example
from tracer.cli.tongue import say

_STORE = click.argument("store", metavar="DIR", type=click.Path(path_type=Path))


@click.group(
    short_help="What a store holds, and whether it is sound.",
    epilog=example("tracer store info store"),
)
def command() -> None:
    """Look at a store that `tracer ingest` made."""


@command.command(short_help="Counts, range, tip and sizes.", epilog=example("tracer store info store"))
@_STORE
@click.option("--json", "as_json", is_flag=True, help="Print as JSON.")
def info(store: Path, as_json: bool) -> int:
    """Print what a store holds: counts, range, tip, sizes, and the node it came from."""
    from tracer.cli.context import print_json
    from tracer.operations.context import of_this_machine
    from tracer.operations.ingest import StoreRequest, describe_store

    found = describe_store(StoreRequest(store), of_this_machine()).as_json()
    if as_json:
        print_json(found)
        return 0
    for name, value in found.items():
        shown = f"{value['height']} {value['hash']}" if isinstance(value, dict) else value
        click.echo(f"{name.replace('_', ' '):<18}{shown}")
    return 0


@command.command(short_help="Re-verify everything that can be.", epilog=example("tracer store check store"))
@_STORE
def check(store: Path) -> int:
    """Re-verify a store: txids against Merkle roots, spenders against inputs, headers, checksums.

    Ends with exit code 4 when the store is not what was acquired.
    """
    from tracer.errors import IntegrityError
    from tracer.operations.context import of_this_machine
    from tracer.operations.ingest import StoreRequest, check_store

    found = check_store(StoreRequest(store), of_this_machine(_say))
    if found.faults:
        raise IntegrityError(
            f"store {store} is not what was acquired: {len(found.faults)} faults\n" + "\n".join(found.faults)
        )
    subjects = ", ".join(finding.subject for finding in found.findings)
    click.echo(say("{store}: sound; looked at {subjects}", store=store, subjects=subjects))
    return 0


@command.command(short_help="Give an older store its checksums.", epilog=example("tracer store upgrade store"))
@_STORE
def upgrade(store: Path) -> int:
    """Bring a store that an older tracer made up to date: check its columns, and give each of their pages a checksum.

    Ends with exit code 4 when the store is not what was acquired.
    """
    from tracer.operations.context import of_this_machine
    from tracer.operations.ingest import StoreRequest, upgrade_store

    held = upgrade_store(StoreRequest(store), of_this_machine(_say)).manifest
    if held.tip is None:
        click.echo(say("{store}: brought up to date; it holds no block", store=store))
    else:
        click.echo(say("{store}: brought up to date, up to height {height}", store=store, height=held.tip.height))
    return 0


def _say(subject: str, done: int, total: int) -> None:
    """Say what is looked at next."""
    to_stderr(f"{subject} …")
