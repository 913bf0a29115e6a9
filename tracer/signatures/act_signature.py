"""What a person states of an act of a register, signed: which act, by the SHA-256 of its file, and under which name.

An in-toto Statement inside a DSSE envelope, as a bundle's seal is.
"""

from dataclasses import dataclass

from tracer.formats.json_cursor import JsonCursor
from tracer.signatures import dsse
from tracer.signatures.dsse import Envelope

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
        predicate = {"register": self.register, "person": self.person, "time_utc": self.time_utc}
        return dsse.in_toto(f"acts/{self.act}.toml", self.sha256, PREDICATE_TYPE, predicate)


def read(content: bytes, name: str) -> Envelope[ActStatement]:
    """Read an envelope with exactly one signature; whether that verifies is not checked here.

    Raises:
        IntegrityError: it is not of the form written.
    """
    return dsse.read(content, name, _statement)


def _statement(place: JsonCursor) -> ActStatement:
    subject, said = dsse.only_subject(place), place.key("predicate")
    return ActStatement(
        register=said.text("register"),
        act=subject.text("name").removeprefix("acts/").removesuffix(".toml"),
        sha256=subject.key("digest").text("sha256"),
        person=said.text("person"),
        time_utc=said.text("time_utc"),
    )
