"""The recorded story traced, sealed and verified in one go: what `tracer demo` shows."""

import os
import shutil
from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from tracer.disk.folder import refuse_existing
from tracer.evidence.verification import Verification
from tracer.operations.pipeline import export, trace, verify
from tracer.operations.sources import Progress
from tracer.result.trace_file import TraceFile


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demonstration made."""

    result: TraceFile
    bundle: Path
    verification: Verification


def demo(out: Path, progress: Progress) -> Shown:
    """Trace, seal and verify the recorded story; `out` receives `run` and `bundle`.

    Raises:
        CaseError: `out` exists.
        SourceError: the disk cannot go on.
    """
    refuse_existing(out)
    making = out.with_name(f".{out.name}.making-{os.getpid()}")
    try:
        making.mkdir(mode=0o700)
        with as_file(files("tracer.story")) as story:
            traced = trace(story / "case.toml", str(story / "blocks.blk"), making / "run", None, progress)
        export(making / "run", making / "bundle", None, None, False, progress)
        verification = verify(making / "bundle", progress)
        making.rename(out)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return Shown(traced.result, out / "bundle", verification)
