"""The Stonewall shape: two equal outputs and one or two changes. A mix of two, or one wallet's imitation."""

from tracer.trace.patterns import vetoes
from tracer.trace.patterns.equal_values import counts, most_repeated
from tracer.trace.patterns.finding import Fields, Finding, Verdict, all_hold
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject

RULE = "stonewall-shape"

LEAST = 5_000
"""Satoshi below which two equal values are no sign of anything."""

FAILURE_MODES = (
    "ambiguous by design: one wallet alone builds the same shape to imitate two, and so does a payment of one value "
    "to two receivers"
)


def detect(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether the transaction has the shape; at most suspected.

    At least two inputs, not all of one script; three or four spendable outputs to distinct scripts, one
    value of at least 5,000 satoshi paid exactly twice and every other once.
    Vetoed where an input is tagged as a service's, or it is a Whirlpool Tx0.
    Source: GraphSense, `heuristics_service.py` (Stonewall, there a veto for the other detectors).
    """
    paid = [subject.outputs[vout] for vout in subject.spendable]
    value, times = most_repeated(counts(paid))
    single = sum(count == 1 for count in counts(paid).values())
    holds, seen = all_hold(
        (
            ("at least two inputs", len(subject.inputs) >= 2),
            ("inputs of more than one script", len(subject.input_scripts) >= 2),
            ("three or four spendable outputs", len(paid) in (3, 4)),
            ("to distinct scripts", len({output.script for output in paid}) == len(paid)),
            ("one value paid twice, the others once", times == 2 and single == len(paid) - 2),
            ("that value at least 5000 sat", value >= LEAST),
        )
    )
    fields: Fields = (("inputs", len(subject.inputs)), ("spendable outputs", len(paid)), ("value_sat", value), *seen)
    if not holds:
        return Finding(Verdict.NO, RULE, fields, FAILURE_MODES)
    against = vetoes.service_input(subject, lineage) or vetoes.foreign_protocol(subject)
    verdict = Verdict.SUSPECTED if against is None else Verdict.VETOED
    return Finding(verdict, RULE, (*fields, ("veto", against or "none")), FAILURE_MODES)
