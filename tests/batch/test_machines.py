"""The machines of the cluster's tests leave nothing behind, however the tests are ended."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.patience import wait_until
from tests.batch.machines import why_no_namespaces
from tests.commands import ROOT

PROGRAM = """
import sys, time
from pathlib import Path
from tests.batch.machines import apart, together

with (apart if sys.argv[1] == "apart" else together)(Path(sys.argv[2]), 2) as machines:
    started = [machines.start(each, "-c", "import time; time.sleep(600)") for each in range(2)]
    holders = [*machines._holders]
    print(*holders, *(process.pid for process in started), flush=True)
    time.sleep(600)
"""


def _runs(pid: int) -> bool:
    """Return whether a process runs; one that only waits to be counted does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGKILL])
@pytest.mark.parametrize("kind", ["apart", "together"])
def test_nothing_outlives_tests_that_are_ended_from_outside(kind: str, ending, tmp_path: Path):
    """Ended or killed, the tests take every program and every namespace with them."""
    if kind == "apart" and (reason := why_no_namespaces()) is not None:
        pytest.skip(reason)
    words = [sys.executable, "-c", PROGRAM, kind, str(tmp_path)]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, text=True) as tests:
        assert tests.stdout is not None
        pids = [int(each) for each in tests.stdout.readline().split()]
        assert len(pids) == (4 if kind == "apart" else 2)
        assert all(map(_runs, pids))
        tests.send_signal(ending)
    wait_until(lambda: not any(map(_runs, pids)))
