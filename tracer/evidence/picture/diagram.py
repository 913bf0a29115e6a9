"""What the picture of a trail shows: boxes for transactions, slips for coins, and what was collapsed.

A page holds some sixty transactions. Of a longer trail, plain chains are collapsed first, then side branches
that reach no custody wallet, then what lies in chain order between the transactions that pay custody, and as a
last resort a few runs of transactions in chain order; each collapsed box says how many transactions it stands
for, and the picture says so too.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from tracer.chain.outpoint import Outpoint, Txid
from tracer.documents.language.language import ENGLISH, Language, phrase
from tracer.evidence.dossier import Dossier
from tracer.formats.rows import Taint
from tracer.result.trace_file import Crossing, MethodResult

MAX_BOXES = 60
MAX_LAYERS = 12
BAND = 4
"""Layers side by side; more go into further bands below."""
MAX_ROWS = 30
"""Slips above one another, over all bands."""
_SPANS = 6
_ALIKE = 3
"""More coins than this with one maker and one end are drawn as one slip."""
_RUN = phrase("a run of transactions in chain order")


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A coin, or several alike: from which box to which, how much of which label, and how it ends."""

    maker: int | None
    spender: int | None
    taint: Taint
    value: int
    count: int
    terminal: str | None
    pays: str
    seeds: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A transaction, or `count` of them collapsed; `untraced` is what it spends besides, None if collapsed."""

    count: int
    first_height: int
    last_height: int
    txid: Txid
    fee: Taint
    untraced: int | None
    why: str


@dataclass(frozen=True, slots=True)
class Diagram:
    """Boxes by number, in chain order of their first transaction, and the slips between them."""

    boxes: tuple[Box, ...]
    slips: tuple[Slip, ...]
    layers: tuple[int, ...]


@dataclass(slots=True)
class _Coin:
    """A coin of the trail while it is being put together."""

    outpoint: Outpoint
    value: int
    taint: Taint
    terminal: str | None
    name: str | None
    maker: Txid | None
    spender: Txid | None
    seeds: list[str] = field(default_factory=list)


def diagram(dossier: Dossier, method: MethodResult) -> Diagram:
    """Return what to draw of one method's trail, collapsed as far as a page needs.

    Raises:
        IntegrityError: the result names coins that the raw material does not hold.
    """
    coins = _coins(dossier, method)
    order = {crossing.txid: number for number, crossing in enumerate(method.crossings)}
    for grouping in (_single, _chains, _branches, _between):
        group, why = grouping(list(order), coins)
        if len(set(group.values())) <= MAX_BOXES:
            found = _grouped(dossier, method, coins, group, why)
            if _fits(found):
                return found
    return _grouped(dossier, method, coins, *_spans(list(order), coins))


def _coins(dossier: Dossier, method: MethodResult) -> dict[Outpoint, _Coin]:
    """Return every coin of the trail, in chain order of its making, seeds that nothing made first."""
    crossed = {crossing.txid for crossing in method.crossings}
    ends = {end.outpoint: end for end in method.ends}
    spenders = {spent.outpoint: spent for spent in method.spent}
    made = {coin.outpoint: coin for coin in method.made}
    coins: dict[Outpoint, _Coin] = {}
    for outpoint in dict.fromkeys([*(seed.outpoint for seed in method.seeds), *made]):
        row = made.get(outpoint) or ends.get(outpoint) or spenders.get(outpoint)
        if row is None:
            continue
        end, spent = ends.get(outpoint), spenders.get(outpoint)
        coins[outpoint] = _Coin(
            outpoint,
            row.value,
            row.taint,
            end.terminal if end else None,
            end.name if end else None,
            outpoint.txid if outpoint in made and outpoint.txid in crossed else None,
            spent.txid if spent and not end else None,
        )
    for seed in method.seeds:
        if seed.outpoint in coins:
            coins[seed.outpoint].seeds.append(seed.label)
    return coins


_Grouping = tuple[dict[Txid, int], dict[int, str]]


def _single(txids: Sequence[Txid], coins: Mapping[Outpoint, _Coin]) -> _Grouping:
    return {txid: number for number, txid in enumerate(txids)}, {}


def _chains(txids: Sequence[Txid], coins: Mapping[Outpoint, _Coin]) -> _Grouping:
    """Collapse the inside of each run of transactions that hand one coin on, none of them paying custody."""
    group, why = _single(txids, coins)
    into: dict[Txid, list[_Coin]] = {txid: [] for txid in txids}
    out: dict[Txid, list[_Coin]] = {txid: [] for txid in txids}
    notable = {coin.maker for coin in coins.values() if coin.terminal == "custody" or coin.seeds}
    for coin in coins.values():
        if coin.spender is not None:
            into[coin.spender].append(coin)
            if coin.maker is not None:
                out[coin.maker].append(coin)
    plain = {txid for txid in txids if len(into[txid]) == 1 and len(out[txid]) == 1 and txid not in notable}
    taken: set[Txid] = set()
    for txid in txids:
        run = []
        while txid in plain and txid not in taken:
            run.append(txid)
            taken.add(txid)
            follower = out[txid][0].spender
            if follower is None:
                break
            txid = follower
        if len(run) > 2:
            for member in run:
                group[member] = group[run[0]]
            why[group[run[0]]] = phrase("a plain chain, each paid on by the next")
    return group, why


def _branches(txids: Sequence[Txid], coins: Mapping[Outpoint, _Coin]) -> _Grouping:
    """Collapse, besides chains, whatever reaches no custody wallet.

    Connected branches become one box, and so do branches that leave the rest at the same places.
    """
    group, why = _chains(txids, coins)
    parents: dict[Txid, list[Txid]] = {txid: [] for txid in txids}
    for coin in coins.values():
        if coin.spender is not None and coin.maker is not None:
            parents[coin.spender].append(coin.maker)
    leads = _leading(parents, coins)
    if not leads:
        return group, why
    branch = _connected([txid for txid in txids if txid not in leads], parents)
    entries: dict[Txid, set[int]] = {head: set() for head in branch.values()}
    for txid, head in branch.items():
        entries[head] |= {group[parent] for parent in parents[txid] if parent in leads}
    together: dict[tuple[int, ...], int] = {}
    for txid, head in branch.items():
        group[txid] = together.setdefault(tuple(sorted(entries[head])), group[txid])
    sizes = Counter(group.values())
    why = {number: text for number, text in why.items() if number in sizes} | {
        group[txid]: phrase("side branches that reach no custody wallet") for txid in branch if sizes[group[txid]] > 1
    }
    return group, why


def _leading(parents: Mapping[Txid, Sequence[Txid]], coins: Mapping[Outpoint, _Coin]) -> set[Txid]:
    """Return the transactions from which a custody wallet is reached."""
    leads = {coin.maker for coin in coins.values() if coin.terminal == "custody" and coin.maker is not None}
    waiting = list(leads)
    while waiting:
        fresh = [parent for parent in parents[waiting.pop()] if parent not in leads]
        leads.update(fresh)
        waiting += fresh
    return leads


def _connected(txids: Sequence[Txid], parents: Mapping[Txid, Sequence[Txid]]) -> dict[Txid, Txid]:
    """Return, for each of these transactions, one that stands for all that it is connected with."""
    heads = {txid: txid for txid in txids}

    def head(txid: Txid) -> Txid:
        while heads[txid] != txid:
            heads[txid] = heads[heads[txid]]
            txid = heads[txid]
        return txid

    for txid in txids:
        for parent in parents[txid]:
            if parent in heads:
                heads[head(txid)] = head(parent)
    return {txid: head(txid) for txid in txids}


def _between(txids: Sequence[Txid], coins: Mapping[Outpoint, _Coin]) -> _Grouping:
    """Collapse what lies in chain order between transactions that pay a custody wallet; these stand alone."""
    paying = {coin.maker for coin in coins.values() if coin.terminal == "custody"}
    group: dict[Txid, int] = {}
    for number, txid in enumerate(txids):
        before = txids[number - 1] if number else None
        alone = before is None or txid in paying or before in paying
        group[txid] = number if alone or before is None else group[before]
    return group, dict.fromkeys(group.values(), _RUN)


def _spans(txids: Sequence[Txid], coins: Mapping[Outpoint, _Coin]) -> _Grouping:
    """Collapse everything into a few runs of transactions in chain order."""
    size = max(1, -(-len(txids) // _SPANS))
    group = {txid: number // size for number, txid in enumerate(txids)}
    return group, dict.fromkeys(group.values(), _RUN)


def _grouped(
    dossier: Dossier,
    method: MethodResult,
    coins: Mapping[Outpoint, _Coin],
    group: Mapping[Txid, int],
    why: Mapping[int, str],
) -> Diagram:
    """Return the diagram of a grouping."""
    numbers = {old: new for new, old in enumerate(dict.fromkeys(group.values()))}
    box_of = {txid: numbers[old] for txid, old in group.items()}
    members: list[list[Crossing]] = [[] for _ in numbers]
    for crossing in method.crossings:
        members[box_of[crossing.txid]].append(crossing)
    reasons = {numbers[old]: text for old, text in why.items()}
    boxes = tuple(_box(dossier, rows, reasons.get(number, "")) for number, rows in enumerate(members))
    slips = tuple(_slips(dossier, coins.values(), box_of))
    return Diagram(boxes, slips, _layers(len(boxes), slips))


def _box(dossier: Dossier, rows: Sequence[Crossing], why: str) -> Box:
    fee: dict[str, int] = {}
    for row in rows:
        for label, sat in row.taint_fee.items():
            fee[label] = fee.get(label, 0) + sat
    untraced = None
    if len(rows) == 1:
        prevouts = (spent.prevout for spent in dossier.transaction(rows[0].txid).inputs)
        brought = sum(dossier.output(prevout).value for prevout in prevouts if prevout is not None)
        untraced = brought - sum(rows[0].taint_in.values())
    heights = [row.height for row in rows]
    return Box(
        count=len(rows),
        first_height=min(heights),
        last_height=max(heights),
        txid=rows[0].txid,
        fee=fee,
        untraced=untraced,
        why=why,
    )


def _slips(dossier: Dossier, coins: Iterable[_Coin], box_of: Mapping[Txid, int]) -> Iterable[Slip]:
    """Return slips; coins inside one box are left out, many alike become one."""
    alike: dict[tuple[int | None, int | None, str, str, bool], list[_Coin]] = {}
    for coin in coins:
        maker = None if coin.maker is None else box_of[coin.maker]
        spender = None if coin.spender is None else box_of[coin.spender]
        if maker is None or maker != spender:
            key = (maker, spender, coin.terminal or "", coin.name or "", bool(coin.seeds))
            alike.setdefault(key, []).append(coin)
    for (maker, spender, terminal, name, _), rows in alike.items():
        for some in [rows] if len(rows) > _ALIKE else [[row] for row in rows]:
            taint: dict[str, int] = {}
            for row in some:
                for label, sat in row.taint.items():
                    taint[label] = taint.get(label, 0) + sat
            pays = name or (dossier.shown(some[0].outpoint) if len(some) == 1 else "")
            seeds = tuple(sorted({label for row in some for label in row.seeds}, key=str.encode))
            value = sum(row.value for row in some)
            yield Slip(
                maker=maker,
                spender=spender,
                taint=taint,
                value=value,
                count=len(some),
                terminal=terminal or None,
                pays=pays,
                seeds=seeds,
            )


def _layers(count: int, slips: Iterable[Slip]) -> tuple[int, ...]:
    """Return each box's distance from the left: one more than any box that pays it."""
    edges = sorted(
        {(slip.maker, slip.spender) for slip in slips if slip.maker is not None and slip.spender is not None}
    )
    layers = [0] * count
    for _ in range(count):
        before = list(layers)
        for maker, spender in edges:
            layers[spender] = max(layers[spender], layers[maker] + 1)
        if before == layers:
            break
    return tuple(layers)


def _fits(found: Diagram) -> bool:
    rows: dict[int, int] = {}
    for slip in found.slips:
        column = -1 if slip.maker is None else found.layers[slip.maker]
        rows[column] = rows.get(column, 0) + 1
    highest: dict[int, int] = {}
    for column, count in rows.items():
        band = max(column, 0) // BAND
        highest[band] = max(highest.get(band, 0), count)
    return max(found.layers, default=0) < MAX_LAYERS and sum(highest.values()) <= MAX_ROWS


def collapsed(boxes: Iterable[Box], language: Language = ENGLISH) -> Iterable[str]:
    """Yield what each collapsed box stands for."""
    for box in boxes:
        if box.count > 1:
            yield language.say(
                "{transactions} collapsed, from {txid} in blocks {first} to {last}: {why}",
                transactions=language.counted(box.count, "transaction"),
                txid=f"{box.txid[:8]}…",
                first=str(box.first_height),
                last=str(box.last_height),
                why=language.word(box.why),
            )
