"""What a statement is computed from, taken from a register's folder for tests."""

from pathlib import Path

from tests.reserve.closing import context
from tracer import METHOD, __version__
from tracer.operations.closing_blocks import closing_material
from tracer.operations.reserve_files import read_register
from tracer.reserve.days import Period
from tracer.reserve.periods import Predecessors
from tracer.reserve.statement_files import StatementFiles


def given(register: Path, period: str, before: Predecessors) -> StatementFiles:
    """Return what the statement of a period is computed from."""
    folder = read_register(register, context())
    named = Period.parse(period)
    return StatementFiles(
        files=folder.content,
        material=closing_material(register, folder.register, named).material,
        period=named,
        before=before,
        version=__version__,
        method=METHOD,
    )
