"""Options that several commands share."""

from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., object])

CASE = click.argument("case", metavar="CASE.toml", type=click.Path(path_type=Path))

REGISTER = click.argument("register", metavar="REGISTER", type=click.Path(path_type=Path))

RUN = click.option(
    "--out", metavar="RUN", required=True, type=click.Path(path_type=Path), help="Folder to write; must not exist."
)


def packs(words: str) -> Callable[[_Command], _Command]:
    """Add `--tags PACK`, as often as wanted; `words` say what the TagPacks are for."""
    return click.option("--tags", "packs", metavar="PACK", multiple=True, type=click.Path(path_type=Path), help=words)


def chain(required: bool = True) -> Callable[[_Command], _Command]:
    """Add `--chain SOURCE`, and the cookie of a node that is not in its usual place."""

    def add(command: _Command) -> _Command:
        """Wrap one command."""
        where = click.option(
            "--chain",
            "source",
            metavar="SOURCE",
            required=required,
            help="Where the chain comes from: http://HOST:PORT of a Bitcoin Core node, the folder of a store, or a "
            "file of raw blocks.",
        )
        cookie = click.option(
            "--cookie",
            metavar="FILE",
            type=click.Path(path_type=Path),
            help="The node's .cookie, when it is not below ~/.bitcoin. Or set TRACER_RPC_USER and"
            " TRACER_RPC_PASSWORD, or TRACER_RPC_FILE.",
        )
        return where(cookie(command))

    return add


TO_HEIGHT = click.option(
    "--to-height",
    metavar="N",
    type=click.IntRange(0),
    help="Of a file of raw blocks: go no further than this block, as where one above it is missing.",
)


CHAIN_RAW = click.option(
    "--chain-raw",
    "raw",
    metavar="SOURCE",
    help="Of a store: the node or file that its raw blocks are taken from. Else TRACER_CHAIN_RAW, or the file that it"
    " was filled from.",
)


def example(text: str) -> str:
    """Return an epilog with one example that runs; kept as it is written."""
    return f"\b\nExample:\n  {text}"
