"""Two results compared: what moved, what changed in the books, and what went into them."""

import pytest

from tests.evidence.results import result
from tests.story import NAMES
from tracer.errors import IntegrityError
from tracer.result.case_difference import Difference, differences
from tracer.result.diff import Cause, ResultDiff, compare

TXID = {name: row["txid"] for name, row in NAMES["transactions"].items()}
LATER = (("height = 140", "height = 145"), ("confirmations = 6", "confirmations = 1"))


def compared(*changes: tuple[str, str]) -> ResultDiff:
    """Return the story compared with itself after changes of its case file."""
    (before, old), (after, new) = result(), result(*changes)
    return compare(before, after, (old, new))


def test_a_result_is_the_same_as_itself() -> None:
    """Nothing differs between a result and itself."""
    found = compared()
    assert found.same
    parts = (found.moved, found.left, found.shifts, found.orders, found.holdings, found.bounds, found.causes)
    assert (*parts, found.cautions) == ((),) * 8


def test_what_left_unspent_for_custody_comes_first() -> None:
    """Five more blocks bring the unspent coin into custody; the cause is named."""
    found = compared(*LATER)
    (moved,) = found.moved
    assert (str(moved.end.outpoint), moved.end.terminal, dict(moved.end.taint)) == (
        f"{TXID['late']}:0", "custody", {"A": 200_000_000, "B": 49_990_000},
    )  # fmt: skip
    assert [str(origin) for origin in moved.origins] == [f"{TXID['pay']}:0"]
    assert [(str(left.outpoint), left.terminal) for left in found.left] == [(f"{TXID['pay']}:0", None)]
    assert found.causes[0] == Cause("blocks: 5 more", f"140 {NAMES['blocks']['140']}", f"145 {NAMES['blocks']['145']}")


def test_shifts_of_a_label_cancel_where_its_seeds_are_the_same() -> None:
    """With the same seeds, what a label lost at some ends it gained at others, under every rule."""
    found = compared(*LATER)
    for method, label in {(shift.method, shift.label) for shift in found.shifts}:
        rows = [shift for shift in found.shifts if (shift.method, shift.label) == (method, label)]
        assert sum((row.after or 0) - (row.before or 0) for row in rows) == 0
    assert found.shifts[0].method == "fifo"
    assert ("fifo", "A", "custody", 539_970_000, 739_970_000) in [
        (row.method, row.label, row.what, row.before, row.after) for row in found.shifts
    ]


def test_orders_and_holdings_follow() -> None:
    """An order's received amount and what the wallet holds grow by what arrived."""
    found = compared(*LATER)
    orders = {order.id: order for order in found.orders}
    first = orders["2-101/2025"]
    assert first.before is not None
    assert first.after is not None
    assert (first.before.received, first.after.received) == (539_970_000, 739_970_000)
    assert [(row.custody, row.label, row.after - row.before) for row in found.holdings] == [
        ("Agency seizure wallet", "A", 200_000_000),
        ("Agency seizure wallet", "B", 49_990_000),
    ]


def test_bounds_that_differ_are_shown_as_they_were_and_are() -> None:
    """A receipt that is new has bounds that are new; a wallet's interval moves; orders and wallets come first."""
    (before, old), (after, new) = result(), result(*LATER)
    found = compare(before, after, (old, new)).bounds
    fresh = [row for row in found if row.target == f"{TXID['late']}:0"]
    assert fresh
    assert all(row.before is None and row.after in after.bounds for row in fresh)
    changed = [row for row in found if row.before is not None and row.after is not None]
    assert ("custody", "Agency seizure wallet") in {(row.kind, row.target) for row in changed}
    assert all(row.before in before.bounds and row.after in after.bounds for row in changed)
    order = [("order", "custody", "outpoint").index(row.kind) for row in found]
    assert order == sorted(order)
    unchanged = set(before.bounds) & set(after.bounds)
    shown = {(row.kind, row.target, row.label) for row in found}
    assert not [row for row in unchanged if (row.kind, row.target, row.label) in shown]


def test_earlier_after_later_is_cautioned() -> None:
    """Results named in the wrong order are compared, with a caution."""
    (before, old), (after, new) = result(), result(*LATER)
    found = compare(after, before, (new, old))
    assert found.cautions == ("the first result looks further than the second; name the earlier one first",)


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        (("amount_sat = 50000000", "amount_sat = 55000000"),
         Cause("case file: seed.A 2Mw9dMoAnvirwyUgq2jNatffn5YziWYtKfi.amount_sat", "50000000", "55000000")),
        (('primary = "fifo"', 'primary = "lifo"'), Cause("rule", "fifo", "lifo")),
        (("[stop]", "[stop]\nmin_sat = 5"), Cause("stop.min_sat", "1000", "5")),
        (('compare = ["haircut", "poison"]', 'compare = ["haircut"]'),
         Cause("method.compare", "haircut, poison", "haircut")),
        (("transfer act 17", "transfer act 18"),
         Cause("case file: custody.Agency seizure wallet.basis", "transfer act 17", "transfer act 18")),
        (("# The recorded story", "# the recorded story"), None),
    ],
)  # fmt: skip
def test_every_cause_is_named(change, cause):
    """Seeds, rule, stops, comparisons, assertions and mere spelling: each is named as what differs."""
    causes = compared(change).causes
    if cause is None:
        assert [each.what for each in causes] == ["case file: spelling or comments only"]
    else:
        assert cause in causes


def test_another_primary_rule_is_cautioned() -> None:
    """Where the rules differ, what moved is said to compare two rules."""
    assert (
        "the primary rules differ: what moved compares fifo with lifo"
        in compared(('primary = "fifo"', 'primary = "lifo"')).cautions
    )


def test_tag_packs_are_causes() -> None:
    """A TagPack that is used no more is named with its hash."""
    found = compared(('tags = ["tags/exchange.yaml"]', "tags = []"))
    (cause,) = (cause for cause in found.causes if cause.what.startswith("TagPack"))
    assert (cause.what, cause.after) == ("TagPack tags/exchange.yaml", "none")
    assert cause.before.startswith("sha256 7984b95d")


def test_tables_are_matched_by_what_they_name() -> None:
    """A table put before others makes no difference of those; new and lost ones are shown whole."""
    before = b'[[order]]\nid = "1"\namount_sat = 5\n[[order]]\nid = "2"\n'
    after = b'[[order]]\nid = "3"\nlabels = ["A", "B"]\n[[order]]\nid = "2"\n[[order]]\nid = "1"\namount_sat = 6\n'
    assert differences(before, after) == (
        Difference("order.3", None, "id = 3, labels = [A, B]"),
        Difference("order.1.amount_sat", "5", "6"),
    )


def test_withheld_descriptors_are_not_compared() -> None:
    """A descriptor that a bundle withholds is no difference."""
    assert (
        differences(
            b'[[custody]]\nname = "a"\ndescriptor = "wpkh(x)"', b'[[custody]]\nname = "a"\ndescriptor = "withheld:00"'
        )
        == ()
    )


def test_a_case_that_is_no_toml_is_refused() -> None:
    """A damaged case file is named, not skipped."""
    with pytest.raises(IntegrityError, match="is no TOML"):
        differences(b"[", b"")
