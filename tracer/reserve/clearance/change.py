"""What a PSBT says of the keys of an output of ours, held against the wallet's descriptor in the register."""

from collections.abc import Iterator, Mapping
from functools import lru_cache

from embit.descriptor import Descriptor

from tracer.reserve.clearance.psbt import DAMAGED, OUT_DERIVATION, OUT_TAP_DERIVATION, FieldMap
from tracer.reserve.register import ReserveWallet, WatchedScript
from tracer.reserve.sentences import Sentence, say

_XONLY = 32
"""Bytes of a public key by which keys are told apart: taproot leaves out the first."""


def path_fault(number: int, wallet: ReserveWallet, place: WatchedScript, fields: FieldMap) -> Sentence | None:
    """Return what is wrong with the key paths of output `number`, which pays a script of a wallet, None: nothing is.

    A device shows change by them. They are told where the wallet has a descriptor whose keys can be derived one by one.
    """
    keys = {} if wallet.descriptor is None else public_keys(wallet.descriptor, place.branch, place.index or 0)
    known = {public[-_XONLY:]: fingerprint for public, fingerprint in keys.items()}
    for public, value in _stated(fields) if known else ():
        if public[-_XONLY:] not in known:
            return say(
                'Output {number} states a key that the descriptor of "{wallet}" does not have at index {index}.',
                number=str(number),
                wallet=wallet.name,
                index=str(place.index),
            )
        fingerprint = known[public[-_XONLY:]]
        if fingerprint is not None and value[:4] != fingerprint:
            return say(
                'Output {number} states a key path of another device than the descriptor of "{wallet}" has.',
                number=str(number),
                wallet=wallet.name,
            )
        if place.index is not None and (len(value) % 4 or value[-4:] != place.index.to_bytes(4, "little")):
            return say(
                "Output {number} states a key path that does not end in index {index}.",
                number=str(number),
                index=str(place.index),
            )
    return None


def _stated(fields: FieldMap) -> Iterator[tuple[bytes, bytes]]:
    """Yield the public keys that a map states, each with fingerprint and path; of taproot those without hashes."""
    for key, value in fields.items():
        if key[:1] == OUT_DERIVATION:
            yield key[1:], value
        elif key[:1] == OUT_TAP_DERIVATION and value:
            yield key[1:], value[1 + 32 * value[0] :]


@lru_cache(maxsize=1024)
def public_keys(descriptor: str, branch: int, index: int) -> Mapping[bytes, bytes | None]:
    """Return the fingerprints of a descriptor's keys at an index by public key, None where it states no origin.

    Empty where embit does not read the descriptor.
    """
    try:
        derived = Descriptor.from_string(descriptor).derive(index, branch)
    except DAMAGED:
        return {}
    return {each.sec(): None if each.origin is None else each.origin.fingerprint for each in derived.keys}
