"""The worksheet: each transaction of the trail under the declared rule, to be done again with a pencil.

What comes in, what goes out and the arithmetic between, in whole satoshi. On paper the first transactions;
every one of them, run by run, in `trace/worksheet.csv`.
"""

from collections.abc import Iterable, Sequence

from tracer.documents.language.language import Language, phrase
from tracer.documents.paper import Block, Head, Nature, Paper, Section, Text, digest, table
from tracer.documents.words import rule_name
from tracer.evidence.dossier import Dossier
from tracer.evidence.tables.columns import schema
from tracer.evidence.tables.hops import HopCheck, first_mixings, hops
from tracer.evidence.tables.worksheet_sums import coming_in, going_out
from tracer.formats.cells import Row

MOST_HOPS = 40
"""Transactions worked out on paper."""
MOST_LINES = 30
"""Inputs, or payments, of one transaction worked out on paper."""

WORKSHEET = schema(
    "worksheet.csv",
    "a run of satoshi of one label in what a transaction takes in or pays; no label: untraced",
    "txid height index side number last_number value_sat run label sat agrees",
)

_HOW = {
    "fifo": phrase(
        "Lay the inputs end to end in the order of the transaction. Cut the outputs off from the front in their order; "
        "what is left at the end is the fee."
    ),
    "lifo": phrase(
        "Lay the inputs end to end in the order of the transaction. Cut the outputs off from the back in their order; "
        "what is left at the front is the fee."
    ),
    "haircut": phrase(
        "Add up what comes in (V) and what of it is traced (T). Each payment, the fee among them, gets value × T ÷ V; "
        "keep the whole part. Give the satoshi still missing one at a time to the largest remainders, the earlier "
        "payment first where two are equal. With several labels do the same once more inside each payment, label by "
        "label in the order of the alphabet, where the last takes the rest."
    ),
}
_HOW_OTHERS = phrase(
    "The rule is in the file method/method, with an example. What comes in and what goes out adds up for each label."
)


def worksheet(dossier: Dossier) -> Paper:
    """Return the worksheet of the declared rule, in the dossier's language.

    Raises:
        IntegrityError: the result names what the raw material does not hold.
    """
    trace, language = dossier.trace, dossier.language
    say, rule = language.say, rule_name(trace.primary, language)
    found = list(hops(dossier, trace.main)) if trace.main.books else []
    return Paper(
        title=say("Worksheet"),
        subtitle=say("Every step under {rule}, to be done again with a pencil", rule=rule),
        facts=(
            (say("Case"), trace.case),
            (say("Primary rule"), say("{rule}, declared by the examiner", rule=rule)),
            (say("Transactions"), language.number(len(found))),
            (say("Amounts"), say("whole satoshi; 100,000,000 of them are one bitcoin")),
            (say("How"), language.word(_HOW.get(trace.primary, _HOW_OTHERS))),
        ),
        warnings=tuple(_warnings(found, language)),
        sections=(_mixings(found, language), *(_hop(trace.primary, hop, language) for hop in found[:MOST_HOPS])),
        language=language,
    )


def worksheet_rows(dossier: Dossier) -> Iterable[Row]:
    """Yield every run of satoshi of every transaction, in the order in which it lies there; no label: untraced.

    Raises:
        IntegrityError: the result names what the raw material does not hold.
    """
    for hop in hops(dossier, dossier.trace.main) if dossier.trace.main.books else ():
        place = (hop.crossing.txid, hop.crossing.height, hop.crossing.index)
        agrees = "yes" if hop.agrees else "NO"
        for inlet in hop.inlets:
            for run, (label, sat) in enumerate(inlet.attribution):
                yield (*place, "in", inlet.first, inlet.last, inlet.value, run, label, sat, agrees)
        for outlet in hop.outlets:
            side = "fee" if outlet.vout is None else "out"
            for run, (label, sat) in enumerate(outlet.attribution):
                yield (*place, side, outlet.vout, outlet.vout, outlet.value, run, label, sat, agrees)


def _warnings(found: Sequence[HopCheck], language: Language) -> Iterable[str]:
    wrong = [hop for hop in found if not hop.agrees]
    if wrong:
        yield language.say(
            "Done again, {wrong} of {count} transactions give other amounts than trace.json, the first being no. "
            "{number}. Rely on no figure of this case before that is explained.",
            wrong=language.number(len(wrong)),
            count=language.number(len(found)),
            number=str(wrong[0].number),
        )
    if len(found) > MOST_HOPS:
        yield language.say(
            "The first {shown} of {count} transactions are worked out here; all of them, run by run, are in "
            "trace/worksheet.csv.",
            shown=language.number(MOST_HOPS),
            count=language.number(len(found)),
        )


def _mixings(found: Sequence[HopCheck], language: Language) -> Section:
    """Return where each label first meets untraced coins, and another label: before that, coins are only followed."""
    say = language.say
    rows = []
    for label, (untraced_at, other_at) in first_mixings(found).items():
        rows.append((label, *_place(untraced_at, language), *_place(other_at, language)))
    said = say(
        "Until a transaction spends a label together with something else, its coins are merely followed, and every "
        "rule gives the same. From the transactions named here on, a rule decides."
    )
    blocks: list[Block] = [Text(said, Nature.CONVENTION)]
    if rows:
        heads: list[Head] = [
            say("label"), digest(say("first with untraced coins")), say("no."),
            digest(say("first with another label")), say("no."),
        ]  # fmt: skip
        blocks.append(table(say("First mixing transactions"), heads, rows))
    else:
        blocks.append(Text(say("No transaction moved funds in question.")))
    return Section(say("Where trails first mix"), tuple(blocks))


def _place(hop: HopCheck | None, language: Language) -> tuple[str, str]:
    return (language.say("never"), "—") if hop is None else (hop.crossing.txid, str(hop.number))


def _hop(rule: str, hop: HopCheck, language: Language) -> Section:
    crossing, say = hop.crossing, language.say
    place = say(
        "Transaction {txid}, block {height}, place {index} in it.",
        txid=crossing.txid, height=str(crossing.height), index=str(crossing.index),
    )  # fmt: skip
    blocks: list[Block] = [
        Text(place), coming_in(hop, MOST_LINES, language), going_out(rule, hop, MOST_LINES, language),
    ]  # fmt: skip
    if max(len(hop.inlets), len(hop.outlets)) > MOST_LINES:
        said = say(
            "Inputs: {inputs}; payments: {payments}. Those not shown are in trace/worksheet.csv.",
            inputs=language.number(len(hop.inlets)), payments=language.number(len(hop.outlets)),
        )  # fmt: skip
        blocks.append(Text(said, Nature.WARNING))
    if not hop.agrees:
        blocks.append(Text(say("These amounts are not those of trace.json."), Nature.WARNING))
    return Section(_title(hop, language), tuple(blocks))


def _title(hop: HopCheck, language: Language) -> str:
    """Return the number of a transaction and what it mixes, if anything."""
    say, at, labels = language.say, str(hop.number), ", ".join(hop.labels)
    if hop.has_untraced:
        return say("No. {number}: mixes {labels} with untraced coins", number=at, labels=labels)
    if len(hop.labels) > 1:
        return say("No. {number}: mixes {labels}", number=at, labels=labels)
    return say("No. {number}: mixes nothing", number=at)
