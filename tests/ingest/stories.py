"""A small chain with everything a view must answer for, milled once and shared by the tests."""

from dataclasses import dataclass
from functools import cache

from tests.ingest.milling import ANYONE, COIN, Chain, Milled, pay, txid
from tracer.chain.outpoint import Outpoint, Txid

EXCHANGE = b"\x52"
"""Another script anyone may spend."""
BURN = b"\x6a\x04burn"


@dataclass(frozen=True)
class Story:
    """The chain, and what in it is worth asking about."""

    chain: Chain
    rewards: tuple[Milled, ...]
    theft: Txid
    peel: Txid
    merge: Txid
    txids: tuple[Txid, ...]
    """Every transaction that is not a coinbase, in chain order."""


@cache
def story() -> Story:
    """Return a theft of 50 BTC that is split, peeled within one block, merged with 11 other coins, and part burned."""
    chain = Chain()
    rewards = tuple(chain.extend(20))
    chain.extend(100)
    theft = pay([rewards[0].coin], [(30 * COIN, ANYONE), (20 * COIN, EXCHANGE)])
    chain.add(theft)
    first = pay([Outpoint(txid(theft), 0)], [(10 * COIN, EXCHANGE), (20 * COIN, ANYONE)])
    peel = pay([Outpoint(txid(first), 1)], [(5 * COIN, EXCHANGE), (14 * COIN, ANYONE), (0, BURN)])
    chain.add(first, peel, fees=COIN)
    chain.extend(2)
    many = [Outpoint(txid(peel), 1), *(each.coin for each in rewards[1:12])]
    merge = pay(many, [(500 * COIN, ANYONE), (64 * COIN, EXCHANGE)])
    chain.add(merge)
    crowd = [pay([Outpoint(txid(merge), 0)], [(4 * COIN, ANYONE) for _ in range(125)])]
    chain.add(*crowd)
    heirs = [pay([Outpoint(txid(crowd[0]), vout)], [(4 * COIN, EXCHANGE)]) for vout in range(120)]
    chain.add(*heirs)
    chain.extend(3)
    raws = (theft, first, peel, merge, *crowd, *heirs)
    return Story(chain, rewards, txid(theft), txid(peel), txid(merge), tuple(map(txid, raws)))
