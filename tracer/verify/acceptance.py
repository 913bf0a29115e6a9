"""That what is about to be sealed is what both verifiers accept: their own rules over the bundle's own sources.

What `tracer verify` asks of annexes and manifests holds by construction: it renders and hashes as `export` does.
"""

from collections.abc import Sequence

from tracer.container.bag import make_bag
from tracer.container.verification import StepVerdict, VerificationStep, judged
from tracer.evidence import verifier_source
from tracer.evidence.bundle import Sources, entries
from tracer.progress import no_progress
from tracer.verify.case_steps import case_steps
from tracer.verify.chain_steps import check_amounts, check_headers, check_proofs
from tracer.verify.replay_steps import replay_steps


def refused(made_from: Sources) -> tuple[str, ...]:
    """Say why `tracer verify` or the packaged `verify.py` would refuse these sources.

    Nothing where both accept them.
    """
    return (*_by_the_tracer(made_from), *_by_the_verifier(made_from))


def _by_the_tracer(made_from: Sources) -> list[str]:
    """Take the steps of `tracer verify` that are about the chain, the case and the result."""
    trace, case, material, known = made_from.trace, made_from.case, made_from.material, made_from.transactions
    named = [
        material.finding(txid, f"its bytes are those of transaction {transaction.txid}")
        for txid, transaction in known.items()
        if transaction.txid != txid
    ]
    faults, _ = check_headers(material, trace.horizon)
    steps: Sequence[VerificationStep] = (
        judged("2", "Transactions", "", named),
        judged("3", "Merkle proofs", "", check_proofs(material, no_progress)),
        judged("4", "Block headers", "", faults),
        judged("5", "Amounts", "", check_amounts(material, known, trace)),
        *case_steps(made_from.files, trace, case, material, known),
        *replay_steps(made_from.files, trace, case, material, known),
    )
    return [
        f"step {step.number}, {step.title}: {step.findings[0]}" for step in steps if step.verdict is StepVerdict.FAIL
    ]


def _by_the_verifier(made_from: Sources) -> list[str]:
    """Run the packaged verifier over a bag of the sources alone: it reads no annex."""
    bag = make_bag(made_from.files, entries(made_from.trace, made_from.material))
    return [
        f"item {number} of verify.py, {title}: {reason}" for number, title, reason in verifier_source.failed_items(bag)
    ]
