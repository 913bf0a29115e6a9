"""What a person states of an act of a register, signed: which act, by the SHA-256 of its file, and under which name.

An in-toto Statement inside a DSSE envelope, in canonical JSON, as a bundle's seal is; it is read only in that form.

Source: in-toto Attestation Framework, Statement v1; DSSE v1.0.2 (envelope, PAE).
"""

import base64
import binascii
from collections.abc import Callable
from dataclasses import dataclass

from tracer.errors import IntegrityError
from tracer.formats import canonical
from tracer.formats.json_cursor import JsonCursor
from tracer.signatures.statement import PAYLOAD_TYPE, STATEMENT_TYPE, pae

PREDICATE_TYPE = "urn:custody-tracer:act:1"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActStatement:
    """What one person states of one act; `sha256` is that of the act's file, `time_utc` as the signer's clock stood."""

    register: str
    act: str
    sha256: str
    person: str
    time_utc: str

    def payload(self) -> bytes:
        """Return the in-toto Statement as canonical JSON."""
        predicate: canonical.Writable = {"register": self.register, "person": self.person, "time_utc": self.time_utc}
        return canonical.dumps(
            {
                "_type": STATEMENT_TYPE,
                "subject": [{"name": f"acts/{self.act}.toml", "digest": {"sha256": self.sha256}}],
                "predicateType": PREDICATE_TYPE,
                "predicate": predicate,
            }
        )


@dataclass(frozen=True, slots=True)
class ActEnvelope:
    """A statement, the bytes that were signed, the signature, and the fingerprint of the key that is said to have."""

    statement: ActStatement
    signed: bytes
    signature: bytes
    key: str


def seal(statement: ActStatement, key: str, sign: Callable[[bytes], bytes]) -> bytes:
    """Return the envelope's bytes; `key` is the fingerprint of the key that `sign` signs with."""
    payload = statement.payload()
    return _written(payload, key, sign(pae(payload)))


def read(content: bytes, name: str) -> ActEnvelope:
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
    inner = JsonCursor.of(payload, f"{name} payload")
    subjects, said = list(inner.rows("subject")), inner.key("predicate")
    if len(subjects) != 1:
        raise inner.key("subject").wrong("one subject")
    statement = ActStatement(
        register=said.text("register"),
        act=subjects[0].text("name").removeprefix("acts/").removesuffix(".toml"),
        sha256=subjects[0].key("digest").text("sha256"),
        person=said.text("person"),
        time_utc=said.text("time_utc"),
    )
    if statement.payload() != payload or _written(payload, key, signature) != content:
        raise IntegrityError(f"{name} is not written as the tracer writes it")
    return ActEnvelope(statement, pae(payload), signature, key)


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
