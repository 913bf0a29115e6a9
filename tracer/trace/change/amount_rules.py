"""Change rules that look at amounts: optimal change, unnecessary inputs, round values (R3, R5, R7)."""

from tracer.trace.change.evidence import Evidence, Family, evidence
from tracer.trace.patterns.payjoin import unnecessary_input
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject


def optimal(subject: Subject, lineage: Lineage = UNKNOWN) -> Evidence:
    """R3: change is smaller than the smallest input, else that input was not needed. Silent with one input.

    Source: BlockSci, `change_address.cpp` (optimal change); Nick 2015.
    """
    smallest = min((spend.value for spend in subject.inputs), default=0)
    left = [vout for vout in subject.spendable if subject.outputs[vout].value < smallest]
    failures = "consolidating wallets and PayJoins spend unnecessary inputs; payments can be smaller than change"
    fields = (("inputs", len(subject.inputs)), ("smallest input_sat", smallest))
    return evidence(
        "R3-optimal",
        Family.AMOUNT,
        left,
        applies=len(subject.inputs) > 1,
        fields=fields,
        failure_modes=failures,
        figure="optimal",
    )


def optimal_with_fee(subject: Subject, lineage: Lineage = UNKNOWN) -> Evidence:
    """R3 with fee: the value and what it would have cost to spend that input are below the smallest input.

    The cost is the transaction's own fee shared over its inputs, cut downwards: an approximation where
    sizes are not known, for the published variant uses the fee per byte.
    Source: BlockSci, `change_address.cpp`; Möser and Narayanan 2022 (optimal change incl. fee).
    """
    smallest = min((spend.value for spend in subject.inputs), default=0)
    cost = subject.fee // len(subject.inputs) if subject.inputs else 0
    left = [vout for vout in subject.spendable if subject.outputs[vout].value + cost < smallest]
    failures = "as R3-optimal; the fee of one input is approximated"
    fields = (("smallest input_sat", smallest), ("fee of one input_sat", cost))
    return evidence(
        "R3-optimal-fee",
        Family.AMOUNT,
        left,
        applies=len(subject.inputs) > 1,
        fields=fields,
        failure_modes=failures,
        figure="optimal-fee",
    )


def round_value(subject: Subject, digits: int) -> Evidence:
    """R5: payments are round, change is not: outputs whose satoshi do not end in so many zeros remain.

    `digits` from 1 to 7. Source: BlockSci, `change_address.cpp` (power of ten); GraphSense uses three.
    """
    left = [vout for vout in subject.spendable if subject.outputs[vout].value % 10**digits]
    failures = "prices in other currencies are not round in bitcoin; wallets may round change on purpose"
    rule, figure = f"R5-round-{digits}", f"round-{digits}"
    return evidence(
        rule, Family.ROUNDNESS, left, applies=True, fields=(("digits", digits),), failure_modes=failures, figure=figure
    )


def round_three(subject: Subject, lineage: Lineage = UNKNOWN) -> Evidence:
    """R5 with three zeros."""
    return round_value(subject, 3)


def round_four(subject: Subject, lineage: Lineage = UNKNOWN) -> Evidence:
    """R5 with four zeros."""
    return round_value(subject, 4)


def round_five(subject: Subject, lineage: Lineage = UNKNOWN) -> Evidence:
    """R5 with five zeros."""
    return round_value(subject, 5)


def precision(subject: Subject, lineage: Lineage = UNKNOWN) -> Evidence:
    """R5 by difference: of two outputs the one with at least three fewer trailing zeros is thought to be change.

    Source: Blockstream Esplora, `privacy-analysis.js`.
    """
    zeros = {vout: _trailing_zeros(subject.outputs[vout].value) for vout in subject.spendable}
    pair = len(zeros) == 2
    left = [vout for vout, count in zeros.items() if pair and max(zeros.values()) - count >= 3] or list(zeros)
    fields = tuple((f"trailing zeros of output {vout}", count) for vout, count in zeros.items()) if pair else ()
    failures = "as R5; says nothing where values are equally precise"
    return evidence("R5-precision", Family.ROUNDNESS, left, applies=pair, fields=fields, failure_modes=failures)


def unnecessary(subject: Subject, lineage: Lineage = UNKNOWN) -> Evidence:
    """R7: under UIH1 the smaller of two outputs is thought to be change; under UIH2 nothing is said.

    Source: Blockstream Esplora, `privacy-analysis.js`.
    """
    spoken = unnecessary_input(subject)
    left = list(subject.spendable)
    if spoken == "uih1":
        small = min(output.value for output in subject.outputs)
        left = [vout for vout in left if subject.outputs[vout].value == small]
    failures = "UIH2 is common and is no sign of PayJoin; under UIH1 a small payment looks like change"
    fields = (("unnecessary input", spoken or "none"),)
    return evidence("R7-uih", Family.AMOUNT, left, applies=spoken == "uih1", fields=fields, failure_modes=failures)


def _trailing_zeros(value: int) -> int:
    zeros = 0
    while value and value % 10 == 0:
        value //= 10
        zeros += 1
    return zeros
