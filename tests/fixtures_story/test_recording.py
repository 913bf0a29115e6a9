from pathlib import Path

from fixtures.bitcoind import Node
from fixtures.recorder import record_clearance, record_reserve
from fixtures.recorder.record import write
from tests.bitcoind import requires_bitcoind
from tests.fixtures_story import recorded


def files(folder: Path) -> list[Path]:
    """Return the recorded files of a folder: all but code."""
    return [path for path in folder.rglob("*") if path.is_file() and path.suffix not in {".py", ".pyc"}]


@requires_bitcoind
def test_recording_again_gives_the_same_bytes(tmp_path: Path) -> None:
    """The recorder writes every file of the story but those made by hand again, byte for byte."""
    with Node(tmp_path / "node", ()) as node:
        write(node, tmp_path / "story")
    again = {path.relative_to(tmp_path / "story"): path.read_bytes() for path in files(tmp_path / "story")}
    kept = {path.relative_to(recorded.STORY): path.read_bytes() for path in files(recorded.STORY)}
    del kept[Path("expected.json")], kept[Path("origin.toml")]
    assert again.keys() == kept.keys()
    assert [path.as_posix() for path in sorted(kept) if again[path] != kept[path]] == []


@requires_bitcoind
def test_recording_part_two_again_gives_the_same_bytes(tmp_path: Path) -> None:
    """The recorder writes both registers, part two's chain and its case again, byte for byte."""
    reserve = recorded.FIXTURES / "reserve"
    with Node(tmp_path / "node", ()) as node:
        record_reserve.write(node, tmp_path / "reserve")
    again = {path.relative_to(tmp_path / "reserve"): path.read_bytes() for path in files(tmp_path / "reserve")}
    written_by_hand = [reserve / "two" / name for name in ("limits", "security", "security-left")]
    recorded_files = (path for path in files(reserve) if not any(map(path.is_relative_to, written_by_hand)))
    kept = {path.relative_to(reserve): path.read_bytes() for path in recorded_files}
    del kept[Path("two/expected.json")]
    assert again.keys() == kept.keys()
    assert [path.as_posix() for path in sorted(kept) if again[path] != kept[path]] == []


@requires_bitcoind
def test_recording_transactions_to_be_cleared_again_gives_the_same_bytes(tmp_path: Path) -> None:
    """A node's wallet that watches the reserve proposes each of them again, byte for byte."""
    with Node(tmp_path / "node") as node:
        record_clearance.load(node)
        record_clearance.record(node, tmp_path / "clearance")
    kept = {path.name: path.read_bytes() for path in files(recorded.FIXTURES / "clearance")}
    assert {path.name: path.read_bytes() for path in files(tmp_path / "clearance")} == kept
