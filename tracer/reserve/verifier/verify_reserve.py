#!/usr/bin/env python3
"""Checks a bundle of a register of custody-tracer without custody-tracer: this one file, a stock Python from 3.9 on.

    python3 verify.py [BUNDLE]        without BUNDLE: the bundle that this file lies in

It checks the material: that the files are the ones that were sealed, that the raw transactions are in the chain, that
the statement was computed from what is here, and that what is published adds up. What the material means is checked by
the files beside it, of which each carries out the items of those before it too: verify_public.py what is published by
its form and its rule; verify_books.py whose satoshi lay where, and the books; verify_title.py title, orders, acts and
faults; verify_limits.py, where there are prices or limits, fixings, money, limits and their breaches. What a run did
not look at it names as NOT-CHECKED.

Prints PASS, FAIL or NOT-CHECKED for each numbered item, and why. Exit code 0: nothing failed; 1: something did, even if
the check broke off later; 2: wrong use, or a bundle of another release, which this one does not judge; 3: no verdict,
for the bundle is beyond the limits below, or the machine failed; 4: nothing failed of what was checked, and of this
bundle a file beside this one checks more. It writes nothing and needs no network. A copy that came inside a bundle came
from whoever made it: compare its SHA-256 with the published one, or bring your own. It shares no code with the tracer:
the rules are written down here a second time. Of the register and its acts it reads register.json and acts.json; that
these are what the TOML beside them says, `tracer verify` checks. What it says depends on the bundle alone.

An outpoint is `txid:vout`. Source: RFC 8493 (the container); Bitcoin Core 31 and the BIPs named below; for the rest
docs/reserve-bundle.md of custody-tracer.
"""

from __future__ import annotations

import os
import sys

if __name__ == "__main__":  # no file that lies beside this one may pass for a part of Python
    sys.path[:] = [entry for entry in sys.path if os.path.abspath(entry) != os.path.dirname(os.path.abspath(__file__))]

import bisect
import datetime as dt
import gc
import hashlib
import io
import json
import re
import stat
import typing
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence

Row = dict[str, typing.Any]
Place = tuple[int, int]  # of a transaction in the chain: its block's height, and its index in it
Transaction = tuple[list[str], list[tuple[int, str]], bytes]  # spent, (satoshi, script) paid, a coinbase's script
VERSION, METHOD, SCHEMA = "0.2.0", 2, 1  # of the release that this file is part of, and of the layout that it reads
RELEASE = r"[0-9]{1,9}(\.[0-9a-z]{1,19}){0,9}(\+[0-9a-z.]{1,39})?"  # what a release can be called
# Beyond these there is no verdict: files, and lines of a manifest; bytes of one file; of all; of those that a verdict
# is computed from; what all JSON and rows may weigh in memory; headers; rows of a table; inputs and outputs in all.
MAX_FILES, MAX_FILE, MAX_TOTAL, MAX_SOURCES = 400_000, 512 << 20, 2 << 30, 512 << 20
MAX_WEIGHT, MAX_HEADERS, MAX_ROWS, MAX_ENDS = 896 << 20, 1_500_000, 600_000, 3_000_000
MAX_DEPTH, MAX_INTEGER, MAX_RAW, MAX_PROOF = 64, 2**53 - 1, 4_000_000, 1 << 20  # what is beyond these is malformed
MAX_STATEMENT_FILE = 64 << 20  # bytes of one file that is read and lies outside chain/
WEIGHTS = {b"{": 240, b"[": 72, b",": 60, b"\n": 700}  # bytes that a value or a row may take, by the mark that shows it
TABLES = {"transactions": "txid,height,index,offset,length,sha256", "proofs": "block,height,offset,length,sha256"}
LAYOUT = {"headers.bin", "after.bin", "network.json", *(f"{each}.{end}" for each in TABLES for end in ("csv", "dat"))}
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
STATES = ("assigned", "encumbered", "titled", "appealable", "untitled", "unsolicited")  # the first three are lawful
OF_ITSELF = ("schema", "period", "restates", "previous_sha256", "inputs", "software", "private_root", "conventions")
SOURCES = ("value.fixing.sha256", "value.opening_fixing.sha256", "value.rate.sha256")  # of inputs, no figures
ROW_NAMES = {"wallets": ("name",), "orders": ("id",), "movements": ("txid", "vout", "kind"),
             "restricted": ("title", "lifted_by"), "accounts": ("name",), "value.blocks": ("block",),
             "value.proceeds": ("act",), "limits": ("limit",), "limits.actual": ("subject",),
             "limits.breaches": ("subject", "bound", "first_day"), "review.hedges": ("act",),
             "review.stress": ("percent",), "review.units": ("fund",)}  # fmt: skip
CONSTANT: Row = {"conventions": dict.fromkeys(("lots", "title", "price", "returns"), 1), "limits": [],
                 **dict.fromkeys(("value", "cost_basis", "proof"))}  # fmt: skip
PUBLIC = r"data/(bundle|public)\.json|data/(statement|verify)/.+"
OTHERS = (r"|data/(period|previous|restated|earlier/[^/]+|register|acts|scripts|observations/[^/]+)\.json|data/chain/.+"
          r"|data/register\.toml|data/acts/[^/]+\.toml|data/receipts/[^/]+/admission\.json"
          r"|data/(fixings|tables|prices|proofs)/.+")  # fmt: skip
LAYOUTS = {"public": "", "private": rf"{OTHERS}|data/salt", "auditor": rf"{OTHERS}|data/withheld\.json"}
SHOWN = (r"public\.(register|network|period|software\.(version|method)|closing\.(height|hash)"
         r"|books\.[a-z]+\.sat|title\.(lawful|without)\.sat)")  # fmt: skip
TOLD_UNITS = ("days", "quality")  # of limits whose bounds and days tell no amount
OF_CHAIN = ("files_and_manifests", "transactions", "merkle_proofs", "block_headers", "amounts")
OF_PUBLIC = ("files_and_manifests", "published_figures", "files_beside", "not_shown_offline",
             "published_form", "published_rule", "earlier_statements")  # fmt: skip
BESIDE = {  # files that check more, and of what; but for verify_value.py each carries out the items before it too
    "verify_public.py": "the form of what is published, and that its rule can have given it",
    "verify_books.py": "lots, movements, books, accounts and coins",
    "verify_title.py": "these too, and acts, titles, orders, what the faults say, and rounding",
    "verify_value.py": "fixings, from their raw quotes",
    "verify_money.py": "what verify_title.py does, and money: its blocks, what of it is published",
    "verify_limits.py": "all of these, and limits and their breaches",
}
OF_MONEY = ("verify_value.py", "verify_money.py", "verify_limits.py")  # of a bundle with prices or limits
PUBLIC_TOO = ("verify_public.py", "verify_money.py", "verify_limits.py")  # a public bundle has more that they check
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
    """Yield where a file does not state what was computed; keys that are not computed go into `unknown`."""
    if isinstance(stated, dict) and isinstance(computed, dict):
        for key in sorted(stated.keys() | computed.keys()):
            if key in computed or place.endswith(".lots"):
                unknown.discard(f"{place}.{key}")  # one item may compute what another left
                yield from differences(stated.get(key), computed.get(key), f"{place}.{key}", unknown)
            else:
                unknown.add(f"{place}.{key}")
    elif isinstance(stated, list) and isinstance(computed, (list, tuple)) and len(stated) == len(computed):
        for at, value in enumerate(computed):
            yield from differences(stated[at], value, f"{place}[{at}]", unknown)
    elif type(stated) is not type(computed) or stated != computed:
        one, other = map(shown, (stated, computed))
        yield f"{place}: says {one}, computed {other}"


def leaves(value: object, place: str) -> Iterator[str]:
    """Yield the place of every value of JSON that holds no other, without the numbers of rows."""
    if value and isinstance(value, (dict, list)):
        for key, each in value.items() if isinstance(value, dict) else (("", each) for each in value):
            yield from leaves(each, f"{place}.{key}" if key else f"{place}[]")
    else:
        yield place


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


def day_before(day: str) -> str:
    """Return the day before a day."""
    return (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()


class Calendar:
    """When days end, in Unix seconds, and the times and the median times past of the blocks from a height on."""

    def __init__(self, ends: dict[str, int], first: int, times: Sequence[int]) -> None:
        self.ends, self.first = ends, first + 10 if first else 0  # of the first ten not all that come before are here
        windows = (sorted(times[max(at - 10, 0) : at + 1]) for at in range(self.first - first, len(times)))
        self.medians = [window[len(window) // 2] for window in windows]
        self.times = {first + at: time for at, time in enumerate(times)}

    def close(self, day: str) -> int:
        """Return the last block whose median time past lies before the end of a day."""
        return self.first + bisect.bisect_left(self.medians, self.ends[day]) - 1

    def close_next(self, day: str) -> int:
        """Return the closing block of a day, or of the next one that has a block where it has none."""
        closing = self.close(day)
        if closing < self.first or self.median(closing) >= self.begin(day):
            return closing
        end = min(end for end in self.ends.values() if end > self.median(closing + 1))
        return self.first + bisect.bisect_left(self.medians, end) - 1

    def begin(self, day: str) -> int:
        """Return when a day begins, which is when the one before it ends."""
        return self.ends[day_before(day)]

    def day(self, time: int) -> str:
        """Return the day of a moment as it compares with named days: where it is none, the last one before with a +."""
        named = [
            day for day in self.ends if len(day) == 10 and day_before(day) in self.ends and self.begin(day) <= time
        ]
        last = max(named, default="0")
        last += "+" if time >= self.ends.get(last, 0) else ""
        self.ends[last] = max(time, self.ends.get(last, 0))
        return last

    def median(self, height: int) -> int:
        """Return the median time past of a block."""
        if height < self.first:
            raise ValueError(f"too few headers before block {height} are here to tell its median time")
        return self.medians[height - self.first]


class Folder:
    """The files of a bundle, read once. Links are not followed, and what no manifest lists is not opened."""

    def __init__(self, root: str) -> None:
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
        if sum(self.sizes[name] for name in names if name.startswith("data/chain/")) > MAX_SOURCES:
            raise NoVerdict(f"the files of its chain have more than {MAX_SOURCES} bytes")
        heavy = 0
        for name in names:
            heavy += self.hash(name)
            if heavy > MAX_WEIGHT:
                raise NoVerdict(f"its JSON and its rows weigh more than {MAX_WEIGHT} bytes in memory")

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
                    name = folder + os.fsencode(entry.name).decode("utf-8", "replace")
                    mode = entry.stat(follow_symlinks=False)
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
        is_kept, is_chain = is_source(name), name.startswith("data/chain/")
        if self.sizes[name] > (MAX_STATEMENT_FILE if is_kept and not is_chain else MAX_FILE):
            raise NoVerdict(f"{name} has too many bytes")
        one, other, kept = hashlib.sha256(), hashlib.sha512(), list[bytes]()
        for part in self.parts(name):
            one.update(part)
            other.update(part)
            kept += [part] if is_kept else []
        self.digests[name] = (one.hexdigest(), other.hexdigest())
        if is_kept:
            self.contents[name] = b"".join(kept)
        return weight(self.contents[name]) if name.endswith(".json") else 9 * self.sizes[name] * (is_kept > is_chain)


def is_source(name: str) -> bool:
    """Return whether a verdict is computed from a file's bytes; others are hashed, and not kept."""
    return name.startswith("data/") and not name.startswith(("data/statement/", "data/verify/", "data/prices/"))


Check = Callable[["Verifier"], Iterator[str]]


class Verifier:
    """One bundle being checked. Each method `check_...` is an item; its docstring is what is said where it passes.

    `beside` has the items of files that lie beside this one, by the file's name, each with its number.
    """

    def __init__(self, folder: Folder, beside: Mapping[str, Sequence[tuple[str, Check]]] | None = None) -> None:
        self.folder, self.files, self.beside = folder, folder.contents, beside or {}
        self.unknown, self.seen, self.other_release = set[str](), list[str](), ""
        self.about, self.period, self.register = Row(), Row(), Row()
        self.previous: typing.Any = None
        self.restated: typing.Any = None
        self.transactions, self.places = dict[str, Transaction](), dict[str, Place]()
        self.blocks, self.fees, self.looked_at = dict[int, dict[str, int]](), dict[str, int](), set[str]()
        self.ends_here, self.verdicts, self.has_money = 0, dict[str, str](), False

    @property
    def is_priced(self) -> bool:
        """Whether the register sets a price, so that there is money."""
        return bool(re.search(rb"(?m)^\[price\]", self.files.get("data/register.toml", b"")))

    @property
    def sets_limits(self) -> bool:
        """Whether the register or an act sets a limit, so that there are some, with what stands beside them."""
        sets = rb"""(?m)^(?:\[\[limit\]\]|name *= *["']limit/)"""
        return any(re.search(sets, raw) for name, raw in self.files.items() if name.endswith(".toml"))

    def tells_money(self) -> bool:
        """Return whether there are prices or limits: by what is published, by the register, by its acts."""
        try:
            said = parse_json(self.files["data/public.json"])
            return bool(said["value"] or said["limits"] or self.is_priced or self.sets_limits)
        except MALFORMED:
            return True

    def items(self) -> Iterator[tuple[str, str, str, list[str]]]:
        """Carry out one item after the other; yield verdict, number, title and reasons of each."""
        self.other_release, self.has_money = self.release(), self.tells_money()
        for number, check in self.checks():
            name = check.__name__[6:]
            self.seen.append("data/bundle.json" if name in OF_PUBLIC else "data/period.json")
            reasons, more, title = list[str](), 0, name.replace("_", " ").capitalize()
            try:
                if self.other_release and name not in OF_CHAIN:
                    raise Unknown(f"this was made by {self.other_release}: use that release, or its own verify.py")
                if self.about.get("profile") == "public" and name not in OF_PUBLIC:
                    raise Unknown("a public bundle shows no transaction, act or wallet; the private one does")
                for reason in check(self):
                    reasons += [reason] if len(reasons) < 10 else []
                    more += 1
                reasons += [f"and {more - 10} more"] if more > 10 else []
                verdict, reasons = ("FAIL", reasons) if reasons else ("PASS", [str(check.__doc__)])
            except Unknown as error:  # nothing takes back what was found before
                verdict, reasons = "FAIL" if reasons else "NOT-CHECKED", [*reasons, *map(str, error.args)]
            except MALFORMED as error:
                is_whole = "FAIL" not in self.verdicts.values()  # then this item itself lacks something
                if str(error).startswith("'Verifier' object has no attribute") and not is_whole and not reasons:
                    verdict, reasons = "NOT-CHECKED", ["an item above ended before it came to what this one needs"]
                else:
                    verdict = "FAIL"
                    reasons = [*reasons, f"{self.seen[-1]}: {type(error).__name__}: {error}"[:300]]
            except BaseException:  # told by whoever asked
                if reasons:
                    self.verdicts[number] = "FAIL"
                    yield "FAIL", number, title, reasons
                raise
            self.verdicts[number] = verdict
            yield verdict, number, title, reasons

    def checks(self) -> list[tuple[str, Check]]:
        """Return the items with their numbers: those here, those of the files beside, and last what nothing shows."""
        own = [check for name, check in vars(Verifier).items() if name.startswith("check_")]
        *first, last = [(str(number), check) for number, check in enumerate(own, 1)]
        if not self.others():
            first = [(number, check) for number, check in first if check is not Verifier.check_files_beside]
        return [*first, *(each for rows in self.beside.values() for each in rows), last]

    def others(self) -> list[str]:
        """Return the files beside whose items are not carried out, those of money where there is some."""
        return [name for name in BESIDE if name not in self.beside and (self.has_money or name not in OF_MONEY)]

    def left(self) -> list[str]:
        """Return those of them that check more of this bundle: nothing failed only after the last of them."""
        is_public = self.about.get("profile") == "public"
        return [name for name in self.others() if name in PUBLIC_TOO or not is_public]

    def release(self) -> str:
        """Return which other release made this bundle; nothing where it is this one's, or where that cannot be read."""
        try:
            self.about = parse_json(self.read("data/bundle.json"))
            version, method = self.about["software"]["version"], self.about["software"]["method"]
        except MALFORMED:
            return ""
        if type(method) is not int or not is_release(version) or (version, method) == (VERSION, METHOD):
            return ""
        return f"release {version[:20]} of custody-tracer, method {method}"

    def read(self, name: str) -> bytes:
        """Return a file of the bundle; if it is wrong, its name stands with the reason."""
        self.seen.append(name)
        return self.files[name]

    def load(self, name: str) -> typing.Any:
        """Return what a file of JSON says, which must be written in its one form. Source: RFC 8785."""
        value = parse_json(self.read(f"data/{name}"))
        if canonical(value) != self.files[f"data/{name}"]:
            raise ValueError("is not in canonical form")
        return value

    def maybe(self, name: str) -> typing.Any:
        """Return the same of a file that need not be here."""
        return self.load(name) if f"data/{name}" in self.files else None

    def digest(self, name: str) -> str:
        """Return the SHA-256 of a file."""
        return hashlib.sha256(self.files[f"data/{name}"]).hexdigest()

    def compare(self, computed: Row) -> Iterator[str]:
        """Yield where period.json does not state what was computed."""
        self.looked_at |= computed.keys()
        yield from self.differ({key: self.period.get(key) for key in computed}, computed, "period")

    def differ(self, stated: object, computed: object, place: str) -> Iterator[str]:
        """Yield where a file does not state what was computed; note what of it was not."""
        yield from differences(stated, computed, place, self.unknown)

    def check_files_and_manifests(self) -> Iterator[str]:
        """Every file is the one in the manifests; none is missing, none was added."""
        folder = self.folder
        yield from folder.faults
        if not is_release(version := self.about["software"]["version"]):
            yield f"data/bundle.json: names version {version!r:.24}, and no release is called that"
        for name in folder.sizes:
            place, _, file = name.partition("/")
            is_known = place == "data" or name in TAG_FILES or (place == "signatures" and file in SIGNATURES)
            if not is_known and name != "tagmanifest-sha256.txt":
                yield f"{name}: does not belong to a bundle"
        names = [name for name in folder.sizes if name.startswith("data/")]
        layout = PUBLIC + LAYOUTS[self.about["profile"]]
        yield from (f"{name}: does not belong to such a bundle" for name in names if not re.fullmatch(layout, name))
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

    def check_transactions(self) -> Iterator[str]:
        """Every raw transaction hashes to its name."""
        if any(self.files.get(f"data/chain/{table}.csv", b"").count(b"\n") > MAX_ROWS + 1 for table in TABLES):
            raise NoVerdict(f"a table of the chain has more than {MAX_ROWS} rows")
        inside = {file[11:] for file in self.files if file.startswith("data/chain/")}
        for file in sorted(inside ^ LAYOUT):
            yield f"data/chain/{file}: is missing, or does not belong to the layout of what lies beside it"
        for where, name, place, raw in self.rows("transactions"):
            txid, transaction = parse_transaction(raw)
            self.ends_here += len(transaction[0]) + len(transaction[1])
            if self.ends_here > MAX_ENDS:
                raise NoVerdict(f"its transactions have more than {MAX_ENDS} inputs and outputs")
            if txid != name or txid in self.transactions:
                yield f"{where}: holds transaction {txid}, or holds it again"
            self.transactions[txid] = transaction
            self.blocks.setdefault(place[0], {})[txid] = place[1]

    def check_merkle_proofs(self) -> Iterator[str]:
        """Every transaction lies in the block and at the place stated, and its block's coinbase in the same tree."""
        about, raw = self.load("chain/network.json"), self.read("data/chain/headers.bin")
        self.network, self.first = about["network"], about["first_height"]
        if len(raw) > 80 * MAX_HEADERS:
            raise NoVerdict(f"it holds more than {MAX_HEADERS} headers")
        self.headers = [raw[at : at + 80] for at in range(0, len(raw), 80)]
        (_, states, genesis), self.last = NETWORKS[self.network], self.first + len(self.headers) - 1
        heights = {header: self.first + at for at, header in enumerate(self.headers)}
        for where, name, place, raw in self.rows("proofs"):
            header, _, shown = climb(raw)
            height, coinbase = heights.get(header, -1), self.transactions.get(next(iter(shown), ""), ([], [], b""))[2]
            pushed = height.to_bytes((height.bit_length() + 8) // 8, "little", signed=True)
            pushed = bytes([len(pushed)]) + pushed if height > 16 else bytes([80 + height if height else 0])
            is_shown = [height, sha256d(header)[::-1].hex()] == [*place, name] and shown == self.blocks.get(height)
            if not is_shown or not coinbase or (height >= states and not coinbase.startswith(pushed)):
                yield f"{where}: does not show transactions and coinbase, which states its height, under a header here"
            else:
                self.places |= {txid: (height, at) for txid, at in shown.items()}
        lost = [(at, txid) for at, txid in enumerate(self.transactions, 1) if txid not in self.places]
        yield from (f"data/chain/: row {at}, {txid}: no proof shows its place" for at, txid in lost)
        known = Row(
            schema=1, network=self.network, genesis_hash=genesis, first_height=self.first, last_height=self.last
        )
        if about != known:
            yield "network.json: is not what the proofs and the headers show"
        self.places = dict(sorted(self.places.items(), key=lambda item: (item[1], item[0])))
        self.outputs = {f"{t}:{vout}": o for t in self.places for vout, o in enumerate(self.transactions[t][1])}

    def check_block_headers(self) -> Iterator[str]:
        """They are a chain with its work, and go on after the closing block for as long as settles the period."""
        raw = self.read("data/chain/after.bin")
        self.after = [raw[at : at + 80] for at in range(0, len(raw), 80)]
        if any(len(each) != 80 for each in (*self.headers, *self.after)):
            yield "headers.bin or after.bin: is no number of headers of 80 bytes each"
        yield from header_faults([*self.headers, *self.after], self.first, self.network)

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

    def check_closing_block(self) -> Iterator[str]:
        """It is the last whose median time past lies before the end of the period's last day; five more settle it."""
        self.period, self.register = self.load("period.json"), self.load("register.json")
        self.previous, self.restated = map(self.maybe, ("previous.json", "restated.json"))
        ends = {day: seconds(end) for day, end in self.register["ends"].items()}
        for day, end in ends.items():
            if not -12 * 3600 <= seconds(f"{day}T00:00:00Z") + 86_400 - end <= 14 * 3600:
                yield f"register.json: no zone is so far from UTC that {day} ends at {moment(end)}"
        if [*ends.values()] != sorted(ends.values()):
            yield "register.json: days do not end one after the other"
        times = [int.from_bytes(each[68:72], "little") for each in (*self.headers, *self.after)]
        self.calendar, (self.begins, self.ends) = Calendar(ends, self.first, times), span(self.period["period"])
        opening = None
        if self.previous:
            opening = self.previous["closing"]
            if self.calendar.first <= opening["height"] <= self.last and opening != self.block(opening["height"]):
                yield "previous.json: it closes with a block that is not of this chain"
        self.opening = opening["height"] if opening else -1
        closing, last = self.block(self.last), self.calendar.close(self.ends)
        if last != self.last or len(self.after) != 5:
            yield f"headers.bin and after.bin do not end with the closing block, {last}, and with the fifth after it"
        yield from self.compare({"opening": opening, "closing": closing})

    def block(self, height: int) -> typing.Any:
        """Return a block as period.json names it; nothing where the headers begin later."""
        if height < self.calendar.first:
            return None
        name = sha256d(self.headers[height - self.first])[::-1].hex()
        return {"height": height, "hash": name, "mtp": moment(self.calendar.median(height))}

    def has_left(self, block: typing.Any) -> bool:
        """Return whether a block that closed the period before is not of this chain."""
        if not self.first <= block["height"] <= self.last:
            return bool(seconds(block["mtp"]) < self.calendar.ends[self.ends])
        return bool(sha256d(self.headers[block["height"] - self.first])[::-1].hex() != block["hash"])

    def check_inputs(self) -> Iterator[str]:
        """All that the statement was computed from is here, and is what it lists; acts are no others than before."""
        kinds, withheld = "register.toml acts/ receipts/ observations/ fixings/ tables/ proofs/".split(), Row()
        here = {name[5:]: self.digest(name[5:]) for name in self.files if name[5:].startswith((*kinds,))}
        if self.about["profile"] == "auditor":
            withheld = self.load("withheld.json")["files"]
        yield from (f"withheld.json: {name} is not here" for name in sorted(withheld.keys() - here.keys()))
        here.update(withheld)
        for name, each in (("previous.json", self.previous), ("restated.json", self.restated)):
            here.update({f"periods/{each['period']}/period.json": self.digest(name)} if each else {})
        for each in filter(None, (self.previous, self.restated)):
            acts = [row for row in each["inputs"] if row["id"].startswith("acts/")]
            lost = [row["id"] for row in acts if here.get(row["id"]) != row["sha256"]]
            yield from (f"{name}: {each['period']} was closed with it, and it is another or not here" for name in lost)
        self.filed = self.load("acts.json")["acts"]
        dates = {f"acts/{row['id']}.toml": row["date"] for row in self.filed}
        if sorted(name for name in here if name.startswith("acts/")) != [*dates]:
            yield "acts.json: does not hold the acts that are here, in the order of their numbers"
        known = {row["id"] for row in self.previous["inputs"]} if self.previous else dates.keys()
        late = {name for name, date in dates.items() if date < self.begins and name not in known}
        rows = [{"id": name, "sha256": here[name], "late": name in late} for name in sorted(here)]
        yield from self.compare({"inputs": rows})

    def check_statement(self) -> Iterator[str]:
        """It goes on from those before it, which are here; what it and bundle.json say of themselves agrees."""
        said: Row = {"schema": SCHEMA, "register": self.register["name"], "network": self.network, **CONSTANT}
        free: tuple[str, ...] = ("limits",) if self.sets_limits else ()
        free += ("value", "cost_basis", "limits") if self.is_priced else ()
        said = {key: said[key] for key in said if key not in free}
        said |= {"period": self.about["period"], "software": {"version": VERSION, "method": METHOD}}
        said["previous_sha256"] = self.digest("previous.json") if self.previous else None
        if any(name.startswith("data/proofs/") for name in self.files):
            closing, covered = self.period["books_sat"]["closing"], (self.period["proof"] or {}).get("covered_sat")
            said["proof"] = {"covered_sat": covered, "of_sat": closing}
            if not re.fullmatch("0|[1-9][0-9]{0,15}", str(covered)) or int(str(covered)) > int(closing):
                yield "period.proof.covered_sat: is no part of the closing"
        if self.restated and self.period["restates"]:
            listed, acts = {row["id"] for row in self.restated["inputs"]}, self.period["restates"]["acts"]
            new = {row["id"]: row["kind"] for row in self.filed if f"acts/{row['id']}.toml" not in listed}
            txids = [{row["txid"] for row in each["movements"]} for each in (self.restated, self.period)]
            was, now = (dict(figures(each)) for each in (self.restated, self.period))
            names = [name for name in sorted({*was, *now}) if was.get(name) != now.get(name)]
            is_other = txids[0] != txids[1] or "books_sat.opening" in names or self.has_left(self.restated["closing"])
            if acts != sorted({*acts} & {*new}) or not (is_other or "correction" in map(new.get, acts)):
                yield "period.restates.acts: are not such as what is restated lacks, or no correction is among them"
            rows = [{"figure": name, "was": was.get(name), "is": now.get(name)} for name in names]
            said["restates"] = {"period": self.restated["period"], "sha256": self.digest("restated.json"), "acts": acts}
            said["restates"]["figures"] = rows
        yield from self.compare({"restates": None, **said})
        shown = {key: self.period[key] for key in ("register", "network", "software")}
        shown.update(schema=1, kind="reserve", closing={"height": self.last, "hash": self.period["closing"]["hash"]})
        shown.update(software={"name": "custody-tracer", **shown["software"]}, period_sha256=self.digest("period.json"))
        yield from self.differ({key: self.about.get(key) for key in shown}, shown, "bundle")

    def check_private_root(self) -> Iterator[str]:
        """It is that of this statement and its salt."""
        if self.about["profile"] != "private":
            raise Unknown("the salt is in the private bundle alone: compare the root that was published")
        if len(self.read("data/salt")) != 32:
            yield "salt: has not 32 bytes"
        bare = hashlib.sha256(canonical({**self.period, "private_root": None})).digest()
        yield from self.compare({"private_root": hashlib.sha256(self.read("data/salt") + bare).hexdigest()})

    def check_published_figures(self) -> Iterator[str]:
        """They add up, and are of the period, the closing block and the root that are named here."""
        said = self.load("public.json")
        figures = {**said["books"], **said["title"]}
        sat = {key: satoshi(each["sat"]) for key, each in figures.items() if each is not None}
        told = [sat[key] for key in ("came", "left", "scope") if key in sat]
        if sat["opening"] + sat["change"] != sat["closing"] or len(told) not in (0, 3):
            yield "the opening and the change are not the closing, or of what came, left or entered one is said alone"
        if len(told) == 3 and told[0] - told[1] + told[2] != sat["change"]:
            yield "what came less what left, with the wallets that entered or left, is not the change"
        if sat["lawful"] + sat["without"] != sat["closing"] or sat["reserve"] > sat["lawful"]:
            yield "the titles do not add up to the closing"
        if tells_more(said):
            yield "public.json: tells more of a limit on amounts than rule public/1 publishes"
        software = {key: self.about["software"][key] for key in ("version", "method")}
        mine = [self.about[key] for key in ("register", "network", "period")] + [self.about["closing"], software]
        closing = {key: said["closing"][key] for key in ("height", "hash")}
        if [said[key] for key in ("register", "network", "period")] + [closing, said["software"]] != mine:
            yield "public.json: is of another register, period, block or release than bundle.json"
        if self.about["due"] != due_day(self.about["period"]):
            yield f"bundle.json: says due {self.about['due']!r:.12}, computed {due_day(self.about['period'])}"
        rows = [{key: each[key] for key in ("period", "private_root")} for each in self.chain()]
        if not self.period:
            self.unknown.update(name for name in leaves(said, "public") if not re.fullmatch(SHOWN, name))
            return
        named = [self.period["private_root"], rows, self.period["closing"]]
        if [said["private_root"], said["previous"], said["closing"]] != named:
            yield "public.json: names another root, other statements before it, or another closing block"
        books = {key: int(sat) for key, sat in self.period["books_sat"].items()}
        exact = {key: books[key] for key in ("opening", "closing")}
        if told:
            exact.update(came=books["receipts"] + books["withdrawals"], scope=books["scope"])
            exact["left"] = sum(books[key] for key in ("disposals", "deposits", "fees"))
        exact["change"] = exact["closing"] - exact["opening"]
        exact["lawful"] = sum(int(self.period["title_sat"][state]) for state in STATES[:3])
        exact["without"] = exact["closing"] - exact["lawful"]
        for key in exact:
            if abs(exact[key] - sat[key]) >= max(satoshi(figures[key]["within_sat"]), 1):
                yield f"public.json: {key} {sat[key]} is not within {figures[key]['within_sat']} sat of {exact[key]}"

    def chain(self) -> list[Row]:
        """Return the statements that this one names by their SHA-256, and those that they name, the first one first."""
        names = [name[5:] for name in self.files if re.fullmatch("data/(previous|restated|earlier/[^/]+)[.]json", name)]
        by_hash, waiting = {self.digest(name): name for name in names}, [self.period]
        found = dict[str, Row]()
        while waiting:
            each = waiting.pop()
            for digest in (each.get("previous_sha256"), (each.get("restates") or {}).get("sha256")):
                if digest and digest not in found:
                    found[digest] = self.load(by_hash.pop(digest))
                    waiting.append(found[digest])
        if by_hash.keys() - found.keys():
            raise ValueError(f"{min(by_hash.values())}: no statement names it")
        return sorted(found.values(), key=lambda each: (span(each["period"])[1], each["period"]))

    def check_files_beside(self) -> Iterator[str]:
        """All of them were run."""
        left, elsewhere = self.left(), "on the private bundle, which shows them"
        more = ("which carries out the items above too", "which stands alone")
        where = {name: more[name == "verify_value.py"] if name in left else elsewhere for name in BESIDE}
        raise Unknown(*(f"{BESIDE[name]}: python3 data/verify/{name}, {where[name]}" for name in self.others()))

    def check_not_shown_offline(self) -> Iterator[str]:
        """That these blocks are of the best chain: {client} getblockhash {last} must give {hash}.

        That no payment to or spend of a wallet up to there was left out: tracer reserve observe, on a node of your own.
        That a coin is still unspent: {client} gettxout TXID VOUT false.
        That register.json and acts.json are what the TOML beside them says: tracer verify BUNDLE.
        That scripts.json holds all scripts of each wallet: {client} deriveaddresses DESCRIPTOR ITS_RANGE.
        That days in {zone} end when register.json says: tracer verify BUNDLE; TZ={zone} date --date=@TIME.
        That wallets are the body's, and acts what courts decided: the register asserts so; see the acts' documents.
        That lots are what cases traced: tracer verify, on each case's bundle (admission.json names its tag manifest).
        Of bundle.json this read release, profile, register, period, block and when it was due: tracer verify BUNDLE.
        Whether the register publishes its addresses, so that nothing is rounded: register.toml.
        In a public bundle, that figures are those of what is held, if they can be by rule public/1: the private bundle.
        Faults but late, sent, untitled, fee and unregistered, movements as observed: tracer verify BUNDLE.
        In a public bundle, that no such fault (late, sent, untitled, fee, unregistered) is left out: the private one.
        Which of the acts that were filed later change a restated figure, and the reason given: tracer verify BUNDLE.
        Witnesses, which a txid does not cover: {client} getrawtransaction TXID 0; no figure rests on one.
        On a signet, the blocks' signatures: {client} getblockheader {hash}.
        The signatures and time stamps in signatures/: openssl, over tagmanifest-sha256.txt.
        That nobody made everything again: the SHA-256 of tagmanifest-sha256.txt handed over must be {seal}.
        What this did not open (tracer verify BUNDLE does): {unopened}.
        How much the signatures and payments in proofs/ prove, and that they are valid: tracer verify BUNDLE.
        Keys of period.json and public.json that this did not compute (tracer verify BUNDLE does): {unknown}.
        """
        if self.other_release:
            raise Unknown(f"what only {self.other_release} can tell: use that release")
        about = {"client": f"bitcoin-cli -chain={self.about['network']}", "zone": self.register.get("zone", "its zone")}
        about.update(last=self.about["closing"]["height"], hash=self.about["closing"]["hash"])
        about["seal"] = hashlib.sha256(self.folder.manifests["tagmanifest-sha256.txt"]).hexdigest()
        opened = {*self.seen, *self.folder.manifests, *TAG_FILES}
        about["unopened"] = ", ".join(name for name in self.folder.sizes if name not in opened) or "none"
        unknown = self.unknown | {f"period.{key}" for key in self.period.keys() - self.looked_at}
        about["unknown"] = ", ".join(sorted(unknown)) or "none"
        text = str(self.check_not_shown_offline.__doc__).format_map(about)
        raise Unknown(*(line.strip() for line in text.splitlines() if line.strip()))


def canonical(value: object) -> bytes:
    """Return the one form in which a value of JSON is written. Source: RFC 8785."""

    def ordered(each: object) -> object:
        """Return a value with the keys of its objects in the order of UTF-16."""
        if isinstance(each, dict):
            keys = sorted(each, key=lambda key: key.encode("utf-16-be", "surrogatepass"))
            return {key: ordered(each[key]) for key in keys}
        return [ordered(one) for one in each] if isinstance(each, list) else each

    return json.dumps(ordered(value), ensure_ascii=False, separators=(",", ":")).encode()


def figures(statement: Row) -> Iterator[tuple[str, str]]:
    """Yield every figure of period.json by its place, and as it stands there; what it says of itself is none."""
    for key in [key for key in statement if key not in OF_ITSELF]:
        yield from (each for each in named(key, statement[key], key) if each[0] not in SOURCES)


def named(name: str, value: typing.Any, place: str) -> Iterator[tuple[str, str]]:
    """Yield the values at a place by their names: rows by what they are about, such as wallets.Reserve.closing."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from named(name if key == "books_sat" else f"{name}.{key}", each, f"{place}.{key}")
    elif isinstance(value, list):
        keys, seen = ROW_NAMES.get(place, ()), Counter[str]()
        for row in value:
            about = ":".join(str(row[key]) for key in keys if row[key] is not None)
            row_name = f"{name}.{about}" if about else name if keys else f"{name}[]"
            seen[row_name] += 1
            rest = {key: each for key, each in row.items() if key not in keys} if keys else row
            yield from named(row_name if seen[row_name] == 1 else f"{row_name}#{seen[row_name]}", rest, place)
    elif value is not None:
        yield name, value if isinstance(value, str) else canonical(value).decode()


def tells_more(said: Row) -> bool:
    """Return whether limits of a rounded statement have what rule public/1 hides: bounds, days, several of a kind."""
    hidden = [row for row in said["limits"] if said["rule"] and row["unit"] not in TOLD_UNITS]
    kinds = [(row["kind"], row["severity"]) for row in hidden]
    days = {each["day"] for each in said["breaches"] if each["kind"] in dict(kinds)}
    bounds = [row for row in hidden if (row["max"], row["min"]) != (None, None)]
    return bool(bounds) or len({*kinds}) < len(kinds) or not days <= {span(said["period"])[1]}


def satoshi(text: str) -> int:
    """Return an amount, which is written as digits and in no other way."""
    if not re.fullmatch("0|-?[1-9][0-9]{0,15}", text):
        raise ValueError(f"{text!r:.20} is no amount of satoshi")
    return int(text)


def span(period: str) -> tuple[str, str]:
    """Return the first and the last day of a quarter, a year or a restatement of one."""
    name = re.fullmatch("(20[0-9]{2})(Q[1-4])?(-r[1-9][0-9]{0,2})?", period)
    if not name:
        raise ValueError(f"{period!r:.20} is no period")
    year, quarter = int(name[1]), int((name[2] or "Q0")[1])
    first = f"{year}-{3 * quarter - 2 if quarter else 1:02}-01"
    return first, day_before(f"{year}-{3 * quarter + 1:02}-01" if 0 < quarter < 4 else f"{year + 1}-01-01")


def due_day(period: str) -> str:
    """Return the last day of the month after a period, on which its statement is due."""
    next_month = dt.date.fromisoformat(span(period)[1]) + dt.timedelta(days=1)
    return day_before((next_month + dt.timedelta(days=31)).replace(day=1).isoformat())


def seconds(text: str) -> int:
    """Return the Unix time of a moment such as 2026-09-30T19:00:00Z, which must be written so."""
    time = int(dt.datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.timezone.utc).timestamp())
    if moment(time) != text:
        raise ValueError(f"{text!r:.30} is no moment")
    return time


def moment(time: int) -> str:
    """Return a Unix time as it is written."""
    return dt.datetime.fromtimestamp(time, dt.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def main(
    arguments: Sequence[str], beside: Mapping[str, Sequence[tuple[str, Check]]] | None = None, name: str = "verify.py"
) -> int:
    """Check the bundle that is named, or the one this file lies in; return the exit code."""
    root = arguments[0] if arguments else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    if len(arguments) > 1 or os.path.islink(root) or not os.path.isdir(os.path.join(root, "data")) or not __doc__:
        sys.stderr.write(f"{root} is not a bundle, or -OO hides what is said. Use: python3 {name} [BUNDLE]\n")
        return 2
    gc.set_threshold(1_000_000)  # most of what is made here stays: to look for garbage often is a fifth of the time
    verdicts = dict[str, str]()
    try:
        verifier = Verifier(Folder(root), beside)
        verdicts = verifier.verdicts
        tell(verifier)
        return conclude(verifier, [number for number, verdict in verdicts.items() if verdict == "FAIL"])
    except NoVerdict as error:
        why = f"NO VERDICT: the bundle is beyond what is checked: {error}."
    except KeyboardInterrupt:
        return 130
    # Any other fault (memory, the disk, this program, an exit) is none of the bundle: it is told as no verdict.
    except BaseException as error:
        why = f"NO VERDICT: the check itself failed: {type(error).__name__}: {error}"[:300]
    failed = [number for number, verdict in verdicts.items() if verdict == "FAIL"]  # which nothing later takes back
    try:
        say(f"{why}\nFOUND WANTING before that: item {', '.join(failed)}." if failed else why)
    except (OSError, NoVerdict):  # a reader that left, a full disk: the code alone says it
        sys.stdout = None
    return 1 if failed else 3


def tell(verifier: Verifier) -> None:
    """Say what each item gives, as soon as it is known; its verdict stays with the verifier."""
    for verdict, number, title, reasons in verifier.items():
        say(f"{verdict:<11} {number:>4}  {title}: " + f"\n{'':<18}".join(reasons))


def conclude(verifier: Verifier, failed: Sequence[str]) -> int:
    """Say what all items together give, and which file checks more of this bundle; return the exit code."""
    if failed:
        say(f"FOUND WANTING: item {', '.join(failed)}.")
    elif verifier.other_release:
        say(f"NOT DECIDED BY THIS VERSION ({VERSION}, method {METHOD}): made by {verifier.other_release}.")
    else:
        say("NOTHING FAILED of what can be checked here.")
        if verifier.left():
            say(f"NOT ALL IS CHECKED: more of this bundle is by python3 data/verify/{verifier.left()[-1]}.")
    return 1 if failed else 2 if verifier.other_release else 4 if verifier.left() else 0


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
