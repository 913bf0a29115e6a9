"""Benchmark tables for tests, as a person would type them."""

from collections.abc import Sequence

SERIES = "as_of,value,currency,kind,frequency,source"
BASKET = "as_of,currency,amount,rate,quoted,frequency,source"


def series(
    *rows: tuple[str, str], currency: str = "USD", kind: str = "both", frequency: str = "day-end", source: str = "S"
) -> bytes:
    """Return a series of (day, value)."""
    lines = [f"{day},{value},{currency},{kind},{frequency},{source}" for day, value in rows]
    return "\n".join([SERIES, *lines, ""]).encode()


AMOUNTS = {"USD": "0.57813", "EUR": "0.37379", "CNY": "1.0993", "JPY": "13.452", "GBP": "0.080870"}
JUNE_2025 = {"USD": "1", "EUR": "0.867", "CNY": "7.1804", "JPY": "144.4835", "GBP": "0.7365"}


def basket(
    day: str = "2025-06-30", turned: Sequence[str] = (), control: str | None = "1.36", frequency: str = "day-end"
) -> list[str]:
    """Return a day's rows; `turned` are quoted the wrong way, `control` is what one SDR is published to be worth."""
    found = []
    for currency, amount in AMOUNTS.items():
        right = f"{currency} per USD" if currency not in turned else f"USD per {currency}"
        found.append(f"{day},{currency},{amount},{JUNE_2025[currency]},{right},{frequency},F")
    if control is not None:
        found.append(f"{day},XDR,1,{control},USD per XDR,{frequency},I")
    return found


def basket_file(*rows: str) -> bytes:
    """Return a basket's table."""
    return "\n".join([BASKET, *rows, ""]).encode()
