"""A spend test as it is filed: the raw transaction, its Merkle proof, and headers from the closing block to its own.

The file shows by itself that the transaction lies in a block behind the closing one. One that is read back and written
again has the same bytes, or is refused.
"""

from dataclasses import dataclass

from tracer.chain import decode, header, merkle
from tracer.chain.network import Network
from tracer.errors import CaseError, IntegrityError
from tracer.formats import canonical
from tracer.formats.json_cursor import JsonCursor
from tracer.reserve.proofs.filed_proofs import hashes_after
from tracer.reserve.proofs.messages import refuse_nonce
from tracer.reserve.proofs.spend_tests import SpendTest

SCHEMA = 1
KIND = "spent"


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledSpend:
    """What is on file of one spend test. `headers` begin behind the block at `closing` and end with that of `proof`.

    `raw` is the transaction with its witness, `coinbase` that of its block; `proof` shows both, in the form of
    Core's `gettxoutproof`.
    """

    closing: int
    closing_hash: str
    nonce: str
    headers: tuple[bytes, ...]
    raw: bytes
    coinbase: bytes
    proof: bytes

    def spend_test(self, network: Network) -> SpendTest:
        """Return the transaction and its height, once it is shown to lie in the last of the headers.

        Raises:
            IntegrityError: the headers do not go on from the closing block, or the proof does not show it there.
        """
        transaction, height = decode.transaction(self.raw), self.closing + len(self.headers)
        hashes_after(self.closing, self.closing_hash, self.headers, network)
        if not self.headers or self.proof[: header.SIZE] != self.headers[-1]:
            raise IntegrityError(f"the Merkle proof of {transaction.txid} is not of the last header beside it")
        merkle.check_inclusion(self.proof, transaction.txid, self.coinbase, height, self.raw, network)
        return SpendTest(self.nonce, transaction, height)


def dumps(filed: FiledSpend) -> bytes:
    """Return the file."""
    return canonical.dumps(
        {
            "schema": SCHEMA,
            "kind": KIND,
            "closing": {"height": filed.closing, "hash": filed.closing_hash},
            "nonce": filed.nonce,
            "headers": b"".join(filed.headers).hex(),
            "transaction": filed.raw.hex(),
            "coinbase": filed.coinbase.hex(),
            "merkle_proof": filed.proof.hex(),
        }
    )


def loads(content: bytes, name: str) -> FiledSpend:
    """Read a spend test on file; `name` is what messages call the file.

    Raises:
        IntegrityError: it is not of the form written, to the last byte.
    """
    place = JsonCursor.of(content, name)
    if place.integer("schema") != SCHEMA or place.text("kind") != KIND:
        raise IntegrityError(f"{name} is not a spend test of schema {SCHEMA}")
    closing = place.key("closing")
    filed = FiledSpend(
        closing=closing.amount("height"),
        closing_hash=closing.text("hash"),
        nonce=_nonce(place),
        headers=_parted(place.octets("headers")),
        raw=place.octets("transaction"),
        coinbase=place.octets("coinbase"),
        proof=place.octets("merkle_proof"),
    )
    if dumps(filed) != content:
        raise IntegrityError(f"{name} is not the canonical form of what it says")
    return filed


def _nonce(place: JsonCursor) -> str:
    nonce = place.text("nonce")
    try:
        refuse_nonce(nonce)
    except CaseError:
        raise place.key("nonce").wrong("32 lower-case hexadecimal digits") from None
    return nonce


def _parted(headers: bytes) -> tuple[bytes, ...]:
    return tuple(headers[at : at + header.SIZE] for at in range(0, len(headers), header.SIZE))
