"""Reads a CSV of tags, one in a row, with columns called as a TagPack's fields; every fault at once."""

import csv
import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import StringIO

from tracer.chain.network import Network
from tracer.errors import CaseError
from tracer.formats.fields import nearest
from tracer.intake.delimited import delimiter_of
from tracer.trace.tags.writing import NewTag, faults_of

COLUMNS = (
    "address", "tx_hash", "label", "source", "confidence", "lastmod", "concepts", "abuse", "actor", "tag_type",
    "context",
)  # fmt: skip
"""The columns that are read, called as TagPack calls its fields; `concepts` are parted by blanks."""
_OTHER_NAMES = {"txid": "tx_hash", "date": "lastmod", "category": "concepts"}
_MOST_FAULTS = 50


@dataclass(frozen=True, slots=True)
class TagDefaults:
    """What holds for a row that leaves its cell empty or has no such column; None: the row must say it."""

    label: str | None
    source: str | None
    confidence: str | None
    lastmod: dt.date


def read_table(content: bytes, file: str, defaults: TagDefaults, network: Network) -> tuple[NewTag, ...]:
    """Return the tags of a CSV in UTF-8, parted by commas, semicolons, tabs or bars.

    Raises:
        CaseError: every fault of the file, naming row and column.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise CaseError(f"{file} is not UTF-8; save it as UTF-8.") from None
    rows = _rows(text, file)
    faults: list[str] = []
    tags = []
    for line, row in rows:
        tag, wrong = _tag(row, defaults, network)
        faults += [f"{file}: row {line}: {each}" for each in wrong]
        tags += [tag] if tag is not None else []
    if len(faults) > _MOST_FAULTS:
        faults = [*faults[:_MOST_FAULTS], f"{file}: and {len(faults) - _MOST_FAULTS} faults more"]
    if faults:
        raise CaseError(*faults)
    if not tags:
        raise CaseError(f"{file} holds no tag: its first line names the columns, each further one is a tag.")
    return tuple(tags)


def _rows(text: str, file: str) -> list[tuple[int, Mapping[str, str]]]:
    """Return the rows that say anything, by their numbers, the line of columns being 1; cells by column."""
    reader = csv.reader(StringIO(text), delimiter=delimiter_of(text), strict=True)
    try:
        written = list(enumerate(reader, start=1))
    except csv.Error as error:
        raise CaseError(f"{file} is not CSV: {error}.") from None
    heads = [name.strip().lower() for name in written[0][1]] if written else []
    names = [_OTHER_NAMES.get(name, name) for name in heads]
    faults = [
        f"{file}: column {name!r} is not known{nearest(name, COLUMNS)}; there are {', '.join(COLUMNS)}"
        for name in names
        if name not in COLUMNS
    ]
    faults += [f"{file}: column {name} is there twice" for name in dict.fromkeys(names) if names.count(name) > 1]
    if "address" not in names and "tx_hash" not in names:
        faults.append(f"{file} has no column address and none tx_hash; its first line must name the columns.")
    for line, cells in written[1:]:
        if any(cell.strip() for cell in cells[len(names) :]):
            faults.append(f"{file}: row {line}: has more cells than there are columns")
    if faults:
        raise CaseError(*faults)
    return [
        (line, dict(zip(names, (cell.strip() for cell in cells), strict=False)))
        for line, cells in written[1:]
        if any(cell.strip() for cell in cells)
    ]


def _tag(row: Mapping[str, str], defaults: TagDefaults, network: Network) -> tuple[NewTag | None, Sequence[str]]:
    """Return a row's tag and what is wrong with the row."""
    address, txid = row.get("address", ""), row.get("tx_hash", "")
    if bool(address) == bool(txid):
        return None, ["expected exactly one of address, tx_hash"]
    day, wrong = defaults.lastmod, []
    if row.get("lastmod"):
        try:
            day = dt.date.fromisoformat(row["lastmod"])
        except ValueError:
            wrong.append(f"lastmod: expected a date such as 2026-05-02, got {row['lastmod'][:60]!r}")
    confidence = row.get("confidence") or defaults.confidence
    if confidence is None:
        wrong.append("confidence: missing; give a column confidence, or --confidence for all rows")
    tag = NewTag(
        name=address or txid.lower(),
        is_transaction=bool(txid),
        label=row.get("label") or defaults.label or "",
        source=row.get("source") or defaults.source or "",
        confidence=confidence or "unknown",
        lastmod=day,
        concepts=tuple(row.get("concepts", "").replace(",", " ").split()),
        abuse=row.get("abuse") or None,
        actor=row.get("actor") or None,
        tag_type=row.get("tag_type") or None,
        context=row.get("context") or None,
    )
    return tag, [*wrong, *faults_of(tag, network)]
