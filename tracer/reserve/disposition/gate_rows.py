"""A gate's answer: what a disposal is asked before it may be signed, and whether it passes."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from tracer.formats.canonical import Writable
from tracer.reserve.sentences import Sentence


class GateState(Enum):
    """What a check comes to. What was not checked does not pass."""

    PASS = "PASS"
    FAIL = "FAIL"
    NOT_CHECKED = "NOT-CHECKED"


@dataclass(frozen=True, slots=True)
class GateCheck:
    """A check: its id such as D1, what it comes to, and the sentences that are to be said of it."""

    id: str
    state: GateState
    sentences: tuple[Sentence, ...]

    @property
    def what(self) -> str:
        """Return what is to be said of it in English, as it is filed."""
        return " ".join(self.sentences)

    def as_json(self) -> dict[str, Writable]:
        """Return `{id, state, what}`."""
        return {"id": self.id, "state": self.state.value, "what": self.what}


def judged(number: str, faults: Sequence[Sentence], *otherwise: Sentence) -> GateCheck:
    """Return a check that fails with its faults, or passes with sentences where there is none."""
    return GateCheck(number, GateState.FAIL, tuple(faults)) if faults else GateCheck(number, GateState.PASS, otherwise)


def unchecked(number: str, why: Sentence) -> GateCheck:
    """Return a check that cannot be made."""
    return GateCheck(number, GateState.NOT_CHECKED, (why,))
