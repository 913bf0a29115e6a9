"""`tracer explore`: a trail opened by hand, line by line, its books after every line."""

import sys
from pathlib import Path

import click

from tracer.cli import options

_EXAMPLE = "tracer explore fixtures/story/case.toml --chain fixtures/story/blocks.blk"

_HELP = """\
open N | open TXID     open what spends coin N of the list, or a transaction that waits
open all               open everything that waits
follow [N] …           open on from coin N, or from all; conditions: label L, min BTC, to BLOCK, most N
try [N] …              the same, tried: says what it would open
close TXID             close it, and what is then no longer reached
undo, redo, go STEP    earlier and later steps; a step after undo begins a branch, and nothing is lost
list                   the coins that wait, numbered
trail                  the transactions that are open
rule NAME              the same transactions under another rule, beside
kept N                 the N greatest transactions, and everything else as one exact sum
branch TXID            what is reached only through a transaction
help, quit"""


@click.command(short_help="Open a trail by hand; its books close at every step.", epilog=options.example(_EXAMPLE))
@options.CASE
@options.chain()
@options.TO_HEIGHT
@click.option("--rule", metavar="NAME", help="Explore under this rule instead of the one that the case declares.")
@click.option("--json", "as_json", is_flag=True, help="Print where one stands after each line as a line of JSON.")
def command(
    case: Path, *, source: str, cookie: Path | None, to_height: int | None, rule: str | None, as_json: bool
) -> int:
    """Open a trail transaction by transaction, from lines typed or piped in.

    A trail ends as not opened wherever its next transaction has not been opened; what is shown is provisional until
    nothing waits. Nothing is written: what becomes part of the case is written into the case file, and the case is
    traced by tracer trace. Type `help` for the lines.
    """
    from tracer.cli.context import asking
    from tracer.cli.explore_report import Transcript
    from tracer.cli.tongue import word
    from tracer.operations.explore import ExploreRequest, explore
    from tracer.operations.sources import ChainSource

    with asking() as context:
        found = explore(ExploreRequest(case, ChainSource(source, cookie, to_height), rule), context)
        transcript = Transcript(found, as_json=as_json, echo=not sys.stdin.isatty())
        transcript.begin()
        wrong = transcript.run(sys.stdin, word(_HELP))
    return 2 if wrong else 0
