"""A register's folder on the disk: read with every fault of every file at once, written by one command at a time."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

from tracer.disk.files import read_bounded, sha256_of
from tracer.disk.lock import alone
from tracer.errors import CaseError
from tracer.operations.context import Context
from tracer.operations.reserve_beside import beside
from tracer.operations.reserve_kept import (
    FIXINGS,
    PROOFS,
    TABLES,
    FileFault,
    all_admissions,
    kept_files,
    listed,
    right_admissions,
    secret_faults,
)
from tracer.operations.reserve_security import read_security
from tracer.reserve import act_file, act_set, register_file
from tracer.reserve.act_set import file_of
from tracer.reserve.acts import Act, ActsInForce
from tracer.reserve.followed_acts import as_many_as_can_be
from tracer.reserve.lots import Admission
from tracer.reserve.observation import FaultKind, ObservedFault
from tracer.reserve.register import Register
from tracer.reserve.register_faults import documents, missing_acts, payloads, unfounded_statements
from tracer.reserve.security.security_rows import NO_SECURITY, SecurityRegister
from tracer.visible import visible

REGISTER = register_file.FILE
ACTS = "acts"

_READING = "reading the register"
_UNFOUNDED = "acts/{act}.toml: no contract of its account is on file; act {act} is left out."


class FiledRegister(Protocol):
    """What lies in a register's folder, whether or not what people wrote there is right."""

    @property
    def path(self) -> Path:
        """The folder."""
        ...

    @property
    def name(self) -> str:
        """The register's name."""
        ...

    @property
    def content(self) -> Mapping[str, bytes]:
        """The bytes of `register.toml`, of every act, admission, fixing and table, by relative name."""
        ...


@dataclass(frozen=True, slots=True)
class UnreadRegister:
    """A register of whose acts nothing was understood; see `FiledRegister`."""

    path: Path
    name: str
    content: Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class RegisterFolder:
    """A register found right, with its acts and admissions.

    `content` has the bytes of `register.toml`, of every act, admission, fixing and table, by relative name; `notes` are
    what a reader should know of other registers beside this one. `security` is what `security/` says.
    """

    path: Path
    register: Register
    acts: ActsInForce
    admissions: tuple[Admission, ...]
    content: Mapping[str, bytes]
    notes: tuple[str, ...] = ()
    security: SecurityRegister = NO_SECURITY

    @property
    def name(self) -> str:
        """The register's name."""
        return self.register.name


@dataclass(frozen=True, slots=True)
class _Read:
    """The files of a folder, each read by itself; `is_whole` says whether every act could be read."""

    register: Register
    acts: tuple[Act, ...]
    is_whole: bool
    content: dict[str, bytes]
    faults: tuple[FileFault, ...]


def read_register(path: Path, context: Context) -> RegisterFolder:
    """Read a register's folder.

    Raises:
        CaseError: every fault of every file at once; where `register.toml` itself is wrong, only its own faults, for
            the other files are read by it.
        IntegrityError: an admission is not what a command wrote.
    """
    context.progress(_READING, 0, 0)
    read = _read(path)
    faults = [each.text for each in read.faults]
    if read.is_whole:
        faults += missing_acts(read.register, read.acts)
    notes = beside(path, read.register, faults)
    in_force = _in_force(read.acts, faults) if read.is_whole else None
    security = _security(path, faults)
    if faults or in_force is None:
        raise CaseError(*dict.fromkeys(faults))
    admissions, content = all_admissions(path, read.content), read.content
    content |= kept_files(path, FIXINGS, TABLES, PROOFS)
    exposed = tuple(secret_faults(content))
    if exposed:
        raise CaseError(*exposed)
    context.progress(_READING, 1, 1)
    return RegisterFolder(path, read.register, in_force, admissions, read.content, notes, security)


def read_what_is_right(path: Path, context: Context) -> tuple[RegisterFolder, tuple[ObservedFault, ...]]:
    """Read a register's folder without the acts that are wrong; return what is wrong with its files, too.

    An act whose document is missing or another one is wrong. The lots of a case of which an admission is not what a
    command wrote are not known: none of its admissions is read. `without_unfounded`, `with_tables` and
    `with_kept_files` go on from there.

    Raises:
        CaseError: every fault of `register.toml`, without which nothing can be read.
    """
    context.progress(_READING, 0, 0)
    read, shared = _read(path), list[str]()
    wrong = {each.file for each in read.faults}
    right = [act for act in read.acts if file_of(act.head.id) not in wrong]
    in_force, left_out = as_many_as_can_be(right, act_set.in_force)
    faults = [
        *(_left_out(each) if each.file.endswith(".toml") else each for each in read.faults),
        *(FileFault(file_of(each.act), each.text) for each in left_out),
        *(FileFault(text.partition(": ")[0], text) for text in missing_acts(read.register, in_force.all)),
    ]
    notes = beside(path, read.register, shared)
    faults += [FileFault(REGISTER, text) for text in shared]
    admissions, damaged = right_admissions(path, read.content)
    context.progress(_READING, 1, 1)
    folder = RegisterFolder(path, read.register, in_force, admissions, read.content, notes)
    return folder, (*_told(path, faults, FaultKind.FILE), *_told(path, damaged, FaultKind.CHANGED))


def with_kept_files(folder: RegisterFolder) -> tuple[RegisterFolder, tuple[ObservedFault, ...]]:
    """Return a register with its security register, fixings, tables and proofs, and what is wrong with these files.

    One that cannot be read is left out; where anything in `security/` is wrong, all of it.
    """
    security, faults = NO_SECURITY, list[FileFault]()
    try:
        security = read_security(folder.path)
    except CaseError as error:
        faults += [FileFault(text.partition(": ")[0], text) for text in error.faults]
    kept = kept_files(folder.path, FIXINGS, TABLES, PROOFS, faults=faults)
    found = replace(folder, content={**folder.content, **kept}, security=security)
    return found, _told(folder.path, faults, FaultKind.FILE)


def with_tables(folder: RegisterFolder) -> tuple[RegisterFolder, tuple[ObservedFault, ...]]:
    """Return a register with its tables alone, and which of them cannot be read."""
    faults = list[FileFault]()
    tables = kept_files(folder.path, TABLES, faults=faults)
    found = replace(folder, content={**folder.content, **tables})
    return found, _told(folder.path, faults, FaultKind.FILE)


def as_it_lies(path: Path, name: str) -> UnreadRegister:
    """Return what lies in the folder of a register of this name; a file that cannot be read whole is left out.

    Raises:
        IntegrityError: an admission is not what a command wrote.
    """
    content: dict[str, bytes] = {}
    for file in (path / REGISTER, *(each for each in listed(path / ACTS) if each.suffix == ".toml")):
        try:
            content[file.relative_to(path).as_posix()] = read_bounded(file, "file")
        except CaseError:  # reading the register tells of it; where a closed period lists it, it is missing
            continue
    all_admissions(path, content)
    return UnreadRegister(path, name, {**content, **kept_files(path, FIXINGS, TABLES, PROOFS)})


def without_unfounded(folder: RegisterFolder) -> tuple[RegisterFolder, tuple[ObservedFault, ...]]:
    """Return a register without statements of movements whose account has no contract on file, each a fault."""
    unfounded = unfounded_statements(folder.register, folder.acts)
    kept = tuple(act for act in folder.acts.acts if act.head.id not in unfounded)
    told = (ObservedFault(FaultKind.FILE, file_of(each), _UNFOUNDED.format(act=each)) for each in unfounded)
    return replace(folder, acts=ActsInForce(kept, folder.acts.all)), tuple(told)


def read_register_file(path: Path) -> Register:
    """Read a register's `register.toml` alone.

    Raises:
        CaseError: every fault of it, or there is no register.
    """
    return register_file.parse(_register_bytes(path), REGISTER)


def writing(path: Path) -> AbstractContextManager[None]:
    """Hold a register's lock: one command writes it at a time.

    Raises:
        CaseError: another one holds it, or there is no register.
        SourceError: the lock cannot be made.
    """
    _register_bytes(path)
    return alone(
        path, f"register {path} is being written by another tracer. Wait until it ends; reading is possible meanwhile"
    )


def _register_bytes(path: Path) -> bytes:
    if not path.is_dir():
        raise CaseError(f"no register at {path}: it is no folder.\nBegin one with tracer reserve begin.")
    if not (path / REGISTER).exists():
        raise CaseError(f"no register at {path}: it has no {REGISTER}.\nBegin one with tracer reserve begin.")
    return read_bounded(path / REGISTER, "register")


def _read(path: Path) -> _Read:
    """Read `register.toml` and every act, in the order of their numbers.

    Raises:
        CaseError: every fault of `register.toml`.
    """
    content = {REGISTER: _register_bytes(path)}
    register = register_file.parse(content[REGISTER], REGISTER)
    acts, faults = list[Act](), list[FileFault]()
    files = [file for file in listed(path / ACTS) if file.suffix == ".toml"]
    for file in files:
        name = f"{ACTS}/{file.name}"
        try:
            content[name] = read_bounded(file, "act")
            acts.append(act_file.parse(content[name], name, register))
        except CaseError as error:
            faults += [FileFault(name, text) for text in error.faults]
    is_whole = len(acts) == len(files)
    faults += [FileFault(file_of(act.head.id), text) for act in acts for text in _wrong_documents(path, act)]
    if is_whole:
        faults += _unknown_files(path, acts)
    return _Read(register, tuple(acts), is_whole, content, tuple(faults))


def _left_out(fault: FileFault) -> FileFault:
    return replace(fault, text=f"{fault.text.removesuffix('.')}; the act is left out.")


def _in_force(acts: Sequence[Act], faults: list[str]) -> ActsInForce | None:
    try:
        return act_set.in_force(acts)
    except CaseError as error:
        faults += error.faults
        return None


def _security(path: Path, faults: list[str]) -> SecurityRegister:
    """Return the security register, an empty one where it is wrong; the faults are on record then."""
    try:
        return read_security(path)
    except CaseError as error:
        faults += error.faults
        return NO_SECURITY


def _wrong_documents(path: Path, act: Act) -> Iterator[str]:
    """Yield each document of an act that is missing or has another hash than the act states."""
    name = file_of(act.head.id)
    for document in documents(act):
        place = path / document.file
        if not place.is_file():
            yield f"{name}: {document.file} is not there"
        elif (digest := _digest(place)) is None:
            yield f"{name}: {document.file} cannot be read"
        elif digest != document.sha256:
            yield f"{name}: {document.file} does not have the sha256 stated; the file or the act was changed"
    yield from (f"{name}: {file} is not there" for file in payloads(act) if not (path / file).is_file())


def _digest(document: Path) -> str | None:
    """Return the SHA-256 of a document, None where it cannot be read."""
    try:
        return sha256_of(document)
    except CaseError:  # the caller tells of it, by the document's name in the register
        return None


def _unknown_files(path: Path, acts: Sequence[Act]) -> Iterator[FileFault]:
    """Yield a fault for each thing in `acts/` that is no act and that no act names."""
    named = {document.file for act in acts for document in documents(act)}
    named |= {file for act in acts for file in payloads(act)}
    for file in listed(path / ACTS):
        name = f"{ACTS}/{file.name}"
        if file.suffix != ".toml" and name not in named:
            text = f"{ACTS}/{visible(file.name, 80)}: is no act and no act names it; acts are YYYY-NNNN.toml"
            yield FileFault(name, text)


def _told(path: Path, faults: Sequence[FileFault], kind: FaultKind) -> tuple[ObservedFault, ...]:
    """Return what is wrong with files as faults of an observation, which do not say where the register lies."""
    told = dict.fromkeys((each.file, each.text.replace(f"{path}/", "")) for each in faults)
    return tuple(ObservedFault(kind, *map(visible, each)) for each in told)
