"""The full statement as one paper, for auditors and for the body itself."""

from collections.abc import Iterable

from tracer.documents.language.language import Language
from tracer.documents.paper import Paper, Section
from tracer.reserve import stand_alone_files
from tracer.reserve.limits import review_sections
from tracer.reserve.limits.limit_report import LimitReport
from tracer.reserve.period_rows import PeriodStatement
from tracer.reserve.profiles import Profile
from tracer.reserve.statement import checks, holdings, money, rows, words
from tracer.reserve.statement.sources import StatementSources


def paper(sources: StatementSources, statement: PeriodStatement, sha256: str, language: Language) -> Paper:
    """Return the statement in a language; `sha256` is that of its period.json. Coins stand in it where it has any."""
    sections = [
        *holdings.holding_sections(statement, language),
        *money.money_sections(statement, language),
        *(_limits(sources.limits, language) if sources.limits is not None else ()),
        rows.order_section(statement, language),
        rows.movement_section(statement, language),
        *([rows.coin_section(sources.coins, language)] if sources.coins else []),
        rows.account_section(statement, language),
        rows.reconciliation_section(statement, language),
        *([] if statement.proof is None else [rows.proof_section(statement.proof, language)]),
        *([] if statement.restates is None else [rows.restatement_section(statement.restates, language)]),
        rows.input_section(statement, language),
        checks.not_shown_section(language),
        checks.check_section(
            statement.closing,
            statement.network,
            statement.private_root,
            language,
            file=stand_alone_files.last(sources.public, Profile.PRIVATE),
            has_money=stand_alone_files.has_money(sources.public),
        ),
    ]
    return Paper(
        title=language.say("Statement of the state digital-asset reserve"),
        subtitle=f"{sources.public.body}. {words.period_name(sources.period, language)}",
        facts=tuple(_facts(sources, statement, sha256, language)),
        warnings=tuple(_warnings(sources, statement, language)),
        sections=tuple(numbered(sections)),
        language=language,
    )


def _limits(report: LimitReport, language: Language) -> tuple[Section, Section]:
    return review_sections.limit_section(report, language), review_sections.share_section(report, language)


def numbered(sections: Iterable[Section]) -> Iterable[Section]:
    """Yield the sections with their numbers before their titles."""
    for at, section in enumerate(sections, start=1):
        yield Section(f"{at}. {section.title}", section.blocks)


def _facts(
    sources: StatementSources, statement: PeriodStatement, sha256: str, language: Language
) -> Iterable[tuple[str, str]]:
    say = language.say
    held, lawful = statement.books.books.closing, holdings.lawful(statement)
    yield say("Register"), statement.register
    yield say("Period"), words.days(sources.period, language)
    yield say("Network"), statement.network
    opening = say("the first coin of the register")
    yield say("Opened by"), opening if statement.opening is None else words.block(statement.opening, language)
    yield say("Closed by"), words.block(statement.closing, language)
    yield say("Held"), words.btc(held, language)
    yield say("Of it with title"), words.btc(lawful, language)
    yield say("Without title"), words.btc(held - lawful, language)
    yield say("Disclosure"), words.due_line(sources.due, sources.closed, language)
    yield say("Value in money"), money.value_line(statement, language)
    yield say("SHA-256 of period.json"), sha256
    yield say("Previous statement, SHA-256"), statement.previous_sha256 or say("none: this is the first")
    if statement.previous_sha256 is not None:
        yield say("Its review, by act"), statement.review or say("none")


def _warnings(sources: StatementSources, statement: PeriodStatement, language: Language) -> Iterable[str]:
    say = language.say
    if sources.closed is not None and sources.closed > sources.due:
        yield say("Closed late: {line}.", line=words.due_line(sources.due, sources.closed, language))
    if statement.restates is not None:
        yield say("This statement restates an earlier one. “Restatement” gives both figures.")
    if statement.reconciliation.faults:
        count = language.number(len(statement.reconciliation.faults))
        yield say("Faults at the closing block: {count}. “Reconciliation with the chain” lists them.", count=count)
    if statement.late:
        count = language.number(len(statement.late))
        yield say("Acts filed late: {count}. “What it is computed from” lists them.", count=count)
