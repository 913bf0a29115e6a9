"""What a register is worth at the end of a day: its blocks at the last fixing, and what orders in money would take."""

import datetime as dt
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tracer.chain.amount import COIN
from tracer.formats.canonical import Writable
from tracer.reserve.acts import Act, ActId, ActsInForce, ExecutionAct, Money, OrderAct
from tracer.reserve.price.prices import DayPrice
from tracer.reserve.price.rounding import half_even, own_hundredths, usd_cents
from tracer.reserve.replaced_acts import ActsByDay
from tracer.reserve.title_rows import LAWFUL, TitleBook
from tracer.reserve.value.day_rows import ValuedBlock
from tracer.reserve.value.money import DayPrices
from tracer.reserve.value.own_currency import OwnRate, hundredths_key, own_rate, per_usd_key
from tracer.reserve.value.sales import DayRates, dollars


@dataclass(frozen=True, slots=True, kw_only=True)
class DayValue:
    """The blocks in satoshi, the price of the day, and what a dollar is in the own currency; None: no rate is on file.

    Where that is the dollar itself there is no rate either.
    """

    price: DayPrice
    currency: str
    rate: OwnRate | None
    sat: Mapping[ValuedBlock, int]

    def cents(self, block: ValuedBlock) -> int:
        """Return a block's worth in US cents."""
        return usd_cents(self.sat[block], self.price.cents)

    def own(self, block: ValuedBlock) -> int | None:
        """Return a block's worth in hundredths of the own currency, from the exact product."""
        return None if self.rate is None else own_hundredths(self.sat[block], self.price.cents, self.rate.per_usd)

    def as_json(self) -> Mapping[str, Writable]:
        """Return it as JSON, money as texts of digits."""
        return {
            "fixing": {
                "day": self.price.fixing.isoformat(),
                "usd_cents": str(self.price.cents),
                "quality": self.price.quality.value,
                "sha256": self.price.sha256,
                "age_days": self.price.age_days,
            },
            per_usd_key(self.currency): None if self.rate is None else self.rate.text,
            "sat": {block.value: str(self.sat[block]) for block in ValuedBlock},
            "usd_cents": {block.value: str(self.cents(block)) for block in ValuedBlock},
            hundredths_key(self.currency): None
            if self.rate is None
            else {block.value: str(self.own(block)) for block in ValuedBlock},
        }


def day_value(title: TitleBook, prices: DayPrices, rates: DayRates, currency: str) -> DayValue | None:
    """Return what is held on a title book's day is worth, in dollars and a currency; None: there is no fixing yet."""
    price = prices.on(title.day)
    if price is None:
        return None
    sat = {
        ValuedBlock.RESERVE: sum(each.run.sat for each in title.runs if each.assigned),
        ValuedBlock.TITLED: sum(title.sums[word] for word in LAWFUL),
        ValuedBlock.HELD: sum(title.sums.values()),
    }
    return DayValue(price=price, currency=currency, rate=own_rate(currency, title.day, rates), sat=sat)


def taken(money: Money, price: DayPrice, rates: DayRates) -> int | None:
    """Return how many satoshi an amount of money takes at a price, None where no rate is on file.

    It is the amount times 10^8 over the price of one bitcoin in its currency, rounded once, half to even.
    """
    dollar = dollars(money.currency, price.day, rates)
    return None if dollar is None else _taken(Fraction(money.hundredths), price.cents / dollar)


def execution_faults(acts: ActsInForce, prices: DayPrices, rates: DayRates, day: dt.date) -> Iterator[tuple[str, bool]]:
    """Yield each act of execution up to a day that takes more than its order does at the fixing that it names.

    Of several the later takes of what the earlier left of the amount. Each is held to the acts that counted on its day.
    One whose fixing is not on file is told too, with False: more of it is not known.
    """
    by_day, done = ActsByDay(acts), set[ActId]()
    for cut in (*by_day.days, None):
        counted = [act for act in by_day.before(cut) if act.head.date <= day]
        own = {act.head.id for act in counted if cut is None or act.head.date < cut}
        yield from _too_much(counted, own - done, prices, rates)
        done |= own


def _too_much(
    acts: Sequence[Act], judged: Collection[ActId], prices: DayPrices, rates: DayRates
) -> Iterator[tuple[str, bool]]:
    """Yield each execution, of those that are judged, that takes more than its order does beside the others."""
    executions = [act for act in acts if isinstance(act, ExecutionAct)]
    for order in acts:
        if not isinstance(order, OrderAct) or order.money is None:
            continue
        left = Fraction(order.money.hundredths)
        for act in (each for each in executions if each.order == order.head.id):
            found = _per_coin(order.money.currency, act.fixing, prices, rates)
            if found is None:
                if act.head.id in judged:
                    yield _unpriced(act, order), False
                continue
            sat, due = sum(act.lots.values()), _taken(left, found)
            if sat > due and act.head.id in judged:
                text = (
                    f"act {act.head.id}: takes {sat} satoshi for order {order.order}; at the fixing of "
                    f"{act.fixing.isoformat()} it takes {due}."
                )
                yield text, True
            left = max(left - sat * found / COIN, Fraction(0))


def _taken(hundredths: Fraction, per_coin: Fraction) -> int:
    return half_even(hundredths * COIN / per_coin)


def _per_coin(currency: str, day: dt.date, prices: DayPrices, rates: DayRates) -> Fraction | None:
    """Return what one bitcoin is worth in hundredths of a currency at a day's fixing, None where that is not known."""
    price, dollar = prices.on(day), dollars(currency, day, rates)
    return None if price is None or dollar is None else price.cents / dollar


def _unpriced(act: ExecutionAct, order: OrderAct) -> str:
    return (
        f"act {act.head.id}: executes order {order.order} at the fixing of {act.fixing.isoformat()}, "
        "and no fixing or no rate of that day is on file."
    )
