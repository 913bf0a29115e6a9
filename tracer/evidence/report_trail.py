"""The report's trail: the picture, every transaction crossed, every coin at which it ended, gaps."""

from collections.abc import Iterable

from tracer.chain.amount import as_bitcoin
from tracer.evidence.dossier import Dossier
from tracer.evidence.paper import Block, Head, Nature, Picture, Section, Text, digest, number, table, time
from tracer.evidence.report_custody import amounts
from tracer.evidence.report_figures import meanings
from tracer.evidence.report_times import times
from tracer.evidence.words import TERMINAL_WORDS, rule_name

MAX_ROWS = 500
"""Rows printed of a table; the CSV beside the report always holds all of them."""


def trail_sections(dossier: Dossier) -> list[Section]:
    """Return the sections on the trail."""
    return [_picture(dossier), _transactions(dossier), _ends(dossier), _gaps(dossier)]


def _picture(dossier: Dossier) -> Section:
    rule = rule_name(dossier.trace.primary)
    caption = f"The trail under {rule}, block by block from left to right"
    said = (
        "Which transaction spends which coin, and whom an output pays, is fact. How much of a label goes from a "
        f"transaction into each of its outputs is attributed under {rule}."
    )
    return Section("The trail", (Text(said, Nature.CONVENTION), Picture(caption)))


def _transactions(dossier: Dossier) -> Section:
    method = dossier.trace.main
    rows = [
        (
            crossing.txid,
            f"block {crossing.height}, no. {crossing.index}\n{times(dossier, crossing.height)}",
            amounts(crossing.taint_in),
            amounts(crossing.taint_fee),
        )
        for crossing in method.crossings[:MAX_ROWS]
    ]
    columns: list[Head] = [
        digest("transaction"),
        time("place and time"),
        number("funds in question in"),
        number("of them in the fee"),
    ]
    blocks: list[Block] = [table("Transactions that moved funds in question, in chain order, BTC", columns, rows)]
    blocks += _rest(len(method.crossings), "transactions.csv")
    blocks.append(Text("Times are block times, declared by the miners; the order is that of the chain."))
    return Section("Transactions", tuple(blocks))


def _ends(dossier: Dossier) -> Section:
    method = dossier.trace.main
    rows = [
        (
            f"{end.outpoint}\n{end.address or end.script}",
            f"block {end.height}\n{times(dossier, end.height)}",
            TERMINAL_WORDS.get(end.terminal, end.terminal) + (f"\n{end.name}" if end.name else ""),
            as_bitcoin(end.value),
            amounts(end.taint),
        )
        for end in method.ends[:MAX_ROWS]
    ]
    columns: list[Head] = [
        digest("coin and address"),
        time("made"),
        "end",
        number("value"),
        number("funds in question"),
    ]
    blocks: list[Block] = [table("Coins at which the trail ends, in chain order, BTC", columns, rows)]
    blocks += _rest(len(method.ends), "coins.csv")
    blocks.append(meanings(dossier))
    if dossier.trace.parameters.maybe("mix_rule") is not None and any(end.terminal == "mix" for end in method.ends):
        rule = dossier.trace.parameters.text("mix_rule")
        blocks.append(
            Text(
                f"That a transaction is a CoinJoin is guessed by the rule “{rule}”. It ends a trail and never chooses "
                "between outputs; ordinary payouts of equal amounts can look the same.",
                Nature.INFERENCE,
            )
        )
    if any(end.terminal == "service" for end in method.ends):
        blocks.append(Text("That an address belongs to a service is what the TagPack says of it.", Nature.ASSERTED))
    return Section("Where the trail ends", tuple(blocks))


def _rest(count: int, name: str) -> Iterable[Text]:
    if count > MAX_ROWS:
        yield Text(
            f"{MAX_ROWS} of {count} rows are printed; all {count} are in trace/{name} and trace/trace.json.",
            Nature.WARNING,
        )


def _gaps(dossier: Dossier) -> Section:
    trace = dossier.trace
    blocks: list[Block] = []
    if trace.gaps:
        rows = [(gap.method or "custody", gap.outpoint or gap.txid or "", gap.reason) for gap in trace.gaps]
        blocks.append(table("What could not be known", ["rule", digest("where"), "why"], rows))
    else:
        blocks.append(Text("No gap: everything that the trail needed could be read."))
    claims = [
        (str(found.outpoint), found.holder, found.claimant, as_bitcoin(found.sat)) for found in trace.main.collisions
    ]
    if claims:
        columns: list[Head] = [digest("coin"), "held by label", "claimed by label", number("BTC")]
        blocks.append(table("Collisions: satoshi claimed by one label and already held by another", columns, claims))
        blocks.append(Text("The first claim stays; the second is its label’s overlap.", Nature.CONVENTION))
    else:
        blocks.append(Text("No collision: no satoshi was claimed under two labels."))
    return Section("Gaps and collisions", tuple(blocks))
