"""`tracer reserve observe` as a user runs it: what it prints, and how it ends."""

import json
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.evidence.chain import Chain
from tests.reserve import story_two
from tests.reserve.drawn_chains import Drawn
from tests.reserve.folders import plain_register, register_two, written
from tracer.chain import decode
from tracer.chain.outpoint import Outpoint

WALLETS = {"Agency": ["Agency/0/0"], "Reserve": ["Reserve/0/0"]}


def test_the_story_at_a_quarters_end(tmp_path: Path) -> None:
    """Wallets, movements since the last observation and where it was filed; nothing is wrong, so it ends with 0."""
    folder = register_two(tmp_path)
    ended = tracer("reserve", "observe", folder, "--chain", story_two.BLOCKS, "--at", "2025-09-30")
    assert ended.code == 0
    assert {line.partition(" ")[0] for line in ended.err.splitlines()} == {"Warning:", "Next:"}
    assert f"Register KZ-EXAMPLE at block 247\n{story_two.block(247)}\n" in ended.out
    for words in ("Border seizure wallet", "Customs evidence wallet (not counted)", "17.54790600", "built on nothing"):
        assert words in ended.out
    movement = "222 disposal of 0.25000000 BTC: Border seizure wallet -> Border seizure wallet, others, act 2025-0013"
    assert f"{movement} {story_two.txid('interlocutory')}" in " ".join(ended.out.split())
    name = next((folder / "observations").glob("*.json")).stem
    again = tracer("reserve", "observe", folder, "--chain", story_two.BLOCKS, "--at", "327", "--json")
    told = json.loads(again.out)
    assert (again.code, told["base"], told["held_sat"], told["faults"]) == (0, name, "1667750600", [])


def test_an_alarm_is_on_stderr_and_ends_with_1(tmp_path: Path) -> None:
    """A departure without an act: the sentence of the night, beside the screen and beside the JSON."""
    folder, view = plain_register(tmp_path, WALLETS), Chain()
    coin = Outpoint(view.add(pays="Agency/0/0", sat=10_000), 0)
    raw = Drawn(0).pay([coin], [(9_000, "nobody")])
    view.add([raw])
    file = written(tmp_path / "blocks.dat", view)
    alarm = f'Alarm: {decode.txid(raw)} moved 0.00009000 BTC out of "Agency" at height 2; no act covers it.\n'
    for more in ((), ("--json",)):
        ended = tracer("reserve", "observe", folder, "--chain", file, *more)
        assert ended.code == 1
        assert alarm in ended.err
    assert json.loads(ended.out)["faults"][0]["fault"] == "late"


def test_a_reorganisation_ends_with_4_and_says_what_to_do(tmp_path: Path) -> None:
    """The observation that stands on no block any more is named."""
    folder, view = plain_register(tmp_path, WALLETS), Chain()
    view.add(pays="Agency/0/0", sat=10_000)
    assert tracer("reserve", "observe", folder, "--chain", written(tmp_path / "a.dat", view)).code == 0
    other = Chain()
    other.grow_to(2)
    ended = tracer("reserve", "observe", folder, "--chain", written(tmp_path / "b.dat", other))
    assert ended.code == 4
    name = f"0000001-{view.block_hash(1)[-8:]}"
    assert f"Fault: observation {name} is of a block that is no ancestor of block 2, {other.block_hash(2)}" in ended.err
    assert "Look again at what was decided on it" in ended.err


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["--at", "400"], 2, "--at 400: the source holds blocks 0 to 333."),
        (["--at", "soon"], 2, "--at 'soon': neither a day such as 2026-09-30 nor a height"),
    ],
)
def test_what_is_wrong_with_an_argument_is_said(tmp_path: Path, arguments: list[str], code: int, words: str) -> None:
    """Exit code 2, and nothing is filed."""
    folder = register_two(tmp_path)
    ended = tracer("reserve", "observe", folder, "--chain", story_two.BLOCKS, *arguments)
    assert (ended.code, words in ended.err) == (code, True)
    assert list((folder / "observations").iterdir()) == []


def test_no_register_and_one_that_is_being_written_are_refused(tmp_path: Path) -> None:
    """Exit code 2 names what is missing; a second writer is told at once."""
    ended = tracer("reserve", "observe", tmp_path / "none", "--chain", story_two.BLOCKS)
    assert (ended.code, "no register at" in ended.err) == (2, True)
    from tracer.operations.reserve_files import writing

    folder = register_two(tmp_path)
    with writing(folder):
        ended = tracer("reserve", "observe", folder, "--chain", story_two.BLOCKS)
    assert (ended.code, "is being written by another tracer" in ended.err) == (2, True)


def test_a_source_that_keeps_no_raw_bytes_says_what_it_lacks(tmp_path: Path) -> None:
    """Over a store that names no source the figures are there, and the screen says what a bundle will need."""
    store = tmp_path / "store"
    assert tracer("ingest", "--chain", story_two.BLOCKS, "--store", store).code == 0
    (store / "source.json").unlink()
    ended = tracer("reserve", "observe", register_two(tmp_path), "--chain", store, "--at", "247")
    assert ended.code == 0
    assert "observe again with --at 247" in " ".join(ended.out.split())
