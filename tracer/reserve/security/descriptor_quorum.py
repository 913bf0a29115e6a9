"""The quorum that a wallet's descriptor asks for: how many signatures, of which keys."""

import re
from collections import Counter
from dataclasses import dataclass

_MULTI = re.compile(r"\b(?:sorted)?multi(?:_a)?\(([0-9]+),")
_ORIGIN = re.compile(r"\[([0-9a-fA-F]{8})(?:[/\]])")
_KEY = re.compile(r"(?:\[[0-9a-fA-F]{8}[^\]]*\])?(?:[xtuvyzUVYZ]pub[1-9A-HJ-NP-Za-km-z]{20,}|0[23][0-9a-fA-F]{64})")


_MEMBERS = re.compile(r"\b(?:sorted)?multi(?:_a)?\(([0-9]+),([^()]*)\)")
_ROOT = re.compile(r"(?:\[[^\]]*\])?([^/]+)")


@dataclass(frozen=True, slots=True)
class DescriptorQuorum:
    """What a descriptor asks for; `fingerprints` are those of its keys' origins in its order, None: it states none."""

    needed: int
    fingerprints: tuple[str | None, ...]


def descriptor_quorum(descriptor: str) -> DescriptorQuorum | None:
    """Return the quorum of a descriptor with one threshold or one key.

    None: it has several thresholds, or none that is plain to read, such as a script tree.
    """
    text = descriptor.partition("#")[0]
    found = _MULTI.findall(text)
    keys = [match[0] for match in _KEY.finditer(text)]
    if len(found) > 1 or (not found and len(keys) != 1):
        return None
    origins = [_ORIGIN.match(key) for key in keys]
    fingerprints = tuple(None if origin is None else origin[1].lower() for origin in origins)
    return DescriptorQuorum(int(found[0]) if found else 1, fingerprints)


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
