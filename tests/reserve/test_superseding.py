"""What an act that supersedes another does to the days before it: nothing."""

import datetime as dt
from collections.abc import Sequence

import pytest

from tests.reserve.acts import assignment, burden, disposal, execution, on, order, release
from tests.reserve.small_ledgers import history_of, small_lots, small_register, txid
from tests.reserve.superseding import DRAWING, FORFEITURE, LOTS, acts, corrects, figures, instead_of
from tracer.errors import CaseError
from tracer.reserve import act_set
from tracer.reserve.acts import Act, ActKind, ActsInForce, ReleaseAct
from tracer.reserve.ledger import fold
from tracer.reserve.replaced_acts import ActsByDay, acts_on
from tracer.reserve.title import title
from tracer.reserve.title_rows import Title, TitleBook
from tracer.reserve.value.daily import daily, day_flows
from tracer.reserve.value.day_rows import DayFlowKind, ValuedBlock
from tracer.reserve.value.spans import ValuedRegister, block_spans

SUMMED = (Title.UNTITLED, Title.APPEALABLE, Title.ENCUMBERED, Title.ASSIGNED, Title.TITLED)


def book(filed: Sequence[Act], day: dt.date) -> TitleBook:
    """Return the title book of a day under all acts on file."""
    counted = act_set.in_force(filed)
    ledger = fold(small_register(), history_of(DRAWING), counted, LOTS)
    return title(ledger, small_register(), LOTS, counted, day, 1)


def test_each_day_has_the_title_that_a_hand_counts() -> None:
    """Until the day before another one supersedes it an act counts as it stood; a correction is of all days."""
    filed = acts()
    for day, counted in figures():
        sums = book(filed, day).sums
        assert (day, tuple(sums[each] for each in SUMMED)) == (day, counted)


def test_what_supersedes_changes_nothing_of_the_days_before() -> None:
    """The book of a day is the one that stood when no later act was on file, but for the correction of one."""
    filed = acts()
    for day, _ in figures():
        known = [act for act in filed if act.head.date <= day]
        right = [act for act in filed if act.head.id == "2025-0011" and day >= on("2025-05-01")]
        assert book(filed, day) == book([*known, *(act for act in right if act not in known)], day)


def test_the_blocks_by_title_have_on_each_day_what_title_says() -> None:
    """Day by day the reserve is what is assigned, and titled is that, what is encumbered and what is titled."""
    counted = act_set.in_force(acts())
    ledger = fold(small_register(), history_of(DRAWING), counted, LOTS)
    expected = dict(figures())
    first, last = min(expected), max(expected)
    rows = daily(ledger, small_register(), LOTS, counted, first, last)
    for reserve, titled in zip(rows[ValuedBlock.RESERVE], rows[ValuedBlock.TITLED], strict=True):
        _, _, encumbered, assigned, free = expected[titled.day]
        assert titled.closing == encumbered + assigned + free
        assert reserve.closing == assigned
    lost = [(row.day.isoformat(), row.disposed) for row in rows[ValuedBlock.TITLED] if row.disposed]
    assert lost == [("2025-04-20", 15), ("2025-05-15", 60), ("2025-05-20", 30)]


def counts(filed: Sequence[Act], day: str) -> list[str]:
    """Return the numbers of the acts that count on a day."""
    return [act.head.id[-1] for act in acts_on(act_set.in_force(filed), on(day))]


def test_of_a_chain_the_last_one_that_has_begun_counts() -> None:
    """One that supersedes an act which itself does not count yet waits for it, whatever its own date."""
    first, second = assignment(1, "2025-02-01", {}), instead_of(1, assignment(2, "2025-03-01", {}))
    chain = [first, second, instead_of(2, assignment(3, "2025-04-01", {}))]
    days = ("2025-02-28", "2025-03-01", "2025-03-31", "2025-04-01")
    assert [counts(chain, day) for day in days] == [["1"], ["2"], ["2"], ["3"]]
    late = corrects(4, "2025-06-01", 2, assignment(2, "2025-05-01", {}))
    assert [counts([*chain, late], day) for day in (*days, "2025-04-30", "2025-05-01")] == [["1"]] * 5 + [["3"]]
    assert ActsByDay(act_set.in_force([*chain, late])).days == (on("2025-04-01"), on("2025-05-01"))


def test_a_correction_of_what_supersedes_is_of_the_days_that_it_states() -> None:
    """Neither the day that was wrong nor the day of the correction says when the new act begins."""
    first, second = assignment(1, "2025-02-01", {}), instead_of(1, assignment(2, "2025-03-10", {}))
    for stated in ("2025-03-05", "2025-03-15"):
        filed: list[Act] = [first, second, corrects(3, "2025-04-01", 2, assignment(2, stated, {}))]
        before = (on(stated) - dt.timedelta(days=1)).isoformat()
        assert [counts(filed, day) for day in (before, stated)] == [["1"], ["2"]]


def test_an_act_that_was_superseded_can_be_corrected() -> None:
    """It says the title of the days before, so what is wrong in it is put right on these; nothing else changes.

    What counts on no day any more is not corrected: a disposal that was superseded.
    """
    first, second = assignment(1, "2025-02-01", {"L-0001": 60}), instead_of(1, assignment(2, "2025-03-01", {}))
    right = corrects(3, "2025-04-01", 1, assignment(1, "2025-02-03", {"L-0001": 50}))
    forfeited = order(4, FORFEITURE, "2025-01-02", in_force="2025-01-02", labels=("A",))
    in_turn: list[Act] = [first, second, right, forfeited]
    for filed in (in_turn, in_turn[::-1]):
        days = ("2025-02-02", "2025-02-03", "2025-02-28", "2025-03-01")
        assert [book(filed, on(day)).sums[Title.ASSIGNED] for day in days] == [0, 50, 50, 0]
    again = corrects(5, "2025-05-01", 3, assignment(1, "2025-02-01", {"L-0001": 40}))
    assert book([first, second, right, forfeited, again], on("2025-02-28")).sums[Title.ASSIGNED] == 40


def test_an_act_is_superseded_once() -> None:
    """Whether it is named itself or by its correction, two others cannot both stand in its place."""
    first = assignment(1, "2025-02-01", {})
    right = corrects(2, "2025-02-05", 1, assignment(1, "2025-02-01", {}))
    third, fourth = instead_of(1, assignment(3, "2025-03-01", {})), instead_of(2, assignment(4, "2025-03-01", {}))
    with pytest.raises(CaseError) as raised:
        act_set.in_force([first, right, third, fourth])
    assert raised.value.faults == (
        "acts/2025-0004.toml: supersedes: 2025-0002 is replaced by 2025-0003 already; correct or supersede that one",
    )


def test_what_counted_together_before_may_not_contradict_itself_either() -> None:
    """Two acts with one order cover coins twice on the days before one of them is superseded by another order."""
    first = order(1, FORFEITURE, "2025-02-01", in_force="2025-02-01", labels=("A",), order="1-7/2025")
    twice = order(2, FORFEITURE, "2025-03-01", in_force="2025-03-01", labels=("A",), order="1-7/2025")
    other = instead_of(2, order(3, FORFEITURE, "2025-04-01", in_force="2025-04-01", labels=("B",), order="1-8/2025"))
    with pytest.raises(CaseError) as raised:
        act_set.in_force([first, twice, other])
    (fault,) = raised.value.faults
    assert fault.startswith("acts/2025-0002.toml: order: 2025-0001 is the forfeiture 1-7/2025 of ")
    assert fault.endswith(", on the days before 2025-04-01")
    later = order(4, FORFEITURE, "2025-04-01", in_force="2025-04-01", labels=("A",), order="1-7/2025")
    quashed = instead_of(1, order(3, FORFEITURE, "2025-04-01", labels=("A",), order="1-9/2025"))
    assert counts([first, quashed, later], "2025-03-01") == ["1", "4"]
    in_money = instead_of(1, order(5, FORFEITURE, "2025-04-01", in_force="2025-02-01", labels=("A",), money=100))
    with pytest.raises(CaseError) as raised:
        act_set.in_force([first, in_money, execution(6, "2025-02-05", 1, {"L-0001": 1})])
    assert raised.value.faults == (
        "acts/2025-0006.toml: order: 2025-0001 stands in satoshi: nothing is executed, on the days before 2025-04-01",
    )


def test_an_execution_takes_what_its_order_named_on_its_own_day() -> None:
    """Another order, of other labels, that takes that one's place later takes nothing back."""
    money = {"in_force": "2025-01-02", "money": 100}
    first = order(1, FORFEITURE, "2025-01-02", labels=("A",), **money)
    other = instead_of(1, order(3, FORFEITURE, "2025-04-10", labels=("B",), **money))
    filed: list[Act] = [first, execution(2, "2025-01-03", 1, {"L-0001": 60}), other]
    for day, by in (("2025-01-03", "2025-0001"), ("2025-04-09", "2025-0001"), ("2025-04-10", "2025-0003")):
        found = book(filed, on(day))
        assert found.sums[Title.TITLED] == 60
        assert {run.order for run in found.runs if run.title is Title.TITLED} == {by}


def test_a_claim_holds_until_it_is_superseded() -> None:
    """A claim on less that begins earlier by its own words begins with its own day: before it the other one stood."""
    forfeited = order(1, FORFEITURE, "2025-01-02", in_force="2025-01-02", labels=("D",))
    claim = burden(2, ActKind.CLAIM, "2025-03-10", {"L-0004": 20})
    less = instead_of(2, burden(3, ActKind.CLAIM, "2025-04-10", {"L-0004": 5}, begins="2025-03-01"))
    days = ("2025-03-09", "2025-03-10", "2025-04-09", "2025-04-10")
    filed: list[Act] = [forfeited, claim, less]
    assert [book(filed, on(day)).sums[Title.ENCUMBERED] for day in days] == [0, 20, 20, 5]


def released(filed: Sequence[Act], day: str) -> list[str]:
    """Return which burden each release that counts on a day ends."""
    return [act.act[-1] for act in acts_on(act_set.in_force(filed), on(day)) if isinstance(act, ReleaseAct)]


def test_what_names_an_act_goes_with_what_stands_for_it_on_the_day() -> None:
    """A release names the first claim, then each that superseded it; one that names a later claim waits for it."""
    claim = burden(1, ActKind.CLAIM, "2025-02-01", {})
    second = instead_of(1, burden(2, ActKind.CLAIM, "2025-03-01", {}, "2025-02-01"))
    third = instead_of(2, burden(3, ActKind.CLAIM, "2025-04-01", {}, "2025-02-01"))
    days = ("2025-02-28", "2025-03-01", "2025-04-01")
    ended = release(4, "2025-02-15", 1, "2025-05-01")
    assert [released([claim, second, third, ended], day) for day in days] == [["1"], ["2"], ["3"]]
    ahead = release(4, "2025-02-15", 2, "2025-05-01")
    assert [released([claim, second, third, ahead], day) for day in days] == [[], ["2"], ["3"]]
    right = corrects(5, "2025-02-20", 1, burden(1, ActKind.CLAIM, "2025-02-02", {}))
    other = instead_of(5, burden(6, ActKind.CLAIM, "2025-03-01", {}, "2025-02-01"))
    by_correction = release(7, "2025-02-25", 5, "2025-05-01")
    assert [released([claim, right, other, by_correction], day) for day in days] == [["1"], ["6"], ["6"]]


def test_a_release_ends_no_claim_that_came_after_it() -> None:
    """A claim of 20 is released from the 10th of April on; a claim of 5, of May, supersedes it and is open.

    Released from the very day of the second one, the first has ended all the same; a day later the release is of both.
    """
    forfeited = order(1, FORFEITURE, "2025-01-02", in_force="2025-01-02", labels=("D",))
    claim = burden(2, ActKind.CLAIM, "2025-03-10", {"L-0004": 20})
    again = instead_of(2, burden(3, ActKind.CLAIM, "2025-05-01", {"L-0004": 5}, begins="2025-04-05"))
    days = ("2025-04-09", "2025-04-10", "2025-04-30", "2025-05-01", "2025-05-02")

    def open_on_each(*ended: Act) -> list[int]:
        filed = [forfeited, claim, again, *ended]
        return [book(filed, on(day)).sums[Title.ENCUMBERED] for day in days]

    assert open_on_each(release(4, "2025-04-10", 2)) == [20, 0, 0, 5, 5]
    assert open_on_each(release(4, "2025-04-10", 2, "2025-05-01")) == [20, 20, 20, 5, 5]
    assert open_on_each(release(4, "2025-04-10", 2, "2025-05-02")) == [20, 20, 20, 5, 0]
    assert open_on_each(release(4, "2025-04-10", 2), release(5, "2025-05-02", 3)) == [20, 0, 0, 5, 0]


def test_an_act_that_cannot_be_followed_counts_on_no_day() -> None:
    """What is left out, as an act that takes what is not there, is left out of the days before too."""
    one, other = assignment(1, "2025-02-01", {}), assignment(2, "2025-02-01", {})
    filed = act_set.in_force([one, other, instead_of(1, assignment(3, "2025-03-01", {}))])
    followed = ActsInForce(tuple(act for act in filed.acts if act.head.id != "2025-0002"), filed.all)
    assert [act.head.id[-1] for act in acts_on(followed, on("2025-02-10"))] == ["1"]
    assert [act.head.id[-1] for act in acts_on(followed, on("2025-03-10"))] == ["3"]


def test_a_corrected_act_still_supersedes_what_it_did() -> None:
    """The last correction counts, however it is numbered, and says from when the other act counts no more."""
    first, second = assignment(1, "2025-02-01", {}), instead_of(1, assignment(2, "2025-03-01", {}))
    wrong = corrects(9, "2025-04-01", 2, assignment(2, "2025-03-09", {}))
    right = corrects(8, "2025-05-01", 9, assignment(2, "2025-03-05", {}))
    filed = act_set.in_force([first, second, wrong, right])
    (counted,) = filed.acts
    assert (counted.head.id, counted.head.supersedes) == ("2025-0002", "2025-0001")
    assert ActsByDay(filed).days == (on("2025-03-05"),)


def test_what_loses_title_is_no_part_of_a_later_sale() -> None:
    """It leaves the block on the day of the act that says so, by no transaction: the sale takes what had no title."""
    drawing = "in: -> 100@Agency\n\nmore: -> 1@Reserve\n\nsold: in.0 -> 90"
    lots = small_lots(("in.0", "A", 0, 100))
    forfeited = order(1, FORFEITURE, "2025-01-01", in_force="2025-01-01", labels=("A",))
    quashed = instead_of(1, order(2, FORFEITURE, "2025-01-02", labels=("A",), order="1-1/2025"))
    counted = act_set.in_force([forfeited, quashed, disposal(3, "2025-01-03", {}, txid("sold"))])
    ledger = fold(small_register(), history_of(drawing), counted, lots)
    given = ValuedRegister(ledger=ledger, register=small_register(), lots=lots, acts=counted)
    last = on("2025-01-04")
    flows = day_flows(given, block_spans(given, last)[ValuedBlock.TITLED], on("2025-01-01"), last)
    assert [(flow.day.day, flow.kind, flow.run.sat, flow.txid) for flow in flows] == [
        (1, DayFlowKind.ADDED, 100, None), (2, DayFlowKind.DISPOSED, 100, None),
    ]  # fmt: skip


def test_days_on_which_superseded_acts_contradicted_their_numbers_are_told_apart() -> None:
    """Act 2 of the 5th takes the first satoshi from act 3 of the 3rd, until both are superseded by acts on less.

    Of 100 the first 50 have title. The reserve has 40 by act 3, from the 5th on all 50 by act 2. On the 10th act 4
    takes the place of 2, and 10 beyond the 40 of act 3; on the 11th act 5 that of 3: 10 and 5 more, all with title.
    """
    lots = small_lots(("in.0", "A", 0, 100))
    counted = act_set.in_force(
        [
            order(1, FORFEITURE, "2025-01-01", in_force="2025-01-01", labels=("A",), amount=50),
            assignment(2, "2025-01-05", {"L-0001": 60}),
            assignment(3, "2025-01-03", {"L-0001": 40}),
            instead_of(2, assignment(4, "2025-01-10", {"L-0001": 10})),
            instead_of(3, assignment(5, "2025-01-11", {"L-0001": 5})),
        ]
    )
    ledger = fold(small_register(), history_of("in: -> 100@Agency"), counted, lots)
    rows = daily(ledger, small_register(), lots, counted, on("2025-01-02"), on("2025-01-12"))[ValuedBlock.RESERVE]
    assert [row.closing for row in rows] == [0, 40, 40, 50, 50, 50, 50, 50, 50, 15, 15]
