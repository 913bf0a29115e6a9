#!/usr/bin/env python3
"""Checks a bundle of custody-tracer without custody-tracer: this one file, a stock Python from 3.9 on, no network.

    python3 verify.py [--large] [BUNDLE]        without BUNDLE: the bundle that this file lies in

Prints PASS, FAIL or NOT-CHECKED for each numbered item, and why. Exit code 0: nothing failed; 1: something did, even
if the check broke off later; 2: wrong use, or a bundle of another release, which this one does not judge; 3: no
verdict, for the bundle is beyond the limits below, or the machine failed. It writes nothing. A copy that came inside a
bundle came from whoever made it: compare its SHA-256 with the published one, or bring your own. It shares no code with
the tracer: the rules are written down here a second time. Of the case it reads case.json; that this is what case.toml
says, `tracer verify` checks. What it says depends on the bundle alone: not on the machine's time zones, language, file
system or Python.

Words: an outpoint is `txid:vout`; a purse is what a coin holds, runs of (label, satoshi) in order, where the empty
label is untraced. Source: RFC 8493 (the container); Bitcoin Core 31 and the BIPs named below; Ford, Fulkerson, "Maximal
Flow through a Network", 1956 (a flow as great as a cut shows both to be extreme); data/method (the rest).
"""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":  # no file that lies beside this one may pass for a part of Python
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != os.path.dirname(os.path.abspath(__file__))]

import bisect
import datetime as dt
import functools
import gc
import hashlib
import io
import itertools
import json
import re
import stat
import typing
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from types import SimpleNamespace

Row = dict[str, object]
Purse = list[tuple[str, int]]
Transaction = tuple[list[str], list[tuple[int, str]], bytes]  # spent, (satoshi, script) paid, a coinbase's script
VERSION, METHOD, SCHEMA = "0.2.0", 2, 1  # of the release that this file is part of, and of the layout that it reads
RELEASE = r"[0-9]{1,9}(\.[0-9a-z]{1,19}){0,9}(\+[0-9a-z.]{1,39})?"  # what a release can be called
# Beyond these there is no verdict: files, and lines of a manifest; bytes of one file; of all; of those that a verdict
# is computed from; what all JSON and rows may weigh in memory; headers; rows of a table; inputs and outputs in all.
MAX_FILES, MAX_FILE, MAX_TOTAL, MAX_SOURCES = 400_000, 512 << 20, 2 << 30, 512 << 20
# With --large JSON and rows may weigh so many times as much; then neither time nor memory is bounded as otherwise.
MAX_WEIGHT, LARGER, MAX_HEADERS, MAX_ROWS, MAX_ENDS = 896 << 20, 4, 1_500_000, 600_000, 3_000_000
MAX_DEPTH, MAX_INTEGER, MAX_RAW, MAX_PROOF = 64, 2**53 - 1, 4_000_000, 1 << 20  # what is beyond these is malformed
WEIGHTS = {b"{": 240, b"[": 72, b",": 60, b"\n": 700}  # bytes that a value or a row may take, by the mark that shows it
TABLES = {"transactions": "txid,height,index,offset,length,sha256", "proofs": "block,height,offset,length,sha256"}
LAYOUT = {"headers.bin", "network.json", *(f"{name}.{ending}" for name in TABLES for ending in ("csv", "dat"))}
BAGIT = b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
TAG_FILES = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt")
SIGNATURES = ("analyst.cms", "analyst.pem", "journal.jsonl", "node.json", "ots-headers.bin", "reviewer.cms",
              "reviewer.pem", "statement.dsse.json", "statement.reviewer.dsse.json", "tagmanifest.2.tsr",
              "tagmanifest.3.tsr", "tagmanifest.ed25519.sig", "tagmanifest.ots", "tagmanifest.reviewer.ed25519.sig",
              "tagmanifest.tsr", "tsa-chain.pem")  # fmt: skip
MAX_MONEY, MAX_TRANSACTIONS, PERIOD, SPACING = 21_000_000 * 100_000_000, 4_000_000 // 240, 2016, 600
NETWORKS = {  # bits of the easiest target, height from which coinbases state theirs, genesis
    "main": (0x1D00FFFF, 227_931, "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"),
    "test": (0x1D00FFFF, 21_111, "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943"),
    "testnet4": (0x1D00FFFF, 1, "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043"),
    "signet": (0x1E0377AE, 1, "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6"),
    "regtest": (0x207FFFFF, 1, "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"),
}
TERMINALS = "custody service unspent mix fan_out lightning threshold hops horizon gap budget burned fee".split(" ")
VERB = dict.fromkeys(("restraint", "seizure", "forfeiture"), "received") | {"return": "returned"}
BY_LABEL = "taint_sat taint_in_sat taint_fee_sat labels terminals unordered_sat".split(" ")
MALFORMED = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)


class Unknown(Exception):
    """Something cannot be checked here; the arguments say why. What is wrong in a bundle is a ValueError."""


class NoVerdict(Exception):
    """A limit is passed, so that nothing is judged."""


def once(pairs: list[tuple[str, object]]) -> Row:
    """Return an object of JSON, which must not hold a key twice."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("JSON: a key appears twice in one object")
    return dict(pairs)


def integer(digits: str) -> int:
    """Return a number of JSON, which is an integer that every program reads alike. Source: RFC 7493."""
    if len(digits) > 17 or not digits.lstrip("-").isdigit() or abs(int(digits)) > MAX_INTEGER:
        raise ValueError(f"JSON: {digits[:20]} is no integer below 2^53")
    return int(digits)


def parse_json(raw: bytes) -> typing.Any:
    """Read JSON as the tracer writes it: UTF-8, no key twice, integers alone, whole characters, not too deep."""
    text = raw.decode("utf-8")
    try:
        value = json.loads(text, object_pairs_hook=once, parse_int=integer, parse_float=integer, parse_constant=integer)
    except RecursionError:
        raise ValueError(f"JSON: nested deeper than {MAX_DEPTH} levels") from None
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [each for each in level if isinstance(each, (dict, list))]
        level = [inside for each in level for inside in (each.values() if isinstance(each, dict) else each)]
    if level:
        raise ValueError(f"JSON: nested deeper than {MAX_DEPTH} levels")
    if re.search(r"\\u[dD][89a-fA-F]", text):
        json.dumps(value, ensure_ascii=False).encode()  # half a character cannot be written
    return value


def weight(raw: bytes) -> int:
    """Return how many bytes reading a JSON file may take in memory, from marks that are cheap to count."""
    return (9 if re.search(rb"[\xf0-\xff]|\\u[dD]", raw) else 5) * len(raw) + marks(raw)


def marks(raw: bytes) -> int:
    """Return how many bytes the values and rows of a text may take in memory, beside its letters."""
    return sum(raw.count(mark) * each for mark, each in WEIGHTS.items())


def differences(stated: object, computed: object, place: str, unknown: set[str]) -> Iterator[str]:
    """Yield where trace.json does not state what was computed; keys that are not computed go into `unknown`."""
    if isinstance(stated, dict) and isinstance(computed, dict):
        for key in sorted(stated.keys() | computed.keys()):
            if key in computed or place.rpartition(".")[2] in BY_LABEL:
                yield from differences(stated.get(key), computed.get(key), f"{place}.{key}", unknown)
            else:
                unknown.add(re.sub(r"^trace\.|\[[0-9]+\]", "", f"{place}.{key}"))
    elif isinstance(stated, list) and isinstance(computed, (list, tuple)) and len(stated) == len(computed):
        for at, value in enumerate(computed):
            yield from differences(stated[at], value, f"{place}[{at}]", unknown)
    elif type(stated) is not type(computed) or stated != computed:
        one, other = map(shown, (stated, computed))
        yield f"{place}: trace.json says {one}, computed {other}"


def shown(value: object) -> str:
    """Return a value in a few words."""
    return f"{len(value)} rows" if isinstance(value, (dict, list, tuple)) else str(value)[:80]


def sha256d(raw: bytes) -> bytes:
    """Return the double SHA-256 that names transactions and blocks."""
    return hashlib.sha256(hashlib.sha256(raw).digest()).digest()


class Stream(io.BytesIO):
    """Bytes of the protocol, read from the front."""

    def take(self, size: int) -> bytes:
        """Read so many bytes."""
        raw = self.read(size)
        if len(raw) < size:
            raise ValueError("is cut")
        return raw

    def number(self, size: int) -> int:
        """Read a number of so many bytes."""
        return int.from_bytes(self.take(size), "little")

    def count(self) -> int:
        """Read a CompactSize, which must be written in the fewest bytes."""
        first = self.number(1)
        value = first if first < 253 else self.number(2 << (first - 253))
        if value > 1 << 25 or (first > 252 and value < (253, 1 << 16, 1 << 32)[first - 253]):
            raise ValueError("holds a length that the protocol refuses")
        return value


def parse_transaction(raw: bytes) -> tuple[str, Transaction]:
    """Read a transaction as a block may hold it, and compute its id. Source: BIPs 141 and 144."""
    if len(raw) > MAX_RAW:
        raise ValueError("has more bytes than a block holds")
    stream, has_witness = Stream(raw), raw[4:6] == b"\0\1"
    start, spends, scripts = stream.seek(6 if has_witness else 4), [], []
    for _ in range(stream.count()):
        spends.append(f"{stream.take(32)[::-1].hex()}:{stream.number(4)}")
        scripts.append(stream.take(stream.count()))
        stream.take(4)
    outputs = [(stream.number(8), stream.take(stream.count()).hex()) for _ in range(stream.count())]
    body = raw[start : stream.tell()]
    witness = [[stream.take(stream.count()) for _ in range(stream.count())] for _ in spends if has_witness]
    bare = raw[:4] + body + stream.take(4)
    is_whole = spends and outputs and len({*spends}) == len(spends) and (any(witness) or not has_witness)
    if stream.read(1) or not is_whole or sum(sat for sat, _ in outputs) > MAX_MONEY:
        raise ValueError("is not one whole transaction, or pays more than there is")
    is_coinbase = spends == [f"{'0' * 64}:{0xFFFFFFFF}"]
    return sha256d(bare)[::-1].hex(), ([] if is_coinbase else spends, outputs, scripts[0] if is_coinbase else b"")


def climb(raw: bytes) -> tuple[bytes, int, dict[str, int]]:
    """Climb a Merkle proof to the root in its own header. Source: BIP 37.

    Returns the header, how many transactions it says that the block has, and where what it shows lies among them.

    All leaves lie at one depth. Where the first is a coinbase no other is an inner node (CVE-2017-12842): no two hashes
    spell a coinbase, whose first 32 bytes end in 27 zeros.
    """
    if len(raw) > MAX_PROOF:
        raise ValueError("has more bytes than a proof takes")
    stream, shown = Stream(raw), dict[str, int]()
    header, total = stream.take(80), stream.number(4)
    hashes = deque(stream.take(32) for _ in range(stream.count()))
    bits = deque(byte >> place & 1 for byte in stream.take(stream.count()) for place in range(8))

    def node(height: int, at: int) -> bytes:
        """Return the hash of a node of the tree."""
        wanted = bits.popleft()
        if height == 0 or not wanted:
            shown.update({hashes[0][::-1].hex(): at} if wanted else {})
            return hashes.popleft()
        left = node(height - 1, 2 * at)
        right = node(height - 1, 2 * at + 1) if 2 * at + 1 <= total - 1 >> height - 1 else None
        if left == right:
            raise ValueError("pairs a hash with itself, so that it could stand for two blocks")
        return sha256d(left + (right or left))

    is_whole = 1 <= total <= MAX_TRANSACTIONS and not stream.read(1)
    if not is_whole or node((total - 1).bit_length(), 0) != header[36:68] or hashes or len(bits) > 7 or any(bits):
        raise ValueError("does not lead to the root in its header, or is not as long as it says")
    return header, total, shown


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
    (easiest, _, genesis), span = NETWORKS[network], PERIOD * SPACING
    times, bits = ([int.from_bytes(each[at : at + 4], "little") for each in headers] for at in (68, 72))
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
        ordinary = bits[at] if bits[at] != easiest or starts else ordinary


def joined(runs: Iterable[tuple[str, int]]) -> Purse:
    """Return a purse without empty runs, neighbours of one label made one."""
    groups = itertools.groupby((run for run in runs if run[1]), key=lambda run: run[0])
    return [(label, sum(sat for _, sat in group)) for label, group in groups]


def taint(*purses: Purse) -> dict[str, int]:
    """Return the satoshi under each label, in ascending order of the labels' bytes, untraced and marks left out."""
    amounts = dict[str, int]()
    for name, sat in itertools.chain(*purses):
        label = name.partition("\0")[0]
        amounts[label] = amounts.get(label, 0) + sat
    return {label: amounts[label] for label in sorted(amounts) if label}


def totals(runs: Purse) -> dict[str, int]:
    """Return the satoshi under each name, the untraced left out."""
    amounts = Counter[str]()
    for name, sat in runs:
        amounts[name] += sat if name else 0
    return {name: sat for name, sat in amounts.items() if sat}


def aligned(one: Purse, other: Iterable[tuple[str, int]]) -> Iterator[tuple[str, str, int]]:
    """Lay two rows of runs side by side; yield what meets, and in how many satoshi, as long as both last."""
    ones, others = one[::-1], [*other][::-1]
    while ones and others:
        (label, sat), (slot, length) = ones.pop(), others.pop()
        yield label, slot, min(sat, length)
        ones += [(label, sat - length)] if sat > length else []
        others += [(slot, length - sat)] if length > sat else []


def put(purse: Purse, runs: Iterable[tuple[str, int]], into: str = "") -> tuple[Purse, Purse]:
    """Give runs of satoshi, one after the other, those of one label, the untraced ones, from the front.

    Returns the purse, and the runs for which no room was left.
    """
    waiting, filled = deque(run for run in runs if run[1]), Purse()
    for held, length in purse:
        while held == into and length and waiting:
            label, sat = waiting.popleft()
            taken = min(sat, length)
            filled.append((label, taken))
            length -= taken
            if sat > taken:
                waiting.appendleft((label, sat - taken))
        filled.append((held, length))
    return joined(filled), [*waiting]


def largest_remainder(amount: int, weights: Sequence[int], caps: Sequence[int]) -> list[int]:
    """Share out an amount by weight: whole parts, then units to the largest remainders, ties to the lower slot.

    As often as each slot below its cap gets a unit, so often does each: in rounds, of which all but the last are whole.
    """
    whole = max(sum(weights), 1)
    shares = [min(amount * weight // whole, cap) for weight, cap in zip(weights, caps)]
    missing, rounds = amount - sum(shares), 0
    rooms = [cap - share for share, cap in zip(shares, caps)]
    if missing > sum(rooms):
        raise ValueError("more is to be shared out than there is room for")
    if missing <= 0:
        return shares
    open_slots = len(rooms)
    for room in sorted(rooms):  # `rounds` have been given to all that had room; those of the least room drop out
        if (room - rounds) * open_slots >= missing:
            break
        missing -= (room - rounds) * open_slots
        rounds, open_slots = room, open_slots - 1
    rounds += missing // open_slots
    missing %= open_slots
    order = sorted(range(len(weights)), key=lambda slot: (-(amount * weights[slot] % whole), slot))
    last = set([slot for slot in order if rooms[slot] > rounds][:missing])
    return [share + min(room, rounds) + (slot in last) for slot, (share, room) in enumerate(zip(shares, rooms))]


TURNS: dict[str, Callable[[int, int, bool, bool], tuple[int, ...]]] = {  # by slot, its satoshi, if the fee, if kept
    "fifo": lambda slot, sat, fee, kept: (slot,),  # everything spent, end to end; the fee takes the tail
    "lifo": lambda slot, sat, fee, kept: (-slot,),  # the same, taken from the other side: the fee takes the head
    "seniority": lambda slot, sat, fee, kept: (slot,),  # from here on the traced satoshi alone, in turn
    "juniority": lambda slot, sat, fee, kept: (fee, -slot),
    "tiho": lambda slot, sat, fee, kept: (fee, -sat, slot),
    "proceeds_first": lambda slot, sat, fee, kept: (fee, kept, slot),
    "libr": lambda slot, sat, fee, kept: (not fee, kept, slot),  # the untraced satoshi in turn; the rest is traced
    "haircut": lambda slot, sat, fee, kept: (slot,),  # pro rata, no turns
}


def share(rule: str, spends: Sequence[Purse], pays: Sequence[int], kept: Sequence[int]) -> list[Purse]:
    """Return what each payment, the fee last, receives under a rule; `kept` are the outputs declared to be change."""
    slots, shares, runs = [*range(len(pays))], [Purse() for _ in pays], [run for purse in spends for run in purse]
    order = sorted(slots, key=lambda slot: TURNS[rule](slot, pays[slot], slot == slots[-1], slot in kept))
    turns, amounts, left = [(str(slot), pays[slot]) for slot in order], taint(runs), [*pays]
    if rule not in ("haircut", "libr"):
        for label, slot, sat in aligned([run for run in runs if run[0] or rule in ("fifo", "lifo")], turns):
            shares[int(slot)].append((label, sat))
    else:
        for _, slot, sat in aligned([("", sum(pays) - sum(amounts.values()))], turns):
            left[int(slot)] -= sat
        weights = left = left if rule == "libr" else largest_remainder(sum(amounts.values()), pays, pays)
        for label, amount in amounts.items():
            parts = largest_remainder(amount, weights, left)
            left = [sat - part for sat, part in zip(left, parts)]
            own = [run for run in runs if run[0].partition("\0")[0] == label]
            for name, slot, sat in aligned(own, zip(map(str, slots), parts)):  # marks of one label in turn
                shares[int(slot)].append((name, sat))
    return [joined([*purse, ("", sat - sum(part for _, part in purse))]) for purse, sat in zip(shares, pays)]


Order = SimpleNamespace  # an order as trace.json writes it, and its date and the day it is in force from
Coin = SimpleNamespace  # outpoint, value, script, height, hop, purse; end: where its trail ends; at: with whom
Step = SimpleNamespace  # txid; spent, made: such coins; shares: of outputs and fee; left: of these, not to the state
Rule = Callable[[Step, list[Purse], list[int], list[int]], list[Purse]]  # what `share` says of a step
Entry = Callable[[Coin], str]  # fills a coin, and says where its trail ends because of it


class Folder:
    """The files of a bundle, read once. Links are not followed, and what no manifest lists is not opened."""

    def __init__(self, root: str, large: bool = False) -> None:
        self.root, self.sizes, self.faults = os.fsencode(root), dict[str, int](), list[str]()
        self.contents, self.digests = dict[str, bytes](), dict[str, tuple[str, str]]()
        self.list()
        self.manifests = {name: self.content(name) for name in (*TAG_FILES[2:], "tagmanifest-sha256.txt")}
        if any(content.count(b"\n") > MAX_FILES for content in self.manifests.values()):
            raise NoVerdict(f"a manifest has more than {MAX_FILES} lines")
        listed = {line[66:].replace("%25", "%") for line in self.lines("manifest-sha256.txt")}
        listed |= {line[66:] for line in self.lines("tagmanifest-sha256.txt")} & {*TAG_FILES}
        names = [name for name in self.sizes if name in listed and (name in TAG_FILES or name.startswith("data/"))]
        if sum(self.sizes[name] for name in names) > MAX_TOTAL:
            raise NoVerdict(f"its files have more than {MAX_TOTAL} bytes")
        held = {name for name in names if is_source(name)}
        if sum(self.sizes[name] for name in held) > MAX_SOURCES:
            raise NoVerdict(f"the files that a verdict is computed from have more than {MAX_SOURCES} bytes")
        heavy, most = 0, MAX_WEIGHT * (LARGER if large else 1)
        for name in names:
            heavy += self.hash(name)
            if heavy > most:
                raise NoVerdict(f"its JSON and its rows weigh more than {most} bytes in memory; see --large")

    def lines(self, manifest: str) -> list[str]:
        """Return the lines of a manifest."""
        return self.manifests[manifest].decode("utf-8", "replace").split("\n")

    def list(self) -> None:
        """Note every file with its size, and what is no plain file or has no plain name."""
        waiting, seen, folded = [""], 0, set[str]()
        while waiting:
            folder, count = waiting.pop(), 0
            with os.scandir(os.path.join(self.root, folder.encode())) as entries:
                for entry in entries:
                    count, seen = count + 1, seen + 1
                    if seen > MAX_FILES:
                        raise NoVerdict(f"it holds more than {MAX_FILES} files and folders")
                    name, mode = (
                        folder + os.fsencode(entry.name).decode("utf-8", "replace"),
                        entry.stat(follow_symlinks=False),
                    )
                    if not name.isascii() or not name.isprintable() or "\\" in name:
                        self.faults.append(f"{name}: no bundle holds a file of this name")
                    elif name.lower() in folded:
                        self.faults.append(f"{name}: differs from another name by capitals alone")
                    elif stat.S_ISDIR(mode.st_mode):
                        waiting.append(f"{name}/")
                    elif stat.S_ISREG(mode.st_mode):
                        self.sizes[name] = mode.st_size
                    else:
                        self.faults.append(f"{name}: is a link or special")
                    folded.add(name.lower())
            if not count and folder != "signatures/":
                self.faults.append(f"{folder}: is an empty folder")
        self.sizes = dict(sorted(self.sizes.items()))
        self.faults.sort()

    def content(self, name: str) -> bytes:
        """Return a file's bytes; none where it is missing."""
        if self.sizes.get(name, 0) > MAX_FILE:
            raise NoVerdict(f"{name} has more than {MAX_FILE} bytes")
        if name not in self.sizes:
            return b""
        return b"".join(self.parts(name))

    def parts(self, name: str) -> Iterator[bytes]:
        """Yield a file's bytes, bit by bit where they are not kept, no more than it had when it was listed."""
        left, most = self.sizes[name], MAX_FILE if is_source(name) else 1 << 20
        with open(os.path.join(self.root, name.encode()), "rb") as file:
            while left and (part := file.read(min(left, most))):
                left -= len(part)
                yield part

    def hash(self, name: str) -> int:
        """Note a file's digests, and its bytes where a verdict is computed from them; return what it weighs."""
        if self.sizes[name] > MAX_FILE:
            raise NoVerdict(f"{name} has more than {MAX_FILE} bytes")
        one, other, kept, heavy = hashlib.sha256(), hashlib.sha512(), list[bytes](), 0
        for part in self.parts(name):
            one.update(part)
            other.update(part)
            kept += [part] if is_source(name) else []
            heavy += 9 * len(part) + marks(part) if is_rows(name) else 0
        self.digests[name] = (one.hexdigest(), other.hexdigest())
        if is_source(name):
            self.contents[name] = b"".join(kept)
            heavy += weight(self.contents[name]) if name.endswith(".json") else 0
        return heavy


def is_rows(name: str) -> bool:
    """Return whether a file may hold rows of `trace.json`: not read here, but by whoever shows them."""
    return re.fullmatch(r"data/trace/[a-z]+\.[a-z0-9_]+\.csv", name) is not None


def is_source(name: str) -> bool:
    """Return whether a verdict is computed from a file's bytes; others are hashed, and not kept."""
    return name.startswith(("data/chain/", "data/case/")) or name in ("data/trace/trace.json", "data/bundle.json")


class Verifier:
    """One bundle being checked. Each method `check_...` is an item; its docstring is what is said where it passes."""

    def __init__(self, folder: Folder) -> None:
        self.folder, self.files = folder, folder.contents
        self.unknown, self.seen, self.other_release = set[str](), list[str](), ""
        self.looked_at, self.trace, self.case = {"bounds", "bound_proofs"}, parse_json(b"{}"), parse_json(b"{}")
        self.transactions, self.places = dict[str, Transaction](), dict[str, tuple[int, int]]()
        self.blocks, self.is_older = dict[int, dict[str, int]](), False
        self.fees, self.steps, self.claims = dict[str, int](), dict[str, Step](), dict[str, Purse]()
        self.ends_here = 0

    def items(self) -> Iterator[tuple[str, str, str, list[str]]]:
        """Carry out one item after the other; yield verdict, number, title and reasons of each."""
        self.other_release = self.release()
        checks = [(name[6:], check) for name, check in vars(Verifier).items() if name.startswith("check_")]
        for number, (name, check) in enumerate(checks, 1):
            self.seen.append("data/trace/trace.json")
            reasons, more, title = list[str](), 0, name.replace("_", " ").capitalize()
            try:
                if self.other_release and check in BY_METHOD:
                    raise Unknown(f"this was made by {self.other_release}: use that release, or its own verify.py")
                for more, reason in enumerate(check(self), 1):
                    reasons += [reason] if more <= 10 else []
                reasons += [f"and {more - 10} more"] if more > 10 else []
                verdict, reasons = ("FAIL", reasons) if reasons else ("PASS", [str(check.__doc__)])
            except Unknown as error:  # nothing takes back what was found before
                verdict, reasons = "FAIL" if reasons else "NOT-CHECKED", [*reasons, *map(str, error.args)]
            except MALFORMED as error:
                verdict, reasons = "FAIL", [*reasons, f"{self.seen[-1]}: {type(error).__name__}: {error}"[:300]]
            except BaseException:  # told by whoever asked
                yield from [("FAIL", str(number), title, reasons)] if reasons else []
                raise
            yield verdict, str(number), title, reasons

    def release(self) -> str:
        """Return which other release made this bundle; nothing where it is this one's, or where that cannot be read."""
        try:
            self.trace = parse_json(self.read("data/trace/trace.json"))
            version, method = self.trace["software"]["version"], self.trace["software"]["method"]
        except MALFORMED:
            return ""
        if type(method) is not int or not is_release(version) or (version, method) == (VERSION, METHOD):
            return ""
        return f"release {version[:20]} of custody-tracer, method {method}"

    def read(self, name: str) -> bytes:
        """Return a file of the bundle; if it is wrong, its name stands with the reason."""
        self.seen.append(name)
        return self.files[name]

    def compare(self, computed: Row) -> Iterator[str]:
        """Yield where trace.json does not state what was computed."""
        self.looked_at |= computed.keys()
        yield from differences({key: self.trace.get(key) for key in computed}, computed, "trace", self.unknown)

    def check_files_and_manifests(self) -> Iterator[str]:
        """Every file is the one in the manifests; none is missing, none was added."""
        folder = self.folder
        yield from folder.faults
        if "software" in self.trace and not is_release(version := self.trace["software"]["version"]):
            yield f"data/trace/trace.json: names version {version!r:.24}, and no release is called that"
        if "data/bundle.json" in self.files:
            about = parse_json(self.read("data/bundle.json"))
            if about["software"]["version"] != self.trace.get("software", about["software"])["version"]:
                yield "data/bundle.json: names another release than trace.json"
        for name in folder.sizes:
            place, _, file = name.partition("/")
            is_known = place == "data" or name in TAG_FILES or (place == "signatures" and file in SIGNATURES)
            if not is_known and name != "tagmanifest-sha256.txt":
                yield f"{name}: does not belong to a bundle"
        names = [name for name in folder.sizes if name.startswith("data/")]
        for manifest in ("manifest-sha256.txt", "manifest-sha512.txt", "tagmanifest-sha256.txt"):
            of = 1 if "512" in manifest else 0
            nothing = ("", "")
            for_these = TAG_FILES if manifest == "tagmanifest-sha256.txt" else names
            actual = Counter(f"{folder.digests.get(n, nothing)[of]}  {n.replace('%', '%25')}" for n in for_these)
            stated = Counter(folder.lines(manifest))
            stated[""] -= 1  # after the last line's end
            paths = sorted({line.partition("  ")[2][:200] for line in (stated - actual) + (actual - stated)})
            yield from (f"{path}: this file and {manifest} differ, or one of them lacks it" for path in paths)
        payload = sum(folder.sizes[name] for name in names)
        if f"\nPayload-Oxum: {payload}.{len(names)}\n".encode() not in folder.content("bag-info.txt"):
            yield "bag-info.txt: its Payload-Oxum is not the size and number of the files below data/"
        if folder.content("bagit.txt") != BAGIT:
            yield "bagit.txt: is not the declaration of a BagIt 1.0 bag in UTF-8"

    def rows(self, table: str) -> Iterator[tuple[str, str, list[int], bytes]]:
        """Yield where each row of a table of the chain stands, its name, its place and its bytes.

        The rows stand in the order of the chain and cover the file of bytes from its beginning to its end.
        """
        content, data = self.read(f"data/chain/{table}.csv"), self.read(f"data/chain/{table}.dat")
        head, *lines = content.decode("ascii", "replace").split("\n")
        if head != TABLES[table] or lines[-1:] != [""]:
            raise ValueError(f"{table}.csv does not begin with {TABLES[table]}, or its last line has no end")
        form = re.compile("[0-9a-f]{64}" + ",(0|[1-9][0-9]{0,9})" * (head.count(",") - 1) + ",[0-9a-f]{64}")
        end, before, most = 0, [-1], MAX_PROOF if table == "proofs" else MAX_RAW
        self.seen.append("")
        for at, line in enumerate(lines[:-1], 1):
            self.seen[-1] = f"data/chain/{table}.dat: row {at}, {line[:64]}"
            if not form.fullmatch(line):
                raise ValueError(f"is not of the form {head}")
            name, *stated, digest = line.split(",")
            *place, start, size = map(int, stated)
            if place <= before or start != end or not 0 < size <= min(most, len(data) - start):
                raise ValueError("does not come after the row before it, or is not as long as it may be")
            before, end = place, start + size
            if hashlib.sha256(data[start:end]).hexdigest() != digest:
                raise ValueError("its bytes have another SHA-256")
            yield self.seen[-1], name, place, data[start:end]
        if end != len(data):
            raise ValueError(f"{table}.dat goes on after its last row")

    def single(self, folder: str) -> Iterator[tuple[str, str, list[int], bytes]]:
        """Yield the same of files of one transaction or one proof each, as release 0.1.0 made them."""
        for file in [file for file in self.files if file.startswith(f"data/chain/{folder}/")]:
            yield file, file.rpartition("/")[2][:64], [], self.read(file)

    def check_transactions(self) -> Iterator[str]:
        """Every raw transaction hashes to its name."""
        if any(self.files.get(f"data/chain/{table}.csv", b"").count(b"\n") > MAX_ROWS + 1 for table in TABLES):
            raise NoVerdict(f"a table of the chain has more than {MAX_ROWS} rows")
        inside = {file[11:] for file in self.files if file.startswith("data/chain/")}
        self.is_older = bool(self.other_release) and "heights.json" in inside
        layout = {"headers.bin", "network.json", "heights.json"} if self.is_older else LAYOUT
        for file in sorted(inside ^ layout):
            if not (self.is_older and re.fullmatch("tx/[0-9a-f]{64}[.]bin|proof/[0-9a-f]{64}[.]merkle", file)):
                yield f"data/chain/{file}: is missing, or does not belong to the layout of what lies beside it"
        for where, name, place, raw in self.single("tx") if self.is_older else self.rows("transactions"):
            txid, transaction = parse_transaction(raw)
            self.ends_here += len(transaction[0]) + len(transaction[1])
            if self.ends_here > MAX_ENDS:
                raise NoVerdict(f"its transactions have more than {MAX_ENDS} inputs and outputs")
            if txid != name or txid in self.transactions:
                yield f"{where}: holds transaction {txid}, or holds it again"
            self.transactions[txid] = transaction
            if not self.is_older:
                self.blocks.setdefault(place[0], {})[txid] = place[1]

    def check_merkle_proofs(self) -> Iterator[str]:
        """Every transaction lies in the block and at the place stated, and its block's coinbase in the same tree."""
        about, raw = parse_json(self.read("data/chain/network.json")), self.read("data/chain/headers.bin")
        self.network, self.first, placed, coinbases = about["network"], about["first_height"], Row(), Row()
        if len(raw) > 80 * MAX_HEADERS:
            raise NoVerdict(f"it holds more than {MAX_HEADERS} headers")
        self.headers = [raw[at : at + 80] for at in range(0, len(raw), 80)]
        (_, states, genesis), last = NETWORKS[self.network], self.first + len(self.headers) - 1
        heights = {header: self.first + at for at, header in enumerate(self.headers)}
        counts = dict[bytes, int]()
        for where, name, place, raw in self.single("proof") if self.is_older else self.rows("proofs"):
            header, total, shown = climb(raw)
            height, first = heights.get(header, -1), next(iter(shown), "")
            pushed = height.to_bytes((height.bit_length() + 8) // 8, "little", signed=True)
            pushed = bytes([len(pushed)]) + pushed if height > 16 else bytes([80 + height if height else 0])
            coinbase = self.transactions.get(first, ([], [], b""))[2]
            is_named = [height, sha256d(header)[::-1].hex()] == [*place, name]
            is_shown = is_named and shown == self.blocks.get(height)
            if self.is_older:
                shown = {txid: at for txid, at in shown.items() if txid in (first, name)}
                is_shown = height >= 0 and name in shown and name in self.transactions
            if not is_shown or not coinbase or shown[first] or (height >= states and not coinbase.startswith(pushed)):
                yield f"{where}: does not show transactions and coinbase, which states its height, under a header here"
            elif counts.setdefault(header, total) != total:
                yield f"{where}: gives its block {total} transactions, another proof gives it {counts[header]}"
            else:
                placed[name], coinbases[str(height)] = [height, shown.get(name)], first
                self.places |= {txid: (height, at) for txid, at in shown.items()}
        lost = [(at, txid) for at, txid in enumerate(self.transactions, 1) if txid not in self.places]
        yield from (f"data/chain/: row {at}, {txid}: no proof shows its place" for at, txid in lost)
        known = Row(schema=1, network=self.network, genesis_hash=genesis, first_height=self.first, last_height=last)
        computed = {"transactions": placed, "coinbases": coinbases} if self.is_older else {}
        stated = parse_json(self.read("data/chain/heights.json")) if self.is_older else {}
        if (about, stated) != (known, computed):
            yield "heights.json or network.json: is not what the proofs and the headers show"
        self.places = dict(sorted(self.places.items(), key=lambda item: (item[1], item[0])))
        self.outputs = {f"{t}:{vout}": o for t in self.places for vout, o in enumerate(self.transactions[t][1])}

    def check_block_headers(self) -> Iterator[str]:
        """They are a chain with its work, up to the horizon of trace.json."""
        self.trace = self.trace or parse_json(self.read("data/trace/trace.json"))
        self.hashes = [sha256d(header)[::-1].hex() for header in (self.headers[0], self.headers[-1])]
        last = {"height": self.first + len(self.headers) - 1, "hash": self.hashes[-1]}
        yield from header_faults(self.headers, self.first, self.network)
        yield from self.compare({"horizon": last, "network": self.network})

    def check_amounts(self) -> Iterator[str]:
        """No transaction spends what another one spends or what comes later, or pays more than it spends."""
        spenders = dict[str, str]()
        for txid, place in self.places.items():
            inputs, outputs, _ = self.transactions[txid]
            for outpoint in inputs:
                if spenders.setdefault(outpoint, txid) != txid or self.places.get(outpoint[:64], (-1, 0)) >= place:
                    yield f"{txid}: spends {outpoint}, which another spends too, or which comes later"
            if inputs and all(outpoint in self.outputs for outpoint in inputs):
                self.fees[txid] = sum(self.outputs[o][0] for o in inputs) - sum(sat for sat, _ in outputs)
        yield from (f"{txid}: pays more than it spends" for txid, fee in self.fees.items() if fee < 0)

    def check_case(self) -> Iterator[str]:
        """Its parameters and TagPacks are those of the result, and its seeds' claims fit into their coins."""
        content, packs = self.read("data/case/case.toml"), [n for n in self.files if n.startswith("data/case/tags/")]
        hashes = [{"sha256": hashlib.sha256(self.read(name)).hexdigest()} for name in sorted(packs)]
        case = self.case = parse_json(self.read("data/case/case.json"))
        self.retained, self.stop = {*case["parameters"]["method"]["retained"]}, case["parameters"]["stop"]
        computed = {key: case[key] for key in ("case", "network", "parameters", "primary")}
        software: Row = {"name": "custody-tracer", "version": VERSION, "method": METHOD}
        computed |= {"schema": SCHEMA, "software": software}
        self.since, self.offsets = [since for since, _ in case["offsets"]], [ahead for _, ahead in case["offsets"]]
        if any(type(number) is not int for number in self.since + self.offsets) or self.since != sorted({*self.since}):
            yield "case.json: its offsets from UTC are not whole seconds in the order of their times"
        if any(abs(ahead) >= 86_400 for ahead in self.offsets):
            yield "case.json: an offset from UTC is of a day or more"
        self.stop["tags"], computed["horizon"] = hashes, {**self.trace["horizon"], **case["horizon"]}
        computed |= {} if b"withheld:" in content else {"case_sha256": hashlib.sha256(content).hexdigest()}
        yield from self.compare(computed)
        self.claims, self.wallets = case["claims"], case["wallets"]
        for outpoint, claims in self.claims.items():
            if not all(0 <= sat <= self.outputs.get(outpoint, (-1, ""))[0] for _, sat in claims):
                yield f"{outpoint}: is not here, or smaller than what a seed claims in it"
        self.labels = sorted({label for claims in self.claims.values() for label, _ in claims})
        found = {"mix": self.stop["coinjoin"], "lightning": self.stop["lightning"]}
        stops = [*self.trace["reach"]["stops"], *self.trace["methods"][case["primary"]].get("stops", ())]
        self.inferred = {(stop["txid"], stop["terminal"]) for stop in stops if found.get(stop["terminal"])}

    def walk(self, rule: Rule, enter: Entry, starts: Iterable[str], run: str = "") -> tuple[list[Step], list[Coin]]:
        """Fold a rule over the chain, from the coins in which it starts. A run with a name has the case's stops."""
        coins, steps, beginning = dict[str, Coin](), list[Step](), {outpoint[:64] for outpoint in starts}
        done, most = 0, self.trace["parameters"]["crossed_at_most"].get(run, 0)
        for txid, (height, _) in self.places.items():
            inputs, outputs, _ = self.transactions[txid]
            spent = {o: coins[o] for o in inputs if o in coins and not coins[o].end}
            if not spent and txid not in beginning:
                continue
            hop, pays = 1 + min([coin.hop for coin in spent.values()], default=0), [sat for sat, _ in outputs]
            end = "budget" if 0 < most <= done else "gap" if txid not in self.fees else self.end_at(txid) if run else ""
            step = Step(txid=txid, spent=spent, made=[], end=end, shares=[joined([("", sat)]) for sat in (*pays, 0)])
            if spent and not end:
                purses = [spent[o].purse if o in spent else joined([("", self.outputs[o][0])]) for o in inputs]
                kept = [vout for vout in range(len(pays)) if f"{txid}:{vout}" in self.retained]
                step.shares, done = rule(step, purses, [*pays, self.fees[txid]], kept), done + 1
            for coin in spent.values():
                coin.end = end or "crossed"
            for vout, ((sat, to), held) in enumerate(zip(outputs, step.shares)):
                coin = Coin(outpoint=f"{txid}:{vout}", value=sat, script=to, height=height, hop=hop, at="", purse=held)
                coin.end = enter(coin)
                if taint(coin.purse):
                    coins[coin.outpoint] = coin
                    step.made.append(coin)
            steps += [step] if spent else []
        return steps, [*coins.values()]

    def end_of(self, coin: Coin) -> str:
        """Return where a trail ends because of the coin itself: nowhere further, with the state, or at a service."""
        if coin.script[:2] == "6a" or len(coin.script) > 20_000 or coin.height == 0:
            return "burned"
        coin.at = self.wallets.get(coin.script) or self.case["services"].get(coin.script, "")
        return "custody" if coin.script in self.wallets else "service" if coin.at else ""

    def end_at(self, txid: str) -> str:
        """Return where trails end that are spent into this; what detectors find, mixes and Lightning, is taken over."""
        stop, (height, _) = self.stop, self.places[txid]
        wide, late = 0 < stop["fan_out"] < len(self.transactions[txid][1]), 0 < stop["to_height"] < height
        mix, lightning = ((txid, end) in self.inferred for end in ("mix", "lightning"))
        return "mix" if mix else "fan_out" if wide else "lightning" if lightning else "horizon" if late else ""

    def check_primary_method(self) -> Iterator[str]:
        """Recomputed from the seeds to every trail's end, it is the one stated, and each label's book closes."""
        primary, stop, addresses = self.trace["primary"], self.stop, self.case["addresses"]
        books = {label: Counter[str](asserted_sat=0, overlap_sat=0, seed_sat=0) for label in self.labels}
        ends, crossings, collisions, stated = list[Row](), list[Row](), list[Row](), self.trace["methods"][primary]

        def enter(coin: Coin) -> str:
            """Put the seeds' claims into a coin; return where its trail ends."""
            for label, sat in self.claims.get(coin.outpoint, ()):
                held, coin.hop = taint(coin.purse), 0
                coin.purse, beyond = put(coin.purse, [(label, sat)])
                rest = sum(sat for _, sat in beyond)
                books[label].update(asserted_sat=sat, overlap_sat=rest, seed_sat=sat - rest)
                for holder, amount in held.items():
                    row = {"outpoint": coin.outpoint, "holder": holder, "claimant": label, "sat": min(rest, amount)}
                    collisions.extend([row] if rest else [])
                    rest -= min(rest, amount)
            small = sum(taint(coin.purse).values()) < stop["min_sat"] and coin.outpoint not in self.claims
            return self.end_of(coin) or ("threshold" if small else "hops" if 0 < stop["max_hops"] <= coin.hop else "")

        steps, coins = self.walk(lambda step, *spent: share(primary, *spent), enter, self.claims, primary)
        self.steps = {step.txid: step for step in steps if not step.end}
        self.receipts = [coin for coin in coins if coin.end == "custody"]
        self.traced = {coin.outpoint: coin.purse for coin in coins}
        for coin in [coin for coin in coins if coin.end != "crossed"]:
            coin.end, amounts, address = coin.end or "unspent", taint(coin.purse), addresses.get(coin.script)
            row = {"outpoint": coin.outpoint, "value_sat": coin.value, "height": coin.height, "terminal": coin.end}
            ends.append({**row, "taint_sat": amounts, "address": address, **({coin.end: coin.at} if coin.at else {})})
        self.ended = {row["outpoint"] for row in ends}
        for txid, step in self.steps.items():
            (height, index), spent = self.places[txid], [coin.purse for coin in step.spent.values()]
            row = {"txid": txid, "height": height, "index": index, "fee_sat": self.fees[txid]}
            crossings.append({**row, "taint_in_sat": taint(*spent), "taint_fee_sat": taint(step.shares[-1])})
        ended = [(coin.end, coin.purse) for coin in coins] + [("fee", step.shares[-1]) for step in self.steps.values()]
        sums = {end: taint(*(purse for at, purse in ended if at == end)) for end in TERMINALS}
        labels = {name: {**books[name], "terminals": {end: sums[end].get(name, 0) for end in sums}} for name in books}
        if any(sum(sums[end].get(name, 0) for end in sums) != book["seed_sat"] for name, book in books.items()):
            yield "the books of a label do not close"
        computed: Row = {"labels": labels, "coins": ends, "transactions": crossings, "collisions": collisions}
        stops = [step for step in steps if step.end in ("mix", "fan_out", "lightning")]
        computed["stops"] = [{"txid": step.txid, "terminal": step.end} for step in stops]
        for key in [key for key in ("coins", "transactions") if "file" in stated[key]]:  # too many for trace.json
            computed[key] = {"digest": hashlib.sha256(json.dumps(computed[key], sort_keys=True).encode()).hexdigest()}
        yield from self.compare({"methods": {primary: computed}})

    def beside(self, step: Step, spends: list[Purse], pays: list[int], kept: list[int]) -> list[Purse]:
        """Share what the state spends beside what the first book attributes in the same transaction."""
        first, rule = self.steps.get(step.txid), self.trace["primary"]
        if first is None or rule in ("fifo", "lifo"):
            return share(rule, spends, pays, kept)
        aside = [sum(taint(purse).values()) for purse in first.shares]
        for vin, coin in enumerate(map(first.spent.get, self.transactions[step.txid][0])):
            spends[vin] = joined([("", coin.value - sum(taint(coin.purse).values()))]) if coin else spends[vin]
        shares = share(rule, spends, [sat - apart for sat, apart in zip(pays, aside)], kept)
        return [joined([*purse, ("", apart)]) for purse, apart in zip(shares, aside)]

    def arrive(self, coin: Coin) -> str:
        """Lay a receipt beside what arrives in the same coin; what finds its place taken moves to another."""
        coin.at, receipt = self.wallets.get(coin.script, ""), self.waiting.get(coin.outpoint, [("", coin.value)])
        laid, coin.moved = [*aligned(receipt, coin.purse)], coin.purse  # what is moved is no receipt
        coin.purse = joined((label or arrived, sat) for label, arrived, sat in laid)
        coin.purse, rest = put(coin.purse, [(name, sat) for label, name, sat in laid if label and name])
        for name, sat in totals(rest).items():
            coin.moved, _ = put(coin.moved, [("", sat)], name)  # overlap
        for name, sat in sorted(totals(coin.purse if coin.at else []).items()):
            coin.purse = self.count(coin, name, sat)
        coin.under = set[str]()
        return "" if coin.at else "left"

    def count(self, coin: Coin, name: str, sat: int) -> Purse:
        """Count satoshi under the orders; mark them with their wallet, and what forfeiture orders made of them."""
        label, state = [*name.split("\0"), ""][:2]
        where = (coin.at, label, sat, coin.outpoint, coin.height)
        named, rest = ([], 0) if state == "claimed" else self.offer("forfeiture", *where)
        orders = [named, *(self.offer(kind, *where)[0] for kind in ("restraint", "seizure") if not state)]
        self.unordered[label] += 0 if state or any(orders) else sat
        if state.isdigit():  # the first that had no room keeps what no other takes
            self.refused[int(state)].sat -= sat - rest
        elif rest and named:
            state = f"{len(self.refused):012}"
            self.refused.append(SimpleNamespace(order=named[0], place=coin.outpoint, height=coin.height, sat=rest))
        full = state or "free"
        claimed, _ = put(coin.purse, [("\0".join((label, "claimed", coin.at)), sat - rest)], name)
        return put(claimed, [("\0".join((label, full, coin.at)), rest)], name)[0]

    def offer(self, kind: str, at: str, label: str, sat: int, place: str, height: int) -> tuple[list[Order], int]:
        """Offer satoshi to the orders of a kind, the earliest first; return those that name them, and the rest."""
        named = [each for each in self.orders if each.kind == kind and at in each.custody and label in each.labels]
        named, forfeits = sorted(named, key=lambda each: each.date), kind == "forfeiture"
        # What is left is the first order's excess; what forfeiture orders leave may come to another wallet yet.
        for beyond, order in [*((0, each) for each in named), *((1, each) for each in named[: int(not forfeits)])]:
            room = sat if beyond or order.ordered_sat is None else min(sat, order.shortfall_sat)
            self.enter(order, room, beyond, place, height)
            sat -= room
        return named, sat

    def enter(self, order: Order, sat: int, beyond: int, place: str, height: int) -> None:
        """Count satoshi under an order, or beyond it; name where they came, and what is wrong with the day."""
        time, verb = int.from_bytes(self.headers[height - self.first][68:72], "little"), VERB[order.kind]
        day = self.day(time)
        when, forfeits = f"{place}: {verb} on {day}, before the order", order.kind == "forfeiture"
        order.received_sat += sat
        order.excess_sat += sat if beyond else 0
        order.shortfall_sat -= 0 if beyond or order.ordered_sat is None else sat
        found = [f"{when} of {order.date}"] if day < order.date else []
        if forfeits and not order.in_force:
            found.append(f"{verb} under an order that states no day from which it is in force")
        elif forfeits and day < order.in_force:
            found.append(f"{when} is in force, {order.in_force}")
        order.receipts.update({place: ""} if sat else {})
        order.faults.update(dict.fromkeys(found if sat else ()))

    def day(self, time: int) -> str:
        """Return the day of a block's time in the case's zone, by the offsets from UTC that the bundle states."""
        number, ahead = bisect.bisect_right(self.since, time) - 1, 0
        if self.case["timezone"] is not None:
            if number < 0:
                raise ValueError(f"case.json: no offset from UTC is stated for the time {time}")
            ahead = self.offsets[number]
        return (dt.date(1970, 1, 1) + dt.timedelta(days=(time + ahead) // 86_400)).isoformat()

    def check_custody(self) -> Iterator[str]:
        """Recomputed, it is the one stated."""
        self.waiting, self.refused = {coin.outpoint: coin.purse for coin in self.receipts}, list[SimpleNamespace]()
        self.orders = [Order(**each, received_sat=0, excess_sat=0) for each in self.case["orders"]]
        for order in self.orders:
            order.receipts, order.faults, order.shortfall_sat = {}, {}, order.ordered_sat or 0
        self.unordered = dict.fromkeys(self.labels, 0)
        self.crossings, coins = self.walk(self.beside, self.arrive, self.waiting)
        for each in self.refused:  # and no other order took it
            self.enter(each.order, each.sat, 1, each.place, each.height)
        self.held, names = [coin for coin in coins if not coin.end], [each["name"] for each in self.case["custody"]]
        tables: dict[str, list[Row]] = {"moves": [], "departures": [], "holdings": [], "mixing": []}
        for step in self.crossings:
            inputs, outputs, _ = self.transactions[step.txid]
            prevouts = [self.outputs[o] for o in inputs if not step.end or o in step.spent]
            paid = [(self.wallets.get(script, ""), sat) for sat, script in outputs]
            paid = [("", coin.value) for coin in step.spent.values()] if step.end else paid
            gone = step.spent.values() if step.end else [coin for coin in step.made if not coin.at]
            step.left = [coin.purse for coin in gone]
            kept, left = [c.moved for c in step.made if c.at and taint(c.moved) and not step.end], taint(*step.left)
            fee, value = taint(step.shares[-1]), sum(sat for name, sat in paid if name)
            owners, row = {self.wallets.get(script) for _, script in prevouts}, {"txid": step.txid}
            row |= {"height": self.places[step.txid][0], "from": [name for name in names if name in owners]}
            if kept or not left:
                sums = {"value_sat": value, "taint_sat": taint(*kept), "taint_fee_sat": fee}
                to = {name for name, _ in paid}
                tables["moves"].append({**row, "to": [name for name in names if name in to], **sums})
            if left:
                sums = {"value_sat": sum(sat for _, sat in paid) - value, "taint_fee_sat": {} if kept else fee}
                tables["departures"].append({**row, **sums, "taint_sat": left, "readable": not step.end})
            under = set[str]().union(*(coin.under for coin in step.spent.values()))
            under |= {order.id for order in self.orders if order.receipts.keys() & step.spent.keys()}
            for coin in step.made:
                coin.under |= under if taint(coin.moved) else set()
            ids = [order.id for order in self.orders if order.id in under]
            traced = taint(*(step.spent[o].purse if o in step.spent else self.traced.get(o, []) for o in inputs))
            rest = sum(sat for sat, _ in prevouts) - sum(traced.values())
            if not step.end and len(prevouts) > 1 and (len(traced) > 1 or len(ids) > 1 or rest):
                tables["mixing"].append({"txid": step.txid, "labels": [*traced], "orders": ids, "untraced_sat": rest})
        for wallet in self.case["custody"]:
            mine = [coin for coin in self.held if coin.at == wallet["name"]]
            row = {"custody": wallet["name"], "stage": wallet["stage"], "coins": [coin.outpoint for coin in mine]}
            row |= {"value_sat": sum(coin.value for coin in mine), "taint_sat": taint(*(coin.purse for coin in mine))}
            tables["holdings"].append(row)
        yield from self.compare({"custody": tables})

    def check_orders(self) -> Iterator[str]:
        """Held against receipts, arrivals and departures, they and what none of them covers stand as stated."""
        for step in self.crossings:
            gone = Counter[tuple[str, str]]()
            for name, sat in [run for purse in step.left for run in purse if run[0]]:
                gone[name.split("\0")[0], name.split("\0")[2]] += sat
            for (label, wallet), sat in sorted(gone.items()):
                self.offer("return", wallet, label, sat, step.txid, self.places[step.txid][0])
        for order in self.orders:
            order.receipts, order.faults, verb = [*order.receipts], [*order.faults], VERB[order.kind]
            if order.ordered_sat is not None and not order.received_sat:
                order.faults.append(f"nothing of the {order.ordered_sat} sat ordered was {verb}")
            if order.excess_sat:
                order.faults.append(f"{verb} {order.excess_sat} sat more than the {order.ordered_sat} sat ordered")
        yield from self.compare({"orders": [*map(vars, self.orders)], "unordered_sat": self.unordered})

    def check_bounds(self) -> Iterator[str]:
        """Each is proven by its cuts, and attained by its flows where they are here; nothing lacks one or has two."""
        reach, proofs, rows = Reach(self), self.trace["bound_proofs"], dict[tuple[str, str, str], None]()
        received = {outpoint: coin.at for outpoint, coin in reach.coins.items() if coin.end == "custody"}
        wallets = {("custody", at): [at] for at in received.values()}
        wallets |= {("order", each["id"]): each["custody"] for each in self.case["orders"] if each["kind"] != "return"}
        targets = {about: {o for o, at in received.items() if at in wallets[about]} for about in wallets}
        targets |= {("outpoint", o): {o} for o in reach.coins if o in self.ended or o in received}
        for row in self.trace["bounds"]:
            kind, label = next(kind for kind in ("custody", "order", "outpoint") if kind in row), row["label"]
            name, upper, lower = row[kind], row["upper_proof"], row["lower_proof"]
            inside = {name} if kind == "outpoint" else targets[kind, name]
            most, value = proofs[upper]["value_sat"], sum(reach.coins[o].value for o in inside)
            faults = [*reach.unproven(upper, True, label, inside, reach.ways)]
            if kind == "outpoint" and most >= value:  # no more than its value, whatever comes back
                faults, most = faults and [*reach.unproven(upper, True, label, set(), reach.ways)], value
            faults += reach.unproven(lower, False, label, inside, set())
            least = value - proofs[lower]["value_sat"]
            partial = bool(reach.ways) or not (proofs[upper]["exact"] and proofs[lower]["exact"])
            if (row["lower_sat"], row["upper_sat"], row["partial"]) != (least, most, partial):
                faults.append(f"its proofs say {least} to {most} sat, and it says something else")
            if (kind, name, label) in rows or not 0 <= upper < len(proofs) or not 0 <= lower < len(proofs):
                faults.append("it stands there twice, or names a proof that is not there")
            rows[kind, name, label] = None
            yield from (f"{name}, {label or 'all labels'}: {fault}" for fault in faults)
        # Orders as in the case, wallets by name, receipts, then ends, as in the chain; ends of other rules last.
        turns = [("order", each["id"]) for each in self.case["orders"]]
        turns += [("custody", at) for at in sorted({*received.values()})]
        turns += [("outpoint", outpoint) for outpoint in (*received, *reach.coins)]
        turn = {about: number for number, about in enumerate(dict.fromkeys(turns)) if about in targets}
        stated = [(turn[kind, name], label or "") for kind, name, label in rows if (kind, name) in turn]
        if stated != sorted(stated):
            yield "the rows do not stand in their order"
        claims = [(reach.coins[o], sat) for o, sat in reach.claimed.items() if sat and o in reach.coins]
        twice = any(coin.outpoint[:64] in reach.steps or sat > coin.value for coin, sat in claims)
        named = {("order", each["id"]): {*each["labels"]} for each in self.case["orders"]}
        labels = {label for coin, _ in claims for label, _ in self.claims[coin.outpoint]}
        for label in (None, *(() if twice else sorted(labels))):
            of = {label} if label else labels
            due = [each for each in targets if targets[each] and of <= named.get(each, labels)]
            lacking = [f"{kind} {name}" for kind, name in due if (kind, name, label) not in rows]
            yield from (f"no bound of {about}, {label or 'all labels'}" for about in lacking)

    def check_not_shown_offline(self) -> Iterator[str]:
        """That a coin is still unspent: {client} gettxout TXID VOUT false, for each unspent end and held coin.

        That no spend up to the horizon was left out: trace the case again on a node of your own (tracer trace).
        That these blocks are of the best chain: {client} getblockhash {self.first} must give {self.hashes[0]}.
        That the horizon is: {client} getblockhash {self.trace[horizon][height]} must give {self.trace[horizon][hash]}.
        {absent} transactions that are not here, whose outputs seeds spend: {client} getrawtransaction TXID 2.
        That an address or a descriptor was paid nothing else: {client} scanblocks start '["addr(ADDRESS)"]'.
        That case.json, its claims too, is what case.toml, scripts.json and TagPacks say: tracer verify BUNDLE.
        That an address in case.json is the one that spells its script: {client} validateaddress ADDRESS.
        That a withheld descriptor gives what scripts.json says: {client} deriveaddresses DESCRIPTOR ITS_RANGE.
        That seeds, wallets, orders and tags are what the case says of them: it asserts so; see the exhibits.
        That {self.case[timezone]} is as far ahead of UTC as case.json says: tracer verify BUNDLE; date --date=@TIME.
        That what ends trails as mix or lightning is that, and nothing else: inferences, with error rates.
        {loose} of the bounds' proofs have no flow: such a bound holds, that it is tight is not shown.
        How many transactions a block has, on which no figure rests: {client} getblockheader HASH.
        Witnesses, which a txid does not cover: {client} getrawtransaction TXID 0; no figure rests on one.
        On a signet, the blocks' signatures: {client} getblockheader {self.trace[horizon][hash]}.
        The signatures and time stamps in signatures/: openssl, over tagmanifest-sha256.txt.
        That nobody made everything again: the SHA-256 of tagmanifest-sha256.txt handed over must be {seal}.
        Of bundle.json this read the release alone, of bag-info.txt the size alone.
        What this did not open (tracer verify BUNDLE does): {unopened}.
        Keys of trace.json that this did not compute (tracer verify BUNDLE does): {unknown}.
        """
        if self.other_release:
            raise Unknown(f"what only {self.other_release} can tell: use that release")
        used = {*self.steps, *(outpoint[:64] for outpoint in self.claims)}
        about: Row = {"self": self, "client": f"bitcoin-cli -chain={self.network}"}
        about["absent"] = len({o[:64] for txid in used for o in self.transactions[txid][0]} - {*self.places})
        about["loose"] = sum(proof["flow"] is None for proof in self.trace["bound_proofs"])
        about["seal"] = hashlib.sha256(self.folder.manifests["tagmanifest-sha256.txt"]).hexdigest()
        opened = {*self.seen, *self.folder.manifests, *TAG_FILES} - {"data/bundle.json"}
        about["unopened"] = ", ".join(name for name in self.folder.sizes if name not in opened) or "none"
        about["unknown"] = ", ".join(sorted(self.unknown | (self.trace.keys() - self.looked_at))) or "none"
        text = str(self.check_not_shown_offline.__doc__).format_map(about)
        raise Unknown(*(line.strip() for line in text.splitlines() if line.strip()))


BY_METHOD = {  # items that another release's method may decide otherwise
    Verifier.check_case,
    Verifier.check_primary_method,
    Verifier.check_custody,
    Verifier.check_orders,
    Verifier.check_bounds,
}


class Reach:
    """All that satoshi of the seeds could be in under any rule that conserves value, and what can flow through it."""

    def __init__(self, of: Verifier) -> None:
        self.of, self.claimed = of, {name: sum(sat for _, sat in claims) for name, claims in of.claims.items()}

        def enter(coin: Coin) -> str:
            """Let a claim reach its coin; return where the walk ends because of the coin."""
            coin.purse = joined([("*", coin.value)]) if self.claimed.get(coin.outpoint) else coin.purse
            return of.end_of(coin)

        steps, coins = of.walk(lambda *by: [joined([("*", sat)]) for sat in by[2]], enter, of.claims, "reach")
        self.coins, self.steps = {coin.outpoint: coin for coin in coins}, {s.txid: s for s in steps if not s.end}
        self.spender = {outpoint: txid for txid, step in self.steps.items() for outpoint in step.spent}
        self.ways = {outpoint for outpoint, coin in self.coins.items() if coin.end == "budget"}
        self.proofs = [(each, frozenset(map(tuple, each["cut"]))) for each in of.trace["bound_proofs"]]
        self.held_back: dict[tuple[frozenset[tuple[str, str]], bool, str | None], set[str]] = {}
        self.others = dict[str, int]()  # by transaction: how much other money it can take in, at the most
        for txid, step in self.steps.items():
            brought = Counter[str]()
            for outpoint in step.spent:
                brought[outpoint[:64]] += self.room(("coin", outpoint), False, None)
            taken = sum(self.room(("seed", outpoint), False, None) for outpoint in step.spent)
            taken += sum(min(sat, self.others.get(maker, 0)) for maker, sat in brought.items())
            self.others[txid] = taken + self.room(("other", txid), False, None)

    def keeps(self, arc: tuple[str, str], traced: bool) -> int:
        """Return how much a claim keeps of the other money that flows into its coin, before any passes on."""
        return 0 if traced or arc[0] != "coin" else min(self.claimed.get(arc[1], 0), self.coins[arc[1]].value)

    def room(self, arc: tuple[str, str], traced: bool, label: str | None) -> int:
        """Return how many traced satoshi, or all others, can pass an arc; of a label, or of all.

        Other money passes a claim in a coin that is reached only where its maker can bring more than is claimed. An arc
        is `coin` or `seed` and an outpoint, into a coin or a claim, or `other` and a txid: inputs not reached.
        """
        kind, name = arc
        if kind == "other":
            spent = sum(coin.value for coin in self.steps[name].spent.values())
            return 0 if traced else sum(self.of.outputs[o][0] for o in self.of.transactions[name][0]) - spent
        value, is_made = self.coins[name].value, name[:64] in self.steps
        own = min(value, sum(sat for whose, sat in self.of.claims.get(name, ()) if label in (None, whose)))
        claim = min(self.claimed.get(name, 0), value)
        brought = min(value, self.others.get(name[:64], 0)) if claim and not traced else value
        coin, seed = max(brought - claim, 0) if is_made else 0, 0 if is_made else value - own
        return {"coin": coin, "seed": own if traced else seed}[kind]

    def unproven(self, number: int, traced: bool, label: str | None, inside: set[str], ways: set[str]) -> Iterator[str]:
        """Yield what is wrong with a proof that so much of such satoshi, and no more, can come into coins, or ways."""
        (proof, cut), room = self.proofs[number], functools.partial(self.room, traced=traced, label=label)
        held_back = self.held_back.setdefault((cut, traced, label), set())  # transactions past which nothing comes
        waiting = [*inside, *(() if "ways" in held_back else ways)]
        if str(number) not in held_back and sum(map(room, cut)) != proof["value_sat"]:
            yield "the cut has another capacity than it states"
        while waiting:
            outpoint = waiting.pop()
            txid, arcs = outpoint[:64], [("seed", outpoint)]
            if ("coin", outpoint) not in cut and txid not in held_back and room(("coin", outpoint)):
                held_back.add(txid)
                arcs.append(("other", txid))
                waiting += self.steps[txid].spent
            if any(arc not in cut and room(arc) for arc in arcs):
                held_back.clear()
                yield "the cut lets something pass"
                return
        held_back |= {str(number), "ways"} if ways else {str(number)}  # none of this need be looked at again
        balance, flow = Counter[str](), Counter[tuple[str, str]]()
        for kind, name, sat in proof["flow"] or ():
            flow[kind, name] += sat
            keeps = self.keeps((kind, name), traced)
            if not 0 < sat <= flow[kind, name] <= room((kind, name)) + keeps:
                yield f"the flow does not fit through {kind} {name}"
            balance[name[:64]] += sat if kind == "other" else -sat if kind == "coin" else 0
            if kind != "other":
                balance["" if name in inside or name in ways else self.spender.get(name, "lost")] += max(sat - keeps, 0)
        brought = proof["value_sat"] if proof["flow"] is None else balance.pop("", 0)
        if brought != proof["value_sat"] or any(balance[txid] for txid in balance if txid != "lost"):
            yield "the flow loses or makes satoshi, or does not bring what it states"


def main(arguments: Sequence[str]) -> int:
    """Check the bundle that is named, or the one this file lies in; return the exit code."""
    named = [argument for argument in arguments if argument != "--large"]
    root = named[0] if named else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    if len(named) > 1 or os.path.islink(root) or not os.path.isdir(os.path.join(root, "data")) or not __doc__:
        sys.stderr.write(f"{root} is not a bundle, or -OO hides what is said. Use: verify.py [--large] [BUNDLE]\n")
        return 2
    gc.set_threshold(1_000_000)  # most of what is made here stays: to look for garbage often is a fifth of the time
    failed: list[str] = []  # which nothing later takes back
    try:
        return judge(Verifier(Folder(root, named != list(arguments))), failed)
    except NoVerdict as error:
        why = f"NO VERDICT: the bundle is beyond what is checked: {error}."
    except KeyboardInterrupt:
        return 130
    # Any other fault (memory, the disk, this program, an exit) is none of the bundle: it is told as no verdict.
    except BaseException as error:
        why = f"NO VERDICT: the check itself failed: {type(error).__name__}: {error}"[:300]
    try:
        say(f"{why}\nFOUND WANTING before that: item {', '.join(failed)}." if failed else why)
    except (OSError, NoVerdict):  # a reader that left, a full disk: the code alone says it
        sys.stdout = None
    return 1 if failed else 3


def judge(verifier: Verifier, failed: list[str]) -> int:
    """Say what each item gives, as soon as it is known, and return the exit code; `failed` gets those that failed."""
    for verdict, number, title, reasons in verifier.items():
        failed += [number] if verdict == "FAIL" else []
        say(f"{verdict:<11} {number:>4}  {title}: " + f"\n{'':<18}".join(reasons))
    last = f"NOT DECIDED BY THIS VERSION ({VERSION}, method {METHOD}): made by {verifier.other_release}."
    last = last if verifier.other_release else "NOTHING FAILED of what can be checked here."
    say(f"FOUND WANTING: item {', '.join(failed)}." if failed else last)
    return 1 if failed else 2 if verifier.other_release else 0


def is_release(version: object) -> bool:
    """Return whether a release can be called this (PEP 440); of another name nobody can install one."""
    return isinstance(version, str) and bool(re.fullmatch(RELEASE, version))


def say(line: str) -> None:
    """Print a line at once, whatever letters the terminal has; what nobody can read is no verdict."""
    if sys.stdout is None:
        raise NoVerdict("there is no standard output to say it on")
    encoding = sys.stdout.encoding or "utf-8"
    line = "".join(letter if letter.isprintable() or letter == "\n" else "?" for letter in line)
    sys.stdout.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
