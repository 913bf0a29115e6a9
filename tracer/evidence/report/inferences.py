"""The report on what is guessed: the stops that rest on an inference, and what changes without them.

An inference ends a trail and never chooses between outputs. Each is printed with the rule that fired, how
that rule is known to fail, and how often where anyone has published it.
"""

from tracer.documents.language.language import Language
from tracer.documents.paper import Block, Head, Nature, Section, Table, Text, digest, number, table
from tracer.documents.words import end_name, rule_name, variation_name
from tracer.evidence.dossier import Dossier
from tracer.result.trace_file import StatedShift, StatedStop, Variation

MAX_ROWS = 200


def inference_sections(dossier: Dossier) -> list[Section]:
    """Return the sections on stops that rest on an inference, and on what changes without them."""
    return [_stops(dossier), _changes(dossier)]


def _stops(dossier: Dossier) -> Section:
    language, stops = dossier.language, dossier.trace.main.stops
    say = language.say
    title = say("Stops that rest on an inference")
    if not stops:
        return Section(title, (Text(say("None: no trail ended because a transaction looked like something.")),))
    rows = [
        (
            stop.txid,
            say("block {height}", height=str(stop.height)),
            end_name(stop.terminal, language),
            f"{_named(language, stop.rule)}\n{language.known(stop.verdict)}",
            "\n".join(f"{language.known(name)}: {language.known(value)}" for name, value in stop.fields),
        )
        for stop in stops[:MAX_ROWS]
    ]
    heads: list[Head] = [
        digest(say("transaction")), say("place"), say("end"), say("rule and verdict"), say("looked at"),
    ]  # fmt: skip
    said = say(
        "Trails end at the transactions below because a rule says that they look like a CoinJoin, Lightning or too "
        "many outputs. That is a guess with an error rate, not a fact of the chain. It never chooses between outputs."
    )
    blocks: list[Block] = [
        Text(said, Nature.INFERENCE),
        table(say("Stops"), heads, rows),
        _rules(language, stops),
    ]
    if len(stops) > MAX_ROWS:
        text = say(
            "{shown} of {all} stops are printed; all are in trace/trace.json, under stops.",
            shown=language.number(MAX_ROWS),
            all=language.number(len(stops)),
        )
        blocks.append(Text(text, Nature.WARNING))
    return Section(title, tuple(blocks))


def _named(language: Language, rule: str) -> str:
    """Return a rule in words, and the name under which the result holds it."""
    words = language.known(rule)
    return rule if words == rule else f"{words} ({rule})"


def _rules(language: Language, stops: tuple[StatedStop, ...]) -> Table:
    """Return how each rule that fired is known to fail, once a rule."""
    say = language.say
    counts: dict[tuple[str, str, str], int] = {}
    for stop in stops:
        key = (stop.rule, stop.failure_modes, stop.error)
        counts[key] = counts.get(key, 0) + 1
    rows = [
        (_named(language, rule), language.number(count), language.known(modes), language.known(error))
        for (rule, modes, error), count in counts.items()
    ]
    columns: list[Head] = [say("rule"), number(say("stops")), say("known to fail"), say("published error")]
    return table(say("How these rules fail"), columns, rows)


def _changes(dossier: Dossier) -> Section:
    language, variations = dossier.language, dossier.trace.variations
    say = language.say
    title = say("What changes without them")
    if not variations:
        text = say("Nothing: the result rests on no inference, and no label’s amounts depend on another label’s.")
        return Section(title, (Text(text),))
    said = say(
        "The result of the case is the one declared, under {rule}. Beside it, what it would be with one thing changed.",
        rule=rule_name(dossier.trace.primary, language),
    )
    blocks: list[Block] = [Text(said, Nature.CONVENTION)]
    if "without service" in variations:
        blocks.append(Text(_behind_services(language), Nature.INFERENCE))
    for name, found in variations.items():
        blocks += variation_blocks(language, variation_name(name, language), found)
    return Section(title, tuple(blocks))


def _behind_services(language: Language) -> str:
    return language.say(
        "That an address is a service’s is what the author of a TagPack says, not a fact of the chain. Behind a "
        "service lie the pooled coins of all its customers: where the trail is followed on, what it attributes means "
        "little."
    )


def variation_blocks(language: Language, words: str, found: Variation) -> list[Block]:
    """Return what differs from the result as declared, by label and end, then by coin."""
    say = language.say
    if not found.shifts and not found.coins:
        return [Text(say("{what}: nothing changes.", what=words))]
    blocks: list[Block] = []
    if found.shifts:
        rows = [(s.label, end_name(s.where, language), *_both(language, s)) for s in found.shifts]
        heads: list[Head] = [say("label"), say("end"), number(say("as declared")), number(say("otherwise"))]
        blocks.append(table(say("{what}: by label and end, BTC", what=words), heads, rows))
    if found.coins:
        rows = [(s.label, s.where, *_both(language, s)) for s in found.coins[:MAX_ROWS]]
        heads = [say("label"), digest(say("coin")), number(say("as declared")), number(say("otherwise"))]
        blocks.append(table(say("{what}: by coin, BTC", what=words), heads, rows))
    if len(found.coins) > MAX_ROWS:
        text = say(
            "{shown} of {all} coins are printed; all are in trace/trace.json, under variations.",
            shown=language.number(MAX_ROWS),
            all=language.number(len(found.coins)),
        )
        blocks.append(Text(text, Nature.WARNING))
    return blocks


def _both(language: Language, shift: StatedShift) -> tuple[str, str]:
    return language.bitcoin(shift.declared), language.bitcoin(shift.otherwise)
