"""What is published of custody and of auditors: an opinion on file, and quorums by number where these are public."""

from collections.abc import Iterable, Mapping

from tracer.documents.language.language import Language, phrase
from tracer.documents.paper import Block, Head, Nature, Section, Text, number, table
from tracer.reserve.days import Period
from tracer.reserve.public_rows import PublicOpinion
from tracer.reserve.security.published_custody import PublishedCustody
from tracer.reserve.statement import words

OPINION_WORDS: Mapping[str, str] = {
    "unqualified": phrase("without reservation"),
    "qualified": phrase("with reservations"),
    "adverse": phrase("adverse"),
    "disclaimer": phrase("no opinion could be given"),
}


def opinion_blocks(opinion: PublicOpinion | None, language: Language) -> Iterable[Block]:
    """Yield the last auditor's opinion on file, nothing where there is none."""
    if opinion is None:
        return
    said = language.say(
        "Auditor’s opinion of {day}, {firm}, on {period}: {opinion}. Scope: {scope}.",
        day=language.date(opinion.day),
        firm=opinion.firm,
        period=words.period_name(Period.parse(opinion.period), language),
        opinion=language.word(OPINION_WORDS[opinion.opinion]),
        scope=opinion.scope.rstrip("."),
    )
    yield Text(said, Nature.ASSERTED)


def custody_section(custody: PublishedCustody, language: Language) -> Section:
    """Return who can move the coins, in numbers: how many keys sign, with how many bodies, at how many sites."""
    say = language.say
    rows = [
        (
            say("{needed} of {keys}", needed=language.number(each.needed), keys=language.number(each.keys)),
            language.number(each.bodies),
            language.number(each.sites),
        )
        for each in custody.quorums
    ]
    counted = number(say("bodies that hold keys")), number(say("sites where keys lie"))
    heads: list[Head] = [say("keys that must sign"), *counted]
    blocks: list[Block] = [table(say("Keys of the wallets that are counted"), heads, rows)]
    if custody.ceremony is not None:
        said = say("Keys were last made in a ceremony in {month}.", month=custody.ceremony)
        blocks.append(Text(said, Nature.ASSERTED))
    if custody.audit is not None and custody.opinion is not None:
        kind = language.word(OPINION_WORDS[custody.opinion])
        said = say("Custody was last audited up to {month}; opinion: {opinion}.", month=custody.audit, opinion=kind)
        blocks.append(Text(said, Nature.ASSERTED))
    return Section(say("Who can move the coins, in numbers"), tuple(blocks))
