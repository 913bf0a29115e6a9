"""Every fixing on file up to a day, and the rates around the days that disposals and orders in money name.

A status takes the last price alone; whoever judges disposals asks for the prices of the days that acts name.
"""

import datetime as dt
from collections.abc import Iterable, Iterator

from tracer.operations.reserve_files import RegisterFolder
from tracer.reserve.acts import Act, DisposalAct, OrderAct
from tracer.reserve.days import Period
from tracer.reserve.replaced_acts import ActsByDay
from tracer.reserve.status import Pricing
from tracer.reserve.value.valuing import valuing


def whole_pricing(folder: RegisterFolder, day: dt.date, days: Iterable[dt.date] = ()) -> Pricing | None:
    """Return the prices on file up to a day and the rates from the first day named on; None: the register sets none.

    `days` are asked for beside those that acts name.

    Raises:
        CaseError: every fault of the files of rates.
        IntegrityError: a fixing is not of the form written.
    """
    first = min((*_named(ActsByDay(folder.acts).ever()), *days, day))
    read = valuing(folder.content, folder.register, folder.acts, Period(day.isoformat(), min(first, day), day))
    return None if read is None else Pricing(read.prices, read.rates)


def _named(acts: Iterable[Act]) -> Iterator[dt.date]:
    """Yield the days whose prices acts name: of sales, and of orders in money."""
    for act in acts:
        if isinstance(act, DisposalAct) and act.sale is not None and act.sale.price is not None:
            yield from () if act.sale.price.fixing is None else (act.sale.price.fixing,)
        if isinstance(act, OrderAct) and act.money is not None:
            yield from (each for each in (act.in_force, act.loss) if each is not None)
