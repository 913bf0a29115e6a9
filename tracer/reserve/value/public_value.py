"""What the public reads of money: the price and how it came about, and what the rounded satoshi are worth at it.

Money is computed from the satoshi as they are published, never from the exact ones: at a published price an exact
amount in dollars would give the exact satoshi back. So anybody with a calculator gets every figure here.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor
from tracer.moments import FIRST, LAST, iso
from tracer.reserve.price.fixed_day import OtherConvention
from tracer.reserve.price.fixing import Fixing, Quality
from tracer.reserve.price.rounding import own_hundredths, usd_cents
from tracer.reserve.value.own_currency import currency_of, hundredths_key, per_usd_key
from tracer.reserve.value.value_file import whole
from tracer.reserve.value.value_rows import PeriodValue

FIGURES = ("held", "lawful", "reserve", "without")
"""What is valued, by the names of the published figures."""


@dataclass(frozen=True, slots=True)
class PublicExchange:
    """An exchange of the convention: whether its trades were taken, and why not."""

    name: str
    used: bool
    reason: str | None


@dataclass(frozen=True, slots=True)
class PublicOther:
    """What another usual convention gives for the day, in US cents; None with the reason."""

    name: str
    cents: int | None
    why: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicValue:
    """The price of the last day, its window, exchanges and what other conventions give; the figures at it.

    `begins` and `ends` are Unix seconds. `rate` is the own currency for a dollar as printed, None where none is
    on file, as `own`.
    """

    day: dt.date
    cents: int
    quality: Quality
    begins: int
    ends: int
    exchanges: tuple[PublicExchange, ...]
    others: tuple[PublicOther, ...]
    currency: str
    rate: str | None
    rate_day: dt.date | None
    usd: Mapping[str, int]
    own: Mapping[str, int] | None


@dataclass(frozen=True, slots=True)
class PublicPricing:
    """What the public value is made of: the statement's own, the last day's fixing, and the other conventions."""

    value: PeriodValue
    fixing: Fixing
    others: Sequence[OtherConvention]


def public_value(given: PublicPricing, rounded: Mapping[str, int]) -> PublicValue:
    """Return what is published of money, given the satoshi as they are published, by the names of `FIGURES`."""
    fixing, rate = given.fixing, given.value.rate
    return PublicValue(
        day=fixing.day,
        cents=fixing.cents,
        quality=fixing.quality,
        begins=fixing.begins,
        ends=fixing.ends,
        exchanges=tuple(
            PublicExchange(each.name, each.used, None if each.reason is None else each.reason.value)
            for each in fixing.exchanges
        ),
        others=tuple(
            PublicOther(each.name, None if each.fixing is None else each.fixing.cents, each.why)
            for each in given.others
        ),
        currency=given.value.currency,
        rate=None if rate is None else rate.per_usd,
        rate_day=None if rate is None else rate.as_of,
        usd={name: usd_cents(rounded[name], fixing.cents) for name in FIGURES},
        own=None if rate is None else _own(rounded, fixing.cents, rate.per_usd),
    )


def adds_up(value: PublicValue, rounded: Mapping[str, int]) -> bool:
    """Return whether every amount is that of the published satoshi at the published price and rate."""
    usd = {name: usd_cents(rounded[name], value.cents) for name in FIGURES}
    own = None if value.rate is None else _own(rounded, value.cents, value.rate)
    return (value.usd, value.own) == (usd, own)


def public_json(value: PublicValue | None) -> Writable:
    """Return what `public.json` says of money."""
    if value is None:
        return None
    return {
        "fixing": {
            "day": value.day.isoformat(),
            "usd_cents": str(value.cents),
            "quality": value.quality.value,
            "from": iso(value.begins),
            "to": iso(value.ends),
        },
        "exchanges": [{"name": each.name, "used": each.used, "reason": each.reason} for each in value.exchanges],
        "others": [
            {"name": each.name, "usd_cents": None if each.cents is None else str(each.cents), "why": each.why}
            for each in value.others
        ],
        per_usd_key(value.currency): value.rate,
        "rate_day": None if value.rate_day is None else value.rate_day.isoformat(),
        "usd_cents": {name: str(value.usd[name]) for name in FIGURES},
        hundredths_key(value.currency): None if value.own is None else {name: str(value.own[name]) for name in FIGURES},
    }


def read_public(place: JsonCursor | None) -> PublicValue | None:
    """Read what `public.json` says of money.

    Raises:
        IntegrityError: it is not of the form written.
    """
    if place is None:
        return None
    currency, fixing, usd = currency_of(place), place.key("fixing"), place.key("usd_cents")
    own = place.maybe(hundredths_key(currency))
    try:
        quality = Quality(fixing.text("quality"))
    except ValueError:
        raise fixing.key("quality").wrong("A or C") from None
    rate = place.maybe_text(per_usd_key(currency))
    if rate is not None and not _is_rate(rate):
        raise place.key(per_usd_key(currency)).wrong("a decimal number")
    return PublicValue(
        day=_day(fixing, "day"),
        cents=whole(fixing, "usd_cents"),
        quality=quality,
        begins=_moment(fixing, "from"),
        ends=_moment(fixing, "to"),
        exchanges=tuple(
            PublicExchange(row.text("name"), row.key("used").as_flag(), row.maybe_text("reason"))
            for row in place.rows("exchanges")
        ),
        others=tuple(
            PublicOther(
                row.text("name"),
                None if row.maybe("usd_cents") is None else whole(row, "usd_cents"),
                row.maybe_text("why"),
            )
            for row in place.rows("others")
        ),
        currency=currency,
        rate=rate,
        rate_day=None if place.maybe("rate_day") is None else _day(place, "rate_day"),
        usd={name: whole(usd, name) for name in FIGURES},
        own=None if own is None else {name: whole(own, name) for name in FIGURES},
    )


def _own(rounded: Mapping[str, int], cents: int, rate: str) -> dict[str, int]:
    return {name: own_hundredths(rounded[name], cents, Fraction(rate)) for name in FIGURES}


def _is_rate(text: str) -> bool:
    whole_part, _, rest = text.partition(".")
    return len(text) <= 30 and all(part.isascii() and part.isdigit() for part in (whole_part, rest or "0"))


def _moment(place: JsonCursor, name: str) -> int:
    try:
        at = dt.datetime.strptime(place.text(name), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
    except ValueError:
        raise place.key(name).wrong("a moment such as 2026-09-30T18:00:00Z") from None
    found = int(at.timestamp())
    if not FIRST <= found <= LAST:
        raise place.key(name).wrong("a moment of the calendar")
    return found


def _day(place: JsonCursor, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(place.text(name))
    except ValueError:
        raise place.key(name).wrong("a day such as 2026-09-30") from None
