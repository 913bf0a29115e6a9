"""What speaks against the weak CoinJoin rules. A veto silences a rule, never a trail's arithmetic.

Vetoes are asked by the detectors that a batch, a payout or a mint can fool.
"""

from tracer.trace.patterns import whirlpool_tx0
from tracer.trace.patterns.equal_values import largest_share
from tracer.trace.patterns.finding import Verdict
from tracer.trace.patterns.subject import Lineage, Subject


def service_input(subject: Subject, lineage: Lineage) -> str | None:
    """Return the veto of an exchange's batch: an input spends a coin tagged as a service's.

    Source: GraphSense, `heuristics_service.py` (exchange veto for JoinMarket).
    """
    for spend in subject.inputs:
        label = lineage.service(spend.script)
        if label is not None:
            return f"an input is tagged as {label}'s"
    return None


def single_script(subject: Subject) -> str | None:
    """Return the veto of a single holder: all inputs spend one script, so nobody joined anybody."""
    return "all inputs spend one script" if len(subject.input_scripts) == 1 else None


def reused_scripts(subject: Subject) -> str | None:
    """Return the veto of reuse: 70 % or more of all inputs' and outputs' scripts occur before in the transaction.

    Source: crocs-muni, `coinjoin-analysis`, the threshold by which false positives were told there; it
    looks at reuse over the whole history, which is more than a transaction shows.
    """
    scripts = [spend.script for spend in subject.inputs] + [output.script for output in subject.outputs]
    repeated = len(scripts) - len(set(scripts))
    return "at least 70% of the scripts are used again" if scripts and 10 * repeated >= 7 * len(scripts) else None


def too_few_scripts(subject: Subject, times: int) -> str | None:
    """Return the veto of a payout: far more equal payments than there are scripts whose holders could have joined.

    Source: BlockSci, `tx_identification.cpp` (no more participants than addresses spent); that one of them may
    take three is ours, so that no stop is lost where clients split.
    """
    many = times > 3 * len(subject.input_scripts)
    return "one value is paid more than three times as often as scripts are spent" if many else None


def one_script_leads(subject: Subject) -> str | None:
    """Return the veto of a hot wallet among many inputs: one script behind three inputs and a tenth of them or more.

    Source: GraphSense, `heuristics_service.py` (Wasabi: no script behind more than a tenth); three is ours, for small
    rounds.
    """
    top = largest_share(spend.script for spend in subject.inputs)
    leads = top > 2 and 10 * top > len(subject.inputs)
    return "one script is behind more than a tenth of the inputs" if leads else None


def repeated_receiver(subject: Subject) -> str | None:
    """Return the veto of a payout: an output script that is paid twice, as no round of strangers does.

    Source: GraphSense, `heuristics_service.py` (Wasabi, JoinMarket: output scripts distinct).
    """
    scripts = {output.script for output in subject.outputs}
    return "one script is paid twice" if len(scripts) < len(subject.outputs) else None


def named(veto: str | None) -> tuple[str, ...]:
    """Return a veto as what a rule misses; empty where there is none."""
    return () if veto is None else (veto,)


def foreign_protocol(subject: Subject) -> str | None:
    """Return the veto of a known protocol that pays equal values and is no mix: a Whirlpool Tx0."""
    finding = whirlpool_tx0.detect(subject)
    return "it is a Whirlpool Tx0" if finding.verdict is Verdict.MATCHES else None
