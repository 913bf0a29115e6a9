"""A case file read with everything that it names: each fault at once, and what the reader should know."""

from dataclasses import dataclass
from pathlib import Path

from tracer.case import case_file, withholding
from tracer.case.case import Case
from tracer.case.doubts import doubts
from tracer.case.left_empty import not_provided, unanswered
from tracer.disk.files import read_bounded, sha256_of
from tracer.errors import CaseError
from tracer.evidence.tag_names import stored_names
from tracer.operations.context import Context
from tracer.operations.tag_files import read_pack
from tracer.trace.dead_tags import dead_tags
from tracer.trace.tags import tags as tag_packs
from tracer.trace.tags.tags import TagPack

_READING = "reading the case"


@dataclass(frozen=True, slots=True)
class CheckRequest:
    """Which case file to check, with its TagPacks and exhibits."""

    case: Path


@dataclass(frozen=True, slots=True)
class CheckedCase:
    """What a check of a case found: the case where it is right, else every fault; and what its reader should know."""

    loaded: "LoadedCase | None"
    faults: tuple[str, ...]
    warnings: tuple[str, ...]

    @property
    def not_provided(self) -> tuple[str, ...]:
        """The places of what the report will print as not provided, the examiner first."""
        return () if self.loaded is None else not_provided(self.loaded.case)

    @property
    def unanswered(self) -> tuple[str, ...]:
        """What cannot be answered for want of wallets or orders."""
        return () if self.loaded is None else unanswered(self.loaded.case)

    def as_json(self) -> dict[str, object]:
        """Return `{ok, faults, warnings, not_provided, unanswered}`; of a wrong case its faults alone."""
        if self.loaded is None:
            return {"ok": False, "faults": list(self.faults)}
        return {
            "ok": True,
            "faults": [],
            "warnings": list(self.warnings),
            "not_provided": list(self.not_provided),
            "unanswered": list(self.unanswered),
        }


@dataclass(frozen=True, slots=True)
class LoadedCase:
    """A case found right, the bytes it came from, its TagPacks, and what the reader should know."""

    case: Case
    content: bytes
    tags: tuple[TagPack, ...]
    tag_files: tuple[tuple[str, bytes], ...]
    warnings: tuple[str, ...]
    name: str = "case.toml"
    """How messages call the file."""


def check(request: CheckRequest, context: Context) -> CheckedCase:
    """Check a case file; what is wrong with it is the answer, and raises nothing."""
    from tracer.evidence.unprinted import unprinted

    try:
        loaded = read_the_case(request.case, context)
    except CaseError as error:
        return CheckedCase(None, error.faults, ())
    return CheckedCase(loaded, (), (*loaded.warnings, *unprinted(loaded.case, loaded.tags)))


def read_the_case(path: Path, context: Context) -> LoadedCase:
    """Read a case file as `load_case` does; how far it is, is told before: deriving scripts takes seconds."""
    context.progress(_READING, 0, 0)
    loaded = load_case(path)
    context.progress(_READING, 1, 1)
    return loaded


def load_case(path: Path) -> LoadedCase:
    """Read a case file with the TagPacks and exhibits it names.

    The case file of a bundle, its TagPacks and scripts lying beside it, is read as well, so that the
    other side can trace it again; descriptors that were withheld then stand for the scripts filed.

    Raises:
        CaseError: every fault of the case, its TagPacks and its exhibits, all at once.
    """
    content = read_bounded(path, "case file")
    faults: list[str] = []
    warnings: list[str] = []
    scripts = path.parent / "scripts.json"
    if withholding.names_withheld(content) and scripts.is_file():
        from tracer.evidence import bundle

        case = bundle.read_case(content, read_bounded(scripts, "list of scripts")).case
        warnings.append("descriptors were withheld from this case file: only the scripts filed with it are looked for")
    else:
        case = case_file.parse(content, path.name)
    packs, files = [], []
    for written, stored in zip(case.stop.tags, stored_names(case.stop.tags), strict=True):
        try:
            filed = path.parent / "tags" / stored
            named = path.parent / written
            pack = read_pack(named if named.exists() or not filed.is_file() else filed)
            packs.append(tag_packs.parse(pack, written, case.network))
            files.append((stored, pack))
        except CaseError as error:
            faults += [f"{path.name}: stop.tags: {fault}" for fault in error.faults]
    for exhibit in case.exhibits:
        if exhibit.file is None or exhibit.sha256 is None:
            continue
        place = path.parent / exhibit.file
        if not place.is_file():
            warnings.append(f"exhibit {exhibit.id}: {exhibit.file} is not here; its hash was not checked")
        elif sha256_of(place) != exhibit.sha256:
            faults.append(
                f"{path.name}: exhibit {exhibit.id}: {exhibit.file} does not have the sha256 stated;"
                " the file or the case was changed since it was received"
            )
    if faults:
        raise CaseError(*faults)
    custody = {script: wallet.name for wallet in case.custody for script in wallet.scripts}
    warnings += [*doubts(case, content.decode(), path.name), *dead_tags(packs, case.network, custody)]
    return LoadedCase(case, content, tuple(packs), tuple(files), tuple(warnings), path.name)
