#!/usr/bin/env python3
"""Checks a bundle of a register of custody-tracer without custody-tracer: this one file, a stock Python from 3.9 on.

    python3 verify.py [BUNDLE]        without BUNDLE: the bundle that this file lies in

Prints PASS, FAIL or NOT-CHECKED for each numbered item, and why. Exit code 0: nothing failed; 1: something did, even if
the check broke off later; 2: wrong use, or a bundle of another release, which this one does not judge; 3: no verdict,
for the bundle is beyond the limits below, or the machine failed. It writes nothing and needs no network. A copy that
came inside a bundle came from whoever made it: compare its SHA-256 with the published one, or bring your own. It shares
no code with the tracer: the rules are written down here a second time. Of the register and its acts it reads
register.json and acts.json; that these are what the TOML beside them says, `tracer verify` checks. What it says depends
on the bundle alone.

Words: an outpoint is `txid:vout`; a receipt is an output by which satoshi first come to a wallet of the register, and
each of them keeps its number in it for ever; a run is consecutive ones; a lot is a run that a case attributes to a
label; `ours` are the wallets whose coins are summed. Source: RFC 8493 (the container); Bitcoin Core 31 and the BIPs
named below; RESERVE.md, sections 1.5, 2 and 4 (the rest).
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
import unicodedata
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Sequence
from types import SimpleNamespace

Row = dict[str, typing.Any]
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
NAMED_BY = {"disposal": "deposits", "deposit": "deposits", "receipt": "withdrawals", "withdrawal": "withdrawals"}
VALUE = {"transfer": "transfers_out", "withdrawal": "withdrawals", "deposit": "deposits", "disposal": "disposals",
         "joint": "disposals"}  # fmt: skip
FORMS = ("restraint", "seizure", "forfeiture", "return", "interlocutory")
COLUMNS = {"opening": 1, "receipts": 1, "disposals": -1, "fees": -1, "deposits": -1, "withdrawals": 1, "scope": 1,
           "transfers_in": 1, "transfers_out": -1}  # fmt: skip
STATES = ("assigned", "encumbered", "titled", "appealable", "untitled", "unsolicited")
OF_ITSELF = ("schema", "period", "restates", "previous_sha256", "inputs", "software", "private_root", "conventions")
ROW_NAMES = {"wallets": ("name",), "orders": ("id",), "movements": ("txid", "vout", "kind"),
             "restricted": ("title", "lifted_by"), "accounts": ("name",), "value.blocks": ("block",),
             "value.proceeds": ("act",), "limits": ("limit",), "limits.actual": ("subject",),
             "limits.breaches": ("subject", "bound", "first_day"), "review.hedges": ("act",),
             "review.stress": ("percent",), "review.units": ("fund",)}  # fmt: skip
DAYS = ("date", "in_force", "appeal_until", "from", "on", "as_of")  # keys of acts
STAGES = ("recorded", "seizure", "forfeiture", "reserve", "watched", "retired")
TWO_PERSONS = "convention execution assignment release scope disposal step waiver review correction".split()
DOCUMENTED = "order execution assignment release scope disposal correction".split()  # somebody signed, with a text
WITHOUT_TITLE = ("return", "interlocutory")  # methods by which goes what has none, under an order of that form
ALIKE = str.maketrans(  # small letters by the Latin one that they, or their capitals, look like
    "авекмнорстухіјѕһүӏԁԛԝёëαβεζηικμνορτυχıɡɑøłđħ", "abekmhopctyxijshyldqweeabezhikmnoptyxigaoldh"
)
BY_SIGHT = str.maketrans("Il1|\u0406\u0399\u04c0\u04cf0O\u041e\u039f", "\u01c3" * 8 + "o" * 4)  # none tells these apart
CONSTANT: Row = {"conventions": dict.fromkeys(("lots", "title", "price", "returns"), 1), "limits": [],
                 **dict.fromkeys(("value", "cost_basis", "proof"))}  # fmt: skip
PUBLIC = r"data/(bundle|public)\.json|data/(statement|verify)/.+"
OTHERS = (r"|data/(period|previous|restated|earlier/[^/]+|register|acts|scripts|observations/[^/]+)\.json|data/chain/.+"
          r"|data/register\.toml|data/acts/[^/]+\.toml|data/receipts/[^/]+/admission\.json"
          r"|data/(fixings|tables|prices|proofs)/.+")  # fmt: skip
LAYOUTS = {"public": "", "private": rf"{OTHERS}|data/salt", "auditor": rf"{OTHERS}|data/withheld\.json"}
ALOOF = "\0"  # before the name of a wallet while satoshi move out of a coin of it that is not in the books
SHOWN = (r"public\.(register|network|period|software\.(version|method)|closing\.(height|hash)"
         r"|books\.[a-z]+\.sat|title\.(lawful|without)\.sat)")  # fmt: skip
TOLD_UNITS = ("days", "quality")  # of limits whose bounds and days tell no amount
OF_CHAIN = ("files_and_manifests", "transactions", "merkle_proofs", "block_headers", "amounts")
OF_PUBLIC = ("files_and_manifests", "published_figures", "not_shown_offline")
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


class Run(typing.NamedTuple):
    """Consecutive satoshi of a receipt from its satoshi number `start` on, and in which wallet they lie.

    Without a receipt they are others' satoshi, which have no numbers.
    """

    receipt: str
    start: int
    sat: int
    wallet: str


Spans = dict[str, list[tuple[int, int]]]  # by receipt, numbers of satoshi: from which up to which, apart and in order


def total(runs: Iterable[Run]) -> int:
    """Return how many satoshi runs hold."""
    return sum(run.sat for run in runs)


def joined(runs: Iterable[Run]) -> list[Run]:
    """Return the runs without empty ones, and with those that go on where the one before ended made one."""
    whole = list[Run]()
    for run in runs:
        last = whole[-1] if whole else Run("", 0, 0, "")
        if run.sat and last.sat and (last.receipt, last.start + last.sat, last.wallet) == (*run[:2], run.wallet):
            whole[-1] = last._replace(sat=last.sat + run.sat)
        elif run.sat:
            whole.append(run)
    return whole


def poured(runs: Iterable[Run], sizes: Iterable[int]) -> list[list[Run]]:
    """Return what fills each size, taken from the front in order; runs and sizes must add up to the same."""
    waiting, filled = joined(runs)[::-1], list[list[Run]]()
    for size in sizes:
        filled.append([])
        while size:
            run = waiting.pop()
            part = min(run.sat, size)
            filled[-1].append(run._replace(sat=part))
            waiting += [run._replace(start=run.start + part, sat=run.sat - part)] if run.sat > part else []
            size -= part
    if waiting:
        raise ValueError(f"{total(waiting)} satoshi are left over")
    return [joined(each) for each in filled]


def split(runs: Iterable[Run], spans: Spans) -> tuple[list[Run], list[Run]]:
    """Return what of the runs lies in spans, and what does not, both in the runs' order."""
    inside, outside = list[Run](), list[Run]()
    for run in runs:
        start, end, pieces = run.start, run.start + run.sat, spans.get(run.receipt, [])
        for first, last in pieces[max(bisect.bisect_right(pieces, (start, 1 << 62)) - 1, 0) :]:
            low, high = max(first, start), min(last, end)
            if first >= end:
                break
            if low < high:
                outside.append(run._replace(start=start, sat=low - start))
                inside.append(run._replace(start=low, sat=high - low))
                start = high
        outside.append(run._replace(start=start, sat=end - start))
    return joined(inside), joined(outside)


def mark(spans: Spans, runs: Iterable[Run]) -> Spans:
    """Put the satoshi of runs into spans, those that do not lie in them yet."""
    for run in runs:
        for new in split([run], spans)[1]:
            bisect.insort(spans.setdefault(new.receipt, []), (new.start, new.start + new.sat))
    return spans


def first(runs: Iterable[Run], sat: int) -> list[Run]:
    """Return the first so many satoshi of runs, or all where there are fewer."""
    runs = [*runs]
    sat = min(sat, total(runs))
    return poured(runs, (sat, total(runs) - sat))[0]


Lot = SimpleNamespace  # a row of admission.json, and its run
Coin = SimpleNamespace  # outpoint, value, wallet, place in the chain, runs, stays; spent: at which place, or None
Stay = SimpleNamespace  # run, coin: its outpoint, at: its place in it, since; until: None where it lies there still
Place = tuple[int, int]  # of a transaction in the chain: its block's height, and its index in it
Moment = tuple[int, ...]  # median time past, height, index; then output and satoshi in it


class Scope:
    """Which scripts of wallets of ours are in the books: all, but what acts of scope let in later or let out.

    A change is a block's height, the act, scripts, and whether they enter, with the end of that block.
    """

    def __init__(self, changes: Iterable[tuple[int, str, set[str], bool]] = ()) -> None:
        self.changes = sorted(changes, key=lambda change: change[:2])
        self.by_script = dict[str, list[tuple[int, str, bool]]]()
        for height, act, scripts, enters in self.changes:
            for script in scripts:
                self.by_script.setdefault(script, []).append((height, act, enters))

    def counts(self, script: str, height: int) -> bool:
        """Return whether a script is in the books at the end of a block; before its first act where that turns it."""
        changes = self.by_script.get(script, [])
        past = [change for change in changes if change[0] <= height]
        return past[-1][2] if past else not changes or not changes[0][2]

    def left_by(self, script: str, height: int) -> bool:
        """Return whether an act has let a script out of the books at the end of a block."""
        past = [change for change in self.by_script.get(script, []) if change[0] <= height]
        return bool(past) and not past[-1][2]


class Ledger:
    """Every coin that wallets of the register ever held, and whose satoshi lay in it: a fold over the chain.

    Inputs in their order fill outputs in theirs, the fee last. `chain` has transactions, places, outputs by outpoint.
    """

    def __init__(
        self, wallets: dict[str, str], ours: set[str], acts: Acts, chain: SimpleNamespace, scope: Scope | None = None
    ) -> None:
        self.wallets, self.ours, self.acts, self.chain, self.scope = wallets, ours, acts, chain, scope or Scope()
        self.coins, self.stays, self.moves = dict[str, Coin](), list[Stay](), list[Row]()
        self.accounts = dict[str, list[Run]]()  # what lies in each, in the order in which it went there
        self.changes = list[tuple[int, str, int]]()  # of accounts: height, name, satoshi that went there or came back
        self.paid, self.deposits = list[tuple[Place, Run]](), list[tuple[Place, Run]]()
        self.books: list[tuple[int, str, str, int]] = []  # height, wallet, column, satoshi
        self.disposed: list[tuple[str, int, list[Run], list[Run]]] = []  # txid, height, what left by an act; its fee
        for txid, place in chain.places.items():
            inputs, outputs, _ = chain.transactions[txid]
            spent = [self.coins.get(outpoint) for outpoint in inputs]
            if any(spent) or any(script in wallets for _, script in outputs):
                self.cross(txid, place, spent)
        for height, coin, sign in self.scoped(-1, 1 << 62):
            self.books.append((height, coin.wallet, "scope", sign * coin.value))

    def counts(self, outpoint: str, height: int) -> bool:
        """Return whether a coin is of ours, and its script in the books at the end of a block."""
        script = self.chain.outputs[outpoint][1]
        return self.wallets.get(script) in self.ours and self.scope.counts(script, height)

    def scoped(self, after: int, upto: int) -> Iterator[tuple[int, Coin, int]]:
        """Yield the coins that acts of scope let in (1) or out (-1) in a span of blocks, each with its block's height.

        It is what lies there when that block ends; nothing moves.
        """
        for height in sorted({change[0] for change in self.scope.changes if after < change[0] <= upto}):
            for name, coin in self.coins.items():
                sign = self.counts(name, height) - self.counts(name, height - 1)
                if sign and coin.runs and coin.place[0] <= height and (coin.spent is None or coin.spent[0] > height):
                    yield height, coin, sign

    def cross(self, txid: str, place: Place, spent: Sequence[Coin | None]) -> None:
        """Move satoshi through a transaction: note where they lie, what left, and what that is to the books."""
        outputs = self.chain.transactions[txid][1]
        owners = [self.wallets.get(script, "") for _, script in outputs]
        is_ours = [self.counts(f"{txid}:{vout}", place[0] - 1) for vout in range(len(outputs))]
        for coin in filter(None, spent):
            coin.spent = place
            for stay in coin.stays:
                stay.until = place
        shares = self.spend(txid, spent, is_ours) if any(spent) else self.arrive(txid, outputs, owners, any(is_ours))
        for vout, owner in enumerate(owners):
            if owner:
                self.keep(f"{txid}:{vout}", outputs[vout][0], owner, place, shares[vout])
        self.enter(txid, place, spent, owners, is_ours, shares)

    def spend(self, txid: str, spent: Sequence[Coin | None], is_ours: list[bool]) -> list[list[Run]]:
        """Return whose satoshi fill each output and the fee: all in order, or as a disposal's lots command.

        Those of a coin that is not in the books come with a mark on its wallet's name, by which that is not ours.
        """
        inputs, outputs, _ = self.chain.transactions[txid]
        runs, height = list[Run](), self.chain.places[txid][0]
        for outpoint, coin in zip(inputs, spent):
            mine = coin.runs if coin else [Run("", 0, self.chain.outputs[outpoint][0], "")]
            marked = ALOOF if coin and not self.counts(outpoint, height - 1) else ""
            runs += [run._replace(wallet=marked + run.wallet) for run in mine]
        pays = [sat for sat, _ in outputs]
        pays.append(total(runs) - sum(pays))
        act = self.acts.disposals.get(txid)
        if not act or not act["lots"]:
            return poured(runs, pays)
        left = {lot: satoshi(sat) for lot, sat in act["lots"].items()}
        named, spans = list[Run](), Spans()
        for run in joined(runs):
            for lot in sorted(left, key=lambda name: [*self.acts.spans[name].values()]):  # as they lie in the receipt
                found = first(split([run], self.acts.spans[lot])[0], left[lot])
                left[lot] -= total(found)
                named += found
        goes = [0 if mine else sat for sat, mine in zip(pays, [*is_ours, False])]
        if any(left.values()) or total(named) != sum(goes):
            raise ValueError(f"act {act['id']}: its lots are not what {txid} pays to others and as its fee")
        rest = split(runs, mark(spans, named))[1]
        stays = [sat - gone for sat, gone in zip(pays, goes)]
        return [gone + kept for gone, kept in zip(poured(named, goes), poured(rest, stays))]

    def arrive(self, txid: str, outputs: list[tuple[int, str]], owners: list[str], is_receipt: bool) -> list[list[Run]]:
        """Return what others pay in: what comes back from an account, in the order it went there; else new satoshi."""
        account, _ = self.acts.withdrawals.get(txid if is_receipt else "", ("", ""))
        shares = list[list[Run]]()
        if txid in self.acts.disposals:
            raise ValueError(f"act {self.acts.of(txid)}: {txid} spends no coin of a wallet")
        for (sat, _), owner in zip(outputs, owners):
            waiting = self.accounts.get(account, []) if owner else []
            back = first(waiting, sat)
            if back:
                self.accounts[account] = split(waiting, mark(Spans(), back))[1]
                self.changes.append((self.chain.places[txid][0], account, -total(back)))
            shares.append([run._replace(wallet="") for run in back] + [Run("", 0, sat - total(back), "")])
        return [*shares, []]

    def keep(self, outpoint: str, sat: int, wallet: str, place: Place, share: list[Run]) -> None:
        """Put satoshi into a coin of a wallet; those without a number get theirs here, by their place in the coin."""
        at, runs = 0, list[Run]()
        for run in share:
            runs.append(Run(run.receipt or outpoint, run.start if run.receipt else at, run.sat, wallet))
            at += run.sat
        runs, at = joined(runs), 0
        coin = Coin(outpoint=outpoint, value=sat, wallet=wallet, place=place, runs=runs, stays=[], spent=None)
        for run in runs:
            coin.stays.append(Stay(run=run, coin=outpoint, at=at, since=place, until=None))
            at += run.sat
        self.coins[outpoint] = coin
        self.stays += coin.stays

    def enter(
        self,
        txid: str,
        place: Place,
        spent: Sequence[Coin | None],
        owners: list[str],
        pays: list[bool],
        shares: list[list[Run]],
    ) -> None:
        """Note what a transaction is to the books, by the wallets on both sides alone, and what it adds to them."""
        spends = [coin is not None and self.counts(coin.outpoint, place[0] - 1) for coin in spent]
        kind = "joint" if not all(spends) else "transfer" if all(pays) else "disposal"
        kind = kind if any(spends) else "receipt" if any(pays) else ""
        kind = "deposit" if kind == "disposal" and txid in self.acts.deposits else kind
        kind = "withdrawal" if kind == "receipt" and txid in self.acts.withdrawals and not any(spent) else kind
        sums, gone = Counter[str](), list[Run]()
        for owner, target, share in zip([*owners, ""], [*pays, False], shares):
            left = "deposits" if kind == "deposit" and not owner else "disposals"
            for run in share:
                source = run.wallet in self.ours
                columns = list[tuple[str, str]]()
                if source and not target:
                    columns.append((run.wallet, "fees" if share is shares[-1] else left))
                    gone.append(run)
                elif target and not source:
                    columns.append((owner, "withdrawals" if kind == "withdrawal" else "receipts"))
                elif target and run.wallet != owner:
                    columns += [(run.wallet, "transfers_out"), (owner, "transfers_in")]
                for wallet, column in columns:
                    self.books.append((place[0], wallet, column, run.sat))
                    sums[column] += run.sat
        row = {"txid": txid, "vout": None, "height": place[0], "kind": kind, "act": self.acts.of(txid)}
        for vout in [vout for vout, is_ours in enumerate(pays) if is_ours and kind == "receipt"]:
            came = total(run for run in shares[vout] if run.wallet not in self.ours)
            lots = self.acts.by_lot(self.coins[f"{txid}:{vout}"].runs)
            self.moves.append({**row, "vout": vout, "value_sat": str(came), "fee_sat": "0", "lots": lots})
        if kind in VALUE:
            if kind == "withdrawal":
                gone = [run for vout, owner in enumerate(owners) if owner for run in self.coins[f"{txid}:{vout}"].runs]
            more = {"value_sat": str(sums[VALUE[kind]]), "fee_sat": str(sums["fees"])}
            self.moves.append({**row, **more, "lots": self.acts.by_lot(gone)})
        if kind in ("disposal", "joint", "deposit") and txid in self.acts.disposals:
            self.disposed.append((txid, place[0], gone, shares[-1]))
        paid = [run for owner, share in zip(owners, shares) if not owner for run in share]
        paid = [run._replace(wallet=run.wallet.replace(ALOOF, "")) for run in paid]
        self.paid += [(place, run) for run in paid if run.wallet and kind != "deposit"]
        if kind == "deposit":
            account = self.accounts.setdefault(self.acts.deposits[txid][0], [])
            account += paid
            self.changes.append((place[0], self.acts.deposits[txid][0], total(paid)))
            self.deposits += [(place, run) for run in paid]

    def aloof(self) -> Iterator[str]:
        """Yield what pays others, by no act, out of coins of ours that an act of scope had let out of the books."""
        own = {self.chain.outputs[name][1] for name, coin in self.coins.items() if coin.wallet in self.ours}
        listed = {row["txid"] for row in self.moves if row["kind"] in ("disposal", "joint")}
        for txid, (height, _) in self.chain.places.items():
            inputs, outputs, _ = self.chain.transactions[txid]
            spent = [self.chain.outputs[name][1] for name in inputs if name in self.coins]
            is_out = any(script in own and self.scope.left_by(script, height - 1) for script in spent)
            if is_out and txid not in listed and not self.acts.of(txid):
                yield from [txid] if any(sat and script not in own for sat, script in outputs) else []

    def sent(self) -> set[str]:
        """Return the transactions of disposals that were sent otherwise than their acts say."""
        return self.otherwise() | {*self.strange()}

    def otherwise(self) -> set[str]:
        """Return the last transaction of each disposal that pays others something else than its act names."""
        paid, last = dict[str, Counter[tuple[str, int]]](), dict[str, str]()
        moved = {row["txid"] for row in self.moves if row["kind"] != "receipt"}
        for txid, (height, _) in self.chain.places.items():
            act = self.acts.disposals.get(txid)
            if act and act["outputs"] and txid in moved:
                outputs = enumerate(self.chain.transactions[txid][1])
                gone = [(script, sat) for at, (sat, script) in outputs if not self.counts(f"{txid}:{at}", height - 1)]
                paid.setdefault(act["id"], Counter()).update(gone)
                last[act["id"]] = txid
        acts = {act["id"]: act["outputs"] for act in self.acts.disposals.values()}
        said = {name: Counter((row["script"], satoshi(row["sat"])) for row in acts[name]) for name in paid}
        return {last[name] for name in paid if paid[name] != said[name]}

    def strange(self) -> Iterator[str]:
        """Yield the transactions of disposals that spend a coin in the books which holds nothing of their lots."""
        for txid, (height, _) in self.chain.places.items():
            lots = self.acts.disposals.get(txid, {"lots": ()})["lots"]
            for name in self.chain.transactions[txid][0] if lots else []:
                if name in self.coins and self.counts(name, height - 1):
                    held = (split(self.coins[name].runs, self.acts.spans[lot])[0] for lot in lots)
                    yield from [] if any(held) else [txid]

    def held(self, height: int) -> list[Coin]:
        """Return the coins of ours that are unspent at the end of a block, in the order of the chain."""
        coins = [coin for coin in self.coins.values() if coin.place[0] <= height and self.counts(coin.outpoint, height)]
        return [coin for coin in coins if coin.spent is None or coin.spent[0] > height]

    def held_by(self, height: int, receipts: set[str]) -> Spans:
        """Return which satoshi of receipts wallets of ours or accounts hold at the end of a block."""
        stays = [stay for stay in self.stays if stay.run.receipt in receipts and stay.since[0] <= height]
        held = [stay for stay in stays if stay.run.wallet in self.ours and (not stay.until or stay.until[0] > height)]
        spans = mark(Spans(), (stay.run for stay in held))
        for place, run in [each for each in self.deposits if each[0][0] <= height and each[1].receipt in receipts]:
            mark(spans, split([run], mark(Spans(), (stay.run for stay in stays if stay.since > place)))[1])
        return spans

    def crossings(self, after: int, upto: int) -> tuple[list[list[Run]], list[list[Run]]]:
        """Return what came to wallets of ours from elsewhere, and what left them, by transaction."""
        into, out = dict[Place, list[Run]](), dict[Place, list[Run]]()
        for stay in [stay for stay in self.stays if stay.run.wallet in self.ours]:
            for place, runs in ((stay.since, into), (stay.until, out)):
                if place and after < place[0] <= upto and self.counts(stay.coin, place[0] - 1):
                    runs.setdefault(place, []).append(stay.run._replace(wallet=""))
        came = [split(sorted(into[place]), mark(Spans(), out.get(place, [])))[1] for place in into]
        left = [split(sorted(out[place]), mark(Spans(), into.get(place, [])))[1] for place in out]
        return [*filter(None, came)], [*filter(None, left)]

    def book(self, names: Sequence[str], after: int, upto: int) -> Row:
        """Return the books of wallets of the blocks above one height up to another; they must lead to what is there."""
        sums = Counter[str]()
        for height, wallet, column, sat in self.books:
            sums[column] += sat if wallet in names and after < height <= upto else 0
        sums["opening"] = sum(coin.value for coin in self.held(after) if coin.wallet in names)
        sums["closing"] = sum(coin.value for coin in self.held(upto) if coin.wallet in names)
        due = sum(sums[column] * sign for column, sign in COLUMNS.items())
        if due != sums["closing"]:
            raise ValueError(f"{', '.join(names)}: the entries lead to {due} sat, and {sums['closing']} are unspent")
        return {column: str(sums[column]) for column in (*COLUMNS, "closing")}


class Acts:
    """The acts that count, by what they do, and the lots that they name."""

    def __init__(self, rows: Sequence[Row], lots: dict[str, Lot]) -> None:
        self.rows, self.lots = in_force(rows), lots
        self.spans = {name: mark(Spans(), [lot.run]) for name, lot in lots.items()}
        self.by_receipt = dict[str, list[Lot]]()
        for lot in sorted(lots.values(), key=lambda lot: lot.run):
            self.by_receipt.setdefault(lot.run.receipt, []).append(lot)
        self.disposals, self.deposits = dict[str, Row](), dict[str, tuple[str, str]]()
        self.withdrawals, self.explained = dict[str, tuple[str, str]](), dict[str, str]()
        by_id = {row["id"]: row for row in self.rows}
        for row in self.rows:
            if row["kind"] in ("disposal", "step") and row["txid"]:
                act = row if row["kind"] == "disposal" else by_id[row["disposal"]]
                if self.disposals.setdefault(row["txid"], act)["id"] != act["id"]:
                    raise ValueError(f"acts {self.disposals[row['txid']]['id']} and {act['id']} name {row['txid']}")
            for column, found in (("deposits", self.deposits), ("withdrawals", self.withdrawals)):
                for txid in row[column] if row["kind"] == "statement" else ():
                    if found.setdefault(txid, (row["account"], row["id"]))[0] != row["account"]:
                        raise ValueError(f"act {row['id']}: another account has {txid} too")
            if row["kind"] == "correction" and row["txid"]:
                self.explained[row["txid"]] = row["id"]

    def of(self, txid: str) -> str | None:
        """Return the act that names a transaction: a disposal, else a statement, else an explanation."""
        statement, disposal = self.deposits.get(txid) or self.withdrawals.get(txid), self.disposals.get(txid)
        return disposal["id"] if disposal else statement[1] if statement else self.explained.get(txid)

    def by_lot(self, runs: Iterable[Run]) -> Row:
        """Return how many satoshi of the runs are of which lot; those of no lot are left out."""
        sums = Counter[str]()
        for run in runs:
            for lot in self.by_receipt.get(run.receipt, ()):
                sums[lot.id] += total(split([run], self.spans[lot.id])[0])
        return {name: str(sums[name]) for name in sorted(sums) if sums[name]}


def in_force(rows: Sequence[Row]) -> list[Row]:
    """Return the acts that count, by number: without those that others replace, and each naming what counts.

    What replaces a wrong act by a correction keeps the number of that. Who explains a movement replaces nothing else.
    """
    by_id, after = {row["id"]: row for row in rows}, dict[str, str]()
    for row in rows:
        old = row["corrects"] or row["supersedes"]
        explains = [row["kind"] == "correction" and not row["replacement"] for row in (row, by_id[old or row["id"]])]
        if old and explains != [True, False] and after.setdefault(old, row["id"]) != row["id"]:
            raise ValueError(f"act {old} is replaced by {after[old]} and by {row['id']}")

    def number(name: str) -> str:
        """Return under which number counts what stands for an act."""
        steps = 0
        while name in after and steps <= 2 * len(rows):
            name, steps = after[name], steps + 1
        while by_id[name].get("replacement") and steps <= 2 * len(rows):
            name, steps = by_id[name]["corrects"], steps + 1
        if steps > 2 * len(rows):
            raise ValueError(f"act {name}: replaces itself in a circle")
        return name

    for row in rows:
        number(row["id"])
    standing = [{**(row.get("replacement") or row), "id": number(row["id"])} for row in rows if row["id"] not in after]
    for row in standing:
        row.update({key: number(row[key]) for key in ("order", "act", "disposal") if row.get(key) in by_id})
    return sorted(standing, key=lambda row: row["id"])


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


class Title:
    """What the state may do on a day with each satoshi held, by orders and acts dated up to that day."""

    def __init__(self, ledger: Ledger, day: str, calendar: Calendar) -> None:
        self.ledger, self.acts, self.day, self.calendar = ledger, ledger.acts, day, calendar
        self.assigned, self.executed = self.taken("assignment"), self.taken("execution")
        burdens = {**self.taken("claim"), **self.taken("pledge")}
        begun = [row for row in (*self.of("claim"), *self.of("pledge")) if row["from"] <= day < self.released(row)]
        self.burdens = {row["id"]: burdens[row["id"]] for row in begun}
        self.covered = dict[str, list[Run]]()
        for form in FORMS:
            self.cover(form)

    def of(self, kind: str) -> list[Row]:
        """Return the acts of a kind up to the day, by number."""
        return [row for row in self.acts.rows if row["kind"] == kind and row["date"] <= self.day]

    def released(self, row: Row) -> str:
        """Return from which day on a claim or a pledge is released."""
        return min([each["on"] for each in self.of("release") if each["act"] == row["id"]], default="9999-12-31")

    def taken(self, kind: str) -> dict[str, list[Run]]:
        """Return which satoshi each act of a kind takes of its lots, by number: those held that no other has taken.

        Rivals may claim the same, or more than is there.
        """
        found, can_be_rivals = dict[str, list[Run]](), kind in ("claim", "pledge")
        for row in self.of(kind):
            lots = [self.acts.lots[name].run for name in sorted(row["lots"])]
            held = self.ledger.held_by(self.calendar.close(row["date"]), {run.receipt for run in lots})
            away = mark(Spans(), [] if can_be_rivals else [run for runs in found.values() for run in runs])
            found[row["id"]] = []
            for name, run in zip(sorted(row["lots"]), lots):
                free, sat = split(split([run], held)[0], away)[1], satoshi(row["lots"][name])
                if total(free) < sat and not can_be_rivals:
                    raise ValueError(f"act {row['id']}: takes {sat} sat of {name}, of which {total(free)} can be taken")
                found[row["id"]] += first(free, sat)
        return found

    def cover(self, form: str) -> None:
        """Share out satoshi among the orders of a form: each comes under the first that can have it.

        Of those that can by one transaction it is the one first in force, then the one of the lowest number.
        """
        orders, offers = self.of("order"), list[tuple[Moment, int, Moment, Run]]()
        orders = [row for row in orders if row["order_kind"] == form and self.begins(row) <= self.day]
        orders.sort(key=lambda row: (self.begins(row), row["id"]))
        for rank, order in enumerate(orders):
            known = self.calendar.begin(max(self.begins(order), order["date"])), -1, -1, -1, -1
            for arrival, run in self.candidates(order):
                offers.append((max(known, arrival)[:3], rank, arrival, run))
        taken, self.covered = Spans(), {**self.covered, **{order["id"]: [] for order in orders}}
        left = [MAX_MONEY if order["amount_sat"] is None else satoshi(order["amount_sat"]) for order in orders]
        for moment, rank, _, run in sorted(offers):
            runs = first(split([run], taken)[1], left[rank]) if moment[0] <= self.calendar.ends[self.day] else []
            left[rank] -= total(runs)
            self.covered[orders[rank]["id"]] += runs
            mark(taken, runs)

    def begins(self, order: Row) -> str:
        """Return from which day an order counts; a forfeiture that is not in force never does."""
        return str(order["in_force"] or ("9999-12-31" if order["order_kind"] == "forfeiture" else order["date"]))

    def named(self, order: Row) -> Spans:
        """Return which satoshi an order names: those of a case's labels, or of coins."""
        lots = [lot for lot in self.acts.lots.values() if lot.case == order["case"] and lot.label in order["labels"]]
        coins = [stay.run for stay in self.ledger.stays if stay.coin in order["outpoints"]]
        return mark(Spans(), [lot.run for lot in lots] if order["labels"] else coins)

    def candidates(self, order: Row) -> Iterator[tuple[Moment, Run]]:
        """Yield what may come under an order and where it arrived, from the day on from which the order counts.

        In money: what acts of execution take. A return: what was paid to others out of its wallets. Else: what stays
        in them.
        """
        begin, wallets = self.calendar.begin(self.begins(order)), order["wallets"] or self.ledger.ours
        named = self.named(order)
        if order["money"]:
            for row in [row for row in self.of("execution") if row["order"] == order["id"]]:
                for number, run in enumerate(self.executed[row["id"]]):
                    yield (self.calendar.ends[row["date"]], -1, -1, -1, number), run
        elif order["order_kind"] == "return":
            for number, (place, run) in enumerate(self.ledger.paid):
                is_late = self.calendar.times[place[0]] >= begin
                for part in split([run], named)[0] if run.wallet in wallets and is_late else ():
                    yield (self.calendar.median(place[0]), *place, number, part.start - run.start), part
        else:
            for stay in self.ledger.stays:
                stays_on = stay.until is None or self.calendar.times[stay.until[0]] >= begin
                if stay.run.wallet in wallets and stays_on and (order["labels"] or stay.coin in order["outpoints"]):
                    time, vout = self.calendar.median(stay.since[0]), int(stay.coin[65:])
                    for run in split([stay.run], named)[0]:
                        yield (time, *stay.since, vout, stay.at + run.start - stay.run.start), run

    def rows(self) -> Iterator[tuple[str, Run, str, str]]:
        """Yield the title of all satoshi held, by which order they have it, and the first burden they are under."""
        return self.judged([run for coin in self.ledger.held(self.calendar.close(self.day)) for run in coin.runs])

    def untitled(self, gone: list[Run], fee: list[Run], method: str) -> bool:
        """Return whether satoshi left that had no title, and no order of the method's form covered what was paid.

        As the fee goes what such an order names, no more than what is paid under it.
        """
        bare = [run for state, run, *_ in self.judged(gone) if state not in ("assigned", "titled")]
        orders = [row for row in self.of("order") if row["order_kind"] == method and method in WITHOUT_TITLE]
        fees, most = mark(Spans(), fee), 0
        for order in orders:
            bare = split(bare, mark(Spans(), self.covered.get(order["id"], [])))[1]
        beside, rest = split(bare, fees)
        strange = beside
        for order in orders:
            sat = total(split(split(gone, fees)[1], mark(Spans(), self.covered.get(order["id"], [])))[0])
            most, strange = most + sat, split(strange, self.named(order))[1] if sat else strange
        return bool(rest or strange or total(beside) > most)

    def judged(self, rest: list[Run]) -> Iterator[tuple[str, Run, str, str]]:
        """Yield the same of satoshi, wherever they are."""
        assigned = mark(Spans(), (run for runs in self.assigned.values() for run in runs))
        known = mark(Spans(), (lot.run for lot in self.acts.lots.values()))
        for order in self.of("order"):
            covered, is_open = self.covered.get(order["id"], []), self.day <= (order["appeal_until"] or "")
            mark(known, covered if order["order_kind"] not in ("forfeiture", "return") else [])
            runs, rest = split(rest, mark(Spans(), covered if order["order_kind"] == "forfeiture" else []))
            for burden in sorted(self.burdens):
                burdened, runs = split(runs, mark(Spans(), self.burdens[burden]))
                yield from (("appealable" if is_open else "encumbered", run, order["id"], burden) for run in burdened)
            for state, parts in zip(("assigned", "titled"), split(runs, assigned)):
                yield from (("appealable" if is_open else state, run, order["id"], "") for run in parts)
        for state, parts in zip(("untitled", "unsolicited"), split(rest, known)):
            yield from ((state, run, "", "") for run in parts)


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


class Verifier:
    """One bundle being checked. Each method `check_...` is an item; its docstring is what is said where it passes."""

    def __init__(self, folder: Folder) -> None:
        self.folder, self.files = folder, folder.contents
        self.unknown, self.seen, self.other_release = set[str](), list[str](), ""
        self.about, self.period, self.register = Row(), Row(), Row()
        self.previous: typing.Any = None
        self.restated: typing.Any = None
        self.transactions, self.places = dict[str, Transaction](), dict[str, Place]()
        self.blocks, self.fees, self.looked_at = dict[int, dict[str, int]](), dict[str, int](), set[str]()
        self.ends_here, self.verdicts = 0, dict[str, str]()

    @property
    def is_priced(self) -> bool:
        """Whether the register sets a price, so that there is money."""
        return bool(re.search(rb"(?m)^\[price\]", self.files.get("data/register.toml", b"")))

    @property
    def sets_limits(self) -> bool:
        """Whether the register or an act sets a limit, so that there are some, with what stands beside them."""
        sets = rb"""(?m)^(?:\[\[limit\]\]|name *= *["']limit/)"""
        return any(re.search(sets, raw) for name, raw in self.files.items() if name.endswith(".toml"))

    def items(self) -> Iterator[tuple[str, str, str, list[str]]]:
        """Carry out one item after the other; yield verdict, number, title and reasons of each."""
        self.other_release = self.release()
        checks = [(name[6:], check) for name, check in vars(Verifier).items() if name.startswith("check_")]
        for number, (name, check) in enumerate(checks, 1):
            self.seen.append("data/bundle.json" if name in OF_PUBLIC else "data/period.json")
            try:
                if self.other_release and name not in OF_CHAIN:
                    raise Unknown(f"this was made by {self.other_release}: use that release, or its own verify.py")
                if self.about.get("profile") == "public" and name not in OF_PUBLIC:
                    raise Unknown("a public bundle shows no transaction, act or wallet; the private one does")
                reasons, more = list[str](), 0
                for reason in check(self):
                    reasons += [reason] if len(reasons) < 10 else []
                    more += 1
                reasons += [f"and {more - 10} more"] if more > 10 else []
                verdict, reasons = ("FAIL", reasons) if reasons else ("PASS", [str(check.__doc__)])
            except Unknown as error:
                verdict, reasons = "NOT-CHECKED", [*map(str, error.args)]
            except MALFORMED as error:
                verdict, reasons = "FAIL", [f"{self.seen[-1]}: {type(error).__name__}: {error}"[:300]]
                is_whole = {*self.verdicts.values()} <= {"PASS"}  # then this item itself lacks something
                if str(error).startswith("'Verifier' object has no attribute") and not is_whole:
                    verdict, reasons = "NOT-CHECKED", ["an item above ended before it came to what this one needs"]
            self.verdicts[str(number)] = verdict
            yield verdict, str(number), name.replace("_", " ").capitalize(), reasons

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
        yield from differences({key: self.period.get(key) for key in computed}, computed, "period", self.unknown)

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
        for row in self.filed:
            stands = row.get("replacement") or row
            days = {each[key] for each in (row, stands) for key in DAYS if each.get(key)}
            for day in sorted(days - self.calendar.ends.keys()):
                yield f"acts/{row['id']}.toml: register.json does not say when {day!r:.12} ends"
            signed = {each[key] for each in (row, stands) for key in ("date", "as_of") if each.get(key)}
            closed = self.about.get("closed")
            if closed and max(signed) > closed:
                yield f"acts/{row['id']}.toml: is of {max(signed)}, and the period was closed on {closed}"
            names, is_document = row["signed_by"], row["kind"] in DOCUMENTED or row["supersedes"] is not None
            is_document |= row.get("state") == "sent"
            persons = min([len({*each}) for each in zip(*map(looks, names))], default=0)  # no two of them look alike
            moves = row["kind"] == "statement" and (row["deposits"] or row["withdrawals"])
            if persons < max(len(names), 2 * (row["kind"] in TWO_PERSONS or bool(moves)), is_document):
                yield f"acts/{row['id']}.toml: {persons} persons signed an act of kind {row['kind']}"
            if is_document and not row["text"]:
                yield f"acts/{row['id']}.toml: has no document"

    def check_lots(self) -> Iterator[str]:
        """Each is part of an output here, no two hold one satoshi, and a case's last version counts."""
        names, lots = [name[5:] for name in self.files if name.startswith("data/receipts/")], dict[str, Lot]()
        for admission in sorted(map(self.load, names), key=lambda each: each["number"]):
            gone, taken, left = (admission["case"], admission["supersedes"]), Spans(), lots
            rows = [Lot(**row, run=run_of(row)) for row in admission["lots"]]
            lots = {lot.id: lot for lot in rows}
            for lot in rows:
                end = lot.run.start + lot.run.sat
                here = lot.run.receipt[:64] in self.places  # a case may have receipts after the closing block
                if not 0 <= lot.run.start < end <= (self.outputs.get(lot.run.receipt, (0, ""))[0] if here else end):
                    yield f"lot {lot.id}: is no part of output {lot.run.receipt}"
                if split([lot.run], taken)[0] or len(lots) < len(rows):
                    yield f"lot {lot.id}: holds satoshi of another, or its number"
                mark(taken, [lot.run])
            for lot in [each for each in left.values() if (each.case, each.bundle) != gone]:
                kept = split([lot.run], taken)[1]
                if (kept != [lot.run] and lot.label is not None) or len(kept) > 1 or (kept and lot.id in lots):
                    yield f"lot {lot.id}: a later one holds its satoshi or its number"
                for lot.run in kept:
                    lots[lot.id] = lot
        self.acts = Acts(self.filed, lots)

    def check_movements(self) -> Iterator[str]:
        """Told by the wallets' scripts alone, with every satoshi followed through them, they are those stated."""
        rows = self.register["wallets"]
        self.scripts = self.load("scripts.json")["wallets"]
        wallets = {row["script"]: name for name, each in self.scripts.items() for row in each}
        if len(wallets) < sum(map(len, self.scripts.values())) or {*self.scripts} != {row["name"] for row in rows}:
            yield "scripts.json: a script stands twice, or its wallets are not the register's"
        yield from (f"register.json: {row['stage']!r:.20} is no stage" for row in rows if row["stage"] not in STAGES)
        own = [row for row in rows if row["body"] in self.register["bodies"]]
        self.ours = [row["name"] for row in own if row["stage"] not in ("watched", "recorded")]
        acts = [row for row in self.acts.rows if row["kind"] == "scope"]
        yield from (f"act {row['id']}: its wallet is none of ours" for row in acts if row["wallet"] not in self.ours)
        chain = SimpleNamespace(transactions=self.transactions, places=self.places, outputs=self.outputs)
        self.ledger = Ledger(wallets, {*self.ours}, self.acts, chain, Scope(map(self.change, acts)))
        yield from self.compare({"movements": [row for row in self.ledger.moves if row["height"] > self.opening]})
        for row in [row for row in self.acts.rows if row["kind"] == "correction" and row["txid"]]:
            heights = [each["height"] for each in self.ledger.moves if each["txid"] == row["txid"]]
            if any(self.calendar.ends[row["date"]] <= self.calendar.median(height) for height in heights):
                yield f"act {row['id']}: explains {row['txid']}, and is older than its block"

    def change(self, act: Row) -> tuple[int, str, set[str], bool]:
        """Return what an act of scope changes: with the closing block of its day, above the last where none has begun.

        A range names the scripts of a descriptor by their index, addresses name their own.
        """
        low, high = act["range"] or (0, 0)
        rows = self.scripts[act["wallet"]]
        if act["range"]:
            rows = [row for row in rows if row["index"] is not None and low <= row["index"] <= high]
        if act["scripts"]:
            rows = [row for row in rows if row["script"] in act["scripts"]]
        has_begun = self.calendar.begin(act["date"]) <= self.calendar.median(self.last)
        height = min(self.calendar.close(act["date"]), self.last) if has_begun else self.last + 1
        return height, act["id"], {row["script"] for row in rows}, act["enters"]

    def check_books(self) -> Iterator[str]:
        """From the opening they lead to the coins that are unspent at the closing, each wallet's and all together."""
        self.title = Title(self.ledger, self.ends, self.calendar)
        self.titles, free, rows = [*self.title.rows()], Counter[str](), list[Row]()
        for state, run, *_ in self.titles:
            free[run.wallet] += run.sat if state == "unsolicited" else 0
        for name in self.ours:
            books = self.ledger.book([name], self.opening, self.last)
            rows.append({"name": name, "books_sat": {**books, "of_which_unsolicited": str(free[name])}})
        whole = self.ledger.book(self.ours, self.opening, self.last)
        whole = {column: sat for column, sat in whole.items() if not column.startswith("transfers")}
        whole["of_which_unsolicited"] = str(sum(free.values()))
        yield from self.compare({"wallets": rows, "books_sat": whole})
        if self.previous and self.previous["books_sat"]["closing"] != whole["opening"]:
            yield f"opening {whole['opening']} is not {self.previous['period']}'s closing"

    def check_title(self) -> Iterator[str]:
        """Of every satoshi held, by orders in force, appeals, burdens and assignments, it is the one stated."""
        sums, limits, rows = Counter[str](), Counter[tuple[bool, str]](), list[Row]()
        for state, run, order, burden in self.titles:
            sums[state] += run.sat
            if state in ("encumbered", "appealable"):
                limits[state == "appealable", burden if state == "encumbered" else order] += run.sat
        until = {row["id"]: row["appeal_until"] for row in self.title.of("order")}
        for (can_be, name), sat in sorted(limits.items()):
            row = {"title": "appealable" if can_be else "encumbered", "sat": str(sat), "lifted_by": name}
            rows.append({**row, "until": until[name] if can_be else None})
        yield from self.compare({"title_sat": {state: str(sums[state]) for state in STATES}, "restricted": rows})

    def check_orders(self) -> Iterator[str]:
        """What each covers of what it ordered is as stated."""
        rows = list[Row]()
        for order in self.title.of("order"):
            covered, ordered = total(self.title.covered.get(order["id"], ())), order["amount_sat"]
            lacking = None if ordered is None else str(satoshi(ordered) - covered)
            row = {"id": order["id"], "order": order["order"], "kind": order["order_kind"], "case": order["case"]}
            rows.append({**row, "ordered_sat": ordered, "covered_sat": str(covered), "shortfall_sat": lacking})
        yield from self.compare({"orders": rows})

    def check_accounts(self) -> Iterator[str]:
        """What lies with custodians is as stated, goes on from the statement before, and is what their words say."""
        rows, before, was = list[Row](), dict[str, str](), self.acts
        if self.previous:
            listed = {row["id"] for row in self.previous["inputs"]}
            was = Acts([row for row in self.filed if f"acts/{row['id']}.toml" in listed], self.acts.lots)
            before = {row["name"]: row["sat"] for row in self.previous["accounts"]}
        moved = Counter[tuple[str, str]]()
        for row in [row for row in self.ledger.moves if row["kind"] in NAMED_BY]:
            column = NAMED_BY[row["kind"]]
            then, now = (getattr(acts, column).get(row["txid"], ("no account",))[0] for acts in (was, self.acts))
            if then != now and row["height"] <= self.opening:
                yield f"{row['txid']}: {self.previous['period']} was closed with it in {then}, now it is in {now}"
            moved[column, row["txid"]] += satoshi(row["value_sat"]) if row["kind"] in column else 0
        for name in [row["name"] for row in self.register["accounts"]]:
            said = [row for row in self.acts.rows if row["kind"] == "statement" and row["account"] == name]
            said = [row for row in said if row["as_of"] <= self.ends]
            last = max(said, key=lambda row: (row["as_of"], row["id"]), default=dict.fromkeys(("sat", "as_of", "id")))
            row = {"name": name, "sat": str(total(self.ledger.accounts.get(name, ())))}
            rows.append({**row, "attested_sat": last["sat"], "as_of": last["as_of"], "act": last["id"]})
            then = sum(each[2] for each in self.ledger.changes if each[1] == name and each[0] <= self.opening)
            if then != satoshi(before.pop(name, "0")):
                yield f"account {name}: held {then} sat at the opening, and {self.previous['period']} says otherwise"
            stated, seen = 0, set[str]()
            for row in sorted(said, key=lambda row: (row["as_of"], row["id"])):
                for sign, column in ((1, "deposits"), (-1, "withdrawals")):
                    stated += sign * sum(moved[column, txid] for txid in {*row[column]} - seen)
                seen.update(row["deposits"], row["withdrawals"])
                stated -= satoshi(row["fees_sat"])
                if stated != satoshi(row["sat"]):
                    yield f"account {name}: act {row['id']} says {row['sat']} sat, and what moved gives {stated}"
                stated = satoshi(row["sat"])
        yield from (f"account {name}: held {sat} sat, and is no more" for name, sat in before.items() if sat != "0")
        yield from self.compare({"accounts": rows})

    def check_observation(self) -> Iterator[str]:
        """The coins of every wallet at the closing block are its, and those of ours are counted and hashed."""
        closing, time = self.block(self.last), self.calendar.times[self.last]
        observed = self.load(f"observations/{self.last:07}-{closing['hash'][-8:]}.json")
        places = {row["script"]: row for rows in self.scripts.values() for row in rows}
        coins, rows = list[Coin](), {name: list[Row]() for name in self.scripts}
        for coin in [coin for coin in self.ledger.coins.values() if not coin.spent]:
            at, is_reward = places[self.outputs[coin.outpoint][1]], not self.transactions[coin.outpoint[:64]][0]
            row = {"outpoint": coin.outpoint, "value_sat": str(coin.value), "height": coin.place[0]}
            row.update(branch=at["branch"], index=at["index"], mature_at=coin.place[0] + 100 if is_reward else None)
            rows[coin.wallet].append(row)
            coins += [coin] if self.ledger.counts(coin.outpoint, self.last) else []
        wallets = list[Row]()
        for name in [row["name"] for row in self.register["wallets"]]:
            held = str(sum(int(row["value_sat"]) for row in rows[name]))
            rows[name].sort(key=lambda row: by_name(row["outpoint"]))
            wallets.append({"name": name, "ours": name in self.ours, "held_sat": held, "coins": rows[name]})
        computed: Row = {
            "schema": 1,
            "register": self.register["name"],
            "network": self.network,
            **closing,
            "time": moment(time),
            "wallets": wallets,
        }
        yield from differences(observed, computed, "observation", self.unknown)
        coins.sort(key=lambda coin: by_name(coin.outpoint))
        lines = "".join(f"{coin.outpoint} {coin.value} {self.outputs[coin.outpoint][1]}\n" for coin in coins)
        found = {"coins": len(coins), "coins_sha256": hashlib.sha256(lines.encode()).hexdigest()}
        yield from self.compare({"reconciliation": {**found, "faults": observed["faults"]}})
        late = {row["subject"] for row in observed["faults"] if row["fault"] == "late"}
        gone = {row["txid"] for row in self.ledger.moves if row["kind"] in ("disposal", "joint") and not row["act"]}
        gone |= {*self.ledger.aloof()}
        yield from (f"{txid}: that no act covers it is not said, or said falsely" for txid in sorted(late ^ gone))
        other = {row["subject"] for row in observed["faults"] if row["fault"] == "sent"} ^ self.ledger.sent()
        yield from (f"{txid}: that it differs from its act is not said, or said falsely" for txid in sorted(other))
        bare = {row["subject"] for row in observed["faults"] if row["fault"] == "untitled"}
        for txid, height, paid, fee in self.ledger.disposed:
            title = Title(self.ledger, self.calendar.day(self.calendar.times[height]), self.calendar)
            bare ^= {txid} if title.untitled(paid, fee, self.acts.disposals[txid]["method"]) else {*()}
        yield from (f"{txid}: that it had no title is not said, or said falsely" for txid in sorted(bare))

    def check_statement(self) -> Iterator[str]:
        """It goes on from those before it, which are here; what it and bundle.json say of themselves agrees."""
        said: Row = {"schema": SCHEMA, "register": self.register["name"], "network": self.network, **CONSTANT}
        free: tuple[str, ...] = ("limits",) if self.sets_limits else ()
        free += ("value", "cost_basis", "limits") if self.is_priced else ()
        said = {key: said[key] for key in said if key not in free}
        said["period"] = self.about["period"]
        said["software"] = {"version": VERSION, "method": METHOD}
        said["previous_sha256"] = self.digest("previous.json") if self.previous else None
        sealed = {said["previous_sha256"], ((self.previous or {}).get("restates") or {}).get("sha256")} - {None}
        reviews = [row["id"] for row in self.acts.rows if row.get("period_sha256") in sealed]
        beside = free and isinstance(self.period["review"], dict)
        said["review"] = {"act": reviews[-1] if reviews else None} if reviews or beside else None
        if any(name.startswith("data/proofs/") for name in self.files):
            closing, covered = self.period["books_sat"]["closing"], (self.period["proof"] or {}).get("covered_sat")
            said["proof"] = {"covered_sat": covered, "of_sat": closing}
            if not re.fullmatch("0|[1-9][0-9]{0,15}", str(covered)) or int(str(covered)) > int(closing):
                yield "period.proof.covered_sat: is no part of the closing"
        if self.restated and self.period["restates"]:
            listed, acts = {row["id"] for row in self.restated["inputs"]}, self.period["restates"]["acts"]
            new = {row["id"]: row["kind"] for row in self.filed if f"acts/{row['id']}.toml" not in listed}
            if acts != sorted({*acts} & {*new}) or "correction" not in map(new.get, acts):
                yield "period.restates.acts: are not such as what is restated lacks, or no correction is among them"
            was, now = (dict(figures(each)) for each in (self.restated, self.period))
            names = [name for name in sorted({*was, *now}) if was.get(name) != now.get(name)]
            rows = [{"figure": name, "was": was.get(name), "is": now.get(name)} for name in names]
            said["restates"] = {"period": self.restated["period"], "sha256": self.digest("restated.json"), "acts": acts}
            said["restates"]["figures"] = rows
        yield from self.compare({"restates": None, **said})
        shown = {key: self.period[key] for key in ("register", "network", "software")}
        shown.update(schema=1, kind="reserve", closing={"height": self.last, "hash": self.period["closing"]["hash"]})
        shown.update(software={"name": "custody-tracer", **shown["software"]}, period_sha256=self.digest("period.json"))
        yield from differences({key: self.about.get(key) for key in shown}, shown, "bundle", self.unknown)

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

    def check_rounding(self) -> Iterator[str]:
        """Figures and bounds are those of the satoshi here by rule public/1, counts those of what is here."""
        said, ledger = self.load("public.json"), self.ledger
        came, left = ledger.crossings(self.opening, self.last)
        scoped = [*ledger.scoped(self.opening, self.last)]
        lawful = [run for state, run, *_ in self.titles if state in STATES[:3]]
        closing = [run for coin in ledger.held(self.last) for run in coin.runs]
        satoshis = {
            "opening": [run for coin in ledger.held(self.opening) for run in coin.runs],
            "came": [run for runs in came for run in runs],
            "left": [run for runs in left for run in runs],
            "entered": [run for _, coin, sign in scoped if sign > 0 for run in coin.runs],
            "exited": [run for _, coin, sign in scoped if sign < 0 for run in coin.runs],
            "closing": closing,
            "reserve": split(lawful, mark(Spans(), (run for runs in self.title.assigned.values() for run in runs)))[0],
            "lawful": lawful,
            "without": split(closing, mark(Spans(), lawful))[1],
            "custodians": [run for runs in ledger.accounts.values() for run in runs],
        }
        found = {key: rounded(runs, ledger.coins, bool(said["rule"])) for key, runs in satoshis.items()}
        (entered, more), (exited, less) = found.pop("entered"), found.pop("exited")
        found["scope"] = entered - exited, more + less
        off = found["came"][1] + found["left"][1] + more + less
        found["change"] = (found["closing"][0] - found["opening"][0], off)
        figures: Row = {key: {"sat": str(sat), "within_sat": str(within)} for key, (sat, within) in found.items()}
        few = (1, 2) if said["rule"] else ()
        made = {coin.outpoint[:64] for _, coin, _ in scoped}
        if any(len(each) in few for each in (came, left, made)):
            figures.update(came=None, left=None, scope=None)
        kinds = {row["fault"] for row in self.period["reconciliation"]["faults"]}
        limits, broken = told_of_limits(self.period["limits"], self.ends, bool(said["rule"]))
        band = (self.period["review"] or {}).get("proposed")
        breaches = [*((self.ends, kind) for kind in sorted(kinds)), *broken]
        open_keys = ("txid", "height", "kind", "value_sat", "fee_sat")
        moves = [{key: row[key] for key in open_keys} for row in self.period["movements"]]
        computed: Row = {
            "schema": 1,
            "rule": "public/1" if said["rule"] else None,
            "body": self.register["body"],
            "restates": self.period["restates"] and self.period["restates"]["period"],
            "books": {key: figures[key] for key in ("opening", "came", "left", "scope", "change", "closing")},
            "title": {key: figures[key] for key in ("reserve", "lawful", "without")},
            "with_custodians": figures["custodians"],
            "counts": self.counted(len(came), len(left), few),
            "limits": limits,
            "review": {key: band[key] for key in ("period", "band", "decision", "next")} if band else None,
            **{key: None for key, said in (("value", self.is_priced), ("proof", self.period["proof"])) if not said},
            "breaches": [{"kind": kind, "day": day} for day, kind in breaches],
            "open": None if said["rule"] else {"movements": moves},
        }
        known = ("register", "network", "period", "closing", "software", "private_root", "previous")
        rest = {key: said[key] for key in said if key not in known}
        yield from differences(rest, computed, "public", self.unknown)

    def counted(self, came: int, left: int, few: Sequence[int]) -> Row:
        """Return how many there are of what the statement is made of; few transactions are not counted."""
        ids = [row["id"] for row in self.period["inputs"]]
        return {
            "came": None if came in few else came,
            "left": None if left in few else left,
            "cases": len({name.split("/")[1] for name in ids if name.startswith("receipts/")}),
            "orders": len(self.period["orders"]),
            "acts": sum(name.startswith("acts/") for name in ids),
            "late_acts": sum(row["late"] for row in self.period["inputs"]),
            "accounts": len(self.period["accounts"]),
            "scope_acts": len({act for at, act, *_ in self.ledger.scope.changes if self.opening < at <= self.last}),
        }

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

    def check_not_shown_offline(self) -> Iterator[str]:
        """That these blocks are of the best chain: {client} getblockhash {last} must give {hash}.

        That no payment to or spend of a wallet up to there was left out: tracer reserve observe, on a node of your own.
        That a coin is still unspent: {client} gettxout TXID VOUT false.
        That register.json and acts.json are what the TOML beside them says: tracer verify BUNDLE.
        That scripts.json holds all scripts of each wallet: {client} deriveaddresses DESCRIPTOR '[0,999]'.
        That days in {zone} end when register.json says: tracer verify BUNDLE; TZ={zone} date --date=@TIME.
        That wallets are the body's, and acts what courts decided: the register asserts so; see the acts' documents.
        That lots are what cases traced: tracer verify, on each case's bundle (admission.json names its tag manifest).
        Of bundle.json this read release, profile, register, period, block and when it was due: tracer verify BUNDLE.
        Whether the register publishes its addresses, so that nothing is rounded: register.toml.
        In a public bundle, of public.json anything but that figures add up, and whose they are: the private bundle.
        Faults but uncovered departures, movements as observed: tracer verify BUNDLE.
        Which of the acts that were filed later change a restated figure, and the reason given: tracer verify BUNDLE.
        Witnesses, which a txid does not cover: {client} getrawtransaction TXID 0; no figure rests on one.
        On a signet, the blocks' signatures: {client} getblockheader {hash}.
        The signatures and time stamps in signatures/: openssl, over tagmanifest-sha256.txt.
        That nobody made everything again: the SHA-256 of tagmanifest-sha256.txt handed over must be {seal}.
        What this did not open (tracer verify BUNDLE does): {unopened}.
        How much the signatures in proofs/ prove, and that they are valid: tracer verify BUNDLE.
        Money, where the register sets a price: verify_value.py and verify_money.py beside this file.
        Keys of period.json and public.json that this did not compute (tracer verify BUNDLE does): {unknown}.
        """
        if self.other_release:
            raise Unknown(f"what only {self.other_release} can tell: use that release")
        about = {"client": f"bitcoin-cli -chain={self.about['network']}", "zone": self.register.get("zone", "its zone")}
        about.update(last=self.about["closing"]["height"], hash=self.about["closing"]["hash"])
        about["seal"] = hashlib.sha256(self.folder.manifests["tagmanifest-sha256.txt"]).hexdigest()
        opened = {*self.seen, *self.folder.manifests, *TAG_FILES}
        about["unopened"] = ", ".join(name for name in self.folder.sizes if name not in opened)
        about["unknown"] = ", ".join(
            sorted(self.unknown | {f"period.{key}" for key in self.period.keys() - self.looked_at})
        )
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
        yield from named(key, statement[key], key)


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


def rounded(runs: Sequence[Run], coins: dict[str, Coin], is_rounded: bool) -> tuple[int, int]:
    """Return what is published of satoshi by rule public/1, the steps of their marks, and by less than what it is off.

    Each receipt has a step, of which one satoshi is marked; the first mark is told by the receipt's name.
    """
    sat = within = 0
    for run in joined(sorted(run._replace(wallet="") for run in runs)):
        steps = (lead * 10**power for lead in (1, 2, 5) for power in range(6, 16))
        step = min(each for each in steps if 100 * each >= coins[run.receipt].value)
        at = int.from_bytes(hashlib.sha256(f"public/1 {run.receipt}".encode()).digest(), "big") % step
        below = [max(0, -((at - number) // step)) for number in (run.start, run.start + run.sat)]
        sat, within = sat + step * (below[1] - below[0]), within + step
    return (sat, within) if is_rounded else (total(runs), 0)


def told_of_limits(rows: Sequence[Row], last: str, is_rounded: bool) -> tuple[list[Row], list[tuple[str, str]]]:
    """Return what is published of limits, and of their breaches: day and kind.

    By rule public/1 those on amounts and shares are one for each kind and severity, without bounds and days.
    """
    limits, broken = dict[str, Row](), set[tuple[str, str]]()
    for row in rows:
        hides = is_rounded and row["unit"] not in TOLD_UNITS
        key = f"{row['kind']} {row['severity']}" if hides else row["limit"]
        said = {each: row[each] for each in ("kind", "severity", "unit", "max", "min")}
        said.update(dict.fromkeys(("max", "min")) if hides else {})
        is_broken = bool(row["breaches"]) or limits.get(key, said).get("broken", False)
        limits[key] = {**said, "broken": is_broken}
        broken |= {(last if hides else each["first_day"], row["kind"]) for each in row["breaches"]}
    return [*limits.values()], sorted(broken)


def tells_more(said: Row) -> bool:
    """Return whether limits of a rounded statement have what rule public/1 hides: bounds, days, several of a kind."""
    hidden = [row for row in said["limits"] if said["rule"] and row["unit"] not in TOLD_UNITS]
    kinds = [(row["kind"], row["severity"]) for row in hidden]
    days = {each["day"] for each in said["breaches"] if each["kind"] in dict(kinds)}
    bounds = [row for row in hidden if (row["max"], row["min"]) != (None, None)]
    return bool(bounds) or len({*kinds}) < len(kinds) or not days <= {span(said["period"])[1]}


def run_of(row: Row) -> Run:
    """Return the run of a lot."""
    return Run(row["receipt"], satoshi(row["start"]), satoshi(row["sat"]), "")


def looks(name: str) -> tuple[str, ...]:
    """Return a name's letters as they look, its words in one order with initials in a row as one, and both by sight."""
    found, apart = list[str](), unicodedata.normalize("NFKD", name)
    for text, word in ((apart, r"[^\W\d_]+|\d+"), (apart.translate(BY_SIGHT), r"[^\W_]+")):
        plain = unicodedata.normalize("NFKD", text.casefold()).translate(ALIKE)
        bare = (each for each in plain if each not in "'’‘ʼʹ`´" and unicodedata.category(each) not in ("Cf", "Mn"))
        words = " ".join(re.findall(word, "".join(bare)))
        initials = re.sub(r"\b([^\W\d_]) (?=[^\W\d_]\b)", r"\1", words)
        found += [words.replace(" ", ""), " ".join(sorted(initials.split()))]
    return (*found,)


def satoshi(text: str) -> int:
    """Return an amount, which is written as digits and in no other way."""
    if not re.fullmatch("0|-?[1-9][0-9]{0,15}", text):
        raise ValueError(f"{text!r:.20} is no amount of satoshi")
    return int(text)


def by_name(outpoint: str) -> tuple[str, int]:
    """Return what sorts outpoints by txid and number."""
    return outpoint[:64], int(outpoint[65:])


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


def main(arguments: Sequence[str]) -> int:
    """Check the bundle that is named, or the one this file lies in; return the exit code."""
    root = arguments[0] if arguments else os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..")
    if len(arguments) > 1 or os.path.islink(root) or not os.path.isdir(os.path.join(root, "data")) or not __doc__:
        sys.stderr.write(f"{root} is not a bundle, or -OO hides what is said. Use: python3 verify.py [BUNDLE]\n")
        return 2
    gc.set_threshold(1_000_000)  # most of what is made here stays: to look for garbage often is a fifth of the time
    verdicts = dict[str, str]()
    try:
        verifier = Verifier(Folder(root))
        verdicts = verifier.verdicts
        return judge(verifier)
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


def judge(verifier: Verifier) -> int:
    """Say what each item gives, as soon as it is known, and return the exit code."""
    failed = []
    for verdict, number, title, reasons in verifier.items():
        failed += [number] if verdict == "FAIL" else []
        say(f"{verdict:<11} {number:>4}  {title}: " + f"\n{'':<18}".join(reasons))
    if failed:
        say(f"FOUND WANTING: item {', '.join(failed)}.")
    elif verifier.other_release:
        say(f"NOT DECIDED BY THIS VERSION ({VERSION}, method {METHOD}): made by {verifier.other_release}.")
    else:
        say("NOTHING FAILED of what can be checked here.")
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
