"""What hostile bundles cost both verifiers: seconds of processor time and memory, each run a command of its own."""

import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bench import Bench, Measurement, Scale
from benchmarks.hostile_bundles import HOSTILE, harmed
from benchmarks.measuring import MIB, Row, at_most
from tracer.evidence import verifier_source
from tracer.operations.context import Context
from tracer.operations.export import ExportRequest, export
from tracer.operations.sources import ChainSource
from tracer.operations.trace import TraceRequest, trace

_STORY = Path(__file__).parents[1] / "fixtures" / "story"
_VERIFIER = Path(verifier_source.__file__).parent / "verifier" / "verify.py"
_WATCH = """
import os, sys
quiet = [(os.POSIX_SPAWN_OPEN, number, os.devnull, os.O_WRONLY, 0) for number in (1, 2)]
_, status, used = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=quiet), 0)
print(os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss)
"""
"""Watches a command from a small process.

A large one's memory would count as the command's, which begins as its copy.
"""
SECONDS, MEMORY = 30, 1 << 30
"""What a verdict, or the refusal of one, may take here: processor time, and bytes."""


def verifiers(bundle: Path) -> dict[str, list[str]]:
    """Return the command of each verifier over a bundle."""
    return {
        "tracer verify": [sys.executable, "-m", "tracer", "verify", str(bundle)],
        "verify.py": [sys.executable, str(_VERIFIER), str(bundle)],
    }


def spent(words: list[str]) -> tuple[int, float, int]:
    """Run a command; return its exit code, the processor time of it and of what it started, and the peak in bytes."""
    said = subprocess.run([sys.executable, "-S", "-c", _WATCH, *words], capture_output=True, text=True, check=True)
    code, seconds, size = said.stdout.split()
    return int(code), float(seconds), int(size) * 1024


def hostile(bench: Bench) -> Iterator[Row]:
    """The dearest of the hostile bundles, under each verifier."""
    sound = bench.folder / "sound"
    source, run = ChainSource(str(_STORY / "blocks.blk")), bench.folder / "run"
    trace(TraceRequest(_STORY / "case.toml", source, run), Context())
    export(ExportRequest(run, sound), Context())
    figures: dict[str, list[tuple[float, int, str]]] = {name: [] for name in verifiers(sound)}
    for each in HOSTILE if bench.scale is not Scale.TINY else HOSTILE[-1:]:
        path = harmed(Path(shutil.copytree(sound, bench.folder / "harmed")), each)
        for name, words in verifiers(path).items():
            code, seconds, size = spent(words)
            assert code == each.code, f"{each.name}: {name} ended with exit code {code}, not {each.code}"
            figures[name].append((seconds, size, each.name))
        shutil.rmtree(path)
    for name, rows in figures.items():
        seconds, _, dearest = max(rows)
        size, largest = max((size, what) for _, size, what in rows)
        counted = f"{len(rows)} hostile bundles: {name}"
        yield Row(f"{counted}, longest ({dearest})", f"<= {SECONDS} s", f"{seconds:.1f} s", *at_most(seconds, SECONDS))
        yield Row(
            f"{counted}, largest ({largest})", f"<= {MEMORY // MIB} MiB", f"{size // MIB} MiB", *at_most(size, MEMORY)
        )


MEASUREMENTS: tuple[Measurement, ...] = (hostile,)
