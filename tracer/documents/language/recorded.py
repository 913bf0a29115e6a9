"""Sentences that `trace.json` holds in English, so that a document in another language can say them in its own.

`trace.json` is the same in every language; what is not recognised here is printed as it stands there.
"""

from tracer.documents.language.language import phrase

RECORDED = (
    phrase("received on {day}, before the order of {date}"),
    phrase("returned on {day}, before the order of {date}"),
    phrase("received under an order that states no day from which it is in force"),
    phrase("received on {day}, before the order is in force, {date}"),
    phrase("nothing of the {amount} sat ordered was received"),
    phrase("nothing of the {amount} sat ordered was returned"),
    phrase("received {excess} sat more than the {amount} sat ordered"),
    phrase("returned {excess} sat more than the {amount} sat ordered"),
    phrase("held in {wallet}, a reserve, with no forfeiture order for {label} in force on {day}"),
    phrase("{amount} sat of {label} left {wallet} under no return order"),
    phrase("{amount} sat of {label} arrive in coins of the state that a seed claims: one coin cannot hold both"),
    phrase(
        "branch {branch}, index {index} of the descriptor of seed {name} is in use, and {last} is the last index "
        "searched: what lies beyond it is no seed"
    ),
    phrase(
        "branch {branch}, index {index} of the descriptor of seed {name} lies beyond the range searched and received "
        "{amount} sat in {outpoint}, which is no seed"
    ),
    phrase(
        "branch {branch}, index {index} of {name} is in use, and {last} is the last index searched: what lies beyond "
        "it is not taken for the wallet's"
    ),
    phrase(
        "branch {branch}, index {index} of {name} lies beyond the range searched and received {amount} sat in "
        "{outpoint}, which counts as no receipt of the wallet"
    ),
    phrase("the output {outpoint} that it also spends cannot be read from this source"),
    phrase("a state wallet's coin is spent by a transaction whose inputs cannot all be read from this source"),
    phrase("any of whirlpool, wasabi2, wasabi1, joinmarket, stonewall, equal outputs; each stop names its own"),
    phrase("two-stage largest remainder"),
    phrase("terminal"),
    phrase("an input is tagged as {service}'s"),
    phrase("only the first {count} receipts are shown"),
    phrase("its paths would bring the exhibit beyond {links} links"),
    phrase("the trail has more than {count} transactions"),
    phrase("asserted"),
    phrase("matches"),
    phrase("suspected"),
    phrase("vetoed"),
    phrase("script"),
    phrase("history"),
    phrase("amount"),
    phrase("roundness"),
    phrase("type"),
    phrase("fingerprint"),
    phrase("shown only"),
    phrase(
        "names one output in {coverage} of transactions (coverage); where it names one, right in {precision} "
        "(precision); of all transactions, right in {tpr} and wrong in {fpr}; no interval is published"
    ),
    phrase(
        "where it names one, right in {precision} (precision); of all transactions, right in {tpr} and wrong in {fpr}; "
        "no interval is published"
    ),
    phrase("no verdict on a transaction that may be a mix ({rule})"),
    phrase("fewer than two spendable outputs: nothing to choose from"),
    phrase("the rules contradict one another"),
    phrase("independent families agree: {families}"),
    phrase("only one family of rules names an output"),
    phrase("no rule names an output"),
    phrase(
        "hops: {count}, each taken for the same actor's by inference; were the hops independent and this case like "
        "those on which the rules were measured, the chance that all are right would be {chance}, the product of the "
        "precisions that Möser and Narayanan publish, without an interval"
    ),
    phrase("the change is tagged as {service}'s"),
    phrase("the spender of the change is built differently"),
    phrase("the change is not known to be spent"),
    phrase("the change is merged with other coins"),
    phrase("cut after {count} hops: the chain may go on"),
    phrase("it may be a mix ({rule})"),
    phrase("no output is named as change"),
    phrase("several outputs are named as change"),
    phrase("none retained"),
    phrase("retained by the change rules"),
    phrase("{outpoint} not retained"),
    phrase("in custody, covered by no order"),
)
"""Faults of orders, reasons of gaps, values of parameters, verdicts of detectors, what change rules say."""
