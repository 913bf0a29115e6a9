"""Lightning channels on the chain: funding, unilateral close (commitment), cooperative close.

Who holds a close's outputs is not known, and balances move off the chain while a channel is open: a
trail ends at such a transaction. Taproot channels look like any other taproot spend and are missed.
A cooperative close shows only in its witness. A trace reads none, for not every source keeps them and
the trace must be the same from all: there it is never suspected, only where `tracer patterns` is given one.
"""

from tracer.chain.script import kind, multisig_policy
from tracer.trace.patterns.finding import Fields, Finding, Verdict, all_hold
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Spend, Subject

RULE_COMMITMENT = "lightning-commitment"
RULE_COOPERATIVE = "lightning-cooperative-close"
RULE_FUNDING = "lightning-funding"

SMALL_CHANNEL = 1 << 24
"""Satoshi that a channel stays below unless both sides allow large ones. Source: BOLT 2."""

FAILURE_MODES = (
    "taproot channels and key-path closes cannot be recognised; a cooperative close shows only in its witness, which a "
    "trace does not read, and a 2-of-2 wallet of other purpose that is emptied at once looks like one; a funding is "
    "recognised only once it is spent"
)


def commitment(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether this is a commitment transaction, broadcast by one side.

    Version 2, one input, `locktime >> 24` = 0x20 and `sequence >> 24` = 0x80, outputs to witness
    script hashes, witness key hashes and anchors only; where the witness is known, it shows a 2-of-2
    with sorted keys. Taproot outputs would be another kind of channel.
    Source: BOLT 3, Commitment Transaction, Funding Transaction Output.
    """
    spend = subject.inputs[0] if len(subject.inputs) == 1 else None
    shown = None if spend is None else _two_of_two(spend)
    kinds = {kind(output.script) for output in subject.outputs}
    holds, seen = all_hold(
        (
            ("version 2", subject.version == 2),
            ("one input, of a witness script hash", spend is not None and _pays_script_hash(spend)),
            ("locktime >> 24 is 0x20", subject.locktime is not None and subject.locktime >> 24 == 0x20),
            ("sequence >> 24 is 0x80", spend is not None and (spend.sequence or 0) >> 24 == 0x80),
            ("outputs witness_v0 only", kinds <= {"witness_v0_scripthash", "witness_v0_keyhash"}),
            ("witness shows no other script than a 2-of-2", shown is not False),
        )
    )
    fields = (*seen, ("anchors of 330 sat", sum(output.value == 330 for output in subject.outputs)))
    fields += (("2-of-2 in the witness", _known(shown)), *_capacity(spend))
    return Finding(Verdict.MATCHES if holds else Verdict.NO, RULE_COMMITMENT, fields, FAILURE_MODES)


def cooperative_close(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether this may be a channel closed by both sides; at most suspected, and only where the witness is known.

    Version 2, one input with a 2-of-2 of sorted keys in its witness, sequence 0xFFFFFFFF with
    locktime 0, or 0xFFFFFFFD, one or two outputs.
    Source: BOLT 2, Closing Negotiation; BOLT 3, Closing Transaction.
    """
    spend = subject.inputs[0] if len(subject.inputs) == 1 else None
    shown = None if spend is None else _two_of_two(spend)
    sequence = None if spend is None else spend.sequence
    ending = (sequence == 0xFFFFFFFF and subject.locktime == 0) or sequence == 0xFFFFFFFD
    holds, seen = all_hold(
        (
            ("version 2", subject.version == 2),
            ("one input, of a witness script hash", spend is not None and _pays_script_hash(spend)),
            ("2-of-2 of sorted keys in the witness", shown is True),
            ("sequence and locktime of a closing transaction", ending),
            ("one or two outputs", len(subject.outputs) in (1, 2)),
        )
    )
    fields = (*seen, ("witness", _known(shown)), *_capacity(spend))
    return Finding(Verdict.SUSPECTED if holds else Verdict.NO, RULE_COOPERATIVE, fields, FAILURE_MODES)


def funding(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether an output funds a channel, as its later spending shows; otherwise it cannot be known.

    A commitment spending it counts fully, a cooperative close as a suspicion.
    Source: BOLT 3, Funding Transaction Output.
    """
    hashes = [vout for vout in subject.spendable if may_fund(subject.outputs[vout].script)]
    spenders = [(vout, lineage.spender(subject.outpoint(vout))) for vout in hashes]
    known = [(vout, spender) for vout, spender in spenders if spender is not None]
    closes = [(vout, spender) for vout, spender in known if len(spender.inputs) == 1]
    certain = [vout for vout, spender in closes if commitment(spender).stops]
    likely = [vout for vout, spender in closes if cooperative_close(spender).stops]
    fields: Fields = (
        ("witness script hash outputs", len(hashes)),
        ("of these with a known spender", len(known)),
        ("spent by a commitment", " ".join(map(str, certain)) or "none"),
        ("spent by what may be a cooperative close", " ".join(map(str, likely)) or "none"),
    )
    verdict = Verdict.MATCHES if certain else Verdict.SUSPECTED if likely else Verdict.NO
    return Finding(verdict, RULE_FUNDING, fields, FAILURE_MODES)


def may_fund(script: bytes) -> bool:
    """Whether an output with this script may fund a channel, so that its spender is looked at."""
    return kind(script) == "witness_v0_scripthash"


def is_lightning(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding | None:
    """Return the first finding that suffices to end a trail: commitment, cooperative close, funding; else None.

    A channel is one coin, so what spends others beside it is no close.
    """
    asked = (commitment, cooperative_close, funding) if len(subject.inputs) == 1 else (funding,)
    found = (detect(subject, lineage) for detect in asked)
    return next((finding for finding in found if finding.stops), None)


def _pays_script_hash(spend: Spend) -> bool:
    return may_fund(spend.script)


def _two_of_two(spend: Spend) -> bool | None:
    """Return whether the witness shows a 2-of-2 whose keys are sorted; None where no witness is known."""
    if spend.unlocking is None:
        return None
    if not spend.unlocking.witness:
        return False
    policy = multisig_policy(spend.unlocking.witness[-1])
    if policy is None or (policy.required, len(policy.keys)) != (2, 2):
        return False
    return policy.keys[0] < policy.keys[1] and all(len(key) == 33 for key in policy.keys)


def _known(shown: bool | None) -> str:
    return "not known" if shown is None else "yes" if shown else "no"


def _capacity(spend: Spend | None) -> Fields:
    value = 0 if spend is None else spend.value
    return (("capacity_sat", value), ("below 2^24 sat", "yes" if value < SMALL_CHANNEL else "no"))
