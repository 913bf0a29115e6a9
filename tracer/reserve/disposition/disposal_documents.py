"""The documents of a register's disposals by their names: a page each and one over all, as HTML and as PDF/A."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence

from tracer import METHOD, NAME, __version__
from tracer.documents.html import as_page
from tracer.documents.language.language import Language
from tracer.documents.paper import Paper
from tracer.documents.pdf import Attachment, PdfSheet, as_pdf
from tracer.formats import canonical
from tracer.formats.canonical import Writable
from tracer.reserve.disposition.disposal_page import DisposalSubject, disposal_page
from tracer.reserve.disposition.disposal_rows import DisposalRow
from tracer.reserve.disposition.disposals_page import disposals_page

FIGURES = "disposals.json"


def disposal_documents(
    subject: DisposalSubject,
    rows: Sequence[DisposalRow],
    found: Mapping[str, Writable],
    languages: Sequence[Language],
    time: int,
) -> Mapping[str, bytes]:
    """Return the documents by name; `found` is all of it as JSON, `time` the end of the last day, in Unix seconds.

    Raises:
        SourceError: another version of the typesetter or its font is installed.
    """
    whole = canonical.dumps(found)
    files = {FIGURES: whole}
    for language in languages:
        about = language.say("The figures of this document")
        attached = [Attachment(FIGURES, "application/json", about, whole)]
        for name, shown in _pages(subject, rows, language):
            files[f"{name}.{language.code}.html"] = as_page(shown, b"")
            files[f"{name}.{language.code}.pdf"] = as_pdf(shown, _sheet(subject, whole, shown, time), (), attached)
    return dict(sorted(files.items()))


def _pages(subject: DisposalSubject, rows: Sequence[DisposalRow], language: Language) -> Iterator[tuple[str, Paper]]:
    """Yield each page with its name."""
    yield "disposals", disposals_page(subject, rows, language)
    for row in rows:
        yield f"disposal-{row.act.head.id}", disposal_page(subject, row, language)


def _sheet(subject: DisposalSubject, content: bytes, shown: Paper, time: int) -> PdfSheet:
    say = shown.language.say
    return PdfSheet(
        author=subject.body,
        time=time,
        running=(subject.register, f"{FIGURES} SHA-256", hashlib.sha256(content).hexdigest()),
        foot=say("{name} {version}, method {number}", name=NAME, version=__version__, number=str(METHOD)),
        whole=say("The page and the tables beside this file have all of it."),
    )
