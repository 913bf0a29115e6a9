"""The security register as rows: what `security/*.toml` says, as typed. Never public.

Nothing here is proven: that a person holds a key, or a site a backup, is what the body asserts. What the chain shows of
it is compared elsewhere. Money is in hundredths of its currency.
"""

import datetime as dt
from dataclasses import dataclass
from enum import Enum


class CeremonyPurpose(Enum):
    """What a key ceremony is held for."""

    GENERATE = "generate"
    ROTATE = "rotate"
    RECOVERY_TEST = "recover test"
    DESTROY = "destroy"

    @property
    def makes_keys(self) -> bool:
        """Whether keys come from it."""
        return self in (CeremonyPurpose.GENERATE, CeremonyPurpose.ROTATE)


class Peril(Enum):
    """What is insured against."""

    THEFT_OUTSIDE = "theft by outsiders"
    THEFT_INSIDE = "theft by insiders"
    KEY_LOSS = "key loss"
    TECHNICAL = "technical failure"
    SITE_LOSS = "site loss"
    TRANSIT = "transit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a part in custody, from `since` on; `until` is the last day, None: no end is set."""

    id: str
    name: str
    body: str
    role: str
    since: dt.date
    until: dt.date | None
    substitute: str | None

    def serves(self, day: dt.date) -> bool:
        """Return whether the person's term includes a day."""
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Where keys or backups lie; `access` names the system that lets people in."""

    id: str
    kind: str
    city: str
    owner: str
    access: str | None


@dataclass(frozen=True, slots=True)
class KeyBackup:
    """A copy of a key: at which site, and on what."""

    site: str
    form: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A key of a quorum: who holds its device, where that lies, which ceremony made it.

    `fingerprint` is that of its master key, eight hexadecimal digits as the descriptor's origin has it; `xpub_sha256`
    a salted hash of its extended public key. `retired` is the day from which it is used no more.
    """

    fingerprint: str
    xpub_sha256: str | None
    quorum: str
    holder: str
    site: str
    device: str
    firmware: str | None
    backups: tuple[KeyBackup, ...]
    ceremony: str | None
    retired: dt.date | None

    def lives(self, day: dt.date) -> bool:
        """Return whether the key is in use on a day."""
        return self.retired is None or day < self.retired


@dataclass(frozen=True, slots=True, kw_only=True)
class Quorum:
    """`needed` of `keys` signatures move the coins of the wallets that name it.

    `recovery_blocks` is after how many blocks another path opens, None: there is none. `online` says whether keys that
    suffice to sign lie in machines on a network, None: nobody says it.
    """

    name: str
    needed: int
    keys: int
    recovery_blocks: int | None
    recovery: str | None
    online: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CustodianTerms:
    """A custodian: licence, contract up to a day, and what it answers for at most."""

    name: str
    licence: str | None
    contract: str
    until: dt.date | None
    cap: int | None
    currency: str | None
    sub_custodians: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ceremony:
    """A key ceremony: who took part, who witnessed, which keys came of it or were destroyed."""

    id: str
    date: dt.date
    site: str
    purpose: CeremonyPurpose
    persons: tuple[str, ...]
    witnesses: tuple[str, ...]
    script_sha256: str | None
    devices: tuple[str, ...]
    keys: tuple[str, ...]
    protocol: str
    protocol_sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityAudit:
    """An audit of custody: CCSS, ISO 27001, penetration test, SOC 2; what it found open, and when the next is due."""

    id: str
    firm: str
    scope: str
    begins: dt.date
    until: dt.date
    opinion: str
    open_findings: int
    next_due: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class InsurancePolicy:
    """A layer of insurance: what is paid of a loss above `attachment` and `deductible`, up to `limit`.

    It counts for the wallets and sites that it names. `aggregate` is the most of all losses of its term, None: no such
    bound is stated. `reviewed` is when the body last went through it.
    """

    id: str
    insurer: str
    number: str
    perils: tuple[Peril, ...]
    limit: int
    deductible: int
    attachment: int
    aggregate: int | None
    currency: str
    insured: str
    wallets: tuple[str, ...]
    sites: tuple[str, ...]
    exclusions: tuple[str, ...]
    begins: dt.date
    until: dt.date
    reviewed: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class AccessAttestation:
    """What is attested of a system that lets people in: certificate, span, counts. Never a template, image or score."""

    id: str
    system: str
    site: str
    standard: str
    certificate: str
    begins: dt.date
    until: dt.date
    entries: int
    refused: int
    two_person: int
    log_sha256: str
    signed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """What went wrong, when it was found, and the act that answers it, None: none does yet."""

    id: str
    found: dt.date
    kind: str
    what: str
    act: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityRegister:
    """Everything in `security/`, each kind in the order of its file."""

    persons: tuple[Person, ...] = ()
    sites: tuple[Site, ...] = ()
    keys: tuple[SigningKey, ...] = ()
    quorums: tuple[Quorum, ...] = ()
    custodians: tuple[CustodianTerms, ...] = ()
    ceremonies: tuple[Ceremony, ...] = ()
    audits: tuple[SecurityAudit, ...] = ()
    policies: tuple[InsurancePolicy, ...] = ()
    attestations: tuple[AccessAttestation, ...] = ()
    incidents: tuple[Incident, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing is kept."""
        return self == NO_SECURITY


NO_SECURITY = SecurityRegister()
"""What a register has that keeps none."""
