"""Coins of a key that lists and explorers show under its address, though they were never paid to the address.

A pay-to-pubkey output names the key itself. An address is the hash of a key, and whoever knows the key can spend both;
many lists therefore show the one under the other. To a trace they are two scripts.
"""

from tracer.chain.outpoint import Outpoint
from tracer.chain.script import key_hash, witness_program
from tracer.trace.reading import Reading

_NAMED = 3


def open_payments(script: bytes, reading: Reading, first: int, last: int) -> str | None:
    """Return in words what was paid openly to the key whose hash this script pays; None where nothing is to be said.

    Where the source cannot be asked, that is what is said.
    """
    key = key_hash(script)
    if key is None or last < first:
        return None
    found = reading.keys_paid([key], first, last)
    if found is None and witness_program(script) is not None:
        return None
    if found is None:
        return (
            "whether the key of this address was paid by pay-to-pubkey cannot be asked of a node, which only knows its "
            "hash: look at the address over a store or a file of blocks"
        )
    if not found:
        return None
    named = [
        f"{_value(each.outpoint, reading)} sat in {each.outpoint} at height {each.position.height}"
        for each in found[:_NAMED]
    ]
    rest = f", and {len(found) - _NAMED} more" if len(found) > _NAMED else ""
    times = "once" if len(found) == 1 else f"{len(found)} times"
    return (
        f"the key with this hash was paid {times} by pay-to-pubkey: {'; '.join(named)}{rest}. Lists and explorers show "
        f'that under the address; seed such a coin by its outpoint, as outpoint = "{found[0].outpoint}"'
    )


def _value(outpoint: Outpoint, reading: Reading) -> int:
    made = reading.confirmed(outpoint.txid)
    return 0 if made is None else made.transaction.outputs[outpoint.vout].value
