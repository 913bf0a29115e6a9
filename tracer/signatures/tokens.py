"""RFC 3161 time-stamp tokens: asked for, read, and verified offline as of the time they state.

`rfc3161-client` verifies; where it refuses to read a token whose certificates are not in DER order, as
OpenSSL's own authority writes them, the openssl program does. Each verdict says which of the two gave it.

Source: RFC 3161, sections 2.4 and 2.3 (the authority's key usage); RFC 5652.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracer.signatures import der
from tracer.signatures.cms import unix_time
from tracer.signatures.trust import OutsideVerifier
from tracer.visible import visible

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

NAMES = ("tagmanifest.tsr", "tagmanifest.2.tsr", "tagmanifest.3.tsr")
"""Where tokens lie in `signatures/`, one per authority."""

CHAIN = "tsa-chain.pem"
LARGEST = 1 << 20

DIGESTS = {
    "2.16.840.1.101.3.4.2.1": "sha256",
    "2.16.840.1.101.3.4.2.2": "sha384",
    "2.16.840.1.101.3.4.2.3": "sha512",
}


class WrongTokenError(ValueError):
    """A token that is none, or not one of this bundle, or not of a trusted authority."""


@dataclass(frozen=True, slots=True)
class Token:
    """What a token states, before anybody verified it. `time` is in Unix seconds."""

    time: int
    digest: str
    imprint: bytes
    serial: int
    nonce: int | None


def to_response(content: bytes) -> bytes:
    """Return a time-stamp response; a bare token is put into one that says it was granted.

    Raises:
        WrongTokenError: it is neither.
    """
    try:
        outer = der.parse(content)
        if outer.at(0).tag == der.OID:
            granted = der.written(der.SEQUENCE, der.written(der.INTEGER, b"\x00"))
            return der.written(der.SEQUENCE, granted, content)
        status = outer.at(0, 0)
    except ValueError as error:
        raise WrongTokenError(f"it is no time-stamp response: {error}") from None
    if status.content not in (b"\x00", b"\x01"):
        raise WrongTokenError(f"the authority refused: status {int.from_bytes(status.content, 'big')}")
    return content


def read_token(response: bytes) -> Token:
    """Read what the token in a response states.

    Raises:
        WrongTokenError: it is not of that form.
    """
    try:
        inside = der.parse(response).at(1, 1, 0, 2, 1, 0)
        stated = der.parse(inside.content if not inside.parts else b"".join(each.content for each in inside.parts))
        imprint, rest = stated.at(2), stated.parts[5:]
        nonces = [int.from_bytes(part.content, "big") for part in rest if part.tag == der.INTEGER]
        return Token(
            time=unix_time(stated.at(4)),
            digest=DIGESTS.get(imprint.at(0, 0).oid, ""),
            imprint=imprint.at(1).content,
            serial=int.from_bytes(stated.at(3).content, "big"),
            nonce=nonces[0] if nonces else None,
        )
    except ValueError as error:
        raise WrongTokenError(f"it is no time-stamp token: {error}") from None


def check_imprint(response: bytes, message: bytes) -> Token:
    """Make sure that a response is over a message, which needs nobody's roots; return what it states.

    Raises:
        WrongTokenError: it is no token, or one of another file.
    """
    token = read_token(response)
    if not token.digest or hashlib.new(token.digest, message).digest() != token.imprint:
        raise WrongTokenError("it is a token of another file, or uses a hash that is not accepted")
    return token


def verify_token(response: bytes, message: bytes, roots: bytes, chain: bytes, outside: OutsideVerifier | None) -> str:
    """Verify a response over a message against roots, as of the token's own time; return who verified it.

    `roots` are the certificates trusted, `chain` those that may lie between, both PEM; a root in `chain` is
    left out, for the library trusts any root it is given. Revocation is not checked.

    Raises:
        WrongTokenError: it does not verify, or nobody here can read it.
    """
    from rfc3161_client import VerificationError, VerifierBuilder, decode_timestamp_response

    token = check_imprint(response, message)
    try:
        decoded = decode_timestamp_response(response)
    except ValueError as error:
        return _verified_outside(response, message, roots, chain, token.time, outside, str(error))
    try:
        trusted = certificates(roots)
        between = [each for each in certificates(chain) if each.issuer != each.subject] if chain else []
        VerifierBuilder(roots=list(trusted), intermediates=between).build().verify_message(decoded, message)
    except (VerificationError, ValueError) as error:
        raise WrongTokenError(f"it does not verify: {_first_line(error)}") from None
    return "rfc3161-client"


def certificates(pem: bytes) -> "Sequence[Certificate]":
    """Return the certificates of a PEM file.

    Raises:
        ValueError: it holds none.
    """
    from cryptography import x509

    return x509.load_pem_x509_certificates(pem)


def _verified_outside(
    response: bytes, message: bytes, roots: bytes, chain: bytes, time: int, outside: OutsideVerifier | None, why: str
) -> str:
    if outside is None:
        raise WrongTokenError(f"rfc3161-client cannot read it ({_short(why)}), and openssl is not here to verify it")
    answer = outside.token(response, message, roots, chain, time)
    if not answer.accepted:
        raise WrongTokenError(f"{outside.name} refuses it: {_short(answer.words)}")
    return f"{outside.name}, for rfc3161-client cannot read it ({_short(why)})"


def _first_line(error: Exception) -> str:
    """Return why, without the insides of the library that said it."""
    text = str(error)
    return "the certificate of the authority does not lead to a root" if "certificate verify" in text else _short(text)


def _short(text: str) -> str:
    return visible(" ".join(text.split()), 160)
