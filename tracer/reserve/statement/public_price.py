"""How the public page says a price came about: fixing, window, exchanges, and what other conventions would give."""

from tracer.documents.language.language import NO_BREAK_SPACE, Language, phrase
from tracer.documents.paper import Block, Head, Nature, Section, Text, number, table
from tracer.documents.words import named
from tracer.reserve.price.fixing import ExclusionReason, Quality
from tracer.reserve.statement import words
from tracer.reserve.value.public_value import PublicValue

REASONS = {
    ExclusionReason.MISSING.value: phrase("no file of its trades"),
    ExclusionReason.HOLE.value: phrase("trades may be missing from its files"),
    ExclusionReason.FEW_TRADES.value: phrase("too few trades in the window"),
    ExclusionReason.DEVIATION.value: phrase("its price lies too far from the others"),
    ExclusionReason.STALE.value: phrase("its last trade is too old"),
}
QUALITIES = {
    Quality.A: phrase("A: by all trades of the window, part by part"),
    Quality.C: phrase("C: too few trades for that; by the last trade of each exchange"),
    Quality.X: phrase("X: carried from an earlier day"),
}


def priced_section(value: PublicValue, language: Language) -> Section:
    """Return the section on the price."""
    say = language.say
    price = f"{words.money(value.cents, language)}{NO_BREAK_SPACE}USD"
    blocks: list[Block] = [
        Text(
            say(
                "One bitcoin is {price}: the fixing of {day}, out of trades from {begins} to {ends}.",
                price=price, day=language.date(value.day), begins=language.utc(value.begins),
                ends=language.utc(value.ends),
            ),
            Nature.FACT,
        ),
        Text(say("Quality {quality}.", quality=language.word(QUALITIES[value.quality]))),
    ]  # fmt: skip
    if value.rate is not None and value.rate_day is not None:
        said = say(
            "One US dollar is {rate} {currency} by the official rate of {day}.",
            rate=words.decimal(value.rate, language), currency=value.currency, day=language.date(value.rate_day),
        )  # fmt: skip
        blocks.append(Text(said, Nature.FACT))
    rows = [
        (each.name, say("used") if each.used else say("not used"), named(language, REASONS, each.reason or "") or "—")
        for each in value.exchanges
    ]
    heads: list[Head] = [say("exchange"), say("trades"), say("why not")]
    blocks.append(table(say("Exchanges of the convention"), heads, rows))
    if value.others:
        others = [
            (each.name, "—" if each.cents is None else words.money(each.cents, language)) for each in value.others
        ]
        blocks.append(table(say("What other usual times would give, USD"), [say("time"), number("USD")], others))
        blocks.append(Text(say("A dash: the trades on file do not cover that time, or give no price there.")))
    said = say(
        "Which time counts was set by act before the period and is never chosen afterwards. Each fixing is computed "
        "again from the raw trades in the full statement."
    )
    blocks.append(Text(said, Nature.CONVENTION))
    return Section(say("How we priced it"), tuple(blocks))
