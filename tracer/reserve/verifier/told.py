"""What is told to the public beside satoshi: what verify_title.py asks, beside which this file lies.

It carries out no item. Opinions and quorums are told as acts and statement say, acts and cases are counted; limits on
amounts are told without bounds and days. Source: docs/reserve-bundle.md of custody-tracer, item T5.
"""

from __future__ import annotations

import sys
import typing
from collections.abc import Sequence

Row = dict[str, typing.Any]
TOLD_UNITS = ("days", "quality")  # of limits whose bounds and days tell no amount


def as_it_is(bundle: typing.Any) -> Row:
    """Return the last auditor's opinion and the numbers of quorums as they are published: as acts and statement say."""
    rows = sorted(bundle.title.of("opinion"), key=lambda row: (row["date"], row["id"]))[-1:]
    words = ("firm", "period", "opinion", "scope")
    given = [{"day": row["date"], **{key: row[key] for key in words}} for row in rows]
    return {"opinion": given[0] if given else None, "custody": bundle.period.get("custody")}


def counted(bundle: typing.Any, came: int, left: int, few: Sequence[int]) -> Row:
    """Return how many there are of what the statement is made of; few transactions are not counted."""
    ids = [row["id"] for row in bundle.period["inputs"]]
    return {
        "came": None if came in few else came,
        "left": None if left in few else left,
        "cases": len({name.split("/")[1] for name in ids if name.startswith("receipts/")}),
        "orders": len(bundle.period["orders"]),
        "acts": sum(name.startswith("acts/") for name in ids),
        "late_acts": sum(row["late"] for row in bundle.period["inputs"]),
        "accounts": len(bundle.period["accounts"]),
        "scope_acts": len({act for at, act, *_ in bundle.ledger.scope.changes if bundle.opening < at <= bundle.last}),
    }


def of_limits(rows: Sequence[Row], last: str, is_rounded: bool) -> tuple[list[Row], list[tuple[str, str]]]:
    """Return what is published of limits, and of their breaches: day and kind.

    By rule public/1 those on amounts and shares are one for each kind and severity, without bounds and days.
    """
    limits, broken = dict[str, Row](), set[tuple[str, str]]()
    for row in rows:
        hides = is_rounded and row["unit"] not in TOLD_UNITS
        key = f"{row['kind']} {row['severity']}" if hides else row["limit"]
        said = {each: row[each] for each in ("kind", "severity", "unit", "max", "min")}
        said.update(dict.fromkeys(("max", "min")) if hides else {})
        is_broken = bool(row["breaches"]) or limits.get(key, said).get("broken", False)
        limits[key] = {**said, "broken": is_broken}
        broken |= {(last if hides else each["first_day"], row["kind"]) for each in row["breaches"]}
    return [*limits.values()], sorted(broken)


if __name__ == "__main__":  # whoever runs it is not told that anything is right
    sys.exit("told.py checks nothing alone: run python3 verify_title.py, which lies beside it.")
