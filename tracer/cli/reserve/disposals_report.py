"""Disposals on the screen, one after the other."""

from collections.abc import Iterator

import click

from tracer.chain.amount import as_bitcoin
from tracer.operations.reserve_disposals import Disposals
from tracer.reserve.disposition.auction import RULE, Award
from tracer.reserve.disposition.disposal_rows import DisposalRow
from tracer.reserve.disposition.given_back import given_back
from tracer.reserve.disposition.proceeds import ProceedsRow
from tracer.reserve.disposition.shares import ShareRow
from tracer.reserve.price.rounding import money_text
from tracer.visible import visible


def print_disposals(found: Disposals) -> None:
    """Print every disposal, then what sales brought by currency."""
    for line in (each for row in found.rows for each in disposal_lines(row)):
        click.echo(line)
    for currency, each in found.sums.items():
        click.echo(
            f"{currency}: gross {money_text(each.gross)}, costs {money_text(each.costs)}, net {money_text(each.net)}, "
            f"received {money_text(each.received)}, of that restricted {money_text(each.restricted)}"
        )
    if found.rows:
        click.echo(given_back(found.rows).words)
    else:
        click.echo(f"No disposal is on file on {found.day}.")


def disposal_lines(row: DisposalRow) -> Iterator[str]:
    """Yield the lines of one disposal."""
    act = row.act
    yield f"{act.head.id} {act.method}, {row.journey.state.value}; by {visible(act.basis)}"
    for lot, sat in act.lots.items():
        yield f"  {lot}: {as_bitcoin(sat)} BTC"
    for step in row.journey.reached:
        by = "the chain" if step.act is None else f"act {step.act}"
        yield f"  {step.day} {step.state.value}, by {by}"
    for sent in row.sent:
        yield f"  transaction {sent.txid}, block {sent.height}"
    for gate in row.gates:
        yield f"  {gate.state.value:<11} {gate.id:<3} {visible(gate.what)}"
    if row.award is not None and act.sale is not None and act.sale.price is not None:
        yield from _award(row.award, act.sale.price.currency)
    if row.plausibility is not None:
        yield f"  price: {row.plausibility.words}"
    if row.proceeds is not None:
        yield from _proceeds(row.proceeds)
    for each in row.returns:
        day = "no day is on file" if each.day is None else each.day.isoformat()
        takes = "no fixing" if each.sat is None else f"{as_bitcoin(each.sat)} BTC"
        said = f"{day}{'' if each.day is None else f', {takes}'}{', which the order names' if each.counts else ''}"
        yield f"  in money, by the day of {each.what}: {said}"
    for share in row.shares:
        yield f"  share of {visible(share.body)}, {share.part} of {share.of}: {', '.join(_shared(share))}"
    for fault in row.faults:
        yield f"  wrong: {visible(fault)}"
    for missing in row.missing:
        yield f"  waits: {missing}"


def _shared(row: ShareRow) -> Iterator[str]:
    """Yield a share's amounts; before a price is on file of money there is none."""
    if row.sat is not None:
        yield f"{as_bitcoin(row.sat)} BTC"
    if row.hundredths is not None and row.currency is not None:
        yield f"{money_text(row.hundredths)} {row.currency} {'received' if row.is_received else 'agreed'}"
    if row.sat is None and row.hundredths is None:
        yield "no amount is on file"


def _award(award: Award, currency: str) -> Iterator[str]:
    yield f"  bids by rule {RULE}, of {as_bitcoin(award.offered)} BTC offered:"
    for each in award.bids:
        bid = each.opened
        price = "" if bid is None else f"{money_text(bid.per_btc)} {currency}"
        said = "" if bid is None else f"{visible(bid.bidder)}, {as_bitcoin(bid.sat)} BTC at {price}: "
        yield f"    {each.number}: {said}{each.state.value}"
    yield (
        f"    awarded {as_bitcoin(award.awarded)} BTC for {money_text(award.gross)} {currency}, "
        f"{as_bitcoin(award.left)} BTC stays"
    )


def _proceeds(row: ProceedsRow) -> Iterator[str]:
    came = (
        "not written down yet"
        if row.received is None
        else f"{money_text(row.received)} in {visible(row.account or '')}"
    )
    yield (
        f"  gross {money_text(row.gross)} {row.currency}, costs {money_text(row.costs)}, net {money_text(row.net)}; "
        f"received: {came}"
    )
    if row.is_restricted:
        yield "  restricted until a forfeiture or a return order of these lots is in force"
    if row.settled_by:
        yield f"  no longer restricted, by {' and '.join(f'act {each}' for each in row.settled_by)}"
