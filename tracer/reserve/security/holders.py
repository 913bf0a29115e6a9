"""Who can sign together, and whose loss blocks: the fewest holders, counted over distinct keys.

A holder is a person, a site, a body or a custodian. For theft a copy of a key is the key, so a backup counts; for loss
a key is gone when all its copies are. Two copies of one key with one holder are one key.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from tracer.reserve.security.security_rows import SecurityRegister, SigningKey

MOST_KEYS = 15
"""Keys of a quorum up to which every set of holders is tried; a script of the chain has no more with plain `multi`."""


@dataclass(frozen=True, slots=True)
class KeyCopy:
    """A copy of a key with a holder; None: with nobody of this kind, so that it is lost with none of them."""

    key: str
    holder: str | None


@dataclass(frozen=True, slots=True)
class Fewest:
    """The least number of holders, and the first such set in alphabetical order. None where no set suffices."""

    count: int | None
    holders: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QuorumHolders:
    """Of one kind of holder: the fewest who can sign, and the fewest whose loss leaves too few keys."""

    sign: Fewest
    block: Fewest


def fewest(copies: Iterable[KeyCopy], needed: int) -> QuorumHolders:
    """Return the fewest holders who have `needed` distinct keys, and whose loss leaves fewer."""
    all_copies = frozenset(copies)
    keys = {copy.key for copy in all_copies}
    by_holder = {
        name: frozenset(copy.key for copy in all_copies if copy.holder == name)
        for name in sorted({copy.holder for copy in all_copies if copy.holder is not None})
    }
    return QuorumHolders(
        sign=_least(by_holder, lambda some: len(_union(by_holder, some)) >= needed),
        block=_least(by_holder, lambda some: len(keys - _lost(all_copies, some)) < needed),
    )


def by_person(keys: Sequence[SigningKey]) -> tuple[KeyCopy, ...]:
    """Return the copies of keys by the persons who hold them; backups are with no person."""
    own = [KeyCopy(key.fingerprint, key.holder) for key in keys]
    return tuple(own + [KeyCopy(key.fingerprint, None) for key in keys for _ in key.backups])


def by_site(keys: Sequence[SigningKey]) -> tuple[KeyCopy, ...]:
    """Return the copies of keys by site, backups too."""
    own = [KeyCopy(key.fingerprint, key.site) for key in keys]
    return tuple(own + [KeyCopy(key.fingerprint, backup.site) for key in keys for backup in key.backups])


def by_body(keys: Sequence[SigningKey], security: SecurityRegister) -> tuple[KeyCopy, ...]:
    """Return the copies of keys by body: that of the person who holds one, the site's owner of a backup."""
    bodies = {person.id: person.body for person in security.persons}
    owners = {site.id: site.owner for site in security.sites}
    own = [KeyCopy(key.fingerprint, bodies[key.holder]) for key in keys]
    return tuple(own + [KeyCopy(key.fingerprint, owners[backup.site]) for key in keys for backup in key.backups])


def _least(by_holder: Mapping[str, frozenset[str]], suffices: Callable[[Collection[str]], bool]) -> Fewest:
    for count in range(1, len(by_holder) + 1):
        for some in combinations(by_holder, count):
            if suffices(some):
                return Fewest(count, some)
    return Fewest(None, ())


def _union(by_holder: Mapping[str, frozenset[str]], some: Collection[str]) -> frozenset[str]:
    return frozenset().union(*(by_holder[name] for name in some))


def _lost(copies: Collection[KeyCopy], some: Collection[str]) -> set[str]:
    """Return the keys all of whose copies are with some holders."""
    kept = {copy.key for copy in copies if copy.holder is None or copy.holder not in some}
    return {copy.key for copy in copies} - kept
