"""What `tracer clusters` prints."""

import click

from tracer.cli.tongue import counted, say, word
from tracer.operations.clusters import AddressCluster, ClusterAnswer, CoSpent
from tracer.trace.clusters.clusters import FAILURE_MODES
from tracer.trace.patterns.error_figures import MULTI_INPUT_RECALL, NOT_MEASURED
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
    words = (
        "In the store up to block {height} of {network}: clusters of more than one script: {merged}; transactions left "
        "out, because they may be CoinJoins: {left}."
    )
    told = {"height": answer.tip.height, "network": answer.network.name, "merged": answer.merged}
    click.echo("\n" + say(words, **told, left=answer.left_out))
    for txid in answer.refused:
        click.echo(say("kept from joining by the no-merge list: {txid}", txid=txid))
    for txid in answer.conflicts:
        click.echo(say("joins nothing, for it spends from differently labelled services: {txid}", txid=txid))
    if answer.collapses:
        words = "COLLAPSE: {count} clusters of this store hold differently labelled services."
        click.echo(say(words, count=answer.collapses))
    click.echo(say("An inference, by the multi-input rule. Known to fail: {cases}.", cases=word(FAILURE_MODES)))
    figures = {"measured": word(NOT_MEASURED), "recall": word(MULTI_INPUT_RECALL)}
    click.echo(say("Error rate: {measured}; {recall}.", **figures))


def _print_why(answer: ClusterAnswer) -> None:
    one, other = (cluster.address for cluster in answer.clusters)
    if answer.why is None:
        click.echo(say("not together: no chain of co-spends leads from {one} to {other}", one=one, other=other) + "\n")
    elif not answer.why:
        click.echo(word("the same script") + "\n")
    else:
        click.echo(say("together, by {links}, the shortest chain:", links=counted(len(answer.why), "co-spend")))
        for link in answer.why:
            _print_link(link)
        click.echo()


def _print_cluster(cluster: AddressCluster) -> None:
    _row("cluster of", f"{cluster.address}: {counted(len(cluster.members), 'script')}")
    if cluster.absurd:
        words = "too large a part of all scripts spent from to be one holder's: look at its bridges"
        _row("COLLAPSE", word(words))
    if len(cluster.services) > 1:
        services = visible(", ".join(cluster.services))
        _row("COLLAPSE", say("it holds differently labelled services: {services}", services=services))
    elif cluster.services:
        _row("tagged", visible(cluster.services[0]))
    for address in cluster.members[:_ROWS]:
        click.echo(f"  {address}")
    _print_rest(len(cluster.members))
    if cluster.unions:
        click.echo(word("joined by"))
    for link in cluster.unions[:_ROWS]:
        _print_link(link)
    _print_rest(len(cluster.unions))
    for bridge in cluster.bridges:
        told = {"txid": bridge.by.txid, "smaller": bridge.smaller, "larger": bridge.larger}
        _row("bridge", say("{txid} joined {smaller} scripts to {larger}", **told))


def _print_link(link: CoSpent) -> None:
    click.echo(f"  {link.txid}")
    click.echo(say("    spends {one}\n    and    {other}", one=link.left, other=link.right))


def _print_rest(count: int) -> None:
    if count > _ROWS:
        click.echo(say("  … and {count} more; --json lists all", count=count - _ROWS))


def _row(name: str, words: str) -> None:
    """Print what a name of the screen says, all words under one another."""
    click.echo(f"{word(name):<12} {words}")
