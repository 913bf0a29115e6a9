"""No sequence of acts reaches `may-be-signed` without title: drawn registers, drawn acts filed one after the other.

What is cleared is then put on the chain, and the books, folded again, say which satoshi left: their title is looked up
by code of the test's own. The title book is held to an oracle elsewhere (test_title_laws.py).
"""

import datetime as dt
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from fractions import Fraction

from tests.counts import count
from tests.evidence.chain import script_of
from tests.reserve.clearance.drafts import Draft, DraftInput, DraftOutput
from tests.reserve.disposition.test_gates import Fixings, Rates
from tests.reserve.drawn_registers import DAY, DayChain, DrawnRegister, drawn, head
from tracer.chain.amount import Sats
from tracer.chain.outpoint import Txid
from tracer.reserve import followed_acts
from tracer.reserve.act_terms import Authorisation, Counterparty, SalePrice, SaleTerms
from tracer.reserve.acts import (
    Act,
    ActKind,
    ActsInForce,
    DisposalAct,
    DisposalOutput,
    LotId,
    OrderAct,
    OrderForm,
    StepAct,
)
from tracer.reserve.clearance import psbt
from tracer.reserve.clearance.clearance import clearance
from tracer.reserve.clearance.clearance_rows import MAY, ClearanceSources
from tracer.reserve.days import observed_block
from tracer.reserve.ledger_rows import RegisterCoin, RegisterLedger
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.security.security_rows import SecurityRegister
from tracer.reserve.status import Books, Pricing
from tracer.reserve.title import title_and_faults
from tracer.reserve.title_rows import Title, TitleBook
from tracer.reserve.watching import watch

SEEDS = range(count(suite=30, laws=600))
UNIT = 2_000
OWN = "Reserve/0"
"""Where change goes."""


def ground(each: DrawnRegister, acts: Sequence[Act]) -> ClearanceSources:
    """Return what a transaction is held against on the drawing's last day, under some of its acts."""
    day = each.days[-1]
    in_force = ActsInForce(tuple(sorted(acts, key=lambda act: act.head.id)), tuple(acts))
    followed = followed_acts.fold(each.register, each.history, in_force, each.lots, {})
    book, _ = title_and_faults(followed.ledger, each.register, each.lots, followed.acts, day, each.history.block.height)
    return ClearanceSources(
        books=Books(
            register=each.register,
            ledger=followed.ledger,
            title=book,
            lots=each.lots,
            acts=followed.acts.acts,
            pricing=Pricing(Fixings(), Rates()),
        ),
        history=each.history,
        security=SecurityRegister(),
        cleared=(),
        limits=None,
        payloads={},
        day=day,
    )


class Payment:
    """A transaction that spends coins of ours, and the act about it; `act` None: it moves between own wallets."""

    def __init__(self, each: DrawnRegister, ledger: RegisterLedger, number: int, rng: random.Random) -> None:
        """Draw one; `number` tells its order apart from those of others."""
        self.order: OrderAct | None = None
        self.day = each.days[-1]
        height = each.history.block.height
        mine = [
            coin for coin in ledger.coins if coin.spent is None and coin.value > 1_000 and ledger.counts(coin, height)
        ]
        self.coins = rng.sample(mine, min(len(mine), rng.choice((1, 1, 2))))
        self.spent = sum(coin.value for coin in self.coins)
        self.fee = self.spent // 100 - rng.randrange(2) if self.coins else 0
        lots = self._lots(each, rng)
        leaves = sum(lots.values())
        self.pays: list[tuple[int, bytes]] = []
        self.act: DisposalAct | None = None
        if leaves - self.fee >= 330 and rng.randrange(5):
            self.pays = [(leaves - self.fee, script_of("other/buyer"))]
            self.act = self._disposal(each, lots, number, rng)
        left = self.spent - self.fee - sum(sat for sat, _ in self.pays)
        own = script_of(f"{rng.choice([coin.wallet for coin in self.coins] or ['Reserve'])}/0")
        if self.act is None:
            own = script_of(rng.choice((OWN, "Enforcement/1", "Agency/2")))
        self.pays += [(left, own)] if left else []

    def _lots(self, each: DrawnRegister, rng: random.Random) -> dict[LotId, Sats]:
        """Return amounts of some of the lots that the coins hold."""
        held: Counter[LotId] = Counter()
        for run in (run for coin in self.coins for run in coin.runs):
            for lot in each.lots:
                held[lot.id] += max(overlap(run, lot.run), 0) if lot.run.receipt == run.receipt else 0
        there = sorted(lot for lot, sat in held.items() if sat > 0)
        taken = sorted(rng.sample(there, min(len(there), rng.choice((1, 1, 2)))), key=str)
        return {lot: Sats(rng.choice((held[lot], rng.randint(1, held[lot])))) for lot in taken}

    def _disposal(self, each: DrawnRegister, lots: dict[LotId, Sats], number: int, rng: random.Random) -> DisposalAct:
        method = rng.choice(("sharing", "sharing", "return", "interlocutory", "interlocutory"))
        if method != "sharing":
            self.order = order(each, method, next(iter(lots)), number, rng)
        named = [act.order for act in each.acts.acts if isinstance(act, OrderAct)]
        if self.order is not None and rng.randrange(6):
            named = [self.order.order]
        price = SalePrice(
            currency="USD", per_btc=9_000_000, gross=1, costs=0, fixing=dt.date(2026, 1, 5), floor=Fraction(1)
        )
        return DisposalAct(
            head=head(900, ActKind.DISPOSAL, self.day),
            method=method,
            lots=lots,
            basis=", ".join(rng.sample(named, min(len(named), rng.choice((1, 1, 2))))) or "none",
            outputs=tuple(DisposalOutput(script, Sats(sat)) for sat, script in self.pays),
            txid=None,
            sale=SaleTerms(
                authorised=(Authorisation("A. Aliyeva", self.day), Authorisation("B. Bekov", self.day)),
                counterparty=Counterparty(
                    name="Buyer", licence=None, ivms101=None, screened=self.day, screening_sha256="55" * 32
                ),
                price=price,
                proceeds=None,
            ),
        )

    def _step(self, number: int, state: str, txid: Txid | None) -> StepAct:
        assert self.act is not None
        return StepAct(head=head(number, ActKind.STEP, self.day), disposal=self.act.head.id, state=state, txid=txid)

    def ended(self) -> StepAct:
        """Return the step by which the act ends before anything is sent."""
        return self._step(902, "cancelled", None)

    def draft(self) -> Draft:
        """Return it as a PSBT."""
        inputs = tuple(
            DraftInput(bytes.fromhex(coin.outpoint.txid)[::-1], coin.outpoint.vout, 0xFFFFFFFF, {b"\x01": stated(coin)})
            for coin in self.coins
        )
        return Draft(inputs, tuple(DraftOutput(sat, script) for sat, script in self.pays))

    def paid(self, each: DrawnRegister, acts: Sequence[Act]) -> tuple[SatoshiRun, ...]:
        """Put it on the chain, with a step where an act is about it; return the satoshi that left, by the books."""
        raw = self.draft().unsigned()
        view = DayChain()
        view.heads, view.blocks = list(each.view.heads), list(each.view.blocks)
        view.add_at(each.history.block.time + DAY, [raw], "miner", 0)
        history = watch(each.register, view, observed_block(view, view.tip().height))
        txid = Txid(self.draft().txid())
        if self.act is not None:
            acts = (*acts, self._step(901, "sent", txid))
        in_force = ActsInForce(tuple(sorted(acts, key=lambda act: act.head.id)), tuple(acts))
        followed = followed_acts.fold(each.register, history, in_force, each.lots, {})
        assert not any(each.act in ("2026-0900", "2026-0901") for each in followed.left_out)
        (movement,) = [moved for moved in followed.ledger.movements if moved.txid == txid]
        assert movement.act == (None if self.act is None else self.act.head.id)
        return movement.paid


def order(each: DrawnRegister, form: str, lot: LotId, number: int, rng: random.Random) -> OrderAct:
    """Return an order that may let a lot go before it has title: in force or not, of enough satoshi or not."""
    of = next(each_lot for each_lot in each.lots if each_lot.id == lot)
    return OrderAct(
        head=head(number, ActKind.ORDER, each.days[-1]),
        authority="Court of Example City",
        order=f"9-{number}/2026",
        form=OrderForm(form),
        in_force=rng.choice((None, *[each.days[-1]] * 4, each.days[-1] + dt.timedelta(days=1))),
        appeal_until=None,
        amount=Sats(rng.choice((1, 10**9, 10**9, 10**9))),
        money=None,
        case=of.case,
        labels=(of.label or "A",),
        wallets=(),
        outpoints=(),
    )


def stated(coin: RegisterCoin) -> bytes:
    """Return a coin as a PSBT states it."""
    return coin.value.to_bytes(8, "little") + bytes([len(coin.script)]) + coin.script


def overlap(one: SatoshiRun, other: SatoshiRun) -> int:
    """Return how many satoshi two runs of one receipt share, below 1: none."""
    return min(one.end, other.end) - max(one.start, other.start)


def titles(book: TitleBook, runs: Sequence[SatoshiRun]) -> Iterator[tuple[Title | None, LotId | None, int]]:
    """Yield title, lot and satoshi of what left; what the book does not hold has none."""
    for run in runs:
        known = [each for each in book.runs if each.run.receipt == run.receipt and overlap(each.run, run) > 0]
        yield from ((each.title, each.lot, overlap(each.run, run)) for each in known)
        assert sum(overlap(each.run, run) for each in known) == run.sat


def named(act: DisposalAct, acts: Sequence[Act], day: dt.date) -> list[OrderAct]:
    """Return the orders of the act's form that are in force and that its basis names."""
    return [
        each
        for each in acts
        if isinstance(each, OrderAct)
        and each.form.value == act.method
        and each.in_force is not None
        and max(each.in_force, each.head.date) <= day
        and each.order in act.basis.split(", ")
    ]


def check(each: DrawnRegister, payment: Payment, acts: Sequence[Act], held: ClearanceSources) -> str:
    """Hold what was cleared to the law; return by what it could be."""
    left = payment.paid(each, acts if payment.act is None else [*acts, payment.act])
    outputs = () if payment.act is None else payment.act.outputs
    assert sum(run.sat for run in left) == payment.fee + sum(output.sat for output in outputs)
    found = Counter[Title | None]()
    lots = {lot.id: lot for lot in each.lots}
    orders = [] if payment.act is None else named(payment.act, acts, payment.day)
    for title, lot, sat in titles(held.books.title, left):
        found[title] += sat
        assert title is not Title.ENCUMBERED
        if title in (Title.ASSIGNED, Title.TITLED):
            continue
        if payment.act is None:
            assert title is not Title.UNSOLICITED
            continue
        assert orders
        assert lot is not None
        assert lot in payment.act.lots
        label, case = lots[lot].label, lots[lot].case
        fits = [order for order in orders if label is not None and label in order.labels and case == order.case]
        assert fits or any(order.outpoints or order.money for order in orders)
    free = sum(sat for title, sat in found.items() if title not in (Title.ASSIGNED, Title.TITLED))
    if payment.act is not None and orders and all(order.amount is not None for order in orders):
        assert free - payment.fee <= sum(order.amount or 0 for order in orders)
    return "title" if not free else "own" if payment.act is None else payment.act.method


def payments(each: DrawnRegister, rng: random.Random) -> Iterator[Payment]:
    """Yield some transactions that could be made of a drawing's coins."""
    ledger = ground(each, each.acts.acts).books.ledger
    for number in range(5):
        payment = Payment(each, ledger, 950 + number, rng)
        if payment.coins and payment.pays:
            yield payment


def test_no_sequence_of_acts_lets_satoshi_leave_without_title() -> None:
    """After each act that is filed transactions are judged; whenever one may be signed, all that leaves has title."""
    told: Counter[str] = Counter()
    for seed in SEEDS:
        rng = random.Random(f"sequence {seed}")
        each = drawn(seed, unit=UNIT)
        drawings = list(payments(each, rng))
        waiting = [*each.acts.acts, *(payment.order for payment in drawings if payment.order is not None)]
        rng.shuffle(waiting)
        for number in sorted({0, *rng.sample(range(len(waiting) + 1), min(5, len(waiting))), len(waiting)}):
            acts = waiting[:number]
            held = ground(each, acts)
            for payment in drawings:
                proposal = psbt.parse(payment.draft().written(), "a.psbt")
                filed = held if payment.act is None else with_act(held, payment.act)
                found = clearance(proposal, filed)
                told[found.verdict] += 1
                told.update(one.id for one in found.checks if one.state.value != "PASS")
                if found.verdict == MAY:
                    told[check(each, payment, acts, held)] += 1
                    if payment.act is None:
                        continue
                    assert found.act == payment.act.head.id
                    assert clearance(proposal, held).verdict != MAY
                    assert clearance(proposal, with_act(filed, payment.ended())).verdict != MAY
    assert all(told[kind] for kind in ("title", "own", "interlocutory", "return")), told
    assert all(told[number] for number in ("D1", "D2", "D3", "D9", "C2")), told


def with_act(held: ClearanceSources, act: Act) -> ClearanceSources:
    """Return what a transaction is held against with one act more, of which no title follows."""
    return replace(held, books=replace(held.books, acts=(*held.books.acts, act)))
