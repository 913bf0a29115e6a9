"""What a worker of a batch loads before its first case: no more than tracing over its source needs."""

import subprocess
import sys
from pathlib import Path

from tests.batch.nights import SEED_A
from tests.commands import ROOT, tracer
from tests.story import BLOCKS

HEAVY = ("pandas", "networkx", "numba", "llvmlite", "typst", "xlsxwriter", "urllib3", "bitcoinrpc", "rich")
PROGRAM = """
import sys
from pathlib import Path
from tracer.batch.tracing import Tracing
from tracer.operations.sources import ChainSource
from tracer.batch.work import Task

class Link:
    def opening(self): pass
    def opened(self, tip): return tip

case, store, out = map(Path, sys.argv[1:4])
done = Tracing(ChainSource(str(store))).do(Task("case", case, out, None, False), Link())
assert done.digest is not None and (out / "trace.json").is_file()
print(*[name for name in sys.argv[4:] if name in sys.modules])
"""


def test_a_worker_over_a_store_starts_lightly(tmp_path: Path) -> None:
    """A case is traced over a store without tables, pictures, pages, a node's client or a compiler being loaded."""
    assert tracer("ingest", "--chain", BLOCKS, "--store", tmp_path / "store").code == 0
    case = tmp_path / "case.toml"
    case.write_text(
        f'[case]\nid = "K"\nnetwork = "regtest"\n[[seed]]\nlabel = "A"\n{SEED_A}\n[method]\nprimary = "fifo"\n'
    )
    words = [sys.executable, "-c", PROGRAM, case, tmp_path / "store", tmp_path / "run", *HEAVY]
    ended = subprocess.run([str(word) for word in words], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stdout) == (0, "\n"), ended.stderr
