"""Which wallets are in the books otherwise than a closed period had them, over a small register."""

import datetime as dt
from dataclasses import replace

from tests.reserve.acts import in_force, scope
from tests.reserve.small_ledgers import small_register
from tests.reserve.statements import statement
from tracer.operations.reserve_scope import last_closed
from tracer.reserve.acts import Act
from tracer.reserve.periods import FiledStatement
from tracer.reserve.register import Register
from tracer.reserve.wallet_changes import RegisterActs, wallet_changes

LAST = dt.date(2025, 6, 30)


def told(was: tuple[Act, ...], *now: Act, register: Register | None = None) -> list[str]:
    """Return what changed since the second quarter of a year, by acts then and now."""
    before, after = (
        RegisterActs(small_register(), in_force(*was)),
        RegisterActs(register or small_register(), in_force(*now)),
    )
    return [each.text for each in wallet_changes(before, after, "2025Q2", LAST)]


def test_a_wallet_of_another_name_is_another_wallet() -> None:
    """Its scripts stay in the books; the name by which acts and statements call it does not."""
    register = small_register()
    renamed = tuple(replace(each, name="New") if each.name == "Old" else each for each in register.wallets)
    assert told((), register=replace(register, wallets=renamed)) == [
        'wallet "Old" was in the books of 2025Q2 and is not in register.toml; put it back: a wallet leaves the books '
        "by an act of scope, and its lines stay."
    ]


def test_an_act_that_the_period_knew_is_not_blamed() -> None:
    """Only the new one of two acts dated into the closed period is named."""
    known, late = scope(1, "2025-04-01", "Old", enters=False), scope(2, "2025-05-01", "Old", enters=True)
    assert told((known,), known) == []
    assert told((known,), known, late) == [
        'act 2025-0002 of 2025-05-01 changes the scope of "Old" in 2025Q2, which is closed: date it after 2025-06-30, '
        "or write a correction act and close a restatement."
    ]


def test_the_last_closed_period_is_compared_and_of_it_the_last_restatement() -> None:
    """An earlier period's restatement does not come before a later period; the tenth comes after the second."""
    names = ("2025Q2-r2", "2025Q2-r10", "2025Q3", "2025Q3-r10", "2025Q3-r2")
    filed = {name: FiledStatement(replace(statement(), period=name), "ab" * 32) for name in names}
    found = last_closed(filed)
    assert found is not None
    assert found.statement.period == "2025Q3-r10"
    del filed["2025Q3-r10"], filed["2025Q3-r2"]
    assert last_closed(filed) == filed["2025Q3"]
    assert last_closed({}) is None
