"""What is wrong with custody on a day: quorums against descriptors, who can sign, whose loss blocks, what has run out.

A fault is hard where a night job should wake somebody. Sentences name persons by their id, never by their name.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto

from tracer.reserve.register import Register, ReserveWallet
from tracer.reserve.security.descriptor_quorum import descriptor_quorum
from tracer.reserve.security.holders import KeyCopy, QuorumHolders, by_body, by_person, by_site, fewest
from tracer.reserve.security.security_rows import Ceremony, InsurancePolicy, Quorum, SecurityRegister, SigningKey
from tracer.reserve.terms import SecurityTerms
from tracer.visible import visible

UNPROVEN_AFTER = 365
"""Days after which a key that signed nothing is unproven, and a policy that nobody went through is old."""
WITNESSES = 2
SOON = (60, 30, 0)
"""Days before an end at which it is told."""
RENEWED = dt.timedelta(days=30)
"""A policy that begins so shortly before another ends, or later, follows it; an earlier one is a layer beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityFault:
    """Something wrong, or about to be; `is_hard`: it is to be mended at once."""

    kind: str
    text: str
    is_hard: bool = True


def security_faults(
    security: SecurityRegister, register: Register, day: dt.date, signed: Mapping[str, dt.date]
) -> tuple[SecurityFault, ...]:
    """Return every fault on a day, in a fixed order.

    `signed` is the last day, up to the day asked for, on which each key's signature was seen on the chain or in a
    proof, by fingerprint.
    """
    found = [*_quorums(security, register, day), *_keys(security, day, signed), *_ceremonies(security)]
    found += _rotations(security, day, register.security.rotate_days)
    return (*found, *_ends(security, day), *_gaps(security, day), *_reviews(security, day))


def quorum_holders(security: SecurityRegister, quorum: str, day: dt.date) -> Mapping[str, QuorumHolders]:
    """Return the fewest who can sign and whose loss blocks, by kind of holder: persons, sites, bodies."""
    needed = next(each.needed for each in security.quorums if each.name == quorum)
    return {what: fewest(copies, needed) for what, copies in _copies(security, quorum, day).items()}


def _copies(security: SecurityRegister, quorum: str, day: dt.date) -> Mapping[str, Sequence[KeyCopy]]:
    keys = _live(security, quorum, day)
    return {"persons": by_person(keys), "sites": by_site(keys), "bodies": by_body(keys, security)}


def _live(security: SecurityRegister, quorum: str, day: dt.date) -> list[SigningKey]:
    return [key for key in security.keys if key.quorum == quorum and key.lives(day)]


def _quorums(security: SecurityRegister, register: Register, day: dt.date) -> Iterator[SecurityFault]:
    known = {each.name: each for each in security.quorums}
    for wallet in register.wallets:
        if not register.is_ours(wallet):
            continue
        if wallet.quorum is None or wallet.quorum not in known:
            named = wallet.quorum
            text = (
                f'wallet "{visible(wallet.name)}" names as its quorum none.'
                if named is None
                else f'wallet "{visible(wallet.name)}" names as its quorum "{visible(named)}", which '
                f"security/quorums.toml has not."
            )
            yield _fault("quorum", text, hard=False)
            continue
        yield from _against_descriptor(wallet, known[wallet.quorum], _live(security, wallet.quorum, day))
    for quorum in security.quorums:
        yield from _minima(security, quorum, register.security, day)


def _against_descriptor(wallet: ReserveWallet, quorum: Quorum, keys: Sequence[SigningKey]) -> Iterator[SecurityFault]:
    """Yield where paper and script differ: threshold, number of keys, which keys."""
    name = visible(quorum.name)
    listed = {key.fingerprint for key in keys}
    if len(keys) != quorum.keys:
        yield _fault(
            "quorum", f'quorum "{name}" is of {quorum.keys} keys; security/keys.toml lists {len(keys)} in use.'
        )
    asked = None if wallet.descriptor is None else descriptor_quorum(wallet.descriptor)
    if asked is None:
        yield _fault(
            "quorum",
            f'quorum "{name}": the scripts of wallet "{visible(wallet.name)}" do not say who signs.',
            hard=False,
        )
        return
    if (asked.needed, len(asked.fingerprints)) != (quorum.needed, quorum.keys):
        wanted = f"{asked.needed} of {len(asked.fingerprints)}"
        text = (
            f'quorum "{name}" is {quorum.needed} of {quorum.keys}; the descriptor of wallet "{visible(wallet.name)}" '
            f"is {wanted}."
        )
        yield _fault("quorum", text)
    scripted = {each for each in asked.fingerprints if each is not None}
    for each in sorted(scripted - listed):
        yield _fault("quorum", f'quorum "{name}": key {each} of wallet "{visible(wallet.name)}" has no holder.')
    if None not in asked.fingerprints:
        for each in sorted(listed - scripted):
            yield _fault(
                "quorum", f'quorum "{name}": key {each} has a holder and is not in wallet "{visible(wallet.name)}".'
            )


def _minima(security: SecurityRegister, quorum: Quorum, terms: SecurityTerms, day: dt.date) -> Iterator[SecurityFault]:
    """Yield where too few can sign, or the loss of too few blocks."""
    copies = _copies(security, quorum.name, day)
    least = {
        "persons": quorum.needed if terms.min_persons is None else terms.min_persons,
        "sites": terms.min_sites,
        "bodies": terms.min_bodies,
    }
    losses = {"persons": terms.min_loss_persons, "sites": terms.min_loss_sites}
    name = visible(quorum.name)
    for what, needed in least.items():
        found = fewest(copies[what], quorum.needed)
        if found.sign.count is not None and found.sign.count < needed:
            held = min(quorum.needed, len({copy.key for copy in copies[what] if copy.holder in found.sign.holders}))
            words = _holders(what, found.sign.holders)
            yield _fault("signers", f'quorum "{name}": {words} {held} of the {quorum.needed} keys needed.')
        blocks = found.block.count
        if what in losses and blocks is not None and blocks < losses[what]:
            words = _lost(what, found.block.holders)
            yield _fault("loss", f'quorum "{name}": the loss of {words} leaves fewer than {quorum.needed} keys.')


def _holders(what: str, names: Sequence[str]) -> str:
    """Return `one body (NIC) holds`, `2 persons (P-01, P-02) hold`."""
    words = _lost(what, names)
    return f"{words} holds" if len(names) == 1 else f"{words} hold"


def _lost(what: str, names: Sequence[str]) -> str:
    """Return `one body (NIC)`, `2 persons (P-01, P-02)`."""
    shown, count = ", ".join(map(visible, names)), len(names)
    match what:
        case "persons":
            return f"one person ({shown})" if count == 1 else f"{count} persons ({shown})"
        case "sites":
            return f"one site ({shown})" if count == 1 else f"{count} sites ({shown})"
        case _:
            return f"one body ({shown})" if count == 1 else f"{count} bodies ({shown})"


def _keys(security: SecurityRegister, day: dt.date, signed: Mapping[str, dt.date]) -> Iterator[SecurityFault]:
    """Yield keys in use whose holder's term is over or has not begun, and keys that have proven nothing for a year."""
    persons = {each.id: each for each in security.persons}
    made = {key: each for each in security.ceremonies if each.purpose.makes_keys for key in each.keys}
    for key in security.keys:
        if not key.lives(day):
            continue
        holder = persons[key.holder]
        if not holder.serves(day):
            text = (
                f"key {key.fingerprint} is in use; the term of its holder {visible(holder.id)} ended {holder.until}."
                if holder.until and holder.until < day
                else f"key {key.fingerprint} is in use; the term of its holder {visible(holder.id)} begins "
                f"{holder.since}."
            )
            yield _fault("holder", text)
        born = made[key.fingerprint].date if key.fingerprint in made else None
        last = max((each for each in (signed.get(key.fingerprint), born) if each is not None), default=None)
        if last is None or (day - last).days > UNPROVEN_AFTER:
            seen = signed.get(key.fingerprint)
            text = (
                f"unproven key {key.fingerprint}: it signed never."
                if seen is None
                else f"unproven key {key.fingerprint}: it signed last on {seen}."
            )
            yield _fault("unproven-key", text)


def _rotations(security: SecurityRegister, day: dt.date, most: int | None) -> Iterator[SecurityFault]:
    """Yield keys in use that are as old as a key may get, or soon will be; `most` None: no age is set."""
    made = {key: each.date for each in security.ceremonies if each.purpose.makes_keys for key in each.keys}
    for key in security.keys if most is not None else ():
        if not key.lives(day) or key.fingerprint not in made:
            continue
        due = made[key.fingerprint] + dt.timedelta(days=most or 0)
        if (due - day).days <= SOON[0]:
            text = f"key {key.fingerprint} was made {made[key.fingerprint]}; it is to be replaced by {due}."
            yield _fault("rotation", text, hard=due <= day)


def _ceremonies(security: SecurityRegister) -> Iterator[SecurityFault]:
    """Yield ceremonies with too few witnesses or a holder among them, and keys that do not come from exactly one."""
    makers: dict[str, list[Ceremony]] = {}
    for ceremony in security.ceremonies:
        quorums = {key.quorum for key in security.keys if key.fingerprint in ceremony.keys}
        holders = {key.holder for key in security.keys if key.quorum in quorums}
        if len(ceremony.witnesses) < WITNESSES:
            yield _fault(
                "ceremony",
                f"ceremony {visible(ceremony.id)} has {len(ceremony.witnesses)} witness; it takes {WITNESSES}.",
            )
        for witness in sorted(holders & {*ceremony.witnesses}):
            yield _fault(
                "ceremony",
                f"ceremony {visible(ceremony.id)}: its witness {visible(witness)} holds a key of that quorum.",
            )
        if ceremony.purpose.makes_keys:
            for each in ceremony.keys:
                makers.setdefault(each, []).append(ceremony)
    for key in security.keys:
        several = makers.get(key.fingerprint, [])
        if len(several) != 1:
            text = (
                f"key {key.fingerprint} comes from {len(several)} ceremonies; each comes from exactly one."
                if several
                else f"key {key.fingerprint} comes from no ceremony; each comes from exactly one."
            )
            yield _fault("ceremony", text)
        elif key.ceremony is not None and key.ceremony != several[0].id:
            yield _fault(
                "ceremony",
                f"key {key.fingerprint} names ceremony {visible(key.ceremony)}; {visible(several[0].id)} made it.",
            )


def _ends(security: SecurityRegister, day: dt.date) -> Iterator[SecurityFault]:
    """Yield what has ended with nothing of its kind after it, and what ends soon."""
    for term, name, until in _terms(security):
        left, what = (until - day).days, _what_ends(term, visible(name))
        if left < 0:
            yield _fault("expired", f"{what} ended {until}.")
        elif left <= SOON[0]:
            within = min(each for each in SOON if left <= each)
            yield _fault("expiring", f"{what} ends {until}, in {left} days.", hard=within == SOON[-1])


class _Term(Enum):
    """What has an end."""

    POLICY = auto()
    AUDIT = auto()
    ATTESTATION = auto()
    CONTRACT = auto()


def _what_ends(term: _Term, name: str) -> str:
    """Return what ends, by the name that its file gives it."""
    match term:
        case _Term.POLICY:
            return f"policy {name}"
        case _Term.AUDIT:
            return f"the time for the audit after {name}"
        case _Term.ATTESTATION:
            return f"attestation {name}"
        case _Term.CONTRACT:
            return f"contract with {name}"


def _terms(security: SecurityRegister) -> Iterator[tuple[_Term, str, dt.date]]:
    """Yield what has an end and nothing after it: policies, each audit's next date, attestations, contracts."""
    yield from ((_Term.POLICY, each.id, each.until) for each in security.policies if not _is_followed(each, security))
    audits: dict[str, tuple[str, dt.date]] = {}
    for audit in security.audits:
        if audit.scope not in audits or audits[audit.scope][1] < audit.next_due:
            audits[audit.scope] = audit.id, audit.next_due
    yield from ((_Term.AUDIT, name, until) for name, until in audits.values())
    attested: dict[tuple[str, str], tuple[str, dt.date]] = {}
    for each in security.attestations:
        place = each.system, each.site
        if place not in attested or attested[place][1] < each.until:
            attested[place] = each.id, each.until
    yield from ((_Term.ATTESTATION, name, until) for name, until in attested.values())
    yield from ((_Term.CONTRACT, each.name, each.until) for each in security.custodians if each.until is not None)


def _is_followed(policy: InsurancePolicy, security: SecurityRegister) -> bool:
    """Return whether each peril of a policy is insured on by one that follows it; a layer beside it follows nothing."""
    followers = [
        each
        for each in security.policies
        if each.insured == policy.insured and each.until > policy.until and each.begins > policy.until - RENEWED
    ]
    return {*policy.perils} <= {peril for each in followers for peril in each.perils}


def _gaps(security: SecurityRegister, day: dt.date) -> Iterator[SecurityFault]:
    """Yield the days up to a day that lie between two policies of a peril, even where both are past."""
    perils = sorted({peril.value for policy in security.policies for peril in policy.perils})
    for peril in perils:
        of_it = [each for each in security.policies if peril in {each_peril.value for each_peril in each.perils}]
        covered: dt.date | None = None
        for policy in sorted(of_it, key=lambda each: (each.begins, each.until)):
            if covered is not None and policy.begins > covered + dt.timedelta(days=1) and policy.begins <= day:
                yield _fault("gap", f"peril {peril}: not insured after {covered} until {policy.begins}.")
            covered = policy.until if covered is None else max(covered, policy.until)


def _reviews(security: SecurityRegister, day: dt.date) -> Iterator[SecurityFault]:
    for policy in security.policies:
        if policy.until >= day and (day - policy.reviewed).days > UNPROVEN_AFTER:
            yield _fault("review", f"policy {visible(policy.id)} was last reviewed {policy.reviewed}, over a year ago.")


def _fault(kind: str, text: str, *, hard: bool = True) -> SecurityFault:
    return SecurityFault(kind=kind, text=text, is_hard=hard)


def kinds(faults: Iterable[SecurityFault]) -> tuple[str, ...]:
    """Return the kinds of faults, in their order."""
    return tuple(each.kind for each in faults)
