#!/usr/bin/env python3
"""Checks a bundle of custody-tracer without custody-tracer: this one file, a stock Python from 3.9 on, no network.

    python3 verify.py [BUNDLE]        without BUNDLE: the bundle that this file lies in

Prints PASS, FAIL or NOT-CHECKED for each numbered item, and why. Exit code 0: nothing failed; 1: something did;
2: wrong use. It writes nothing. A copy that came inside a bundle came from whoever made the bundle: compare its
SHA-256 with the published one, or bring your own. It shares no code with the tracer: the rules are written down here a
second time. Of the case it reads case.json; that this is what case.toml says, `tracer verify` checks.

Words: an outpoint is `txid:vout`; a place is (height, index in the block); a purse is what a coin holds, runs of
(label, satoshi) in order, where the empty label is untraced.
Sources: RFC 8493 (the container); Bitcoin Core 31 and the BIPs named below (the chain); data/method (the rest).
"""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":  # no file that lies beside this one may pass for a part of Python
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != os.path.dirname(os.path.abspath(__file__))]

import csv
import datetime as dt
import functools
import hashlib
import io
import itertools
import json
import re
import stat
import struct
import zoneinfo
from collections import Counter, deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

Purse = list[tuple[str, int]]
Row = dict[str, object]
Slot = TypeVar("Slot")
Transaction = tuple[list[str], list[tuple[int, bytes]], bytes]  # spent, (satoshi, script) paid, a coinbase's script
Arc = tuple[str, str]  # "coin" or "seed" and an outpoint: into a coin, a claim; "other" and a txid: inputs not reached
MAX_FILES, MAX_FILE, MAX_TOTAL = 2_000_000, 512 << 20, 16 << 30
MAX_MONEY, MAX_TRANSACTIONS, PERIOD, SPACING = 21_000_000 * 100_000_000, 4_000_000 // 240, 2016, 600
NETWORKS = {  # bits of the easiest target, height from which coinbases state theirs, genesis
    "main": (0x1D00FFFF, 227_931, "000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f"),
    "test": (0x1D00FFFF, 21_111, "000000000933ea01ad0ee984209779baaec3ced90fa3f408719526f8d77f4943"),
    "testnet4": (0x1D00FFFF, 1, "00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043"),
    "signet": (0x1E0377AE, 1, "00000008819873e925422c1ff0f99f7cc9bbb232af63a077a480a3633bee1ef6"),
    "regtest": (0x207FFFFF, 1, "0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206"),
}
TAG_FILES = "bag-info.txt bagit.txt manifest-sha256.txt manifest-sha512.txt".split(" ")
SIGNATURES = (
    "analyst.cms analyst.pem journal.jsonl node.json ots-headers.bin reviewer.cms reviewer.pem statement.dsse.json "
    "statement.reviewer.dsse.json tagmanifest.2.tsr tagmanifest.3.tsr tagmanifest.ots tagmanifest.ed25519.sig "
    "tagmanifest.reviewer.ed25519.sig tagmanifest.tsr tsa-chain.pem"
).split(" ")
TERMINALS = "custody service unspent mix fan_out lightning threshold hops horizon gap budget burned fee".split(" ")
BY_LABEL = "taint_sat taint_in_sat taint_fee_sat labels terminals unordered_sat".split(" ")
MALFORMED = (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError)


class Wrong(Exception):
    """The bundle is not what it should be; the argument says how."""


class Unknown(Exception):
    """This cannot be checked here; the arguments say why."""


def once(pairs: list[tuple[str, object]]) -> Row:
    """Return an object of JSON, which must not hold a key twice."""
    if len(dict(pairs)) < len(pairs):
        raise Wrong("JSON: a key appears twice in one object")
    return dict(pairs)


def refused(number: str) -> object:
    """Refuse what is no integer: every number of a bundle is one."""
    raise Wrong(f"JSON: {number[:20]} is not an integer")


parse_json = functools.partial(json.loads, object_pairs_hook=once, parse_float=refused, parse_constant=refused)


def rows_beside(about: Row, name: str, content: bytes) -> list[Row]:
    """Return the rows that trace.json names a file of instead of holding them; an empty cell is what a row lacks."""
    csv.field_size_limit(2**31 - 1)
    rows: list[Row] = []
    for cells in csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True):
        texts = {key: cell[1:] if cell[0] == "'" else cell for key, cell in cells.items() if cell}
        parts = [key for key in texts if key.endswith("_sat") or key in ("height", "index", "labels", "segments")]
        rows.append({**texts, **{key: parse_json(texts[key]) for key in parts}})
    if about != {"file": name, "rows": len(rows), "sha256": hashlib.sha256(content).hexdigest()}:
        raise Wrong(f"{name} is not the file with the rows and the SHA-256 that trace.json states")
    return rows


def differences(stated: object, computed: object, place: str, unknown: set[str]) -> Iterator[str]:
    """Yield where trace.json does not state what was computed; keys that are not computed go into `unknown`."""
    if isinstance(stated, dict) and isinstance(computed, dict):
        for key in sorted(stated.keys() | computed.keys()):
            if key in computed or place.rpartition(".")[2] in BY_LABEL:
                yield from differences(stated.get(key), computed.get(key), f"{place}.{key}", unknown)
            else:
                unknown.add(re.sub(r"\[[0-9]+\]", "", f"{place}.{key}"))
    elif isinstance(stated, list) and isinstance(computed, (list, tuple)) and len(stated) == len(computed):
        for at, value in enumerate(computed):
            yield from differences(stated[at], value, f"{place}[{at}]", unknown)
    elif type(stated) is not type(computed) or stated != computed:
        one, other = (f"{len(each)} rows" if isinstance(each, list) else str(each)[:80] for each in (stated, computed))
        yield f"{place}: trace.json says {one}, computed {other}"


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
    stream, has_witness = Stream(raw), raw[4:6] == b"\0\1"
    start = stream.seek(6 if has_witness else 4)
    spends, scripts = [], []
    for _ in range(stream.count()):
        spends.append(f"{stream.take(32)[::-1].hex()}:{stream.number(4)}")
        scripts.append(stream.take(stream.count()))
        stream.take(4)
    outputs = [(stream.number(8), stream.take(stream.count())) for _ in range(stream.count())]
    body = raw[start : stream.tell()]
    witness = [[stream.take(stream.count()) for _ in range(stream.count())] for _ in spends if has_witness]
    bare = raw[:4] + body + stream.take(4)
    is_whole = spends and outputs and len({*spends}) == len(spends) and (any(witness) or not has_witness)
    if stream.read(1) or not is_whole:
        raise Wrong("is not one transaction, whole and alone")
    if len(bare) == 64 or sum(sat for sat, _ in outputs) > MAX_MONEY:
        raise Wrong("has 64 bytes, so that a proof of it shows nothing, or pays more than there is")
    is_coinbase = spends == [f"{'0' * 64}:{0xFFFFFFFF}"]
    return sha256d(bare)[::-1].hex(), ([] if is_coinbase else spends, outputs, scripts[0] if is_coinbase else b"")


def climb(raw: bytes) -> tuple[bytes, dict[str, int]]:
    """Climb a Merkle proof to the root in its own header; return it, and where what it shows lies. Source: BIP 37."""
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
    (easiest, _, genesis), span = NETWORKS[network], PERIOD * SPACING
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


def joined(runs: Iterable[tuple[str, int]]) -> Purse:
    """Return a purse without empty runs, neighbours of one label made one."""
    groups = itertools.groupby((run for run in runs if run[1]), key=lambda run: run[0])
    return [(label, sum(sat for _, sat in group)) for label, group in groups]


def taint(*purses: Purse) -> dict[str, int]:
    """Return the satoshi under each label, in ascending order of the labels' bytes, untraced left out."""
    amounts = Counter[str]()
    for label, sat in (run for purse in purses for run in purse if run[0]):
        amounts[label] += sat
    return dict(sorted(amounts.items()))


def total(*purses: Purse) -> int:
    """Return the satoshi under all labels together."""
    return sum(taint(*purses).values())


def aligned(one: Purse, other: Iterable[tuple[Slot, int]]) -> Iterator[tuple[str, Slot, int]]:
    """Lay two rows of runs side by side; yield what meets, and in how many satoshi, as long as both last."""
    ones, others = one[::-1], [*other][::-1]
    while ones and others:
        (label, sat), (slot, length) = ones.pop(), others.pop()
        yield label, slot, min(sat, length)
        ones += [(label, sat - length)] if sat > length else []
        others += [(slot, length - sat)] if length > sat else []


def put(purse: Purse, label: str, sat: int, into: str = "") -> tuple[Purse, int]:
    """Give satoshi of one label, the untraced ones, another, from the front; return the purse, and how many remain."""
    filled: Purse = []
    for held, length in purse:
        taken = min(sat, length) if held == into else 0
        filled, sat = [*filled, (label, taken), (held, length - taken)], sat - taken
    return joined(filled), sat


def largest_remainder(amount: int, weights: Sequence[int], caps: Sequence[int]) -> list[int]:
    """Share out an amount by weight: whole parts, then units to the largest remainders, ties to the lower slot."""
    whole = max(sum(weights), 1)
    shares = [min(amount * weight // whole, caps[slot]) for slot, weight in enumerate(weights)]
    order = sorted(range(len(weights)), key=lambda slot: (-(amount * weights[slot] % whole), slot))
    while sum(shares) < amount:
        for slot in [slot for slot in order if shares[slot] < caps[slot]][: amount - sum(shares)]:
            shares[slot] += 1
    return shares


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
    slots, shares = [*range(len(pays))], [Purse() for _ in pays]
    order = sorted(slots, key=lambda slot: TURNS[rule](slot, pays[slot], slot == slots[-1], slot in kept))
    runs, turns = [run for purse in spends for run in purse], [(slot, pays[slot]) for slot in order]
    amounts = taint(runs)
    if rule not in ("haircut", "libr"):
        for label, slot, sat in aligned([run for run in runs if run[0] or rule in ("fifo", "lifo")], turns):
            shares[slot].append((label, sat))
    else:
        traced, left = sum(amounts.values()), [*pays]
        for _, slot, sat in aligned([("", sum(pays) - traced)], turns):
            left[slot] -= sat
        weights = left = left if rule == "libr" else largest_remainder(traced, pays, pays)
        for label, amount in amounts.items():
            parts = largest_remainder(amount, weights, left)
            left = [sat - part for sat, part in zip(left, parts)]
            shares = [[*purse, (label, part)] for purse, part in zip(shares, parts)]
    return [joined([*shares[slot], ("", pays[slot] - sum(sat for _, sat in shares[slot]))]) for slot in slots]


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


@dataclass
class Step:
    """A transaction that spends such coins, what outputs and fee receive, the coins it makes, what leaves the state."""

    txid: str
    spent: dict[str, Coin]
    shares: list[Purse]
    end: str
    made: list[Coin] = field(default_factory=list)
    left: list[Purse] = field(default_factory=list)


Rule = Callable[[str, list[Purse], list[int]], list[Purse]]  # of a txid, its spends and payments: what each receives


class Ledger:
    """An order of the case, and what has counted under it so far."""

    def __init__(self, order: dict[str, str], amount: int | None) -> None:
        self.order, self.amount, self.counted, self.excess = order, amount, 0, 0
        self.places, self.faults = dict[str, None](), dict[str, None]()
        self.verb = "returned" if order["kind"] == "return" else "received"

    def count(self, sat: int, beyond: bool, place: str, day: str) -> int:
        """Count satoshi as far as there is room, or beyond; note what the day is at fault with; return the rest."""
        room = sat if self.amount is None or beyond else min(sat, self.amount - self.counted)
        self.counted, self.excess = self.counted + (not beyond) * room, self.excess + beyond * room
        date, force, is_forfeiture = self.order["date"], self.order["in_force"], self.order["kind"] == "forfeiture"
        faults = {
            f"{place}: {self.verb} on {day}, before the order of {date}": day < date,
            f"{self.verb} under an order that states no day from which it is in force": is_forfeiture and not force,
            f"{place}: {self.verb} on {day}, before the order is in force, {force}": is_forfeiture
            and day < (force or ""),
        }
        self.places.update({place: None} if room else {})
        self.faults.update({fault: None for fault, is_so in faults.items() if room and is_so})
        return sat - room

    def row(self) -> Row:
        """Return the order as trace.json writes it."""
        received, short = self.counted + self.excess, 0 if self.amount is None else self.amount - self.counted
        nothing = f"nothing of the {self.amount} sat ordered was {self.verb}"
        faults = [*self.faults, *([nothing] if self.amount is not None and not received else [])]
        faults += [f"{self.verb} {self.excess} sat more than the {self.amount} sat ordered"] if self.excess else []
        amounts = {"ordered_sat": self.amount, "received_sat": received, "excess_sat": self.excess}
        row = {**{key: self.order[key] for key in ("id", "kind", "labels", "custody")}, **amounts}
        return {**row, "shortfall_sat": short, "receipts": [*self.places], "faults": faults}


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
    """One bundle being checked; each method `check_...` is an item, and keeps here what those below it need."""

    def __init__(self, files: Mapping[str, bytes], faults: Sequence[str] = ()) -> None:
        self.files, self.faults, self.unknown, self.said = files, faults, set[str](), ""
        self.trace, self.case = parse_json("{}"), parse_json("{}")
        self.transactions: dict[str, Transaction] = {}
        self.places: dict[str, tuple[int, int]] = {}
        self.fees: dict[str, int] = {}
        self.claims: dict[str, list[tuple[str, int]]] = {}
        self.receipts: list[Coin] | None = None
        self.steps: dict[str, Step] = {}

    def items(self) -> Iterator[tuple[str, str, str, list[str]]]:
        """Carry out one item after the other; yield verdict, number, title and reasons of each."""
        checks = [(name[6:], check) for name, check in vars(Verifier).items() if name.startswith("check_")]
        for number, (name, check) in enumerate(checks, 1):
            verdict = "FAIL"
            try:
                reasons = list(check(self))
                verdict, reasons = ("FAIL", reasons) if reasons else ("PASS", [self.said])
            except Wrong as error:
                reasons = [str(error)]
            except (Unknown, zoneinfo.ZoneInfoNotFoundError) as error:
                verdict, reasons = "NOT-CHECKED", [*map(str, error.args)]
            except MALFORMED as error:
                reasons = [f"a file has another form than it should: {type(error).__name__} {error}"[:300]]
            if verdict == "FAIL" and len(reasons) > 10:
                reasons[10:] = [f"and {len(reasons) - 10} more"]
            yield verdict, str(number), name.replace("_", " ").capitalize(), reasons

    def each(self, folder: str, read: Callable[[str, bytes], None]) -> Iterator[str]:
        """Read each file of a folder, which is named after a transaction; yield what is wrong with which."""
        for name in [name for name in self.files if name.startswith(folder)]:
            try:
                read(name[len(folder) :].partition(".")[0], self.files[name])
            except (IndexError, Wrong) as wrong:
                yield f"{name}: {wrong}"

    def check_files_and_manifests(self) -> Iterator[str]:
        """Check that every file is the one in the manifests, and none is a stranger."""
        known = {*TAG_FILES, "tagmanifest-sha256.txt", *(f"signatures/{name}" for name in SIGNATURES)}
        listed = parse_json(self.files.get("data/bundle.json", b'{"derived":[]}'))["derived"]
        known |= {f"data/{name}" for name in ("bundle.json", "trace/trace.json", *listed)}
        strange = [name for name in self.files if name not in known and not re.match("data/(case|chain)/", name)]
        yield from (*self.faults, *(f"{name}: does not belong to the bundle" for name in strange))
        for manifest in ("manifest-sha256.txt", "manifest-sha512.txt", "tagmanifest-sha256.txt"):
            of = TAG_FILES if manifest[0] == "t" else [name for name in self.files if name.startswith("data/")]
            pairs = [(hashlib.new(manifest[-10:-4], self.files[name]), name) for name in of if name in self.files]
            actual = Counter(f"{digest.hexdigest()}  {name.replace('%', '%25')}" for digest, name in pairs)
            stated = Counter(self.files.get(manifest, b"").decode("utf-8", "replace").splitlines())
            paths = sorted({line.partition("  ")[2][:200] for line in (stated - actual) + (actual - stated)})
            yield from (f"{path}: this file and {manifest} differ, or one of them lacks it" for path in paths)
        self.said = f"{len(self.files)} files agree with the manifests; none missing, none added"

    def check_transactions(self) -> Iterator[str]:
        """Check that the raw transactions hash to their names."""

        def read(name: str, raw: bytes) -> None:
            """Read one."""
            txid, self.transactions[name] = parse_transaction(raw)
            if txid != name:
                raise Wrong(f"holds transaction {txid}")

        yield from self.each("data/chain/tx/", read)
        self.said = f"{len(self.transactions)} raw transactions hash to their names"

    def check_merkle_proofs(self) -> Iterator[str]:
        """Check that each transaction lies where it is said to, and its block's coinbase in the same tree."""
        about, raw = parse_json(self.files["data/chain/network.json"]), self.files["data/chain/headers.bin"]
        self.network, self.first, placed, coinbases = about["network"], about["first_height"], Row(), Row()
        self.headers = [raw[at : at + 80] for at in range(0, len(raw), 80)]
        heights = {header: self.first + at for at, header in enumerate(self.headers)}

        def place(txid: str, proof: bytes) -> None:
            """Find the place of a transaction."""
            header, shown = climb(proof)
            height, first = heights.get(header, 0), next(iter(shown), "")
            pushed = height.to_bytes((height.bit_length() + 8) // 8, "little")
            pushed = bytes([len(pushed)]) + pushed if height > 16 else bytes([80 + height if height else 0])
            coinbase = self.transactions.get(first, ([], [], b""))[2]
            if header not in heights:
                raise Wrong("its header is not in headers.bin")
            if not coinbase or shown[first]:
                raise Wrong("does not show the coinbase of its block")
            if height >= NETWORKS[self.network][1] and not coinbase.startswith(pushed):
                raise Wrong(f"its block's coinbase does not state height {height}")
            if txid not in shown or txid not in self.transactions:
                raise Wrong("does not show the transaction, or its bytes are missing")
            placed[txid], coinbases[str(height)] = [height, shown[txid]], first
            self.places |= {first: (height, 0), txid: (height, shown[txid])}

        yield from self.each("data/chain/proof/", place)
        yield from (f"{txid}: no proof shows its place" for txid in sorted({*self.transactions} - {*self.places}))
        if parse_json(self.files["data/chain/heights.json"]) != {"transactions": placed, "coinbases": coinbases}:
            yield "heights.json: is not what the proofs show"
        shown = {"genesis_hash": NETWORKS[self.network][2], "last_height": self.first + len(self.headers) - 1}
        if about != {**about, "schema": 1, **shown} or len(about) != 5:
            yield "network.json: is not what headers.bin shows"
        self.places = dict(sorted(self.places.items(), key=lambda item: (item[1], item[0])))
        self.outputs = {f"{t}:{vout}": o for t in self.places for vout, o in enumerate(self.transactions[t][1])}
        self.said = f"{len(placed)} transactions lie in the blocks and at the places stated"

    def check_block_headers(self) -> Iterator[str]:
        """Check that the headers are a chain with its work, up to the horizon."""
        self.trace = parse_json(self.files["data/trace/trace.json"])
        for (name, method), key in itertools.product(self.trace["methods"].items(), ("coins", "transactions")):
            if isinstance(method.get(key), dict):
                file = f"{key}.{name}.csv"
                method[key] = rows_beside(method[key], file, self.files.get(f"data/trace/{file}", b""))
        last = {"height": self.first + len(self.headers) - 1, "hash": sha256d(self.headers[-1])[::-1].hex()}
        yield from header_faults(self.headers, self.first, self.network)
        if (self.trace["horizon"], self.trace["network"]) != (last, self.network):
            yield f"they end at {last} on {self.network}, which is not the horizon of trace.json"
        self.said = f"heights {self.first} to {last['height']} are a chain with its work, up to the horizon"

    def check_amounts(self) -> Iterator[str]:
        """Check that what is crossed has its prevouts here; nothing pays more than it spends, or spends again."""
        custody, spenders = self.trace["custody"], dict[str, str]()
        tables = [custody["moves"], custody["departures"], *(m["transactions"] for m in self.trace["methods"].values())]
        crossed = {row["txid"] for table in tables if isinstance(table, list) for row in table}
        whole = crossed - {gap["txid"] for gap in self.trace["gaps"]}
        yield from (f"{txid}: is crossed, and not proven here" for txid in sorted(crossed - {*self.places}))
        for txid, place in self.places.items():
            inputs, outputs, _ = self.transactions[txid]
            for outpoint in inputs:
                if spenders.setdefault(outpoint, txid) != txid or self.places.get(outpoint[:64], (-1, 0)) >= place:
                    yield f"{txid}: spends {outpoint}, which another spends too, or which comes later"
            missing = [outpoint for outpoint in inputs if outpoint not in self.outputs]
            if missing and txid in whole:
                yield f"{txid}: {missing[0]}, which it spends, is missing, so that its fee is not known"
            if inputs and not missing:
                self.fees[txid] = sum(self.outputs[o][0] for o in inputs) - sum(sat for sat, _ in outputs)
                if self.fees[txid] < 0:
                    yield f"{txid}: pays more than it spends"
        self.said = f"{len(crossed)} transactions crossed have all their prevouts; no fee is negative"

    def check_case(self) -> Iterator[str]:
        """Check that the case is the one of the result, and that its seeds' claims fit into their coins."""
        content, case, trace = (
            self.files["data/case/case.toml"],
            parse_json(self.files["data/case/case.json"]),
            self.trace,
        )
        tags = [hashlib.sha256(self.files[n]).hexdigest() for n in sorted(self.files) if "data/case/tags/" in n]
        used, method = trace["parameters"]["stop"], trace["parameters"]["method"]
        used = {**used, "tags": [pack["sha256"] for pack in used["tags"]]}
        horizon = {key: value or trace["horizon"][key] for key, value in case["horizon"].items()}
        pairs = [(trace[key], case[key]) for key in ("case", "network", "primary")]
        pairs += [(trace["horizon"], horizon), (used, {**case["stop"], "tags": tags})]
        pairs += [(method["retained"], case["retained"])]
        yield from (f"case/ says {str(b)[:80]}, trace.json says {str(a)[:80]}" for a, b in pairs if a != b)
        if b"withheld:" not in content and hashlib.sha256(content).hexdigest() != trace["case_sha256"]:
            yield "case.toml: its SHA-256 is not the one in trace.json"
        for outpoint, label, sat in case["claims"]:
            self.claims.setdefault(outpoint, []).append((label, sat))
            if not 0 <= sat <= self.outputs.get(outpoint, (-1, b""))[0]:
                yield f"{outpoint}: is not here, or smaller than what a seed claims in it"
        self.case, self.retained, self.labels = case, {*case["retained"]}, {label for _, label, _ in case["claims"]}
        self.wallets = {bytes.fromhex(script): each["name"] for each in case["custody"] for script in each["scripts"]}
        stops = [*trace["reach"]["stops"], *trace["methods"][trace["primary"]].get("stops", ())]
        self.inferred = {(stop["txid"], stop["terminal"]) for stop in stops}
        self.services = {bytes.fromhex(script): name for script, name in case["services"].items()}
        self.said = "its stops, TagPacks and horizon are those of the result, and its seeds are here"

    def walk(
        self, rule: Rule, begins: Iterable[str], enter: Callable[[Coin], str], ends: Callable[[str], str], run: str
    ) -> tuple[list[Step], list[Coin]]:
        """Fold a rule over the chain. `enter` fills a coin and says how it ends; `ends`, how at a spend."""
        coins, steps, entered = dict[str, Coin](), list[Step](), {outpoint[:64] for outpoint in begins}
        crossed, most = 0, self.trace["parameters"]["crossed_at_most"].get(run, 0)
        for txid, (height, _) in self.places.items():
            inputs, outputs, _ = self.transactions[txid]
            spent = {o: coins[o] for o in inputs if o in coins and not coins[o].end}
            if not spent and txid not in entered:
                continue
            hop, pays = 1 + min([coin.hop for coin in spent.values()], default=0), [sat for sat, _ in outputs]
            end = "budget" if 0 < most <= crossed else "" if txid in self.fees else "gap"
            step = Step(txid, spent, [joined([("", sat)]) for sat in (*pays, 0)], end or ends(txid))
            if spent and not step.end:
                purses = [spent[o].purse if o in spent else joined([("", self.outputs[o][0])]) for o in inputs]
                step.shares, crossed = rule(txid, purses, [*pays, self.fees[txid]]), crossed + 1
            for coin in spent.values():
                coin.end = step.end or "crossed"
            for vout, (sat, script) in enumerate(outputs):
                coin = Coin(f"{txid}:{vout}", sat, script, height, step.shares[vout], hop)
                coin.end = enter(coin)
                if taint(coin.purse):
                    coins[coin.outpoint] = coin
                    step.made.append(coin)
            steps += [step] if spent else []
        return steps, [*coins.values()]

    def share(self, rule: str, txid: str, spends: list[Purse], pays: list[int]) -> list[Purse]:
        """Return what a transaction's payments receive, with the outputs that the case declares to be change."""
        return share(rule, spends, pays, [slot for slot in range(len(pays)) if f"{txid}:{slot}" in self.retained])

    def end_of(self, coin: Coin) -> str:
        """Return where a trail ends because of the coin itself: nowhere further, with the state, or at a service."""
        if coin.script[:1] == b"\x6a" or len(coin.script) > 10_000 or coin.height == 0:
            return "burned"
        coin.at = self.wallets.get(coin.script) or self.services.get(coin.script, "")
        return "custody" if coin.script in self.wallets else "service" if coin.at else ""

    def end_at(self, txid: str) -> str:
        """Return where trails end that are spent into this; what detectors find, mixes and Lightning, is taken over."""
        asked = self.case["stop"]
        found = {
            "mix": asked["coinjoin"] and (txid, "mix") in self.inferred,
            "fan_out": 0 < asked["fan_out"] < len(self.transactions[txid][1]),
            "lightning": asked["lightning"] and (txid, "lightning") in self.inferred,
            "horizon": 0 < asked["to_height"] < self.places[txid][0],
        }
        return next((end for end in found if found[end]), "")

    def check_primary_method(self) -> Iterator[str]:
        """Compute the first book, from the seeds to every trail's end."""
        primary, stop = self.trace["primary"], self.case["stop"]
        if primary not in TURNS:
            raise Unknown(f"this knows only the rules {', '.join(TURNS)}")
        books = {label: Counter[str]() for label in self.labels}
        ended = {label: dict.fromkeys(TERMINALS, 0) for label in books}
        ends, crossings, collisions = list[Row](), list[Row](), list[Row]()

        def enter(coin: Coin) -> str:
            """Put the seeds' claims into a coin; return where its trail ends."""
            for label, sat in self.claims.get(coin.outpoint, ()):
                held, coin.hop = taint(coin.purse), 0
                coin.purse, rest = put(coin.purse, label, sat)
                books[label].update(asserted_sat=sat, overlap_sat=rest, seed_sat=sat - rest)
                for holder, amount in held.items():
                    row = {"outpoint": coin.outpoint, "holder": holder, "claimant": label, "sat": min(rest, amount)}
                    collisions.extend([row] if rest else [])
                    rest -= min(rest, amount)
            small = total(coin.purse) < stop["min_sat"] and coin.outpoint not in self.claims
            far = 0 < stop["max_hops"] <= coin.hop
            return self.end_of(coin) or ("threshold" if small else "hops" if far else "")

        steps, coins = self.walk(functools.partial(self.share, primary), self.claims, enter, self.end_at, primary)
        self.steps = {step.txid: step for step in steps if not step.end}
        for coin in [coin for coin in coins if coin.end != "crossed"]:
            coin.end, amounts, at = coin.end or "unspent", taint(coin.purse), {coin.end: coin.at} if coin.at else {}
            row = {"outpoint": coin.outpoint, "value_sat": coin.value, "height": coin.height, "taint_sat": amounts}
            address = self.case["addresses"].get(coin.script.hex())
            ends.append({**row, "terminal": coin.end, "address": address, **at})
            for label, sat in amounts.items():
                ended[label][coin.end] += sat
        for txid, step in self.steps.items():
            into, fee = taint(*(coin.purse for coin in step.spent.values())), taint(step.shares[-1])
            row = {
                "txid": txid,
                "height": self.places[txid][0],
                "index": self.places[txid][1],
                "fee_sat": self.fees[txid],
            }
            crossings.append({**row, "taint_in_sat": into, "taint_fee_sat": fee})
            for label, sat in fee.items():
                ended[label]["fee"] += sat
        closed = [label for label in books if sum(ended[label].values()) == books[label]["seed_sat"]]
        yield from (f"the books of {label} do not close" for label in books if label not in closed)
        labels = {label: {**books[label], "terminals": ended[label]} for label in books}
        self.receipts = [coin for coin in coins if coin.end == "custody"]
        rows = [{"method": primary, "txid": s.txid, "outpoint": o} for s in steps if s.end == "gap" for o in s.spent]
        stops = [{"txid": s.txid, "terminal": s.end} for s in steps if s.end in ("mix", "fan_out", "lightning")]
        computed = {
            "labels": labels,
            "coins": ends,
            "transactions": crossings,
            "collisions": collisions,
            "stops": stops,
        }
        yield from differences(self.trace["methods"][primary], computed, f"methods.{primary}", self.unknown)
        own = [gap for gap in self.trace["gaps"] if gap["method"] == primary]
        yield from differences(own, rows, "gaps", self.unknown)
        self.said = f"under {primary}: {len(self.steps)} transactions; each label's books close"

    def second_book(self, rule: str, arrive: Callable[[Coin], Purse]) -> tuple[list[Step], list[Coin], Counter[str]]:
        """Follow what was received through the state's wallets; return crossings, what is held, and overlap."""
        if self.receipts is None:
            raise Unknown("this needs the item before")
        overlap, waiting = Counter[str](), {coin.outpoint: coin.purse for coin in self.receipts}

        def beside(txid: str, spends: list[Purse], pays: list[int]) -> list[Purse]:
            """Share beside what the first book attributes in the same transaction, which stays apart."""
            step = self.steps.get(txid)
            if step is None or rule in ("fifo", "lifo"):
                return self.share(rule, txid, spends, pays)
            aside = [total(purse) for purse in step.shares]
            for vin, coin in enumerate(map(step.spent.get, self.transactions[txid][0])):
                spends[vin] = joined([("", coin.value - total(coin.purse))]) if coin else spends[vin]
            shares = self.share(rule, txid, spends, [sat - apart for sat, apart in zip(pays, aside)])
            return [joined([*purse, ("", apart)]) for purse, apart in zip(shares, aside)]

        def enter(coin: Coin) -> str:
            """Lay a receipt beside what arrives in the same coin; what finds its place taken moves to another."""
            coin.at = self.wallets.get(coin.script, "")
            if coin.outpoint in waiting:
                laid = [*aligned(waiting[coin.outpoint], coin.purse)]
                coin.purse = joined((receipt or arrived, sat) for receipt, arrived, sat in laid)
                for label, sat in [(arrived, sat) for receipt, arrived, sat in laid if receipt and arrived]:
                    coin.purse, rest = put(coin.purse, label, sat)
                    overlap[label] += rest
            coin.purse = arrive(coin) if coin.at and taint(coin.purse) else coin.purse
            return "" if coin.at else "left"

        steps, coins = self.walk(beside, waiting, enter, lambda txid: "", "")
        for step in steps:  # what leaves the state: everything, where the crossing cannot be read
            paid = zip(step.shares, self.transactions[step.txid][1])
            step.left = [purse for purse, (_, script) in paid if script not in self.wallets]
            if step.end:
                step.left = [joined(run for coin in step.spent.values() for run in coin.purse)]
        return steps, [coin for coin in coins if not coin.end], overlap

    def check_custody(self) -> Iterator[str]:
        """Compute the second book under the primary rule and, beside it, under haircut."""
        primary = self.trace["primary"]
        computed = self.custody(primary) | ({} if primary == "haircut" else {"haircut": self.custody("haircut")})
        stated = {key: value for key, value in self.trace["custody"].items() if key != "mixing"}
        yield from differences(stated, computed, "custody", self.unknown)
        self.said = "recomputed; received = held + departed + fees + overlap, for each label"

    def custody(self, rule: str) -> Row:
        """Return the second book under a rule as trace.json writes it."""
        steps, held, overlap = self.second_book(rule, lambda coin: coin.purse)
        moves, departures, holdings, names = list[Row](), list[Row](), list[Row](), dict.fromkeys(self.wallets.values())
        for step in steps:
            inputs, outputs, _ = self.transactions[step.txid]
            owners = {self.wallets.get(self.outputs[o][1]) for o in inputs if not step.end or o in step.spent}
            row = {"txid": step.txid, "height": self.places[step.txid][0], "from": [n for n in names if n in owners]}
            paid = [(self.wallets.get(script, ""), sat) for sat, script in outputs]
            paid = [("", coin.value) for coin in step.spent.values()] if step.end else paid
            kept, left, fee = [coin.purse for coin in step.made if coin.at], taint(*step.left), taint(step.shares[-1])
            if not step.end and (kept or not left):
                inside = {"to": [n for n in names if n in dict(paid)], "value_sat": sum(sat for n, sat in paid if n)}
                moves.append({**row, **inside, "taint_sat": taint(*kept), "taint_fee_sat": fee})
                fee = {}
            if left:
                away = {"value_sat": sum(sat for n, sat in paid if not n), "readable": not step.end}
                departures.append({**row, **away, "taint_sat": left, "taint_fee_sat": fee})
        ends = [*(coin.purse for coin in held), *(purse for step in steps for purse in (*step.left, step.shares[-1]))]
        if taint(*ends, [*overlap.items()]) != taint(*(coin.purse for coin in self.receipts or ())):
            raise Wrong(f"under {rule}, received is not held + departed + fees + overlap")
        for wallet in self.case["custody"]:
            mine = [coin for coin in held if coin.at == wallet["name"]]
            row = {"custody": wallet["name"], "stage": wallet["stage"], "coins": [coin.outpoint for coin in mine]}
            value, amounts = sum(coin.value for coin in mine), taint(*(coin.purse for coin in mine))
            holdings.append({**row, "value_sat": value, "taint_sat": amounts})
        return {"moves": moves, "departures": departures, "holdings": holdings}

    def day(self, height: int) -> str:
        """Return the day of a block, as its miner declares it, in the case's time zone."""
        (time,) = struct.unpack_from("<I", self.headers[height - self.first], 68)
        return dt.datetime.fromtimestamp(time, zoneinfo.ZoneInfo(self.case["timezone"] or "UTC")).date().isoformat()

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
        purse = coin.purse
        for name, sat in taint(purse).items():
            label, state = [*name.split("\0"), ""][:2]
            where = (coin.at, label, sat, coin.outpoint, coin.height)
            named, rest = ([], 0) if state == "claimed" else self.offer("forfeiture", *where)
            if not state:
                others = [self.offer(kind, *where)[0] for kind in ("restraint", "seizure")]
                self.unordered[label] += 0 if named or any(others) else sat
            full = str(self.ledgers.index(named[0])) if named and state in ("", "free") else state or "free"
            for mark, part in (("claimed", sat - rest), (full, rest)):
                purse, _ = put(purse, "\0".join((label, mark, coin.at)), part, name)
        return purse

    def check_orders(self) -> Iterator[str]:
        """Hold the orders against receipts, arrivals and departures."""
        self.ledgers = [Ledger(order, order["amount_sat"]) for order in self.case["orders"]]
        self.unordered = Counter[str]()
        steps, held, _ = self.second_book(self.trace["primary"], self.arrive)
        crossings, _, overlap = self.second_book(self.trace["primary"], lambda coin: coin.purse)
        faults = [*self.order_faults(steps, held, overlap)]
        ends = [*(coin.purse for coin in held), *(purse for step in steps for purse in (*step.left, step.shares[-1]))]
        for name, sat in [(name.split("\0")[1], sat) for name, sat in taint(*ends).items()]:
            if name.isdigit():  # what found a forfeiture order full, and no other
                self.ledgers[int(name)].excess += sat
        computed: Row = {"orders": [each.row() for each in self.ledgers], "faults": faults}
        computed["unordered_sat"] = {label: self.unordered[label] for label in self.labels}
        stated = {**{key: self.trace.get(key) for key in computed}, "mixing": self.trace["custody"]["mixing"]}
        computed["mixing"] = [*self.mixing(steps, crossings)]
        yield from differences(stated, computed, "trace", self.unknown)
        self.said = f"{len(self.ledgers)} orders, what none covers, their faults and the mixing are recomputed"

    def order_faults(self, steps: Sequence[Step], held: Sequence[Coin], overlap: Counter[str]) -> Iterator[str]:
        """Count what left under return orders; yield what did under none, and what lies in a reserve unforfeited."""
        for step in steps:
            gone = Counter[tuple[str, str]]()
            for name, sat in [pair for purse in step.left for pair in taint(purse).items()]:
                gone[name.split("\0")[2], name.split("\0")[0]] += sat
            for (wallet, label), sat in gone.items():
                if self.offer("return", wallet, label, sat, step.txid, self.places[step.txid][0])[1]:
                    yield f"{step.txid}: {sat} sat of {label} left {wallet} under no return order"
        today, orders = self.day(self.trace["horizon"]["height"]), self.case["orders"]
        reserves = {each["name"] for each in self.case["custody"] if each["stage"] == "reserve"}
        forfeited = [each for each in orders if each["kind"] == "forfeiture" and (each["in_force"] or "9") <= today]
        covered = {(wallet, label) for each in forfeited for wallet in each["custody"] for label in each["labels"]}
        lying = [(coin, name.split("\0")) for coin in held for name, _ in coin.purse if name and coin.at in reserves]
        yield from dict.fromkeys(
            f"{coin.outpoint}: held in {coin.at}, a reserve, with no forfeiture order for {label} in force on {today}"
            for coin, (label, state, _) in lying
            if state != "claimed" and (coin.at, label) not in covered
        )
        once_only = "arrive in coins of the state that a seed claims: one coin cannot hold both"
        yield from (f"{sat} sat of {label} {once_only}" for label, sat in overlap.items() if sat)

    def mixing(self, marked: Sequence[Step], crossings: Sequence[Step]) -> Iterator[Row]:
        """Yield every crossing of several coins that mixes labels, orders, or untraced satoshi."""
        under, carried = dict[str, set[str]](), dict[str, set[str]]()
        for place, name in [(place, each.order["id"]) for each in self.ledgers for place in each.places]:
            under.setdefault(place, set()).add(name)
        for step in marked:
            carried[step.txid] = set().union(*(under.get(outpoint, set()) for outpoint in step.spent))
            for coin in step.made:
                under.setdefault(coin.outpoint, set()).update(carried[step.txid])
        for step in crossings:
            prevouts = [self.outputs[o][0] for o in self.transactions[step.txid][0] if not step.end]
            held = taint(*(coin.purse for coin in step.spent.values()))
            orders = [each.order["id"] for each in self.ledgers if each.order["id"] in carried.get(step.txid, ())]
            rest = sum(prevouts) - sum(held.values())
            if len(prevouts) > 1 and (len(held) > 1 or len(orders) > 1 or rest):
                yield {"txid": step.txid, "labels": [*held], "orders": orders, "untraced_sat": rest}

    def check_bounds(self) -> Iterator[str]:
        """Check that each bound is what its flow and its cut prove, and that no receipt, wallet or order lacks one."""
        if self.receipts is None:
            raise Unknown("this needs item 7")
        reach, rows, proofs = Reach(self), set[tuple[str, str, str]](), self.trace["bound_proofs"]
        for row in self.trace["bounds"]:
            kind, label = next(kind for kind in ("custody", "order", "outpoint") if kind in row), row["label"]
            inside, (upper, lower) = reach.target(kind, row[kind]), (row["upper_proof"], row["lower_proof"])
            most, value = proofs[upper]["value_sat"], sum(reach.coins[o].value for o in inside)
            faults = [*reach.unproven(upper, True, label, inside | reach.ways)]
            if kind == "outpoint" and most >= value:  # no more than its value, whatever comes back
                faults, most = faults and [*reach.unproven(upper, True, label, reach.ways)], value
            faults += reach.unproven(lower, False, label, inside)
            least = value - proofs[lower]["value_sat"]
            partial = bool(reach.ways) or not (proofs[upper]["exact"] and proofs[lower]["exact"])
            if (row["lower_sat"], row["upper_sat"], row["partial"]) != (least, most, partial):
                faults.append(f"its proofs say {least} to {most} sat, and it says something else")
            rows.add((kind, row[kind], label or "all labels"))
            yield from (f"{row[kind]}, {label or 'all labels'}: {fault}" for fault in faults)
        lacking = sorted({*reach.wanted()} - rows)
        yield from (f"no bound of {kind} {name}, {label}" for kind, name, label in lacking)
        loose = sum(proof["flow"] is None or not proof["exact"] for proof in proofs)
        more = f"; {loose} proofs have no flow: such a bound holds, that it is tight is not shown" if loose else ""
        self.said = f"{len(rows)} are proven by their cuts, and attained by their flows{more}"

    def check_not_shown_offline(self) -> Iterator[str]:
        """List what no check of a bundle can show offline, or this file does not look at."""
        primary, used = self.trace["primary"], {*self.steps, *(outpoint[:64] for outpoint in self.claims)}
        looked_at = "bounds bound_proofs case case_sha256 custody faults gaps horizon methods network orders primary"
        self.unknown |= self.trace.keys() - {*looked_at.split(" "), "unordered_sat"}
        self.unknown |= {f"methods.{name}" for name in self.trace["methods"] if name != primary}
        held = [name for holding in self.trace["custody"]["holdings"] for name in holding["coins"]]
        ends = self.trace["methods"][primary]["coins"]
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
        texts = [text for text in NOT_SHOWN.splitlines() if "signet" not in text or self.network == "signet"]
        raise Unknown(*(text.format(**facts) for text in texts))


class Reach:
    """All that satoshi of the seeds could be in under any rule that conserves value, and what can flow through it.

    Source: Ford, Fulkerson, "Maximal Flow through a Network" (1956): a flow as great as a cut shows both to be extreme.
    """

    def __init__(self, of: Verifier) -> None:
        self.of, everything = of, lambda txid, spends, pays: [joined([("*", sat)]) for sat in pays]
        steps, coins = of.walk(everything, of.claims, self.enter, of.end_at, "reach")
        self.coins = {coin.outpoint: coin for coin in coins}
        self.steps = {step.txid: step for step in steps if not step.end}
        self.spender = {outpoint: txid for txid, step in self.steps.items() for outpoint in step.spent}
        self.ways = {outpoint for outpoint, coin in self.coins.items() if coin.end == "budget"}
        self.labels = sorted({label for outpoint in self.coins for label, _ in of.claims.get(outpoint, ())})
        self.room = {
            (traced, label): self.capacities(traced, label)
            for traced in (True, False)
            for label in (None, *self.labels)
        }
        self.held_back: dict[tuple[frozenset[Arc], bool, str | None], set[str]] = {}

    def enter(self, coin: Coin) -> str:
        """Let a claim reach its coin; return where the walk ends because of the coin."""
        if any(sat for _, sat in self.of.claims.get(coin.outpoint, ())):
            coin.purse = joined([("*", coin.value)])
        return self.of.end_of(coin)

    def capacities(self, traced: bool, label: str | None) -> Counter[Arc]:
        """Return how much of a label's satoshi, or of all others', can flow through each arc."""
        room = Counter[Arc]()
        for name, coin in self.coins.items():
            claims, is_made = self.of.claims.get(name, []), name[:64] in self.steps
            claimed = min(sum(sat for _, sat in claims), coin.value)
            own = claimed if label is None else sum(sat for whose, sat in claims if whose == label)
            room["coin", name] = coin.value - claimed if is_made else 0
            room["seed", name] = own if traced else 0 if is_made else coin.value - own
        for txid, step in self.steps.items() if not traced else ():
            prevouts = sum(self.of.outputs[o][0] for o in self.of.transactions[txid][0])
            room["other", txid] = prevouts - sum(coin.value for coin in step.spent.values())
        return room

    def passes(self, cut: frozenset[Arc], traced: bool, label: str | None, inside: Iterable[str]) -> bool:
        """Return whether such satoshi find a way into these coins past the cut."""
        room, held_back = self.room[traced, label], self.held_back.setdefault((cut, traced, label), set())
        seen, waiting = set[str](), [*inside]
        while waiting:
            outpoint = waiting.pop()
            txid, arcs = outpoint[:64], [("seed", outpoint)]
            if room["coin", outpoint] and ("coin", outpoint) not in cut and txid not in seen | held_back:
                seen.add(txid)
                arcs.append(("other", txid))
                waiting += self.steps[txid].spent
            if any(room[arc] and arc not in cut for arc in arcs):
                return True
        held_back |= seen
        return False

    def unproven(self, number: int, traced: bool, label: str | None, inside: set[str]) -> Iterator[str]:
        """Yield what is wrong with a proof that so much of such satoshi, and no more, can come into these coins."""
        room, balance, flow = self.room[traced, label], Counter[str](), Counter[Arc]()
        proof = self.of.trace["bound_proofs"][number]
        cut = frozenset((kind, name) for kind, name in proof["cut"])
        if sum(room[arc] for arc in cut) != proof["value_sat"]:
            yield "the cut has another capacity than it states"
        if self.passes(cut, traced, label, inside):
            yield "the cut lets something pass"
        if proof["flow"] is None or not proof["exact"]:
            return
        for kind, name, sat in proof["flow"]:
            flow[kind, name] += sat
            if not 0 < sat <= flow[kind, name] <= room[kind, name]:
                yield f"the flow does not fit through {kind} {name}"
            balance[name[:64]] += sat if kind == "other" else -sat if kind == "coin" else 0
            if kind != "other":
                balance["" if name in inside else self.spender.get(name, "lost")] += sat
        if balance.pop("", 0) != proof["value_sat"] or any(balance[txid] for txid in balance if txid != "lost"):
            yield "the flow loses or makes satoshi, or does not bring what it states"

    def target(self, kind: str, name: str) -> set[str]:
        """Return the coins of the reach that a bound is about."""
        named = {wallet for order in self.of.case["orders"] if order["id"] == name for wallet in order["custody"]}
        wallets = {name} if kind == "custody" else named
        received = {o for o, coin in self.coins.items() if coin.end == "custody" and coin.at in wallets}
        return {name} if kind == "outpoint" else received

    def wanted(self) -> Iterator[tuple[str, str, str]]:
        """Yield every target that must have a bound, for all labels together and for each."""
        received, asked = [coin for coin in self.coins.values() if coin.end == "custody"], ["all labels"]
        seeds = {o: sum(sat for _, sat in self.of.claims.get(o, ())) for o in self.coins}
        if not any((seeds[o] and o[:64] in self.steps) or seeds[o] > coin.value for o, coin in self.coins.items()):
            asked += self.labels
        ends = {row["outpoint"] for row in self.of.trace["methods"][self.of.trace["primary"]]["coins"]}
        named = {("outpoint", name) for name in ends | {coin.outpoint for coin in received} if name in self.coins}
        yield from ((*each, label) for each in named | {("custody", coin.at) for coin in received} for label in asked)
        for order in [order for order in self.of.case["orders"] if order["kind"] != "return"]:
            if self.target("order", order["id"]):
                mine = [label for label in asked if label in order["labels"] or {*self.labels} <= {*order["labels"]}]
                yield from (("order", order["id"], label) for label in mine)


NOT_SHOWN = """\
that a coin is still unspent: {client} gettxout TXID VOUT false, {unspent} times, for unspent ends and held coins
that no spend up to the horizon was left out: trace the case again on a node of your own (tracer trace)
that these blocks are of the best chain: {client} getblockhash {first} must give {anchor}
that the horizon is of the best chain: {client} getblockhash {height} must give {hash}
{absent} transactions that are not here, whose outputs seeds spend: {client} getrawtransaction TXID 2
that an address or a descriptor was paid nothing else: {client} scanblocks start '["addr(ADDRESS)"]'
that case.json is what case.toml, scripts.json and the TagPacks say: compare them (or: tracer verify BUNDLE)
that an address in case.json is the one that spells its script: {client} validateaddress ADDRESS
that a withheld descriptor gives the scripts in scripts.json: {client} deriveaddresses DESCRIPTOR '[0,999]'
that seeds, wallets, orders and tags are what the case says of them: it asserts so; see the exhibits
that what ends trails as mix or lightning is that, and nothing else: inferences, with error rates
witnesses, which a txid does not cover: {client} getrawtransaction TXID 0; a Lightning stop can rest on one
the signatures and time stamps in signatures/: openssl, over tagmanifest-sha256.txt
that nobody made everything again: the SHA-256 of tagmanifest-sha256.txt, {seal}, must be the one handed over
bundle.json, the report and the tables: compare their figures with trace.json (or: tracer verify BUNDLE)
a signet's block signatures: bitcoin-cli -signet getblockheader {hash}
these keys of trace.json, the methods beside the primary one among them: {unknown}
"""


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
