"""Ledgers of several quarters, drawn: receipts of every size, payments out of them in order, orders that come later.

Drawn without a chain, for the public rule alone: what satoshi came, moved and left is all that it looks at.
"""

import datetime as dt
import random
from dataclasses import dataclass, replace

from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.reserve.ledger_rows import RegisterCoin, RegisterLedger, Stay
from tracer.reserve.satoshi_runs import SatoshiRun, poured, total
from tracer.reserve.title_rows import Title, TitleBook, TitledRun

BLOCKS = 100
"""Blocks of a quarter: quarter 0 closes with block 100."""


@dataclass(frozen=True, slots=True)
class DrawnLedger:
    """A ledger, the title at the end of each quarter, and the satoshi of each transaction that came or left."""

    ledger: RegisterLedger
    titles: tuple[TitleBook, ...]
    transactions: tuple[tuple[SatoshiRun, ...], ...]


def drawn(seed: int, quarters: int = 4) -> DrawnLedger:
    """Return the ledger of a seed: in some quarters one transaction, in some many, in some none."""
    draw = random.Random(seed)
    coins: list[RegisterCoin] = []
    spent: dict[Outpoint, Position] = {}
    transactions: list[tuple[SatoshiRun, ...]] = []
    covered: dict[Outpoint, int] = {}
    for quarter in range(quarters):
        for index in range(draw.choice((0, 1, 1, 2, 5))):
            place = Position(quarter * BLOCKS + 10, index)
            held = [each for each in coins if each.outpoint not in spent]
            if held and draw.random() < 0.4:
                transactions.append(_pay(draw, held, coins, spent, place))
            else:
                coins.append(_receive(draw, place))
                transactions.append(coins[-1].runs)
        for coin in coins:
            if coin.runs[0].receipt == coin.outpoint and draw.random() < 0.4:
                covered.setdefault(coin.outpoint, quarter)
    return DrawnLedger(
        _ledger(coins, spent), tuple(_title(coins, spent, covered, quarter) for quarter in range(quarters)),
        tuple(transactions),
    )  # fmt: skip


def _outpoint(place: Position) -> Outpoint:
    return Outpoint(Txid(f"{place.height:032x}{place.index:032x}"), 0)


def _amount(draw: random.Random) -> int:
    return int(10 ** draw.uniform(2.8, 10.7))


def _receive(draw: random.Random, place: Position) -> RegisterCoin:
    value = _amount(draw)
    return _coin(place, value, (SatoshiRun(_outpoint(place), 0, value),))


def _coin(place: Position, value: int, runs: tuple[SatoshiRun, ...]) -> RegisterCoin:
    return RegisterCoin(
        outpoint=_outpoint(place), value=value, script=b"\x51", wallet="W", position=place, runs=runs, spent=None,
        spender=None,
    )  # fmt: skip


def _pay(
    draw: random.Random,
    held: list[RegisterCoin],
    coins: list[RegisterCoin],
    spent: dict[Outpoint, Position],
    place: Position,
) -> tuple[SatoshiRun, ...]:
    """Spend some coins: part of them leaves, the rest is change."""
    inputs = draw.sample(held, draw.randint(1, min(3, len(held))))
    runs = [run for coin in inputs for run in coin.runs]
    every = total(runs)
    leaves = draw.choice((every, draw.randint(1, every), max(1, every - draw.randint(0, 5000))))
    gone, change = poured(runs, (leaves, every - leaves))
    spent |= {coin.outpoint: place for coin in inputs}
    if change:
        coins.append(_coin(place, every - leaves, change))
    return gone


def _ledger(coins: list[RegisterCoin], spent: dict[Outpoint, Position]) -> RegisterLedger:
    stays = [
        Stay(run=run, coin=coin.outpoint, place=0, wallet="W", since=coin.position, until=spent.get(coin.outpoint))
        for coin in coins
        for run in coin.runs
    ]
    return RegisterLedger(
        movements=(),
        coins=tuple(replace(each, spent=spent.get(each.outpoint)) for each in coins),
        stays=tuple(stays),
        exits=(),
        ours=frozenset({"W"}),
        accounts={},
    )


def _title(
    coins: list[RegisterCoin], spent: dict[Outpoint, Position], covered: dict[Outpoint, int], quarter: int
) -> TitleBook:
    """Return the title at a quarter's end: a receipt covered once is covered for ever, its first half assigned."""
    end = (quarter + 1) * BLOCKS
    runs = []
    for coin in coins:
        until = spent.get(coin.outpoint)
        if coin.position.height > end or (until is not None and until.height <= end):
            continue
        for run in coin.runs:
            half = SatoshiRun(run.receipt, run.start, run.sat // 2)
            rest = SatoshiRun(run.receipt, half.end, run.sat - half.sat)
            has_title = covered.get(run.receipt, quarter + 1) <= quarter
            for part, title in ((half, Title.ASSIGNED), (rest, Title.TITLED)):
                runs.append(
                    TitledRun(
                        run=part, coin=coin.outpoint, place=0, wallet="W", lot=None,
                        title=title if has_title else Title.UNTITLED,
                        assigned=has_title and title is Title.ASSIGNED, order=None, burden=None,
                    )
                )  # fmt: skip
    sums = {title: sum(each.run.sat for each in runs if each.title is title) for title in Title}
    return TitleBook(day=dt.date(2026, 3, 31), runs=tuple(runs), sums=sums, orders=())
