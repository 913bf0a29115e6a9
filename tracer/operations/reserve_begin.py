"""A register begun: a `register.toml` to fill in, the folders that the commands use, and a journal."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tracer.chain.network import NETWORKS
from tracer.disk.folder import is_empty, write_whole
from tracer.errors import CaseError, SourceError
from tracer.formats.fields import named
from tracer.operations import reserve_journal
from tracer.operations.context import Context
from tracer.operations.reserve_files import ACTS, REGISTER
from tracer.operations.reserve_kept import RECEIPTS
from tracer.reserve.national.profiles import USUAL, profile
from tracer.reserve.register_file import register_name
from tracer.reserve.register_template import template

FOLDERS = (
    ACTS,
    "texts",
    RECEIPTS,
    "observations",
    "periods",
    "security",
    "tables",
    "prices",
    "fixings",
    "proofs",
)
"""Folders of a register; one that is missing is made when a command needs it."""


@dataclass(frozen=True, slots=True)
class BeginRequest:
    """Where a register is begun, on which network, for which body, and by which national profile."""

    register: Path
    network: str
    body: str
    profile: str = USUAL


@dataclass(frozen=True, slots=True)
class Begun:
    """A register to fill in."""

    folder: Path

    @property
    def register(self) -> Path:
        """The file to fill in."""
        return self.folder / REGISTER

    def as_json(self) -> dict[str, object]:
        """Return `{folder, register}`."""
        return {"folder": str(self.folder), "register": str(self.register)}


def begin(request: BeginRequest, context: Context) -> Begun:
    """Write a register to fill in, whole or not at all; its name is the folder's.

    Raises:
        CaseError: the folder exists and is not empty, or cannot be a register's, or the body's name cannot be one.
        SourceError: the disk refuses.
    """
    path = request.register
    if os.path.lexists(path) and not is_empty(path):
        raise CaseError(f"{path} exists already.\nName another folder, or remove it yourself.")
    if not path.absolute().parent.is_dir():
        raise CaseError(f"{path.absolute().parent} is not a folder.\nCreate it, or name another place.")
    text = template(
        name=_name(path),
        body=_body(request.body),
        network=NETWORKS[request.network],
        national=profile(request.profile),
    ).encode()
    write_whole(path, _files(path, text, context).items(), over_empty=True)
    try:
        for name in FOLDERS:
            (path / name).mkdir(mode=0o700)
    except OSError as error:
        raise SourceError(f"{path / name} could not be made: {error.strerror}.\n{path} is begun and stands.") from error
    return Begun(path)


def _files(path: Path, text: bytes, context: Context) -> Mapping[str, bytes]:
    journal = reserve_journal.first(_name(path), context, hashlib.sha256(text).hexdigest())
    return {REGISTER: text, reserve_journal.JOURNAL: journal}


def _name(path: Path) -> str:
    try:
        return register_name(path.absolute().name)
    except ValueError as error:
        raise CaseError(f"{path}: its name becomes the register's: {error}") from None


def _body(body: str) -> str:
    try:
        return named(body)
    except ValueError as error:
        raise CaseError(f"--name: {error}") from None
