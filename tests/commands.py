"""Runs the command line as a user does: a process of its own, its words and its exit code."""

import functools
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from fixtures.patience import PATIENCE
from tests import warm

ROOT = Path(__file__).parents[1]


class Ended(NamedTuple):
    """How a command ended."""

    code: int
    out: str
    err: str


def tracer(*arguments: str | Path, limit: int | None = None, **environment: str) -> Ended:
    """Run `tracer` with these arguments; `limit` is the largest file it may write, in bytes."""
    words = [*map(str, arguments)]
    if limit is None and warm.can_fork(words, environment):
        return _forked(words, environment)
    command = [sys.executable, "-m", "tracer", *words]
    if limit is not None:
        code = (
            "import resource, runpy, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
            f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}));"
            "sys.argv = ['tracer', *sys.argv[1:]]; runpy.run_module('tracer', run_name='__main__')"
        )
        command = [sys.executable, "-c", code, *words]
    ran = subprocess.run(
        command, capture_output=True, text=True, timeout=PATIENCE, cwd=ROOT, env=os.environ | environment, check=False
    )
    return Ended(ran.returncode, ran.stdout, ran.stderr)


def _forked(words: list[str], environment: dict[str, str]) -> Ended:
    """Run a command in a process forked from one that has imported the tracer already (`tests/warm.py`)."""
    server = _server()
    assert server.stdin is not None
    assert server.stdout is not None
    with tempfile.NamedTemporaryFile() as out, tempfile.NamedTemporaryFile() as err:
        server.stdin.write(json.dumps(warm.Asked(words, out.name, err.name, environment)) + "\n")
        server.stdin.flush()
        code = server.stdout.readline()
        return Ended(int(code), out.read().decode(), err.read().decode())


@functools.cache
def _server() -> subprocess.Popen[str]:
    """Start the process that forks, once; it ends when its input does."""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.warm"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
