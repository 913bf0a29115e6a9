"""A restatement names the acts and files that change its figures, and no other."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from tests.reserve.acts import assignment, explanation, in_force
from tests.reserve.statements import RECEIVED, SUMS, statement
from tests.reserve.test_sales import valued
from tracer.errors import CaseError
from tracer.reserve import period_diff
from tracer.reserve.acts import Act, CorrectionAct
from tracer.reserve.period_rows import PeriodInput, PeriodStatement, Restatement
from tracer.reserve.periods import FiledStatement
from tracer.reserve.restatement import Restated, can_change, restatement
from tracer.reserve.title_rows import Title
from tracer.reserve.value.value_rows import UsedRate

FIRST = dt.date(2026, 9, 30)
KNOWN = assignment(1, "2026-07-01", {"L-0001": 1})
LATE = [assignment(number, "2026-08-01", {"L-0001": number}) for number in (2, 3, 4, 5, 6)]
CORRECTIONS = [explanation(number, "2026-10-01", RECEIVED) for number in (7, 8)]


def said(titled: int, inputs: tuple[PeriodInput, ...] = (), *, known: Sequence[Act] = (KNOWN,)) -> PeriodStatement:
    """Return a statement with so many satoshi titled, of these inputs beside its acts."""
    acts = tuple(PeriodInput(f"acts/{act.head.id}.toml", act.head.sha256) for act in known)
    sums = {**SUMS, Title.TITLED: titled, Title.UNTITLED: SUMS[Title.UNTITLED] + SUMS[Title.TITLED] - titled}
    return replace(statement(), restates=None, period="2026Q3", title=sums, inputs=(*acts, *inputs))


def restated(
    changes: Mapping[str, int],
    *,
    corrections: Sequence[CorrectionAct] = CORRECTIONS,
    was: PeriodStatement | None = None,
    inputs: tuple[PeriodInput, ...] = (),
    start: int = 1_000,
) -> tuple[Restatement, list[int]]:
    """Return why a statement restates another, acts adding to what is titled by number, and how many were tried."""
    acts: tuple[Act, ...] = (KNOWN, *LATE, *corrections)
    tried: list[int] = []

    def titled(some: Sequence[Act]) -> int:
        return start + sum(changes.get(act.head.id[-1], 0) for act in some)

    def figures_with(some: Sequence[Act]) -> Mapping[str, str] | None:
        tried.append(len(some))
        return None if titled(some) < 0 else period_diff.figures(said(titled(some)))

    old = FiledStatement(was or said(1_000), "ab" * 32)
    new = replace(said(titled(acts), inputs, known=acts), period="2026Q3-r1")
    given = Restated(statement=new, restated=old, acts=in_force(*acts), later=("2026Q4",), figures_with=figures_with)
    return restatement(given), tried


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"7": 5}, ["7"]),
        ({"8": 5}, ["8"]),
        ({"3": 9, "7": 5}, ["3", "7"]),
        ({"2": 1, "4": -3, "6": 2, "7": 5, "8": 1}, ["2", "4", "6", "7", "8"]),
        ({"2": 1, "3": 1, "4": 1, "5": 1, "6": 1, "8": 1}, ["2", "3", "4", "5", "6", "8"]),
        ({"4": -2_000, "7": 2_500}, ["4", "7"]),
    ],
)
def test_the_acts_that_change_a_figure_are_named(changes: dict[str, int], named: list[str]) -> None:
    """By number, late acts and corrections; one without which the rest cannot be followed too; no other."""
    found, _ = restated(changes)
    assert [act[-1] for act in found.acts] == named
    late = [f"2025-000{number} was filed after 2026Q3 was closed" for number in named if number < "7"]
    assert found.reason.split("; ") == late + ["A payment by agreement"] * (len(named) - len(late))
    assert (found.period, found.sha256, found.later) == ("2026Q3", "ab" * 32, ("2026Q4",))
    assert "title_sat.titled" in [each.figure for each in found.figures]


def test_what_changes_nothing_is_found_in_few_steps() -> None:
    """Of acts that together change nothing none is tried alone: a restatement costs little more than a statement."""
    _, tried = restated({"7": 5})
    assert len(tried) == len(set(tried)) == 4


def test_files_that_change_figures_are_named_too() -> None:
    """An admission that came later, a register with another wallet, and not the observation that follows from both."""
    more = (
        PeriodInput("observations/0000140-0b0b0b0b.json", "07" * 32),
        PeriodInput("periods/2026Q3/period.json", "ab" * 32),
        PeriodInput("receipts/K/admission.json", "05" * 32),
        PeriodInput("register.toml", "06" * 32),
    )
    was = said(900, (PeriodInput("register.toml", "02" * 32),))
    found, _ = restated({"7": 5}, was=was, inputs=more)
    assert found.acts == ("2025-0007",)
    assert found.reason.split("; ")[:2] == [
        "receipts/K/admission.json was added after 2026Q3 was closed",
        "register.toml was changed after 2026Q3 was closed",
    ]


def test_another_release_that_computes_otherwise_is_named() -> None:
    """Where no act and no file is another, what computed the figures is."""
    found, _ = restated({"7": 5}, was=said(900))
    assert found.reason.startswith("release 0.2.0, method 2, computes otherwise; ")


def test_what_does_not_restate_is_refused() -> None:
    """No new correction, no other figure, none by the new corrections: one sentence each."""
    with pytest.raises(CaseError) as none:
        restated({"3": 5}, corrections=())
    assert str(none.value) == "2026Q3 is sealed; write a correction act and close 2026Q3-r1."
    with pytest.raises(CaseError) as same:
        restated({"3": 5, "7": -5})
    assert str(same.value) == "2026Q3-r1 would say the same as 2026Q3: there is nothing to restate."
    with pytest.raises(CaseError) as idle:
        restated({"3": 5})
    assert str(idle.value) == (
        "2026Q3-r1 restates nothing: the corrections that 2026Q3 does not list, 2025-0007, 2025-0008, change no figure "
        "of it. Write one that does; what came late otherwise enters the next period, marked late."
    )


def in_money(*, additions: int, by: str) -> str:
    """Return why nothing is restated where money alone is another, and by which act's doing."""
    acts: tuple[Act, ...] = (KNOWN, *LATE, *CORRECTIONS)

    def worth(some: Sequence[Act]) -> PeriodStatement:
        there = any(act.head.id.endswith(by) for act in some)
        return replace(said(1_000), value=valued(additions=additions) if there else valued())

    def figures_with(some: Sequence[Act]) -> Mapping[str, str]:
        return period_diff.figures(worth(some))

    old = FiledStatement(replace(said(1_000), value=valued()), "ab" * 32)
    new = replace(worth(acts), inputs=said(1_000, known=acts).inputs, period="2026Q3-r1")
    with pytest.raises(CaseError) as refused:
        restatement(Restated(statement=new, restated=old, acts=in_force(*acts), later=(), figures_with=figures_with))
    return str(refused.value)


def test_money_that_no_correction_changes_is_nobodys_to_restate() -> None:
    """Before its amount is looked at: a cent, or as good as none, is not what the new corrections come to."""
    for additions in (100_001, 200_000):
        assert in_money(additions=additions, by="3").startswith("2026Q3-r1 restates nothing: the corrections that ")
    assert in_money(additions=100_099, by="7") == (
        "2026Q3-r1 would change money alone, by at most 0.099 % of a block's worth: below 0.1 % nothing is restated."
    )


def test_a_table_that_only_grew_is_not_named() -> None:
    """Another hash of the rates is no other figure; where satoshi alone are others, no rates and no reserves did it."""
    value = valued()
    rate = UsedRate(per_usd="500", as_of=FIRST, source="tables/fx.csv", sha256="01" * 32)
    rows, other = PeriodInput("tables/fx.csv", "01" * 32), PeriodInput("tables/fx.csv", "02" * 32)
    was = replace(said(1_000, (rows,)), value=replace(value, rate=rate))
    grown = replace(was, value=replace(value, rate=replace(rate, sha256="02" * 32)))
    assert period_diff.figures(was) == period_diff.figures(grown)
    assert period_diff.compare(was, replace(grown, inputs=(other,))).inputs
    register = PeriodInput("register.toml", "06" * 32)
    tables = (other, register, PeriodInput("tables/reserves.csv", "04" * 32))
    found, _ = restated({"7": 5}, was=said(900, (rows, PeriodInput("register.toml", "02" * 32))), inputs=tables)
    assert found.reason.split("; ")[:-1] == ["register.toml was changed after 2026Q3 was closed"]


def test_a_table_is_named_where_what_it_is_for_is_another_figure() -> None:
    """Rates where money is, reserves where a share is; where figures cannot be computed without an act, both are."""
    fx, reserves = "tables/fx.csv", "tables/reserves.csv"
    assert can_change(fx, frozenset({"value.usd_cents.closing"}))
    assert not can_change(fx, frozenset({"review.share_excl"}))
    assert can_change(reserves, frozenset({"limits.share-max.actual.value"}))
    assert can_change(reserves, frozenset({"review.share_excl"}))
    assert not can_change(reserves, frozenset({"value.usd_cents.closing", "title_sat.titled"}))
    assert can_change("register.toml", frozenset({"title_sat.titled"}))
    inputs = (PeriodInput(fx, "02" * 32), PeriodInput(reserves, "04" * 32))
    found, _ = restated({"4": -2_000, "7": 2_500}, inputs=inputs, was=said(900), start=-1)
    assert [f"{path} was added after 2026Q3 was closed" for path in (fx, reserves)] == found.reason.split("; ")[:2]
