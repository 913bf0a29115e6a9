"""Whether a transaction looks like an equal-output CoinJoin.

An inference: it may end a trail, never choose between outputs. Other detectors are not consulted.
"""

from collections import Counter

from tracer.chain.transaction import Transaction

RULE = "esplora-equal-outputs"
"""Name of the rule in every output, so that a reader can look it up."""


def is_mix(transaction: Transaction) -> bool:
    """Return whether several inputs pay many outputs of one value.

    More than one input, and some value paid at least clamp(floor(outputs / 2), 2, 5) times. It
    finds most equal-output rounds and also ordinary batches that pay one value often.
    Source: Blockstream Esplora, `client/src/lib/privacy-analysis.js`, `isCoinJoinLike`.
    """
    if len(transaction.inputs) < 2:
        return False
    needed = min(max(len(transaction.outputs) // 2, 2), 5)
    counts = Counter(output.value for output in transaction.outputs)
    return max(counts.values()) >= needed
