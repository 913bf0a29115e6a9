"""`tracer reserve labels`: labels for wallets."""

import datetime as dt
from pathlib import Path

import click

from tracer.cli.options import REGISTER, example
from tracer.cli.reserve.day_option import DAY


@click.command(
    short_help="Labels of coins, addresses and transactions for wallets.",
    epilog=example("tracer reserve labels KZ-NIC --out labels.jsonl"),
)
@REGISTER
@DAY
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="File to write; else they are printed.")
def command(register: Path, day: dt.datetime | None, out: Path | None) -> int:
    """Write the register's labels in the wallet labels format (BIP 329), one JSON object a line.

    A coin is labelled with its wallet, the titles of its satoshi and its lots, and marked not spendable where not all
    of it is titled or assigned. They are for wallets to read; no label is ever read back.
    """
    from tracer.cli.reserve.written import write_or_print
    from tracer.operations.reserve_exports import ReserveExportRequest, wallet_labels

    return write_or_print(wallet_labels, ReserveExportRequest(register, None if day is None else day.date(), out))
