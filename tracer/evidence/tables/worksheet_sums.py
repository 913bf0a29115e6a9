"""The arithmetic of one transaction under one rule, as tables that show how each payment is arrived at."""

from tracer.documents.language.language import Language
from tracer.documents.paper import Head, Table, digest, number, table
from tracer.evidence.tables.hops import HopCheck
from tracer.trace.attribution import UNTRACED, Attribution, Slice, taint

_RUNS = 20
"""Runs of satoshi printed of one coin."""


def coming_in(hop: HopCheck, most: int, language: Language) -> Table:
    """Return the inputs laid end to end, each with the satoshi it covers, the first being number 1."""
    say = language.say
    rows, at = [], 0
    for inlet in hop.inlets:
        name = str(inlet.first) if inlet.first == inlet.last else f"{inlet.first}–{inlet.last}"
        coin = str(inlet.outpoint) if inlet.outpoint else say("several untraced coins")
        rows.append(
            (
                name,
                coin,
                _span(at + 1, inlet.value, language),
                language.number(inlet.value),
                held(inlet.attribution, language),
            )
        )
        at += inlet.value
    total = ("", say("together"), "", language.number(at), held(_sums(hop), language))
    columns: list[Head] = [
        say("input"), digest(say("coin")), number(say("satoshi nos.")), number(say("value")),
        number(say("holds, in order")),
    ]  # fmt: skip
    return table(say("What comes in"), columns, [*rows[:most], total], total=True)


def going_out(rule: str, hop: HopCheck, most: int, language: Language) -> Table:
    """Return what goes out, with the arithmetic of the rule as far as it has one; at most so many lines."""
    if rule in ("fifo", "lifo"):
        return _cut_off(hop, most, language, from_front=rule == "fifo")
    if rule == "haircut":
        return _shared(hop, most, language)
    rows = [
        (_name(hop, at, language), language.number(outlet.value), held(outlet.attribution, language))
        for at, outlet in enumerate(hop.outlets)
    ]
    columns: list[Head] = [language.say("payment"), number(language.say("value")), number(language.say("holds"))]
    return table(language.say("What goes out"), columns, rows[:most])


def held(attribution: Attribution, language: Language) -> str:
    """Return runs of satoshi, one per line: `A 60`, `untraced 40`."""
    shown = [f"{label or language.say('untraced')} {language.number(sat)}" for label, sat in attribution[:_RUNS]]
    if len(attribution) > _RUNS:
        shown.append(language.say("and {count} more runs", count=language.number(len(attribution) - _RUNS)))
    return "\n".join(shown) or "—"


def _sums(hop: HopCheck) -> Attribution:
    """Return what comes in by label, labels in ascending byte order, untraced last."""
    every = tuple(run for inlet in hop.inlets for run in inlet.attribution)
    rest = sum(sat for label, sat in every if label == UNTRACED)
    by_label = [Slice(label, sat) for label, sat in taint(every).items()]
    return (*by_label, *([Slice(UNTRACED, rest)] if rest else []))


def _name(hop: HopCheck, at: int, language: Language) -> str:
    vout = hop.outlets[at].vout
    return language.say("fee") if vout is None else language.say("output {vout}", vout=str(vout))


def _span(first: int, length: int, language: Language) -> str:
    if not length:
        return language.say("none")
    return f"{language.number(first)}–{language.number(first + length - 1)}"


def _cut_off(hop: HopCheck, most: int, language: Language, from_front: bool) -> Table:
    """Return which satoshi, by their numbers in the inputs laid end to end, each payment takes."""
    say = language.say
    total = sum(outlet.value for outlet in hop.outlets)
    rows, done = [], 0
    for at, outlet in enumerate(hop.outlets):
        first = done + 1 if from_front else total - done - outlet.value + 1
        span = _span(first, outlet.value, language)
        rows.append((_name(hop, at, language), language.number(outlet.value), span, held(outlet.attribution, language)))
        done += outlet.value
    columns: list[Head] = [
        say("payment"), number(say("value")), number(say("takes satoshi nos.")), number(say("which are, in order")),
    ]  # fmt: skip
    caption = (
        say("What goes out, cut off from the front") if from_front else say("What goes out, cut off from the back")
    )
    return table(caption, columns, rows[:most])


def _shared(hop: HopCheck, most: int, language: Language) -> Table:
    """Return each payment's share of the traced total: whole part, remainder, and what rounding adds."""
    say, written = language.say, language.number
    total = sum(outlet.value for outlet in hop.outlets)
    traced = sum(sum(taint(inlet.attribution).values()) for inlet in hop.inlets)
    rows = []
    for at, outlet in enumerate(hop.outlets):
        whole, rest = divmod(outlet.value * traced, total) if total else (0, 0)
        gets = sum(taint(outlet.attribution).values())
        own = tuple(Slice(label, sat) for label, sat in taint(outlet.attribution).items())
        figures = (written(outlet.value), written(whole), written(rest), f"+{gets - whole}", written(gets))
        rows.append((_name(hop, at, language), *figures, held(own, language)))
    columns: list[Head] = [
        say("payment"), number(say("value v")), number(say("whole part of v × T ÷ V")), number(say("remainder")),
        number(say("rounding")), number(say("gets")), number(say("by label")),
    ]  # fmt: skip
    caption = say("What goes out: T = {traced} traced of V = {total}", traced=written(traced), total=written(total))
    return table(caption, columns, rows[:most])
