"""`tracer batch`: many cases, each in its own folder, and one summary over all of them."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.cli import options
from tracer.cli.echo import to_stderr
from tracer.cli.tongue import known, say
from tracer.visible import paragraphs, visible

if TYPE_CHECKING:
    from tracer.batch.batch_run import BatchOutcome

_EXIT_CODES = """\
Exit codes: 0 every case is done; 130 interrupted; else the gravest of what failed, all other cases being
done: 2 a case file is wrong; 3 the source, a limit or an alert; 4 data is not what it claims to be.

"""


@click.command(
    short_help="Trace many cases, resumably; one summary over all of them.",
    epilog=_EXIT_CODES + options.example("tracer batch fixtures/story --chain fixtures/story/blocks.blk --out night"),
)
@click.argument("jobs", metavar="JOBS")
@options.chain()
@options.TO_HEIGHT
@click.option(
    "--out",
    metavar="DIR",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder of the batch; made if it is not there. Named again, only what is new, changed or failed is done.",
)
@click.option(
    "--workers", metavar="N", type=click.IntRange(1, 1024), help="Processes at work.  [default: one per processor]"
)
@click.option(
    "--scheduler",
    metavar="ADDRESS",
    help="Do the cases on the workers of a Dask scheduler, as tcp://HOST:8786. Every machine must see the cases, SOURCE"
    " and DIR under the same path, and have the same tracer. Name only one you trust: it runs what it is sent.",
)
@click.option(
    "--since",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="Folder of an earlier batch to compare with.  [default: the last call with this --out that came to its end]",
)
@click.option(
    "--on-change",
    metavar="COMMAND",
    help="Run COMMAND (no shell) for each case in which traced coins or coins in custody moved, with the case as JSON "
    "on its standard input. Not for a case without an earlier run.",
)
@click.option(
    "--max-memory",
    metavar="MIB",
    type=click.IntRange(64),
    default=2048,
    show_default=True,
    help="What one worker may allocate; files of a store do not count.",
)
@click.option(
    "--max-seconds",
    metavar="S",
    type=click.IntRange(1),
    default=3600,
    show_default=True,
    help="What one case may take; opening the source does not count.",
)
@click.option("--json", "as_json", is_flag=True, help="Print the summary as JSON.")
def command(
    jobs: str,
    *,
    source: str,
    cookie: Path | None,
    to_height: int | None,
    out: Path,
    workers: int | None,
    scheduler: str | None,
    since: Path | None,
    on_change: str | None,
    max_memory: int,
    max_seconds: int,
    as_json: bool,
) -> int:
    """Trace every case that JOBS names: a folder of *.toml, a pattern in quotes, or a CSV with a column `case`.

    Of a folder, the copies of cases that runs and bundles keep are left out.

    Writes each run to DIR/cases/NAME/run as `tracer trace` would, whole or not at all, and DIR/summary.html,
    summary.csv, orders.csv and credits.csv: every case's books, what changed, what is at fault, and what
    is credited to which case, each satoshi once.

    A case that fails stops no other. A source that does not answer is asked again after growing pauses. After
    an interruption, or `kill -9`, the same command goes on where it was.
    """
    import os

    from tracer.batch.batch_run import BatchRequest, run_batch
    from tracer.batch.pool import BatchLimits
    from tracer.batch.tracing import Tracing
    from tracer.cli.batch_report import print_json, print_night
    from tracer.cli.progress import progress_bars
    from tracer.errors import CaseError
    from tracer.operations.sources import ChainSource

    if scheduler is not None and workers is not None:
        raise CaseError("--workers is for this machine; with --scheduler start as many Dask workers as you want.")
    limits = BatchLimits(workers or os.cpu_count() or 1, max_memory, max_seconds)
    request = BatchRequest(jobs, out, limits, since, on_change, scheduler)
    work = Tracing(ChainSource(_everywhere(source), cookie and cookie.absolute(), to_height))
    with progress_bars() as progress:
        night = run_batch(request, work, progress, _say)
    _warn(night)
    if as_json:
        print_json(night.summary)
    else:
        print_night(night.summary, night.done)
        page, table = out / "summary.html", out / "summary.csv"
        to_stderr(say("Summary written to {page} and {table}.", page=page, table=table))
    return night.exit_code


def _warn(night: "BatchOutcome") -> None:
    """Say what was noticed, and whose change was not told."""
    for words in night.noticed:
        to_stderr(say("Warning: {words}", words=paragraphs(known(words))))
    for job, wrong in night.untold:
        to_stderr(
            say(
                "Warning: {job}: its change was not told: {wrong}. It will be told with the next call.",
                job=visible(job),
                wrong=visible(known(str(wrong))),
            )
        )


def _everywhere(source: str) -> str:
    """Return a source so that it is the same one wherever a worker runs; refuse one that is not there at once."""
    from tracer.errors import CaseError

    if source.startswith(("http://", "https://")):
        return source
    if not Path(source).exists():
        raise CaseError(
            f"--chain {source}: no such file. Name http://HOST:PORT of a node, a store, or a file of raw blocks."
        )
    return str(Path(source).absolute())


def _say(words: str) -> None:
    """Say something while the batch is at work."""
    to_stderr(say("Note: {words}", words=paragraphs(known(words))))
