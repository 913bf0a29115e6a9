"""Which blocks of a file are its chain, and at which heights: holes refused by name, stale blocks told. Pure.

Both readers of a file, the one that answers from it and the one that fills a store, ask here, so that they agree
in what they take and in what they say.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tracer.chain.header import Header
from tracer.chain.network import Network
from tracer.chain.outpoint import BlockHash, display
from tracer.errors import CaseError, IntegrityError
from tracer.ingest import branch

StatedHeight = Callable[[int], int | None]
"""Returns the height that the block of this number states in its coinbase, None where it states none."""

_NO_PARENT = BlockHash(display(bytes(32)))
_NAMED = 5
"""Missing blocks that a message names; the rest is counted."""


class FileChain(NamedTuple):
    """The chain of a file: the numbers of its blocks, from `first_height` upwards, and what else the file holds."""

    numbers: tuple[int, ...]
    first_height: int
    warnings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Blocks that hang together, by the block `missing` that the lowest of them name as their parent.

    `first` and `last` are the heights of its lowest and its highest blocks, None where no block states them.
    """

    missing: BlockHash
    numbers: tuple[int, ...]
    first: int | None
    last: int | None


def choose(
    headers: Sequence[Header], network: Network, stated: StatedHeight, name: str, to_height: int | None = None
) -> FileChain:
    """Return the best branch of blocks in the order in which a file holds them.

    A block whose parent is not there is the beginning of a file, or stands above a hole in it: what the missing blocks
    paid and spent is not known, so a chain that would end below them is refused. Only a piece that lies beside the best
    branch, at heights at which that has blocks of its own, is no more than a stale branch.

    Args:
        headers: no two equal, at least one.
        network: the blocks'.
        stated: heights as blocks state them; believed from the height on from which the network's rules check them.
        name: how messages call the file.
        to_height: go no further than this block; what hangs on a block missing above it is left out.

    Raises:
        CaseError: heights cannot be known, or the file has no block at `to_height`.
        IntegrityError: a hole; a block without a parent that is not the network's genesis block; bits that are no
            target.
    """
    pieces = _pieces(headers, network, stated, name)
    kept = [piece for piece in pieces if to_height is None or piece.first is None or piece.first <= to_height]
    if not kept:
        raise CaseError(f"{name} starts at height {pieces[0].first}; --to-height asks for {to_height}.")
    chosen, best = _best(headers, kept)
    first = _height_of_first(best, headers[chosen[0]], network, name)
    tip = first + len(chosen) - 1
    _require_whole(pieces if to_height is None or to_height > tip else kept, best, tip, name)
    if to_height is not None and to_height > tip:
        raise CaseError(f"the chain in {name} ends at height {tip}; --to-height asks for {to_height}.")
    left = [piece for piece in pieces if piece not in kept]
    warnings = tuple(_beside_best(headers, kept, left, chosen, name))
    return FileChain(chosen if to_height is None else chosen[: to_height - first + 1], first, warnings)


def ignored(name: str, repeated: int, cut: str | None) -> Iterator[str]:
    """Yield in words what of a file was passed over: blocks that came again, and an incomplete last record."""
    if repeated:
        plural = "blocks are" if repeated > 1 else "block is"
        yield f"{name}: {repeated} {plural} there again; the first copy counts."
    if cut:
        yield cut


def _pieces(headers: Sequence[Header], network: Network, stated: StatedHeight, name: str) -> list[_Piece]:
    """Return the pieces, those of known height first, from the lowest upwards."""
    known = {header.hash: number for number, header in enumerate(headers)}
    above, roots = _above_root(headers, known)
    members: dict[BlockHash, list[int]] = defaultdict(list)
    for number, root in enumerate(roots):
        members[headers[root].previous].append(number)
    pieces = []
    for lowest in (headers[root] for root in sorted(set(roots))):
        if lowest.previous == _NO_PARENT and lowest.hash != network.genesis:
            raise IntegrityError(
                f"{name} holds block {lowest.hash}, which has no parent and is not the genesis block of {network.name}."
            )
    for missing, numbers in members.items():
        first = 0 if missing == _NO_PARENT else _believed(stated(roots[numbers[0]]), network)
        last = None if first is None else first + max(above[number] for number in numbers)
        pieces.append(_Piece(missing, tuple(numbers), first, last))
    return sorted(pieces, key=lambda piece: (piece.first is None, piece.first or 0))


def _above_root(headers: Sequence[Header], known: dict[BlockHash, int]) -> tuple[list[int], list[int]]:
    """Return how many blocks each stands above the lowest below it, and which that is."""
    above, roots = [-1] * len(headers), [0] * len(headers)
    for number in range(len(headers)):
        waiting = []
        at: int | None = number
        while at is not None and above[at] < 0:
            waiting.append(at)
            at = known.get(headers[at].previous)
        for each in reversed(waiting):
            parent = known.get(headers[each].previous)
            above[each] = 0 if parent is None else above[parent] + 1
            roots[each] = each if parent is None else roots[parent]
    return above, roots


def _believed(height: int | None, network: Network) -> int | None:
    return height if height is not None and height >= network.bip34_height else None


def _best(headers: Sequence[Header], pieces: Sequence[_Piece]) -> tuple[tuple[int, ...], _Piece]:
    """Return the best branch of these pieces, and the piece that it is in."""
    numbers = sorted(number for piece in pieces for number in piece.numbers)
    chosen = tuple(numbers[place] for place in branch.best([headers[number] for number in numbers]))
    return chosen, next(piece for piece in pieces if piece.missing == headers[chosen[0]].previous)


def _height_of_first(best: _Piece, first: Header, network: Network, name: str) -> int:
    if best.first is None:
        raise CaseError(
            f"{name} starts at block {first.hash}, whose height cannot be known: {network.name} blocks "
            f"state theirs from height {network.bip34_height} on (BIP 34).\n"
            "Use a file that starts at the genesis block, or later."
        )
    return best.first


def _require_whole(pieces: Sequence[_Piece], best: _Piece, tip: int, name: str) -> None:
    """Refuse pieces that hang on blocks which are not there.

    Raises:
        IntegrityError: there are some beside the lowest, which is where the file begins.
    """
    apart = [piece for piece in pieces if piece is best or not _is_stale(piece, best, tip)]
    lowest, *holes = apart
    if not holes:
        return
    words = [_hole(piece) for piece in holes[:_NAMED]]
    if len(holes) > _NAMED:
        words.append(f"and {len(holes) - _NAMED} more blocks are missing in the same way")
    advice = "Get a file that holds every block"
    if lowest.last is not None:
        advice += f", or go no further than the blocks below the first hole, with --to-height {lowest.last}"
    raise IntegrityError(f"{name} has a hole: {'; '.join(words)}.\n{advice}.")


def _is_stale(piece: _Piece, best: _Piece, tip: int) -> bool:
    """Whether the best branch has a block of its own at each height of a piece, and goes on above it."""
    if piece.first is None or piece.last is None or best.first is None:
        return False
    return best.first <= piece.first and piece.last < tip


def _hole(piece: _Piece) -> str:
    missing, said = piece.missing, _hanging(len(piece.numbers))
    if piece.first is None:
        return f"block {missing} is missing, and {said}"
    height, span = piece.first - 1, _heights(piece.first, piece.last)
    return f"block {missing} at height {height} is missing, and {said} ({span})"


def _hanging(many: int) -> str:
    return "1 block hangs on it" if many == 1 else f"{many} blocks hang on it"


def _heights(first: int, last: int | None) -> str:
    return f"height {first}" if first == last else f"heights {first} to {last}"


def _beside_best(
    headers: Sequence[Header], kept: Sequence[_Piece], left: Sequence[_Piece], chosen: tuple[int, ...], name: str
) -> Iterator[str]:
    """Yield in words what the file holds beside its best branch, in file order, and what lies beyond a hole."""
    best, tip = set(chosen), headers[chosen[-1]].hash
    for number in sorted(number for piece in kept for number in piece.numbers if number not in best):
        yield f"{name}: block {headers[number].hash} is not on the best branch, which ends at {tip}."
    for piece in left:
        words = _hole(piece)
        yield f"{name}: {words}; they are left out, above --to-height."
