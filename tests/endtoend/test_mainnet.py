"""Known answers on the first 4,313 blocks of mainnet, where the file of them is at hand."""

import json
from pathlib import Path

import pytest

from tests.commands import tracer

BLOCKS = Path(__file__).parents[3] / "shared" / "data" / "mainnet" / "blocks-0-4312.blk"
COINBASE_9 = "0437cd7f8525ceed2324359c2d0ba26006d92d856a9c20fa0241106ee5a597c9"

pytestmark = pytest.mark.skipif(not BLOCKS.exists(), reason="the shared mainnet blocks are not beside the project")


@pytest.mark.parametrize(("primary", "other"), [("fifo", "haircut"), ("haircut", "fifo")])
def test_block_nine_s_coinbase_is_followed_to_its_known_end(tmp_path: Path, primary: str, other: str) -> None:
    """Its 50 BTC cross eight transactions, and 11 BTC of it lie in the last one's single output of 61 BTC."""
    case = tmp_path / "case.toml"
    case.write_text(
        f"""
        [case]
        id = "block-9"
        network = "main"
        [[seed]]
        label = "A"
        outpoint = "{COINBASE_9}:0"
        [method]
        primary = "{primary}"
        compare = ["{other}"]
        """
    )
    ended = tracer("trace", case, "--chain", BLOCKS, "--out", tmp_path / "run")
    assert ended.code == 0, ended.err
    trace = json.loads((tmp_path / "run" / "trace.json").read_bytes())
    for rule in (primary, other):
        method = trace["methods"][rule]
        heights = [step["height"] for step in method["transactions"]]
        assert heights == [170, 181, 182, 183, 187, 221, 248, 496]
        last = method["coins"][-1]
        assert (last["height"], last["value_sat"], last["taint_sat"]) == (496, 6_100_000_000, {"A": 1_100_000_000})
        assert method["labels"]["A"]["terminals"]["unspent"] == 5_000_000_000
    assert tracer("export", tmp_path / "run", "--out", tmp_path / "bundle").code == 0
    assert tracer("verify", tmp_path / "bundle").code == 0
