"""An observation on the screen: what each wallet holds, what moved since the last one; alarms and faults on stderr."""

import click
from rich.table import Table
from rich.text import Text

from tracer.chain.amount import as_bitcoin
from tracer.cli.screen import tell, whole_screen
from tracer.documents.paper import counted
from tracer.moments import utc
from tracer.operations.observation_names import height_of
from tracer.operations.reserve_observe import Observed
from tracer.reserve.ledger_rows import MovementKind
from tracer.reserve.observation import FaultKind, Observation, ObservedMovement
from tracer.visible import visible


def print_observed(observed: Observed) -> None:
    """Print an observation as it was filed."""
    found = observed.observation
    block = found.block
    after = -1 if observed.base is None else height_of(observed.base)
    with whole_screen() as console:
        tell(
            console,
            f"Register {visible(found.register)} at block {block.height:,}\n{block.hash}\n"
            f"Median time {utc(block.mtp)}, declared {utc(block.time)}\n",
        )
        console.print(_wallets(found))
        for each in found.movements:
            if each.height > after:
                tell(console, _movement(each))
        for told in observed.sent:
            tell(console, visible(told))
        tell(console, _filed(observed))


def print_faults(found: Observation) -> None:
    """Print what is wrong, on stderr; a departure that no act or no title covers is an alarm."""
    for fault in found.faults:
        word = "Alarm" if fault.kind in (FaultKind.LATE, FaultKind.UNTITLED, FaultKind.FEE) else "Fault"
        click.echo(f"{word}: {visible(fault.text)}", err=True)


def _wallets(found: Observation) -> Table:
    table = Table(box=None, pad_edge=False)
    for name in ("wallet", "coins", "BTC"):
        table.add_column(name, justify="left" if name == "wallet" else "right", no_wrap=name != "wallet")
    for wallet in found.wallets:
        words = visible(wallet.name) if wallet.is_ours else f"{visible(wallet.name)} (not counted)"
        table.add_row(Text(words), str(len(wallet.coins)), as_bitcoin(wallet.held))
    coins = sum(len(wallet.coins) for wallet in found.wallets if wallet.is_ours)
    table.add_row("held", str(coins), as_bitcoin(found.held))
    table.add_row()
    return table


def _movement(each: ObservedMovement) -> str:
    """Return a movement in two lines: what it is, and its transaction."""
    leaves = each.kind in (MovementKind.DISPOSAL, MovementKind.JOINT, MovementKind.DEPOSIT)
    source = ", ".join(each.source) or "others"
    target = ", ".join((*each.target, *(("others",) if leaves else ())))
    act = "" if each.act is None else f", act {each.act}"
    words = f"{each.height:,} {each.kind.value} of {as_bitcoin(each.value)} BTC: {source} -> {target}{act}"
    return f"{visible(words)}\n  {each.txid}"


def _filed(observed: Observed) -> str:
    found = observed.observation
    on = "on nothing before it" if observed.base is None else f"on {observed.base}"
    lines = [f"Observation {observed.name}, built {on}: {counted(len(found.faults), 'fault')}", observed.sha256]
    if observed.searched is None:
        lines.append(
            "Only blocks after that one were searched for receipts; --whole has a node search its chain from the first "
            "block."
        )
    if observed.beside is not None:
        lines.append(
            f"Period {observed.sealed_by} rests on observation {observed.beside}, which stays as it is: this one is "
            "filed beside it."
        )
    elif observed.sealed_by is not None:
        lines.append(f"Its file is an input of {observed.sealed_by} and stays as that period sealed it.")
    if not observed.is_sealable:
        lines.append(
            "The source keeps no raw bytes: before a period is closed on it, observe again with --at "
            f"{found.block.height} from a node or a file."
        )
    return "\n".join(lines)
