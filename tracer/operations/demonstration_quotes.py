"""Quotes of invented exchanges for the demonstration, by a formula in whole numbers: nobody traded at these prices.

Every day differs from the one before it; on some days an exchange is missing, and now and then one is far off. On a
quarter of the days of the third quarter too few trade for a fixing by the full rule, and on one day two exchanges are
left that do not agree: it has no fixing at all.
"""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence

from tracer.formats.zone import zone as zone_of

EXCHANGES = ("almaty-example", "astana-example", "caspian-example", "steppe-example")
"""Four, of which any three suffice."""
PRICE = """
[price]
window_minutes = 60
partitions = 12
min_exchanges = 3
max_deviation = "0.10"
exchanges = ["almaty-example", "astana-example", "caspian-example", "steppe-example"]
set_by = "2024-0002"
"""
"""What the demonstration's register says of prices."""
ACT = """id = "2024-0002"
kind = "convention"
date = 2024-12-16
text = { file = "texts/2024-0002.txt", sha256 = "SHA256" }
signed_by = ["K. Example", "S. Sample"]
name = "price/1"

[values]
exchanges = "almaty-example, astana-example, caspian-example, steppe-example"
partitions = "12"
"""
TEXT = b"Coins are valued at the end of each day by convention price/1. This is an invented document.\n"

_DAY = dt.timedelta(days=1)
_STEP = dt.timedelta(minutes=5)
_BEGIN = dt.date(2024, 12, 16)
_BASE, _SWING, _SPREAD = 9_000_000, 1_500_000, 700
_TRADES = 2
"""Trades of an exchange in five minutes."""
_MISSING, _OFF = 11, 29
"""Every eleventh day one exchange has no file, every twenty-ninth one is a fifth too dear."""
THIN = (dt.date(2025, 7, 15), dt.date(2025, 8, 6))
"""The first and the last of 23 of the third quarter's 92 days on which the last exchange is missing and the one before
it has three trades in the hour: two that can be used are too few, so the last trade of each of the three counts."""
APART = dt.date(2025, 9, 12)
"""The day on which two exchanges alone traded, all day long at one price each, 10.22 % apart."""
_FEW = (-1, 7, 15, 23, 24)
"""The trades of an exchange on which hardly anybody trades: three in the hour, and one on either side of it."""
_AGREED = (10_000_000, 11_022_000)
"""The prices of that day, in cents."""
_EARLY, _LATE = 3, 5
"""Hours before and after the window that a quarter's last day has trades of, so that other usual times have a price."""
_TENGE = 51_000


def quotes(day: dt.date, zone: str) -> Mapping[str, bytes]:
    """Return the files of a day's quotes by path in the register, in the neutral form."""
    return {
        f"prices/{day.isoformat()}/{EXCHANGES[place]}.csv": f"id,time_utc,price,amount\n{''.join(rows)}".encode()
        for place, rows in _files(day, zone)
    }


def _files(day: dt.date, zone: str) -> Iterator[tuple[int, Iterator[str]]]:
    """Yield the place of each exchange that has a file, and its trades."""
    number, count = (day - _BEGIN).days, 12 * _TRADES
    is_last = day.month % 3 == 0 and (day + _DAY).month != day.month
    before, after = (_EARLY, _LATE) if is_last else (0, 0)
    every = range(-1 - before * count, (1 + after) * count + 1)
    for place in range(len(EXCHANGES)):
        if day == APART:
            if place < len(_AGREED):
                yield place, _trades(day, zone, place, every, agreed=_AGREED[place])
        elif THIN[0] <= day <= THIN[1]:
            if place < len(EXCHANGES) - 1:
                yield place, _trades(day, zone, place, _FEW if place == len(EXCHANGES) - 2 else every)
        elif number % _MISSING or number // _MISSING % len(EXCHANGES) != place:
            yield place, _trades(day, zone, place, every, is_off=number % _OFF == place)


def rates(first: dt.date, last: dt.date) -> bytes:
    """Return invented official rates of the days from a first to a last one, Saturdays and Sundays left out."""
    lines = ["as_of,currency,quant,kzt,source\n"]
    for number in range((last - first).days + 1):
        day = first + number * _DAY
        if day.weekday() < 5:
            kzt = _TENGE + (number * 131) % 900
            lines.append(f"{day.isoformat()},USD,1,{kzt // 100}.{kzt % 100:02d},example\n")
    return "".join(lines).encode()


def gold(first: dt.date, last: dt.date) -> bytes:
    """Return invented prices of gold at the ends of days from a first to a last one, without Saturdays and Sundays."""
    lines = ["as_of,value,currency,kind,frequency,source\n"]
    for number in range((last - first).days + 1):
        day = first + number * _DAY
        if day.weekday() < 5:
            cents = 300_000 + 137 * number + (number * number * 53) % 4_000
            lines.append(f"{day.isoformat()},{cents // 100}.{cents % 100:02d},USD,both,day-end,example\n")
    return "".join(lines).encode()


def _level(number: int) -> int:
    """Return a day's price in cents: a saw that takes 97 days, with a jitter."""
    saw = abs(number % 97 - 48)
    return _BASE + _SWING * saw // 48 + (number * number * 137) % 90_000


def _trades(
    day: dt.date, zone: str, place: int, trades: Sequence[int], *, is_off: bool = False, agreed: int | None = None
) -> Iterator[str]:
    """Yield trades of an exchange with their numbers in a row; number 0 is the first of the hour before the day ends.

    `agreed` is the one price of all of them, in cents.
    """
    ends = dt.datetime.combine(day + _DAY, dt.time.min, zone_of(zone)).astimezone(dt.UTC)
    number = (day - _BEGIN).days
    level = _level(number) * (6 if is_off else 5) // 5
    for id_, trade in enumerate(trades, day.toordinal() * 1000 + trades[0] + 2 + _EARLY * 12 * _TRADES):
        at = ends - 12 * _STEP + trade * _STEP / _TRADES + dt.timedelta(seconds=7 + 11 * place)
        drawn = level + _SPREAD * place + (trade * trade * 53 + number * 31 + place * 17) % 5_000
        cents = drawn if agreed is None else agreed
        sat = 1_000_000 + (trade * 7_919 + number * 104_729 + place * 15_485_863) % 90_000_000
        price, amount = f"{cents // 100}.{cents % 100:02d}", f"{sat // 10**8}.{sat % 10**8:08d}"
        yield f"{id_},{at:%Y-%m-%dT%H:%M:%SZ},{price},{amount}\n"
