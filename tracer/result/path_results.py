"""The paths into custody as `trace.json` says them, written and read.

Exact paths carry their satoshi, illustrative ones carry none: what could pass along several ways must
not be added up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from tracer.chain.outpoint import Outpoint, Txid
from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor
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
    sat: int | None
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


def path_rows(exhibit: PathExhibit) -> Writable:
    """Return what `trace.json` says of the paths, under `paths`."""
    return {
        "rule": exhibit.rule,
        "satoshi": [
            {
                "label": path.label,
                "sat": path.sat,
                "seed": str(path.seed),
                "receipt": str(path.end),
                "links": _links(path.links),
            }
            for path in exhibit.satoshi
        ],
        "illustrations": [
            {"label": way.label, "seed": str(way.seed), "receipt": str(way.end), "links": _links(way.links)}
            for way in exhibit.illustrations
        ],
        "left_out": [
            {"receipt": str(each.receipt), "kind": each.kind, "reason": each.reason} for each in exhibit.left_out
        ],
    }


def _links(links: Sequence[Link]) -> list[Writable]:
    return [
        {
            "txid": link.txid,
            "height": link.position.height,
            "index": link.position.index,
            "vin": link.vin,
            "spent": str(link.spent),
            "vout": link.vout,
        }
        for link in links
    ]


def read_paths(place: JsonCursor | None) -> PathResults:
    """Return the paths that `trace.json` says, none where it has no such key.

    Raises:
        IntegrityError: they are not of the form written.
    """
    if place is None:
        return NO_PATHS
    return PathResults(
        place.maybe_text("rule"),
        tuple(_path(row, exact=True) for row in place.rows("satoshi")),
        tuple(_path(row, exact=False) for row in place.rows("illustrations")),
        tuple(
            NotShown(row.outpoint("receipt"), row.text("kind"), row.text("reason")) for row in place.rows("left_out")
        ),
    )


def _path(row: JsonCursor, exact: bool) -> PathResult:
    return PathResult(
        row.text("label"),
        row.amount("sat") if exact else None,
        row.outpoint("seed"),
        row.outpoint("receipt"),
        tuple(_link(link) for link in row.rows("links")),
    )


def _link(row: JsonCursor) -> PathLink:
    return PathLink(
        row.txid("txid"),
        row.integer("height"),
        row.integer("index"),
        row.integer("vin"),
        row.outpoint("spent"),
        row.integer("vout"),
    )
