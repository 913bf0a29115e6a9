"""What the interactive exhibit knows: transactions, coins and places, and what each rule attributes to them.

A box stands for each transaction that a rule crosses, and for each that made a coin at which a trail ends where it
starts: a seed that never moved, or was first spent into a stop. So every end of the result has a box to stand below.
Facts stand once; each rule's amounts refer to them by number. Rows are flat lists of whole numbers, so that ten
thousand transactions stay a few megabytes.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tracer.chain.outpoint import Outpoint, Txid
from tracer.errors import IntegrityError
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.excerpt import excerpt, leading
from tracer.evidence.trail_viewer.layout import WIDTH, BoxPlaces, lay_out
from tracer.formats.canonical import Writable
from tracer.formats.rows import Taint
from tracer.result.trace_file import TERMINALS, MethodResult
from tracer.visible import quoted, visible

MAX_TRANSACTIONS = 20_000
"""Transactions that can be moved about in; those that lead to custody come first."""

MAX_COINS = 120_000
"""Coins of all of them together."""

MAX_BESIDE = 40
"""Inputs, and outputs, of one transaction that no rule touches and that are listed all the same."""

HEAD, ROW, MAX_ENDS = 42, 17, 4
"""Height of a box and of each coin below it at which a trail ends, and how many of those are drawn, in pixels."""


@dataclass(slots=True)
class _Coins:
    """Coins by number: each a row of transaction, vout, satoshi, payee, all but satoshi by number."""

    dossier: Dossier
    txids: dict[Txid, int]
    rows: list[tuple[int, int, int, int]] = field(default_factory=list)
    payees: dict[str, int] = field(default_factory=dict)
    numbers: dict[Outpoint, int] = field(default_factory=dict)
    shown: dict[bytes, str] = field(default_factory=dict)

    def number(self, outpoint: Outpoint) -> int:
        """Return the number of a coin, a new one where it has none yet."""
        found = self.numbers.get(outpoint)
        if found is None:
            output = self.dossier.output(outpoint)
            shown = self.shown.get(output.script)
            if shown is None:
                shown = self.shown[output.script] = visible(self.dossier.shown(outpoint))
            payee = self.payees.setdefault(shown, len(self.payees))
            txid = self.txids.setdefault(outpoint.txid, len(self.txids))
            found = self.numbers[outpoint] = len(self.rows)
            self.rows.append((txid, outpoint.vout, output.value, payee))
        return found


@dataclass(frozen=True, slots=True)
class Content:
    """The content as JSON that can stand inside a page, how many transactions of how many it holds, and what it names.

    `names` are the txids and payees that a search in it finds.
    """

    json: str
    shown: int
    all: int
    names: frozenset[str]


def content(dossier: Dossier, most: int = MAX_TRANSACTIONS) -> Content:
    """Return what the exhibit knows, of at most so many transactions; the same for every language.

    Raises:
        IntegrityError: the result names what the raw material does not hold.
    """
    methods = [method for method in (dossier.trace.main, *dossier.trace.compared) if method.reach is None]
    ended = {row.outpoint for method in methods for row in method.ends}
    made = {row.outpoint for method in methods for row in method.made}
    spent = {row.outpoint for method in methods for row in method.spent}
    touched = made | spent | ended
    every = _boxes(dossier, methods)
    boxes = _chosen(dossier, methods, touched, every, most)
    coins = _Coins(dossier, {box.txid: number for number, box in enumerate(boxes)})
    rows = [_transaction(dossier, box, coins, touched) for box in boxes]
    labels = _labels(dossier, methods)
    told = [_method(method, coins, labels, len(boxes)) for method in methods]
    places = _places(rows, coins, ended)
    text = embedded(
        {
            "labels": [visible(label) for label in labels],
            "sizes": [WIDTH, HEAD, ROW, MAX_ENDS],
            "txids": list(coins.txids),
            "transactions": rows,
            "coins": coins.rows,
            "payees": list(coins.payees),
            "methods": told,
            "places": {"left": places.lefts, "top": places.tops, "band": places.bands, "bands": places.band_tops},
        }
    )
    txids = list(coins.txids)
    starts = {txids[coins.rows[coin][0]] for row in rows for coin in _spends(row)}
    found = {box.txid for box in boxes} | starts | set(coins.payees)
    return Content(text, len(rows), len(every), frozenset(found))


def embedded(value: Writable) -> str:
    """Return JSON in which nothing can end or open an element of the page."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")


@dataclass(frozen=True, slots=True)
class _Box:
    """A transaction that is shown, and its place in the chain."""

    txid: Txid
    height: int
    index: int
    is_crossed: bool


def _boxes(dossier: Dossier, methods: Sequence[MethodResult]) -> list[_Box]:
    """Return every transaction that any rule crosses or that made a coin at which a trail ends, in chain order."""
    found = {row.txid: _Box(row.txid, row.height, row.index, True) for method in methods for row in method.crossings}
    for end in (end for method in methods for end in method.ends):
        if end.outpoint.txid not in found:
            place = dossier.position(end.outpoint.txid)
            found[end.outpoint.txid] = _Box(end.outpoint.txid, place.height, place.index, False)
    return sorted(found.values(), key=lambda box: (box.height, box.index))


def _chosen(
    dossier: Dossier, methods: Sequence[MethodResult], touched: set[Outpoint], every: Sequence[_Box], most: int
) -> list[_Box]:
    """Return the boxes that are shown, in chain order, as far as the limits go."""
    counts = {}
    for box in every:
        transaction = dossier.transaction(box.txid)
        counts[box.txid] = min(len(transaction.inputs), MAX_BESIDE) + min(len(transaction.outputs), MAX_BESIDE)
    for outpoint in touched:
        if outpoint.txid in counts:
            counts[outpoint.txid] += 1
    taken = set(excerpt(tuple(counts), leading(methods), counts, most, MAX_COINS))
    return [box for box in every if box.txid in taken]


def _transaction(dossier: Dossier, box: _Box, coins: _Coins, touched: set[Outpoint]) -> list[Writable]:
    """Return height, index, time, version, lock time, size, inputs, outputs, how many of either are left out, fee, row.

    Of a transaction that no rule crosses the material need not hold what it spends: its inputs are then all left out,
    and its fee is null, as that of a coinbase.
    """
    transaction = dossier.transaction(box.txid)
    spends = [spent.prevout for spent in transaction.inputs]
    pays = [Outpoint(box.txid, vout) for vout in range(len(transaction.outputs))]
    every = [(vin, outpoint) for vin, outpoint in enumerate(spends) if outpoint is not None]
    is_known = box.is_crossed or all(outpoint.txid in dossier.transactions for _, outpoint in every)
    ins = every if is_known else []
    kept_in = _kept([outpoint for _, outpoint in ins], touched)
    kept_out = _kept(pays, touched)
    brought = sum(dossier.output(outpoint).value for _, outpoint in ins)
    fee = brought - sum(output.value for output in transaction.outputs) if ins else None
    return [
        box.height,
        box.index,
        dossier.time(box.height),
        transaction.version,
        transaction.locktime,
        len(dossier.material.raws[box.txid]),
        [number for vin, outpoint in ins if outpoint in kept_in for number in (vin, coins.number(outpoint))],
        [coins.number(outpoint) for outpoint in pays if outpoint in kept_out],
        len(every) - len(kept_in),
        len(pays) - len(kept_out),
        fee,
        dossier.material.row(box.txid),
    ]


def _kept(outpoints: Sequence[Outpoint], touched: set[Outpoint]) -> set[Outpoint]:
    """Return those that a rule touches, and the first of the others."""
    if len(outpoints) <= MAX_BESIDE:
        return set(outpoints)
    others = [outpoint for outpoint in outpoints if outpoint not in touched]
    return {outpoint for outpoint in outpoints if outpoint in touched} | set(others[:MAX_BESIDE])


def _method(method: MethodResult, coins: _Coins, labels: Sequence[str], count: int) -> Writable:
    """Return what one rule attributes, by numbers; what lies outside the excerpt is left out."""
    place = {label: at for at, label in enumerate(labels)}
    taint: dict[Outpoint, Taint] = {row.outpoint: row.taint for row in method.spent}
    taint |= {row.outpoint: row.taint for row in method.made}
    taint |= {row.outpoint: row.taint for row in method.ends}
    fees: list[int] = []
    crossed: list[int] = []
    for row in method.crossings:
        number = coins.txids.get(row.txid, count)
        if number < count:
            crossed.append(number)
            for label, sat in row.taint_fee.items():
                fees += (number, place[label], sat) if sat else ()
    names: dict[str, int] = {}
    ends: list[int] = []
    for end in method.ends:
        if end.outpoint in coins.numbers:
            at = names.setdefault(visible(end.name or ""), len(names))
            ends += (coins.numbers[end.outpoint], TERMINALS.index(end.terminal), at)
    return {
        "name": method.name,
        "crossed": crossed,
        "taint": _amounts(((coins.numbers.get(outpoint), amounts) for outpoint, amounts in taint.items()), place),
        "fees": fees,
        "ends": ends,
        "names": list(names),
        "seeds": [
            number
            for seed in method.seeds
            if seed.outpoint in coins.numbers
            for number in (coins.numbers[seed.outpoint], place[seed.label], seed.seed)
        ],
    }


def _amounts(rows: Iterable[tuple[int | None, Taint]], place: dict[str, int]) -> list[int]:
    found: list[int] = []
    for number, amounts in rows:
        if number is not None:
            for label, sat in amounts.items():
                found += (number, place[label], sat)
    return found


def _labels(dossier: Dossier, methods: Sequence[MethodResult]) -> list[str]:
    """Return the labels of the primary rule's books, which are those of every rule."""
    labels = [book.label for book in dossier.trace.main.books]
    for method in methods:
        amounts = [*(end.taint for end in method.ends), *(made.taint for made in method.made)]
        amounts += [crossing.taint_fee for crossing in method.crossings]
        used = {seed.label for seed in method.seeds}.union(*amounts)
        for label in sorted(used.difference(labels)):
            raise IntegrityError(f"{method.name}: trace.json has no book of label {quoted(label, 80)}")
    return labels


def _places(rows: Sequence[Sequence[Writable]], coins: _Coins, ended: Iterable[Outpoint]) -> BoxPlaces:
    """Return where each transaction stands: right of all that pay it, with room for the ends below it."""
    ends = [0] * len(rows)
    for outpoint in ended:
        number = coins.txids.get(outpoint.txid, len(rows))
        if number < len(rows):
            ends[number] += 1
    payers = {number: row[0] for number, row in enumerate(coins.rows) if row[0] < len(rows)}
    parents = [sorted({payers[coin] for coin in _spends(row) if coin in payers}) for row in rows]
    return lay_out(parents, [HEAD + ROW * min(each, MAX_ENDS) for each in ends])


def _spends(row: Sequence[Writable]) -> list[int]:
    """Return the numbers of the coins that a transaction's row lists as spent."""
    listed = row[6]
    return [coin for coin in listed[1::2] if isinstance(coin, int)] if isinstance(listed, list) else []
