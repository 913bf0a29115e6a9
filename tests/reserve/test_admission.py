"""Each satoshi is admitted once: the first case keeps it, a later one gets what is left, the rest is contested."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reserve.admitting import admit_all, claims, coin, contested, in_force, told
from tracer.chain.outpoint import Outpoint
from tracer.errors import IntegrityError
from tracer.reserve.acts import LotId
from tracer.reserve.admission import lots_in_force
from tracer.reserve.claimed_receipts import Claims
from tracer.reserve.lots import Admission, Lot


def test_each_segment_becomes_a_lot_in_the_order_of_chain_and_place() -> None:
    """Lots are numbered by receipt in chain order, then by place; what is untraced is a lot without a label."""
    (first,) = admit_all(claims("K1", {2: "A60 u40", 1: "u5 B7 A8"}))
    assert told(first.lots) == [
        "L-0001 1 0-5 u",
        "L-0002 1 5-12 B",
        "L-0003 1 12-20 A",
        "L-0004 2 0-60 A",
        "L-0005 2 60-100 u",
    ]
    assert (first.number, first.supersedes, first.contested) == (1, None, ())


def test_a_second_case_continues_the_numbers() -> None:
    """The first lot of a later case has the number after the last one."""
    done = admit_all(claims("K1", {1: "A60 u40"}), claims("K2", {2: "B9"}))
    assert told(done[1].lots) == ["L-0003 2 0-9 B"]
    assert done[1].number == 2


def test_a_later_case_takes_the_places_that_the_first_traced_to_nobody() -> None:
    """Its label takes the foremost of an untraced lot, which keeps its number for what is left."""
    done = admit_all(claims("K1", {1: "A60 u40"}), claims("K2", {1: "u60 B30 u10"}))
    assert told(done[1].lots) == ["L-0003 1 60-90 B"]
    assert in_force(done) == ["L-0001 1 0-60 A", "L-0002 1 90-100 u", "L-0003 1 60-90 B"]
    assert done[1].contested == ()


def test_what_is_left_behind_a_place_taken_gets_a_number_of_its_own() -> None:
    """An untraced lot cut in its middle keeps its number before the cut; what lies behind is its own case's still."""
    done = admit_all(claims("K1", {1: "A60 u40"}), claims("K2", {1: "u70 B20 u10"}))
    assert in_force(done) == ["L-0001 1 0-60 A", "L-0002 1 60-70 u", "L-0003 1 70-90 B", "L-0004 1 90-100 u"]
    assert done[1].lots[1].case == "K1"
    assert done[1].lots[1].bundle == "bundle of K1"


def test_the_same_place_is_one_satoshi_under_one_rule_that_keeps_places() -> None:
    """Of two first-in-first-out cases the later gets the places that are left, wherever they lie in its claim."""
    done = admit_all(claims("K1", {1: "A60 u40"}), claims("K2", {1: "u40 B30 C30"}))
    assert told(done[1].lots) == ["L-0003 1 60-70 B", "L-0004 1 70-100 C"]
    assert contested(done[1].contested) == ["B 40-60 L-0001"]
    assert in_force(done) == ["L-0001 1 0-60 A", "L-0003 1 60-70 B", "L-0004 1 70-100 C"]


def test_a_case_told_twice_is_contested_whole() -> None:
    """A second case over the same theft brings nothing: not a satoshi moves to what is untraced."""
    done = admit_all(claims("K1", {1: "u30 A40 u30"}), claims("K2", {1: "u30 X40 u30"}))
    assert done[1].lots == ()
    assert contested(done[1].contested) == ["X 30-70 L-0002"]


def test_under_different_rules_the_later_gets_what_is_left_of_the_coin() -> None:
    """Its last places are withheld first; what it gets moves to the foremost places left where its own are taken."""
    done = admit_all(claims("K1", {1: "A60 u40"}), claims("K2", {1: "B30 C20 u50"}, "haircut"))
    assert told(done[1].lots) == ["L-0003 1 60-90 B", "L-0004 1 90-100 C"]
    assert contested(done[1].contested) == ["C 40-50 L-0001"]


def test_under_different_rules_places_that_are_free_are_kept() -> None:
    """What finds its own place free stays there, and what is displaced goes to the foremost places left."""
    done = admit_all(claims("K1", {1: "A20 u80"}), claims("K2", {1: "u10 B15 C15 u60"}, "haircut"))
    assert told(done[1].lots) == ["L-0003 1 20-25 B", "L-0004 1 25-40 C", "L-0005 1 40-50 B"]
    assert in_force(done)[:2] == ["L-0001 1 0-20 A", "L-0002 1 50-100 u"]


def test_haircut_knows_no_places_even_against_itself() -> None:
    """Two cases under a rule that keeps no places share by amount."""
    done = admit_all(claims("K1", {1: "A60 u40"}, "haircut"), claims("K2", {1: "B30 u70"}, "haircut"))
    assert told(done[1].lots) == ["L-0003 1 60-90 B"]


def test_what_was_admitted_without_places_has_none_for_a_later_rule_that_keeps_them() -> None:
    """Where the first case's rule knows no places, the later shares by amount, though its own rule knows them."""
    done = admit_all(claims("K1", {1: "A60 u40"}, "haircut"), claims("K2", {1: "B30 u70"}))
    assert told(done[1].lots) == ["L-0003 1 60-90 B"]
    assert done[1].contested == ()


def test_a_named_lot_of_a_related_case_is_no_claim_of_it() -> None:
    """Satoshi that an act holds leave less of the coin; what the related case claims is only what has its labels."""
    asked = claims("K1", {1: "A60 u40"}), claims("K2", {1: "B70 u30"}, "haircut")
    done = admit_all(claims("K0", {1: "u10 C5 u85"}), *asked, named=["L-0001"], related=[("K0", "K2"), ("K1", "K2")])
    assert sum(each.run.sat for each in done[2].contested) == 5 + 45
    assert sum(lot.run.sat for lot in done[2].lots if lot.label == "B") == 70 - 50


def test_cases_that_start_from_one_anothers_coins_claim_the_same_satoshi() -> None:
    """Under different rules a related case gets only what it claims beyond the first; the rest stays untraced."""
    asked = claims("K1", {1: "A60 u40"}), claims("K2", {1: "A70 u30"}, "haircut")
    done = admit_all(*asked, related=[("K1", "K2")])
    assert told(done[1].lots) == ["L-0003 1 60-70 A"]
    assert contested(done[1].contested) == ["A 10-60 L-0001", "A 60-70 L-0001"]


def test_a_lot_that_an_act_names_is_taken_from_nobody() -> None:
    """An untraced lot is free for a later case, unless an act on file names it."""
    asked = claims("K1", {1: "A60 u40"}), claims("K2", {1: "u60 B30 u10"})
    done = admit_all(*asked, named=["L-0002"])
    assert done[1].lots == ()
    assert contested(done[1].contested) == ["B 60-90 L-0002"]


def test_a_later_version_keeps_the_numbers_of_what_stays() -> None:
    """Where satoshi and label agree the lot keeps its number; what is new gets the next, and no number comes again."""
    first = claims("K1", {1: "A60 u40", 2: "B9"}, bundle="one")
    second = claims("K1", {1: "A50 u50", 2: "B9", 3: "A1"}, bundle="two")
    done = admit_all(first, claims("K2", {5: "C5"}), second)
    assert done[2].supersedes == "one"
    assert in_force(done) == [
        "L-0003 2 0-9 B",
        "L-0004 5 0-5 C",
        "L-0005 1 0-50 A",
        "L-0006 1 50-100 u",
        "L-0007 3 0-1 A",
    ]


def test_what_others_hold_stays_theirs_when_a_case_comes_again() -> None:
    """A later version claims again what is its own, and of another case's satoshi none."""
    done = admit_all(
        claims("K1", {1: "A60 u40"}, bundle="one"),
        claims("K2", {1: "u70 B20 u10"}),
        claims("K1", {1: "A60 D40"}, bundle="two"),
    )
    assert in_force(done) == ["L-0001 1 0-60 A", "L-0003 1 70-90 B", "L-0005 1 60-70 D", "L-0006 1 90-100 D"]
    assert contested(done[2].contested) == ["D 70-90 L-0003"]


def test_an_unchanged_version_changes_no_lot() -> None:
    """The same claims under another seal give the same lots, those cut by others included."""
    done = admit_all(claims("K1", {1: "A60 u40"}, bundle="one"), claims("K2", {1: "u70 B20 u10"}))
    again = admit_all(
        claims("K1", {1: "A60 u40"}, bundle="one"),
        claims("K2", {1: "u70 B20 u10"}),
        claims("K1", {1: "A60 u40"}, bundle="two"),
    )
    assert in_force(again) == in_force(done)


def test_what_a_version_took_comes_back_when_a_later_one_drops_the_coin() -> None:
    """What K2 took of K1's untraced lot is K1's again, as a lot with a number of its own; those left keep theirs.

    By hand: L-0001 is 0-60 once L-0002 took 60-90, and L-0003 what lies behind. K2's second bundle has nothing of the
    coin: 60-90 is a lot of K1, L-0005 after K2's new L-0004, and L-0001 and L-0003 are the satoshi that they were, for
    an act may name them. K1 sealed again with the same claims keeps all three.
    """
    asked = (
        claims("K1", {1: "u100"}),
        claims("K2", {1: "u60 B30 u10"}, bundle="v1"),
        claims("K2", {2: "B5"}, bundle="v2"),
    )
    done = admit_all(*asked)
    assert in_force(done) == ["L-0001 1 0-60 u", "L-0003 1 90-100 u", "L-0004 2 0-5 B", "L-0005 1 60-90 u"]
    assert [(lot.case, lot.bundle) for lot in done[2].lots] == [("K2", "v2"), ("K1", "bundle of K1")]
    again = admit_all(*asked, claims("K1", {1: "u100"}, bundle="sealed again"))
    assert in_force(again) == in_force(done)


def test_what_was_contested_is_granted_when_its_holder_lets_go() -> None:
    """A label of another case comes before an untraced claim of the case that lets go, and before others' later ones.

    By hand: K1 holds A 40-60, which K2 claims for B and K3 for C. K1's second version traces it to nobody: it is K2's.
    Or it has nothing of the coin: 0-40 and 70-100, which K2 and K3 traced to nobody, are K2's too, admitted first.
    """
    asked = (
        claims("K1", {1: "u40 A20 u40"}, bundle="v1"),
        claims("K2", {1: "u40 B30 u30"}),
        claims("K3", {1: "u40 C20 u40"}),
    )
    done = admit_all(*asked, claims("K1", {1: "u100"}, bundle="v2"))
    assert contested(done[2].contested) == ["C 40-60 L-0002"]
    assert in_force(done) == [
        "L-0001 1 0-40 u",
        "L-0003 1 70-100 u",
        "L-0004 1 60-70 B",
        "L-0005 1 40-60 B",
    ]
    gone = admit_all(*asked, claims("K1", {}, bundle="v2"))
    assert in_force(gone) == ["L-0004 1 60-70 B", "L-0005 1 0-40 u", "L-0006 1 40-60 B", "L-0007 1 70-100 u"]
    assert {lot.case for lot in lots_in_force(gone)} == {"K2"}


def test_what_was_untraced_is_let_go_too() -> None:
    """A coin that a later version drops is the other case's that has it in its bundle, though nobody traced it."""
    asked = claims("K1", {1: "u100"}, bundle="v1"), claims("K2", {1: "u100"}), claims("K1", {}, bundle="v2")
    done = admit_all(*asked)
    assert in_force(done) == ["L-0002 1 0-100 u"]
    assert [lot.case for lot in done[2].lots] == ["K2"]


def test_the_order_of_the_folder_is_not_that_of_admission() -> None:
    """Whichever admission is read first, the last version of each case counts, and who came first goes first."""
    asked = (
        claims("K3", {1: "u40 A20 u40"}, bundle="v1"),
        claims("K2", {1: "u40 B30 u30"}, bundle="v1"),
        claims("K2", {1: "u30 B30 u40"}, bundle="v2"),
        claims("K1", {1: "u40 C20 u40"}),
        claims("K3", {}, bundle="v2"),
    )
    done = admit_all(*asked)
    assert admit_all(*asked, latest_first=True) == done
    assert {lot.case for lot in lots_in_force(done) if lot.label} == {"K2"}


def test_under_different_rules_what_is_let_go_is_shared_by_amount() -> None:
    """A case that was moved to other places keeps them, and gets what it claims beyond: never more than it claims.

    By hand: K1 has A 0-60, so K2's B of 50 goes to 60-100, 10 withheld. K1 lets go: the last 10 that K2 claims are B,
    at their own places 40-50, which are free; the rest is K2's untraced.
    """
    asked = (
        claims("K1", {1: "A60 u40"}, "haircut", "v1"),
        claims("K2", {1: "B50 u50"}),
        claims("K1", {}, "haircut", "v2"),
    )
    assert in_force(admit_all(*asked)) == [
        "L-0003 1 60-100 B",
        "L-0004 1 0-40 u",
        "L-0005 1 40-50 B",
        "L-0006 1 50-60 u",
    ]


def test_two_lots_over_one_satoshi_are_found() -> None:
    """Admissions that no admission wrote are refused: a satoshi is in one lot."""
    (one,) = admit_all(claims("K1", {1: "A60 u40"}))
    (other,) = admit_all(claims("K2", {1: "A60 u40"}))
    second = Admission(
        number=2, case="K2", bundle="x", primary="fifo", admitted=one.admitted, lots=other.lots, contested=(),
        supersedes=None,
    )  # fmt: skip
    with pytest.raises(IntegrityError, match="holds satoshi of receipt"):
        lots_in_force([one, second])


SEGMENTS = st.lists(st.tuples(st.sampled_from("uABC"), st.integers(1, 30)), min_size=1, max_size=5)
SIZE = 100


def _coin(segments: list[tuple[str, int]]) -> str:
    """Return a coin of `SIZE` satoshi that begins with these segments."""
    left, words = SIZE, []
    for label, sat in segments:
        words.append(f"{label}{min(sat, left)}")
        left -= min(sat, left)
    return " ".join([*(word for word in words if word[1:] != "0"), *([f"u{left}"] if left else [])])


COINS = st.dictionaries(st.integers(1, 3), SEGMENTS.map(_coin), max_size=3)
CASES = st.lists(
    st.tuples(st.sampled_from(("K1", "K2", "K3")), COINS, st.sampled_from(("fifo", "lifo", "haircut"))), max_size=6
)


@given(CASES, st.sets(st.sampled_from((("K1", "K2"), ("K2", "K3")))))
def test_whatever_comes_each_satoshi_is_in_one_lot(
    asked: list[tuple[str, dict[int, str], str]], related: set[tuple[str, str]]
) -> None:
    """Over drawn cases: what is claimed is granted or contested, others' labels stay, a number means one thing."""
    every = [claims(case, coins, rule, f"{at}") for at, (case, coins, rule) in enumerate(asked)]
    done = admit_all(*every, related=related)
    meant: dict[LotId, tuple[object, ...]] = {}
    for at, (claim, admission) in enumerate(zip(every, done, strict=True)):
        own = [lot for lot in admission.lots if lot.case == claim.case and lot.label is not None]
        for receipt in claim.receipts:
            wanted = sum(part.span.sat for part in receipt.parts if part.label is not None)
            granted = sum(lot.run.sat for lot in own if lot.run.receipt == receipt.outpoint)
            withheld = sum(each.run.sat for each in admission.contested if each.run.receipt == receipt.outpoint)
            assert granted + withheld == wanted
        for lot in admission.lots:
            if lot.label is not None:
                assert meant.setdefault(lot.id, (lot.run, lot.label, lot.case)) == (lot.run, lot.label, lot.case)
        before, after = lots_in_force(done[:at]), lots_in_force(done[: at + 1])
        assert {lot for lot in before if lot.label and lot.case != claim.case} <= set(after)
        _disjoint_and_whole(after, {receipt.outpoint for receipt in claim.receipts})


VERSIONS = st.lists(st.tuples(st.sampled_from(("K1", "K2", "K3")), COINS), max_size=7)


@given(VERSIONS)
def test_whatever_versions_came_between_what_counts_is_what_those_in_force_claim(
    asked: list[tuple[str, dict[int, str]]],
) -> None:
    """Over drawn versions that drop, raise and relabel: the lots are those of a count satoshi by satoshi."""
    every = [claims(case, coins, bundle=f"{at}") for at, (case, coins) in enumerate(asked)]
    done = admit_all(*every)
    assert _held(lots_in_force(done)) == _counted(every)
    again = admit_all(*every, *(replace(each, bundle="sealed again") for each in every[-1:]))
    assert in_force(again) == in_force(done)
    meant: dict[LotId, Lot] = {}
    for lot in (lot for each in done for lot in each.lots):
        first = meant.setdefault(lot.id, lot)
        assert (first.case, first.label) == (lot.case, lot.label)
        assert first.run.receipt == lot.run.receipt
        assert first.run.start <= lot.run.start <= lot.run.end <= first.run.end


def _held(lots: Iterable[Lot]) -> dict[tuple[Outpoint, int], tuple[str, str | None]]:
    """Return who has each satoshi, and under which label."""
    held: dict[tuple[Outpoint, int], tuple[str, str | None]] = {}
    for lot in lots:
        for at in range(lot.run.start, lot.run.end):
            assert held.setdefault((lot.run.receipt, at), (lot.case, lot.label)) == (lot.case, lot.label)
    return held


def _counted(every: Sequence[Claims]) -> dict[tuple[Outpoint, int], tuple[str, str | None]]:
    """Count who has each satoshi: of the versions in force that claim it one with a label, else one without.

    Whoever has it as such keeps it, in a later version too; else the case itself that comes, then whose version was
    admitted first.
    """
    held: dict[tuple[Outpoint, int], tuple[str, str | None]] = {}
    said: dict[str, dict[tuple[Outpoint, int], str | None]] = {}
    for new in every:
        said.pop(new.case, None)
        said[new.case] = {
            (receipt.outpoint, at): part.label
            for receipt in new.receipts
            for part in receipt.parts
            for at in range(*part.span)
        }
        coins = {coin(number) for number in (1, 2, 3)}
        for place in [(outpoint, at) for outpoint in sorted(coins) for at in range(SIZE)]:
            had, label = held.pop(place, (None, None))
            ranks = [had if label is not None else None, new.case, *said]
            if label is None:
                ranks.append(had)
            labelled = [case for case in ranks if case and said[case].get(place) is not None]
            there = [case for case in (had, new.case, *said) if case and place in said[case]]
            if labelled:
                held[place] = labelled[0], said[labelled[0]][place]
            elif there:
                held[place] = there[0], None
    return held


def _disjoint_and_whole(lots: tuple, receipts: set) -> None:
    """Make sure that no satoshi is in two lots, and each of the receipts just admitted in one."""
    for receipt in {lot.run.receipt for lot in lots}:
        places = [at for lot in lots if lot.run.receipt == receipt for at in range(lot.run.start, lot.run.end)]
        assert len(places) == len(set(places))
        if receipt in receipts:
            assert sorted(places) == list(range(SIZE))
