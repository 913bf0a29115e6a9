"""Files of raw blocks that are no whole chain: the same words on every way in."""

import json
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.ingest.milling import ANYONE, COIN, Chain, frame, hash_of, pay, txid

CASE = """[case]
id = "c"
network = "regtest"
[method]
primary = "fifo"
[stop]
min_sat = 0
[[seed]]
label = "A"
outpoint = "{coin}"
"""


def _spent_above_a_hole(folder: Path) -> tuple[Path, Path, Chain]:
    """Write a file that lacks block 103 and holds, in 104, the spend of a coin made in 1, and a case that seeds it."""
    chain = Chain()
    coin = chain.add().coin
    chain.extend(102)
    chain.add(pay([coin], [(50 * COIN, ANYONE)]))
    chain.extend(1)
    blocks = folder / "gap.blk"
    blocks.write_bytes(frame([*chain.blocks[:103], *chain.blocks[104:]]))
    case = folder / "case.toml"
    case.write_text(CASE.format(coin=coin))
    return case, blocks, chain


def _ways(folder: Path, case: Path, blocks: Path, name: str, *more: str) -> list[tuple[str | Path, ...]]:
    return [
        ("ingest", "--chain", blocks, "--store", folder / f"{name}-store", *more),
        ("trace", case, "--chain", blocks, "--out", folder / f"{name}-run", *more),
        ("look", case.read_text().split("=")[-1].strip(' "\n'), "--chain", blocks, *more),
    ]


def test_a_hole_in_a_file_is_refused_on_every_way_in(tmp_path: Path) -> None:
    """`ingest`, `trace` and `look` end with exit code 4 and name the block that is missing; nothing is written."""
    case, blocks, chain = _spent_above_a_hole(tmp_path)
    said = [tracer(*way) for way in _ways(tmp_path, case, blocks, "whole")]
    assert [each.code for each in said] == [4, 4, 4]
    (words,) = {each.err for each in said}
    assert f"block {hash_of(chain.blocks[103])} at height 103 is missing, and 2 blocks hang on it" in words
    assert "--to-height 102" in words
    assert not (tmp_path / "whole-run").exists()


def test_what_lies_below_a_hole_can_be_used_and_the_rest_is_told(tmp_path: Path) -> None:
    """With --to-height all three go on, and each warns of what it left out."""
    case, blocks, chain = _spent_above_a_hole(tmp_path)
    said = [tracer(*way) for way in _ways(tmp_path, case, blocks, "cut", "--to-height", "102")]
    assert [each.code for each in said] == [0, 0, 0]
    for each in said:
        assert f"Warning: {blocks}: block {hash_of(chain.blocks[103])} at height 103 is missing" in each.err
    assert json.loads((tmp_path / "cut-run" / "trace.json").read_text())["horizon"]["height"] == 102


def test_every_command_that_reads_a_file_can_go_no_further_than_below_a_hole(tmp_path: Path) -> None:
    """`intake`, `origin`, `export` and `batch` refuse the file as `trace` does, go on with --to-height, and warn."""
    case, blocks, chain = _spent_above_a_hole(tmp_path)
    seed = case.read_text().split("=")[-1].strip(' "\n')
    case.write_text(f'{case.read_text()}[[target]]\noutpoint = "{seed}"\n')
    assert tracer("trace", case, "--chain", blocks, "--out", tmp_path / "run", "--to-height", "102").code == 0
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases" / "one.toml").write_text(case.read_text())
    (tmp_path / "list.txt").write_text(seed)
    warning = f"{blocks}: block {hash_of(chain.blocks[103])} at height 103 is missing"
    for way in (
        ("intake", tmp_path / "list.txt", "--network", "regtest"),
        ("origin", case, "--out", tmp_path / "back"),
        ("export", tmp_path / "run", "--out", tmp_path / "bundle"),
        ("batch", tmp_path / "cases", "--out", tmp_path / "night", "--workers", "1"),
    ):
        refused = tracer(*way, "--chain", blocks)
        assert (refused.code, f"{blocks} has a hole: block" in refused.out + refused.err) == (4, True), way
        ended = tracer(*way, "--chain", blocks, "--to-height", "102")
        assert (ended.code, warning in ended.err) == (0, True), way
    assert json.loads((tmp_path / "back" / "origin.json").read_text())["horizon"]["height"] == 102
    assert tracer("verify", tmp_path / "bundle").code == 0


@pytest.mark.parametrize("way", [("intake", "list.txt", "--network", "regtest"), ("export", "run", "--out", "bundle")])
def test_a_height_without_a_source_is_refused(way):
    """It would cut nothing."""
    ended = tracer(*way, "--to-height", "5")
    assert (ended.code, "--to-height goes with a file of raw blocks; name it with --chain." in ended.err) == (2, True)


def test_a_file_that_begins_inside_a_period_is_traced_and_says_what_a_bundle_lacks(tmp_path: Path) -> None:
    """Headers begin with a retarget period: a file that lacks its first ones gives every figure and no bundle."""
    case, blocks, chain = _spent_above_a_hole(tmp_path)
    blocks.write_bytes(frame(chain.blocks))
    whole = tmp_path / "whole.blk"
    whole.write_bytes(frame(chain.blocks))
    blocks.write_bytes(frame(chain.blocks[1:]))
    said = "the source begins at height 1; a bundle shows the headers from height 0 on"
    for command, out in (("trace", "run"), ("origin", "back")):
        if command == "origin":
            case.write_text(f"{case.read_text()}[[target]]\noutpoint = {case.read_text().split('=')[-1].strip()}\n")
        ended = tracer(command, case, "--chain", blocks, "--out", tmp_path / out)
        assert (ended.code, f"Warning: {said}" in ended.err) == (0, True)
    ended = tracer("export", tmp_path / "run", "--out", tmp_path / "b", "--chain", blocks)
    assert (ended.code, f"Error: {said}" in ended.err, (tmp_path / "b").exists()) == (3, True, False)
    assert tracer("export", tmp_path / "run", "--out", tmp_path / "b", "--chain", whole).code == 0
    assert tracer("verify", tmp_path / "b").code == 0


def test_a_stale_branch_is_the_same_warning_on_every_way_in(tmp_path: Path) -> None:
    """What a file holds beside its chain is said by `ingest` as by `trace` and `look`."""
    case, blocks, chain = _spent_above_a_hole(tmp_path)
    stale = chain.fork(100)
    stale.extend(1, b"stale")
    blocks.write_bytes(frame([*chain.blocks, stale.blocks[101]]))
    said = [tracer(*way) for way in _ways(tmp_path, case, blocks, "stale")]
    assert [each.code for each in said] == [0, 0, 0]
    warning = (
        f"Warning: {blocks}: block {hash_of(stale.blocks[101])} is not on the best branch, which ends at {chain.tip}.\n"
    )
    assert all(warning in each.err for each in said)


@pytest.mark.parametrize("source", ["http://127.0.0.1:1", "."])
def test_only_a_file_is_cut_by_the_option(tmp_path: Path, source: str) -> None:
    """A node or a store is asked up to a height through the case's horizon."""
    case, _, _ = _spent_above_a_hole(tmp_path)
    ended = tracer("trace", case, "--chain", source, "--out", tmp_path / "run", "--to-height", "5")
    assert (ended.code, "--to-height goes with a file of raw blocks" in ended.err) == (2, True)


def test_a_look_at_a_coinbase_says_that_it_spends_nothing(tmp_path: Path) -> None:
    """There is no prevout to read."""
    case, blocks, chain = _spent_above_a_hole(tmp_path)
    name = case.read_text().split("=")[-1].strip(' "\n').split(":")[0]
    blocks.write_bytes(frame(chain.blocks))
    ended = tracer("look", name, "--chain", blocks)
    assert ended.code == 0
    assert "fee          none, it is a coinbase\n" in ended.out
    assert (
        "\nspends       no coin: it is a coinbase, which pays out new coins and its block's fees\npays         1, 50"
        in ended.out
    )
    assert "cannot be read" not in ended.out


def test_a_look_at_what_pays_more_than_it_spends_says_that_it_cannot_be(tmp_path: Path) -> None:
    """A file's amounts are not checked when it is opened; a negative fee is never printed as a fee."""
    chain = Chain()
    coin = chain.add().coin
    chain.extend(100)
    spend = pay([coin], [(51 * COIN, ANYONE)])
    chain.add(spend)
    blocks = tmp_path / "b.blk"
    blocks.write_bytes(frame(chain.blocks))
    ended = tracer("look", txid(spend), "--chain", blocks)
    assert (
        "fee          none: it pays 1.00000000 BTC more than it spends, which no valid transaction does; "
        "this source holds no true chain\n" in ended.out
    )
    found = json.loads(tracer("look", txid(spend), "--chain", blocks, "--json").out)["transaction"]
    assert (found["fee_sat"], found["pays_more_than_it_spends"]) == (-COIN, True)


def _beginning_late(folder: Path) -> tuple[Path, Chain, str, str]:
    """Write a file that begins at height 1; return it, its chain, a coin of block 1 and a txid of block 0."""
    chain = Chain()
    coin = chain.add().coin
    chain.extend(5)
    blocks = folder / "late.blk"
    blocks.write_bytes(frame(chain.blocks[1:]))
    return blocks, chain, str(coin), txid(chain.blocks[0][81:])


def test_a_file_that_begins_late_says_what_it_covers_on_every_way_in(tmp_path: Path) -> None:
    """A warning of `ingest`, `trace`, `look` and `intake`, over the file and over a store made of it."""
    blocks, _, coin, _ = _beginning_late(tmp_path)
    case = tmp_path / "case.toml"
    case.write_text(CASE.format(coin=coin))
    (tmp_path / "list.txt").write_text(coin)
    ways = [
        *_ways(tmp_path, case, blocks, "late"),
        ("intake", tmp_path / "list.txt", "--network", "regtest", "--chain", blocks),
        ("look", coin, "--chain", tmp_path / "late-store"),
    ]
    said = [tracer(*way) for way in ways]
    assert [each.code for each in said] == [0] * 5
    covers = "begins at block 1: it holds blocks 1 to 6, and nothing below is seen\n"
    for way, each in zip(ways, said, strict=True):
        place = way[-1] if way[0] != "ingest" and way[0] != "trace" else blocks
        assert each.err.count(f"Warning: {place}: {covers}") == 1


def test_what_is_not_in_a_file_that_begins_late_is_told_with_what_it_covers(tmp_path: Path) -> None:
    """A seed or a name below its first block is not said to exist nowhere, only not in these blocks."""
    blocks, _, coin, below = _beginning_late(tmp_path)
    case = tmp_path / "case.toml"
    case.write_text(CASE.format(coin=f"{below}:0"))
    (tmp_path / "list.txt").write_text(below)
    covers = "; this source holds blocks 1 to 6 only, and nothing below"
    ended = tracer("trace", case, "--chain", blocks, "--out", tmp_path / "run")
    words = "no such transaction on the best chain at or below the horizon, height 6"
    assert (ended.code, f"{words}{covers}\n" in ended.err) == (2, True)
    for name, what in ((below, "transaction"), (f"{below}:0", "output")):
        ended = tracer("look", name, "--chain", blocks)
        words = f"Error: no {what} {name} on the best chain of regtest up to block 6{covers}\n"
        assert (ended.code, words in ended.err) == (2, True)
    ended = tracer("intake", tmp_path / "list.txt", "--network", "regtest", "--chain", blocks)
    assert f"no transaction of this txid is on the chain up to block 6{covers}" in ended.out
    case.write_text(f'{CASE.format(coin=coin)}[[target]]\noutpoint = "{below}:0"\n')
    ended = tracer("origin", case, "--chain", blocks, "--out", tmp_path / "back")
    assert (ended.code, covers in ended.err) == (2, True)


def test_a_whole_file_says_nothing_of_what_it_covers(tmp_path: Path) -> None:
    """Where blocks begin with the genesis block there is nothing to be said."""
    case, blocks, chain = _spent_above_a_hole(tmp_path)
    blocks.write_bytes(frame(chain.blocks))
    for way in _ways(tmp_path, case, blocks, "whole"):
        assert "nothing below" not in tracer(*way).err


@pytest.mark.parametrize("vout", ["", ":0"])
def test_a_look_at_another_hash_says_what_it_is(tmp_path: Path, vout: str) -> None:
    """A block's hash, either way round, and a txid with its bytes reversed are named for what they are."""
    _, blocks, chain = _spent_above_a_hole(tmp_path)
    blocks.write_bytes(frame(chain.blocks))
    of_block = hash_of(chain.blocks[7])
    made = txid(chain.blocks[9][81:])
    turned = [bytes.fromhex(each)[::-1].hex() for each in (of_block, made)]
    for name, said in (
        (of_block, "; it is the hash of block 7, not of a transaction"),
        (turned[0], "; with its bytes in reverse order it is the hash of block 7, not of a transaction"),
        (turned[1], f"; did you mean {made}, its bytes in reverse order, a transaction of block 9?"),
        ("ab" * 32, ""),
    ):
        ended = tracer("look", f"{name}{vout}", "--chain", blocks)
        what = "output" if vout else "transaction"
        words = f"Error: no {what} {name}{vout} on the best chain of regtest up to block 105{said}\n"
        assert (ended.code, ended.err) == (2, words)
        case = tmp_path / "case.toml"
        seed = f'outpoint = "{name}:0"' if vout else f'txid = "{name}"'
        case.write_text(CASE.format(coin="").rpartition("outpoint")[0] + seed + "\n")
        ended = tracer("trace", case, "--chain", blocks, "--out", tmp_path / "run")
        assert (ended.code, f"height 105{said}\n" in ended.err) == (2, True)


def test_a_look_at_an_output_that_a_transaction_does_not_have_says_how_many_it_has(tmp_path: Path) -> None:
    """The transaction is there, and in which block."""
    _, blocks, chain = _spent_above_a_hole(tmp_path)
    blocks.write_bytes(frame(chain.blocks))
    ended = tracer("look", f"{txid(chain.blocks[9][81:])}:5", "--chain", blocks)
    assert (ended.code, "; the transaction, of block 9, has only 1 output\n" in ended.err) == (2, True)


def test_a_look_at_a_name_of_another_ledger_says_of_which() -> None:
    """It is neither damaged nor unknown."""
    name = "GA7QYNF7SOWQ3GLR2BGMZEHXAVIRZA4KVWLTJJFC7MGXUA74P7UJVSGZ"
    ended = tracer("look", name, "--chain", "fixtures/story/blocks.blk")
    assert ended.code == 2
    assert f"'{name}' is a name of Stellar, no txid, outpoint or address of Bitcoin" in ended.err


def test_a_seed_above_the_horizon_says_in_which_block_it_is(tmp_path: Path) -> None:
    """It exists, only not for a case that looks no further."""
    case, blocks, chain = _spent_above_a_hole(tmp_path)
    blocks.write_bytes(frame(chain.blocks))
    late = txid(chain.blocks[9][81:])
    case.write_text(CASE.format(coin=f"{late}:0") + "[horizon]\nheight = 5\n")
    ended = tracer("trace", case, "--chain", blocks, "--out", tmp_path / "run")
    assert (ended.code, "horizon, height 5; it is in block 9, above it\n" in ended.err) == (2, True)
