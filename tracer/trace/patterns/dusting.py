"""Dust sent to many scripts, to taint or to link them. Dust never extends a cluster or a trail."""

from tracer.trace.patterns.finding import Fields, Finding, Verdict
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject

RULE = "dusting"

DUST = 1_000
"""Satoshi up to which an output counts as dust here; 546, 547, 294 and 330 are typical."""

MANY = 10
"""How many dust outputs make a dusting. The number is this program's own."""

FAILURE_MODES = "token protocols and faucets pay dust to many scripts too; a slow dusting stays below the number"


def detect(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether many outputs of at most 1,000 satoshi go to scripts that were paid before.

    Suspected where it is not known of enough of them whether they were.
    """
    dust = [vout for vout in subject.spendable if subject.outputs[vout].value <= DUST]
    known = [lineage.paid_before(subject.outputs[vout].script, subject.txid) for vout in dust]
    before, unknown = sum(answer is True for answer in known), sum(answer is None for answer in known)
    fields: Fields = (("dust outputs", len(dust)), ("to scripts paid before", before), ("not known", unknown))
    verdict = Verdict.NO
    if before >= MANY:
        verdict = Verdict.MATCHES
    elif before + unknown >= MANY:
        verdict = Verdict.SUSPECTED
    return Finding(verdict, RULE, fields, FAILURE_MODES)
