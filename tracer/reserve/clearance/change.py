"""What a PSBT says of the keys of an output of ours, held against the wallet's descriptor in the register."""

from collections.abc import Mapping
from functools import lru_cache

from embit.descriptor import Descriptor

from tracer.reserve.clearance.psbt import OUT_DERIVATION, FieldMap
from tracer.reserve.register import ReserveWallet, WatchedScript


def path_fault(wallet: ReserveWallet, place: WatchedScript, fields: FieldMap) -> str | None:
    """Return what is wrong with the key paths of an output that pays a script of a wallet, None: nothing is.

    A device shows change by them. Only of a wallet with a descriptor can they be told; of another none may be stated.
    """
    stated = {key[1:]: value for key, value in fields.items() if key[:1] == OUT_DERIVATION}
    if not stated:
        return None
    if wallet.descriptor is None:
        return None
    keys = public_keys(wallet.descriptor, place.branch, place.index or 0)
    for public, value in stated.items():
        if public not in keys:
            return f'states a key that the descriptor of "{wallet.name}" does not have at index {place.index}'
        path = [int.from_bytes(value[at : at + 4], "little") for at in range(4, len(value), 4)]
        fingerprint = keys[public]
        if fingerprint is not None and value[:4] != fingerprint:
            return f'states a key path of another device than the descriptor of "{wallet.name}" has'
        if place.index is not None and (len(value) % 4 or path[-1:] != [place.index]):
            return f"states a key path that does not end in index {place.index}"
    return None


@lru_cache(maxsize=1024)
def public_keys(descriptor: str, branch: int, index: int) -> Mapping[bytes, bytes | None]:
    """Return the fingerprints of a descriptor's keys at an index by public key, None where it states no origin."""
    derived = Descriptor.from_string(descriptor).derive(index, branch)
    return {each.sec(): None if each.origin is None else each.origin.fingerprint for each in derived.keys}
