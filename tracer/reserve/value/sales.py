"""What was got for satoshi that were sold: by the act of their disposal, in US cents, exactly.

A currency's amount becomes dollars by the National Bank's rates of the day on which the coins were sent. What an act
says nothing of, a return to its owner for one, is no sale: those satoshi leave at their fixing, with no difference.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Protocol

from tracer.chain.outpoint import Txid
from tracer.errors import CaseError
from tracer.reserve.acts import ActId, ActsInForce, DisposalAct
from tracer.reserve.ledger_rows import ExitKind, RegisterLedger
from tracer.reserve.price.rates import DOLLAR, DayRate
from tracer.reserve.transaction_acts import transaction_acts
from tracer.reserve.value.day_count import DayCount

TENGE = "KZT"


class DayRates(Protocol):
    """Rates by currency and day, as `Rates` has them."""

    def on(self, currency: str, day: dt.date) -> DayRate | None:
        """Return tenge for one unit of a currency on a day, None where that is not known."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Sale:
    """A disposal for money: what was got net, in hundredths of its currency and in US cents, for so many satoshi.

    `txids` are its transactions in the order of the chain; `day` is the day of the first. `expected` says that the act
    has a price and nobody has written down yet what came in.
    """

    act: ActId
    method: str
    day: dt.date
    txids: tuple[Txid, ...]
    sat: int
    currency: str
    net: int
    cents: Fraction
    account: str | None
    restricted: bool
    expected: bool

    @property
    def per_satoshi(self) -> Fraction:
        """US cents for one satoshi."""
        return self.cents / self.sat


def sales(ledger: RegisterLedger, acts: ActsInForce, rates: DayRates, zone: str, last: dt.date) -> tuple[Sale, ...]:
    """Return the disposals for money that were sent up to a day, in ascending order of the acts.

    Raises:
        CaseError: one stands in a currency that no rate on file turns into dollars; all such.
    """
    count = DayCount(zone, ledger.mtps.values(), last)
    sent: dict[ActId, list[tuple[Txid, int]]] = {}
    paid: dict[Txid, tuple[int, int]] = {}
    for each in ledger.exits:
        day = count.day(ledger.mtps[each.position.height])
        if each.kind is ExitKind.PAID and each.wallet in ledger.ours and day <= last.toordinal():
            paid[each.txid] = (paid.get(each.txid, (0, day))[0] + each.run.sat, day)
    disposals = transaction_acts(acts).disposals
    for txid, (sat, _) in paid.items():
        if txid in disposals:
            sent.setdefault(disposals[txid].head.id, []).append((txid, sat))
    faults: list[str] = []
    by_id = {act.head.id: act for act in disposals.values()}
    found = [
        sale
        for name in sorted(sent)
        for sale in _sale(by_id[name], sent[name], dt.date.fromordinal(paid[sent[name][0][0]][1]), rates, faults)
    ]
    if faults:
        raise CaseError(*faults)
    return tuple(found)


def by_transaction(found: Sequence[Sale]) -> Mapping[Txid, Sale]:
    """Return sales by their transactions."""
    return {txid: sale for sale in found for txid in sale.txids}


def dollars(currency: str, day: dt.date, rates: DayRates) -> Fraction | None:
    """Return US dollars for one unit of a currency on a day, by tenge; None where a rate is lacking."""
    if currency == DOLLAR:
        return Fraction(1)
    dollar = rates.on(DOLLAR, day)
    if dollar is None:
        return None
    if currency == TENGE:
        return 1 / dollar.kzt
    other = rates.on(currency, day)
    return None if other is None else other.kzt / dollar.kzt


def _sale(
    act: DisposalAct, sent: Sequence[tuple[Txid, int]], day: dt.date, rates: DayRates, faults: list[str]
) -> Iterator[Sale]:
    terms = act.sale
    if terms is None or terms.price is None:
        return
    proceeds, price = terms.proceeds, terms.price
    net = price.gross - price.costs if proceeds is None else proceeds.net
    rate = dollars(price.currency, day, rates)
    if rate is None:
        faults.append(
            f"act {act.head.id} stands in {price.currency}; no rate of {day.isoformat()} is on file that turns it "
            "into US dollars.\nFile the National Bank's rates in tables/fx."
        )
        return
    yield Sale(
        act=act.head.id,
        method=act.method,
        day=day,
        txids=tuple(txid for txid, _ in sent),
        sat=sum(sat for _, sat in sent),
        currency=price.currency,
        net=net,
        cents=net * rate,
        account=None if proceeds is None else proceeds.account,
        restricted=proceeds is not None and proceeds.restricted,
        expected=proceeds is None,
    )
