"""Limits as acts set them: which holds on a day, and each sentence where `register.toml` or an act is otherwise."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reserve.acts import in_force, on
from tests.reserve.limits.limit_conventions import corrected, limit_act
from tests.reserve.limits.limit_days import limit
from tests.reserve.written import register
from tracer.reserve.acts import Act, ActId
from tracer.reserve.limits.limit_acts import limit_acts, limit_faults, limits_of
from tracer.reserve.register import Register
from tracer.reserve.terms import Limit, LimitKind, LimitSeverity

NAMED = 'with name = "limit/share-max"'
ROW = replace(
    limit(LimitKind.SHARE_EXCL, "0.01", name="share-max", cure_days=30, begins=on("2025-07-01")),
    set_by=ActId("2025-0001"),
)
"""The `[[limit]]` that act 1 sets."""
ACT = limit_act(1, "2025-06-15")


def having(*rows: Limit) -> Register:
    """Return a register with these limits."""
    return replace(register(), limits=rows)


def told(row: Limit | None, *acts: Act) -> list[str]:
    """Return what is said of a register with one limit or none."""
    found = list(limit_faults(having(*([] if row is None else [row])), in_force(*acts)))
    assert {name for name, _ in found} <= {"share-max"}
    return [text for _, text in found]


def held(*acts: Act, row: Limit = ROW) -> list[tuple[str, str, str | None]]:
    """Return the most of each limit in force, its first day and its last."""
    return [
        (str(float(each.most or 0)), each.begins.isoformat(), None if each.until is None else each.until.isoformat())
        for each in limits_of(having(row), in_force(*acts))
    ]


def test_a_limit_that_its_act_states_is_right() -> None:
    """Every value alike; decimals by what they are worth, a reason beside them is no value."""
    assert told(ROW, ACT) == []
    assert told(ROW, limit_act(1, "2025-06-15", max="0.01", reason="The board asks for it.")) == []
    assert told(None) == []


@pytest.mark.parametrize(
    ("key", "change", "mine", "stated"),
    [
        ("kind", {"kind": LimitKind.SHARE_INCL}, "share_incl", "share_excl"),
        ("max", {"most": Fraction(99, 100)}, "0.99", "0.01"),
        ("max", {"most": None, "least": Fraction(1, 100)}, "none", "0.01"),
        ("min", {"least": Fraction(1, 1000)}, "0.001", "none"),
        ("severity", {"severity": LimitSeverity.SOFT}, "soft", "hard"),
        ("cure_days", {"cure_days": 31}, "31", "30"),
        ("from", {"begins": on("2025-07-02")}, "2025-07-02", "2025-07-01"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_each_value_that_is_another_is_named(key: str, change: dict[str, object], mine: str, stated: str) -> None:
    """With the register's and the act's, and how a limit changes."""
    row = replace(ROW, **change)  # type: ignore[arg-type]
    assert told(row, ACT)[0] == (
        f'register.toml: limit "share-max": {key} is {mine}, but act 2025-0001 set {stated}: a limit changes by an act '
        f"of kind convention {NAMED}, signed by two persons, from its day on"
    )


def test_a_convention_of_another_name_sets_no_limit() -> None:
    """Nor one of another limit, nor none at all; the last act that sets it is the one to name."""
    place = 'register.toml: limit "share-max"'
    other = limit_act(1, "2025-06-15", "share-min")
    assert told(replace(ROW, set_by=None)) == [
        f"{place}: set_by: missing; expected the act of kind convention named limit/share-max that set it"
    ]
    assert [text for name, text in limit_faults(having(ROW), in_force(other)) if name == "share-max"] == [
        f"{place}: set_by: act 2025-0001 is no convention named limit/share-max; one with the limit's values sets it"
    ]
    later = limit_act(2, "2025-07-10", max="0.02", from_="2025-07-10")
    assert told(ROW, ACT, later) == [f"{place}: set_by: 2025-0001, but act 2025-0002 of 2025-07-10 set it last"]
    assert told(None, ACT) == [
        f"{place} is missing, but act 2025-0001 set it: put it back, or end it by an act of kind convention {NAMED} "
        "and until in its values, signed by two persons"
    ]


def test_acts_that_are_wrong_are_named() -> None:
    """Set or ended backwards, of another kind, an end of nothing, values that cannot be read."""
    backwards = limit_act(2, "2025-07-10", from_="2025-07-09")
    assert told(replace(ROW, set_by=ActId("2025-0002"), begins=on("2025-07-09")), ACT, backwards) == [
        "acts/2025-0002.toml: values.from: 2025-07-09 lies before 2025-07-10, the day of the act: no limit is set "
        "backwards, and what was set before holds until then"
    ]
    assert told(ROW, ACT, limit_act(2, "2025-07-10", until="2025-07-09")) == [
        "acts/2025-0002.toml: values.until: 2025-07-09 lies before 2025-07-10, the day of the act: no limit is set "
        "backwards, and what was set before holds until then"
    ]
    other = limit_act(2, "2025-07-10", kind="value_usd", max="5", from_="2025-07-10")
    assert told(None, ACT, other)[0] == (
        'acts/2025-0002.toml: values.kind: value_usd, but act 2025-0001 set limit "share-max" as share_excl: a limit '
        "of another kind has an id of its own"
    )
    assert told(None, limit_act(1, "2025-06-15", until="2025-07-01")) == [
        'acts/2025-0001.toml: values: no act before it set limit "share-max", which it ends'
    ]
    assert told(ROW, ACT, limit_act(2, "2025-07-10", severity=None, maxx="1")) == [
        "acts/2025-0002.toml: values.severity: missing; expected one of hard, soft",
        "acts/2025-0002.toml: values.maxx: unknown key; did you mean max?",
    ]
    assert told(ROW, ACT, limit_act(2, "2025-07-10", until="soon", max="1"))[:1] == [
        "acts/2025-0002.toml: values.until: expected a date without quotation marks, such as 2026-05-02, got 'soon'"
    ]


def test_a_limit_that_ended_may_go_or_stay() -> None:
    """Its row is as the act before the end set it, or it is gone."""
    end = limit_act(2, "2025-07-10", until="2025-08-31")
    assert told(ROW, ACT, end) == told(None, ACT, end) == []
    assert told(replace(ROW, most=Fraction(1)), ACT, end)[0].startswith('register.toml: limit "share-max": max is 1,')
    assert held(ACT, end) == [("0.01", "2025-07-01", "2025-08-31")]


def test_what_was_set_before_holds_until_the_next_begins() -> None:
    """Never earlier than the day of the act, whatever that states; the latest act that has begun holds."""
    assert held(ACT) == [("0.01", "2025-07-01", None)]
    raised = limit_act(2, "2025-08-10", max="0.02", from_="2025-09-01")
    assert held(ACT, raised) == [("0.01", "2025-07-01", "2025-08-31"), ("0.02", "2025-09-01", None)]
    backwards = limit_act(2, "2025-08-10", max="0.99", from_="2025-07-01")
    assert held(ACT, backwards) == [("0.01", "2025-07-01", "2025-08-09"), ("0.99", "2025-08-10", None)]
    sooner = limit_act(3, "2025-08-20", max="0.03", from_="2025-08-25")
    assert held(ACT, raised, sooner) == [("0.01", "2025-07-01", "2025-08-24"), ("0.03", "2025-08-25", None)]
    wrong = limit_act(2, "2025-08-10", max="2", from_="2025-09-01")
    assert held(ACT, wrong) == held(ACT)
    assert held(row=replace(ROW, set_by=None)) == held(ACT)


def test_a_correction_changes_nothing_before_its_day() -> None:
    """The act as it was counts until then; it keeps its number."""
    right = limit_act(1, "2025-06-15", max="0.02")
    assert told(replace(ROW, most=Fraction(1, 50)), ACT, corrected(5, "2025-08-10", right)) == [
        "acts/2025-0005.toml: values.from: 2025-07-01 lies before 2025-08-10, the day of the act: no limit is set "
        "backwards, and what was set before holds until then"
    ]
    right = limit_act(1, "2025-06-15", max="0.02", from_="2025-08-10")
    now = replace(ROW, most=Fraction(1, 50), begins=on("2025-08-10"))
    assert told(now, ACT, corrected(5, "2025-08-10", right)) == []
    assert held(ACT, corrected(5, "2025-08-10", right)) == [
        ("0.01", "2025-07-01", "2025-08-09"), ("0.02", "2025-08-10", None),
    ]  # fmt: skip


def test_limits_that_only_acts_have_are_measured() -> None:
    """A row that is deleted leaves its limit in force."""
    found = limits_of(having(), in_force(ACT, limit_act(2, "2025-06-15", "second", max="0.5")))
    assert [(each.id, each.set_by) for each in found] == [("second", "2025-0002"), ("share-max", "2025-0001")]


@st.composite
def some_acts(draw: st.DrawFn) -> list[Act]:
    """Return acts on one limit, in the order of their days: set, raised, lowered, ended, some backwards."""
    days = sorted(draw(st.lists(st.integers(1, 28), min_size=1, max_size=5)))
    acts: list[Act] = []
    for number, day in enumerate(days, start=1):
        other = f"2025-07-{draw(st.integers(1, 28)):02}"
        if number > 1 and draw(st.booleans()) and draw(st.booleans()):
            acts.append(limit_act(number, f"2025-07-{day:02}", until=other))
        else:
            most = draw(st.sampled_from(("0.01", "0.02", "0.5")))
            acts.append(limit_act(number, f"2025-07-{day:02}", max=most, from_=other))
    return acts


@given(some_acts(), some_acts())
def test_no_act_changes_a_day_before_it(acts: list[Act], later: list[Act]) -> None:
    """Whatever is set later, and whatever it states: what held on each day before it holds as it did."""
    first = later[0]
    known = [each for each in acts if each.head.date <= first.head.date]
    more = [replace(each, head=replace(each.head, id=ActId(f"2026-{at:04}"))) for at, each in enumerate(later, start=1)]
    was, now = (limits_of(having(), in_force(*each)) for each in (known, [*known, *more]))
    for number in range(1, first.head.date.day):
        day = dt.date(2025, 7, number)
        assert [
            (each.set_by, each.most) for each in was if each.holds(day)
        ] == [(each.set_by, each.most) for each in now if each.holds(day)]  # fmt: skip


@given(some_acts())
def test_no_two_of_one_limit_hold_on_a_day(acts: list[Act]) -> None:
    """The latest act that has begun holds, or none where it ends the limit."""
    found, (versions,) = limits_of(having(), in_force(*acts)), limit_acts(in_force(*acts)).values()
    for number in range(1, 32):
        day = dt.date(2025, 7, number)
        begun = [each for each in versions if each.begins <= day]
        expected = [begun[-1].act] if begun and begun[-1].limit is not None else []
        assert [each.set_by for each in found if each.holds(day)] == expected
