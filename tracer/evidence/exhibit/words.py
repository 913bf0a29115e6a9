"""The words of the interactive exhibit, of its page and of its script; `{…}` are filled in."""

from collections.abc import Mapping

PAGE: Mapping[str, str] = {
    "title": "The trail, interactive",
    "search": "Search: transaction, address, wallet, label",
    "rule": "Rule",
    "label": "Label",
    "way": "Follow a path",
    "back": "Previous step",
    "next": "Next step",
    "closer": "Zoom in",
    "farther": "Zoom out",
    "whole": "Show all",
    "window": "Whole window",
    "canvas": "The trail as a picture. Arrow keys move, plus and minus zoom, n and p go from transaction to transaction.",
    "facts": "Facts of the transaction chosen",
    "hint": "Choose a transaction in the picture, search for one, or follow a path.",
    "keys": "Keyboard",
    "noscript": "With scripts allowed, this page lets you search the trail, move about in it, switch the rule and follow "
    "paths step by step. Nothing is lost without them: the picture above and the tables below say the same.",
}
"""Words of the page's own elements."""

KEYS: tuple[tuple[str, str], ...] = (
    ("← → ↑ ↓", "move"),
    ("+ −", "zoom"),
    ("0", "show all"),
    ("n p", "next, previous transaction in chain order"),
    ("Home End", "first, last transaction"),
    (". ,", "next, previous step of the path"),
    ("Enter", "go to the facts"),
)
"""What keys do while the picture has the focus."""

SCRIPT: Mapping[str, str] = {
    "point": ".",
    "block": "block {height}",
    "more_ends": "and {count} more",
    "txid": "txid",
    "place": "place",
    "place_value": "block {height}, no. {index}",
    "time": "block time, miner’s",
    "fee": "fee",
    "size": "bytes",
    "size_value": "{size}, version {version}, lock time {lock}",
    "file": "raw bytes",
    "transaction": "Transaction",
    "fact": "Fact",
    "inputs": "Spends",
    "outputs": "Pays",
    "coin_in": "input, whom the coin had paid",
    "coin_out": "output, whom it pays",
    "value": "value, BTC",
    "attributed": "under {rule}",
    "from": "from {txid}",
    "to": "spent in {txid}",
    "seed": "START {amounts}",
    "follow": "Follow the path to here",
    "left_out": "{count} more are left out here; no rule attributes anything to them. They are in the raw bytes.",
    "largest": "The {shown} with the largest amounts of {count} are listed; all are in the raw bytes and in trace/flows.csv.",
    "fee_taken": "In the fee, under {rule}: {amounts}",
    "convention": "What the transaction spends and pays is fact. How much of a label stands in each coin is attributed "
    "under {rule}: a convention.",
    "chosen": "Transaction {txid}, block {height}",
    "no_way": "No path is chosen.",
    "step": "Step {step} of {count}: takes {taken}, pays {made}.",
    "step_first": "Step {step} of {count}: the trail starts here, {made}.",
    "arrived": "The path ends: {end}.",
    "ways": "choose one of {count} ends",
    "ways_cut": "the first {shown} of {count} ends",
    "hit": "block {height}, {txid} {why}",
    "found": "{count} transactions found",
    "found_cut": "{count} transactions found, the first {shown} are listed",
    "label": "label {label}",
    "pale": "not reached under this rule and label",
    "primary": "{rule}, primary rule",
    "all_labels": "all labels",
    "ruled": "Attributed under {rule}",
}
"""Words that the script puts in."""


def about(shown: int, all_: int, rule: str) -> tuple[str, ...]:
    """Return the sentences below the picture.

    Args:
        shown: transactions that the exhibit holds.
        all_: transactions of the trail under all rules.
        rule: the primary rule, as people write it.
    """
    said = [
        "Boxes are transactions in chain order from left to right, and on in the band below; below a box stand coins at "
        "which a trail ends. Transactions, coins and addresses are facts; amounts are attributed under the rule chosen.",
        "A path shown is one of many: at each transaction it goes back along the input with the largest amount attributed. "
        f"The result is that of {rule}; other rules are shown beside it.",
    ]
    if shown < all_:
        said.insert(
            0,
            f"{shown} of {all_} transactions are here, those that lead to custody first; the others are in "
            "trace/transactions.csv and trace/flows.csv.",
        )
    return tuple(said)
