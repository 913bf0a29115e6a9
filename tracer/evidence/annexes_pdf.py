"""The files of a bundle that are meant to be printed or edited, by their path below `data/`.

Each is a paper set by the pinned typesetter; a check renders them again where the same one is installed.
"""

from collections.abc import Callable
from dataclasses import replace

from tracer import NAME, __version__
from tracer.documents.docx import as_docx
from tracer.documents.glyphs import legible
from tracer.documents.paper import Paper
from tracer.documents.pdf import Attachment, PdfSheet, as_pdf
from tracer.evidence.dossier import Dossier
from tracer.evidence.picture.picture import picture
from tracer.evidence.report.certificates import certificate, expert_warning
from tracer.evidence.report.custody_form import custody_form
from tracer.evidence.report.report import report
from tracer.evidence.tables.worksheet import worksheet

MOST_ATTACHED = 8_000_000
"""Bytes of `trace.json` up to which it goes along inside the report; a larger one lies beside it only."""


Page = Callable[[], bytes]
"""Sets a file.

Raises:
    IntegrityError: the result names what the raw material does not hold.
    SourceError: another version of the typesetter or its font is installed.
"""


def printed(dossier: Dossier) -> dict[str, Page]:
    """Return what sets each printed file, by path."""
    return {name: page for each in dossier.languages for name, page in _printed(dossier.written_in(each)).items()}


def _printed(dossier: Dossier) -> dict[str, Page]:
    """Return those in the dossier's language."""
    code, sheet = dossier.language.code, _sheet(dossier)
    return {
        f"report/report.{code}.pdf": lambda: as_pdf(
            _signed(dossier), sheet, [picture(dossier, legible)], _attached(dossier)
        ),
        f"report/report.{code}.docx": lambda: as_docx(_signed(dossier), sheet, [picture(dossier, legible)]),
        f"report/certificate-902-13-14.{code}.pdf": lambda: as_pdf(certificate(dossier), sheet),
        f"report/chain-of-custody.{code}.pdf": lambda: as_pdf(custody_form(dossier), sheet),
        f"report/worksheet.{code}.pdf": lambda: as_pdf(worksheet(dossier), sheet),
    }


def _signed(dossier: Dossier) -> Paper:
    """Return the report; an expert's with the form of the warning of liability before everything else."""
    content, warning = report(dossier), expert_warning(dossier)
    return content if warning is None else replace(content, sections=(warning, *content.sections))


def _sheet(dossier: Dossier) -> PdfSheet:
    trace, language = dossier.trace, dossier.language
    return PdfSheet(
        author=language.given(dossier.case.examiner),
        time=dossier.time(trace.horizon_height),
        running=(language.say("Case {id}", id=trace.case), language.word("trace.json SHA-256"), trace.sha256),
        foot=language.say(
            "{name} {version}, method {number}", name=NAME, version=__version__, number=str(trace.method_number)
        ),
    )


def _attached(dossier: Dossier) -> list[Attachment]:
    content = dossier.trace.content
    if len(content) > MOST_ATTACHED:
        return []
    return [
        Attachment("trace.json", "application/json", "The result that every figure of this report is from", content)
    ]
