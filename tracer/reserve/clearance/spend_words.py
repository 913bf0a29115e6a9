"""What a transaction does, in words that a signer compares with the screen of a device."""

from collections.abc import Iterator

from tracer.chain.amount import as_bitcoin
from tracer.reserve.clearance.cleared import ClearedTransaction
from tracer.reserve.clearance.coin_checks import lock
from tracer.reserve.clearance.payment_checks import shown
from tracer.reserve.clearance.proposed_spend import ProposedSpend


def words(spend: ProposedSpend, entry: ClearedTransaction) -> tuple[str, ...]:
    """Return what it is for, a line for each input and output, the fee, the lock time, and the txid to expect."""
    lines: list[str] = [_purpose(spend)]
    for number, (each, coin) in enumerate(zip(spend.proposal.inputs, spend.coins, strict=True)):
        what = f'{as_bitcoin(coin.value)} BTC of "{coin.wallet}"' if coin else "an unknown coin"
        lines.append(f"Input {number} spends {what}, coin {each.prevout}.")
    lines += _rivals(spend)
    for number, out in enumerate(spend.proposal.outputs):
        line = f"Output {number} pays {as_bitcoin(out.value)} BTC to {shown(spend, out.script)}"
        place = spend.ours.get(out.script)
        if place is None:
            lines.append(f"{line}, to others.")
            continue
        index = place.script.index
        where = "" if index is None else f", branch {place.script.branch}, index {index}"
        lines.append(f'{line}, back to "{place.wallet.name}"{where}.')
    lines.append("The fee is not known." if spend.fee is None else f"The fee is {as_bitcoin(spend.fee)} BTC.")
    lines.append(lock(spend))
    stays = "" if entry.keeps_txid else "; signing changes it, and it is known again by its coins and outputs"
    lines.append(f"The txid to expect is {spend.proposal.txid}{stays}.")
    return tuple(lines)


def _rivals(spend: ProposedSpend) -> Iterator[str]:
    """Yield which coins were cleared before to be spent by another transaction that may still be sent."""
    mine = [each.prevout for each in spend.proposal.inputs]
    for other in spend.pending():
        for coin in sorted(set(mine).intersection(other.spends), key=mine.index):
            yield (
                f"Coin {coin} was cleared before to be spent by {other.txid} (journal {other.entry}), which may still "
                "be sent: the chain takes only one of the two."
            )


def _purpose(spend: ProposedSpend) -> str:
    """Return under which act it spends whose title, and to whom."""
    act = spend.act
    if act is None and spend.part is not None:
        return f"No act in force is about it; act {spend.part.head.id} names a part of what it pays to others."
    if act is None:
        return "No act in force is about it." if spend.foreign else "It moves coins between own wallets."
    lots = ", ".join(f"{lot} {as_bitcoin(sat)} BTC" for lot, sat in act.lots.items())
    other = None if act.sale is None else act.sale.counterparty
    whom = "" if other is None else f", to {other.name}"
    return f"It carries out act {act.head.id}, {act.method}{whom}: {lots}."
