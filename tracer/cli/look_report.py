"""A look at one name of the chain, on one screen."""

from collections.abc import Iterable

import click

from tracer.chain.amount import as_bitcoin
from tracer.cli.tongue import say, word
from tracer.documents import local_time
from tracer.operations.look import Looked
from tracer.trace.look import AddressLook, CoinLook, Moment, Said, TransactionLook
from tracer.visible import visible

_ROWS = 12
"""Coins or inputs on the screen; the rest is counted, and in --json."""

_NAMES = (
    "transaction", "block", "fee", "CoinJoin", "  not by", "pattern", "spends", "pays", "output", "value", "made",
    "then", "address", "received", "spent", "unspent", "first seen", "last seen", "its key", "custody", "seed", "tag",
    "actor",
)  # fmt: skip
"""What stands at the beginning of a line, before what is said of it."""


def print_look(seen: Looked) -> None:
    """Print what was seen on one screen; amounts in bitcoin."""
    match seen.found:
        case TransactionLook() as found:
            _print_transaction(found)
        case CoinLook() as found:
            _print_coin(found)
        case AddressLook() as found:
            _print_address(found)
    words = "Seen up to block {height} of {network}; times are UTC, as declared by the miner of each block."
    click.echo("\n" + say(words, height=seen.tip.height, network=seen.network.name))


def _row(name: str, words: str) -> None:
    """Print what a name of the screen says, all words under one another."""
    click.echo(f"{word(name):<{_widest()}}  {words}")


def _widest() -> int:
    """Return how wide the names stand in the language of the screen."""
    return max(len(word(name)) for name in _NAMES)


def _print_transaction(found: TransactionLook) -> None:
    _row("transaction", found.at.txid)
    at = "{when}, index {index}, {count} confirmations"
    _row("block", say(at, when=_when(found.at), index=found.at.index, count=found.confirmations))
    _row("fee", _fee(found))
    if found.mix is None:
        _row("CoinJoin", say("no detector suspects one; a trail would go on (an inference)"))
    else:
        words = "{verdict} by {rule}; a trail would end here (an inference)"
        _row("CoinJoin", say(words, verdict=word(found.mix.verdict.value), rule=found.mix.rule))
    if found.mix is None and len({each.value for each in found.outputs}) < len(found.outputs):
        for rule in found.asked:
            missing = "; ".join(map(visible, rule.missing))
            _row("  not by", say("{rule}: misses {missing}", rule=rule.rule, missing=missing))
    for name, pattern in found.patterns.items():
        verdict = word(pattern.verdict.value)
        _row(
            "pattern", say("{name}: {verdict} by {rule} (an inference)", name=name, verdict=verdict, rule=pattern.rule)
        )
    _print_said(found.said)
    if found.coinbase:
        click.echo()
        _row("spends", say("no coin: it is a coinbase, which pays out new coins and its block's fees"))
    else:
        click.echo()
        _row("spends", f"{len(found.inputs)}, {_sum(each.value for each in found.inputs)}")
    for spent in () if found.coinbase else found.inputs[:_ROWS]:
        value = word("not readable") if spent.value is None else as_bitcoin(spent.value)
        click.echo(f"  {value:>17}  {spent.outpoint}")
        if spent.pays:
            words = say("of {pays}, {script}", pays=spent.pays, script=spent.script)
            click.echo(f"  {'':17}    {words}{_brief(spent.said)}")
    _print_rest(len(found.inputs))
    _row("pays", f"{len(found.outputs)}, {_sum(each.value for each in found.outputs)}")
    for coin in found.outputs[:_ROWS]:
        click.echo(
            f"  {as_bitcoin(coin.value):>17}  :{coin.outpoint.vout} {coin.pays}, {coin.script}{_brief(coin.said)}"
        )
        click.echo(f"  {'':17}    {_fate(coin)}")
    _print_rest(len(found.outputs))


def _fee(found: TransactionLook) -> str:
    if found.coinbase:
        return word("none, it is a coinbase")
    if found.fee is None:
        return word("not known: a prevout cannot be read")
    if found.fee < 0:
        return say(
            "none: it pays {amount} BTC more than it spends, which no valid transaction does; this source holds no "
            "true chain",
            amount=as_bitcoin(-found.fee),
        )
    return f"{as_bitcoin(found.fee)} BTC"


def _print_coin(coin: CoinLook) -> None:
    _row("output", str(coin.outpoint))
    _row("value", f"{as_bitcoin(coin.value)} BTC")
    _row("pays", f"{coin.pays}, {coin.script}")
    _row("made", _when(coin.made))
    _row("then", _fate(coin))
    _print_said(coin.said)


def _print_address(found: AddressLook) -> None:
    _row("address", f"{found.address}, {found.script}")
    words = "{amount} BTC in {count} outputs"
    _row("received", say(words, amount=as_bitcoin(found.received), count=len(found.coins)))
    _row("spent", f"{as_bitcoin(found.spent)} BTC")
    _row("unspent", f"{as_bitcoin(found.unspent)} BTC")
    _row("first seen", _when(found.first))
    _row("last seen", _when(found.last))
    if found.open_keys is not None:
        _row("its key", str(found.open_keys))
    _print_said(found.said)
    for coin in found.coins[:_ROWS]:
        click.echo(f"\n  {as_bitcoin(coin.value):>17}  {coin.outpoint}\n  {'':17}    {_when(coin.made)}; {_fate(coin)}")
    _print_rest(len(found.coins))


def _print_said(said: Said) -> None:
    for wallet in said.custody:
        _row("custody", say("{wallet}, according to the case", wallet=visible(wallet)))
    for label in said.seeds:
        _row("seed", say("of label {label}, according to the case", label=visible(label)))
    for file, tag in said.tags:
        words = ", ".join(
            filter(None, (tag.category, tag.abuse, say("confidence {level}", level=tag.confidence), tag.source))
        )
        told = {"label": visible(tag.label), "words": visible(words), "file": visible(file), "line": tag.line}
        _row("tag", say("{label} ({words}), asserted by {file} line {line}", **told))
    for file, actor in said.actors:
        words = ", ".join(filter(None, (actor.legal_name, *actor.categories, " ".join(actor.jurisdictions), actor.uri)))
        told = {"label": visible(actor.label), "words": visible(words), "file": visible(file), "line": actor.line}
        _row("actor", say("{label} ({words}), described by {file} line {line}", **told))


def _print_rest(count: int) -> None:
    if count > _ROWS:
        click.echo(say("  … and {count} more; --json lists all", count=count - _ROWS))


def _brief(said: Said) -> str:
    words = [
        *said.custody,
        *(say("seed of {label}", label=label) for label in said.seeds),
        *(say("tag {label}", label=tag.label) for _, tag in said.tags),
    ]
    return "".join(f"  [{visible(each)}]" for each in words)


def _fate(coin: CoinLook) -> str:
    if coin.spent is not None:
        return say("spent by {txid}, {when}", txid=coin.spent.txid, when=_when(coin.spent))
    return word("unspent" if coin.spendable else "nobody can spend it")


def _when(at: Moment | None) -> str:
    if at is None:
        return word("never")
    return say("block {height}, {time}", height=at.height, time=local_time.utc(at.time))


def _sum(values: Iterable[int | None]) -> str:
    known = list(values)
    return (
        word("in all not known: a prevout cannot be read")
        if None in known
        else f"{as_bitcoin(sum(value or 0 for value in known))} BTC"
    )
