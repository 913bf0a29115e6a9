"""Every parameter of a result in words, none by the name that a program has for it.

`trace.json` holds the same under `parameters`, by the names of `docs/trace-json.md`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

from tracer.documents.language.language import Language, phrase
from tracer.documents.paper import Block, Head, digest, number, table
from tracer.documents.words import rule_name, variation_name
from tracer.evidence.dossier import Dossier
from tracer.formats.json_cursor import JsonCursor

_REACH = phrase("how far the trail could reach")
"""The run that counts what a trail could have touched, beside the rules."""


def parameter_blocks(dossier: Dossier) -> list[Block]:
    """Return the table of parameters, and that of the TagPacks where any were used.

    Raises:
        IntegrityError: the parameters are not of the form written.
    """
    language, parameters = dossier.language, dossier.trace.parameters
    say = language.say
    rows = [
        (language.word(title), shown(language, place))
        for path, (title, shown) in PARAMETERS.items()
        for place in _at(parameters, path)
    ]
    found: list[Block] = [table(say("Every parameter used"), [say("parameter"), say("parameter’s value")], rows)]
    packs = [_pack(language, place) for place in parameters.key("stop").rows("tags")]
    if packs:
        heads: list[Head] = [
            digest(say("file and SHA-256")), say("title and author"), number(say("tags")),
            number(say("of them of services")), say("passed over in it"),
        ]  # fmt: skip
        found.append(table(say("TagPacks used"), heads, packs))
    return found


def _at(parameters: JsonCursor, path: str) -> Iterable[JsonCursor]:
    """Yield what stands at a path of keys; null counts, what a result of this form does not have yields nothing."""
    place = parameters
    for key in path.split("."):
        if not isinstance(place.value, dict) or key not in place.value:
            return
        place = JsonCursor(place.value[key], key, place)
    yield place


def _rule(language: Language, place: JsonCursor) -> str:
    return rule_name(place.as_text(), language)


def _rules(language: Language, place: JsonCursor) -> str:
    return language.listed((_rule(language, each) for each in place.as_rows()), language.say("none"))


def _text(language: Language, place: JsonCursor) -> str:
    return language.given(None if place.value is None else place.as_text())


def _recorded(language: Language, place: JsonCursor) -> str:
    """Return the program's own sentence in the language; null where trails end at no such thing."""
    return language.say("none") if place.value is None else language.known(place.as_text())


def _fees(language: Language, _: JsonCursor) -> str:
    return language.say("end the trail; not followed to the miners")


def _texts(language: Language, place: JsonCursor) -> str:
    return language.listed((each.as_text() for each in place.as_rows()), language.say("none"))


def _flag(language: Language, place: JsonCursor) -> str:
    return language.say("yes") if place.as_flag() else language.say("no")


def _amount(language: Language, place: JsonCursor) -> str:
    return language.sat(place.as_amount())


def _limit(language: Language, place: JsonCursor) -> str:
    """Return a limit; null and 0 are none."""
    return language.number(place.as_integer()) if place.value else language.say("no limit")


def _height(language: Language, place: JsonCursor) -> str:
    if not place.value:
        return language.say("no limit")
    return language.say("block {height}", height=str(place.as_integer()))


def _run(language: Language, name: str) -> str:
    """Return the name of a run: a rule, the reach, or a rule with one thing changed or for one label."""
    if name == "reach":
        return language.word(_REACH)
    first, between, rest = name.partition(", ")
    if between:
        return f"{rule_name(first, language)}, {language.known(rest)}"
    first, between, rest = name.partition(": ")
    if between:
        return f"{variation_name(first, language)}: {rest}"
    return variation_name(rule_name(name, language), language)


def _stopped(language: Language, place: JsonCursor) -> str:
    rows = (
        language.say(
            "{run}: after {transactions}",
            run=_run(language, name),
            transactions=language.counted(each.as_integer(), "transaction"),
        )
        for name, each in place.members()
    )
    return "\n".join(rows) or language.say("none")


def _each(language: Language, place: JsonCursor) -> str:
    return "\n".join(f"{_run(language, name)}: {_limit(language, each)}" for name, each in place.members())


_Shown = Callable[[Language, JsonCursor], str]

PARAMETERS: Mapping[str, tuple[str, _Shown]] = {
    "method.primary": (phrase("rule declared by the examiner"), _rule),
    "method.reason": (phrase("reason given for it"), _text),
    "method.compare": (phrase("rules shown beside it"), _rules),
    "method.retained": (phrase("outputs declared to be change"), _texts),
    "stop.min_sat": (phrase("a coin with less than this of all labels together is not followed"), _amount),
    "stop.max_hops": (phrase("hop limit: most transactions between a seed and a coin"), _limit),
    "stop.to_height": (phrase("time window: last block in which a spend is followed"), _height),
    "stop.fan_out": (phrase("a transaction with more outputs than this ends the trail"), _limit),
    "stop.coinjoin": (phrase("transactions that look like a CoinJoin end the trail"), _flag),
    "mix_rule": (phrase("how a CoinJoin is told"), _recorded),
    "stop.lightning": (phrase("Lightning channels end the trail"), _flag),
    "fees": (phrase("fees, as a parameter"), _fees),
    "rounding": (phrase("rounding to whole satoshi, where a rule needs it"), _recorded),
    "budget.max_transactions": (phrase("most transactions crossed in one run"), _limit),
    "budget.max_seconds": (phrase("most seconds for all runs together"), _limit),
    "budget.stopped_by_the_clock": (phrase("runs that time ended"), _stopped),
    "crossed_at_most": (phrase("most transactions crossed, run by run"), _each),
    "time_zones": (phrase("edition of the time zones"), _text),
}
"""Each parameter by its path in `trace.json`, in the order in which a reader asks: what it is called, how it is shown.

The TagPacks (`stop.tags`) have a table of their own.
"""


def _pack(language: Language, place: JsonCursor) -> Sequence[str]:
    """Return a TagPack's row: the file, who made it, how many tags it has, and what of it could not be used."""
    files = [place, *_rows(place, "made_of")]
    names = "\n".join(f"{each.text('file')}\n{each.text('sha256')}" for each in files)
    made = "\n".join(language.given(place.maybe_text(key)) for key in ("title", "creator"))
    counts = (
        language.given(None) if each is None else language.number(each.as_integer())
        for each in map(place.maybe, ("tags", "services"))
    )
    return (names, made, *counts, "\n".join(_unused(language, place)) or language.say("none"))


def _unused(language: Language, place: JsonCursor) -> Iterable[str]:
    """Yield what of a TagPack was passed over, and why; actors, which are read, are named with it."""
    say, count = language.say, language.number
    ledgers, networks, actors = map(place.maybe, ("other_ledgers", "other_networks", "actors"))
    for currency, tags in () if ledgers is None else ledgers.members():
        yield say("other blockchains, {currency}: {count}", currency=currency, count=count(tags.as_integer()))
    if networks is not None and networks.value:
        yield say("other networks of bitcoin: {count}", count=count(networks.as_integer()))
    for each in _rows(place, "unreadable"):
        yield say("line {line} names no address: {text}", line=str(each.integer("line")), text=each.text("text"))
    for concept in _rows(place, "unknown_concepts"):
        yield say("unknown concept: {concept}", concept=concept.as_text())
    if actors is not None:
        yield say("actors described: {count}", count=count(actors.as_integer()))


def _rows(place: JsonCursor, name: str) -> Iterable[JsonCursor]:
    """Yield what a list holds, nothing where there is none."""
    return () if place.maybe(name) is None else place.rows(name)
