"""Who has signed, by the security register: keys by their holders, and whether they may."""

import datetime as dt
from collections.abc import Sequence

from tracer.reserve.clearance.change import public_keys
from tracer.reserve.register import Register, ReserveWallet, WatchedScript
from tracer.reserve.security.security_rows import SecurityRegister
from tracer.reserve.sentences import Sentence, say

_XONLY = 32
"""Bytes of a public key by which keys are told apart: taproot leaves out the first."""


def persons_faults(
    register: Register,
    security: SecurityRegister,
    wallet: ReserveWallet,
    place: WatchedScript,
    keys: Sequence[bytes],
    day: dt.date,
) -> tuple[list[Sentence], list[Sentence]]:
    """Return what is wrong with who signed on a day, and the signers in words.

    Without a security register keys are named by the fingerprint that the descriptor has of them.
    """
    derived = {} if wallet.descriptor is None else public_keys(wallet.descriptor, place.branch, place.index or 0)
    known = {public[-_XONLY:]: fingerprint for public, fingerprint in derived.items()}
    persons = {each.id: each for each in security.persons}
    said: list[Sentence] = []
    words: list[Sentence] = []
    holders: list[str] = []
    for public in keys:
        fingerprint = known.get(public[-_XONLY:])
        name = public.hex()[:16] + "…" if fingerprint is None else fingerprint.hex()
        key = next((each for each in security.keys if fingerprint and each.fingerprint == fingerprint.hex()), None)
        if key is None:
            words.append(say("key {key}", key=name))
            if security.keys:
                said.append(say("Key {key} has signed, which the security register does not have.", key=name))
            continue
        holder = persons.get(key.holder)
        person = "" if holder is None else holder.name
        words.append(say("{person} ({holder}) with key {key}", person=person, holder=key.holder, key=name))
        holders.append(key.holder)
        if not key.lives(day):
            said.append(say("Key {key} has signed, which is retired since {day}.", key=name, day=f"{key.retired}"))
        if holder is None or not holder.serves(day):
            said.append(
                say(
                    "Key {key} has signed; the term of its holder {holder} does not include {day}.",
                    key=name,
                    holder=key.holder,
                    day=f"{day}",
                )
            )
    quorum = next((each for each in security.quorums if each.name == wallet.quorum), None)
    if quorum is not None and holders:
        least = register.security.min_persons or quorum.needed
        still = max(quorum.needed - len(holders), 0)
        if len(set(holders)) + still < min(least, quorum.needed):
            said.append(
                say(
                    "{count} persons are demanded; {other_count} keys of {third_count} of them have signed.",
                    count=str(least),
                    other_count=str(len(holders)),
                    third_count=str(len(set(holders))),
                )
            )
    return said, words
