"""The field's words as the reports print them."""

from collections.abc import Mapping

RULE_NAMES: Mapping[str, str] = {"fifo": "FIFO", "lifo": "LIFO", "tiho": "TIHO", "libr": "LIBR"}


def rule_name(name: str) -> str:
    """Return a rule's name as people write it."""
    return RULE_NAMES.get(name, name)


TERMINAL_WORDS: Mapping[str, str] = {
    "custody": "state custody",
    "service": "tagged service",
    "unspent": "unspent",
    "mix": "CoinJoin",
    "fan_out": "too many outputs",
    "lightning": "Lightning",
    "threshold": "below threshold",
    "hops": "hop limit",
    "horizon": "beyond time window",
    "gap": "gap",
    "budget": "budget ran out",
    "burned": "burned",
    "fee": "fees",
}
"""Every terminal in a few words, in the order of the tables."""

TERMINAL_MEANINGS: Mapping[str, str] = {
    "custody": "received by a wallet that the case names as the state's",
    "service": "paid to an address that a TagPack attributes to a service",
    "unspent": "not spent at the horizon",
    "mix": "spent into a transaction that looks like a CoinJoin; not followed",
    "fan_out": "spent into a transaction with more outputs than the case follows",
    "lightning": "spent into a Lightning funding or close; not followed",
    "threshold": "less than the case follows",
    "hops": "as many transactions from the seed as the case follows",
    "horizon": "spent after the case's time window",
    "gap": "spent into a transaction that could not be read in full",
    "budget": "the run's budget ended here",
    "burned": "in an output that nobody can spend",
    "fee": "paid to miners; not followed",
}
"""What each terminal means."""
