"""Gate D7: a disposal for money gets at least the floor that its act sets, as a share of a fixing.

A price in another currency than dollars is held against the fixing by the National Bank's rates of the fixing's day. A
lower floor takes another act, with the document that gives the reasons.
"""

from fractions import Fraction

from tracer.reserve.act_terms import SalePrice
from tracer.reserve.disposition.gate_rows import GateCheck, GateState, judged, unchecked
from tracer.reserve.disposition.gate_sources import Gated
from tracer.reserve.disposition.states import SALES
from tracer.reserve.price.rates import DOLLAR
from tracer.reserve.price.rounding import half_even
from tracer.reserve.sentences import say
from tracer.reserve.value.sales import TENGE, DayRates

SOLD = (*SALES, "interlocutory")
"""Methods by which a price is paid."""


def price(of: Gated) -> GateCheck:
    """Return D7."""
    act, pricing = of.act, of.books.pricing
    if act.method not in SOLD:
        return judged("D7", [], say("No price is paid: {method}.", method=act.method))
    agreed = None if act.sale is None else act.sale.price
    if agreed is None or agreed.floor is None or agreed.fixing is None:
        return judged("D7", [say("Act {act} states no price with a fixing and a floor.", act=act.head.id)])
    if pricing is None:
        return unchecked("D7", say("The register sets no price, so that no floor can be looked at."))
    fixing = pricing.prices.on(agreed.fixing)
    if fixing is None or agreed.fixing > of.day or fixing.fixing != agreed.fixing:
        return judged("D7", [say("There is no fixing of {day} on file.", day=f"{agreed.fixing}")])
    fixed = _in_currency(fixing.cents, agreed, pricing.rates)
    if fixed is None:
        lacks = say(
            "There is no rate of {currency} for {day} on file.", currency=agreed.currency, day=f"{agreed.fixing}"
        )
        return unchecked("D7", lacks)
    state = GateState.PASS if agreed.per_btc >= agreed.floor * fixed else GateState.FAIL
    words = say(
        "{money} {currency} for one bitcoin; the fixing of {day} is {other_money} {other_currency}, the floor {share} "
        "of it.",
        money=_money(agreed.per_btc),
        currency=agreed.currency,
        day=f"{agreed.fixing}",
        other_money=_money(half_even(fixed)),
        other_currency=agreed.currency,
        share=_share(agreed.floor),
    )
    return GateCheck("D7", state, (words,))


def _in_currency(cents: int, agreed: SalePrice, rates: DayRates) -> Fraction | None:
    """Return a fixing in hundredths of a price's currency, exactly; None: a rate is missing."""
    if agreed.fixing is None or agreed.currency == DOLLAR:
        return Fraction(cents)
    dollar = rates.on(DOLLAR, agreed.fixing)
    if dollar is None:
        return None
    if agreed.currency == TENGE:
        return cents * dollar.kzt
    other = rates.on(agreed.currency, agreed.fixing)
    return None if other is None else cents * dollar.kzt / other.kzt


def _money(hundredths: int) -> str:
    return f"{hundredths // 100}.{hundredths % 100:02d}"


def _share(share: Fraction) -> str:
    """Return a share as a decimal, as a fraction where it has more than eight places."""
    places = next((each for each in range(9) if (share * 10**each).denominator == 1), None)
    if places is None:
        return str(share)
    digits = f"{int(share * 10**places):0{places + 1}d}"
    return digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}"
