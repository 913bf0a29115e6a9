"""Envelopes hold one statement and one signature, and are read in no form but their own."""

import base64
import json
from dataclasses import replace

import pytest

from tracer.errors import IntegrityError
from tracer.formats import canonical
from tracer.formats.canonical import Json
from tracer.signatures import act_signature, dsse
from tracer.signatures.act_signature import ActStatement

STATED = ActStatement(
    register="KZ-NIC", act="A-1", sha256="ab" * 32, person="A. Clerk", time_utc="2026-01-02T03:04:05Z"
)


def envelope() -> bytes:
    """Return the statement, sealed with a stand-in for a signature."""
    return dsse.seal(STATED, "the key", lambda signed: b"over " + signed)


def test_what_is_sealed_is_read_back() -> None:
    """The statement, the bytes signed, the signature and the key come out as they went in."""
    found = act_signature.read(envelope(), "A-1.json")
    assert (found.statement, found.key) == (STATED, "the key")
    assert found.signed == dsse.pae(STATED.payload())
    assert found.signature == b"over " + found.signed


def test_the_bytes_signed_are_those_of_the_envelope_format() -> None:
    """Type and payload are signed, each with its length before it."""
    assert dsse.pae(b"{}") == b"DSSEv1 28 application/vnd.in-toto+json 2 {}"


@pytest.mark.parametrize("count", [0, 2])
def test_an_envelope_has_one_signature(count: int) -> None:
    """None and two are refused."""
    whole = json.loads(envelope())
    changed = canonical.dumps({**whole, "signatures": whole["signatures"] * count})
    with pytest.raises(IntegrityError, match=r"A-1\.json: signatures is not one signature"):
        act_signature.read(changed, "A-1.json")


@pytest.mark.parametrize("count", [0, 2])
def test_a_statement_has_one_subject(count: int) -> None:
    """None and two are refused."""
    inner = json.loads(STATED.payload())
    changed = _with_payload({**inner, "subject": inner["subject"] * count})
    with pytest.raises(IntegrityError, match="subject is not one subject"):
        act_signature.read(changed, "A-1.json")


def test_a_statement_with_a_word_more_is_refused() -> None:
    """What no reader would see cannot be signed along."""
    inner = json.loads(STATED.payload())
    with pytest.raises(IntegrityError, match="not written as the tracer writes it"):
        act_signature.read(_with_payload({**inner, "more": "unseen"}), "A-1.json")


def test_an_envelope_of_another_type_is_refused() -> None:
    """The payload's type is part of the form."""
    whole = json.loads(envelope())
    changed = canonical.dumps({**whole, "payloadType": "text/plain"})
    with pytest.raises(IntegrityError, match="not written as the tracer writes it"):
        act_signature.read(changed, "A-1.json")


def test_a_signature_that_is_no_base64_is_refused() -> None:
    """The fault is named with its place."""
    changed = envelope().replace(b'"sig":"', b'"sig":"*')
    with pytest.raises(IntegrityError, match="sig is not Base64"):
        act_signature.read(changed, "A-1.json")


def test_every_part_of_a_statement_is_signed() -> None:
    """A change in any part changes the bytes that are signed."""
    others = [replace(STATED, **{name: "other"}) for name in ("register", "act", "sha256", "person", "time_utc")]
    assert len({each.payload() for each in (STATED, *others)}) == 6


def _with_payload(inner: Json) -> bytes:
    whole = json.loads(envelope())
    return canonical.dumps({**whole, "payload": base64.b64encode(canonical.dumps(inner)).decode()})
