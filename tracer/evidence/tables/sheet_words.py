"""What the sheets of the workbook, their columns and the names in their cells are called, in the reader's language."""

import re
from collections.abc import Callable, Mapping

from tracer.documents.language.language import Language, phrase
from tracer.documents.words import ORDER_KINDS, STAGES, TERMINAL_MEANINGS, TERMINAL_WORDS, end_name, named, rule_name
from tracer.formats.cells import Cell

SHEET_TITLES: Mapping[str, str] = {
    "summary": phrase("Summary"),
    "about": phrase("About the tables"),
    "receipts": phrase("Receipts"),
    "orders": phrase("Court orders"),
    "terminals": phrase("Closed books"),
    "coins": phrase("Where the trail ends"),
    "transactions": phrase("Transactions"),
    "custody": phrase("Moves of the state"),
    "holdings": phrase("Holdings"),
    "bounds": phrase("Bounds"),
    "paths": phrase("Paths"),
    "change": phrase("Change"),
    "collisions": phrase("Collisions"),
    "gaps": phrase("Gaps"),
    "flows": phrase("Flows"),
    "worksheet": phrase("Worksheet"),
    "leads": phrase("Leads"),
}
"""Sheets, by the name of their CSV file; a spreadsheet allows 31 letters."""

HEADS: Mapping[str, str] = {
    "custody": phrase("wallet"),
    "outpoint": phrase("coin"),
    "height": phrase("block"),
    "time_utc": phrase("time, UTC"),
    "value_sat": phrase("value"),
    "label": phrase("label"),
    "taint_sat": phrase("funds in question"),
    "address": phrase("address"),
    "orders": phrase("orders"),
    "order": phrase("order"),
    "kind": phrase("kind"),
    "labels": phrase("labels"),
    "ordered_sat": phrase("ordered"),
    "received_sat": phrase("received"),
    "shortfall_sat": phrase("short"),
    "excess_sat": phrase("excess"),
    "receipts": phrase("coins received"),
    "faults": phrase("what was found"),
    "method": phrase("rule"),
    "asserted_sat": phrase("asserted"),
    "overlap_sat": phrase("overlap"),
    "seed_sat": phrase("followed"),
    "terminal": phrase("end"),
    "at": phrase("wallet or service"),
    "script": phrase("script"),
    "txid": phrase("transaction"),
    "index": phrase("place in the block"),
    "taint_in_sat": phrase("funds in question spent"),
    "taint_fee_sat": phrase("of them in the fee"),
    "reason": phrase("why"),
    "from": phrase("from the wallets"),
    "to": phrase("to the wallets"),
    "stage": phrase("stage"),
    "coins": phrase("coins held"),
    "target_kind": phrase("of what"),
    "target": phrase("which one"),
    "lower_sat": phrase("least"),
    "upper_sat": phrase("most"),
    "partial": phrase("cut by a budget"),
    "path": phrase("path"),
    "rule": phrase("rule of the path or of change"),
    "seed": phrase("seed"),
    "receipt": phrase("coin received"),
    "sat": phrase("amount"),
    "link": phrase("step"),
    "vin": phrase("input"),
    "spent": phrase("coin spent"),
    "vout": phrase("output"),
    "family": phrase("looks at"),
    "names_vout": phrase("output named"),
    "not_ruled_out": phrase("outputs left"),
    "looked_at": phrase("what it looked at"),
    "agreed_vout": phrase("output agreed on"),
    "holder": phrase("label that holds"),
    "claimant": phrase("label that claims"),
    "side": phrase("side"),
    "number": phrase("no."),
    "last_number": phrase("last no."),
    "run": phrase("run of satoshi"),
    "agrees": phrase("agrees"),
    "what_to_do": phrase("what to do"),
    "rules": phrase("rules"),
    "block": phrase("hash of the block"),
    "tag_source": phrase("source of the tag"),
    "tag_confidence": phrase("confidence of the tag"),
    "tag_pack": phrase("TagPack"),
    "tag_actor": phrase("who is behind it"),
    "actor_legal_name": phrase("legal name"),
    "actor_categories": phrase("categories"),
    "actor_jurisdictions": phrase("jurisdictions"),
    "actor_pack": phrase("ActorPack"),
} | {f"{name}_sat": words for name, words in TERMINAL_WORDS.items()}
"""The columns' heads, by the columns' names."""

_KINDS: Mapping[str, str] = {
    "service deposit": phrase("service deposit"),
    "receipt without order": phrase("receipt without order"),
    "unspent coin": phrase("unspent coin"),
    "stop": phrase("stop"),
    "gap": phrase("gap"),
    "unordered amount": phrase("unordered amount"),
    "move": phrase("move between wallets"),
    "departure": phrase("departure"),
    "satoshi": phrase("path of the satoshi"),
    "illustrative": phrase("path shown as an example"),
    **ORDER_KINDS,
}
_TARGETS: Mapping[str, str] = {
    "receipt": phrase("coin received"),
    "custody": phrase("wallet"),
    "order": phrase("order"),
}
_SIDES: Mapping[str, str] = {
    "spent": phrase("spent"),
    "made": phrase("made"),
    "in": phrase("incoming"),
    "out": phrase("outgoing"),
    "fee": phrase("fee"),
}
_ANSWERS: Mapping[str, str] = {"yes": phrase("yes"), "no": phrase("no")}

_FIELDS: Mapping[str, str] = {
    "clusters of the inputs known": phrase("clusters of the inputs known"),
    "digits": phrase("digits"),
    "fee of one input_sat": phrase("fee of one input, satoshi"),
    "input scripts paid": phrase("input scripts paid"),
    "input types": phrase("input types"),
    "inputs": phrase("inputs"),
    "known of every output": phrase("known of every output"),
    "multisig keys among the inputs": phrase("multisig keys among the inputs"),
    "never paid before": phrase("never paid before"),
    "outputs in them": phrase("outputs in them"),
    "outputs sharing one": phrase("outputs sharing one"),
    "smallest input_sat": phrase("smallest input, satoshi"),
    "spenders known": phrase("spenders known"),
    "unnecessary input": phrase("unnecessary input"),
}
_ZEROS = "trailing zeros of output "


def _looked_at(pair: str, language: Language) -> str:
    """Return what a change rule looked at, its name and its value, in words."""
    name, colon, value = pair.partition(": ")
    if name.startswith(_ZEROS):
        name = language.say("trailing zeros of output {vout}", vout=name.removeprefix(_ZEROS))
    else:
        name = named(language, _FIELDS, name)
    return f"{name}{colon}{named(language, _ANSWERS, value)}"


_MEANINGS = frozenset(TERMINAL_MEANINGS.values())
_BESIDE = re.compile(r"not under (?P<rule>\S+), the primary rule; (?P<why>.+)", re.DOTALL)
"""The reason of a lead that the primary rule does not give."""


def _reason(text: str, language: Language) -> str:
    """Return why something could not be known, or why a coin is a lead."""
    beside = _BESIDE.fullmatch(text)
    if beside is not None:
        why = _reason(beside["why"], language)
        rule = rule_name(beside["rule"], language)
        return language.say("not under {rule}, the primary rule: {why}", rule=rule, why=why)
    return language.word(text) if text in _MEANINGS else language.known(text)


_WORDED: Mapping[str, Callable[[str, Language], str]] = {
    "method": rule_name,
    "terminal": end_name,
    "kind": lambda name, language: named(language, _KINDS, name),
    "target_kind": lambda name, language: named(language, _TARGETS, name),
    "stage": lambda name, language: named(language, STAGES, name),
    "side": lambda name, language: named(language, _SIDES, name),
    "partial": lambda name, language: named(language, _ANSWERS, name),
    "agrees": lambda name, language: named(language, _ANSWERS, name),
    "what_to_do": lambda text, language: language.word(text),
    "family": lambda text, language: language.known(text),
    "reason": lambda text, language: _reason(text, language),
    "looked_at": lambda text, language: "; ".join(_looked_at(each, language) for each in text.split("; ")),
    "faults": lambda text, language: "; ".join(map(language.known, text.split("; "))),
}


def head(column: str, language: Language) -> str:
    """Return what a column is called."""
    return language.word(HEADS[column])


def worded(column: str, cell: Cell, language: Language) -> Cell:
    """Return a cell with the program's names in it put into words; what has none stays as it is."""
    if not isinstance(cell, str) or column not in _WORDED:
        return cell
    return _WORDED[column](cell, language)
