"""The closing block of a period among the observations on file, and the headers that settle it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tracer.chain import header
from tracer.container.material import Material
from tracer.errors import CaseError, IntegrityError, SourceError
from tracer.operations import reserve_observations
from tracer.operations.observation_names import block_of, height_of, is_of
from tracer.reserve import days
from tracer.reserve.chunks import Chunk
from tracer.reserve.days import CONFIRMATIONS, Period
from tracer.reserve.history import ObservedBlock
from tracer.reserve.register import Register
from tracer.reserve.watching import MaterialHeaders, watch_list

AFTER = CONFIRMATIONS - 1
"""Headers after the closing block that settle a period."""


@dataclass(frozen=True, slots=True)
class ClosingMaterial:
    """The chain material up to a closing block, and the headers after it, 80 bytes each.

    `name` is the observation that has it: the last one filed of its block.
    """

    name: str
    material: Material
    after: bytes


def closing_material(path: Path, register: Register, period: Period) -> ClosingMaterial:
    """Return what is on file of the chain up to a period's closing block.

    Raises:
        CaseError: no observation is of that block, it holds no raw transactions, or the wallets have changed since.
        SourceError: the period is not settled.
        IntegrityError: an observation is not as it was written, or two of different branches close the period.
    """
    end = days.instant(period.last, register.zone)
    name = _last_before(path, register.name, end)
    again = f"tracer reserve observe {path} --chain SOURCE --at {period.last.isoformat()}"
    if name is None:
        raise CaseError(f"no observation is of a block before the end of {period.name}.\nRun {again}")
    held = reserve_observations.held(path, name)
    following = _following(path, held)
    tip = _tip(held, following)
    if following and _median(held, following[:1]) < end:
        raise CaseError(
            f"no observation is of the closing block of {period.name}: the period has blocks after "
            f"{held.material.last_header}.\nRun {again}"
        )
    reason = days.unsettled(period.name, end, held.material.last_header, tip)
    if reason is not None:
        raise SourceError(f"{reason}\nWhen it is, run {again}")
    if held.watched != watch_list(register).digest:
        raise CaseError(f"the register's wallets have changed since observation {name}.\nRun {again}")
    if not held.is_sealable:
        raise CaseError(
            f"observation {name} has no raw bytes of {len(held.stated)} transactions: nobody could check a statement "
            f"that rests on it.\nObserve it from a node or a file of blocks: {again}"
        )
    return ClosingMaterial(name, held.material, b"".join(following[:AFTER]))


def after_of(path: Path, held: Chunk) -> bytes:
    """Return the headers that settle a closing block, 80 bytes each, as far as they are on file."""
    return b"".join(_following(path, held)[:AFTER])


def known_to(held: Chunk) -> int:
    """Return the moment before which an observation has every block: the next one's median time; unknown, its own."""
    return _median(held, _after(held)[:1])


def last_known(held: Chunk, end: int) -> ObservedBlock:
    """Return the last block of which an observation has the header: that of the last one behind its own block.

    Its own block where the next one's median time is before `end` too, for then it closes no day that ends there.
    """
    following = _after(held)
    is_closing = bool(following) and _median(held, following[:1]) >= end
    return _tip(held, following if is_closing else [])


def _last_before(path: Path, register: str, end: int) -> str | None:
    """Return the last observation of a block whose median time past lies before a moment.

    Raises:
        IntegrityError: two of one height do.
    """
    names = standing(path, register)
    found = [name for name in names if reserve_observations.read(path, name)[0].block.mtp < end]
    if not found:
        return None
    last_of = {block_of(name): name for name in found if height_of(name) == height_of(found[-1])}
    highest = list(last_of.values())
    if len(highest) == 1:
        return highest[0]
    followed = [name for name in highest if _stands(path, name)]
    if len(followed) != 1:
        raise IntegrityError(
            f"observations {' and '.join(highest)} are of two branches, and none on file says which one stands.\n"
            f"Observe a later block: tracer reserve observe {path} --chain SOURCE"
        )
    return followed[0]


def standing(path: Path, register: str) -> list[str]:
    """Return the observations of blocks that have not left the chain, and that the highest one does not contradict."""
    gone = reserve_observations.told_gone(path, register)
    names = [name for name in reserve_observations.names(path) if not reserve_observations.is_gone(path, name, gone)]
    if len(names) < 2:
        return names
    chain = reserve_observations.held(path, names[-1]).material
    return [name for name in names if not _is_of_another(chain, name)]


def _is_of_another(chain: Material, name: str) -> bool:
    """Return whether an observation is of a block in whose place a chain has another one."""
    height = height_of(name)
    if not chain.first_header <= height <= chain.last_header:
        return False
    return not is_of(name, header.decode(chain.header(height)).hash)


def _stands(path: Path, name: str) -> bool:
    """Return whether a later observation goes on from a block."""
    block = reserve_observations.read(path, name)[0].block
    return any(True for _ in _beyond(path, block))


def _beyond(path: Path, block: ObservedBlock) -> Iterator[Chunk]:
    """Yield what later observations rest on that have a block among their ancestors, the highest first."""
    for name in reversed(reserve_observations.names(path)):
        if height_of(name) <= block.height:
            break
        held = reserve_observations.held(path, name)
        covers = held.material.first_header <= block.height
        if covers and header.decode(held.material.header(block.height)).hash == block.hash:
            yield held


def _following(path: Path, held: Chunk) -> list[bytes]:
    """Return the headers known after the block that something rests on, from its own folder or a later observation."""
    own = _after(held)
    if len(own) >= AFTER:
        return own
    block = days.observed_block(MaterialHeaders(held.material), held.material.last_header)
    for later in _beyond(path, block):
        material = later.material
        after = [material.header(height) for height in range(block.height + 1, material.last_header + 1)]
        return max(own, [*after, *_after(later)], key=len)
    return own


def _after(held: Chunk) -> list[bytes]:
    """Return the headers after an observation's block that lie in its own folder."""
    return [held.after[at : at + header.SIZE] for at in range(0, len(held.after), header.SIZE)]


def _tip(held: Chunk, following: list[bytes]) -> ObservedBlock:
    """Return the last block known, with its median time."""
    last = following[-1] if following else held.material.header(held.material.last_header)
    found = header.decode(last)
    height = held.material.last_header + len(following)
    return ObservedBlock(height, found.hash, _median(held, following), found.time)


def _median(held: Chunk, following: list[bytes]) -> int:
    """Return the median time past of the last of some headers that follow a block."""
    material = held.material
    first = max(material.first_header, material.last_header - header.MEDIAN_OF + 1)
    before = [material.header(height) for height in range(first, material.last_header + 1)]
    return days.median_time([*before, *following])
