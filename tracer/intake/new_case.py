"""A case file begun from a received file: the exhibit and one seed for each name, with its basis.

Nothing is decided here. Every label is empty, so is the case's number and its method, and a damaged name
stands as it is written in the file, its candidates above it: `tracer check` names each of these until the
analyst has chosen, filled in, or taken the seed out.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tracer.chain.amount import Sats
from tracer.documents.language.language import ENGLISH, Language, phrase
from tracer.intake.columns import Row, RowFacts
from tracer.intake.finding import NameFinding, NameKind, NameVerdict
from tracer.intake.intake import Intake

EXHIBIT = "E1"
_SEEDED = (NameVerdict.RIGHT, NameVerdict.FORMED, NameVerdict.DAMAGED, NameVerdict.ABSENT)
_KEYS = (NameKind.KEY, NameKind.WATCH, NameKind.DESCRIPTOR)
_PLACES = 8
"""Places of one name that its basis spells out; of more it gives the number."""

_SHORT = {"\n": "\\n", "\t": "\\t"}

_EXHIBIT = """\
[[exhibit]]
id = "{exhibit}"
description = {description}
{path}sha256 = "{sha256}"
"""

_RANK = (NameKind.OUTPOINT, NameKind.TXID, NameKind.ADDRESS)
"""Which name of a row its amount is of, where it has several."""


class BegunCase(NamedTuple):
    """What a received file gives to a case, as TOML: the exhibit, and a seed for each name."""

    exhibit: str
    seeds: str


class AmountRemark(NamedTuple):
    """Why a row's amount is not a seed's: a phrase, the amount as written, and the kind of name that has it."""

    text: str
    written: str
    kind: str = ""


@dataclass(slots=True)
class ListedSeed:
    """A name, every place of the file that has it, and what the list's columns say of it."""

    finding: NameFinding
    label: str | None
    places: list[str]
    amounts: list[Sats]
    remarks: list[AmountRemark]


def begun_case(
    intake: Intake, path: str | None, facts: Mapping[Row, RowFacts], language: Language = ENGLISH
) -> BegunCase:
    """Return what stands in a case file for what was found.

    Args:
        intake: what was found.
        path: leads from the case file to the received file, None where it cannot be written.
        facts: what the list's columns say of its rows.
        language: of what is said of the columns.
    """
    exhibit = _EXHIBIT.format(
        exhibit=EXHIBIT,
        description=quoted(f"{intake.file.name}, as received"),
        path=f"file = {quoted(path)}\n"
        if path
        else "# file: put a copy below the folder of this case, and name it here\n",
        sha256=intake.file.sha256,
    )
    before = language.say("Take out every seed that is no place where the trace starts, and give each other its label.")
    seeds = [_seed(seed, language) for seed in listed_seeds(intake, facts)]
    return BegunCase(exhibit, "\n".join([f"# {before}\n", *seeds, *_left_out(intake)]))


def listed_seeds(intake: Intake, facts: Mapping[Row, RowFacts]) -> tuple[ListedSeed, ...]:
    """Return the names that may be seeds, each once under a label, with the amounts of its rows."""
    rows: dict[Row, list[NameFinding]] = defaultdict(list)
    for finding in intake.findings:
        if finding.verdict in _SEEDED and finding.kind not in _KEYS:
            rows[finding.place.sheet, finding.place.row].append(finding)
    seeds: dict[tuple[NameKind, str, str | None], ListedSeed] = {}
    for row, findings in rows.items():
        fact = facts.get(row, RowFacts())
        bearer = _bearer(findings)
        for finding in findings:
            name = finding.kind, finding.value or finding.written
            seed = seeds.setdefault((*name, fact.label), ListedSeed(finding, fact.label, [], [], []))
            seed.places.append(str(finding.place))
            if fact.amount and bearer == name and finding is _first(findings, name):
                seed.amounts.append(fact.amount)
            elif fact.written and (bearer != name or not fact.amount):
                seed.remarks.append(_why_none(fact, bearer))
    return tuple(seeds.values())


def _first(findings: Sequence[NameFinding], name: tuple[NameKind, str]) -> NameFinding:
    """Return the first mention of a name in a row: a cell and its link are one."""
    return next(each for each in findings if (each.kind, each.value or each.written) == name)


def _why_none(fact: RowFacts, bearer: tuple[NameKind, str] | None) -> AmountRemark:
    """Return why a row's amount is not this seed's."""
    if not fact.amount:
        return AmountRemark(phrase("no amount could be read in {written}"), fact.written)
    if bearer is None:
        return AmountRemark(phrase("the row's amount, {written}, stands beside several names: divide it"), fact.written)
    return AmountRemark(phrase("the row's amount, {written}, is taken for its {kind}"), fact.written, bearer[0].value)


def _bearer(findings: Sequence[NameFinding]) -> tuple[NameKind, str] | None:
    """Return the name that a row's amount is of: the most exact kind, where it names one thing."""
    for kind in _RANK:
        names = {finding.value or finding.written for finding in findings if finding.kind is kind}
        if names:
            return (kind, names.pop()) if len(names) == 1 else None
    return None


def quoted(text: str) -> str:
    """Return a text as a TOML string on one line.

    Source: TOML 1.0, "String": what must be escaped in a basic string.
    """
    escaped = (_escape(character) for character in text)
    return f'"{"".join(escaped)}"'


def _escape(character: str) -> str:
    if character in '"\\':
        return f"\\{character}"
    if character.isprintable():
        return character
    return _SHORT.get(character, f"\\U{ord(character):08X}")


def _seed(seed: ListedSeed, language: Language) -> str:
    finding = seed.finding
    said = [language.word(each.text).format_map(each._asdict()) for each in seed.remarks]
    lines = [*_doubts(finding), *(f"# {_shown(each)}" for each in dict.fromkeys(said))]
    if len(seed.amounts) > 1:
        rows = language.say("amount_sat is the sum of these rows: {amounts}", amounts=", ".join(map(str, seed.amounts)))
        lines.append(f"# {rows}")
    lines += [
        "[[seed]]",
        f"label = {quoted(seed.label or '')}",
        f"{finding.kind.value} = {quoted(finding.value or finding.written)}",
        *([f"amount_sat = {sum(seed.amounts)}"] if seed.amounts else []),
    ]
    basis = "; ".join((f"{EXHIBIT}, {seed.places[0]}", *dict.fromkeys(seed.places[1:_PLACES])))
    if len(seed.places) > _PLACES:
        basis += f"; and {len(seed.places) - _PLACES} more places"
    return "\n".join([*lines, f'exhibit = "{EXHIBIT}"', f"basis = {quoted(basis)}", ""])


def _doubts(finding: NameFinding) -> Iterable[str]:
    """Yield comments on a name that cannot be used as it stands, and on what was noticed of it."""
    if finding.verdict is NameVerdict.FORMED:
        yield "# well-formed only: 64 digits; that a transaction has this txid only a chain can say"
    elif finding.verdict is not NameVerdict.RIGHT:
        yield f"# {finding.verdict.value.upper()}: {_shown(finding.reason)}"
        for candidate in finding.candidates:
            words = "; ".join(filter(None, (*candidate.changes, candidate.remark)))
            yield f"#   candidate {candidate.value}  ({candidate.support.value}: {_shown(words)})"
        if not finding.candidates:
            yield "#   no candidate: go back to the source"
    for note in finding.notes:
        yield f"# note: {_shown(note)}"


def _left_out(intake: Intake) -> Iterable[str]:
    """Yield comments on names that became no seed."""
    unseeded = (NameVerdict.FOREIGN, NameVerdict.OTHER, NameVerdict.UNCLEAR, NameVerdict.SENSITIVE, NameVerdict.SECRET)
    damaged_keys = [finding for finding in intake.of(NameVerdict.DAMAGED) if finding.kind is NameKind.WATCH]
    for finding in (*(each for verdict in unseeded for each in intake.of(verdict)), *damaged_keys):
        what = f"{finding.kind.value}: " if finding.kind in _KEYS else ""
        yield f"# not a seed: {EXHIBIT}, {_shown(str(finding.place))}: {what}{_shown(finding.reason)}\n"


def _shown(text: str) -> str:
    """Return a text for a comment: on one line, nothing invisible."""
    return "".join(character if character.isprintable() else f"\\u{ord(character):04x}" for character in text)
