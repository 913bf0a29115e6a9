"""The bag: everything but payload and signatures follows from the payload."""

import hashlib
from pathlib import Path

import pytest

from tracer.container.bag import TAG_MANIFEST, check_bag, make_bag
from tracer.disk.folder import write_whole

PAYLOAD = {"a.txt": b"one", "b/c.bin": bytes(100), "b/d 100%.txt": b""}
ENTRIES = {"Bagging-Date": "2026-05-28", "External-Identifier": "X\nY"}


def written(tmp_path: Path) -> Path:
    """Write the bag and return where."""
    write_whole(tmp_path / "bag", make_bag(PAYLOAD, ENTRIES).items())
    return tmp_path / "bag"


def found(path: Path) -> list[str]:
    """Return what checking finds."""
    return [str(finding) for finding in check_bag(path).findings]


def test_the_files_are_those_of_bagit_1_0() -> None:
    """Both manifests list every payload file, the tag manifest every tag file, in byte order."""
    bag = make_bag(PAYLOAD, ENTRIES)
    assert bag["bagit.txt"] == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    assert bag["bag-info.txt"] == b"Bagging-Date: 2026-05-28\nExternal-Identifier: X Y\nPayload-Oxum: 103.3\n"
    lines = bag["manifest-sha256.txt"].decode().splitlines()
    assert [line.split("  ")[1] for line in lines] == ["data/a.txt", "data/b/c.bin", "data/b/d 100%25.txt"]
    assert lines[0].startswith(hashlib.sha256(b"one").hexdigest())
    assert hashlib.sha512(b"one").hexdigest() in bag["manifest-sha512.txt"].decode()
    assert [line[66:] for line in bag[TAG_MANIFEST].decode().splitlines()] == [
        "bag-info.txt",
        "bagit.txt",
        "manifest-sha256.txt",
        "manifest-sha512.txt",
    ]


def test_a_sound_bag_has_no_findings_and_gives_its_payload(tmp_path: Path) -> None:
    """A bag as written is found right; its payload comes back by name."""
    check = check_bag(written(tmp_path))
    assert check.findings == ()
    assert check.payload == PAYLOAD


@pytest.mark.parametrize("name", sorted(make_bag(PAYLOAD, ENTRIES)))
def test_each_file_changed_missing_or_joined_by_a_stranger_is_named(tmp_path: Path, name: str) -> None:
    """For every file of a bag: one flipped bit, its loss, and a stranger beside it are each named."""
    place = written(tmp_path) / name
    content = place.read_bytes()
    if content:
        place.write_bytes(bytes((content[0] ^ 1,)) + content[1:])
        assert any(text.startswith(f"{name}: ") for text in found(tmp_path / "bag")), found(tmp_path / "bag")
    place.write_bytes(content + b"\n")
    assert any(text.startswith(f"{name}: ") for text in found(tmp_path / "bag"))
    place.unlink()
    assert any(text.startswith(f"{name}: ") and "missing" in text for text in found(tmp_path / "bag"))
    place.write_bytes(content)
    place.with_name("stranger").write_bytes(b"")
    stranger = f"{name.rpartition('/')[0]}/stranger".lstrip("/")
    assert any(text.startswith(f"{stranger}: ") for text in found(tmp_path / "bag"))
    place.with_name("stranger").unlink()
    assert found(tmp_path / "bag") == []


def test_every_single_byte_of_the_tag_manifest_counts(tmp_path: Path) -> None:
    """A flip of any byte of the tag manifest itself, which nothing lists, is found and named."""
    place = written(tmp_path) / TAG_MANIFEST
    content = place.read_bytes()
    for at in range(len(content)):
        place.write_bytes(content[:at] + bytes((content[at] ^ 2,)) + content[at + 1 :])
        assert any(text.startswith(f"{TAG_MANIFEST}: ") for text in found(tmp_path / "bag")), at


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("../../etc/passwd", "leads outside the bundle"),
        ("/etc/passwd", "leads outside the bundle"),
        ("data/../../x", "leads outside the bundle"),
        ("data\\x", "leads outside the bundle"),
        ("data/a.txt", "lists data/a.txt again"),
        ("data/ghost", "is listed in manifest-sha256.txt and missing"),
    ],
)
def test_a_hostile_manifest_gives_findings(tmp_path: Path, line: str, words: str) -> None:
    """Paths that lead outside, files listed twice and files that are not there are findings."""
    place = written(tmp_path) / "manifest-sha256.txt"
    place.write_bytes(place.read_bytes() + f"{'0' * 64}  {line}\n".encode())
    assert any(words in text for text in found(tmp_path / "bag"))


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"x" * 100_000, b"\n" * 1000, "  ә\u202e\n".encode()])
def test_a_manifest_of_garbage_gives_findings(tmp_path: Path, content: bytes) -> None:
    """A manifest that is no manifest is named, with every file it fails to list."""
    (written(tmp_path) / "manifest-sha512.txt").write_bytes(content)
    texts = found(tmp_path / "bag")
    assert "manifest-sha512.txt: is not what the files it lists give" in texts
    assert "data/a.txt: is not listed in manifest-sha512.txt" in texts


def test_only_known_signatures_may_lie_beside(tmp_path: Path) -> None:
    """A known signature file is no finding, an empty folder for them neither; any other file there is."""
    folder = written(tmp_path) / "signatures"
    folder.mkdir()
    assert found(tmp_path / "bag") == []
    (folder / "analyst.cms").write_bytes(b"sig")
    assert found(tmp_path / "bag") == []
    (folder / "run.sh").write_bytes(b"rm")
    assert found(tmp_path / "bag") == ["signatures/run.sh: does not belong to the bundle"]


@pytest.mark.parametrize(
    ("name", "fault", "maker"),
    [
        ("Thumbs.db", "does not belong to the bundle", "Windows Explorer"),
        ("data/Thumbs.db", "is listed in no manifest, and was not opened", "Windows Explorer"),
        ("data/b/.DS_Store", "is listed in no manifest, and was not opened", "the Finder of macOS"),
        ("signatures/.DS_Store", "does not belong to the bundle", "the Finder of macOS"),
        ("data/b/desktop.ini", "is listed in no manifest, and was not opened", "Windows Explorer"),
        ("data/._a.txt", "is listed in no manifest, and was not opened", "macOS"),
        ("__MACOSX/a.txt", "does not belong to the bundle", "the archiver of macOS"),
        ("data/~$a.docx", "is listed in no manifest, and was not opened", "Microsoft Office"),
    ],
)
def test_what_a_desktop_left_stays_a_fault_and_is_named(tmp_path: Path, name: str, fault: str, maker: str) -> None:
    """A file that a desktop writes by itself is one finding, as any stranger is, with who writes it and what to do."""
    place = written(tmp_path) / name
    place.parent.mkdir(exist_ok=True)
    place.write_bytes(b"x")
    (said,) = found(tmp_path / "bag")
    assert said.startswith(f"{name}: {fault}; files of this name are written by {maker} without being asked for.")
    assert said.endswith("remove it, or take a fresh copy that was not opened there, and run the command again")


@pytest.mark.parametrize("name", ["thumbs.db.txt", "data/DS_Store", "data/b/my desktop.ini", "data/.a", "data/b/_.x"])
def test_a_stranger_of_another_name_gets_no_advice(tmp_path: Path, name: str) -> None:
    """Of a file whose maker the name does not tell, nothing is guessed."""
    (written(tmp_path) / name).write_bytes(b"x")
    (said,) = found(tmp_path / "bag")
    assert "written by" not in said


def test_a_file_that_a_manifest_lists_gets_no_advice_of_its_name(tmp_path: Path) -> None:
    """A name alone excuses nothing: what a manifest lists is held to its hash, whatever it is called."""
    write_whole(tmp_path / "bag", make_bag({**PAYLOAD, "Thumbs.db": b"one"}, ENTRIES).items())
    assert found(tmp_path / "bag") == []
    (tmp_path / "bag/data/Thumbs.db").write_bytes(b"two")
    assert "data/Thumbs.db: its SHA256 is not the one in manifest-sha256.txt" in found(tmp_path / "bag")


def test_a_link_in_the_payload_is_a_finding(tmp_path: Path) -> None:
    """A payload file replaced by a link to its own copy is found, though its bytes would be the same."""
    place = written(tmp_path) / "data/a.txt"
    place.rename(tmp_path / "copy")
    place.symlink_to(tmp_path / "copy")
    assert "data/a.txt: is a symbolic link" in found(tmp_path / "bag")
