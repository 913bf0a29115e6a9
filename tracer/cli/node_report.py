"""What a node is, on the screen."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracer import moments
from tracer.ingest.fitness import NodeReport, Remedy, warnings
from tracer.visible import visible


def print_report(report: NodeReport, lacks: Sequence[Remedy]) -> None:
    """Print what the node says of itself, and for each thing missing the line that mends it."""
    console = Console(highlight=False)
    table = Table(box=None, show_header=False, pad_edge=False)
    rows = {
        "node": report.endpoint,
        "version": f"{report.version} {report.subversion}",
        "network": report.network.name,
        "tip": f"{report.tip.height} {report.tip.hash}",
        "tip time": f"{moments.utc(report.tip_time)}, declared by the miner",
        "blocks from": f"{report.first_height}{' (pruned)' if report.pruned else ''}",
        "initial download": "yes" if report.initial_download else "no",
        "REST": "on" if report.rest else "off",
    }
    for index in report.indexes:
        rows[index.name] = "synced" if index.synced else f"at height {index.height}"
    for name, text in rows.items():
        table.add_row(name, Text(visible(text)))
    console.print(table)
    for words in warnings(report):
        console.print(Text(visible(f"Warning: {words}")))
    for remedy in lacks:
        console.print(Text(f"Missing: {remedy.what}\n  bitcoin.conf: {remedy.line}"))
