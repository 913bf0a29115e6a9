"""What the recorded story costs as a user runs it, each command a process of its own.

An installed tracer has its modules compiled to bytecode, so bytecode is kept here too, whatever the environment says:
the first run of a command compiles it, and is one of those of which the median is taken.
"""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from benchmarks.bench import Bench, Measurement
from benchmarks.measuring import Row, at_most, median

_STORY = Path(__file__).parents[1] / "fixtures" / "story"

_PAYING = "6281ebbd2108a70850d951b3426fc8bc2a73f01cef045374c8a9495110d13c81"
"""A transaction of the story."""


class Command(NamedTuple):
    """A command: its name, its words, what it writes, and the seconds of processor time that are aimed at."""

    name: str
    words: tuple[str | Path, ...]
    writes: Path | None
    target: float


def commands(bench: Bench) -> Iterator[Row]:
    """The recorded story: check, look, trace, export, verify as commands, processor time."""
    run, bundle = bench.folder / "run", bench.folder / "bundle"
    case, blocks = _STORY / "case.toml", _STORY / "blocks.blk"
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPYCACHEPREFIX"] = str(bench.folder / "bytecode")
    for command in (
        Command("check", (case,), None, 0.5),
        Command("look", (_PAYING, "--chain", blocks), None, 0.5),
        Command("trace", (case, "--chain", blocks, "--out", run), run, 0.45),
        Command("export", (run, "--out", bundle), bundle, 1.5),
        Command("verify", (bundle,), None, 0.9),
    ):
        seconds = median([_spent(command, environment) for _ in range(bench.runs)])
        yield Row(
            f"the recorded story: tracer {command.name}", f"<= {command.target} s of processor time",
            f"{seconds:.2f} s", *at_most(seconds, command.target),
        )  # fmt: skip


def _spent(command: Command, environment: Mapping[str, str]) -> float:
    """Run a command; return the processor time of it and of all that it started."""
    if command.writes is not None:
        shutil.rmtree(command.writes, ignore_errors=True)
    words = [sys.executable, "-m", "tracer", command.name, *map(str, command.words)]
    quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
    pid = os.posix_spawn(sys.executable, words, environment, file_actions=quiet)
    _, status, used = os.wait4(pid, 0)
    code = os.waitstatus_to_exitcode(status)
    assert code == 0, f"tracer {command.name} ended with exit code {code}"
    return used.ru_utime + used.ru_stime


MEASUREMENTS: tuple[Measurement, ...] = (commands,)
