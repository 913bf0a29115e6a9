"""Block headers: what they say, what work they prove, and whether a run of them is a chain.

`check` covers what headers alone can show: linkage, proof of work, difficulty, median time, genesis. It
does not check a header's version, that its time is not in the future, or a signet's block signatures.

Source: Bitcoin Core 31, `pow.cpp`, `arith_uint256.cpp` (compact targets), `chain.cpp` (work),
`validation.cpp` (ContextualCheckBlockHeader); BIP 94 (testnet4).
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from tracer.chain.network import Network
from tracer.chain.outpoint import BlockHash, display, internal
from tracer.errors import IntegrityError

SIZE = 80
"""Bytes of a header."""

PERIOD = 2016
"""Blocks between two computations of the difficulty."""

SPACING = 600
"""Seconds aimed at between two blocks."""

TIMESPAN = PERIOD * SPACING
MEDIAN_OF = 11
MAX_TIMEWARP = 600
"""Seconds by which a period's first block may lie before its parent (BIP 94)."""

_FIELDS = struct.Struct("<i32s32sIII").unpack


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """One header. `merkle_root` is in the protocol's byte order, `time` the miner's claim in Unix seconds."""

    version: int
    previous: BlockHash
    merkle_root: bytes
    time: int
    bits: int
    nonce: int
    hash: BlockHash


@dataclass(frozen=True, slots=True)
class HeaderFault:
    """What is wrong with the header at this height."""

    height: int
    text: str


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A rule that could not be applied to heights `first` to `last`, and why."""

    first: int
    last: int
    text: str


@dataclass(frozen=True, slots=True)
class HeaderReport:
    """What checking a run of headers found, and what it could not look at."""

    faults: tuple[HeaderFault, ...]
    unchecked: tuple[Unchecked, ...]


def decode(raw: bytes) -> Header:
    """Read a header; its proof of work is not checked.

    Raises:
        IntegrityError: not 80 bytes.
    """
    if len(raw) != SIZE:
        raise IntegrityError(f"a block header has {SIZE} bytes, not {len(raw)}")
    version, previous, merkle_root, time, bits, nonce = _FIELDS(raw)
    name = display(sha256(sha256(raw).digest()).digest())
    return Header(
        version=version,
        previous=BlockHash(display(previous)),
        merkle_root=merkle_root,
        time=time,
        bits=bits,
        nonce=nonce,
        hash=BlockHash(name),
    )


def target(bits: int) -> int:
    """Return the number a block's hash must not exceed.

    Raises:
        IntegrityError: zero, negative or beyond 256 bits.
    """
    size, word = bits >> 24, bits & 0x007FFFFF
    value = word << 8 * (size - 3) if size > 3 else word >> 8 * (3 - size)
    if value == 0 or bits & 0x00800000 or value >> 256:
        raise IntegrityError(f"bits {bits:08x} are not a target: zero, negative or beyond 256 bits")
    return value


def compact(value: int) -> int:
    """Return the bits that stand for a target, which lose all but its leading three bytes."""
    size = (value.bit_length() + 7) // 8
    word = value << 8 * (3 - size) if size <= 3 else value >> 8 * (size - 3)
    if word & 0x00800000:
        word, size = word >> 8, size + 1
    return size << 24 | word


def work(bits: int) -> int:
    """Return the hashes expected to be tried for one block of this difficulty.

    Raises:
        IntegrityError: as `target`.
    """
    return (1 << 256) // (target(bits) + 1)


def meets_target(header: Header, network: Network) -> bool:
    """Whether the header's hash is as small as its bits demand, and they are allowed on the network.

    Raises:
        IntegrityError: as `target`.
    """
    return int(header.hash, 16) <= target(header.bits) <= network.pow_limit


def check(headers: Sequence[bytes], first_height: int, network: Network) -> HeaderReport:
    """Apply every rule that these headers, of heights from `first_height` without a break, can show.

    Where a rule looks at a header before the run it is left out, and named in `unchecked`. Faults are in
    order of height; one header may have several.

    Raises:
        IntegrityError: one of them is not 80 bytes.
    """
    for index, raw in enumerate(headers):
        if len(raw) != SIZE:
            raise IntegrityError(f"the header of height {first_height + index} has {len(raw)} bytes, not {SIZE}")
    faults: list[HeaderFault] = []
    unchecked: list[Unchecked] = []
    if first_height and headers:
        unchecked.append(Unchecked(first_height, first_height, "parent: it lies before the run"))
    times, bits = _check_chain(headers, first_height, network, faults)
    _check_medians(times, first_height, faults, unchecked)
    _check_bits(times, bits, first_height, network, faults, unchecked)
    return HeaderReport(tuple(sorted(faults, key=lambda fault: fault.height)), tuple(unchecked))


def _check_chain(
    headers: Sequence[bytes], first: int, network: Network, faults: list[HeaderFault]
) -> tuple[list[int], list[int]]:
    """Check linkage, genesis and proof of work; return every time and bits."""
    times: list[int] = []
    bits_of: list[int] = []
    expected = bytes(32) if first == 0 else headers[0][4:36] if headers else b""
    known_bits, known_target = -1, 0
    for index, raw in enumerate(headers):
        _, parent, _, time, bits, _ = _FIELDS(raw)
        digest = sha256(sha256(raw).digest()).digest()
        if parent != expected:
            text = f"its parent is {display(parent)}, not {display(expected)}"
            faults.append(HeaderFault(first + index, text))
        if bits != known_bits:
            known_bits, known_target = bits, _allowed_target(bits, network)
        if int.from_bytes(digest, "little") > known_target:
            faults.append(HeaderFault(first + index, _unmet(digest, bits, known_target)))
        if first + index == 0 and digest != internal(network.genesis):
            faults.append(HeaderFault(0, f"it is not the genesis block of {network.name}, {network.genesis}"))
        times.append(time)
        bits_of.append(bits)
        expected = digest
    return times, bits_of


def _allowed_target(bits: int, network: Network) -> int:
    """Return the target, or -1, which no hash can meet, where the network forbids it."""
    try:
        value = target(bits)
    except IntegrityError:
        return -1
    return value if value <= network.pow_limit else -1


def _unmet(digest: bytes, bits: int, limit: int) -> str:
    if limit < 0:
        return f"its bits {bits:08x} are no target that the network allows"
    return f"its hash {display(digest)} is above the target of its bits {bits:08x}"


def _check_medians(times: list[int], first: int, faults: list[HeaderFault], unchecked: list[Unchecked]) -> None:
    """Check that each time is above the median of up to eleven before it."""
    start = 1 if first == 0 else min(MEDIAN_OF, len(times))
    if first and times:
        text = f"time against the median of the {MEDIAN_OF} headers before: some lie before the run"
        unchecked.append(Unchecked(first, first + start - 1, text))
    latest = max(times[:start], default=0)
    for index in range(start, len(times)):
        time = times[index]
        if time > latest:
            latest = time
            continue
        before = sorted(times[max(0, index - MEDIAN_OF) : index])
        median = before[len(before) // 2]
        if time <= median:
            text = f"its time {time} is not after {median}, the median of the {len(before)} headers before"
            faults.append(HeaderFault(first + index, text))


def _check_bits(
    times: list[int],
    bits: list[int],
    first: int,
    network: Network,
    faults: list[HeaderFault],
    unchecked: list[Unchecked],
) -> None:
    """Check each header's bits against what the network demands of it."""
    if first and bits:
        _leave_unchecked(unchecked, first)
    ordinary = _Ordinary(compact(network.pow_limit))
    for index in range(1, len(bits)):
        height = first + index
        if network.allows_minimum:
            ordinary.follow(height - 1, bits[index - 1])
        if height % PERIOD == 0:
            expected = _retarget(times, bits, index, network)
            if network.bip94 and times[index] < times[index - 1] - MAX_TIMEWARP:
                text = f"its time {times[index]} is more than {MAX_TIMEWARP} seconds before its parent's (BIP 94)"
                faults.append(HeaderFault(height, text))
        elif not network.allows_minimum:
            expected = bits[index - 1]
        elif times[index] > times[index - 1] + 2 * SPACING:
            expected = ordinary.easiest
        else:
            expected = ordinary.bits
        if expected is None:
            _leave_unchecked(unchecked, height)
        elif bits[index] != expected:
            text = f"its bits are {bits[index]:08x}; the network's rule gives {expected:08x}"
            faults.append(HeaderFault(height, text))


def _leave_unchecked(unchecked: list[Unchecked], height: int) -> None:
    """Say that this header's difficulty was not compared; neighbours share a row."""
    text = "difficulty: what it is computed from lies before the run, or is at fault itself"
    first = height
    if unchecked and (unchecked[-1].text, unchecked[-1].last) == (text, height - 1):
        first = unchecked.pop().first
    unchecked.append(Unchecked(first, height, text))


class _Ordinary:
    """The difficulty a network returns to after blocks that used the 20-minute rule."""

    def __init__(self, easiest: int) -> None:
        self.easiest = easiest
        self.bits: int | None = None
        """None as long as the run has shown only blocks of the easiest target inside one period."""

    def follow(self, height: int, bits: int) -> None:
        """Take in the next header."""
        if bits != self.easiest or height % PERIOD == 0:
            self.bits = bits


def _retarget(times: list[int], bits: list[int], index: int, network: Network) -> int | None:
    """Return the bits of a period's first header, None where they cannot be computed from this run."""
    if not network.retargets:
        return bits[index - 1]
    if index < PERIOD:
        return None
    taken = times[index - 1] - times[index - PERIOD]
    taken = min(max(taken, TIMESPAN // 4), TIMESPAN * 4)
    try:
        base = target(bits[index - PERIOD] if network.bip94 else bits[index - 1])
    except IntegrityError:
        return None
    return compact(min(base * taken // TIMESPAN, network.pow_limit))
