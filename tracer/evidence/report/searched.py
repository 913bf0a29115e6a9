"""The report on what was searched and not found, and on what was cut off: nothing is passed over in silence."""

from collections.abc import Iterable, Iterator

from tracer.case.case import CustodyWallet, Seed
from tracer.chain.outpoint import Outpoint, Txid
from tracer.documents.language.language import Language
from tracer.documents.paper import Block, Head, Nature, Section, Table, Text, digest, number, table
from tracer.documents.words import TERMINAL_MEANINGS, end_name
from tracer.evidence.dossier import Dossier
from tracer.result.trace_file import Move

_CUT_OFF = ("mix", "fan_out", "lightning", "threshold", "hops", "horizon", "gap", "budget")
"""Ends at which value may have gone on, and nobody looked."""


def searched_sections(dossier: Dossier) -> list[Section]:
    """Return the sections on fruitless searches and on trails that were cut off."""
    return [_searched(dossier), _cut_off(dossier)]


def _searched(dossier: Dossier) -> Section:
    language, trace = dossier.language, dossier.trace
    say = language.say
    blocks: list[Block] = []
    ends = {end.outpoint: end for end in trace.main.ends}
    resting = [row for row in trace.main.seeds if row.outpoint in ends and ends[row.outpoint].terminal == "unspent"]
    if resting:
        rows = [(str(row.outpoint), row.label, language.bitcoin(row.seed)) for row in resting]
        heads: list[Head] = [digest(say("coin")), say("label"), number("BTC")]
        blocks.append(table(say("Seeds never spent up to the horizon"), heads, rows))
    else:
        blocks.append(Text(say("Seeds never spent up to the horizon: none.")))
    blocks.append(_seeds(dossier))
    if dossier.case.custody:
        blocks.append(_wallets(dossier))
        twice = say(
            "What came from other wallets of the state was received there before: it is custody accounting, and the "
            "two columns are not to be added up over the wallets."
        )
        blocks.append(Text(twice, Nature.CONVENTION))
    if dossier.trace.range_ends:
        said = say("Descriptors are in use to the end of the range searched, or beyond it; the range may be too short.")
        blocks.append(Text(said, Nature.WARNING))
        ends_found = [(language.known(found),) for found in dossier.trace.range_ends]
        blocks.append(table(say("Where ranges end"), [say("what was found")], ends_found))
    said = say(
        "A wallet given as a descriptor was looked for at the indices stated, inclusive; scripts beyond them were not. "
        "That all outputs of an address or descriptor were found rests on the source of the chain."
    )
    blocks.append(Text(said))
    return Section(say("What was searched, and what was not found"), tuple(blocks))


def _seeds(dossier: Dossier) -> Table:
    language = dossier.language
    say = language.say
    coins = _Coins(dossier)

    def row(seed: Seed) -> tuple[str, ...]:
        """Return one seed's row."""
        name = str(seed.outpoint) if seed.outpoint else seed.txid or seed.address or seed.descriptor or ""
        found = coins.named_by(seed)
        return (seed.label, name, _window(dossier, seed), language.number(found) if found else say("NOTHING FOUND"))

    heads: list[Head] = [say("label"), digest(say("seed")), say("blocks searched"), number(say("coins found"))]
    return table(say("What each seed named"), heads, [row(seed) for seed in dossier.case.seeds])


class _Coins:
    """The seeded coins of a result, by label and by what a seed can name them with."""

    def __init__(self, dossier: Dossier) -> None:
        """Sort them once: a case may have ten thousand seeds and as many coins."""
        self._dossier = dossier
        self._places: dict[tuple[str, Outpoint | Txid], int] = {}
        self._heights: dict[tuple[str, bytes], list[int]] = {}
        for at in dict.fromkeys((coin.label, coin.outpoint) for coin in dossier.trace.main.seeds):
            label, outpoint = at
            for name in (outpoint, outpoint.txid):
                self._places[label, name] = self._places.get((label, name), 0) + 1
            script = dossier.output(outpoint).script
            self._heights.setdefault((label, script), []).append(dossier.position(outpoint.txid).height)

    def named_by(self, seed: Seed) -> int:
        """Return how many coins a seed names: of an address, those made in the blocks that it states."""
        if not seed.scripts:
            return sum(self._places.get((seed.label, name), 0) for name in (seed.outpoint, seed.txid) if name)
        first, last = _blocks(self._dossier, seed)
        heights = (
            height for script in dict.fromkeys(seed.scripts) for height in self._heights.get((seed.label, script), ())
        )
        return sum(first <= height <= last for height in heights)


def _blocks(dossier: Dossier, seed: Seed) -> tuple[int, int]:
    """Return the first and the last block in which an address or a descriptor was looked for."""
    first = 0 if seed.from_height is None else seed.from_height
    return first, dossier.trace.horizon_height if seed.to_height is None else seed.to_height


def _window(dossier: Dossier, seed: Seed) -> str:
    if not (seed.address or seed.descriptor):
        return "—"
    first, last = _blocks(dossier, seed)
    return f"{first}–{last}"


def _wallets(dossier: Dossier) -> Table:
    language = dossier.language
    say = language.say
    receipts = [end for end in dossier.trace.main.ends if end.terminal == "custody"]

    def row(wallet: CustodyWallet) -> tuple[str, ...]:
        """Return one wallet's row."""
        own = [end for end in receipts if end.name == wallet.name]
        total = sum(sat for end in own for sat in end.taint.values())
        moved, shared = _moved_to(wallet.name, dossier.trace.custody.moves)
        none = say("none directly") if moved or shared else say("NOTHING TRACED")
        first, last = (str(index) for index in wallet.range)
        known = (
            say("descriptor, indices {first} to {last}", first=first, last=last)
            if wallet.descriptor
            else language.counted(len(wallet.addresses), "address")
        )
        return (
            wallet.name,
            known,
            language.number(len(own)),
            language.bitcoin(total) if own else none,
            "\n".join(_amounts_moved(moved, shared, language)),
        )

    heads: list[Head] = [
        say("wallet"), say("searched for"), number(say("receipts")), number(say("directly from the trail")),
        number(say("from other wallets of the state")),
    ]  # fmt: skip
    return table(
        say("What each custody wallet received of the funds in question, BTC"),
        heads,
        [row(each) for each in dossier.case.custody],
    )


def _moved_to(wallet: str, moves: Iterable[Move]) -> tuple[int, int]:
    """Return the satoshi moved to a wallet from others, and those of moves of which it got or gave an unknown part."""
    whole = shared = 0
    for move in moves:
        if wallet in move.to and any(other != wallet for other in move.origin):
            sat = sum(move.taint.values())
            if move.to == (wallet,) and wallet not in move.origin:
                whole += sat
            else:
                shared += sat
    return whole, shared


def _amounts_moved(whole: int, shared: int, language: Language) -> Iterator[str]:
    if whole or not shared:
        yield language.bitcoin(whole)
    if shared:
        yield language.say("and part of {amount}", amount=language.bitcoin(shared))


def _cut_off(dossier: Dossier) -> Section:
    language, books = dossier.language, dossier.trace.main.books
    say = language.say
    rows = [
        (
            end_name(name, language),
            book.label,
            language.bitcoin(book.terminals[name]),
            language.percent(book.terminals[name], book.seed),
            language.word(TERMINAL_MEANINGS[name]),
        )
        for name in _CUT_OFF
        for book in books
        if book.terminals[name]
    ]
    title = say("What was not followed to its end")
    if not rows:
        return Section(title, (Text(say("Nothing: no trail was cut off.")),))
    heads: list[Head] = [
        say("end"), say("label"), number("BTC"), number(say("share of the label")), say("meaning"),
    ]  # fmt: skip
    said = say("Value that went on, or may have gone on, and was not followed. It is in the closed books above.")
    return Section(title, (Text(said, Nature.WARNING), table(say("Trails that were cut off, by label"), heads, rows)))
