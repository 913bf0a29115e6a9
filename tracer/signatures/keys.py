"""Signing keys: Ed25519, in an encrypted PKCS#8 file that the signer keeps; public keys as they travel.

A private key is never part of a case, a run or a bundle, and nothing here prints one. These keys sign
documents: none of them can move a coin.

Source: RFC 8032 (Ed25519), RFC 8410 (its keys in PKCS#8 and SubjectPublicKeyInfo), RFC 5958 (PKCS#8).
"""

import hashlib
from typing import TYPE_CHECKING

from tracer.errors import CaseError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SHORTEST = 12
"""Characters of a passphrase for a new key."""

_FIELD = 2**255 - 19
_D = -121665 * pow(121666, -1, _FIELD) % _FIELD
"""The constant of the curve, -x^2 + y^2 = 1 + d x^2 y^2."""
_ENCRYPTED = b"-----BEGIN ENCRYPTED PRIVATE KEY-----"


def new_key(passphrase: str) -> tuple[bytes, bytes]:
    """Return a new private key, encrypted, and its public key, both as PEM.

    Raises:
        CaseError: the passphrase is too short to protect it.
    """
    from cryptography.hazmat.primitives import serialization as forms
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if len(passphrase) < SHORTEST:
        raise CaseError(f"the passphrase has {len(passphrase)} characters; a new key needs at least {SHORTEST}")
    key = Ed25519PrivateKey.generate()
    locked = forms.BestAvailableEncryption(passphrase.encode())
    return key.private_bytes(forms.Encoding.PEM, forms.PrivateFormat.PKCS8, locked), public_pem(key.public_key())


def is_encrypted(pem: bytes) -> bool:
    """Return whether a PEM file holds an encrypted PKCS#8 key."""
    return _ENCRYPTED in pem


def load_private(pem: bytes, passphrase: str | None, name: str) -> "Ed25519PrivateKey":
    """Open a private key; `name` is what messages call its file. None: it has no passphrase.

    Raises:
        CaseError: the passphrase is wrong, or the file holds no Ed25519 key in PKCS#8.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization as forms
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    if b"PRIVATE KEY-----" not in pem:
        raise CaseError(f"{name} holds no private key in PEM.\nMake one with tracer sign --new-key FILE.")
    try:
        key = forms.load_pem_private_key(pem, None if passphrase is None else passphrase.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm):
        if passphrase is not None:
            raise CaseError(f"{name} does not open: the passphrase is wrong, or the file is damaged.") from None
        raise CaseError(f"{name} is not a private key that can be read.") from None
    if not isinstance(key, Ed25519PrivateKey):
        raise CaseError(f"{name} holds a key of another kind; bundles are signed with Ed25519 keys.")
    return key


def public_pem(key: "Ed25519PublicKey") -> bytes:
    """Return a public key as SubjectPublicKeyInfo in PEM, as openssl reads it."""
    from cryptography.hazmat.primitives import serialization as forms

    return key.public_bytes(forms.Encoding.PEM, forms.PublicFormat.SubjectPublicKeyInfo)


def read_public(pem: bytes) -> "Ed25519PublicKey":
    """Read a public key that is written exactly as `public_pem` writes it, so that every reader reads the same.

    Raises:
        ValueError: it is not, or it is a point of small order, under which one signature fits every message.
    """
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import serialization as forms
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    try:
        key = forms.load_pem_public_key(pem)
    except (ValueError, UnsupportedAlgorithm):
        raise ValueError("is not a public key in PEM") from None
    if not isinstance(key, Ed25519PublicKey):
        raise ValueError("is not an Ed25519 key")
    if public_pem(key) != pem:
        raise ValueError("holds more than one public key in its one form")
    if is_small(key.public_bytes(forms.Encoding.Raw, forms.PublicFormat.Raw)):
        raise ValueError("is a key of small order: one and the same signature under it fits every bundle")
    return key


def is_small(encoded: bytes) -> bool:
    """Return whether 32 bytes encode a point of order 1, 2, 4 or 8, however they are written.

    Such a point has y = 1, y = -1 or y = 0 (and then an order of 1, 2 or 4), or doubles to one with y = 0: with y^2 =
    (1 + x^2) / (1 - d x^2) put in, that is x^2 = -y^2, so d y^4 + 2 y^2 - 1 = 0. The sign bit is not looked at, nor
    whether y is below the field's size: both only make other names of the same points.

    Source: RFC 8032, sections 5.1 and 5.1.3; Chalkias, Garillot, Nikolaenko, "Taming the Many EdDSAs" (2020), section
    2.
    """
    y = int.from_bytes(encoded, "little") % 2**255 % _FIELD
    return y in (0, 1, _FIELD - 1) or (_D * pow(y, 4, _FIELD) + 2 * y * y - 1) % _FIELD == 0


def fingerprint(key: "Ed25519PublicKey") -> str:
    """Return the SHA-256 of the key's SubjectPublicKeyInfo, in hexadecimal.

    The same as `openssl pkey -pubin -in KEY.pem -outform DER | sha256sum` gives.
    """
    from cryptography.hazmat.primitives import serialization as forms

    der = key.public_bytes(forms.Encoding.DER, forms.PublicFormat.SubjectPublicKeyInfo)
    return hashlib.sha256(der).hexdigest()


def verifies(key: "Ed25519PublicKey", signature: bytes, message: bytes) -> bool:
    """Return whether a signature over a message was made with the key's private half."""
    from cryptography.exceptions import InvalidSignature

    try:
        key.verify(signature, message)
    except InvalidSignature:
        return False
    return True
