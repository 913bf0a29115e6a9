"""Whether a transaction is treated as a mix: the union of the detectors for stopping, one of them for saying so.

The two questions are asked differently on purpose. Stopping errs towards stopping: any detector that
suspects suffices. Saying "this is a CoinJoin" needs a protocol's own rule and a fitting lineage.
"""

from tracer.trace.patterns import equal_outputs, joinmarket, stonewall, wasabi1, wasabi2, whirlpool
from tracer.trace.patterns.finding import Finding, Verdict
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject

DETECTORS = (
    whirlpool.detect,
    wasabi2.detect,
    wasabi1.detect,
    joinmarket.detect,
    stonewall.detect,
    equal_outputs.detect,
)
"""From the most specific to the widest; the first that stops is the one named."""


def is_mix(subject: Subject, lineage: Lineage = UNKNOWN, heed_vetoes: bool = True) -> Finding | None:
    """Return the first finding that suffices to end a trail or to leave out a cluster merge, None where none does.

    Without `heed_vetoes` a vetoed finding suffices where there is no other: the widest net there is. Every detector
    asks for two inputs and for a value that two payments share; without them none is asked.
    """
    values = [subject.outputs[vout].value for vout in subject.payments]
    if len(subject.inputs) < 2 or len(set(values)) == len(values):
        return None
    findings = mix_findings(subject, lineage)
    enough = [finding for finding in findings if finding.stops]
    vetoed = [finding for finding in findings if finding.verdict is Verdict.VETOED]
    return next(iter(enough if heed_vetoes else enough + vetoed), None)


def mix_findings(subject: Subject, lineage: Lineage = UNKNOWN) -> tuple[Finding, ...]:
    """Return every detector's answer, vetoed and negative ones too, in the order asked."""
    return tuple(detect(subject, lineage) for detect in DETECTORS)
