"""Drawn registers: wallets of every stage, a chain that moves their coins in every way, cases, orders and acts.

Real blocks in memory, one or two a day, so that days, proofs and headers are real too. `drawn(seed)` is always the same
for the same seed. Values are small, some tens of `unit`, so that an oracle can move single satoshi.
"""

import datetime as dt
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from tests.evidence.chain import FIRST_TIME, Chain, coinbase, mine, script_of, serialize
from tracer.chain import decode
from tracer.chain.address import encode
from tracer.chain.amount import Sats
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import Outpoint, Txid
from tracer.errors import CaseError
from tracer.reserve.acts import (
    Act,
    ActHead,
    ActId,
    ActKind,
    ActsInForce,
    ActText,
    AssignmentAct,
    BurdenAct,
    DisposalAct,
    ExecutionAct,
    LotId,
    Money,
    OrderAct,
    OrderForm,
    ReleaseAct,
    StatementAct,
    StepAct,
)
from tracer.reserve.days import instant, observed_block
from tracer.reserve.history import RegisterHistory
from tracer.reserve.ledger import fold
from tracer.reserve.ledger_rows import EntryKind, MovementKind, RegisterLedger
from tracer.reserve.lot_claims import lot_claims
from tracer.reserve.lots import Lot
from tracer.reserve.register import CustodianAccount, Register, ReserveWallet, WalletStage, WatchedScript
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.watching import watch

ZONE = "Asia/Almaty"
BODY, OTHER_BODY = "Investment Corporation", "Ministry of Finance"
STAGES = {
    "Agency": WalletStage.SEIZURE,
    "Enforcement": WalletStage.FORFEITURE,
    "Reserve": WalletStage.RESERVE,
    "Old": WalletStage.RETIRED,
    "Ministry": WalletStage.WATCHED,
    "Found": WalletStage.RECORDED,
}
"""The wallets by name; `Ministry` is another body's, `Found` is recorded only: neither is summed."""
SCRIPTS = 3
ACCOUNT = "Vault"
CASES = ("KZ-2026-0001", "KZ-2026-0002")
LABELS = ("A", "B")
DAY = 86_400


class DayChain(Chain):
    """A chain whose blocks are hours apart."""

    def add_at(self, time: int, raws: Sequence[bytes], pays: str, sat: int) -> Txid:
        """Append a block of that time; return the coinbase's txid."""
        block = [coinbase(len(self.heads), sat, script_of(pays)), *raws]
        txids = [decode.txid(raw) for raw in block]
        self.heads.append(mine(self.heads[-1], txids, time))
        self.blocks.append(block)
        return txids[0]


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnRegister:
    """A register with everything that its books are made of; `days` are those that its blocks close."""

    register: Register
    view: DayChain
    history: RegisterHistory
    acts: ActsInForce
    lots: tuple[Lot, ...]
    days: tuple[dt.date, ...]

    def closing(self, day: dt.date) -> int:
        """Return the height of a day's closing block."""
        end = instant(day, ZONE)
        heights = range(self.history.block.height + 1)
        return max(height for height in heights if observed_block(self.view, height).mtp < end)


@lru_cache(maxsize=256)
def drawn(seed: int, *, unit: int = 1, blocks: int = 40) -> DrawnRegister:
    """Return the register with this number."""
    source = random.Random(f"register {seed} {unit} {blocks}")
    view = _Drawing(source, unit).chain(blocks)
    register = drawn_register()
    history = watch(register, view, observed_block(view, view.tip().height))
    acts = _Acts(source, unit, register, history, _days(history))
    acts.statements()
    lots = tuple(_lots(source, acts.ledger()))
    acts.orders(lots)
    acts.disposals(lots)
    acts.claims(lots)
    return DrawnRegister(register=register, view=view, history=history, acts=acts.in_force(), lots=lots, days=acts.days)


def drawn_register() -> Register:
    """Return the register that all drawings share: six wallets of addresses and an account."""
    return Register(
        name="KZ-NIC",
        body=BODY,
        bodies=(BODY,),
        network=REGTEST,
        zone=ZONE,
        languages=("kk", "ru", "en"),
        currency="KZT",
        profile="kz",
        publish_addresses=False,
        wallets=tuple(_wallet(name, stage) for name, stage in STAGES.items()),
        accounts=(CustodianAccount(ACCOUNT, "Example Trust", None),),
        forks=(),
        sha256="00" * 32,
    )


def head(number: int, kind: ActKind, date: dt.date) -> ActHead:
    """Return the head of an act that two persons signed; its hash is made up from its number."""
    return ActHead(
        id=ActId(f"2026-{number:04}"),
        kind=kind,
        date=date,
        text=ActText(f"texts/{number}.pdf", "11" * 32),
        signed_by=("A. Aliyeva", "B. Bekov"),
        corrects=None,
        supersedes=None,
        sha256=f"{number:064x}",
    )


def _wallet(name: str, stage: WalletStage) -> ReserveWallet:
    scripts = [script_of(f"{name}/{number}") for number in range(SCRIPTS)]
    return ReserveWallet(
        name=name,
        body=OTHER_BODY if stage is WalletStage.WATCHED else BODY,
        stage=stage,
        descriptor=None,
        addresses=tuple(encode(script, REGTEST) or "" for script in scripts),
        range=(0, 0),
        scripts=tuple(WatchedScript(script, 0, None) for script in scripts),
    )


def _days(history: RegisterHistory) -> tuple[dt.date, ...]:
    """Return the days from the first block's on that the last block closes."""
    first = dt.datetime.fromtimestamp(FIRST_TIME, dt.UTC).date()
    days = [first + dt.timedelta(days=number) for number in range(400)]
    return tuple(day for day in days if instant(day, ZONE) <= history.block.mtp)


@dataclass
class _Drawing:
    """A chain while it is drawn."""

    source: random.Random
    unit: int
    coins: list[tuple[Outpoint, int]] = field(default_factory=list)

    def chain(self, blocks: int) -> DayChain:
        """Return a chain of so many blocks."""
        view, time = DayChain(), FIRST_TIME
        for _ in range(blocks):
            time += self.source.choice([3_600, DAY // 3, DAY, 2 * DAY])
            raws = [raw for _ in range(self.source.randint(0, 3)) if (raw := self.transaction())]
            value = self.value()
            reward = view.add_at(time, raws, self.owner(0.3), value)
            self.coins.append((Outpoint(reward, 0), value))
        return view

    def value(self) -> int:
        """Return the value of a new coin."""
        return self.source.randint(0, 40) * self.unit + self.source.randint(0, self.unit - 1)

    def owner(self, ours: float) -> str:
        """Return who is paid: with this probability a script of a wallet."""
        if self.source.random() >= ours:
            return f"other/{self.source.randint(0, 5)}"
        weights = [4, 3, 6, 1, 1, 1]
        return f"{self.source.choices(list(STAGES), weights)[0]}/{self.source.randrange(SCRIPTS)}"

    def transaction(self) -> bytes | None:
        """Return a transaction that spends some of the coins, None where there are none."""
        if not self.coins:
            return None
        self.source.shuffle(self.coins)
        count = self.source.randint(1, min(4, len(self.coins)))
        taken, self.coins = self.coins[:count], self.coins[count:]
        left = sum(value for _, value in taken)
        ours = self.source.choice([0.2, 0.8, 1.0])
        pays: list[tuple[int, str]] = []
        for _ in range(self.source.randint(1, 4)):
            value = self.source.choice([0, left // 2, left, self.source.randint(0, left)])
            left -= value
            pays.append((value, self.owner(ours)))
        raw = serialize([outpoint for outpoint, _ in taken], [(sat, script_of(name)) for sat, name in pays])
        txid = decode.txid(raw)
        self.coins += [(Outpoint(txid, vout), value) for vout, (value, _) in enumerate(pays)]
        return raw


def _lots(source: random.Random, ledger: RegisterLedger) -> Iterator[Lot]:
    """Yield lots over most of what came in, in the order in which it came; some receipts' are numbered backwards."""
    withdrawn = {each.txid for each in ledger.movements if each.kind is MovementKind.WITHDRAWAL}
    number = 0
    for arrival in ledger.arrivals:
        if arrival.receipt.txid in withdrawn or source.random() < 0.2:
            continue
        case, start, parts = source.choice(CASES), arrival.start, list[tuple[str | None, SatoshiRun]]()
        while start < arrival.end:
            sat = source.randint(1, arrival.end - start)
            parts.append((source.choice([*LABELS, *LABELS, None]), SatoshiRun(arrival.receipt, start, sat)))
            start += sat
        for label, run in parts if number % 2 else reversed(parts):
            number += 1
            yield Lot(
                id=LotId(f"L-{number:04}"),
                case=case,
                label=label,
                run=run,
                orders=(),
                lower=None,
                upper=None,
                bundle="22" * 32,
            )


@dataclass
class _Acts:
    """Acts while they are drawn, one after the other."""

    source: random.Random
    unit: int
    register: Register
    history: RegisterHistory
    days: tuple[dt.date, ...]
    acts: list[Act] = field(default_factory=list)

    def in_force(self) -> ActsInForce:
        """Return the acts that there are."""
        return ActsInForce(tuple(self.acts), tuple(self.acts))

    def ledger(self, lots: Sequence[Lot] = ()) -> RegisterLedger:
        """Return the ledger under the acts that there are."""
        return fold(self.register, self.history, self.in_force(), lots)

    def head(self, kind: ActKind, date: dt.date | None = None) -> ActHead:
        """Return the head of the next act, of any day where none is given."""
        return head(len(self.acts) + 1, kind, date or self.day())

    def day(self) -> dt.date:
        """Return a day."""
        return self.source.choice(self.days)

    def statements(self) -> None:
        """Name some disposals as deposits and some later receipts as withdrawals of no more than is there."""
        balance, deposits, withdrawals = 0, list[Txid](), list[Txid]()
        for movement in self.ledger().movements:
            if movement.kind is MovementKind.DISPOSAL and self.source.random() < 0.3:
                deposits.append(movement.txid)
                balance += movement.value
            fits = movement.kind is MovementKind.RECEIPT and not movement.source and movement.value <= balance // 2
            if fits and movement.txid not in withdrawals and self.source.random() < 0.5:
                withdrawals.append(movement.txid)
        if not deposits:
            return
        self.acts.append(self._statement(Sats(0), deposits, withdrawals))
        entries = [entry for movement in self.ledger().movements for entry in movement.entries]
        went = sum(entry.sat for entry in entries if entry.kind is EntryKind.DEPOSIT)
        came = sum(entry.sat for entry in entries if entry.kind is EntryKind.WITHDRAWAL)
        self.acts = [self._statement(Sats(went - came), deposits, withdrawals)]

    def _statement(self, sat: Sats, deposits: Sequence[Txid], withdrawals: Sequence[Txid]) -> StatementAct:
        return StatementAct(
            head=head(1, ActKind.STATEMENT, self.days[-1]),
            account=ACCOUNT,
            as_of=self.days[-1],
            sat=sat,
            fees=Sats(0),
            deposits=tuple(deposits),
            withdrawals=tuple(withdrawals),
            file=ActText("statements/1.pdf", "33" * 32),
        )

    def orders(self, lots: Sequence[Lot]) -> None:
        """Add orders of every form, by labels and by outpoints, in satoshi and in money."""
        coins = [each.outpoint for each in self.ledger(lots).coins]
        names = [wallet.name for wallet in self.register.wallets]
        for _ in range(self.source.randint(3, 8)):
            labels = tuple(sorted(self.source.sample(LABELS, self.source.choice([1, 2, 2]))))
            by_outpoint = bool(coins) and self.source.random() < 0.25
            money = Money(self.source.randint(1, 10**9), "KZT") if self.source.random() < 0.15 else None
            has_amount = money is None and self.source.random() < 0.7
            amount = Sats(self.source.randint(1, 120) * self.unit) if has_amount else None
            date = self.day()
            self.acts.append(
                OrderAct(
                    head=self.head(ActKind.ORDER, date),
                    authority="Court of Example City",
                    order=f"1-{len(self.acts)}/2026",
                    form=self.source.choice([*OrderForm, *[OrderForm.FORFEITURE] * 4]),
                    in_force=self.source.choice([None, self.day(), date, date, date]),
                    appeal_until=self.source.choice(
                        [None, None, None, self.day(), self.days[-1] + dt.timedelta(days=9)]
                    ),
                    amount=amount,
                    money=money,
                    case=None if by_outpoint else self.source.choice(CASES),
                    labels=() if by_outpoint else labels,
                    wallets=tuple(sorted(self.source.sample(names, self.source.choice([0, 0, 0, 1, 2])))),
                    outpoints=tuple(sorted(self.source.sample(coins, min(len(coins), 2)))) if by_outpoint else (),
                )
            )

    def disposals(self, lots: Sequence[Lot]) -> None:
        """Add disposals: some that name lots which their transaction's coins hold, some by a step."""
        for txid in [each.txid for each in self.ledger(lots).movements if each.kind is MovementKind.DISPOSAL]:
            if self.source.random() < 0.4:
                continue
            named = self._lots_for(txid, lots)
            by_step = self.source.random() < 0.5
            act = DisposalAct(
                head=self.head(ActKind.DISPOSAL),
                method="auction",
                lots=named,
                basis="sale",
                outputs=(),
                txid=None if by_step else txid,
            )
            self.acts.append(act)
            if by_step:
                step = StepAct(
                    head=self.head(ActKind.STEP, act.head.date), disposal=act.head.id, state="sent", txid=txid
                )
                self.acts.append(step)

    def claims(self, lots: Sequence[Lot]) -> None:
        """Add executions of orders in money, assignments, claims and pledges of lots, and releases of these."""
        ledger = self.ledger(lots)
        money = [act for act in self.acts if isinstance(act, OrderAct) and act.money is not None and act.begins]
        unspent = [coin for coin in ledger.coins if coin.spent is None and coin.wallet in ledger.ours]
        lying = {run.receipt for coin in unspent for run in coin.runs}
        held = [lot for lot in lots if lot.run.receipt in lying]
        for _ in range(self.source.randint(8, 20) if lots else 0):
            kinds = [ActKind.ASSIGNMENT] * 3 + [ActKind.CLAIM, ActKind.PLEDGE]
            kind = self.source.choice([*kinds, ActKind.EXECUTION] if money else kinds)
            late = self.days[-self.source.randint(1, len(self.days) // 2)]
            head = self.head(kind, self.source.choice([late, late, self.day()]))
            among = held if held and self.source.random() < 0.8 else lots
            several = self.source.sample(among, min(len(among), self.source.randint(1, 3)))
            named = {
                lot.id: Sats(self.source.choice([lot.run.sat, self.source.randint(1, lot.run.sat)]))
                for lot in sorted(several, key=lambda lot: lot.id)
            }
            act: ExecutionAct | AssignmentAct | BurdenAct
            if kind is ActKind.EXECUTION:
                executed = self._execution(head, self.source.choice(money), lots)
                if executed is None:
                    continue
                act = executed
            elif kind is ActKind.ASSIGNMENT:
                act = AssignmentAct(head=head, lots=named)
            else:
                begins = self.source.choice([head.date, self.day()])
                act = BurdenAct(head=head, lots=named, begins=begins, claimant="C. Claimant")
            self._add_if_it_can(act, ledger, lots)
            burdens = [each for each in self.acts if isinstance(each, BurdenAct)]
            if burdens and self.source.random() < 0.1:
                ended = self.source.choice(burdens)
                day = self.source.choice([each for each in self.days if each >= ended.begins])
                self.acts.append(ReleaseAct(head=self.head(ActKind.RELEASE, day), act=ended.head.id, on=day))

    def _execution(self, head: ActHead, order: OrderAct, lots: Sequence[Lot]) -> ExecutionAct | None:
        """Return an execution of lots that an order in money names, and seldom of another; None where it names none."""
        begins = max(order.begins or order.head.date, order.head.date)
        days = [each for each in self.days if each >= begins]
        by_label = [lot for lot in lots if lot.case == order.case and lot.label in order.labels]
        among = list(lots) if order.outpoints or self.source.random() < 0.1 else by_label
        if not days or not among:
            return None
        several = self.source.sample(among, min(len(among), self.source.randint(1, 2)))
        named = {lot.id: Sats(self.source.randint(1, lot.run.sat)) for lot in sorted(several, key=lambda lot: lot.id)}
        day = self.source.choice(days)
        return ExecutionAct(head=replace(head, date=day), order=order.head.id, lots=named, fixing=day)

    def _add_if_it_can(
        self, act: ExecutionAct | AssignmentAct | BurdenAct, ledger: RegisterLedger, lots: Sequence[Lot]
    ) -> None:
        """Add an act with as much of its lots as there is to take, found by halving; none where there is nothing."""
        lots_left = dict(act.lots)
        while lots_left:
            tried = ActsInForce((*self.acts, replace(act, lots=lots_left)), ())
            try:
                lot_claims(ledger, lots, tried, self.days[-1], ZONE)
            except CaseError:
                lots_left = {lot: Sats(sat // 2) for lot, sat in lots_left.items() if sat // 2}
                continue
            self.acts.append(replace(act, lots=lots_left))
            return

    def _lots_for(self, txid: Txid, lots: Sequence[Lot]) -> dict[LotId, Sats]:
        """Return lots of the transaction's coins that are what leaves with it; none where these hold too few."""
        ledger = self.ledger(lots)
        movement = next(each for each in ledger.movements if each.txid == txid)
        left = movement.value + movement.fee
        held = {lot.id: 0 for lot in lots}
        for run in (run for coin in ledger.coins if coin.spender == txid for run in coin.runs):
            for lot in lots:
                if lot.run.receipt == run.receipt:
                    held[lot.id] += max(min(lot.run.end, run.end) - max(lot.run.start, run.start), 0)
        names = [name for name, sat in held.items() if sat]
        self.source.shuffle(names)
        named: dict[LotId, Sats] = {}
        for name in names:
            taken = min(held[name], left)
            left -= taken
            if taken:
                named[name] = Sats(taken)
        return {} if left else dict(sorted(named.items()))
