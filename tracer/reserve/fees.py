"""Fees that are too high: what a transaction of ours leaves to a miner moves nothing to anybody, and needs no act.

So whoever holds the keys, and mines, could take coins as the fee of a transfer between wallets of ours. A fee above the
bounds of `[security]` is told until an act explains its transaction; that a disposal names it says nothing of its fee.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from tracer.chain.amount import as_bitcoin
from tracer.chain.outpoint import Txid
from tracer.reserve.acts import ActsInForce
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.register import Register
from tracer.reserve.terms import SecurityTerms
from tracer.reserve.transaction_acts import transaction_acts

SMALL_FEE = 100_000
"""Satoshi up to which a fee is no share of what is spent: few small coins make any fee a large share."""
INPUT_SIZE = 500
"""Virtual bytes for which `max_feerate` is allowed for each coin of ours that is spent, outputs included."""


class HighFee(NamedTuple):
    """A transaction that pays more as its fee than the register allows, and the sentence that says so."""

    txid: Txid
    text: str


def most(terms: SecurityTerms, coins: int, spent: int) -> int:
    """Return the most that a transaction may pay as its fee that spends so many coins of ours, of so many satoshi."""
    share = terms.max_fee_share * spent
    return min(max(share.numerator // share.denominator, SMALL_FEE), terms.max_feerate * INPUT_SIZE * coins)


def most_charged(terms: SecurityTerms, lay: int) -> int:
    """Return the most that a custodian's statement may state as fees of an account in which so many satoshi lay."""
    share = terms.max_fee_share * lay
    return max(share.numerator // share.denominator, SMALL_FEE)


def high_fees(register: Register, ledger: RegisterLedger, acts: ActsInForce) -> Iterator[HighFee]:
    """Yield the transactions whose fee, as far as it is ours, is too high and that no act explains, in chain order."""
    paying = {each.txid: each for each in ledger.movements if each.fee}
    spent: dict[Txid, list[int]] = defaultdict(list)
    for coin in ledger.coins:
        if coin.spender in paying and coin.spent is not None and ledger.counts(coin, coin.spent.height - 1):
            spent[coin.spender].append(coin.value)
    explained = transaction_acts(acts).explained
    for txid, movement in paying.items():
        bound = most(register.security, len(spent[txid]), sum(spent[txid]))
        if movement.fee > bound and txid not in explained:
            yield HighFee(
                txid,
                f"{txid} at height {movement.position.height:,} paid a fee of {as_bitcoin(movement.fee)} BTC, more "
                f"than the {as_bitcoin(bound)} BTC that [security] allows of the {as_bitcoin(sum(spent[txid]))} BTC "
                "that it spent; no act explains it.",
            )
