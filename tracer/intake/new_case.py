"""A case file begun from a received file: the exhibit and one seed for each name, with its basis.

Nothing is decided here. Every label is empty, so is the case's number and its method, and a damaged name
stands as it is written in the file, its candidates above it: `tracer check` names each of these until the
analyst has chosen, filled in, or taken the seed out.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tracer.intake.finding import NameFinding, NameKind, NameVerdict
from tracer.intake.intake import Intake

EXHIBIT = "E1"
_SEEDED = (NameVerdict.RIGHT, NameVerdict.FORMED, NameVerdict.DAMAGED, NameVerdict.ABSENT)
_KEYS = (NameKind.KEY, NameKind.WATCH, NameKind.DESCRIPTOR)
_PLACES = 8
"""Places of one name that its basis spells out; of more it gives the number."""

_SHORT = {"\n": "\\n", "\t": "\\t"}

_HEAD = """\
# Begun by `tracer intake` from {file}. What is empty is yours to fill in; `tracer check` names all of it.
# Seeds are where taint starts: take out every one that is no such place, and give each other one its label.

[case]
id = ""
network = "{network}"

[[exhibit]]
id = "{exhibit}"
description = {description}
{path}sha256 = "{sha256}"

[method]
primary = ""
"""


@dataclass(slots=True)
class _Seed:
    """A name and every place of the file that has it."""

    finding: NameFinding
    places: list[str]


def skeleton(intake: Intake, path: str | None) -> str:
    """Return the case file as TOML; `path` leads from it to the received file, None where it cannot be written."""
    head = _HEAD.format(
        file=_shown(intake.file.name),
        network=intake.network.name,
        exhibit=EXHIBIT,
        description=quoted(f"{intake.file.name}, as received"),
        path=f"file = {quoted(path)}\n"
        if path
        else "# file: put a copy below the folder of this case, and name it here\n",
        sha256=intake.file.sha256,
    )
    seeds: dict[tuple[NameKind, str], _Seed] = {}
    for finding in intake.findings:
        if finding.verdict in _SEEDED and finding.kind not in _KEYS:
            key = finding.kind, finding.value or finding.written
            seeds.setdefault(key, _Seed(finding, [])).places.append(str(finding.place))
    parts = [head, *(_seed(seed) for seed in seeds.values()), *_left_out(intake)]
    return "\n".join(parts)


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


def _seed(seed: _Seed) -> str:
    finding = seed.finding
    lines = [
        *_doubts(finding),
        "[[seed]]",
        'label = ""',
        f"{finding.kind.value} = {quoted(finding.value or finding.written)}",
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
