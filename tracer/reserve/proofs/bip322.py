"""BIP-322 signatures checked by bip322-core, of the extra `proof`; nothing is signed here.

Source: BIP 322, version 2.0.0; bip322-core 0.12.0, `verify.py`. A new proof has its prefix: what has none is refused.
"""

from importlib import metadata
from importlib.util import find_spec

from tracer.chain.outpoint import Outpoint, Txid
from tracer.errors import SourceError
from tracer.reserve.proofs.proof_rows import (
    ProofForm,
    ProofSpend,
    ReceivedProof,
    SignatureState,
    SignatureVerdict,
)

DISTRIBUTION = "bip322-core"
_MODULE = "bip322core"


def engine(module: str = _MODULE) -> str:
    """Return what checks signatures, such as `bip322-core 0.12.0`; `module` is what is imported of it.

    Raises:
        SourceError: it is not installed.
    """
    if find_spec(module) is None:
        raise SourceError(
            "signatures of BIP-322 are checked by bip322-core, which is not installed.\n"
            "Install it: pip install 'custody-tracer[proof]'"
        )
    return f"{DISTRIBUTION} {metadata.version(DISTRIBUTION)}"


def check(proof: ReceivedProof, message: bytes) -> SignatureVerdict:
    """Return what the script interpreter says of a signature over a message.

    Raises:
        SourceError: no interpreter is installed.
    """
    engine()
    from bip322core.verify import verify_message

    is_legacy = proof.form is ProofForm.LEGACY
    place = proof.address if is_legacy else proof.script.hex()
    found = verify_message(place, proof.signature, message, allow_unprefixed=is_legacy, allow_legacy=is_legacy)
    if found.ok and is_legacy != (found.variant == "legacy"):
        return SignatureVerdict(SignatureState.INVALID, "not a legacy message of a pay-to-pubkey-hash address")
    if not found.ok:
        return SignatureVerdict(SignatureState(found.state.value), found.reason)
    return SignatureVerdict(SignatureState.VALID, found.reason, _spends(proof.signature) if found.extra_inputs else ())


def _spends(signature: str) -> tuple[ProofSpend, ...]:
    """Return the further coins of a proof of funds that was found valid."""
    from bip322core.core import decode_signature
    from bip322core.psbt import extract_tx, parse_psbt, psbt_prevouts

    psbt = parse_psbt(decode_signature(signature.strip(), allow_unprefixed=False).payload)
    inputs, prevouts = extract_tx(psbt).vin[1:], psbt_prevouts(psbt)[1:]
    return tuple(
        ProofSpend(Outpoint(Txid(each.txid.hex()), each.vout), value, script)
        for each, (value, script) in zip(inputs, prevouts, strict=True)
    )
