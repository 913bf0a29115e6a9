"""The bundle's container: a BagIt 1.0 folder, written and checked here.

Every byte of a bag but its payload and its signatures follows from the payload, so checking is
writing again and comparing. What the payload means is left to `bundle` and `verify`.

Source: RFC 8493 (BagIt 1.0), sections 2 and 3.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tracer.evidence.folder import MAX_FILE, MAX_FOLDER, Finding, list_folder, read_file, too_large
from tracer.visible import quoted

BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
TAG_MANIFEST = "tagmanifest-sha256.txt"
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
_DIGESTS = {"sha256": hashlib.sha256, "sha512": hashlib.sha512}
_NO_SIGNATURES = Finding("signatures", "is an empty folder")
_TAG_FILES = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt")


@dataclass(frozen=True, slots=True)
class BagCheck:
    """What checking a bag found, and the files it read.

    `files` holds every tag and payload file's bytes by its path in the bag, signatures excluded:
    later steps use these bytes and not the disk, which may change under them. `signatures` names the
    files in `signatures/`, which nothing here reads.
    """

    findings: tuple[Finding, ...]
    files: Mapping[str, bytes]
    signatures: tuple[str, ...]

    @property
    def payload(self) -> dict[str, bytes]:
        """The payload by its path below `data/`."""
        return {name[5:]: content for name, content in self.files.items() if name.startswith("data/")}


def make_bag(payload: Mapping[str, bytes], entries: Mapping[str, str]) -> dict[str, bytes]:
    """Return every file of a bag by its path: `payload` goes below `data/`.

    `entries` become `bag-info.txt` in the order given, with `Payload-Oxum` at the end; line
    breaks inside a value become spaces.
    """
    bag = {f"data/{name}": payload[name] for name in sorted(payload)}
    bag["bagit.txt"] = BAGIT
    bag["bag-info.txt"] = bag_info(entries, payload)
    for name, algorithm in _ALGORITHMS.items():
        bag[name] = _manifest(algorithm, {path: bag[path] for path in bag if path.startswith("data/")})
    bag[TAG_MANIFEST] = _manifest("sha256", {path: bag[path] for path in _TAG_FILES})
    return bag


def bag_info(entries: Mapping[str, str], payload: Mapping[str, bytes]) -> bytes:
    """Return `bag-info.txt`: the entries in the order given, and the payload's size and number of files."""
    rows = {**entries, "Payload-Oxum": _oxum(payload)}
    return "".join(f"{key}: {' '.join(value.split())}\n" for key, value in rows.items()).encode()


def check_bag(path: Path) -> BagCheck:
    """Read a bag and name every changed, missing, added or irregular file.

    That the contents are true is not checked here.

    Raises:
        CaseError: `path` is not a folder.
        SourceError: a file cannot be read.
    """
    listing = list_folder(path)
    findings = [finding for finding in listing.findings if finding != _NO_SIGNATURES]
    findings += [Finding(name, too_large(size)) for name, size in listing.sizes.items() if size > MAX_FILE]
    wanted = [name for name, size in listing.sizes.items() if _belongs(name) and size <= MAX_FILE]
    if sum(listing.sizes[name] for name in wanted) > MAX_FOLDER:
        findings.append(Finding(".", f"holds more than {MAX_FOLDER} bytes, the most that is read; nothing was read"))
        wanted = []
    files = {name: read_file(path, name) for name in wanted}
    return check_files(files, tuple(name for name in listing.sizes if not _belongs(name)), tuple(findings))


def check_files(files: Mapping[str, bytes], others: Sequence[str], findings: Sequence[Finding] = ()) -> BagCheck:
    """Check the files of a bag by their paths; `others` names those that are no part of it, `findings` is known already."""
    found = [*findings]
    found += [Finding(name, "does not belong to the bundle") for name in others if not _is_signature(name)]
    found += [Finding(name, "is missing") for name in (*_TAG_FILES, TAG_MANIFEST) if name not in files]
    found += _check_form(files)
    for name, algorithm in _ALGORITHMS.items():
        below_data = {path: files[path] for path in files if path.startswith("data/")}
        found += _check_manifest(name, algorithm, files.get(name), below_data)
    tag_files = {name: files[name] for name in _TAG_FILES if name in files}
    found += _check_manifest(TAG_MANIFEST, "sha256", files.get(TAG_MANIFEST), tag_files)
    return BagCheck(tuple(found), files, tuple(name for name in others if _is_signature(name)))


def _oxum(payload: Mapping[str, bytes]) -> str:
    return f"{sum(len(content) for content in payload.values())}.{len(payload)}"


def _manifest(algorithm: str, files: Mapping[str, bytes]) -> bytes:
    digest = _DIGESTS[algorithm]
    lines = (f"{digest(files[name]).hexdigest()}  {_escape(name)}\n" for name in sorted(files))
    return "".join(lines).encode()


def _escape(name: str) -> str:
    """Return a path as a manifest writes it. Source: RFC 8493, section 2.1.3."""
    return name.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _belongs(name: str) -> bool:
    return name.startswith("data/") or name in _TAG_FILES or name == TAG_MANIFEST


def _is_signature(name: str) -> bool:
    folder, _, file = name.partition("/")
    return folder == "signatures" and file in SIGNATURES


def _check_form(files: Mapping[str, bytes]) -> list[Finding]:
    """Compare what every bag says of itself: its version and its size."""
    findings = []
    if files.get("bagit.txt", BAGIT) != BAGIT:
        findings.append(Finding("bagit.txt", "is not the declaration of a BagIt 1.0 bag in UTF-8"))
    payload = {name: files[name] for name in files if name.startswith("data/")}
    oxum = f"\nPayload-Oxum: {_oxum(payload)}\n".encode()
    if oxum not in files.get("bag-info.txt", oxum):
        findings.append(Finding("bag-info.txt", "its Payload-Oxum is not the size and number of the payload's files"))
    return findings


def _check_manifest(name: str, algorithm: str, content: bytes | None, files: Mapping[str, bytes]) -> list[Finding]:
    """Compare one manifest with the files it should list."""
    if content is None:
        return []
    derived = _manifest(algorithm, files)
    if content == derived:
        return []
    stated, findings = _parse_manifest(name, content)
    actual, _ = _parse_manifest(name, derived)
    for path in sorted(stated.keys() | actual.keys()):
        if path not in actual:
            findings.append(Finding(path, f"is listed in {name} and missing"))
        elif path not in stated:
            findings.append(Finding(path, f"is not listed in {name}"))
        elif stated[path] != actual[path]:
            findings.append(Finding(path, f"its {algorithm.upper()} is not the one in {name}"))
    findings.append(Finding(name, "is not what the files it lists give"))
    return findings


def _parse_manifest(name: str, content: bytes) -> tuple[dict[str, str], list[Finding]]:
    """Return the digests by path, and what is wrong with the lines themselves."""
    stated: dict[str, str] = {}
    findings: list[Finding] = []
    for number, line in enumerate(content.decode("utf-8", "backslashreplace").splitlines(), start=1):
        digest, gap, path = line.partition("  ")
        parts = path.split("/")
        if not gap or not path or not path.isprintable():
            findings.append(Finding(name, f"line {number} is not a digest and a path: {quoted(line, 200)}"))
        elif path.startswith("/") or "\\" in path or {"", ".", ".."} & set(parts):
            findings.append(Finding(name, f"line {number} leads outside the bundle: {quoted(path, 200)}"))
        elif path in stated:
            findings.append(Finding(name, f"line {number} lists {path} again"))
        else:
            stated[path.replace("%25", "%")] = digest
    return stated, findings
