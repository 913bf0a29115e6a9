import json
from pathlib import Path

from embit.psbt import PSBT

from fixtures.bitcoind import Node
from fixtures.recorder import record_clearance, record_disposals, record_reserve
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
    del kept[Path("expected.json")], kept[Path("origin.toml")], kept[Path("answered.toml")]
    assert again.keys() == kept.keys()
    assert [path.as_posix() for path in sorted(kept) if again[path] != kept[path]] == []


@requires_bitcoind
def test_recording_part_two_again_gives_the_same_bytes(tmp_path: Path) -> None:
    """The recorder writes both registers, part two's chain and its case again, byte for byte."""
    reserve = recorded.FIXTURES / "reserve"
    with Node(tmp_path / "node", ()) as node:
        record_reserve.write(node, tmp_path / "reserve")
    again = {path.relative_to(tmp_path / "reserve"): path.read_bytes() for path in files(tmp_path / "reserve")}
    others = [reserve / "two" / name for name in ("disposals", "limits", "security", "security-left")]
    recorded_files = (path for path in files(reserve) if not any(map(path.is_relative_to, others)))
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


def test_disposals_of_the_demonstration_are_written_again_with_the_same_bytes(tmp_path: Path) -> None:
    """Transactions as they were before they were signed, acts, proofs, bids and a payload: byte for byte."""
    two = recorded.FIXTURES / "reserve" / "two"
    record_disposals.write(two, tmp_path)
    kept = {path.relative_to(two / "disposals"): path.read_bytes() for path in files(two / "disposals")}
    assert {path.relative_to(tmp_path): path.read_bytes() for path in files(tmp_path)} == kept


def test_a_proposed_transaction_is_the_recorded_one_before_it_was_signed() -> None:
    """Its txid is that of the chain, it holds no signature, and the refused one differs by its change alone."""
    two = recorded.FIXTURES / "reserve" / "two"
    names = json.loads((two / "names.json").read_text(encoding="utf-8"))["transactions"]
    found = {path.stem: PSBT.parse(path.read_bytes()) for path in (two / "disposals" / "proposed").iterdir()}
    txids = {name: made.tx.txid().hex() for name, made in found.items()}
    assert (txids["auction"], txids["return"]) == (names["auction"]["txid"], names["return-d"]["txid"])
    for made in found.values():
        assert not any(scope.partial_sigs or scope.final_scriptwitness for scope in made.inputs)
    auction, other = found["auction"].tx.vout, found["auction-other-change"].tx.vout
    assert [each.value for each in auction] == [each.value for each in other]
    differ = [one.script_pubkey != two.script_pubkey for one, two in zip(auction, other, strict=True)]
    assert differ == [False, False, True]
