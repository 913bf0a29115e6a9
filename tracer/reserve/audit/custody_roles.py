"""The security register by role, as an auditor gets it: who can sign in what office, and no name, city or serial.

Persons, sites and keys stand as numbers in the order in which they are on file, the same one throughout. What an
incident was, and what excludes a policy, is asked for on the spot: free words may name anybody.
"""

import datetime as dt
from collections.abc import Mapping, Sequence

from tracer.formats.canonical import Json
from tracer.reserve.security.security_rows import SecurityRegister, SigningKey

Numbers = Mapping[str, str]


def custody_by_role(kept: SecurityRegister) -> dict[str, Json]:
    """Return it as JSON; empty lists where nothing of a kind is on file."""
    persons = _numbered("person", [each.id for each in kept.persons])
    sites = _numbered("site", [each.id for each in kept.sites])
    keys = _numbered("key", [each.fingerprint for each in kept.keys])
    bodies = _numbered("body", [each.body for each in kept.persons])
    return {
        "persons": [
            {
                "person": persons[each.id],
                "role": each.role,
                "body": bodies[each.body],
                "since": each.since.isoformat(),
                "until": _day(each.until),
            }
            for each in kept.persons
        ],
        "sites": [{"site": sites[each.id], "kind": each.kind} for each in kept.sites],
        "quorums": [
            {
                "quorum": number,
                "needed": each.needed,
                "keys": [_key(key, keys, persons, sites) for key in kept.keys if key.quorum == each.name],
                "recovery_blocks": each.recovery_blocks,
            }
            for number, each in enumerate(kept.quorums, start=1)
        ],
        "ceremonies": [
            {
                "date": each.date.isoformat(),
                "purpose": each.purpose.value,
                "site": sites.get(each.site),
                "persons": [persons[name] for name in each.persons if name in persons],
                "witnesses": [persons[name] for name in each.witnesses if name in persons],
                "keys": [keys[name] for name in each.keys if name in keys],
                "protocol_sha256": each.protocol_sha256,
            }
            for each in kept.ceremonies
        ],
        **_papers(kept, sites),
    }


def _papers(kept: SecurityRegister, sites: Numbers) -> dict[str, Json]:
    """Return what others attest, insure and found."""
    return {
        "audits": [
            {
                "from": each.begins.isoformat(),
                "until": each.until.isoformat(),
                "opinion": each.opinion,
                "open_findings": each.open_findings,
                "next_due": each.next_due.isoformat(),
            }
            for each in kept.audits
        ],
        "policies": [
            {
                "perils": [peril.value for peril in each.perils],
                "limit_hundredths": str(each.limit),
                "deductible_hundredths": str(each.deductible),
                "attachment_hundredths": str(each.attachment),
                "aggregate_hundredths": _sum(each.aggregate),
                "currency": each.currency,
                "from": each.begins.isoformat(),
                "until": each.until.isoformat(),
                "reviewed": each.reviewed.isoformat(),
            }
            for each in kept.policies
        ],
        "attestations": [
            {
                "site": sites.get(each.site),
                "from": each.begins.isoformat(),
                "until": each.until.isoformat(),
                "entries": each.entries,
                "refused": each.refused,
                "two_person": each.two_person,
                "log_sha256": each.log_sha256,
            }
            for each in kept.attestations
        ],
        "custodians": [
            {
                "until": _day(each.until),
                "cap_hundredths": _sum(each.cap),
                "currency": each.currency,
                "sub_custodians": len(each.sub_custodians),
            }
            for each in kept.custodians
        ],
        "incidents": [{"found": each.found.isoformat(), "act": each.act} for each in kept.incidents],
    }


def _numbered(word: str, names: Sequence[str]) -> Numbers:
    """Return what stands for each name: `person 1` for the first, and so on."""
    return {name: f"{word} {number}" for number, name in enumerate(dict.fromkeys(names), start=1)}


def _key(key: SigningKey, keys: Numbers, persons: Numbers, sites: Numbers) -> dict[str, Json]:
    return {
        "key": keys[key.fingerprint],
        "holder": persons.get(key.holder),
        "site": sites.get(key.site),
        "backups": [sites.get(backup.site) for backup in key.backups],
        "retired": _day(key.retired),
    }


def _sum(hundredths: int | None) -> str | None:
    return None if hundredths is None else str(hundredths)


def _day(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
