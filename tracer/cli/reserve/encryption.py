"""Options of commands that write a folder or, encrypted, a file; and how such a file is opened and checked."""

from collections.abc import Callable
from pathlib import Path
from shlex import quote
from typing import TypeVar

import click

_Command = TypeVar("_Command", bound=Callable[..., object])

TO = click.option(
    "--to",
    metavar="CERT",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Encrypt (CMS, AES-256) to the RSA key of this X.509 certificate; may be given several times.",
)


def out(metavar: str) -> Callable[[_Command], _Command]:
    """Add `--out`, a folder or with `--to` a file; `metavar` says of what."""
    return click.option(
        "--out",
        metavar=metavar,
        required=True,
        type=click.Path(path_type=Path),
        help="Folder to write, with --to a file; must not exist.",
    )


def opening(file: Path, folder: str) -> tuple[str, str]:
    """Return the commands that open an encrypted file and check the folder in it, indented."""
    decrypt = f"openssl cms -decrypt -binary -inform DER -in {quote(str(file))} -inkey KEY.pem"
    return f"  {decrypt} | tar xf -", f"  tracer verify {folder}"
