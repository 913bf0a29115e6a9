"""The words of the interactive exhibit, of its page and of its script; `{…}` are filled in."""

from collections.abc import Mapping

from tracer.documents.language.language import Language, phrase

PAGE: Mapping[str, str] = {
    "title": phrase("The trail, interactive"),
    "search": phrase("Search: transaction, address, wallet, label"),
    "rule": phrase("Rule"),
    "label": phrase("Label"),
    "way": phrase("Follow a path"),
    "back": phrase("Previous step"),
    "next": phrase("Next step"),
    "closer": phrase("Zoom in"),
    "farther": phrase("Zoom out"),
    "whole": phrase("Show all"),
    "window": phrase("Whole window"),
    "canvas": phrase(
        "The trail as a picture. Arrow keys move, plus and minus zoom, n and p go from transaction to transaction."
    ),
    "facts": phrase("Facts of the transaction chosen"),
    "hint": phrase("Choose a transaction in the picture, search for one, or follow a path."),
    "keys": phrase("Keyboard"),
    "noscript": phrase(
        "With scripts allowed, this page lets you search the trail, move about in it, switch the rule and follow "
        "paths step by step. Nothing is lost without them: the picture above and the tables below say the same."
    ),
}
"""Words of the page's own elements."""

KEYS: tuple[tuple[str, str], ...] = (
    ("← → ↑ ↓", phrase("move")),
    ("+ −", phrase("zoom")),
    ("0", phrase("show all")),
    ("n p", phrase("next, previous transaction in chain order")),
    ("Home End", phrase("first, last transaction")),
    (". ,", phrase("next, previous step of the path")),
    ("Enter", phrase("go to the facts")),
)
"""What keys do while the picture has the focus."""

SCRIPT: Mapping[str, str] = {
    "block": phrase("block {height}"),
    "more_ends": phrase("and {count} more"),
    "txid": phrase("txid"),
    "place": phrase("place"),
    "place_value": phrase("block {height}, no. {index}"),
    "time": phrase("block time, miner’s"),
    "fee": phrase("fee"),
    "fee_unknown": phrase("none that can be told: newly mined, or what it spends is not among this material"),
    "size": phrase("bytes"),
    "size_value": phrase("{size}, version {version}, lock time {lock}"),
    "file": phrase("raw bytes"),
    "file_value": phrase("chain/transactions.dat, row {row} of chain/transactions.csv"),
    "transaction": phrase("Transaction"),
    "fact": phrase("Fact"),
    "inputs": phrase("Spends"),
    "outputs": phrase("Pays"),
    "coin_in": phrase("input, whom the coin had paid"),
    "coin_out": phrase("output, whom it pays"),
    "value": phrase("value, BTC"),
    "attributed": phrase("under {rule}"),
    "from": phrase("from {txid}"),
    "to": phrase("spent in {txid}"),
    "seed": phrase("START {amounts}"),
    "follow": phrase("Follow the path to here"),
    "left_out": phrase(
        "{count} more are left out here; no rule attributes anything to them. They are in the raw bytes."
    ),
    "largest": phrase(
        "The {shown} with the largest amounts of {count} are listed; all are in the raw bytes and in trace/flows.csv."
    ),
    "fee_taken": phrase("In the fee, under {rule}: {amounts}"),
    "convention": phrase(
        "What the transaction spends and pays is fact. How much of a label stands in each coin is attributed "
        "under {rule}: a convention."
    ),
    "chosen": phrase("Transaction {txid}, block {height}"),
    "no_way": phrase("No path is chosen."),
    "step": phrase("Step {step} of {count}: takes {taken}, pays {made}."),
    "step_first": phrase("Step {step} of {count}: the trail starts here, {made}."),
    "arrived": phrase("The path ends: {end}."),
    "ways": phrase("choose one of {count} ends"),
    "ways_cut": phrase("the first {shown} of {count} ends"),
    "hit": phrase("block {height}, {txid} {why}"),
    "found": phrase("{count} transactions found"),
    "found_named": phrase("Named elsewhere on this page: {count}."),
    "named": phrase("{name}: in “{section}”, not in the picture"),
    "found_cut": phrase("{count} transactions found, the first {shown} are listed"),
    "label": phrase("label {label}"),
    "pale": phrase("not reached under this rule and label"),
    "primary": phrase("{rule}, primary rule"),
    "all_labels": phrase("all labels"),
    "ruled": phrase("Attributed under {rule}"),
}
"""Words that the script puts in."""


def about(shown: int, all_: int, rule: str, language: Language) -> tuple[str, ...]:
    """Return the sentences below the picture.

    Args:
        shown: transactions that the exhibit holds.
        all_: transactions of the trail under all rules.
        rule: the primary rule, as people write it.
        language: what to write them in.
    """
    said = (
        language.say(
            "Boxes are transactions, by who pays whom and not by time: each right of those that pay it, or in a band "
            "below them; below a box stand coins at which a trail ends. Transactions, coins and addresses are facts; "
            "amounts are attributed under the rule chosen."
        ),
        language.say(
            "A path shown is one of many: at each transaction it goes back along the input with the largest amount "
            "attributed. The result is that of {rule}; other rules are shown beside it.",
            rule=rule,
        ),
    )
    if shown == all_:
        return said
    cut = language.say(
        "Of {all} transactions {shown} are here, those that lead to custody first; the others are in "
        "trace/transactions.csv and trace/flows.csv.",
        all=language.number(all_),
        shown=language.number(shown),
    )
    return (cut, *said)
