"""`tracer patterns`: what the detectors say of transactions: of a file, a chain, a run or a store."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracer.cli import options
from tracer.cli.echo import to_stderr
from tracer.cli.tongue import say, word

if TYPE_CHECKING:
    from tracer.operations.chain_patterns import ChainPatternsRequest
    from tracer.trace.patterns.finding import Finding


@click.command(
    short_help="What the pattern detectors say of given transactions.",
    epilog=options.example("tracer patterns fixtures/patterns/rounds.jsonl"),
)
@click.argument("name", metavar="FILE|TXID|RUN|STORE")
@options.chain(required=False)
@click.option("--from-height", metavar="N", type=click.IntRange(0), help="Of a store: the first block to look at.")
@click.option(
    "--to-height",
    metavar="N",
    type=click.IntRange(0),
    help="Of a store: the last block to look at. Of a file of raw blocks with --chain: go no further than this block.",
)
@click.option("--json", "as_json", is_flag=True, help="Print every finding with the fields it looked at, a line each.")
@click.option("--score", "as_score", is_flag=True, help="Hold the findings against the `truth` of each line of a FILE.")
def command(
    name: str,
    *,
    source: str | None,
    cookie: Path | None,
    from_height: int | None,
    to_height: int | None,
    as_json: bool,
    as_score: bool,
) -> int:
    """Run the pattern detectors over a FILE of transactions, a TXID of a chain, all that a RUN read, or a STORE.

    A FILE is JSON lines (plain or .gz), one transaction a line: an object with `txid`, `inputs` (each `outpoint`,
    `value_sat`, `script`) and `outputs` (each
    `value_sat`, `script`); `time`, `height`, `version`, `locktime`, and `sequence`, `witness` and `script_sig`
    of an input are looked at where given, other keys are not. To be scored a line says its `truth`:
    `whirlpool`, `wasabi2`, … or `none`.

    A TXID needs --chain. Of a RUN and of a STORE only transactions of which a detector says something are printed, and
    all are counted; --json prints every one.

    A pattern is an inference: it may end a trail, it never chooses between outputs. Each finding names
    its rule, the fields it looked at, how it is known to fail, and published error figures.
    """
    from tracer.cli.context import asking, source_of
    from tracer.errors import CaseError
    from tracer.operations.chain_patterns import ChainPatternsRequest, is_of_chain
    from tracer.operations.pattern_files import PatternsRequest, look_for_patterns, score_patterns

    if as_json and as_score:
        raise CaseError("--json and --score exclude each other: choose one")
    if is_of_chain(name):
        if as_score:
            raise CaseError("--score goes with a FILE whose lines state their truth.")
        is_store = Path(name).is_dir()
        chain = source_of(source, cookie, None if is_store else to_height)
        return _of_chain(ChainPatternsRequest(name, chain, from_height, to_height if is_store else None), as_json)
    if source is not None or from_height is not None or to_height is not None:
        raise CaseError(f"{name} is no txid, run or store; --chain and heights go with these.")
    request = PatternsRequest(Path(name))
    with asking() as context:
        if as_score:
            click.echo(score_patterns(request, context), nl=False)
            return 0
        for each in look_for_patterns(request, context):
            shown = json.dumps(each.as_json(), ensure_ascii=False) if as_json else None
            click.echo(shown or f"{each.line.subject.txid}  {_shown(each.findings) or word('nothing')}")
    return 0


def _of_chain(request: "ChainPatternsRequest", as_json: bool) -> int:
    """Print what is found in a chain, a run or a store, and how much was looked at."""
    from tracer.cli.context import asking
    from tracer.operations.chain_patterns import look_at_chain

    is_many = Path(request.name).is_dir()
    looked, shown, unknown = 0, 0, 0
    with asking() as context:
        for each in look_at_chain(request, context):
            looked += 1
            unknown += each.findings is None
            if as_json:
                click.echo(json.dumps(each.as_json(), ensure_ascii=False))
                continue
            words = word("an output that it spends is not known") if each.findings is None else _shown(each.findings)
            if (words and each.findings is not None) or not is_many:
                shown += 1
                at = say("block {height}", height=each.height)
                click.echo(f"{each.txid}  {at}  {words or word('nothing')}")
    if is_many:
        to_stderr(
            say(
                "Transactions looked at: {looked}, coinbases left out; printed: {shown}; not asked, for an output that "
                "they spend is not known: {unknown}.",
                looked=looked,
                shown=looked if as_json else shown,
                unknown=unknown,
            )
        )
    return 0


def _shown(findings: "Mapping[str, Finding]") -> str:
    """Return the findings that are not a no, with their rules."""
    found = {name: finding for name, finding in findings.items() if finding.verdict.value != "no"}
    return ", ".join(f"{name} {finding.verdict.value} ({finding.rule})" for name, finding in found.items())
