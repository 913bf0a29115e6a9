"""What a signer states, signed: which bundle, in which role, under which name, with which journal behind it.

An in-toto Statement about the tag manifest inside a DSSE envelope. The envelope is canonical JSON and is
read only in that one form, so that two readers cannot read two things.

Source: in-toto Attestation Framework, Statement v1; DSSE v1.0.2 (envelope, PAE).
"""

import base64
import binascii
import re
from collections.abc import Callable
from dataclasses import dataclass

from tracer.container.bag import TAG_MANIFEST
from tracer.errors import IntegrityError
from tracer.formats import canonical
from tracer.formats.json_cursor import JsonCursor
from tracer.journal.merkle_log import Head

PAYLOAD_TYPE = "application/vnd.in-toto+json"
STATEMENT_TYPE = "https://in-toto.io/Statement/v1"
PREDICATE_TYPE = "urn:custody-tracer:seal:1"

_HASH = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """What one person states of one bundle; hashes are SHA-256 in hexadecimal.

    `time_utc` is as the signer's clock stood; `journal` is the head of the case's journal then, None where
    none is kept; `node` is the hash of `signatures/node.json`; `reviews` that of the examiner's envelope,
    which a reviewer's statement names.
    """

    tag_manifest: str
    case: str
    role: str
    person: str
    tool: str
    time_utc: str
    journal: Head | None
    node: str | None
    reviews: str | None

    def payload(self) -> bytes:
        """Return the in-toto Statement as canonical JSON."""
        predicate: canonical.Writable = {
            "case": self.case,
            "role": self.role,
            "person": self.person,
            "tool": self.tool,
            "time_utc": self.time_utc,
            "journal": None if self.journal is None else str(self.journal),
            "node_sha256": self.node,
            "reviews_sha256": self.reviews,
        }
        return canonical.dumps(
            {
                "_type": STATEMENT_TYPE,
                "subject": [{"name": TAG_MANIFEST, "digest": {"sha256": self.tag_manifest}}],
                "predicateType": PREDICATE_TYPE,
                "predicate": predicate,
            }
        )


@dataclass(frozen=True, slots=True)
class Envelope:
    """A statement, the bytes that were signed, the signature, and which key is said to have made it."""

    statement: Statement
    signed: bytes
    signature: bytes
    key: str


def pae(payload: bytes) -> bytes:
    """Return the bytes that a DSSE signature covers: type and payload, each with its length."""
    kind = PAYLOAD_TYPE.encode()
    return b"DSSEv1 %d %s %d %s" % (len(kind), kind, len(payload), payload)


def seal(statement: Statement, key: str, sign: Callable[[bytes], bytes]) -> bytes:
    """Return the envelope's bytes; `key` is the fingerprint of the key that `sign` signs with."""
    payload = statement.payload()
    return _envelope(payload, key, sign(pae(payload)))


def read_envelope(content: bytes, name: str) -> Envelope:
    """Read an envelope with exactly one signature; whether that verifies is not checked here.

    Raises:
        IntegrityError: it is not of the form written.
    """
    place = JsonCursor.of(content, name)
    signatures = list(place.rows("signatures"))
    if len(signatures) != 1:
        raise place.key("signatures").wrong("one signature")
    payload = _bytes(place.key("payload"))
    signature, key = _bytes(signatures[0].key("sig")), signatures[0].text("keyid")
    statement = _statement(JsonCursor.of(payload, f"{name} payload"))
    if statement.payload() != payload or _envelope(payload, key, signature) != content:
        raise IntegrityError(f"{name} is not written as the tracer writes it")
    return Envelope(statement, pae(payload), signature, key)


def _envelope(payload: bytes, key: str, signature: bytes) -> bytes:
    return canonical.dumps(
        {
            "payload": base64.b64encode(payload).decode(),
            "payloadType": PAYLOAD_TYPE,
            "signatures": [{"keyid": key, "sig": base64.b64encode(signature).decode()}],
        }
    )


def _statement(place: JsonCursor) -> Statement:
    subjects = list(place.rows("subject"))
    if len(subjects) != 1:
        raise place.key("subject").wrong("one subject")
    stated = place.key("predicate")
    head = stated.maybe_text("journal")
    try:
        journal = None if head is None else Head.parse(head)
    except ValueError as error:
        raise IntegrityError(f"{stated.key('journal')}: {error}") from None
    return Statement(
        tag_manifest=_digest(subjects[0].key("digest").key("sha256")),
        case=stated.text("case"),
        role=stated.text("role"),
        person=stated.text("person"),
        tool=stated.text("tool"),
        time_utc=stated.text("time_utc"),
        journal=journal,
        node=_maybe_digest(stated, "node_sha256"),
        reviews=_maybe_digest(stated, "reviews_sha256"),
    )


def _maybe_digest(place: JsonCursor, name: str) -> str | None:
    found = place.maybe(name)
    return None if found is None else _digest(found)


def _digest(place: JsonCursor) -> str:
    if not _HASH.fullmatch(place.as_text()):
        raise place.wrong("a SHA-256")
    return place.as_text()


def _bytes(place: JsonCursor) -> bytes:
    try:
        return base64.b64decode(place.as_text(), validate=True)
    except (binascii.Error, ValueError):
        raise place.wrong("Base64") from None
