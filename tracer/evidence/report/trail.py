"""The report's trail: the picture, every transaction crossed, every coin at which it ended, gaps."""

from collections.abc import Iterable

from tracer.documents.language.language import Language
from tracer.documents.paper import Block, Head, Nature, Picture, Section, Text, digest, number, table, time
from tracer.documents.words import end_name, rule_name
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.custody import amounts
from tracer.evidence.report.figures import meanings
from tracer.evidence.report.times import placed, times

MAX_ROWS = 200
"""Rows printed of a table; the CSV beside the report always holds all of them."""


def trail_sections(dossier: Dossier) -> list[Section]:
    """Return the sections on the trail."""
    return [_picture(dossier), _transactions(dossier), _ends(dossier), _gaps(dossier)]


def _picture(dossier: Dossier) -> Section:
    language = dossier.language
    say = language.say
    rule = rule_name(dossier.trace.primary, language)
    caption = say(
        "The trail under {rule}, by who pays whom and not by time: each transaction right of those that pay it, or in "
        "a band below them",
        rule=rule,
    )
    said = say(
        "Which transaction spends which coin, and whom an output pays, is fact. How much of a label goes from a "
        "transaction into each of its outputs is attributed under {rule}.",
        rule=rule,
    )
    return Section(say("The trail"), (Text(said, Nature.CONVENTION), Picture(caption, dossier.picture_name)))


def _transactions(dossier: Dossier) -> Section:
    method, language = dossier.trace.main, dossier.language
    say = language.say
    rows = [
        (
            crossing.txid,
            f"{_place(language, crossing.height, crossing.index)}\n{times(dossier, crossing.height)}",
            amounts(crossing.taint_in, language),
            amounts(crossing.taint_fee, language),
        )
        for crossing in method.crossings[:MAX_ROWS]
    ]
    columns: list[Head] = [
        digest(say("transaction")), time(say("place and time")), number(say("funds in question in")),
        number(say("of them in the fee")),
    ]  # fmt: skip
    caption = say("Transactions that moved funds in question, in chain order, BTC")
    blocks: list[Block] = [table(caption, columns, rows)]
    blocks += _rest(dossier, len(method.crossings), "transactions")
    blocks.append(Text(say("Times are block times, declared by the miners; the order is that of the chain.")))
    return Section(say("Transactions"), tuple(blocks))


def _place(language: Language, height: int, index: int) -> str:
    return language.say("block {height}, no. {index}", height=str(height), index=str(index))


def _ends(dossier: Dossier) -> Section:
    method, language = dossier.trace.main, dossier.language
    say = language.say
    rows = [
        (
            f"{end.outpoint}\n{end.address or language.known(end.script)}",
            placed(dossier, end.height),
            end_name(end.terminal, language) + (f"\n{end.name}" if end.name else ""),
            language.bitcoin(end.value),
            amounts(end.taint, language),
        )
        for end in method.ends[:MAX_ROWS]
    ]
    columns: list[Head] = [
        digest(say("coin and address")), time(say("made")), say("end"), number(say("value")),
        number(say("funds in question")),
    ]  # fmt: skip
    blocks: list[Block] = [table(say("Coins at which the trail ends, in chain order, BTC"), columns, rows)]
    blocks += _rest(dossier, len(method.ends), "coins")
    blocks.append(meanings(dossier))
    if dossier.trace.parameters.maybe("mix_rule") is not None and any(end.terminal == "mix" for end in method.ends):
        said = say(
            "That a transaction is a CoinJoin is guessed by the rule “{rule}”. It ends a trail and never chooses "
            "between outputs; ordinary payouts of equal amounts can look the same.",
            rule=language.known(dossier.trace.parameters.text("mix_rule")),
        )
        blocks.append(Text(said, Nature.INFERENCE))
    if any(end.terminal == "service" for end in method.ends):
        blocks.append(
            Text(say("That an address belongs to a service is what the TagPack says of it."), Nature.ASSERTED)
        )
    return Section(say("Where the trail ends"), tuple(blocks))


def _rest(dossier: Dossier, count: int, key: str) -> Iterable[Text]:
    """Say where all rows are where not all are printed.

    The result's own are in `trace.json`, or in a file beside it.
    """
    if count > MAX_ROWS:
        language, aside = dossier.language, f"{key}.{dossier.trace.primary}.csv"
        said = language.say(
            "{shown} of {all} rows are printed; all {all} are in trace/{name} and trace/{result}.",
            shown=language.number(MAX_ROWS),
            all=language.number(count),
            name=f"{key}.csv",
            result=aside if aside in dossier.trace.beside else "trace.json",
        )
        yield Text(said, Nature.WARNING)


def _gaps(dossier: Dossier) -> Section:
    trace, language = dossier.trace, dossier.language
    say = language.say
    blocks: list[Block] = []
    if trace.gaps:
        rows = [
            (
                rule_name(gap.method, language) if gap.method else say("second book"),
                gap.outpoint or gap.txid or "",
                language.known(gap.reason),
            )
            for gap in trace.gaps
        ]
        blocks.append(table(say("What could not be known"), [say("rule"), digest(say("place")), say("why")], rows))
    else:
        blocks.append(Text(say("No gap: everything that the trail needed could be read.")))
    claims = [
        (str(found.outpoint), found.holder, found.claimant, language.bitcoin(found.sat))
        for found in trace.main.collisions
    ]
    if claims:
        columns: list[Head] = [
            digest(say("coin")), say("held by label"), say("claimed by label"), number("BTC"),
        ]  # fmt: skip
        caption = say("Collisions: satoshi claimed by one label and already held by another")
        blocks.append(table(caption, columns, claims))
        blocks.append(Text(say("The first claim stays; the second is its label’s overlap."), Nature.CONVENTION))
    else:
        blocks.append(Text(say("No collision: no satoshi was claimed under two labels.")))
    return Section(say("Gaps and collisions"), tuple(blocks))
