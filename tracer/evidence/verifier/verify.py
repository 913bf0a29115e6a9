#!/usr/bin/env python3
"""Checks a bundle of custody-tracer without custody-tracer: this one file, a stock Python from 3.9 on, no network.

    python3 verify.py [BUNDLE]        without BUNDLE: the bundle that this file lies in

Prints PASS, FAIL or NOT-CHECKED for each numbered item, with the reason. Exit code 0: nothing failed; 1: something
did; 2: wrong use. It writes nothing. A copy that came inside a bundle came from whoever made the bundle: compare its
SHA-256 with the published one, or bring your own. It shares no code with the tracer: the rules are written down here
a second time. Python before 3.11 cannot read TOML, so there items 6 to 9 are NOT-CHECKED.

Words: an outpoint is `txid:vout`; a place is (height, index in the block); a purse is what a coin holds, runs of
(label, satoshi) in order, where the empty label is untraced.
Sources: RFC 8493 (the container); Bitcoin Core 31 and the BIPs named below (the chain); data/method (the rest).
"""

# fmt: off

from __future__ import annotations

import os
import sys

if __name__ == "__main__":  # no file that lies beside this one may pass for a part of Python
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != os.path.dirname(os.path.abspath(__file__))]

import datetime as dt
import functools
import hashlib
import io
import json
import re
import stat
import struct
import zoneinfo
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Purse = list[tuple[str, int]]
Output = tuple[int, bytes]  # satoshi, script
Transaction = tuple[list[str], list[Output], bytes]  # outpoints spent, outputs, a coinbase's script (and no outpoints)
Rule = Callable[[Sequence[Purse], Sequence[int]], list[Purse]]

MAX_FILES, MAX_FILE, MAX_TOTAL, MAX_INTEGER = 2_000_000, 512 << 20, 16 << 30, 2**53 - 1
MAX_MONEY, MAX_TRANSACTIONS, PERIOD, SPACING = 21_000_000 * 100_000_000, 4_000_000 // 240, 2016, 600
NETWORKS = {  # bits of the easiest target, height from which coinbases state theirs, address prefixes, genesis
    "main": (0x1D00FFFF, 227_931, 0, 5, "bc", "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"),
    "test": (0x1D00FFFF, 21_111, 111, 196, "tb", "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943"),
    "testnet4": (0x1D00FFFF, 1, 111, 196, "tb", "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043"),
    "signet": (0x1E0377AE, 1, 111, 196, "tb", "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6"),
    "regtest": (0x207FFFFF, 1, 111, 196, "bcrt", "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206")}
BASE58, BECH32 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
TAG_FILES = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt")
SIGNATURES = ("analyst.cms", "analyst.pem", "journal.jsonl", "node.json", "reviewer.cms", "reviewer.pem",
    "tsa-chain.pem", "statement.dsse.json", "tagmanifest.ed25519.sig", "tagmanifest.ots", "tagmanifest.tsr")
TERMINALS = ("custody", "service", "unspent", "mix", "fan_out", "lightning", "threshold", "hops", "horizon", "gap",
    "budget", "burned", "fee")
STOPS = {"min_sat": 1000, "max_hops": 0, "to_height": 0, "fan_out": 0, "coinjoin": True, "lightning": True, "tags": []}
SERVICES = ("atm", "custodian", "defi_bridge", "deposit_wallet", "escrow_wallet", "exchange", "gambling",
    "hosted_wallet", "market", "mixing_service", "payment_processor", "wallet_service")
CONFIDENCE = {"override": 100, "ownership": 100, "ledger_immanent": 100, "manual_transaction": 90, "service_api": 70,
    "forensic_investigation": 70, "authority_data": 60, "trusted_provider": 50, "service_data": 50, "forensic": 50,
    "untrusted_transaction": 40, "web_crawl": 20, "heuristic": 10, "unknown": 5}
INFERRED = {"mix": "coinjoin", "fan_out": "fan_out", "lightning": "lightning"}  # ends by the stop that asks for them
BY_LABEL = ("taint_sat", "taint_in_sat", "taint_fee_sat", "labels", "totals", "terminals", "unordered_sat")


class Wrong(Exception):
    """The bundle is not what it should be; each argument is one fault."""


class Unknown(Exception):
    """This cannot be checked here; the argument says why."""


def passed(faults: Sequence[str], reason: str) -> str:
    """Return the reason of a PASS, unless there are faults."""
    if faults:
        raise Wrong(*faults)
    return reason

# ---- Reading what others wrote: whatever has another form than a bundle's files have raises, and its item fails

def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if len(dict(pairs)) < len(pairs):
        raise Wrong("JSON: a key appears twice in one object")
    return dict(pairs)

def _integer(digits: str) -> int:
    if not digits.lstrip("-").isdigit() or len(digits) > 17 or abs(int(digits)) > MAX_INTEGER:
        raise Wrong(f"JSON: {digits[:20]} is not an integer up to 2^53 - 1")
    return int(digits)

parse_json = functools.partial(
    json.loads, object_pairs_hook=_object, parse_int=_integer, parse_float=_integer, parse_constant=_integer)

def parse_tags(content: bytes) -> list[dict[str, str]]:
    """Read a TagPack: the plainest part of YAML, `key: value` and a list of such under `tags:`, nothing else."""
    value = r"""('[^']*'|"[^"\\]*"|(?![-!&*|>%@`{}\[\],?'"#:])(?:(?!: | #)[^\t])+)"""
    blocks: list[dict[str, str]] = [{}]
    inner = 0
    for number, line in enumerate(content.decode().splitlines(), 1):
        match = re.fullmatch(rf"( *)(- +)?([a-z_]+): +{value} *", line)
        if match and match[2]:
            inner = len(match[1] + match[2])
            blocks.append({})
        if match and (match[2] or len(match[1]) == inner):
            blocks[-1][match[3]] = match[4].strip("'\" ")
        elif not re.fullmatch(" *(#.*)?|---|tags: *", line):
            raise Unknown(f"line {number} is more YAML than this verifier reads")
    return [{**blocks[0], **block} for block in blocks[1:]]

def script_of(address: str, network: str) -> bytes:
    """Return the script that an address of the network stands for. Source: BIPs 13, 173, 350."""
    _, _, p2pkh, p2sh, hrp, _ = NETWORKS[network]
    number, text = 0, address.lower()
    if text.startswith(hrp + "1") and address in (text, address.upper()) and len(address) < 91:
        values, check = [BECH32.index(letter) for letter in text[len(hrp) + 1 :]], 1
        for value in [*(ord(each) >> 5 for each in hrp), 0, *(ord(each) & 31 for each in hrp), *values]:
            top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
            for place, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
                check ^= generator if top >> place & 1 else 0
        for value in values[1:-6]:
            number = number << 5 | value
        size, spare = divmod(5 * (len(values) - 7), 8)
        fits = size in (20, 32) if values[0] == 0 else 2 <= size <= 40 and values[0] < 17
        if fits and spare < 5 and check == (0x2BC830A3 if values[0] else 1) and not number & (1 << spare) - 1:
            return bytes((values[0] + 80 if values[0] else 0, size)) + (number >> spare).to_bytes(size, "big")
    else:
        for letter in address[:40]:
            number = number * 58 + BASE58.index(letter)
        raw = number.to_bytes(25, "big")
        leads = len(raw) - len(raw.lstrip(b"\0")) == len(address) - len(address.lstrip("1"))
        if leads and sha256d(raw[:21])[:4] == raw[21:] and raw[0] in (p2pkh, p2sh):
            return b"\x76\xa9\x14%b\x88\xac" % raw[1:21] if raw[0] == p2pkh else b"\xa9\x14%b\x87" % raw[1:21]
    raise ValueError(f"{address[:100]} is not an address of {network}")

# ---- The chain

def sha256d(raw: bytes) -> bytes:
    """Return the double SHA-256 that names transactions and blocks."""
    return hashlib.sha256(hashlib.sha256(raw).digest()).digest()

def take(stream: io.BytesIO, size: int) -> bytes:
    """Read so many bytes."""
    raw = stream.read(size)
    if len(raw) < size:
        raise Wrong("is cut")
    return raw

def number(stream: io.BytesIO, size: int = 0) -> int:
    """Read a number of so many bytes; without a size, a length, which must be written in the fewest."""
    if size:
        return int.from_bytes(take(stream, size), "little")
    first = number(stream, 1)
    value = first if first < 253 else number(stream, 2 << first - 253)
    if value > 1 << 25 or (first > 252 and value < (253, 1 << 16, 1 << 32)[first - 253]):
        raise Wrong("holds a length that the protocol refuses")
    return value

def parse_transaction(raw: bytes) -> tuple[str, Transaction]:
    """Read a transaction as a block may hold it, and compute its id. Source: BIPs 141 and 144, CVE-2017-12842."""
    stream, has_witness, items = io.BytesIO(raw), raw[4:6] == b"\0\1", 0
    stream.seek(start := 6 if has_witness else 4)
    inputs, scripts = [], []
    for _ in range(number(stream)):
        inputs.append(f"{take(stream, 32)[::-1].hex()}:{number(stream, 4)}")
        scripts.append(take(stream, number(stream)))
        take(stream, 4)
    outputs = [(number(stream, 8), take(stream, number(stream))) for _ in range(number(stream))]
    body = raw[start : stream.tell()]
    for _ in inputs if has_witness else ():
        for _ in range(number(stream)):
            take(stream, number(stream))
            items += 1
    bare = raw[:4] + body + take(stream, 4)
    coinbase = inputs == [f"{'0' * 64}:{0xFFFFFFFF}"]
    if stream.read(1) or (has_witness and not items) or not inputs or not outputs or len(set(inputs)) < len(inputs):
        raise Wrong("is not one transaction, whole and alone")
    if len(bare) == 64 or sum(sat for sat, _ in outputs) > MAX_MONEY:
        raise Wrong("has 64 bytes, so that a proof of it shows nothing, or pays more than there is")
    return sha256d(bare)[::-1].hex(), ([] if coinbase else inputs, outputs, scripts[0] if coinbase else b"")

def climb(raw: bytes) -> tuple[bytes, list[tuple[int, str]]]:
    """Climb a Merkle proof to the root in its own header; return header and what it shows, by index. Source: BIP 37."""
    stream = io.BytesIO(raw)
    header, total = take(stream, 80), number(stream, 4)
    hashes = deque(take(stream, 32) for _ in range(number(stream)))
    bits = deque(byte >> place & 1 for byte in take(stream, number(stream)) for place in range(8))
    shown: list[tuple[int, str]] = []

    def node(height: int, at: int) -> bytes:
        wanted = bits.popleft()
        if height == 0 or not wanted:
            shown.extend([(at, hashes[0][::-1].hex())] if wanted else [])
            return hashes.popleft()
        left = right = node(height - 1, 2 * at)
        if 2 * at + 1 <= total - 1 >> height - 1:
            right = node(height - 1, 2 * at + 1)
            if left == right:
                raise Wrong("pairs a hash with itself, so that it could stand for two blocks")
        return sha256d(left + right)

    if not 1 <= total <= MAX_TRANSACTIONS or stream.read(1):
        raise Wrong("is not as long as it says")
    if node((total - 1).bit_length(), 0) != header[36:68] or hashes or len(bits) > 7 or any(bits):
        raise Wrong("does not lead to the root in its header")
    return header, shown

def target_of(bits: int) -> int:
    """Return the number that a block's hash must not exceed; 0, which none can meet, where bits make no sense."""
    size, word = bits >> 24, bits & 0x7FFFFF
    value = word << 8 * (size - 3) if size > 3 else word >> 8 * (3 - size)
    return 0 if bits & 0x800000 or value >> 256 else value

def bits_of(target: int) -> int:
    """Return the bits that stand for a target."""
    size = (target.bit_length() + 7) // 8
    word = target << 8 * (3 - size) if size <= 3 else target >> 8 * (size - 3)
    return (size + 1) << 24 | word >> 8 if word & 0x800000 else size << 24 | word

def header_faults(headers: list[bytes], first: int, network: str) -> Iterator[str]:
    """Check linkage, work, difficulty and median time. Source: Core 31, pow.cpp; BIP 94."""
    easiest, _, _, _, _, genesis = NETWORKS[network]
    fields = [struct.unpack("<I32s32sIII", header) for header in headers]
    times, bits = [each[3] for each in fields], [each[4] for each in fields]
    hashes, ordinary, span = [sha256d(header) for header in headers], bits[0], PERIOD * SPACING
    if first % PERIOD or (first == 0 and hashes[0][::-1].hex() != genesis):
        yield f"height {first}: no retarget period of {network} begins here with this header"
    for at, digest in enumerate(hashes):
        place, before, expected = f"height {first + at}", sorted(times[max(at - 11, 0) : at]), bits[at - 1]
        if int.from_bytes(digest, "little") > min(target_of(bits[at]), target_of(easiest)):
            yield f"{place}: its hash is above its target, or the target is none of the network"
        if (at > 10 or first == 0 < at) and times[at] <= before[len(before) // 2]:
            yield f"{place}: its time is not after the median of the headers before"
        if at and (bits[at - 1] != easiest or (first + at - 1) % PERIOD == 0):
            ordinary = bits[at - 1]
        starts = (first + at) % PERIOD == 0
        if at and starts and network != "regtest":
            taken = min(max(times[at - 1] - times[at - PERIOD], span // 4), span * 4)
            base = target_of(bits[at - PERIOD if network == "testnet4" else at - 1])
            expected = bits_of(min(base * taken // span, target_of(easiest)))
            if network == "testnet4" and times[at] < times[at - 1] - 600:
                yield f"{place}: its time lies more than 600 seconds before its parent's"
        elif at and not starts and network in ("test", "testnet4", "regtest"):
            expected = easiest if times[at] > times[at - 1] + 2 * SPACING else ordinary
        if at and (fields[at][1] != hashes[at - 1] or bits[at] != expected):
            yield f"{place}: its parent is not the header before it, or its bits are not {expected:08x}"

# ---- The accounting rules: what each payment, the fee last, receives of what a transaction spends

def joined(runs: Iterable[tuple[str, int]]) -> Purse:
    """Return a purse without empty runs, neighbours of one label made one."""
    purse: Purse = []
    for label, sat in runs:
        if sat and purse and purse[-1][0] == label:
            sat += purse.pop()[1]
        purse += [(label, sat)] if sat else []
    return purse

def taint(*purses: Purse) -> dict[str, int]:
    """Return the satoshi under each label, in ascending order of the labels' bytes, untraced left out."""
    amounts = Counter[str]()
    for label, sat in (run for purse in purses for run in purse if run[0]):
        amounts[label] += sat
    return dict(sorted(amounts.items()))

def put(purse: Purse, label: str, sat: int) -> tuple[Purse, int]:
    """Put satoshi of a label into the untraced ones, from the front; return the purse, and how many found no place."""
    filled: Purse = []
    for held, length in purse:
        taken = 0 if held else min(sat, length)
        filled, sat = [*filled, (label, taken), (held, length - taken)], sat - taken
    return joined(filled), sat

def overlay(under: Purse, over: Purse) -> tuple[Purse, Purse]:
    """Lay purses of one coin on one another, satoshi by satoshi; return the purse, and what found its place taken."""
    kept: Purse = []
    displaced: Purse = []
    below, above = deque(under), deque(over)
    while below and above:
        length = min(below[0][1], above[0][1])
        (held, _), (label, _) = front(below, length)[0], front(above, length)[0]
        kept.append((held or label, length))
        displaced += [(label, length)] if held and label else []
    return joined(kept), joined(displaced)

def front(pool: deque[tuple[str, int]], sat: int) -> Purse:
    """Take so many satoshi, or all there are, off the front of a pool."""
    taken: Purse = []
    while sat and pool:
        label, length = pool.popleft()
        taken.append((label, min(length, sat)))
        if length > sat:
            pool.appendleft((label, length - sat))
        sat -= taken[-1][1]
    return joined(taken)

def fifo(spends: Sequence[Purse], pays: Sequence[int]) -> list[Purse]:
    """First in, first out: inputs end to end, outputs take from the front in order, the fee takes the tail."""
    pool = deque(run for purse in spends for run in purse)
    return [front(pool, sat) for sat in pays]

def largest_remainder(amount: int, weights: Sequence[int], caps: Sequence[int]) -> list[int]:
    """Share out an amount by weight: whole parts, then units to the largest remainders, ties to the lower slot."""
    whole = max(sum(weights), 1)
    shares = [min(amount * weight // whole, caps[slot]) for slot, weight in enumerate(weights)]
    order = sorted(range(len(weights)), key=lambda slot: (-(amount * weights[slot] % whole), slot))
    while sum(shares) < amount:
        for slot in [slot for slot in order if shares[slot] < caps[slot]][: amount - sum(shares)]:
            shares[slot] += 1
    return shares

def haircut(spends: Sequence[Purse], pays: Sequence[int]) -> list[Purse]:
    """Pro rata in two stages: the traced total over the payments, then label by label inside these totals."""
    amounts = taint(*spends)
    totals = largest_remainder(sum(amounts.values()), pays, pays)
    left, shares = totals[:], [Purse() for _ in pays]
    for label, amount in amounts.items():
        for slot, sat in enumerate(largest_remainder(amount, totals, left)):
            shares[slot].append((label, sat))
            left[slot] -= sat
    return [joined([*shares[slot], ("", sat - totals[slot])]) for slot, sat in enumerate(pays)]

def filling(turns: Callable[[Sequence[int]], Iterable[int]]) -> Rule:
    """Return a rule by which the traced runs, in the order of the inputs, fill the outputs in turn, then the fee."""
    def share(spends: Sequence[Purse], pays: Sequence[int]) -> list[Purse]:
        traced = deque(run for purse in spends for run in purse if run[0])
        taken = {slot: front(traced, pays[slot]) for slot in [*turns(pays[:-1]), len(pays) - 1]}
        return [joined([*taken[slot], ("", sat - sum(taint(taken[slot]).values()))]) for slot, sat in enumerate(pays)]
    return share

RULES: dict[str, Rule] = {"fifo": fifo, "haircut": haircut,
    "lifo": lambda spends, pays: fifo(spends, pays[::-1])[::-1],  # outputs take from the back, the fee the head
    "tiho": filling(lambda outputs: sorted(range(len(outputs)), key=lambda vout: (-outputs[vout], vout))),
    "seniority": filling(lambda outputs: range(len(outputs))),
    "juniority": filling(lambda outputs: reversed(range(len(outputs))))}

# ---- The trace

class Seed(NamedTuple):
    """Where taint of a label starts: an outpoint, all outputs of a txid, or what is paid to scripts in a window."""

    label: str
    outpoint: str | None
    txid: str | None
    scripts: set[bytes]
    amount: int | None
    heights: range

@dataclass
class Coin:
    """A coin that a walk makes; `end` says where its trail ends, `at` in whose wallet or at which service."""

    outpoint: str
    value: int
    script: bytes
    height: int
    purse: Purse
    hop: int
    end: str = ""
    at: str = ""

    @property
    def runs(self) -> list[list[object]]:
        """Its purse as trace.json writes it."""
        return [[label, sat] for label, sat in self.purse]

    def row(self, **more: object) -> dict[str, object]:
        """Return the coin as trace.json writes it."""
        return {"outpoint": self.outpoint, "value_sat": self.value, "taint_sat": taint(self.purse), **more}

class Step(NamedTuple):
    """A transaction that spends such coins, what its outputs and its fee receive, and the coins it makes."""

    txid: str
    height: int
    prevouts: list[Output]
    outputs: list[Output]
    spent: list[tuple[int, Coin]]
    shares: list[Purse]
    end: str
    made: list[Coin]

    @property
    def fee(self) -> Purse:
        """What the fee receives; nothing where the transaction was not crossed."""
        return [run for purse in self.shares[len(self.outputs) :] for run in purse]

@dataclass
class Ledger:
    """One order of the case, and what has counted under it so far."""

    id: str
    kind: str
    labels: list[str]
    custody: list[str]
    date: dt.date
    in_force: dt.date | None
    amount: int | None
    counted: int = 0
    excess: int = 0
    receipts: dict[str, None] = field(default_factory=dict)
    faults: dict[str, None] = field(default_factory=dict)

    @property
    def verb(self) -> str:
        """What happens to satoshi under it."""
        return "returned" if self.kind == "return" else "received"

    def count(self, sat: int, beyond: bool, place: str, day: dt.date) -> int:
        """Count satoshi as far as there is room, or beyond; note what the day is at fault with; return the rest."""
        room = sat if self.amount is None or beyond else min(sat, self.amount - self.counted)
        self.counted, self.excess = self.counted + (0 if beyond else room), self.excess + (room if beyond else 0)
        if room:
            self.receipts[place] = None
            if day < self.date:
                self.faults[f"{place}: {self.verb} on {day}, before the order of {self.date}"] = None
            if self.kind == "forfeiture" and self.in_force is None:
                self.faults[f"{self.verb} under an order that states no day from which it is in force"] = None
            elif self.kind == "forfeiture" and self.in_force and day < self.in_force:
                self.faults[f"{place}: {self.verb} on {day}, before the order is in force, {self.in_force}"] = None
        return sat - room

    def row(self) -> dict[str, object]:
        """Return the order as trace.json writes it."""
        received, faults = self.counted + self.excess, [*self.faults]
        if self.amount is not None and not received:
            faults.append(f"nothing of the {self.amount} sat ordered was {self.verb}")
        if self.excess:
            faults.append(f"{self.verb} {self.excess} sat more than the {self.amount} sat ordered")
        short = 0 if self.amount is None else self.amount - self.counted
        return {"id": self.id, "kind": self.kind, "labels": self.labels, "custody": self.custody,
            "ordered_sat": self.amount, "received_sat": received, "shortfall_sat": short, "excess_sat": self.excess,
            "receipts": [*self.receipts], "faults": faults}

def differences(stated: object, computed: object, place: str, unknown: set[str]) -> Iterator[str]:
    """Yield where trace.json does not state what was computed; keys that are not computed go into `unknown`."""
    if isinstance(stated, dict) and isinstance(computed, dict):
        for key in sorted(stated.keys() | computed.keys()):
            if key in computed or place.rpartition(".")[2] in BY_LABEL:
                yield from differences(stated.get(key), computed.get(key), f"{place}.{key}", unknown)
            else:
                unknown.add(re.sub(r"\[[0-9]+\]", "", f"{place}.{key}"))
    elif isinstance(stated, list) and isinstance(computed, list) and len(stated) == len(computed):
        for at, value in enumerate(computed):
            yield from differences(stated[at], value, f"{place}[{at}]", unknown)
    elif type(stated) is not type(computed) or stated != computed:
        one, other = [f"{len(each)} rows" if isinstance(each, list) else str(each)[:80] for each in (stated, computed)]
        yield f"{place}: trace.json says {one}, computed {other}"

class Verifier:
    """One bundle being checked, item by item; each item returns the reason of a PASS, or raises."""

    def __init__(self, root: str) -> None:
        self.root, self.failed, self.network, self.first = root, False, "", 0
        self.trace, self.zone = parse_json("{}"), ""
        self.files: dict[str, bytes] = {}
        self.headers: list[bytes] = []
        self.transactions: dict[str, Transaction] = {}
        self.places: dict[str, tuple[int, int]] = {}
        self.outputs: dict[str, Output] = {}
        self.wallets: dict[bytes, str] = {}
        self.stages: dict[str, str] = {}
        self.seeds: list[Seed] = []
        self.ledgers: list[Ledger] = []
        self.services: dict[bytes, str] = {}
        self.receipts: list[Coin] | None = None
        self.steps: dict[str, Step] = {}
        self.unknown: set[str] = set()

    def item(self, number: str, title: str, check: Callable[[], str]) -> None:
        """Carry out one item and print what came of it."""
        try:
            verdict, reasons = "PASS", [check()]
        except (Unknown, Wrong) as error:
            verdict, reasons = "FAIL" if isinstance(error, Wrong) else "NOT-CHECKED", [str(each) for each in error.args]
        except (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError) as error:
            verdict, reasons = "FAIL", [f"a file has another form than it should: {type(error).__name__} {error}"[:300]]
        self.failed |= verdict == "FAIL"
        reasons[10:] = [f"and {len(reasons) - 10} more"] if len(reasons) > 10 else []
        say(f"{verdict:<11} {number:>4}  {title}: " + f"\n{'':<18}".join(reasons))

    def check_files(self) -> str:
        """Item 1. No path that is written in a manifest is ever opened; only plain files found here are."""
        faults: list[str] = []
        total = 0
        hashes: dict[str, dict[str, str]] = {"sha256": {}, "sha512": {}}
        for folder, folders, names in os.walk(self.root):
            for path in [os.path.join(folder, name) for name in (*folders, *names)]:
                status, name = os.lstat(path), os.path.relpath(path, self.root).replace(os.sep, "/")
                total += status.st_size
                if len(hashes["sha256"]) + len(faults) > MAX_FILES or total > MAX_TOTAL:
                    raise Wrong(f"more than {MAX_FILES} files or {MAX_TOTAL} bytes: no bundle is so large")
                if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
                    faults.append(f"{name}: is a symbolic link or a special file")
                elif not name.isprintable() or "\\" in name or status.st_size > MAX_FILE:
                    faults.append(f"{name}: no bundle holds a file of this name or size")
                elif name.startswith("data/") or name in (*TAG_FILES, "tagmanifest-sha256.txt"):
                    if stat.S_ISREG(status.st_mode):
                        with open(path, "rb") as file:
                            content = file.read(MAX_FILE)
                        for algorithm, found in hashes.items():
                            found[name] = hashlib.new(algorithm, content).hexdigest()
                        if re.match("data/(case|chain|trace/trace.json)|[^/]+$", name):
                            self.files[name] = content
                elif name not in {"data", "signatures", *(f"signatures/{known}" for known in SIGNATURES)}:
                    faults.append(f"{name}: does not belong to the bundle")
        for manifest in (*TAG_FILES[2:], "tagmanifest-sha256.txt"):
            found = hashes["sha512" if "512" in manifest else "sha256"]
            listed = [name for name in found if (name in TAG_FILES if "tag" in manifest else name.startswith("data/"))]
            actual = Counter(f"{found[name]}  {name.replace('%', '%25')}" for name in listed)
            stated = Counter(self.files.get(manifest, b"").decode("utf-8", "replace").splitlines())
            paths = sorted({line.partition("  ")[2][:200] for line in (stated - actual) + (actual - stated)})
            faults += [f"{path}: this file and {manifest} differ, or one of them lacks it" for path in paths]
        return passed(faults, f"{len(hashes['sha256'])} files agree with the manifests; none missing, none added")

    def check_transactions(self) -> str:
        """Item 2: the raw transactions hash to their names."""
        faults: list[str] = []
        for name in [name for name in self.files if name.startswith("data/chain/tx/")]:
            try:
                txid, transaction = parse_transaction(self.files[name])
                self.transactions |= {txid: transaction} if name == f"data/chain/tx/{txid}.bin" else {}
                faults += [] if name == f"data/chain/tx/{txid}.bin" else [f"{name}: holds transaction {txid}"]
            except Wrong as wrong:
                faults.append(f"{name}: {wrong}")
        return passed(faults, f"{len(self.transactions)} raw transactions hash to their names")

    def check_proofs(self) -> str:
        """Item 3: each transaction lies where it is said to, and its block's coinbase in the same tree."""
        about, raw = parse_json(self.files["data/chain/network.json"]), self.files["data/chain/headers.bin"]
        self.network, self.first = about["network"], about["first_height"]
        self.headers = [raw[at : at + 80] for at in range(0, len(raw), 80)]
        heights = parse_json(self.files["data/chain/heights.json"])
        by_height = dict(enumerate(self.headers, self.first))
        proofs = {f"data/chain/proof/{txid}.merkle": txid for txid in heights["transactions"]}
        strangers = {name for name in self.files if name.startswith("data/chain/proof/")} - {*proofs}
        strangers |= {*self.transactions} - {*proofs.values(), *heights["coinbases"].values()}
        faults = [f"{name}: has no place in heights.json" for name in sorted(strangers)]
        for name, txid in proofs.items():
            height, index = heights["transactions"][txid]
            first = heights["coinbases"][str(height)]
            pushed = height.to_bytes((height.bit_length() + 8) // 8, "little")
            pushed = bytes([len(pushed)]) + pushed if height > 16 else bytes([80 + height if height else 0])
            try:
                header, shown = climb(self.files.get(name, b""))
                coinbase = self.transactions.get(first, ([], [], b""))[2]
                if header != by_height.get(height):
                    raise Wrong(f"its header is not that of height {height} in headers.bin")
                if not coinbase or (0, first) not in shown:
                    raise Wrong("does not show the coinbase of its block")
                if height >= NETWORKS[self.network][1] and not coinbase.startswith(pushed):
                    raise Wrong(f"its block's coinbase does not state height {height}")
                if (index, txid) not in shown or txid not in self.transactions:
                    raise Wrong(f"does not show the transaction at index {index}, or its bytes are missing")
                self.places |= {first: (height, 0), txid: (height, index)}
            except (IndexError, Wrong) as wrong:
                faults.append(f"{name}: {wrong}")
        self.places = dict(sorted(self.places.items(), key=lambda item: (item[1], item[0])))
        self.outputs = {f"{t}:{vout}": o for t in self.places for vout, o in enumerate(self.transactions[t][1])}
        return passed(faults, f"{len(proofs)} transactions lie in the blocks and at the places stated")

    def check_headers(self) -> str:
        """Item 4: the headers are a chain with its work, up to the horizon."""
        self.trace = parse_json(self.files["data/trace/trace.json"])
        last = {"height": self.first + len(self.headers) - 1, "hash": sha256d(self.headers[-1])[::-1].hex()}
        faults = list(header_faults(self.headers, self.first, self.network))
        if (self.trace["horizon"], self.trace["network"]) != (last, self.network):
            faults.append(f"they end at {last} on {self.network}, which is not the horizon of trace.json")
        return passed(faults, f"heights {self.first} to {last['height']} are a chain with its work, up to the horizon")

    def check_amounts(self) -> str:
        """Item 5: what the result crosses has its prevouts here; nothing pays more than it spends, or spends again."""
        rows = [*self.trace["custody"]["moves"], *self.trace["custody"]["departures"]]
        for method in self.trace["methods"].values():
            rows += method["transactions"] if isinstance(method["transactions"], list) else []
        crossed, gaps = {each["txid"] for each in rows}, {each["txid"] for each in self.trace["gaps"]}
        faults = [f"{txid}: is crossed, and not proven here" for txid in sorted(crossed - {*self.places})]
        spenders: dict[str, str] = {}
        for txid, place in self.places.items():
            inputs, outputs, _ = self.transactions[txid]
            for outpoint in inputs:
                if spenders.setdefault(outpoint, txid) != txid or self.places.get(outpoint[:64], (-1, 0)) >= place:
                    faults.append(f"{txid}: spends {outpoint}, which another spends too, or which comes later")
            missing = [outpoint for outpoint in inputs if outpoint not in self.outputs]
            if missing and txid in crossed - gaps:
                faults.append(f"{txid}: {missing[0]}, which it spends, is missing, so that its fee is not known")
            if inputs and not missing and sum(self.outputs[o][0] for o in inputs) < sum(sat for sat, _ in outputs):
                faults.append(f"{txid}: pays more than it spends")
        return passed(faults, f"{len(crossed)} transactions crossed have all their prevouts; no fee is negative")

    def check_case(self) -> str:
        """Item 6: the case is the one of the result."""
        try:
            import tomllib
        except ImportError:
            raise Unknown("this Python cannot read TOML; run this file under Python 3.11 or later") from None
        content, used = self.files["data/case/case.toml"], self.trace["parameters"]["stop"]
        case, scripts = tomllib.loads(content.decode()), parse_json(self.files["data/case/scripts.json"])
        asked = {**STOPS, **case.get("stop", {})}
        pairs = [("id", case["case"]["id"], self.trace["case"]), ("network", case["case"]["network"], self.network),
            ("primary method", case["method"]["primary"], self.trace["primary"])]
        used = {**used, "tags": [each["file"] for each in used["tags"]]}
        pairs += [(key, asked[key], used.get(key)) for key in asked]
        pairs += [(key, value, self.trace["horizon"].get(key, value)) for key, value in case.get("horizon", {}).items()]
        faults = [f"case.toml: {name} is {one}, trace.json says {other}" for name, one, other in pairs if one != other]
        if b"withheld:" not in content and hashlib.sha256(content).hexdigest() != self.trace["case_sha256"]:
            faults.append("case.toml: its SHA-256 is not the one in trace.json")

        watched = {}
        for number, each in enumerate([*case.get("custody", []), *case["seed"]]):
            if each.get("descriptor", "") not in {"", *scripts}:
                raise Unknown(f"scripts.json holds no scripts for the descriptor {each['descriptor']}"[:120])
            addresses = [*each.get("addresses", []), *([each["address"]] if "address" in each else [])]
            watched[number] = [bytes.fromhex(script) for script in scripts.get(each.get("descriptor", ""), [])]
            watched[number] += [script_of(address, self.network) for address in addresses]
        self.stages = {each["name"]: each["stage"] for each in case.get("custody", [])}
        self.wallets = {script: name for number, name in enumerate(self.stages) for script in watched[number]}
        self.seeds = [
            Seed(each["label"], each.get("outpoint"), each.get("txid"), {*watched[len(self.stages) + number]},
                each.get("amount_sat"), range(each.get("from_height", 0), each.get("to_height", MAX_INTEGER) + 1))
            for number, each in enumerate(case["seed"])]
        self.ledgers = [Ledger(each["id"], each["kind"], each["labels"], each["custody"], each["date"],
            each.get("in_force"), each.get("amount_sat")) for each in case.get("order", [])]
        self.zone = case["case"].get("timezone", "")
        return passed(faults, "the case, its stops and its horizon are those of the result")

    def check_tags(self) -> str:
        """Item 6.1: the TagPacks are those of the result; a script is its surest tag's, among equals the first's."""
        names = sorted(name for name in self.files if name.startswith("data/case/tags/"))
        stated = [each["sha256"] for each in self.trace["parameters"]["stop"]["tags"]]
        if [hashlib.sha256(self.files[name]).hexdigest() for name in names] != stated:
            raise Wrong("the files in case/tags are not those whose SHA-256 trace.json names")
        try:
            tags = [tag for name in names for tag in parse_tags(self.files[name])]
        except Unknown as unknown:
            coins = [each for each in self.trace["methods"][self.trace["primary"]]["coins"] if "service" in each]
            self.services = {self.outputs[each["outpoint"]][1]: each["service"] for each in coins}
            raise Unknown(f"{unknown}; the services' scripts are taken from trace.json") from None
        for tag in sorted(tags, key=lambda tag: -CONFIDENCE[tag.get("confidence", "unknown")]):
            is_service = tag.get("tag_type", "actor") == "actor" and tag.get("category") in SERVICES
            if is_service and "address" in tag and tag.get("network", tag["currency"]).upper() == "BTC":
                try:
                    self.services.setdefault(script_of(tag["address"], self.network), tag["label"])
                except ValueError:
                    continue  # an address of another network
        return f"{len(names)} TagPacks name {len(self.services)} scripts of services"

    def walk(self, share: Callable[[str, list[Purse], list[int]], list[Purse]], begins: Iterable[str],
             enter: Callable[[Coin], str], ends: Callable[[str], str]) -> tuple[list[Step], list[Coin]]:
        """Fold a rule, `share`, over the chain. `enter` fills a coin and says how it ends; `ends`, how at a spend."""
        coins: dict[str, Coin] = {}
        steps: list[Step] = []
        entered = {outpoint[:64] for outpoint in begins}
        for txid, (height, _) in self.places.items():
            inputs, outputs, _ = self.transactions[txid]
            spent = [(vin, coins[o]) for vin, o in enumerate(inputs) if o in coins and not coins[o].end]
            if not spent and txid not in entered:
                continue
            prevouts, pays = [self.outputs[o] for o in inputs if o in self.outputs], [sat for sat, _ in outputs]
            end = ends(txid)
            end = "gap" if len(prevouts) < len(inputs) and end != "budget" else end
            shares, purses = [joined([("", sat)]) for sat in pays], [joined([("", sat)]) for sat, _ in prevouts]
            for vin, coin in spent:
                coin.end = end or "crossed"
                purses[vin:vin + 1] = [coin.purse]
            if spent and not end:
                shares = share(txid, purses, [*pays, sum(sat for sat, _ in prevouts) - sum(pays)])
            hop = 1 + min([coin.hop for _, coin in spent], default=0)
            step = Step(txid, height, prevouts, outputs, spent, shares, end, [])
            steps += [step] if spent else []
            for vout, (sat, script) in enumerate(outputs):
                coin = Coin(f"{txid}:{vout}", sat, script, height, shares[vout], hop)
                coin.end = enter(coin)
                if taint(coin.purse):
                    coins[coin.outpoint] = coin
                    step.made.append(coin)
        return steps, [*coins.values()]

    def claims(self) -> dict[str, list[tuple[str, int]]]:
        """Return what the seeds claim of each coin: outpoints first, then txids, then scripts, each in chain order."""
        claims: dict[str, list[tuple[str, int]]] = {}
        for seed in sorted(self.seeds, key=lambda seed: 0 if seed.outpoint else 1 if seed.txid else 2):
            coins = [seed.outpoint] if seed.outpoint else [
                outpoint for outpoint, (_, script) in self.outputs.items() if outpoint[:64] == seed.txid
                or (script in seed.scripts and self.places[outpoint[:64]][0] in seed.heights)]
            left = MAX_INTEGER if seed.amount is None else seed.amount
            for outpoint in coins:
                sat = min(left, self.outputs[outpoint][0])
                left -= sat
                if sat or seed.amount is None:
                    claims.setdefault(outpoint, []).append((seed.label, sat))
            if not coins or (left and seed.amount is not None):
                raise Wrong(f"a seed of {seed.label} is not in the bundle, or is smaller than the case says")
        return claims

    def check_primary(self) -> str:
        """Item 7: the first book, from the seeds to every trail's end."""
        primary, stops = self.trace["primary"], self.trace["parameters"]["stop"]
        if not self.seeds or primary not in RULES:
            raise Unknown(f"this needs item 6, and one of the rules {', '.join(RULES)}")
        claims, stated = self.claims(), self.trace["methods"][primary]
        books = {label: Counter[str]() for pairs in claims.values() for label, _ in pairs}
        ended = {label: dict.fromkeys(TERMINALS, 0) for label in books}
        rows: dict[str, list[dict[str, object]]]
        rows = {key: [] for key in ("seeds", "coins", "transactions", "stops", "collisions", "spent", "made")}

        def enter(coin: Coin) -> str:
            for label, sat in claims.get(coin.outpoint, ()):
                held, coin.hop = taint(coin.purse), 0
                coin.purse, rest = put(coin.purse, label, sat)
                more = {"asserted_sat": sat, "overlap_sat": rest, "seed_sat": sat - rest}
                rows["seeds"].append({"outpoint": coin.outpoint, "label": label, **more})
                books[label].update(more)
                for holder, amount in held.items():
                    both, taken = {"holder": holder, "claimant": label}, min(rest, amount)
                    rows["collisions"] += [{"outpoint": coin.outpoint, **both, "sat": taken}] if taken else []
                    rest -= taken
            if coin.script[:1] == b"\x6a" or len(coin.script) > 10_000 or coin.height == 0:
                return "burned"
            coin.at = self.wallets.get(coin.script) or self.services.get(coin.script, "")
            if coin.at:
                return "custody" if coin.script in self.wallets else "service"
            if sum(taint(coin.purse).values()) < stops["min_sat"] and coin.outpoint not in claims:
                return "threshold"
            return "hops" if 0 < stops["max_hops"] <= coin.hop else ""

        inferred = {each["txid"]: each["terminal"] for each in stated["stops"] if stops[INFERRED[each["terminal"]]]}
        budget = self.trace["parameters"].get("budget", {"max_transactions": 0, "stopped_by_the_clock": {}})
        limit = budget["stopped_by_the_clock"].get(primary, budget["max_transactions"])
        crossed: list[str] = []
        def share(txid: str, spends: list[Purse], pays: list[int]) -> list[Purse]:
            crossed.append(txid)
            return RULES[primary](spends, pays)
        def ends(txid: str) -> str:  # what a detector takes for a mix or for Lightning is not judged here
            if limit and len(crossed) >= limit:
                return "budget"
            found = {"mix": inferred.get(txid) == "mix", "lightning": inferred.get(txid) == "lightning",
                "fan_out": 0 < stops["fan_out"] < len(self.transactions[txid][1]),
                "horizon": 0 < stops["to_height"] < self.places[txid][0]}
            return next((end for end in ("mix", "fan_out", "lightning", "horizon") if found[end]), "")

        steps, coins = self.walk(share, claims, enter, ends)
        self.steps = {step.txid: step for step in steps if not step.end}
        addresses = {each["outpoint"]: each["address"] for each in stated["coins"]}
        for coin in coins:
            coin.end = coin.end or "unspent"
            if coin.end != "crossed":
                shown = addresses.get(coin.outpoint)  # right, if it stands for the script
                shown = coin.script.hex() if shown and script_of(shown, self.network) != coin.script else shown
                more = {"segments": coin.runs, **({coin.end: coin.at} if coin.at else {})}
                rows["coins"].append(coin.row(terminal=coin.end, height=coin.height, address=shown, **more))
                for label, sat in taint(coin.purse).items():
                    ended[label][coin.end] += sat
        for step in [step for step in steps if not step.end]:
            fee_sat = sum(sat for sat, _ in step.prevouts) - sum(sat for sat, _ in step.outputs)
            rows["transactions"].append({"txid": step.txid, "height": step.height, "index": self.places[step.txid][1],
                "taint_in_sat": taint(*(coin.purse for _, coin in step.spent)), "fee_sat": fee_sat,
                "taint_fee_sat": taint(step.fee)})
            rows["spent"] += [coin.row(txid=step.txid, vin=vin) for vin, coin in step.spent]
            rows["made"] += [coin.row(segments=coin.runs, terminal=None if coin.end == "crossed" else coin.end)
                for coin in step.made if taint(step.shares[int(coin.outpoint[65:])])]
            for label, sat in taint(step.fee).items():
                ended[label]["fee"] += sat
        rows["stops"] = [{"txid": step.txid, "height": step.height, "terminal": step.end}
            for step in steps if step.end in INFERRED]
        open_books = [label for label, book in books.items() if sum(ended[label].values()) != book["seed_sat"]]
        faults = [f"the books of {label} do not close" for label in open_books]
        gaps = [{"method": primary, "txid": step.txid, "outpoint": coin.outpoint}
            for step in steps if step.end == "gap" for _, coin in step.spent]
        labels = {label: {**book, "terminals": ended[label]} for label, book in books.items()}
        faults += differences(stated, {"labels": labels, **rows}, f"methods.{primary}", self.unknown)
        stated = [gap for gap in self.trace["gaps"] if gap["method"] == primary]
        faults += differences(stated, gaps, "gaps", self.unknown)
        self.receipts = [coin for coin in coins if coin.end == "custody"]
        ends_and_steps = f"{len(rows['coins'])} ends, {len(rows['transactions'])} transactions"
        return passed(faults, f"under {primary}: {ends_and_steps}; each label's books close")

    def second_book(self, rule: str, arrive: Callable[[Coin], Purse]) -> tuple[list[Step], list[Coin], dict[str, int]]:
        """Follow what was received through the state's wallets; return crossings, what is held, and overlap."""
        if self.receipts is None:
            raise Unknown("this needs item 7")
        waiting, overlap = {coin.outpoint: coin.purse for coin in self.receipts}, Counter[str]()

        def share(txid: str, spends: list[Purse], pays: list[int]) -> list[Purse]:
            step = self.steps.get(txid)
            if step is None or rule in ("fifo", "lifo"):
                return RULES[rule](spends, pays)
            aside = [sum(taint(purse).values()) for purse in step.shares]  # the first book's, which stays apart
            for vin, coin in step.spent:
                spends[vin] = joined([("", coin.value - sum(taint(coin.purse).values()))])
            shares = RULES[rule](spends, [sat - aside[slot] for slot, sat in enumerate(pays)])
            return [joined([*purse, ("", aside[slot])]) for slot, purse in enumerate(shares)]

        def enter(coin: Coin) -> str:
            coin.at = self.wallets.get(coin.script, "")
            if coin.outpoint in waiting:
                coin.purse, displaced = overlay(waiting[coin.outpoint], coin.purse)
                for label, sat in displaced:
                    coin.purse, rest = put(coin.purse, label, sat)
                    overlap[label] += rest
            if coin.at and taint(coin.purse):
                coin.purse = arrive(coin)
            return "" if coin.at else "left"

        steps, coins = self.walk(share, waiting, enter, lambda txid: "")
        return steps, [coin for coin in coins if not coin.end], overlap

    def left(self, step: Step) -> list[Purse]:
        """Return what a crossing pays to others than the state: everything, where it cannot be read."""
        if step.end:
            return [joined(run for _, coin in step.spent for run in coin.purse)]
        return [step.shares[vout] for vout, (_, script) in enumerate(step.outputs) if script not in self.wallets]

    def names(self, outputs: Iterable[Output]) -> list[str]:
        """Return the state's wallets among these outputs, in the order of the case."""
        paid = {self.wallets.get(script) for _, script in outputs}
        return [name for name in dict.fromkeys(self.wallets.values()) if name in paid]

    def custody(self, rule: str) -> dict[str, object]:
        """Compute the second book under a rule."""
        steps, held, overlap = self.second_book(rule, lambda coin: coin.purse)
        moves: list[dict[str, object]] = []
        departures: list[dict[str, object]] = []
        for step in steps:
            kept, left = [coin.purse for coin in step.made if coin.at and not step.end], taint(*self.left(step))
            fee, inside = taint(step.fee), sum(o[0] for o in step.outputs if o[1] in self.wallets)
            away = sum(coin.value for _, coin in step.spent) if step.end else sum(o[0] for o in step.outputs) - inside
            source = [*dict.fromkeys(coin.at for _, coin in step.spent)] if step.end else self.names(step.prevouts)
            start: dict[str, object] = {"txid": step.txid, "height": step.height, "from": source}
            if kept or not left:
                moves.append({**start, "to": self.names(step.outputs), "value_sat": inside, "taint_sat": taint(*kept),
                    "taint_fee_sat": fee})
            if left:
                departures.append({**start, "value_sat": away, "taint_sat": left, "taint_fee_sat": {} if kept else fee,
                    "readable": not step.end})
        ends = {"held_sat": [coin.purse for coin in held], "fee_sat": [step.fee for step in steps],
            "departed_sat": [purse for step in steps for purse in self.left(step)]}
        totals = {label: {"received_sat": sat, "overlap_sat": overlap.get(label, 0),
            **{key: taint(*purses).get(label, 0) for key, purses in ends.items()}}
            for label, sat in taint(*(coin.purse for coin in self.receipts or ())).items()}
        holdings: list[dict[str, object]] = []
        for name, stage in self.stages.items():
            mine = [coin for coin in held if coin.at == name]
            holdings.append({"custody": name, "stage": stage, "coins": [coin.outpoint for coin in mine],
                "value_sat": sum(coin.value for coin in mine), "taint_sat": taint(*(coin.purse for coin in mine))})
        if any(2 * book["received_sat"] != sum(book.values()) for book in totals.values()):
            raise Wrong(f"received is not held + departed + fees + overlap: {totals}")
        return {"totals": totals, "moves": moves, "departures": departures, "holdings": holdings}

    def check_custody(self) -> str:
        """Item 8: the second book, under the primary rule and, beside it, under haircut."""
        primary = self.trace["primary"]
        computed = self.custody(primary) | ({} if primary == "haircut" else {"haircut": self.custody("haircut")})
        stated = {key: value for key, value in self.trace["custody"].items() if key != "mixing"}
        faults = list(differences(stated, computed, "custody", self.unknown))
        return passed(faults, "recomputed; received = held + departed + fees + overlap, for each label")

    def check_orders(self) -> str:
        """Item 9: the orders held against receipts, arrivals and departures; days are those of the case's time zone.

        Each satoshi is marked with the wallet it lies in, and whether a forfeiture order has counted it already.
        """
        try:
            zone = zoneinfo.ZoneInfo(self.zone) if self.zone else dt.timezone(dt.timedelta())
        except zoneinfo.ZoneInfoNotFoundError as error:
            raise Unknown(f"this machine has no time zone database: {error}") from None
        ledgers, unordered = self.ledgers, Counter[str]()

        def day(height: int) -> dt.date:
            (time,) = struct.unpack_from("<I", self.headers[height - self.first], 68)
            return dt.datetime.fromtimestamp(time, zone).date()

        def offer(kind: str, wallet: str, label: str, sat: int, place: str, height: int) -> tuple[list[Ledger], int]:
            named = [each for each in ledgers if each.kind == kind and wallet in each.custody and label in each.labels]
            named.sort(key=lambda each: each.date)
            for ledger in named:
                sat = ledger.count(sat, False, place, day(height))
            if named and kind != "forfeiture":  # what all forfeiture orders leave may come to another wallet yet
                sat = named[0].count(sat, True, place, day(height))
            return named, sat

        def arrive(coin: Coin) -> Purse:
            marked: dict[str, deque[tuple[str, int]]] = {}
            for name, sat in taint(coin.purse).items():
                label, state, _ = [*name.split("\0"), "", ""][:3]
                where = (coin.at, label, sat, coin.outpoint, coin.height)
                named, rest = ([], 0) if state == "claimed" else offer("forfeiture", *where)
                if not state:
                    others = [offer(kind, *where)[0] for kind in ("restraint", "seizure")]
                    unordered[label] += 0 if named or any(others) else sat
                full = str(ledgers.index(named[0])) if named and state in ("", "free") else state or "free"
                rest = sat if not named and state != "claimed" else rest
                runs = ("claimed", sat - rest), (full, rest)
                marked[name] = deque(("\0".join((label, mark, coin.at)), part) for mark, part in runs if part)
            parts = [front(marked[name], sat) if name else [(name, sat)] for name, sat in coin.purse]
            return joined(part for each in parts for part in each)

        steps, held, _ = self.second_book(self.trace["primary"], arrive)
        _, _, overlap = self.second_book(self.trace["primary"], lambda coin: coin.purse)
        remarks: dict[str, None] = {}
        for step in steps:
            gone = Counter[tuple[str, str]]()
            for name, sat in [pair for purse in self.left(step) for pair in taint(purse).items()]:
                gone[name.split("\0")[2], name.split("\0")[0]] += sat
            for (wallet, label), sat in gone.items():
                if offer("return", wallet, label, sat, step.txid, step.height)[1]:
                    remarks[f"{step.txid}: {sat} sat of {label} left {wallet} under no return order"] = None
        ends = [*(coin.purse for coin in held), *(p for step in steps for p in (step.fee, *self.left(step)))]
        for name, sat in taint(*ends).items():
            if name.split("\0")[1].isdigit():
                ledgers[int(name.split("\0")[1])].excess += sat
        today = day(self.first + len(self.headers) - 1)
        forfeited = {(wallet, label) for each in ledgers if each.kind == "forfeiture" for wallet in each.custody
            for label in each.labels if each.in_force and each.in_force <= today}
        for coin in [coin for coin in held if self.stages[coin.at] == "reserve"]:
            for label, state in [name.split("\0")[:2] for name, _ in coin.purse if name]:
                if state != "claimed" and (coin.at, label) not in forfeited:
                    remark = f"{coin.outpoint}: held in {coin.at}, a reserve, with no forfeiture order for {label}"
                    remarks[f"{remark} in force on {today}"] = None
        for label in [label for label in overlap if overlap[label]]:
            remarks[f"{overlap[label]} sat of {label} arrive in coins of the state that a seed claims: one coin cannot"
                " hold both"] = None
        computed = {"orders": [each.row() for each in ledgers], "faults": [*remarks], "mixing": self.mixing(steps),
            "unordered_sat": {seed.label: unordered[seed.label] for seed in self.seeds}}
        stated = {key: self.trace["custody" if key == "mixing" else key] for key in computed}
        stated["mixing"] = stated["mixing"]["mixing"]
        faults = list(differences(stated, computed, "trace", self.unknown))
        return passed(faults, f"{len(ledgers)} orders, what none covers, their faults and the mixing are recomputed")

    def mixing(self, marked: list[Step]) -> list[dict[str, object]]:
        """Return every crossing of several coins that mixes labels, orders, or untraced satoshi."""
        under: dict[str, set[str]] = {}
        for place, name in [(place, each.id) for each in self.ledgers for place in each.receipts]:
            under.setdefault(place, set()).add(name)
        carried: dict[str, set[str]] = {}
        for step in marked:
            carried[step.txid] = set().union(*(under.get(coin.outpoint, set()) for _, coin in step.spent))
            for coin in step.made:
                under.setdefault(coin.outpoint, set()).update(carried[step.txid])
        rows: list[dict[str, object]] = []
        for step in self.second_book(self.trace["primary"], lambda coin: coin.purse)[0]:
            held = taint(*(coin.purse for _, coin in step.spent))
            rest = sum(sat for sat, _ in step.prevouts) - sum(held.values())
            orders = [each.id for each in self.ledgers if each.id in carried.get(step.txid, ())]
            if not step.end and len(step.prevouts) > 1 and (len(held) > 1 or len(orders) > 1 or rest):
                rows.append({"txid": step.txid, "labels": [*held], "orders": orders, "untraced_sat": rest})
        return rows

    def check_bounds(self) -> str:
        """Item 10."""
        rows = len(self.trace["bounds"])
        raise Unknown(f"{rows} rows of a form that this version does not read" if rows else "none in this bundle")

    def check_rest(self) -> str:
        """Item 11: list it, and every key of trace.json that no item looked at."""
        looked_at = "bounds case case_sha256 custody faults gaps horizon methods network orders primary unordered_sat"
        self.unknown |= self.trace.keys() - {*looked_at.split(" ")}
        raise Unknown(f"\n{'':<18}".join(["", *filter(None, self.not_shown())]))

    def not_shown(self) -> Iterator[str]:
        """Yield what no check of a bundle can show offline, or this file does not look at."""
        client = "bitcoin-cli" if self.network == "main" else f"bitcoin-cli -chain={self.network}"
        horizon, ends = self.trace["horizon"], self.trace["methods"][self.trace["primary"]].get("coins", [])
        yield f"that a coin is still unspent: {client} gettxout TXID VOUT false, for each of the " + (
            f"{sum(each['terminal'] == 'unspent' for each in ends)} unspent ends and of the coins held")
        yield "that no spend up to the horizon was left out: trace the case again on a node of your own (tracer trace)"
        yield (f"that these blocks are of the best chain: {client} getblockhash {self.first} must give "
            f"{sha256d(self.headers[0])[::-1].hex()}, and getblockhash {horizon['height']} {horizon['hash']}")
        yield f"that an address or a descriptor was paid nothing else: {client} scanblocks start '[\"addr(ADDRESS)\"]'"
        yield f"that a descriptor gives the scripts in scripts.json: {client} deriveaddresses DESCRIPTOR '[0,999]'"
        yield "that seeds, wallets, orders and tags are what the case says of them: it asserts so; see the exhibits"
        yield "that what ends trails as mix or lightning is that, and nothing else: inferences, with error rates"
        yield "the signatures and time stamps in signatures/: openssl, over tagmanifest-sha256.txt"
        yield "the report and the tables beside trace.json: compare their figures with it (or: tracer verify BUNDLE)"
        yield "a signet's block signatures: bitcoin-cli -signet getblockheader" if self.network == "signet" else ""
        others = sorted(set(self.trace["methods"]) - {self.trace["primary"]})
        yield f"the methods shown beside the primary one: {', '.join(others)}" if others else ""
        yield f"these keys of trace.json: {', '.join(sorted(self.unknown))}" if self.unknown else ""

def say(line: str) -> None:
    """Print a line, whatever it holds and whatever the terminal can show."""
    shown = "".join(letter if letter.isprintable() or letter == "\n" else "?" for letter in line)
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(shown.encode(encoding, "backslashreplace").decode(encoding) + "\n")

def main(arguments: Sequence[str]) -> int:
    """Check the bundle that is named, or the one this file lies in; return the exit code."""
    root = arguments[0] if arguments else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    if len(arguments) > 1 or os.path.islink(root) or not os.path.isdir(os.path.join(root, "data")):
        sys.stderr.write(f"{root} is not a bundle. Use: python3 verify.py [BUNDLE]\n")
        return 2
    verifier = Verifier(root)
    checks = (("1", "Files and manifests", verifier.check_files), ("2", "Transactions", verifier.check_transactions),
        ("3", "Merkle proofs", verifier.check_proofs), ("4", "Block headers", verifier.check_headers),
        ("5", "Amounts", verifier.check_amounts), ("6", "Case", verifier.check_case),
        ("6.1", "TagPacks", verifier.check_tags), ("7", "Primary method", verifier.check_primary),
        ("8", "Custody", verifier.check_custody), ("9", "Orders", verifier.check_orders),
        ("10", "Bounds", verifier.check_bounds), ("11", "Not shown offline", verifier.check_rest))
    for number, title, check in checks:
        verifier.item(number, title, check)
    return int(verifier.failed)

if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:  # whoever read the output has seen enough, and cannot be told the outcome
        os._exit(2)
