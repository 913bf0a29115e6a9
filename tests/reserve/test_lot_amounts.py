"""Satoshi of runs are found in lots, as counting them one by one finds them."""

import random

from tests.counts import count
from tracer.chain.outpoint import Outpoint, Txid
from tracer.reserve.acts import LotId
from tracer.reserve.lot_amounts import LotFinder
from tracer.reserve.lots import Lot
from tracer.reserve.satoshi_runs import Run

RECEIPTS = [Outpoint(Txid(f"{each:02x}" * 32), each) for each in range(3)]


def lot(number: int, run: Run) -> Lot:
    """Return a lot."""
    return Lot(
        id=LotId(f"L-{number:04}"), case="C", label="A", run=run, orders=(), lower=None, upper=None, bundle="00" * 32
    )


def one_by_one(lots: list[Lot], runs: list[Run]) -> dict[LotId, int]:
    """Count each satoshi by itself."""
    owner = {(each.run.receipt, at): each.id for each in lots for at in range(each.run.start, each.run.end)}
    found: dict[LotId, int] = {}
    for run in runs:
        for at in range(run.start, run.end):
            if (run.receipt, at) in owner:
                name = owner[run.receipt, at]
                found[name] = found.get(name, 0) + 1
    return dict(sorted(found.items()))


def test_lots_of_drawn_runs() -> None:
    """Drawn lots with gaps between and drawn runs, overlapping too, give what counting gives, in the lots' order."""
    for seed in range(count(suite=200, laws=2_000)):
        source = random.Random(seed)
        lots, number = [], 0
        for receipt in RECEIPTS:
            at = 0
            while at < 40:
                at += source.choice([0, 0, 3])
                size = source.randint(1, 15)
                number += 1
                lots.append(lot(number, Run(receipt, at, size)))
                at += size
        source.shuffle(lots)
        runs = [Run(source.choice(RECEIPTS), source.randint(0, 50), source.randint(1, 30)) for _ in range(4)]
        found = LotFinder(lots).amounts(runs)
        assert list(found.items()) == list(one_by_one(lots, runs).items())


def test_satoshi_of_no_lot_are_left_out() -> None:
    """A run of a receipt that no case admitted is in no lot."""
    assert LotFinder([]).amounts([Run(RECEIPTS[0], 0, 5)]) == {}
