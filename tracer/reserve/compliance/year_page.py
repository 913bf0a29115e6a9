"""The year's report as a page, in a language: for statisticians, banks and accountants. It names no counterparty."""

from collections.abc import Iterator, Mapping

from tracer.documents.language.language import Language, phrase
from tracer.documents.paper import Block, Head, Nature, Paper, Section, Text, number, table
from tracer.reserve.compliance.classes import MEASUREMENTS
from tracer.reserve.compliance.year_report import YearReport
from tracer.reserve.compliance.year_statistics import DISPOSED, FORFEITED, RESTRAINED, RETURNED, SEIZED
from tracer.reserve.price.rounding import decimal_text
from tracer.reserve.statement.words import decimal, money

WHAT: Mapping[str, str] = {
    RESTRAINED: phrase("restrained"),
    SEIZED: phrase("seized"),
    FORFEITED: phrase("forfeited"),
    RETURNED: phrase("returned"),
    DISPOSED: phrase("disposed of"),
}
_MEASURED: Mapping[str, str] = dict(
    zip(MEASUREMENTS, (phrase("revaluation model"), phrase("cost"), phrase("fair value")), strict=True)
)
_NONE = "–"


def year_page(found: YearReport, language: Language) -> Paper:
    """Return the page in a language."""
    say = language.say
    sections = (
        _statistics(found, language),
        _times(found, language),
        _exposures(found, language),
        _classes(found, language),
        _searches(found, language),
    )
    return Paper(
        title=say("The year's figures for others"),
        subtitle=say("{body}. To {day}", body=found.body, day=language.date(found.last)),
        facts=(
            (say("Register"), found.register),
            (say("From"), language.date(found.first)),
            (say("To the end of"), language.date(found.last)),
        ),
        warnings=(),
        sections=tuple(Section(f"{at}. {each.title}", each.blocks) for at, each in enumerate(sections, start=1)),
        language=language,
    )


def _statistics(found: YearReport, language: Language) -> Section:
    say = language.say
    columns: list[Head] = [
        say("what"), number(say("count")), number(say("BTC")), number(say("USD")), number(say("without a fixing")),
    ]  # fmt: skip
    rows = [
        [
            language.word(WHAT[each.what]),
            language.number(each.count),
            language.bitcoin(each.sat),
            money(each.cents, language),
            language.number(each.unpriced),
        ]
        for each in found.rows
    ]
    rule = say(
        "An order counts in the year in which it comes into force, with what it covers by the last day; a disposal in "
        "the year in which it was sent, with what was paid. Each is valued at the fixing of its own day; one whose day "
        "has no fixing is in no value. What left without title is counted nowhere here: it is an alarm."
    )
    return Section(
        say("Orders and disposals"),
        (table(say("By kind, as statistics on confiscation ask"), columns, rows), Text(rule, Nature.CONVENTION)),
    )


def _times(found: YearReport, language: Language) -> Section:
    say, times = language.say, found.times
    if times.median is None:
        block: Block = Text(say("No forfeiture gave title in the year."))
    else:
        days = (str(min(times.days)), decimal_text(times.median, 1), str(max(times.days)))
        figures = [decimal(each, language) for each in days]
        block = table(
            say("Days from the first receipt to title, over the orders that gave it in the year"),
            [number(say("orders")), number(say("fewest")), number(say("median")), number(say("most"))],
            [[language.number(len(times.days)), *figures]],
        )
    return Section(say("From seizure to title"), (block, Text(_proven(found, language))))


def _proven(found: YearReport, language: Language) -> str:
    if found.proven is None:
        return language.say("No proof of control is on file for a closing of the year.")
    covered, of = found.proven
    return language.say(
        "Of {of} asked about at the last closing with proofs, {covered} are proven, by signature "
        "or by an ordered payment.",
        of=language.sat(of),
        covered=language.sat(covered),
    )


def _exposures(found: YearReport, language: Language) -> Section:
    say = language.say
    columns: list[Head] = [
        say("quarter"), number(say("days")), number(say("average, USD")), number(say("highest, USD")),
        say("highest on"), number(say("by an earlier fixing")),
    ]  # fmt: skip
    rows = [
        [
            each.quarter,
            language.number(each.days),
            _NONE if each.average is None else money(each.average, language),
            _NONE if each.highest is None else money(each.highest, language),
            _NONE if each.day is None else language.date(each.day),
            language.number(each.carried),
        ]
        for each in found.exposures
    ]
    note = say(
        "For a bank that keeps or lends the coins: exposures to cryptoassets of group 2 have a risk weight of 1,250 %, "
        "which at a capital ratio of 8 % is capital of the exposure itself, and stay below 1 % and never exceed 2 % of "
        "Tier 1 capital (Basel Committee, SCO60 and DIS55, from 2026-01-01). A central bank is not within the scope."
    )
    blocks: list[Block] = [Text(say("The register sets no price, so that nothing is valued."))]
    if rows:
        blocks = [table(say("Daily values of what is held"), columns, rows)]
    return Section(say("For banks"), (*blocks, Text(note)))


def _classes(found: YearReport, language: Language) -> Section:
    say, classes = language.say, found.classes
    class_of = say(
        "In the balance of payments the coins are non-produced non-financial assets, AN22 (BPM7, 2025). They are not "
        "part of official reserve assets; a share is shown against these, never within them."
    )
    if classes.measurement is None:
        measured = say("The body has declared no measurement; none is chosen here.")
    else:
        measured = say(
            "Measurement declared by act {act}: {measurement}.",
            act=str(classes.act),
            measurement=language.word(_MEASURED[classes.measurement]),
        )
    return Section(say("For statisticians and accountants"), (Text(class_of), Text(measured)))


def _searches(found: YearReport, language: Language) -> Section:
    say = language.say
    columns: list[Head] = [say("act"), say("searched on"), say("paid on"), say("SHA-256 of the result")]
    rows = [
        [
            each.act,
            _NONE if each.screened is None else language.date(each.screened),
            _NONE if each.sent is None else language.date(each.sent),
            each.sha256 or _NONE,
        ]
        for each in found.screenings
    ]
    none = Text(say("No disposal of the year names a counterparty."))
    paid = tuple(_searched(found, columns, rows, language)) if rows else (none,)
    return Section(say("Lists of sanctions"), (*paid, *_of_receipts(found, language)))


def _of_receipts(found: YearReport, language: Language) -> Iterator[Block]:
    """Yield how many receipts were searched for, where the register keeps searches of them."""
    if found.searches is not None:
        text = language.say(
            "Receipts for which those from whom they came were searched for: {count}; with a match: {matches}.",
            count=language.number(len(found.searches)),
            matches=language.number(sum(each.is_match for each in found.searches)),
        )
        yield Text(text)


def _searched(found: YearReport, columns: list[Head], rows: list[list[str]], language: Language) -> Iterator[Block]:
    say = language.say
    yield table(say("Searches for the counterparties of disposals"), columns, rows)
    wrong = sum(each.fault is not None for each in found.screenings)
    if wrong:
        text = say("Without a search in the seven days before the payment: {count}.", count=language.number(wrong))
        yield Text(text, Nature.WARNING)
    yield Text(say("The lists and the searches are the body's own; the product holds no list and searches none."))
