"""Transactions with more outputs than the case wants to follow: a limit the analyst sets, not an inference."""

from tracer.trace.patterns.finding import Finding, Verdict
from tracer.trace.patterns.subject import Subject

RULE = "fan-out"

FAILURE_MODES = (
    "a limit and no finding: a wallet that splits its coins is cut as well, and a service that pays fewer is not"
)


def detect(subject: Subject, limit: int) -> Finding:
    """Say whether the transaction has more outputs than the limit; a limit of zero is none."""
    outputs = len(subject.outputs)
    verdict = Verdict.MATCHES if limit and outputs > limit else Verdict.NO
    return Finding(verdict, RULE, (("outputs", outputs), ("limit", limit)), FAILURE_MODES)
