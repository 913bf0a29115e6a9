"""The review page: limits, the share against its band, hedges, stress, the last review, and fund units beside them."""

from collections.abc import Iterable

from tracer.documents.language.language import Language
from tracer.documents.paper import Paper
from tracer.reserve.limits import review_sections
from tracer.reserve.limits.limit_report import LimitReport
from tracer.reserve.shares import share
from tracer.reserve.statement import words
from tracer.reserve.statement.paper import numbered
from tracer.reserve.statement.sources import StatementSources


def review_paper(sources: StatementSources, report: LimitReport, sha256: str, language: Language) -> Paper:
    """Return the review page in a language; `sha256` is that of the statement's period.json."""
    sections = [
        review_sections.share_section(report, language),
        review_sections.limit_section(report, language),
        review_sections.hedge_section(report, language),
        review_sections.stress_section(report, language),
        review_sections.review_section(report, language),
        *([review_sections.unit_section(report, language)] if report.units else []),
    ]
    return Paper(
        title=language.say("Review of limits and hedges"),
        subtitle=f"{sources.public.body}. {words.period_name(sources.period, language)}",
        facts=tuple(_facts(sources, report, sha256, language)),
        warnings=(),
        sections=tuple(numbered(sections)),
        language=language,
    )


def _facts(
    sources: StatementSources, report: LimitReport, sha256: str, language: Language
) -> Iterable[tuple[str, str]]:
    say = language.say
    yield say("Register"), sources.public.register
    yield say("Period"), words.days(sources.period, language)
    shares = [each for _, each, _ in report.shares]
    yield say("Share of the reserves"), share(shares[-1] if shares else None, language)
    open_ = sum(each.is_open for each in report.book.breaches)
    yield say("Limits broken in the period, of them still open"), f"{len(report.book.breaches)}, {open_}"
    yield say("SHA-256 of period.json"), sha256
