"""Raw quotes of a register: large, and read only where a fixing is held against them or goes into a bundle."""

from collections.abc import Iterable
from pathlib import Path

from tracer.errors import CaseError, IntegrityError
from tracer.operations.reserve_files import FiledRegister
from tracer.operations.reserve_fix import quote_files
from tracer.reserve.period_rows import PeriodStatement
from tracer.reserve.price import fixing_file
from tracer.reserve.value import raw_quotes


def of_statement(path: Path, statement: PeriodStatement) -> dict[str, bytes]:
    """Return the raw quotes behind the fixings that a statement lists, by path in the register.

    Raises:
        CaseError: one cannot be read.
    """
    found: dict[str, bytes] = {}
    for day in raw_quotes.days_of([each.id for each in statement.inputs]):
        found |= quote_files(path, day)
    return found


def refuse_changed(folder: FiledRegister, files: Iterable[str]) -> None:
    """Raise unless the quotes on file are those that the fixings among some files were made of.

    Raises:
        IntegrityError: one is another file, cannot be read, is missing, or was not there; every such file. Or a fixing
            is not of the form written.
    """
    faults: list[str] = []
    for day in raw_quotes.days_of(tuple(files)):
        path = fixing_file.path_of(day)
        fixing = fixing_file.loads(folder.content[path], path)
        try:
            quotes = quote_files(folder.path, day)
        except CaseError as error:
            faults += (text.replace(f"{folder.path}/", "") for text in error.faults)
            continue
        faults += [f"{each.file} {each.text}." for each in raw_quotes.changed_files(fixing, quotes)]
    if faults:
        raise IntegrityError("\n".join(faults))
