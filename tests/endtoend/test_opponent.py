"""The other side, with coreutils, openssl and a stock Python: no network, no tracer, nothing believed."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.patience import PATIENCE
from tests.asked import export_run, trace_case
from tests.commands import tracer
from tests.evidence.test_verifier import resealed
from tests.story import BLOCKS, CASE

SCRIPT = Path(__file__).with_name("opponent.sh")
NEEDED = ("sh", "sha256sum", "sha512sum", "openssl", "find", "cmp")


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the story's bundle."""
    folder = tmp_path_factory.mktemp("story")
    trace_case(CASE, BLOCKS, folder / "run")
    export_run(folder / "run", folder / "bundle")
    return folder / "bundle"


def _without_network() -> list[str]:
    """Return the words that take the network away, none where this machine cannot."""
    words = ["unshare", "--user", "--map-root-user", "--net"]
    if shutil.which("unshare") is None:
        return []
    return words if subprocess.run([*words, "true"], capture_output=True, check=False).returncode == 0 else []


def check(bundle: Path, work: Path) -> subprocess.CompletedProcess[str]:
    """Run the script as a stranger: an empty environment, the base Python, no network where that can be had."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing:
        pytest.skip(f"not on this machine: {', '.join(missing)}")
    off = _without_network()
    python = Path(sys.base_prefix) / "bin" / f"python{sys.version_info.major}.{sys.version_info.minor}"
    environment = {"PATH": os.environ["PATH"], "WORK": str(work), "NETWORK": "off" if off else "on"}
    command = [*off, "sh", str(SCRIPT), str(bundle), str(python)]
    return subprocess.run(
        command, env=environment, cwd="/", capture_output=True, text=True, timeout=PATIENCE, check=False
    )


def test_the_other_side_checks_a_bundle_without_us(sealed: Path, tmp_path: Path) -> None:
    """Manifests, seal and every item of the stand-alone verifier pass without the tracer and without a network."""
    ran = check(sealed, tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert [line[0] for line in ran.stdout.splitlines() if line[:2] in ("0.", "1.", "2.", "3.", "4.")] == [*"01234"]
    assert ran.stdout.count("\nPASS ") == 10
    assert "\nFAIL" not in ran.stdout


def test_the_other_side_finds_a_file_that_was_added(sealed: Path, tmp_path: Path) -> None:
    """What sha256sum does not notice, a file more, ends the check before anything is read."""
    shutil.copytree(sealed, tmp_path / "bundle")
    (tmp_path / "bundle/data/trace/more.csv").write_text("a\n")
    ran = check(tmp_path / "bundle", tmp_path)
    assert ran.returncode == 1
    assert "4. headers" not in ran.stdout


def test_the_other_side_finds_an_amount_that_was_changed_and_sealed_again(sealed: Path, tmp_path: Path) -> None:
    """A forger's manifests agree; the replay does not."""
    shutil.copytree(sealed, tmp_path / "bundle")
    place = tmp_path / "bundle/data/trace/trace.json"
    value = json.loads(place.read_bytes())
    value["orders"][0]["received_sat"] += 1
    place.write_bytes(json.dumps(value, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode())
    ran = check(resealed(tmp_path / "bundle"), tmp_path)
    assert ran.returncode == 1
    assert "FAIL           9  Orders: trace.orders[0].received_sat" in ran.stdout


@pytest.mark.parametrize("most", [1, 2, 4, 7])
def test_a_trace_that_a_budget_cut_is_checked_by_both(most: int, tmp_path: Path) -> None:
    """Where a budget ends trails, both verifiers follow it, and no spender that shows it is called surplus."""
    assert (
        tracer("trace", CASE, "--chain", BLOCKS, "--max-transactions", str(most), "--out", tmp_path / "run").code == 0
    )
    assert tracer("export", tmp_path / "run", "--out", tmp_path / "bundle").code == 0
    assert tracer("verify", tmp_path / "bundle").code == 0
    ran = check(tmp_path / "bundle", tmp_path)
    assert ran.returncode == 0, ran.stdout


def test_a_run_of_another_version_is_refused(tmp_path: Path) -> None:
    """A bundle states one version and is checked by it: a run that another one traced is not exported."""
    assert tracer("trace", CASE, "--chain", BLOCKS, "--out", tmp_path / "run").code == 0
    about = tmp_path / "run/run.json"
    about.write_bytes(about.read_bytes().replace(b'"version":"', b'"version":"0.0.'))
    ended = tracer("export", tmp_path / "run", "--out", tmp_path / "bundle")
    assert ended.code == 2
    assert "was traced by version '0.0." in ended.err
    assert "Trace the case again" in ended.err
    assert not (tmp_path / "bundle").exists()
