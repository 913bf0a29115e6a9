"""Acts of scope in the stand-alone verifier: wallets and ranges that enter and leave, held against the product."""

import datetime as dt
import json
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

import pytest

from tests.counts import count
from tests.reserve import verifying
from tests.reserve.acts import statement
from tests.reserve.drawn_registers import STAGES, ZONE, DrawnRegister, drawn, head
from tests.reserve.verifying import loaded
from tracer.chain.amount import Sats
from tracer.chain.outpoint import Position
from tracer.errors import CaseError
from tracer.reserve import ledger, observed_faults
from tracer.reserve.acts import Act, ActKind, ActsInForce, DisposalAct, DisposalOutput, ScopeAct, StepAct
from tracer.reserve.books import books
from tracer.reserve.days import instant, observed_block
from tracer.reserve.ledger_rows import MovementKind, RegisterLedger, in_scope
from tracer.reserve.observation import FaultKind
from tracer.reserve.plain_json import plain_acts
from tracer.reserve.public import held, public_runs
from tracer.reserve.public_rounding import rounded
from tracer.reserve.register import Register, WatchedScript
from tracer.reserve.scope import scope_closings
from tracer.reserve.sent import other_payments, strange_coins
from tracer.reserve.title import title
from tracer.reserve.title_rows import TitleBook
from tracer.reserve.watching import behind

PARTS = 5
OURS = ("Agency", "Enforcement", "Reserve", "Old")


@dataclass(frozen=True)
class Scoped:
    """A drawn register with acts of scope: what both make of it."""

    drawing: DrawnRegister
    register: Register
    acts: ActsInForce
    theirs: RegisterLedger
    mine: Any
    calendar: Any


def numbered(drawing: DrawnRegister) -> Register:
    """Return the register with its wallets' scripts at indices, as those of a descriptor are."""
    wallets = [
        replace(wallet, scripts=tuple(WatchedScript(each.script, 0, at) for at, each in enumerate(wallet.scripts)))
        for wallet in drawing.register.wallets
    ]
    return replace(drawing.register, wallets=tuple(wallets))


def scope_acts(drawing: DrawnRegister, source: random.Random) -> list[ScopeAct]:
    """Return one to five acts of scope, on days that the chain closes, one before it and one after it."""
    days = [drawing.days[0] - dt.timedelta(days=1), *drawing.days, drawing.days[-1] + dt.timedelta(days=9)]
    number = len(drawing.acts.all) + 50
    acts = [
        ScopeAct(
            head=head(number + at, ActKind.SCOPE, source.choice(days)),
            wallet=source.choice(OURS),
            range=source.choice([None, None, (0, 1), (1, 2), (2, 9)]),
            enters=source.random() < 0.5,
            reason="Control was proven",
        )
        for at in range(source.randint(1, 5))
    ]
    scripts = {wallet.name: [each.script for each in wallet.scripts] for wallet in drawing.register.wallets}
    return [
        replace(act, scripts=tuple(source.sample(scripts[act.wallet], source.randint(0, 2))))
        if act.range is None
        else act
        for act in acts
    ]


def closing(drawing: DrawnRegister, day: dt.date) -> int:
    """Return the height of a day's closing block, of one before the chain -1."""
    end, heights = instant(day, ZONE), range(drawing.history.block.height + 1)
    return max((height for height in heights if observed_block(drawing.view, height).mtp < end), default=-1)


def scoped(
    seed: int, acts_of: Callable[[DrawnRegister, random.Random], Sequence[Act]] = scope_acts, unit: int = 1
) -> Scoped | None:
    """Return a drawn register with acts of scope, None where a disposal's lots do not fit to them."""
    drawing, module = drawn(seed, unit=unit), loaded()
    register = numbered(drawing)
    acts: list[Act] = [*drawing.acts.all, *acts_of(drawing, random.Random(f"scope {seed}"))]
    counting = ActsInForce(tuple(acts), tuple(acts))
    closings = scope_closings(register, counting, drawing.view)
    days = [drawing.days[0] + dt.timedelta(days=number) for number in range(-4, len(drawing.days) + 40)]
    heights = range(drawing.history.block.height + 1)
    ends = {day.isoformat(): instant(day, ZONE) for day in days}
    calendar = module.Calendar(ends, 0, [observed_block(drawing.view, height).time for height in heights])
    try:
        theirs = ledger.fold(register, drawing.history, counting, drawing.lots, closings)
        came = [row.txid for row in theirs.movements if row.kind is MovementKind.RECEIPT and row.source and not row.act]
        if came:  # a custodian says that it paid what a wallet outside of the books paid
            acts.append(statement(900, drawing.days[-1].isoformat(), 0, withdrawals=came[:1]))
            counting = ActsInForce(tuple(acts), tuple(acts))
            theirs = ledger.fold(register, drawing.history, counting, drawing.lots, closings)
    except CaseError:
        return None
    raws = {each.txid: each.raw for each in drawing.view.originals(behind(register, drawing.history))}
    mine = verifying.folded(register, drawing.history, acts, drawing.lots, raws, theirs.scope)
    return Scoped(drawing, register, counting, theirs, mine, calendar)


def found(part: int) -> Sequence[Scoped]:
    """Return the drawn registers of a part."""
    return [each for seed in range(part, count(suite=30, laws=300), PARTS) if (each := scoped(seed)) is not None]


def _place(position: Position | None) -> tuple[int, int] | None:
    return None if position is None else (position.height, position.index)


@pytest.mark.parametrize("part", range(PARTS))
def test_it_follows_acts_of_scope_as_the_product_does(part: int) -> None:
    """What each movement is, where satoshi stay, and the books of any span with what entered and left."""
    moved = 0
    for each in found(part):
        mine, theirs, last = each.mine, each.theirs, each.drawing.history.block.height
        keys = ("txid", "vout", "kind", "value_sat", "fee_sat", "act")
        assert [tuple(row[key] for key in keys) for row in mine.moves] == [
            (row.txid, row.outpoint and row.outpoint.vout, row.kind.value, str(row.value), str(row.fee), row.act)
            for row in theirs.movements
        ]
        assert [(*stay.run[:3], stay.run.wallet, stay.coin, stay.since, stay.until) for stay in mine.stays] == [
            (str(s.run.receipt), *s.run[1:], s.wallet, str(s.coin), _place(s.since), _place(s.until))
            for s in theirs.stays
        ]
        for after, upto in ((None, last), (3, 9), (15, last)):
            for wallet, book in books(theirs, after, upto).items():
                own = mine.book([wallet], -1 if after is None else after, upto)
                assert own == {column: str(getattr(book, column)) for column in own}
                moved += own["scope"] != "0"
    assert moved > 3


@pytest.mark.parametrize("part", range(PARTS))
def test_it_publishes_and_titles_with_acts_of_scope_as_the_product_does(part: int) -> None:
    """What came, left, entered, left the books and is held, rounded; the title of it; departures that no act covers."""
    entered = signed_later = 0
    for each in found(part):
        mine, theirs, last = each.mine, each.theirs, each.drawing.history.block.height
        values = {coin.outpoint: coin.value for coin in theirs.coins}
        nothing = TitleBook(day=each.drawing.days[-1], runs=(), sums={}, orders=())
        for after, upto in ((None, last), (3, 9), (15, last)):
            start = -1 if after is None else after
            runs = public_runs(theirs, nothing, after, upto)
            came, left = mine.crossings(start, upto)
            changes = [*mine.scoped(start, upto)]
            made = {coin.outpoint[:64] for _, coin, _ in changes}
            assert (len(came), len(left), len(made)) == (runs.came_in, runs.left_in, runs.scoped)
            sets = [
                ([run for several in came for run in several], runs.came),
                ([run for several in left for run in several], runs.left),
                ([run for _, coin, sign in changes if sign > 0 for run in coin.runs], runs.entered),
                ([run for _, coin, sign in changes if sign < 0 for run in coin.runs], runs.exited),
                ([run for coin in mine.held(upto) for run in coin.runs], held(theirs, upto)),
            ]
            for own, known in sets:
                figure = rounded(known, values)
                assert loaded().rounded(own, mine.coins, True) == (figure.sat, figure.within)
            entered += bool(runs.entered)
        _same_titles(each)
        faults = observed_faults.of_acts(each.register, each.drawing.history, theirs, each.drawing.lots, each.acts)
        late = {fault.subject for fault in faults if fault.kind is FaultKind.LATE}
        gone = {row["txid"] for row in mine.moves if row["kind"] in ("disposal", "joint")} | {*mine.aloof()}
        days = {txid: each.calendar.day(each.calendar.times[mine.chain.places[txid][0]]) for txid in gone}
        assert {txid for txid in gone if not loaded().covers(mine.acts, txid, days[txid])} == late
        named = {txid for txid in late if mine.acts.of(txid)}
        signed_later += bool(named)
    assert entered > 1
    assert signed_later


def _same_titles(each: Scoped) -> None:
    """Hold the title of the last day to the product's; or both refuse the acts."""
    day = each.drawing.days[-1]
    last = each.drawing.closing(day)
    try:
        own = loaded().Title(each.mine, day.isoformat(), each.calendar)
    except ValueError:
        with pytest.raises(CaseError):
            title(each.theirs, each.register, each.drawing.lots, each.acts, day, last)
        return
    sums: dict[str, int] = {}
    for state, run, *_ in own.rows():
        sums[state] = sums.get(state, 0) + run.sat
    theirs = title(each.theirs, each.register, each.drawing.lots, each.acts, day, last)
    assert sums == {state.value: sat for state, sat in theirs.sums.items() if sat}


@pytest.mark.parametrize("part", range(PARTS))
def test_it_reads_from_an_act_what_the_product_reads(part: int) -> None:
    """The block of its day, before the chain or after it too; all scripts, those of a range or of addresses."""
    for each in found(part):
        rows = [row for row in json.loads(plain_acts(each.acts.all))["acts"] if row["kind"] == "scope"]
        scripts = {
            wallet.name: [{"script": s.script.hex(), "branch": 0, "index": s.index} for s in wallet.scripts]
            for wallet in each.register.wallets
        }
        within = SimpleNamespace(scripts=scripts, calendar=each.calendar, last=each.drawing.history.block.height)
        rows.sort(key=lambda row: (row["date"], row["id"]))
        read = sorted((loaded().change(within, row) for row in rows), key=lambda change: change[0])
        assert read == [
            (change.height, change.act, {script.hex() for script in change.scripts}, change.enters)
            for change in each.theirs.scope
        ]


def with_outputs(each: Scoped, source: random.Random) -> list[Act]:
    """Return the acts with what their transactions pay out of the books named in the disposals, some wrong."""
    touches = {touch.transaction.txid: touch for touch in each.drawing.history.touches}
    steps = [act for act in each.acts.all if isinstance(act, StepAct) and act.txid]
    known = {s.script for wallet in each.register.wallets if wallet.name in OURS for s in wallet.scripts}
    acts = list[Act]()
    for act in each.acts.all:
        if isinstance(act, DisposalAct):
            txids = [act.txid] if act.txid else [step.txid for step in steps if step.disposal == act.head.id]
            named = [
                DisposalOutput(out.script, out.value)
                for touch in [touches[txid] for txid in txids if txid in touches]
                for out in touch.transaction.outputs
                if out.script not in known or not in_scope(each.theirs.scope, out.script, touch.position.height - 1)
            ]
            if named and source.random() < 0.4:
                named[0] = replace(named[0], sat=Sats(named[0].sat + 1))
            act = replace(act, outputs=tuple(named))
        acts.append(act)
    return acts


@pytest.mark.parametrize("part", range(PARTS))
def test_it_holds_what_a_disposal_pays_to_its_act_as_the_product_does(part: int) -> None:
    """To its scripts the satoshi that it names and no others, of all its transactions together, with acts of scope.

    And no coin goes in that holds nothing of its lots.
    """
    told = kept = beside = 0
    for each in found(part):
        acts = with_outputs(each, random.Random(each.drawing.history.block.hash))
        history, lots = each.drawing.history, each.drawing.lots
        raws = {row.txid: row.raw for row in each.drawing.view.originals(behind(each.register, history))}
        mine = verifying.folded(each.register, history, acts, lots, raws, each.theirs.scope)
        counting = ActsInForce(tuple(acts), tuple(acts))
        theirs = {row.txid for row in other_payments(each.register, history, each.theirs, counting)}
        strange = {row.txid for row in strange_coins(each.theirs, lots, counting)}
        assert (mine.otherwise(), mine.sent()) == (theirs, theirs | strange)
        told, kept, beside = told + len(theirs), kept + len(mine.acts.disposals), beside + len(strange - theirs)
    assert 0 < told < kept
    assert beside


def test_every_stage_of_ours_is_drawn() -> None:
    """The wallets that enter and leave above are all that the register sums."""
    assert set(OURS) == STAGES.keys() - {"Ministry", "Found"}


@pytest.mark.parametrize(("sat", "told"), [("9", set()), ("8", {"b" * 64})])
def test_two_transactions_pay_a_disposal_together_and_the_last_is_told(sat: str, told: set[str]) -> None:
    """What goes to a script that is in the books when the block begins stays; by the block's end it has left them."""
    one, other = "a" * 64, "b" * 64
    act = {"id": "2026-0001", "outputs": [{"script": "51", "sat": "7"}, {"script": "52", "sat": sat}]}
    ledger_of_two = SimpleNamespace(
        moves=[{"txid": txid, "kind": "disposal"} for txid in (one, other)],
        acts=SimpleNamespace(disposals={one: act, other: act}),
        counts=lambda name, height: name == f"{other}:1" and height < 6,
        chain=SimpleNamespace(
            places={one: (5, 0), other: (6, 0)},
            transactions={one: ([], [(7, "51")], b""), other: ([], [(9, "52"), (3, "53")], b"")},
        ),
    )
    assert loaded().Ledger.otherwise(ledger_of_two) == told
