"""A register held against those that lie beside it: no two count the same coins, and a copy is not kept on its own."""

from collections.abc import Iterator
from pathlib import Path

from tracer.disk.files import read_bounded
from tracer.errors import CaseError, TracerError
from tracer.operations import reserve_journal
from tracer.operations.reserve_kept import listed
from tracer.reserve import register_file
from tracer.reserve.register import Register
from tracer.reserve.register_faults import shared_wallets
from tracer.visible import quoted, visible


def beside(path: Path, register: Register, faults: list[str]) -> tuple[str, ...]:
    """Add what is wrong with a register beside others to faults; return what could not be compared, or is a copy.

    A register of the same name is a copy while the journal of one goes on from the whole of the other's. Where each has
    entries of its own, two registers are kept over one wallet.
    """
    notes = []
    own = path.resolve()
    for folder in listed(own.parent):
        if folder.resolve() == own or not (folder / register_file.FILE).is_file():
            continue
        name = visible(folder.name, 80)
        try:
            other = register_file.parse(read_bounded(folder / register_file.FILE, "register"), register_file.FILE)
        except CaseError:
            notes.append(_not_compared(name))
            continue
        shared = shared_wallets(register, other)
        if other.name == register.name:
            notes += _copy(own, folder, register.name, faults, is_shared=bool(shared))
            continue
        faults += [
            f"{register_file.FILE}: wallet {quoted(one)} has scripts in common with {quoted(two)} of register "
            f"{other.name} in {name}: every coin stands in one register"
            for one, two in shared
        ]
    return tuple(notes)


def _not_compared(name: str) -> str:
    return f"the register in {name}, beside this one, cannot be read; its wallets were not compared"


def _copy(own: Path, folder: Path, register: str, faults: list[str], *, is_shared: bool) -> Iterator[str]:
    """Yield what a reader should know of a register of the same name; add to faults that it goes its own way."""
    words = f"register {register} lies in {visible(folder.name, 80)} as well"
    try:
        mine, theirs = (reserve_journal.load(each, register).lines for each in (own, folder))
    except TracerError:  # one's own journal is told of where it is read
        yield f"{words}: keep one of them; their journals could not be compared"
        return
    common = min(len(mine), len(theirs))
    if is_shared and mine[:common] != theirs[:common]:
        at = next(place for place, (one, two) in enumerate(zip(mine, theirs, strict=False), start=1) if one != two)
        faults.append(
            f"{register_file.FILE}: {words}, counts the same coins, and has had a journal of its own since entry {at}: "
            "every coin stands in one register. Find out which of the two holds, and put the other away"
        )
    elif len(theirs) > len(mine):
        yield f"{words}, and its journal goes on beyond entry {len(mine)}, the last here: this one is the older"
    else:
        yield f"{words}: keep one of them"
