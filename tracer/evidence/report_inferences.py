"""The report on what is guessed: the stops that rest on an inference, and what changes without them.

An inference ends a trail and never chooses between outputs. Each is printed with the rule that fired, how
that rule is known to fail, and how often where anyone has published it.
"""

from tracer.chain.amount import as_bitcoin
from tracer.evidence.dossier import Dossier
from tracer.evidence.paper import Block, Head, Nature, Section, Table, Text, digest, number, table
from tracer.evidence.trace_file import Stop, Variation
from tracer.evidence.words import TERMINAL_WORDS, rule_name

MAX_ROWS = 500

_LABEL_BY_LABEL = "label by label"
_WITHOUT = "without "


def inference_sections(dossier: Dossier) -> list[Section]:
    """Return the sections on stops that rest on an inference, and on what changes without them."""
    return [_stops(dossier), _changes(dossier)]


def _stops(dossier: Dossier) -> Section:
    title, stops = "Stops that rest on an inference", dossier.trace.main.stops
    if not stops:
        return Section(title, (Text("None: no trail ended because a transaction looked like something."),))
    rows = [
        (
            stop.txid,
            f"block {stop.height}",
            TERMINAL_WORDS.get(stop.terminal, stop.terminal),
            f"{stop.rule}\n{stop.verdict}",
            "\n".join(f"{name}: {value}" for name, value in stop.fields),
        )
        for stop in stops[:MAX_ROWS]
    ]
    heads: list[Head] = [digest("transaction"), "where", "end", "rule and verdict", "looked at"]
    said = (
        "Trails end at the transactions below because a rule says that they look like a CoinJoin, Lightning or too many "
        "outputs. That is a guess with an error rate, not a fact of the chain. It never chooses between outputs."
    )
    blocks: list[Block] = [Text(said, Nature.INFERENCE), table("Stops", heads, rows), _rules(stops)]
    if len(stops) > MAX_ROWS:
        text = f"{MAX_ROWS} of {len(stops)} stops are printed; all are in trace/trace.json, under stops."
        blocks.append(Text(text, Nature.WARNING))
    return Section(title, tuple(blocks))


def _rules(stops: tuple[Stop, ...]) -> Table:
    """Return how each rule that fired is known to fail, once a rule."""
    counts: dict[tuple[str, str, str], int] = {}
    for stop in stops:
        key = (stop.rule, stop.failure_modes, stop.error)
        counts[key] = counts.get(key, 0) + 1
    rows = [(rule, str(count), modes, error) for (rule, modes, error), count in counts.items()]
    return table("How these rules fail", ["rule", number("stops"), "known to fail", "published error"], rows)


def _changes(dossier: Dossier) -> Section:
    title, variations = "What changes without them", dossier.trace.variations
    if not variations:
        text = "Nothing: the result rests on no inference, and no label’s amounts depend on another label’s."
        return Section(title, (Text(text),))
    rule = rule_name(dossier.trace.primary)
    said = (
        f"The result of the case is the one declared, under {rule}. Beside it, what it would be with one thing changed."
    )
    blocks: list[Block] = [Text(said, Nature.CONVENTION)]
    for name, found in variations.items():
        blocks += _variation(_words(name), found)
    return Section(title, tuple(blocks))


def _words(name: str) -> str:
    if name == _LABEL_BY_LABEL:
        return "Each label followed as if the others were untraced"
    terminal = name.removeprefix(_WITHOUT)
    if name.startswith(_WITHOUT) and terminal in TERMINAL_WORDS:
        return f"Without the stop “{TERMINAL_WORDS[terminal]}”"
    return name


def _variation(words: str, found: Variation) -> list[Block]:
    if not found.shifts and not found.coins:
        return [Text(f"{words}: nothing changes.")]
    blocks: list[Block] = []
    if found.shifts:
        rows = [
            (s.label, TERMINAL_WORDS.get(s.where, s.where), as_bitcoin(s.declared), as_bitcoin(s.otherwise))
            for s in found.shifts
        ]
        heads: list[Head] = ["label", "end", number("as declared"), number("otherwise")]
        blocks.append(table(f"{words}: by label and end, BTC", heads, rows))
    if found.coins:
        rows = [(s.label, s.where, as_bitcoin(s.declared), as_bitcoin(s.otherwise)) for s in found.coins[:MAX_ROWS]]
        heads = ["label", digest("coin"), number("as declared"), number("otherwise")]
        blocks.append(table(f"{words}: by coin, BTC", heads, rows))
    if len(found.coins) > MAX_ROWS:
        text = f"{MAX_ROWS} of {len(found.coins)} coins are printed; all are in trace/trace.json, under variations."
        blocks.append(Text(text, Nature.WARNING))
    return blocks
