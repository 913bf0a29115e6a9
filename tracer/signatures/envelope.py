"""Bytes encrypted so that only those who hold a recipient's key read them: CMS EnvelopedData.

The content is encrypted with AES-256 in CBC mode under a key drawn for it, and that key to each recipient with RSA,
PKCS #1 version 1.5: what every `openssl cms -decrypt` opens. Nothing in it shows who made it or that it is whole.
Neither who issued a certificate is judged nor whether it was revoked: whoever encrypts compares its fingerprint.

Source: RFC 5652 (CMS), section 6; RFC 3370, section 4.2.1 (RSA key transport); RFC 3565 (AES); RFC 5280, sections
4.1.2.5 and 4.2.1.3 (validity, key usage).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracer import moments
from tracer.errors import CaseError
from tracer.visible import quoted

if TYPE_CHECKING:
    from cryptography.x509 import Certificate

RECIPIENTS = 100
"""The most that one envelope is for."""
SHORTEST = 2048
"""Bits of a recipient's RSA key."""
LARGEST = 2_000_000_000
"""Bytes of content: openssl reads no envelope of 2^31 bytes or more."""

_RSA = "1.2.840.113549.1.1.1"


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom an envelope is for.

    `subject` is what the certificate says, fit to be shown; `fingerprint` the SHA-256 of the certificate in DER, in
    hexadecimal; `until` the last second of its validity, Unix.
    """

    subject: str
    fingerprint: str
    until: int
    certificate: "Certificate"


def read_recipient(content: bytes, name: str, now: int) -> Recipient:
    """Return the recipient whose X.509 certificate, in PEM or DER, a file holds.

    `name` is what messages call the file, `now` Unix time.

    Raises:
        CaseError: it holds a private key, no certificate or several; one that is not valid now, or whose key is not
            one of RSA for encryption.
    """
    from cryptography import x509
    from cryptography.exceptions import UnsupportedAlgorithm
    from cryptography.hazmat.primitives import hashes

    if b"PRIVATE KEY-----" in content:
        raise CaseError(f"{name} holds a private key.\nGive a file with the recipient's certificate and nothing else.")
    certificate = _certificate(content, name)
    try:
        _refuse_other_keys(certificate, name)
        _refuse_other_times(certificate, name, now)
        return Recipient(
            subject=quoted(certificate.subject.rfc4514_string(), 200),
            fingerprint=certificate.fingerprint(hashes.SHA256()).hex(),
            until=int(certificate.not_valid_after_utc.timestamp()),
            certificate=certificate,
        )
    except (ValueError, UnsupportedAlgorithm, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        raise CaseError(f"{name} holds a certificate that cannot be read.") from None


def envelop(content: bytes, recipients: Sequence[Recipient]) -> bytes:
    """Return content encrypted to all recipients, in DER: other bytes each time, each of which opens to the same.

    Raises:
        CaseError: nobody or too many are to read it, or it is too large.
    """
    from cryptography.hazmat.primitives import serialization as forms
    from cryptography.hazmat.primitives.ciphers.algorithms import AES256
    from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7EnvelopeBuilder, PKCS7Options

    if not 0 < len(recipients) <= RECIPIENTS:
        raise CaseError(f"an envelope is for 1 to {RECIPIENTS} recipients, not for {len(recipients)}.")
    if len(content) > LARGEST:
        raise CaseError(
            f"{len(content)} bytes are too many to be encrypted as one file: openssl opens at most {LARGEST}.\n"
            "Write the bundle without --to, and encrypt the disk that it travels on."
        )
    builder = PKCS7EnvelopeBuilder().set_data(content).set_content_encryption_algorithm(AES256)
    for each in recipients:
        builder = builder.add_recipient(each.certificate)
    return builder.encrypt(forms.Encoding.DER, [PKCS7Options.Binary])


def _certificate(content: bytes, name: str) -> "Certificate":
    """Return the one certificate in a file."""
    from cryptography import x509

    is_pem = b"-----BEGIN" in content
    try:
        found = x509.load_pem_x509_certificates(content) if is_pem else [x509.load_der_x509_certificate(content)]
    except (ValueError, x509.InvalidVersion):
        raise CaseError(f"{name} is not an X.509 certificate in PEM or DER.") from None
    if len(found) != 1:
        raise CaseError(
            f"{name} holds {len(found)} certificates.\n"
            "Give a file with the recipient's own; one file for each recipient."
        )
    return found[0]


def _refuse_other_keys(certificate: "Certificate", name: str) -> None:
    """Refuse a key to which nothing is encrypted here."""
    from cryptography import x509
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

    kind = certificate.public_key_algorithm_oid.dotted_string
    key = certificate.public_key() if kind == _RSA else None
    if not isinstance(key, RSAPublicKey):
        raise CaseError(
            f"{name} has a key that is not RSA (algorithm {kind}); bundles are encrypted to RSA keys alone.\n"
            "Ask the recipient for a certificate with an RSA key."
        )
    if key.key_size < SHORTEST:
        raise CaseError(f"{name} has an RSA key of {key.key_size} bits; one to encrypt to has at least {SHORTEST}.")
    try:
        usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return
    if not usage.key_encipherment:
        raise CaseError(
            f"{name} is not for encryption: its key usage lacks keyEncipherment.\n"
            "Ask the recipient for the certificate that is."
        )


def _refuse_other_times(certificate: "Certificate", name: str, now: int) -> None:
    """Refuse a certificate that is not valid now; the first and the last second count."""
    first, last = (
        int(each.timestamp()) for each in (certificate.not_valid_before_utc, certificate.not_valid_after_utc)
    )
    if now > last:
        raise CaseError(
            f"{name} has expired: it was valid until {moments.utc(last)}.\nAsk the recipient for one that is valid."
        )
    if now < first:
        raise CaseError(
            f"{name} is not valid yet: it will be from {moments.utc(first)}.\nIs this machine's clock right?"
        )
