"""Which part of a long trail is shown where a reader's program cannot hold all of it.

What leads to custody comes first, then the rest, each in chain order; whoever shows an excerpt says what is left out.
"""

from collections.abc import Iterable, Mapping, Sequence

from tracer.chain.outpoint import Txid
from tracer.result.trace_file import MethodResult


def excerpt(
    txids: Sequence[Txid], leads: set[Txid], coins: Mapping[Txid, int], most_transactions: int, most_coins: int
) -> tuple[Txid, ...]:
    """Return the transactions to show, in the order in which they were given.

    Args:
        txids: all of them, in chain order.
        leads: those that come first.
        coins: how many coins each takes with it.
        most_transactions: how many transactions to show at most.
        most_coins: how many coins to show at most, over all transactions.
    """
    taken: set[Txid] = set()
    room = most_coins
    for txid in sorted(txids, key=lambda txid: txid not in leads)[:most_transactions]:
        room -= coins[txid]
        if room < 0:
            break
        taken.add(txid)
    return tuple(txid for txid in txids if txid in taken)


def leading(methods: Iterable[MethodResult]) -> set[Txid]:
    """Return the transactions from which, under any of these rules, a custody wallet is reached."""
    parents: dict[Txid, list[Txid]] = {}
    found: set[Txid] = set()
    for method in methods:
        found.update(end.outpoint.txid for end in method.ends if end.terminal == "custody")
        for row in method.spent:
            parents.setdefault(row.txid, []).append(row.outpoint.txid)
    waiting = list(found)
    while waiting:
        fresh = [txid for txid in parents.get(waiting.pop(), ()) if txid not in found]
        found.update(fresh)
        waiting += fresh
    return found
