"""Bad input ends in one clear message, the right exit code, and nothing half-written."""

import shutil
import struct
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.story import BLOCKS, CASE, NAMES, STORY


@pytest.fixture
def case(tmp_path: Path):
    """Give a copy of the story's case that may be spoilt."""
    shutil.copytree(STORY, tmp_path / "story", ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return tmp_path / "story" / "case.toml"


def _spoil(case: Path, old: str, new: str) -> None:
    text = case.read_text()
    assert old in text
    case.write_text(text.replace(old, new, 1))


def _trace(case: Path, *more: str | Path, blocks: Path = BLOCKS):
    out = case.parent.parent / "run"
    ended = tracer("trace", case, "--chain", blocks, "--out", out, *more)
    assert not out.exists()
    assert "Traceback" not in ended.err
    assert not [path for path in out.parent.iterdir() if path.name not in ("story", "spoilt.blk")]
    return ended


SEED_A = 'outpoint = "ef39382a3c7a82968cb7b55863638a9c7d4c5f69dd956a1ecc14d4f39b3148b1:0"'


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("[horizon]", "[horizont]", "horizont"),
        ("height = 140", "hieght = 140", "did you mean"),
        ("height = 140", 'height = "140"', "expected a whole number"),
        ("height = 140", "height = true", "expected a whole number"),
        ("#vayxgsqa", "#vayxgsqq", "checksum"),
        ("bcrt1q70xwpfl3n4uaefxxz72qgg0wya5g0fnut5jze6", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", "main"),
        ('primary = "fifo"', 'primary = "libr"', "retained"),
        ('primary = "fifo"', 'primary = "poison"', "reach"),
        (SEED_A, f'outpoint = "{"00" * 32}:0"', "no such transaction"),
        (SEED_A, SEED_A.replace(":0", ":7"), "has only"),
        (SEED_A, f'outpoint = "{NAMES["transactions"]["late"]["txid"]}:0"', "horizon"),
        ("height = 140", "height = 141", "confirmations"),
        ("height = 140", f'hash = "{NAMES["stale_blocks"]["112"]}"', "not on the best chain"),
        ('tags = ["tags/exchange.yaml"]', 'tags = ["tags/none.yaml"]', "no TagPack"),
        ("b54e5047", "b54e5048", "sha256"),
        ('network = "regtest"', 'network = "main"', "main"),
    ],
)
def test_a_wrong_case_is_the_analysts(case, old, new, words: str):
    """A fault of the case ends with exit code 2 and a message that names it."""
    _spoil(case, old, new)
    ended = _trace(case)
    assert ended.code == 2, ended.err
    assert words in ended.err


def test_a_private_key_is_refused_and_not_shown(case):
    """A descriptor with a private key is refused, and the key stands in no message."""
    key = (
        "tprv8ZgxMBicQKsPd7Uf69XL1XwhmjHopUGep8GuEiJDZmbQz6o58LninorQA"
        "fcKZWARbtRtfnLcJ5MQ2AtHcQJCCRUcMRvmDUjyEmNUWwx8UbK"
    )
    descriptor = next(line for line in case.read_text().splitlines() if line.startswith("descriptor"))
    _spoil(case, descriptor, f'descriptor = "wpkh({key}/0/*)#aaaaaaaa"')
    ended = _trace(case)
    assert ended.code == 2
    assert "private" in ended.err
    assert key[:20] not in ended.err


def test_every_fault_of_a_case_is_told_at_once(case):
    """Three faults give three messages in one run."""
    _spoil(case, "height = 140", "hieght = 140")
    _spoil(case, 'label = "A"', 'label = ""')
    _spoil(case, "#vayxgsqa", "#vayxgsqq")
    ended = tracer("check", case)
    assert ended.code == 2
    for word in ("hieght", "label", "checksum"):
        assert word in ended.err


def test_a_block_file_cut_in_the_middle_is_refused(case, tmp_path: Path):
    """A file damaged before its last record ends with exit code 4."""
    spoilt = tmp_path / "spoilt.blk"
    raw = BLOCKS.read_bytes()
    spoilt.write_bytes(raw[:5000] + raw[5100:])
    assert _trace(case, blocks=spoilt).code == 4


def test_a_block_with_a_wrong_merkle_root_is_refused(case, tmp_path: Path):
    """A block whose transactions are not those of its header ends with exit code 4, naming the Merkle root."""
    spoilt = tmp_path / "spoilt.blk"
    raw = bytearray(BLOCKS.read_bytes())
    (size,) = struct.unpack_from("<I", raw, 4)
    raw[8 + size - 5] ^= 1
    spoilt.write_bytes(raw)
    ended = _trace(case, blocks=spoilt)
    assert ended.code == 4
    assert "Merkle" in ended.err


def test_a_file_that_is_not_there(case):
    """A source that does not exist ends with exit code 2."""
    assert _trace(case, blocks=Path("/nonexistent/blocks.blk")).code == 2


def test_a_node_that_is_down(case):
    """A node that does not answer ends with exit code 3 and its address, no credentials."""
    out = case.parent.parent / "run"
    ended = tracer(
        "trace", case, "--chain", "http://127.0.0.1:1", "--out", out, TRACER_RPC_USER="u", TRACER_RPC_PASSWORD="hidden"
    )
    assert ended.code == 3
    assert "127.0.0.1:1" in ended.err
    assert "hidden" not in ended.err
    assert not out.exists()


def test_an_existing_output_is_never_touched(case, tmp_path: Path):
    """A folder that exists is refused with exit code 2 and stays as it is."""
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "kept").write_text("kept")
    ended = tracer("trace", case, "--chain", BLOCKS, "--out", tmp_path / "run")
    assert ended.code == 2
    assert "exist" in ended.err
    assert [path.name for path in (tmp_path / "run").iterdir()] == ["kept"]


def test_a_full_disk_leaves_nothing(case, tmp_path: Path):
    """A disk that takes no more ends with exit code 3, and neither run nor bundle is left half-written."""
    ended = tracer("trace", case, "--chain", BLOCKS, "--out", tmp_path / "run", limit=4096)
    assert ended.code == 3, ended.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["story"]
    assert tracer("trace", case, "--chain", BLOCKS, "--out", tmp_path / "run").code == 0
    ended = tracer("export", tmp_path / "run", "--out", tmp_path / "bundle", limit=8192)
    assert ended.code == 3, ended.err
    assert sorted(path.name for path in tmp_path.iterdir()) == ["run", "story"]


def test_a_typo_is_met_with_a_suggestion() -> None:
    """A command that does not exist ends with exit code 2 and the nearest one that does."""
    ended = tracer("tarce", CASE)
    assert ended.code == 2
    assert "did you mean 'trace'" in ended.err
