"""All documents of a performance by their names: the pages, the chart, the figures and every sub-period."""

import hashlib
from collections.abc import Mapping, Sequence

from tracer import METHOD, NAME, __version__
from tracer.documents.html import as_page
from tracer.documents.language.language import Language
from tracer.documents.paper import Paper
from tracer.documents.pdf import Attachment, PdfSheet, as_pdf
from tracer.formats import canonical
from tracer.reserve.returns.chart import chart
from tracer.reserve.returns.chart_lines import chart_content
from tracer.reserve.returns.page import CHART, PageSubject, page
from tracer.reserve.returns.performance import Performance
from tracer.reserve.returns.performance_json import as_json
from tracer.reserve.returns.sub_period_table import SCHEMA, sub_period_table

FIGURES = "performance.json"


def performance_documents(
    subject: PageSubject, found: Performance, languages: Sequence[Language], time: int
) -> Mapping[str, bytes]:
    """Return the documents by name; `time` is the end of the last day, in Unix seconds.

    Raises:
        SourceError: another version of the typesetter or its font is installed.
    """
    content = canonical.dumps({"register": subject.register, **as_json(found)})
    files = {FIGURES: content, SCHEMA.name: sub_period_table(found)}
    for language in languages:
        lines = chart_content(found, language)
        pictures = () if lines is None else (chart(lines, language),)
        shown = page(subject, found, bool(pictures), language)
        sheet = _sheet(subject, content, shown, time)
        about = language.say("The figures of this document")
        attached = [Attachment(FIGURES, "application/json", about, content)]
        files[f"performance.{language.code}.html"] = as_page(shown, b"".join(pictures))
        files[f"performance.{language.code}.pdf"] = as_pdf(shown, sheet, pictures, attached)
        files |= {CHART.format(code=language.code): each for each in pictures}
    return dict(sorted(files.items()))


def _sheet(subject: PageSubject, content: bytes, shown: Paper, time: int) -> PdfSheet:
    say = shown.language.say
    return PdfSheet(
        author=subject.body,
        time=time,
        running=(subject.register, f"{FIGURES} SHA-256", hashlib.sha256(content).hexdigest()),
        foot=say("{name} {version}, method {number}", name=NAME, version=__version__, number=str(METHOD)),
        whole=say("The page and the tables beside this file have all of it."),
    )
