"""The page over all disposals of a register: what each took, what it brought, and how much went back to victims."""

from collections.abc import Iterator, Sequence

from tracer.documents.language.language import Language, phrase
from tracer.documents.paper import Block, Head, Nature, Paper, Section, Text, number, table, time
from tracer.reserve.disposition import disposal_words as words
from tracer.reserve.disposition.disposal_page import NONE, DisposalSubject, private
from tracer.reserve.disposition.disposal_rows import DisposalRow
from tracer.reserve.disposition.given_back import given_back
from tracer.reserve.disposition.proceeds import sums
from tracer.reserve.shares import how_they_add_up, part
from tracer.reserve.statement.words import btc, money

_BACK, _SOLD, _TOGETHER = phrase("given back to victims"), phrase("sold, shared or claimed"), phrase("together")


def disposals_page(subject: DisposalSubject, rows: Sequence[DisposalRow], language: Language) -> Paper:
    """Return the page in a language."""
    say = language.say
    sections = (_all(rows, language), _back(rows, language), _brought(rows, language))
    return Paper(
        title=say("Disposals"),
        subtitle=say("{body}. To {day}", body=subject.body, day=language.date(subject.day)),
        facts=((say("Register"), subject.register), (say("To the end of"), language.date(subject.day))),
        warnings=tuple(_warnings(rows, language)),
        sections=tuple(Section(f"{at}. {each.title}", each.blocks) for at, each in enumerate(sections, start=1)),
        language=language,
    )


def _warnings(rows: Sequence[DisposalRow], language: Language) -> Iterator[str]:
    yield private(language)
    wrong = [each.act.head.id for each in rows if each.is_wrong]
    if wrong:
        yield language.say("Something is wrong with: {acts}.", acts=language.listed(wrong))


def _all(rows: Sequence[DisposalRow], language: Language) -> Section:
    say = language.say
    if not rows:
        return Section(say("Every disposal on file"), (Text(say("No disposal is on file.")),))
    columns: list[Head] = [
        time(say("act")), say("method"), say("state"), number(say("lots")), number(say("lots, BTC")),
        number(say("paid, BTC")), say("money lies in"),
    ]  # fmt: skip
    cells = [
        (
            each.act.head.id,
            words.method(each.act.method, language),
            language.word(words.STATES[each.journey.state.value]),
            language.number(len(each.act.lots)),
            language.bitcoin(sum(each.act.lots.values())),
            language.bitcoin(each.paid),
            NONE if each.proceeds is None else each.proceeds.account or NONE,
        )
        for each in rows
    ]
    return Section(say("Every disposal on file"), (table(say("By act, each with a page of its own"), columns, cells),))


def _back(rows: Sequence[DisposalRow], language: Language) -> Section:
    say, found = language.say, given_back(rows)
    lines = [
        (
            language.word(what),
            language.bitcoin(sat),
            part(sat, found.paid, language),
        )
        for what, sat in ((_BACK, found.back), (_SOLD, found.paid - found.back), (_TOGETHER, found.paid))
        if found.paid
    ]
    columns: list[Head] = [say("what"), number("BTC"), number(say("share"))]
    rule = say(
        "Given back is what disposals of the method return paid. What was sold before may go back in money: that "
        "stands with each disposal. What left without title is counted nowhere here: it is an alarm."
    )
    blocks: tuple[Block, ...] = (Text(say("Nothing was paid yet.")),)
    if found.paid:
        blocks = (table(say("What was paid to others, by whom it went to"), columns, lines, total=True),)
        blocks = (*blocks, Text(how_they_add_up(language), Nature.CONVENTION))
    return Section(say("Share returned to victims"), (*blocks, Text(rule, Nature.CONVENTION)))


def _brought(rows: Sequence[DisposalRow], language: Language) -> Section:
    say = language.say
    found = [each.proceeds for each in rows if each.proceeds is not None]
    if not found:
        return Section(say("What sales brought"), (Text(say("No disposal on file has a price.")),))
    columns: list[Head] = [
        time(say("act")), say("currency"), number(say("gross")), number(say("costs")), number(say("net")),
        number(say("received")), number(say("of that restricted")),
    ]  # fmt: skip
    cells = [
        (
            each.act,
            each.currency,
            *(money(value, language) for value in (each.gross, each.costs, each.net)),
            say("not yet") if each.received is None else money(each.received, language),
            money(each.received or 0 if each.is_restricted else 0, language),
        )
        for each in found
    ]
    totals = [
        (
            say("together"),
            currency,
            *(money(value, language) for value in (each.gross, each.costs, each.net, each.received, each.restricted)),
        )
        for currency, each in sums(found).items()
    ]
    paid = [f"{each.act.head.id}: {btc(each.paid, language)}" for each in rows if each.proceeds is not None]
    return Section(
        say("What sales brought"),
        (
            table(say("By act and by currency"), columns, [*cells, *totals], total=len(totals) == 1),
            Text(say("Paid for it: {amounts}.", amounts=language.listed(paid))),
        ),
    )
