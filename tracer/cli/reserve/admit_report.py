"""What was admitted of a case, on the screen."""

from rich.console import Console
from rich.text import Text

from tracer.chain.amount import as_bitcoin
from tracer.cli.amount_table import plain_table, print_whole
from tracer.cli.screen import tell, whole_screen
from tracer.cli.tongue import counted, known, say, word
from tracer.cli.verify_report import print_steps
from tracer.documents.language.language import NO_BREAK_SPACE, phrase
from tracer.operations.reserve_admit import Admitted
from tracer.reserve.lots import Admission
from tracer.visible import visible

_HEADS = (phrase("lot"), phrase("label"), "BTC", phrase("satoshi of the receipt"), phrase("receipt"))


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
        said = say(
            "contested: {amount} BTC of {label}, satoshi {first} to {last} of {receipt}: held by {holder}",
            amount=as_bitcoin(each.run.sat),
            label=word("nobody") if each.label is None else visible(each.label),
            first=each.run.start,
            last=each.run.end - 1,
            receipt=each.run.receipt,
            holder=each.holder,
        )
        tell(console, said, "yellow")
    for left in found.left_out:
        fields = {"amount": as_bitcoin(left.sat), "receipt": left.receipt, "reason": known(visible(left.why))}
        tell(console, say("left out: {amount} BTC of {receipt}: {reason}", **fields), "yellow")
    tell(console, _admitted(found, done).replace(NO_BREAK_SPACE, " "))


def _admitted(found: Admission, done: Admitted) -> str:
    fields = {
        "case": visible(found.case),
        "folder": done.folder,
        "lots": counted(len(found.lots), "lot"),
        "contested": counted(len(found.contested), "contested part"),
        "parts": counted(len(found.left_out), "part"),
    }
    if found.supersedes is None:
        return say("Case {case} admitted to {folder}: {lots}, {contested}, {parts} left out.", **fields)
    return say(
        "Case {case} admitted to {folder}, by act {act} in the place of bundle {bundle}: {lots}, {contested}, "
        "{parts} left out.",
        act=found.act,
        bundle=found.supersedes,
        **fields,
    )


def _print_lots(console: Console, found: Admission) -> None:
    table = plain_table()
    for name in _HEADS:
        table.add_column(
            word(name), justify="right" if name == "BTC" else "left", no_wrap=name != "label", overflow="fold"
        )
    rows = [
        (
            lot.id,
            visible(lot.label) if lot.label is not None else word("untraced"),
            as_bitcoin(lot.run.sat),
            say("{first} to {last}", first=lot.run.start, last=lot.run.end - 1),
            str(lot.run.receipt),
        )
        for lot in found.lots
    ]
    for row in rows:
        table.add_row(*map(Text, row))
    print_whole(console, table)
