"""Finds secrets in text, so that none is accepted, shown in a message or sealed in a bundle.

One detector serves the case file, descriptors, messages and received files. Secrets are extended private keys of
any version, single keys in wallet import format, keys encrypted with a password (BIP 38), mini private keys and
recovery phrases (BIP 39). Base58 names are judged by checksum and version bytes alone: an address or a public
key that happens to spell `prv` is none, and a key that words, amounts or quotation marks run into is one. What only
looks like a key, mistyped, is not shown either, but nothing that is right is ever taken for it.
A raw 32-byte key or a seed in hexadecimal looks like any hash: it is held to be one where the nearest words say so
(`bare_keys`), in files that a person writes and in messages; a received file is searched for the others alone.
Source: BIP 32, SLIP 132, BIP 38, BIP 39; Bitcoin Core 31 `src/key_io.cpp` (WIF); the mini private key format
of Casascius (30, once 22 or 26 characters, the first byte of SHA-256 of it with a question mark is zero).
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from tracer.chain.base58_names import Scan, What
from tracer.formats import bare_keys, glued_phrases, recovery_phrases

SHOWN_INSTEAD = "(a private key, not shown)"
_MISTYPED = "what looks like a private key, mistyped"

_BASE58 = "1-9A-HJ-NP-Za-km-z"
_EXTENDED = re.compile(
    rf"(?<![0-9A-Za-z])[xyztuvXYZTUV]prv[{_BASE58}]{{20,}}"
    rf"|[xyztuvYZUV]prv(?=[{_BASE58}]{{0,200}}[A-HJ-NP-Z])[{_BASE58}]{{90,}}"
)
_PUBLIC_BEFORE = re.compile(r"[xyztuvYZUV]pub")
_SINGLE = re.compile(
    rf"(?<![0-9A-Za-z])(?:5[HJK][{_BASE58}]{{48,50}}|[KLc9][{_BASE58}]{{50,51}}|6P[{_BASE58}]{{55,57}})(?![0-9A-Za-z])"
)
_SHORT_RUN = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{22,64}(?![0-9A-Za-z])")
_MINI = re.compile(rf"S[{_BASE58}]{{29}}")
_MINI_WHOLE = re.compile(rf"S[{_BASE58}]{{21}}|S[{_BASE58}]{{25}}|S[{_BASE58}]{{29}}")
_BESIDE = re.compile(r"[A-Z]?[a-z]{0,20}|[A-Z]{0,20}|[0-9]{0,12}")
"""What a mini key may be run together with: a word or an amount. Its checksum has eight bits, too few for more."""
WORDS = {
    What.EXTENDED_PRIVATE: "an extended private key",
    What.SINGLE: "a private key",
    What.ENCRYPTED: "a private key encrypted with a password",
}
"""What messages call a secret name."""


_SEED = 128
_SHORT = 4096
"""Characters of a text whose secrets are remembered."""


class Secret(NamedTuple):
    """A secret in a text: its first character, one past its last, what it is, and whether it is right or looks it."""

    start: int
    end: int
    what: str
    right: bool


def secrets(text: str) -> tuple[Secret, ...]:
    """Return every secret in a text, in its order, none overlapping another; also what only looks like one.

    Keys in hexadecimal are not among them: `hidden` adds those.
    """
    names = tuple(Scan().names(text))
    found = [Secret(each.start, each.end, WORDS[each.what], True) for each in names if each.what.secret]
    found += [Secret(start, end, "a recovery phrase", True) for start, end in recovery_phrases.spans(text)]
    found += [
        Secret(start, end, "a recovery phrase", True)
        for start, end in glued_phrases.spans(_masked(text, [(each.start, each.end) for each in found]))
    ]
    masked = _masked(text, [*((each.start, each.end) for each in names), *((each.start, each.end) for each in found)])
    found += [Secret(start, end, "a mini private key", True) for start, end in _minis(masked)]
    found += [Secret(match.start(), match.end(), _MISTYPED, False) for match in _look_alikes(masked)]
    return tuple(sorted(found))


def hidden(text: str) -> tuple[Secret, ...]:
    """Return what no message shows: every secret, what looks like one, and keys in hexadecimal by their words."""
    found = secrets(text)
    bare = (Secret(start, end, what_is_bare(end - start), True) for start, end in bare_keys.spans(text))
    return tuple(sorted((*found, *(each for each in bare if not any(_overlap(each, other) for other in found)))))


def what_is_bare(digits: int) -> str:
    """Return what messages call a secret of so many hexadecimal digits."""
    return "a seed in hexadecimal" if digits >= _SEED else "a private key in hexadecimal"


def _overlap(one: Secret, other: Secret) -> bool:
    return one.start < other.end and other.start < one.end


def held(text: str) -> tuple[Secret, ...]:
    """Return the secrets for which a file is refused: all that are right, and mistyped extended keys.

    A mistyped single key does not count: most texts of its length are something else. Short texts are remembered: the
    acts of a register are read again with every question put to it.
    """
    return _held_short(text) if len(text) <= _SHORT else _held(text)


def _held(text: str) -> tuple[Secret, ...]:
    return tuple(each for each in hidden(text) if each.right or _EXTENDED.match(text, each.start))


_held_short = lru_cache(maxsize=4096)(_held)


def first(text: str) -> int | None:
    """Return where in the text the first secret for which a file is refused begins; None where there is none."""
    return next((each.start for each in held(text)), None)


def redacted(text: str) -> str:
    """Return the text with everything that looks like a secret, right or mistyped, taken out."""
    parts, at = [], 0
    for each in hidden(text):
        parts += [text[at : each.start], SHOWN_INSTEAD]
        at = max(at, each.end)
    return "".join((*parts, text[at:])) if parts else text


def _masked(text: str, spans: list[tuple[int, int]]) -> str:
    """Return the text, as long as it was, with these stretches made unreadable."""
    parts, at = [], 0
    for start, end in sorted(spans):
        parts += [text[at:start], "\0" * (end - max(at, start))]
        at = max(at, end)
    return "".join((*parts, text[at:])) if parts else text


def _minis(text: str) -> Iterator[tuple[int, int]]:
    """Yield where mini private keys begin and end: whole runs of letters and digits, or beside a word or an amount."""
    for run in _SHORT_RUN.finditer(text):
        if _MINI_WHOLE.fullmatch(run[0]) and _is_mini(run[0]):
            yield run.span()
            continue
        at = run[0].find("S")
        while at >= 0:
            found = _MINI.match(run[0], at)
            beside = _BESIDE.fullmatch(run[0], 0, at) and _BESIDE.fullmatch(run[0], at + 30)
            if found is not None and beside and _is_mini(found[0]):
                yield run.start() + at, run.start() + at + 30
                break
            at = run[0].find("S", at + 1)


def _is_mini(text: str) -> bool:
    kinds = (str.isdigit, str.islower, str.isupper)
    mixed = all(any(kind(character) for character in text[1:]) for kind in kinds)
    return mixed and sha256(f"{text}?".encode()).digest()[0] == 0


def _look_alikes(text: str) -> Iterator[re.Match[str]]:
    """Yield what looks like an extended or a single key and is none; a damaged public key is not among them."""
    end = 0
    for match in _EXTENDED.finditer(text):
        inside = text[max(0, match.start() - 107) : match.start()]
        if match.start() >= end and not _PUBLIC_BEFORE.search(inside.rpartition(" ")[2]):
            yield match
            end = match.end()
    yield from (match for match in _SINGLE.finditer(text))
