"""Laws of disposals over drawn registers: what left without title is told, satoshi by satoshi, whatever acts say."""

import datetime as dt
import random
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from hypothesis import example, given
from hypothesis import strategies as st

from tests.reserve.acts import moments
from tests.reserve.drawn_registers import ZONE, DrawnRegister, drawn, head
from tests.reserve.drawn_supersessions import as_of, superseding
from tests.reserve.satoshi_oracle import Fact, Satoshi, follow
from tests.reserve.title_oracle import TitleOracle
from tests.reserve.verifying import folded, loaded
from tracer.chain.outpoint import Txid
from tracer.reserve import followed_acts
from tracer.reserve.acts import (
    Act,
    ActKind,
    ActsInForce,
    AssignmentAct,
    CorrectionAct,
    DisposalAct,
    ExecutionAct,
    OrderAct,
    OrderForm,
    ScopeAct,
    StatementAct,
    StepAct,
)
from tracer.reserve.days import instant, observed_block
from tracer.reserve.history import Touch
from tracer.reserve.ledger import fold
from tracer.reserve.observation import FaultKind
from tracer.reserve.observed_faults import of_acts
from tracer.reserve.plain_json import days_named
from tracer.reserve.sale_tables import METHODS
from tracer.reserve.title_rows import Title
from tracer.reserve.untitled import untitled_departures
from tracer.reserve.watching import behind

SEEDS = st.integers(0, 2000)
FORMS = {"return": OrderForm.RETURN, "interlocutory": OrderForm.INTERLOCUTORY}


def day_of(time: int) -> dt.date:
    """Return the day of a time in Almaty, where no clock was ever set back at midnight in these years."""
    return dt.datetime.fromtimestamp(time, ZoneInfo(ZONE)).date()


@lru_cache(maxsize=64)
def with_methods(seed: int) -> DrawnRegister:
    """Return a drawn register whose disposals have methods of every kind, and more of them and of orders."""
    each, source = drawn(seed), random.Random(f"methods {seed}")
    acts: list[Act] = []
    for act in each.acts.acts:
        if isinstance(act, DisposalAct):
            act = replace(act, method=source.choice([*METHODS, *FORMS, *FORMS]))
        elif isinstance(act, OrderAct) and act.form is not OrderForm.FORFEITURE and source.random() < 0.7:
            act = replace(act, form=source.choice([*FORMS.values()]), in_force=source.choice([None, each.days[0]]))
            act = replace(act, amount=source.choice([None, act.amount]), wallets=source.choice([(), act.wallets]))
            act = replace(act, head=replace(act.head, date=source.choice(each.days[: len(each.days) // 2])))
        elif isinstance(act, OrderAct) and act.money is None and source.random() < 0.6:
            early = source.choice(each.days[: len(each.days) // 4])
            act = replace(act, head=replace(act.head, date=early), in_force=early, appeal_until=None)
        acts.append(act)
    return replace(each, acts=ActsInForce(tuple(acts), tuple(acts)))


def named_by(acts: Sequence[Act]) -> dict[Txid, DisposalAct]:
    """Return the disposals by the transactions that they or their steps name."""
    disposals = {act.head.id: act for act in acts if isinstance(act, DisposalAct)}
    named = {act.txid: act for act in disposals.values() if act.txid is not None}
    steps = (act for act in acts if isinstance(act, StepAct) and act.txid is not None)
    return named | {step.txid: disposals[step.disposal] for step in steps if step.txid is not None}


class Leaving:
    """What leaves a drawn register, satoshi by satoshi, and what of it no title and no order covers."""

    def __init__(self, each: DrawnRegister) -> None:
        """Follow every satoshi."""
        self.each, self.oracle = each, follow(each.register, each.history, each.acts, each.lots)
        self.ours = {wallet.name for wallet in each.register.wallets if each.register.is_ours(wallet)}
        self.scripts = {
            script.script for wallet in each.register.wallets if wallet.name in self.ours for script in wallet.scripts
        }
        self.named = named_by(each.acts.acts)
        self.gone: dict[Txid, list[tuple[Satoshi, Fact]]] = {}
        for sat, facts in self.oracle.facts.items():
            for before, fact in pairwise(facts):
                if before.wallet in self.ours and fact.wallet not in self.ours:
                    self.gone.setdefault(fact.txid, []).append((sat, fact))

    def departures(self) -> list[Touch]:
        """Return the transactions by which something left: not those that only move coins of ours among ours."""
        return [
            each for each in self.each.history.touches if each.transaction.txid in self.gone and not self._stays(each)
        ]

    def _stays(self, touch: Touch) -> bool:
        pays = all(output.script in self.scripts for output in touch.transaction.outputs)
        return pays and all(prevout is not None and prevout.script in self.scripts for prevout in touch.prevouts)

    def without_title(self, touch: Touch) -> int:
        """Return how many satoshi a transaction took that nothing allowed."""
        txid, day = touch.transaction.txid, day_of(touch.time)
        then = replace(self.each, acts=as_of(self.each.acts, day))
        judge = TitleOracle(then, self.oracle, day, touch.position.height).read()
        act, gone = self.named.get(txid), self.gone[txid]
        bare = [(sat, fact) for sat, fact in gone if judge.title(sat)[0] not in (Title.TITLED, Title.ASSIGNED)]
        form = None if act is None else FORMS.get(act.method)
        if form is None:
            return len(bare)
        under = judge.covered[form]
        bare = [(sat, fact) for sat, fact in bare if sat not in under]
        paid = {sat: under[sat] for sat, fact in gone if fact.left != "fee" and sat in under}
        orders = [act for act in then.acts.acts if isinstance(act, OrderAct) and act.head.id in paid.values()]
        fees = [sat for sat, fact in bare if fact.left == "fee"]
        strange = [sat for sat in fees if not any(self._names(order, sat, judge) for order in orders)]
        return len(bare) - len(fees) + len(strange if len(fees) <= len(paid) else fees)

    def _names(self, order: OrderAct, sat: Satoshi, judge: TitleOracle) -> bool:
        lot = judge.label.get(sat)
        by_label = lot is not None and lot.case == order.case and lot.label in order.labels
        return by_label or any(sat in self.oracle.coins[coin] for coin in order.outpoints)


def told(each: DrawnRegister) -> dict[Txid, int]:
    """Return how many satoshi without title the product says that each disposal took."""
    ledger = fold(each.register, each.history, each.acts, each.lots)
    found = untitled_departures(each.register, ledger, each.lots, each.acts)
    return {row.txid: int(Decimal(row.text.split()[3]) * 10**8) for row in found}


@given(SEEDS)
def test_every_satoshi_that_leaves_is_judged_as_the_oracle_does(seed: int) -> None:
    """Of each disposal as many are told as the second reading finds, and of no other transaction any."""
    each = with_methods(seed)
    leaving = Leaving(each)
    named = [touch for touch in leaving.departures() if touch.transaction.txid in leaving.named]
    expected = {touch.transaction.txid: leaving.without_title(touch) for touch in named}
    assert told(each) == {txid: sat for txid, sat in expected.items() if sat}


@lru_cache(maxsize=64)
def with_supersessions(seed: int) -> DrawnRegister:
    """Return the same with acts that supersede others, before a departure or after it."""
    return superseding(with_methods(seed), random.Random(f"untitled {seed}"))


@given(SEEDS)
def test_what_supersedes_later_says_nothing_of_a_departure(seed: int) -> None:
    """It is judged on its own day, by the acts as they stood then, and by nothing that was decided since."""
    each = with_supersessions(seed)
    leaving = Leaving(each)
    named = [touch for touch in leaving.departures() if touch.transaction.txid in leaving.named]
    expected = {touch.transaction.txid: leaving.without_title(touch) for touch in named}
    assert told(each) == {txid: sat for txid, sat in expected.items() if sat}


@given(SEEDS, st.booleans())
def test_the_stand_alone_verifier_judges_each_disposal_alike(seed: int, more: bool) -> None:
    """It knows only when the days end that acts name, and finds the same disposals without title."""
    each, module = with_supersessions(seed) if more else with_methods(seed), loaded()
    raws = {row.txid: row.raw for row in each.view.originals(behind(each.register, each.history))}
    mine = folded(each.register, each.history, each.acts.all, each.lots, raws)
    ends = {day.isoformat(): instant(day, ZONE) for day in days_named(each.acts.all)}
    times = [observed_block(each.view, height).time for height in range(each.history.block.height + 1)]
    calendar = module.Calendar(ends, 0, times)
    found = set()
    for txid, height, paid, fee in mine.disposed:
        title = module.Title(mine, calendar.day(calendar.times[height]), calendar)
        if title.untitled(paid, fee, mine.acts.disposals[txid]["method"]):
            found.add(txid)
    assert found == told(each).keys()


def test_drawings_have_disposals_of_every_sort() -> None:
    """Among them are such as are titled whole, in part, not at all, and such as only an order lets go."""
    sorts = set()
    for seed in range(60):
        leaving = Leaving(with_methods(seed))
        for touch in leaving.departures():
            txid = touch.transaction.txid
            if txid in leaving.named:
                bare, sat = leaving.without_title(touch), len(leaving.gone[txid])
                method = leaving.named[txid].method
                judge = TitleOracle(leaving.each, leaving.oracle, day_of(touch.time), touch.position.height).read()
                free = all(judge.title(one)[0] in (Title.TITLED, Title.ASSIGNED) for one, _ in leaving.gone[txid])
                sorts.add((method in FORMS and method, "none" if not bare else "all" if bare == sat else "some", free))
    assert sorts >= {
        (False, "none", True), (False, "some", False), (False, "all", False),
        ("return", "none", False), ("return", "some", False), ("return", "all", False),
        ("interlocutory", "none", False), ("interlocutory", "all", False),
    }  # fmt: skip


def hidden(seed: int, source: random.Random) -> tuple[DrawnRegister, dict[dt.date, int]]:
    """Return a drawn register with acts by which somebody would hide departures, and the closing blocks of days.

    Some orders are gone, disposals have any method and any date, and there are explanations of any day. A wallet may
    leave the books; then disposals name no lots, since the second reading knows no scope, and nothing is assigned. Nor
    does anything come back from an account: a deposit that spends a coin of that wallet too is then a joint one, to
    the second reading still a deposit, and since the first in is the first out, other satoshi would come back.
    """
    each = with_methods(seed)
    acts = [act for act in each.acts.acts if not (isinstance(act, OrderAct) and source.random() < 0.2)]
    held = {act.head.id for act in acts}
    acts = [act for act in acts if not isinstance(act, ExecutionAct) or act.order in held]
    moves = [touch.transaction.txid for touch in Leaving(each).departures()]
    leaves = source.random() < 0.4
    days: dict[dt.date, int] = {}
    for number, txid in enumerate(source.sample(moves, min(len(moves), 6)), start=500):
        day = source.choice(each.days)
        if source.random() < 0.5:
            kind = head(number, ActKind.CORRECTION, day)
            acts.append(CorrectionAct(head=kind, replacement=None, txid=txid, explains="known"))
        else:
            acts.append(
                DisposalAct(
                    head=head(number, ActKind.DISPOSAL, day), method=source.choice(METHODS), lots={}, basis="sale",
                    outputs=(), txid=txid,
                )
            )  # fmt: skip
    if leaves:
        day = source.choice(each.days)
        days[day] = each.closing(day)
        wallet = source.choice(["Agency", "Enforcement", "Reserve"])
        acts = [act for act in acts if not isinstance(act, AssignmentAct | ExecutionAct)]
        acts = [replace(act, lots={}) if isinstance(act, DisposalAct) else act for act in acts]
        acts = [replace(act, withdrawals=()) if isinstance(act, StatementAct) else act for act in acts]
        acts.append(
            ScopeAct(
                head=head(600, ActKind.SCOPE, day), wallet=wallet, range=None, enters=False, reason="no longer ours"
            )
        )
    return replace(each, acts=ActsInForce(tuple(acts), tuple(acts))), days


@given(SEEDS, st.integers(0, 20))
@example(1871, 16)
def test_no_acts_make_an_untitled_departure_silent(seed: int, number: int) -> None:
    """It is an alarm, or an explanation that is no older says so, or a custodian's statement has it in an account."""
    each, days = hidden(seed, random.Random(f"hidden {seed} {number}"))
    followed = followed_acts.fold(each.register, each.history, each.acts, each.lots, moments(days))
    faults = of_acts(each.register, each.history, followed.ledger, each.lots, followed.acts)
    alarms = {fault.subject for fault in faults if fault.kind in (FaultKind.LATE, FaultKind.UNTITLED)}
    leaving = Leaving(replace(each, acts=followed.acts))
    explained = {(act.txid, act.head.date) for act in followed.acts.acts if isinstance(act, CorrectionAct)}
    deposits = {txid for act in followed.acts.acts if isinstance(act, StatementAct) for txid in act.deposits}
    for touch in leaving.departures():
        txid = touch.transaction.txid
        is_paid = any(fact.left != "fee" for _, fact in leaving.gone[txid])
        if txid in alarms or not is_paid or not leaving.without_title(touch):
            continue
        assert txid not in leaving.named
        is_explained = any(name == txid and day >= day_of(touch.mtp) for name, day in explained)
        assert is_explained or txid in deposits
