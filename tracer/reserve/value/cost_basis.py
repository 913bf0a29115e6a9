"""What the titled satoshi cost, and what of the change of their worth is realised.

Identity 4: what is realised and the change of what is not are revaluation, execution and fees at fixing. The cost of
what is there at the end is found twice: by everything that came and went, and by the satoshi that lie there.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from tracer.chain.amount import COIN
from tracer.chain.outpoint import Txid
from tracer.errors import IntegrityError
from tracer.reserve.marks import Marks
from tracer.reserve.register import WalletStage
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.value.day_count import DayCount
from tracer.reserve.value.day_rows import DayFlow, DayFlowKind
from tracer.reserve.value.inventories import AverageInventory, FifoInventory, Inventory, SpecificInventory
from tracer.reserve.value.money import DayPrices, worth
from tracer.reserve.value.sales import Sale
from tracer.reserve.value.spans import BlockSpan, ValuedRegister

METHODS = ("specific", "fifo", "average")
"""Methods by name, the statement's own first."""
_ORDER = (
    DayFlowKind.ADDED, DayFlowKind.WITHDRAWN, DayFlowKind.SCOPE_IN, DayFlowKind.DISPOSED, DayFlowKind.FEE,
    DayFlowKind.DEPOSITED, DayFlowKind.SCOPE_OUT,
)  # fmt: skip
"""In which order a day's flows are taken: what comes before what goes."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodCost:
    """What one method says, in exact US cents: the cost of what is there, and what a period realised."""

    cost: Fraction
    realised: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class WorthByDay:
    """Satoshi valued each at the fixing of a day of its own; `missing` are days without one, and `cents` None then."""

    sat: int
    cents: Fraction | None
    missing: tuple[dt.date, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CostBasis:
    """The cost of the titled satoshi over a period, in exact US cents.

    `flows` are what came and went by the names of the rows of money, at cost. `gains` and `losses` are what each
    transaction realised. `proceeds` is what sales brought, and the fixing of what was no sale.
    """

    opening: Fraction
    flows: Mapping[str, Fraction]
    closing: Fraction
    proceeds: Fraction
    gains: Fraction
    losses: Fraction
    methods: Mapping[str, MethodCost]

    @property
    def realised(self) -> Fraction:
        """Proceeds less the cost of what was disposed of and of the fees."""
        return self.methods[METHODS[0]].realised


@dataclass(frozen=True, slots=True, kw_only=True)
class CostSources:
    """What costs are found from: every flow of the titled block since the beginning, prices, sales.

    `late` are satoshi that acts of later put into the block before the period's `first` day, which the statement before
    did not have.
    """

    flows: Sequence[DayFlow]
    prices: DayPrices
    sales: Mapping[Txid, Sale]
    first: dt.date
    late: Sequence[SatoshiRun] = ()


def missing_days(flows: Iterable[DayFlow], prices: DayPrices, first: dt.date) -> tuple[dt.date, ...]:
    """Return the days of which a fixing is lacking: those on which something came, or left from the first day on."""
    days = {flow.day for flow in flows if flow.kind.enters or flow.day >= first}
    return tuple(sorted(day for day in days if prices.on(day) is None))


def cost_basis(given: CostSources) -> CostBasis:
    """Return the costs of a period, of which no fixing is missing.

    Raises:
        IntegrityError: satoshi leave that are not there, or the cost of what is there is another than by the flows.
    """
    taking = _Taking(given)
    for flow in sorted(given.flows, key=lambda flow: (flow.day, _ORDER.index(flow.kind))):
        taking.take(flow)
    return taking.found()


def standing_cost(flows: Sequence[DayFlow], standing: Iterable[SatoshiRun], prices: DayPrices) -> Fraction:
    """Return what satoshi cost by the day on which each last came in, those that came back by the day of before.

    Nothing before a disposal counts: its cost is spent, and what comes in again costs what the new day says.

    Raises:
        IntegrityError: one never came in.
    """
    ordered = sorted(flows, key=lambda flow: (flow.day, _ORDER.index(flow.kind)))
    begun: Marks[int] = Marks()
    for at in reversed(range(len(ordered))):
        if ordered[at].kind in (DayFlowKind.ADDED, DayFlowKind.DISPOSED, DayFlowKind.FEE):
            begun.add(ordered[at].run, at)
    days: Marks[dt.date] = Marks()
    for at, flow in enumerate(ordered):
        for part, since in begun.parts(flow.run) if flow.kind.enters else ():
            if since is None or since <= at:
                days.add(part, flow.day)
    found = valued(standing, days, prices)
    if found.cents is None:
        raise IntegrityError("satoshi with title never came in, or on a day without a fixing.")
    return found.cents


def valued(runs: Iterable[SatoshiRun], days: Marks[dt.date], prices: DayPrices) -> WorthByDay:
    """Return satoshi at the fixings of their own days; those without a day are left out."""
    sums = defaultdict[dt.date, int](int)
    for run in runs:
        for part, day in days.parts(run):
            if day is not None:
                sums[day] += part.sat
    missing = tuple(sorted(day for day in sums if prices.on(day) is None))
    cents = sum((worth(sat, price.cents) for day, sat in sums.items() if (price := prices.on(day))), Fraction(0))
    return WorthByDay(sat=sum(sums.values()), cents=None if missing else cents, missing=missing)


def received_days(given: ValuedRegister, last: dt.date) -> tuple[Marks[dt.date], Marks[dt.date]]:
    """Return the day on which each satoshi first came to a wallet of ours, and to one of the stage `reserve`."""
    count = DayCount(given.register.zone, given.ledger.mtps.values(), last)
    reserves = {each.name for each in given.register.wallets if each.stage is WalletStage.RESERVE}
    seized, received = Marks[dt.date](), Marks[dt.date]()
    for coin in given.ledger.coins:
        day = count.day(given.ledger.mtps[coin.position.height])
        if coin.wallet in given.ledger.ours and day <= last.toordinal():
            for run in coin.runs:
                seized.add(run, dt.date.fromordinal(day))
                if coin.wallet in reserves:
                    received.add(run, dt.date.fromordinal(day))
    return seized, received


def standing(spans: Iterable[BlockSpan], day: dt.date) -> tuple[SatoshiRun, ...]:
    """Return the satoshi that lie in a block when a day ends."""
    return tuple(span.run for span in spans if span.begins <= day.toordinal() < span.ends)


_NAMES = {
    DayFlowKind.ADDED: "additions",
    DayFlowKind.WITHDRAWN: "withdrawals",
    DayFlowKind.SCOPE_IN: "scope",
    DayFlowKind.SCOPE_OUT: "scope",
    DayFlowKind.DISPOSED: "disposals",
    DayFlowKind.FEE: "fees",
    DayFlowKind.DEPOSITED: "deposits",
}


@dataclass
class _Taking:
    """Costs while flows are taken one after the other."""

    given: CostSources
    inventories: Mapping[str, Inventory] = field(
        default_factory=lambda: {
            "specific": SpecificInventory(),
            "fifo": FifoInventory(),
            "average": AverageInventory(),
        }
    )
    opening: Fraction | None = None
    flows: dict[str, Fraction] = field(default_factory=lambda: dict.fromkeys(_NAMES.values(), Fraction(0)))
    proceeds: Fraction = Fraction(0)
    costs: dict[str, Fraction] = field(default_factory=lambda: dict.fromkeys(METHODS, Fraction(0)))
    by_transaction: dict[object, Fraction] = field(default_factory=lambda: defaultdict(Fraction))

    def take(self, flow: DayFlow) -> None:
        """Take one flow, and count it where it is of the period."""
        counts = flow.day >= self.given.first
        if counts and self.opening is None:
            self.opening = self._open()
        price = self.given.prices.on(flow.day)
        each = Fraction(0) if price is None else Fraction(price.cents, COIN)
        costs = {name: _moved(inventory, flow, each) for name, inventory in self.inventories.items()}
        if not counts:
            return
        self.flows[_NAMES[flow.kind]] += costs[METHODS[0]] * (-1 if flow.kind is DayFlowKind.SCOPE_OUT else 1)
        if flow.kind not in (DayFlowKind.DISPOSED, DayFlowKind.FEE):
            return
        sale = self.given.sales.get(flow.txid) if flow.txid is not None else None
        got = Fraction(0)
        if flow.kind is DayFlowKind.DISPOSED:
            got = flow.run.sat * (each if sale is None else sale.per_satoshi)
        self.proceeds += got
        self.by_transaction[flow.txid or flow.day] += got - costs[METHODS[0]]
        for name, cost in costs.items():
            self.costs[name] += cost

    def _open(self) -> Fraction:
        """Return the cost of what the period opens with; what came late is an addition instead."""
        specific = self.inventories[METHODS[0]]
        assert isinstance(specific, SpecificInventory)
        late = sum(
            (
                part.sat * each
                for run in self.given.late
                for part, each in specific.there.parts(run)
                if each is not None
            ),
            Fraction(0),
        )
        self.flows["additions"] += late
        return specific.cost - late

    def found(self) -> CostBasis:
        """Return the costs by every method, and what moved them by the method that values the books."""
        opening = self._open() if self.opening is None else self.opening
        methods = {
            name: MethodCost(cost=inventory.cost, realised=self.proceeds - self.costs[name])
            for name, inventory in self.inventories.items()
        }
        closing = methods[METHODS[0]].cost
        incoming = self.flows["additions"] + self.flows["withdrawals"] + self.flows["scope"]
        outgoing = self.flows["disposals"] + self.flows["fees"] + self.flows["deposits"]
        if opening + incoming - outgoing != closing:
            raise IntegrityError(f"costs lead from {opening} to {opening + incoming - outgoing} cents, not {closing}.")
        results = self.by_transaction.values()
        return CostBasis(
            opening=opening,
            flows=self.flows,
            closing=closing,
            proceeds=self.proceeds,
            gains=sum((each for each in results if each > 0), Fraction(0)),
            losses=-sum((each for each in results if each < 0), Fraction(0)),
            methods=methods,
        )


def _moved(inventory: Inventory, flow: DayFlow, each: Fraction) -> Fraction:
    """Take a flow into an inventory or out of it; return its cost."""
    if flow.kind is DayFlowKind.ADDED:
        inventory.put(flow.run, each)
        return flow.run.sat * each
    if flow.kind.enters:
        return inventory.back(flow.run, each)
    if flow.kind in (DayFlowKind.DISPOSED, DayFlowKind.FEE):
        return inventory.take(flow.run)
    return inventory.lend(flow.run)
