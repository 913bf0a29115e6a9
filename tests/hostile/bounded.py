"""Runs the command line in a process that may use so much memory and time, and no more."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
_CODE = """
import resource, runpy, sys
resource.setrlimit(resource.RLIMIT_AS, (int(sys.argv[1]),) * 2)
sys.argv = ["tracer", *sys.argv[2:]]
runpy.run_module("tracer", run_name="__main__")
"""


def tracer_in(memory: int, *arguments: str | Path, seconds: int = 60) -> subprocess.CompletedProcess[str]:
    """Run `tracer` with at most `memory` bytes of address space.

    Raises:
        subprocess.TimeoutExpired: it did not end in time.
    """
    command = [sys.executable, "-c", _CODE, str(memory), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=seconds, cwd=ROOT, check=False)
