"""Change rules that look at how an output's spender builds transactions (R6, R11, R12).

A wallet that spends the change is the wallet that made this transaction, and builds alike. An output
whose spender is not known can never be ruled out.
"""

from collections.abc import Callable, Hashable
from itertools import pairwise

from tracer.chain.script import kind
from tracer.trace.change.evidence import Evidence, Family, evidence
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject

Feature = Callable[[Subject], Hashable]
"""A property of the way a transaction is built; None where it is not known."""

FAILURES = (
    "wallets of one make build alike, and one wallet builds differently after an update; receivers may use it too"
)


def has_locktime(subject: Subject) -> Hashable:
    """Return whether the locktime is set at all."""
    return None if subject.locktime is None else subject.locktime > 0


def signals_rbf(subject: Subject) -> Hashable:
    """Return whether an input signals replacement. Source: BIP 125."""
    sequences = [spend.sequence for spend in subject.inputs]
    known = [sequence for sequence in sequences if sequence is not None]
    return None if len(known) != len(sequences) else any(sequence < 0xFFFFFFFE for sequence in known)


def spends_segwit(subject: Subject) -> Hashable:
    """Return whether an input is certain to have a witness, by the type of what it spends."""
    return any(kind(script).startswith("witness") for script in subject.input_scripts)


def input_types(subject: Subject) -> Hashable:
    """Return the set of script types spent."""
    return frozenset(kind(script) for script in subject.input_scripts)


def is_bip69(subject: Subject) -> Hashable:
    """Return whether inputs and outputs are in the order of BIP 69.

    Two or fewer of each are in order half of the time by chance.
    Source: BIP 69: inputs by txid and index, outputs by value and script.
    """
    inputs = [(spend.prevout.txid, spend.prevout.vout) for spend in subject.inputs]
    outputs = [(output.value, output.script) for output in subject.outputs]
    spent = all(first <= second for first, second in pairwise(inputs))
    return spent and all(first <= second for first, second in pairwise(outputs))


def is_anti_sniping(subject: Subject) -> Hashable:
    """Return whether the locktime is a height of at most a hundred blocks before the block it is in.

    Source: Bitcoin Core, `wallet/spend.cpp` (`DiscourageFeeSniping`); Electrum does likewise.
    """
    if subject.locktime is None or subject.height is None:
        return None
    return 0 <= subject.height - 1 - subject.locktime <= 100


def has_low_r(subject: Subject) -> Hashable:
    """Return whether every signature seen has a short R, which some wallets grind for.

    Source: Bitcoin Core 0.17 and later (`CKey::Sign`, grind); a DER signature then has at most 71 bytes.
    """
    lengths = [len(item) for item in _pushed(subject) if 60 <= len(item) <= 73 and item[:1] == b"\x30"]
    return max(lengths) <= 71 if lengths else None


def has_compressed_keys(subject: Subject) -> Hashable:
    """Return whether every public key seen beside a signature is compressed."""
    lasts = [spend.unlocking.witness[-1] for spend in subject.inputs if spend.unlocking and spend.unlocking.witness]
    lengths = [len(item) for item in lasts if len(item) in (33, 65)]
    return all(length == 33 for length in lengths) if lengths else None


def _pushed(subject: Subject) -> list[bytes]:
    return [item for spend in subject.inputs if spend.unlocking is not None for item in spend.unlocking.witness]


def _by(
    rule: str, family: Family, feature: Feature, figure: str | None, subject: Subject, lineage: Lineage
) -> Evidence:
    """Return the outputs whose spender has the transaction's own feature, or is not known."""
    own = feature(subject)
    spenders = {vout: lineage.spender(subject.outpoint(vout)) for vout in subject.spendable}
    seen = {vout: None if spender is None else feature(spender) for vout, spender in spenders.items()}
    left = [vout for vout, other in seen.items() if other is None or other == own]
    known = sum(other is not None for other in seen.values())
    applies = own is not None and known > 0 and len(seen) > 1
    return evidence(
        rule, family, left, applies=applies, fields=(("spenders known", known),), failure_modes=FAILURES, figure=figure
    )


def version(subject: Subject, lineage: Lineage = UNKNOWN) -> Evidence:
    """R6: the spender's version is this transaction's. Strong."""
    return _by("R6-version", Family.FINGERPRINT, _version, "fingerprint-version", subject, lineage)


def _version(subject: Subject) -> Hashable:
    return subject.version


def locktime(subject: Subject, lineage: Lineage = UNKNOWN) -> Evidence:
    """R6: both set a locktime, or neither does. Strong."""
    return _by("R6-locktime", Family.FINGERPRINT, has_locktime, "fingerprint-locktime", subject, lineage)


def rbf(subject: Subject, lineage: Lineage = UNKNOWN) -> Evidence:
    """R6: both signal replacement, or neither does."""
    return _by("R6-rbf", Family.FINGERPRINT, signals_rbf, "fingerprint-rbf", subject, lineage)


def segwit(subject: Subject, lineage: Lineage = UNKNOWN) -> Evidence:
    """R6: both spend witness outputs, or neither does."""
    return _by("R6-segwit", Family.FINGERPRINT, spends_segwit, "fingerprint-segwit", subject, lineage)


def types(subject: Subject, lineage: Lineage = UNKNOWN) -> Evidence:
    """R6: both spend the same set of script types."""
    return _by("R6-types", Family.FINGERPRINT, input_types, "fingerprint-types", subject, lineage)


def order(subject: Subject, lineage: Lineage = UNKNOWN) -> Evidence:
    """R6 with R11: both are in the order of BIP 69, or neither is. Weak: shown, never counted."""
    return _by("R6-R11-bip69", Family.SHOWN, is_bip69, "fingerprint-bip69", subject, lineage)


def output_count(subject: Subject, lineage: Lineage = UNKNOWN) -> Evidence:
    """R6: both have the same number of outputs. Weak: shown, never counted."""
    return _by("R6-outputs", Family.SHOWN, _output_count, "fingerprint-outputs", subject, lineage)


def _output_count(subject: Subject) -> Hashable:
    return len(subject.outputs)


def wallet(subject: Subject, lineage: Lineage = UNKNOWN) -> Evidence:
    """R12: no feature known of both differs: version, locktime use, anti-sniping, RBF, low R, keys, input types.

    Made of what R6 looks at one by one, so it is shown and never counted beside them.
    Source: the list of ishaanam, `wallet-fingerprinting`.
    """
    own = _wallet(subject)
    left, known = [], 0
    for vout in subject.spendable:
        spender = lineage.spender(subject.outpoint(vout))
        known += spender is not None
        other = _wallet(spender) if spender is not None else own
        pairs = zip(own, other, strict=True)
        if not any(mine != theirs for mine, theirs in pairs if mine is not None and theirs is not None):
            left.append(vout)
    applies = known > 0 and len(subject.spendable) > 1
    return evidence(
        "R12-wallet", Family.SHOWN, left, applies=applies, fields=(("spenders known", known),), failure_modes=FAILURES
    )


_WALLET: tuple[Feature, ...] = (
    _version,
    has_locktime,
    is_anti_sniping,
    signals_rbf,
    has_low_r,
    has_compressed_keys,
    input_types,
)


def _wallet(subject: Subject) -> tuple[Hashable, ...]:
    return tuple(feature(subject) for feature in _WALLET)


def differs(subject: Subject, other: Subject) -> bool:
    """Whether any feature of R12 that is known of both transactions differs."""
    pairs = zip(_wallet(subject), _wallet(other), strict=True)
    return any(mine != theirs for mine, theirs in pairs if mine is not None and theirs is not None)
