"""What a coin holds: the order of labels, and what marks on them leave as it is."""

from itertools import product

from tracer.case.case import Label
from tracer.trace.attribution import UNTRACED, ClaimState, MarkedLabel, Slice, in_order, joined, taint

A, B = Label("A"), Label("B")


def test_labels_stand_in_the_order_of_their_bytes() -> None:
    """By UTF-8 bytes: capitals before small letters, Latin before Cyrillic, those beyond 16 bits last."""
    ordered = ["B", "a", "a b", "ab", "Б", "\ue000", "\U0001f600"]
    assert in_order(map(Label, reversed(ordered))) == ordered == sorted(ordered, key=str.encode)


def test_marked_labels_stand_in_the_order_in_which_they_are_offered() -> None:
    """A label before its marked ones; then refused by number, taken, free; then by wallet."""
    ordered: list[Label | MarkedLabel] = [
        A,
        MarkedLabel(A, ClaimState.REFUSED, 2, "vault"),
        MarkedLabel(A, ClaimState.REFUSED, 10, "agency"),
        MarkedLabel(A, ClaimState.TAKEN, 0, "agency"),
        MarkedLabel(A, ClaimState.TAKEN, 0, "vault"),
        MarkedLabel(A, ClaimState.FREE, 0, "agency"),
        Label("A b"),
        B,
        MarkedLabel(B, ClaimState.REFUSED, 0, "agency"),
    ]
    assert in_order(reversed(ordered)) == ordered
    assert all(in_order(pair) == sorted(pair, key=ordered.index) for pair in product(ordered, ordered))


def test_satoshi_of_one_label_under_two_marks_stay_apart() -> None:
    """Neighbours are merged where label and marks are alike, and nowhere else; the untraced are counted for nobody."""
    free, taken = MarkedLabel(A, ClaimState.FREE, 0, "vault"), MarkedLabel(A, ClaimState.TAKEN, 0, "vault")
    attribution = joined([Slice(free, 1), Slice(free, 2), Slice(taken, 4), Slice(UNTRACED, 8), Slice(A, 16)])
    assert attribution == ((free, 3), (taken, 4), ("", 8), ("A", 16))
    assert list(taint(attribution).items()) == [("A", 16), (taken, 4), (free, 3)]
