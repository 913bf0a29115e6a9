"""The words that a reader of a report needs first, two sentences each: where they first matter, and in the glossary."""

from collections.abc import Mapping

from tracer.documents.language.language import phrase

RULES_EXPLAINED: Mapping[str, str] = {
    "fifo": phrase(
        "FIFO (first in, first out) lays the satoshi that a transaction spends in a row, in the order of its inputs, "
        "and the outputs in their order take from the front, the fee last. It is a convention that the examiner "
        "declares: the chain does not say which input paid which output."
    ),
    "haircut": phrase(
        "Haircut (pro rata) gives every output and the fee the same share of funds in question that all inputs "
        "together had. So nothing depends on the order of inputs and outputs, and the funds thin out wherever they are "
        "spent together with others."
    ),
    "lifo": phrase(
        "LIFO (last in, first out) lets the outputs in their order take from the inputs that came last, the fee what "
        "is left. It is the reverse of FIFO, and as much a convention."
    ),
    "tiho": phrase(
        "TIHO (taint in, highest out) fills the largest output with the funds in question first, then the next "
        "largest. It supposes that the largest output is what the transaction was made for, which is wrong where the "
        "change is larger than the payment."
    ),
    "seniority": phrase(
        "Seniority fills the outputs with the funds in question in the order of the outputs, the fee last. It supposes "
        "that what is listed first is served first with them."
    ),
    "juniority": phrase(
        "Juniority fills the outputs with the funds in question from the last to the first. It mirrors seniority, and "
        "the two together show how much rests on the order of the outputs alone."
    ),
    "libr": phrase(
        "LIBR (lowest intermediate balance rule) lets other money pay the fee and the payments first, so that the "
        "funds in question stay with whoever spends for as long as they can. It rests on the outputs that the case "
        "declares to be change."
    ),
    "proceeds_first": phrase(
        "Proceeds first lets the funds in question pay before other money: the payments, then the change, then the "
        "fee. It rests on the outputs that the case declares to be change."
    ),
    "poison": phrase(
        "Poison counts every output of a transaction that spends any of the funds in question as reached. It gives no "
        "amounts: one satoshi reaches as far as a million bitcoin."
    ),
}
"""Each rule, by its name in a case file."""

COINJOIN = phrase(
    "A CoinJoin is a transaction in which several people spend together and are paid equal amounts, so that nobody "
    "else can tell whose output is whose. Whether a transaction is one is guessed from its form, and where the case "
    "asks for it the trail ends there."
)
TAG = phrase(
    "A tag says in a file (a TagPack) whose an address is, for instance an exchange’s. It is what its author asserts, "
    "with a source and a date; the chain does not show it."
)
HOP = phrase(
    "A hop is one transaction on a coin’s way from a seed: a seed’s coin is at hop 0, and every transaction that "
    "spends it on adds one. Where several ways lead to a coin, the shortest counts."
)
LEAST = phrase(
    "The least is what must be in the coins named under every rule that neither makes nor loses a satoshi. Only a "
    "threshold or a hop limit, which ends trails on the way, can make the figure of a rule lower."
)
MOST = phrase(
    "The most is the greatest amount that any rule which neither makes nor loses a satoshi can attribute to the coins "
    "named. No choice of such a rule brings a figure above it."
)
