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
from tracer.operations.observation_names import block_of
from tracer.operations.reserve_observations import FiledObservation
from tracer.operations.reserve_periods import PERIODS, observation_of
from tracer.reserve import register_file
from tracer.reserve.days import observed_block
from tracer.reserve.history import ObservedBlock, RegisterHistory
from tracer.reserve.observation import FaultKind, ObservedFault, name_of
from tracer.reserve.periods import FiledStatement, in_force
from tracer.reserve.register import Register
from tracer.reserve.searched_again import of_coins
from tracer.reserve.watching import MaterialHeaders, ScriptPlace, from_material, watch_list

_CLOSED_ON = " was closed on it: observe again with --at "


def closed_otherwise(
    path: Path,
    register: Register,
    history: RegisterHistory,
    hash_at: Callable[[int], str | None],
    statements: Mapping[str, FiledStatement],
    besides: Collection[str] = (),
    changed: Collection[str] = (),
) -> Iterator[ObservedFault]:
    """Yield each coin that a closing's observation has otherwise than a history of the same chain.

    Of every period the statement in force is looked at, and of scripts those that it and the register have. `hash_at`
    gives the history's block at a height, None where it does not know; `besides` are observations that are not held
    against it, those that are `changed` are held against nothing. A closing is held against what was filed beside it
    later too, and beside what it builds on. What a period was closed on and is not as it was written, or is not there,
    is a `changed` by the period's name.
    """
    for base in dict.fromkeys(each.period.base for each in statements.values()):
        last = in_force(statements, base)
        if last is None:
            continue
        closing, place = last.statement.closing, f"{PERIODS}/{last.statement.period}"
        is_of_chain = closing.height <= history.block.height and hash_at(closing.height) == closing.hash
        try:
            name = observation_of(path, last)
            if name in changed:
                continue
            held = [] if name in besides or not is_of_chain else [history]
            held += _filed_beside(path, register, name, history, changed)
            then, block, sealed = _sealed(path, last, name) if held else (register, history.block, history)
        except (CaseError, IntegrityError) as error:
            yield ObservedFault(FaultKind.CHANGED, place, str(error))
            continue
        opening = last.statement.opening
        gone = () if opening is None else (gone_before(other, opening.height, sealed) for other in held)
        told = {coin for coins in gone for coin in coins}
        for other in held:
            known = _until(sealed, other.block) if other.block.height < block.height else sealed
            for fault in of_coins(_of_both(register, then), _until(other, known.block), known, name):
                if fault.subject not in told:
                    told.add(fault.subject)
                    yield replace(fault, text=f"{fault.text} {_remedy(last)}")


def _filed_beside(
    path: Path, register: Register, name: str, history: RegisterHistory, changed: Collection[str]
) -> Iterator[RegisterHistory]:
    """Yield what was filed last beside an observation and beside each that it builds on, where anything was.

    Of the block of `history` that is what is known now, whatever is on file.
    """
    last_of = {block_of(each): each for each in reserve_observations.names(path)}
    for each in reserve_observations.rests_on(path, name):
        if block_of(each) == name_of(history.block):
            if each != name:
                yield history
            continue
        other = last_of.get(block_of(each), each)
        found = None if other == each or other in changed else reserve_observations.filed(path, register, other)
        if found is not None:
            yield found.history


def _remedy(last: FiledStatement) -> str:
    """Return which period was closed on an observation, and how that is put right."""
    period, height = last.period, last.statement.closing.height
    return f"Period {period.name}{_CLOSED_ON}{height}, then close {period.base}-r{period.revision + 1}."


def is_told_anew(fault: ObservedFault, told: Collection[str]) -> bool:
    """Return whether what an observation has as missing is said anew by what is on file now, or was put right since.

    `told` are the coins of which something is said now.
    """
    return fault.subject in told or _CLOSED_ON in fault.text


def has_other_past(path: Path, register: Register, last: FiledStatement, history: RegisterHistory) -> bool:
    """Return whether a period's observation has other coins up to the last block of a history, which lies before it.

    Raises:
        IntegrityError, CaseError: what the period was closed on is not as it was written, or not there.
    """
    then, _, sealed = _sealed(path, last, observation_of(path, last))
    return bool(of_coins(_of_both(register, then), history, _until(sealed, history.block), ""))


def filed_otherwise(
    path: Path, register: Register, observed: FiledObservation, statements: Mapping[str, FiledStatement]
) -> tuple[ObservedFault, ...]:
    """Return the same by what is on file: of the last observation."""
    material = observed.held.material

    def hash_at(height: int) -> str | None:
        is_known = material.first_header <= height <= material.last_header
        return header.decode(material.header(height)).hash if is_known else None

    return tuple(closed_otherwise(path, register, observed.history, hash_at, statements, {observed.name}))


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


def _of_both(register: Register, then: Register) -> dict[bytes, ScriptPlace]:
    """Return the scripts that a register has and had, of the wallets that it counted: no figure is of the others."""
    scripts, ours = watch_list(register).coins, {each.name for each in then.wallets if then.is_ours(each)}
    both = {script: place for script, place in watch_list(then).coins.items() if script in scripts}
    return {script: place for script, place in both.items() if place.wallet in ours}


def gone_before(history: RegisterHistory, height: int, known: RegisterHistory) -> frozenset[str]:
    """Return the coins that were spent up to a height and that another history does not know.

    Of a period that opens there and was closed on that one they are in no figure.
    """
    there = {touch.transaction.txid for touch in known.touches}
    return frozenset(
        str(spent.prevout)
        for touch in history.touches
        if touch.position.height <= height
        for spent in touch.transaction.inputs
        if spent.prevout is not None and spent.prevout.txid not in there
    )


def _until(history: RegisterHistory, block: ObservedBlock) -> RegisterHistory:
    """Return what a history has up to a block of it."""
    touches = tuple(each for each in history.touches if each.position.height <= block.height)
    return replace(history, touches=touches, block=block)


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
