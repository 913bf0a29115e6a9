"""Closed periods whose observation has coins otherwise than a later one of the same chain: what it was not told of.

The observation that a period was closed on is never written again, so that what it lacks would be told once, by the
look that found it, and be forgotten by the next.
"""

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from tracer.chain import header
from tracer.disk.files import read_bounded
from tracer.errors import CaseError, IntegrityError
from tracer.operations import reserve_observations
from tracer.operations.reserve_observations import FiledObservation
from tracer.operations.reserve_periods import PERIODS
from tracer.reserve import register_file
from tracer.reserve.days import observed_block
from tracer.reserve.history import ObservedBlock, RegisterHistory
from tracer.reserve.observation import FaultKind, ObservedFault, name_of
from tracer.reserve.periods import FiledStatement, in_force
from tracer.reserve.register import Register
from tracer.reserve.searched_again import of_coins
from tracer.reserve.watching import MaterialHeaders, from_material, watch_list


def closed_otherwise(
    path: Path,
    register: Register,
    history: RegisterHistory,
    hash_at: Callable[[int], str | None],
    statements: Mapping[str, FiledStatement],
    besides: Collection[str] = (),
) -> Iterator[ObservedFault]:
    """Yield each coin that a closing's observation has otherwise than a history of the same chain.

    Of every period the statement in force is looked at, and of scripts those that it and the register have. `hash_at`
    gives the history's block at a height, None where it does not know; `besides` are observations that are not held.
    What a period was closed on and is not as it was written, or is not there, is a `changed` by the period's name.
    """
    for base in dict.fromkeys(each.period.base for each in statements.values()):
        last = in_force(statements, base)
        if last is None:
            continue
        closing = last.statement.closing
        name = f"{closing.height:07d}-{closing.hash[-8:]}"
        if name in besides or closing.height > history.block.height or hash_at(closing.height) != closing.hash:
            continue
        try:
            then, block, sealed = _sealed(path, last, name)
        except (CaseError, IntegrityError) as error:
            yield ObservedFault(FaultKind.CHANGED, f"{PERIODS}/{last.statement.period}", str(error))
            continue
        scripts = watch_list(register).coins
        both = {script: place for script, place in watch_list(then).coins.items() if script in scripts}
        by_then = tuple(each for each in history.touches if each.position.height <= block.height)
        for fault in of_coins(both, replace(history, touches=by_then, block=block), sealed, name):
            yield replace(fault, text=f"{fault.text} Period {last.statement.period} was closed on it.")


def filed_otherwise(
    path: Path, register: Register, observed: FiledObservation, statements: Mapping[str, FiledStatement]
) -> tuple[ObservedFault, ...]:
    """Return the same by what is on file: of the last observation."""
    material = observed.held.material

    def hash_at(height: int) -> str | None:
        is_known = material.first_header <= height <= material.last_header
        return header.decode(material.header(height)).hash if is_known else None

    besides = {name_of(observed.history.block)}
    return tuple(closed_otherwise(path, register, observed.history, hash_at, statements, besides))


def refuse_closed_otherwise(
    path: Path, register: Register, observed: FiledObservation, statements: Mapping[str, FiledStatement]
) -> None:
    """Raise where a closing's observation has coins otherwise than the last observation.

    Raises:
        IntegrityError: naming each coin, and what was changed.
    """
    found = filed_otherwise(path, register, observed, statements)
    if found:
        raise IntegrityError("\n".join(each.text for each in found))


def _sealed(path: Path, last: FiledStatement, name: str) -> tuple[Register, ObservedBlock, RegisterHistory]:
    """Return the register that a period was closed with, its closing block, and the history that it rests on.

    Raises:
        IntegrityError: what a period was closed on is not as it was written.
        CaseError: it is not there, or the register that a period was closed with is wrong.
    """
    place = f"{PERIODS}/{last.statement.period}/{register_file.FILE}"
    then = register_file.parse(read_bounded(path / place, "register"), place)
    held = reserve_observations.held(path, name)
    block = observed_block(MaterialHeaders(held.material), last.statement.closing.height)
    return then, block, from_material(then, held.material, block, held.stated)
