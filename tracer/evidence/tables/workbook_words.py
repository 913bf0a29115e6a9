"""What the workbook's first sheet says: what the tables are, and what each column holds."""

from collections.abc import Iterable, Mapping, Sequence

from tracer.documents.language.language import Language, phrase
from tracer.documents.words import TERMINAL_MEANINGS, rule_name
from tracer.evidence.dossier import Dossier
from tracer.result.trace_file import TERMINALS

COLUMNS: Mapping[str, str] = {
    "custody": phrase("wallet of the state, as the case names it"),
    "outpoint": phrase("the coin: the transaction that made it, and the number of its output"),
    "height": phrase("height of the block"),
    "time_utc": phrase("time of the block, declared by the miner, UTC"),
    "value_sat": phrase("what the coin is worth in all"),
    "label": phrase("the claim: whose loss, which offence"),
    "taint_sat": phrase("funds in question in it, attributed under the rule"),
    "address": phrase("address paid; empty where the script has none"),
    "orders": phrase("orders that cover the receipt"),
    "order": phrase("order, as the case names it"),
    "kind": phrase("kind of the order, of the movement or of the path"),
    "labels": phrase("labels that the order names"),
    "ordered_sat": phrase("what the order states"),
    "received_sat": phrase("what was received under it"),
    "shortfall_sat": phrase("what is lacking"),
    "excess_sat": phrase("what is beyond it"),
    "receipts": phrase("coins received under it"),
    "faults": phrase("in what it disagrees with the chain"),
    "method": phrase("the accounting rule"),
    "asserted_sat": phrase("what the case’s seeds assert"),
    "overlap_sat": phrase("of it already held by an earlier claim"),
    "seed_sat": phrase("what is followed"),
    "terminal": phrase("why the trail ends there"),
    "at": phrase("wallet or service at which it ends"),
    "script": phrase("type of the script, by Bitcoin Core’s name"),
    "txid": phrase("the transaction"),
    "index": phrase("place of the transaction in its block, the first being 0"),
    "taint_in_sat": phrase("funds in question that it spends"),
    "taint_fee_sat": phrase("of them in its fee"),
    "reason": phrase("why it could not be known, or why no output is named"),
    "from": phrase("wallets of the state whose coins it spends"),
    "to": phrase("wallets of the state that it pays"),
    "stage": phrase("what the wallet is for: seizure, forfeiture or reserve"),
    "coins": phrase("coins held there"),
    "target_kind": phrase("what is bounded: a coin, a wallet or an order"),
    "target": phrase("which one"),
    "lower_sat": phrase("the least under any rule that conserves value"),
    "upper_sat": phrase("the most under any rule that conserves value"),
    "partial": phrase("whether a budget cut the computation, so that the interval may be wider than need be"),
    "path": phrase("number of the path"),
    "rule": phrase("the rule by which it was found"),
    "seed": phrase("coin at which the path starts"),
    "receipt": phrase("coin at which it arrives"),
    "sat": phrase("satoshi"),
    "link": phrase("number of the step in its path"),
    "vin": phrase("input that spends it, the first being 0"),
    "spent": phrase("coin that is spent"),
    "vout": phrase("output that is paid, the first being 0"),
    "family": phrase("what the rule looks at"),
    "names_vout": phrase("output that the rule names as change"),
    "not_ruled_out": phrase("outputs that the rule leaves possible"),
    "looked_at": phrase("what it looked at"),
    "agreed_vout": phrase("output on which the rules agree"),
    "holder": phrase("label that holds the satoshi"),
    "claimant": phrase("label that claims them too"),
    "side": phrase("spent or made, in, out or fee"),
    "number": phrase("place among inputs or outputs, the first being 0"),
    "last_number": phrase("the last of several that follow one another and are alike"),
    "run": phrase("place of the run of satoshi inside the coin"),
    "agrees": phrase("whether the sum done again agrees with trace.json"),
}
"""Every column but those of ends."""

_ENDS: Mapping[str, str] = {f"{name}_sat": TERMINAL_MEANINGS[name] for name in TERMINALS}


def about(dossier: Dossier) -> tuple[str, ...]:
    """Return what the reader of the tables must know, the title first."""
    trace, language = dossier.trace, dossier.language
    say = language.say
    return (
        say(
            "Tables of case {id}, {network}, up to block {height}",
            id=trace.case,
            network=trace.network,
            height=str(trace.horizon_height),
        ),
        say(
            "Amounts are whole satoshi ({coin} satoshi are one bitcoin), attributed under {rule} unless a row names "
            "another rule: a convention, not a fact of the chain.",
            coin=language.number(100_000_000),
            rule=rule_name(trace.primary, language),
        ),
        say("Times are block times, declared by the miners, in UTC."),
        say("A text that a spreadsheet could take for a formula has an apostrophe before it."),
        say("Names of sheets and columns are those of the CSV files, the same in every language."),
        say(
            "Every table of trace/*.csv has a sheet here. Those files are plain UTF-8 for programs; a spreadsheet may "
            "show letters of theirs wrongly, and this workbook is the one to open."
        ),
        say("Computed from trace.json with SHA-256 {hash}.", hash=trace.sha256),
    )


def only_primary(language: Language, sheet: str, rule: str, kept: int, every: int) -> str:
    """Return that a sheet leaves out what other rules give."""
    return language.say(
        "Sheet {sheet}: rows under {rule} only, {kept} of {all}; all rules are in {sheet}.csv.",
        sheet=sheet,
        rule=rule_name(rule, language),
        kept=language.number(kept),
        all=language.number(every),
    )


def only_first(language: Language, sheet: str, kept: int, every: int) -> str:
    """Return that a sheet ends before its table does."""
    return language.say(
        "Sheet {sheet}: the first {kept} of {all} rows; all are in {sheet}.csv.",
        sheet=sheet,
        kept=language.number(kept),
        all=language.number(every),
    )


def cell_cut(language: Language, sheet: str) -> str:
    """Return that a cell ends before its text does."""
    return language.say(
        "Sheet {sheet}: a cell is too long for a spreadsheet and ends in …; it is whole in {sheet}.csv.", sheet=sheet
    )


def meanings(language: Language, sheets: Iterable[Sequence[str]]) -> tuple[tuple[str, str], ...]:
    """Return each column that a sheet has, once, with what it holds."""
    names = dict.fromkeys(name for columns in sheets for name in columns)
    return tuple((name, language.word({**COLUMNS, **_ENDS}[name])) for name in names)
