"""Raw blocks in the framing of Core's `blk*.dat`: magic, length, block, and zeros where nothing is yet.

Says where each record lies and what its bytes are. That they are a block is the caller's to check.

Source: Bitcoin Core 31, `src/node/blockstorage.cpp` (framing, preallocation, `xor.dat`),
`src/streams.h` (obfuscation by file offset), `src/consensus/consensus.h` (largest block).
"""

import os
import stat
import struct
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tracer.chain import header
from tracer.chain.network import NETWORKS, Network
from tracer.errors import CaseError, IntegrityError, SourceError

LARGEST_BLOCK = 4_000_000
_SMALLEST_BLOCK = 81
_FRAME = struct.Struct("<4sI")
_KEY_FILE = "xor.dat"
_KEY_SIZE = 8
_CHECKSUM_SIZE = 32
_PADDING_STEP = 1 << 16
_BY_MAGIC = {network.magic: network for network in NETWORKS.values()}


class Record(NamedTuple):
    """One framed block: where its first byte lies in the file, and its bytes, obfuscation undone."""

    offset: int
    raw: bytes


class BlockFile:
    """An open file of raw blocks; obfuscated by the `xor.dat` beside it where that fits its first record."""

    def __init__(self, path: Path) -> None:
        """Open the file and find out its network.

        Raises: CaseError: it cannot be opened, is no regular file, does not begin with a block, or is one of Core's
            undo files.
        """
        self.path = path
        self.cut: str | None = None
        """After `records` was exhausted: what was wrong with an incomplete last record."""
        try:
            self._handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe that nobody writes to would never open
        except OSError as error:
            raise CaseError(f"{path}: {error.strerror}.") from None
        weakref.finalize(self, os.close, self._handle)
        state = os.fstat(self._handle)
        if not stat.S_ISREG(state.st_mode):
            raise CaseError(
                f"{path} is not a file of raw blocks: it is no regular file, and blocks are read again where they "
                f"lie.\n"
                "Write them to a file, and name that."
            )
        self.size = state.st_size
        self._key = b""
        self.network, first = self._first_record(_key_beside(path))
        self._refuse_undo(first)

    def read(self, offset: int, length: int) -> bytes:
        """Return bytes of the file with the obfuscation undone; fewer where the file ends.

        Raises:
            SourceError: the file cannot be read.
        """
        return _unmask(self._on_disk(offset, length), self._key, offset)

    def records(self) -> Iterator[Record]:
        """Yield every complete record in file order, and leave a word in `cut` if the last is not.

        Raises:
            CaseError: several obfuscated files were joined.
            IntegrityError: other bytes than records and zeros, another network's magic, an absurd length.
        """
        at = self._skip_zeros(0)
        while at < self.size:
            frame = self.read(at, _FRAME.size)
            if self._is_cut_frame(frame):
                self.cut = (
                    f"{self.path}: the last record, at byte {at}, is cut after {len(frame)} bytes; it is ignored."
                )
                return
            length = self._length(frame, at)
            raw = self.read(at + _FRAME.size, length)
            if len(raw) < length:
                self._require_last(raw, at)
                self.cut = (
                    f"{self.path}: the last record, at byte {at}, is cut: it has {len(raw)} of {length} bytes; "
                    "it is ignored."
                )
                return
            yield Record(at + _FRAME.size, raw)
            at = self._skip_zeros(at + _FRAME.size + length)

    def _first_record(self, key: bytes) -> tuple[Network, int]:
        """Return the network and the place of the first record, after deciding whether the key applies to this file."""
        start = self._first_nonzero(0)
        for self._key in (key, b""):
            for at in range(start, max(0, start - _FRAME.size) - 1, -1):
                network = _BY_MAGIC.get(self.read(at, 4))
                if network is not None:
                    return network, at
        hint = (
            f"The {_KEY_FILE} beside it does not fit it: put the one of the folder it comes from there."
            if any(key)
            else f"Core 28 and later obfuscates its block files: put the {_KEY_FILE} of the folder it comes from "
            f"beside it."
        )
        raise CaseError(f"{self.path} does not begin with a block of any known network.\n{hint}")

    def _refuse_undo(self, at: int) -> None:
        """Name one of Core's undo files, which are framed like blocks but for a checksum after each record.

        Raises: CaseError: it is one: other bytes than a record follow the first, and after 32 of them there is one, or
            the end.
        """
        _, length = _FRAME.unpack(self.read(at, _FRAME.size).ljust(_FRAME.size, b"\0"))
        end = at + _FRAME.size + length
        if end < self.size and not self._ends(end) and self._ends(end + _CHECKSUM_SIZE):
            raise CaseError(
                f"{self.path} is one of Bitcoin Core's undo files (rev*.dat): it holds what blocks spent, and no "
                f"block.\n"
                "Name the blk*.dat of the same number."
            )

    def _ends(self, at: int) -> bool:
        """Whether a record may end here: the next begins, or zeros, or the file is at its end."""
        return at <= self.size and (not any(self._on_disk(at, 4)) or self.read(at, 4) == self.network.magic)

    def _is_cut_frame(self, frame: bytes) -> bool:
        return len(frame) < _FRAME.size and self.network.magic.startswith(frame[:4])

    def _length(self, frame: bytes, at: int) -> int:
        magic, length = _FRAME.unpack(frame.ljust(_FRAME.size, b"\0"))
        if magic != self.network.magic:
            other = _BY_MAGIC.get(magic)
            found = f"a block of network {other.name}" if other else "no record"
            if self._is_rotated(at):
                raise CaseError(
                    f"{self.path}: at byte {at} a second file obfuscated by Core begins, and its key counts from its "
                    "own first byte.\nJoin such files after undoing their obfuscation, or ingest a node's blocks."
                )
            raise IntegrityError(
                f"{self.path} is damaged: at byte {at} there is {found}; expected a block of {self.network.name}."
            )
        if not _SMALLEST_BLOCK <= length <= LARGEST_BLOCK:
            raise IntegrityError(f"{self.path} is damaged: the record at byte {at} states a block of {length} bytes.")
        return int(length)

    def _is_rotated(self, at: int) -> bool:
        """Whether a record begins here once the key is begun at another of its bytes."""
        masked = self._on_disk(at, len(self.network.magic))
        return any(self._key) and any(
            _unmask(masked, self._key, turn) == self.network.magic for turn in range(_KEY_SIZE)
        )

    def _require_last(self, rest: bytes, at: int) -> None:
        """Make sure that what looks like a cut record does not hide others behind a damaged length.

        Raises:
            IntegrityError: a further record follows, known by its frame and its header's work.
        """
        found = rest.find(self.network.magic)
        while found >= 0:
            frame, head = rest[found : found + _FRAME.size], rest[found + _FRAME.size :][: header.SIZE]
            if len(frame) == _FRAME.size and self._is_plausible(*_FRAME.unpack(frame)) and self._has_work(head):
                raise IntegrityError(
                    f"{self.path} is damaged: the record at byte {at} is longer than the file, but another follows it."
                )
            found = rest.find(self.network.magic, found + 1)

    def _is_plausible(self, magic: bytes, length: int) -> bool:
        return magic == self.network.magic and _SMALLEST_BLOCK <= length <= LARGEST_BLOCK

    def _has_work(self, head: bytes) -> bool:
        """Whether these bytes are a header with its work, as far as they go."""
        if len(head) < header.SIZE:
            return True
        try:
            return header.meets_target(header.decode(head), self.network)
        except IntegrityError:
            return False

    def _skip_zeros(self, at: int) -> int:
        """Return where the next record begins, or the file's end.

        Preallocated zeros are not obfuscated; an obfuscated record may begin with zeros all the same, so
        the bytes just before the first that is not zero are looked at too.
        """
        start = self._first_nonzero(at)
        for candidate in range(start, max(at, start - _FRAME.size) - 1, -1):
            frame = self.read(candidate, _FRAME.size)
            if len(frame) == _FRAME.size and self._is_plausible(*_FRAME.unpack(frame)):
                return candidate
        return start

    def _first_nonzero(self, at: int) -> int:
        while at < self.size:
            step = self._on_disk(at, _PADDING_STEP)
            rest = step.lstrip(b"\0")
            if rest:
                return at + len(step) - len(rest)
            at += len(step)
        return self.size

    def _on_disk(self, offset: int, length: int) -> bytes:
        try:
            parts = []
            while length > 0 and (part := os.pread(self._handle, length, offset)):
                parts.append(part)
                offset += len(part)
                length -= len(part)
        except OSError as error:
            raise SourceError(f"{self.path} cannot be read: {error.strerror}.") from None
        return b"".join(parts)


def _key_beside(path: Path) -> bytes:
    """Return the obfuscation key of the folder; empty where there is none.

    Raises:
        CaseError: `xor.dat` is there and is not a key.
    """
    place = path.parent / _KEY_FILE
    try:
        key = place.read_bytes()
    except FileNotFoundError:
        return b""
    except OSError as error:
        raise CaseError(f"{place}: {error.strerror}.") from None
    if len(key) != _KEY_SIZE:
        raise CaseError(f"{place} has {len(key)} bytes; Core's obfuscation key has {_KEY_SIZE}.")
    return key


def _unmask(raw: bytes, key: bytes, offset: int) -> bytes:
    if not any(key) or not raw:
        return raw
    turn = offset % _KEY_SIZE
    pattern = (key[turn:] + key[:turn]) * (len(raw) // _KEY_SIZE + 1)
    masked = int.from_bytes(raw, "little") ^ int.from_bytes(pattern[: len(raw)], "little")
    return masked.to_bytes(len(raw), "little")
