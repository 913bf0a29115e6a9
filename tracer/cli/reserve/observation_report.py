"""An observation on the screen: what each wallet holds, what moved since the last one; alarms and faults on stderr."""

from collections.abc import Iterator, Sequence

from rich.table import Table
from rich.text import Text

from tracer.chain.amount import as_bitcoin
from tracer.cli.echo import to_stderr
from tracer.cli.screen import tell, whole_screen
from tracer.cli.tongue import counted, known, say, word
from tracer.documents.language.language import NO_BREAK_SPACE, phrase
from tracer.moments import utc
from tracer.operations.observation_names import height_of
from tracer.operations.reserve_observe import Observed
from tracer.reserve.ledger_rows import MovementKind, RegisterCoin
from tracer.reserve.observation import FaultKind, Observation, ObservedMovement
from tracer.reserve.wallets_held import worth
from tracer.visible import visible

_KINDS = {
    MovementKind.RECEIPT: phrase("receipt"),
    MovementKind.TRANSFER: phrase("transfer"),
    MovementKind.DISPOSAL: phrase("disposal"),
    MovementKind.JOINT: phrase("joint"),
    MovementKind.DEPOSIT: phrase("deposit"),
    MovementKind.WITHDRAWAL: phrase("withdrawal"),
}
"""Movements in one word each."""


def print_observed(observed: Observed) -> None:
    """Print an observation as it was filed."""
    found = observed.observation
    block = found.block
    after = -1 if observed.base is None else height_of(observed.base)
    head = (
        say("Register {register} at block {height}", register=visible(found.register), height=f"{block.height:,}"),
        block.hash,
        say("Median time {median}, declared {declared}", median=utc(block.mtp), declared=utc(block.time)) + "\n",
    )
    with whole_screen() as console:
        tell(console, "\n".join(head))
        console.print(_wallets(observed))
        for each in found.movements:
            if each.height > after:
                tell(console, _movement(each))
        for told in observed.sent:
            tell(console, known(visible(told)))
        tell(console, _filed(observed))


def print_faults(found: Observation) -> None:
    """Print what is wrong, on stderr; a departure that no act or no title covers is an alarm."""
    for fault in found.faults:
        text = known(visible(fault.text))
        is_alarm = fault.kind in (FaultKind.LATE, FaultKind.UNTITLED, FaultKind.FEE)
        to_stderr(say("Alarm: {text}", text=text) if is_alarm else say("Fault: {text}", text=text))


def _wallets(observed: Observed) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(word("wallet"))
    for name in (word("coins"), "BTC"):
        table.add_column(name, justify="right", no_wrap=True)
    for wallet in observed.wallets:
        name = visible(wallet.name)
        if wallet.is_counted:
            _add(table, name, wallet.counted)
        if wallet.outside or not wallet.is_counted:
            _add(table, say("{wallet} (not counted)", wallet=name), wallet.outside)
    _add(table, word("held"), [coin for wallet in observed.wallets for coin in wallet.counted])
    table.add_row()
    return table


def _add(table: Table, words: str, coins: Sequence[RegisterCoin]) -> None:
    """Add a row: how many coins there are, and what they are worth."""
    table.add_row(Text(words), str(len(coins)), as_bitcoin(worth(coins)))


def _movement(each: ObservedMovement) -> str:
    """Return a movement in two lines: what it is, and its transaction."""
    leaves = each.kind in (MovementKind.DISPOSAL, MovementKind.JOINT, MovementKind.DEPOSIT)
    fields = {
        "height": f"{each.height:,}",
        "kind": word(_KINDS[each.kind]),
        "amount": as_bitcoin(each.value),
        "source": ", ".join(each.source) or word("others"),
        "target": ", ".join((*each.target, *((word("others"),) if leaves else ()))),
    }
    words = (
        say("{height} {kind} of {amount} BTC: {source} -> {target}", **fields)
        if each.act is None
        else say("{height} {kind} of {amount} BTC: {source} -> {target}, act {act}", act=each.act, **fields)
    )
    return f"{visible(words)}\n  {each.txid}"


def _filed(observed: Observed) -> str:
    faults = counted(len(observed.observation.faults), "fault").replace(NO_BREAK_SPACE, " ")
    said = (
        say("Observation {name}, built on nothing before it: {faults}", name=observed.name, faults=faults)
        if observed.base is None
        else say("Observation {name}, built on {base}: {faults}", name=observed.name, base=observed.base, faults=faults)
    )
    return "\n".join((said, observed.sha256, *_cautions(observed)))


def _cautions(observed: Observed) -> Iterator[str]:
    """Yield what was not searched, where the observation lies beside another, and what it cannot be sealed without."""
    if observed.searched is None:
        yield say(
            "Only blocks after that one were searched for receipts; --whole has a node search its chain from the first "
            "block."
        )
    if observed.beside is not None:
        yield say(
            "Period {period} rests on observation {beside}, which stays as it is: this one is filed beside it.",
            period=observed.sealed_by,
            beside=observed.beside,
        )
    elif observed.sealed_by is not None:
        yield say("Its file is an input of {period} and stays as that period sealed it.", period=observed.sealed_by)
    if not observed.is_sealable:
        yield say(
            "The source keeps no raw bytes: before a period is closed on it, observe again with --at {height} from a "
            "node or a file.",
            height=observed.observation.block.height,
        )
