"""What a node says of itself and of a register's coins beside what it was asked: its own word, in `node.json`.

The coins of an observation come from the node's indexes; its set of unspent outputs is another part of it. Where
nothing has moved since the block observed, both must say the same.
"""

import json
from collections.abc import Mapping, Sequence

from tracer.chain.amount import as_bitcoin
from tracer.chain.outpoint import Outpoint
from tracer.chain.transaction import Output
from tracer.errors import SourceError
from tracer.formats import canonical
from tracer.operations.sources import Chain
from tracer.reserve.history import RegisterHistory
from tracer.reserve.register import Register
from tracer.reserve.watching import unspent, watch_list

MOVED = "a coin was spent, or a block came, after the block observed"


def node_words(
    chain: Chain, register: Register, history: RegisterHistory, *, scan: bool, base: str | None = None
) -> bytes | None:
    """Return what a node says of itself and of the coins left, as canonical JSON; None where the source is no node.

    `gettxout` is asked of each coin; with `scan` the node reads its whole set of unspent outputs too. Neither is asked
    where a coin was spent after the history's block. `base` is the observation that the history was built on without a
    search of the whole chain: it may be what lacks a coin.

    Raises:
        SourceError: the node contradicts itself, or does not answer.
    """
    attested = chain.attest()
    if attested is None:
        return None
    wanted = watch_list(register)
    coins = {outpoint: coin.output for outpoint, coin in unspent(wanted, history.touches).items()}
    single = _single(chain, coins, base)
    whole = _whole(chain, history, coins, list(wanted.coins), base) if scan else None
    told: dict[str, canonical.Writable] = {
        "schema": 1,
        "node": json.loads(attested),
        "coins": len(coins),
        "gettxout": single,
        "scantxoutset": whole,
    }
    return canonical.dumps(told)


def _single(chain: Chain, coins: Mapping[Outpoint, Output], base: str | None) -> str:
    """Hold each coin against `gettxout`; return in a word what came of it."""
    from tracer.ingest.live import LiveView

    view = chain.view
    if not isinstance(view, LiveView) or view.spenders(list(coins)):
        return MOVED
    found = view.unspent(list(coins))
    if found == coins:
        return "agrees"
    if view.has_grown():
        return MOVED
    first = next(outpoint for outpoint in coins if found.get(outpoint) != coins[outpoint])
    raise _contradiction(f"coin {first} unspent", "no such coin, or another amount or script", base)


def _whole(
    chain: Chain,
    history: RegisterHistory,
    coins: Mapping[Outpoint, Output],
    scripts: Sequence[bytes],
    base: str | None,
) -> str:
    """Hold the coins against what the node's whole set holds of the scripts; return in a word what came of it."""
    from tracer.ingest.live import LiveView

    view = chain.view
    if not isinstance(view, LiveView):
        return MOVED
    height, rows = view.scanned(scripts)
    if height != history.block.height:
        return MOVED
    found = {row.outpoint: row.output for row in rows}
    if found == coins:
        return "agrees"
    other = f"{len(found)} of {sum(output.value for output in found.values())} satoshi"
    for outpoint in sorted(found.keys() ^ coins.keys()):
        value = as_bitcoin((found.get(outpoint) or coins[outpoint]).value)
        other += f"; coin {outpoint} of {value} BTC is {'only in the set' if outpoint in found else 'not in the set'}"
        break
    raise _contradiction(f"{len(coins)} coins of {sum(output.value for output in coins.values())} satoshi", other, base)


def _contradiction(indexed: str, other: str, base: str | None) -> SourceError:
    """Return the error; `base` may be what is wrong instead of the node."""
    if base is not None:
        return SourceError(
            f"the node's set of unspent outputs has {other}; its indexes, and observation {base}, which this look goes "
            f"on from, have {indexed}: the node contradicts itself, or that observation was not told of a coin.\n"
            f"Search the chain from its first block: tracer reserve observe --whole, or observe from a file or a store."
        )
    return SourceError(
        f"the node contradicts itself: its indexes have {indexed}, its set of unspent outputs has {other}.\n"
        "Start it with -reindex-chainstate, or observe from another source."
    )
