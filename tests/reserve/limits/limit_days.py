"""Days for tests, by the few figures that matter to them; a value in US dollars is whole coins at a price."""

import datetime as dt
from fractions import Fraction

from tests.reserve.acts import head
from tracer.chain.amount import COIN
from tracer.chain.outpoint import Txid
from tracer.reserve.act_terms import HedgeTerms, ReviewTerms, WaiverTerms
from tracer.reserve.acts import ActKind, OtherAct
from tracer.reserve.limits.denominators import Denominator, ReservesChoice, ReservesKind, ReservesRow
from tracer.reserve.limits.hedges import Hedge
from tracer.reserve.limits.limit_rows import LimitDay, LimitPrice, Quantities
from tracer.reserve.terms import Limit, LimitKind, LimitSeverity

FIRST = dt.date(2026, 7, 1)
PRICE = 7_000_000


def day(number: int) -> dt.date:
    """Return the day with a number, 1 being the first of July."""
    return FIRST + dt.timedelta(days=number - 1)


def txid(number: int) -> Txid:
    """Return a transaction's id made up from a number."""
    return Txid(f"{number:064x}")


def reserves(
    usd: int, *, as_of: dt.date = dt.date(2026, 6, 1), includes: bool = False, net: int | None = None
) -> Denominator:
    """Return reserves of whole US dollars, published a fortnight after their day."""
    row = ReservesRow(
        as_of=as_of,
        published=as_of + dt.timedelta(days=14),
        gross=Fraction(usd),
        net=None if net is None else Fraction(net),
        gold=None,
        fx=None,
        national_fund=None,
        includes_crypto=includes,
        source="National Bank",
        sha256=None,
    )
    return Denominator(row, ReservesChoice(ReservesKind.GROSS))


def quantities(coins: int, **more: object) -> Quantities:
    """Return what is held, all of it titled and in one wallet, in whole coins."""
    sat = coins * COIN
    values: dict[str, object] = {"held": sat, "titled": sat, "wallets": {"Reserve": sat}, **more}
    return Quantities(**values)  # type: ignore[arg-type]


def limit_day(
    number: int,
    *,
    coins: int = 100,
    cents: int = PRICE,
    usd: int | None = 1_000_000_000,
    quality: str = "A",
    **more: object,
) -> LimitDay:
    """Return a day: coins held and titled, a price, and the reserves in whole US dollars, None: no table."""
    return LimitDay(
        day(number), quantities(coins, **more), LimitPrice(cents, quality), None if usd is None else reserves(usd)
    )


def limit(
    kind: LimitKind, most: str | None = None, least: str | None = None, *, worst: str | None = None,
    severity: LimitSeverity = LimitSeverity.HARD, cure_days: int = 0, begins: dt.date = FIRST, name: str = "the-limit",
) -> Limit:  # fmt: skip
    """Return a limit."""
    return Limit(
        id=name,
        kind=kind,
        most=None if most is None else Fraction(most),
        least=None if least is None else Fraction(least),
        worst=worst,
        severity=severity,
        cure_days=cure_days,
        set_by=None,
        begins=begins,
    )


def hedge(
    number: int = 1, *, instrument: str = "future", side: str = "short", contract: int = 5 * COIN, count: int = 500,
    price: int = PRICE, currency: str = "USD", counterparty: str = "Bank", opened: dt.date = FIRST,
    expires: dt.date = dt.date(2026, 12, 31), **more: object,
) -> Hedge:  # fmt: skip
    """Return a position, the first one with its counterparty."""
    act = head(number, ActKind.HEDGE, opened.isoformat()).id
    return Hedge(act, terms(
        instrument=instrument, side=side, contract=contract, count=count, price=price, currency=currency,
        counterparty=counterparty, opened=opened, expires=expires, **more,
    ), act)  # fmt: skip


def terms(**given: object) -> HedgeTerms:
    """Return the terms of a position; what is not given is nothing."""
    empty: dict[str, object] = dict.fromkeys(("margin", "margin_currency", "margin_sat", "margin_outpoint"))
    values = {"venue": "Exchange", "valuation": "settlement", **empty, **given}
    return HedgeTerms(**values)  # type: ignore[arg-type]


def hedge_act(found: Hedge, number: int) -> OtherAct:
    """Return the act of a position."""
    return OtherAct(head=head(number, ActKind.HEDGE, found.terms.opened.isoformat()), terms=found.terms)


def waiver_act(number: int, limit_id: str, begins: dt.date, until: dt.date) -> OtherAct:
    """Return an act that waives a limit."""
    return OtherAct(
        head=head(number, ActKind.WAIVER, begins.isoformat()),
        terms=WaiverTerms(limit=limit_id, until=until, reason="One order brought more."),
    )


def review_act(number: int, on: str, **given: object) -> OtherAct:
    """Return a review of the third quarter; what is not given is as it should be."""
    values: dict[str, object] = {
        "period": "2026Q3",
        "period_sha256": "ab" * 32,
        "present": ("A", "B"),
        "band": (Fraction(1, 200), Fraction(1, 100)),
        "decision": "keep",
        "votes": {"A": "for", "B": "for"},
        "reasons": "The share lies inside.",
        "next": dt.date(2027, 1, 20),
        **given,
    }
    return OtherAct(head=head(number, ActKind.REVIEW, on), terms=ReviewTerms(**values))  # type: ignore[arg-type]
