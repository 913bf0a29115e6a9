"""Closed periods whose closing block is not of the chain any more, by what later observations said of it."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from tracer.errors import IntegrityError
from tracer.operations import reserve_observations
from tracer.operations.observation_names import block_of
from tracer.operations.reserve_periods import closed
from tracer.reserve.periods import FiledStatement, in_force


def orphaned(
    path: Path, register: str, statements: Mapping[str, FiledStatement]
) -> Iterator[tuple[str, IntegrityError]]:
    """Yield the name of each such period, unless a restatement stands beside it, and what became of it.

    Raises:
        IntegrityError: what an observation says of earlier ones is not as it was written.
    """
    gone, there = reserve_observations.told_gone(path, register), reserve_observations.names(path)
    blocks = {block_of(each) for each in gone}
    for base in dict.fromkeys(each.period.base for each in statements.values()):
        last = in_force(statements, base)
        if last is None:
            continue
        block = last.statement.closing
        name = f"{block.height:07d}-{block.hash[-8:]}"
        if name in blocks or (name in there and reserve_observations.is_gone(path, name, gone)):
            yield last.period.name, _left(last)


def _left(last: FiledStatement) -> IntegrityError:
    period, block = last.period, last.statement.closing
    return IntegrityError(
        f"{period.name} was closed with block {block.height} {block.hash}, which is not of the chain any more.\n"
        f"Close a restatement: tracer reserve close REGISTER --period {period.base}-r{period.revision + 1}"
    )


def refuse_orphaned(path: Path, register: str) -> None:
    """Raise where a closed period is such a one.

    Raises:
        IntegrityError: naming the first, the others as notes.
    """
    found = [error for _, error in orphaned(path, register, closed(path))]
    for other in found[1:]:
        found[0].add_note(str(other))
    if found:
        raise found[0]
