"""Gates D4 and D6: who authorised a disposal, who receives, and what others must be told of it."""

from collections.abc import Iterator, Sequence

from tracer.case.persons import same_person
from tracer.reserve.act_terms import Authorisation, Counterparty
from tracer.reserve.disposition.gate_rows import GateCheck, GateState, judged
from tracer.reserve.disposition.gate_sources import Gated
from tracer.reserve.security.security_rows import Person

SCREENING_DAYS = 7
"""Days after which a search of sanctions lists is too old."""


def authorised(of: Gated) -> GateCheck:
    """Return D4: two different persons authorised it, and neither is the counterparty or of its body."""
    act, day = of.act, of.day
    given = [] if act.sale is None else [each for each in act.sale.authorised if each.date <= day]
    persons = [(each, _person(each, of.sources.persons)) for each in given]
    names = list(_different([each.person if person is None else person.name for each, person in persons]))
    said = [] if len(names) > 1 else [f"Act {act.head.id} takes two different persons; {len(names)} authorised it."]
    for each, person in persons:
        if person is not None and not person.serves(each.date):
            said.append(f"{each.person} authorised it on {each.date}, when the term of {person.name} did not run.")
    other = None if act.sale is None else act.sale.counterparty
    if other is not None:
        said += [f"{name} authorised it and receives it." for name in names if same_person(name, other.name)]
        bodies = {person.name: person.body for _, person in persons if person is not None}
        said += [
            f"{name} authorised it and is of {body}, who receives it."
            for name, body in bodies.items()
            if same_person(body, other.name)
        ]
    if act.head.date > day:
        said.append(f"Act {act.head.id} is of {act.head.date}, after {day}.")
    return judged("D4", said, f"Authorised by {' and '.join(names)}.")


def _person(given: Authorisation, persons: Sequence[Person]) -> Person | None:
    """Return who is named, by the number in the security register or by name."""
    by_number = next((each for each in persons if each.id == given.person), None)
    return by_number or next((each for each in persons if same_person(each.name, given.person)), None)


def _different(names: Sequence[str]) -> Iterator[str]:
    for place, name in enumerate(names):
        if not any(same_person(name, earlier) for earlier in names[:place]):
            yield name


def receiver(of: Gated) -> GateCheck:
    """Return D6: the receiver is named and was screened of late; one who is licensed has a travel-rule payload."""
    other = None if of.act.sale is None else of.act.sale.counterparty
    if other is None:
        return GateCheck("D6", GateState.FAIL, f"Act {of.act.head.id} does not name who receives.")
    said = list(_screening(other, of))
    payload = other.ivms101
    if other.licence is not None and payload is None:
        said.append(f"{other.name} is licensed, and the act names no travel-rule payload.")
    if payload is not None and payload not in of.sources.files:
        said.append(f"The travel-rule payload {payload} is not on file.")
    if said or payload is None:
        return judged("D6", said, f"Screened on {other.screened}; no travel-rule payload is due.")
    words = f"Screened on {other.screened}; whether the travel-rule payload {payload} is valid cannot be told."
    return GateCheck("D6", GateState.NOT_CHECKED, words)


def _screening(other: Counterparty, of: Gated) -> Iterator[str]:
    if other.screened is None or other.screening_sha256 is None:
        yield f"{other.name} was not screened, or what the search found is not named by its hash."
    elif not 0 <= (of.day - other.screened).days <= SCREENING_DAYS:
        yield f"{other.name} was screened on {other.screened}; at most {SCREENING_DAYS} days before {of.day} count."
