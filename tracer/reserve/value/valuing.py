"""The prices and rates with which a period is valued, out of the files of its register.

A statement lists the fixings that it used and all of its period, and the files of rates around it; from those alone it
computes to the same bytes. Files of later days are not looked at.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from tracer.reserve.acts import ActsInForce, DisposalAct, OrderAct
from tracer.reserve.days import Period
from tracer.reserve.limits.of_period import TABLES as LIMIT_TABLES
from tracer.reserve.price import fixing_file
from tracer.reserve.price.prices import Prices
from tracer.reserve.price.rates import DOLLAR, Rates
from tracer.reserve.register import Register
from tracer.reserve.replaced_acts import ActsByDay
from tracer.reserve.value.period_value import PeriodMoney

FIXINGS, TABLES, QUOTES = "fixings/", "tables/", "prices/"
RATE_TABLE, RATE_FOLDER = "tables/fx.csv", "tables/fx/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Valuing:
    """Prices and rates, the SHA-256 of the files of rates by path, and the tables that limits are measured by."""

    prices: Prices
    rates: Rates
    rate_files: Mapping[str, str]
    hashes: Mapping[str, str]
    limit_tables: Mapping[str, bytes]

    def used(self, money: PeriodMoney) -> dict[str, str]:
        """Return the SHA-256 of the files that money was computed from, by path."""
        paths = (fixing_file.path_of(day) for day in sorted(money.fixings))
        tables = {path: hashlib.sha256(content).hexdigest() for path, content in self.limit_tables.items()}
        return {path: self.hashes[path] for path in paths} | dict(self.rate_files) | tables


def valuing(files: Mapping[str, bytes], register: Register, acts: ActsInForce, period: Period) -> Valuing | None:
    """Return what a period is valued with, None where the register sets no price.

    Raises:
        CaseError: every fault of the files of rates.
        IntegrityError: a fixing is not of the form written.
    """
    if register.price is None:
        return None
    rates = {
        path: content for path, content in files.items() if _is_rate_of(path, period, register.price.max_fx_age_days)
    }
    fixings = {path: content for path, content in files.items() if path.startswith(FIXINGS)}
    return Valuing(
        prices=Prices.of(fixings),
        rates=Rates.of(rates, register.price, currencies(register, acts)),
        rate_files={path: hashlib.sha256(content).hexdigest() for path, content in rates.items()},
        limit_tables={path: files[path] for path in LIMIT_TABLES if path in files},
        hashes={path: hashlib.sha256(content).hexdigest() for path, content in fixings.items()},
    )


def currencies(register: Register, acts: ActsInForce) -> frozenset[str]:
    """Return the currencies whose rates are asked for: dollars, the own, and those of sales and orders of any day."""
    found = {DOLLAR, register.currency}
    for act in ActsByDay(acts).ever():
        if isinstance(act, DisposalAct) and act.sale is not None and act.sale.price is not None:
            found.add(act.sale.price.currency)
        if isinstance(act, OrderAct) and act.money is not None:
            found.add(act.money.currency)
    return frozenset(found - {TENGE})


TENGE = "KZT"


def _is_rate_of(path: str, period: Period, max_age: int) -> bool:
    """Return whether a file may hold a rate of a period's days."""
    if path == RATE_TABLE:
        return True
    if not path.startswith(RATE_FOLDER) or not path.endswith(".xml"):
        return False
    try:
        day = dt.date.fromisoformat(path.removeprefix(RATE_FOLDER).removesuffix(".xml"))
    except ValueError:
        return True  # its name is a fault that the reader tells
    return period.first - dt.timedelta(days=max_age + 1) <= day <= period.last
