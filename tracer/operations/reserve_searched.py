"""The history that an observation files: built on an earlier one, and held against a search from the first block.

A file and a store find what pays a script by an index over all their blocks: there the whole is searched each time. A
node looks through its block filters for it, which takes minutes on a long chain: there it is asked for.
"""

from collections.abc import Collection
from dataclasses import dataclass, replace
from pathlib import Path

from tracer.chain.view import ChainView
from tracer.errors import CaseError, IntegrityError
from tracer.operations import reserve_entered, reserve_journal, reserve_observations
from tracer.operations.observation_names import height_of, is_of
from tracer.operations.reserve_entered import FOLDER, NAME, OBSERVED
from tracer.operations.reserve_ground import Ground
from tracer.operations.reserve_observations import FiledObservation
from tracer.operations.sources import Chain
from tracer.reserve.days import observed_block
from tracer.reserve.history import ObservedBlock, RegisterHistory
from tracer.reserve.observation import ObservedFault
from tracer.reserve.observed_faults import of_storage
from tracer.reserve.register import Register
from tracer.reserve.search import goes_on, search, up_to
from tracer.reserve.searched_again import differences, unnamed
from tracer.reserve.watching import from_material, unspent, watch, watch_list

SEARCHED = "searched"
"""What an entry of an observation says where the chain was searched from its first block: the kind of the source."""


@dataclass(frozen=True, slots=True)
class Searched:
    """A history, on what it builds, and whether the chain was searched for it from its first block on.

    `differs` says that the observation on file of the same block has another history.
    """

    history: RegisterHistory
    stands: Ground
    is_whole: bool
    differs: bool


@dataclass(frozen=True, slots=True)
class LastSearch:
    """The last search from the first block that an observation's coins rest on: up to which block, of what source."""

    name: str
    kind: str

    @property
    def height(self) -> int:
        """The block's height."""
        return height_of(self.name)


def searched(
    register: Register,
    chain: Chain,
    block: ObservedBlock,
    stands: Ground,
    own: FiledObservation | None,
    *,
    whole: bool,
) -> Searched:
    """Return the history up to a block; where what it could build on is not the chain's, on nothing, with faults.

    With `whole` a node is searched from its first block, as a file and a store always are; so it is where `own`, the
    observation on file of the same block, has another history: it would be replaced. What that has otherwise is told,
    and so is a coin that the source does not name itself; of each coin the first of these.

    Raises:
        SourceError, IntegrityError: the source cannot answer, or answers falsely.
    """
    view, base = chain.view, stands.base
    built = None if base is None else watch(register, view, block, base.history)
    is_asked = whole or chain.kind != "node" or (own is not None and own.history != built)
    if base is not None and built is not None and not is_asked and goes_on(register, view, built, base.history):
        return Searched(built, stands, is_whole=False, differs=False)
    found = search(register, view, block)
    faults = unnamed(register, found)
    is_right = True
    if base is not None and built is not None:
        then, height = up_to(found.history, base.history.block), base.history.block.height
        faults += differences(register, found.history, built, base.name, height)
        faults += differences(register, then, base.history, base.name, height)
        is_right = (found.history, then) == (built, base.history)
    if own is not None:
        faults += differences(register, found.history, own.history, own.name, block.height)
    told = dict[str, ObservedFault]()
    for each in faults:
        told.setdefault(each.subject, each)
    stands = replace(stands, base=base if is_right else None, faults=(*stands.faults, *told.values()))
    return Searched(found.history, stands, is_whole=True, differs=own is not None and own.history != found.history)


def filed_at(path: Path, register: Register, name: str, changed: Collection[str]) -> FiledObservation | None:
    """Return the observation on file of a block, by name, where it can be held against what is found now.

    None where there is none, or it is among the `changed`, or is damaged, or other scripts were looked for: it is
    written again.
    """
    if name in changed or name not in reserve_observations.names(path):
        return None
    try:
        return reserve_observations.filed(path, register, name)
    except IntegrityError:  # what is damaged is written again
        return None


def of_other_scripts(path: Path, register: Register, name: str) -> bool:
    """Return whether an observation is on file and whole, and other scripts were looked for than the register has."""
    if name not in reserve_observations.names(path):
        return False
    try:
        return reserve_observations.filed(path, register, name) is None
    except IntegrityError:  # what is damaged is written again
        return False


def has_other_past(path: Path, register: Register, name: str, found: RegisterHistory) -> bool:
    """Return whether what lies beside an observation that was changed rests on other transactions than were found.

    Not where that is no longer what was entered, or other scripts were looked for: then it is written again.
    """
    if not reserve_entered.has_entered_folder(path, register.name, name):
        return False
    try:
        held = reserve_observations.held(path, name)
    except IntegrityError:  # it proves nothing any more
        return False
    if held.watched != watch_list(register).digest:
        return False
    return from_material(register, held.material, found.block, held.stated) != found


def last_search(path: Path, register: str, name: str) -> LastSearch | None:
    """Return the last search of the whole chain that an observation rests on, by what the journal says of its folder.

    None where the journal names none, as that of an earlier release.

    Raises:
        IntegrityError, SourceError: the journal was changed or cannot be read, or an observation is not as written.
    """
    said = [
        (entry.details[NAME], entry.details[FOLDER], entry.details[SEARCHED])
        for entry in reserve_journal.load(path, register).entries
        if entry.kind == OBSERVED and {NAME, FOLDER, SEARCHED} <= entry.details.keys()
    ]
    at: str | None = name
    while at is not None:
        folder = reserve_entered.folder_digest(path, at)
        kinds = [kind for each, digest, kind in said if (each, digest) == (at, folder)]
        if kinds:
            return LastSearch(at, kinds[-1])
        at = reserve_observations.read_chunk(path, at).base
    return None


def search_to_repeat(path: Path, register: str, name: str) -> str | None:
    """Return on which search of the chain the coins of an observation rest, and how it is held against another one.

    None where a file or a store was searched from its first block up to the observation's own.

    Raises:
        IntegrityError, SourceError: as `last_search`.
    """
    found = last_search(path, register, name)
    if found is None:
        said = f"The journal names no search from the chain's first block on which observation {name} rests."
    elif found.name == name and found.kind != "node":
        return None
    else:
        by = "by one node's word" if found.kind == "node" else f"in a {found.kind}"
        said = f"The chain was last searched from its first block to block {found.height:,}, {by}"
        said += "." if found.name == name else "; what a look since then was not told of, or it, is in no observation."
    return (
        f"{said} Hold it against another source: tracer reserve observe {path} --chain SOURCE --at {height_of(name)} "
        "--whole"
    )


def is_of_chain(path: Path, register: Register, view: ChainView, name: str) -> bool | None:
    """Return whether an observation has what a search of the chain from its first block finds up to its block.

    None where that is not searched for: one of another branch, or that looked for other scripts, has nothing that is
    built on.
    """
    height = height_of(name)
    if height > view.tip().height or not is_of(name, view.block_hash(height)):
        return None
    try:
        filed = reserve_observations.filed(path, register, name)
        stored = None if filed is None else filed.observation
    except (CaseError, IntegrityError):  # not even of the form that a command writes
        return False
    if filed is None or stored is None:
        return None
    again = search(register, view, observed_block(view, height)).history
    coins = {coin.outpoint.txid: None for wallet in stored.wallets for coin in wallet.coins}
    left = unspent(watch_list(register), again.touches)
    return filed.history == again and not of_storage(register, stored, left, view.transactions(list(coins)))
