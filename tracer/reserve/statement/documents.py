"""All documents of a statement by their names: what is set, shown, opened in a spreadsheet and read by programs.

Each follows from its sources alone, so whoever doubts one renders it again and compares bytes.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from tracer import NAME, __version__
from tracer.documents.html import as_page
from tracer.documents.language.language import Language
from tracer.documents.paper import Paper
from tracer.documents.pdf import Attachment, PdfSheet, as_pdf
from tracer.documents.typesetting import setting
from tracer.reserve import period_file, public_file
from tracer.reserve.limits.review_sections import picture
from tracer.reserve.profiles import Profile
from tracer.reserve.statement.paper import paper
from tracer.reserve.statement.public_paper import public_paper
from tracer.reserve.statement.review_paper import review_paper
from tracer.reserve.statement.sources import StatementSources
from tracer.reserve.statement.tables import tables, workbook

_PAGE = ".html"
MOST_ATTACHED = 8_000_000
"""Bytes of period.json up to which it goes along inside the PDF; a larger one lies beside it only."""


def documents(
    sources: StatementSources, languages: Sequence[Language], profile: Profile, pages: bool = True
) -> Mapping[str, bytes]:
    """Return the documents of a profile by name: those of `public.json` in the public one, else of `period.json`.

    Without `pages` those that a typesetter sets are left out.

    Raises:
        SourceError: another version of the typesetter or its font is installed.
        ValueError: a statement or coins are given that the profile does not hold, or lack.
    """
    if (sources.statement is None) != (profile is Profile.PUBLIC) or (sources.coins and profile is not Profile.PRIVATE):
        raise ValueError(f"these are not the sources of the {profile.value} profile")
    files: dict[str, bytes] = {}
    shown: dict[str, Paper] = {}
    for language in languages:
        drawn = b"" if sources.limits is None else picture(sources.limits, language)
        files |= {_band(language): drawn} if drawn else {}
        shown |= {f"statement/{name}.{language.code}{_PAGE}": each for name, each in _papers(sources, language)}
    printed = {set_beside(name): partial(_set, sources, each, files) for name, each in shown.items() if pages}
    with setting(printed) as papers:
        made = {name: as_page(each, files.get(_band(each.language), b"")) for name, each in shown.items()}
        made |= {f"statement/{schema.name}": schema.csv(rows) for schema, rows in tables(sources)}
        made["statement/books.xlsx"] = workbook(sources, languages[0])
        return dict(sorted((files | made | papers()).items()))


def is_page(name: str) -> bool:
    """Return whether a file of a bundle is a page of a statement, beside which a set document lies."""
    return name.startswith("statement/") and name.endswith(_PAGE)


def set_beside(page: str) -> str:
    """Return the name of the set document beside a page."""
    return f"{page.removesuffix(_PAGE)}.pdf"


def _band(language: Language) -> str:
    """Return the name of the picture of a review's band."""
    return f"statement/band.{language.code}.svg"


def _set(sources: StatementSources, shown: Paper, drawn: Mapping[str, bytes]) -> bytes:
    """Return a paper as it is printed, with the picture of its language where there is one."""
    band = drawn.get(_band(shown.language))
    pictures = [] if band is None else [band]
    return as_pdf(shown, _sheet(sources, shown), pictures, _attached(sources, shown.language))


def _papers(sources: StatementSources, language: Language) -> Iterator[tuple[str, Paper]]:
    """Yield the papers of a statement in a language, each with its name."""
    if sources.statement is None:
        yield "statement", public_paper(sources, language)
        return
    yield "statement", paper(sources, sources.statement, _sha256(sources), language)
    if sources.limits is not None:
        yield "review", review_paper(sources, sources.limits, _sha256(sources), language)


def _content(sources: StatementSources) -> bytes:
    return public_file.dumps(sources.public) if sources.statement is None else period_file.dumps(sources.statement)


def _sha256(sources: StatementSources) -> str:
    return hashlib.sha256(_content(sources)).hexdigest()


def _name(sources: StatementSources) -> str:
    return "public.json" if sources.statement is None else "period.json"


def _sheet(sources: StatementSources, shown: Paper) -> PdfSheet:
    public, say = sources.public, shown.language.say
    return PdfSheet(
        author=public.body,
        time=public.closing.mtp,
        running=(f"{public.register} {public.period}", f"{_name(sources)} SHA-256", _sha256(sources)),
        foot=say("{name} {version}, method {number}", name=NAME, version=__version__, number=str(public.method)),
        whole=say("The page and the tables beside this file have all of it."),
    )


def _attached(sources: StatementSources, language: Language) -> list[Attachment]:
    content = _content(sources)
    if len(content) > MOST_ATTACHED:
        return []
    about = language.say("The statement that every figure of this document is from")
    return [Attachment(_name(sources), "application/json", about, content)]
