"""Whether a piece of text is a name of the chain: right, of another network, damaged, or nothing of the kind."""

from dataclasses import replace
from typing import NamedTuple

from tracer.chain import address, bech32
from tracer.chain.network import NETWORKS, Network
from tracer.chain.outpoint import Outpoint, parse_txid
from tracer.formats import private_keys
from tracer.intake import base58_candidates, hash_candidates, segwit_candidates, watch_only
from tracer.intake.base58_candidates import TrialLimit
from tracer.intake.finding import Candidate, NameKind, NameVerdict
from tracer.intake.look_alikes import folded

SHORTEST, LONGEST = 14, 90
"""Characters of the shortest and the longest address there can be."""

_ZEROS_OF_BLOCKS = 8
"""Hexadecimal digits; every block hash of the main network has at least as many zeros at its front."""


class Judgement(NamedTuple):
    """What a text is. `value` is the name as the tracer takes it, None unless it can be used."""

    kind: NameKind
    verdict: NameVerdict
    value: str | None
    reason: str
    candidates: tuple[Candidate, ...] = ()
    notes: tuple[str, ...] = ()


def exact(text: str, network: Network) -> Judgement | None:
    """Return the judgement of a text that is a whole name as it stands, None where it is none."""
    found = private_keys.secrets(text)
    return secret(found[0].what) if found else public(text, network)


def secret(what: str) -> Judgement:
    """Return the judgement of a secret, by what it is."""
    return Judgement(
        NameKind.KEY, NameVerdict.SECRET, None, f"{what}: keep it out of the case, and treat it as exposed"
    )


def public(text: str, network: Network) -> Judgement | None:
    """Return the judgement of a text without secrets that is a whole name as it stands, None where it is none."""
    fault = watch_only.key_fault(text)
    if fault is not None:
        verdict = NameVerdict.DAMAGED if fault else NameVerdict.SENSITIVE
        return Judgement(NameKind.WATCH, verdict, None, fault or watch_only.WATCHING)
    name, colon, vout = text.partition(":")
    try:
        value = str(Outpoint.parse(f"{name.lower()}:{vout}")) if colon else parse_txid(text.lower())
    except ValueError:
        return _address(text, network)
    zeros = len(name) - len(name.lstrip("0"))
    notes = [] if name == name.lower() else ["written in capitals, which change nothing in a hexadecimal number"]
    if zeros >= _ZEROS_OF_BLOCKS:
        notes.append(f"begins with {zeros} zeros, as the hash of a block does: a chain tells")
    return Judgement(NameKind.OUTPOINT if colon else NameKind.TXID, NameVerdict.FORMED, value, "", (), tuple(notes))


def damaged(text: str, network: Network, budget: TrialLimit | None = None) -> Judgement | None:
    """Return the judgement of a text that is no name but was meant to be one, None where nothing says so.

    Readings of Base58 addresses are tried as far as the budget goes.
    """
    name, colon, vout = text.partition(":")
    if hash_candidates.plausible(name):
        kind = NameKind.OUTPOINT if colon else NameKind.TXID
        readings = (replace(each, value=each.value + colon + vout) for each in hash_candidates.candidates(name))
        return Judgement(kind, NameVerdict.DAMAGED, None, hash_fault(name), tuple(readings))
    if not text.isalnum() or not SHORTEST <= len(text) <= LONGEST:
        return None
    if segwit_candidates.plausible(text):
        return Judgement(
            NameKind.ADDRESS, NameVerdict.DAMAGED, None, _fault(text, network), segwit_candidates.candidates(text)
        )
    return _damaged_base58(text, network, budget or TrialLimit())


def hash_fault(text: str) -> str:
    """Return what is wrong with a text that was meant to be a txid."""
    strange = [f"{each!r} at place {at}" for at, each in enumerate(text, 1) if each not in "0123456789abcdefABCDEF"]
    if strange:
        return f"not a txid: {', '.join(strange)} is no hexadecimal digit" + _length(text)
    return f"not a txid{_length(text)}"


def _length(text: str) -> str:
    return "" if len(text) == hash_candidates.SIZE else f": it has {len(text)} characters where a txid has 64"


def _address(text: str, network: Network) -> Judgement | None:
    if not SHORTEST <= len(text) <= LONGEST or not text.isascii():
        return None
    try:
        address.decode(text, network)
    except ValueError as error:
        reason = str(error)
    else:
        segwit = text.lower().startswith(network.hrp + "1")
        capitals = segwit and text != text.lower()
        notes = ("written in capitals, which change nothing in a segwit address",) if capitals else ()
        return Judgement(NameKind.ADDRESS, NameVerdict.RIGHT, text.lower() if segwit else text, "", (), notes)
    return Judgement(NameKind.ADDRESS, NameVerdict.FOREIGN, None, reason) if _is_foreign(text, reason) else None


def _is_foreign(text: str, reason: str) -> bool:
    """Whether a text is a whole address, only not of the network asked for."""
    if reason.endswith("is not an address of any Bitcoin network"):
        return True
    for other in NETWORKS.values():
        try:
            address.decode(text, other)
        except ValueError:
            continue
        return True
    try:
        hrp, _, _ = bech32.decode(text)
    except ValueError:
        return False
    return all(hrp != other.hrp for other in NETWORKS.values())


def _fault(text: str, network: Network) -> str:
    """Return why a text is not an address, in the words of the decoder."""
    strange = [f"{each!r} (U+{ord(each):04X}) at place {at}" for at, each in enumerate(text, 1) if not each.isascii()]
    if strange:
        return f"not an address: {', '.join(strange)} is a letter of another alphabet"
    try:
        address.decode(text, network)
    except ValueError as error:
        return str(error).removeprefix(f"{text} is ").removeprefix(f"{text} ")
    return ""


def _damaged_base58(text: str, network: Network, budget: TrialLimit) -> Judgement | None:
    """Judge a text of the length of a Base58 address; without a candidate only where it looks like one."""
    shape = base58_candidates.plausible(text, network)
    plain = folded(text)
    mixed = any(each.isdigit() for each in plain) and any(each.islower() for each in plain)
    if not shape and not (mixed and any(each.isupper() for each in plain)):
        return _one_case(text)
    found = base58_candidates.candidates(text, network, budget)
    if not found and not shape:
        return None
    return Judgement(NameKind.ADDRESS, NameVerdict.DAMAGED, None, _fault(text, network), found)


def _one_case(text: str) -> Judgement | None:
    """Judge a text of one case that has the length and beginning of a Base58 address; no checksum can recover it."""
    capitals = text.upper() == text
    if not 33 <= len(text) <= 35 or text[0] not in "123mnMN" or not text.isascii():
        return None
    if (not capitals and text.lower() != text) or sum(each.isalpha() for each in text) < 5:
        return None
    reason = (
        f"if an address, it was put in {'capitals' if capitals else 'small letters'}: Base58 depends on case, get the "
        f"original"
    )
    return Judgement(NameKind.ADDRESS, NameVerdict.DAMAGED, None, reason)
