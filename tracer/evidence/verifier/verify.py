#!/usr/bin/env python3
"""Checks a bundle of custody-tracer without custody-tracer: this one file, a stock Python from 3.9 on, no network.

    python3 verify.py [BUNDLE]        without BUNDLE: the bundle that this file lies in

Prints PASS, FAIL or NOT-CHECKED for each numbered item, with the reason. Exit code 0: nothing failed; 1: something
did; 2: wrong use. It writes nothing. A copy that came inside a bundle came from whoever made the bundle: compare its
SHA-256 with the published one, or bring your own. It shares no code with the tracer: the rules are written down here
a second time. Of the case it reads case.json; that this is what case.toml says, `tracer verify` checks.

Words: an outpoint is `txid:vout`; a place is (height, index in the block); a purse is what a coin holds, runs of
(label, satoshi) in order, where the empty label is untraced.
Sources: RFC 8493 (the container); Bitcoin Core 31 and the BIPs named below (the chain); data/method (the rest).
"""

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
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Purse = list[tuple[str, int]]
Output = tuple[int, bytes]  # satoshi, script
Transaction = tuple[list[str], list[Output], bytes]  # outpoints spent, outputs, a coinbase's script (it spends none)
Arc = tuple[
    str, str
]  # ("coin", outpoint): into a coin; ("seed", outpoint): a claim; ("other", txid): inputs not reached
MAX_FILES, MAX_FILE, MAX_TOTAL = 2_000_000, 512 << 20, 16 << 30
MAX_MONEY, MAX_TRANSACTIONS, PERIOD, SPACING = 21_000_000 * 100_000_000, 4_000_000 // 240, 2016, 600
NETWORKS = {  # bits of the easiest target, height from which coinbases state theirs, address prefixes, genesis
    "main": (0x1D00FFFF, 227_931, 0, 5, "bc", "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"),
    "test": (0x1D00FFFF, 21_111, 111, 196, "tb", "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943"),
    "testnet4": (0x1D00FFFF, 1, 111, 196, "tb", "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043"),
    "signet": (0x1E0377AE, 1, 111, 196, "tb", "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6"),
    "regtest": (0x207FFFFF, 1, 111, 196, "bcrt", "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"),
}
BASE58, BECH32 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz", "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
TAG_FILES = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt")
SIGNATURES = [
    "analyst.cms",
    "analyst.pem",
    "journal.jsonl",
    "node.json",
    "reviewer.cms",
    "reviewer.pem",
    "statement.dsse.json",
]
SIGNATURES += ["ots-headers.bin", "statement.reviewer.dsse.json", "tagmanifest.reviewer.ed25519.sig"]
SIGNATURES += ["tagmanifest.2.tsr", "tagmanifest.3.tsr"]
SIGNATURES += ["tagmanifest.ed25519.sig", "tagmanifest.ots", "tagmanifest.tsr", "tsa-chain.pem"]
TERMINALS = [
    "custody",
    "service",
    "unspent",
    "mix",
    "fan_out",
    "lightning",
    "threshold",
    "hops",
    "horizon",
    "gap",
    "budget",
    "burned",
    "fee",
]
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


def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """Return an object of JSON, which must not hold a key twice."""
    if len(dict(pairs)) < len(pairs):
        raise Wrong("JSON: a key appears twice in one object")
    return dict(pairs)


def refused(number: str) -> object:
    """Refuse what is no integer: every number of a bundle is one."""
    raise Wrong(f"JSON: {number[:20]} is not an integer")


parse_json = functools.partial(json.loads, object_pairs_hook=once, parse_float=refused, parse_constant=refused)


def sha256d(raw: bytes) -> bytes:
    """Return the double SHA-256 that names transactions and blocks."""
    return hashlib.sha256(hashlib.sha256(raw).digest()).digest()


class Stream(io.BytesIO):
    """Bytes of the protocol, read from the front."""

    def take(self, size: int) -> bytes:
        """Read so many bytes."""
        raw = self.read(size)
        if len(raw) < size:
            raise Wrong("is cut")
        return raw

    def number(self, size: int) -> int:
        """Read a number of so many bytes."""
        return int.from_bytes(self.take(size), "little")

    def count(self) -> int:
        """Read a CompactSize, which must be written in the fewest bytes."""
        first = self.number(1)
        value = first if first < 253 else self.number(2 << (first - 253))
        if value > 1 << 25 or (first > 252 and value < (253, 1 << 16, 1 << 32)[first - 253]):
            raise Wrong("holds a length that the protocol refuses")
        return value


def parse_transaction(raw: bytes) -> tuple[str, Transaction]:
    """Read a transaction as a block may hold it, and compute its id. Source: BIPs 141 and 144, CVE-2017-12842."""
    stream, has_witness, items = Stream(raw), raw[4:6] == b"\0\1", 0
    start = stream.seek(6 if has_witness else 4)
    spends, scripts = [], []
    for _ in range(stream.count()):
        spends.append(f"{stream.take(32)[::-1].hex()}:{stream.number(4)}")
        scripts.append(stream.take(stream.count()))
        stream.take(4)
    outputs = [(stream.number(8), stream.take(stream.count())) for _ in range(stream.count())]
    body = raw[start : stream.tell()]
    for _ in spends if has_witness else ():
        for _ in range(stream.count()):
            stream.take(stream.count())
            items += 1
    bare = raw[:4] + body + stream.take(4)
    is_coinbase = spends == [f"{'0' * 64}:{0xFFFFFFFF}"]
    if stream.read(1) or (has_witness and not items) or not spends or not outputs or len({*spends}) < len(spends):
        raise Wrong("is not one transaction, whole and alone")
    if len(bare) == 64 or sum(sat for sat, _ in outputs) > MAX_MONEY:
        raise Wrong("has 64 bytes, so that a proof of it shows nothing, or pays more than there is")
    return sha256d(bare)[::-1].hex(), ([] if is_coinbase else spends, outputs, scripts[0] if is_coinbase else b"")


def climb(raw: bytes) -> tuple[bytes, list[tuple[int, str]]]:
    """Climb a Merkle proof to the root in its own header; return header and what it shows, by index. Source: BIP 37."""
    stream = Stream(raw)
    header, total = stream.take(80), stream.number(4)
    hashes = deque(stream.take(32) for _ in range(stream.count()))
    bits = deque(byte >> place & 1 for byte in stream.take(stream.count()) for place in range(8))
    shown: list[tuple[int, str]] = []

    def node(height: int, at: int) -> bytes:
        """Return the hash of a node of the tree."""
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


def header_faults(headers: Sequence[bytes], first: int, network: str) -> Iterator[str]:
    """Check linkage, work, difficulty and median time. Source: Core 31, pow.cpp; BIP 94."""
    easiest, genesis, span = NETWORKS[network][0], NETWORKS[network][5], PERIOD * SPACING
    times, bits = ([struct.unpack_from("<I", each, at)[0] for each in headers] for at in (68, 72))
    hashes, ordinary = [sha256d(header) for header in headers], bits[0]
    if first % PERIOD or (first == 0 and hashes[0][::-1].hex() != genesis):
        yield f"height {first}: no retarget period of {network} begins here with this header"
    for at, digest in enumerate(hashes):
        place, before, due = f"height {first + at}", sorted(times[max(at - 11, 0) : at]), bits[at - 1]
        starts = (first + at) % PERIOD == 0
        if int.from_bytes(digest, "little") > min(target_of(bits[at]), target_of(easiest)):
            yield f"{place}: its hash is above its target, or the target is none of the network"
        if (at > 10 or first == 0 < at) and times[at] <= before[len(before) // 2]:
            yield f"{place}: its time is not after the median of the headers before"
        if at and starts and network != "regtest":
            taken = min(max(times[at - 1] - times[at - PERIOD], span // 4), span * 4)
            base = target_of(bits[at - PERIOD if network == "testnet4" else at - 1])
            due = bits_of(min(base * taken // span, target_of(easiest)))
            if network == "testnet4" and times[at] < times[at - 1] - 600:
                yield f"{place}: its time lies more than 600 seconds before its parent's"
        elif at and not starts and network in ("test", "testnet4", "regtest"):
            due = easiest if times[at] > times[at - 1] + 2 * SPACING else ordinary
        if at and (headers[at][4:36] != hashes[at - 1] or bits[at] != due):
            yield f"{place}: its parent is not the header before it, or its bits are not {due:08x}"
        if bits[at] != easiest or starts:
            ordinary = bits[at]


def address_of(script: bytes, network: str) -> str | None:
    """Return the address that stands for a script, where there is one. Source: BIPs 13, 173, 350."""
    _, _, p2pkh, p2sh, hrp, _ = NETWORKS[network]
    for prefix, start, end in ((p2pkh, b"\x76\xa9\x14", b"\x88\xac"), (p2sh, b"\xa9\x14", b"\x87")):
        raw = bytes([prefix]) + script[len(start) : len(start) + 20]
        if script == start + raw[1:] + end and len(raw) == 21:
            number, text = int.from_bytes(raw + sha256d(raw)[:4], "big"), ""
            while number:
                number, digit = divmod(number, 58)
                text = BASE58[digit] + text
            return text if prefix else "1" * (25 - len((raw + sha256d(raw)[:4]).lstrip(b"\0"))) + text
    version, size = (script[0] and script[0] - 80, len(script) - 2) if len(script) > 3 else (-1, 0)
    if script[1:2] != bytes([size & 255]) or not (
        size in (20, 32) if version == 0 else 1 <= version <= 16 and size <= 40
    ):
        return None
    groups = -(-size * 8 // 5)
    number = int.from_bytes(script[2:], "big") << groups * 5 - size * 8
    values, check = [version, *(number >> 5 * at & 31 for at in reversed(range(groups)))], 1
    for value in (*(ord(each) >> 5 for each in hrp), 0, *(ord(each) & 31 for each in hrp), *values, 0, 0, 0, 0, 0, 0):
        top, check = check >> 25, (check & 0x1FFFFFF) << 5 ^ value
        for place, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            check ^= generator if top >> place & 1 else 0
    check ^= 0x2BC830A3 if version else 1
    return f"{hrp}1" + "".join(
        BECH32[value] for value in (*values, *(check >> 5 * at & 31 for at in (5, 4, 3, 2, 1, 0)))
    )


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


def total(*purses: Purse) -> int:
    """Return the satoshi under all labels together."""
    return sum(taint(*purses).values())


def put(purse: Purse, label: str, sat: int) -> tuple[Purse, int]:
    """Put satoshi of a label into the untraced ones, from the front; return the purse, and how many found no place."""
    filled: Purse = []
    for held, length in purse:
        taken = 0 if held else min(sat, length)
        filled, sat = [*filled, (label, taken), (held, length - taken)], sat - taken
    return joined(filled), sat


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


def overlay(under: Purse, over: Purse) -> tuple[Purse, Purse]:
    """Lay purses of one coin on one another, satoshi by satoshi; return the purse, and what found its place taken."""
    kept, displaced, above = Purse(), Purse(), deque(over)
    for held, length in under:
        laid = front(above, length)
        kept += [(held, length)] if held else laid
        displaced += [run for run in laid if held and run[0]]
    return joined(kept), joined(displaced)


def largest_remainder(amount: int, weights: Sequence[int], caps: Sequence[int]) -> list[int]:
    """Share out an amount by weight: whole parts, then units to the largest remainders, ties to the lower slot."""
    whole = max(sum(weights), 1)
    shares = [min(amount * weight // whole, caps[slot]) for slot, weight in enumerate(weights)]
    order = sorted(range(len(weights)), key=lambda slot: (-(amount * weights[slot] % whole), slot))
    while sum(shares) < amount:
        for slot in [slot for slot in order if shares[slot] < caps[slot]][: amount - sum(shares)]:
            shares[slot] += 1
    return shares


TURNS: dict[str, Callable[[int, int, int, bool], tuple[int, ...]]] = {  # by slot, its satoshi, the fee's slot, if kept
    "fifo": lambda slot, sat, fee, kept: (slot,),  # everything spent, end to end; the fee takes the tail
    "lifo": lambda slot, sat, fee, kept: (-slot,),  # the same, taken from the other side: the fee takes the head
    "seniority": lambda slot, sat, fee, kept: (slot,),  # from here on the traced satoshi alone, in turn
    "juniority": lambda slot, sat, fee, kept: (slot == fee, -slot),
    "tiho": lambda slot, sat, fee, kept: (slot == fee, -sat, slot),
    "proceeds_first": lambda slot, sat, fee, kept: (slot == fee, kept, slot),
    "libr": lambda slot, sat, fee, kept: (slot != fee, kept, slot),  # the untraced satoshi in turn; the rest is traced
    "haircut": lambda slot, sat, fee, kept: (slot,),  # pro rata, no turns
}


def share(rule: str, spends: Sequence[Purse], pays: Sequence[int], kept: Sequence[int]) -> list[Purse]:
    """Return what each payment, the fee last, receives under a rule; `kept` are the outputs declared to be change."""
    turn, fee = TURNS[rule], len(pays) - 1
    order = sorted(range(len(pays)), key=lambda slot: turn(slot, pays[slot], fee, slot in kept))
    runs = [run for purse in spends for run in purse if run[0] or rule in ("fifo", "lifo")]
    if rule not in ("haircut", "libr"):
        pool, taken = deque(runs), {}
        for slot in order:
            taken[slot] = front(pool, pays[slot])
        return [joined([*taken[slot], ("", sat - sum(run[1] for run in taken[slot]))]) for slot, sat in enumerate(pays)]
    totals, untraced = largest_remainder(total(runs), pays, pays), sum(pays) - total(runs)
    for slot in order if rule == "libr" else ():
        totals[slot] = pays[slot] - min(untraced, pays[slot])
        untraced -= pays[slot] - totals[slot]
    left, shares = totals[:], [Purse() for _ in pays]
    for label, amount in taint(runs).items():
        for slot, sat in enumerate(largest_remainder(amount, totals, left)):
            shares[slot].append((label, sat))
            left[slot] -= sat
    return [joined([*shares[slot], ("", sat - totals[slot])]) for slot, sat in enumerate(pays)]


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

    def row(self, **more: object) -> dict[str, object]:
        """Return the coin as trace.json writes it."""
        return {"outpoint": self.outpoint, "value_sat": self.value, "taint_sat": taint(self.purse), **more}


class Step(NamedTuple):
    """A transaction that spends such coins (by input), what each output and the fee receive, and the coins it makes."""

    txid: str
    spent: list[tuple[int, Coin]]
    shares: list[Purse]
    end: str
    made: list[Coin]


@dataclass
class Ledger:
    """An order of the case, and what has counted under it so far."""

    order: dict[str, str]
    amount: int | None
    counted: int = 0
    excess: int = 0
    places: dict[str, None] = field(default_factory=dict)
    faults: dict[str, None] = field(default_factory=dict)

    def count(self, sat: int, beyond: bool, place: str, day: str) -> int:
        """Count satoshi as far as there is room, or beyond; note what the day is at fault with; return the rest."""
        room = sat if self.amount is None or beyond else min(sat, self.amount - self.counted)
        self.counted, self.excess = self.counted + (not beyond) * room, self.excess + beyond * room
        verb, force = "returned" if self.order["kind"] == "return" else "received", self.order["in_force"]
        if room:
            self.places[place] = None
            if day < self.order["date"]:
                self.faults[f"{place}: {verb} on {day}, before the order of {self.order['date']}"] = None
            if self.order["kind"] == "forfeiture" and not force:
                self.faults[f"{verb} under an order that states no day from which it is in force"] = None
            elif self.order["kind"] == "forfeiture" and day < force:
                self.faults[f"{place}: {verb} on {day}, before the order is in force, {force}"] = None
        return sat - room

    def row(self) -> dict[str, object]:
        """Return the order as trace.json writes it."""
        verb, received = "returned" if self.order["kind"] == "return" else "received", self.counted + self.excess
        faults = [*self.faults, f"nothing of the {self.amount} sat ordered was {verb}"][
            : None if self.amount and not received else -1
        ]
        faults += [f"{verb} {self.excess} sat more than the {self.amount} sat ordered"] if self.excess else []
        row = {key: self.order[key] for key in ("id", "kind", "labels", "custody")}
        amounts = {"ordered_sat": self.amount, "received_sat": received, "excess_sat": self.excess}
        short = 0 if self.amount is None else self.amount - self.counted
        return {**row, **amounts, "shortfall_sat": short, "receipts": [*self.places], "faults": faults}


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
        one, other = (f"{len(each)} rows" if isinstance(each, list) else str(each)[:80] for each in (stated, computed))
        yield f"{place}: trace.json says {one}, computed {other}"


def read_folder(root: str) -> tuple[dict[str, bytes], list[str]]:
    """Return the files of a bundle, and what is no plain file of bearable name and size; follow no link."""
    files, faults, size = dict[str, bytes](), list[str](), 0
    for folder, folders, names in os.walk(root):
        faults += [] if folders or names else [f"{os.path.relpath(folder, root)}: is an empty folder"]
        for path in (os.path.join(folder, name) for name in (*folders, *names)):
            status, name = os.lstat(path), os.path.relpath(path, root).replace(os.sep, "/")
            size += status.st_size
            if len(files) + len(faults) > MAX_FILES or size > MAX_TOTAL:
                return {}, [f"more than {MAX_FILES} files or {MAX_TOTAL} bytes: no bundle is so large"]
            if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
                faults.append(f"{name}: is a symbolic link or a special file")
            elif not name.isprintable() or "\\" in name or status.st_size > MAX_FILE:
                faults.append(f"{name}: no bundle holds a file of this name or size")
            elif stat.S_ISREG(status.st_mode):
                with open(path, "rb") as file:
                    files[name] = file.read(MAX_FILE)
    return files, faults


class Verifier:
    """One bundle being checked, item by item; each item returns the reason of a PASS, or raises."""

    def __init__(self, files: Mapping[str, bytes], faults: Sequence[str] = ()) -> None:
        self.files, self.faults, self.unknown = files, faults, set[str]()
        self.trace, self.case = parse_json("{}"), parse_json("{}")
        self.transactions: dict[str, Transaction] = {}
        self.places: dict[str, tuple[int, int]] = {}
        self.outputs: dict[str, Output] = {}
        self.claims: dict[str, list[tuple[str, int]]] = {}
        self.receipts: list[Coin] | None = None
        self.steps: dict[str, Step] = {}

    def items(self) -> Iterator[tuple[str, str, str, list[str]]]:
        """Carry out one item after the other; yield verdict, number, title and reasons of each."""
        for number, (title, check) in enumerate(self.CHECKS.items(), 1):
            try:
                verdict, reasons = "PASS", [check(self)]
            except (Unknown, Wrong) as error:
                verdict, reasons = (
                    "FAIL" if isinstance(error, Wrong) else "NOT-CHECKED",
                    [str(each) for each in error.args],
                )
            except (
                ArithmeticError,
                AttributeError,
                LookupError,
                OSError,
                RecursionError,
                TypeError,
                ValueError,
            ) as error:
                verdict = "FAIL"
                reasons = [f"a file has another form than it should: {type(error).__name__} {error}"[:300]]
            reasons[10:] = (
                [f"and {len(reasons) - 10} more"] if len(reasons) > 10 and verdict == "FAIL" else reasons[10:]
            )
            yield verdict, str(number), title, reasons

    def check_files(self) -> str:
        """Check that every file is the one in the manifests, and none is a stranger."""
        known = {*TAG_FILES, "tagmanifest-sha256.txt", *(f"signatures/{name}" for name in SIGNATURES)}
        known |= {f"data/{name}" for name in ("bundle.json", "trace/trace.json", "case/case.toml", "case/case.json")}
        known |= {
            f"data/{name}" for name in parse_json(self.files.get("data/bundle.json", b'{"derived":[]}'))["derived"]
        }
        strange = [name for name in self.files if name not in known and not re.match("data/(case|chain)/", name)]
        faults = [*self.faults, *(f"{name}: does not belong to the bundle" for name in strange)]
        for manifest in ("manifest-sha256.txt", "manifest-sha512.txt", "tagmanifest-sha256.txt"):
            of = [
                name for name in self.files if (name in TAG_FILES if manifest[0] == "t" else name.startswith("data/"))
            ]
            pairs = ((hashlib.new(manifest[-10:-4], self.files[name]).hexdigest(), name) for name in of)
            actual = Counter(f"{digest}  {name.replace('%', '%25')}" for digest, name in pairs)
            stated = Counter(self.files.get(manifest, b"").decode("utf-8", "replace").splitlines())
            paths = sorted({line.partition("  ")[2][:200] for line in (stated - actual) + (actual - stated)})
            faults += [f"{path}: this file and {manifest} differ, or one of them lacks it" for path in paths]
        return passed(faults, f"{len(self.files)} files agree with the manifests; none missing, none added")

    def check_transactions(self) -> str:
        """Check that the raw transactions hash to their names."""
        faults: list[str] = []
        for name in [name for name in self.files if name.startswith("data/chain/tx/")]:
            try:
                txid, transaction = parse_transaction(self.files[name])
                if name != f"data/chain/tx/{txid}.bin":
                    raise Wrong(f"holds transaction {txid}")
                self.transactions[txid] = transaction
            except Wrong as wrong:
                faults.append(f"{name}: {wrong}")
        return passed(faults, f"{len(self.transactions)} raw transactions hash to their names")

    def check_proofs(self) -> str:
        """Check that each transaction lies where it is said to, and its block's coinbase in the same tree."""
        about, raw = parse_json(self.files["data/chain/network.json"]), self.files["data/chain/headers.bin"]
        self.network, self.first, heights = (
            about["network"],
            about["first_height"],
            parse_json(self.files["data/chain/heights.json"]),
        )
        self.headers = [raw[at : at + 80] for at in range(0, len(raw), 80)]
        by_height = dict(enumerate(self.headers, self.first))
        proofs = {f"data/chain/proof/{txid}.merkle": txid for txid in heights["transactions"]}
        strangers = {name for name in self.files if name.startswith("data/chain/proof/")} - {*proofs}
        strangers |= {*self.transactions} - {*proofs.values(), *heights["coinbases"].values()}
        faults = [f"{name}: has no place in heights.json" for name in sorted(strangers)]
        last, genesis = self.first + len(self.headers) - 1, NETWORKS[self.network][5]
        if about != {**about, "schema": 1, "genesis_hash": genesis, "last_height": last} or len(about) != 5:
            faults.append("network.json: is not what headers.bin shows")
        if {str(height) for height, _ in heights["transactions"].values()} != heights["coinbases"].keys():
            faults.append("heights.json: names a coinbase without a proof, or lacks one")
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
        """Check that the headers are a chain with its work, up to the horizon."""
        self.trace = parse_json(self.files["data/trace/trace.json"])
        last = {"height": self.first + len(self.headers) - 1, "hash": sha256d(self.headers[-1])[::-1].hex()}
        faults = list(header_faults(self.headers, self.first, self.network))
        if (self.trace["horizon"], self.trace["network"]) != (last, self.network):
            faults.append(f"they end at {last} on {self.network}, which is not the horizon of trace.json")
        return passed(faults, f"heights {self.first} to {last['height']} are a chain with its work, up to the horizon")

    def check_amounts(self) -> str:
        """Check that what is crossed has its prevouts here; nothing pays more than it spends, or spends again."""
        rows = [*self.trace["custody"]["moves"], *self.trace["custody"]["departures"]]
        for method in self.trace["methods"].values():
            rows += method["transactions"] if isinstance(method["transactions"], list) else []
        crossed, gaps, spenders = (
            {row["txid"] for row in rows},
            {gap["txid"] for gap in self.trace["gaps"]},
            dict[str, str](),
        )
        faults = [f"{txid}: is crossed, and not proven here" for txid in sorted(crossed - {*self.places})]
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
        """Check that the case is the one of the result, and find what its seeds claim."""
        content, case = self.files["data/case/case.toml"], parse_json(self.files["data/case/case.json"])
        tags = [
            hashlib.sha256(self.files[name]).hexdigest() for name in sorted(self.files) if "data/case/tags/" in name
        ]
        used, method = self.trace["parameters"]["stop"], self.trace["parameters"]["method"]
        used = {**used, "tags": [pack["sha256"] for pack in used["tags"]]}
        horizon = {key: value or self.trace["horizon"][key] for key, value in case["horizon"].items()}
        pairs = [(self.trace[key], case[key]) for key in ("case", "network", "primary")]
        pairs += [(self.trace["horizon"], horizon), (used, case["stop"]), (used["tags"], tags)]
        pairs += [(method["retained"], case["retained"])]
        faults = [
            f"case/ says {str(other)[:80]}, trace.json says {str(one)[:80]}" for one, other in pairs if one != other
        ]
        if b"withheld:" not in content and hashlib.sha256(content).hexdigest() != self.trace["case_sha256"]:
            faults.append("case.toml: its SHA-256 is not the one in trace.json")
        self.case, self.retained = case, {*case["retained"]}
        self.wallets = {bytes.fromhex(script): each["name"] for each in case["custody"] for script in each["scripts"]}
        self.services = {bytes.fromhex(script): name for script, name in case["services"].items()}
        for seed in case["seeds"]:
            first, last, scripts = seed["from_height"] or 0, seed["to_height"], {*seed["scripts"]}
            last, left = self.trace["horizon"]["height"] if last is None else last, seed["amount_sat"]
            coins = (
                [seed["outpoint"]]
                if seed["outpoint"]
                else [
                    o
                    for o, (_, script) in self.outputs.items()
                    if o[:64] == seed["txid"] or (script.hex() in scripts and first <= self.places[o[:64]][0] <= last)
                ]
            )
            for outpoint in coins:
                sat = self.outputs[outpoint][0] if left is None else min(left, self.outputs[outpoint][0])
                left = None if left is None else left - sat
                if sat or left is None:
                    self.claims.setdefault(outpoint, []).append((seed["label"], sat))
            faults += [f"seed {seed['seed']} is not here, or smaller than the case says"] if left or not coins else []
        return passed(
            faults, "the case, its stops, TagPacks and horizon are those of the result, and its seeds are here"
        )

    def walk(
        self,
        rule: Callable[[str, list[Purse], list[int]], list[Purse]],
        begins: Iterable[str],
        enter: Callable[[Coin], str],
        ends: Callable[[str], str],
        budget: int,
    ) -> tuple[list[Step], list[Coin]]:
        """Fold a rule over the chain. `enter` fills a coin and says how it ends; `ends`, how at a spend."""
        coins, steps, crossed, entered = dict[str, Coin](), list[Step](), 0, {outpoint[:64] for outpoint in begins}
        for txid, (height, _) in self.places.items():
            inputs, outputs, _ = self.transactions[txid]
            spent = [(vin, coins[o]) for vin, o in enumerate(inputs) if o in coins and not coins[o].end]
            if not spent and txid not in entered:
                continue
            prevouts, pays = [self.outputs[o][0] for o in inputs if o in self.outputs], [sat for sat, _ in outputs]
            end = "budget" if 0 < budget <= crossed else "gap" if len(prevouts) < len(inputs) else ends(txid)
            shares, purses = [joined([("", sat)]) for sat in (*pays, 0)], [joined([("", sat)]) for sat in prevouts]
            for vin, coin in spent:
                coin.end = end or "crossed"
                purses[vin : vin + 1] = [coin.purse]
            if spent and not end:
                shares, crossed = rule(txid, purses, [*pays, sum(prevouts) - sum(pays)]), crossed + 1
            step = Step(txid, spent, shares, end, [])
            hop = 1 + min([coin.hop for _, coin in spent], default=0)
            for vout, (sat, script) in enumerate(outputs):
                coin = Coin(f"{txid}:{vout}", sat, script, height, shares[vout], hop)
                coin.end = enter(coin)
                if taint(coin.purse):
                    coins[coin.outpoint] = coin
                    step.made.append(coin)
            steps += [step] if spent else []
        return steps, [*coins.values()]

    def budget(self, run: str, most: int) -> int:
        """Return how many transactions a run of the trace was to cross at most; 0: no limit."""
        budget = self.trace["parameters"]["budget"]
        limits = most, budget["max_transactions"], budget["stopped_by_the_clock"].get(run, 0)
        return min((limit for limit in limits if limit), default=0)

    def kept(self, txid: str) -> list[int]:
        """Return the outputs of a transaction that the case declares to be change."""
        return [int(outpoint[65:]) for outpoint in self.retained if outpoint[:64] == txid]

    def end_of(self, coin: Coin) -> str:
        """Return where a trail ends because of the coin itself: nowhere further, with the state, or at a service."""
        if coin.script[:1] == b"\x6a" or len(coin.script) > 10_000 or coin.height == 0:
            return "burned"
        coin.at = self.wallets.get(coin.script) or self.services.get(coin.script, "")
        return "custody" if coin.script in self.wallets else "service" if coin.at else ""

    def end_at(self, stops: Sequence[dict[str, str]], txid: str) -> str:
        """Return where trails end that are spent into this; what detectors find, mixes and Lightning, is taken over."""
        asked, inferred = self.case["stop"], {stop["txid"]: stop["terminal"] for stop in stops}
        found = {each: inferred.get(txid) == each and asked[INFERRED[each]] for each in ("mix", "lightning")}
        found["fan_out"] = 0 < asked["fan_out"] < len(self.transactions[txid][1])
        found["horizon"] = 0 < asked["to_height"] < self.places[txid][0]
        return next((end for end in ("mix", "fan_out", "lightning", "horizon") if found[end]), "")

    def check_primary(self) -> str:
        """Compute the first book, from the seeds to every trail's end."""
        primary, stop = self.trace["primary"], self.case["stop"]
        if primary not in TURNS:
            raise Unknown(f"this knows only the rules {', '.join(TURNS)}")
        stated = self.trace["methods"][primary]
        books = {label: Counter[str]() for pairs in self.claims.values() for label, _ in pairs}
        ended = {label: dict.fromkeys(TERMINALS, 0) for label in books}
        rows: dict[str, list[dict[str, object]]]
        rows = {key: [] for key in ("seeds", "coins", "transactions", "stops", "collisions", "spent", "made")}

        def enter(coin: Coin) -> str:
            """Put the seeds' claims into a coin; return where its trail ends."""
            for label, sat in self.claims.get(coin.outpoint, ()):
                held, coin.hop = taint(coin.purse), 0
                coin.purse, rest = put(coin.purse, label, sat)
                more = {"asserted_sat": sat, "overlap_sat": rest, "seed_sat": sat - rest}
                rows["seeds"].append({"outpoint": coin.outpoint, "label": label, **more})
                books[label].update(more)
                for holder, amount in held.items():
                    taken = min(rest, amount)
                    row = {"outpoint": coin.outpoint, "holder": holder, "claimant": label, "sat": taken}
                    rows["collisions"] += [row] if taken else []
                    rest -= taken
            small = total(coin.purse) < stop["min_sat"] and coin.outpoint not in self.claims
            far = 0 < stop["max_hops"] <= coin.hop
            return self.end_of(coin) or ("threshold" if small else "hops" if far else "")

        steps, coins = self.walk(
            lambda txid, spends, pays: share(primary, spends, pays, self.kept(txid)),
            self.claims,
            enter,
            functools.partial(self.end_at, stated["stops"]),
            self.budget(primary, 0),
        )
        self.steps = {step.txid: step for step in steps if not step.end}
        for coin in [coin for coin in coins if coin.end != "crossed"]:
            coin.end = coin.end or "unspent"
            more = {"segments": [[*run] for run in coin.purse], **({coin.end: coin.at} if coin.at else {})}
            address = address_of(coin.script, self.network)
            rows["coins"].append(coin.row(terminal=coin.end, height=coin.height, address=address, **more))
            for label, sat in taint(coin.purse).items():
                ended[label][coin.end] += sat
        for step in self.steps.values():
            (height, index), (inputs, outputs, _) = self.places[step.txid], self.transactions[step.txid]
            fee_sat = sum(self.outputs[o][0] for o in inputs) - sum(sat for sat, _ in outputs)
            taint_in = taint(*(coin.purse for _, coin in step.spent))
            rows["transactions"].append(
                {
                    "txid": step.txid,
                    "height": height,
                    "index": index,
                    "fee_sat": fee_sat,
                    "taint_in_sat": taint_in,
                    "taint_fee_sat": taint(step.shares[-1]),
                }
            )
            rows["spent"] += [coin.row(txid=step.txid, vin=vin) for vin, coin in step.spent]
            for coin in [coin for coin in step.made if taint(step.shares[int(coin.outpoint[65:])])]:
                end = None if coin.end == "crossed" else coin.end
                rows["made"].append(coin.row(segments=[[*run] for run in coin.purse], terminal=end))
            for label, sat in taint(step.shares[-1]).items():
                ended[label]["fee"] += sat
        inferred = [step for step in steps if step.end in ("mix", "fan_out", "lightning")]
        rows["stops"] = [
            {"txid": step.txid, "height": self.places[step.txid][0], "terminal": step.end} for step in inferred
        ]
        faults = [
            f"the books of {name} do not close"
            for name in books
            if sum(ended[name].values()) != books[name]["seed_sat"]
        ]
        labels = {label: {**book, "terminals": ended[label]} for label, book in books.items()}
        gaps = [
            {"method": primary, "txid": step.txid, "outpoint": coin.outpoint}
            for step in steps
            if step.end == "gap"
            for _, coin in step.spent
        ]
        faults += differences(stated, {"labels": labels, **rows}, f"methods.{primary}", self.unknown)
        faults += differences(
            [gap for gap in self.trace["gaps"] if gap["method"] == primary], gaps, "gaps", self.unknown
        )
        self.receipts = [coin for coin in coins if coin.end == "custody"]
        return passed(
            faults,
            f"under {primary}: {len(rows['coins'])} ends, {len(self.steps)} transactions; each label's books close",
        )

    def second_book(self, rule: str, arrive: Callable[[Coin], Purse]) -> tuple[list[Step], list[Coin], dict[str, int]]:
        """Follow what was received through the state's wallets; return crossings, what is held, and overlap."""
        if self.receipts is None:
            raise Unknown("this needs the item before")
        overlap = Counter[str]()
        waiting = {coin.outpoint: coin.purse for coin in self.receipts}

        def beside(txid: str, spends: list[Purse], pays: list[int]) -> list[Purse]:
            """Share beside what the first book attributes in the same transaction, which stays apart."""
            step = self.steps.get(txid)
            if step is None or rule in ("fifo", "lifo"):
                return share(rule, spends, pays, self.kept(txid))
            aside = [total(purse) for purse in step.shares]
            for vin, coin in step.spent:
                spends[vin] = joined([("", coin.value - total(coin.purse))])
            shares = share(rule, spends, [sat - aside[slot] for slot, sat in enumerate(pays)], self.kept(txid))
            return [joined([*purse, ("", aside[slot])]) for slot, purse in enumerate(shares)]

        def enter(coin: Coin) -> str:
            """Lay a receipt beside what arrives in the same coin."""
            coin.at = self.wallets.get(coin.script, "")
            if coin.outpoint in waiting:
                coin.purse, displaced = overlay(waiting[coin.outpoint], coin.purse)
                for label, sat in displaced:
                    coin.purse, rest = put(coin.purse, label, sat)
                    overlap[label] += rest
            if coin.at and taint(coin.purse):
                coin.purse = arrive(coin)
            return "" if coin.at else "left"

        steps, coins = self.walk(beside, waiting, enter, lambda txid: "", 0)
        return steps, [coin for coin in coins if not coin.end], overlap

    def left(self, step: Step) -> list[Purse]:
        """Return what a crossing pays to others than the state: everything, where it cannot be read."""
        if step.end:
            return [joined(run for _, coin in step.spent for run in coin.purse)]
        outputs = self.transactions[step.txid][1]
        return [step.shares[vout] for vout, (_, script) in enumerate(outputs) if script not in self.wallets]

    def check_custody(self) -> str:
        """Compute the second book under the primary rule and, beside it, under haircut."""
        primary = self.trace["primary"]
        computed = self.custody(primary) | ({} if primary == "haircut" else {"haircut": self.custody("haircut")})
        stated = {key: value for key, value in self.trace["custody"].items() if key != "mixing"}
        faults = list(differences(stated, computed, "custody", self.unknown))
        return passed(faults, "recomputed; received = held + departed + fees + overlap, for each label")

    def custody(self, rule: str) -> dict[str, object]:
        """Return the second book under a rule as trace.json writes it."""
        steps, held, overlap = self.second_book(rule, lambda coin: coin.purse)
        moves, departures = [], []
        names = [*dict.fromkeys(self.wallets.values())]
        for step in steps:
            inputs, outputs, _ = self.transactions[step.txid]
            prevouts = [self.outputs[o] for o in inputs if o in self.outputs]
            source, target = (
                [name for name in names if name in {self.wallets.get(script) for _, script in each}]
                for each in (prevouts, outputs)
            )
            kept, left, fee = (
                [coin.purse for coin in step.made if coin.at],
                taint(*self.left(step)),
                taint(step.shares[-1]),
            )
            inside, away = (
                sum(sat for sat, script in outputs if (script in self.wallets) is own) for own in (True, False)
            )
            if step.end:
                source, kept, away = (
                    [*dict.fromkeys(coin.at for _, coin in step.spent)],
                    [],
                    sum(c.value for _, c in step.spent),
                )
            start = {"txid": step.txid, "height": self.places[step.txid][0], "from": source}
            if kept or not left:
                moves.append(
                    {**start, "to": target, "value_sat": inside, "taint_sat": taint(*kept), "taint_fee_sat": fee}
                )
            if left:
                departures.append(
                    {
                        **start,
                        "value_sat": away,
                        "taint_sat": left,
                        "taint_fee_sat": {} if kept else fee,
                        "readable": not step.end,
                    }
                )
        ends = {
            "held_sat": [coin.purse for coin in held],
            "fee_sat": [step.shares[-1] for step in steps],
            "departed_sat": [purse for step in steps for purse in self.left(step)],
        }
        totals = {
            label: {
                "received_sat": sat,
                "overlap_sat": overlap.get(label, 0),
                **{key: taint(*purses).get(label, 0) for key, purses in ends.items()},
            }
            for label, sat in taint(*(coin.purse for coin in self.receipts or ())).items()
        }
        holdings = []
        for wallet in self.case["custody"]:
            mine = [coin for coin in held if coin.at == wallet["name"]]
            holdings.append(
                {
                    "custody": wallet["name"],
                    "stage": wallet["stage"],
                    "coins": [coin.outpoint for coin in mine],
                    "value_sat": sum(coin.value for coin in mine),
                    "taint_sat": taint(*(coin.purse for coin in mine)),
                }
            )
        if any(2 * book["received_sat"] != sum(book.values()) for book in totals.values()):
            raise Wrong(f"received is not held + departed + fees + overlap: {totals}")
        return {"totals": totals, "moves": moves, "departures": departures, "holdings": holdings}

    def day(self, height: int) -> str:
        """Return the day of a block, as its miner declares it, in the case's time zone."""
        try:
            zone = zoneinfo.ZoneInfo(self.case["timezone"] or "UTC")
        except zoneinfo.ZoneInfoNotFoundError as error:
            raise Unknown(f"this machine has no time zone database: {error}") from None
        (time,) = struct.unpack_from("<I", self.headers[height - self.first], 68)
        return dt.datetime.fromtimestamp(time, zone).date().isoformat()

    def offer(self, kind: str, wallet: str, label: str, sat: int, place: str, height: int) -> tuple[list[Ledger], int]:
        """Offer satoshi to the orders of a kind, the earliest first; return those that name them, and the rest."""
        named = [each for each in self.ledgers if each.order["kind"] == kind and wallet in each.order["custody"]]
        named = sorted((each for each in named if label in each.order["labels"]), key=lambda each: each.order["date"])
        for ledger in named:
            sat = ledger.count(sat, False, place, self.day(height))
        if named and kind != "forfeiture":  # what all forfeiture orders leave may come to another wallet yet
            sat = named[0].count(sat, True, place, self.day(height))
        return named, sat

    def arrive(self, coin: Coin) -> Purse:
        """Count what arrives in a wallet; mark it with that wallet, and with what forfeiture orders made of it."""
        marked: dict[str, deque[tuple[str, int]]] = {}
        for name, sat in taint(coin.purse).items():
            label, state, _ = [*name.split("\0"), "", ""][:3]
            where = (coin.at, label, sat, coin.outpoint, coin.height)
            named, rest = ([], 0) if state == "claimed" else self.offer("forfeiture", *where)
            if not state:
                others = [self.offer(kind, *where)[0] for kind in ("restraint", "seizure")]
                self.unordered[label] += 0 if named or any(others) else sat
            full = str(self.ledgers.index(named[0])) if named and state in ("", "free") else state or "free"
            rest = sat if not named and state != "claimed" else rest
            runs = ("claimed", sat - rest), (full, rest)
            marked[name] = deque(("\0".join((label, mark, coin.at)), part) for mark, part in runs if part)
        return joined(run for name, sat in coin.purse for run in (front(marked[name], sat) if name else [(name, sat)]))

    def check_orders(self) -> str:
        """Hold the orders against receipts, arrivals and departures."""
        self.ledgers, self.unordered = (
            [Ledger(order, order["amount_sat"]) for order in self.case["orders"]],
            Counter[str](),
        )
        steps, held, _ = self.second_book(self.trace["primary"], self.arrive)
        faults = [*self.departed(steps), *self.unforfeited(held), *self.overlaps()]
        ends = [
            *(coin.purse for coin in held),
            *(purse for step in steps for purse in (step.shares[-1], *self.left(step))),
        ]
        for name, sat in taint(*ends).items():
            if name.split("\0")[1].isdigit():
                self.ledgers[int(name.split("\0")[1])].excess += sat
        unordered = {seed["label"]: self.unordered[seed["label"]] for seed in self.case["seeds"]}
        computed = {
            "orders": [each.row() for each in self.ledgers],
            "faults": faults,
            "unordered_sat": unordered,
            "mixing": [*self.mixing(steps)],
        }
        stated = {**{key: self.trace.get(key) for key in computed}, "mixing": self.trace["custody"]["mixing"]}
        found = list(differences(stated, computed, "trace", self.unknown))
        return passed(
            found, f"{len(self.ledgers)} orders, what none covers, their faults and the mixing are recomputed"
        )

    def departed(self, steps: Sequence[Step]) -> Iterator[str]:
        """Count what left under return orders; yield what left under none."""
        for step in steps:
            gone = Counter[tuple[str, str]]()
            for name, sat in [pair for purse in self.left(step) for pair in taint(purse).items()]:
                gone[name.split("\0")[2], name.split("\0")[0]] += sat
            for (wallet, label), sat in gone.items():
                if self.offer("return", wallet, label, sat, step.txid, self.places[step.txid][0])[1]:
                    yield f"{step.txid}: {sat} sat of {label} left {wallet} under no return order"

    def unforfeited(self, held: Sequence[Coin]) -> Iterable[str]:
        """Return what lies in a reserve and no forfeiture order in force covers."""
        today, reserves = (
            self.day(self.trace["horizon"]["height"]),
            {each["name"] for each in self.case["custody"] if each["stage"] == "reserve"},
        )
        orders = [
            each for each in self.case["orders"] if each["kind"] == "forfeiture" and (each["in_force"] or "9") <= today
        ]
        covered = {(wallet, label) for each in orders for wallet in each["custody"] for label in each["labels"]}
        return dict.fromkeys(
            f"{coin.outpoint}: held in {coin.at}, a reserve, with no forfeiture order for {label} in force on {today}"
            for coin in held
            for label, state, *_ in (name.split("\0") for name, _ in coin.purse if name)
            if coin.at in reserves and state != "claimed" and (coin.at, label) not in covered
        )

    def overlaps(self) -> Iterator[str]:
        """Yield what arrives in coins of the state that a seed claims."""
        for label, sat in self.second_book(self.trace["primary"], lambda coin: coin.purse)[2].items():
            if sat:
                yield f"{sat} sat of {label} arrive in coins of the state that a seed claims: one coin cannot hold both"

    def mixing(self, marked: Sequence[Step]) -> Iterator[dict[str, object]]:
        """Yield every crossing of several coins that mixes labels, orders, or untraced satoshi."""
        under, carried = dict[str, set[str]](), dict[str, set[str]]()
        for place, name in [(place, each.order["id"]) for each in self.ledgers for place in each.places]:
            under.setdefault(place, set()).add(name)
        for step in marked:
            carried[step.txid] = set().union(*(under.get(coin.outpoint, set()) for _, coin in step.spent))
            for coin in step.made:
                under.setdefault(coin.outpoint, set()).update(carried[step.txid])
        for step in self.second_book(self.trace["primary"], lambda coin: coin.purse)[0]:
            prevouts = [self.outputs[o][0] for o in self.transactions[step.txid][0] if o in self.outputs]
            held = taint(*(coin.purse for _, coin in step.spent))
            orders = [each.order["id"] for each in self.ledgers if each.order["id"] in carried.get(step.txid, ())]
            rest = sum(prevouts) - sum(held.values())
            if not step.end and len(prevouts) > 1 and (len(held) > 1 or len(orders) > 1 or rest):
                yield {"txid": step.txid, "labels": [*held], "orders": orders, "untraced_sat": rest}

    def check_bounds(self) -> str:
        """Check that each bound is what its flow and its cut prove, and that no receipt, wallet or order lacks one."""
        if self.receipts is None:
            raise Unknown("this needs item 7")
        reach, faults, rows = Reach(self), list[str](), set[tuple[str, str, str | None]]()
        for number, row in enumerate(self.trace["bounds"]):
            kind = next(kind for kind in ("custody", "order", "outpoint") if kind in row)
            rows.add((kind, row[kind], row["label"]))
            faults += [f"{row[kind]}, {row['label'] or 'all labels'}: {fault}" for fault in reach.faults(number, kind)]
        faults += [
            f"no bound of {kind} {name}, {label or 'all labels'}"
            for kind, name, label in sorted({*reach.wanted()} - rows, key=str)
        ]
        loose = sum(proof["flow"] is None or not proof["exact"] for proof in self.trace["bound_proofs"])
        more = (
            f"; {loose} proofs have a cut and no flow: the bound holds, that it is tight is not shown" if loose else ""
        )
        return passed(faults, f"{len(rows)} are proven by their cuts, and attained by their flows{more}")

    def check_rest(self) -> str:
        """List what no check of a bundle can show offline, or this file does not look at."""
        looked_at = "bounds bound_proofs case case_sha256 custody faults gaps horizon methods network orders primary"
        self.unknown |= self.trace.keys() - {*looked_at.split(" "), "unordered_sat"}
        self.unknown |= {f"methods.{name}" for name in self.trace["methods"]} - {f"methods.{self.trace['primary']}"}
        ends = self.trace["methods"][self.trace["primary"]]["coins"]
        held = [name for holding in self.trace["custody"]["holdings"] for name in holding["coins"]]
        used = {*self.steps, *(outpoint[:64] for outpoint in self.claims)}
        facts = {
            "client": "bitcoin-cli" if self.network == "main" else f"bitcoin-cli -chain={self.network}",
            "unspent": len({*held, *(end["outpoint"] for end in ends if end["terminal"] == "unspent")}),
            "first": self.first,
            "anchor": sha256d(self.headers[0])[::-1].hex(),
            "absent": len({o[:64] for txid in used for o in self.transactions[txid][0]} - {*self.places}),
            "seal": hashlib.sha256(self.files["tagmanifest-sha256.txt"]).hexdigest(),
            "unknown": ", ".join(sorted(self.unknown)),
            **self.trace["horizon"],
        }
        raise Unknown(*(text.format(**facts) for text in NOT_SHOWN if "signet" not in text or self.network == "signet"))

    CHECKS = {  # noqa: RUF012  # never written to
        "Files and manifests": check_files,
        "Transactions": check_transactions,
        "Merkle proofs": check_proofs,
        "Block headers": check_headers,
        "Amounts": check_amounts,
        "Case": check_case,
        "Primary method": check_primary,
        "Custody": check_custody,
        "Orders": check_orders,
        "Bounds": check_bounds,
        "Not shown offline": check_rest,
    }


class Reach:
    """All that satoshi of the seeds could be in under any rule that conserves value, and what can flow through it.

    Source: Ford, Fulkerson, "Maximal Flow through a Network" (1956): a flow as great as a cut shows both to be extreme.
    """

    def __init__(self, of: Verifier) -> None:
        self.of = of
        steps, coins = of.walk(
            lambda txid, spends, pays: [[("*", sat)] if sat else [] for sat in pays],
            of.claims,
            self.enter,
            functools.partial(of.end_at, of.trace["reach"]["stops"]),
            of.budget("reach", of.trace["parameters"]["reach_transactions"]),
        )
        self.coins = {coin.outpoint: coin for coin in coins}
        self.steps = {step.txid: step for step in steps if not step.end}
        self.spender = {coin.outpoint: step.txid for step in self.steps.values() for _, coin in step.spent}
        self.claimed = {
            o: min(sum(sat for _, sat in of.claims.get(o, ())), coin.value) for o, coin in self.coins.items()
        }
        self.free: dict[str, int] = {}
        for txid, step in self.steps.items():
            self.free[txid] = sum(of.outputs[o][0] for o in of.transactions[txid][0]) - sum(
                coin.value for _, coin in step.spent
            )
        self.ways = {outpoint for outpoint, coin in self.coins.items() if coin.end == "budget"}
        self.entered: dict[tuple[bool, str | None], set[str]] = {}
        self.held_back: dict[tuple[frozenset[Arc], bool, str | None], set[str]] = {}

    def enter(self, coin: Coin) -> str:
        """Let a claim reach its coin; return where the walk ends because of the coin."""
        if coin.value and any(sat for _, sat in self.of.claims.get(coin.outpoint, ())):
            coin.purse = [("*", coin.value)]
        return self.of.end_of(coin)

    def capacity(self, arc: Arc, traced: bool, label: str | None) -> int:
        """Return how much of a label's satoshi, or of all others', can flow through an arc."""
        kind, name = arc
        if kind == "other":
            return 0 if traced else self.free[name]
        is_made, value = name[:64] in self.steps, self.coins[name].value
        if kind == "coin":
            return value - self.claimed[name] if is_made else 0
        own = sum(sat for whose, sat in self.of.claims.get(name, ()) if whose == label) if label else self.claimed[name]
        return own if traced else 0 if is_made else value - own

    def enterable(self, traced: bool, label: str | None) -> set[str]:
        """Return the transactions that such satoshi can come into at all."""
        if (traced, label) not in self.entered:
            found = self.entered[traced, label] = set()
            for txid, step in self.steps.items():
                spent = [coin.outpoint for _, coin in step.spent]
                if self.capacity(("other", txid), traced, label) or any(
                    o[:64] in found or self.capacity(("seed", o), traced, label) for o in spent
                ):
                    found.add(txid)
        return self.entered[traced, label]

    def passes(self, cut: frozenset[Arc], traced: bool, label: str | None, inside: Iterable[str]) -> bool:
        """Return whether such satoshi find a way into these coins past the cut."""
        entered, seen, waiting = (
            self.enterable(traced, label),
            self.held_back.setdefault((cut, traced, label), set()),
            [*inside],
        )
        while waiting:
            outpoint = waiting.pop()
            txid = outpoint[:64]
            if self.capacity(("seed", outpoint), traced, label) and ("seed", outpoint) not in cut:
                return True
            if (
                txid in entered
                and txid not in seen
                and ("coin", outpoint) not in cut
                and self.capacity(("coin", outpoint), traced, label)
            ):
                if self.capacity(("other", txid), traced, label) and ("other", txid) not in cut:
                    return True
                seen.add(txid)
                waiting += [coin.outpoint for _, coin in self.steps[txid].spent]
        return False

    def unproven(self, number: int, traced: bool, label: str | None, inside: set[str]) -> Iterator[str]:
        """Yield what is wrong with a proof that so much of such satoshi, and no more, can come into these coins."""
        proof, balance, brought = self.of.trace["bound_proofs"][number], Counter[str](), 0
        cut = frozenset((kind, name) for kind, name in proof["cut"])
        if sum(self.capacity(arc, traced, label) for arc in cut) != proof["value_sat"]:
            yield f"the cut of proof {number} has another capacity than it states"
        if self.passes(cut, traced, label, inside):
            yield f"the cut of proof {number} lets something pass"
        if proof["flow"] is None or not proof["exact"]:
            return
        for kind, name, sat in proof["flow"]:
            if not 0 < sat <= self.capacity((kind, name), traced, label):
                yield f"the flow of proof {number} does not fit through {kind} {name}"
            balance[name[:64]] += sat if kind == "other" else -sat if kind == "coin" else 0
            if kind != "other" and name in inside:
                brought += sat
            elif kind != "other" and name in self.spender:
                balance[self.spender[name]] += sat
        if any(balance.values()) or brought != proof["value_sat"]:
            yield f"the flow of proof {number} loses or makes satoshi, or does not bring what it states"

    def target(self, kind: str, name: str) -> set[str]:
        """Return the coins of the reach that a bound is about."""
        wallets = (
            {name}
            if kind == "custody"
            else {wallet for order in self.of.case["orders"] if order["id"] == name for wallet in order["custody"]}
        )
        return {
            o
            for o, coin in self.coins.items()
            if o == name or (kind != "outpoint" and coin.end == "custody" and coin.at in wallets)
        }

    def faults(self, number: int, kind: str) -> Iterator[str]:
        """Yield what is wrong with a bound."""
        row = self.of.trace["bounds"][number]
        inside, label, proofs = self.target(kind, row[kind]), row["label"], self.of.trace["bound_proofs"]
        upper, lower = (proofs[row[f"{side}_proof"]] for side in ("upper", "lower"))
        value = sum(self.coins[o].value for o in inside)
        most = list(self.unproven(row["upper_proof"], True, label, inside | self.ways))
        if most and kind == "outpoint" and upper["value_sat"] >= value:  # no more than its value, whatever comes back
            most = list(self.unproven(row["upper_proof"], True, label, self.ways))
        yield from (*most, *self.unproven(row["lower_proof"], False, label, inside))
        upper_sat = min(upper["value_sat"], value) if kind == "outpoint" else upper["value_sat"]
        partial = bool(self.ways) or not (upper["exact"] and lower["exact"])
        if (row["lower_sat"], row["upper_sat"], row["partial"]) != (value - lower["value_sat"], upper_sat, partial):
            yield f"its proofs say {value - lower['value_sat']} to {upper_sat} sat, and it says something else"

    def wanted(self) -> Iterator[tuple[str, str, str | None]]:
        """Yield every target that must have a bound, for all labels together and for each."""
        custody = [coin for coin in self.coins.values() if coin.end == "custody"]
        labels = sorted({label for o in self.coins for label, _ in self.of.claims.get(o, ())})
        asked = (
            [None]
            if any(
                (self.claimed[o] and o[:64] in self.steps)
                or sum(sat for _, sat in self.of.claims.get(o, ())) > coin.value
                for o, coin in self.coins.items()
            )
            else [None, *labels]
        )
        ends = [row["outpoint"] for row in self.of.trace["methods"][self.of.trace["primary"]]["coins"]]
        for name in {*ends, *(coin.outpoint for coin in custody)} & {*self.coins}:
            yield from (("outpoint", name, label) for label in asked)
        for name in {coin.at for coin in custody}:
            yield from (("custody", name, label) for label in asked)
        for order in self.of.case["orders"]:
            if order["kind"] != "return" and self.target("order", order["id"]):
                yield from (
                    ("order", order["id"], label)
                    for label in asked
                    if {*labels} <= {*order["labels"]} or label in order["labels"]
                )


NOT_SHOWN = (
    "that a coin is still unspent: {client} gettxout TXID VOUT false, {unspent} times, for unspent ends and held coins",
    "that no spend up to the horizon was left out: trace the case again on a node of your own (tracer trace)",
    "that these blocks are of the best chain: {client} getblockhash {first} must give {anchor}",
    "that the horizon is of the best chain: {client} getblockhash {height} must give {hash}",
    "{absent} transactions that are not here, whose outputs seeds spend: {client} getrawtransaction TXID 2",
    "that an address or a descriptor was paid nothing else: {client} scanblocks start '[\"addr(ADDRESS)\"]'",
    "that case.json is what case.toml, scripts.json and the TagPacks say: compare them (or: tracer verify BUNDLE)",
    "that a withheld descriptor gives the scripts in scripts.json: {client} deriveaddresses DESCRIPTOR '[0,999]'",
    "that seeds, wallets, orders and tags are what the case says of them: it asserts so; see the exhibits",
    "that what ends trails as mix or lightning is that, and nothing else: inferences, with error rates",
    "witnesses, which a txid does not cover: {client} getrawtransaction TXID 0; a Lightning stop can rest on one",
    "the signatures and time stamps in signatures/: openssl, over tagmanifest-sha256.txt",
    "that nobody made everything again: the SHA-256 of tagmanifest-sha256.txt, {seal}, must be the one handed over",
    "bundle.json, the report and the tables: compare their figures with trace.json (or: tracer verify BUNDLE)",
    "a signet's block signatures: bitcoin-cli -signet getblockheader {hash}",
    "these keys of trace.json, the methods beside the primary one among them: {unknown}",
)


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
    failed = False
    for verdict, number, title, reasons in Verifier(*read_folder(root)).items():
        failed |= verdict == "FAIL"
        say(f"{verdict:<11} {number:>4}  {title}: " + f"\n{'':<18}".join(reasons))
    return int(failed)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:  # whoever read the output has seen enough, and cannot be told the outcome
        os._exit(2)
