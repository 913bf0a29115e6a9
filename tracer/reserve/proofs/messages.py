"""The message that is signed: who asks, for which period, at which block, and with whose nonce.

The block says that nobody signed before it, the nonce that nobody signed before it was asked. Stamps of bip322-audit,
`block: HEIGHT HASH TIME` in the last line, are read as well; they carry no nonce.
"""

import re
from dataclasses import dataclass
from typing import Self

from tracer.errors import CaseError
from tracer.visible import quoted

MOST_CHARACTERS = 330
"""Characters that every signing device shows and signs.

Source: bip322-core 0.12.0, `msglint.py`, MESSAGE_MAX.
"""
_NONCE = re.compile(r"[0-9a-f]{32}")
_REQUEST = re.compile(
    r"(?P<register>[A-Za-z0-9._-]{1,40}) (?P<period>20[0-9]{2}(?:Q[1-4])?) proof of control; "
    r"block (?P<height>0|[1-9][0-9]{0,8}) (?P<hash>[0-9a-f]{64}); nonce (?P<nonce>[0-9a-f]{32})"
)
_STAMP = re.compile(r"block: (?P<height>0|[1-9][0-9]{0,8}) (?P<hash>[0-9a-f]{64}) (?P<time>[0-9T:-]{19}Z)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProofMessage:
    """What a message says. `nonce`, `register` and `period` are None in a stamp of bip322-audit alone."""

    height: int
    hash: str
    register: str | None = None
    period: str | None = None
    nonce: str | None = None

    @classmethod
    def read(cls, message: bytes) -> Self | None:
        """Read a signed message; None: it names no block in a form that is known."""
        try:
            first, *more = message.decode("ascii").split("\n")
        except UnicodeDecodeError:
            return None
        asked, stamp = _REQUEST.fullmatch(first), _STAMP.fullmatch(more[-1] if more else first)
        block = stamp or (asked if not more else None)
        if block is None:
            return None
        return cls(
            height=int(block["height"]),
            hash=block["hash"],
            register=None if asked is None else asked["register"],
            period=None if asked is None else asked["period"],
            nonce=None if asked is None else asked["nonce"],
        )


@dataclass(frozen=True, slots=True)
class BlockStamp:
    """The block that the last line of a message names, with its time as it stands there."""

    height: int
    hash: str
    time: str


def stamped(message: bytes) -> BlockStamp | None:
    """Return the stamp in the last line of a message, None where there is none."""
    try:
        found = _STAMP.fullmatch(message.decode("ascii").rpartition("\n")[2])
    except UnicodeDecodeError:
        return None
    return None if found is None else BlockStamp(int(found["height"]), found["hash"], found["time"])


def request_message(*, register: str, period: str, height: int, block_hash: str, nonce: str) -> str:
    """Return the message that the holders sign.

    Raises:
        CaseError: the nonce is none, or a device would not sign the message.
    """
    refuse_nonce(nonce)
    message = f"{register} {period} proof of control; block {height} {block_hash}; nonce {nonce}"
    if len(message) > MOST_CHARACTERS or _REQUEST.fullmatch(message) is None:
        raise CaseError(
            f"the message is not one that devices sign, at most {MOST_CHARACTERS} characters: {quoted(message)}"
        )
    return message


def refuse_nonce(nonce: str) -> None:
    """Raise where a nonce is not one.

    Raises:
        CaseError: it is not of 32 lower-case hexadecimal digits.
    """
    if _NONCE.fullmatch(nonce) is None:
        raise CaseError(
            f"--nonce {quoted(nonce, 80)}: expected 32 lower-case hexadecimal digits, drawn by the auditor."
        )
