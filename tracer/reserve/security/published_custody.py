"""What a register may publish of custody: numbers and months, where `[security] publish_quorums` says so.

Of how many keys how many sign, with how many bodies and at how many sites; when keys were last made; when custody was
last audited, and what was said. No name, place, serial number or fingerprint.
"""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from tracer.errors import IntegrityError
from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor
from tracer.reserve.sale_tables import OPINIONS
from tracer.reserve.security.security_rows import Quorum, SecurityRegister
from tracer.reserve.wallet_changes import RegisterActs, scripts_in_books

MOST_KEYS = 15
"""Keys of a quorum at most, as `security/quorums.toml` has it."""


@dataclass(frozen=True, slots=True, order=True)
class QuorumNumbers:
    """`needed` of `keys` sign; the keys in use lie with so many bodies, at so many sites."""

    needed: int
    keys: int
    bodies: int
    sites: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedCustody:
    """The quorums of the wallets that are counted, each once; days as months such as 2026-05, None: there is none."""

    quorums: tuple[QuorumNumbers, ...]
    ceremony: str | None
    audit: str | None
    opinion: str | None

    def as_json(self) -> dict[str, Writable]:
        """Return it as JSON."""
        return {
            "quorums": [
                {"needed": each.needed, "keys": each.keys, "bodies": each.bodies, "sites": each.sites}
                for each in self.quorums
            ],
            "ceremony": self.ceremony,
            "audit": self.audit,
            "opinion": self.opinion,
        }


def published_custody(security: SecurityRegister, given: RegisterActs, day: dt.date) -> PublishedCustody | None:
    """Return what is published of custody on a day, None: the register publishes nothing, or keeps no quorums.

    Of quorums, those of the wallets that are in the books at the end of the day, in part at least.
    """
    register, counted = given.register, frozenset(scripts_in_books(given, day).values())
    wanted = {wallet.quorum for wallet in register.wallets if wallet.name in counted}
    quorums = [each for each in security.quorums if each.name in wanted]
    if not register.security.publish_quorums or not quorums:
        return None
    audits = [each for each in security.audits if each.until <= day]
    last = max(audits, key=lambda each: (each.until, each.id), default=None)
    return PublishedCustody(
        quorums=tuple(sorted({_numbers(each, security, day) for each in quorums})),
        ceremony=_last(each.date for each in security.ceremonies if each.purpose.makes_keys and each.date <= day),
        audit=None if last is None else f"{last.until:%Y-%m}",
        opinion=None if last is None else last.opinion,
    )


def read(place: JsonCursor) -> PublishedCustody:
    """Read what is published.

    Raises:
        IntegrityError: it is not of the form written.
    """
    opinion = place.maybe_text("opinion")
    found = PublishedCustody(
        quorums=tuple(
            QuorumNumbers(row.integer("needed"), row.integer("keys"), row.integer("bodies"), row.integer("sites"))
            for row in place.rows("quorums")
        ),
        ceremony=_month(place, "ceremony"),
        audit=_month(place, "audit"),
        opinion=opinion,
    )
    wrong = [each for each in found.quorums if not 0 < each.needed <= each.keys <= MOST_KEYS]
    wrong += [each for each in found.quorums if not (0 <= each.bodies <= each.keys and 0 <= each.sites <= each.keys)]
    if wrong or not found.quorums or found.quorums != tuple(sorted(set(found.quorums))):
        raise place.key("quorums").wrong("quorums in ascending order, each once, with as many keys as it needs")
    if (found.audit is None) != (opinion is None) or (opinion is not None and opinion not in OPINIONS):
        raise place.key("opinion").wrong(f"one of {', '.join(OPINIONS)} beside an audit")
    return found


def _numbers(quorum: Quorum, security: SecurityRegister, day: dt.date) -> QuorumNumbers:
    keys = [each for each in security.keys if each.quorum == quorum.name and each.lives(day)]
    bodies = {each.id: each.body for each in security.persons}
    return QuorumNumbers(
        needed=quorum.needed,
        keys=quorum.keys,
        bodies=len({bodies[each.holder] for each in keys if each.holder in bodies}),
        sites=len({each.site for each in keys}),
    )


def _last(days: Iterable[dt.date]) -> str | None:
    last = max(days, default=None)
    return None if last is None else f"{last:%Y-%m}"


def _month(place: JsonCursor, name: str) -> str | None:
    text = place.maybe_text(name)
    try:
        if text is not None and f"{dt.date.fromisoformat(f'{text}-01'):%Y-%m}" != text:
            raise ValueError(text)
    except ValueError:
        raise IntegrityError(f"{place}: {name}: expected a month such as 2026-05") from None
    return text
