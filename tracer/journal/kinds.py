"""What can happen to a case's evidence, and which of it takes two persons.

Source: ISO/IEC 27037:2012 (who, when, where, why, under what authority); ACPO principle 3 (audit trail).
"""

from collections.abc import Mapping

from tracer.case.persons import mixed_letters, same_person
from tracer.documents.language.language import phrase
from tracer.errors import CaseError
from tracer.visible import quoted

BY_COMMANDS: Mapping[str, str] = {
    "acquired": phrase("read from the chain"),
    "traced": phrase("result computed"),
    "exported": phrase("bundle sealed"),
    "signed": phrase("bundle signed"),
    "timestamped": phrase("bundle time-stamped"),
    "verified": phrase("bundle checked"),
    "register-begun": phrase("register begun"),
    "admitted": phrase("case admitted to the register"),
    "observed": phrase("chain observed for the register"),
    "fixed": phrase("price fixed"),
    "period-closed": phrase("period closed"),
    "period-exported": phrase("statement sealed"),
    "packed": phrase("auditor's pack made"),
    "cleared": phrase("transaction cleared for signature"),
    "proof-requested": phrase("proof of control requested"),
    "proofs-received": phrase("proofs of control received"),
    "spend-test-filed": phrase("spend test filed"),
}
"""Kinds that only the tracer's own commands write; from `register-begun` on those of a register."""

BY_PERSONS: Mapping[str, str] = {
    "opened": phrase("journal begun"),
    "identified": phrase("evidence identified"),
    "received": phrase("exhibit received"),
    "frozen": phrase("assets frozen"),
    "seized": phrase("assets seized"),
    "key-material-sealed": phrase("key material sealed"),
    "key-ceremony": phrase("key ceremony held"),
    "control-verified": phrase("control of a wallet shown"),
    "transferred": phrase("moved on the chain"),
    "custody-accepted": phrase("custody accepted"),
    "handed-over": phrase("handed over"),
    "valuation": phrase("valued"),
    "forfeiture-judgment": phrase("forfeiture ordered"),
    "judgment-final": phrase("judgment final"),
    "assigned-to-reserve": phrase("assigned to the reserve"),
    "disposed": phrase("disposed of"),
    "access-granted": phrase("access granted"),
    "reviewed": phrase("reviewed"),
    "corrected": phrase("an entry corrected"),
}
"""Kinds that a person enters."""

DETAILS: Mapping[str, str] = {
    "item": "exhibit or item number",
    "released-by": "who gave it",
    "received-by": "who took it",
    "witness": "a second person who was there",
    "authority": "order or act under which it was done",
    "location": "where",
    "condition": "state of the item, seal number, hash verified again",
    "corrects": "number of the entry that this one corrects",
}
"""What an entry may say beside who and why."""

_BETWEEN_TWO = ("transferred", "custody-accepted", "handed-over")
_WITNESSED = ("key-material-sealed", "key-ceremony", "disposed", "corrected")


def words(kind: str) -> str:
    """Return a kind in a few words, in English; `Language.word` says them in another language."""
    return BY_COMMANDS.get(kind) or BY_PERSONS.get(kind) or kind


def check_by_hand(kind: str, who: str, details: Mapping[str, str]) -> None:
    """Make sure that a person may enter this, and that two stand behind what takes two.

    Raises:
        CaseError: the kind is unknown or the tracer's own, or a second person is missing or the same.
    """
    if kind in BY_COMMANDS:
        raise CaseError(
            f"--add {kind}: only the command that does it writes this entry.\n"
            f"What it missed is told by a correction: --add corrected --witness NAME --why TEXT."
        )
    if kind not in BY_PERSONS:
        from difflib import get_close_matches  # hardly ever needed

        near = get_close_matches(kind, BY_PERSONS, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else f": there are {', '.join(BY_PERSONS)}"
        raise CaseError(f"--add {kind}: no such kind of entry{hint}")
    if kind == "corrected" and "corrects" not in details:
        raise CaseError("--add corrected: name the entry with --corrects NUMBER; 0 where one was never made")
    if kind in _BETWEEN_TWO:
        _refuse_one_person(kind, "released-by", details.get("released-by"), "received-by", details.get("received-by"))
    if kind in _WITNESSED:
        _refuse_one_person(kind, "who", who, "witness", details.get("witness"))


def _refuse_one_person(kind: str, first: str, one: str | None, second: str, other: str | None) -> None:
    for name, person in ((first, one), (second, other)):
        if person is None:
            raise CaseError(f"--add {kind}: takes two persons; name the second with --{name} NAME")
        why = mixed_letters(person)
        if why is not None:
            raise CaseError(f"--add {kind}: --{name}: {quoted(person)} {why}")
    if one is not None and other is not None and same_person(one, other):
        raise CaseError(f"--add {kind}: takes two persons; --{first} and --{second} name the same one, {quoted(other)}")
