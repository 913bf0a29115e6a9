"""A register's observations on the disk: `observations/NAME.json`, and beside each the folder of what it adds.

The file is written last and is the observation; a folder without its file is what an interrupted command left.
What a closed period rests on is never replaced: a later look that found something else lies beside it, as `NAME-r1`.
"""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from tracer.chain import header
from tracer.disk import folder as folders
from tracer.disk.files import flush_names, read_bounded, replace_file, unknown_name
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.formats.json_cursor import JsonCursor
from tracer.operations import observation_waiting, reserve_journal
from tracer.operations.observation_names import block_of, height_of, in_order, is_name, is_of
from tracer.operations.observation_waiting import is_waiting, remove
from tracer.reserve import chunks, observation, observation_file
from tracer.reserve.chunks import Chunk
from tracer.reserve.days import observed_block
from tracer.reserve.history import ObservedBlock, RegisterHistory
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.observation import Observation, ObservedFault
from tracer.reserve.register import Register
from tracer.reserve.watching import MaterialHeaders, from_material, watch_list
from tracer.visible import quoted

OBSERVATIONS = "observations"
_LEFT = re.compile(r"\..*\.partial")
_REPLACED = ".replaced"


@dataclass(frozen=True)
class FiledObservation:
    """An observation on file with all that it rests on. Its file is read when it is asked for."""

    name: str
    content: bytes
    history: RegisterHistory
    held: Chunk

    @cached_property
    def observation(self) -> Observation:
        """What its file says.

        Raises:
            IntegrityError: it is not as it was written.
        """
        return _loaded(self.content, self.name)

    def follows(self, register: Register, ledger: RegisterLedger) -> bool:
        """Return whether the file is to the byte what a ledger of its block makes; then it is not read row by row.

        The faults that the file names, and the period that it goes on from, are taken from it.
        """
        found = observation_file.computed(self.content, path_of(self.name), register, self.history, ledger)
        if found is None or found.name != block_of(self.name):
            return False
        vars(self)["observation"] = found  # where `cached_property` looks
        return True

    @cached_property
    def faults(self) -> tuple[ObservedFault, ...]:
        """The faults that its file names; of the rest of it nothing is looked at.

        Raises:
            IntegrityError: it is no observation of its block.
        """
        return observation_file.read_faults(self.content, path_of(self.name), self.history.block)


def path_of(name: str) -> str:
    """Return where an observation lies, relative to the register."""
    return f"{OBSERVATIONS}/{name}.json"


def names(path: Path) -> tuple[str, ...]:
    """Return the names of the observations on file, the lowest first, of one block as they were filed; none is read."""
    place = path / OBSERVATIONS
    found = [file.stem for file in place.glob("*.json")] if place.is_dir() else []
    return tuple(sorted(filter(is_name, found), key=in_order))


def of_block(path: Path, block: ObservedBlock) -> str:
    """Return the name of the last observation on file of a block; where there is none the name that it gets."""
    own = observation.name_of(block)
    return next((name for name in reversed(names(path)) if block_of(name) == own), own)


def remedy(path: Path, name: str) -> str:
    """Return in words how an observation that is not as it was written, or is gone, is put right.

    A look at its block writes the last one of it again, and nothing that a closed period rests on beside that.
    """
    later = [each for each in names(path) if block_of(each) == block_of(name) and in_order(each) > in_order(name)]
    if later:
        return f"Put it back from a copy: a look at its block is filed as {later[-1]}, and does not mend it."
    return f"Put it back, or observe again with tracer reserve observe --at {height_of(name)}."


def rests_on(path: Path, name: str) -> Iterator[str]:
    """Yield an observation's name, and those of what it builds on, down to the first; no chain material is read.

    Raises:
        IntegrityError: what one of them says that it builds on is not as it was written.
    """
    at: str | None = name
    while at is not None:
        yield at
        below = _base(path, at)
        if below is not None and height_of(below) >= height_of(at):
            raise IntegrityError(f"{OBSERVATIONS}/{at}/base.json: names {quoted(below)}, which is no earlier one")
        at = below


def read(path: Path, name: str) -> tuple[Observation, bytes]:
    """Return an observation and its file's bytes.

    Raises:
        CaseError: there is none of this name.
        IntegrityError: it is not as it was written.
    """
    content = read_bounded(path / path_of(name), "observation")
    return _loaded(content, name), content


def read_chunk(path: Path, name: str) -> Chunk:
    """Return what one observation adds.

    Raises:
        IntegrityError: its folder is missing or not as it was written.
    """
    return chunks.loads(files_of(path, name), f"{OBSERVATIONS}/{name}")


def files_of(path: Path, name: str) -> dict[str, bytes]:
    """Return the files of the folder beside an observation, by name.

    Raises:
        IntegrityError: the folder is missing, or something in it is no plain file.
    """
    place = _folder_of(path, name)
    if not place.is_dir():
        raise IntegrityError(
            f"{OBSERVATIONS}/{name} is missing, the folder of what the observation rests on.\n{remedy(path, name)}"
        )
    listing = folders.list_folder(place)
    if listing.findings:
        raise IntegrityError(f"{OBSERVATIONS}/{name}/{listing.findings[0]}")
    return {file: folders.read_file(place, file) for file in listing.sizes}


def held(path: Path, name: str) -> Chunk:
    """Return everything that an observation rests on, down the chain of what it builds on.

    Raises:
        IntegrityError: a folder of the chain is missing, is not as it was written, or leads to another block.
    """
    found: list[Chunk] = []
    at: str | None = name
    while at is not None:
        chunk = read_chunk(path, at)
        if chunk.base is not None and height_of(chunk.base) >= height_of(at):
            raise IntegrityError(f"{OBSERVATIONS}/{at}/base.json: names {quoted(chunk.base)}, which is no earlier one")
        if found and chunk.watched != found[0].watched:
            raise IntegrityError(
                f"{OBSERVATIONS}/{at} looked for other scripts than {name}, which builds on it.\n"
                f"Observe again with tracer reserve observe --at {height_of(name)}."
            )
        _check_end(chunk, at)
        found.append(chunk)
        at = chunk.base
    return chunks.joined(found[::-1])


def filed(path: Path, register: Register, name: str) -> FiledObservation | None:
    """Return an observation on file with its history; None where other scripts were looked for than the register has.

    Raises:
        CaseError: there is none of this name.
        IntegrityError: it, or what it rests on, is not as it was written.
    """
    content = read_bounded(path / path_of(name), "observation")
    rests_on = held(path, name)
    if rests_on.watched != watch_list(register).digest:
        return None
    block = observed_block(MaterialHeaders(rests_on.material), height_of(name))
    return FiledObservation(name, content, from_material(register, rests_on.material, block, rests_on.stated), rests_on)


def last(path: Path, register: Register) -> FiledObservation:
    """Return the last observation on file of those whose block has not left the chain, by what the others say.

    Raises:
        CaseError: there is none, or the register's wallets have changed since.
        IntegrityError: it, or what it rests on, is not as it was written.
    """
    gone = told_gone(path, register.name)
    standing = next((name for name in reversed(names(path)) if not is_gone(path, name, gone)), None)
    if standing is None:
        raise CaseError(f"register {path} has no observation yet: run tracer reserve observe {path} --chain SOURCE")
    observed = filed(path, register, standing)
    if observed is None:
        raise CaseError(
            f"the register's wallets have changed since observation {standing}.\n"
            f"Observe again: tracer reserve observe {path} --chain SOURCE --at {height_of(standing)}"
        )
    return observed


def stale_of(path: Path, name: str) -> tuple[str, ...]:
    """Return which observations one says to be of blocks that are no ancestors of its own.

    Raises:
        IntegrityError: that is not as it was written.
    """
    place = _folder_of(path, name) / chunks.BASE
    if not place.is_file():
        return ()
    return JsonCursor.of(read_bounded(place, "base"), f"{OBSERVATIONS}/{name}/{chunks.BASE}").texts("stale")


def told_gone(path: Path, register: str, without: Collection[str] = ()) -> frozenset[str]:
    """Return the observations of blocks that left the chain, by the last look that the journal has.

    Each look names all that it knows of, of those above its source's last block what was known before it. `without` are
    observations whose word does not count.

    Raises:
        IntegrityError: what one of them says is not as it was written; the journal was changed.
    """
    told = {name: stale_of(path, name) for name in names(path) if name not in without}
    if not any(told.values()):
        return frozenset()
    looks = [each.details.get("observation", "") for each in reserve_journal.load(path, register).entries]
    order = {name: place for place, name in enumerate(looks)}
    return frozenset(told[max(told, key=lambda each: order.get(each, -1))])


def is_gone(path: Path, name: str, gone: Collection[str]) -> bool:
    """Return whether an observation is of a block that left the chain, or goes on from one; `gone` are those told.

    Raises:
        IntegrityError: it, or what it rests on, is not as it was written.
    """
    blocks = {block_of(each) for each in gone}
    below = [each for each in blocks if height_of(each) < height_of(name)]
    if not below or block_of(name) in blocks:
        return block_of(name) in blocks
    chain = held(path, name).material
    return any(
        is_of(each, header.decode(chain.header(height_of(each))).hash)
        for each in below
        if height_of(each) >= chain.first_header
    )


def clear_up(path: Path, entered: Collection[str] = ()) -> None:
    """Make the folder of observations, and put right what an interrupted command left. The lock is held.

    What lies beside a file that is gone is kept where that observation is among the `entered`, by name. What waits
    for its place is removed.

    Raises:
        SourceError: the disk refuses.
    """
    place = path / OBSERVATIONS
    try:
        place.mkdir(mode=0o700, exist_ok=True)
        for each in sorted(place.iterdir()):
            taken_from = place / each.name.removesuffix(_REPLACED).removeprefix(".")
            if each.name.endswith(_REPLACED) and not taken_from.exists():
                each.rename(taken_from)
            elif each.name.endswith(_REPLACED) or _LEFT.fullmatch(each.name) or is_waiting(each.name):
                remove(each)
        for each in sorted(place.iterdir()):
            if each.name not in entered and is_name(each.name) and not each.with_name(f"{each.name}.json").exists():
                remove(each)
    except OSError as error:
        raise _refused(place, error) from error


def write(path: Path, name: str, content: bytes, files: Mapping[str, bytes]) -> None:
    """Put an observation that is not there yet and the files of its folder in their places, the file last.

    Raises:
        SourceError: the disk refuses; the observation is not there.
    """
    place = path / OBSERVATIONS
    try:
        _write_folder(place, name, files)
        replace_file(path / path_of(name), content, unknown_name(place))
        flush_names(place)
    except OSError as error:
        raise _refused(place, error) from error


def stage(path: Path, name: str, content: bytes, files: Mapping[str, bytes] | None) -> None:
    """Write what takes the place of an observation beside it; None: the folder that is there stays.

    Raises:
        SourceError: the disk refuses; the observation is as it was.
    """
    try:
        observation_waiting.stage(path / OBSERVATIONS, name, content, files)
    except OSError as error:
        raise _refused(path / OBSERVATIONS, error) from error


def discard(path: Path, name: str) -> None:
    """Remove what waits beside an observation.

    Raises:
        SourceError: the disk refuses.
    """
    try:
        observation_waiting.discard(path / OBSERVATIONS, name)
    except OSError as error:
        raise _refused(path / OBSERVATIONS, error) from error


def put_in_place(path: Path, name: str) -> None:
    """Give what waits beside an observation its place.

    Raises:
        SourceError: the disk refuses; the next look does it.
    """
    try:
        observation_waiting.put_in_place(path / OBSERVATIONS, name)
    except OSError as error:
        raise _refused(path / OBSERVATIONS, error) from error


def has_words(path: Path, name: str) -> bool:
    """Return whether a node's own words lie beside an observation."""
    return (_folder_of(path, name) / chunks.NODE).exists()


def _base(path: Path, name: str) -> str | None:
    """Return the name of what an observation builds on; None: on nothing, or what lies beside it is not there."""
    place = _folder_of(path, name) / chunks.BASE
    if not place.is_file():
        return None
    about = JsonCursor.of(read_bounded(place, "base"), f"{OBSERVATIONS}/{name}/{chunks.BASE}")
    below = about.maybe_text("observation")
    if below is not None and not is_name(below):
        raise about.key("observation").wrong("the name of an observation")
    return below


def _folder_of(path: Path, name: str) -> Path:
    """Return the folder beside an observation, wherever an interrupted command left it."""
    return observation_waiting.folder_of(path / OBSERVATIONS, name)


def _write_folder(place: Path, name: str, files: Mapping[str, bytes]) -> None:
    """Write a folder, or put it in the place of what lies there; `clear_up` mends what an interruption leaves."""
    target = place / name
    if not target.exists():
        folders.write_whole(target, sorted(files.items()))
        return
    fresh, replaced = place / f".{name}.fresh.partial", place / f".{name}{_REPLACED}"
    remove(fresh)
    remove(replaced)
    folders.write_whole(fresh, sorted(files.items()))
    target.rename(replaced)
    fresh.rename(target)
    flush_names(place)
    remove(replaced)


def _loaded(content: bytes, name: str) -> Observation:
    """Return what an observation's file says."""
    found = observation_file.loads(content, path_of(name))
    if found.name != block_of(name):
        raise IntegrityError(f"{path_of(name)} is an observation of block {found.name}")
    return found


def _check_end(chunk: Chunk, name: str) -> None:
    """Raise where a folder's last header is not that of the block in its name."""
    last = chunk.material.last_header
    found = header.decode(chunk.material.header(last)).hash
    if last != height_of(name) or not is_of(name, found):
        raise IntegrityError(f"{OBSERVATIONS}/{name}/headers.bin ends with block {last:,}, {found}")


def _refused(place: Path, error: OSError) -> SourceError:
    return SourceError(f"{place} cannot be written: {error.strerror or error}.\nMake room, or make it writable.")
