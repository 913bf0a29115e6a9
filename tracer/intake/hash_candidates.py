"""What a damaged txid may have been.

A txid has no checksum: a reading of the right form may be any hash at all, and only a chain can tell which of
them names a transaction. So few readings are listed without one, and many are put to it with one.
"""

from collections.abc import Iterator
from itertools import product

from tracer.chain.outpoint import Txid
from tracer.intake.finding import Candidate, Support
from tracer.intake.look_alikes import alike, folded

SIZE = 64
Readings = dict[Txid, tuple[str, ...]]
"""Txids that a text may have been, each with its changes."""

_HEX = "0123456789abcdef"
_MOST_HOLES = 3
_LISTED = 32
"""Readings that are listed without a chain; beyond that a list helps nobody."""


def plausible(text: str) -> bool:
    """Whether the text is about as long as a hash and hexadecimal but for a few characters."""
    plain = folded(text).lower()
    return abs(len(text) - SIZE) <= 2 and sum(each in _HEX for each in plain) >= len(text) - _MOST_HOLES - 1


def candidates(written: str) -> tuple[Candidate, ...]:
    """Return readings of the right form in which only what is no hexadecimal digit was replaced by its look-alikes."""
    plain = folded(written).lower()
    holes = [at for at, character in enumerate(plain) if character not in _HEX]
    if len(plain) != SIZE or len(holes) > _MOST_HOLES:
        return ()
    choices = ["".join(each for each in alike(plain[at]) if each in _HEX) for at in holes]
    found = []
    for filling in product(*choices):
        characters = list(plain)
        for at, character in zip(holes, filling, strict=True):
            characters[at] = character
        words = tuple(
            f"place {at}: {a!r} → {b!r}"
            for at, (a, b) in enumerate(zip(written, characters, strict=True), 1)
            if a.lower() != b
        )
        found.append(Candidate("".join(characters), words, Support.FORM, "a txid has no checksum"))
    return tuple(found) if len(found) <= _LISTED else ()


def readings(written: str) -> tuple[Readings, ...]:
    """Return the readings to put to a chain, in tiers, the likelier first; a few thousand at most.

    One character replaced, lost, doubled or swapped with its neighbour, look-alikes and neighbours before
    all others; where characters are no hexadecimal digits, any digits in their places. A tier is asked only
    where those before it named no transaction.
    """
    plain = folded(written).lower()
    holes = [at for at, character in enumerate(plain) if character not in _HEX]
    if not holes:
        first: Readings = {Txid(plain): ()} if len(plain) == SIZE else {}
        for txid, change in _single(plain, likely=True):
            first.setdefault(txid, change)
        rest = {txid: words for txid, words in _single(plain, likely=False) if txid not in first}
        return first, rest
    alikes = {Txid(each.value): each.changes for each in candidates(written)}
    if len(holes) > 2:
        return (alikes,)
    filled = {txid: words for txid, words in _filled(plain, written, holes) if len(txid) == SIZE}
    more: Readings = {}
    if len(holes) == 1:
        for text, words in _filled(plain, written, holes):
            if text[holes[0]] in alike(plain[holes[0]]):
                for txid, change in _single(text, likely=True):
                    more.setdefault(txid, (*words, *change))
    return alikes, filled, {txid: words for txid, words in more.items() if txid not in filled}


def _filled(plain: str, written: str, holes: list[int]) -> Iterator[tuple[Txid, tuple[str, ...]]]:
    """Yield the text with every digit in the place of what is none, whatever its length."""
    for filling in product(_HEX, repeat=len(holes)):
        characters = list(plain)
        for at, character in zip(holes, filling, strict=True):
            characters[at] = character
        yield Txid("".join(characters)), tuple(f"place {at + 1}: {written[at]!r} → {characters[at]!r}" for at in holes)


def _single(text: str, likely: bool) -> Iterator[tuple[Txid, tuple[str, ...]]]:
    """Yield the text with one change that makes it 64 digits long; only the likely changes, or all."""
    if len(text) == SIZE - 1:
        for at, digit in product(range(SIZE), _HEX):
            if not likely or digit in text[max(0, at - 1) : at + 1]:
                yield Txid(text[:at] + digit + text[at:]), (f"before place {at + 1}: {digit!r} is missing",)
    if len(text) == SIZE + 1:
        for at, digit in enumerate(text):
            yield Txid(text[:at] + text[at + 1 :]), (f"place {at + 1}: {digit!r} is one too many",)
    if len(text) == SIZE:
        for at in range(SIZE - 1):
            pair = text[at : at + 2]
            yield Txid(text[:at] + pair[::-1] + text[at + 2 :]), (f"places {at + 1} and {at + 2}: {pair!r} swapped",)
        for at, digit in product(range(SIZE), _HEX):
            if digit != text[at] and (not likely or digit in alike(text[at])):
                yield Txid(text[:at] + digit + text[at + 1 :]), (f"place {at + 1}: {text[at]!r} → {digit!r}",)
