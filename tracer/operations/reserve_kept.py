"""What commands wrote into a register's folder, read file by file: admissions, fixings, tables, proofs."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from tracer.disk.files import read_bounded
from tracer.errors import CaseError, IntegrityError
from tracer.formats import bare_keys, private_keys
from tracer.reserve import admission_file
from tracer.reserve.admission import lots_in_force
from tracer.reserve.lots import Admission

RECEIPTS = "receipts"
FIXINGS = "fixings"
TABLES = "tables"
PROOFS = "proofs"


@dataclass(frozen=True, slots=True)
class FileFault:
    """What is wrong with a file of the register, by its relative name."""

    file: str
    text: str


_KINDS = {FIXINGS: "fixing", TABLES: "table", PROOFS: "file of proofs"}


def listed(folder: Path) -> Sequence[Path]:
    """Return what lies in a folder in the order of the names; nothing where there is none."""
    return sorted(folder.iterdir()) if folder.is_dir() else []


def all_admissions(path: Path, content: dict[str, bytes]) -> tuple[Admission, ...]:
    """Read every admission, in the order in which they were made."""
    found = [_admission(path, name, content) for name in _admission_names(path)]
    return tuple(sorted(found, key=lambda admission: admission.number))


def right_admissions(path: Path, content: dict[str, bytes]) -> tuple[tuple[Admission, ...], list[FileFault]]:
    """Read the admissions of every case of which all are what a command wrote, and tell of the others.

    Where those do not agree with one another none counts.
    """
    found, faults = list[Admission](), list[FileFault]()
    for name in _admission_names(path):
        try:
            found.append(_admission(path, name, content))
        except (CaseError, IntegrityError) as error:
            said = str(error).removesuffix(".")
            text = f"{said}; no lot of its case counts."
            faults.append(FileFault(PurePosixPath(name).parent.as_posix(), text))
    damaged = [fault.file.removeprefix(f"{RECEIPTS}/") for fault in faults]
    kept = tuple(each for each in found if not any(_is_of_case(folder, each.case) for folder in damaged))
    try:
        lots_in_force(kept)
    except IntegrityError as error:
        said = str(error).removesuffix(".")
        text = f"{said}; no lot counts."
        return (), [*faults, FileFault(RECEIPTS, text)]
    return tuple(sorted(kept, key=lambda admission: admission.number)), faults


def _is_of_case(folder: str, case: str) -> bool:
    """Return whether a folder of `receipts/` is of a case: its first admission's has its name, then a number."""
    return folder == case or folder.startswith(f"{case}.")


def _admission_names(path: Path) -> Iterator[str]:
    for folder in listed(path / RECEIPTS):
        if not folder.name.startswith(".") and (folder / admission_file.FILE).is_file():  # a dot: never finished
            yield f"{RECEIPTS}/{folder.name}/{admission_file.FILE}"


def _admission(path: Path, name: str, content: dict[str, bytes]) -> Admission:
    """Read an admission, its bytes into `content`."""
    content[name] = read_bounded(path / name, "admission")
    return admission_file.loads(content[name], name)


def kept_files(path: Path, *names: str, faults: list[FileFault] | None = None) -> dict[str, bytes]:
    """Return the files in some folders; what begins with a dot was never finished, or is no file of ours.

    Where `faults` is given, one that cannot be read is left out and told there.

    Raises:
        CaseError: a file cannot be read, and `faults` is not given.
    """
    found: dict[str, bytes] = {}
    waiting = [(path / name, name) for name in names]
    while waiting:
        folder, name = waiting.pop()
        for each in listed(folder):
            inside = f"{name}/{each.name}"
            if each.name.startswith("."):
                continue
            if each.is_dir():
                waiting.append((each, inside))
                continue
            try:
                found[inside] = read_bounded(each, _KINDS[name.partition("/")[0]])
            except CaseError as error:
                if faults is None:
                    raise
                faults.append(FileFault(inside, str(error)))
    return dict(sorted(found.items()))


def secret_faults(files: Mapping[str, bytes]) -> Iterator[str]:
    """Yield a fault for every private key and recovery phrase in a table that a person wrote: bundles hold tables."""
    for name, content in files.items():
        if not name.startswith(f"{TABLES}/") or not name.endswith(".csv"):
            continue
        text = content.decode(errors="replace")
        found = [(text.count("\n", 0, each.start) + 1, each.what) for each in private_keys.held(text)]
        found += [(line, private_keys.what_is_bare(len(digits))) for line, digits in bare_keys.spans_of_table(text)]
        for line, what in dict.fromkeys(sorted(found)):
            yield f"{name}: holds {what} in line {line}: take it out, and treat that key as exposed"
