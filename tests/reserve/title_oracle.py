"""A second reading of title, satoshi by satoshi, that shares no code with the product.

Time runs from block to block and from day to day; whenever an order comes to count or satoshi arrive, orders take what
they may. What it says of each satoshi is what `title` has to say.
"""

import datetime as dt
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

from tests.reserve.drawn_registers import DrawnRegister
from tests.reserve.satoshi_oracle import Fact, Oracle, Satoshi, satoshi
from tracer.reserve.acts import AssignmentAct, BurdenAct, ExecutionAct, LotId, OrderAct, OrderForm, ReleaseAct
from tracer.reserve.title_rows import Title

Moment = tuple[int, int, int]
"""Seconds (a day's beginning, or a block's median), height, index; midnight comes before any block."""


def midnight(day: dt.date) -> int:
    """Return when a day ends."""
    morrow = dt.datetime.combine(day + dt.timedelta(days=1), dt.time.min, ZoneInfo("Asia/Almaty"))
    return int(morrow.timestamp())


@dataclass
class TitleOracle:
    """Who took which satoshi: by form of order, by kind of act."""

    drawn: DrawnRegister
    oracle: Oracle
    day: dt.date
    upto: int
    covered: dict[OrderForm, dict[Satoshi, str]] = field(default_factory=dict)
    taken: dict[str, list[tuple[str, Satoshi, dt.date, dt.date]]] = field(default_factory=dict)
    executed: dict[str, list[Satoshi]] = field(default_factory=dict)
    mtps: dict[int, int] = field(default_factory=dict)
    times: dict[int, int] = field(default_factory=dict)

    def read(self) -> "TitleOracle":
        """Work everything out."""
        for touch in self.drawn.history.touches:
            self.mtps[touch.position.height], self.times[touch.position.height] = touch.mtp, touch.time
        self.ours = {wallet.name for wallet in self.drawn.register.wallets if self.drawn.register.is_ours(wallet)}
        self.label = {sat: lot for lot in self.drawn.lots for sat in satoshi([lot.run])}
        self._take_lots()
        for form in OrderForm:
            self._cover(form)
        return self

    def titles(self) -> dict[Satoshi, tuple[Title, bool]]:
        """Return the title of each satoshi held, and whether it is assigned."""
        return {sat: self.title(sat) for sat in self.oracle.facts if self._held(sat, self.upto)}

    def _held(self, sat: Satoshi, upto: int) -> bool:
        facts = [fact for fact in self.oracle.facts[sat] if fact.at.height <= upto]
        return bool(facts) and facts[-1].wallet in self.ours

    def title(self, sat: Satoshi) -> tuple[Title, bool]:
        """Return the title of a satoshi, whether or not it is held, and whether it is assigned."""
        holding = [form for form in OrderForm if form is not OrderForm.RETURN and sat in self.covered[form]]
        if sat not in self.label and not holding:
            return Title.UNSOLICITED, False
        if sat not in self.covered[OrderForm.FORFEITURE]:
            return Title.UNTITLED, False
        name = self.covered[OrderForm.FORFEITURE][sat]
        order = next(act for act in self.drawn.acts.acts if act.head.id == name)
        assert isinstance(order, OrderAct)
        if order.appeal_until and not self.day > order.appeal_until:
            return Title.APPEALABLE, False
        assigned = any(sat == each for _, each, _, _ in self.taken.get("assignment", []))
        burdens = [*self.taken.get("claim", []), *self.taken.get("pledge", [])]
        if any(each == sat and begins <= self.day < ends for _, each, begins, ends in burdens):
            return Title.ENCUMBERED, assigned
        return (Title.ASSIGNED, True) if assigned else (Title.TITLED, False)

    def _take_lots(self) -> None:
        for act in self.drawn.acts.acts:
            if not isinstance(act, ExecutionAct | AssignmentAct | BurdenAct) or act.head.date > self.day:
                continue
            rows = self.taken.setdefault(act.head.kind.value, [])
            is_burden = isinstance(act, BurdenAct)
            busy = set() if is_burden else {sat for _, sat, _, _ in rows}
            for name, amount in act.lots.items():
                lot = next(lot for lot in self.drawn.lots if lot.id == name)
                free = [sat for sat in satoshi([lot.run]) if sat not in busy and self._held_on(sat, act.head.date)]
                free = [sat for sat in free if not isinstance(act, ExecutionAct) or self._executable(act, sat)]
                assert is_burden or len(free) >= amount
                begins = act.begins if isinstance(act, BurdenAct) else act.head.date
                rows += [(act.head.id, sat, begins, self._ends(act.head.id)) for sat in free[:amount]]
                if isinstance(act, ExecutionAct):
                    self.executed.setdefault(act.head.id, []).extend(free[:amount])

    def _ends(self, name: str) -> dt.date:
        ends = [
            act.on
            for act in self.drawn.acts.acts
            if isinstance(act, ReleaseAct) and act.act == name and act.head.date <= self.day
        ]
        return min(ends, default=dt.date.max)

    def _executable(self, act: ExecutionAct, sat: Satoshi) -> bool:
        """Return whether the order names a satoshi, and a wallet of its, where it names any, had it since it counts."""
        order = next(each for each in self.drawn.acts.acts if each.head.id == act.order)
        assert isinstance(order, OrderAct)
        if order.outpoints and not any(sat in self.oracle.coins[coin] for coin in order.outpoints):
            return False
        lot = self.label.get(sat)
        if not order.outpoints and (lot is None or lot.case != order.case or lot.label not in order.labels):
            return False
        begin, facts = begins(order), self.oracle.facts[sat]
        opens = midnight((begin or dt.date.max - dt.timedelta(days=1)) - dt.timedelta(days=1))
        return not order.wallets or any(
            fact.wallet in order.wallets
            and self.mtps[fact.at.height] < midnight(act.head.date)
            and (after is None or self.times[after.at.height] >= opens)
            for fact, after in zip(facts, [*facts[1:], None], strict=True)
        )

    def _held_on(self, sat: Satoshi, day: dt.date) -> bool:
        facts = [fact for fact in self.oracle.facts[sat] if self.mtps[fact.at.height] < midnight(day)]
        return bool(facts) and (facts[-1].wallet in self.ours or facts[-1].left == "deposit")

    def _cover(self, form: OrderForm) -> None:
        taken = self.covered.setdefault(form, {})
        orders = [
            (begin, act.head.id, act)
            for act in self.drawn.acts.acts
            if isinstance(act, OrderAct) and act.form is form and (begin := begins(act)) is not None
        ]
        counting = [each for each in orders if max(each[0], each[2].head.date) <= self.day]
        in_turn = [act for _, _, act in sorted(counting, key=lambda each: each[:2])]
        offers = {order.head.id: self._offers(order) for order in in_turn}
        used = dict.fromkeys(offers, 0)
        for moment in sorted({moment for each in offers.values() for moment in each}):
            for order in in_turn:
                for _, sat in sorted(offers[order.head.id].get(moment, [])):
                    if sat not in taken and (order.amount is None or used[order.head.id] < order.amount):
                        taken[sat] = order.head.id
                        used[order.head.id] += 1

    def _executions(self) -> list[ExecutionAct]:
        return [act for act in self.drawn.acts.acts if isinstance(act, ExecutionAct) and act.head.date <= self.day]

    def _counts(self, order: OrderAct) -> Moment:
        begin = begins(order)
        assert begin is not None
        return midnight(max(begin, order.head.date) - dt.timedelta(days=1)), -1, -1

    def _offers(self, order: OrderAct) -> dict[Moment, list[tuple[tuple[int, ...], Satoshi]]]:
        """Return what an order may take, by the moment from which it may, each with where it arrived."""
        counts, found = self._counts(order), dict[Moment, list[tuple[tuple[int, ...], Satoshi]]]()
        if order.money is not None and order.form is not OrderForm.RETURN:
            for each in self._executions():
                if each.order == order.head.id:
                    moment = max(counts, (midnight(each.head.date), -2, -2))
                    rows = found.setdefault(moment, [])
                    rows += [((len(rows) + number,), sat) for number, sat in enumerate(self.executed[each.head.id])]
            return found
        begin = begins(order)
        assert begin is not None
        opens = midnight(begin - dt.timedelta(days=1))
        for sat, facts in self.oracle.facts.items():
            for fact, following in zip(facts, [*facts[1:], None], strict=True):
                if fact.at.height > self.upto or not self._concerns(order, sat, fact):
                    continue
                last = fact if order.form is OrderForm.RETURN else following
                if last is None or self.times[last.at.height] >= opens:
                    moment = max(counts, (self.mtps[fact.at.height], fact.at.height, fact.at.index))
                    arrival = (fact.at.height, fact.at.index, fact.vout, fact.place)
                    found.setdefault(moment, []).append((arrival, sat))
        return found if order.money is None else self._let_go(order, found)

    def _let_go(
        self, order: OrderAct, found: dict[Moment, list[tuple[tuple[int, ...], Satoshi]]]
    ) -> dict[Moment, list[tuple[tuple[int, ...], Satoshi]]]:
        """Return of what was paid out what executions by that day let go of each lot, the first paid first."""
        executions = [each for each in self._executions() if each.order == order.head.id]
        left = {(each.head.id, lot): int(sat) for each in executions for lot, sat in each.lots.items()}
        rows = sorted((arrival, sat, moment) for moment, each in found.items() for arrival, sat in each)
        kept = dict[Moment, list[tuple[tuple[int, ...], Satoshi]]]()
        for arrival, sat, moment in rows:
            lot, paid = self.label.get(sat), self.times[arrival[0]]
            for each in executions:
                key = (each.head.id, LotId("") if lot is None else lot.id)
                if paid >= midnight(each.head.date - dt.timedelta(days=1)) and left.get(key, 0):
                    left[key] -= 1
                    kept.setdefault(moment, []).append((arrival, sat))
                    break
        return kept

    def _concerns(self, order: OrderAct, sat: Satoshi, fact: Fact) -> bool:
        """Return whether an order is matched with a satoshi by this fact."""
        wallet = fact.source if order.form is OrderForm.RETURN else fact.wallet
        if (order.form is OrderForm.RETURN) != (fact.left == "paid") or fact.left not in (None, "paid"):
            return False
        if wallet not in (order.wallets or self.ours):
            return False
        if order.outpoints:
            there = any(sat in self.oracle.coins[coin] for coin in order.outpoints)
            return there if order.form is OrderForm.RETURN else fact.coin in order.outpoints
        lot = self.label.get(sat)
        return lot is not None and lot.case == order.case and lot.label in order.labels


def begins(order: OrderAct) -> dt.date | None:
    """Return the day on which an order comes into force."""
    return order.in_force or (None if order.form is OrderForm.FORFEITURE else order.head.date)
