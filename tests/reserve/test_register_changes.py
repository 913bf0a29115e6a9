"""Keys and limits of a register that change without a convention since a period was closed."""

import datetime as dt
from dataclasses import replace
from fractions import Fraction

import pytest

from tests.reserve.written import register
from tracer.reserve.act_terms import ConventionTerms
from tracer.reserve.acts import ActHead, ActId, ActKind, ActsInForce, OtherAct
from tracer.reserve.days import Period
from tracer.reserve.register import Register
from tracer.reserve.register_changes import KEYS, register_changes

NONE = ActsInForce((), ())
VALUES = {"kind": "share_excl", "max": "0.0100", "severity": "hard"}


def convention(number: str, name: str, **values: str) -> OtherAct:
    """Return a convention."""
    head = ActHead(
        id=ActId(number),
        kind=ActKind.CONVENTION,
        date=dt.date(2026, 10, 1),
        text=None,
        signed_by=("A", "B"),
        corrects=None,
        supersedes=None,
        sha256="00" * 32,
    )
    return OtherAct(head=head, terms=ConventionTerms(name=name, values=values))


def told(now: Register, *acts: OtherAct, before: tuple[OtherAct, ...] = ()) -> list[str]:
    """Return what is said of a register beside the one of the tests."""
    own = ActsInForce((*before, *acts), (*before, *acts))
    was = ActsInForce(before, before)
    return [text for _, text in register_changes(register(), was, now, own, Period.parse("2026Q3"))]


CHANGES = (
    ("zone", {"zone": "Pacific/Kiritimati"}, "Asia/Almaty", "Pacific/Kiritimati"),
    ("publish_addresses", {"publish_addresses": True}, "false", "true"),
    ("dust_sat", {"dust": 1_000_000}, "10000", "1000000"),
    ("currency", {"currency": "EUR"}, "KZT", "EUR"),
    ("profile", {"profile": "sv"}, "kz", "sv"),
    ("body", {"body": "Another"}, "National Investment Corporation", "Another"),
    ("bodies", {"bodies": ("A", "B")}, "National Investment Corporation", "A, B"),
)


@pytest.mark.parametrize(("key", "change", "old", "new"), CHANGES, ids=[each[0] for each in CHANGES])
def test_a_key_changes_by_a_convention_alone(key: str, change: dict[str, object], old: str, new: str):
    """Without one it is told; one with another value, one that the period knew, one of another name do not help."""
    now = replace(register(), **change)  # type: ignore[arg-type]
    said = (
        f"register.toml: {key} is {new} and was {old} when 2026Q3 was closed: put it back, or write an act of kind "
        f'convention with name = "register" and {key} in its values, signed by two persons.'
    )
    own = convention("2026-0009", "register", **{key: new})
    assert told(now) == [said]
    assert told(now, own) == []
    assert told(now, before=(own,)) == [said]
    assert told(now, convention("2026-0009", "register", **{key: "x"})) == [said]
    assert told(now, convention("2026-0009", "others", **{key: new})) == [said]


def test_nothing_else_is_compared_here():
    """The same register is silent, and the keys are those by which figures or what is published hang."""
    assert told(register()) == []
    assert set(KEYS) == {each[0] for each in CHANGES} | {"network"}


def test_limits_change_by_conventions_alone():
    """A limit raised, one new, one gone, where no act of its name is on file; with one that act is asked."""
    (limit,) = register().limits
    raised = replace(register(), limits=(replace(limit, most=Fraction(1)),))
    said = (
        'register.toml: limit "share-max" {} since 2026Q3 was closed: put it back, or set it by an act of kind '
        'convention with name = "limit/share-max", signed by two persons.'
    )
    assert told(raised) == told(raised, convention("2026-0009", "limits/1", x="1")) == [said.format("is another")]
    by_other = replace(raised, limits=(replace(raised.limits[0], set_by=ActId("2026-0009")),))
    assert told(by_other, convention("2026-0009", "reserves/1", reserves="net")) == [said.format("is another")]
    assert told(raised, convention("2026-0009", "limit/share-max", **{**VALUES, "from": "2026-10-01"})) == []
    more = replace(register(), limits=(limit, replace(limit, id="second")))
    assert told(more) == [said.format("is new").replace("share-max", "second")]
    gone = replace(register(), limits=())
    assert told(gone) == [
        'register.toml: limit "share-max" is gone since 2026Q3 was closed: put it back, and end it by an act of kind '
        'convention with name = "limit/share-max", signed by two persons.'
    ]


def test_no_act_written_since_sets_a_limit_in_a_closed_period():
    """On its last day, that is; one that the period knew may, one that begins the day after may."""
    early = convention("2026-0009", "limit/share-max", **{**VALUES, "from": "2026-09-30"})
    early = replace(early, head=replace(early.head, date=dt.date(2026, 9, 30)))
    assert told(register(), early) == [
        'acts/2026-0009.toml: it would set limit "share-max" from 2026-09-30 on, and 2026Q3 is closed: a limit that is '
        "set later begins after 2026-09-30."
    ]
    assert told(register(), before=(early,)) == []
    assert told(register(), convention("2026-0009", "limit/share-max", **{**VALUES, "from": "2026-10-01"})) == []
