"""`tracer reserve beancount`: a journal for accountants."""

import datetime as dt
from pathlib import Path

import click

from tracer.cli.options import REGISTER, example
from tracer.cli.reserve.day_option import DAY


@click.command(
    short_help="A journal in satoshi for accountants.",
    epilog=example("tracer reserve beancount KZ-NIC --out reserve.beancount"),
)
@REGISTER
@DAY
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="File to write; else it is printed.")
def command(register: Path, day: dt.datetime | None, out: Path | None) -> int:
    """Write every movement as a beancount journal in satoshi: one account for each wallet and title, strict booking.

    What is held at the end stands as balance assertions, which bean-check holds against the postings. The journal is
    for accountants to read; nothing of it is ever read back.
    """
    from tracer.cli.reserve.written import write_or_print
    from tracer.operations.reserve_exports import ReserveExportRequest, accountants_journal

    return write_or_print(accountants_journal, ReserveExportRequest(register, None if day is None else day.date(), out))
