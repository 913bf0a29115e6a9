"""The money of a period and what is said of its limits, from the same sources as the statement."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

from tracer.formats import canonical
from tracer.formats.canonical import Json
from tracer.formats.json_cursor import JsonCursor
from tracer.reserve import act_set
from tracer.reserve.act_set import file_of
from tracer.reserve.limits.limit_acts import limits_of
from tracer.reserve.limits.limit_days import ProvenShare
from tracer.reserve.limits.limit_report import LimitReport
from tracer.reserve.limits.limit_rows import LimitPrice
from tracer.reserve.limits.of_period import PeriodLimitSources, of_period
from tracer.reserve.period_sources import PeriodSources
from tracer.reserve.periods import FiledStatement
from tracer.reserve.price.prices import DayPrice
from tracer.reserve.title_rows import LAWFUL, TitleBook
from tracer.reserve.value.daily import daily
from tracer.reserve.value.day_rows import DayRow, ValuedBlock
from tracer.reserve.value.period_value import EarlierMoney, MoneySources, PeriodMoney
from tracer.reserve.value.period_value import money as money_of
from tracer.reserve.value.spans import ValuedRegister


def period_money(sources: PeriodSources, title: TitleBook, held: int) -> PeriodMoney | None:
    """Return the money of the period, None where the register sets no price."""
    if sources.valuing is None:
        return None
    given = ValuedRegister(ledger=sources.ledger, register=sources.register, lots=sources.lots, acts=sources.acts)
    return money_of(
        MoneySources(
            given=given,
            title=title,
            held=held,
            first=sources.period.first,
            last=sources.period.last,
            prices=sources.valuing.prices,
            rates=sources.valuing.rates,
            earlier=_earlier(sources.before.previous),
            known=_known(given, sources.before.previous),
        )
    )


def _earlier(previous: FiledStatement | None) -> EarlierMoney | None:
    """Return what the statement before says of the blocks; of the reserve only where it has money."""
    if previous is None:
        return None
    said = previous.statement
    sat = {ValuedBlock.TITLED: sum(said.title[each] for each in LAWFUL), ValuedBlock.HELD: said.books.books.closing}
    if said.value is not None:
        sat[ValuedBlock.RESERVE] = said.value.block(ValuedBlock.RESERVE).sat["closing"]
    return EarlierMoney(sat=sat, value=said.value, cost=said.cost, name=said.period)


def _known(given: ValuedRegister, previous: FiledStatement | None) -> ValuedRegister | None:
    """Return the register with the acts and the lots that the statement before was computed from."""
    if previous is None:
        return None
    listed = {each.id for each in previous.statement.inputs}
    acts = act_set.in_force([act for act in given.acts.all if file_of(act.head.id) in listed])
    cases = {path.split("/")[1] for path in listed if path.startswith("receipts/")}
    return replace(given, acts=acts, lots=[lot for lot in given.lots if lot.case in cases])


def limit_report(sources: PeriodSources, money: PeriodMoney | None) -> LimitReport | None:
    """Return what is said of limits, None where nothing on file is about any; without a price, of limits alone."""
    if money is None and not limits_of(sources.register, sources.acts):
        return None
    used = _used(sources, money)
    return of_period(
        PeriodLimitSources(
            register=sources.register,
            acts=sources.acts,
            ledger=sources.ledger,
            rows=_titled(sources, money),
            fixings={day: LimitPrice(price.cents, price.quality.value) for day, price in used if price is not None},
            tables=sources.limit_tables,
            previous=sources.before.previous,
            proven=_proven(sources),
            custody=sources.custody,
        )
    )


def reviewed(limits: LimitReport) -> Mapping[str, Json]:
    """Return what stands beside the limits, as it is read back from a statement."""
    return {key: place.value for key, place in JsonCursor.of(canonical.dumps(limits.review_json()), "review").members()}


def _proven(sources: PeriodSources) -> ProvenShare:
    """Return what is proven of the closing: the last day asks for its own proof."""
    last, proof = sources.period.last, sources.proof
    return ProvenShare(last, None) if proof is None else ProvenShare.of(last, proof.covered, proof.of)


def _used(sources: PeriodSources, money: PeriodMoney | None) -> list[tuple[dt.date, DayPrice | None]]:
    """Return the prices that money was computed with, by day."""
    if sources.valuing is None or money is None:
        return []
    return [(day, sources.valuing.prices.on(day)) for day in sorted(money.fixings)]


def _titled(sources: PeriodSources, money: PeriodMoney | None) -> Sequence[DayRow]:
    """Return what was titled on each day of the period; money begins with the first fixing."""
    period = sources.period
    if money is not None and money.days[ValuedBlock.TITLED][0].day == period.first:
        return money.days[ValuedBlock.TITLED]
    given = (sources.ledger, sources.register, sources.lots, sources.acts)
    return daily(*given, period.first, period.last)[ValuedBlock.TITLED]
