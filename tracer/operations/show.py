"""The page of a run, written in its case's language."""

from dataclasses import dataclass
from pathlib import Path

from tracer.case import case_file
from tracer.chain import header
from tracer.disk.files import write_new
from tracer.documents.language.languages import language
from tracer.documents.local_time import set_clock
from tracer.evidence.dossier import Dossier, decoded, shown_times
from tracer.evidence.picture.picture import picture
from tracer.evidence.report.run_page import run_page
from tracer.evidence.run_folder import read_run
from tracer.evidence.trail_viewer.content import content
from tracer.evidence.trail_viewer.page import exhibit
from tracer.operations.context import Context
from tracer.result.trace_file import TraceFile
from tracer.result.trace_reading import read_documents


@dataclass(frozen=True, slots=True)
class ShowRequest:
    """Which run to show, and where its page goes; `out` must not exist."""

    run: Path
    out: Path


@dataclass(frozen=True, slots=True)
class ShownRun:
    """Where the page of a run was written."""

    page: Path

    def as_json(self) -> dict[str, str]:
        """Return `{page}`."""
        return {"page": str(self.page)}


def show(request: ShowRequest, context: Context) -> ShownRun:
    """Write the page of a run in its case's language.

    Raises:
        CaseError: the folder is no run, or `out` exists.
        IntegrityError: a file in the run is not of the form written.
        SourceError: the page cannot be written.
    """
    context.go_on()
    run = read_run(request.run)
    trace = read_documents(run.documents)
    case = case_file.parse(run.case, "case.toml")
    spoken = language(case.language)
    drawn, live, headers = None, None, {}
    if run.material is not None:
        own_clock = set_clock(case.timezone, shown_times(run.material))
        dossier = Dossier(
            trace=trace, case=case, material=run.material, clock=own_clock, transactions=decoded(run.material)
        ).written_in(spoken)
        unknown, title = dict[str, str](), spoken.say("What could not be known")
        for gap in trace.gaps:
            unknown |= dict.fromkeys(filter(None, (gap.txid, (gap.outpoint or "").partition(":")[0])), title)
        drawn, live = picture(dossier), exhibit(dossier, content(dossier), unknown)
        headers = {height: header.decode(run.material.header(height)) for height in _heights(trace)}
    write_new(request.out, run_page(trace, headers, drawn, spoken, live), "--out")
    return ShownRun(request.out)


def _heights(trace: TraceFile) -> set[int]:
    """Return every height at which something of the result stands."""
    crossings = {row.height for method in trace.methods.values() for row in method.crossings}
    return crossings | {end.height for method in trace.methods.values() for end in method.ends}
