"""A look at one name of the chain, on one screen."""

from collections.abc import Iterable

import click

from tracer.chain.amount import as_bitcoin
from tracer.documents import local_time
from tracer.operations.look import Looked
from tracer.trace.look import AddressLook, CoinLook, Moment, Said, TransactionLook
from tracer.visible import visible

_ROWS = 12
"""Coins or inputs on the screen; the rest is counted, and in --json."""


def print_look(seen: Looked) -> None:
    """Print what was seen on one screen; amounts in bitcoin."""
    match seen.found:
        case TransactionLook() as found:
            _print_transaction(found)
        case CoinLook() as found:
            _print_coin(found)
        case AddressLook() as found:
            _print_address(found)
    click.echo(
        f"\nSeen up to block {seen.tip.height} of {seen.network.name}; times are UTC, as declared by the miner of each "
        f"block."
    )


def _print_transaction(found: TransactionLook) -> None:
    click.echo(f"transaction  {found.at.txid}")
    click.echo(f"block        {_when(found.at)}, index {found.at.index}, {found.confirmations} confirmations")
    click.echo(f"fee          {_fee(found)}")
    if found.mix is None:
        click.echo("CoinJoin     no detector suspects one; a trail would go on (an inference)")
    else:
        click.echo(f"CoinJoin     {found.mix.verdict.value} by {found.mix.rule}; a trail would end here (an inference)")
    if found.mix is None and len({each.value for each in found.outputs}) < len(found.outputs):
        for rule in found.asked:
            click.echo(f"  not by     {rule.rule}: misses {'; '.join(map(visible, rule.missing))}")
    for name, pattern in found.patterns.items():
        click.echo(f"pattern      {name}: {pattern.verdict.value} by {pattern.rule} (an inference)")
    _print_said(found.said)
    if found.coinbase:
        click.echo("\nspends       no coin: it is a coinbase, which pays out new coins and its block's fees")
    else:
        click.echo(f"\nspends       {len(found.inputs)}, {_sum(each.value for each in found.inputs)}")
    for spent in () if found.coinbase else found.inputs[:_ROWS]:
        value = "not readable" if spent.value is None else as_bitcoin(spent.value)
        click.echo(f"  {value:>17}  {spent.outpoint}")
        if spent.pays:
            click.echo(f"  {'':17}    of {spent.pays}, {spent.script}{_brief(spent.said)}")
    _print_rest(len(found.inputs))
    click.echo(f"pays         {len(found.outputs)}, {_sum(each.value for each in found.outputs)}")
    for coin in found.outputs[:_ROWS]:
        click.echo(
            f"  {as_bitcoin(coin.value):>17}  :{coin.outpoint.vout} {coin.pays}, {coin.script}{_brief(coin.said)}"
        )
        click.echo(f"  {'':17}    {_fate(coin)}")
    _print_rest(len(found.outputs))


def _fee(found: TransactionLook) -> str:
    if found.coinbase:
        return "none, it is a coinbase"
    if found.fee is None:
        return "not known: a prevout cannot be read"
    if found.fee < 0:
        return (
            f"none: it pays {as_bitcoin(-found.fee)} BTC more than it spends, which no valid transaction does;"
            " this source holds no true chain"
        )
    return f"{as_bitcoin(found.fee)} BTC"


def _print_coin(coin: CoinLook) -> None:
    click.echo(f"output       {coin.outpoint}")
    click.echo(f"value        {as_bitcoin(coin.value)} BTC\npays         {coin.pays}, {coin.script}")
    click.echo(f"made         {_when(coin.made)}\nthen         {_fate(coin)}")
    _print_said(coin.said)


def _print_address(found: AddressLook) -> None:
    click.echo(f"address      {found.address}, {found.script}")
    click.echo(f"received     {as_bitcoin(found.received)} BTC in {len(found.coins)} outputs")
    click.echo(f"spent        {as_bitcoin(found.spent)} BTC\nunspent      {as_bitcoin(found.unspent)} BTC")
    click.echo(f"first seen   {_when(found.first)}\nlast seen    {_when(found.last)}")
    if found.open_keys is not None:
        click.echo(f"its key      {found.open_keys}")
    _print_said(found.said)
    for coin in found.coins[:_ROWS]:
        click.echo(f"\n  {as_bitcoin(coin.value):>17}  {coin.outpoint}\n  {'':17}    {_when(coin.made)}; {_fate(coin)}")
    _print_rest(len(found.coins))


def _print_said(said: Said) -> None:
    for wallet in said.custody:
        click.echo(f"custody      {visible(wallet)}, according to the case")
    for label in said.seeds:
        click.echo(f"seed         of label {visible(label)}, according to the case")
    for file, tag in said.tags:
        words = ", ".join(filter(None, (tag.category, tag.abuse, f"confidence {tag.confidence}", tag.source)))
        click.echo(f"tag          {visible(tag.label)} ({visible(words)}), asserted by {visible(file)} line {tag.line}")
    for file, actor in said.actors:
        words = ", ".join(filter(None, (actor.legal_name, *actor.categories, " ".join(actor.jurisdictions), actor.uri)))
        click.echo(
            f"actor        {visible(actor.label)} ({visible(words)}), described by {visible(file)} line {actor.line}"
        )


def _print_rest(count: int) -> None:
    if count > _ROWS:
        click.echo(f"  … and {count - _ROWS} more; --json lists all")


def _brief(said: Said) -> str:
    words = [
        *said.custody,
        *(f"seed of {label}" for label in said.seeds),
        *(f"tag {tag.label}" for _, tag in said.tags),
    ]
    return "".join(f"  [{visible(word)}]" for word in words)


def _fate(coin: CoinLook) -> str:
    if coin.spent is not None:
        return f"spent by {coin.spent.txid}, {_when(coin.spent)}"
    return "unspent" if coin.spendable else "nobody can spend it"


def _when(at: Moment | None) -> str:
    return "never" if at is None else f"block {at.height}, {local_time.utc(at.time)}"


def _sum(values: Iterable[int | None]) -> str:
    known = list(values)
    return (
        "in all not known: a prevout cannot be read"
        if None in known
        else f"{as_bitcoin(sum(value or 0 for value in known))} BTC"
    )
