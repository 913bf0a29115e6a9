"""The report's path exhibit: which satoshi took which way into custody, and ways drawn for the eye only.

Under FIFO every satoshi has a place, so the paths are disjoint and their amounts add up to the receipts.
Ways under other rules are illustrations without amounts.
"""

from collections.abc import Iterable, Sequence

from tracer.chain.amount import as_bitcoin
from tracer.evidence.dossier import Dossier
from tracer.evidence.paper import Block, Head, Nature, Section, Table, Text, digest, number, table
from tracer.evidence.path_results import PathResult, PathResults
from tracer.evidence.words import rule_name

MAX_PATHS = 100
"""Paths of a kind printed; trace/paths.csv holds all of them."""

MAX_LINKS = 300
"""Links printed of the paths of a kind."""


def path_sections(dossier: Dossier) -> list[Section]:
    """Return the section on the paths into custody."""
    paths = dossier.trace.paths
    blocks: list[Block] = [*_exact(paths), *_drawn(paths, rule_name(dossier.trace.primary)), *_left_out(paths)]
    return [Section("Paths into custody", tuple(blocks))]


def _exact(paths: PathResults) -> Iterable[Block]:
    if paths.rule is None:
        yield Text(
            "Exact paths exist under FIFO only, and FIFO is not among the rules of this case: no other rule says which "
            "satoshi went where."
        )
        return
    if not paths.satoshi:
        yield Text("Nothing reached custody under FIFO, or its paths are left out below: no exact path is shown.")
        return
    yield Text(
        "Under FIFO every satoshi has a place in each coin. What a receipt holds therefore falls apart into the paths "
        "below, no satoshi in two of them; their amounts add up to what the receipt holds. That an input is linked to "
        "an output inside a transaction is attributed under FIFO; everything else in a link is a fact of the chain.",
        Nature.CONVENTION,
    )
    yield _amounts(paths.satoshi)
    yield _sums(paths.satoshi)
    yield _links("Links of the exact paths; inside each, FIFO links the input to the output", paths.satoshi)
    yield from _rest(paths.satoshi)


def _amounts(paths: Sequence[PathResult]) -> Table:
    rows = [
        (
            str(at),
            path.label,
            str(path.seed),
            str(path.receipt),
            str(len(path.links)),
            as_bitcoin(path.sat or 0),
        )
        for at, path in enumerate(paths[:MAX_PATHS], start=1)
    ]
    heads: list[Head] = [
        "path",
        "label",
        digest("from the seeded coin"),
        digest("to the receipt"),
        number("links"),
        number("BTC"),
    ]
    return table("Exact paths under FIFO", heads, rows)


def _sums(paths: Sequence[PathResult]) -> Table:
    """Return how many paths lead into each receipt under each label, and what they bring together."""
    found: dict[tuple[str, str], list[int]] = {}
    for path in paths:
        found.setdefault((str(path.receipt), path.label), []).append(path.sat or 0)
    rows = [(receipt, label, str(len(sats)), as_bitcoin(sum(sats))) for (receipt, label), sats in found.items()]
    heads: list[Head] = [digest("receipt"), "label", number("paths"), number("BTC together")]
    return table("What the exact paths bring into each receipt", heads, rows)


def _links(caption: str, paths: Sequence[PathResult]) -> Table:
    rows = [
        (
            f"{at}.{step}",
            link.txid,
            f"{link.vin} → {link.vout}",
            f"{link.height}, no. {link.index}",
            "—" if path.sat is None else as_bitcoin(path.sat),
        )
        for at, path in enumerate(paths[:MAX_PATHS], start=1)
        for step, link in enumerate(path.links, start=1)
    ]
    heads: list[Head] = ["link", digest("transaction"), "input → output", "block", number("BTC")]
    return table(caption, heads, rows[:MAX_LINKS])


def _rest(paths: Sequence[PathResult]) -> Iterable[Text]:
    links = sum(len(path.links) for path in paths)
    if len(paths) > MAX_PATHS or links > MAX_LINKS:
        yield Text(
            f"At most {MAX_PATHS} paths and {MAX_LINKS} links are printed; all {len(paths)} paths with {links} links are "
            "in trace/paths.csv.",
            Nature.WARNING,
        )


def _drawn(paths: PathResults, rule: str) -> Iterable[Block]:
    if not paths.illustrations:
        return
    yield Text(
        f"Illustrative only: some of the ways with the fewest links on the trail under {rule}. They show that a way "
        "exists through coins that hold the label, not how much took it, and there may be others. What could pass along several ways must not be added up.",
        Nature.CONVENTION,
    )
    rows = [
        (str(at), way.label, str(way.seed), str(way.receipt), str(len(way.links)))
        for at, way in enumerate(paths.illustrations[:MAX_PATHS], start=1)
    ]
    heads: list[Head] = ["way", "label", digest("from the seeded coin"), digest("to the receipt"), number("links")]
    yield table("Illustrative ways, without amounts", heads, rows)
    yield _links("Links of the illustrative ways", paths.illustrations)
    yield from _rest(paths.illustrations)


def _left_out(paths: PathResults) -> Iterable[Block]:
    if paths.left_out:
        rows = [(str(each.receipt), each.kind, each.reason) for each in paths.left_out[:MAX_PATHS]]
        yield table("Receipts whose paths are left out", [digest("receipt"), "kind of path", "why"], rows)
    if len(paths.left_out) > MAX_PATHS:
        text = f"{MAX_PATHS} of {len(paths.left_out)} are printed; all are in trace/trace.json, under paths."
        yield Text(text, Nature.WARNING)
