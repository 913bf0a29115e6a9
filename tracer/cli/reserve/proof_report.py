"""Proofs of control on the screen: what to sign, and what is proven coin by coin."""

from collections.abc import Sequence

import click

from tracer.cli.context import print_json
from tracer.operations.reserve_prove import ProofsAsked, ProofsShown
from tracer.reserve.proofs.coverage import ProofStatus
from tracer.reserve.proofs.proof_rows import ProofCoin
from tracer.reserve.proofs.spend_tests import ordered_amount
from tracer.visible import visible


def print_asked(asked: ProofsAsked) -> None:
    """Print the message and the scripts to sign it for."""
    request = asked.request
    click.echo(f"Sign this message, for each script:\n\n{request.message}\n")
    for each in request.scripts:
        place = each.address or each.script.hex()
        beside = "" if each.is_ours else ", not counted"
        click.echo(f'{place}  {each.held} satoshi in {each.coins}, "{visible(each.wallet)}"{beside}')
    click.echo(f"\nOr pay {ordered_amount(request.nonce)} satoshi of a coin back to its own script, and observe it.")
    click.echo(f"\nFiled as {asked.path}.", err=True)


def print_drawn(coins: Sequence[ProofCoin], *, as_json: bool) -> None:
    """Print the coins drawn, in the order of their numbers."""
    if as_json:
        print_json({"coins": [{"outpoint": str(each.outpoint), "value_sat": str(each.value)} for each in coins]})
        return
    for each in coins:
        click.echo(f'{each.outpoint}  {each.value} satoshi, "{visible(each.wallet)}"')


def print_proven(shown: ProofsShown) -> None:
    """Print what is proven, and everything that is wrong with proofs."""
    found = shown.coverage
    click.echo(f"{shown.register} {shown.period}, closing block {shown.block.height} {shown.block.hash}")
    click.echo(f"proven {found.covered} of {found.of} satoshi: {found.percent}")
    for status in ProofStatus:
        coins = [row for row in found.rows if row.status is status and row.coin.is_ours]
        if coins:
            click.echo(f"  {status.value}: {found.sum(status)} satoshi in {len(coins)}")
    if found.legacy:
        click.echo(f"signed by legacy message, not among what is proven: {found.legacy} satoshi")
    for row in found.rows:
        if not row.coin.is_ours:
            click.echo(f'not counted, "{visible(row.coin.wallet)}": {row.coin.outpoint} {row.status.value}')
    for each in shown.accounts:
        if each.attested is not None:
            click.echo(
                f'stated by {visible(each.custodian)} for "{visible(each.name)}", no proof: {each.attested} satoshi'
            )
    if found.without_nonce:
        click.echo(f"{found.without_nonce} valid proofs carry no nonce of an auditor", err=True)
    for fault in found.faults:
        click.echo(fault, err=True)
