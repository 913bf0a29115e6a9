"""A coinbase that exists twice, as two of mainnet's do: what a run says of it, and what a bundle cannot (BIP 30)."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from tests.asked import export_run, verified, write_bundle
from tests.ingest import milling
from tests.ingest.milling import COIN, frame
from tests.pictures import script_of
from tracer.case import case_file
from tracer.chain.address import encode
from tracer.chain.network import REGTEST
from tracer.container.verification import StepVerdict
from tracer.errors import CaseError, IntegrityError
from tracer.evidence.run_folder import read_run
from tracer.ingest import block_index
from tracer.ingest.block_file import FileView
from tracer.ingest.framing import BlockFile
from tracer.operations import sources
from tracer.operations.check import LoadedCase
from tracer.operations.context import Context
from tracer.operations.trace import trace_over
from tracer.trace.horizon import pin_horizon

MINER = script_of("miner")


def quiet(what: str, done: int, all_: int) -> None:
    """Take note of nothing."""


def traced(folder: Path, window: str) -> bytes:
    """Trace what the miner received, the same coinbase at heights 1 and 2, into `run`; return `trace.json`."""
    chain, reward = milling.Chain(), milling.coinbase(1, [(COIN, MINER)], salt=b"twice")
    for _ in range(2):
        chain.blocks.append(milling.block(chain.tip, [reward], milling.GENESIS_TIME + 600 * len(chain.blocks)))
    (folder / "blocks.blk").write_bytes(frame(chain.blocks))
    file = BlockFile(folder / "blocks.blk")
    file.network = replace(REGTEST, bip34_height=1000)
    view = FileView(block_index.read(file))
    text = (
        '[case]\nid = "T-1"\nnetwork = "regtest"\ntimezone = "Asia/Almaty"\n[method]\nprimary = "fifo"\n'
        f'[[seed]]\nlabel = "A"\naddress = "{encode(MINER, REGTEST)}"\n{window}\n'
    )
    case = case_file.parse(text.encode(), "case.toml")
    loaded = LoadedCase(case, text.encode(), (), (), ())
    source = sources.Chain(view, "file", (), lambda: None, lambda: None)
    return trace_over(source, loaded, pin_horizon(case, view), folder / "run", Context()).run.trace


def test_a_run_says_that_the_earlier_copy_is_lost(tmp_path: Path) -> None:
    """Both copies are seeds; the earlier one's outputs can never be spent, so its trail ends there, burned."""
    coins = json.loads(traced(tmp_path, ""))["methods"]["fifo"]["coins"]
    assert [(coin["height"], coin["terminal"]) for coin in coins] == [(1, "burned"), (2, "unspent")]


@pytest.mark.parametrize("window", ["", "to_height = 1"])
def test_a_run_about_the_earlier_copy_is_not_sealed(tmp_path: Path, window: str) -> None:
    """A bundle holds one place for each txid: export says which coinbase, where it lies twice, and what to do."""
    traced(tmp_path, window)
    with pytest.raises(CaseError) as caught:
        export_run(tmp_path / "run", tmp_path / "bundle")
    said = str(caught.value)
    assert "exists twice, at heights 1 and 2 (BIP 30), and a seed names the copy at 1." in said
    assert "Seed only what was received after height 1 (from_height) and trace again" in said
    assert not (tmp_path / "bundle").exists()


def test_a_run_about_the_later_copy_is_sealed_and_replayed(tmp_path: Path) -> None:
    """The copy that can be spent is traced, sealed and replayed like any other coin.

    On regtest a coinbase states its height from block 1 on, which a copy cannot: that alone is found, and for that
    alone export refuses the run. On mainnet both pairs are older than that rule.
    """
    traced(tmp_path, "from_height = 2")
    with pytest.raises(IntegrityError, match=r"step 3, Merkle proofs: .* states height 1, not 2"):
        export_run(tmp_path / "run", tmp_path / "bundle")
    write_bundle(read_run(tmp_path / "run"), tmp_path / "bundle")
    steps = verified(tmp_path / "bundle").steps
    problems = [finding.problem for step in steps for finding in step.findings]
    assert [problem.partition(" states ")[2] for problem in problems] == ["height 1, not 2"]
    assert [step.verdict for step in steps if step.number in ("7", "8")] == [StepVerdict.PASS] * 2
