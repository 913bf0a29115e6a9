"""Intake of a received file, put to a chain where one is named; a case file begun from it."""

import os
from pathlib import Path

from tracer.chain.network import NETWORKS
from tracer.disk.files import read_bounded, write_new
from tracer.errors import CaseError
from tracer.intake import chain_support, intake
from tracer.intake.intake import Intake
from tracer.intake.new_case import skeleton
from tracer.operations.sources import Progress, open_chain


def take_in(path: Path, network: str, source: str | None, cookie: Path | None, progress: Progress) -> Intake:
    """Examine a received file; put its txids to a chain where one is named.

    Raises:
        CaseError: the file cannot be read, or the source is wrong or of another network.
        SourceError, IntegrityError: as for any source.
    """
    content = read_bounded(path, "file")
    chain = None if source is None else open_chain(source, None, cookie, progress)
    if chain is not None and chain.view.network.name != network:
        raise CaseError(f"--chain {source} is of {chain.view.network.name}, --network says {network}")
    found = intake.examine(content, path.name, NETWORKS[network], progress)
    if chain is None:
        return found
    found = chain_support.ask_chain(found, chain.view, progress)
    chain.check_tip()
    return found


def begin_case(found: Intake, received: Path, target: Path) -> None:
    """Write a case file begun from an intake; an existing file is refused.

    Raises:
        CaseError: the target exists, or its folder does not.
        SourceError: it cannot be written; nothing is left behind.
    """
    if not target.absolute().parent.is_dir():
        raise CaseError(f"{target.absolute().parent} is not a folder.\nCreate it, or name another place with --case.")
    path = os.path.relpath(received.absolute(), target.absolute().parent)
    named = path if path.isprintable() and not any(each in path for each in "\\:~") else None
    write_new(target, skeleton(found, named).encode(), "--case")
