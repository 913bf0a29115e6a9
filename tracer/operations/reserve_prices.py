"""What a register's prices rest on, checked: its conventions and its rates of exchange."""

from tracer.errors import CaseError
from tracer.operations.reserve_files import TABLES, RegisterFolder
from tracer.reserve.price.conventions import Conventions
from tracer.reserve.price.rates import DOLLAR, Rates


def price_faults(folder: RegisterFolder) -> tuple[str, ...]:
    """Return what is wrong with the conventions of pricing and the rates of exchange of a register that sets prices."""
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
    return tuple(faults)
