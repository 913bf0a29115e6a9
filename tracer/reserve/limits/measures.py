"""What each kind of limit measures on a day, as an exact fraction, and whether that keeps to the limit.

A value in US dollars is what is titled at the fixing. What no file of the register says is not known, with the reason:
nothing stands in for it.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction

from tracer.reserve.limits.figures import CENT, dollars
from tracer.reserve.limits.hedges import counterparty_risk, net_exposure
from tracer.reserve.limits.limit_rows import LimitDay, LimitPrice, LimitSide, LimitState, Measure
from tracer.reserve.price.rounding import half_even
from tracer.reserve.terms import Limit, LimitKind, LimitSeverity

NO_RESERVES = "tables/reserves.csv has no figure of this day or earlier that had been published by then"
NO_FIGURE = "tables/reserves.csv has no such figure in the row that counts, or nothing is left of it"
NO_PROOF = "no proof of control is on file"
NO_FIXING = "no fixing of a day that is looked at is on file"
POLICY_CURRENCY = "a policy stands in a currency other than USD"
OTHER_CURRENCY = "a position or its margin stands in a currency other than USD"

NOT_ON_FILE: Mapping[LimitKind, str] = {
    LimitKind.HOT_SHARE: "no file of the register says which wallets are online",
    LimitKind.COVER_RATIO: "no insurance policy is on file",
    LimitKind.KEY_AGE_DAYS: "no file of the register says when its keys were made",
}
"""Why limits on custody are not known where `security/` does not say it."""

BY_PRICE = frozenset(
    {
        LimitKind.SHARE_EXCL, LimitKind.SHARE_INCL, LimitKind.VALUE_USD, LimitKind.WALLET_USD,
        LimitKind.COUNTERPARTY_USD, LimitKind.PRICE_QUALITY, LimitKind.COVER_RATIO,
    }
)  # fmt: skip
"""Kinds that the price is an input of."""
BY_RESERVES = frozenset({LimitKind.SHARE_EXCL, LimitKind.SHARE_INCL, LimitKind.DENOMINATOR_AGE_DAYS})
"""Kinds that the reserves are an input of."""
BY_TITLE = frozenset({LimitKind.SHARE_EXCL, LimitKind.SHARE_INCL, LimitKind.VALUE_USD, LimitKind.UNTITLED_SHARE})
"""Kinds that title is an input of, and so acts on it."""
BY_HEDGES = frozenset({LimitKind.UNHEDGED_SAT, LimitKind.COUNTERPARTY_USD})
"""Kinds that positions against the price are an input of."""

Measures = tuple[Measure, ...]


def measure(kind: LimitKind, day: LimitDay) -> Measures:
    """Return what a kind measures on a day: one measure, or one of each wallet, custodian or counterparty."""
    if kind is LimitKind.COVER_RATIO and (day.custody is None or not day.custody.layers):
        return (Measure(None, None, why=NOT_ON_FILE[kind]),)
    if kind in BY_PRICE and day.fixing is None:
        return (Measure(None, None, why=NO_FIXING),)
    return _MEASURES[kind](day)


def broken(limit: Limit, found: Measure) -> LimitSide | None:
    """Return which bound of a limit a measure breaks; None: it keeps to it.

    What is not known breaks a hard limit, and no soft one.
    """
    if not found.is_known:
        return LimitSide.NONE if limit.severity is LimitSeverity.HARD else None
    if found.letter is not None:
        return LimitSide.MOST if limit.worst is not None and found.letter > limit.worst else None
    if found.value is not None and limit.most is not None and found.value > limit.most:
        return LimitSide.MOST
    if found.value is not None and limit.least is not None and found.value < limit.least:
        return LimitSide.LEAST
    return None


def state(limit: Limit, found: Measure) -> LimitState:
    """Return how a measure stands to its limit."""
    if not found.is_known:
        return LimitState.UNKNOWN
    return LimitState.WITHIN if broken(limit, found) is None else LimitState.BREACHED


def value(day: LimitDay) -> Fraction:
    """Return what is titled at the day's fixing, in US dollars; the day has one."""
    return dollars(day.quantities.titled, fixing_of(day).cents)


def fixing_of(day: LimitDay) -> LimitPrice:
    """Return the fixing of a day that has one.

    Raises:
        ValueError: it has none.
    """
    if day.fixing is None:
        raise ValueError(f"{day.day} has no fixing")
    return day.fixing


def _excluding(day: LimitDay) -> Measures:
    if day.reserves is None:
        return (Measure(None, None, why=NO_RESERVES),)
    return _known(day.reserves.excluding(value(day)))


def _including(day: LimitDay) -> Measures:
    if day.reserves is None:
        return (Measure(None, None, why=NO_RESERVES),)
    return _known(day.reserves.including(value(day)))


def _known(share: Fraction | None) -> Measures:
    return (Measure(None, share, why=NO_FIGURE if share is None else None),)


def _value(day: LimitDay) -> Measures:
    return (Measure(None, value(day)),)


def _wallet_share(day: LimitDay) -> Measures:
    return _parts(day.quantities.wallets, day.quantities.held)


def _custodian_share(day: LimitDay) -> Measures:
    return _parts(day.quantities.custodians, day.quantities.held + day.quantities.with_accounts)


def _parts(parts: Mapping[str, int], whole: int) -> Measures:
    """Return each part's share; of nothing there is none."""
    return tuple(Measure(name, Fraction(sat, whole)) for name, sat in parts.items()) if whole else ()


def _wallet_usd(day: LimitDay) -> Measures:
    price = fixing_of(day).cents
    return tuple(Measure(name, dollars(sat, price)) for name, sat in day.quantities.wallets.items())


def _counterparty(day: LimitDay) -> Measures:
    found = counterparty_risk(day.quantities.hedges, fixing_of(day).cents)
    return tuple(Measure(name, usd, why=OTHER_CURRENCY if usd is None else None) for name, usd in found.items())


def _day_out(day: LimitDay) -> Measures:
    return (Measure(None, Fraction(day.quantities.out)),)


def _unhedged(day: LimitDay) -> Measures:
    return (Measure(None, Fraction(net_exposure(day.quantities.held, day.quantities.hedges).net)),)


def _untitled(day: LimitDay) -> Measures:
    held = day.quantities.held
    return (Measure(None, Fraction(held - day.quantities.titled, held)),) if held else ()


def _proven(day: LimitDay) -> Measures:
    return (Measure(None, day.proven, why=NO_PROOF if day.proven is None else None),)


def _cover(day: LimitDay) -> Measures:
    """Return what insurance pays of a total loss, by peril, over it."""
    loss = half_even(dollars(day.quantities.held, fixing_of(day).cents) * CENT)
    found = {} if day.custody is None else day.custody.covered(day.quantities.wallets, loss, day.day)
    return tuple(
        Measure(peril.value, ratio, why=POLICY_CURRENCY if ratio is None else None) for peril, ratio in found.items()
    )


def _hot(day: LimitDay) -> Measures:
    share = None if day.custody is None else day.custody.hot(day.quantities.wallets)
    return (Measure(None, share, why=NOT_ON_FILE[LimitKind.HOT_SHARE] if share is None else None),)


def _key_age(day: LimitDay) -> Measures:
    age = None if day.custody is None else day.custody.key_age(day.day)
    if age is None:
        return (Measure(None, None, why=NOT_ON_FILE[LimitKind.KEY_AGE_DAYS]),)
    return (Measure(None, Fraction(age)),)


def _quality(day: LimitDay) -> Measures:
    return (Measure(None, None, letter=fixing_of(day).quality),)


def _age(day: LimitDay) -> Measures:
    if day.reserves is None:
        return (Measure(None, None, why=NO_RESERVES),)
    return (Measure(None, Fraction(day.reserves.age(day.day))),)


_MEASURES: Mapping[LimitKind, Callable[[LimitDay], Measures]] = {
    LimitKind.SHARE_EXCL: _excluding,
    LimitKind.SHARE_INCL: _including,
    LimitKind.VALUE_USD: _value,
    LimitKind.WALLET_SHARE: _wallet_share,
    LimitKind.WALLET_USD: _wallet_usd,
    LimitKind.CUSTODIAN_SHARE: _custodian_share,
    LimitKind.COUNTERPARTY_USD: _counterparty,
    LimitKind.DAY_OUT_SAT: _day_out,
    LimitKind.UNHEDGED_SAT: _unhedged,
    LimitKind.UNTITLED_SHARE: _untitled,
    LimitKind.PROOF_RATIO: _proven,
    LimitKind.COVER_RATIO: _cover,
    LimitKind.HOT_SHARE: _hot,
    LimitKind.KEY_AGE_DAYS: _key_age,
    LimitKind.PRICE_QUALITY: _quality,
    LimitKind.DENOMINATOR_AGE_DAYS: _age,
}
