"""What whoever checks a bundle brings along: keys and roots that the bundle itself cannot vouch for."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from tracer.journal.merkle_log import Head


@dataclass(frozen=True, slots=True)
class VerifierAnswer:
    """What an outside verifier said: whether it accepts, its words, and the signer's certificate where it gave one."""

    accepted: bool
    words: str
    certificate: bytes | None = None


class OutsideVerifier(Protocol):
    """The openssl program, or what stands for it in a test."""

    @property
    def name(self) -> str:
        """Name and version, as the report of a check prints it."""

    def token(self, response: bytes, message: bytes, roots: bytes, chain: bytes, time: int) -> VerifierAnswer:
        """Verify an RFC 3161 response over a message, certificates as they were valid at Unix `time`."""

    def cms(self, signature: bytes, message: bytes, roots: bytes | None, time: int | None) -> VerifierAnswer:
        """Verify a detached CMS in DER; without `roots` only that the certificate in it signed the message."""


@dataclass(frozen=True, slots=True)
class Trust:
    """Public keys as PEM by the name of their file, roots as one PEM, an earlier head, and a second verifier."""

    keys: Mapping[str, bytes]
    roots: bytes | None
    earlier: Head | None
    outside: OutsideVerifier | None


NO_TRUST = Trust({}, None, None, None)
