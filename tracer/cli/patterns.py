"""`tracer patterns`: what the detectors say of transactions given as JSON lines."""

import json
from pathlib import Path

import click

from tracer.cli.options import example


@click.command(
    short_help="What the pattern detectors say of given transactions.",
    epilog=example("tracer patterns fixtures/patterns/rounds.jsonl"),
)
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print every finding with the fields it looked at, a line each.")
@click.option("--score", "as_score", is_flag=True, help="Hold the findings against the `truth` of each line.")
def command(file: Path, as_json: bool, as_score: bool) -> int:
    """Run the pattern detectors over transactions in JSON lines (plain or .gz), one transaction a line.

    A line is an object with `txid`, `inputs` (each `outpoint`, `value_sat`, `script`) and `outputs` (each
    `value_sat`, `script`); `time`, `height`, `version`, `locktime`, and `sequence`, `witness` and `script_sig`
    of an input are looked at where given, other keys are not. To be scored a line says its `truth`:
    `whirlpool`, `wasabi2`, … or `none`.

    A pattern is an inference: it may end a trail, it never chooses between outputs. Each finding names
    its rule, the fields it looked at, how it is known to fail, and published error figures.
    """
    from tracer.cli.context import asking
    from tracer.errors import CaseError
    from tracer.operations.pattern_files import PatternsRequest, look_for_patterns, score_patterns

    if as_json and as_score:
        raise CaseError("--json and --score exclude each other: choose one")
    if as_score:
        with asking() as context:
            click.echo(score_patterns(PatternsRequest(file), context), nl=False)
        return 0
    with asking() as context:
        for each in look_for_patterns(PatternsRequest(file), context):
            if as_json:
                click.echo(json.dumps(each.as_json(), ensure_ascii=False))
                continue
            found = {name: finding for name, finding in each.findings.items() if finding.verdict.value != "no"}
            shown = ", ".join(f"{name} {finding.verdict.value} ({finding.rule})" for name, finding in found.items())
            click.echo(f"{each.line.subject.txid}  {shown or 'nothing'}")
    return 0
