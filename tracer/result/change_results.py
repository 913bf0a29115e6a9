"""Change evidence and other retained sets as `trace.json` says them, written and read.

How a rule fails, and what was published of its errors, stands once for each rule.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from tracer.chain.outpoint import Txid
from tracer.errors import IntegrityError
from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor
from tracer.formats.rows import Fields, NamedKey, RowSchema, Sat
from tracer.trace.change.evidence import Evidence
from tracer.trace.change.peel_chain import PeelChain
from tracer.trace.change_evidence import ChangeExhibit, ReadStep
from tracer.trace.history import NOT_ASKED, PART, WHOLE
from tracer.visible import quoted


@dataclass(frozen=True, slots=True)
class RuleFailures:
    """How a change rule is known to fail, and its published error figure with the population."""

    rule: str
    family: str
    failure_modes: str
    error: str


@dataclass(frozen=True, slots=True)
class Saying:
    """One rule that applies to a transaction: the outputs it leaves, and what it looked at."""

    rule: str
    remaining: tuple[int, ...]
    fields: Fields

    @property
    def names(self) -> int | None:
        """The one output that the rule names, None where it leaves several or none."""
        return self.remaining[0] if len(self.remaining) == 1 else None


@dataclass(frozen=True, slots=True)
class ChangeTransaction:
    """A transaction of the trail: the output on which independent rules agree, if any, why, and what each rule says."""

    txid: Txid
    height: int
    verdict: int | None
    reason: str
    evidence: tuple[Saying, ...]


@dataclass(frozen=True, slots=True)
class Peels:
    """A peel chain: its transactions, what was peeled off in satoshi, why it ends, its compounded error in words."""

    hops: Annotated[tuple[Txid, ...], NamedKey("transactions")]
    peeled: Sat
    ended: str
    error: str


@dataclass(frozen=True, slots=True)
class ChangeResults:
    """All change evidence shown. `left_out` transactions of the trail were not looked at.

    `history` is how far back the source could say whether scripts were paid before, as `trace.history` names it.
    """

    transactions: tuple[ChangeTransaction, ...]
    rules: tuple[RuleFailures, ...]
    peels: tuple[Peels, ...]
    left_out: int
    history: str


NO_CHANGE = ChangeResults((), (), (), 0, NOT_ASKED)


_RULE = RowSchema(RuleFailures, beside=("rule",))
_TRANSACTION = RowSchema(ChangeTransaction)
_PEELS = RowSchema(Peels)


def change_rows(exhibit: ChangeExhibit, history: str) -> Writable:
    """Return what `trace.json` says of change, under `change`."""
    applied = [each for step in exhibit.steps for each in step.reading.evidence if each.applies]
    return {
        "transactions": [_step(step) for step in exhibit.steps],
        "rules": {each.rule: _RULE.write(_failures(each)) for each in applied},
        "peel_chains": [_PEELS.write(_peels(each)) for each in exhibit.peels],
        "left_out": exhibit.left_out,
        "history": history,
    }


def _step(step: ReadStep) -> Writable:
    """Return the row of a transaction; what a rule looked at keeps the types that reading turns into text."""
    evidence: Sequence[Writable] = [
        {"rule": each.rule, "remaining": each.remaining, "fields": dict(each.fields)}
        for each in step.reading.evidence
        if each.applies
    ]
    return {
        "txid": step.txid,
        "height": step.position.height,
        "verdict": step.reading.verdict,
        "reason": step.reading.reason,
        "evidence": evidence,
    }


def _failures(each: Evidence) -> RuleFailures:
    return RuleFailures(each.rule, each.family.value, each.failure_modes, each.error)


def _peels(chain: PeelChain) -> Peels:
    return Peels(tuple(hop.txid for hop in chain.hops), chain.peeled, chain.ended, chain.stated)


def read_change_results(place: JsonCursor | None) -> ChangeResults:
    """Return the change evidence that `trace.json` says, none where it has no such key.

    Raises:
        IntegrityError: it is not of the form written.
    """
    if place is None:
        return NO_CHANGE
    found = ChangeResults(
        tuple(map(_TRANSACTION.read, place.rows("transactions"))),
        tuple(_RULE.read(row, rule=name) for name, row in place.key("rules").members()),
        tuple(map(_PEELS.read, place.rows("peel_chains"))),
        place.integer("left_out"),
        _history(place.maybe("history")),
    )
    known = {rule.rule for rule in found.rules}
    for each in (each for read in found.transactions for each in read.evidence):
        if each.rule not in known:
            raise IntegrityError(f"trace.json: change.rules lacks {each.rule}, which a transaction's evidence names")
    return found


def _history(place: JsonCursor | None) -> str:
    """Return how far back histories go; a result of version 0.1.0 does not say, and asked nothing."""
    said = NOT_ASKED if place is None else place.as_text()
    if said not in (WHOLE, PART, NOT_ASKED):
        raise IntegrityError(
            f"trace.json: change.history: {quoted(said, 40)} is not one of {WHOLE}, {PART}, {NOT_ASKED}"
        )
    return said
