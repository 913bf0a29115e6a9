"""`tracer reserve clear` as a user runs it: what it prints, and how it ends."""

import base64
import json
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.reserve.clearing import AUCTION, MERGE, observed
from tests.reserve.folders import register_two


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Give the register of part two, observed."""
    return observed(tmp_path)


def test_what_may_be_signed_ends_with_0(register: Path) -> None:
    """What it does, the checks, the verdict last, the journal's entry; again it is the same transaction."""
    ended = tracer("reserve", "clear", register, MERGE)
    assert ended.code == 0
    lines = ended.out.splitlines()
    assert lines[0] == "It moves coins between own wallets."
    assert lines[-2:] == ["may-be-signed", "Entered in the journal as number 5."]
    assert "C1  PASS        2 coins of the register, unspent at block 333, as the chain has them." in lines
    again = tracer("reserve", "clear", register, MERGE, "--json")
    told = json.loads(again.out)
    assert (again.code, told["verdict"], told["entry"]) == (0, "may-be-signed", 6)
    assert told["txid"] in lines[lines.index("") - 1]


def test_base64_is_read_as_well(register: Path, tmp_path: Path) -> None:
    """As wallets hand it on, with line breaks."""
    file = tmp_path / "merge.txt"
    file.write_bytes(base64.encodebytes(MERGE.read_bytes()))
    assert tracer("reserve", "clear", register, file).code == 0


def test_what_must_not_be_signed_ends_with_1(register: Path) -> None:
    """Nothing is entered."""
    ended = tracer("reserve", "clear", register, AUCTION)
    assert (ended.code, ended.out.splitlines()[-1]) == (1, "must-not-be-signed")
    assert json.loads(tracer("reserve", "clear", register, AUCTION, "--json").out)["entry"] is None


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is no PSBT, neither in binary nor in base64"),
        (b"cHNidP8=x", "is no PSBT, neither in binary nor in base64"),
        (b"psbt\xff", "breaks off"),
        (b"psbt\xff\x00", "has no unsigned transaction"),
        (b"psbt\xff\x01\xfb\x04\x01\x00\x00\x00\x00", "is a PSBT of version 1; expected 0 or 2"),
        (MERGE.read_bytes() + b"\0", "has 1 bytes behind its last map"),
        (MERGE.read_bytes()[:-1], "breaks off"),
    ],
)
def test_what_is_no_psbt_ends_with_2(register: Path, tmp_path: Path, content: bytes, words: str) -> None:
    """One clear message that names the file."""
    file = tmp_path / "a.psbt"
    file.write_bytes(content)
    ended = tracer("reserve", "clear", register, file)
    assert ended.code == 2
    assert f"{file}: {words}" in ended.err


def test_a_register_that_was_never_observed_and_a_file_that_is_not_there_end_with_2(tmp_path: Path) -> None:
    """Nothing can be told of coins that nobody looked at."""
    folder = register_two(tmp_path)
    assert tracer("reserve", "clear", folder, MERGE).code == 2
    ended = tracer("reserve", "clear", folder, tmp_path / "none.psbt")
    assert ended.code == 2
    assert "none.psbt: cannot be read" in ended.err


def test_a_source_of_another_chain_ends_with_3(register: Path, tmp_path: Path) -> None:
    """It does not have the last observation's block."""
    from tests.story import BLOCKS

    ended = tracer("reserve", "clear", register, MERGE, "--chain", BLOCKS)
    assert ended.code == 3
    assert "does not have block 333 of the last observation" in ended.err


def test_a_changed_observation_ends_with_4(register: Path) -> None:
    """What is filed is not as it was written."""
    (file,) = (register / "observations").glob("*.json")
    file.write_bytes(file.read_bytes().replace(b'"value_sat":"30000000"', b'"value_sat":"30000001"'))
    assert tracer("reserve", "clear", register, MERGE).code == 4
