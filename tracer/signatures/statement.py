"""What a signer states, signed: which bundle, in which role, under which name, with which journal behind it.

An in-toto Statement about the tag manifest inside a DSSE envelope.
"""

import re
from dataclasses import dataclass

from tracer.container.bag import TAG_MANIFEST
from tracer.errors import IntegrityError
from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor
from tracer.journal.merkle_log import Head
from tracer.signatures import dsse
from tracer.signatures.dsse import Envelope

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
        predicate: Writable = {
            "case": self.case,
            "role": self.role,
            "person": self.person,
            "tool": self.tool,
            "time_utc": self.time_utc,
            "journal": None if self.journal is None else str(self.journal),
            "node_sha256": self.node,
            "reviews_sha256": self.reviews,
        }
        return dsse.in_toto(TAG_MANIFEST, self.tag_manifest, PREDICATE_TYPE, predicate)


def read_envelope(content: bytes, name: str) -> Envelope[Statement]:
    """Read an envelope with exactly one signature; whether that verifies is not checked here.

    Raises:
        IntegrityError: it is not of the form written.
    """
    return dsse.read(content, name, _statement)


def _statement(place: JsonCursor) -> Statement:
    subject = dsse.only_subject(place)
    stated = place.key("predicate")
    head = stated.maybe_text("journal")
    try:
        journal = None if head is None else Head.parse(head)
    except ValueError as error:
        raise IntegrityError(f"{stated.key('journal')}: {error}") from None
    return Statement(
        tag_manifest=_digest(subject.key("digest").key("sha256")),
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
