"""One call of a batch: the cases are done, put in their places, compared, added up, and told of."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tracer.batch import alert, summary_csv, summary_page
from tracer.batch.batch_folder import BatchFolder, prepare
from tracer.batch.change import between, differing
from tracer.batch.cluster import Cluster
from tracer.batch.jobs import Job, find_jobs
from tracer.batch.ledger import Ledger, LedgerEntry, State, open_ledger
from tracer.batch.pool import BatchLimits, Pool
from tracer.batch.publishing import Publisher
from tracer.batch.summary import Summary, SummaryLine, summarise
from tracer.batch.work import CaseFault, Failed, Stored, Task, Work
from tracer.disk.lock import alone
from tracer.errors import CaseError
from tracer.operations.context import no_words
from tracer.progress import Progress
from tracer.result.run_digest import RunDigest, read_digest


@dataclass(frozen=True, slots=True)
class BatchRequest:
    """What a batch is asked to do. `since` None: compare with the last call that ended in the same folder.

    `scheduler` is the address of a Dask scheduler; None: workers of this machine.
    """

    jobs: str
    out: Path
    limits: BatchLimits
    since: Path | None
    on_change: str | None
    scheduler: str | None = None


@dataclass(frozen=True, slots=True)
class BatchOutcome:
    """How a call ended. `done`: cases that were worked on now; `noticed`: of the source, for the screen only.

    `untold`: jobs whose change could not be told, and why; they will be told of next time.
    """

    summary: Summary
    done: int
    noticed: tuple[str, ...]
    untold: tuple[tuple[str, str], ...]

    @property
    def exit_code(self) -> int:
        """0, or the gravest of what failed: 4 before 3 before 2. A change that could not be told is a 3."""
        codes = [line.fault.value for line in self.summary.lines if line.fault is not None]
        return max([*codes, *([CaseFault.MACHINE.value] if self.untold else [])], default=0)


@dataclass(frozen=True, slots=True)
class _Before:
    """The runs to compare with: causes and digest, by job and by case id."""

    by_job: Mapping[str, tuple[Mapping[str, str], RunDigest]]
    by_case: Mapping[str, tuple[Mapping[str, str], RunDigest]]


def run_batch(
    request: BatchRequest, work: Work, progress: Progress, say: Callable[[str], None] = no_words
) -> BatchOutcome:
    """Do a batch. `progress` is told how many cases are done, `say` what a person should know meanwhile.

    Raises:
        CaseError: JOBS, a folder or the command is wrong, or another batch is at work in the folder.
        SourceError: the disk cannot go on, or no scheduler answers.
        IntegrityError: the ledger is damaged.
        KeyboardInterrupt: interrupted; what was finished is kept.
    """
    jobs = find_jobs(request.jobs, request.out)
    words = None if request.on_change is None else alert.words_of(request.on_change)
    if request.since is not None and request.since.absolute() == request.out.absolute():
        raise CaseError(
            "--since names the same folder as --out.\nLeave it out: a batch compares with its own last call."
        )
    since = None if request.since is None else _earlier(request.since)
    folder = prepare(request.out.absolute())
    taken = f"another batch is at work in {request.out}.\nWait until it ends, or name another folder with --out."
    with _crew(request, work, say, len(jobs)) as crew, alone(request.out, taken), open_ledger(request.out) as ledger:
        folder.tidy()
        done, noticed = _do(jobs, crew, folder, ledger, progress)
        entries = ledger.entries()
        summary = _summary(jobs, entries, since or _before(entries.values(), settled=True))
        folder.write(summary_csv.tables(summary) | {"summary.html": summary_page.page(summary)})
        untold = () if words is None else alert.tell(summary, words)
        ledger.settle([line.job for line in summary.lines if line.fault is None and line.job not in dict(untold)])
        folder.close()
    return BatchOutcome(summary, done, noticed, untold)


def _crew(request: BatchRequest, work: Work, say: Callable[[str], None], jobs: int) -> Pool | Cluster:
    """Return who does so many cases: workers of this machine, or a cluster's."""
    if request.scheduler is None:
        return Pool(work, replace(request.limits, workers=min(request.limits.workers, jobs)), say=say)
    return Cluster(request.scheduler, work, request.limits, say)


def _do(
    jobs: Sequence[Job], crew: Pool | Cluster, folder: BatchFolder, ledger: Ledger, progress: Progress
) -> tuple[int, tuple[str, ...]]:
    """Do every job that needs it; return how many runs were written and what was noticed of the source."""
    known = ledger.entries()
    by_name = {job.name: job for job in jobs}
    to_disk = not isinstance(crew, Pool)
    noticed: dict[str, None] = {}
    progress("cases", 0, len(jobs))
    with Publisher(folder, ledger) as publisher:
        tasks = [_task(job, known.get(job.name), folder, to_disk) for job in jobs]
        ended = crew.each(tasks, lambda task: publisher.begin(by_name[task.name]))
        for count, end in enumerate(ended, start=1):
            publisher.take(end, by_name[end.task.name])
            if not isinstance(end.outcome, Failed):
                noticed.update(dict.fromkeys(end.outcome.noticed))
            progress("cases", count, len(jobs))
    return publisher.written, tuple(noticed)


def _task(job: Job, entry: LedgerEntry | None, folder: BatchFolder, to_disk: bool) -> Task:
    stored = None
    if entry is not None and entry.digest is not None:
        stored = Stored(folder.run_of(job.folder), entry.causes, entry.trace_sha256, entry.warnings)
    return Task(job.name, job.path.absolute(), folder.task_folder(job.folder), stored, to_disk)


def _summary(jobs: Sequence[Job], entries: Mapping[str, LedgerEntry], before: _Before) -> Summary:
    names = {job.name for job in jobs}
    done, begun = (
        tuple(name for name, entry in entries.items() if name not in names and entry.state is state)
        for state in (State.DONE, State.RUNNING)
    )
    return summarise(tuple(_line(entries[job.name], before) for job in jobs), done, begun)


def _line(entry: LedgerEntry, before: _Before) -> SummaryLine:
    if entry.state is not State.DONE or entry.digest is None:
        fault = entry.fault or CaseFault.MACHINE
        return SummaryLine(
            job=entry.name,
            folder=entry.folder,
            fault=fault,
            message=entry.message,
            warnings=(),
            digest=None,
            change=None,
        )
    digest = read_digest(entry.digest)
    earlier = before.by_job.get(entry.name) or before.by_case.get(digest.case)
    change = None if earlier is None else between(earlier[1], digest, differing(earlier[0], entry.causes))
    return SummaryLine(
        job=entry.name,
        folder=entry.folder,
        fault=None,
        message="",
        warnings=entry.warnings,
        digest=digest,
        change=change,
    )


def _earlier(folder: Path) -> _Before:
    """Return the runs of an earlier batch's folder as they are now."""
    with open_ledger(folder, reading=True) as ledger:
        return _before(ledger.entries().values(), settled=False)


def _before(entries: Iterable[LedgerEntry], settled: bool) -> _Before:
    """Return what to compare with: runs as of the last call that ended, or as they are."""
    by_job: dict[str, tuple[Mapping[str, str], RunDigest]] = {}
    by_case: dict[str, list[tuple[Mapping[str, str], RunDigest]]] = {}
    for entry in entries:
        causes, digest = (entry.before_causes, entry.before) if settled else (entry.causes, entry.digest)
        if digest is not None:
            by_job[entry.name] = causes, read_digest(digest)
            by_case.setdefault(by_job[entry.name][1].case, []).append(by_job[entry.name])
    return _Before(by_job, {case: found[0] for case, found in by_case.items() if len(found) == 1})
