"""Rows of tables that a closed period was computed with, and that are otherwise now: rows are added, never changed.

What is published or quoted on a day of a closed period stands in the tables that it was closed with. Who changes or
takes out such a row, or adds one for such a day, makes a status of that day say what nobody sealed.
"""

import csv
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from tracer.reserve.act_terms import ConventionTerms
from tracer.reserve.acts import ActsInForce, OtherAct
from tracer.reserve.days import Period
from tracer.reserve.limits.denominators import FILE as RESERVES
from tracer.visible import visible

CONVENTION = "tables"
"""The name of the convention that lets a table be otherwise; its values have the table's SHA-256 by its path."""

FX, FX_FOLDER = "tables/fx.csv", "tables/fx/"

_KNOWN_ON = MappingProxyType({RESERVES: "published", FX: "as_of"})
"""The column of the day on which a row begins to count."""


def table_changes(
    was: Mapping[str, bytes], was_acts: ActsInForce, now: Mapping[str, bytes], acts: ActsInForce, closed: Period
) -> Iterator[tuple[str, str]]:
    """Yield each table that is otherwise than a closed period had it, with a sentence.

    Args:
        was: the tables that the period was closed with, by path.
        was_acts: the acts that it was closed with.
        now: the register's files now, by path.
        acts: the acts on file that count.
        closed: the period.
    """
    known = {act.head.id for act in was_acts.all}
    let = {
        (path, value)
        for act in acts.acts
        if isinstance(act, OtherAct) and isinstance(act.terms, ConventionTerms) and act.head.id not in known
        for path, value in act.terms.values.items()
        if act.terms.name == CONVENTION
    }
    for path in sorted({*was, *(name for name in now if name.startswith(FX_FOLDER))}):
        content = now.get(path)
        said = _gone(path, closed) if content is None else next(_changes(path, was.get(path), content, closed), None)
        digest = "" if content is None else hashlib.sha256(content).hexdigest()
        if said is not None and (path, digest) not in let:
            yield path, f'{said}. A convention named "{CONVENTION}" with its path and SHA-256 lets it be so.'


def _gone(path: str, closed: Period) -> str:
    return f"{visible(path)}, which {closed.name} was closed with, is gone"


def _changes(path: str, was: bytes | None, now: bytes, closed: Period) -> Iterator[str]:
    """Yield what is otherwise in a table, the first row of each kind."""
    if was == now:
        return
    if path.startswith(FX_FOLDER):
        if was is not None:
            yield f"{visible(path)} is not the file that {closed.name} was closed with"
        elif path.removeprefix(FX_FOLDER).removesuffix(".xml") <= closed.last.isoformat():
            yield f"{visible(path)}, of a day of {closed.name} or before, was not there when it was closed"
        return
    old, rows = _rows(was or b""), _rows(now)
    added = _added(old, rows)
    if added is None:
        yield f"{visible(path)}: rows that {closed.name} was closed with were changed, moved or taken out"
        return
    column = _KNOWN_ON.get(path)
    at = old[0].index(column) if column is not None and old and column in old[0] else None
    for row in added:
        if at is not None and len(row) > at and row[at] <= closed.last.isoformat():
            yield f"{visible(path)}: a row of {visible(row[at])} was added after {closed.name} was closed"


def _rows(content: bytes) -> Sequence[list[str]]:
    return [row for row in csv.reader(content.decode("utf-8-sig", "replace").splitlines()) if row]


def _added(old: Sequence[list[str]], rows: Sequence[list[str]]) -> list[list[str]] | None:
    """Return the rows that are new; None where the old ones are not all there in their order."""
    waiting, added = list(reversed(old)), []
    for row in rows:
        if waiting and row == waiting[-1]:
            waiting.pop()
        else:
            added.append(row)
    return None if waiting else added
