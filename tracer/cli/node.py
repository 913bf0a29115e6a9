"""`tracer node`: is this node fit for the work?"""

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
    from tracer.cli.context import asking, print_json
    from tracer.cli.node_report import print_report
    from tracer.ingest.fitness import Need, require
    from tracer.operations.node import NodeRequest, examine_node
    from tracer.operations.sources import ChainSource

    with asking() as context:
        found = examine_node(NodeRequest(ChainSource(source, cookie)), context)
    if as_json:
        print_json(found.as_json())
    else:
        print_report(found.report, found.missing)
    require(found.report, None, Need())
    return 0
