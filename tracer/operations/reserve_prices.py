"""What a register's prices and limits rest on, checked: its conventions, its rates of exchange and its tables."""

from tracer.errors import CaseError
from tracer.operations.reserve_files import RegisterFolder
from tracer.operations.reserve_kept import TABLES
from tracer.reserve.limits.of_period import read_tables
from tracer.reserve.price.conventions import Conventions
from tracer.reserve.price.rates import DOLLAR, Rates


def price_faults(folder: RegisterFolder) -> tuple[str, ...]:
    """Return what is wrong with conventions, rates and tables of limits of a register that sets prices."""
    price = folder.register.price
    if price is None:
        return ()
    faults: list[str] = []
    try:
        Conventions.of(folder.register, folder.acts)
    except CaseError as error:
        faults += error.faults
    tables = {name: content for name, content in folder.content.items() if name.startswith(f"{TABLES}/")}
    try:
        Rates.of(tables, price, (DOLLAR,))
    except CaseError as error:
        faults += error.faults
    try:
        read_tables(folder.acts.acts, tables)
    except CaseError as error:
        faults += error.faults
    return tuple(faults)
