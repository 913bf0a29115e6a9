"""Runs the command line as a user does: a process of its own, its words and its exit code."""

import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


def tracer(*arguments: str | Path, limit: int | None = None, **environment: str) -> Ended:
    """Run `tracer` with these arguments; `limit` is the largest file it may write, in bytes."""
    command = [sys.executable, "-m", "tracer", *map(str, arguments)]
    if limit is not None:
        code = (
            "import resource, runpy, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
            f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}));"
            "sys.argv = ['tracer', *sys.argv[1:]]; runpy.run_module('tracer', run_name='__main__')"
        )
        command = [sys.executable, "-c", code, *map(str, arguments)]
    ran = subprocess.run(
        command, capture_output=True, text=True, timeout=120, cwd=ROOT, env=os.environ | environment, check=False
    )
    return Ended(ran.returncode, ran.stdout, ran.stderr)
