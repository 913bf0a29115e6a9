"""The tables `[price]`, `[fetch]`, `[[limit]]` and `[security]` of a register, read with every fault."""

import datetime as dt
import re
from collections.abc import Sequence
from fractions import Fraction

from tracer.chain.amount import MAX_MONEY, Sats
from tracer.formats.fields import NAME, FieldTable, show, unique
from tracer.formats.zone import zone_name
from tracer.reserve import typed_values
from tracer.reserve.terms import (
    MIN_EXCHANGES,
    USUAL_SECURITY,
    FetchTerms,
    Limit,
    LimitKind,
    LimitSeverity,
    PriceTerms,
    SecurityTerms,
)

PAIRS = ("BTC/USD",)
"""Pairs that may be quoted: a dollar of somebody's own making is none."""
QUALITIES = ("A", "C")
_SHARE = 'a share in quotation marks such as "0.10"'
_ACT = "the number of an act"
_FIXING = re.compile(r"((?:[01][0-9]|2[0-3]):[0-5][0-9]) (\S+)")
_SERVER = "an address such as https://api.kraken.com, or one of this machine with http://127.0.0.1"
_ADDRESS = re.compile(r"https://[A-Za-z0-9.-]+(?::[0-9]{1,5})?/?|http://127\.0\.0\.1(?::[0-9]{1,5})?/?")
_EXCHANGE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
ASKED = ("kraken", "bitstamp", "coinbase", "bitfinex", "gemini")
"""Exchanges that can be asked for their trades."""
_DAY_MINUTES = 24 * 60
_MOST = 10_000
_NO_DATE = dt.date.min


def read_price(table: FieldTable) -> PriceTerms:
    """Read the convention by which coins are priced."""
    least = PriceTerms()
    exchanges = table.need("exchanges", table.names("exchanges"), "a list of names", ())
    for at, name in enumerate(exchanges):
        if _EXCHANGE.fullmatch(name) is None:
            table.fault(
                f"exchanges[{at + 1}]",
                "expected small letters a to z, digits and single hyphens, so that no two names of exchanges look "
                f"alike; got {show(name)}",
            )
    minimum = _whole(table, "min_exchanges", MIN_EXCHANGES, 100, least.min_exchanges)
    if exchanges and len(exchanges) < minimum:
        table.fault("exchanges", f"expected at least min_exchanges, {minimum}, got {len(exchanges)}")
    window = _whole(table, "window_minutes", 1, _DAY_MINUTES, least.window_minutes)
    partitions = _whole(table, "partitions", 1, _DAY_MINUTES, least.partitions)
    if window * 60 % partitions:
        table.fault("partitions", f"expected a number that divides {window} minutes into whole seconds")
    few = _whole(table, "min_partitions", 1, _DAY_MINUTES, min(least.min_partitions, partitions))
    if few > partitions:
        table.fault("min_partitions", f"expected at most partitions, {partitions}, got {few}")
    terms = PriceTerms(
        pair=table.choice("pair", PAIRS) or least.pair,
        window_minutes=window,
        partitions=partitions,
        min_partitions=few,
        min_exchanges=minimum,
        min_trades=_whole(table, "min_trades", 1, _MOST, least.min_trades),
        max_deviation=_share(table, "max_deviation", least.max_deviation),
        max_age_seconds=_whole(table, "max_age_seconds", 1, _MOST, least.max_age_seconds),
        max_fx_age_days=_whole(table, "max_fx_age_days", 1, _MOST, least.max_fx_age_days),
        max_fx_change=_share(table, "max_fx_change", least.max_fx_change),
        exchanges=exchanges,
        fixing=table.read("fixing", _fixing, "a time of day and a zone"),
        set_by=table.read("set_by", typed_values.act_id, _ACT),
    )
    table.close()
    return terms


def read_fetch(table: FieldTable) -> FetchTerms:
    """Read whether quotes may be fetched, and from where."""
    servers = {name: table.read(name, _server, _SERVER) for name in ASKED}
    terms = FetchTerms(table.flag("allowed") or False, {name: at for name, at in servers.items() if at is not None})
    table.close()
    return terms


def read_limits(tables: Sequence[FieldTable]) -> tuple[Limit, ...]:
    """Read the limits, each id once."""
    return tuple(read_limit(table) for table in unique(tables, "id"))


def read_limit(table: FieldTable) -> Limit:
    """Read a limit."""
    kinds = [kind.value for kind in LimitKind]
    kind = LimitKind(table.need("kind", table.choice("kind", kinds), f"one of {', '.join(kinds)}", kinds[0]))
    severities = [severity.value for severity in LimitSeverity]
    severity = table.need("severity", table.choice("severity", severities), f"one of {', '.join(severities)}", "hard")
    most, least, worst = _bounds(table, kind)
    limit = Limit(
        id=table.need("id", table.name("id"), NAME, ""),
        kind=kind,
        most=most,
        least=least,
        worst=worst,
        severity=LimitSeverity(severity),
        cure_days=_whole(table, "cure_days", 0, _MOST, 0),
        set_by=table.read("set_by", typed_values.act_id, _ACT),
        begins=table.need("from", table.date("from"), "a date such as 2026-07-01", _NO_DATE),
    )
    table.close()
    return limit


def read_security(table: FieldTable) -> SecurityTerms:
    """Read the least that quorums must have and what a transaction may cost."""
    least = USUAL_SECURITY
    persons = table.whole("min_persons", 1, 100)
    share = table.read("max_fee_share", typed_values.share, _SHARE)
    test = table.whole("test_max_sat", 1, MAX_MONEY, "satoshi")
    terms = SecurityTerms(
        min_persons=persons,
        min_sites=_whole(table, "min_sites", 1, 100, least.min_sites),
        min_bodies=_whole(table, "min_bodies", 1, 100, least.min_bodies),
        min_loss_persons=_whole(table, "min_loss_persons", 1, 100, least.min_loss_persons),
        min_loss_sites=_whole(table, "min_loss_sites", 1, 100, least.min_loss_sites),
        rotate_days=table.whole("rotate_days", 1, _MOST),
        max_feerate=_whole(table, "max_feerate", 1, _MOST, least.max_feerate),
        max_fee_share=least.max_fee_share if share is None else share,
        test_max=least.test_max if test is None else Sats(test),
        publish_quorums=table.flag("publish_quorums") or False,
    )
    table.close()
    return terms


def _bounds(table: FieldTable, kind: LimitKind) -> tuple[Fraction | None, Fraction | None, str | None]:
    """Read `max` and `min`; of the price's quality `max` is the worst letter that is borne."""
    if "max" not in table and "min" not in table:
        table.fault("", "expected max, min or both")
    if kind is LimitKind.PRICE_QUALITY:
        if "min" in table:
            table.fault("min", "applies to numbers only; the worst quality borne is max")
        table.prose("min")
        return None, None, table.choice("max", QUALITIES)
    read, expected = _reader(kind)
    most, least = table.read("max", read, expected), table.read("min", read, expected)
    if most is not None and least is not None and least > most:
        table.fault(
            "min", f"expected at most max, {show(table.peek('max') or '')}, got {show(table.peek('min') or '')}"
        )
    return most, least, None


def _reader(kind: LimitKind) -> tuple[typed_values.DecimalReader, str]:
    if kind.value.endswith(("_sat", "_days")):
        return typed_values.whole, 'a whole number in quotation marks such as "100000000"'
    if kind.value.endswith("_usd"):
        return typed_values.decimal, 'US dollars in quotation marks such as "350000000.00"'
    if kind.value.endswith("_ratio"):
        return typed_values.decimal, 'a ratio in quotation marks such as "0.50"'
    return typed_values.share, _SHARE


def _server(text: str) -> str:
    if _ADDRESS.fullmatch(text) is None:
        raise ValueError(f"expected {_SERVER}, got {show(text)}")
    return text.rstrip("/")


def _fixing(text: str) -> tuple[dt.time, str]:
    match = _FIXING.fullmatch(text)
    if match is None:
        raise ValueError(f"expected a time of day and a zone such as 16:00 Europe/London, got {show(text)}")
    return dt.time.fromisoformat(match[1]), zone_name(match[2])


def _share(table: FieldTable, key: str, default: Fraction) -> Fraction:
    value = table.read(key, typed_values.share, _SHARE)
    return default if value is None else value


def _whole(table: FieldTable, key: str, low: int, high: int, default: int) -> int:
    value = table.whole(key, low, high)
    return default if value is None else value
