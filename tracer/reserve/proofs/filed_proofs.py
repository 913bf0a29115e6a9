"""Proofs as they are filed: the message, each signature with what the interpreter said of it, and headers.

The headers lead from the closing block to the block that the message names, so that the file shows by itself that it is
a later one. A file that is read back and written again has the same bytes, or is refused.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tracer.chain import header
from tracer.chain.network import Network
from tracer.errors import IntegrityError
from tracer.formats import canonical
from tracer.formats.json_cursor import JsonCursor
from tracer.reserve.proofs.proof_rows import (
    JudgedProof,
    ProofForm,
    ProofSet,
    ProofSpend,
    ReceivedProof,
    SignatureState,
    SignatureVerdict,
)

SCHEMA = 1
KIND = "received"


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledProofs:
    """What is on file of one file of proofs. `headers` begin behind the block at `closing`.

    `engine` names what checked the signatures, `source` is the SHA-256 of the file as it came.
    """

    register: str
    period: str
    closing: int
    closing_hash: str
    message: bytes
    headers: tuple[bytes, ...]
    proofs: tuple[JudgedProof, ...]
    engine: str
    source: str

    def proof_set(self, network: Network) -> ProofSet:
        """Return the proofs with the hashes of the blocks behind the closing one.

        Raises:
            IntegrityError: the headers do not go on from the closing block, or are no chain.
        """
        return ProofSet(self.message, self.proofs, hashes_after(self.closing, self.closing_hash, self.headers, network))


def hashes_after(closing: int, closing_hash: str, headers: Sequence[bytes], network: Network) -> dict[int, str]:
    """Return the hashes of blocks that follow a block, by height, held to linkage, work and times.

    Raises:
        IntegrityError: they do not go on from it.
    """
    read = [header.decode(each) for each in headers]
    if read and read[0].previous != closing_hash:
        raise IntegrityError(f"the headers of a proof do not go on from block {closing} {closing_hash}")
    faults = header.check(headers, closing + 1, network).faults
    if faults:
        raise IntegrityError(f"the header of block {faults[0].height} beside a proof: {faults[0].text}")
    return {closing + 1 + number: each.hash for number, each in enumerate(read)}


def dumps(filed: FiledProofs) -> bytes:
    """Return the file."""
    return canonical.dumps(
        {
            "schema": SCHEMA,
            "kind": KIND,
            "register": filed.register,
            "period": filed.period,
            "closing": {"height": filed.closing, "hash": filed.closing_hash},
            "message": filed.message.hex(),
            "headers": b"".join(filed.headers).hex(),
            "engine": filed.engine,
            "source_sha256": filed.source,
            "proofs": [
                {
                    "address": each.proof.address,
                    "script": each.proof.script.hex(),
                    "form": each.proof.form.value,
                    "signature": each.proof.signature,
                    "state": each.verdict.state.value,
                    "reason": each.verdict.reason,
                    "spends": [
                        {"outpoint": str(spend.outpoint), "value_sat": str(spend.value), "script": spend.script.hex()}
                        for spend in each.verdict.spends
                    ],
                }
                for each in filed.proofs
            ],
        }
    )


def loads(content: bytes, name: str) -> FiledProofs:
    """Read proofs on file; `name` is what messages call the file.

    Raises:
        IntegrityError: it is not of the form written, to the last byte.
    """
    place = JsonCursor.of(content, name)
    if place.integer("schema") != SCHEMA or place.text("kind") != KIND:
        raise IntegrityError(f"{name} is not a file of proofs of schema {SCHEMA}")
    closing, headers = place.key("closing"), place.octets("headers")
    filed = FiledProofs(
        register=place.text("register"),
        period=place.text("period"),
        closing=closing.amount("height"),
        closing_hash=closing.text("hash"),
        message=place.octets("message"),
        headers=tuple(headers[at : at + header.SIZE] for at in range(0, len(headers), header.SIZE)),
        proofs=tuple(map(_judged, place.rows("proofs"))),
        engine=place.text("engine"),
        source=place.text("source_sha256"),
    )
    if dumps(filed) != content:
        raise IntegrityError(f"{name} is not the canonical form of what it says")
    return filed


def _judged(row: JsonCursor) -> JudgedProof:
    try:
        form, state = ProofForm(row.text("form")), SignatureState(row.text("state"))
    except ValueError:
        raise row.wrong("a proof of a form and a state that are known") from None
    spends = tuple(
        ProofSpend(each.outpoint("outpoint"), each.digits("value_sat"), each.octets("script"))
        for each in row.rows("spends")
    )
    proof = ReceivedProof(
        address=row.text("address"), script=row.octets("script"), form=form, signature=row.text("signature")
    )
    return JudgedProof(proof, SignatureVerdict(state, row.text("reason"), spends))
