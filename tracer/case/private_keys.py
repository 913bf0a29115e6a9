"""Finds private keys in text, so that none is accepted, shown in a message or sealed in a bundle.

Recognised are extended private keys of any version (xprv, tprv, yprv, …) and single keys in
wallet import format. A raw 32-byte key in hexadecimal looks like any hash and is not recognised. The letters
`prv` may also stand inside a segwit address, which has no capitals: within a longer run of letters
and digits they are the head of a key only where capitals follow.
Source: BIP 32 (serialisation), SLIP 132 (other prefixes), Bitcoin Core 31 `src/key_io.cpp` (WIF).
"""

import re

from embit import base58

_BASE58 = "1-9A-HJ-NP-Za-km-z"
_EXTENDED = re.compile(
    f"(?<![0-9A-Za-z])[A-Za-z]prv[{_BASE58}]{{20,}}|[A-Za-z]prv(?=[{_BASE58}]*[A-HJ-NP-Z])[{_BASE58}]{{20,}}"
)
_SINGLE = re.compile(f"(?<![0-9A-Za-z])[5KLc9][{_BASE58}]{{50,51}}(?![0-9A-Za-z])")
_SINGLE_VERSIONS = (0x80, 0xEF)
SHOWN_INSTEAD = "(a private key, not shown)"


def first(text: str) -> int | None:
    """Return where in the text the first private key begins; None where there is none."""
    starts = [match.start() for match in _EXTENDED.finditer(text)]
    starts += [match.start() for match in _SINGLE.finditer(text) if _is_single(match[0])]
    return min(starts, default=None)


def redacted(text: str) -> str:
    """Return the text with everything that looks like a private key, right or mistyped, taken out."""
    return _SINGLE.sub(SHOWN_INSTEAD, _EXTENDED.sub(SHOWN_INSTEAD, text))


def _is_single(text: str) -> bool:
    """Whether this is a valid key in wallet import format of some network."""
    try:
        payload: bytes = base58.decode_check(text)
    except ValueError:
        return False
    return len(payload) in (33, 34) and payload[0] in _SINGLE_VERSIONS
