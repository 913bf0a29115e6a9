"""Drafts of the letters that ask services for their records, out of a run's leads."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from tracer.case import case_file
from tracer.disk.folder import refuse_existing, write_whole
from tracer.documents.docx import as_docx
from tracer.documents.language.languages import language
from tracer.documents.local_time import set_clock
from tracer.errors import CaseError
from tracer.evidence.report.letters import Addressee, addressees, letter, sheet_of
from tracer.evidence.run_folder import read_run
from tracer.operations.context import Context
from tracer.result.trace_reading import read_documents

_LONGEST = 40
"""Characters of a service's name in a file's name."""


@dataclass(frozen=True, slots=True)
class LettersRequest:
    """From which run letters are drafted, into which folder, which must not exist; `code` None: the case's language."""

    run: Path
    out: Path
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Letters:
    """The letters written: the service by the name of the file."""

    written: Mapping[str, Addressee]

    def as_json(self) -> list[dict[str, str | int]]:
        """Return a row for each letter: its file, the service, its deposits and their satoshi."""
        return [
            {
                "file": name,
                "service": to.name,
                "deposits": len(to.deposits),
                "value_sat": sum(each.value for each in to.deposits),
                "in_question_sat": sum(each.in_question for each in to.deposits),
            }
            for name, to in self.written.items()
        ]


def draft_letters(request: LettersRequest, context: Context) -> Letters:
    """Write one letter for each service to which a trail of the run leads, to be edited.

    Raises:
        CaseError: the folder is no run, its trails lead to no service, or `out` exists.
        IntegrityError: a file in the run is not of the form written.
        SourceError: a letter cannot be set or written.
    """
    context.go_on()
    refuse_existing(request.out)
    run = read_run(request.run)
    if run.leads is None:
        raise CaseError(f"{request.run} has no leads.csv: an earlier version wrote it; trace the case again")
    trace, case = read_documents(run.documents), case_file.parse(run.case, "case.toml")
    found = addressees(run.leads)
    if not found:
        raise CaseError(f"no trail of {request.run} ends at a deposit to a service: there is nobody to ask for records")
    spoken = language(request.code or case.language)
    clock = set_clock(case.timezone, sorted({each.moment for to in found for each in to.deposits}))
    written: dict[str, Addressee] = {}
    files: list[tuple[str, bytes]] = []
    for at, to in enumerate(found, start=1):
        context.progress("writing letters", at - 1, len(found))
        name = f"request-{at:02d}-{_file_name(to.name)}.{spoken.code}.docx"
        paper = letter(to, case, trace, clock, spoken)
        files.append((name, as_docx(paper, sheet_of(to, case, trace, spoken))))
        written[name] = to
    write_whole(request.out, files)
    context.progress("writing letters", len(found), len(found))
    return Letters(written)


def _file_name(service: str) -> str:
    """Return a name for a file that every disk can hold: plain letters and digits, the rest as hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", service.lower())[:_LONGEST].strip("-") or "service"
