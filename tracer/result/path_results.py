"""The paths into custody as `trace.json` says them, written and read.

Exact paths carry their satoshi, illustrative ones carry none: what could pass along several ways must
not be added up.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from tracer.chain.outpoint import Outpoint, Txid
from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor
from tracer.formats.rows import RowSchema, ValueForm
from tracer.trace.paths import Link
from tracer.trace.receipt_paths import PathExhibit


@dataclass(frozen=True, slots=True)
class PathLink:
    """A transaction of a path: it spends `spent` as its input `vin`, and the path goes on by its output `vout`."""

    txid: Txid
    height: int
    index: int
    vin: int
    spent: Outpoint
    vout: int


@dataclass(frozen=True, slots=True)
class PathResult:
    """A path from a seeded coin to a receipt. `sat` is None where it is illustrative."""

    label: str
    sat: Annotated[int | None, ValueForm("satoshi", JsonCursor.amount)]
    seed: Outpoint
    receipt: Outpoint
    links: tuple[PathLink, ...]


@dataclass(frozen=True, slots=True)
class NotShown:
    """A receipt whose paths of a kind (`satoshi`, `illustrative`) are not shown, and why."""

    receipt: Outpoint
    kind: str
    reason: str


@dataclass(frozen=True, slots=True)
class PathResults:
    """Every path shown. `rule` links the exact ones; None where that rule was not run, so that there are none."""

    rule: str | None
    satoshi: tuple[PathResult, ...]
    illustrations: tuple[PathResult, ...]
    left_out: tuple[NotShown, ...]


NO_PATHS = PathResults(None, (), (), ())


_PATH = RowSchema(PathResult)
_ILLUSTRATION = RowSchema(PathResult, beside=("sat",))
_NOT_SHOWN = RowSchema(NotShown)


def path_rows(exhibit: PathExhibit) -> Writable:
    """Return what `trace.json` says of the paths, under `paths`."""
    satoshi = (PathResult(each.label, each.sat, each.seed, each.end, _links(each.links)) for each in exhibit.satoshi)
    ways = (PathResult(each.label, None, each.seed, each.end, _links(each.links)) for each in exhibit.illustrations)
    left_out = (NotShown(each.receipt, each.kind, each.reason) for each in exhibit.left_out)
    return {
        "rule": exhibit.rule,
        "satoshi": [*map(_PATH.write, satoshi)],
        "illustrations": [*map(_ILLUSTRATION.write, ways)],
        "left_out": [*map(_NOT_SHOWN.write, left_out)],
    }


def _links(links: Sequence[Link]) -> tuple[PathLink, ...]:
    return tuple(
        PathLink(
            txid=link.txid,
            height=link.position.height,
            index=link.position.index,
            vin=link.vin,
            spent=link.spent,
            vout=link.vout,
        )
        for link in links
    )


def read_paths(place: JsonCursor | None) -> PathResults:
    """Return the paths that `trace.json` says, none where it has no such key.

    Raises:
        IntegrityError: they are not of the form written.
    """
    if place is None:
        return NO_PATHS
    return PathResults(
        place.maybe_text("rule"),
        tuple(map(_PATH.read, place.rows("satoshi"))),
        tuple(_ILLUSTRATION.read(row, sat=None) for row in place.rows("illustrations")),
        tuple(map(_NOT_SHOWN.read, place.rows("left_out"))),
    )
