"""What `tracer clusters` prints."""

import click

from tracer.operations.clusters import AddressCluster, ClusterAnswer, CoSpent
from tracer.trace.clusters.clusters import ERROR, FAILURE_MODES
from tracer.visible import visible

_ROWS = 12
"""Members and unions on the screen; the rest is counted, and in --json."""


def print_clusters(answer: ClusterAnswer) -> None:
    """Print the clusters of the addresses asked about, and why two are together."""
    if len(answer.clusters) > 1:
        _print_why(answer)
    shown = answer.clusters[:1] if answer.why is not None else answer.clusters
    for cluster in shown:
        _print_cluster(cluster)
    click.echo(
        f"\nIn the store up to block {answer.tip.height} of {answer.network.name}: clusters of more than one script: "
        f"{answer.merged}; transactions left out, because they may be CoinJoins: {answer.left_out}."
    )
    for txid in answer.refused:
        click.echo(f"kept from joining by the no-merge list: {txid}")
    for txid in answer.conflicts:
        click.echo(f"joins nothing, for it spends from differently labelled services: {txid}")
    if answer.collapses:
        click.echo(f"COLLAPSE: {answer.collapses} clusters of this store hold differently labelled services.")
    click.echo(f"An inference, by the multi-input rule. Known to fail: {FAILURE_MODES}.\nError rate: {ERROR}.")


def _print_why(answer: ClusterAnswer) -> None:
    one, other = (cluster.address for cluster in answer.clusters)
    if answer.why is None:
        click.echo(f"not together: no chain of co-spends leads from {one} to {other}\n")
    elif not answer.why:
        click.echo("the same script\n")
    else:
        click.echo(f"together, by {len(answer.why)} co-spend{'s' if len(answer.why) > 1 else ''}, the shortest chain:")
        for link in answer.why:
            _print_link(link)
        click.echo()


def _print_cluster(cluster: AddressCluster) -> None:
    click.echo(
        f"cluster of   {cluster.address}: {len(cluster.members)} script{'s' if len(cluster.members) > 1 else ''}"
    )
    if cluster.absurd:
        click.echo("COLLAPSE     too large a part of all scripts spent from to be one holder's: look at its bridges")
    if len(cluster.services) > 1:
        click.echo(f"COLLAPSE     it holds differently labelled services: {visible(', '.join(cluster.services))}")
    elif cluster.services:
        click.echo(f"tagged       {visible(cluster.services[0])}")
    for address in cluster.members[:_ROWS]:
        click.echo(f"  {address}")
    _print_rest(len(cluster.members))
    if cluster.unions:
        click.echo("joined by")
    for link in cluster.unions[:_ROWS]:
        _print_link(link)
    _print_rest(len(cluster.unions))
    for bridge in cluster.bridges:
        click.echo(f"bridge       {bridge.by.txid} joined {bridge.smaller} scripts to {bridge.larger}")


def _print_link(link: CoSpent) -> None:
    click.echo(f"  {link.txid}\n    spends {link.left}\n    and    {link.right}")


def _print_rest(count: int) -> None:
    if count > _ROWS:
        click.echo(f"  … and {count - _ROWS} more; --json lists all")
