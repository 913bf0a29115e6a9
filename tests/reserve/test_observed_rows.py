"""Rows of observations as laws: made by any of the acts on file they follow, altered by a satoshi they do not."""

import random
from collections.abc import Sequence
from dataclasses import replace

import pytest

from tests.counts import count
from tests.reserve.drawn_registers import DrawnRegister
from tests.reserve.test_scope_alone import PARTS, Scoped, scoped
from tracer.chain.amount import Sats
from tracer.chain.outpoint import Txid
from tracer.errors import CaseError
from tracer.reserve import observation
from tracer.reserve.acts import Act, ActsInForce, DisposalAct, ScopeAct, StatementAct, StepAct
from tracer.reserve.ledger import fold
from tracer.reserve.ledger_rows import MovementKind, RegisterLedger
from tracer.reserve.observation import FaultKind, Observation
from tracer.reserve.observed_faults import NO_ACT, of_acts
from tracer.reserve.observed_rows import RowGrounds, strange_acts, unsure_receipts, wrong_rows
from tracer.reserve.possible_rows import PossibleRows
from tracer.reserve.scope import scope_closings

FOUND = (508, 1_136, 1_365)
"""Drawings that were told as wrong: a receipt that had an order or a lot until acts came by which coins hold other
satoshi; a departure of which acts that came since make another part ours."""
LATER = (ScopeAct, StatementAct, DisposalAct, StepAct)


def seen(each: Scoped, acts: Sequence[Act]) -> tuple[Observation, RegisterLedger]:
    """Return the observation that acts lead to, and its ledger."""
    drawing, some = each.drawing, ActsInForce(tuple(acts), tuple(acts))
    closings = scope_closings(each.register, some, drawing.view)
    ledger = fold(each.register, drawing.history, some, drawing.lots, closings)
    faults = of_acts(each.register, drawing.history, ledger, drawing.lots, some)
    return observation.observation(each.register, drawing.history, ledger, None, faults), ledger


def fewer(drawing: DrawnRegister, acts: Sequence[Act], source: random.Random) -> list[Act]:
    """Return acts without some that came later; the steps of a disposal that was not there were not either."""
    gone = {act.head.id for act in acts if isinstance(act, LATER) and source.random() < 0.4}
    return [act for act in acts if act.head.id not in gone and not (isinstance(act, StepAct) and act.disposal in gone)]


def shared_by(each: Scoped, today: RegisterLedger) -> set[Txid]:
    """Return the transactions of which any part may be ours, by lots and acts of scope."""
    possible = PossibleRows(each.register, each.acts, today)
    return {touch.transaction.txid for touch in each.drawing.history.touches if possible.is_shared(touch)}


@pytest.mark.parametrize("part", range(PARTS))
def test_what_was_observed_under_some_of_the_acts_follows_from_all(part: int) -> None:
    """Acts may come later, of any kind; nothing is wrong with a row for that. A satoshi more is, and a row too few."""
    kinds = set[MovementKind]()
    changed = 0
    for seed in (*range(part, count(suite=60, laws=1_500), PARTS), *(one for one in FOUND if one % PARTS == part)):
        drawing = scoped(seed)
        if drawing is None:
            continue
        each = replace(drawing, register=replace(drawing.register, dust=Sats(0)))
        source = random.Random(f"rows {seed}")
        try:
            found, _ = seen(each, fewer(each.drawing, each.acts.all, source))
            now, today = seen(each, each.acts.all)
        except CaseError:  # a disposal's lots do not fit without the acts that are gone
            continue
        grounds = RowGrounds(
            register=each.register,
            history=each.drawing.history,
            acts=each.acts,
            today=today,
            admitted={lot.run.receipt for lot in each.drawing.lots},
            cleared=set(),
        )
        assert wrong_rows(found, grounds) == strange_acts(found, grounds) == ()
        changed += found.movements != now.movements
        kinds |= {one.kind for one in found.movements}
        shared = shared_by(each, today)
        row = source.choice([one for one in found.movements if one.txid not in shared])
        others = [[replace(row, value=row.value + 1)], [replace(row, fee=row.fee + 1)], [replace(row, mtp=1)]]
        left_out = {act.wallet for act in each.acts.all if isinstance(act, ScopeAct)}
        if left_out.isdisjoint((*row.source, *row.target)):
            others.append([])
        for other in others:
            rows = [more for one in found.movements for more in (other if one is row else [one])]
            [said, *_] = wrong_rows(replace(found, movements=tuple(rows)), grounds)
            assert row.txid in said
        for fault in found.faults:
            if fault.kind is FaultKind.LATE and " moved " in fault.text and fault.text.endswith(NO_ACT):
                less = replace(found, faults=tuple(one for one in found.faults if one is not fault))
                assert wrong_rows(less, grounds) == (f"faults: that {fault.subject} has no act is missing.",)
    assert changed
    assert kinds >= {MovementKind.RECEIPT, MovementKind.DISPOSAL}


CHAIN = {"a": "", "b": "a", "c": "b", "d": "c", "e": "", "f": "e"}
"""By transaction, in the order of the chain, those whose outputs it spends: one line of four, and one of two."""


@pytest.mark.parametrize(
    ("ordered", "moved", "of_lots", "unsure"),
    [
        ("", "", "", ""),
        ("c", "", "", "abcd"),  # what brings satoshi into the ordered coin, and what comes out of it
        ("a", "", "", "abcd"),
        ("d", "", "", "abcd"),
        ("", "", "b", "cd"),  # of a lot's own receipt it is known; what comes out of it may have had the lot
        ("", "", "bc", "cd"),
        ("", "", "d", ""),
        ("", "e", "", "f"),
        ("", "be", "", "cdf"),
        ("c", "e", "", "abcdf"),  # an account that brought nothing into the ordered coin
        ("d", "ce", "", "abcdef"),  # one that did: any deposit may have
        ("b", "e", "f", "abcdf"),
        ("f", "", "a", "bcdef"),
    ],
)
def test_a_receipt_that_acts_may_have_explained_is_not_demanded(
    ordered: str, moved: str, of_lots: str, unsure: str
) -> None:
    """It brings satoshi into an ordered coin, or descends from that, from a lot or from an account."""
    spent = {Txid(each): {Txid(one) for one in before} for each, before in CHAIN.items()}
    given = ({Txid(each) for each in names} for names in (ordered, moved, of_lots))
    assert "".join(sorted(unsure_receipts(spent, *given))) == unsure
