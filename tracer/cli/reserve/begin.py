"""`tracer reserve begin`: a register to fill in."""

from pathlib import Path

import click

from tracer.chain.network import NETWORKS
from tracer.cli.echo import to_stdout
from tracer.cli.next_step import say_next
from tracer.cli.options import REGISTER, example
from tracer.cli.tongue import say

PROFILES = ("kz", "de-sn", "us-sbr", "sv", "uk", "cn-bj")


@click.command(
    short_help="A register to fill in, every key explained in it.",
    epilog=example("tracer reserve begin KZ-NIC --network main --name 'National Investment Corporation'"),
)
@REGISTER
@click.option("--network", required=True, type=click.Choice(list(NETWORKS)), help="The chain that its coins are on.")
@click.option("--name", "body", metavar="BODY", required=True, help="Who answers for the wallets.")
@click.option("--profile", type=click.Choice(PROFILES), help="Whose national practice sets the defaults; else kz.")
@click.option("--who", metavar="NAME", help="On whose behalf it is begun; else TRACER_WHO, else the login.")
def command(register: Path, network: str, body: str, profile: str | None, who: str | None) -> int:
    """Write a folder with a register.toml to fill in, the folders of a register, and the journal's first entry.

    The folder's name becomes the register's own, in file names, bundles and the journal. A national profile fills in
    zone, languages and currency; no satoshi depends on it.
    """
    from tracer.cli.context import asking
    from tracer.operations.reserve_begin import BeginRequest, begin

    with asking(who) as context:
        begun = begin(BeginRequest(register, network, body, profile or PROFILES[0]), context)
    to_stdout(say("{register}: fill it in.", register=begun.register))
    say_next("reserve", "check", begun.folder)
    return 0
