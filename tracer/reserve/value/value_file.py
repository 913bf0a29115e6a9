"""The keys `value` and `cost_basis` of `period.json`, written and read back strictly. Money is strings of digits."""

import datetime as dt
from collections.abc import Mapping

from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor
from tracer.reserve.acts import ActId
from tracer.reserve.price.fixing import Quality
from tracer.reserve.value.cost_basis import METHODS
from tracer.reserve.value.day_rows import ValuedBlock
from tracer.reserve.value.money import FLOWS
from tracer.reserve.value.own_currency import currency_of, hundredths_key, per_usd_key
from tracer.reserve.value.value_rows import (
    BlockValue,
    ComparedMethod,
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

LEVEL = 2
"""The level of IFRS 13 and ASC 820 of a price made of several markets' prices."""
ASSET = "bitcoin"
_SAT_ROWS = ("opening", *FLOWS, "closing")
_CENT_ROWS = ("opening", *FLOWS, "revaluation", "closing")
_COST_ROWS = ("opening", *FLOWS, "closing")
_COST_SUMS = (
    ("proceeds_cents", "proceeds"),
    ("realised_cents", "realised"),
    ("gains_cents", "gains"),
    ("losses_cents", "losses"),
    ("unrealised_opening_cents", "unrealised_opening"),
    ("unrealised_closing_cents", "unrealised_closing"),
    ("other_cents", "other"),
    ("cumulative_realised_cents", "cumulative"),
)
_COUNTS = (("A", "best"), ("C", "last_trades"), ("carried", "carried"), ("none", "none"))


def value_json(value: PeriodValue | None) -> Writable:
    """Return what a statement says of money, None where it says nothing."""
    if value is None:
        return None
    titled = value.block(ValuedBlock.TITLED)
    return {
        "fixing": _fixing(value.fixing),
        "opening_fixing": None if value.opening_fixing is None else _fixing(value.opening_fixing),
        per_usd_key(value.currency): None if value.rate is None else value.rate.per_usd,
        "rate": None if value.rate is None else {
            "as_of": value.rate.as_of.isoformat(), "source": value.rate.source, "sha256": value.rate.sha256
        },
        "usd_cents": _digits(titled.cents, _CENT_ROWS),
        "execution_cents": str(titled.execution),
        "blocks": [_block(each, value.currency) for each in value.blocks],
        "proceeds": [_proceeds(each) for each in value.proceeds],
        "fixings": {name: getattr(value.fixings, key) for name, key in _COUNTS},
        "fair_value": {
            "asset": ASSET,
            "units": units(titled.sat["closing"]),
            "level": LEVEL,
            "principal_market": None if value.principal is None else {
                "name": value.principal.name,
                "volume_sat": str(value.principal.volume),
                "price": value.principal.price,
                "usd_cents": str(value.principal.cents),
            },
        },
    }  # fmt: skip


def cost_json(cost: PeriodCostBasis | None) -> Writable:
    """Return what a statement says of costs, None where it says nothing."""
    if cost is None:
        return None
    costs = cost.costs
    return {
        "method": cost.method,
        "usd_cents": None if costs is None else str(costs.cents["closing"]),
        "missing": [day.isoformat() for day in cost.missing],
        "rows_cents": None if costs is None else _digits(costs.cents, _COST_ROWS),
        "result": None if costs is None else {name: str(getattr(costs, key)) for name, key in _COST_SUMS},
        "compared": None if costs is None else {
            name: {"usd_cents": str(each.cost), "realised_cents": str(each.realised)}
            for name, each in costs.compared.items()
        },
        "at": {
            name: {
                "sat": str(each.sat),
                "usd_cents": None if each.cents is None else str(each.cents),
                "missing": [day.isoformat() for day in each.missing],
            }
            for name, each in cost.at.items()
        },
    }  # fmt: skip


def units(sat: int) -> str:
    """Return satoshi in bitcoin with eight decimals, as ASU 2023-08 asks for units."""
    whole, part = divmod(sat, 10**8)
    return f"{whole}.{part:08d}"


def read_value(place: JsonCursor | None) -> PeriodValue | None:
    """Read what `value` says.

    Raises:
        IntegrityError: it is not of the form written.
    """
    if place is None:
        return None
    opening, rate, counts = place.maybe("opening_fixing"), place.maybe("rate"), place.key("fixings")
    currency = currency_of(place)
    return PeriodValue(
        currency=currency,
        fixing=_read_fixing(place.key("fixing")),
        opening_fixing=None if opening is None else _read_fixing(opening),
        rate=None if rate is None else UsedRate(
            per_usd=place.text(per_usd_key(currency)),
            as_of=_day(rate, "as_of"),
            source=rate.text("source"),
            sha256=rate.text("sha256"),
        ),
        blocks=_read_blocks(place, currency),
        proceeds=tuple(map(_read_proceeds, place.rows("proceeds"))),
        fixings=FixingCounts(**{key: counts.amount(name) for name, key in _COUNTS}),
        principal=_read_principal(place.key("fair_value").maybe("principal_market")),
    )  # fmt: skip


def read_cost(place: JsonCursor | None) -> PeriodCostBasis | None:
    """Read what `cost_basis` says.

    Raises:
        IntegrityError: it is not of the form written.
    """
    if place is None:
        return None
    rows = place.maybe("rows_cents")
    return PeriodCostBasis(
        method=place.text("method"),
        costs=None if rows is None else _read_costs(place, rows),
        missing=_days(place),
        at={
            name: OtherBasis(sat=whole(each, "sat"), cents=_maybe(each, "usd_cents"), missing=_days(each))
            for name, each in place.key("at").members()
        },
    )


def whole(place: JsonCursor, name: str) -> int:
    """Return a whole number written as digits, negative ones too; another way to write them is told by the bytes.

    Raises:
        IntegrityError: it is none.
    """
    text = place.text(name)
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or len(text) > _MOST_DIGITS:
        raise place.key(name).wrong("a whole number as digits")
    return int(text)


_MOST_DIGITS = 30


def _fixing(used: UsedFixing) -> Writable:
    return {
        "day": used.day.isoformat(), "usd_cents": str(used.cents), "quality": used.quality.value,
        "sha256": used.sha256,
    }  # fmt: skip


def _digits(rows: Mapping[str, int], names: tuple[str, ...]) -> Writable:
    return {name: str(rows[name]) for name in names}


def _block(row: BlockValue, currency: str) -> Writable:
    return {
        "block": row.block.value,
        "sat": _digits(row.sat, _SAT_ROWS),
        "usd_cents": _digits(row.cents, _CENT_ROWS),
        "execution_cents": str(row.execution),
        hundredths_key(currency): None if row.own is None else str(row.own),
    }


def _proceeds(row: PeriodProceeds) -> Writable:
    return {
        "act": row.act,
        "method": row.method,
        "day": row.day.isoformat(),
        "sat": str(row.sat),
        "currency": row.currency,
        "net_hundredths": str(row.net),
        "usd_cents": str(row.cents),
        "account": row.account,
        "restricted": row.restricted,
        "expected": row.expected,
    }


def _maybe(place: JsonCursor, name: str) -> int | None:
    return None if place.maybe(name) is None else whole(place, name)


def _day(place: JsonCursor, name: str) -> dt.date:
    try:
        return dt.date.fromisoformat(place.text(name))
    except ValueError:
        raise place.key(name).wrong("a day such as 2026-09-30") from None


def _days(place: JsonCursor) -> tuple[dt.date, ...]:
    try:
        return tuple(map(dt.date.fromisoformat, place.texts("missing")))
    except ValueError:
        raise place.key("missing").wrong("days such as 2026-09-30") from None


def _read_fixing(place: JsonCursor) -> UsedFixing:
    try:
        quality = Quality(place.text("quality"))
    except ValueError:
        raise place.key("quality").wrong("A, C or X") from None
    return UsedFixing(
        day=_day(place, "day"), cents=whole(place, "usd_cents"), quality=quality, sha256=place.text("sha256")
    )


def _read_blocks(place: JsonCursor, currency: str) -> tuple[BlockValue, ...]:
    found = tuple(_read_block(row, currency) for row in place.rows("blocks"))
    if [each.block for each in found] != list(ValuedBlock):
        raise place.key("blocks").wrong("the blocks reserve, titled, held")
    return found


def _read_block(place: JsonCursor, currency: str) -> BlockValue:
    try:
        block = ValuedBlock(place.text("block"))
    except ValueError:
        raise place.key("block").wrong("a block") from None
    sat, cents = place.key("sat"), place.key("usd_cents")
    return BlockValue(
        block=block,
        sat={name: whole(sat, name) for name in _SAT_ROWS},
        cents={name: whole(cents, name) for name in _CENT_ROWS},
        execution=whole(place, "execution_cents"),
        own=_maybe(place, hundredths_key(currency)),
    )


def _read_proceeds(place: JsonCursor) -> PeriodProceeds:
    return PeriodProceeds(
        act=ActId(place.text("act")),
        method=place.text("method"),
        day=_day(place, "day"),
        sat=whole(place, "sat"),
        currency=place.text("currency"),
        net=whole(place, "net_hundredths"),
        cents=whole(place, "usd_cents"),
        account=place.maybe_text("account"),
        restricted=place.key("restricted").as_flag(),
        expected=place.key("expected").as_flag(),
    )


def _read_principal(place: JsonCursor | None) -> PrincipalMarket | None:
    if place is None:
        return None
    return PrincipalMarket(
        name=place.text("name"),
        volume=whole(place, "volume_sat"),
        price=place.text("price"),
        cents=whole(place, "usd_cents"),
    )


def _read_costs(place: JsonCursor, rows: JsonCursor) -> PeriodCosts:
    result, compared = place.key("result"), place.key("compared")
    return PeriodCosts(
        cents={name: whole(rows, name) for name in _COST_ROWS},
        compared={
            name: ComparedMethod(
                cost=whole(compared.key(name), "usd_cents"), realised=whole(compared.key(name), "realised_cents")
            )
            for name in METHODS[1:]
        },
        **{key: whole(result, name) for name, key in _COST_SUMS},
    )
