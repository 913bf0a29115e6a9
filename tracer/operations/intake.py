"""Intake of a received file, put to a chain where one is named; a case file begun from it."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tracer.case.case_template import template
from tracer.chain.network import NETWORKS
from tracer.disk.files import read_bounded, refuse_taken, write_new
from tracer.documents.language.languages import language
from tracer.errors import CaseError
from tracer.intake import chain_amounts, chain_support, intake
from tracer.intake.columns import NO_COLUMNS, ListColumns, Row, RowFacts, row_facts
from tracer.intake.intake import Intake
from tracer.intake.listing import Json, listing
from tracer.intake.new_case import begun_case, listed_seeds
from tracer.operations.context import Context
from tracer.operations.sources import ChainSource, open_chain


@dataclass(frozen=True, slots=True)
class IntakeRequest:
    """Which received file to examine for names of which network, and where a case file is begun, if at all.

    With a source the txids are put to its chain. `new_case` must not exist.
    """

    file: Path
    network: str
    source: ChainSource | None = None
    new_case: Path | None = None
    columns: ListColumns = NO_COLUMNS
    """Where the list's labels and amounts stand; they go into the new case."""
    language: str = "en"
    """Of the explanations in the new case."""


@dataclass(frozen=True, slots=True)
class TakenIn:
    """Every name that the file holds, with its place."""

    found: Intake

    def as_json(self) -> dict[str, Json]:
        """Return every mention with its place."""
        return listing(self.found)


def take_in(request: IntakeRequest, context: Context) -> TakenIn:
    """Examine a received file; put its txids to a chain where one is named; begin a case file where one is wanted.

    Raises:
        CaseError: the file cannot be read, the source is wrong or of another network, or the new case file exists.
        SourceError, IntegrityError: as for any source.
    """
    if request.new_case is not None:
        refuse_taken(request.new_case, "--case")
    elif request.columns != NO_COLUMNS:
        raise CaseError("--label-column, --amount-column and --amount-unit are for a new case; name it with --case.")
    found, facts = _examined(request, context)
    if request.new_case is not None:
        _begin_case(found, facts, request, request.new_case)
    return TakenIn(found)


def _examined(request: IntakeRequest, context: Context) -> tuple[Intake, Mapping[Row, RowFacts]]:
    """Return what was found, and what the list's columns say; where they differ from the chain it is told."""
    content = read_bounded(request.file, "file")
    source, network = request.source, request.network
    chain = None if source is None else open_chain(source, None, context)
    context.tell(() if chain is None else chain.warnings)
    if source is not None and chain is not None and chain.view.network.name != network:
        raise CaseError(f"--chain {source.place} is of {chain.view.network.name}, --network says {network}")
    name = request.file.name
    found = intake.examine(content, name, NETWORKS[network], context.progress)
    facts = row_facts(found.file, request.columns)
    if chain is None:
        return found, facts
    asked = chain_support.ask_chain(found, chain.view, context.progress)
    context.tell(chain_amounts.differing(listed_seeds(asked, facts), chain.view))
    chain.check_tip()
    return asked, facts


def _begin_case(found: Intake, facts: Mapping[Row, RowFacts], request: IntakeRequest, target: Path) -> None:
    """Write a case file begun from an intake; an existing file is refused.

    Raises:
        CaseError: the target exists, or its folder does not.
        SourceError: it cannot be written; nothing is left behind.
    """
    if not target.absolute().parent.is_dir():
        raise CaseError(f"{target.absolute().parent} is not a folder.\nCreate it, or name another place with --case.")
    path = os.path.relpath(request.file.absolute(), target.absolute().parent)
    named = path if path.isprintable() and not any(each in path for each in "\\:~") else None
    write_new(target, case_text(found, named, facts, request.language).encode(), "--case")


def case_text(found: Intake, path: str | None, facts: Mapping[Row, RowFacts], code: str = "en") -> str:
    """Return the case file to fill in that an intake begins, in the language of this code."""
    words = language(code)
    begun = begun_case(found, path, facts, words)
    return template(
        words,
        "tracer intake",
        {"case.network": f'"{found.network.name}"'},
        {"[[exhibit]]": begun.exhibit, "[[seed]]": begun.seeds},
    )
