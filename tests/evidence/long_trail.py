"""Long trails for the tests: peel chains, wide fans, ladders; made-up figures on real transactions."""

import random
from collections.abc import Sequence
from dataclasses import replace

from tests.evidence.chain import Chain, script_of, serialize
from tests.evidence.story import dossier_of, tell
from tracer.chain import decode
from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.container.material import collect
from tracer.evidence.dossier import Dossier, decoded
from tracer.result.trace_file import Book, Crossing, End, Made, MethodResult, Spent, StatedSeed

COIN = 100_000_000
Step = tuple[Sequence[tuple[int, int]], int]
"""One transaction: the coins it spends as (step, vout), -1 being the seed's step; and how many outputs it makes."""


def trail(steps: Sequence[Step], custody: Sequence[tuple[int, int]] = ()) -> Dossier:
    """Return a dossier whose trail consists of these steps, one block each, all of it label A."""
    chain = Chain()
    seed = chain.add(pays="thief")
    makers: list[Txid] = [seed]
    values: dict[Outpoint, int] = {Outpoint(seed, 0): 50 * COIN}
    places: dict[Txid, Position] = {seed: Position(1, 0)}
    spent, made, crossings = [], [], []
    for number, (spends, count) in enumerate(steps):
        coins = [Outpoint(makers[step + 1], vout) for step, vout in spends]
        share = sum(values[coin] for coin in coins) // count
        raw = serialize(coins, [(share, script_of(f"{number}/{vout}")) for vout in range(count)])
        txid = decode.txid(raw)
        chain.add([raw])
        makers.append(txid)
        places[txid] = Position(len(chain.heads) - 1, 1)
        total = sum(values[coin] for coin in coins)
        spent += [Spent(txid, vin, coin, values[coin], {"A": values[coin]}) for vin, coin in enumerate(coins)]
        crossings.append(Crossing(txid, places[txid].height, 1, {"A": total}, {"A": total - share * count}))
        for vout in range(count):
            values[Outpoint(txid, vout)] = share
            made.append(Made(Outpoint(txid, vout), share, {"A": share}, None))
    gone = {row.outpoint for row in spent}
    wallets = {Outpoint(makers[step + 1], vout) for step, vout in custody}
    ends = [
        End(
            outpoint=coin.outpoint,
            value=coin.value,
            taint=coin.taint,
            terminal="custody" if coin.outpoint in wallets else "unspent",
            name="Agency wallet" if coin.outpoint in wallets else None,
            address=None,
            script="witness_v0_keyhash",
            height=places[coin.outpoint.txid].height,
        )
        for coin in made
        if coin.outpoint not in gone
    ]
    material = collect(chain, sorted(places), chain.tip())
    assert material is not None
    base = dossier_of(tell())
    method = MethodResult(
        name="fifo",
        books=(Book("A", 50 * COIN, 0, 50 * COIN, base.trace.main.books[0].terminals),),
        reach=None,
        seeds=(StatedSeed(Outpoint(seed, 0), "A", 50 * COIN, 50 * COIN, 0),),
        ends=tuple(ends),
        crossings=tuple(crossings),
        spent=tuple(spent),
        made=tuple(made),
        collisions=(),
    )
    return replace(
        base, trace=replace(base.trace, methods={"fifo": method}), material=material, transactions=decoded(material)
    )


def peel(length: int) -> Dossier:
    """Return a peel chain whose last change goes to custody."""
    return trail([([(at - 1, 1 if at else 0)], 2) for at in range(length)], [(length - 1, 1)])


def fan(width: int) -> Dossier:
    """Return one payment to many, each of which pays on once; the first ends in custody."""
    steps: list[Step] = [([(-1, 0)], width)]
    return trail([*steps, *([([(0, at)], 1) for at in range(width)])], [(1, 0)])


def ladder(length: int) -> Dossier:
    """Return a trail in which every transaction spends both outputs of the one before, and the last pays custody."""
    steps: list[Step] = [([(-1, 0)], 2)]
    return trail([*steps, *([([(at, 0), (at, 1)], 2) for at in range(length)])], [(length, 0)])


def brush(width: int, length: int) -> Dossier:
    """Return one payment to many, each of which is handed on so many times; the first ends in custody."""
    steps: list[Step] = [([(-1, 0)], width)]
    for arm in range(width):
        steps += [([(0, arm) if at == 0 else (arm * length + at, 0)], 1) for at in range(length)]
    return trail(steps, [(length, 0)])


def tangle(length: int, receipts: int, seed: int = 1) -> Dossier:
    """Return a trail whose coins are mixed and split at every step; so many coins at its end are in custody."""
    drawn = random.Random(seed)
    steps: list[tuple[list[tuple[int, int]], int]] = [([(-1, 0)], 3)]
    free = [(0, vout) for vout in range(3)]
    for at in range(1, length):
        spent = [free.pop(drawn.randrange(len(free))) for _ in range(min(drawn.choice([1, 1, 2, 3]), len(free)))]
        count = drawn.choice([1, 2, 2, 3]) if len(free) > 3 else 3
        steps.append((spent, count))
        free += [(at, vout) for vout in range(count)]
    return trail(steps, drawn.sample(free, receipts))
