"""What the recorded story costs as a user runs it: trace, export and verify, each a command of its own."""

import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from benchmarks.bench import Bench, Measurement
from benchmarks.measuring import Row, at_most, median

_STORY = Path(__file__).parents[1] / "fixtures" / "story"


class Command(NamedTuple):
    """A command: its name, its words, what it writes, and the seconds of processor time that are aimed at."""

    name: str
    words: tuple[str | Path, ...]
    writes: Path | None
    target: float


def commands(bench: Bench) -> Iterator[Row]:
    """The recorded story: trace, export, verify as commands, processor time."""
    run, bundle = bench.folder / "run", bench.folder / "bundle"
    for command in (
        Command("trace", (_STORY / "case.toml", "--chain", _STORY / "blocks.blk", "--out", run), run, 0.45),
        Command("export", (run, "--out", bundle), bundle, 1.5),
        Command("verify", (bundle,), None, 0.9),
    ):
        seconds = median([_spent(command) for _ in range(bench.runs)])
        yield Row(
            f"the recorded story: tracer {command.name}", f"<= {command.target} s of processor time",
            f"{seconds:.2f} s", *at_most(seconds, command.target),
        )  # fmt: skip


def _spent(command: Command) -> float:
    """Run a command; return the processor time of it and of all that it started."""
    if command.writes is not None:
        shutil.rmtree(command.writes, ignore_errors=True)
    words = [sys.executable, "-m", "tracer", command.name, *map(str, command.words)]
    quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
    pid = os.posix_spawn(sys.executable, words, os.environ, file_actions=quiet)
    _, status, used = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code == 0, f"tracer {command.name} ended with exit code {code}"
    return used.ru_utime + used.ru_stime


MEASUREMENTS: tuple[Measurement, ...] = (commands,)
