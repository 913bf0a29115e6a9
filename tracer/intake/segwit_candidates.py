"""What a damaged segregated-witness address may have been, as far as its checksum tells.

The code's distance is five, so one or two wrong characters are found wherever they stand. Three are looked
for only where each is taken for one that looks like it; with one character lost or doubled, one more may
be wrong. The fewest changes that explain the text are listed, all of them; none is preferred.
Source: BIP 173 ("Checksum design", error location), BIP 350.
"""

from collections.abc import Iterator, Sequence
from functools import cache, lru_cache, reduce
from itertools import combinations, product
from operator import xor

from tracer.chain import address, bech32
from tracer.chain.network import NETWORKS, Network
from tracer.intake.finding import Candidate, Support
from tracer.intake.look_alikes import alike, folded

ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_CONSTANTS = (1, 0x2BC830A3)
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BODIES = (39, 59)
"""Characters after the separator, of 20- and 32-byte programs."""
_MOST_HOLES = 3
_LONGEST_HEAD = 6
_MOST_CHANGES = 3

_Symbols = list[int | None]
"""Symbols of the body by place; None where the written character is none of the code's."""
_Edit = tuple[str, int]
"""`lost` or `doubled`, and at which place of the body."""


def head_of(text: str) -> tuple[Network, str] | None:
    """Return the network whose addresses begin as this text does, and that beginning as written.

    Allows for characters that look alike, and for one lost or doubled.
    """
    found = _head(folded(text[: _LONGEST_HEAD + 1]).lower())
    return None if found is None else (found[0], text[: found[1]])


@lru_cache(4096)
def _head(plain: str) -> tuple[Network, int] | None:
    """Return a network and the length of the beginning that its addresses have, from a text's first characters."""
    for network in sorted(NETWORKS.values(), key=lambda each: -len(each.hrp)):
        head = network.hrp + "1"
        doubled = [head[:at] + head[at] + head[at:] for at in range(len(head))]
        lost = [head[:at] + head[at + 1 :] for at in range(len(head))]
        for form in (head, *doubled, *lost):
            wrong = [(a, b) for a, b in zip(plain, form, strict=False) if a != b]
            allowed = 2 if form == head else 0
            if len(plain) > len(form) and len(wrong) <= allowed and all(b in alike(a) for a, b in wrong):
                return network, len(form)
    return None


def plausible(text: str) -> bool:
    """Whether the text begins like an address and is about as long as one."""
    found = head_of(text)
    return found is not None and any(abs(len(text) - len(found[1]) - body) <= 3 for body in _BODIES)


def candidates(written: str) -> tuple[Candidate, ...]:
    """Return the addresses that the text may have been, by the fewest changes; empty where none is found."""
    found = head_of(written)
    if found is None:
        return ()
    network, start = found
    head, body = network.hrp + "1", written[len(start) :]
    plain = folded(body).lower()
    first = _spelling(start, head, body)
    for count in range(_MOST_CHANGES + 1):
        answers: dict[str, Candidate] = {}
        for repaired, edit in _bodies(head, plain, count):
            words = [*first, *_words(body, repaired, edit, len(start))]
            if _is_address(head + repaired, network):
                remark = f"address of {network.name}"
                answers.setdefault(head + repaired, Candidate(head + repaired, tuple(words), Support.CHECKSUM, remark))
        if not answers and count == 0:
            answers = {each.value: each for each in _other_code(network, head, plain, first)}
        if answers:
            return tuple(answers.values())
    return ()


def _bodies(head: str, plain: str, count: int) -> Iterator[tuple[str, _Edit | None]]:
    """Yield bodies whose checksum holds after `count` changes, one of which may be a lost or doubled character."""
    symbols: _Symbols = [ALPHABET.index(each) if each in ALPHABET else None for each in plain]
    if count == 0 or len(plain) in _BODIES:
        for solved in _solved(head, symbols, plain, count):
            yield solved, None
    if 0 < count < _MOST_CHANGES and len(plain) + 1 in _BODIES:
        for at in range(len(plain) + 1):
            text = f"{plain[:at]}?{plain[at:]}"
            for solved in _solved(head, [*symbols[:at], None, *symbols[at:]], text, count):
                yield solved, ("lost", at)
    if 0 < count < _MOST_CHANGES and len(plain) - 1 in _BODIES:
        for at in range(len(plain)):
            text = plain[:at] + plain[at + 1 :]
            for solved in _solved(head, [*symbols[:at], *symbols[at + 1 :]], text, count - 1):
                yield solved, ("doubled", at)


def _solved(head: str, symbols: _Symbols, plain: str, count: int) -> Iterator[str]:
    """Yield every body with exactly `count` characters replaced, the unknown ones among them, that has a checksum."""
    holes = [at for at, symbol in enumerate(symbols) if symbol is None]
    more = count - len(holes)
    if more < 0 or len(holes) > _MOST_HOLES:
        return
    written = _residue([*(ord(each) >> 5 for each in head[:-1]), 0, *(ord(each) & 31 for each in head[:-1])], symbols)
    size = len(symbols)
    for constant, filling in product(_CONSTANTS, product(range(32), repeat=len(holes))):
        fixed = dict(zip(holes, filling, strict=True))
        rest = reduce(xor, (_weight(size - 1 - at, symbol) for at, symbol in fixed.items()), written ^ constant)
        for errors in _errors(rest, symbols, plain, more, wide=len(holes) + more <= 2):
            right = [fixed.get(at, symbol or 0) ^ errors.get(at, 0) for at, symbol in enumerate(symbols)]
            yield "".join(ALPHABET[symbol] for symbol in right)


def _errors(rest: int, symbols: _Symbols, plain: str, count: int, wide: bool) -> Iterator[dict[int, int]]:
    """Yield what to add at which places so that the rest vanishes: anything where `wide`, else look-alikes only.

    The last of several errors may always be anything for which the code itself vouches.
    """
    if count == 0:
        if rest == 0:
            yield {}
        return
    size = len(symbols)
    single = _single(size)
    firsts: Sequence[tuple[int, int]]
    firsts = tuple(single.values()) if wide else _look_alike_errors(symbols, plain)
    for chosen in combinations(firsts, count - 1):
        places = [at for at, _ in chosen]
        last = single.get(reduce(xor, (_weight(size - 1 - at, error) for at, error in chosen), rest))
        if last is None or symbols[last[0]] is None or any(symbols[at] is None for at in places):
            continue
        if places and (len(set(places)) < len(places) or last[0] <= max(places)):
            continue
        if wide or not chosen or last in firsts:
            yield {**dict(chosen), last[0]: last[1]}


def _look_alike_errors(symbols: _Symbols, plain: str) -> tuple[tuple[int, int], ...]:
    """Return place and difference of every character that is taken for one that looks like it."""
    return tuple(
        (at, symbol ^ ALPHABET.index(other))
        for at, symbol in enumerate(symbols)
        if symbol is not None
        for other in dict.fromkeys(alike(plain[at]).lower())
        if other in ALPHABET and other != plain[at]
    )


def _other_code(network: Network, head: str, plain: str, first: list[str]) -> Iterator[Candidate]:
    """Yield the address with the other code's checksum, where the text mixes Bech32 and Bech32m."""
    if any(each not in ALPHABET for each in plain) or len(plain) < 8:
        return
    symbols = [ALPHABET.index(each) for each in plain]
    expanded = [*(ord(each) >> 5 for each in head[:-1]), 0, *(ord(each) & 31 for each in head[:-1])]
    wrong = _CONSTANTS[1] if symbols[0] == 0 else _CONSTANTS[0]
    if _residue(expanded, list(symbols)) != wrong:
        return
    names = ("Bech32m", "Bech32") if symbols[0] == 0 else ("Bech32", "Bech32m")
    bits = "".join(f"{symbol:05b}" for symbol in symbols[1:-6])
    program = bytes(int(bits[at : at + 8], 2) for at in range(0, len(bits) - len(bits) % 8, 8))
    value = bech32.encode(network.hrp, symbols[0], program)
    if value[:-6] == head + plain[:-6] and _is_address(value, network):
        words = f"last 6 characters: the checksum of {names[0]} instead of {names[1]}, which holds"
        yield Candidate(
            value, (*first, words), Support.CHECKSUM, f"address of {network.name}; checksum of the other code"
        )


def _spelling(start: str, head: str, body: str) -> list[str]:
    """Return in words what must change before any character of the body is doubted."""
    words = [] if folded(start).lower() == head else [f"beginning: {start!r} → {head!r}"]
    for at, character in enumerate(start + body, 1):
        if not character.isascii():
            words.append(f"place {at}: {character!r} (U+{ord(character):04X}) → {folded(character).lower()!r}")
    plain = folded(start + body)
    return words if plain in (plain.lower(), plain.upper()) else [*words, "upper and lower case mixed → lower case"]


def _words(written: str, repaired: str, edit: _Edit | None, shift: int) -> list[str]:
    """Return the changes from the body as written to a repaired one; places count from 1 in the whole text."""
    words, at = [], 0
    for place, character in enumerate(repaired):
        if edit == ("lost", place):
            words.append(f"before place {shift + place + 1}: {character!r} is missing")
            continue
        if edit == ("doubled", place):
            words.append(f"place {shift + place + 1}: {written[at]!r} is one too many")
            at += 1
        if folded(written[at]).lower() != character:
            words.append(f"place {shift + at + 1}: {written[at]!r} → {character!r}")
        at += 1
    if edit == ("doubled", len(repaired)):
        words.append(f"place {shift + len(repaired) + 1}: {written[-1]!r} is one too many")
    return words


def _is_address(text: str, network: Network) -> bool:
    try:
        address.decode(text, network)
    except ValueError:
        return False
    return True


def _residue(expanded: Sequence[int], symbols: _Symbols) -> int:
    """Return the remainder of the checksum's division, unknown symbols taken as zero."""
    residue = 1
    for symbol in (*expanded, *symbols):
        residue = _times_x(residue) ^ (symbol or 0)
    return residue


def _times_x(residue: int) -> int:
    top = residue >> 25
    residue = (residue & 0x1FFFFFF) << 5
    for place, generator in enumerate(_GENERATOR):
        if top >> place & 1:
            residue ^= generator
    return residue


@cache
def _weight(behind: int, symbol: int) -> int:
    """Return what a symbol with `behind` symbols after it adds to the residue."""
    for _ in range(behind):
        symbol = _times_x(symbol)
    return symbol


@cache
def _single(size: int) -> dict[int, tuple[int, int]]:
    """Return, by what it adds to the residue, place and size of every error of one symbol."""
    return {_weight(size - 1 - at, error): (at, error) for at in range(size) for error in range(1, 32)}
