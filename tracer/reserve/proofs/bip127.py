"""Proofs of reserves of BIP 127: one transaction that nobody can mine, signed by every coin that it spends.

Its first input is no coin: its txid is a hash of the message, so that the transaction is invalid for ever and is of
this message alone. The other inputs are the coins, its one output is worth their sum. The scripts are judged by the
interpreter that bip322-core brings; nothing is signed here.

Source: BIP 127, "Proof Format". bdk-reserves (commit 02031dcd, `challenge_txin`), which writes such proofs, hashes the
message twice: both hashes are of the message alone, so both are read.
"""

import binascii
from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from embit.psbt import InputScope
from embit.transaction import Transaction

from tracer.chain.outpoint import Outpoint, Txid
from tracer.reserve.proofs import bip322
from tracer.reserve.proofs.proof_rows import ProofSpend, ReceivedProof, SignatureState, SignatureVerdict

PREFIX = b"Proof-of-Reserves: "
MOST_INPUTS = 100
"""Inputs that are evaluated, as bip322-core evaluates at most: the cost grows faster than their number."""
_NO_COIN = (0, b"\x51")
"""What stands for the output that the first input spends: nothing, to anybody (OP_TRUE)."""
_ALL, _DEFAULT = 1, 0
"""Kinds of signature that cover every input and every output."""


@dataclass(frozen=True, slots=True)
class _Signed:
    """The transaction with its witnesses, and the value and script of each coin as the PSBT has them."""

    transaction: Transaction
    coins: tuple[ProofSpend, ...]


def commitments(message: bytes) -> tuple[bytes, bytes]:
    """Return the two hashes that may stand for a message, in the order of a transaction's bytes."""
    once = sha256(PREFIX + message).digest()
    return once, sha256(once).digest()


def check(proof: ReceivedProof, message: bytes) -> SignatureVerdict:
    """Return what is found of a proof over a message: a finalised PSBT in base64, of whose coins one has its script.

    Raises:
        SourceError: no interpreter is installed.
    """
    bip322.engine()
    try:
        signed = _read(proof.signature)
    except _Unreadable as error:
        return SignatureVerdict(SignatureState.INVALID, str(error))
    fault = next(_faults(signed, proof.script, message), None)
    if fault is not None:
        return SignatureVerdict(SignatureState.INVALID, fault)
    return _judged(signed)


class _Unreadable(Exception):
    """The proof is none that can be looked at, and why."""


def _read(text: str) -> _Signed:
    """Read a finalised PSBT.

    Raises:
        _Unreadable: it is none.
    """
    from bip322core.core import BIP322Error
    from bip322core.psbt import parse_psbt

    try:
        psbt = parse_psbt(b64decode(text.strip(), validate=True))
        transaction = psbt.tx
        if not 2 <= len(psbt.inputs) <= MOST_INPUTS:
            raise _Unreadable(f"has {len(psbt.inputs)} inputs; expected 2 to {MOST_INPUTS}")
        for spent, given in zip(transaction.vin, psbt.inputs, strict=True):
            spent.script_sig = given.final_scriptsig or spent.script_sig
            spent.witness = given.final_scriptwitness or spent.witness
        return _Signed(transaction, tuple(map(_coin, psbt.inputs[1:])))
    except (BIP322Error, binascii.Error, ValueError, TypeError, IndexError, AttributeError) as error:
        raise _Unreadable(f"no PSBT that can be read ({type(error).__name__})") from None


def _coin(given: InputScope) -> ProofSpend:
    """Return what an input of a PSBT spends: its previous transaction's word where it is there, and no other."""
    previous, told = given.non_witness_utxo, given.witness_utxo
    if previous is not None:
        if previous.txid() != given.txid:
            raise _Unreadable("a previous transaction in the PSBT is not the one that its input spends")
        if told is not None and told.serialize() != previous.vout[given.vout].serialize():
            raise _Unreadable("the PSBT says two things of one coin")
        told = previous.vout[given.vout]
    if told is None:
        raise _Unreadable("the PSBT does not say what an input is worth")
    return ProofSpend(Outpoint(Txid(given.txid.hex()), given.vout), told.value, told.script_pubkey.data)


def _faults(signed: _Signed, script: bytes, message: bytes) -> Iterator[str]:
    """Yield in what the transaction is not of the form that BIP 127 gives it."""
    first, outputs = signed.transaction.vin[0], signed.transaction.vout
    if first.txid[::-1] not in commitments(message) or first.vout != 0:
        yield "the first input is not the hash of this message"
    if first.script_sig.data or first.witness.items:
        yield "the first input, which is no coin, is signed"
    outpoints = [each.outpoint for each in signed.coins]
    if len(set(outpoints)) != len(outpoints):
        yield "one coin is spent twice"
    total = sum(each.value for each in signed.coins)
    if [each.value for each in outputs] != [total]:
        yield f"the outputs are not one of {total} satoshi, the sum of the coins"
    if all(each.script != script for each in signed.coins):
        yield "no coin in it has the script that the proof is filed for"


def _judged(signed: _Signed) -> SignatureVerdict:
    """Return what the interpreter says of every input, and that every signature covers the whole transaction."""
    from bip322core import engines

    prevouts, raw = [_NO_COIN, *((each.value, each.script) for each in signed.coins)], signed.transaction.serialize()
    required = engines.btclib_run(prevouts, raw, engines.BTCLIB_REQUIRED)
    if not required.ok:
        return SignatureVerdict(SignatureState.INVALID, f"a signature does not hold ({required.error})")
    kinds = set(required.sighash_types)
    bare = _DEFAULT in kinds and engines.btclib_ecdsa_default_inputs(prevouts, raw, engines.BTCLIB_REQUIRED)
    if kinds - {_ALL, _DEFAULT} or bare or not kinds:
        return SignatureVerdict(SignatureState.INVALID, "not every signature covers all inputs and outputs")
    later = engines.btclib_run(prevouts, raw, engines.BTCLIB_REQUIRED | engines.BTCLIB_UPGRADEABLE)
    if not later.ok:
        return SignatureVerdict(SignatureState.INCONCLUSIVE, f"uses what a later soft fork may change ({later.error})")
    when = f" at lock time {signed.transaction.locktime}" if signed.transaction.locktime else ""
    return SignatureVerdict(SignatureState.VALID, f"valid{when}, as a transaction of BIP 127", signed.coins)
