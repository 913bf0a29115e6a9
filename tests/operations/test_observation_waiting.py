"""What waits beside its place until the journal has it: names, digests, and what is removed."""

from pathlib import Path

import pytest

from tracer.disk.files import write_flushed
from tracer.operations import observation_waiting as waiting

NAME = "0000247-118f06a4"
FILES = {"a.json": b"{}", "b.bin": b"\x00"}


def folder(place: Path) -> Path:
    """Return the folder that waits."""
    return place / f".{NAME}.waiting"


def test_what_waits_is_named_by_its_observation(tmp_path: Path) -> None:
    """What only looks like it waits for nothing; a place that is not there has nothing."""
    assert list(waiting.names(tmp_path / "none")) == []
    waiting.stage(tmp_path, NAME, b"{}", FILES)
    for other in (".letter.waiting", ".247-118f06a4.waiting.json", f"{NAME}.json"):
        write_flushed(tmp_path / other, b"")
    assert list(waiting.names(tmp_path)) == [NAME]


def test_a_folder_that_no_command_wrote_has_no_digest(tmp_path: Path) -> None:
    """A link in it leads elsewhere: it is not read around."""
    assert waiting.folder_digest(tmp_path, NAME) is None
    waiting.stage(tmp_path, NAME, b"{}", FILES)
    assert waiting.folder_digest(tmp_path, NAME) == waiting.digest(FILES)
    (folder(tmp_path) / "c.json").symlink_to(folder(tmp_path) / "a.json")
    assert waiting.folder_digest(tmp_path, NAME) is None


def test_nothing_of_an_earlier_look_waits_with_a_later_one(tmp_path: Path) -> None:
    """One that leaves the folder as it is takes the waiting one away."""
    waiting.stage(tmp_path, NAME, b"{}", FILES)
    waiting.stage(tmp_path, NAME, b"[]", None)
    assert not folder(tmp_path).exists()
    waiting.discard(tmp_path, NAME)
    assert list(tmp_path.iterdir()) == []


def test_where_the_disk_refuses_nothing_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not the file either, which was written first."""

    def full(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr("tracer.disk.folder.write_whole", full)
    with pytest.raises(PermissionError):
        waiting.stage(tmp_path, NAME, b"{}", FILES)
    assert list(tmp_path.iterdir()) == []


def test_what_was_put_aside_is_read_only_where_nothing_is_in_its_place(tmp_path: Path) -> None:
    """A kill between the two moves leaves it aside; a kill after them leaves both, and the new one counts."""
    aside = tmp_path / f".{NAME}.replaced"
    aside.mkdir()
    assert waiting.folder_of(tmp_path, NAME) == aside
    (tmp_path / NAME).mkdir()
    assert waiting.folder_of(tmp_path, NAME) == tmp_path / NAME


def test_a_link_is_removed_and_not_what_it_leads_to(tmp_path: Path) -> None:
    """Whoever puts one in the place of a folder loses the link."""
    kept, link = tmp_path / "kept", tmp_path / "link"
    kept.mkdir()
    (kept / "file").touch()
    link.symlink_to(kept)
    waiting.remove(link)
    assert (kept / "file").exists()
    assert not link.is_symlink()
