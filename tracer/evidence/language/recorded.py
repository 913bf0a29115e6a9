"""Sentences that `trace.json` holds in English, so that a document in another language can say them in its own.

`trace.json` is the same in every language; what is not recognised here is printed as it stands there.
"""

from tracer.evidence.language.language import phrase

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
)
"""Faults of orders, reasons of gaps, values of parameters, verdicts of detectors."""
