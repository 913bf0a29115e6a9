"""What an interpreter says of a signature that came, by the form in which it was made."""

from tracer.reserve.proofs import bip127, bip322
from tracer.reserve.proofs.proof_rows import ProofForm, ReceivedProof, SignatureVerdict


def check(proof: ReceivedProof, message: bytes) -> SignatureVerdict:
    """Return what is found of a proof over a message.

    Raises:
        SourceError: no interpreter is installed.
    """
    if proof.form is ProofForm.BIP127:
        return bip127.check(proof, message)
    return bip322.check(proof, message)
