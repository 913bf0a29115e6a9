"""Change rules that look at whom an output pays: reuse, freshness, type, cluster, keys (R1, R2, R4, R8, R10)."""

from tracer.chain.script import kind, multisig_policy
from tracer.trace.change.evidence import Evidence, Family, evidence
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Spend, Subject


def reuse(subject: Subject, lineage: Lineage = UNKNOWN) -> Evidence:
    """R1: an output pays a script that an input spends from. Certain of the script, not of who holds it.

    Source: GraphSense, `heuristics_service.py` (direct change, there confidence 100).
    """
    left = [vout for vout in subject.spendable if subject.outputs[vout].script in subject.input_scripts]
    failures = "a payment back to a shared or a hosted script; dust sent to where it came from"
    return evidence(
        "R1-reuse",
        Family.SCRIPT,
        left,
        applies=bool(left),
        fields=(("input scripts paid", len(left)),),
        failure_modes=failures,
    )


def fresh(subject: Subject, lineage: Lineage = UNKNOWN) -> Evidence:
    """R2: one output's script was never paid before, every other's was; no output pays an input's script.

    Silent for a coinbase, and where of any output it is not known.
    Source: Meiklejohn et al. 2013 (one-time change); BlockSci (client change).
    """
    before = {vout: lineage.paid_before(subject.outputs[vout].script, subject.txid) for vout in subject.spendable}
    scripts = [subject.outputs[vout].script for vout in subject.spendable]
    twice = len(set(scripts)) != len(scripts)
    returns = any(script in subject.input_scripts for script in scripts)
    known = None not in before.values()
    left = [vout for vout, answer in before.items() if answer is not True]
    failures = "a receiver's fresh script beside a change script used again; every modern receiver gives fresh scripts"
    fields = (("known of every output", "yes" if known else "no"), ("never paid before", len(left)))
    applies = known and bool(subject.inputs) and not returns and not twice and len(before) > 1
    return evidence(
        "R2-fresh", Family.HISTORY, left, applies=applies, fields=fields, failure_modes=failures, figure="fresh-local"
    )


def same_type(subject: Subject, lineage: Lineage = UNKNOWN) -> Evidence:
    """R4: all inputs are of one script type, and so is exactly one output.

    Source: BlockSci, `change_address.cpp` (address type); Androulaki et al. 2013 for the idea.
    """
    types = {kind(script) for script in subject.input_scripts}
    left = [vout for vout in subject.spendable if kind(subject.outputs[vout].script) in types]
    failures = "wallets that match the change to the payment's type (Bitcoin Core does); types hidden in script hashes"
    fields = (("input types", " ".join(sorted(types))),)
    return evidence(
        "R4-type", Family.TYPE, left, applies=len(types) == 1, fields=fields, failure_modes=failures, figure="type"
    )


def cluster(subject: Subject, lineage: Lineage = UNKNOWN) -> Evidence:
    """R8: an output is in the multi-input cluster of an input, as later co-spending showed.

    Source: Möser and Narayanan 2022 (change revealed by later co-spending).
    """
    own = {lineage.cluster(script) for script in subject.input_scripts} - {None}
    left = [vout for vout in subject.spendable if lineage.cluster(subject.outputs[vout].script) in own]
    failures = "false clusters: unseen CoinJoins and PayJoins, shared custody, keys imported into a service"
    fields = (("clusters of the inputs known", len(own)), ("outputs in them", len(left)))
    return evidence(
        "R8-cluster", Family.SCRIPT, left, applies=bool(own and left), fields=fields, failure_modes=failures
    )


def keys(subject: Subject, lineage: Lineage = UNKNOWN) -> Evidence:
    """R10: an output's multisig shares a public key with an input's, in the open or as its spending shows.

    Source: BlockSci, `change_address.cpp` (multisig key set).
    """
    own = {key for spend in subject.inputs for key in _keys(spend.script, spend)}
    left = []
    for vout in subject.spendable:
        shown = _keys(subject.outputs[vout].script, _spend_of(subject, vout, lineage))
        if own & shown:
            left.append(vout)
    failures = "a cosigner who serves many wallets with one key (custodians, escrow agents)"
    fields = (("multisig keys among the inputs", len(own)), ("outputs sharing one", len(left)))
    return evidence("R10-keys", Family.SCRIPT, left, applies=bool(left), fields=fields, failure_modes=failures)


def _spend_of(subject: Subject, vout: int, lineage: Lineage) -> Spend | None:
    outpoint = subject.outpoint(vout)
    spender = lineage.spender(outpoint)
    spends = () if spender is None else spender.inputs
    return next((spend for spend in spends if spend.prevout == outpoint), None)


def _keys(script: bytes, spend: Spend | None) -> frozenset[bytes]:
    """Return the keys of a bare multisig, or of the one that the last witness item shows."""
    policies = [multisig_policy(script)]
    if spend is not None and spend.unlocking is not None and spend.unlocking.witness:
        policies.append(multisig_policy(spend.unlocking.witness[-1]))
    return frozenset(key for policy in policies if policy is not None for key in policy.keys)
