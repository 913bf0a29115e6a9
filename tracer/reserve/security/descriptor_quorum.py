"""The quorum that a wallet's descriptor asks for: how many signatures, of which keys."""

import re
from collections import Counter
from dataclasses import dataclass

from embit import base58

_MULTI = re.compile(r"\b(?:sorted)?multi(?:_a)?\(([0-9]+),")
_ORIGIN = re.compile(r"\[([0-9a-fA-F]{8})(?:[/\]])")
_KEY = re.compile(
    r"(?:\[[0-9a-fA-F]{8}[^\]]*\])?(?:[xtuvyzUVYZ]pub[1-9A-HJ-NP-Za-km-z]{20,}|\b(?:0[23])?[0-9a-fA-F]{64}\b)"
)
_KEY_PATH = re.compile(r"tr\(([^,()]+),")
_MEMBERS = re.compile(r"\b(?:sorted)?multi(?:_a)?\(([0-9]+),([^()]*)\)")
_ROOT = re.compile(r"(?:\[[^\]]*\])?([^/]+)")
_POINT = "50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0"
"""The point that nobody has a key of, so that a script path is the only one. Source: BIP 341."""
_HEX_KEY, _COMPRESSED = 66, 33
"""Hexadecimal digits of a plain key at most; bytes of the public key at the end of an extended one."""


@dataclass(frozen=True, slots=True)
class DescriptorQuorum:
    """What a descriptor asks for; `fingerprints` are those of its keys' origins in its order, None: it states none."""

    needed: int
    fingerprints: tuple[str | None, ...]


def descriptor_quorum(descriptor: str) -> DescriptorQuorum | None:
    """Return the quorum of a descriptor with one threshold or one key.

    None: it has several thresholds, or none that is plain to read, such as a script tree. Where a taproot output has a
    threshold beside a key of its own, that key signs alone: it asks for one of all of them.
    """
    path = _KEY_PATH.match(descriptor)
    inside = descriptor if path is None else descriptor[path.end() :]
    own = None if path is None or _is_nobodys(path[1]) else path[1]
    found = _MULTI.findall(inside)
    keys = [match[0] for match in _KEY.finditer(inside)]
    if len(found) > 1 or len(keys) != sum(len(each.split(",")) for _, each in _MEMBERS.findall(inside) or [("1", "")]):
        return None
    if own is not None and not found:
        return None
    origins = [_ORIGIN.match(key) for key in ([] if own is None else [own]) + keys]
    fingerprints = tuple(None if origin is None else origin[1].lower() for origin in origins)
    return DescriptorQuorum(int(found[0]) if found and own is None else 1, fingerprints)


def _is_nobodys(expression: str) -> bool:
    """Return whether a key expression is of the point that nobody has a key of, plain or as an extended key."""
    root = expression.rpartition("]")[2].partition("/")[0]
    try:
        public = root if len(root) <= _HEX_KEY else base58.decode_check(root)[-_COMPRESSED:].hex()
    except ValueError:
        return False
    return public[-len(_POINT) :].lower() == _POINT


@dataclass(frozen=True, slots=True)
class RepeatedKey:
    """A key that stands `times` among the `keys` of one threshold, at one path or at several."""

    key: str
    times: int
    needed: int
    keys: int


def repeated_keys(descriptor: str) -> tuple[RepeatedKey, ...]:
    """Return the keys of a descriptor whose holder gives more than one of the signatures of a threshold.

    An extended key is one key whatever is derived from it, and whatever is said of its origin.
    """
    found = []
    for needed, members in _MEMBERS.findall(descriptor.partition("#")[0]):
        roots = [match[1] for each in members.split(",") if (match := _ROOT.match(each))]
        times = Counter(roots)
        found += [RepeatedKey(key, times[key], int(needed), len(roots)) for key in times if times[key] > 1]
    return tuple(found)
