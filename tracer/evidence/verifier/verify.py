#!/usr/bin/env python3
"""Checks a bundle of custody-tracer without custody-tracer: this one file, a stock Python from 3.9 on, no network.

    python3 verify.py [BUNDLE]        without BUNDLE: the bundle that this file lies in

Prints PASS, FAIL or NOT-CHECKED for each numbered item, and why. Exit code 0: nothing failed; 1: something did;
2: wrong use. It writes nothing. A copy that came inside a bundle came from whoever made the bundle: compare its
SHA-256 with the published one, or bring your own. It shares no code with the tracer: the rules are written down here a
second time. Of the case it reads case.json; that this is what case.toml says, `tracer verify` checks.

Words: an outpoint is `txid:vout`; a purse is what a coin holds, runs of (label, satoshi) in order, where the empty
label is untraced. Source: RFC 8493 (the container); Bitcoin Core 31 and the BIPs named below; Ford, Fulkerson, "Maximal
Flow through a Network", 1956 (a flow as great as a cut shows both to be extreme); data/method (the rest).
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
from types import SimpleNamespace
from typing import TypeVar

Row = dict[str, object]
Slot = TypeVar("Slot")
Purse = list[tuple[str, int]]
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
SOURCES = (  # what may lie in a bundle beside the tag files and what bundle.json names
    r"tagmanifest-sha256\.txt|data/(case/(case\.toml|case\.json|scripts\.json|tags/[^/]+)|chain/(headers\.bin"
    r"|heights\.json|network\.json|tx/[0-9a-f]{64}\.bin|proof/[0-9a-f]{64}\.merkle))|signatures/(journal\.jsonl"
    r"|(analyst|reviewer)\.(cms|pem)|node\.json|ots-headers\.bin|statement(\.reviewer)?\.dsse\.json|tsa-chain\.pem"
    r"|tagmanifest\.(ots|([23]\.)?tsr|(reviewer\.)?ed25519\.sig))"
)
TERMINALS = "custody service unspent mix fan_out lightning threshold hops horizon gap budget burned fee".split(" ")
BY_LABEL = "taint_sat taint_in_sat taint_fee_sat labels terminals unordered_sat".split(" ")
MALFORMED = (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError)


class Unknown(Exception):
    """Something cannot be checked here; the arguments say why. What is wrong in a bundle is a ValueError."""


def once(pairs: list[tuple[str, object]]) -> Row:
    """Return an object of JSON, which must not hold a key twice."""
    if len(dict(pairs)) < len(pairs):
        raise ValueError("JSON: a key appears twice in one object")
    return dict(pairs)


# Every number of a bundle is an integer: another stays text, which equals none.
parse_json = functools.partial(json.loads, object_pairs_hook=once, parse_float=str, parse_constant=str)


def rows_beside(about: Row, name: str, content: bytes) -> list[Row]:
    """Return the rows that trace.json names a file of instead of holding them; an empty cell is what a row lacks."""
    csv.field_size_limit(2**31 - 1)
    rows: list[Row] = []
    for cells in csv.DictReader(io.StringIO(content.decode(), newline=""), strict=True):
        texts = {key: cell[1:] if cell[0] == "'" else cell for key, cell in cells.items() if cell}
        parts = [key for key in texts if key.endswith("_sat") or key in ("height", "index", "labels", "segments")]
        rows.append({**texts, **{key: parse_json(texts[key]) for key in parts}})
    if about != {"file": name, "rows": len(rows), "sha256": hashlib.sha256(content).hexdigest()}:
        raise ValueError(f"{name} is not the file with the rows and the SHA-256 that trace.json states")
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
    """Read a transaction as a block may hold it, and compute its id. Source: BIPs 141 and 144, CVE-2017-12842."""
    stream, has_witness = Stream(raw), raw[4:6] == b"\0\1"
    start, spends, scripts = stream.seek(6 if has_witness else 4), [], []
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
        raise ValueError("is not one transaction, whole and alone")
    if len(bare) == 64 or sum(sat for sat, _ in outputs) > MAX_MONEY:
        raise ValueError("has 64 bytes, so that a proof of it shows nothing, or pays more than there is")
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
        left = node(height - 1, 2 * at)
        right = node(height - 1, 2 * at + 1) if 2 * at + 1 <= total - 1 >> height - 1 else None
        if left == right:
            raise ValueError("pairs a hash with itself, so that it could stand for two blocks")
        return sha256d(left + (right or left))

    if not 1 <= total <= MAX_TRANSACTIONS or stream.read(1):
        raise ValueError("is not as long as it says")
    if node((total - 1).bit_length(), 0) != header[36:68] or hashes or len(bits) > 7 or any(bits):
        raise ValueError("does not lead to the root in its header")
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
        ordinary = bits[at] if bits[at] != easiest or starts else ordinary


def joined(runs: Iterable[tuple[str, int]]) -> Purse:
    """Return a purse without empty runs, neighbours of one label made one."""
    groups = itertools.groupby((run for run in runs if run[1]), key=lambda run: run[0])
    return [(label, sum(sat for _, sat in group)) for label, group in groups]


def taint(*purses: Purse) -> dict[str, int]:
    """Return the satoshi under each label, in ascending order of the labels' bytes, untraced left out."""
    amounts = Counter[str]()
    for label, sat in itertools.chain(*purses):
        amounts[label] += sat
    return {label: amounts[label] for label in sorted(amounts) if label}


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
    shares = [min(amount * weight // whole, cap) for weight, cap in zip(weights, caps)]
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
    slots, shares, runs = [*range(len(pays))], [Purse() for _ in pays], [run for purse in spends for run in purse]
    order = sorted(slots, key=lambda slot: TURNS[rule](slot, pays[slot], slot == slots[-1], slot in kept))
    turns, amounts, left = [(slot, pays[slot]) for slot in order], taint(runs), [*pays]
    if rule not in ("haircut", "libr"):
        for label, slot, sat in aligned([run for run in runs if run[0] or rule in ("fifo", "lifo")], turns):
            shares[slot].append((label, sat))
    else:
        for _, slot, sat in aligned([("", sum(pays) - sum(amounts.values()))], turns):
            left[slot] -= sat
        weights = left = left if rule == "libr" else largest_remainder(sum(amounts.values()), pays, pays)
        for label, amount in amounts.items():
            parts = largest_remainder(amount, weights, left)
            left = [sat - part for sat, part in zip(left, parts)]
            shares = [[*purse, (label, part)] for purse, part in zip(shares, parts)]
    return [joined([*purse, ("", sat - sum(part for _, part in purse))]) for purse, sat in zip(shares, pays)]


Order = SimpleNamespace  # as in case.json; sums: satoshi counted, and beyond its amount; receipts: where; faults
Coin = SimpleNamespace  # outpoint, value, script, height, hop, purse; end: where its trail ends; at: with whom
Step = SimpleNamespace  # txid; spent, made: such coins; shares: of outputs and fee; left: of these, not to the state
Rule = Callable[[Step, list[Purse], list[int], list[int]], list[Purse]]  # what `share` says of a step


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
                    files[name] = file.read(status.st_size)
    return files, faults


class Verifier:
    """One bundle being checked; each method `check_...` is an item, and keeps here what those below it need."""

    def __init__(self, files: Mapping[str, bytes], faults: Sequence[str] = ()) -> None:
        self.files, self.faults, self.unknown, self.said, self.at = files, faults, set[str](), "", ""
        self.trace = self.case = parse_json("{}")
        self.transactions, self.places = dict[str, Transaction](), dict[str, tuple[int, int]]()
        self.fees, self.claims, self.steps = dict[str, int](), dict[str, Purse](), dict[str, Step]()
        self.receipts: list[Coin] | None = None

    def items(self) -> Iterator[tuple[str, str, str, list[str]]]:
        """Carry out one item after the other; yield verdict, number, title and reasons of each."""
        checks = [(name[6:], check) for name, check in vars(Verifier).items() if name.startswith("check_")]
        for number, (name, check) in enumerate(checks, 1):
            self.at = "data/trace/trace.json"
            try:
                reasons = list(check(self))
                verdict, reasons = ("FAIL", reasons) if reasons else ("PASS", [self.said])
            except (Unknown, zoneinfo.ZoneInfoNotFoundError) as error:
                verdict, reasons = "NOT-CHECKED", [*map(str, error.args)]
            except MALFORMED as error:
                verdict, reasons = "FAIL", [f"{self.at}: {type(error).__name__}: {error}"[:300]]
            if verdict == "FAIL" and len(reasons) > 10:
                reasons[10:] = [f"and {len(reasons) - 10} more"]
            yield verdict, str(number), name.replace("_", " ").capitalize(), reasons

    def read(self, name: str) -> bytes:
        """Return a file of the bundle; if it is wrong, its name stands with the reason."""
        self.at = name
        return self.files[name]

    def check_files_and_manifests(self) -> Iterator[str]:
        """Check that every file is the one in the manifests, and none is a stranger."""
        derived = parse_json(self.files.get("data/bundle.json", b'{"derived":[]}'))["derived"]
        known = {*TAG_FILES, *(f"data/{name}" for name in ("bundle.json", "trace/trace.json", *derived))}
        strange = [name for name in self.files if name not in known and not re.fullmatch(SOURCES, name)]
        yield from (*self.faults, *(f"{name}: does not belong to the bundle" for name in strange))
        payload = [name for name in self.files if name.startswith("data/")]
        for manifest in ("manifest-sha256.txt", "manifest-sha512.txt", "tagmanifest-sha256.txt"):
            of = [name for name in TAG_FILES if name in self.files] if manifest[0] == "t" else payload
            digests = [(hashlib.new(manifest[-10:-4], self.files[name]).hexdigest(), name) for name in of]
            actual = Counter(f"{digest}  {name.replace('%', '%25')}" for digest, name in digests)
            stated = Counter(self.files.get(manifest, b"").decode("utf-8", "replace").splitlines())
            paths = sorted({line.partition("  ")[2][:200] for line in (stated - actual) + (actual - stated)})
            yield from (f"{path}: this file and {manifest} differ, or one of them lacks it" for path in paths)
        self.said = f"{len(self.files)} files agree with the manifests; none missing, none added"

    def check_transactions(self) -> Iterator[str]:
        """Check that the raw transactions hash to their names."""
        for name in [name for name in self.files if name.startswith("data/chain/tx/")]:
            txid, transaction = parse_transaction(self.read(name))
            self.transactions[txid] = transaction
            if name != f"data/chain/tx/{txid}.bin":
                yield f"{name}: holds transaction {txid}"
        self.said = f"{len(self.transactions)} raw transactions hash to their names"

    def check_merkle_proofs(self) -> Iterator[str]:
        """Check that each transaction lies where it is said to, and its block's coinbase in the same tree."""
        about, raw = parse_json(self.read("data/chain/network.json")), self.read("data/chain/headers.bin")
        self.network, self.first, placed, coinbases = about["network"], about["first_height"], Row(), Row()
        self.headers = [raw[at : at + 80] for at in range(0, len(raw), 80)]
        _, states, genesis = NETWORKS[self.network]
        heights = {header: self.first + at for at, header in enumerate(self.headers)}
        for name in [name for name in self.files if name.startswith("data/chain/proof/")]:
            (header, shown), txid = climb(self.read(name)), name[17:81]
            height, first = heights.get(header, -1), next(iter(shown), "")
            pushed = height.to_bytes((height.bit_length() + 8) // 8, "little", signed=True)
            pushed = bytes([len(pushed)]) + pushed if height > 16 else bytes([80 + height if height else 0])
            coinbase = self.transactions.get(first, ([], [], b""))[2]
            if height < 0 or txid not in shown or txid not in self.transactions:
                yield f"{name}: does not show the transaction under a header that is here, or its bytes are missing"
            elif not coinbase or shown[first] or (height >= states and not coinbase.startswith(pushed)):
                yield f"{name}: does not show the coinbase of its block, or that does not state height {height}"
            else:
                placed[txid], coinbases[str(height)] = [height, shown[txid]], first
                self.places |= {first: (height, 0), txid: (height, shown[txid])}
        yield from (f"{txid}: no proof shows its place" for txid in sorted({*self.transactions} - {*self.places}))
        known = {"schema": 1, "genesis_hash": genesis, "last_height": self.first + len(self.headers) - 1}
        if about != {**known, "network": self.network, "first_height": self.first}:
            yield "network.json: is not what headers.bin shows"
        if parse_json(self.read("data/chain/heights.json")) != {"transactions": placed, "coinbases": coinbases}:
            yield "heights.json: is not what the proofs show"
        self.places = dict(sorted(self.places.items(), key=lambda item: (item[1], item[0])))
        self.outputs = {f"{t}:{vout}": o for t in self.places for vout, o in enumerate(self.transactions[t][1])}
        self.said = f"{len(placed)} transactions lie in the blocks and at the places stated"

    def check_block_headers(self) -> Iterator[str]:
        """Check that the headers are a chain with its work, up to the horizon."""
        self.trace = parse_json(self.read("data/trace/trace.json"))
        last = {"height": self.first + len(self.headers) - 1, "hash": sha256d(self.headers[-1])[::-1].hex()}
        yield from header_faults(self.headers, self.first, self.network)
        if (self.trace["horizon"], self.trace["network"]) != (last, self.network):
            yield f"they end at {last} on {self.network}, which is not the horizon of trace.json"
        self.said = f"heights {self.first} to {last['height']} are a chain with its work, up to the horizon"

    def check_amounts(self) -> Iterator[str]:
        """Check that what is crossed has its prevouts here; nothing pays more than it spends, or spends again."""
        for (name, method), key in itertools.product(self.trace["methods"].items(), ("coins", "transactions")):
            if isinstance(method.get(key), dict):
                method[key] = rows_beside(method[key], f"{key}.{name}.csv", self.read(f"data/trace/{key}.{name}.csv"))
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
        yield from (f"{txid}: pays more than it spends" for txid, fee in self.fees.items() if fee < 0)
        self.said = f"{len(crossed)} transactions crossed have all their prevouts; no fee is negative"

    def check_case(self) -> Iterator[str]:
        """Check that the case is the one of the result, and that its seeds' claims fit into their coins."""
        content, trace = self.read("data/case/case.toml"), self.trace
        case = self.case = parse_json(self.read("data/case/case.json"))
        packs = [hashlib.sha256(self.files[name]).hexdigest() for name in sorted(self.files) if "/case/tags/" in name]
        stop, method = dict(trace["parameters"]["stop"]), trace["parameters"]["method"]
        stop["tags"] = [pack["sha256"] for pack in stop["tags"]]
        horizon = {key: value or trace["horizon"][key] for key, value in case["horizon"].items()}
        pairs = [(trace[key], case[key]) for key in ("case", "network", "primary")]
        pairs += [(trace["horizon"], horizon), (method["retained"], case["retained"])]
        pairs += [(stop, {**case["stop"], "tags": packs})]
        yield from (f"case/ says {str(b)[:80]}, trace.json says {str(a)[:80]}" for a, b in pairs if a != b)
        if b"withheld:" not in content and hashlib.sha256(content).hexdigest() != trace["case_sha256"]:
            yield "case.toml: its SHA-256 is not the one in trace.json"
        for outpoint, label, sat in case["claims"]:
            self.claims.setdefault(outpoint, []).append((label, sat))
            if not 0 <= sat <= self.outputs.get(outpoint, (-1, b""))[0]:
                yield f"{outpoint}: is not here, or smaller than what a seed claims in it"
        self.retained, self.labels = {*case["retained"]}, {label for _, label, _ in case["claims"]}
        stops = [*trace["reach"]["stops"], *trace["methods"][trace["primary"]].get("stops", ())]
        self.inferred = {(stop["txid"], stop["terminal"]) for stop in stops}
        self.wallets = {bytes.fromhex(script): each["name"] for each in case["custody"] for script in each["scripts"]}
        self.services = {bytes.fromhex(script): name for script, name in case["services"].items()}
        self.said = "its stops, TagPacks and horizon are those of the result, and its seeds are here"

    def walk(self, rule: Rule, enter: Callable[[Coin], str], run: str = "") -> tuple[list[Step], list[Coin]]:
        """Fold a rule over the chain; `enter` fills a coin and says if its trail ends. A run with a name has stops."""
        coins, steps = dict[str, Coin](), list[Step]()
        crossed, most = 0, self.trace["parameters"]["crossed_at_most"].get(run, 0)
        for txid, (height, _) in self.places.items():
            inputs, outputs, _ = self.transactions[txid]
            spent = {o: coins[o] for o in inputs if o in coins and not coins[o].end}
            hop, pays = 1 + min([coin.hop for coin in spent.values()], default=0), [sat for sat, _ in outputs]
            end = "gap" if txid not in self.fees else self.end_at(txid) if run else ""
            end = "budget" if 0 < most <= crossed else end
            shares = [joined([("", sat)]) for sat in (*pays, 0)]
            step = Step(txid=txid, spent=spent, shares=shares, end=end, made=[], left=[])
            if spent and not end:
                purses = [spent[o].purse if o in spent else joined([("", self.outputs[o][0])]) for o in inputs]
                kept = [vout for vout in range(len(pays)) if f"{txid}:{vout}" in self.retained]
                step.shares, crossed = rule(step, purses, [*pays, self.fees[txid]], kept), crossed + 1
            for coin in spent.values():
                coin.end = end or "crossed"
            for vout, (sat, script) in enumerate(outputs):
                coin = Coin(outpoint=f"{txid}:{vout}", value=sat, script=script, height=height, hop=hop, at="")
                coin.purse = step.shares[vout]
                coin.end = enter(coin)
                if taint(coin.purse):
                    coins[coin.outpoint] = coin
                    step.made.append(coin)
            steps += [step] if spent else []
        return steps, [*coins.values()]

    def end_of(self, coin: Coin) -> str:
        """Return where a trail ends because of the coin itself: nowhere further, with the state, or at a service."""
        if coin.script[:1] == b"\x6a" or len(coin.script) > 10_000 or coin.height == 0:
            return "burned"
        coin.at = self.wallets.get(coin.script) or self.services.get(coin.script, "")
        return "custody" if coin.script in self.wallets else "service" if coin.at else ""

    def end_at(self, txid: str) -> str:
        """Return where trails end that are spent into this; what detectors find, mixes and Lightning, is taken over."""
        stop, (height, _), outputs = self.case["stop"], self.places[txid], self.transactions[txid][1]
        found = {"mix": stop["coinjoin"] and (txid, "mix") in self.inferred}
        found["fan_out"] = 0 < stop["fan_out"] < len(outputs)
        found["lightning"] = stop["lightning"] and (txid, "lightning") in self.inferred
        found["horizon"] = 0 < stop["to_height"] < height
        return next((end for end in found if found[end]), "")

    def check_primary_method(self) -> Iterator[str]:
        """Compute the first book, from the seeds to every trail's end."""
        primary, stop, addresses = self.trace["primary"], self.case["stop"], self.case["addresses"]
        if primary not in TURNS:
            raise Unknown(f"this knows only the rules {', '.join(TURNS)}")
        books = {label: Counter[str](asserted_sat=0, overlap_sat=0, seed_sat=0) for label in sorted(self.labels)}
        ends, crossings, collisions, stated = list[Row](), list[Row](), list[Row](), self.trace["methods"][primary]

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
            small = sum(taint(coin.purse).values()) < stop["min_sat"] and coin.outpoint not in self.claims
            far = 0 < stop["max_hops"] <= coin.hop
            return self.end_of(coin) or ("threshold" if small else "hops" if far else "")

        steps, coins = self.walk(lambda step, *spent: share(primary, *spent), enter, primary)
        self.steps = {step.txid: step for step in steps if not step.end}
        self.receipts = [coin for coin in coins if coin.end == "custody"]
        for coin in [coin for coin in coins if coin.end != "crossed"]:
            coin.end, amounts, address = coin.end or "unspent", taint(coin.purse), addresses.get(coin.script.hex())
            row = {"outpoint": coin.outpoint, "value_sat": coin.value, "height": coin.height, "terminal": coin.end}
            ends.append({**row, "taint_sat": amounts, "address": address, **({coin.end: coin.at} if coin.at else {})})
        for txid, step in self.steps.items():
            (height, index), fee = self.places[txid], taint(step.shares[-1])
            into = taint(*(coin.purse for coin in step.spent.values()))
            row = {"txid": txid, "height": height, "index": index, "fee_sat": self.fees[txid]}
            crossings.append({**row, "taint_in_sat": into, "taint_fee_sat": fee})
        ended = [(coin.end, coin.purse) for coin in coins] + [("fee", step.shares[-1]) for step in self.steps.values()]
        sums = {end: taint(*(purse for at, purse in ended if at == end)) for end in TERMINALS}
        labels = {name: {**books[name], "terminals": {end: sums[end].get(name, 0) for end in sums}} for name in books}
        if any(sum(each.get(name, 0) for each in sums.values()) != book["seed_sat"] for name, book in books.items()):
            yield "the books of a label do not close"
        gaps = [{"method": primary, "txid": s.txid, "outpoint": o} for s in steps if s.end == "gap" for o in s.spent]
        stops = [{"txid": s.txid, "terminal": s.end} for s in steps if s.end in ("mix", "fan_out", "lightning")]
        computed = {"labels": labels, "coins": ends, "transactions": crossings, "collisions": collisions}
        yield from differences(stated, {**computed, "stops": stops}, f"methods.{primary}", self.unknown)
        own = [gap for gap in self.trace["gaps"] if gap["method"] == primary]
        yield from differences(own, gaps, "gaps", self.unknown)
        self.said = f"under {primary}: {len(self.steps)} transactions; each label's books close"

    def second_book(self, rule: str, arrive: Callable[[Coin], Purse]) -> tuple[list[Step], list[Coin], Counter[str]]:
        """Follow what was received through the state's wallets; return crossings, what is held, and overlap."""
        if self.receipts is None:
            raise Unknown("this needs the item before")
        overlap, waiting = Counter[str](), {coin.outpoint: coin.purse for coin in self.receipts}

        def beside(step: Step, spends: list[Purse], pays: list[int], kept: list[int]) -> list[Purse]:
            """Share beside what the first book attributes in the same transaction, which stays apart."""
            first = self.steps.get(step.txid)
            if first is None or rule in ("fifo", "lifo"):
                return share(rule, spends, pays, kept)
            aside = [sum(taint(purse).values()) for purse in first.shares]
            for vin, coin in enumerate(map(first.spent.get, self.transactions[step.txid][0])):
                spends[vin] = joined([("", coin.value - sum(taint(coin.purse).values()))]) if coin else spends[vin]
            shares = share(rule, spends, [sat - apart for sat, apart in zip(pays, aside)], kept)
            return [joined([*purse, ("", apart)]) for purse, apart in zip(shares, aside)]

        def enter(coin: Coin) -> str:
            """Lay a receipt beside what arrives in the same coin; what finds its place taken moves to another."""
            coin.at, receipt = self.wallets.get(coin.script, ""), waiting.get(coin.outpoint, [("", coin.value)])
            laid = [*aligned(receipt, coin.purse)]
            coin.purse = joined((label or arrived, sat) for label, arrived, sat in laid)
            for _, label, sat in [each for each in laid if each[0] and each[1]]:
                coin.purse, rest = put(coin.purse, label, sat)
                overlap[label] += rest
            coin.purse = arrive(coin) if coin.at and taint(coin.purse) else coin.purse
            return "" if coin.at else "left"

        steps, coins = self.walk(beside, enter)
        for step in steps:  # everything leaves the state where the crossing cannot be read
            gone = step.spent.values() if step.end else [coin for coin in step.made if not coin.at]
            step.left = [coin.purse for coin in gone]
        return steps, [coin for coin in coins if not coin.end], overlap

    def check_custody(self) -> Iterator[str]:
        """Compute the second book under the primary rule and, beside it, under haircut."""
        names, primary = dict.fromkeys(self.wallets.values()), self.trace["primary"]
        for rule in dict.fromkeys((primary, "haircut")):
            steps, held, overlap = self.second_book(rule, lambda coin: coin.purse)
            moves, departures, holdings = list[Row](), list[Row](), list[Row]()
            for step in steps:
                inputs, outputs, _ = self.transactions[step.txid]
                owners = {self.wallets.get(self.outputs[o][1]) for o in inputs if not step.end or o in step.spent}
                row: Row = {"txid": step.txid, "height": self.places[step.txid][0]}
                row["from"] = [name for name in names if name in owners]
                paid = [(self.wallets.get(script, ""), sat) for sat, script in outputs]
                paid = [("", coin.value) for coin in step.spent.values()] if step.end else paid
                kept, left = [coin.purse for coin in step.made if coin.at and not step.end], taint(*step.left)
                fee = taint(step.shares[-1])
                inside, value = [name for name in names if name in dict(paid)], sum(sat for name, sat in paid if name)
                if kept or not left:
                    sums = {"value_sat": value, "taint_sat": taint(*kept), "taint_fee_sat": fee}
                    moves.append({**row, "to": inside, **sums})
                if left:
                    sums = {"value_sat": sum(sat for _, sat in paid) - value, "taint_fee_sat": {} if kept else fee}
                    departures.append({**row, **sums, "taint_sat": left, "readable": not step.end})
            ends = [*(coin.purse for coin in held), *(purse for s in steps for purse in (*s.left, s.shares[-1]))]
            if taint(*ends, [*overlap.items()]) != taint(*(coin.purse for coin in self.receipts or ())):
                yield f"under {rule}, received is not held + departed + fees + overlap"
            for wallet in self.case["custody"]:
                mine = [coin for coin in held if coin.at == wallet["name"]]
                row = {"custody": wallet["name"], "stage": wallet["stage"], "coins": [coin.outpoint for coin in mine]}
                value, amounts = sum(coin.value for coin in mine), taint(*(coin.purse for coin in mine))
                holdings.append({**row, "value_sat": value, "taint_sat": amounts})
            stated, place = self.trace["custody"], "custody"
            stated, place = (stated, place) if rule == primary else (stated["haircut"], "custody.haircut")
            stated = {key: value for key, value in stated.items() if key not in ("haircut", "mixing")}
            computed = {"moves": moves, "departures": departures, "holdings": holdings}
            yield from differences(stated, computed, place, self.unknown)
        self.said = "recomputed; received = held + departed + fees + overlap, for each label"

    def day(self, height: int) -> str:
        """Return the day of a block, as its miner declares it, in the case's time zone."""
        (time,) = struct.unpack_from("<I", self.headers[height - self.first], 68)
        return dt.datetime.fromtimestamp(time, zoneinfo.ZoneInfo(self.case["timezone"] or "UTC")).date().isoformat()

    def offer(self, kind: str, at: str, label: str, sat: int, place: str, height: int) -> tuple[list[Order], int]:
        """Offer satoshi to the orders of a kind, the earliest first; return those that name them, and the rest."""
        named = [each for each in self.orders if each.kind == kind and at in each.custody and label in each.labels]
        named, day, forfeits = sorted(named, key=lambda each: each.date), self.day(height), kind == "forfeiture"
        excess = [] if forfeits else named[:1]  # what forfeiture orders leave may come to another wallet yet
        for beyond, order in [*((0, each) for each in named), *((1, each) for each in excess)]:
            room = sat if beyond or order.amount_sat is None else min(sat, order.amount_sat - order.sums[0])
            sat, when = sat - room, f"{place}: {order.verb} on {day}, before the order"
            order.sums[beyond] += room
            found = [f"{when} of {order.date}"] if day < order.date else []
            if forfeits and not order.in_force:
                found.append(f"{order.verb} under an order that states no day from which it is in force")
            elif forfeits and day < order.in_force:
                found.append(f"{when} is in force, {order.in_force}")
            order.receipts.update({place: None} if room else {})
            order.faults.update(dict.fromkeys(found if room else ()))
        return named, sat

    def arrive(self, coin: Coin) -> Purse:
        """Count what arrives in a wallet; mark it with that wallet, and with what forfeiture orders made of it."""
        purse: Purse = coin.purse
        for name, sat in taint(purse).items():
            label, state = [*name.split("\0"), ""][:2]
            where = (coin.at, label, sat, coin.outpoint, coin.height)
            named, rest = ([], 0) if state == "claimed" else self.offer("forfeiture", *where)
            if not state:
                others = [self.offer(kind, *where)[0] for kind in ("restraint", "seizure")]
                self.unordered[label] += 0 if named or any(others) else sat
            full = str(self.orders.index(named[0])) if named and state in ("", "free") else state or "free"
            for mark, part in (("claimed", sat - rest), (full, rest)):
                purse = put(purse, "\0".join((label, mark, coin.at)), part, name)[0]
        return purse

    def check_orders(self) -> Iterator[str]:
        """Hold the orders against receipts, arrivals and departures."""
        self.unordered, self.orders = Counter[str](), [Order(**each) for each in self.case["orders"]]
        for order in self.orders:
            order.verb = "returned" if order.kind == "return" else "received"
            order.sums, order.receipts, order.faults = [0, 0], {}, {}
        steps, held, _ = self.second_book(self.trace["primary"], self.arrive)
        crossings, _, overlap = self.second_book(self.trace["primary"], lambda coin: coin.purse)
        faults = [*self.order_faults(steps, held, overlap)]
        ends = [*(coin.purse for coin in held), *(purse for step in steps for purse in (*step.left, step.shares[-1]))]
        for name, sat in [(name.split("\0")[1], sat) for name, sat in taint(*ends).items()]:
            if name.isdigit():  # what found a forfeiture order full, and no other
                self.orders[int(name)].sums[1] += sat
        computed: Row = {"orders": [self.order_row(order) for order in self.orders], "faults": faults}
        computed["unordered_sat"] = {label: self.unordered[label] for label in self.labels}
        stated = {**{key: self.trace.get(key) for key in computed}, "mixing": self.trace["custody"]["mixing"]}
        computed["mixing"] = [*self.mixing(steps, crossings)]
        yield from differences(stated, computed, "trace", self.unknown)
        self.said = f"{len(self.orders)} orders, what none covers, their faults and the mixing are recomputed"

    def order_row(self, order: Order) -> Row:
        """Return an order as trace.json writes it."""
        (counted, excess), amount, faults = order.sums, order.amount_sat, [*order.faults]
        if amount is not None and not counted + excess:
            faults.append(f"nothing of the {amount} sat ordered was {order.verb}")
        faults += [f"{order.verb} {excess} sat more than the {amount} sat ordered"] if excess else []
        row = {"ordered_sat": amount, "received_sat": counted + excess, "excess_sat": excess, "faults": faults}
        row.update({key: getattr(order, key) for key in ("id", "kind", "labels", "custody")})
        return {**row, "shortfall_sat": 0 if amount is None else amount - counted, "receipts": [*order.receipts]}

    def order_faults(self, steps: Sequence[Step], held: Sequence[Coin], overlap: Counter[str]) -> Iterator[str]:
        """Count what left under return orders; yield what did under none, and what lies in a reserve unforfeited."""
        for step in steps:
            gone = Counter[tuple[str, str]]()
            for name, sat in [pair for purse in step.left for pair in taint(purse).items()]:
                gone[name.split("\0")[2], name.split("\0")[0]] += sat
            for (wallet, label), sat in gone.items():
                if self.offer("return", wallet, label, sat, step.txid, self.places[step.txid][0])[1]:
                    yield f"{step.txid}: {sat} sat of {label} left {wallet} under no return order"
        today = self.day(self.trace["horizon"]["height"])
        reserves = {each["name"] for each in self.case["custody"] if each["stage"] == "reserve"}
        forfeited = [each for each in self.orders if each.kind == "forfeiture" and (each.in_force or "9") <= today]
        covered = {(wallet, label) for each in forfeited for wallet in each.custody for label in each.labels}
        lying = [(coin, name.split("\0")) for coin in held for name, _ in coin.purse if name and coin.at in reserves]
        places = {(coin.outpoint, coin.at, label): "" for coin, (label, state, _) in lying if state != "claimed"}
        for place, at, label in [each for each in places if each[1:] not in covered]:
            yield f"{place}: held in {at}, a reserve, with no forfeiture order for {label} in force on {today}"
        once_only = "arrive in coins of the state that a seed claims: one coin cannot hold both"
        yield from (f"{sat} sat of {label} {once_only}" for label, sat in overlap.items() if sat)

    def mixing(self, marked: Sequence[Step], crossings: Sequence[Step]) -> Iterator[Row]:
        """Yield every crossing of several coins that mixes labels, orders, or untraced satoshi."""
        under, carried = dict[str, set[str]](), dict[str, set[str]]()
        for place, name in [(place, order.id) for order in self.orders for place in order.receipts]:
            under.setdefault(place, set()).add(name)
        for step in marked:
            carried[step.txid] = set().union(*(under.get(outpoint, set()) for outpoint in step.spent))
            for coin in step.made:
                under.setdefault(coin.outpoint, set()).update(carried[step.txid])
        for step in crossings:
            prevouts = [self.outputs[o][0] for o in self.transactions[step.txid][0] if not step.end]
            held = taint(*(coin.purse for coin in step.spent.values()))
            orders = [order.id for order in self.orders if order.id in carried.get(step.txid, ())]
            rest = sum(prevouts) - sum(held.values())
            if len(prevouts) > 1 and (len(held) > 1 or len(orders) > 1 or rest):
                yield {"txid": step.txid, "labels": [*held], "orders": orders, "untraced_sat": rest}

    def check_bounds(self) -> Iterator[str]:
        """Check that each bound is what its flow and its cut prove, and that no receipt, wallet or order lacks one."""
        if self.receipts is None:
            raise Unknown("this needs item 7")
        reach, proofs, methods = Reach(self), self.trace["bound_proofs"], self.trace["methods"]
        rows, labels = list[tuple[str, str, str]](), {whose for o in reach.coins for whose, _ in self.claims.get(o, ())}
        received = {outpoint: coin.at for outpoint, coin in reach.coins.items() if coin.end == "custody"}
        wallets = {("custody", at): [at] for at in received.values()}
        wallets |= {("order", each["id"]): each["custody"] for each in self.case["orders"] if each["kind"] != "return"}
        targets = {about: {o for o, at in received.items() if at in wallets[about]} for about in wallets}
        for row in self.trace["bounds"]:
            kind, label = next((kind for kind in ("custody", "order") if kind in row), "outpoint"), row["label"]
            name, upper, lower = row[kind], row["upper_proof"], row["lower_proof"]
            inside = {name} if kind == "outpoint" else targets[kind, name]
            most, value = proofs[upper]["value_sat"], sum(reach.coins[o].value for o in inside)
            faults = [*reach.unproven(upper, True, label, inside | reach.ways)]
            if kind == "outpoint" and most >= value:  # no more than its value, whatever comes back
                faults, most = faults and [*reach.unproven(upper, True, label, reach.ways)], value
            faults += reach.unproven(lower, False, label, inside)
            least = value - proofs[lower]["value_sat"]
            partial = bool(reach.ways) or not (proofs[upper]["exact"] and proofs[lower]["exact"])
            if (row["lower_sat"], row["upper_sat"], row["partial"]) != (least, most, partial):
                faults.append(f"its proofs say {least} to {most} sat, and it says something else")
            rows.append((kind, name, label))
            yield from (f"{name}, {label or 'all labels'}: {fault}" for fault in faults)
        claimed = {name: reach.claimed.get(name, 0) for name in reach.coins}
        twice = any((claimed[o] and o[:64] in reach.steps) or claimed[o] > reach.coins[o].value for o in claimed)
        ends = {row["outpoint"] for row in methods[self.trace["primary"]]["coins"]} | received.keys()
        about = [*(("outpoint", o) for o in ends if o in reach.coins), *(each for each in targets if targets[each])]
        named = {("order", each["id"]): {*each["labels"]} for each in self.case["orders"]}
        for label in (None, *(() if twice else sorted(labels))):
            wanted = {(*each, label) for each in about if ({label} if label else labels) <= named.get(each, labels)}
            lacking = sorted(wanted.difference(rows), key=str)
            yield from (f"no bound of {kind} {name}, {label or 'all labels'}" for kind, name, _ in lacking)
        loose = sum(proof["flow"] is None or not proof["exact"] for proof in proofs)
        more = f"; {loose} proofs have no flow: such a bound holds, that it is tight is not shown" if loose else ""
        self.said = f"{len(rows)} are proven by their cuts, and attained by their flows{more}"

    def check_not_shown_offline(self) -> Iterator[str]:
        """List what no check of a bundle can show offline, or this file does not look at."""
        primary, used = self.trace["primary"], {*self.steps, *(outpoint[:64] for outpoint in self.claims)}
        looked_at = "bounds bound_proofs case case_sha256 custody faults gaps horizon methods network orders primary"
        self.unknown |= self.trace.keys() - {*looked_at.split(" "), "unordered_sat"}
        self.unknown |= {f"methods.{name}" for name in self.trace["methods"] if name != primary}
        absent = len({o[:64] for txid in used for o in self.transactions[txid][0]} - {*self.places})
        client = "bitcoin-cli" if self.network == "main" else f"bitcoin-cli -chain={self.network}"
        anchor, horizon = sha256d(self.headers[0])[::-1].hex(), self.trace["horizon"]
        seal = hashlib.sha256(self.files["tagmanifest-sha256.txt"]).hexdigest()
        raise Unknown(
            f"that a coin is still unspent: {client} gettxout TXID VOUT false, for each unspent end and held coin",
            "that no spend up to the horizon was left out: trace the case again on a node of your own (tracer trace)",
            f"that these blocks are of the best chain: {client} getblockhash {self.first} must give {anchor}",
            f"that the horizon is: {client} getblockhash {horizon['height']} must give {horizon['hash']}",
            f"{absent} transactions that are not here, whose outputs seeds spend: {client} getrawtransaction TXID 2",
            f"that an address or a descriptor was paid nothing else: {client} scanblocks start '[\"addr(ADDRESS)\"]'",
            "that case.json, its claims too, is what case.toml, scripts.json and TagPacks say: tracer verify BUNDLE",
            f"that an address in case.json is the one that spells its script: {client} validateaddress ADDRESS",
            f"that a withheld descriptor gives what scripts.json says: {client} deriveaddresses DESCRIPTOR '[0,999]'",
            "that seeds, wallets, orders and tags are what the case says of them: it asserts so; see the exhibits",
            "that what ends trails as mix or lightning is that, and nothing else: inferences, with error rates",
            f"witnesses, which a txid does not cover: {client} getrawtransaction TXID 0; no figure rests on one",
            f"on a signet, the blocks' signatures: {client} getblockheader {horizon['hash']}",
            "the signatures and time stamps in signatures/: openssl, over tagmanifest-sha256.txt",
            f"that nobody made everything again: the SHA-256 of tagmanifest-sha256.txt handed over must be {seal}",
            "bundle.json, the report and the tables: compare their figures with trace.json (or: tracer verify BUNDLE)",
            f"keys of trace.json, the methods beside the primary one among them: {', '.join(sorted(self.unknown))}",
        )


class Reach:
    """All that satoshi of the seeds could be in under any rule that conserves value, and what can flow through it."""

    def __init__(self, of: Verifier) -> None:
        self.of, self.claimed = of, {name: sum(sat for _, sat in claims) for name, claims in of.claims.items()}

        def enter(coin: Coin) -> str:
            """Let a claim reach its coin; return where the walk ends because of the coin."""
            coin.purse = joined([("*", coin.value)]) if self.claimed.get(coin.outpoint) else coin.purse
            return of.end_of(coin)

        steps, coins = of.walk(lambda step, spends, pays, kept: [joined([("*", sat)]) for sat in pays], enter, "reach")
        self.coins, self.steps = {coin.outpoint: coin for coin in coins}, {s.txid: s for s in steps if not s.end}
        self.spender = {outpoint: txid for txid, step in self.steps.items() for outpoint in step.spent}
        self.ways = {outpoint for outpoint, coin in self.coins.items() if coin.end == "budget"}
        self.rooms: dict[tuple[bool, str | None], Counter[Arc]] = {}  # how much of what can flow through each arc
        self.held_back: dict[tuple[frozenset[Arc], bool, str | None], set[str]] = {}
        for traced, label in itertools.product((True, False), (None, *of.labels)):
            room = self.rooms[traced, label] = Counter[Arc]()
            for name, coin in self.coins.items():
                claimed, is_made = min(self.claimed.get(name, 0), coin.value), name[:64] in self.steps
                own = sum(sat for whose, sat in of.claims.get(name, ()) if whose == label) if label else claimed
                room["coin", name] = coin.value - claimed if is_made else 0
                room["seed", name] = own if traced else 0 if is_made else coin.value - own
            for txid, step in self.steps.items() if not traced else ():
                spent = sum(coin.value for coin in step.spent.values())
                room["other", txid] = sum(of.outputs[o][0] for o in of.transactions[txid][0]) - spent

    def unproven(self, number: int, traced: bool, label: str | None, inside: set[str]) -> Iterator[str]:
        """Yield what is wrong with a proof that so much of such satoshi, and no more, can come into these coins."""
        proof, room = self.of.trace["bound_proofs"][number], self.rooms[traced, label]
        cut = frozenset((kind, name) for kind, name in proof["cut"])
        if sum(room[arc] for arc in cut) != proof["value_sat"]:
            yield "the cut has another capacity than it states"
        held_back = self.held_back.setdefault((cut, traced, label), set())  # transactions past which nothing comes
        seen, waiting = set[str](), [*inside]
        while waiting:
            outpoint = waiting.pop()
            txid, arcs = outpoint[:64], [("seed", outpoint)]
            if room["coin", outpoint] and ("coin", outpoint) not in cut and txid not in seen and txid not in held_back:
                seen.add(txid)
                arcs.append(("other", txid))
                waiting += self.steps[txid].spent
            if any(room[arc] and arc not in cut for arc in arcs):
                yield "the cut lets something pass"
                return
        held_back |= seen
        balance, flow = Counter[str](), Counter[Arc]()
        for kind, name, sat in proof["flow"] or () if proof["exact"] else ():
            flow[kind, name] += sat
            if not 0 < sat <= flow[kind, name] <= room[kind, name]:
                yield f"the flow does not fit through {kind} {name}"
            balance[name[:64]] += sat if kind == "other" else -sat if kind == "coin" else 0
            if kind != "other":
                balance["" if name in inside else self.spender.get(name, "lost")] += sat
        brought = balance.pop("", 0) if proof["exact"] and proof["flow"] is not None else proof["value_sat"]
        if brought != proof["value_sat"] or any(balance[txid] for txid in balance if txid != "lost"):
            yield "the flow loses or makes satoshi, or does not bring what it states"


def main(arguments: Sequence[str]) -> int:
    """Check the bundle that is named, or the one this file lies in; return the exit code."""
    root = arguments[0] if arguments else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    if len(arguments) > 1 or os.path.islink(root) or not os.path.isdir(os.path.join(root, "data")):
        sys.stderr.write(f"{root} is not a bundle. Use: python3 verify.py [BUNDLE]\n")
        return 2
    failed, encoding = False, sys.stdout.encoding or "utf-8"
    for verdict, number, title, reasons in Verifier(*read_folder(root)).items():
        failed |= verdict == "FAIL"
        line = f"{verdict:<11} {number:>4}  {title}: " + f"\n{'':<18}".join(reasons)
        line = "".join(letter if letter.isprintable() or letter == "\n" else "?" for letter in line)
        sys.stdout.write(line.encode(encoding, "backslashreplace").decode(encoding) + "\n")
    return int(failed)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except BrokenPipeError:  # whoever read the output has seen enough, and cannot be told the outcome
        os._exit(2)
