"""Fees that custodians state: an account's oldest satoshi leave it as the day ends, and no more than lay there."""

import random
from collections import Counter
from dataclasses import replace

import pytest

from tests.counts import count
from tests.reserve import verifying
from tests.reserve.acts import assignment, in_force, moments, on, statement
from tests.reserve.drawn_registers import ACCOUNT, DrawnRegister, drawn
from tests.reserve.small_ledgers import history_of, run, runs_of, small_lots, small_register, txid
from tracer.chain.amount import Sats
from tracer.errors import CaseError
from tracer.reserve.acts import ActsInForce, StatementAct
from tracer.reserve.books import check_parcels
from tracer.reserve.ledger import fold
from tracer.reserve.ledger_rows import AccountCharge, MovementKind, RegisterLedger
from tracer.reserve.lot_claims import claims_and_faults
from tracer.reserve.satoshi_runs import total
from tracer.reserve.scope import scope_closings, scope_days
from tracer.reserve.stated_fees import stated_fees
from tracer.reserve.watching import behind

PARTS = 2
VAULT = """
in: -> 30@Agency 20@Agency
paid: -> 12@x 50@y

out: in.0 in.1 -> 45@custodian 3@Agency

back: paid.0 -> 12@Reserve
rest: paid.1 -> 20@Reserve1 5@z
"""
TWICE = """
in: -> 30@Agency 20@Agency

one: in.0 -> 30@custodian

two: in.1 -> 20@custodian
"""
NAMED = statement(9, "2025-01-04", 0, deposits=[txid("out")], withdrawals=[txid("back"), txid("rest")])


def vault(*statements: StatementAct, upto: str | None = None, height: int | None = None) -> RegisterLedger:
    """Return the ledger of the drawing, whose days have a block each, under statements."""
    acts, history = in_force(NAMED, *statements), history_of(VAULT, height)
    closing = moments({day: min(day.day, history.block.height) for day in scope_days(acts)})
    found = fold(small_register(), history, acts, (), closing, None if upto is None else on(upto))
    check_parcels(found)
    return found


def charge(day: str, number: int, *runs: tuple[str, int, int]) -> AccountCharge:
    """Return what the custodian kept on a day by a statement."""
    return AccountCharge(on(day), "Vault", statement(number, day, 0).head.id, tuple(run(*each) for each in runs))


def test_a_fee_leaves_the_oldest_satoshi_before_what_comes_back_later() -> None:
    """45 went there on the second; 4 are kept that day, so that 12 come back from the fifth satoshi on, and then 20."""
    ledger = vault(statement(1, "2025-01-02", 41, fees=4))
    assert ledger.charges == (charge("2025-01-02", 1, ("in.0", 0, 4)),)
    assert runs_of(ledger, "back.0") == (run("in.0", 4, 12),)
    assert runs_of(ledger, "rest.0") == (run("in.0", 16, 14), run("in.1", 0, 6))
    assert ledger.accounts == {"Vault": (run("in.1", 6, 9),)}
    assert sum(each.sat for each in ledger.account_changes) - 4 == 9


def test_a_fee_of_a_later_day_comes_after_what_came_back() -> None:
    """The same 4 as of the third are the next ones then; as of days after the one asked for they are not kept yet."""
    ledger = vault(statement(1, "2025-01-03", 9, fees=4))
    assert runs_of(ledger, "back.0") == (run("in.0", 0, 12),)
    assert ledger.charges == (charge("2025-01-03", 1, ("in.1", 2, 4)),)
    assert ledger.accounts == {"Vault": (run("in.1", 6, 9),)}
    assert vault(statement(1, "2025-01-03", 9, fees=4), upto="2025-01-02").charges == ()
    assert len(vault(statement(1, "2025-01-03", 9, fees=4), upto="2025-01-03").charges) == 1
    later = vault(statement(1, "2025-03-31", 9, fees=4))
    assert later.charges == (charge("2025-03-31", 1, ("in.1", 2, 4)),)


def test_what_does_not_lie_there_is_kept_when_it_comes() -> None:
    """Of 50 stated before the deposit 45 are kept on its day, and nothing comes back: what does is new."""
    ledger = vault(statement(1, "2025-01-01", 0, fees=50))
    assert ledger.charges == (charge("2025-01-02", 1, ("in.0", 0, 30), ("in.1", 0, 15)),)
    assert ledger.accounts == {"Vault": ()}
    assert runs_of(ledger, "back.0") == (run("back.0", 0, 12),)


def test_what_is_owed_still_is_kept_of_the_next_deposit_once() -> None:
    """Of 35 stated before, 30 are kept of the first deposit and 5 of the second: 15 of its 20 lie there."""
    acts = in_force(
        statement(9, "2025-01-04", 0, deposits=[txid("one"), txid("two")]), statement(1, "2025-01-01", 0, fees=35)
    )
    history = history_of(TWICE)
    found = fold(small_register(), history, acts, (), moments({on("2025-01-01"): 1}))
    check_parcels(found)
    assert found.charges == (charge("2025-01-02", 1, ("in.0", 0, 30)), charge("2025-01-03", 1, ("in.1", 0, 5)))
    assert found.accounts == {"Vault": (run("in.1", 5, 15),)}


def test_a_fee_as_of_the_last_day_asked_for_is_kept_with_the_last_block_known() -> None:
    """The statement of that very day is among them, and one whose closing block is above the last counts with that."""
    assert vault(statement(1, "2025-01-03", 9, fees=4), upto="2025-01-03").accounts == {"Vault": (run("in.1", 6, 9),)}
    acts = in_force(NAMED, statement(1, "2025-01-05", 9, fees=4))
    above = fold(small_register(), history_of(VAULT), acts, (), moments({on("2025-01-05"): 5}))
    assert above.charges == (charge("2025-01-05", 1, ("in.1", 2, 4)),)


def test_of_what_is_still_owed_only_the_rest_is_kept() -> None:
    """Of 7 stated as of the first and 40 as of the second, 45 are kept of the deposit; 2 wait for the next."""
    more = VAULT + "\nmore: -> 5@Agency\n\nnext: more.0 -> 5@custodian\n"
    acts = in_force(
        statement(9, "2025-01-06", 0, deposits=[txid("out"), txid("next")]),
        statement(1, "2025-01-01", 0, fees=47),
    )
    history = history_of(more, None)
    closing = moments({day: min(day.day, history.block.height) for day in scope_days(acts)})
    ledger = fold(small_register(), history, acts, (), closing)
    assert [(each.day, total(each.runs)) for each in ledger.charges] == [(on("2025-01-02"), 45), (on("2025-01-05"), 2)]
    assert ledger.accounts == {"Vault": (run("more.0", 2, 3),)}


def test_fees_of_two_statements_are_kept_in_the_order_of_their_days() -> None:
    """The one with the higher number is of the earlier day."""
    ledger = vault(statement(2, "2025-01-03", 9, fees=3), statement(5, "2025-01-02", 41, fees=4))
    assert [(each.day, each.act) for each in ledger.charges] == [
        (on("2025-01-02"), "2025-0005"),
        (on("2025-01-03"), "2025-0002"),
    ]
    assert [each.runs for each in ledger.charges] == [(run("in.0", 0, 4),), (run("in.1", 6, 3),)]


@pytest.mark.parametrize(("day", "held"), [("2025-01-02", 27), ("2025-01-03", 26), ("2025-01-04", 26)])
def test_what_was_kept_can_be_assigned_no_more(day: str, held: int) -> None:
    """A lot of the first 30 satoshi, in its account from the second on: a fee of 4 as of the third leaves 26 of 27."""
    drawing = "in: -> 30@Agency 20@Agency\n\nout: in.0 in.1 -> 45@custodian 3@Agency\n\nrest: -> 1@x\n\nend: -> 1@x"
    named = statement(9, "2025-01-04", 41, deposits=[txid("out")])
    acts = in_force(named, statement(1, "2025-01-03", 41, fees=4), assignment(2, day, {"L-0001": 27}))
    history, lots = history_of(drawing, None), small_lots(("in.0", "A", 0, 30))
    closing = moments({each: min(each.day, history.block.height) for each in scope_days(acts)})
    ledger = fold(small_register(), history, acts, lots, closing)
    (claim,), faults = claims_and_faults(ledger, lots, acts, on("2025-01-05"), "UTC")
    assert (total(claim.runs), bool(faults)) == (held, held < 27)
    assert claim.runs[0] == run("in.0", 30 - held if held < 27 else 0, held)


def charged(each: DrawnRegister, source: random.Random) -> ActsInForce:
    """Return a drawing's acts with some statements of fees alone, of any day, small or more than lies there."""
    first = len(each.acts.all) + 1
    more = [
        replace(
            statement(number, source.choice(each.days).isoformat(), 0, account=ACCOUNT),
            fees=Sats(source.choice([1, 2, 7, 30, 10**9])),
        )
        for number in range(first, first + source.randint(1, 4))
    ]
    return in_force(*each.acts.all, *more)


def lying(ledger: RegisterLedger, each: DrawnRegister, acts: ActsInForce) -> tuple[int, int]:
    """Return what lies in the account and what was kept, counted by amounts alone: an oracle."""
    fees = stated_fees(acts, scope_closings(each.register, acts, each.view), each.history.block, None)
    wanted: list[tuple[int, int, int]] = [(fee.height, 1, fee.sat) for fee in fees]
    there = owed = kept = 0
    changes = iter(ledger.account_changes)
    moved = [row for row in ledger.movements if row.kind in (MovementKind.DEPOSIT, MovementKind.WITHDRAWAL)]
    txids = list(dict.fromkeys((row.position.height, row.txid) for row in moved))
    events = sorted([*wanted, *((height, 0, 0) for height, _ in txids)], key=lambda event: event[:2])
    for _, is_fee, sat in events:
        owed += sat
        if not is_fee:
            change = next(changes).sat
            there += change
            if change < 0:
                continue
        taken = min(owed, there)
        owed, there, kept = owed - taken, there - taken, kept + taken
    return there, kept


@pytest.mark.parametrize("part", range(PARTS))
def test_an_account_is_what_went_there_less_what_came_back_and_was_kept(part: int) -> None:
    """In sum by an oracle of amounts, satoshi by satoshi by the stand-alone program, and each satoshi is somewhere."""
    seen: Counter[str] = Counter()
    for seed in range(part, count(suite=60, laws=1_000), PARTS):
        each, source = drawn(seed), random.Random(f"fees {seed}")
        acts = charged(each, source)
        closings = scope_closings(each.register, acts, each.view)
        try:
            ledger = fold(each.register, each.history, acts, each.lots, closings)
        except CaseError:  # a disposal's lots came back from the account, and would not any more
            continue
        check_parcels(ledger)
        kept = sum(total(row.runs) for row in ledger.charges)
        assert (total(ledger.accounts[ACCOUNT]), kept) == lying(ledger, each, acts)
        fees = stated_fees(acts, closings, each.history.block, None)
        raws = {row.txid: row.raw for row in each.view.originals(behind(each.register, each.history))}
        mine = verifying.folded(each.register, each.history, acts.all, each.lots, raws, (), fees)
        own = verifying.loaded().joined([run._replace(wallet="") for run in mine.accounts.get(ACCOUNT, [])])
        assert [tuple(one)[:3] for one in own] == [(str(one.receipt), *one[1:]) for one in ledger.accounts[ACCOUNT]]
        seen["kept"] += bool(kept)
        seen["all"] += bool(kept) and not ledger.accounts[ACCOUNT]
        seen["left"] += bool(kept) and bool(ledger.accounts[ACCOUNT])
    assert min(seen["kept"], seen["all"], seen["left"]) > 0
