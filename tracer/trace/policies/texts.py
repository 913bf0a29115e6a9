"""Every rule in one paragraph of plain words: what it assumes and where it comes from.

The paragraph of each rule that a run uses is printed in its report and lies in its bundle.
"""

from tracer.trace.policies import juniority, libr, lifo, proceeds_first, seniority, tiho

FIFO = (
    "First in, first out (FIFO). The satoshi a transaction spends are laid end to end in the order of its inputs, "
    "inside each input in the order in which they came. Its outputs, in their order, take from the front; the fee "
    "takes the tail. It assumes that what came in first goes out first: the rule of Devaynes v Noble (Clayton's "
    "Case) (1816) 1 Mer 572, applied to Bitcoin by Anderson, Shumailov and Ahmed, Making Bitcoin Legal (2018). All "
    "inputs of a transaction are spent at one instant, so first means first in the list; whoever made the "
    "transaction chose that order, and it is taken from the transaction as mined. Nothing is rounded, every "
    "satoshi can be followed back, and what one label receives does not depend on other labels."
)

HAIRCUT = (
    "Haircut, or pro rata. Every output of a transaction and its fee take the same share of the traced satoshi, in "
    "proportion to their values. It assumes that a mixed fund is mixed evenly, as in a forfeiture by averaging or "
    "in the proportionate share of Foskett v McKeown [2001] 1 AC 102; for Bitcoin after Möser, Böhme and Breuker, "
    "Towards Risk Scoring of Bitcoin Transactions (2014). The order of inputs and outputs has no effect, but "
    "traced funds thin out at every merge and no output is ever the stolen coin. Whole satoshi are given out by "
    "largest remainder, first the traced total over the outputs, then label by label inside it; in one transaction "
    "a total differs from the exact share by less than one satoshi. But for that rounding what one label receives "
    "does not depend on other labels."
)

POISON = (
    "Poison. Every output of a transaction that spends a traced satoshi is reached, in full. It assumes nothing "
    "about amounts and attributes none: it tells what the funds in question could have touched, and one satoshi of "
    "dust reaches as far as a million bitcoin. It does not conserve value, so its result is a count of outputs and "
    "transactions, never a sum. After Möser, Böhme and Breuker, Towards Risk Scoring of Bitcoin Transactions (2014)."
)

TEXTS = {
    "fifo": FIFO,
    "haircut": HAIRCUT,
    "lifo": lifo.TEXT,
    "tiho": tiho.TEXT,
    "seniority": seniority.TEXT,
    "juniority": juniority.TEXT,
    "libr": libr.TEXT,
    "proceeds_first": proceeds_first.TEXT,
    "poison": POISON,
}
"""The paragraph of each rule, by the rule's name."""
