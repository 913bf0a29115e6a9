"""Drawn chains to be opened by hand, at random: always the same for the same number."""

import random

from tests.pictures import outpoint_of
from tests.trace.drawing import Drawing
from tests.trace.random_chains import random_drawing
from tracer.chain.outpoint import Txid
from tracer.explore.unfolded import Question, Unfolded, unfold
from tracer.trace.policies.registry import POLICIES
from tracer.trace.seeds import resolve

RULES = [name for name, policy in POLICIES.items() if policy.conserves]


def question(drawing: Drawing) -> Question:
    """Return what a drawing asks."""
    return Question(
        seeds=resolve(drawing.seeds, drawing.reading),
        policy=POLICIES[drawing.rule],
        stops=drawing.stops(),
        reading=drawing.reading,
        retained=frozenset(map(outpoint_of, drawing.retained)),
    )


def drawn(number: int, rule: str) -> tuple[Drawing, Question]:
    """Return a drawn chain, every second without stops, every third with claims in its middle, and what it asks."""
    drawing = random_drawing(number, rule, stops=number % 2 == 0, claims=number % 3 == 0)
    return drawing, question(drawing)


def opened_at_random(asked: Question, source: random.Random) -> frozenset[Txid]:
    """Open what waits, some of it, some times."""
    opened = frozenset[Txid]()
    for _ in range(source.randint(0, 12)):
        waiting = {each.spender.txid for each in unfold(asked, opened).waiting}
        opened |= set(source.sample(sorted(waiting), source.randint(0, len(waiting))))
    return opened


def all_open(asked: Question) -> Unfolded:
    """Open everything, hop by hop."""
    opened = frozenset[Txid]()
    while True:
        seen = unfold(asked, opened)
        if not seen.waiting:
            return seen
        opened |= {each.spender.txid for each in seen.waiting}
