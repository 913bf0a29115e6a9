"""Gates D4 and D6: who authorised a disposal, who receives, and what others must be told of it."""

from collections.abc import Iterator, Sequence

from tracer.case.persons import same_person
from tracer.chain import address
from tracer.reserve.act_terms import Authorisation, Counterparty
from tracer.reserve.compliance.travel_rule import judge
from tracer.reserve.disposition.gate_rows import GateCheck, judged
from tracer.reserve.disposition.gate_sources import Gated
from tracer.reserve.security.security_rows import Person
from tracer.reserve.sentences import Sentence, say

SCREENING_DAYS = 7
"""Days after which a search of sanctions lists is too old."""


def authorised(of: Gated) -> GateCheck:
    """Return D4: two different persons authorised it, and neither is the counterparty or of its body."""
    act, day = of.act, of.day
    given = [] if act.sale is None else [each for each in act.sale.authorised if each.date <= day]
    persons = [(each, _person(each, of.sources.persons)) for each in given]
    names = list(_different([each.person if person is None else person.name for each, person in persons]))
    said = list[Sentence]()
    if len(names) < 2:
        told = f"{len(names)}"
        said.append(say("Act {act} takes two different persons; {count} authorised it.", act=act.head.id, count=told))
    for each, person in persons:
        if person is not None and not person.serves(each.date):
            said.append(
                say(
                    "{name} authorised it on {day}, when the term of {person} did not run.",
                    name=each.person,
                    day=f"{each.date}",
                    person=person.name,
                )
            )
    other = None if act.sale is None else act.sale.counterparty
    if other is not None:
        said += [
            say("{name} authorised it and receives it.", name=each) for each in names if same_person(each, other.name)
        ]
        bodies = {person.name: person.body for _, person in persons if person is not None}
        said += [
            say("{name} authorised it and is of {body}, who receives it.", name=name, body=body)
            for name, body in bodies.items()
            if same_person(body, other.name)
        ]
    if act.head.date > day:
        said.append(
            say(
                "Act {act} is of {day}, after {other_day}.", act=act.head.id, day=f"{act.head.date}", other_day=f"{day}"
            )
        )
    return judged("D4", said, say("Authorised by {names}.", names=names))


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
        return judged("D6", [say("Act {act} does not name who receives.", act=of.act.head.id)])
    said = [*_screening(other, of), *_payload(other, of)]
    return judged("D6", said, _received(other))


def _received(other: Counterparty) -> Sentence:
    """Return when a receiver was screened, and what is due to it."""
    day = f"{other.screened}"
    if other.ivms101 is None:
        return say("{name} was screened on {day}; no travel-rule payload is due.", name=other.name, day=day)
    return say(
        "{name} was screened on {day}; travel-rule payload {file} is valid.",
        name=other.name,
        day=day,
        file=other.ivms101,
    )


def _payload(other: Counterparty, of: Gated) -> Iterator[Sentence]:
    """Yield what is wrong with the payload that whoever is licensed is sent: a VASP always is."""
    name = other.ivms101
    if name is None:
        if other.licence is not None:
            yield say("{name} is licensed, and the act names no travel-rule payload.", name=other.name)
        return
    if name not in of.sources.payloads:
        yield say("The travel-rule payload {file} is not on file.", file=name)
        return
    verdict = judge(of.sources.payloads[name], of.day)
    if not verdict.is_valid:
        yield say("The travel-rule payload {file} is not valid: {faults}.", file=name, faults=verdict.faults)
    paid = {address.encode(each.script, of.books.register.network) for each in of.act.outputs}
    if verdict.accounts and not paid <= set(verdict.accounts):
        yield say("The travel-rule payload {file} names other accounts than those that the act pays.", file=name)


def _screening(other: Counterparty, of: Gated) -> Iterator[Sentence]:
    if other.screened is None or other.screening_sha256 is None:
        yield say("{name} was not screened, or what the search found is not named by its hash.", name=other.name)
    elif not 0 <= (of.day - other.screened).days <= SCREENING_DAYS:
        yield say(
            "{name} was screened on {day}; at most {count} days before {other_day} count.",
            name=other.name,
            day=f"{other.screened}",
            count=f"{SCREENING_DAYS}",
            other_day=f"{of.day}",
        )
