"""Signatures of BIP-322 by the published test keys of the story, as the holders' devices make them."""

from embit.ec import PrivateKey
from embit.script import Script, Witness
from embit.transaction import Transaction

from fixtures.recorder.wallets import Payee


def signed(payee: Payee, message: bytes) -> str:
    """Return the simple signature of a message by a multisig script's holders, as many as it needs."""
    from bip322core.core import build_to_sign, build_to_spend, encode_simple

    assert payee.witness_script is not None
    script = Script(payee.witness_script)
    to_sign = build_to_sign(build_to_spend(message, payee.script).txid())
    digest = to_sign.sighash_segwit(0, script, 0)
    keys = [PrivateKey.from_string(key) for key in payee.keys]
    keys.sort(key=lambda key: key.sec())
    signatures = [key.sign(digest).serialize() + b"\x01" for key in keys]
    return str(encode_simple(Witness([b"", *signatures, payee.witness_script]).items))


def witness(payee: Payee, raw: bytes, number: int, value: int, kind: int = 1) -> bytes:
    """Return the final witness of an input, signed by a multisig script's holders, as many as it needs."""
    assert payee.witness_script is not None
    script = Script(payee.witness_script)
    digest = Transaction.parse(raw).sighash_segwit(number, script, value, kind)
    keys = sorted((PrivateKey.from_string(key) for key in payee.keys), key=lambda key: bytes(key.sec()))
    signatures = [key.sign(digest).serialize() + bytes([kind]) for key in keys]
    return bytes(Witness([b"", *signatures, payee.witness_script]).serialize())
