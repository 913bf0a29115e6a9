"""Two statements compared, figure by figure: what a restatement changes, and what `tracer reserve diff` prints.

A figure's name is its place in `period.json`, rows by what they are about: `wallets.Reserve.closing`,
`orders.2026-0003.covered_sat`. What a statement says of itself, its inputs and its software, is compared apart; so
are the hashes of the files that a price or a rate is from: they stand among the inputs.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tracer.formats import canonical
from tracer.formats.canonical import Writable
from tracer.reserve import period_file
from tracer.reserve.period_rows import ChangedFigure, PeriodStatement

_OF_ITSELF = frozenset(
    {"schema", "period", "restates", "previous_sha256", "inputs", "software", "private_root", "conventions"}
)
_SOURCES = frozenset({"value.fixing.sha256", "value.opening_fixing.sha256", "value.rate.sha256"})
"""Hashes of the files that figures come from: a file may have grown, and no figure is another."""
_ROW_NAMES: Mapping[str, tuple[str, ...]] = {
    "wallets": ("name",),
    "orders": ("id",),
    "movements": ("txid", "vout", "kind"),
    "restricted": ("title", "lifted_by"),
    "accounts": ("name",),
    "value.blocks": ("block",),
    "value.proceeds": ("act",),
    "limits": ("limit",),
    "limits.actual": ("subject",),
    "limits.breaches": ("subject", "bound", "first_day"),
    "review.hedges": ("act",),
    "review.stress": ("percent",),
    "review.units": ("fund",),
}
"""What tells the rows of a list apart, by the list's place without the names of rows around it."""


@dataclass(frozen=True, slots=True)
class PeriodDiff:
    """What is not the same in two statements.

    `inputs` are files that one of them lists and the other does not, or with another SHA-256.
    """

    before: str
    after: str
    figures: tuple[ChangedFigure, ...]
    inputs: tuple[ChangedFigure, ...]

    @property
    def same(self) -> bool:
        """Whether every figure is the same, whatever the inputs."""
        return not self.figures


def compare(before: PeriodStatement, after: PeriodStatement) -> PeriodDiff:
    """Return what changed from one statement to another, in ascending order of the places."""
    return PeriodDiff(
        before.period,
        after.period,
        changed(figures(before), figures(after)),
        changed(
            {each.id: each.sha256 for each in before.inputs},
            {each.id: each.sha256 for each in after.inputs},
        ),
    )


def changed(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[ChangedFigure, ...]:
    """Return what has another value, or is in one of them only, in ascending order of the names."""
    return tuple(
        ChangedFigure(name, before.get(name), after.get(name))
        for name in sorted(before.keys() | after.keys())
        if before.get(name) != after.get(name)
    )


def figures(statement: PeriodStatement) -> dict[str, str]:
    """Return every figure of a statement by its name, as `period.json` writes it; hashes of sources are none."""
    found: dict[str, str] = {}
    for key, value in period_file.as_json(statement).items():
        if key not in _OF_ITSELF:
            found |= {name: text for name, text in _named(key, key, value) if name not in _SOURCES}
    return found


def _named(name: str, place: str, value: Writable) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, each in value.items():
            yield from _named(name if key == "books_sat" else f"{name}.{key}", f"{place}.{key}", each)
    elif isinstance(value, str):
        yield name, value
    elif isinstance(value, bool | int):
        yield name, canonical.dumps(value).decode()
    elif value is not None:
        seen = Counter[str]()
        for row in value:
            key = _row_name(name, place, row)
            seen[key] += 1
            yield from _named(key if seen[key] == 1 else f"{key}#{seen[key]}", place, _without_names(place, row))


def _row_name(name: str, place: str, row: Writable) -> str:
    """Return how a row of a list is named; rows that nothing tells apart are numbered behind it."""
    keys = _ROW_NAMES.get(place, ())
    if not keys or not isinstance(row, Mapping):
        return f"{name}[]"
    named = ":".join(str(row[key]) for key in keys if row[key] is not None)
    return f"{name}.{named}" if named else name


def _without_names(place: str, row: Writable) -> Writable:
    """Return a row without what it is named after."""
    if not isinstance(row, Mapping):
        return row
    return {key: value for key, value in row.items() if key not in _ROW_NAMES.get(place, ())}
