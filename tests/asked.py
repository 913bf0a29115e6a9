"""Operations asked for in one line: for tests that want a run or a bundle, and not how it is asked for."""

from collections.abc import Sequence
from pathlib import Path

from tracer.container.verification import Verification
from tracer.evidence import bundle
from tracer.evidence.run_folder import RunFolder
from tracer.operations.context import Context, of_this_machine
from tracer.operations.export import Exported, ExportRequest, export
from tracer.operations.sources import ChainSource
from tracer.operations.trace import USUAL, Traced, TraceRequest, trace
from tracer.trace.budget import RunBudget
from tracer.verify.verify import verify


def trace_case(
    case: Path, source: Path, out: Path, budget: RunBudget = USUAL, context: Context | None = None
) -> Traced:
    """Trace a case over a store or a file of blocks, as `tracer trace` does."""
    request = TraceRequest(case, ChainSource(str(source)), out, budget)
    return trace(request, of_this_machine() if context is None else context)


def export_run(run: Path, out: Path) -> Exported:
    """Seal a run, as `tracer export` does."""
    return export(ExportRequest(run, out), of_this_machine())


def verified(path: Path) -> Verification:
    """Check a bundle, as `tracer verify` does."""
    return verify(path).verification


def write_bundle(run: RunFolder, out: Path, languages: Sequence[str] = ()) -> None:
    """Seal a run that no verifier was asked about: it may be a forger's."""
    made_from = bundle.read_sources(run)
    bundle.write(made_from, bundle.compose(made_from, languages=languages), out)
