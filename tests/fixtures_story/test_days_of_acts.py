"""The acts of the recorded registers stand on their days: none states a fact of a day that comes after it."""

import datetime as dt
import tomllib
from collections.abc import Iterator
from typing import Any

from tests.fixtures_story.recorded import FIXTURES

AHEAD = ("in_force", "appeal_until", "next", "expires", "until")
"""Keys whose days lie ahead by what they mean: force and appeal of an order, terms, the next review."""
KNOWN = {("2025-0013", "proceeds.received"), ("2025-0021", "price.fixing")}
"""What the recorded story states too early: money that came in two days later, a price by a fixing of the week after.

An act that says so is superseded by a correction once the day has come, as 2025-0201 does for the auction's proceeds.
"""


def days(value: Any, place: str = "") -> Iterator[tuple[str, dt.date]]:
    """Yield every day in an act, with the keys that lead to it."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from days(inner, f"{place}.{key}" if place else key)
    elif isinstance(value, list):
        for inner in value:
            yield from days(inner, place)
    elif isinstance(value, dt.date):
        yield place, value


def stated_ahead(act: dict[str, Any]) -> set[tuple[str, str]]:
    """Return the facts of an act that are of a day after it was signed."""
    return {
        (act["id"], place) for place, day in days(act) if place.rpartition(".")[2] not in AHEAD and day > act["date"]
    }


def test_no_act_states_a_fact_of_a_later_day_but_the_two_that_are_named() -> None:
    """Over every act that was recorded; a correction states facts up to its own day."""
    acts = [tomllib.loads(each.read_text(encoding="utf-8")) for each in sorted(FIXTURES.rglob("acts/*.toml"))]
    assert len(acts) >= 50
    assert set().union(*map(stated_ahead, acts)) == KNOWN


def test_a_fact_of_a_later_day_is_found_wherever_it_stands() -> None:
    """In a list of persons, in a replacement; what lies ahead by its meaning is passed over."""
    day, later = dt.date(2025, 9, 4), dt.date(2025, 9, 5)
    act = {"id": "2025-0001", "date": day, "authorised": [{"date": day}, {"date": later}], "in_force": later}
    assert stated_ahead(act) == {("2025-0001", "authorised.date")}
    inner = {"date": day, "proceeds": {"received": later}}
    assert stated_ahead({"id": "2025-0002", "date": later, "replacement": inner}) == set()
    assert stated_ahead({"id": "2025-0002", "date": day, "replacement": inner}) == {
        ("2025-0002", "replacement.proceeds.received")
    }
