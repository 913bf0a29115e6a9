"""What of earlier observations stands on the chain that is looked at, and what a reorganisation took away."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tracer.chain.view import ChainView
from tracer.errors import CaseError, IntegrityError
from tracer.operations import reserve_observations
from tracer.operations.observation_names import block_of, height_of, is_of
from tracer.operations.reserve_observations import FiledObservation, path_of
from tracer.operations.reserve_periods import closed_on
from tracer.reserve.history import ObservedBlock
from tracer.reserve.observation import FaultKind, ObservedFault, Since, name_of
from tracer.reserve.observed_faults import of_storage, reorged
from tracer.reserve.periods import FiledStatement
from tracer.reserve.register import Register
from tracer.reserve.watching import unspent, watch_list


@dataclass(frozen=True, slots=True)
class Ground:
    """What an observation builds on (None: on nothing), and what is wrong with earlier ones.

    `stale` are all observations of blocks that the chain does not have, up to the source's last block: below the block
    looked at or above it; and of those above the source's last block what was known to be gone.
    """

    base: FiledObservation | None
    faults: tuple[ObservedFault, ...]
    stale: tuple[str, ...]
    warnings: tuple[str, ...]


def ground(
    path: Path,
    register: Register,
    view: ChainView,
    block: ObservedBlock,
    closed: Mapping[str, FiledStatement],
    changed: Collection[str] = (),
) -> Ground:
    """Return on what an observation at a block of a chain can build.

    A reorganisation is told once: by the first observation after it. Where stored coins are not the chain's, or other
    scripts were looked for, nothing is built on; nor on what is not as it was written, which is a fault where none is
    known to be `changed`, by name.

    Raises:
        SourceError: the source cannot answer.
    """
    filed = [name for name in reserve_observations.names(path) if block_of(name) != name_of(block)]
    tip = view.tip().height
    above = tuple(name for name in filed if height_of(name) > tip)
    standing = [name for name in filed if name not in above and _stands(name, view)]
    stale = tuple(name for name in filed if name not in {*standing, *above})
    own = {name for name in reserve_observations.names(path) if name not in filed}
    known = reserve_observations.told_gone(path, register.name, {*own, *changed})
    left = [name for name in stale if name not in known]
    sealed = closed_on(path, closed) if left else {}
    faults = [reorged(name, height_of(name), block, sealed.get(name)) for name in left]
    warnings = tuple(
        f"observation {name} lies above the source's last block, {tip:,}: the source is behind, or its chain was "
        "reorganised."
        for name in above
    )
    below = [name for name in standing if height_of(name) < block.height]
    try:
        base, wrong = _base(path, register, view, below)
    except (CaseError, IntegrityError) as error:  # where any is changed, the caller tells which
        base, wrong = None, () if changed else (ObservedFault(FaultKind.CHANGED, below[-1], str(error)),)
    told = reserve_observations.told_gone(path, register.name, changed) if above else ()
    still = tuple(name for name in above if name in told)
    return Ground(base, (*wrong, *faults), (*stale, *still), warnings)


def since(view: ChainView, block: ObservedBlock, closed: Mapping[str, FiledStatement]) -> Since | None:
    """Return the last closed period whose closing block is an ancestor of a block, None where there is none.

    Of those that closed with one block the last restatement, by its number.
    """
    standing = [
        each
        for each in closed.values()
        if each.statement.closing.height < block.height
        and view.block_hash(each.statement.closing.height) == each.statement.closing.hash
    ]
    if not standing:
        return None
    last = max(standing, key=lambda each: (each.statement.closing.height, each.period.revision, each.period.name))
    return Since(last.period.name, last.statement.closing.height, last.statement.closing.hash)


def _stands(name: str, view: ChainView) -> bool:
    """Return whether an observation's block is on the chain, by the digits of its hash in the name."""
    return is_of(name, view.block_hash(height_of(name)))


def _base(
    path: Path, register: Register, view: ChainView, standing: Sequence[str]
) -> tuple[FiledObservation | None, tuple[ObservedFault, ...]]:
    """Return the last observation below the block, if it can be built on, and what is wrong with its coins."""
    if not standing:
        return None, ()
    base = reserve_observations.filed(path, register, standing[-1])
    if base is None:
        return None, ()
    if base.observation.block != base.history.block:
        raise IntegrityError(f"{path_of(base.name)} says another time or hash of its block than the headers beside it")
    left = unspent(watch_list(register), base.history.touches)
    txids = dict.fromkeys(coin.outpoint.txid for wallet in base.observation.wallets for coin in wallet.coins)
    faults = of_storage(register, base.observation, left, view.transactions(list(txids)))
    return (None if faults else base), faults
