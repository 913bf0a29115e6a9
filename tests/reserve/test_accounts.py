"""Accounts at custodians: what a custodian states against what went there and came back."""

import datetime as dt

import pytest

from tests.reserve.acts import in_force, on, statement
from tests.reserve.small_ledgers import small_ledger, small_register, txid
from tests.reserve.verifying import loaded
from tracer.reserve.accounts import AccountRow, accounts
from tracer.reserve.acts import Act
from tracer.reserve.fees import most_charged
from tracer.reserve.terms import SecurityTerms

VAULT = """
in: -> 30@Agency 20@Agency
paid: -> 12@x 50@y

out: in.0 in.1 -> 45@custodian 3@Agency

back: paid.0 -> 12@Reserve
"""


JANUARY = on("2025-01-31")


def row(*acts: Act, day: dt.date = JANUARY) -> AccountRow:
    """Return the one account's row."""
    (found,) = accounts(small_ledger(VAULT, *acts), small_register(), in_force(*acts), day)
    return found


def test_without_a_statement_nothing_is_known() -> None:
    """An account that nobody stated is computed as empty, and unknown."""
    assert row() == AccountRow(
        name="Vault",
        custodian="Example Trust",
        act=None,
        as_of=None,
        attested=None,
        computed=0,
        is_known=False,
        faults=(),
    )


def test_a_statement_is_the_one_before_and_what_moved() -> None:
    """45 went there, 12 came back, the custodian took 1 and then 2: 44, then 30."""
    first = statement(1, "2025-01-10", 44, deposits=[txid("out")], fees=1)
    second = statement(2, "2025-02-02", 30, withdrawals=[txid("back")], fees=2, as_of="2025-01-31")
    found = row(first, second)
    assert (found.attested, found.computed, found.is_known, found.faults) == (30, 30, True, ())
    assert (found.act, found.as_of) == ("2025-0002", on("2025-01-31"))


def test_a_difference_is_a_fault() -> None:
    """The sentence names account, day and both figures; the next statement goes on from what was stated."""
    first = statement(1, "2025-01-10", 43, deposits=[txid("out")], fees=1)
    second = statement(2, "2025-01-31", 31, withdrawals=[txid("back")])
    assert row(first, second).faults == ('account "Vault": statement of 2025-01-10 says 43, the register computes 44.',)


def test_a_statement_older_than_the_day_says_nothing_of_it() -> None:
    """It is shown, and the account is unknown; one as of a later day is not looked at."""
    first = statement(1, "2025-01-10", 45, deposits=[txid("out")])
    later = statement(2, "2025-02-01", 33, withdrawals=[txid("back")])
    found = row(first, later)
    assert (found.attested, found.as_of, found.is_known) == (45, on("2025-01-10"), False)
    assert row(first, later, day=on("2025-02-01")).is_known


def test_a_deposit_named_twice_counts_once() -> None:
    """What two statements of an account name counts with the first."""
    first = statement(1, "2025-01-10", 45, deposits=[txid("out"), txid("out")])
    second = statement(2, "2025-01-31", 45, deposits=[txid("out")])
    assert row(first, second).faults == ()


def test_what_did_not_happen_is_a_fault() -> None:
    """A deposit that no wallet paid, and a withdrawal that paid none, are named, and count as nothing."""
    named = statement(1, "2025-01-31", 0, deposits=[txid("in")], withdrawals=[txid("out")])
    assert row(named).faults == (
        f'account "Vault": statement of 2025-01-31 names the deposit {txid("in")}, by which no wallet of the register '
        "paid others.",
        f'account "Vault": statement of 2025-01-31 names the withdrawal {txid("out")}, by which no wallet of the '
        "register was paid by others.",
    )


def test_a_statement_names_nothing_of_a_later_day() -> None:
    """By the time of the block, in the register's zone: the withdrawal is of 3 January, noon in Almaty."""
    first = statement(1, "2025-01-02", 45, deposits=[txid("out")])
    early = statement(2, "2025-01-04", 33, withdrawals=[txid("back")], as_of="2025-01-02")
    named = (
        f'account "Vault": statement of 2025-01-02 names {txid("back")}, whose block is of 2025-01-03: a statement '
        "names nothing of a later day."
    )
    for day in (on("2025-01-02"), on("2025-01-03"), JANUARY):
        assert named in row(first, early, day=day).faults
    on_the_day = statement(2, "2025-01-04", 33, withdrawals=[txid("back")], as_of="2025-01-03")
    assert row(first, on_the_day).faults == ()
    before = statement(1, "2025-01-01", 45, deposits=[txid("out")])
    assert row(before).faults == (
        f'account "Vault": statement of 2025-01-01 names {txid("out")}, whose block is of 2025-01-02: a statement '
        "names nothing of a later day.",
    )


def test_two_statements_of_one_day_say_the_same() -> None:
    """What a second one takes away as fees is contradicted by the first; whoever repeats the first contradicts none."""
    first = statement(1, "2025-01-31", 45, deposits=[txid("out")])
    second = statement(2, "2025-01-31", 0, fees=45)
    said = 'account "Vault": acts 2025-0001 and 2025-0002 state 45 and 0 as of 2025-01-31; correct or supersede one of '
    assert row(first, second).faults == (f"{said}the two.",)
    assert row(first, statement(2, "2025-01-31", 45)).faults == ()
    third = statement(3, "2025-01-31", 45, fees=0)
    assert len([each for each in row(first, second, third).faults if "correct or supersede" in each]) == 2


@pytest.mark.parametrize(("fees", "is_told"), [(400_000, False), (400_001, True)])
def test_fees_of_a_statement_are_bounded(fees: int, is_told: bool) -> None:
    """A hundredth of the 0.4 BTC that went there, to the satoshi; nearly all of it cannot be called a fee."""
    drawing = "in: -> 50000000@Agency\n\nout: in.0 -> 40000000@custodian 10000000@Agency"
    acts = [statement(1, "2025-01-31", 40_000_000 - fees, deposits=[txid("out")], fees=fees)]
    (found,) = accounts(small_ledger(drawing, *acts), small_register(), in_force(*acts), JANUARY)
    said = (
        'account "Vault": statement of 2025-01-31 states fees of 0.00400001 BTC, more than the 0.00400000 BTC that '
        "[security] allows of the 0.40000000 BTC that lay there.",
    )
    assert found.faults == (said if is_told else ())


@pytest.mark.parametrize(("lay", "bound"), [(0, 100_000), (10_000_099, 100_000), (10_000_100, 100_001)])
def test_the_bound_of_fees_by_hand(lay: int, bound: int) -> None:
    """A hundredth, not below 100,000 satoshi, in the program that stands alone too."""
    assert most_charged(SecurityTerms(), lay) == bound
    assert loaded().BOOKS.CUSTODIANS.most_charged({"max_fee_share": "1/100"}, lay) == bound
