"""What a transaction does, in words that a signer compares with the screen of a device."""

from collections.abc import Iterator

from tracer.chain.amount import as_bitcoin
from tracer.reserve.clearance.cleared import ClearedTransaction
from tracer.reserve.clearance.coin_checks import lock
from tracer.reserve.clearance.payment_checks import shown
from tracer.reserve.clearance.proposed_spend import ProposedSpend
from tracer.reserve.clearance.psbt import ProposedOutput
from tracer.reserve.ledger_rows import RegisterCoin
from tracer.reserve.sentences import Sentence, say


def words(spend: ProposedSpend, entry: ClearedTransaction) -> tuple[Sentence, ...]:
    """Return what it is for, a line for each input and output, the fee, the lock time, and the txid to expect."""
    lines: list[Sentence] = [_purpose(spend)]
    spent = zip(spend.proposal.inputs, spend.coins, spend.known, strict=True)
    for number, (each, coin, known) in enumerate(spent):
        lines.append(_input(str(number), str(each.prevout), coin, known))
    lines += _rivals(spend)
    lines += [_output(spend, str(number), out) for number, out in enumerate(spend.proposal.outputs)]
    lines.append(
        say("The fee is not known.") if spend.fee is None else say("The fee is {btc} BTC.", btc=as_bitcoin(spend.fee))
    )
    lines.append(lock(spend))
    txid = spend.proposal.txid
    lines.append(
        say("The txid to expect is {txid}.", txid=txid)
        if entry.keeps_txid
        else say(
            "The txid to expect is {txid}; signing changes it, and it is known again by its coins and outputs.",
            txid=txid,
        )
    )
    return tuple(lines)


def _input(number: str, named: str, coin: RegisterCoin | None, known: RegisterCoin | None) -> Sentence:
    """Return what an input spends; `known` is a coin of the register that may not be spent."""
    if coin is not None:
        return say(
            'Input {number} spends {btc} BTC of "{wallet}", coin {coin}.',
            number=number,
            btc=as_bitcoin(coin.value),
            wallet=coin.wallet,
            coin=named,
        )
    if known is None:
        return say("Input {number} spends an unknown coin, coin {coin}.", number=number, coin=named)
    return say(
        'Input {number} spends {btc} BTC of "{wallet}", coin {coin}, which may not be spent: see C1.',
        number=number,
        btc=as_bitcoin(known.value),
        wallet=known.wallet,
        coin=named,
    )


def _output(spend: ProposedSpend, number: str, out: ProposedOutput) -> Sentence:
    btc, whom, place = as_bitcoin(out.value), shown(spend, out.script), spend.ours.get(out.script)
    if place is None:
        return say("Output {number} pays {btc} BTC to {address}, to others.", number=number, btc=btc, address=whom)
    wallet, index = place.wallet.name, place.script.index
    if index is None:
        return say(
            'Output {number} pays {btc} BTC to {address}, back to "{wallet}".',
            number=number,
            btc=btc,
            address=whom,
            wallet=wallet,
        )
    return say(
        'Output {number} pays {btc} BTC to {address}, back to "{wallet}", branch {branch}, index {index}.',
        number=number,
        btc=btc,
        address=whom,
        wallet=wallet,
        branch=str(place.script.branch),
        index=str(index),
    )


def _rivals(spend: ProposedSpend) -> Iterator[Sentence]:
    """Yield which coins were cleared before to be spent by another transaction that may still be sent."""
    mine = [each.prevout for each in spend.proposal.inputs]
    for other in spend.pending():
        for coin in sorted(set(mine).intersection(other.spends), key=mine.index):
            yield say(
                "Coin {coin} was cleared before to be spent by {txid} (journal {entry}), which may still be sent: the "
                "chain takes only one of the two.",
                coin=str(coin),
                txid=other.txid,
                entry=str(other.entry),
            )


def _purpose(spend: ProposedSpend) -> Sentence:
    """Return under which act it spends whose title, and to whom."""
    act = spend.act
    if act is None and spend.part is not None:
        return say(
            "No act in force is about it; act {act} names a part of what it pays to others.", act=spend.part.head.id
        )
    if act is None:
        return say("No act in force is about it.") if spend.foreign else say("It moves coins between own wallets.")
    lots = [say("{lot} {btc} BTC", lot=lot, btc=as_bitcoin(sat)) for lot, sat in act.lots.items()]
    other = None if act.sale is None else act.sale.counterparty
    if other is None:
        return say("It carries out act {act}, {method}: {lots}.", act=act.head.id, method=act.method, lots=lots)
    return say(
        "It carries out act {act}, {method}, to {name}: {lots}.",
        act=act.head.id,
        method=act.method,
        name=other.name,
        lots=lots,
    )
