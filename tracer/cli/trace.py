"""`tracer trace`: follow a case's coins and write the run."""

from pathlib import Path

import click

from tracer.cli import journal_options, options
from tracer.cli.echo import to_stderr
from tracer.cli.next_step import say_next
from tracer.cli.tongue import say, word
from tracer.trace.budget import DEFAULT_TRANSACTIONS, RunBudget


@click.command(
    short_help="Follow a case's seeds and write the run.",
    epilog=options.example("tracer trace fixtures/story/case.toml --chain fixtures/story/blocks.blk --out run"),
)
@options.CASE
@options.chain()
@options.CHAIN_RAW
@options.TO_HEIGHT
@options.RUN
@click.option(
    "--max-transactions",
    metavar="N",
    type=click.IntRange(0),
    default=DEFAULT_TRANSACTIONS,
    show_default=True,
    help="Transactions that each rule, and each run beside it, may cross. 0: no limit.",
)
@click.option(
    "--max-seconds",
    metavar="S",
    type=click.IntRange(0),
    default=0,
    help="Seconds for all runs together. 0, the default: no limit.",
)
@click.option("--json", "as_json", is_flag=True, help="Print trace.json instead of the books.")
@journal_options.journal
def command(
    case: Path,
    *,
    source: str,
    cookie: Path | None,
    raw: str | None,
    to_height: int | None,
    out: Path,
    max_transactions: int,
    max_seconds: int,
    as_json: bool,
    journal: Path | None,
    who: str | None,
    why: str | None,
) -> int:
    """Follow the seeds of a case and write RUN/trace.json and what `export` needs.

    Where a budget runs out, trails that would go on end as `budget`: the books still close, and books and
    report say so. The run keeps how far it got, so the same result can be computed again without a clock.
    """
    from tracer.cli.context import asking
    from tracer.cli.survey_report import print_survey
    from tracer.cli.trace_report import print_books
    from tracer.operations.context import JournalChoice
    from tracer.operations.sources import ChainSource
    from tracer.operations.trace import TraceRequest, trace

    budget = RunBudget(max_transactions, max_seconds)
    request = TraceRequest(case, ChainSource(source, cookie, to_height, raw), out, budget, JournalChoice(journal, why))
    with asking(who) as context:
        finished = trace(request, context)
    journal_options.say_entry(finished.entry, case, who, why)
    if as_json:
        click.echo(finished.as_json().decode())
    else:
        print_books(finished.result)
        if finished.run.survey is not None:
            print_survey(finished.run.survey)
        to_stderr(say("Run written to {out}.", out=out))
        say_next("show", out, "--out", f"{out}.html")
        if finished.run.material is None:
            to_stderr(word("The run holds no raw transactions; they are asked of a source to seal it."))
            say_next("export", out, "--out", "BUNDLE", "--chain", finished.raw_source or "SOURCE")
        else:
            say_next("export", out, "--out", "BUNDLE")
    return 0
