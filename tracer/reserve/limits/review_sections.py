"""What a statement and the review page print of limits: sections of tables, sentences and the band's picture."""

from collections.abc import Iterator

from tracer.documents.language.language import NO_BREAK_SPACE, Language
from tracer.documents.paper import Block, Head, Nature, Picture, Section, Text, digest, number, table
from tracer.reserve.limits import limit_words as words
from tracer.reserve.limits.band_picture import BandSheet, SharePoint, band_picture
from tracer.reserve.limits.hedges import Hedge
from tracer.reserve.limits.limit_report import LimitReport
from tracer.reserve.limits.limit_rows import Breach, LimitReading
from tracer.reserve.limits.measures import value as worth
from tracer.reserve.limits.reviews import BandPosition
from tracer.reserve.shares import share
from tracer.reserve.terms import LimitKind

BAND = "band.svg"


def limit_section(report: LimitReport, language: Language) -> Section:
    """Return the limits with what they measure, and every breach."""
    say = language.say
    title = say("Limits")
    if not report.limits:
        return Section(title, (Text(say("The register sets no limit.")),))
    columns: list[Head] = [say("limit"), say("looks at"), number(say("allowed")), number(say("actual")), say("state")]
    rows = [row for each in report.readings for row in _reading(each, language)]
    blocks: list[Block] = []
    if report.day is None:
        blocks.append(
            Text(say("No day of the period has a fixing: limits on the price are not known."), Nature.WARNING)
        )
    blocks.append(table(say("Limits on {day}", day=language.date(report.asked)), columns, rows))
    if report.book.breaches:
        heads: list[Head] = [
            say("limit"), say("first and last day"), number(say("worst")), say("cause"), say("what followed"),
        ]  # fmt: skip
        broken = [_breach(each, language) for each in report.book.breaches]
        blocks.append(table(say("Limits broken in the period"), heads, broken))
        causes = [each for each in report.book.breaches if each.txids]
        blocks += [table(say("Transactions that broke a limit"), [say("limit"), digest(say("transaction"))],
                         [(each.limit, "\n".join(each.txids)) for each in causes])] if causes else []  # fmt: skip
    else:
        blocks.append(Text(say("No limit was broken in the period.")))
    blocks.append(Text(say(
        "Limits on the price are looked at on every day with a fixing, others on every day. The cause is computed: "
        "with yesterday’s coins and today’s price and reserves still broken, it is the price or the reserves, "
        "whichever alone suffices, else a movement."
    ), Nature.CONVENTION))  # fmt: skip
    return Section(title, tuple(blocks))


def share_section(report: LimitReport, language: Language) -> Section:
    """Return the share of the reserves: the picture, the band against it, and what it was divided by."""
    say, day = language.say, report.day
    drawn = Picture(say("The share day by day, the band and the limits"), BAND, inline=True)
    blocks: list[Block] = [Text(text) for text in _position(report.position, language)]
    if day is None or day.reserves is None:
        blocks.append(Text(say("What the share is of is not known: tables/reserves.csv has no figure for it.")))
        return Section(say("Share of the reserves"), (*blocks, drawn))
    value = worth(day)
    rows = [
        (
            language.word(words.RESERVES[each.choice.kind.value]),
            words.money(each.usd, language),
            share(each.excluding(value), language, 5),
            share(each.including(value), language, 5),
        )
        for each in (day.reserves, day.reserves.other())
    ]
    columns: list[Head] = [
        say("of"), number("USD"), number(say("value over the reserves")),
        number(say("value over the reserves and itself")),
    ]  # fmt: skip
    row = day.reserves.row
    source = say(
        "Reserves as of {as_of}, published {published}, {age} days old. Source: {source}.",
        as_of=language.date(row.as_of), published=language.date(row.published), age=str(day.reserves.age(day.day)),
        source=row.source,
    )  # fmt: skip
    chosen = language.word(words.RESERVES[day.reserves.choice.kind.value])
    act = day.reserves.choice.act
    convention = (
        say("Divided by {which}, for want of an act that says otherwise.", which=chosen)
        if act is None
        else say("Divided by {which}, by act {act}.", which=chosen, act=act)
    )
    blocks += [
        table(say("The share on {day}", day=language.date(day.day)), columns, rows),
        Text(source, Nature.ASSERTED),
        Text(convention, Nature.CONVENTION),
    ]
    return Section(say("Share of the reserves"), (*blocks, drawn))


def hedge_section(report: LimitReport, language: Language) -> Section:
    """Return the positions against the price, what they leave open, and what is posted for them."""
    say, title = language.say, language.say("Hedges")
    blocks: list[Block] = [Text(each, Nature.WARNING) for each in _expired(report, language)]
    if not report.hedges or report.exposure is None:
        return Section(title, (*blocks, Text(say("No position against the price is open."))))
    exposure = report.exposure
    sums = [
        (say("held"), language.bitcoin(exposure.held)),
        (say("short positions"), language.bitcoin(-exposure.short)),
        (say("long positions"), language.bitcoin(exposure.long)),
        (say("open to the price"), language.bitcoin(exposure.net)),
    ]
    heads: list[Head] = [
        say("act"), say("position"), number("BTC"), number(say("price or strike")), say("with"), say("last day"),
    ]  # fmt: skip
    blocks += [
        table(say("Positions open"), heads, [_hedge(each, language) for each in report.hedges]),
        table(say("What is open to the price, BTC"), [say("what"), number("BTC")], sums, total=True),
        Text(say("Hedged part of what is held: {ratio}.", ratio=share(exposure.ratio, language))),
    ]
    if exposure.margin:
        posted = say(
            "Posted with counterparties, outside of the books and encumbered: {amount} BTC.",
            amount=language.bitcoin(exposure.margin),
        )
        blocks.append(Text(posted, Nature.ASSERTED))
    blocks += [Text(each, Nature.ASSERTED) for each in _deltas(report, language)]
    blocks.append(Text(say(
        "Futures, forwards and swaps count one to one, options count nothing; none is valued by a model."
    ), Nature.CONVENTION))  # fmt: skip
    return Section(title, tuple(blocks))


def stress_section(report: LimitReport, language: Language) -> Section:
    """Return what moves of the price would make, and the greatest fall on file."""
    say, title = language.say, language.say("If the price moved")
    if not report.grid:
        return Section(title, (Text(say("No day of the period has a fixing: nothing was measured.")),))
    columns: list[Head] = [
        number(say("price moves by")), number(say("value, USD")), number(say("share")), number(say("options, USD")),
        number(say("other hedges, USD")), say("limits broken"),
    ]  # fmt: skip
    rows = [
        (
            f"{each.step:+}{'' if language.code == 'en' else NO_BREAK_SPACE}%",
            words.money(each.value, language),
            share(each.excluding, language),
            words.money(each.options, language),
            words.money(each.others, language),
            language.listed(each.breaks, "—"),
        )
        for each in report.grid
    ]
    said = (
        say("No two days that follow one another have falling fixings on file.")
        if report.fall is None
        else say(
            "The greatest fall from one day’s fixing to the next among those that this statement lists: {fall}, from "
            "{first} to {last}.",
            fall=share(report.fall.share, language),
            first=language.date(report.fall.first),
            last=language.date(report.fall.last),
        )
    )
    model = say("Coins and reserves stay as they are; options are worth what their exercise would bring.")
    return Section(
        title,
        (table(say("What is titled, at other prices"), columns, rows), Text(model, Nature.CONVENTION), Text(said)),
    )


def review_section(report: LimitReport, language: Language) -> Section:
    """Return the last review: what it reviewed and decided, and what is wrong with it."""
    say, title, review = language.say, language.say("The last review"), report.review
    blocks: list[Block] = [Text(words.fault(each, language), Nature.WARNING) for each in report.review_faults]
    if review is None:
        return Section(title, (*blocks, Text(say("No review is on file."))))
    terms, votes = review.terms, list(review.terms.votes.values())
    low, high = terms.band
    rows = [
        (say("act"), review.head.id),
        (say("made on"), language.date(review.head.date)),
        (say("of the period"), terms.period),
        (say("band"), f"{share(low, language)} – {share(high, language)}"),
        (say("decided"), language.word(words.DECISIONS[terms.decision])),
        (say("persons present"), str(len(terms.present))),
        (
            say("votes"),
            say(
                "{count} for, {against} against, {abstained} abstained",
                count=str(votes.count("for")),
                against=str(votes.count("against")),
                abstained=str(votes.count("abstained")),
            ),
        ),
        (say("next review"), language.date(terms.next)),
    ]
    blocks.append(table(say("What was decided"), [say("what"), say("by the act")], rows))
    blocks += [Text(f"{limit}: {answer}", Nature.ASSERTED) for limit, answer in terms.answers.items()]
    return Section(title, tuple(blocks))


def unit_section(report: LimitReport, language: Language) -> Section:
    """Return what is held of funds, beside the coins and in no sum with them."""
    say = language.say
    rows = [
        (
            each.fund,
            f"{words.decimals(each.units, language)}",
            f"{words.decimals(each.nav, language, 2)} {each.currency}",
            f"{words.hundredths(each.worth, language)} {each.currency}",
            f"{language.date(each.as_of)}\n{each.source}",
        )
        for each in report.units
    ]
    heads: list[Head] = [
        say("fund"), number(say("units")), number(say("value of one")), number(say("worth")), say("as of, by whom"),
    ]  # fmt: skip
    said = say("Units of funds are no coins. They are shown beside them and are in no sum of this document.")
    return Section(say("Units of funds"), (table(say("Units held"), heads, rows), Text(said, Nature.CONVENTION)))


def picture(report: LimitReport, language: Language) -> bytes:
    """Return the share day by day as a picture, with the band and the limits of the share, and when one was broken."""
    say = language.say
    shown = [limit for limit in report.shown if limit.kind is LimitKind.SHARE_EXCL]
    limits = {limit.id: limit.most for limit in shown if limit.most is not None}
    limits |= {f"≥ {limit.id}": limit.least for limit in shown if limit.least is not None}
    days = [each.day for each in report.days]
    drawn = [each for each in report.book.breaches if each.limit in {limit.id for limit in shown}]
    breached = {day for day in days for each in drawn if each.first_day <= day <= each.last_day}
    sheet = BandSheet(
        points=[SharePoint(day, excluding) for day, excluding, _ in report.shares],
        band=None if report.position is None else report.position.band,
        limits=limits,
        breached=frozenset(breached),
    )
    title = say("Share of the reserves")
    about = say("value over the reserves, on days with a fixing") if days else say("no day has a fixing")
    return band_picture(sheet, title, about, language)


def _reading(reading: LimitReading, language: Language) -> Iterator[tuple[str, ...]]:
    """Yield a row of each subject; the limit's own words stand in the first."""
    limit = reading.limit
    allowed = "\n".join(
        text
        for text in (
            None if limit.worst is None else limit.worst,
            None if limit.most is None else f"≤ {words.figure(limit.kind, limit.most, language)}",
            None if limit.least is None else f"≥ {words.figure(limit.kind, limit.least, language)}",
        )
        if text is not None
    )
    name = f"{limit.id}\n{language.word(words.SEVERITIES[limit.severity])}"
    if not reading.measures:
        yield name, language.word(words.KINDS[limit.kind]), allowed, "—", language.word("kept")
    for at, (found, state) in enumerate(reading.measures):
        head = (name, language.word(words.KINDS[limit.kind]), allowed) if not at else ("", "", "")
        actual = words.measured(limit.kind, found, language)
        yield (*head, actual, language.word(words.STATES[state]))


def _breach(each: Breach, language: Language) -> tuple[str, ...]:
    say = language.say
    name = each.limit
    if each.subject is not None:
        name += f"\n{words.subject(each.kind, each.subject, language)}"
    worst = words.reason(each.why, language) if each.peak is None else words.told(each.kind, each.peak, language)
    by = "\n".join((language.word(words.CAUSES[each.cause]), *each.acts))
    followed = []
    if each.decision_act is not None and each.waived_until is not None:
        until = language.date(each.waived_until)
        followed.append(say("waived by {act} until {day}", act=each.decision_act, day=until))
    if each.cured is not None:
        followed.append(say("kept again on {day}", day=language.date(each.cured)))
    elif each.cure_by is not None:
        followed.append(say("open; to be cured by {day}", day=language.date(each.cure_by)))
    else:
        followed.append(say("open"))
    days = f"{language.date(each.first_day)} –\n{language.date(each.last_day)}"
    return name, days, f"{worst}\n{words.bound(each.bound, language)}", by, "\n".join(followed)


def _position(position: BandPosition | None, language: Language) -> Iterator[str]:
    """Yield the sentences on the band against the share."""
    say = language.say
    if position is None:
        yield say("No review has proposed a band.")
        return
    low, high = (share(each, language) for each in position.band)
    yield say("Proposed by review {act} of {period}: {low} to {high}.", act=position.act, period=position.period,
              low=low, high=high)  # fmt: skip
    if position.share is None or position.off is None:
        yield say("The actual share is not known.")
        return
    actual, amount = share(position.share, language), language.bitcoin(abs(position.off))
    if not position.off:
        yield say("Actual: {share}, inside the band.", share=actual)
    elif position.off < 0:
        yield say("Actual: {share}, above the band by {amount} BTC at the fixing.", share=actual, amount=amount)
    else:
        yield say("Actual: {share}, below the band by {amount} BTC at the fixing.", share=actual, amount=amount)


def _hedge(each: Hedge, language: Language) -> tuple[str, ...]:
    terms = each.terms
    kind = f"{language.word(words.INSTRUMENTS[terms.instrument])}, {language.word(words.SIDES[terms.side])}"
    price = f"{words.hundredths(terms.price, language)} {terms.currency}"
    return each.act, kind, language.bitcoin(each.sat), price, terms.counterparty, language.date(terms.expires)


def _expired(report: LimitReport, language: Language) -> Iterator[str]:
    for each in report.hedges:
        if each.terms.expires < report.asked:
            yield language.say(
                "Position {act} expired on {day} and is still open in the file.",
                act=each.act,
                day=language.date(each.terms.expires),
            )


def _deltas(report: LimitReport, language: Language) -> Iterator[str]:
    for each in report.hedges:
        if each.terms.delta is not None and each.terms.delta_source is not None:
            yield language.say(
                "A desk’s word on the delta of {act}, which counts nowhere: {delta}. Source: {source}.",
                act=each.act,
                delta=words.decimals(each.terms.delta, language),
                source=each.terms.delta_source,
            )
