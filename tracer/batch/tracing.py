"""The work of a batch's workers: trace a case as `tracer trace` does, over a chain that is opened once."""

import hashlib

from tracer import METHOD, __version__
from tracer.batch.work import BatchLink, Finished, Stored, Task
from tracer.chain.outpoint import BlockRef
from tracer.disk.folder import read_file
from tracer.errors import SourceError
from tracer.formats import canonical
from tracer.operations.check import LoadedCase, load_case
from tracer.operations.context import Context, of_this_machine
from tracer.operations.sources import Chain, ChainSource, open_chain
from tracer.operations.trace import trace_over
from tracer.result.run_digest import digest_of, written
from tracer.trace.horizon import pin_horizon


class Tracing:
    """Traces cases over one source. A `Work`.

    The source is opened for the first case and kept. It is opened again after it failed, and where a
    case asks for more of it: another network, or outputs by script from a node.
    """

    def __init__(self, source: ChainSource) -> None:
        """Trace over this source; it is opened where the work is done."""
        self._source = source
        self._chain: Chain | None = None
        self._by_script = False
        self._tip: BlockRef | None = None

    def tip(self) -> BlockRef:
        """Return where the source ends as seen from here; what was opened for it is let go."""
        return open_chain(self._source, None, _context()).view.tip()

    def do(self, task: Task, link: BatchLink) -> Finished:
        """Trace one case; write nothing where the stored run is what would be written.

        Raises:
            CaseError, SourceError, IntegrityError: as `tracer.operations.trace.trace` has it.
        """
        loaded = load_case(task.path)
        try:
            return self._traced(task, loaded, link)
        except SourceError:
            self._chain = None
            raise

    def _traced(self, task: Task, loaded: LoadedCase, link: BatchLink) -> Finished:
        chain = self._opened(loaded, link)
        horizon = pin_horizon(loaded.case, chain.view, self._tip)
        causes = _causes(loaded, chain, horizon)
        stored = task.stored
        if stored is not None and stored.causes == causes and _still_there(stored):
            return Finished(causes, stored.trace_sha256, None, stored.warnings, chain.warnings)
        done = trace_over(chain, loaded, horizon, task.out, _context(), to_disk=task.to_disk)
        digest = written(digest_of(done.result, loaded.case))
        warnings = tuple(dict.fromkeys(words for words in done.warnings if words not in chain.warnings))
        return Finished(causes, done.result.sha256, digest, warnings, chain.warnings)

    def _opened(self, loaded: LoadedCase, link: BatchLink) -> Chain:
        """Return the open source, opened if need be; make sure that the batch's tip is on its chain."""
        case = loaded.case
        by_script = any(seed.scripts for seed in case.seeds)
        chain = self._chain
        if chain is None or case.network != chain.view.network or (by_script and not self._by_script):
            link.opening()
            chain = open_chain(self._source, case, _context())
            tip = link.opened(chain.view.tip())
            if tip.height > chain.view.tip().height or chain.view.block_hash(tip.height) != tip.hash:
                raise SourceError(
                    f"{self._source.place}: block {tip.hash} at height {tip.height}, where this batch began, is not on "
                    "its best chain any more.\nRun the batch again: it then goes by the new chain."
                )
            self._chain, self._by_script, self._tip = chain, by_script, tip
        return chain


def _causes(loaded: LoadedCase, chain: Chain, horizon: BlockRef) -> dict[str, str]:
    """Return everything that decides the bytes of a run, by the name a person gives it."""
    tags = [[name, hashlib.sha256(content).hexdigest()] for name, content in loaded.tag_files]
    return {
        "case file": loaded.case.sha256,
        "TagPacks": hashlib.sha256(canonical.dumps(tags)).hexdigest(),
        "exhibits": hashlib.sha256(canonical.dumps(loaded.warnings)).hexdigest(),
        "horizon": f"{horizon.height} {horizon.hash}",
        "kind of source": chain.kind,
        "software": f"{__version__}, method {METHOD}",
    }


def _still_there(stored: Stored) -> bool:
    """Return whether the stored run's result is there and as it was written."""
    if not (stored.run / "trace.json").is_file():
        return False
    return hashlib.sha256(read_file(stored.run, "trace.json")).hexdigest() == stored.trace_sha256


def _context() -> Context:
    """Return the worker's own machine; it says nothing: a batch shows how many cases are done."""
    return of_this_machine()
