"""Raw bytes to transactions and blocks, strictly: every byte has a meaning or the bytes are refused.

Ids are hashes of the original bytes; nothing is parsed and written again. That a block's transactions
belong under its header is `block.check_merkle`; that the header is worth anything is `header.check`.
"""

from dataclasses import dataclass

from tracer.chain import header, wire
from tracer.chain.block import Block
from tracer.chain.outpoint import Txid
from tracer.chain.transaction import Transaction
from tracer.errors import IntegrityError


@dataclass(frozen=True, slots=True)
class Unlocking:
    """What an input shows to be allowed to spend: signature script and witness stack, either may be empty."""

    script_sig: bytes
    witness: tuple[bytes, ...]


def transaction(raw: bytes) -> Transaction:
    """Return the transaction that these bytes are, all of them.

    Signatures are not checked. Raises:
        IntegrityError: cut, followed by other bytes, lengths not in the fewest bytes or absurd, no
            inputs or outputs, an output spent twice, amounts beyond 21 million bitcoin, an empty
            witness part.
    """
    return wire.walk_whole(raw).transaction


def txid(raw: bytes) -> Txid:
    """Return the transaction's id, which leaves the witnesses out.

    Raises:
        IntegrityError: as `transaction`.
    """
    return wire.walk_whole(raw).transaction.txid


def unlockings(raw: bytes) -> tuple[Unlocking, ...]:
    """Return what each input shows to be allowed to spend, in input order.

    Raises:
        IntegrityError: as `transaction`.
    """
    walked = wire.walk_whole(raw)
    pairs = zip(wire.script_sigs(raw, walked), wire.witnesses(raw, walked), strict=True)
    return tuple(Unlocking(script_sig, witness) for script_sig, witness in pairs)


def virtual_size(raw: bytes) -> int:
    """Return the transaction's virtual bytes: a quarter of its weight, rounded up.

    Source: BIP 141. Raises:
        IntegrityError: as `transaction`.
    """
    walked = wire.walk_whole(raw)
    witness = walked.end - 4 - walked.witness + 2 if walked.witness else 0
    return (4 * (len(raw) - witness) + witness + 3) // 4


def block(raw: bytes) -> Block:
    """Return the block that these bytes are, all of them.

    Its Merkle root, proof of work and witness commitment are not checked here.

    Raises:
        IntegrityError: as `transaction`, or the first transaction is not a coinbase, or another one is.
    """
    head = header.decode(raw[:80])
    try:
        count, at = wire.read_compact(raw, 80)
        transactions, raws = [], []
        for _ in range(count):
            walked = wire.walk(raw, at)
            transactions.append(walked.transaction)
            raws.append(raw[at : walked.end])
            at = walked.end
    except wire.CUT as error:
        raise IntegrityError(f"block {head.hash} is cut: it goes on after its {len(raw)} bytes") from error
    if at != len(raw):
        raise IntegrityError(f"{len(raw) - at} bytes follow the end of block {head.hash}")
    if [index for index, each in enumerate(transactions) if each.is_coinbase] != [0]:
        raise IntegrityError(f"block {head.hash} does not start with its only coinbase")
    return Block(head, tuple(transactions), tuple(raws))
