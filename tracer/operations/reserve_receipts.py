"""`receipts/` of a register: what was taken over of each admitted bundle, a folder each, whole or not at all."""

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tracer.container.bag import TAG_MANIFEST, Below, check_bag
from tracer.container.material import Material, read_chain
from tracer.disk.folder import read_file, write_whole
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.operations.reserve_admitted import CASE, MANIFEST, TRACE
from tracer.operations.reserve_files import RegisterFolder
from tracer.operations.reserve_kept import RECEIPTS
from tracer.reserve import admission_file
from tracer.reserve.lots import Admission
from tracer.result.row_files import Documents
from tracer.result.trace_file import TraceFile
from tracer.result.trace_reading import read_documents
from tracer.visible import quoted

_PLAIN = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_")
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class TakenBundle:
    """What is read of a checked bundle: SHA-256 of its tag manifest, result, raw material, and the files to be kept."""

    seal: str
    trace: TraceFile
    chain: Material
    files: Mapping[str, bytes]


def take(bundle: Path, seal: str | None) -> TakenBundle:
    """Read a bundle that has just passed its check under a seal.

    Raises:
        CaseError: it is sound, and no case's.
        SourceError: it is no longer what was checked.
    """
    bag = check_bag(bundle)
    manifest = bag.files.get(TAG_MANIFEST, b"")
    if bag.findings or hashlib.sha256(manifest).hexdigest() != seal:
        raise SourceError(f"{bundle} was changed while it was checked.\nAdmit a copy that nobody writes to.")
    if f"trace/{TRACE}" not in bag.payload or f"case/{CASE}" not in bag.payload:
        raise CaseError(f"{bundle} is no case's bundle: nothing in it was traced.\nAdmit what `tracer export` wrote.")
    rows = Below(bag.files, "data/trace/")
    trace = read_documents(Documents(rows[TRACE], rows))
    kept = {name: rows[name] for name in (TRACE, *trace.beside)}
    kept |= {CASE: bag.payload[f"case/{CASE}"], MANIFEST: bag.files[MANIFEST], TAG_MANIFEST: manifest}
    return TakenBundle(seal, trace, read_chain(Below(bag.files, "data/chain/")), kept)


def write(folder: RegisterFolder, admission: Admission, taken: TakenBundle) -> str:
    """Write an admission and what it was made of, all of it or nothing; return its folder's name in the register.

    Raises:
        CaseError: a case whose name differs by capitals alone was admitted.
        SourceError: the disk refuses; nothing is left behind.
    """
    name = name_of(admission, (*folder.admissions, admission))
    parent = folder.path / RECEIPTS
    alike = [each.name for each in sorted(parent.iterdir())] if parent.is_dir() else []
    for other in alike:
        if other.lower() == name.partition("/")[2].lower():
            raise CaseError(
                f"case {quoted(admission.case, 80)} would lie in {name}, and {RECEIPTS}/{other} is there already."
            )
    parent.mkdir(mode=0o700, exist_ok=True)
    write_whole(folder.path / name, [*taken.files.items(), (admission_file.FILE, admission_file.dumps(admission))])
    return name


def name_of(admission: Admission, admissions: Sequence[Admission]) -> str:
    """Return where an admission lies in a register's folder: `receipts/CASE`, the case's second `receipts/CASE.2`.

    Each byte of the case's name but letters, digits, hyphen and low line is written `%XX`.
    """
    version = 1 + sum(each.case == admission.case and each.number < admission.number for each in admissions)
    plain = "".join(chr(byte) if byte in _PLAIN else f"%{byte:02X}" for byte in admission.case.encode())
    if len(plain) > _LONGEST:
        raise CaseError(f"the name of case {quoted(admission.case, 80)} is too long for a folder.")
    return f"{RECEIPTS}/{plain}" + (f".{version}" if version > 1 else "")


def admitted_trace(folder: RegisterFolder, case: str) -> TraceFile:
    """Return the result of the last bundle of a case that was admitted.

    Raises:
        IntegrityError: it is not the one that was in that bundle.
    """
    last = max((each for each in folder.admissions if each.case == case), key=lambda each: each.number)
    place = folder.path / name_of(last, folder.admissions)
    manifest, sealed = read_file(place, MANIFEST), read_file(place, TAG_MANIFEST)
    content = read_file(place, TRACE)
    line = f"{hashlib.sha256(content).hexdigest()}  data/trace/{TRACE}\n".encode()
    listed = f"{hashlib.sha256(manifest).hexdigest()}  {MANIFEST}\n".encode()
    if hashlib.sha256(sealed).hexdigest() != last.bundle or listed not in sealed or line not in manifest:
        raise IntegrityError(f"{place / TRACE} is not the result that was in the bundle {last.bundle}.")
    return read_documents(Documents(content, _Rows(place)))


class _Rows(Mapping[str, bytes]):
    """The files of rows beside a result that was kept."""

    def __init__(self, place: Path) -> None:
        """Look into a folder."""
        self._place = place

    def __getitem__(self, name: str) -> bytes:
        """Return a file's bytes."""
        return read_file(self._place, name)

    def __contains__(self, name: object) -> bool:
        """Return whether there is such a file."""
        return isinstance(name, str) and (self._place / name).is_file()

    def __iter__(self) -> Iterator[str]:
        """Yield the files' names."""
        return iter(sorted(each.name for each in self._place.iterdir()))

    def __len__(self) -> int:
        """Return how many files there are."""
        return sum(1 for _ in self._place.iterdir())


def clear_away(register: Path) -> None:
    """Remove what an interrupted admission left half-written; whoever asks holds the register's lock."""
    for each in sorted((register / RECEIPTS).glob(".*.partial")):
        shutil.rmtree(each)
