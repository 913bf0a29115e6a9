"""The money of a statement: each block rolled forward, what its coins cost, and what of it is restricted.

It follows from the satoshi of the statement, the fixings and the rates on file. A fixing is of its day or carried from
an earlier one; a period ends with one of its own last day, or is not closed.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from tracer.chain.outpoint import Txid
from tracer.errors import IntegrityError, TracerError
from tracer.reserve.ledger_rows import ExitKind
from tracer.reserve.price.fixing import FixedExchange, Fixing, Quality
from tracer.reserve.price.prices import DayPrice, Prices
from tracer.reserve.price.rates import Rates
from tracer.reserve.price.rounding import half_even, own_hundredths
from tracer.reserve.run_sets import without
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.title_rows import LAWFUL, TitleBook
from tracer.reserve.value import cost_basis as costs
from tracer.reserve.value.cost_basis import CostBasis, CostSources
from tracer.reserve.value.daily import day_flows, day_rows
from tracer.reserve.value.day_count import DayCount
from tracer.reserve.value.day_rows import DayFlow, DayFlowKind, DayRow, ValuedBlock
from tracer.reserve.value.money import BlockBounds, MoneyRows, block_sums, roll_forward, with_late, worth
from tracer.reserve.value.own_currency import own_rate
from tracer.reserve.value.printed_costs import printed_costs
from tracer.reserve.value.sales import Sale, by_transaction, sales
from tracer.reserve.value.spans import BlockSpan, ValuedRegister, block_spans
from tracer.reserve.value.value_rows import (
    BlockValue,
    FixingCounts,
    OtherBasis,
    PeriodCostBasis,
    PeriodCosts,
    PeriodProceeds,
    PeriodValue,
    PrincipalMarket,
    UsedFixing,
    UsedRate,
)

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class EarlierMoney:
    """What the statement before said: each block's satoshi at its end and, where it had money, its worth and costs.

    `late` tells which satoshi of the titled block its acts did not know of.
    """

    sat: Mapping[ValuedBlock, int]
    value: PeriodValue | None
    cost: PeriodCostBasis | None
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MoneySources:
    """What money is computed from: the register's state, the days of the period, prices, rates, what was said before.

    `known` is the register with the acts that the statement before knew, None where there is none.
    """

    given: ValuedRegister
    title: TitleBook
    held: int
    first: dt.date
    last: dt.date
    prices: Prices
    rates: Rates
    earlier: EarlierMoney | None
    known: ValuedRegister | None


@dataclass(frozen=True, slots=True)
class PeriodMoney:
    """A statement's value and its cost basis, the rows by day of each block, and which fixings were used."""

    value: PeriodValue
    cost: PeriodCostBasis
    days: Mapping[ValuedBlock, tuple[DayRow, ...]]
    fixings: frozenset[dt.date]


def closing_price(prices: Prices, last: dt.date) -> DayPrice:
    """Return the price with which a period ends.

    Raises:
        TracerError: it is carried, or there is none.
    """
    found = prices.on(last)
    if found is None:
        raise TracerError(
            f"no fixing is on file for {last.isoformat()} or before; run tracer reserve fix --day {last.isoformat()}."
        )
    if found.closes_no_period is not None:
        raise TracerError(found.closes_no_period)
    return found


def money(sources: MoneySources) -> PeriodMoney:
    """Compute the money of a period.

    Raises:
        TracerError: no fixing is of the period's last day.
        CaseError: satoshi have no price, or a sale's currency no rate.
        IntegrityError: what is computed two ways is not the same, or the opening is not the closing before.
    """
    price = closing_price(sources.prices, sources.last)
    fixings, own = _counts(sources), {day for day in sources.prices.days if sources.first <= day <= sources.last}
    sources, prices = replace(sources, first=_begin(sources)), _Asked(sources.prices)
    spans = block_spans(sources.given, sources.last)
    counted = day_rows(sources.given, spans, sources.first, sources.last)
    bounds = {block: _bounds(block, sources, counted[block][0].opening) for block in ValuedBlock}
    days = {block: with_late(rows, bounds[block].opening) for block, rows in counted.items()}
    rows = {block: roll_forward(days[block], bounds[block], prices) for block in ValuedBlock}
    _check_opening(rows, sources.earlier)
    sold = sales(sources.given.ledger, sources.given.acts, sources.rates, sources.given.register.zone, sources.last)
    flows = {
        block: day_flows(sources.given, spans[block], dt.date.min, sources.last)
        for block in (ValuedBlock.RESERVE, ValuedBlock.TITLED)
    }
    execution = _execution(sources, flows, by_transaction(sold), prices)
    currency = sources.given.register.currency
    rate = own_rate(currency, sources.last, sources.rates)
    value = PeriodValue(
        fixing=UsedFixing.of(price),
        opening_fixing=_opening_fixing(sources, bounds),
        currency=currency,
        rate=None if rate is None else UsedRate(
            per_usd=rate.text, as_of=rate.as_of, source=rate.source, sha256=rate.sha256
        ),
        blocks=tuple(
            BlockValue(
                block=block,
                sat=block_sums(days[block], block, bounds[block]),
                cents=rows[block].cents,
                execution=half_even(execution[block]),
                own=None if rate is None else own_hundredths(bounds[block].closing, price.cents, rate.per_usd),
            )
            for block in ValuedBlock
        ),
        proceeds=tuple(_proceeds(sold, sources.first)),
        fixings=fixings,
        principal=_principal(sources.prices.fixing(sources.last), bounds[ValuedBlock.TITLED].closing),
    )  # fmt: skip
    cost = _cost(
        sources,
        _Titled(rows[ValuedBlock.TITLED], flows[ValuedBlock.TITLED], execution[ValuedBlock.TITLED], spans),
        sold,
        prices,
    )
    return PeriodMoney(value, cost, days, frozenset(own | prices.asked))


def _begin(sources: MoneySources) -> dt.date:
    """Return the day from which there is money: the first one, or that of the first fixing where none is before it."""
    if sources.prices.on(sources.first - _DAY) is not None:
        return sources.first
    return next(day for day in sources.prices.days if day >= sources.first)


class _Asked:
    """Prices that remember which fixings were asked for."""

    def __init__(self, prices: Prices) -> None:
        self._prices = prices
        self.asked: set[dt.date] = set()

    def on(self, day: dt.date) -> DayPrice | None:
        """Return the price of a day."""
        found = self._prices.on(day)
        if found is not None:
            self.asked.add(found.fixing)
        return found


def _bounds(block: ValuedBlock, sources: MoneySources, counted: int) -> BlockBounds:
    """Return what a block opens and closes with.

    It opens with what the last statement closed with, where one says so, else with what was counted. A first statement
    opens with nothing, as its books do, and so does one before which there is no fixing: what lies there already comes
    in on the first day.
    """
    runs = sources.title.runs
    closing = {
        ValuedBlock.RESERVE: sum(each.run.sat for each in runs if each.assigned),
        ValuedBlock.TITLED: sum(sources.title.sums[word] for word in LAWFUL),
        ValuedBlock.HELD: sources.held,
    }[block]
    if sources.earlier is None or sources.prices.on(sources.first - _DAY) is None:
        return BlockBounds(0, closing)
    return BlockBounds(sources.earlier.sat.get(block, counted), closing)


def _check_opening(rows: Mapping[ValuedBlock, MoneyRows], earlier: EarlierMoney | None) -> None:
    """Raise unless each block opens with the worth with which the last statement closed it."""
    if earlier is None or earlier.value is None:
        return
    for block in ValuedBlock:
        opening, closing = rows[block].cents["opening"], earlier.value.block(block).cents["closing"]
        if opening != closing:
            raise IntegrityError(
                f"opening {opening} cents of block {block.value} is not {earlier.name}'s closing {closing}."
            )


def _opening_fixing(sources: MoneySources, bounds: Mapping[ValuedBlock, BlockBounds]) -> UsedFixing | None:
    found = sources.prices.on(sources.first - _DAY)
    return UsedFixing.of(found) if found is not None and bounds[ValuedBlock.HELD].opening else None


def _execution(
    sources: MoneySources,
    flows: Mapping[ValuedBlock, Sequence[DayFlow]],
    sold: Mapping[Txid, Sale],
    prices: _Asked,
) -> Mapping[ValuedBlock, Fraction]:
    """Return what the period's sales brought more than the fixings of their days, by block, exactly."""
    left: dict[ValuedBlock, list[tuple[Txid, dt.date, int]]] = {ValuedBlock.HELD: list(_paid(sources))}
    for block, found in flows.items():
        left[block] = [
            (flow.txid, flow.day, flow.run.sat)
            for flow in found
            if flow.kind is DayFlowKind.DISPOSED and flow.txid is not None and flow.day >= sources.first
        ]
    sums = dict.fromkeys(ValuedBlock, Fraction(0))
    for block, parts in left.items():
        for txid, day, sat in parts:
            price = prices.on(day)
            if txid in sold and price is not None:
                sums[block] += sat * sold[txid].per_satoshi - worth(sat, price.cents)
    return sums


def _paid(sources: MoneySources) -> Iterator[tuple[Txid, dt.date, int]]:
    """Yield what wallets of ours paid to others in the period."""
    ledger = sources.given.ledger
    count = DayCount(sources.given.register.zone, ledger.mtps.values(), sources.last)
    for each in ledger.exits:
        day = count.day(ledger.mtps[each.position.height])
        is_ours = each.kind is ExitKind.PAID and each.wallet in ledger.ours
        if is_ours and sources.first.toordinal() <= day <= sources.last.toordinal():
            yield each.txid, dt.date.fromordinal(day), each.run.sat


def _proceeds(sold: Sequence[Sale], first: dt.date) -> Iterator[PeriodProceeds]:
    """Yield the sales of the period."""
    for sale in sold:
        if sale.day >= first:
            yield PeriodProceeds(
                act=sale.act,
                method=sale.method,
                day=sale.day,
                sat=sale.sat,
                currency=sale.currency,
                net=sale.net,
                cents=half_even(sale.cents),
                account=sale.account,
                restricted=sale.restricted,
                expected=sale.expected,
            )


def _counts(sources: MoneySources) -> FixingCounts:
    """Return how the days of the period are priced."""
    days = [sources.first + number * _DAY for number in range((sources.last - sources.first).days + 1)]
    found = [sources.prices.on(day) for day in days]
    kinds = [None if each is None else each.quality for each in found]
    return FixingCounts(
        best=kinds.count(Quality.A),
        last_trades=kinds.count(Quality.C),
        carried=kinds.count(Quality.X),
        none=kinds.count(None),
    )


def _principal(fixing: Fixing | None, titled: int) -> PrincipalMarket | None:
    return None if fixing is None else principal_market(fixing.exchanges, titled)


def principal_market(exchanges: Sequence[FixedExchange], titled: int) -> PrincipalMarket | None:
    """Return the used exchange with the greatest volume, the first by name of equals; None: none has a price."""
    used = [each for each in exchanges if each.used and each.median is not None]
    if not used:
        return None
    found = min(used, key=lambda each: (-each.volume, each.name))
    assert found.median is not None
    cents = half_even(titled * Fraction(found.median) * 100 / 10**8)
    return PrincipalMarket(name=found.name, volume=found.volume, price=found.median, cents=cents)


@dataclass(frozen=True, slots=True)
class _Titled:
    """The titled block's money, its flows since the beginning, what its sales brought more, and every block's spans."""

    rows: MoneyRows
    flows: Sequence[DayFlow]
    execution: Fraction
    spans: Mapping[ValuedBlock, Sequence[BlockSpan]]


def _cost(sources: MoneySources, titled: _Titled, sold: Sequence[Sale], prices: _Asked) -> PeriodCostBasis:
    """Return the costs of the titled block, as far as every day of its past has a fixing."""
    there = costs.standing(titled.spans[ValuedBlock.TITLED], sources.last)
    seized, received = costs.received_days(sources.given, sources.last)
    at = {
        "seizure": _other(costs.valued(there, seized, prices)),
        "receipt": _other(costs.valued(there, received, prices)),
    }
    missing = costs.missing_days(titled.flows, prices, sources.first)
    found = None
    if not missing:
        late = _late(sources, titled.spans[ValuedBlock.TITLED])
        basis = costs.cost_basis(
            CostSources(flows=titled.flows, prices=prices, sales=by_transaction(sold), first=sources.first, late=late)
        )
        standing = costs.standing_cost(titled.flows, there, prices)
        if standing != basis.closing:
            raise IntegrityError(f"cost by what came and went {basis.closing}, by what is there {standing}.")
        found = _costs(sources, titled, basis, prices)
    return PeriodCostBasis(method=costs.METHODS[0], costs=found, missing=missing, at=at)


def _other(found: costs.WorthByDay) -> OtherBasis:
    return OtherBasis(
        sat=found.sat, cents=None if found.cents is None else half_even(found.cents), missing=found.missing
    )


def _late(sources: MoneySources, spans: Sequence[BlockSpan]) -> tuple[SatoshiRun, ...]:
    """Return the titled satoshi before the period that the acts of the statement before did not know of."""
    ended = sources.first - _DAY
    now = costs.standing(spans, ended)
    if sources.known is None or sources.earlier is None or sources.prices.on(ended) is None:
        return now
    if sum(run.sat for run in now) == sources.earlier.sat[ValuedBlock.TITLED]:
        return ()
    return without(now, costs.standing(block_spans(sources.known, ended)[ValuedBlock.TITLED], ended))


def _costs(sources: MoneySources, titled: _Titled, basis: CostBasis, prices: _Asked) -> PeriodCosts:
    """Return a period's costs, whose realised and unrealised parts are its revaluation, execution and fees.

    Raises:
        IntegrityError: they are not.
    """
    rows, flows = titled.rows, basis.flows
    left = sum((_worth(flow, prices) for flow in titled.flows
                if flow.kind is DayFlowKind.DISPOSED and flow.day >= sources.first), Fraction(0))  # fmt: skip
    other = sum((getattr(rows, name) - flows[name] for name in ("additions", "withdrawals", "scope")), Fraction(0))
    other -= rows.deposits - flows["deposits"] + rows.disposals - left
    opening, closing = rows.opening - basis.opening, rows.closing - basis.closing
    one, two = basis.realised + closing - opening, rows.revaluation + titled.execution - rows.fees + other
    if one != two:
        raise IntegrityError(f"realised and unrealised {one}, revaluation, execution and fees {two}.")
    before = None if sources.earlier is None or sources.earlier.cost is None else sources.earlier.cost.costs
    return printed_costs(basis, rows, titled.execution, 0 if before is None else before.cumulative)


def _worth(flow: DayFlow, prices: _Asked) -> Fraction:
    price = prices.on(flow.day)
    return Fraction(0) if price is None else worth(flow.run.sat, price.cents)
