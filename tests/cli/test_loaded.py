"""What each command loads of what is slow to load: exactly what it uses."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.asked import export_run, trace_case
from tests.commands import ROOT
from tests.story import BLOCKS, CASE

SLOW = (
    "asyncio", "bitcoinrpc", "cryptography", "email", "http", "llvmlite", "logging", "multiprocessing", "networkx",
    "numba", "numpy", "openpyxl", "ortools", "pandas", "polib", "rich", "ssl", "tracer.evidence.bundle",
    "tracer.intake.intake", "tracer.reserve.statement_bundle", "tracer.result.run", "tracer.result.trace_file",
    "tracer.verify.verify", "typst", "urllib3", "xlsxwriter", "yaml",
)  # fmt: skip

PAYING = "6281ebbd2108a70850d951b3426fc8bc2a73f01cef045374c8a9495110d13c81"
"""The transaction of the story that a seed names."""

PROGRAM = """
import sys
from tracer.cli.main import run
code = run(sys.argv[2:])
print(*[name for name in sys.argv[1].split() if name in sys.modules], file=sys.stderr)
sys.exit(code)
"""


def loaded(*words: str | Path) -> set[str]:
    """Run a command in a process of its own; return what of the above it loaded."""
    line = [sys.executable, "-c", PROGRAM, " ".join(SLOW), *map(str, words)]
    ended = subprocess.run(line, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stderr
    return set(ended.stderr.splitlines()[-1].split())


def test_help_loads_nothing_slow() -> None:
    """The help of each kind and the version are there at once."""
    assert loaded("--help") == loaded("trace", "--help") == loaded("--version") == set()
    assert loaded("reserve", "--help") == loaded("reserve", "status", "--help") == set()


def test_a_register_is_checked_without_a_chain_a_page_or_a_table() -> None:
    """A check reads the register and its acts; of closed periods there are none here to compute again."""
    assert loaded("reserve", "check", ROOT / "fixtures" / "reserve" / "two") == set()


def test_a_case_is_checked_without_a_chain_or_a_result() -> None:
    """A check reads the case and its TagPacks."""
    assert loaded("check", CASE) == {"yaml"}


def test_a_transaction_is_looked_at_without_a_result() -> None:
    """A look at one transaction of a file loads neither the engine nor what prints tables."""
    assert loaded("look", PAYING, "--chain", BLOCKS) == {"yaml"}


def test_a_small_case_is_traced_without_pages_tables_and_compilers(tmp_path: Path) -> None:
    """A trace over a file loads the engine and what prints the books; the solver, for the story asks hard questions."""
    assert loaded("trace", CASE, "--chain", BLOCKS, "--out", tmp_path / "run") == {
        "logging", "ortools", "rich", "tracer.result.run", "tracer.result.trace_file", "yaml"
    }  # fmt: skip


@pytest.fixture
def run(tmp_path: Path) -> Path:
    """Return a run of the story."""
    trace_case(CASE, BLOCKS, tmp_path / "run")
    return tmp_path / "run"


WRITTEN = {
    "email", "logging", "networkx", "tracer.evidence.bundle", "tracer.result.run",
    "tracer.result.trace_file", "tracer.verify.verify", "typst", "xlsxwriter", "yaml",
}  # fmt: skip
"""What writes the files of a bundle; the trace is replayed in a process of its own."""


def test_a_bundle_is_written_without_a_network_or_a_compiler(run: Path, tmp_path: Path) -> None:
    """An export loads the writers of pages, tables and graph, and no client of a node."""
    assert loaded("export", run, "--out", tmp_path / "bundle") == WRITTEN


def test_a_bundle_is_checked_with_what_writes_it(run: Path, tmp_path: Path) -> None:
    """A check of a bundle writes its files again, and prints its steps as a table."""
    export_run(run, tmp_path / "bundle")
    assert loaded("verify", tmp_path / "bundle") == WRITTEN | {"rich"}
