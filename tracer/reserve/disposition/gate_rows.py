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
    """A check: its id such as D1, what it comes to, and what is to be said of it.

    `parts` are the sentences of `what` where it has several; empty: it is one.
    """

    id: str
    state: GateState
    what: str
    parts: tuple[str, ...] = ()

    @property
    def sentences(self) -> tuple[str, ...]:
        """Return each sentence of what is to be said."""
        return self.parts or (self.what,)

    def as_json(self) -> dict[str, Writable]:
        """Return `{id, state, what}`."""
        return {"id": self.id, "state": self.state.value, "what": self.what}


def judged(number: str, faults: Sequence[str], otherwise: str) -> GateCheck:
    """Return a check that fails with its faults, or passes with a sentence where there is none."""
    return (
        GateCheck(number, GateState.FAIL, " ".join(faults), tuple(faults))
        if faults
        else GateCheck(number, GateState.PASS, otherwise)
    )
