"""What a transaction does, in words that a signer compares with the screen of a device."""

from tracer.chain.amount import as_bitcoin
from tracer.reserve.clearance.cleared import ClearedTransaction
from tracer.reserve.clearance.coin_checks import lock
from tracer.reserve.clearance.payment_checks import shown
from tracer.reserve.clearance.proposed_spend import ProposedSpend


def words(spend: ProposedSpend, entry: ClearedTransaction) -> tuple[str, ...]:
    """Return a line for each input and output, the fee, the lock time, and the txid to expect."""
    lines: list[str] = []
    for number, (each, coin) in enumerate(zip(spend.proposal.inputs, spend.coins, strict=True)):
        what = f'{as_bitcoin(coin.value)} BTC of "{coin.wallet}"' if coin else "an unknown coin"
        lines.append(f"Input {number} spends {what}, coin {each.prevout}.")
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
