"""A case file written to be filled in, every key explained in the user's language."""

import os
from dataclasses import dataclass
from pathlib import Path

from tracer.case.case_template import template
from tracer.disk.files import write_new
from tracer.documents.language.languages import language
from tracer.errors import CaseError
from tracer.operations.context import Context


@dataclass(frozen=True, slots=True)
class NewCaseRequest:
    """Where a case file is written, in which language, and for which network where that is known."""

    case: Path
    language: str = "en"
    network: str | None = None


@dataclass(frozen=True, slots=True)
class NewCase:
    """A case file to fill in."""

    case: Path

    def as_json(self) -> dict[str, object]:
        """Return `{case}`."""
        return {"case": str(self.case)}


def new_case(request: NewCaseRequest, context: Context) -> NewCase:
    """Write a case file to fill in, whole or not at all.

    Raises:
        CaseError: the file exists, its folder does not, or there is no such language.
        SourceError: the disk refuses.
    """
    context.go_on()
    path = request.case
    if os.path.lexists(path):
        raise CaseError(f"{path} exists already, and is left as it is.\nName another file, or remove it yourself.")
    if not path.absolute().parent.is_dir():
        raise CaseError(f"{path.absolute().parent} is not a folder.\nCreate it, or name another place.")
    values = {} if request.network is None else {"case.network": f'"{request.network}"'}
    write_new(path, template(language(request.language), values=values).encode(), "CASE.toml")
    return NewCase(path)
