"""`security/*.toml`: bytes in, a `SecurityRegister` out, or every fault of every file at once.

Pure: opens no file. Nothing is ignored. A key that would hold a biometric template, an image or a score is refused
whatever its value: what is attested of a system is all that a register keeps, for a template that leaks cannot be
changed, and nothing here is checked by one.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping, Sequence
from typing import TypeVar

from tracer.errors import CaseError
from tracer.formats.faults import Faults
from tracer.formats.fields import NAME, PROSE, FieldTable, nearest, show, unique
from tracer.formats.toml_file import check_no_secret, root_of, text_of
from tracer.reserve import typed_values
from tracer.reserve.security.security_rows import (
    AccessAttestation,
    Ceremony,
    CeremonyPurpose,
    CustodianTerms,
    Incident,
    InsurancePolicy,
    KeyBackup,
    Peril,
    Person,
    Quorum,
    SecurityAudit,
    SecurityRegister,
    SigningKey,
    Site,
)

FOLDER = "security"
FILES: Mapping[str, str] = {
    "persons.toml": "person",
    "sites.toml": "site",
    "keys.toml": "key",
    "quorums.toml": "quorum",
    "custodians.toml": "custodian",
    "ceremonies.toml": "ceremony",
    "audits.toml": "audit",
    "policies.toml": "policy",
    "attestations.toml": "attestation",
    "incidents.toml": "incident",
}
"""The files, and the table that each has any number of."""
OPINIONS = ("unqualified", "qualified", "adverse", "disclaimer")

_BIOMETRIC = frozenset({
    "biometric", "biometrics", "biometry", "template", "templates", "face", "iris", "retina", "voice", "palm",
    "minutiae", "image", "images", "photo", "photos", "picture", "pictures", "score", "scores", "scan", "scans",
})  # fmt: skip
"""Words of which none may stand in a key."""
_FINGERPRINT = re.compile(r"[0-9a-f]{8}")
_DATE = "a date such as 2026-05-02"
_MONEY = 'money in quotation marks such as "200000000.00"'
_CURRENCY = "a currency such as USD"
_FINGERPRINT_WORDS = "a key's fingerprint: eight lower-case hexadecimal digits"
_NO_DATE = dt.date.min
_MOST_KEYS, _MOST_BLOCKS, _MOST = 15, 4_000_000, 1_000_000_000

_T = TypeVar("_T")


def parse(files: Mapping[str, bytes]) -> SecurityRegister:
    """Read the security register; `files` are the contents by path in the register, such as `security/keys.toml`.

    Raises:
        CaseError: every fault of every file, each naming file and place; names that refer to nothing too.
    """
    found: list[str] = []
    tables: dict[str, tuple[FieldTable, ...]] = dict.fromkeys(FILES.values(), ())
    all_faults: list[Faults] = []
    for path in sorted(files):
        name = path.removeprefix(f"{FOLDER}/")
        if name not in FILES:
            found.append(f"{path}: no file of a security register{nearest(name, tuple(FILES))}")
            continue
        faults = Faults(path)
        all_faults.append(faults)
        try:
            text = text_of(files[path], faults)
            root = root_of(text, faults, "a security register", tuple(FILES.values()))
        except CaseError as error:
            found += error.faults
            continue
        check_no_secret(text, faults)
        tables[FILES[name]] = root.tables(FILES[name])
        root.close()
        typed_values.check_days(root)
    security = _read(tables)
    found += [text for faults in all_faults for text in faults.texts]
    if found:
        raise CaseError(*dict.fromkeys(found))
    return security


def _read(tables: Mapping[str, Sequence[FieldTable]]) -> SecurityRegister:
    for several in tables.values():
        for table in several:
            _refuse_biometrics(table)
    security = SecurityRegister(
        persons=_each(tables["person"], _person),
        sites=_each(tables["site"], _site),
        keys=_each(tables["key"], _key, "fingerprint"),
        quorums=_each(tables["quorum"], _quorum, "name"),
        custodians=_each(tables["custodian"], _custodian, "name"),
        ceremonies=_each(tables["ceremony"], _ceremony),
        audits=_each(tables["audit"], _audit),
        policies=_each(tables["policy"], _policy),
        attestations=_each(tables["attestation"], _attestation),
        incidents=_each(tables["incident"], _incident),
    )
    _check_references(tables, security)
    return security


def _each(tables: Sequence[FieldTable], read: Callable[[FieldTable], _T], key: str = "id") -> tuple[_T, ...]:
    rows = []
    for table in unique(tables, key):
        rows.append(read(table))
        table.close()
    return tuple(rows)


def _refuse_biometrics(table: FieldTable) -> None:
    """Record a fault for each key that would hold what is measured of a body."""
    for key in table.keys:
        if _BIOMETRIC & {*re.split("[_-]", key.lower())}:
            table.fault(key, "biometric templates, images and scores are never kept; keep the system's attestation")


def _person(table: FieldTable) -> Person:
    return Person(
        id=_name(table, "id"),
        name=_name(table, "name"),
        body=_name(table, "body"),
        role=_name(table, "role"),
        since=table.need("since", table.date("since"), _DATE, _NO_DATE),
        until=table.date("until"),
        substitute=table.name("substitute"),
    )


def _site(table: FieldTable) -> Site:
    return Site(
        id=_name(table, "id"),
        kind=_name(table, "kind"),
        city=_name(table, "city"),
        owner=_name(table, "owner"),
        access=table.name("access"),
    )


def _key(table: FieldTable) -> SigningKey:
    backups = []
    for inner in table.tables("backup"):
        _refuse_biometrics(inner)
        backups.append(KeyBackup(_name(inner, "site"), _name(inner, "form")))
        inner.close()
    return SigningKey(
        fingerprint=table.need(
            "fingerprint", table.read("fingerprint", fingerprint, _FINGERPRINT_WORDS), _FINGERPRINT_WORDS, ""
        ),
        xpub_sha256=table.hash("xpub_sha256", any_case=True),
        quorum=_name(table, "quorum"),
        holder=_name(table, "holder"),
        site=_name(table, "site"),
        device=_name(table, "device"),
        firmware=table.name("firmware"),
        backups=tuple(backups),
        ceremony=table.name("ceremony"),
        retired=table.date("retired"),
    )


def _quorum(table: FieldTable) -> Quorum:
    needed = table.need("needed", table.whole("needed", 1, _MOST_KEYS), "a whole number", 1)
    keys = table.need("keys", table.whole("keys", 1, _MOST_KEYS), "a whole number", needed)
    if needed > keys:
        table.fault("needed", f"expected at most keys, {keys}, got {needed}")
    if ("recovery" in table) != ("recovery_blocks" in table):
        table.fault("recovery", "goes with recovery_blocks: what opens, and after how many blocks")
    return Quorum(
        name=_name(table, "name"),
        needed=needed,
        keys=keys,
        recovery_blocks=table.whole("recovery_blocks", 1, _MOST_BLOCKS),
        recovery=table.prose("recovery"),
        online=table.flag("online"),
    )


def _custodian(table: FieldTable) -> CustodianTerms:
    if ("cap" in table) != ("currency" in table):
        table.fault("cap", "goes with currency")
    return CustodianTerms(
        name=_name(table, "name"),
        licence=table.prose("licence"),
        contract=table.need("contract", table.prose("contract"), PROSE, ""),
        until=table.date("until"),
        cap=table.read("cap", typed_values.hundredths, _MONEY),
        currency=table.read("currency", typed_values.currency, _CURRENCY),
        sub_custodians=table.names("sub_custodians") or (),
    )


def _ceremony(table: FieldTable) -> Ceremony:
    purposes = [purpose.value for purpose in CeremonyPurpose]
    words = f"one of {', '.join(purposes)}"
    return Ceremony(
        id=_name(table, "id"),
        date=table.need("date", table.date("date"), _DATE, _NO_DATE),
        site=_name(table, "site"),
        purpose=CeremonyPurpose(table.need("purpose", table.choice("purpose", purposes), words, purposes[0])),
        persons=table.need("persons", table.names("persons"), "a list of names", ()),
        witnesses=table.need("witnesses", table.names("witnesses"), "a list of names", ()),
        script_sha256=table.hash("script_sha256", any_case=True),
        devices=table.names("devices") or (),
        keys=table.several("keys", fingerprint, "a list of fingerprints") or (),
        protocol=table.need(
            "protocol", table.read("protocol", typed_values.file_inside, "a path"), "a path inside the register", ""
        ),
        protocol_sha256=table.need(
            "protocol_sha256", table.hash("protocol_sha256", any_case=True), "64 hexadecimal digits", ""
        ),
    )


def _audit(table: FieldTable) -> SecurityAudit:
    begins, until = _span(table)
    words = f"one of {', '.join(OPINIONS)}"
    return SecurityAudit(
        id=_name(table, "id"),
        firm=_name(table, "firm"),
        scope=table.need("scope", table.prose("scope"), PROSE, ""),
        begins=begins,
        until=until,
        opinion=table.need("opinion", table.choice("opinion", OPINIONS), words, ""),
        open_findings=table.need("open_findings", table.whole("open_findings", 0, _MOST), "a whole number", 0),
        next_due=table.need("next_due", table.date("next_due"), _DATE, _NO_DATE),
    )


def _policy(table: FieldTable) -> InsurancePolicy:
    begins, until = _span(table)
    perils = [peril.value for peril in Peril]
    read = table.several("perils", lambda text: _peril(text, perils), "a list of perils")
    return InsurancePolicy(
        id=_name(table, "id"),
        insurer=_name(table, "insurer"),
        number=_name(table, "number"),
        perils=table.need("perils", read, f"a list of {', '.join(perils)}", ()),
        limit=table.need("limit", table.read("limit", typed_values.hundredths, _MONEY), _MONEY, 1),
        deductible=table.read("deductible", typed_values.hundredths_from_zero, _MONEY) or 0,
        attachment=table.read("attachment", typed_values.hundredths_from_zero, _MONEY) or 0,
        aggregate=table.read("aggregate", typed_values.hundredths, _MONEY),
        currency=table.need("currency", table.read("currency", typed_values.currency, _CURRENCY), _CURRENCY, "USD"),
        insured=_name(table, "insured"),
        wallets=table.need("wallets", table.names("wallets"), "a list of names", ()),
        sites=table.need("sites", table.names("sites"), "a list of names", ()),
        exclusions=table.several("exclusions", _exclusion, "a list of texts") or (),
        begins=begins,
        until=until,
        reviewed=table.need("reviewed", table.date("reviewed"), _DATE, _NO_DATE),
    )


def _attestation(table: FieldTable) -> AccessAttestation:
    begins, until = _span(table)
    return AccessAttestation(
        id=_name(table, "id"),
        system=_name(table, "system"),
        site=_name(table, "site"),
        standard=_name(table, "standard"),
        certificate=_name(table, "certificate"),
        begins=begins,
        until=until,
        entries=_count(table, "entries"),
        refused=_count(table, "refused"),
        two_person=_count(table, "two_person"),
        log_sha256=table.need("log_sha256", table.hash("log_sha256", any_case=True), "64 hexadecimal digits", ""),
        signed_by=_name(table, "signed_by"),
    )


def _incident(table: FieldTable) -> Incident:
    return Incident(
        id=_name(table, "id"),
        found=table.need("found", table.date("found"), _DATE, _NO_DATE),
        kind=_name(table, "kind"),
        what=table.need("what", table.prose("what"), PROSE, ""),
        act=table.read("act", typed_values.act_id, "the number of an act"),
    )


def fingerprint(text: str) -> str:
    """Return a key's fingerprint.

    Raises:
        ValueError: it is none.
    """
    if not _FINGERPRINT.fullmatch(text):
        raise ValueError(f"expected {_FINGERPRINT_WORDS}, got {show(text)}")
    return text


def _peril(text: str, perils: Sequence[str]) -> Peril:
    if text not in perils:
        raise ValueError(f"expected one of {', '.join(perils)}, got {show(text)}{nearest(text, perils)}")
    return Peril(text)


def _exclusion(text: str) -> str:
    if not text.strip():
        raise ValueError(f"expected {PROSE}, got {show(text)}")
    return text


def _name(table: FieldTable, key: str) -> str:
    return table.need(key, table.name(key), NAME, "")


def _count(table: FieldTable, key: str) -> int:
    return table.need(key, table.whole(key, 0, _MOST), "a whole number", 0)


def _span(table: FieldTable) -> tuple[dt.date, dt.date]:
    begins = table.need("from", table.date("from"), _DATE, _NO_DATE)
    until = table.need("until", table.date("until"), _DATE, dt.date.max)
    if until < begins:
        table.fault("until", f"expected {begins} or later, got {until}")
    return begins, until


def _check_references(tables: Mapping[str, Sequence[FieldTable]], security: SecurityRegister) -> None:
    """Record a fault for each name that refers to no row."""
    known = {
        "a person": [each.id for each in security.persons],
        "a site": [each.id for each in security.sites],
        "a quorum": [each.name for each in security.quorums],
        "a ceremony": [each.id for each in security.ceremonies],
        "a key": [each.fingerprint for each in security.keys],
    }

    def refer(table: FieldTable, key: str, what: str, names: Sequence[str | None]) -> None:
        for name in names:
            if name and name not in known[what]:
                table.fault(key, f"{show(name)} is not {what} of the security register{nearest(name, known[what])}")

    for table, person in zip(tables["person"], security.persons, strict=True):
        refer(table, "substitute", "a person", [person.substitute])
    for table, key in zip(tables["key"], security.keys, strict=True):
        refer(table, "quorum", "a quorum", [key.quorum])
        refer(table, "holder", "a person", [key.holder])
        refer(table, "site", "a site", [key.site])
        refer(table, "backup", "a site", [backup.site for backup in key.backups])
        refer(table, "ceremony", "a ceremony", [key.ceremony])
    for table, ceremony in zip(tables["ceremony"], security.ceremonies, strict=True):
        refer(table, "site", "a site", [ceremony.site])
        refer(table, "persons", "a person", ceremony.persons)
        refer(table, "witnesses", "a person", ceremony.witnesses)
        refer(table, "keys", "a key", ceremony.keys)
    for table, policy in zip(tables["policy"], security.policies, strict=True):
        refer(table, "sites", "a site", policy.sites)
    for table, attestation in zip(tables["attestation"], security.attestations, strict=True):
        refer(table, "site", "a site", [attestation.site])
