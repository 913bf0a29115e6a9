"""A detached CMS signature made elsewhere, with a key of the national PKI: what it is, never a verdict of its own.

Which algorithms it uses says who can verify it: RSA and ECDSA the openssl program, GOST only the national
software. The signature is verified by whoever `trust.OutsideVerifier` is.

Source: RFC 5652 (CMS), sections 5.1 and 5.3; object identifiers of Kazakhstan's GOST lie below 1.2.398.
"""

import base64
import binascii
import datetime as dt
import re
from dataclasses import dataclass

from tracer.errors import CaseError
from tracer.signatures.der import OCTETS, SEQUENCE, DerPart, parse

_SIGNED_DATA, _SIGNING_TIME = "1.2.840.113549.1.7.2", "1.2.840.113549.1.9.5"
_KNOWN = ("1.2.840.113549.1.1.", "1.2.840.10045.", "1.3.101.112")
"""RSA, ECDSA and Ed25519."""
_MESSAGE_DIGEST = "1.2.840.113549.1.9.4"
_GOST = ("1.2.398.", "1.2.643.")
_ARMOUR = re.compile(rb"-----(BEGIN|END) [A-Z0-9 ]+-----")


@dataclass(frozen=True, slots=True)
class Cms:
    """What a CMS says of itself.

    `content` is what it signs where it carries that; `time` Unix, as its signer states.
    """

    algorithms: tuple[str, ...]
    content: bytes | None
    time: int | None
    digests: tuple[tuple[str, bytes], ...] = ()
    """Of each signer who states it, the hash's object identifier and the digest of what is signed."""

    @property
    def is_known(self) -> bool:
        """Whether every signature in it is of an algorithm that openssl verifies."""
        return all(each.startswith(_KNOWN) for each in self.algorithms)

    @property
    def is_gost(self) -> bool:
        """Whether a signature in it is of a national GOST algorithm."""
        return any(each.startswith(_GOST) for each in self.algorithms)


def to_der(content: bytes, name: str) -> bytes:
    """Return a CMS as binary, from binary, PEM, or the bare Base64 that NCALayer gives.

    Raises:
        CaseError: it is no CMS signature.
    """
    raw = content
    if content[:1] != b"\x30":
        try:
            raw = base64.b64decode(b"".join(_ARMOUR.sub(b"", content).split()), validate=True)
        except binascii.Error:
            raise CaseError(f"{name} is neither a binary CMS nor one in PEM or Base64.") from None
    try:
        read_cms(raw)
    except ValueError as error:
        raise CaseError(f"{name} is not a CMS signature: {error}.") from None
    return raw


def read_cms(raw: bytes) -> Cms:
    """Read what a binary CMS says of itself.

    Raises:
        ValueError: it is no SignedData with a signer.
    """
    outer = parse(raw)
    if outer.tag != SEQUENCE or outer.at(0).oid != _SIGNED_DATA:
        raise ValueError("it is no signed data")
    data = outer.at(1, 0)
    inside = data.at(2)
    carried = _octets(inside.at(1, 0)) if len(inside.parts) > 1 else None
    signers = data.parts[-1].parts
    if not signers or data.parts[-1].tag != 0x31:
        raise ValueError("nobody signed it")
    stated = tuple(found for signer in signers if (found := _digest(signer)) is not None)
    return Cms(tuple(_algorithm(signer) for signer in signers), carried, _time(signers[0]), stated)


def _algorithm(signer: DerPart) -> str:
    """Return the signature algorithm: the sequence right before the signature's octets."""
    for before, part in zip(signer.parts, signer.parts[1:], strict=False):
        if part.tag == OCTETS and before.tag == SEQUENCE:
            return before.at(0).oid
    raise ValueError("a signer's signature is missing")


def _octets(part: DerPart) -> bytes:
    return b"".join(map(_octets, part.parts)) if part.parts else part.content


def _digest(signer: DerPart) -> tuple[str, bytes] | None:
    """Return the hash that a signer used and the digest in the signed attributes, None where they state none."""
    for attribute in (each for part in signer.parts if part.tag == 0xA0 for each in part.parts):
        if attribute.at(0).oid == _MESSAGE_DIGEST:
            return signer.at(2, 0).oid, attribute.at(1, 0).content
    return None


def _time(signer: DerPart) -> int | None:
    """Return the signer's own time from the signed attributes."""
    for attribute in (each for part in signer.parts if part.tag == 0xA0 for each in part.parts):
        if attribute.at(0).oid == _SIGNING_TIME:
            return unix_time(attribute.at(1, 0))
    return None


def unix_time(part: DerPart) -> int:
    """Return a UTCTime or GeneralizedTime in Unix seconds; fractions are cut off.

    Raises:
        ValueError: it is no time in UTC.
    """
    text = part.content.decode("ascii", "replace")
    if part.tag == 0x17:
        text = ("20" if text[:2] < "50" else "19") + text
    found = re.fullmatch(r"(\d{14})(\.\d+)?Z", text)
    if found is None:
        raise ValueError("a time is not in UTC")
    return int(dt.datetime.strptime(found[1], "%Y%m%d%H%M%S").replace(tzinfo=dt.UTC).timestamp())
