"""A small register whose acts on title are superseded in every way, its figures counted by hand.

On 1 January 2025 five lots come in: A 60 and B 40 in one coin, C 100, D 20 and E 30 in one each. Day by day:

    day     what happens                                       untitled appealable encumbered assigned titled
    31 Jan  C and D are forfeited since 2 January                   130                                   120
     1 Feb  A is forfeited; so is B, which can be appealed           30         40                        180
     5 Feb  an order in money takes E                                           40                        210
    10 Feb  A is assigned                                                       40                  60    150
     1 Mar  B's appeal is over; of C 70 are assigned                                               130    120
    10 Mar  D is claimed                                                                    20     130    100
     1 Apr  that claim is superseded by one on 5                                             5     130    115
    20 Apr  B's order is superseded by one of 25                     15                      5     130    100
     3 May  the assignment of C is superseded by one of 45           15                      5     105    125
    15 May  A's forfeiture is quashed                                75                      5      45    125
    20 May  the order in money is quashed                           105                      5      45     95
     1 Jun  another court forfeits 40 of A                           65                      5      85     95
     5 Jun  the claim is released                                    65                             85    100
    10 Jun  B's order is superseded once more, by one of 30          60                             85    105
    20 Jun  the release is superseded by one of 1 July               60                      5      85    100
     1 Jul  the claim is released again                              60                             85    105

The act that supersedes the assignment of C says 50 and 1 May; a correction of July puts it right on all days.
"""

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeVar

from tests.reserve.acts import assignment, burden, execution, head, on, order, release
from tests.reserve.small_ledgers import small_lots
from tracer.reserve.acts import (
    Act,
    ActId,
    ActKind,
    AssignmentAct,
    BurdenAct,
    CorrectionAct,
    ExecutionAct,
    OrderAct,
    OrderForm,
    ReleaseAct,
)

A = TypeVar("A", OrderAct, ExecutionAct, AssignmentAct, BurdenAct, ReleaseAct)

DRAWING = "in: -> 100@Agency 100@Reserve 20@Reserve 30@Agency"
LOTS = small_lots(
    ("in.0", "A", 0, 60), ("in.0", "B", 60, 40), ("in.1", "C", 0, 100), ("in.2", "D", 0, 20), ("in.3", "E", 0, 30)
)
FIGURES = """
    2025-01-01 250 0 0 0 0
    2025-01-02 130 0 0 0 120
    2025-02-01 30 40 0 0 180
    2025-02-05 0 40 0 0 210
    2025-02-10 0 40 0 60 150
    2025-03-01 0 0 0 130 120
    2025-03-10 0 0 20 130 100
    2025-04-01 0 0 5 130 115
    2025-04-20 15 0 5 130 100
    2025-05-03 15 0 5 105 125
    2025-05-15 75 0 5 45 125
    2025-05-20 105 0 5 45 95
    2025-06-01 65 0 5 85 95
    2025-06-05 65 0 0 85 100
    2025-06-10 60 0 0 85 105
    2025-06-20 60 0 5 85 100
    2025-07-01 60 0 0 85 105
"""
"""From which day on how much is untitled, appealable, encumbered, assigned and titled."""
FORFEITURE = OrderForm.FORFEITURE


def instead_of(number: int, act: A) -> A:
    """Return an act that supersedes the one with a number."""
    return replace(act, head=replace(act.head, supersedes=ActId(f"2025-{number:04}")))


def corrects(number: int, day: str, of: int, stands: Act) -> CorrectionAct:
    """Return a correction that puts an act in the place of the one with a number."""
    own = replace(head(number, ActKind.CORRECTION, day), corrects=ActId(f"2025-{of:04}"))
    inner = replace(stands, head=replace(stands.head, id=ActId(f"2025-{of:04}")))
    return CorrectionAct(head=own, replacement=inner, txid=None, explains=None)


def acts() -> list[Act]:
    """Return the acts, by number."""
    since = "2025-02-01"
    appeal = "2025-02-28"
    return [
        order(1, FORFEITURE, since, in_force=since, labels=("A",)),
        assignment(2, "2025-02-10", {"L-0001": 60}),
        instead_of(1, order(3, FORFEITURE, "2025-05-15", labels=("A",), order="1-1/2025")),
        order(4, FORFEITURE, "2025-06-01", in_force="2025-06-01", labels=("A",), amount=40),
        order(5, FORFEITURE, since, in_force=since, appeal_until=appeal, labels=("B",)),
        instead_of(5, order(6, FORFEITURE, "2025-04-20", in_force=since, labels=("B",), amount=25, order="1-5/2025")),
        instead_of(6, order(7, FORFEITURE, "2025-06-10", in_force=since, labels=("B",), amount=30, order="1-5/2025")),
        order(8, FORFEITURE, "2025-01-02", in_force="2025-01-02", labels=("C", "D")),
        assignment(9, "2025-03-01", {"L-0003": 70}),
        instead_of(9, assignment(10, "2025-05-01", {"L-0003": 50})),
        corrects(11, "2025-07-03", 10, assignment(10, "2025-05-03", {"L-0003": 45})),
        burden(12, ActKind.CLAIM, "2025-03-10", {"L-0004": 20}),
        release(13, "2025-06-05", 12),
        instead_of(12, burden(14, ActKind.CLAIM, "2025-04-01", {"L-0004": 5})),
        instead_of(13, release(15, "2025-06-20", 14, "2025-07-01")),
        order(16, FORFEITURE, since, in_force=since, labels=("E",), money=100),
        execution(17, "2025-02-05", 16, {"L-0005": 30}),
        instead_of(16, order(18, FORFEITURE, "2025-05-20", labels=("E",), money=100, order="1-16/2025")),
    ]


def figures() -> Iterator[tuple[dt.date, tuple[int, ...]]]:
    """Yield each day of the first half of 2025 and the days after it, with its figures."""
    rows = [line.split() for line in FIGURES.split("\n") if line.strip()]
    known = {on(day): tuple(map(int, sats)) for day, *sats in rows}
    last = known[on("2025-01-01")]
    for number in range(190):
        day = on("2025-01-01") + dt.timedelta(days=number)
        last = known.get(day, last)
        yield day, last
