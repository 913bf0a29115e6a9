"""Which closed period a movement must be restated in that acts call otherwise."""

import hashlib
from dataclasses import replace

import pytest

from tests.reserve.acts import in_force, statement
from tests.reserve.statements import RECEIVED, SENT
from tests.reserve.statements import statement as closed_statement
from tracer.chain.outpoint import Txid
from tracer.reserve import closed_movements
from tracer.reserve.act_set import file_of
from tracer.reserve.acts import Act
from tracer.reserve.days import Period
from tracer.reserve.ledger_rows import MovementKind
from tracer.reserve.period_rows import PeriodInput
from tracer.reserve.periods import FiledStatement

NAMES = statement(1, "2026-10-05", 5, deposits=[Txid(SENT)])


def filed(period: str, *acts: Act, kind: MovementKind = MovementKind.DISPOSAL, height: int = 5) -> FiledStatement:
    """Return a period that was closed with acts at block 10, with one movement."""
    one = closed_statement()
    row = replace(next(each for each in one.movements if each.txid == SENT), kind=kind, height=height)
    inputs = tuple(PeriodInput(file_of(act.head.id), "00" * 32) for act in acts)
    closing = replace(one.closing, height=10)
    said = replace(one, period=period, closing=closing, movements=(row,), inputs=inputs, restates=None)
    return FiledStatement(said, hashlib.sha256(period.encode()).hexdigest())


def named(*closed: FiledStatement, to_close: str | None = None, acts: tuple[Act, ...] = (NAMES,)) -> list[str]:
    """Return the restatements that are asked for."""
    by_name = {each.statement.period: each for each in closed}
    found = closed_movements.faults(in_force(*acts), by_name, None if to_close is None else Period.parse(to_close))
    return [text.rpartition(" ")[2].removesuffix(".") for text in found]


def test_the_act_that_a_period_knows_changes_nothing() -> None:
    """It was closed with it."""
    assert named(filed("2026Q3", NAMES, kind=MovementKind.DEPOSIT)) == []
    assert named(filed("2026Q3"), acts=()) == []
    assert named(filed("2026Q3")) == ["2026Q3-r1"]


def test_the_last_restatement_counts() -> None:
    """What it says is said of the period."""
    assert named(filed("2026Q3"), filed("2026Q3-r1", NAMES, kind=MovementKind.DEPOSIT)) == []
    assert named(filed("2026Q3", NAMES, kind=MovementKind.DEPOSIT), filed("2026Q3-r1")) == ["2026Q3-r2"]


def test_a_movement_behind_the_closing_block_is_not_the_period_s() -> None:
    """What came later the next one names; at the closing block it is the period's."""
    assert named(filed("2026Q3", height=11)) == []
    assert named(filed("2026Q3", height=10)) == ["2026Q3-r1"]


@pytest.mark.parametrize("kind", [MovementKind.TRANSFER, MovementKind.JOINT, MovementKind.RECEIPT])
def test_what_a_statement_cannot_name_it_does_not(kind: MovementKind) -> None:
    """A transfer, a transaction with others, and a receipt are no deposit whoever says so."""
    assert named(filed("2026Q3", kind=kind)) == []


def test_only_periods_before_the_one_to_be_closed_are_looked_at() -> None:
    """The period that is restated is not, nor any later one; a quarter comes before its year."""
    third, year = filed("2026Q3"), filed("2026")
    assert named(third, year) == ["2026Q3-r1"]
    assert named(third, to_close="2026Q3-r1") == []
    assert named(third, to_close="2026Q2-r1") == []
    assert named(third, to_close="2026Q4") == ["2026Q3-r1"]
    assert named(third, year, to_close="2026-r1") == ["2026Q3-r1"]
    assert named(filed("2026Q4"), to_close="2026-r1") == ["2026Q4-r1"]
    assert named(year, filed("2026Q4")) == ["2026Q4-r1"]
    known = filed("2026Q4", NAMES, kind=MovementKind.DEPOSIT)
    assert named(known, year) == ["2026-r1"]
    assert named(known, year, to_close="2026Q4-r1") == []
    assert named(known, year, to_close="2027Q1") == ["2026-r1"]


def test_a_receipt_and_a_disposal_of_one_transaction_are_told_apart() -> None:
    """A withdrawal concerns what came in, a deposit what left."""
    one = filed("2026Q3", kind=MovementKind.RECEIPT)
    back = statement(1, "2026-10-05", 5, withdrawals=[Txid(SENT)])
    assert named(one, acts=(back,)) == ["2026Q3-r1"]
    assert named(filed("2026Q3"), acts=(back,)) == []
    assert named(one, acts=(statement(1, "2026-10-05", 5, withdrawals=[Txid(RECEIVED)]),)) == []
