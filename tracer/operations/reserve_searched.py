"""The history that an observation files: built on an earlier one, and held against a search from the first block.

A file and a store find what pays a script by an index over all their blocks: there the whole is searched each time. A
node looks through its block filters for it, which takes minutes on a long chain: there it is asked for.
"""

from dataclasses import dataclass, replace
from pathlib import Path

from tracer.operations import reserve_entered, reserve_journal, reserve_observations
from tracer.operations.reserve_entered import FOLDER, NAME, OBSERVED
from tracer.operations.reserve_ground import Ground
from tracer.operations.reserve_observations import height_of
from tracer.operations.sources import Chain
from tracer.reserve.history import ObservedBlock, RegisterHistory
from tracer.reserve.observed_faults import left_out
from tracer.reserve.register import Register
from tracer.reserve.searched_again import differences
from tracer.reserve.watching import never_came, watch

SEARCHED = "searched"
"""What an entry of an observation says where the chain was searched from its first block: the kind of the source."""


@dataclass(frozen=True, slots=True)
class Searched:
    """A history, on what it builds, and whether the chain was searched for it from its first block on."""

    history: RegisterHistory
    stands: Ground
    is_whole: bool


@dataclass(frozen=True, slots=True)
class LastSearch:
    """The last search from the first block that an observation's coins rest on: up to which block, of what source."""

    name: str
    kind: str

    @property
    def height(self) -> int:
        """The block's height."""
        return height_of(self.name)


def searched(register: Register, chain: Chain, block: ObservedBlock, stands: Ground, *, whole: bool) -> Searched:
    """Return the history up to a block; where what it could build on is not the chain's, on nothing, with faults.

    With `whole` a node is searched from its first block, as a file and a store always are.

    Raises:
        SourceError, IntegrityError: the source cannot answer, or answers falsely.
    """
    view, base = chain.view, stands.base
    if base is None:
        return Searched(watch(register, view, block), stands, True)
    built = watch(register, view, block, base.history)
    if not whole and chain.kind == "node":
        lost = never_came(register, view, built, base.history.block.height)
        if not lost:
            return Searched(built, stands, False)
        found, faults = watch(register, view, block), left_out(lost, base.name)
    else:
        found = watch(register, view, block)
        faults = differences(register, found, built, base.name)
    if not faults:
        return Searched(found, stands, True)
    return Searched(found, replace(stands, base=None, faults=(*stands.faults, *faults)), True)


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
