"""A dense reach of any size, made directly: what the solving of bounds is measured on.

Every transaction joins two reached coins on average, half of them somebody else's too, and pays three. Coins are
taken from all that wait, or from the last ones, so that ways part and meet again everywhere.
"""

import random
from typing import NamedTuple

from tracer.case.case import Label
from tracer.chain.amount import Sats
from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.chain.transaction import Output
from tracer.trace.bounds.reach import Reach, ReachedCoin, ReachedTransaction
from tracer.trace.seeds import SeedClaim
from tracer.trace.terminals import Terminal

_SEEDS, _SEEDED = 40, 5_000_000_000
_RECEIPTS, _WALLETS = 100, 10
"""One end in so many is a receipt, of one of so many custody wallets."""
_PER_BLOCK = 100


class _Made(NamedTuple):
    """A coin that a transaction pays; nobody pays a seed's."""

    value: int
    maker: int | None
    vout: int


def dense_reach(transactions: int, recent: int = 0) -> Reach:
    """Return a reach of so many transactions and about 4.5 times as many edges, seeded by two labels in turn.

    `recent`: take coins from so many last ones only, which makes ways long; 0 for any coin that waits. The same
    arguments give the same reach.
    """
    draw = random.Random(f"{transactions} {recent}")
    made = [_Made(_SEEDED, None, number) for number in range(_SEEDS)]
    waiting, spenders, crossed = list(range(_SEEDS)), dict[int, int](), list[ReachedTransaction]()
    for number in range(transactions):
        spends = sorted(
            _taken(waiting, draw, recent) for _ in range(min(len(waiting), draw.choice((1, 1, 2, 2, 3, 4))))
        )
        spenders |= dict.fromkeys(spends, number)
        value = sum(made[spent].value for spent in spends)
        untraced = draw.randint(1, value + 100_000) if draw.random() < 0.5 or value < 10_000 else 0
        fee = min(draw.randint(150, 900), value)
        paid = _shared(value + untraced - fee, draw)
        waiting += range(len(made), len(made) + len(paid))
        made += [_Made(sat, number, vout) for vout, sat in enumerate(paid)]
        crossed.append(ReachedTransaction(_txid(number), _position(number), tuple(spends), untraced, fee))
    received = {number for number in waiting if draw.randrange(_RECEIPTS) == 0}
    coins = (_coin(number, each, spenders.get(number), number in received) for number, each in enumerate(made))
    return Reach(tuple(coins), tuple(crossed), (), False)


def _taken(waiting: list[int], draw: random.Random, recent: int) -> int:
    """Take a coin out of those that wait."""
    place = len(waiting) - 1 - draw.randrange(min(recent, len(waiting)) if recent else len(waiting))
    return waiting.pop(place)


def _shared(value: int, draw: random.Random) -> list[int]:
    """Split a value into one to five payments, none of them empty."""
    cuts = sorted(draw.sample(range(1, value), min(draw.randint(0, 4), value - 1)))
    return [last - first for first, last in zip([0, *cuts], [*cuts, value], strict=True)]


def _coin(number: int, made: _Made, spender: int | None, received: bool) -> ReachedCoin:
    claims = (SeedClaim(Label("AB"[number % 2]), made.value, number),) if made.maker is None else ()
    name = _txid(-1 - number) if made.maker is None else _txid(made.maker)
    end = None if spender is not None else Terminal.CUSTODY if received else Terminal.UNSPENT
    at = f"wallet {number % _WALLETS}" if received else None
    position = _position(-1) if made.maker is None else _position(made.maker)
    outpoint = Outpoint(name, 0 if made.maker is None else made.vout)
    return ReachedCoin(
        outpoint=outpoint,
        output=Output(Sats(made.value), b""),
        position=position,
        claims=claims,
        maker=made.maker,
        spender=spender,
        terminal=end,
        at=at,
    )


def _txid(number: int) -> Txid:
    """Return a txid; those of the seeds count down from zero."""
    return Txid(f"{number % 2**256:064x}")


def _position(number: int) -> Position:
    return Position(1_000 + number // _PER_BLOCK, number % _PER_BLOCK)
