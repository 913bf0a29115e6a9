"""Gates D4 and D6: who authorised a disposal, who receives, and what others must be told of it."""

from collections.abc import Iterator, Sequence

from tracer.case.persons import same_person
from tracer.chain import address
from tracer.reserve.act_terms import Authorisation, Counterparty
from tracer.reserve.compliance.travel_rule import judge
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
    said = [*_screening(other, of), *_payload(other, of)]
    due = "no travel-rule payload is due" if other.ivms101 is None else f"travel-rule payload {other.ivms101} is valid"
    return judged("D6", said, f"{other.name} was screened on {other.screened}; {due}.")


def _payload(other: Counterparty, of: Gated) -> Iterator[str]:
    """Yield what is wrong with the payload that whoever is licensed is sent: a VASP always is."""
    name = other.ivms101
    if name is None:
        if other.licence is not None:
            yield f"{other.name} is licensed, and the act names no travel-rule payload."
        return
    if name not in of.sources.payloads:
        yield f"The travel-rule payload {name} is not on file."
        return
    verdict = judge(of.sources.payloads[name], of.day)
    if not verdict.is_valid:
        yield f"The travel-rule payload {name} is not valid: {'; '.join(verdict.faults)}."
    paid = {address.encode(each.script, of.books.register.network) for each in of.act.outputs}
    if verdict.accounts and not paid <= set(verdict.accounts):
        yield f"The travel-rule payload {name} names other accounts than those that the act pays."


def _screening(other: Counterparty, of: Gated) -> Iterator[str]:
    if other.screened is None or other.screening_sha256 is None:
        yield f"{other.name} was not screened, or what the search found is not named by its hash."
    elif not 0 <= (of.day - other.screened).days <= SCREENING_DAYS:
        yield f"{other.name} was screened on {other.screened}; at most {SCREENING_DAYS} days before {of.day} count."
