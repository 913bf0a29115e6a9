"""The story's second register with prices: quotes by the demonstration's formula, fixed by the product."""

import datetime as dt
import hashlib
from pathlib import Path

from tests.reserve.closing import NOW, begun, context
from tracer.operations import demonstration_quotes
from tracer.operations.reserve_fix import FixRequest, fix

ZONE = "Asia/Almaty"
_DAY = dt.timedelta(days=1)


def day(text: str) -> dt.date:
    """Return a day such as `2025-06-30`."""
    return dt.date.fromisoformat(text)


def begun_with_price(folder: Path, more: str = "") -> Path:
    """Make the register with its lots, `[price]` and the act that set it; return its folder."""
    register = begun(folder)
    with (register / "register.toml").open("a") as file:
        file.write(demonstration_quotes.PRICE + more)
    text = demonstration_quotes.TEXT
    (register / "texts" / "2024-0002.txt").write_bytes(text)
    act = demonstration_quotes.ACT.replace("SHA256", hashlib.sha256(text).hexdigest())
    (register / "acts" / "2024-0002.toml").write_text(act)
    file_rates(register, "2025-03-01", "2025-12-31")
    return register


def file_rates(register: Path, first: str, last: str) -> None:
    """File the invented rates of a span of days."""
    (register / "tables").mkdir(exist_ok=True)
    (register / "tables" / "fx.csv").write_bytes(demonstration_quotes.rates(day(first), day(last)))


def quote(register: Path, first: str, last: str, *, now: int = NOW) -> None:
    """File the quotes of a span of days and fix their prices."""
    begin, end = day(first), day(last)
    for number in range((end - begin).days + 1):
        for path, content in demonstration_quotes.quotes(begin + number * _DAY, ZONE).items():
            (register / path).parent.mkdir(parents=True, exist_ok=True)
            (register / path).write_bytes(content)
    assert len(list(fix(FixRequest(register, begin, end), context(now)))) == (end - begin).days + 1
