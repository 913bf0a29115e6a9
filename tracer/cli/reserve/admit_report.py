"""What was admitted of a case, on the screen."""

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table
from rich.text import Text

from tracer.chain.amount import as_bitcoin
from tracer.cli.amount_table import widen_for
from tracer.cli.screen import tell, whole_screen
from tracer.cli.verify_report import print_steps
from tracer.documents.paper import counted
from tracer.operations.reserve_admit import Admitted
from tracer.reserve.lots import Admission
from tracer.visible import visible

_HEADS = ("lot", "label", "BTC", "satoshi of the receipt", "receipt")


def print_admitted(done: Admitted) -> None:
    """Print lots, what is contested and what was left out; or the steps of the check where nothing was admitted."""
    if done.admission is None:
        print_steps(done.verification)
        return
    with whole_screen() as console:
        _print(console, done.admission, done)


def _print(console: Console, found: Admission, done: Admitted) -> None:
    if found.lots:
        _print_lots(console, found)
    for each in found.contested:
        tell(
            console,
            f"contested: {as_bitcoin(each.run.sat)} BTC of {visible(each.label or 'nobody')}, satoshi "
            f"{each.run.start} to {each.run.end - 1} of {each.run.receipt}: held by {each.holder}",
            "yellow",
        )
    for left in found.left_out:
        tell(console, f"left out: {as_bitcoin(left.sat)} BTC of {left.receipt}: {visible(left.why)}", "yellow")
    instead = "" if found.supersedes is None else f", by act {found.act} in the place of bundle {found.supersedes}"
    tell(
        console,
        f"Case {visible(found.case)} admitted to {done.folder}{instead}: {counted(len(found.lots), 'lot')}, "
        f"{counted(len(found.contested), 'contested part')}, {counted(len(found.left_out), 'part')} left out.",
    )


def _print_lots(console: Console, found: Admission) -> None:
    table = Table(box=SIMPLE_HEAD, pad_edge=False)
    for name in _HEADS:
        table.add_column(name, justify="right" if name == "BTC" else "left", no_wrap=name != "label", overflow="fold")
    rows = [
        (
            lot.id,
            visible(lot.label) if lot.label is not None else "untraced",
            as_bitcoin(lot.run.sat),
            f"{lot.run.start} to {lot.run.end - 1}",
            str(lot.run.receipt),
        )
        for lot in found.lots
    ]
    for row in rows:
        table.add_row(*map(Text, row))
    widen_for(console, [_HEADS, *rows])
    console.print(table)
