"""A statement and its signature in one file: an in-toto Statement inside a DSSE envelope, in canonical JSON.

An envelope is read only in the one form in which it is written, so that two readers cannot read two things.

Source: in-toto Attestation Framework, Statement v1; DSSE v1.0.2 (envelope, PAE).
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from tracer.errors import IntegrityError
from tracer.formats import canonical
from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"


class Stated(Protocol):
    """What one person states of one file."""

    def payload(self) -> bytes:
        """Return the in-toto Statement as canonical JSON."""


S = TypeVar("S", bound=Stated)


@dataclass(frozen=True, slots=True)
class Envelope(Generic[S]):
    """A statement, the bytes that were signed, the signature, and the fingerprint of the key that is said to have."""

    statement: S
    signed: bytes
    signature: bytes
    key: str


def in_toto(subject: str, sha256: str, predicate_type: str, predicate: Writable) -> bytes:
    """Return an in-toto Statement about one file, by its path and SHA-256, as canonical JSON."""
    return canonical.dumps(
        {
            "_type": STATEMENT_TYPE,
            "subject": [{"name": subject, "digest": {"sha256": sha256}}],
            "predicateType": predicate_type,
            "predicate": predicate,
        }
    )


def only_subject(statement: JsonCursor) -> JsonCursor:
    """Return the one subject of an in-toto Statement.

    Raises:
        IntegrityError: it has none, or several.
    """
    subjects = list(statement.rows("subject"))
    if len(subjects) != 1:
        raise statement.key("subject").wrong("one subject")
    return subjects[0]


def pae(payload: bytes) -> bytes:
    """Return the bytes that a DSSE signature covers: type and payload, each with its length."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def seal(statement: Stated, key: str, sign: Callable[[bytes], bytes]) -> bytes:
    """Return the envelope's bytes; `key` is the fingerprint of the key that `sign` signs with."""
    payload = statement.payload()
    return _written(payload, key, sign(pae(payload)))


def read(content: bytes, name: str, statement_of: Callable[[JsonCursor], S]) -> Envelope[S]:
    """Read an envelope with exactly one signature; whether that verifies is not checked here.

    Args:
        content: the envelope's bytes.
        name: how faults name it.
        statement_of: reads the statement from the payload; it raises `IntegrityError`.

    Raises:
        IntegrityError: it is not of the form written.
    """
    place = JsonCursor.of(content, name)
    signatures = list(place.rows("signatures"))
    if len(signatures) != 1:
        raise place.key("signatures").wrong("one signature")
    payload = _bytes(place.key("payload"))
    signature, key = _bytes(signatures[0].key("sig")), signatures[0].text("keyid")
    statement = statement_of(JsonCursor.of(payload, f"{name} payload"))
    if statement.payload() != payload or _written(payload, key, signature) != content:
        raise IntegrityError(f"{name} is not written as the tracer writes it")
    return Envelope(statement, pae(payload), signature, key)


def _written(payload: bytes, key: str, signature: bytes) -> bytes:
    return canonical.dumps(
        {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{"keyid": key, "sig": base64.b64encode(signature).decode()}],
        }
    )


def _bytes(place: JsonCursor) -> bytes:
    try:
        return base64.b64decode(place.as_text(), validate=True)
    except (binascii.Error, ValueError):
        raise place.wrong("Base64") from None
