"""What `export` seals, both verifiers accept; what they would refuse is not sealed."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.asked import export_run, verified
from tests.chain.stripping import stripped
from tests.coinbases import coinbase
from tests.evidence.drawn_bundles import odd_run, tail_run
from tracer.container.material import collect
from tracer.container.verification import Verification
from tracer.errors import IntegrityError
from tracer.evidence import bundle
from tracer.evidence.run_folder import RunFolder, write_run
from tracer.ingest.block_file import FileView
from tracer.verify.acceptance import refused


def sealed(run: RunFolder, folder: Path) -> Path:
    """Write a run and export it; return the bundle."""
    write_run(run, folder / "run")
    export_run(folder / "run", folder / "bundle")
    return folder / "bundle"


def judged(path: Path) -> tuple[Verification, int]:
    """Return what both verifiers say of a bundle."""
    command = [sys.executable, "-I", str(path / "data/verify/verify.py")]
    return verified(path), subprocess.run(command, capture_output=True, check=False).returncode


@pytest.mark.parametrize("number", range(120))
def test_both_verifiers_accept_whatever_the_rules_allow(number: int, tmp_path: Path) -> None:
    """Any rule, stop, budget, declared change and size of transaction together give sources that both accept."""
    assert refused(bundle.read_sources(odd_run(number, tmp_path))) == ()


@pytest.mark.parametrize("number", range(1000, 1006))
def test_what_is_exported_verifies(number: int, tmp_path: Path) -> None:
    """A drawn run is exported, annexes and all, and both verifiers pass the bundle."""
    verification, code = judged(sealed(odd_run(number, tmp_path), tmp_path))
    assert (verification.failed, verification.left, code) == ((), (), 0)


@pytest.mark.parametrize("stop", ['tags = ["drawn.yaml"]', "to_height = 2"])
@pytest.mark.parametrize("length", [1_200])
def test_a_long_tail_behind_an_end_is_sealed_and_accepted(length: int, stop: str, tmp_path: Path) -> None:
    """A result without a service, or the case's window, that its own limit cuts off takes nothing from a verdict."""
    run = tail_run(tmp_path, length, stop)
    assert b'"is_cut":true' in run.trace or b'"budget":' in run.trace
    verification, code = judged(sealed(run, tmp_path))
    assert (verification.failed, verification.left, code) == ((), (), 0)


def test_a_transaction_of_64_bytes_on_a_trail_is_sealed_and_accepted(tmp_path: Path) -> None:
    """Sixty-four bytes are shown like any others: the coinbase beside them gives the depth of the tree."""
    sizes = set[int]()
    for number in range(40):
        run = odd_run(number, tmp_path)
        assert run.material is not None
        sizes |= {len(stripped(raw)) for raw in run.material.raws.values()}
    assert 64 in sizes


def test_a_transaction_that_the_trace_does_not_read_is_refused(tmp_path: Path) -> None:
    """Material beyond what the trace reads is not sealed: the reason names the transaction, and nothing is written."""
    run, view = tail_run(tmp_path, 3, "min_sat = 0"), FileView.open(tmp_path / "blocks.blk")
    assert run.material is not None
    height = next(height for height in range(4) if height not in run.material.blocks)
    stranger = coinbase(tmp_path / "blocks.blk", height)
    more = collect(view, sorted([*run.material.positions, stranger]), view.tip())
    assert more is not None
    with pytest.raises(IntegrityError) as caught:
        sealed(replace(run, material=more), tmp_path)
    said = str(caught.value)
    assert (
        f"step 7, Trace replayed: data/chain/transactions.dat: row {more.row(stranger)}, {stranger}: is not needed"
        in said
    )
    assert "fault of the tracer" in said
    assert not (tmp_path / "bundle").exists()


def test_both_verifiers_are_asked(tmp_path: Path) -> None:
    """What both would refuse is refused in the words of both.

    The tracer's step, and the item of the packaged verifier.
    """
    made_from = bundle.read_sources(tail_run(tmp_path, 3, "min_sat = 0"))
    forged = made_from.files["case/case.json"].replace(b'"primary":"fifo"', b'"primary":"lifo"')
    said = refused(replace(made_from, files={**made_from.files, "case/case.json": forged}))
    assert [each.partition(":")[0] for each in said][:3] == [
        "step 6, Case and TagPacks",
        "item 6 of verify.py, Case",
        "item 7 of verify.py, Primary method",
    ]
