"""What limits on custody are measured by: insurance, which wallets are online, how old keys are, as `security/` says.

The files in `security/` are in no bundle. What limits need of them stands in the statement, as the body asserts it:
layers of insurance, wallets, days; no person, site, device or fingerprint.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tracer.errors import IntegrityError
from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor
from tracer.reserve.register import Register
from tracer.reserve.security.cover import cover
from tracer.reserve.security.security_rows import Peril, SecurityRegister
from tracer.reserve.terms import LimitKind

KINDS = frozenset({LimitKind.COVER_RATIO, LimitKind.HOT_SHARE, LimitKind.KEY_AGE_DAYS})
"""Kinds that are measured by it."""
DOLLAR = "USD"
_ALL_SITES = "all"


@dataclass(frozen=True, slots=True, kw_only=True)
class CoverLayer:
    """A policy: money in hundredths of its currency; `sites` are `all` where it names those of all keys, else none."""

    id: str
    perils: tuple[Peril, ...]
    begins: dt.date
    until: dt.date
    limit: int
    deductible: int
    attachment: int
    aggregate: int | None
    currency: str
    wallets: tuple[str, ...]
    sites: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class KeyDays:
    """A key: the day of the ceremony that made it, None: none is on file, and the day from which it is used no more."""

    made: dt.date | None
    retired: dt.date | None


@dataclass(frozen=True, slots=True)
class CustodyFacts:
    """Policies, which wallets are online, as far as it is said, and the keys."""

    layers: tuple[CoverLayer, ...] = ()
    online: Mapping[str, bool] | None = None
    keys: tuple[KeyDays, ...] = ()

    def covered(self, wallets: Mapping[str, int], loss: int, day: dt.date) -> dict[Peril, Fraction | None]:
        """Return what is paid of a total loss by each peril that a policy names, over it; None: not in dollars.

        Args:
            wallets: satoshi by wallet; those that hold something are lost.
            loss: what they are worth, in US cents.
            day: on which it is lost.
        """
        lost = [name for name, sat in wallets.items() if sat]
        found: dict[Peril, Fraction | None] = {}
        for peril in Peril:
            layers = [each for each in self.layers if peril in each.perils]
            if not layers:
                continue
            paying = [each for each in layers if each.begins <= day <= each.until]
            if any(each.currency != DOLLAR for each in paying):
                found[peril] = None
                continue
            told = cover(
                paying, peril, loss, day=day, wallets=lost, sites=[_ALL_SITES], in_cents=lambda amount, _: amount
            )
            found[peril] = Fraction(1) if told.ratio is None else told.ratio
        return found

    def hot(self, wallets: Mapping[str, int]) -> Fraction | None:
        """Return the share that lies in wallets online; None: of a wallet that holds something nobody says it."""
        held = {name: sat for name, sat in wallets.items() if sat}
        online = self.online or {}
        if any(name not in online for name in held):
            return None
        whole = sum(held.values())
        return Fraction(sum(sat for name, sat in held.items() if online[name]), whole) if whole else Fraction(0)

    def key_age(self, day: dt.date) -> int | None:
        """Return how many days ago the oldest key in use was made; None: of one nobody says it, or there is none."""
        living = [each for each in self.keys if each.retired is None or day < each.retired]
        made = [each.made for each in living if each.made is not None and each.made <= day]
        if not made or any(each.made is None for each in living):
            return None
        return (day - min(made)).days

    def as_json(self) -> dict[str, Writable]:
        """Return it as a statement has it: policies by their ids, wallets by name, keys numbered."""
        return {
            "policies": {
                each.id: {
                    "perils": ", ".join(peril.value for peril in each.perils),
                    "from": each.begins.isoformat(),
                    "until": each.until.isoformat(),
                    "limit": str(each.limit),
                    "deductible": str(each.deductible),
                    "attachment": str(each.attachment),
                    "aggregate": None if each.aggregate is None else str(each.aggregate),
                    "currency": each.currency,
                    "wallets": dict.fromkeys(each.wallets, True),
                    "all_sites": bool(each.sites),
                }
                for each in self.layers
            },
            "online": dict(self.online or {}),
            "keys": {
                str(number): {"made": _text(each.made), "retired": _text(each.retired)}
                for number, each in enumerate(self.keys, start=1)
            },
        }


def custody_facts(security: SecurityRegister, register: Register, day: dt.date) -> CustodyFacts:
    """Return what a security register says on a day; sites are those of the keys then in use."""
    sites = {each.site for each in security.keys if each.lives(day)}
    ceremonies = {each.id: each.date for each in security.ceremonies if each.purpose.makes_keys}
    online = {each.name: each.online for each in security.quorums}
    return CustodyFacts(
        layers=tuple(
            CoverLayer(
                id=each.id,
                perils=each.perils,
                begins=each.begins,
                until=each.until,
                limit=each.limit,
                deductible=each.deductible,
                attachment=each.attachment,
                aggregate=each.aggregate,
                currency=each.currency,
                wallets=each.wallets,
                sites=(_ALL_SITES,) if sites <= {*each.sites} else (),
            )
            for each in sorted(security.policies, key=lambda each: each.id)
        ),
        online={
            wallet.name: told for wallet in register.wallets if (told := online.get(wallet.quorum or "")) is not None
        },
        keys=tuple(
            KeyDays(ceremonies.get(each.ceremony or ""), each.retired)
            for each in sorted(security.keys, key=lambda each: each.fingerprint)
        ),
    )


def read(place: JsonCursor) -> CustodyFacts:
    """Read what a statement says of custody.

    Raises:
        IntegrityError: it is not of the form written.
    """
    try:
        return CustodyFacts(
            layers=tuple(_layer(name, row) for name, row in place.key("policies").members()),
            online={name: bool(each.value) for name, each in place.key("online").members()},
            keys=tuple(_keys(row for _, row in sorted(place.key("keys").members(), key=lambda each: int(each[0])))),
        )
    except (ValueError, KeyError) as error:  # a number, a day or a peril that is none
        raise IntegrityError(f"{place}: not of the form written: {error}") from error


def _layer(name: str, row: JsonCursor) -> CoverLayer:
    by_name: Mapping[str, Peril] = {each.value: each for each in Peril}
    aggregate = row.maybe_text("aggregate")
    return CoverLayer(
        id=name,
        perils=tuple(by_name[each] for each in row.text("perils").split(", ")),
        begins=dt.date.fromisoformat(row.text("from")),
        until=dt.date.fromisoformat(row.text("until")),
        limit=int(row.text("limit")),
        deductible=int(row.text("deductible")),
        attachment=int(row.text("attachment")),
        aggregate=None if aggregate is None else int(aggregate),
        currency=row.text("currency"),
        wallets=tuple(wallet for wallet, _ in row.key("wallets").members()),
        sites=(_ALL_SITES,) if row.key("all_sites").value else (),
    )


def _keys(rows: Iterable[JsonCursor]) -> Sequence[KeyDays]:
    return [KeyDays(_day(row.maybe_text("made")), _day(row.maybe_text("retired"))) for row in rows]


def _day(text: str | None) -> dt.date | None:
    return None if text is None else dt.date.fromisoformat(text)


def _text(day: dt.date | None) -> str | None:
    return None if day is None else day.isoformat()
