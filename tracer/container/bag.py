"""The bundle's container: a BagIt 1.0 folder, written and checked here.

Every byte of a bag but its payload and its signatures follows from the payload, so checking is
writing again and comparing. What the payload means is left to `bundle` and `verify`.

Source: RFC 8493 (BagIt 1.0), sections 2 and 3.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tracer.container.desktop_files import advice
from tracer.disk import capacity
from tracer.disk.capacity import BeyondCapacityError
from tracer.disk.folder import FolderFinding, list_folder, read_file, read_parts, too_large
from tracer.errors import SourceError
from tracer.visible import quoted

BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
TAG_MANIFEST = "tagmanifest-sha256.txt"
SIGNATURES_FOLDER = "signatures"
SIGNATURES = (
    "analyst.cms",
    "analyst.pem",
    "journal.jsonl",
    "node.json",
    "ots-headers.bin",
    "reviewer.cms",
    "reviewer.pem",
    "statement.dsse.json",
    "statement.reviewer.dsse.json",
    "tagmanifest.2.tsr",
    "tagmanifest.3.tsr",
    "tagmanifest.ed25519.sig",
    "tagmanifest.ots",
    "tagmanifest.reviewer.ed25519.sig",
    "tagmanifest.tsr",
    "tsa-chain.pem",
)
"""Files that may lie in `signatures/`: they sign the tag manifest, so it cannot list them."""

_ALGORITHMS = {"manifest-sha256.txt": "sha256", "manifest-sha512.txt": "sha512"}
_NO_SIGNATURES = FolderFinding("signatures", "is an empty folder")
TAG_FILES = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt")


@dataclass(frozen=True, slots=True)
class BagCheck:
    """What checking a bag found, and the files it read.

    `files` gives every tag and payload file's bytes by its path in the bag, signatures excluded, as they were when they
    were hashed. `signatures` names the files in `signatures/`, which nothing here reads.
    """

    findings: tuple[FolderFinding, ...]
    files: Mapping[str, bytes]
    signatures: tuple[str, ...]

    @property
    def payload(self) -> Mapping[str, bytes]:
        """The payload by its path below `data/`."""
        return Below(self.files, "data/")


class Below(Mapping[str, bytes]):
    """The files below a folder, by their paths in it; nothing is read before it is asked for."""

    def __init__(self, files: Mapping[str, bytes], folder: str) -> None:
        """Look at `files` from a folder in them, `data/`."""
        self._files = files
        self._folder = folder
        self._names = tuple(name.removeprefix(folder) for name in files if name.startswith(folder))

    def __getitem__(self, name: str) -> bytes:
        """Return a file's bytes."""
        return self._files[self._folder + name]

    def __contains__(self, name: object) -> bool:
        """Return whether there is such a file."""
        return isinstance(name, str) and self._folder + name in self._files

    def __iter__(self) -> Iterator[str]:
        """Yield the paths."""
        return iter(self._names)

    def __len__(self) -> int:
        """Return how many files there are."""
        return len(self._names)


@dataclass(frozen=True, slots=True)
class _Digests:
    """A file's digests by algorithm, and its size in bytes."""

    sha256: str
    sha512: str
    size: int

    def of(self, algorithm: str) -> str:
        return self.sha256 if algorithm == "sha256" else self.sha512


class _Held(Mapping[str, bytes]):
    """The files of a bag as they were hashed: sources lie in memory, the others are read again when asked for."""

    def __init__(self, root: Path, held: Mapping[str, bytes], digests: Mapping[str, _Digests]) -> None:
        self._root = root
        self._held = held
        self._digests = digests

    def __getitem__(self, name: str) -> bytes:
        """Return a file's bytes.

        Raises:
            SourceError: it is no longer what it was when it was hashed.
        """
        if name in self._held:
            return self._held[name]
        stated = self._digests[name].sha256
        content = read_file(self._root, name)
        if hashlib.sha256(content).hexdigest() != stated:
            raise SourceError(
                f"{self._root / name} was changed while it was checked.\nCheck a copy that nobody writes to."
            )
        return content

    def __contains__(self, name: object) -> bool:
        return name in self._digests

    def __iter__(self) -> Iterator[str]:
        return iter(self._digests)

    def __len__(self) -> int:
        return len(self._digests)


def make_bag(payload: Mapping[str, bytes], entries: Mapping[str, str]) -> dict[str, bytes]:
    """Return every file of a bag by its path: `payload` goes below `data/`.

    `entries` become `bag-info.txt` in the order given, with `Payload-Oxum` at the end; line
    breaks inside a value become spaces.
    """
    bag = {f"data/{name}": payload[name] for name in sorted(payload)}
    bag["bagit.txt"] = BAGIT
    bag["bag-info.txt"] = bag_info(entries, payload)
    digests = {path: _digest((content,)) for path, content in bag.items() if path.startswith("data/")}
    bag |= {name: _written(algorithm, digests) for name, algorithm in _ALGORITHMS.items()}
    bag[TAG_MANIFEST] = _written("sha256", {path: _digest((bag[path],)) for path in TAG_FILES})
    return bag


def bag_info(entries: Mapping[str, str], payload: Mapping[str, bytes]) -> bytes:
    """Return `bag-info.txt`: the entries in the order given, and the payload's size and number of files."""
    rows = {**entries, "Payload-Oxum": _oxum(payload)}
    return "".join(f"{key}: {' '.join(value.split())}\n" for key, value in rows.items()).encode()


def check_bag(path: Path, large: bool = False) -> BagCheck:
    """Read a bag and name every changed, missing, added or irregular file.

    Files that no manifest lists are named and never opened. That the contents are true is not checked here. JSON and
    rows may weigh `LARGE_JSON_WEIGHT` where it is `large`.

    Raises:
        CaseError: `path` is not a folder.
        BeyondCapacityError: it holds more than is judged.
        SourceError: a file cannot be read.
    """
    listing = list_folder(path)
    sizes = listing.sizes
    manifests = {name: read_file(path, name) for name in (*_ALGORITHMS, TAG_MANIFEST) if name in sizes}
    for name, content in manifests.items():
        if content.count(b"\n") > capacity.FILES:
            raise BeyondCapacityError(f"{path / name} has more than {capacity.FILES} lines")
    listed = {each for name in ("manifest-sha256.txt", TAG_MANIFEST) for each in _listed(manifests.get(name, b""))}
    belonging = [name for name in sizes if _belongs(name)]
    wanted = [name for name in belonging if name in listed or name in manifests]
    _refuse_size(path, {name: sizes[name] for name in wanted if name not in manifests})
    digests, held = _hashed(path, wanted, capacity.LARGE_JSON_WEIGHT if large else capacity.JSON_WEIGHT)
    unlisted = tuple(
        FolderFinding(name, f"is listed in no manifest, and was not opened{advice(name)}")
        for name in belonging
        if name not in digests
    )
    findings = [finding for finding in listing.findings if finding != _NO_SIGNATURES]
    others = tuple(name for name in sizes if not _belongs(name))
    found = _findings(digests, held, others)
    return BagCheck((*findings, *found, *unlisted), _Held(path, held, digests), tuple(filter(_is_signature, others)))


def check_files(files: Mapping[str, bytes], others: Sequence[str], findings: Sequence[FolderFinding] = ()) -> BagCheck:
    """Check the files of a bag by their paths.

    `others` names those that are no part of it, `findings` is known already.
    """
    digests = {name: _digest((content,)) for name, content in files.items()}
    found = _findings(digests, files, others)
    return BagCheck((*findings, *found), files, tuple(name for name in others if _is_signature(name)))


def _findings(digests: Mapping[str, _Digests], held: Mapping[str, bytes], others: Sequence[str]) -> list[FolderFinding]:
    """Return what is wrong with a bag; `held` are the bytes of the tag files at least."""
    strangers = (name for name in others if not _is_signature(name))
    found = [FolderFinding(name, f"does not belong to the bundle{advice(name)}") for name in strangers]
    found += [FolderFinding(name, "is missing") for name in (*TAG_FILES, TAG_MANIFEST) if name not in digests]
    found += _check_form(digests, held)
    below_data = {path: digests[path] for path in digests if path.startswith("data/")}
    for name, algorithm in _ALGORITHMS.items():
        found += _check_manifest(name, algorithm, held.get(name), below_data)
    tag_files = {name: digests[name] for name in TAG_FILES if name in digests}
    return found + _check_manifest(TAG_MANIFEST, "sha256", held.get(TAG_MANIFEST), tag_files)


def _refuse_size(path: Path, sizes: Mapping[str, int]) -> None:
    """Raise `BeyondCapacityError` where the files that are to be read are more than is judged."""
    for name, size in sizes.items():
        if size > capacity.FILE:
            raise BeyondCapacityError(f"{path / name} {too_large(size)}")
    if sum(sizes.values()) > capacity.TOTAL:
        raise BeyondCapacityError(f"the files of {path} have more than {capacity.TOTAL} bytes")
    if sum(size for name, size in sizes.items() if capacity.is_source(name)) > capacity.SOURCES:
        text = f"the files of {path} that a verdict is computed from have more than {capacity.SOURCES} bytes"
        raise BeyondCapacityError(text)


def _hashed(path: Path, names: Sequence[str], most: int) -> tuple[dict[str, _Digests], dict[str, bytes]]:
    """Hash files bit by bit; return their digests, and the bytes of those that are kept."""
    digests: dict[str, _Digests] = {}
    held: dict[str, bytes] = {}
    heavy = 0
    for name in names:
        is_kept = capacity.is_source(name) or not name.startswith("data/")
        if is_kept:
            held[name] = read_file(path, name)
            digests[name] = _digest((held[name],))
            heavy += capacity.weight(held[name]) if name.startswith("data/") and name.endswith(".json") else 0
        else:
            parts, weights = read_parts(path, name), list[int]()
            digests[name] = _digest(_weighed(parts, weights) if capacity.is_rows(name) else parts)
            heavy += sum(weights)
        if heavy > most:
            hint = "" if most > capacity.JSON_WEIGHT else "; --large lets them weigh four times as much"
            text = f"the JSON and the rows of {path} weigh more than {most} bytes in memory{hint}"
            raise BeyondCapacityError(text)
    return digests, held


def _weighed(parts: Iterable[bytes], weights: list[int]) -> Iterator[bytes]:
    """Yield parts of a file of rows and note what each weighs."""
    for part in parts:
        weights.append(capacity.weight_of_rows(part))
        yield part


def _digest(parts: Iterable[bytes]) -> _Digests:
    one, other, size = hashlib.sha256(), hashlib.sha512(), 0
    for part in parts:
        one.update(part)
        other.update(part)
        size += len(part)
    return _Digests(one.hexdigest(), other.hexdigest(), size)


def _listed(manifest: bytes) -> Iterator[str]:
    """Yield the paths that a manifest of SHA-256 lists."""
    for line in manifest.decode("utf-8", "backslashreplace").split("\n"):
        yield line[66:].replace("%25", "%")


def _oxum(payload: Mapping[str, bytes]) -> str:
    return f"{sum(len(content) for content in payload.values())}.{len(payload)}"


def _written(algorithm: str, digests: Mapping[str, _Digests]) -> bytes:
    lines = (f"{digests[name].of(algorithm)}  {_escape(name)}\n" for name in sorted(digests))
    return "".join(lines).encode()


def _escape(name: str) -> str:
    """Return a path as a manifest writes it. Source: RFC 8493, section 2.1.3."""
    return name.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _belongs(name: str) -> bool:
    return name.startswith("data/") or name in TAG_FILES or name == TAG_MANIFEST


def _is_signature(name: str) -> bool:
    folder, _, file = name.partition("/")
    return folder == "signatures" and file in SIGNATURES


def _check_form(digests: Mapping[str, _Digests], files: Mapping[str, bytes]) -> list[FolderFinding]:
    """Compare what every bag says of itself: its version and its size."""
    findings = []
    if files.get("bagit.txt", BAGIT) != BAGIT:
        findings.append(FolderFinding("bagit.txt", "is not the declaration of a BagIt 1.0 bag in UTF-8"))
    payload = [each.size for name, each in digests.items() if name.startswith("data/")]
    oxum = f"\nPayload-Oxum: {sum(payload)}.{len(payload)}\n".encode()
    if oxum not in files.get("bag-info.txt", oxum):
        findings.append(
            FolderFinding("bag-info.txt", "its Payload-Oxum is not the size and number of the payload's files")
        )
    return findings


def _check_manifest(
    name: str, algorithm: str, content: bytes | None, files: Mapping[str, _Digests]
) -> list[FolderFinding]:
    """Compare one manifest with the files it should list."""
    if content is None:
        return []
    derived = _written(algorithm, files)
    if content == derived:
        return []
    stated, findings = _parse_manifest(name, content)
    actual, _ = _parse_manifest(name, derived)
    for path in sorted(stated.keys() | actual.keys()):
        if path not in actual:
            findings.append(FolderFinding(path, f"is listed in {name} and missing"))
        elif path not in stated:
            findings.append(FolderFinding(path, f"is not listed in {name}"))
        elif stated[path] != actual[path]:
            findings.append(FolderFinding(path, f"its {algorithm.upper()} is not the one in {name}"))
    findings.append(FolderFinding(name, "is not what the files it lists give"))
    return findings


def _parse_manifest(name: str, content: bytes) -> tuple[dict[str, str], list[FolderFinding]]:
    """Return the digests by path, and what is wrong with the lines themselves."""
    stated: dict[str, str] = {}
    findings: list[FolderFinding] = []
    for number, line in enumerate(content.decode("utf-8", "backslashreplace").splitlines(), start=1):
        digest, gap, path = line.partition("  ")
        parts = path.split("/")
        if not gap or not path or not path.isprintable():
            findings.append(FolderFinding(name, f"line {number} is not a digest and a path: {quoted(line, 200)}"))
        elif path.startswith("/") or "\\" in path or {"", ".", ".."} & set(parts):
            findings.append(FolderFinding(name, f"line {number} leads outside the bundle: {quoted(path, 200)}"))
        elif path in stated:
            findings.append(FolderFinding(name, f"line {number} lists {path} again"))
        else:
            stated[path.replace("%25", "%")] = digest
    return stated, findings
