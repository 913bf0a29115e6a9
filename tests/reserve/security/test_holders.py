"""The fewest who can sign and whose loss blocks, against every set of holders."""

import random
from itertools import chain, combinations

import pytest

from tests.counts import count
from tracer.reserve.security.holders import Fewest, KeyCopy, fewest

DRAWN = count(suite=6, laws=200)
"""Draws of each seed."""


def copies(*pairs: tuple[int, str | None]) -> list[KeyCopy]:
    """Return copies of numbered keys."""
    return [KeyCopy(str(key), holder) for key, holder in pairs]


def test_the_worked_quorum():
    """3 of 5: one person has keys 1 and 5; 2 persons, 2 sites, 1 body sign; 2 persons or sites block."""
    persons = fewest(copies((1, "P1"), (2, "P2"), (3, "P3"), (4, "P4"), (5, "P1")), 3)
    sites = fewest(copies((1, "Astana"), (2, "Astana"), (3, "Almaty"), (4, "Almaty"), (5, "Shymkent")), 3)
    bodies = fewest(copies((1, "NIC"), (2, "NIC"), (3, "NIC"), (4, "CSD"), (5, "CSD")), 3)
    assert (persons.sign, sites.sign, bodies.sign) == (
        Fewest(2, ("P1", "P2")), Fewest(2, ("Almaty", "Astana")), Fewest(1, ("NIC",))
    )  # fmt: skip
    assert (persons.block.count, sites.block.count) == (2, 2)


def test_two_copies_of_one_key_are_one_key():
    """Sites with keys {1, 2}, {1, 2}, {3} and {4}, all four needed: three sites, not two."""
    found = fewest(copies((1, "A"), (2, "A"), (1, "B"), (2, "B"), (3, "C"), (4, "D")), 4)
    assert found.sign == Fewest(3, ("A", "C", "D"))
    assert found.block == Fewest(1, ("C",))


def test_a_copy_with_nobody_is_lost_with_nobody():
    """A backup that no person has keeps its key: only two persons' loss leaves fewer than two keys of three."""
    found = fewest(copies((1, "A"), (1, None), (2, "B"), (3, "C")), 2)
    assert (found.sign.count, found.block) == (2, Fewest(2, ("B", "C")))
    assert fewest(copies((1, None), (2, None)), 1).sign == Fewest(None, ())


def drawn(seed: int) -> tuple[list[KeyCopy], int]:
    """Return copies of up to six keys with up to five holders or nobody, and how many keys are needed."""
    draw = random.Random(seed)
    keys = draw.randint(1, 6)
    found = [KeyCopy(str(key), draw.choice([None, *"ABCDE"])) for key in range(keys) for _ in range(draw.randint(1, 3))]
    return found, draw.randint(1, keys)


@pytest.mark.parametrize("seed", range(10))
def test_it_is_the_least_of_all_sets(seed: int):
    """What every set of holders has and leaves, tried one by one."""
    for each in range(1_000 * seed, 1_000 * seed + DRAWN):
        held, needed = drawn(each)
        holders = sorted({copy.holder for copy in held if copy.holder is not None})
        sets = list(chain.from_iterable(combinations(holders, size) for size in range(1, len(holders) + 1)))
        signs = [some for some in sets if len({copy.key for copy in held if copy.holder in some}) >= needed]
        blocks = [some for some in sets if len({copy.key for copy in held if copy.holder not in some}) < needed]
        found = fewest(held, needed)
        assert found.sign.count == min(map(len, signs), default=None)
        assert found.block.count == min(map(len, blocks), default=None)


@pytest.mark.parametrize("seed", range(10))
def test_a_further_key_of_a_holder_never_raises_the_fewest_who_sign(seed: int):
    """Law 9: adding a copy of any key to anybody leaves it or lowers it."""
    draw = random.Random(seed)
    for each in range(1_000 * seed, 1_000 * seed + DRAWN):
        held, needed = drawn(each)
        before, after = (
            fewest(held, needed),
            fewest([*held, KeyCopy(str(draw.randint(0, 7)), draw.choice("ABCDE"))], needed),
        )
        assert before.sign.count is None or (after.sign.count is not None and after.sign.count <= before.sign.count)
