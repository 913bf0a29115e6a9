"""Which keys signed, read from the witnesses of spends: the last day on which each key was seen to be alive.

A signature is checked against the key that its wallet's descriptor derives; what is not checked counts for nothing.
Spends of segregated-witness scripts of version 0 are read; of other scripts only a proof of control shows the keys.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from embit.base import EmbitError
from embit.descriptor import Descriptor
from embit.ec import PublicKey, Signature
from embit.script import Script, p2pkh
from embit.transaction import Transaction

from tracer.chain.outpoint import Txid
from tracer.reserve.history import RegisterHistory
from tracer.reserve.register import Register, ReserveWallet, WatchedScript

_P2WPKH, _P2WSH = 22, 34
_DER = 0x30


@dataclass(frozen=True)
class _Spent:
    """A script of a wallet with a descriptor."""

    wallet: ReserveWallet
    place: WatchedScript

    @cached_property
    def keys(self) -> Mapping[bytes, str]:
        """Fingerprints by public key, of the keys whose origin the descriptor states."""
        derived = Descriptor.from_string(self.wallet.descriptor).derive(self.place.index or 0, self.place.branch)
        return {key.sec(): key.origin.fingerprint.hex() for key in derived.keys if key.origin is not None}


def last_signed(
    register: Register,
    history: RegisterHistory,
    raws: Mapping[Txid, bytes],
    day_of: Callable[[int], dt.date],
) -> dict[str, dt.date]:
    """Return the last day on which each key signed a spend, by fingerprint.

    Args:
        register: whose wallets' descriptors say which keys to look for.
        history: the transactions that spend from them.
        raws: the bytes of each of them, witnesses too.
        day_of: returns the day of a moment in Unix seconds.
    """
    wanted = {
        place.script: _Spent(wallet, place)
        for wallet in register.wallets
        if wallet.descriptor is not None
        for place in wallet.scripts
    }
    found: dict[str, dt.date] = {}
    for touch in history.touches:
        spent = [
            (number, wanted[output.script], int(output.value))
            for number, output in enumerate(touch.prevouts)
            if output is not None and output.script in wanted
        ]
        if spent:
            transaction = Transaction.parse(raws[touch.transaction.txid])
            for fingerprint in _signers(transaction, spent):
                found[fingerprint] = max(found.get(fingerprint, dt.date.min), day_of(touch.mtp))
    return found


def _signers(transaction: Transaction, spent: Iterable[tuple[int, _Spent, int]]) -> Iterator[str]:
    """Yield the fingerprints of the keys whose signatures hold."""
    for number, script, value in spent:
        items = transaction.vin[number].witness.items
        code = _script_code(script.place.script, items)
        if code is None:
            continue
        signatures = [item for item in items if len(item) > 8 and item[0] == _DER]
        for public, fingerprint in script.keys.items():
            if any(_holds(transaction, number, code, value, item, public) for item in signatures):
                yield fingerprint


def _script_code(script: bytes, items: list[bytes]) -> Script | None:
    """Return the script that a spend's signatures are over; None: it is of another kind."""
    if not items or script[:1] != b"\x00":
        return None
    if len(script) == _P2WSH:
        return Script(items[-1])
    return p2pkh(PublicKey.parse(items[-1])) if len(script) == _P2WPKH else None


def _holds(transaction: Transaction, number: int, code: Script, value: int, item: bytes, public: bytes) -> bool:
    """Return whether an item of a witness is a signature of a key; what is none, or of no known kind, holds nothing."""
    try:
        signature = Signature.parse(item[:-1])
        digest = transaction.sighash_segwit(number, code, value, item[-1])
    except (EmbitError, ValueError):
        return False
    return bool(PublicKey.parse(public).verify(signature, digest))
