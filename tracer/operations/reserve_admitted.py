"""The admissions on file held against the journal: each is entered with its folder and the hash of its file.

One that no entry has may be of a command that was interrupted, and may have been put there by other hands: only its
bundle, admitted again, can tell.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from tracer.container.bag import TAG_MANIFEST
from tracer.disk.folder import read_file
from tracer.errors import IntegrityError
from tracer.operations import reserve_journal
from tracer.operations.reserve_files import FiledRegister
from tracer.operations.reserve_kept import RECEIPTS
from tracer.reserve import admission_file

ADMITTED = "admitted"
"""The kind of an admission's entry in the journal."""
FOLDER = "folder"
"""What an entry says beside the hash of the admission's file: its folder in the register."""
TRACE, CASE, MANIFEST = "trace.json", "case.json", "manifest-sha256.txt"
"""What is kept of a bundle beside its admission and its tag manifest."""
_OWN = frozenset({admission_file.FILE, MANIFEST, TAG_MANIFEST})
"""What lies beside the files that were in a bundle, or seals them."""


@dataclass(frozen=True, slots=True)
class HeldAdmissions:
    """Of admissions by folder: what was changed or is gone, and what has no entry, each as a sentence."""

    changed: Mapping[str, str]
    unentered: Mapping[str, str]

    @property
    def texts(self) -> tuple[str, ...]:
        """Every sentence."""
        return (*self.changed.values(), *self.unentered.values())


def hold(folder: FiledRegister) -> HeldAdmissions:
    """Hold every admission on file against the journal.

    Raises:
        IntegrityError, SourceError: the journal was changed, or cannot be read.
    """
    entered: dict[str, set[str | None]] = {}
    for entry in reserve_journal.load(folder.path, folder.name).entries:
        if entry.kind == ADMITTED and FOLDER in entry.details:
            entered.setdefault(entry.details[FOLDER], set()).add(entry.object)
    filed = {
        path.rpartition("/")[0]: sha256(content).hexdigest()
        for path, content in folder.content.items()
        if path.startswith(f"{RECEIPTS}/")
    }
    changed = {name: _changed(name) for name in filed if name in entered and filed[name] not in entered[name]}
    changed |= {name: _gone(name) for name in entered if name not in filed}
    return HeldAdmissions(changed, {name: _without_entry(name) for name in filed if name not in entered})


def refuse_changed(folder: FiledRegister) -> None:
    """Raise where an admission is not as the journal has it, is gone, or has no entry.

    Raises:
        IntegrityError: each of them, a line each; the journal was changed.
        SourceError: the journal cannot be read.
    """
    texts = hold(folder).texts
    if texts:
        raise IntegrityError("\n".join(texts))


def refuse_other_files(register: Path) -> None:
    """Raise where a file that was kept of an admitted bundle is not the one that was in it.

    Raises:
        IntegrityError: each of them, a line each.
        SourceError: the disk cannot be read.
    """
    faults = []
    for place in sorted((register / RECEIPTS).glob("[!.]*")):
        if not (place / TAG_MANIFEST).is_file() and not (place / MANIFEST).is_file():
            continue  # nothing was kept of it
        sealed, manifest = _kept(place, TAG_MANIFEST), _kept(place, MANIFEST)
        bundle = admission_file.loads(read_file(place, admission_file.FILE), place.name).bundle
        lines = (line.partition("  ") for line in manifest.decode(errors="replace").splitlines())
        listed = {name: digest for digest, _, name in lines}
        whole = sha256(sealed).hexdigest() == bundle
        line = f"{sha256(manifest).hexdigest()}  {MANIFEST}"
        if not whole or line not in sealed.decode(errors="replace").splitlines():
            faults.append(f"{RECEIPTS}/{place.name}: its manifests are not those of the bundle {bundle}.")
            continue
        for file in sorted({TRACE, CASE, *(each.name for each in place.iterdir())} - _OWN):
            sealed_as = listed.get(f"data/case/{file}" if file == CASE else f"data/trace/{file}")
            if sha256(_kept(place, file)).hexdigest() != sealed_as:
                faults.append(f"{RECEIPTS}/{place.name}/{file} is not the file that was in the bundle {bundle}.")
    if faults:
        raise IntegrityError("\n".join(faults))


def _kept(place: Path, file: str) -> bytes:
    """Return a file that was kept; nothing where it is gone."""
    return read_file(place, file) if (place / file).is_file() else b""


def _changed(name: str) -> str:
    return f"{name} is not as the journal has it: it was changed since it was admitted. Put it back from a copy."


def _gone(name: str) -> str:
    return f"{name} was admitted and is gone. Put it back from a copy."


def _without_entry(name: str) -> str:
    return (
        f"{name} has no entry in the journal: its command was interrupted, or the journal was cut. "
        "Admit its bundle again with tracer reserve admit, which compares it."
    )
