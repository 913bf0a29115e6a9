"""Extended public keys and descriptors in a text: watch-only material, named and never derived.

Whoever has it sees every past and future coin of a wallet, and moves none. So it is reported as
sensitive, with its place and its two ends, and copied nowhere. Whose wallet it is, and whether its coins
belong into a case, is for the analyst to say.
Source: BIP 32 (serialisation of keys), SLIP 132 (prefixes), BIP 380 (descriptors and their checksum).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from embit import base58

from tracer.formats import private_keys
from tracer.wallet.checksum import checksum

_KEY = re.compile(r"[xyzYZtuvUV]pub[1-9A-HJ-NP-Za-km-z]{16,}")
_PUBLIC = re.compile(r"[xyzYZtuvUV]pub[1-9A-HJ-NP-Za-km-z]{16,}|(?<![0-9A-Fa-f])0[23][0-9A-Fa-f]{64}(?![0-9A-Fa-f])")
_HEAD = re.compile(r"(?<![A-Za-z])(?:pk|pkh|wpkh|combo|multi|sortedmulti|sh|wsh|tr|rawtr)\(")
_CHECKSUM = re.compile(r"#([a-z0-9]{8})(?![A-Za-z0-9])")
_SIZE = 78
_PARENTHESIS = re.compile(r"[()]")
_LONGEST = 20_000
"""Characters of a descriptor."""
_ENDS = 8

WATCHING = "watch-only: shows every coin of a wallet and moves none; keep it as confidential as the wallet"
EXPOSED = "a descriptor with a private key: keep it out of the case, and treat the key as exposed"


class DescriptorMention(NamedTuple):
    """A descriptor in a text: its first character, one past its last, and what is said of it."""

    start: int
    end: int
    shown: str
    reason: str
    secret: bool


def key_fault(text: str) -> str | None:
    """Return what is wrong with a text that begins like an extended public key; empty: nothing; None: it does not."""
    if not _KEY.match(text):
        return None
    try:
        payload: bytes = base58.decode_check(text)
    except ValueError:
        return "begins like an extended public key and is no whole one, or its checksum is wrong"
    return "" if len(payload) == _SIZE else "begins like an extended public key and is of another length"


def shortened(text: str) -> str:
    """Return the two ends of watch-only material, enough to find it again and too little to use it."""
    return f"{text[:_ENDS]}…{text[-_ENDS:]}"


def descriptors(text: str) -> Iterator[DescriptorMention]:
    """Yield every descriptor with a key in it, outermost ones only, in the order of the text."""
    closed = _closed(text)
    at = 0
    while (head := _HEAD.search(text, at)) is not None:
        end = closed.get(head.end() - 1)
        at = head.end()
        if end is None or end - head.start() > _LONGEST:
            continue
        body = text[head.start() : end]
        secret = private_keys.redacted(body) != body
        if not secret and not _PUBLIC.search(body):
            at = end
            continue
        stated = _CHECKSUM.match(text, end)
        reason = EXPOSED if secret else f"{WATCHING}; {_checked(body, stated[1] if stated else None)}"
        at = stated.end() if stated else end
        shown = private_keys.SHOWN_INSTEAD if secret else shortened(text[head.start() : at])
        yield DescriptorMention(head.start(), at, shown, reason, secret)


def _closed(text: str) -> dict[int, int]:
    """Return, for every parenthesis that is closed, one past the place where it is."""
    opened: list[int] = []
    found: dict[int, int] = {}
    for match in _PARENTHESIS.finditer(text):
        if match[0] == "(":
            opened.append(match.start())
        elif opened:
            found[opened.pop()] = match.end()
    return found


def _checked(body: str, stated: str | None) -> str:
    if stated is None:
        return "it has no checksum"
    try:
        return "its checksum holds" if checksum(body) == stated else "its checksum is wrong: get the original"
    except ValueError:
        return "its checksum cannot hold: a character that no descriptor has"
