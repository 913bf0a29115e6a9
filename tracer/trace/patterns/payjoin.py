"""Unnecessary inputs, and what little may be suspected of a PayJoin from them.

An unnecessary input (UIH2) alone is never read as a PayJoin: consolidation does it all the time.
"""

from tracer.trace.patterns.finding import Fields, Finding, Verdict, yes
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject

RULE = "payjoin-suspicion"

FAILURE_MODES = (
    "a PayJoin is built to look like a payment and most cannot be seen; UIH2 is common in ordinary transactions (about "
    "30% is claimed, unverified); tags of the inputs may be wrong"
)


def unnecessary_input(subject: Subject) -> str | None:
    """Return `uih1` or `uih2` where the heuristic speaks, None where it does not apply or is silent.

    Two outputs, more than one input, no two inputs on one script; S is what is spent without the
    smallest input. UIH2: S pays even the larger output and the fee, so some input was not needed.
    Else UIH1: S pays the smaller output and the fee, so the smaller one is thought to be change.
    Source: Blockstream Esplora, `privacy-analysis.js`.
    """
    if len(subject.outputs) != 2 or len(subject.inputs) < 2 or len(subject.input_scripts) != len(subject.inputs):
        return None
    values = [spend.value for spend in subject.inputs]
    rest = sum(values) - min(values)
    small, large = sorted(output.value for output in subject.outputs)
    if rest >= large + subject.fee:
        return "uih2"
    return "uih1" if rest >= small + subject.fee else None


def detect(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether a PayJoin is suspected: UIH2, and inputs that belong to two differently tagged holders.

    Source: BIP 77, BIP 78 (what a PayJoin is); the second condition is this program's own.
    """
    spoken = unnecessary_input(subject)
    holders = {lineage.service(script) for script in subject.input_scripts} - {None}
    fields: Fields = (("unnecessary input", spoken or "none"), ("differently tagged holders", len(holders)))
    fields += (("read as PayJoin from UIH2 alone", yes(False)),)
    verdict = Verdict.SUSPECTED if spoken == "uih2" and len(holders) >= 2 else Verdict.NO
    return Finding(verdict, RULE, fields, FAILURE_MODES)
