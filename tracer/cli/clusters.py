"""`tracer clusters`: which addresses were spent together with an address, and why two are in one cluster."""

from pathlib import Path

import click

from tracer.cli import options


@click.command(
    short_help="Which addresses were spent together, and why.",
    epilog=options.example("tracer clusters 2Mw9dMoAnvirwyUgq2jNatffn5YziWYtKfi --chain store"),
)
@click.argument("addresses", metavar="ADDRESS [ADDRESS]", nargs=-1, required=True)
@click.option(
    "--chain",
    "store",
    metavar="STORE",
    required=True,
    type=click.Path(path_type=Path),
    help="A store made by tracer ingest; the whole of it is clustered.",
)
@click.option(
    "--no-merge",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="Pairs of addresses, two a line, that must not come into one cluster.",
)
@options.packs(
    "A TagPack: what spends from two labelled services joins nothing, and clusters that hold two are named. May be "
    "repeated."
)
@click.option("--json", "as_json", is_flag=True, help="Print all members and unions as JSON.")
def command(
    addresses: tuple[str, ...], store: Path, no_merge: Path | None, packs: tuple[Path, ...], as_json: bool
) -> int:
    """Cluster a store by the multi-input rule, and say what it makes of one address, or of two and why.

    An inference: coins spent in one transaction are taken for one holder's. Whatever may be a CoinJoin joins
    nothing, change joins nothing. Every union is shown with the transaction that is its witness.
    """
    from tracer.cli.clusters_report import print_clusters
    from tracer.cli.context import asking, print_json
    from tracer.errors import CaseError

    if len(addresses) > 2:
        raise CaseError(f"{len(addresses)} addresses given: name one, or two to ask why they are together")
    if not store.is_dir():
        raise CaseError(
            f"--chain {store} is no store: clusters need one.\nMake it with: tracer ingest --chain SOURCE --store DIR"
        )
    from tracer.operations.clusters import ClustersRequest, ask_clusters

    with asking() as context:
        answer = ask_clusters(ClustersRequest(store, addresses, no_merge, packs), context)
    if as_json:
        print_json(answer.as_json())
    else:
        print_clusters(answer)
    return 0
