"""A long chain in minutes: blocks as in `workload`, made by a compiled loop and written as they come.

A payment has as many inputs and outputs as there. Each output pays a hash of a script that anybody may spend, three in
ten of them one that was paid before; each input's witness has the length of a signature and a key. What is spent is
drawn by age as on mainnet, where coins of an hour, a day and a year are spent about as often: the logarithm of how
many coins were made since is even. A node takes the blocks by `submitblock`. All of it is a function of the shape
and of the number of blocks; no clock, no float and no other draw takes part.
"""

import struct
from typing import BinaryIO

import numpy as np

from benchmarks import workload
from benchmarks.workload import GENESIS, MAGIC, RESERVED, USUAL, Shape, coinbase, compact, header, subsidy
from tracer.compiled import compiled
from tracer.store.arrays import U1, U4, U8
from tracer.store.sha256 import begin, compress, hash_twice
from tracer.store.sha_plain import WORDS

_MATURE = 100
"""Blocks above a reward in which it may not be spent."""
_WARM_UP = 110
_FANNED = 10_000
"""Satoshi that a coin must have where a reward is split over many; smaller rewards are left alone."""
_WORDS, _VALUE, _SCRIPT, _VOUT = 8, 4, 5, 6
"""Of a coin: four of its txid, its satoshi, its script's number, its place in its transaction; the last is free."""
_HELD, _DRAWN, _SCRIPTS = 0, 1, 2
"""Of the state: how many coins there are, of the draws, how many scripts there are."""
_LEAST = 2_000
_PAID_BEFORE = 20_000
_FIRST_COINS = 1 << 16
_PAYMENT_BYTES = 1_500
_OUTPUT_BYTES = 43
_MOST_INPUTS, _MOST_OUTPUTS = 6, 9
_SMALL = np.uint64(253)
"""Numbers from here on take three bytes."""


class Mill:
    """Mills block after block. `last` is the last raw block; `transactions` counts those of all."""

    def __init__(self, shape: Shape = USUAL) -> None:
        """Start with the genesis block."""
        self.shape = shape
        self.last = GENESIS
        self.height = 0
        self.transactions = 1
        self._rewards: list[bytes] = [b""]
        self._coins = np.empty((_FIRST_COINS, _WORDS), np.uint64)
        self._state = np.array([0, 2_500, 0], np.uint64)
        self._before = np.empty(_PAID_BEFORE, np.uint64)
        payments = shape.transactions
        self._raw = np.empty(_PAYMENT_BYTES * payments + _OUTPUT_BYTES * shape.fan_out + 200, np.uint8)
        self._scratch = np.empty(self._raw.size + 72, np.uint8)
        self._ids = np.empty((2, 32 * (payments + 2)), np.uint8)

    def block(self) -> bytes:
        """Mill the next block and return it: first empty ones, then one that fans a reward out, then full ones."""
        self.height += 1
        height = self.height
        count, length, reward = 0, 0, self._reward(height)
        payments = self.shape.transactions - 1 - (reward.size > 0) if height > _WARM_UP else 0
        self._make_room(self.shape.fan_out + _MOST_OUTPUTS * payments)
        (txids, whole), made = self._ids, (self._coins, self._state, self._before, self._raw)
        if reward.size:
            length, count = _fan(reward, self.shape.fan_out, *made, txids, whole, self._scratch), 1
        length = _pay(count, payments, *made, length, txids, whole, self._scratch)
        count += payments + 1
        whole[:32] = 0
        txid, first = coinbase(height, workload.hash_twice(_root(whole, count) + RESERVED))
        self._rewards.append(txid)
        txids[:32] = np.frombuffer(txid, np.uint8)
        head = header(self.last[:80], _root(txids, count), height)
        self.transactions += count
        self.last = head + compact(count) + first + self._raw[:length].tobytes()
        return self.last

    def _reward(self, height: int) -> U8:
        """Return the coin of the reward that is fanned out in a block; nothing where none is."""
        made = height - _MATURE
        if made < 1 or subsidy(made) // self.shape.fan_out < _FANNED:
            return np.empty(0, np.uint64)
        return np.array([*np.frombuffer(self._rewards[made], np.uint64), subsidy(made), 0, 0, 0], np.uint64)

    def _make_room(self, more: int) -> None:
        """Have room for so many more coins."""
        held = int(self._state[_HELD])
        if held + more > len(self._coins):
            grown = np.empty((max(2 * len(self._coins), held + more), _WORDS), np.uint64)
            grown[:held] = self._coins[:held]
            self._coins = grown


def mill_to(file: BinaryIO, mill: Mill, transactions: int) -> None:
    """Write blocks, framed as Core does, until there are so many transactions; the genesis block before the first."""
    if mill.height == 0:
        write(file, GENESIS)
    while mill.transactions < transactions:
        write(file, mill.block())


def write(file: BinaryIO, raw: bytes) -> None:
    """Write a block in Core's frame."""
    file.write(MAGIC + struct.pack("<I", len(raw)))
    file.write(raw)


def _root(hashes: U1, count: int) -> bytes:
    """Return the Merkle root of so many hashes."""
    level = hashes[: 32 * count].copy()
    _climb(level, count, np.empty(64 + 72, np.uint8), np.zeros(WORDS, np.uint32))
    return level[:32].tobytes()


@compiled
def _climb(level: U1, count: int, scratch: U1, words: U4) -> None:
    """Replace hashes by those of their pairs until one is left."""
    while count > 1:
        for pair in range((count + 1) // 2):
            left, right = 64 * pair, 32 * min(2 * pair + 1, count - 1)
            for i in range(32):
                scratch[i], scratch[32 + i] = level[left + i], level[right + i]
            hash_twice(scratch, 64, level, 32 * pair, words)
        count = (count + 1) // 2


@compiled
def _draw(state: U8, below: np.uint64) -> np.uint64:
    """Return the next number below one. Source: Steele, Lea, Flood, 2014 (SplitMix)."""
    state[_DRAWN] += np.uint64(0x9E3779B97F4A7C15)
    z = state[_DRAWN]
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return np.uint64((z ^ (z >> np.uint64(31))) % below)


@compiled
def _script(state: U8, before: U8) -> np.uint64:
    """Return the number of the script that is paid next: a new one, or one of the last that were."""
    made = state[_SCRIPTS]
    if made > np.uint64(0) and _draw(state, np.uint64(10)) < np.uint64(3):
        return np.uint64(before[np.int64(_draw(state, min(made, np.uint64(_PAID_BEFORE))))])
    state[_SCRIPTS] = made + np.uint64(1)
    at = made if made < np.uint64(_PAID_BEFORE) else _draw(state, np.uint64(_PAID_BEFORE))
    before[np.int64(at)] = state[_SCRIPTS]
    return np.uint64(state[_SCRIPTS])


@compiled
def _take(coins: U8, state: U8, spent: U8) -> None:
    """Move a coin to `spent`: of a rank, from the last made on, whose logarithm is even."""
    held = state[_HELD]
    bits = np.uint64(1)
    while held >> bits:
        bits += np.uint64(1)
    least = np.uint64(1) << _draw(state, bits)
    place = np.int64(held - min(held, least + _draw(state, least)))
    last = np.int64(held) - 1
    for i in range(_WORDS):
        spent[i] = coins[place, i]
        coins[place, i] = coins[last, i]
    state[_HELD] = np.uint64(last)


@compiled
def _put(raw: U1, at: int, number: np.uint64, width: int) -> int:
    """Write a number, least significant byte first; return the place behind it."""
    for i in range(width):
        raw[at + i] = np.uint8((number >> np.uint64(8 * i)) & np.uint64(0xFF))
    return at + width


@compiled
def _put_count(raw: U1, at: int, number: np.uint64) -> int:
    """Write a CompactSize."""
    if number < _SMALL:
        return _put(raw, at, number, 1)
    raw[at] = 0xFD
    return _put(raw, at + 1, number, 2)


@compiled
def _put_witness_script(raw: U1, at: int, script: np.uint64) -> int:
    """Write a script's 24 bytes: its number as if it were a key's hash, then what lets anybody pass."""
    raw[at] = 0x14
    at = _put(raw, at + 1, script, 8)
    for _ in range(12):
        raw[at] = 0
        at += 1
    return _put(raw, at, np.uint64(0x516D75), 3)


@compiled
def _put_inputs(raw: U1, at: int, spent: U8, count: int) -> int:
    """Write what a transaction spends."""
    at = _put_count(raw, at, np.uint64(count))
    for i in range(count):
        for word in range(4):
            at = _put(raw, at, spent[i, word], 8)
        at = _put(raw, at, spent[i, _VOUT], 4)
        raw[at] = 0
        at = _put(raw, at + 1, np.uint64(0xFFFFFFFD), 4)
    return at


@compiled
def _put_outputs(raw: U1, at: int, values: U8, scripts: U8, count: int, scratch: U1, words: U4) -> int:
    """Write what a transaction pays."""
    at = _put_count(raw, at, np.uint64(count))
    for i in range(count):
        at = _put(raw, at, values[i], 8)
        at = _put(raw, at, np.uint64(0x200022), 3)
        end = _put_witness_script(scratch, 0, scripts[i])
        scratch[end] = 0x80
        for place in range(end + 1, 62):
            scratch[place] = 0
        scratch[62], scratch[63] = 0, 8 * end
        begin(words)
        compress(words, scratch, 0)
        for word in range(8):
            for j in range(4):
                raw[at] = np.uint8((words[word] >> np.uint32(24 - 8 * j)) & np.uint32(0xFF))
                at += 1
    return at


@compiled
def _put_witnesses(raw: U1, at: int, spent: U8, count: int) -> int:
    """Write each input's witness: as long as a signature and a key, and the script."""
    for i in range(count):
        at = _put(raw, at, np.uint64(0x4703), 2)
        for place in range(71):
            raw[at + place] = 0x30
        at = _put(raw, at + 71, np.uint64(0x21), 1)
        for place in range(33):
            raw[at + place] = 0x02
        at = _put(raw, at + 33, np.uint64(0x18), 1)
        at = _put_witness_script(raw, at, spent[i, _SCRIPT])
    return at


@compiled
def _hash(raw: U1, start: int, end: int, out: U1, row: int, scratch: U1, words: U4) -> None:
    """Write the hash of bytes as one of the rows of `out`."""
    for i in range(end - start):
        scratch[i] = raw[start + i]
    hash_twice(scratch, end - start, out, 32 * row, words)


@compiled
def _keep(coins: U8, state: U8, values: U8, scripts: U8, count: int, txids: U1, row: int) -> None:
    """Put what a transaction paid with the coins, apart from what is too small to be spent again."""
    held = np.int64(state[_HELD])
    for i in range(count):
        if values[i] >= np.uint64(_LEAST):
            for word in range(4):
                number = np.uint64(0)
                for j in range(8):
                    number |= np.uint64(txids[32 * row + 8 * word + j]) << np.uint64(8 * j)
                coins[held, word] = number
            coins[held, _VALUE], coins[held, _SCRIPT], coins[held, _VOUT] = values[i], scripts[i], np.uint64(i)
            held += 1
    state[_HELD] = np.uint64(held)


@compiled
def _fan(reward: U8, wide: int, coins: U8, state: U8, before: U8, raw: U1, txids: U1, whole: U1, scratch: U1) -> int:
    """Write the transaction that splits a reward, as the first behind the coinbase; return its length."""
    words = np.zeros(WORDS, np.uint32)
    values, scripts = np.empty(wide, np.uint64), np.empty(wide, np.uint64)
    for i in range(wide):
        values[i], scripts[i] = reward[_VALUE] // np.uint64(wide), _script(state, before)
    at = _put(raw, 0, np.uint64(2), 4)
    at = _put_inputs(raw, at, reward.reshape(1, -1), 1)
    at = _put_outputs(raw, at, values, scripts, wide, scratch, words)
    at = _put(raw, at, np.uint64(0), 4)
    _hash(raw, 0, at, txids, 1, scratch, words)
    for i in range(32):
        whole[32 + i] = txids[32 + i]
    _keep(coins, state, values, scripts, wide, txids, 1)
    return at


@compiled
def _pay(
    before_them: int, count: int, coins: U8, state: U8, before: U8, raw: U1, start: int, txids: U1, whole: U1,
    scratch: U1,
) -> int:  # fmt: skip
    """Write payments behind `before_them` others and the coinbase; return the place behind the last."""
    spent, stripped = np.empty((_MOST_INPUTS, _WORDS), np.uint64), np.empty(_PAYMENT_BYTES, np.uint8)
    values, scripts = np.empty(_MOST_OUTPUTS, np.uint64), np.empty(_MOST_OUTPUTS, np.uint64)
    words, at = np.zeros(WORDS, np.uint32), start
    for row in range(before_them + 1, before_them + 1 + count):
        chance = _draw(state, np.uint64(100))
        inputs = 1 if chance < 62 else 2 if chance < 84 else 3 if chance < 94 else _MOST_INPUTS
        left = np.uint64(0)
        for i in range(inputs):
            _take(coins, state, spent[i])
            left += spent[i, _VALUE]
        left -= np.uint64(150) + _draw(state, np.uint64(751))
        chance = _draw(state, np.uint64(100))
        wanted = 1 if chance < 14 else 2 if chance < 88 else 3 if chance < 97 else _MOST_OUTPUTS
        outputs = 0
        while outputs < wanted:
            scripts[outputs], values[outputs] = _script(state, before), left
            if outputs + 1 < wanted and left >= np.uint64(4 * _LEAST):
                values[outputs] = np.uint64(_LEAST) + _draw(state, left // np.uint64(2) - np.uint64(_LEAST))
            left -= values[outputs]
            outputs += 1
            if left == np.uint64(0):
                break
        first = at
        at = _put(raw, at, np.uint64(0x010000000002), 6)
        body = at
        at = _put_inputs(raw, at, spent, inputs)
        at = _put_outputs(raw, at, values, scripts, outputs, scratch, words)
        plain = _put(stripped, 0, np.uint64(2), 4)
        for i in range(at - body):
            stripped[plain + i] = raw[body + i]
        plain = _put(stripped, plain + at - body, np.uint64(0), 4)
        at = _put_witnesses(raw, at, spent, inputs)
        at = _put(raw, at, np.uint64(0), 4)
        _hash(stripped, 0, plain, txids, row, scratch, words)
        _hash(raw, first, at, whole, row, scratch, words)
        _keep(coins, state, values, scripts, outputs, txids, row)
    return at
