"""Rows of tables that a period was closed with: they stay, and none is added for its days, but by a convention."""

import hashlib

import pytest

from tests.reserve.test_register_changes import convention
from tracer.reserve.acts import ActsInForce, OtherAct
from tracer.reserve.days import Period
from tracer.reserve.table_changes import table_changes

Q3 = Period.parse("2026Q3")
RESERVES, FX, XML = "tables/reserves.csv", "tables/fx.csv", "tables/fx/2026-09-30.xml"
HEAD = b"as_of,published,gross_usd\n"
OLD = HEAD + b"2026-05-31,2026-06-12,100.00\n2026-08-31,2026-09-11,102.00\n"
WAS = {RESERVES: OLD, FX: b"as_of,currency,kzt\n2026-09-30,USD,500.00\n", XML: b"<rates/>"}
LETS = '. A convention named "tables" with its path and SHA-256 lets it be so.'


def told(now: dict[str, bytes], *acts: OtherAct, before: tuple[OtherAct, ...] = ()) -> list[tuple[str, str]]:
    """Return what is said of tables beside those that the third quarter of 2026 was closed with."""
    own = ActsInForce((*before, *acts), (*before, *acts))
    return list(table_changes(WAS, ActsInForce(before, before), {**WAS, **now}, own, Q3))


def test_rows_of_later_days_are_added_in_silence() -> None:
    """Also between the old ones, with another end of line, and as a file of a later day."""
    later = b"2026-09-30,2026-10-01,101.00\n"
    assert told({}) == []
    assert told({RESERVES: OLD + later}) == []
    assert told({RESERVES: (HEAD + later + OLD.removeprefix(HEAD)).replace(b"\n", b"\r\n")}) == []
    assert told({FX: WAS[FX] + b"2026-10-01,USD,501.00\n", "tables/fx/2026-10-01.xml": b"<later/>"}) == []
    assert told({"tables/gold.csv": b"as_of,value\n2026-01-01,1\n"}) == []


CHANGED = "rows that 2026Q3 was closed with were changed, moved or taken out"


@pytest.mark.parametrize(
    ("path", "content", "said"),
    [
        (RESERVES, OLD + b"2026-08-31,2026-09-30,1.00\n", "a row of 2026-09-30 was added after 2026Q3 was closed"),
        (RESERVES, OLD.replace(b"102.00", b"202.00"), CHANGED),
        (RESERVES, HEAD + b"2026-05-31,2026-06-12,100.00\n", CHANGED),
        (RESERVES, HEAD + OLD.removeprefix(HEAD)[29:] + OLD.removeprefix(HEAD)[:29], CHANGED),
        (RESERVES, OLD.replace(b"published", b"public"), CHANGED),
        (FX, WAS[FX] + b"2026-09-29,EUR,600.00\n", "a row of 2026-09-29 was added after 2026Q3 was closed"),
        (FX, WAS[FX].replace(b"500.00", b"539.23"), CHANGED),
    ],
)
def test_a_row_of_a_closed_day_is_told(path: str, content: bytes, said: str) -> None:
    """Changed, taken out, moved or added: the table is named, and what would let it be so."""
    assert told({path: content}) == [(path, f"{path}: {said}{LETS}")]


def test_files_of_days_are_told_too() -> None:
    """Another file of a closed day, one that was not there, and a table that is gone."""
    assert told({XML: b"<other/>"}) == [(XML, f"{XML} is not the file that 2026Q3 was closed with{LETS}")]
    earlier = "tables/fx/2026-09-29.xml"
    assert told({earlier: b"<rates/>"}) == [
        (earlier, f"{earlier}, of a day of 2026Q3 or before, was not there when it was closed{LETS}")
    ]
    nothing = ActsInForce((), ())
    gone = {path: content for path, content in WAS.items() if path != FX}
    assert list(table_changes(WAS, nothing, gone, nothing, Q3)) == [
        (FX, f"{FX}, which 2026Q3 was closed with, is gone{LETS}")
    ]


def test_a_convention_lets_exactly_one_content_be() -> None:
    """By path and hash, written since; of another name, of other bytes, or known to the period it lets nothing be."""
    content = OLD.replace(b"102.00", b"202.00")
    digest = hashlib.sha256(content).hexdigest()
    right = convention("2026-0009", "tables", **{RESERVES: digest})
    assert told({RESERVES: content}, right) == []
    assert told({RESERVES: content + b"2026-08-31,2026-09-30,1.00\n"}, right)
    assert told({RESERVES: content}, convention("2026-0009", "reserves/1", **{RESERVES: digest}))
    assert told({RESERVES: content}, convention("2026-0009", "tables", **{FX: digest}))
    assert told({RESERVES: content}, before=(right,))
