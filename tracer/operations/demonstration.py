"""The recorded story traced, sealed and verified in one go: what `tracer demo` shows."""

from dataclasses import dataclass
from importlib.resources import as_file, files
from pathlib import Path

from tracer.container.verification import Verification
from tracer.disk.folder import refuse_existing
from tracer.disk.making import making
from tracer.formats.canonical import Writable
from tracer.operations.context import Context
from tracer.operations.export import ExportRequest, export
from tracer.operations.sources import ChainSource
from tracer.operations.trace import TraceRequest, trace
from tracer.operations.verify import VerifyRequest, verify
from tracer.result.trace_file import TraceFile


@dataclass(frozen=True, slots=True)
class DemoRequest:
    """Where the demonstration goes: `out` receives `run` and `bundle`, and must not exist."""

    out: Path


@dataclass(frozen=True, slots=True)
class Shown:
    """What the demonstration made."""

    result: TraceFile
    bundle: Path
    verification: Verification

    def as_json(self) -> dict[str, Writable]:
        """Return the steps of its check, and whether it passed."""
        return self.verification.as_json()


def demo(request: DemoRequest, context: Context) -> Shown:
    """Trace, seal and verify the recorded story, the examiner having answered.

    Raises:
        CaseError: `out` exists.
        SourceError: the disk cannot go on.
    """
    out = request.out
    refuse_existing(out)
    with making(out) as place:
        run, bundle = place / "run", place / "bundle"
        with as_file(files("tracer.story")) as story:
            source = ChainSource(str(story / "blocks.blk"))
            traced = trace(TraceRequest(story / "answered.toml", source, run), context)
        export(ExportRequest(run, bundle), context)
        verification = verify(VerifyRequest(bundle), context).verification
        place.rename(out)
    return Shown(traced.result, out / "bundle", verification)
