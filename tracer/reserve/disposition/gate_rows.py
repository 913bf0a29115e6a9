"""A gate's answer: what a disposal is asked before it may be signed, and whether it passes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from tracer.formats.canonical import Writable


class GateState(Enum):
    """What a check comes to. What was not checked does not pass."""

    PASS = "PASS"
    FAIL = "FAIL"
    NOT_CHECKED = "NOT-CHECKED"


@dataclass(frozen=True, slots=True)
class GateCheck:
    """A check: its id such as D1, what it comes to, and the sentence about it."""

    id: str
    state: GateState
    what: str

    def as_json(self) -> dict[str, Writable]:
        """Return `{id, state, what}`."""
        return {"id": self.id, "state": self.state.value, "what": self.what}


def judged(number: str, faults: Sequence[str], otherwise: str) -> GateCheck:
    """Return a check that fails with its faults, or passes with a sentence where there is none."""
    return (
        GateCheck(number, GateState.FAIL, " ".join(faults)) if faults else GateCheck(number, GateState.PASS, otherwise)
    )
