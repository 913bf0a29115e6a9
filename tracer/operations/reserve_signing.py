"""Signatures under acts of a register: made with a person's key, and held against the act as it is filed.

`signatures/2026-0012/` holds an envelope and a public key for each person who signed, named by the key's fingerprint.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from tracer.case.persons import same_person
from tracer.disk.files import read_bounded, write_flushed
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.moments import iso
from tracer.operations import reserve_journal
from tracer.operations.context import USUAL_ENTRY, Context, JournalChoice
from tracer.operations.reserve_clock import entering
from tracer.operations.reserve_files import RegisterFolder, read_register
from tracer.reserve.acts import Act
from tracer.signatures import act_signature, dsse, keys
from tracer.signatures.act_signature import ActStatement
from tracer.visible import quoted

SIGNATURES = "signatures"
_ENVELOPE, _KEY = ".dsse.json", ".pub.pem"
_PERSONS = 2


@dataclass(frozen=True, slots=True)
class SignActRequest:
    """Which act of which register to sign as whom; without `allow_unencrypted` the key must have a passphrase."""

    register: Path
    act: str
    person: str
    key: Path
    allow_unencrypted: bool = False
    entry: JournalChoice = USUAL_ENTRY


@dataclass(frozen=True, slots=True)
class ActSigned:
    """What was signed: the act, by whom, with which key's fingerprint, and the number of the journal's entry."""

    act: str
    person: str
    fingerprint: str
    entry: int


def sign_act(request: SignActRequest, ask: Callable[[], str], context: Context) -> ActSigned:
    """Sign an act as one of those whom it names in `signed_by`; `ask` gives the key's passphrase.

    Raises:
        CaseError: no such act is on file, it does not name the person, or person or key signed it already; the key or
            the passphrase is wrong.
        SourceError: the register cannot be written.
    """
    with entering(request.register, context):
        folder = read_register(request.register, context)
        act = next((each for each in folder.acts.all if each.head.id == request.act), None)
        if act is None:
            raise CaseError(f"no act {quoted(request.act, 40)} is on file.")
        person = next((each for each in act.head.signed_by if same_person(each, request.person)), None)
        if person is None:
            raise CaseError(f"act {request.act} does not name {quoted(request.person, 60)} in signed_by.")
        pem = read_bounded(request.key, "key file")
        if not keys.is_encrypted(pem) and not request.allow_unencrypted:
            raise CaseError(f"{request.key} is not protected by a passphrase; --allow-unencrypted takes it as it is.")
        key = keys.load_private(pem, ask() if keys.is_encrypted(pem) else None, str(request.key))
        fingerprint = keys.fingerprint(key.public_key())
        _refuse_twice(folder, act, person, fingerprint)
        stated = ActStatement(
            register=folder.register.name,
            act=act.head.id,
            sha256=act.head.sha256,
            person=person,
            time_utc=iso(context.clock()),
        )
        place = request.register / SIGNATURES / act.head.id
        try:
            place.mkdir(parents=True, exist_ok=True)
            write_flushed(place / f"{fingerprint}{_KEY}", keys.public_pem(key.public_key()))
            write_flushed(place / f"{fingerprint}{_ENVELOPE}", dsse.seal(stated, fingerprint, key.sign))
        except OSError as error:
            raise SourceError(f"{place} cannot be written: {error.strerror or error}.") from error
        number = reserve_journal.enter(
            request.register,
            folder.register.name,
            context,
            kind="signed",
            why=f"act {act.head.id}",
            object_=act.head.sha256,
            details={"act": act.head.id, "person": person, "key": fingerprint},
            entry=request.entry,
        )
        return ActSigned(act.head.id, person, fingerprint, number)


def is_signed(folder: RegisterFolder, act: Act) -> bool:
    """Return whether anybody's signature under an act is on file, right or wrong."""
    return any(_envelopes(folder.path, act))


def signature_faults(folder: RegisterFolder, act: Act) -> tuple[str, ...]:
    """Return what is wrong with the signatures under an act: each that does not fit, and fewer than two persons."""
    faults: list[str] = []
    signers: list[tuple[str, str]] = []
    for file in _envelopes(folder.path, act):
        name = f"{SIGNATURES}/{act.head.id}/{file.name}"
        try:
            signers.append(_signer(folder, act, file, name))
        except (CaseError, IntegrityError, ValueError) as error:
            faults.append(f"review {act.head.id}: {name}: {error}")
    persons = [
        name for at, (name, _) in enumerate(signers) if not any(same_person(name, one) for one, _ in signers[:at])
    ]
    if len(persons) < _PERSONS or len({key for _, key in signers}) < _PERSONS:
        faults.append(f"review {act.head.id}: signed by {len(persons)}; two different persons with two keys sign it.")
    return tuple(faults)


def _signer(folder: RegisterFolder, act: Act, file: Path, name: str) -> tuple[str, str]:
    """Return who signed with which key.

    Raises:
        IntegrityError, CaseError, ValueError: the envelope does not fit the act, the key or the persons named.
    """
    envelope = act_signature.read(read_bounded(file, "signature"), name)
    key = keys.read_public(read_bounded(file.with_name(file.name.replace(_ENVELOPE, _KEY)), "public key"))
    fingerprint, stated = keys.fingerprint(key), envelope.statement
    if envelope.key != fingerprint or not keys.verifies(key, envelope.signature, envelope.signed):
        raise IntegrityError("is not signed with the key beside it")
    if (stated.register, stated.act, stated.sha256) != (folder.register.name, act.head.id, act.head.sha256):
        raise IntegrityError("is of another act, or the act was changed since")
    if not any(same_person(stated.person, each) for each in act.head.signed_by):
        raise IntegrityError(f"{stated.person} is not named in signed_by")
    return stated.person, fingerprint


def _refuse_twice(folder: RegisterFolder, act: Act, person: str, fingerprint: str) -> None:
    for file in _envelopes(folder.path, act):
        envelope = act_signature.read(read_bounded(file, "signature"), file.name)
        if same_person(envelope.statement.person, person) or envelope.key == fingerprint:
            raise CaseError(f"act {act.head.id} was signed by this person or with this key already.")


def _envelopes(path: Path, act: Act) -> Iterator[Path]:
    place = path / SIGNATURES / act.head.id
    return iter(sorted(place.glob(f"*{_ENVELOPE}")) if place.is_dir() else ())
