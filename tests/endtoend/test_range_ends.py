"""Descriptors in use to the end of the range searched: said on the screen, in the result and in every language."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.case.wallets import account, ended
from tests.commands import tracer
from tests.ingest.milling import ANYONE, COIN, Chain, frame, pay, txid
from tracer.chain.network import REGTEST
from tracer.wallet.descriptors import scripts

RANGED = ended(f"wpkh({account(1)}/<0;1>/*)")
HEAD = '[case]\nid = "c"\nnetwork = "regtest"\n{more}[method]\nprimary = "fifo"\n[stop]\nmin_sat = 0\n'
WALLET = f'[[custody]]\nname = "W"\nstage = "seizure"\ndescriptor = "{RANGED}"\nrange = [0, 9]\n'


def script(index: int, branch: int = 0) -> bytes:
    """Return the wallet's script of an index."""
    return scripts(RANGED, index, index, REGTEST)[branch].script


class Paid:
    """A chain in which one coin is split over scripts, and another pays one of them beside the trail."""

    def __init__(self, folder: Path, to: list[bytes], beside: bytes = ANYONE) -> None:
        """Mine it into a file; `seed` is the coin that is split."""
        chain = Chain()
        first, second = chain.add().coin, chain.add().coin
        chain.extend(100)
        self.split = pay([first], [((at + 1) * COIN, script) for at, script in enumerate(to)])
        self.other = pay([second], [(7 * COIN, beside)])
        chain.add(self.split, self.other)
        self.seed, self.folder = first, folder
        self.blocks = folder / "b.blk"
        self.blocks.write_bytes(frame(chain.blocks))

    def traced(self, text: str, source: Path | None = None, name: str = "run") -> tuple[list[str], dict[str, Any]]:
        """Trace a case; return the warnings and the result."""
        case = self.folder / "case.toml"
        case.write_text(text)
        ended = tracer("trace", case, "--chain", source or self.blocks, "--out", self.folder / name)
        assert ended.code == 0, ended.err
        warnings = [line.removeprefix("Warning: ") for line in ended.err.splitlines() if line.startswith("Warning: ")]
        return warnings, json.loads((self.folder / name / "trace.json").read_text())

    def outpoint_case(self, more: str = "") -> str:
        """Return a case that seeds the coin that is split."""
        return HEAD.format(more=more) + f'[[seed]]\nlabel = "A"\noutpoint = "{self.seed}"\n' + WALLET


IN_USE = (
    "branch 0, index {} of W is in use, and 9 is the last index searched: what lies beyond it is not taken for the "
    "wallet's"
)
BEYOND = (
    "branch {}, index {} of W lies beyond the range searched and received {} sat in {}, which counts as no receipt of "
    "the wallet"
)


def test_the_last_index_in_use_and_what_lies_beyond_are_said(tmp_path: Path) -> None:
    """On the screen with the line of the range, and in trace.json: index, amount and outpoint."""
    paid = Paid(tmp_path, [script(9), script(10), script(29), script(30)])
    warnings, trace = paid.traced(paid.outpoint_case())
    name = txid(paid.split)
    expected = [
        IN_USE.format(9),
        BEYOND.format(0, 10, 2 * COIN, f"{name}:1"),
        BEYOND.format(0, 29, 3 * COIN, f"{name}:2"),
    ]
    assert trace["range_ends"] == expected
    assert warnings == [f"case.toml: line 15: custody[1].range: {words}" for words in expected]
    assert trace["methods"]["fifo"]["labels"]["A"]["terminals"]["custody"] == COIN


def test_within_the_last_gap_limit_is_near_enough(tmp_path: Path) -> None:
    """Of a range [0, 40] index 21 is among the last twenty, 20 is not."""
    paid = Paid(tmp_path, [script(20)])
    case = paid.outpoint_case().replace("[0, 9]", "[0, 40]")
    assert "range_ends" not in paid.traced(case)[1]
    near = Paid(tmp_path, [script(21)])
    (words,) = near.traced(near.outpoint_case().replace("[0, 9]", "[0, 40]"), name="near")[1]["range_ends"]
    assert words.startswith("branch 0, index 21 of W is in use, and 40 is the last index searched")


def test_each_branch_has_its_own_end(tmp_path: Path) -> None:
    """Change comes to indices of its own."""
    paid = Paid(tmp_path, [script(3), script(5, 1), script(11, 1)])
    found = paid.traced(paid.outpoint_case())[1]["range_ends"]
    assert [words.split(" of W ")[0] for words in found] == [
        "branch 0, index 3",
        "branch 1, index 5",
        "branch 1, index 11",
    ]


def test_beside_the_trail_the_chain_is_looked_at_for_the_screen_only(tmp_path: Path) -> None:
    """What no trail leads to is a warning; the result holds what the trace read."""
    paid = Paid(tmp_path, [script(9)], beside=script(12))
    warnings, trace = paid.traced(paid.outpoint_case())
    assert trace["range_ends"] == [IN_USE.format(9)]
    said = BEYOND.format(0, 12, 7 * COIN, f"{txid(paid.other)}:0") + "; no trail of the case leads there"
    assert warnings[1:] == [f"case.toml: line 15: custody[1].range: {said}"]


def test_a_seed_descriptor_is_looked_at_beyond_its_range(tmp_path: Path) -> None:
    """What it received there is no seed, and is named, whether a trail leads there or not."""
    paid = Paid(tmp_path, [script(9)], beside=script(12))
    text = HEAD.format(more="") + f'[[seed]]\nlabel = "A"\ndescriptor = "{RANGED}"\nrange = [0, 9]\n'
    warnings, trace = paid.traced(text)
    assert trace["range_ends"] == [
        "branch 0, index 9 of the descriptor of seed 1 is in use, and 9 is the last index searched: what lies beyond "
        "it is no seed",
        "branch 0, index 12 of the descriptor of seed 1 lies beyond the range searched and received "
        f"{7 * COIN} sat in {txid(paid.other)}:0, which is no seed",
    ]
    assert [warning.split(": ")[1] for warning in warnings] == ["line 11", "line 11"]
    assert trace["methods"]["fifo"]["labels"]["A"]["asserted_sat"] == COIN
    _verifies(paid)


def test_a_store_says_the_same(tmp_path: Path) -> None:
    """The result is the same byte for byte, and so are the warnings."""
    paid = Paid(tmp_path, [script(9), script(10)], beside=script(12))
    from_file = paid.traced(paid.outpoint_case())
    assert tracer("ingest", "--chain", paid.blocks, "--store", tmp_path / "store").code == 0
    assert paid.traced(paid.outpoint_case(), tmp_path / "store", "again") == from_file


@pytest.mark.parametrize("disclosed", [False, True])
def test_a_bundle_with_such_ends_verifies_and_says_them(tmp_path: Path, disclosed: bool) -> None:
    """Also where the descriptor is withheld: its scripts near the end go along by index."""
    paid = Paid(tmp_path, [script(9), script(10)])
    paid.traced(paid.outpoint_case("disclose_descriptors = true\n" if disclosed else ""))
    bundle = _verifies(paid, "--language", "en", "--language", "ru", "--language", "kk")
    filed = json.loads((bundle / "data/case/scripts.json").read_text())
    assert filed.get("custody[1].edge") == (
        None
        if disclosed
        else [
            {"branch": 0, "index": 9, "last": 9, "script": script(9).hex()},
            {"branch": 0, "index": 10, "last": 9, "script": script(10).hex()},
        ]
    )
    for code, words in (
        ("en", "Where ranges end"),
        ("ru", "Где кончаются диапазоны"),
        ("kk", "Ауқымдар аяқталатын жерлер"),
    ):
        report = (bundle / f"data/report/report.{code}.md").read_text()
        assert words in report
        assert ("is the last index searched" in report) == (code == "en")


def test_a_bundle_whose_filed_ends_were_changed_fails(tmp_path: Path) -> None:
    """Another index beside the filed script gives another result."""
    paid = Paid(tmp_path, [script(9), script(10)])
    paid.traced(paid.outpoint_case())
    bundle = _verifies(paid)
    scripts_file = bundle / "data/case/scripts.json"
    scripts_file.write_text(scripts_file.read_text().replace('"index":10', '"index":11'))
    said = tracer("verify", bundle)
    assert said.code == 1
    assert said.out.endswith("The bundle FAILS: step 1, 7.\n")


def _verifies(paid: Paid, *more: str) -> Path:
    bundle = paid.folder / "bundle"
    exported = tracer("export", paid.folder / "run", "--out", bundle, *more)
    assert exported.code == 0, exported.err
    assert tracer("verify", bundle).code == 0
    alone = subprocess.run(
        [sys.executable, "-I", bundle / "data/verify/verify.py", bundle], capture_output=True, text=True, check=False
    )
    assert alone.returncode == 0, alone.stdout
    return bundle
