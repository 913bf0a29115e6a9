"""What a command makes as one file: written where `--out` says, else printed."""

from collections.abc import Callable

import click

from tracer.cli.context import asking, warn
from tracer.cli.echo import to_stderr
from tracer.cli.tongue import say
from tracer.operations.context import Context
from tracer.operations.reserve_exports import ReserveExport, ReserveExportRequest

_Make = Callable[[ReserveExportRequest, Context], ReserveExport]


def write_or_print(make: _Make, request: ReserveExportRequest) -> int:
    """Ask for a file; print it where no place was named."""
    with asking() as context:
        made = make(request, context)
    if request.out is None:
        click.echo(made.content, nl=False)
    else:
        to_stderr(say("Written to {out}.", out=request.out))
    for words in made.notes:
        warn(words)
    return 0
