"""The Stonewall shape: two equal outputs and one or two changes. A mix of two, or one wallet's imitation."""

from tracer.trace.patterns import vetoes
from tracer.trace.patterns.equal_values import counts, most_repeated
from tracer.trace.patterns.finding import Fields, Finding, Verdict, all_hold, unmet
from tracer.trace.patterns.receivers import LEAST, SHARE, is_thin, receivers
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject

RULE = "stonewall-shape"

FAILURE_MODES = (
    "ambiguous by design: one wallet alone builds the same shape to imitate two, and so does a payment of one value "
    "to two receivers"
)


def detect(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether the transaction has the shape; at most suspected.

    At least two inputs, not all of one script; three or four payments to distinct scripts, one value of at least
    5,000 satoshi paid exactly twice, the two at least a hundredth of what is paid, and every other value once.
    Vetoed where an input is tagged as a service's, or it is a Whirlpool Tx0.
    Source: GraphSense, `heuristics_service.py` (Stonewall, there a veto for the other detectors).
    """
    paid = [subject.outputs[vout] for vout in subject.payments]
    value, times = most_repeated(counts(paid))
    single = sum(count == 1 for count in counts(paid).values())
    holds, seen = all_hold(
        (
            ("at least two inputs", len(subject.inputs) >= 2),
            ("inputs of more than one script", len(subject.input_scripts) >= 2),
            ("three or four payments", len(paid) in (3, 4)),
            ("to distinct scripts", len({output.script for output in paid}) == len(paid)),
            ("one value paid twice, the others once", times == 2 and single == len(paid) - 2),
            (f"that value at least {LEAST} sat", value >= LEAST),
            (f"the two at least one in {SHARE} of what is paid", not is_thin(subject, receivers(subject))),
        )
    )
    fields: Fields = (("inputs", len(subject.inputs)), ("payments", len(paid)), ("value_sat", value), *seen)
    if not holds:
        return Finding(Verdict.NO, RULE, fields, FAILURE_MODES, missing=unmet(seen))
    against = vetoes.service_input(subject, lineage) or vetoes.foreign_protocol(subject)
    verdict = Verdict.SUSPECTED if against is None else Verdict.VETOED
    fields += (("veto", against or "none"),)
    return Finding(verdict, RULE, fields, FAILURE_MODES, missing=vetoes.named(against))
