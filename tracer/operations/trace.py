"""A case traced over a source, and its run written: what `tracer trace` does, and each worker of a batch.

What only some commands need and takes long to load is loaded where it is used: each worker of a batch pays for what is
loaded here.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from tracer import __version__
from tracer.case.doubts import Doubt, located
from tracer.chain.outpoint import BlockRef
from tracer.chain.view import ChainView
from tracer.disk.child_process import Runner, in_child_process, in_this_process
from tracer.disk.collector import gc_paused
from tracer.disk.folder import refuse_existing
from tracer.evidence.run_folder import RunFolder, write_run
from tracer.evidence.tables.leads import leads_of_run
from tracer.ingest.block_file import FileView
from tracer.operations.acquire import material_or_why
from tracer.operations.check import LoadedCase, read_the_case
from tracer.operations.context import USUAL_ENTRY, Context, JournalChoice, written_already
from tracer.operations.sources import Chain, ChainSource, open_chain
from tracer.result.document import document
from tracer.result.run import Run, run
from tracer.result.trace_file import TraceFile
from tracer.result.trace_reading import read_documents
from tracer.trace.budget import DEFAULT_TRANSACTIONS, RunBudget
from tracer.trace.early_orders import early_orders
from tracer.trace.horizon import pin_horizon
from tracer.trace.open_keys import open_payments
from tracer.trace.own_seeds import own_seeds
from tracer.trace.range_ends import beyond_elsewhere
from tracer.trace.reading import Reading
from tracer.trace.sibling_scripts import sibling_payments

USUAL = RunBudget(DEFAULT_TRANSACTIONS)
"""The budget where none is asked for."""


@dataclass(frozen=True, slots=True)
class TraceRequest:
    """What to trace, over what, and where the run goes; `out` must not exist."""

    case: Path
    source: ChainSource
    out: Path
    budget: RunBudget = USUAL
    entry: JournalChoice = USUAL_ENTRY


@dataclass(frozen=True, slots=True)
class Traced:
    """A run that was written, what its `trace.json` says, and what the person who asked for it should know.

    `entry` is the number of the last entry made in a journal, None where none is kept.
    """

    run: RunFolder
    result: TraceFile
    warnings: tuple[str, ...]
    entry: int | None = None
    raw_source: str | None = None
    """Of a run without raw transactions: the place that has them, as far as the store says."""

    def as_json(self) -> bytes:
        """Return `trace.json`, as it was written."""
        return self.run.trace


def trace(request: TraceRequest, context: Context) -> Traced:
    """Trace a case over a source, write the run, and enter it in the journal where one is kept.

    What was noticed about the source is for the person at the keyboard; it is not written, for the same
    case over another source gives the same run.

    Raises:
        CaseError: the case or the source is wrong, or `out` exists.
        SourceError: the source or the disk cannot go on.
        IntegrityError: what the source says cannot be true.
        TracerError: with a note, where only the entry in the journal could not be made.
    """
    from tracer.operations.journal_entries import traced

    refuse_existing(request.out)
    loaded = read_the_case(request.case, context)
    context.tell(loaded.warnings)
    chain = open_chain(request.source, loaded.case, context)
    context.tell(chain.warnings)
    horizon = pin_horizon(loaded.case, chain.view)
    done = trace_over(chain, loaded, horizon, request.out, context, request.budget, runner=in_child_process)
    context.tell(words for words in done.warnings if words not in {*loaded.warnings, *chain.warnings})
    with written_already(request.out):
        return replace(done, entry=traced(context.journal(request.entry), request.case, done, request.out))


@gc_paused()
def trace_over(
    chain: Chain,
    loaded: LoadedCase,
    horizon: BlockRef,
    out: Path,
    context: Context,
    budget: RunBudget = USUAL,
    *,
    to_disk: bool = True,
    runner: Runner = in_this_process,
) -> Traced:
    """Trace a case over a chain that is open already, up to a pinned horizon, and write the run; see `trace`.

    What may be done beside the rest is begun by `runner`.
    """
    finished = run(
        loaded.case, loaded.tags, chain.view, horizon=horizon, budget=budget, clock=context.seconds, runner=runner
    )
    written = document(finished)
    result = read_documents(written)
    collected, lacking = material_or_why(finished.read, finished.horizon, chain.view, context)
    folder = RunFolder(
        trace=written.trace,
        case=loaded.content,
        tags=loaded.tag_files,
        material=collected,
        version=__version__,
        source=chain.kind,
        warnings=loaded.warnings,
        leads=leads_of_run(result, chain.view, loaded.tags),
        node=chain.attest(),
        survey=None if chain.survey is None else chain.survey(finished, budget),
        beside=written.beside,
    )
    chain.check_tip()
    write_run(folder, out, to_disk)
    noticed = _noticed(finished, loaded, chain.view)
    words = (*loaded.warnings, *noticed, *chain.warnings, *lacking)
    return Traced(folder, result, words, raw_source=None if collected else chain.filled_from)


def _noticed(finished: Run, loaded: LoadedCase, view: ChainView) -> tuple[str, ...]:
    """Return what the trace noticed about the case, each with its line."""
    ends = (
        *finished.range_ends,
        *beyond_elsewhere(finished.case, finished.range_ends, view, _began(finished), finished.horizon.height),
    )
    found = [Doubt(f"{each.place}.range", each.text) for each in ends]
    reading = Reading(view, finished.horizon)
    found += early_orders(finished.case, finished.primary, reading.time)
    found += own_seeds(finished.case, finished.primary)
    found += sibling_payments(finished.case, finished.tags, [*finished.trails.values()])
    if isinstance(view, FileView):  # a store would look through all its outputs
        for number, seed in enumerate(finished.case.seeds, start=1):
            said = open_payments(seed.scripts[0], reading, 0, finished.horizon.height) if seed.address else None
            found += [] if said is None else [Doubt(f"seed[{number}].address", said)]
    return located(found, loaded.content.decode(), loaded.name)


def _began(finished: Run) -> int:
    """Return the height of the first coin that a seed names."""
    return min((coin.position.height for coin in finished.primary.coins), default=0)
