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
from dataclasses import dataclass
from typing import NamedTuple

Purse = list[tuple[str, int]]
Row = dict[str, object]
Verdict = tuple[list[str], str]  # the faults found, and the reason of a PASS where there are none
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
TAG_FILES = ("bag-info.txt", "bagit.txt", "manifest-sha256.txt", "manifest-sha512.txt")
SIGNATURES = (
    "analyst.cms", "analyst.pem", "journal.jsonl", "node.json", "ots-headers.bin", "reviewer.cms", "reviewer.pem",
    "statement.dsse.json", "statement.reviewer.dsse.json", "tagmanifest.2.tsr", "tagmanifest.3.tsr", "tagmanifest.ots",
    "tagmanifest.ed25519.sig", "tagmanifest.reviewer.ed25519.sig", "tagmanifest.tsr", "tsa-chain.pem",
)  # fmt: skip
TERMINALS = (
    "custody", "service", "unspent", "mix", "fan_out", "lightning", "threshold", "hops", "horizon", "gap", "budget",
    "burned", "fee",
)  # fmt: skip
BY_LABEL = ("taint_sat", "taint_in_sat", "taint_fee_sat", "labels", "totals", "terminals", "unordered_sat")
MALFORMED = (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError)


class Wrong(Exception):
    """The bundle is not what it should be; the argument says how."""


class Unknown(Exception):
    """This cannot be checked here; the argument says why."""


def once(pairs: list[tuple[str, object]]) -> Row:
    """Return an object of JSON, which must not hold a key twice."""
    if len(dict(pairs)) < len(pairs):
        raise Wrong("JSON: a key appears twice in one object")
    return dict(pairs)


def refused(number: str) -> object:
    """Refuse what is no integer: every number of a bundle is one."""
    raise Wrong(f"JSON: {number[:20]} is not an integer")


parse_json = functools.partial(json.loads, object_pairs_hook=once, parse_float=refused, parse_constant=refused)


def set_aside(about: Row, name: str, files: Mapping[str, bytes]) -> list[Row]:
    """Return the rows that trace.json names a file of instead of holding them."""
    content = files.get(f"data/trace/{name}", b"")
    if about["file"] != name or hashlib.sha256(content).hexdigest() != about["sha256"]:
        raise Wrong(f"{name} is not the file with the SHA-256 that trace.json states")
    csv.field_size_limit(2**31 - 1)
    rows = [row_of(cells) for cells in csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True)]
    if len(rows) != about["rows"]:
        raise Wrong(f"{name} holds {len(rows)} rows, trace.json says {about['rows']}")
    return rows


def row_of(cells: dict[str, str]) -> Row:
    """Return a row of trace.json from its cells: an empty cell is a key that the row does not have, or null."""
    row: Row = {name: None for name in ("address", "terminal") if cells.get(name) == ""}
    for name, cell in cells.items():
        if cell and name in ("height", "index", "value_sat", "fee_sat", "segments", *BY_LABEL):
            row[name] = parse_json(cell)
        elif cell:
            row[name] = cell[1:] if cell.startswith("'") else cell
    return row


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
    is_coinbase = spends == [f"{'0' * 64}:{0xFFFFFFFF}"]
    if (
        stream.read(1)
        or (has_witness and not any(witness))
        or not spends
        or not outputs
        or len({*spends}) < len(spends)
    ):
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


def put(purse: Purse, label: str, sat: int) -> tuple[Purse, int]:
    """Put satoshi of a label into the untraced ones, from the front; return the purse, and how many found no place."""
    filled: Purse = []
    for held, length in purse:
        taken = 0 if held else min(sat, length)
        filled, sat = [*filled, (label, taken), (held, length - taken)], sat - taken
    return joined(filled), sat


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
        pool = deque(runs)
        taken = {slot: front(pool, pays[slot]) for slot in order}
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

    def row(self, **more: object) -> Row:
        """Return the coin as trace.json writes it."""
        return {"outpoint": self.outpoint, "value_sat": self.value, "taint_sat": taint(self.purse), **more}


class Step(NamedTuple):
    """A transaction that spends such coins (by input), what each output and the fee receive, and the coins it makes."""

    txid: str
    spent: list[tuple[int, Coin]]
    shares: list[Purse]
    end: str
    made: list[Coin]


Rule = Callable[[str, list[Purse], list[int]], list[Purse]]  # of a txid, its spends and payments: what each receives


class Ledger:
    """An order of the case, and what has counted under it so far."""

    def __init__(self, order: dict[str, str], amount: int | None) -> None:
        self.order, self.amount, self.counted, self.excess = order, amount, 0, 0
        self.places, self.faults = dict[str, None](), dict[str, None]()

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

    def row(self) -> Row:
        """Return the order as trace.json writes it."""
        verb, received = "returned" if self.order["kind"] == "return" else "received", self.counted + self.excess
        faults = [*self.faults]
        if self.amount is not None and not received:
            faults.append(f"nothing of the {self.amount} sat ordered was {verb}")
        faults += [f"{verb} {self.excess} sat more than the {self.amount} sat ordered"] if self.excess else []
        row = {key: self.order[key] for key in ("id", "kind", "labels", "custody")}
        amounts = {"ordered_sat": self.amount, "received_sat": received, "excess_sat": self.excess}
        short = 0 if self.amount is None else self.amount - self.counted
        return {**row, **amounts, "shortfall_sat": short, "receipts": [*self.places], "faults": faults}


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
    """One bundle being checked, item by item; what an item needs from one before it is kept here."""

    def __init__(self, files: Mapping[str, bytes], faults: Sequence[str] = ()) -> None:
        self.files, self.faults, self.unknown = files, faults, set[str]()
        self.trace, self.case = parse_json("{}"), parse_json("{}")
        self.transactions: dict[str, Transaction] = {}
        self.places: dict[str, tuple[int, int]] = {}
        self.outputs: dict[str, tuple[int, bytes]] = {}
        self.claims: dict[str, list[tuple[str, int]]] = {}
        self.receipts: list[Coin] | None = None
        self.steps: dict[str, Step] = {}

    def items(self) -> Iterator[tuple[str, str, str, list[str]]]:
        """Carry out one item after the other; yield verdict, number, title and reasons of each."""
        for number, (title, check) in enumerate(self.CHECKS.items(), 1):
            verdict = "FAIL"
            try:
                reasons, reason = check(self)
                if not reasons:
                    verdict, reasons = "PASS", [reason]
            except Wrong as error:
                reasons = [str(error)]
            except (Unknown, zoneinfo.ZoneInfoNotFoundError) as error:
                verdict, reasons = "NOT-CHECKED", [*map(str, error.args)]
            except MALFORMED as error:
                reasons = [f"a file has another form than it should: {type(error).__name__} {error}"[:300]]
            if verdict == "FAIL" and len(reasons) > 10:
                reasons[10:] = [f"and {len(reasons) - 10} more"]
            yield verdict, str(number), title, reasons

    def check_files(self) -> Verdict:
        """Check that every file is the one in the manifests, and none is a stranger."""
        known = {*TAG_FILES, "tagmanifest-sha256.txt", *(f"signatures/{name}" for name in SIGNATURES)}
        listed = parse_json(self.files.get("data/bundle.json", b'{"derived":[]}'))["derived"]
        own = ("bundle.json", "trace/trace.json", "case/case.toml", "case/case.json", *listed)
        known |= {f"data/{name}" for name in own}
        strange = [name for name in self.files if name not in known and not re.match("data/(case|chain)/", name)]
        faults = [*self.faults, *(f"{name}: does not belong to the bundle" for name in strange)]
        for manifest in ("manifest-sha256.txt", "manifest-sha512.txt", "tagmanifest-sha256.txt"):
            of = TAG_FILES if manifest[0] == "t" else [name for name in self.files if name.startswith("data/")]
            pairs = [(hashlib.new(manifest[-10:-4], self.files[name]), name) for name in of if name in self.files]
            actual = Counter(f"{digest.hexdigest()}  {name.replace('%', '%25')}" for digest, name in pairs)
            stated = Counter(self.files.get(manifest, b"").decode("utf-8", "replace").splitlines())
            paths = sorted({line.partition("  ")[2][:200] for line in (stated - actual) + (actual - stated)})
            faults += [f"{path}: this file and {manifest} differ, or one of them lacks it" for path in paths]
        return faults, f"{len(self.files)} files agree with the manifests; none missing, none added"

    def check_transactions(self) -> Verdict:
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
        return faults, f"{len(self.transactions)} raw transactions hash to their names"

    def check_proofs(self) -> Verdict:
        """Check that each transaction lies where it is said to, and its block's coinbase in the same tree."""
        about, raw, heights = (
            parse_json(self.files["data/chain/network.json"]),
            self.files["data/chain/headers.bin"],
            parse_json(self.files["data/chain/heights.json"]),
        )
        self.network, self.first = about["network"], about["first_height"]
        placed, coinbases = heights["transactions"], heights["coinbases"]
        self.headers = [raw[at : at + 80] for at in range(0, len(raw), 80)]
        proofs = {f"data/chain/proof/{txid}.merkle": txid for txid in placed}
        strangers = {name for name in self.files if name.startswith("data/chain/proof/")} - {*proofs}
        strangers |= {*self.transactions} - {*placed, *coinbases.values()}
        faults = [f"{name}: has no place in heights.json" for name in sorted(strangers)]
        shown = {"genesis_hash": NETWORKS[self.network][2], "last_height": self.first + len(self.headers) - 1}
        if about != {**about, "schema": 1, **shown} or len(about) != 5:
            faults.append("network.json: is not what headers.bin shows")
        if {str(height) for height, _ in placed.values()} != coinbases.keys():
            faults.append("heights.json: names a coinbase without a proof, or lacks one")
        for name, txid in proofs.items():
            height, index = placed[txid]
            try:
                self.check_place(txid, height, index, coinbases[str(height)], self.files.get(name, b""))
            except (IndexError, Wrong) as wrong:
                faults.append(f"{name}: {wrong}")
        self.places = dict(sorted(self.places.items(), key=lambda item: (item[1], item[0])))
        self.outputs = {f"{t}:{vout}": o for t in self.places for vout, o in enumerate(self.transactions[t][1])}
        return faults, f"{len(proofs)} transactions lie in the blocks and at the places stated"

    def check_place(self, txid: str, height: int, index: int, first: str, proof: bytes) -> None:
        """Check the proof that a transaction, and its block's coinbase `first`, lie where they are said to."""
        (header, shown), at = climb(proof), height - self.first
        pushed = height.to_bytes((height.bit_length() + 8) // 8, "little")
        pushed = bytes([len(pushed)]) + pushed if height > 16 else bytes([80 + height if height else 0])
        coinbase = self.transactions.get(first, ([], [], b""))[2]
        if at < 0 or header != self.headers[at]:
            raise Wrong(f"its header is not that of height {height} in headers.bin")
        if not coinbase or (0, first) not in shown:
            raise Wrong("does not show the coinbase of its block")
        if height >= NETWORKS[self.network][1] and not coinbase.startswith(pushed):
            raise Wrong(f"its block's coinbase does not state height {height}")
        if (index, txid) not in shown or txid not in self.transactions:
            raise Wrong(f"does not show the transaction at index {index}, or its bytes are missing")
        self.places |= {first: (height, 0), txid: (height, index)}

    def check_headers(self) -> Verdict:
        """Check that the headers are a chain with its work, up to the horizon."""
        self.trace = parse_json(self.files["data/trace/trace.json"])
        for method, key in itertools.product(self.trace["methods"], ("coins", "transactions")):
            if isinstance(self.trace["methods"][method].get(key), dict):
                about = self.trace["methods"][method][key]
                self.trace["methods"][method][key] = set_aside(about, f"{key}.{method}.csv", self.files)
        last = {"height": self.first + len(self.headers) - 1, "hash": sha256d(self.headers[-1])[::-1].hex()}
        faults = list(header_faults(self.headers, self.first, self.network))
        if (self.trace["horizon"], self.trace["network"]) != (last, self.network):
            faults.append(f"they end at {last} on {self.network}, which is not the horizon of trace.json")
        return faults, f"heights {self.first} to {last['height']} are a chain with its work, up to the horizon"

    def check_amounts(self) -> Verdict:
        """Check that what is crossed has its prevouts here; nothing pays more than it spends, or spends again."""
        custody, gaps = self.trace["custody"], {gap["txid"] for gap in self.trace["gaps"]}
        tables = [custody["moves"], custody["departures"], *(m["transactions"] for m in self.trace["methods"].values())]
        crossed = {row["txid"] for table in tables if isinstance(table, list) for row in table}
        faults = [f"{txid}: is crossed, and not proven here" for txid in sorted(crossed - {*self.places})]
        spenders: dict[str, str] = {}
        for txid, place in self.places.items():
            inputs = self.transactions[txid][0]
            for outpoint in inputs:
                if spenders.setdefault(outpoint, txid) != txid or self.places.get(outpoint[:64], (-1, 0)) >= place:
                    faults.append(f"{txid}: spends {outpoint}, which another spends too, or which comes later")
            missing = [outpoint for outpoint in inputs if outpoint not in self.outputs]
            if missing and txid in crossed - gaps:
                faults.append(f"{txid}: {missing[0]}, which it spends, is missing, so that its fee is not known")
            if inputs and not missing and self.fee(txid) < 0:
                faults.append(f"{txid}: pays more than it spends")
        return faults, f"{len(crossed)} transactions crossed have all their prevouts; no fee is negative"

    def fee(self, txid: str) -> int:
        """Return what a transaction whose prevouts are here leaves to the miner."""
        return sum(self.outputs[o][0] for o in self.transactions[txid][0]) - sum(
            s for s, _ in self.transactions[txid][1]
        )

    def check_case(self) -> Verdict:
        """Check that the case is the one of the result, and find what its seeds claim."""
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
        pairs += [(trace["horizon"], horizon), (used, case["stop"]), (used["tags"], tags)]
        pairs += [(method["retained"], case["retained"])]
        faults = [f"case/ says {str(b)[:80]}, trace.json says {str(a)[:80]}" for a, b in pairs if a != b]
        if b"withheld:" not in content and hashlib.sha256(content).hexdigest() != trace["case_sha256"]:
            faults.append("case.toml: its SHA-256 is not the one in trace.json")
        self.case, self.retained = case, {*case["retained"]}
        self.wallets = {bytes.fromhex(script): each["name"] for each in case["custody"] for script in each["scripts"]}
        self.services = {bytes.fromhex(script): name for script, name in case["services"].items()}
        for number, seed in enumerate(case["seeds"]):
            left, coins = seed["amount_sat"], self.seeded(number)
            for outpoint in coins:
                sat = self.outputs[outpoint][0] if left is None else min(left, self.outputs[outpoint][0])
                left = None if left is None else left - sat
                if sat or left is None:
                    self.claims.setdefault(outpoint, []).append((seed["label"], sat))
            faults += [f"seed {seed['seed']} is not here, or smaller than the case says"] if left or not coins else []
        return faults, "its stops, TagPacks and horizon are those of the result, and its seeds are here"

    def seeded(self, number: int) -> list[str]:
        """Return the coins that a seed names, in chain order."""
        seed = self.case["seeds"][number]
        first, last, scripts = seed["from_height"] or 0, seed["to_height"], {*seed["scripts"]}
        last, coins = self.trace["horizon"]["height"] if last is None else last, self.outputs.items()
        paid = [o for o, (_, s) in coins if s.hex() in scripts and first <= self.places[o[:64]][0] <= last]
        whole = [o for o in self.outputs if o[:64] == seed["txid"]]
        return [seed["outpoint"]] if seed["outpoint"] else whole or paid

    def walk(
        self, rule: Rule, begins: Iterable[str], enter: Callable[[Coin], str], ends: Callable[[str], str], budget: int
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
            step, hop = Step(txid, spent, shares, end, []), 1 + min([coin.hop for _, coin in spent], default=0)
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

    def share(self, rule: str, txid: str, spends: list[Purse], pays: list[int]) -> list[Purse]:
        """Return what a transaction's payments receive, with the outputs that the case declares to be change."""
        return share(rule, spends, pays, [slot for slot in range(len(pays)) if f"{txid}:{slot}" in self.retained])

    def end_of(self, coin: Coin) -> str:
        """Return where a trail ends because of the coin itself: nowhere further, with the state, or at a service."""
        if coin.script[:1] == b"\x6a" or len(coin.script) > 10_000 or coin.height == 0:
            return "burned"
        coin.at = self.wallets.get(coin.script) or self.services.get(coin.script, "")
        return "custody" if coin.script in self.wallets else "service" if coin.at else ""

    def end_at(self, stops: Sequence[dict[str, str]], txid: str) -> str:
        """Return where trails end that are spent into this; what detectors find, mixes and Lightning, is taken over."""
        asked, inferred = self.case["stop"], {(stop["txid"], stop["terminal"]) for stop in stops}
        found = {
            "mix": asked["coinjoin"] and (txid, "mix") in inferred,
            "fan_out": 0 < asked["fan_out"] < len(self.transactions[txid][1]),
            "lightning": asked["lightning"] and (txid, "lightning") in inferred,
            "horizon": 0 < asked["to_height"] < self.places[txid][0],
        }
        return next((end for end in found if found[end]), "")

    def check_primary(self) -> Verdict:
        """Compute the first book, from the seeds to every trail's end."""
        primary, stop = self.trace["primary"], self.case["stop"]
        if primary not in TURNS:
            raise Unknown(f"this knows only the rules {', '.join(TURNS)}")
        stated, seeds, collisions = self.trace["methods"][primary], list[Row](), list[Row]()
        books = {label: Counter[str]() for claims in self.claims.values() for label, _ in claims}

        def enter(coin: Coin) -> str:
            """Put the seeds' claims into a coin; return where its trail ends."""
            for label, sat in self.claims.get(coin.outpoint, ()):
                held, coin.hop = taint(coin.purse), 0
                coin.purse, rest = put(coin.purse, label, sat)
                amounts = {"asserted_sat": sat, "overlap_sat": rest, "seed_sat": sat - rest}
                seeds.append({"outpoint": coin.outpoint, "label": label, **amounts})
                books[label].update(amounts)
                for holder, amount in held.items():
                    row = {"outpoint": coin.outpoint, "holder": holder, "claimant": label, "sat": min(rest, amount)}
                    collisions.extend([row] if min(rest, amount) else [])
                    rest -= min(rest, amount)
            small = total(coin.purse) < stop["min_sat"] and coin.outpoint not in self.claims
            far = 0 < stop["max_hops"] <= coin.hop
            return self.end_of(coin) or ("threshold" if small else "hops" if far else "")

        rule, ends = functools.partial(self.share, primary), functools.partial(self.end_at, stated["stops"])
        steps, coins = self.walk(rule, self.claims, enter, ends, self.budget(primary, 0))
        self.steps = {step.txid: step for step in steps if not step.end}
        self.receipts = [coin for coin in coins if coin.end == "custody"]
        faults, labels = [], dict[str, Row]()
        for label, ended in self.ended(coins).items():
            labels[label] = {**books[label], "terminals": {terminal: ended[terminal] for terminal in TERMINALS}}
            faults += [f"the books of {label} do not close"] if sum(ended.values()) != books[label]["seed_sat"] else []
        computed = {"seeds": seeds, "collisions": collisions, "labels": labels, **self.first_rows(coins)}
        inferred = [step for step in steps if step.end in ("mix", "fan_out", "lightning")]
        computed["stops"] = [{"txid": s.txid, "height": self.places[s.txid][0], "terminal": s.end} for s in inferred]
        faults += differences(stated, computed, f"methods.{primary}", self.unknown)
        gaps = [(step.txid, coin.outpoint) for step in steps if step.end == "gap" for _, coin in step.spent]
        rows = [{"method": primary, "txid": txid, "outpoint": outpoint} for txid, outpoint in gaps]
        own = [gap for gap in self.trace["gaps"] if gap["method"] == primary]
        faults += differences(own, rows, "gaps", self.unknown)
        return faults, f"under {primary}: {len(self.steps)} transactions; each label's books close"

    def ended(self, coins: Sequence[Coin]) -> dict[str, Counter[str]]:
        """Say of coins that nothing spends that they are unspent; return by label what ended where."""
        sums = {label: Counter[str]() for claims in self.claims.values() for label, _ in claims}
        for coin in coins:
            coin.end = coin.end or "unspent"
        ends = [(coin.end, coin.purse) for coin in coins if coin.end != "crossed"]
        ends += [("fee", step.shares[-1]) for step in self.steps.values()]
        for end, label, sat in [(end, *item) for end, purse in ends for item in taint(purse).items()]:
            sums[label][end] += sat
        return sums

    def first_rows(self, coins: Sequence[Coin]) -> Row:
        """Return the first book's coins and crossings as trace.json writes them."""
        ends, crossings, spent, made = list[Row](), list[Row](), list[Row](), list[Row]()
        for coin in [coin for coin in coins if coin.end != "crossed"]:
            address, at = self.case["addresses"].get(coin.script.hex()), {coin.end: coin.at} if coin.at else {}
            row = coin.row(terminal=coin.end, height=coin.height, address=address, segments=coin.purse, **at)
            ends.append(row)
        for step in self.steps.values():
            (height, index), into = self.places[step.txid], taint(*(coin.purse for _, coin in step.spent))
            row = {"txid": step.txid, "height": height, "index": index, "fee_sat": self.fee(step.txid)}
            crossings.append({**row, "taint_in_sat": into, "taint_fee_sat": taint(step.shares[-1])})
            spent += [coin.row(txid=step.txid, vin=vin) for vin, coin in step.spent]
            for coin in [coin for coin in step.made if taint(step.shares[int(coin.outpoint[65:])])]:
                made.append(coin.row(segments=coin.purse, terminal=None if coin.end == "crossed" else coin.end))
        return {"coins": ends, "transactions": crossings, "spent": spent, "made": made}

    def second_book(self, rule: str, arrive: Callable[[Coin], Purse]) -> tuple[list[Step], list[Coin], dict[str, int]]:
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
            for vin, coin in step.spent:
                spends[vin] = joined([("", coin.value - total(coin.purse))])
            shares = self.share(rule, txid, spends, [sat - aside[slot] for slot, sat in enumerate(pays)])
            return [joined([*purse, ("", aside[slot])]) for slot, purse in enumerate(shares)]

        def enter(coin: Coin) -> str:
            """Lay a receipt beside what arrives in the same coin."""
            coin.at = self.wallets.get(coin.script, "")
            if coin.outpoint in waiting:
                coin.purse, displaced = overlay(waiting[coin.outpoint], coin.purse)
                for label, sat in displaced:
                    coin.purse, rest = put(coin.purse, label, sat)
                    overlap[label] += rest
            coin.purse = arrive(coin) if coin.at and taint(coin.purse) else coin.purse
            return "" if coin.at else "left"

        steps, coins = self.walk(beside, waiting, enter, lambda txid: "", 0)
        return steps, [coin for coin in coins if not coin.end], overlap

    def left(self, step: Step) -> list[Purse]:
        """Return what a crossing pays to others than the state: everything, where it cannot be read."""
        if step.end:
            return [joined(run for _, coin in step.spent for run in coin.purse)]
        outputs = self.transactions[step.txid][1]
        return [step.shares[vout] for vout, (_, script) in enumerate(outputs) if script not in self.wallets]

    def check_custody(self) -> Verdict:
        """Compute the second book under the primary rule and, beside it, under haircut."""
        primary = self.trace["primary"]
        computed = self.custody(primary) | ({} if primary == "haircut" else {"haircut": self.custody("haircut")})
        stated = {key: value for key, value in self.trace["custody"].items() if key != "mixing"}
        faults = list(differences(stated, computed, "custody", self.unknown))
        return faults, "recomputed; received = held + departed + fees + overlap, for each label"

    def custody(self, rule: str) -> Row:
        """Return the second book under a rule as trace.json writes it."""
        steps, held, overlap = self.second_book(rule, lambda coin: coin.purse)
        moves, departures, holdings = [], [], []
        for step in steps:
            kept = [coin.purse for coin in step.made if coin.at and not step.end]
            left, fee = taint(*self.left(step)), taint(step.shares[-1])
            row, inside, away = self.crossing(step)
            if kept or not left:
                moves.append({**row, **inside, "taint_sat": taint(*kept), "taint_fee_sat": fee})
            if left:
                fee = {} if kept else fee
                departures.append({**row, **away, "taint_sat": left, "taint_fee_sat": fee})
        ends = {"held_sat": [coin.purse for coin in held], "fee_sat": [step.shares[-1] for step in steps]}
        ends["departed_sat"] = [purse for step in steps for purse in self.left(step)]
        totals = {}
        for label, sat in taint(*(coin.purse for coin in self.receipts or ())).items():
            sums = {key: taint(*purses).get(label, 0) for key, purses in ends.items()}
            totals[label] = {"received_sat": sat, "overlap_sat": overlap.get(label, 0), **sums}
            if 2 * sat != sum(totals[label].values()):
                raise Wrong(f"received is not held + departed + fees + overlap: {totals[label]} of {label}")
        for wallet in self.case["custody"]:
            mine = [coin for coin in held if coin.at == wallet["name"]]
            row = {"custody": wallet["name"], "stage": wallet["stage"], "coins": [coin.outpoint for coin in mine]}
            value, amounts = sum(coin.value for coin in mine), taint(*(coin.purse for coin in mine))
            holdings.append({**row, "value_sat": value, "taint_sat": amounts})
        return {"totals": totals, "moves": moves, "departures": departures, "holdings": holdings}

    def crossing(self, step: Step) -> tuple[Row, Row, Row]:
        """Return what a move and a departure say alike of a crossing, and what each says of its own."""
        inputs, outputs, _ = self.transactions[step.txid]
        row, names = {"txid": step.txid, "height": self.places[step.txid][0]}, dict.fromkeys(self.wallets.values())
        if step.end:
            source, gone = dict.fromkeys(coin.at for _, coin in step.spent), sum(coin.value for _, coin in step.spent)
            return {**row, "from": [*source]}, {}, {"value_sat": gone, "readable": False}
        paid = [(self.wallets.get(script), sat) for sat, script in outputs]
        owners = {self.wallets.get(self.outputs[o][1]) for o in inputs}
        inside = sum(sat for name, sat in paid if name is not None)
        to: Row = {"to": [name for name in names if name in dict(paid)], "value_sat": inside}
        away: Row = {"value_sat": sum(sat for _, sat in paid) - inside, "readable": True}
        return {**row, "from": [name for name in names if name in owners]}, to, away

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

    def check_orders(self) -> Verdict:
        """Hold the orders against receipts, arrivals and departures."""
        self.ledgers, self.unordered = (
            [Ledger(order, order["amount_sat"]) for order in self.case["orders"]],
            Counter[str](),
        )
        steps, held, _ = self.second_book(self.trace["primary"], self.arrive)
        crossings, _, overlap = self.second_book(self.trace["primary"], lambda coin: coin.purse)
        faults = [*self.departed(steps), *self.unforfeited(held)]
        once_only = "arrive in coins of the state that a seed claims: one coin cannot hold both"
        faults += [f"{sat} sat of {label} {once_only}" for label, sat in overlap.items() if sat]
        ends = [
            *(coin.purse for coin in held),
            *(purse for step in steps for purse in (step.shares[-1], *self.left(step))),
        ]
        for name, sat in taint(*ends).items():
            if name.split("\0")[1].isdigit():
                self.ledgers[int(name.split("\0")[1])].excess += sat
        computed = {"orders": [each.row() for each in self.ledgers], "faults": faults}
        computed["unordered_sat"] = {seed["label"]: self.unordered[seed["label"]] for seed in self.case["seeds"]}
        stated = {**{key: self.trace.get(key) for key in computed}, "mixing": self.trace["custody"]["mixing"]}
        computed["mixing"] = [*self.mixing(steps, crossings)]
        found = list(differences(stated, computed, "trace", self.unknown))
        what = "orders, what none covers, their faults and the mixing are recomputed"
        return found, f"{len(self.ledgers)} {what}"

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
        today = self.day(self.trace["horizon"]["height"])
        reserves = {each["name"] for each in self.case["custody"] if each["stage"] == "reserve"}
        forfeited = [order for order in self.case["orders"] if order["kind"] == "forfeiture"]
        forfeited = [order for order in forfeited if (order["in_force"] or "9") <= today]
        covered = {(wallet, label) for each in forfeited for wallet in each["custody"] for label in each["labels"]}
        return dict.fromkeys(
            f"{coin.outpoint}: held in {coin.at}, a reserve, with no forfeiture order for {label} in force on {today}"
            for coin in held
            for label, state, *_ in (name.split("\0") for name, _ in coin.purse if name)
            if coin.at in reserves and state != "claimed" and (coin.at, label) not in covered
        )

    def mixing(self, marked: Sequence[Step], crossings: Sequence[Step]) -> Iterator[Row]:
        """Yield every crossing of several coins that mixes labels, orders, or untraced satoshi."""
        under, carried = dict[str, set[str]](), dict[str, set[str]]()
        for place, name in [(place, each.order["id"]) for each in self.ledgers for place in each.places]:
            under.setdefault(place, set()).add(name)
        for step in marked:
            carried[step.txid] = set().union(*(under.get(coin.outpoint, set()) for _, coin in step.spent))
            for coin in step.made:
                under.setdefault(coin.outpoint, set()).update(carried[step.txid])
        for step in crossings:
            prevouts = [self.outputs[o][0] for o in self.transactions[step.txid][0] if o in self.outputs]
            held = taint(*(coin.purse for _, coin in step.spent))
            orders = [each.order["id"] for each in self.ledgers if each.order["id"] in carried.get(step.txid, ())]
            rest = sum(prevouts) - sum(held.values())
            if not step.end and len(prevouts) > 1 and (len(held) > 1 or len(orders) > 1 or rest):
                yield {"txid": step.txid, "labels": [*held], "orders": orders, "untraced_sat": rest}

    def check_bounds(self) -> Verdict:
        """Check that each bound is what its flow and its cut prove, and that no receipt, wallet or order lacks one."""
        if self.receipts is None:
            raise Unknown("this needs item 7")
        reach, faults, proofs = Reach(self), list[str](), self.trace["bound_proofs"]
        rows: set[tuple[str, str, str | None]] = set()
        for number, row in enumerate(self.trace["bounds"]):
            kind = next(kind for kind in ("custody", "order", "outpoint") if kind in row)
            rows.add((kind, row[kind], row["label"]))
            faults += [f"{row[kind]}, {row['label'] or 'all labels'}: {fault}" for fault in reach.faults(number, kind)]
        lacking = sorted({*reach.wanted()} - rows, key=str)
        faults += [f"no bound of {kind} {name}, {label or 'all labels'}" for kind, name, label in lacking]
        loose = sum(proof["flow"] is None or not proof["exact"] for proof in proofs)
        more = (
            f"; {loose} proofs have a cut and no flow: the bound holds, that it is tight is not shown" if loose else ""
        )
        return faults, f"{len(rows)} are proven by their cuts, and attained by their flows{more}"

    def check_rest(self) -> Verdict:
        """List what no check of a bundle can show offline, or this file does not look at."""
        primary, used = self.trace["primary"], {*self.steps, *(outpoint[:64] for outpoint in self.claims)}
        looked_at = "bounds bound_proofs case case_sha256 custody faults gaps horizon methods network orders primary"
        self.unknown |= self.trace.keys() - {*looked_at.split(" "), "unordered_sat"}
        self.unknown |= {f"methods.{name}" for name in self.trace["methods"] if name != primary}
        ends = self.trace["methods"][primary]["coins"]
        held = [name for holding in self.trace["custody"]["holdings"] for name in holding["coins"]]
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
        self.of, claims = of, of.claims
        ends = functools.partial(of.end_at, of.trace["reach"]["stops"])
        most = of.budget("reach", of.trace["parameters"]["reach_transactions"])
        steps, coins = of.walk(
            lambda txid, spends, pays: [joined([("*", sat)]) for sat in pays], claims, self.enter, ends, most
        )
        self.coins = {coin.outpoint: coin for coin in coins}
        self.steps = {step.txid: step for step in steps if not step.end}
        self.spender = {coin.outpoint: step.txid for step in self.steps.values() for _, coin in step.spent}
        self.claimed = {o: min(sum(sat for _, sat in claims.get(o, ())), coin.value) for o, coin in self.coins.items()}
        self.ways = {outpoint for outpoint, coin in self.coins.items() if coin.end == "budget"}
        self.held_back: dict[tuple[frozenset[Arc], bool, str | None], set[str]] = {}

    def enter(self, coin: Coin) -> str:
        """Let a claim reach its coin; return where the walk ends because of the coin."""
        if any(sat for _, sat in self.of.claims.get(coin.outpoint, ())):
            coin.purse = joined([("*", coin.value)])
        return self.of.end_of(coin)

    def capacity(self, arc: Arc, traced: bool, label: str | None) -> int:
        """Return how much of a label's satoshi, or of all others', can flow through an arc."""
        kind, name = arc
        if kind == "other":
            prevouts = sum(self.of.outputs[o][0] for o in self.of.transactions[name][0])
            return 0 if traced else prevouts - sum(coin.value for _, coin in self.steps[name].spent)
        is_made, value = name[:64] in self.steps, self.coins[name].value
        if kind == "coin":
            return value - self.claimed[name] if is_made else 0
        own = sum(sat for whose, sat in self.of.claims.get(name, ()) if whose == label) if label else self.claimed[name]
        return own if traced else 0 if is_made else value - own

    def passes(self, cut: frozenset[Arc], traced: bool, label: str | None, inside: Iterable[str]) -> bool:
        """Return whether such satoshi find a way into these coins past the cut."""
        held_back = self.held_back.setdefault((cut, traced, label), set())
        seen, waiting = set[str](), [*inside]
        while waiting:
            outpoint = waiting.pop()
            txid, arcs = outpoint[:64], [("seed", outpoint)]
            open_coin = ("coin", outpoint) not in cut and self.capacity(("coin", outpoint), traced, label)
            if open_coin and txid not in seen and txid not in held_back:
                seen.add(txid)
                arcs.append(("other", txid))
                waiting += [coin.outpoint for _, coin in self.steps[txid].spent]
            if any(arc not in cut and self.capacity(arc, traced, label) for arc in arcs):
                return True
        held_back |= seen
        return False

    def unproven(self, number: int, traced: bool, label: str | None, inside: set[str]) -> Iterator[str]:
        """Yield what is wrong with a proof that so much of such satoshi, and no more, can come into these coins."""
        proof, balance, flow = self.of.trace["bound_proofs"][number], Counter[str](), Counter[Arc]()
        cut = frozenset((kind, name) for kind, name in proof["cut"])
        if sum(self.capacity(arc, traced, label) for arc in cut) != proof["value_sat"]:
            yield f"the cut of proof {number} has another capacity than it states"
        if self.passes(cut, traced, label, inside):
            yield f"the cut of proof {number} lets something pass"
        if proof["flow"] is None or not proof["exact"]:
            return
        for kind, name, sat in proof["flow"]:
            flow[kind, name] += sat
            if not 0 < sat <= flow[kind, name] <= self.capacity((kind, name), traced, label):
                yield f"the flow of proof {number} does not fit through {kind} {name}"
            balance[name[:64]] += sat if kind == "other" else -sat if kind == "coin" else 0
            if kind != "other":
                balance["" if name in inside else self.spender.get(name, "lost")] += sat
        if balance.pop("", 0) != proof["value_sat"] or any(balance[txid] for txid in balance if txid != "lost"):
            yield f"the flow of proof {number} loses or makes satoshi, or does not bring what it states"

    def target(self, kind: str, name: str) -> set[str]:
        """Return the coins of the reach that a bound is about."""
        named = {wallet for order in self.of.case["orders"] if order["id"] == name for wallet in order["custody"]}
        wallets = {name} if kind == "custody" else named
        if kind == "outpoint":
            return {name}
        return {o for o, coin in self.coins.items() if coin.end == "custody" and coin.at in wallets}

    def faults(self, number: int, kind: str) -> Iterator[str]:
        """Yield what is wrong with a bound."""
        row, proofs = self.of.trace["bounds"][number], self.of.trace["bound_proofs"]
        inside, label = self.target(kind, row[kind]), row["label"]
        upper, lower = (proofs[row[f"{side}_proof"]] for side in ("upper", "lower"))
        value = sum(self.coins[o].value for o in inside)
        most, most_sat = list(self.unproven(row["upper_proof"], True, label, inside | self.ways)), upper["value_sat"]
        if kind == "outpoint" and most_sat >= value:  # no more than its value, whatever comes back
            most = most and list(self.unproven(row["upper_proof"], True, label, self.ways))
            most_sat = value
        yield from (*most, *self.unproven(row["lower_proof"], False, label, inside))
        partial = bool(self.ways) or not (upper["exact"] and lower["exact"])
        if (row["lower_sat"], row["upper_sat"], row["partial"]) != (value - lower["value_sat"], most_sat, partial):
            yield f"its proofs say {value - lower['value_sat']} to {most_sat} sat, and it says something else"

    def wanted(self) -> Iterator[tuple[str, str, str | None]]:
        """Yield every target that must have a bound, for all labels together and for each."""
        custody, claims = [coin for coin in self.coins.values() if coin.end == "custody"], self.of.claims
        labels = sorted({label for o in self.coins for label, _ in claims.get(o, ())})
        again = [o for o in self.coins if self.claimed[o] and o[:64] in self.steps]
        over = [o for o, coin in self.coins.items() if sum(sat for _, sat in claims.get(o, ())) > coin.value]
        asked = [None] if again or over else [None, *labels]
        ends = [row["outpoint"] for row in self.of.trace["methods"][self.of.trace["primary"]]["coins"]]
        named = {("outpoint", name) for name in {*ends, *(coin.outpoint for coin in custody)} & {*self.coins}}
        named |= {("custody", coin.at) for coin in custody}
        yield from ((*each, label) for each in named for label in asked)
        for order in [order for order in self.of.case["orders"] if order["kind"] != "return"]:
            if self.target("order", order["id"]):
                mine = [label for label in asked if label in order["labels"] or {*labels} <= {*order["labels"]}]
                yield from (("order", order["id"], label) for label in mine)


NOT_SHOWN = (
    "that a coin is still unspent: {client} gettxout TXID VOUT false, {unspent} times, for unspent ends and held coins",
    "that no spend up to the horizon was left out: trace the case again on a node of your own (tracer trace)",
    "that these blocks are of the best chain: {client} getblockhash {first} must give {anchor}",
    "that the horizon is of the best chain: {client} getblockhash {height} must give {hash}",
    "{absent} transactions that are not here, whose outputs seeds spend: {client} getrawtransaction TXID 2",
    "that an address or a descriptor was paid nothing else: {client} scanblocks start '[\"addr(ADDRESS)\"]'",
    "that case.json is what case.toml, scripts.json and the TagPacks say: compare them (or: tracer verify BUNDLE)",
    "that an address in case.json is the one that spells its script: {client} validateaddress ADDRESS",
    "that a withheld descriptor gives the scripts in scripts.json: {client} deriveaddresses DESCRIPTOR '[0,999]'",
    "that seeds, wallets, orders and tags are what the case says of them: it asserts so; see the exhibits",
    "that what ends trails as mix or lightning is that, and nothing else: inferences, with error rates",
    "witnesses, which a txid does not cover: {client} getrawtransaction TXID 0; no figure rests on one",
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
