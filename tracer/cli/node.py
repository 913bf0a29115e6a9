"""`tracer node`: is this node fit for the work?"""

import json
from pathlib import Path

import click

from tracer.cli import options


@click.command(
    short_help="Is this node fit for the work, and what to change if not.",
    epilog=options.example("tracer node --chain http://127.0.0.1:8332"),
)
@options.chain()
@click.option("--json", "as_json", is_flag=True, help="Print what was found as JSON.")
def command(source: str, cookie: Path | None, as_json: bool) -> int:
    """Say what a Bitcoin Core node is and, for each thing missing, the bitcoin.conf line that mends it.

    Ends with exit code 3 when the node lacks something the tracer needs.
    """
    from tracer.cli.node_report import print_report
    from tracer.ingest.fitness import Need, missing, require
    from tracer.operations.pipeline import examine_node

    report = examine_node(source, cookie)
    need = Need(filters=True)
    if as_json:
        lacks = [{"what": each.what, "bitcoin_conf": each.line} for each in missing(report, need)]
        click.echo(json.dumps(report.as_json() | {"missing": lacks}, ensure_ascii=False, indent=2))
    else:
        print_report(report, need)
    require(report, None, Need())
    return 0
