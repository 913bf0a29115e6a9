"""What a damaged Base58Check address may have been, as far as its checksum tells.

Base58 corrects nothing, so readings are tried: every single character replaced, lost, doubled or swapped with
its neighbour; then two or three characters taken for ones that look alike. The checksum has 32 bits and
fewer than 200,000 readings are tried, so a false candidate is met less than once in 20,000 texts.
Source: Bitcoin Core 31, `src/base58.cpp`; the counts are those of `_readings`.
"""

from collections.abc import Iterator
from hashlib import sha256
from itertools import combinations, product

from tracer.chain import address
from tracer.chain.network import NETWORKS, Network
from tracer.intake.finding import Candidate, Support
from tracer.intake.look_alikes import alike, folded

ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_DIGIT = {character: digit for digit, character in enumerate(ALPHABET)}
SHORTEST, LONGEST = 26, 35
_RAW = 25
"""Bytes of version, hash and checksum."""
_MOST_HOLES = 3
_MOST_READINGS = 200_000

MOST_READINGS = 2_000_000
"""Readings tried for the damaged addresses of one file."""


class TrialLimit:
    """Readings that may still be tried, and how many texts were not read to the end for want of them."""

    def __init__(self, readings: int = MOST_READINGS) -> None:
        self.left = readings
        self.cut = 0


_Reading = tuple[str, tuple[str, ...]]
"""A text, and how it differs from what is written."""


def plausible(text: str, network: Network) -> bool:
    """Whether the text is as long as an address, and begins and mixes characters as one of this network does."""
    plain = folded(text)
    known = sum(character in _DIGIT for character in plain)
    if not SHORTEST <= len(text) <= LONGEST or known < len(text) - _MOST_HOLES or not _is_mixed(plain):
        return False
    starts = {0: "1", 5: "3", 111: "mn", 196: "2"}
    first = starts[network.p2pkh] + starts[network.p2sh]
    return plain[0] in first or any(each in first for each in alike(plain[0]))


def candidates(written: str, network: Network, budget: TrialLimit) -> tuple[Candidate, ...]:
    """Return the addresses of this network that the text may have been, by the fewest changes.

    Where none of this network is found, those of other networks.
    """
    if not SHORTEST - 1 <= len(written) <= LONGEST + 1:
        return ()
    plain = folded(written)
    first = tuple(
        f"place {at}: {a!r} (U+{ord(a):04X}) → {b!r}"
        for at, (a, b) in enumerate(zip(written, plain, strict=True), 1)
        if a != b
    )
    elsewhere: tuple[Candidate, ...] = ()
    for tier in _readings(plain):
        found = dict(reading for reading in _limited(tier, budget) if _checks(reading[0]))
        here = tuple(_candidate(text, first + found[text], network) for text in found if _is_address(text, network))
        if here:
            return here
        elsewhere = elsewhere or tuple(
            _candidate(text, first + found[text], other) for text in found for other in _first_of_its_kind(text)
        )
    return elsewhere


def _readings(plain: str) -> Iterator[Iterator[_Reading]]:
    """Yield readings in tiers, by the number of changes."""
    holes = [at for at, character in enumerate(plain) if character not in _DIGIT]
    if len(holes) > _MOST_HOLES:
        return
    if not holes:
        yield iter([(plain, ())])
        yield _single(plain, (), ALPHABET)
    else:
        yield _filled(plain, holes)
    yield (more for text, words in _filled(plain, holes) for more in _single(text, words, ""))
    yield (more for text, words in _filled(plain, holes) for more in _several(text, words, 2, len(ALPHABET)))
    if not holes:
        yield _several(plain, (), 3, 2)


def _filled(plain: str, holes: list[int]) -> Iterator[_Reading]:
    """Yield the text with each character that is none of the alphabet replaced.

    By look-alikes, or by any where there are few.
    """
    few = len(holes) < 3
    choices = [ALPHABET if few else "".join(each for each in alike(plain[at]) if each in _DIGIT) for at in holes]
    for filling in product(*choices):
        characters, words = list(plain), []
        for at, character in zip(holes, filling, strict=True):
            words.append(f"place {at + 1}: {plain[at]!r} → {character!r}")
            characters[at] = character
        yield "".join(characters), tuple(words)


def _single(plain: str, words: tuple[str, ...], replacements: str) -> Iterator[_Reading]:
    """Yield the text with one character lost, doubled, swapped or replaced: by any of these, else by look-alikes."""
    for at in range(len(plain) + 1):
        for character in ALPHABET:
            yield plain[:at] + character + plain[at:], (*words, f"before place {at + 1}: {character!r} is missing")
    for at, character in enumerate(plain):
        yield plain[:at] + plain[at + 1 :], (*words, f"place {at + 1}: {character!r} is one too many")
        for other in replacements or _alike(character):
            if other != character:
                yield plain[:at] + other + plain[at + 1 :], (*words, f"place {at + 1}: {character!r} → {other!r}")
    for at in range(len(plain) - 1):
        pair = plain[at : at + 2]
        yield plain[:at] + pair[::-1] + plain[at + 2 :], (*words, f"places {at + 1} and {at + 2}: {pair!r} swapped")


def _several(plain: str, words: tuple[str, ...], count: int, most: int) -> Iterator[_Reading]:
    """Yield the text with `count` characters replaced, each by one of its `most` likeliest look-alikes."""
    choices = [_alike(character)[:most] for character in plain]
    for places in combinations([at for at, others in enumerate(choices) if others], count):
        for others in product(*(choices[at] for at in places)):
            characters = list(plain)
            changed = []
            for at, other in zip(places, others, strict=True):
                characters[at] = other
                changed.append(f"place {at + 1}: {plain[at]!r} → {other!r}")
            yield "".join(characters), (*words, *changed)


def _alike(character: str) -> str:
    return "".join(other for other in alike(character) if other in _DIGIT)


def _limited(readings: Iterator[_Reading], budget: TrialLimit) -> Iterator[_Reading]:
    for _, reading in zip(range(_MOST_READINGS), readings, strict=False):
        if not budget.left:
            budget.cut += 1
            return
        budget.left -= 1
        yield reading


def _checks(text: str) -> bool:
    """Return whether the text is 25 bytes whose checksum holds."""
    if not SHORTEST <= len(text) <= LONGEST or any(character not in _DIGIT for character in text):
        return False
    number = 0
    for character in text:
        number = number * 58 + _DIGIT[character]
    if number >> 8 * _RAW:
        return False
    raw = number.to_bytes(_RAW, "big")
    return sha256(sha256(raw[:-4]).digest()).digest()[:4] == raw[-4:]


def _first_of_its_kind(text: str) -> list[Network]:
    """Return the first network an address belongs to; those that share prefixes count as one."""
    return [network for network in NETWORKS.values() if _is_address(text, network)][:1]


def _candidate(text: str, words: tuple[str, ...], network: Network) -> Candidate:
    return Candidate(text, words, Support.CHECKSUM, f"address of {network.name}")


def _is_mixed(text: str) -> bool:
    """Whether a text has digits and letters of both cases, as hashes in Base58 do."""
    kinds = (str.isdigit, str.islower, str.isupper)
    return all(any(kind(character) for character in text) for kind in kinds)


def _is_address(text: str, network: Network) -> bool:
    try:
        address.decode(text, network)
    except ValueError:
        return False
    return True
