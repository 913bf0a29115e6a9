"""What a node is, on the screen."""

from collections.abc import Sequence

from rich.console import Console
from rich.text import Text

from tracer import moments
from tracer.cli.screen import tell, tell_rows
from tracer.ingest.fitness import NodeReport, Remedy, warnings
from tracer.visible import visible


def print_report(report: NodeReport, lacks: Sequence[Remedy]) -> None:
    """Print what the node says of itself, and for each thing missing the line that mends it."""
    console = Console(highlight=False)
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
    tell_rows(console, ((Text(name), visible(text)) for name, text in rows.items()))
    for words in warnings(report):
        tell(console, visible(f"Warning: {words}"))
    for remedy in lacks:
        tell(console, f"Missing: {remedy.what}\n  bitcoin.conf: {remedy.line}")
