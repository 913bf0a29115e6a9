"""The report's path exhibit: which satoshi took which way into custody, and ways drawn for the eye only.

Under FIFO every satoshi has a place, so the paths are disjoint and their amounts add up to the receipts.
Ways under other rules are illustrations without amounts.
"""

from collections.abc import Iterable, Sequence

from tracer.documents.language.language import Language, phrase
from tracer.documents.paper import Block, Head, Nature, Section, Table, Text, digest, number, table
from tracer.documents.words import named, rule_name
from tracer.evidence.dossier import Dossier
from tracer.result.path_results import PathResult, PathResults

MAX_PATHS = 100
"""Paths of a kind printed; trace/paths.csv holds all of them."""

MAX_LINKS = 300
"""Links printed of the paths of a kind."""


_KINDS = {"satoshi": phrase("exact"), "illustrative": phrase("illustrative")}


def path_sections(dossier: Dossier) -> list[Section]:
    """Return the section on the paths into custody."""
    paths, language = dossier.trace.paths, dossier.language
    rule = rule_name(dossier.trace.primary, language)
    blocks: list[Block] = [*_exact(language, paths), *_drawn(language, paths, rule), *_left_out(language, paths)]
    return [Section(language.say("Paths into custody"), tuple(blocks))]


def _exact(language: Language, paths: PathResults) -> Iterable[Block]:
    say = language.say
    if paths.rule is None:
        yield Text(
            say(
                "Exact paths exist under FIFO only, and FIFO is not among the rules of this case: no other rule says "
                "which satoshi went where."
            )
        )
        return
    if not paths.satoshi:
        said = say("Nothing reached custody under FIFO, or its paths are left out below: no exact path is shown.")
        yield Text(said)
        return
    said = say(
        "Under FIFO every satoshi has a place in each coin. What a receipt holds therefore falls apart into the paths "
        "below, no satoshi in two of them; their amounts add up to what the receipt holds. That an input is linked to "
        "an output inside a transaction is attributed under FIFO; everything else in a link is a fact of the chain."
    )
    yield Text(said, Nature.CONVENTION)
    yield _amounts(language, paths.satoshi)
    yield _sums(language, paths.satoshi)
    caption = say("Links of the exact paths; inside each, FIFO links the input to the output")
    yield _links(language, caption, paths.satoshi)
    yield from _rest(language, paths.satoshi)


def _amounts(language: Language, paths: Sequence[PathResult]) -> Table:
    say = language.say
    rows = [
        (
            str(at),
            path.label,
            str(path.seed),
            str(path.receipt),
            language.number(len(path.links)),
            language.bitcoin(path.sat or 0),
        )
        for at, path in enumerate(paths[:MAX_PATHS], start=1)
    ]
    heads: list[Head] = [
        say("path"), say("label"), digest(say("from the seeded coin")), digest(say("to the receipt")),
        number(say("links")), number("BTC"),
    ]  # fmt: skip
    return table(say("Exact paths under FIFO"), heads, rows)


def _sums(language: Language, paths: Sequence[PathResult]) -> Table:
    """Return how many paths lead into each receipt under each label, and what they bring together."""
    say = language.say
    found: dict[tuple[str, str], list[int]] = {}
    for path in paths:
        found.setdefault((str(path.receipt), path.label), []).append(path.sat or 0)
    rows = [
        (receipt, label, language.number(len(sats)), language.bitcoin(sum(sats)))
        for (receipt, label), sats in found.items()
    ]
    heads: list[Head] = [digest(say("receipt")), say("label"), number(say("paths")), number(say("BTC together"))]
    return table(say("What the exact paths bring into each receipt"), heads, rows)


def _links(language: Language, caption: str, paths: Sequence[PathResult]) -> Table:
    say = language.say
    rows = [
        (
            f"{at}.{step}",
            link.txid,
            f"{link.vin} → {link.vout}",
            say("{height}, no. {index}", height=str(link.height), index=str(link.index)),
            "—" if path.sat is None else language.bitcoin(path.sat),
        )
        for at, path in enumerate(paths[:MAX_PATHS], start=1)
        for step, link in enumerate(path.links, start=1)
    ]
    heads: list[Head] = [
        say("link"), digest(say("transaction")), say("input → output"), say("block"), number("BTC"),
    ]  # fmt: skip
    return table(caption, heads, rows[:MAX_LINKS])


def _rest(language: Language, paths: Sequence[PathResult]) -> Iterable[Text]:
    links = sum(len(path.links) for path in paths)
    if len(paths) > MAX_PATHS or links > MAX_LINKS:
        said = language.say(
            "At most {most_paths} paths and {most_links} links are printed; all {paths} paths with {links} links are "
            "in trace/paths.csv.",
            most_paths=language.number(MAX_PATHS),
            most_links=language.number(MAX_LINKS),
            paths=language.number(len(paths)),
            links=language.number(links),
        )
        yield Text(said, Nature.WARNING)


def _drawn(language: Language, paths: PathResults, rule: str) -> Iterable[Block]:
    say = language.say
    if not paths.illustrations:
        return
    said = say(
        "Illustrative only: some of the ways with the fewest links on the trail under {rule}. They show that a way "
        "exists through coins that hold the label, not how much took it, and there may be others. What could pass "
        "along several ways must not be added up.",
        rule=rule,
    )
    yield Text(said, Nature.CONVENTION)
    rows = [
        (str(at), way.label, str(way.seed), str(way.receipt), language.number(len(way.links)))
        for at, way in enumerate(paths.illustrations[:MAX_PATHS], start=1)
    ]
    heads: list[Head] = [
        say("way"), say("label"), digest(say("from the seeded coin")), digest(say("to the receipt")),
        number(say("links")),
    ]  # fmt: skip
    yield table(say("Illustrative ways, without amounts"), heads, rows)
    yield _links(language, say("Links of the illustrative ways"), paths.illustrations)
    yield from _rest(language, paths.illustrations)


def _left_out(language: Language, paths: PathResults) -> Iterable[Block]:
    say = language.say
    if paths.left_out:
        rows = [
            (str(each.receipt), named(language, _KINDS, each.kind), language.known(each.reason))
            for each in paths.left_out[:MAX_PATHS]
        ]
        heads: list[Head] = [digest(say("receipt")), say("kind of path"), say("why")]
        yield table(say("Receipts whose paths are left out"), heads, rows)
    if len(paths.left_out) > MAX_PATHS:
        text = say(
            "{shown} of {all} are printed; all are in trace/trace.json, under paths.",
            shown=language.number(MAX_PATHS),
            all=language.number(len(paths.left_out)),
        )
        yield Text(text, Nature.WARNING)
