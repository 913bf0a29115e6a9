"""What changed between two runs, and whether coins moved."""

from tests.batch.digests import book, digest, outpoint, receipt
from tracer.batch.change import DigestShift, between, differing
from tracer.result.run_digest import CustodyStep, DigestCoin, OrderLine


def _coin(number: int, terminal: str, height: int = 50) -> DigestCoin:
    return DigestCoin(outpoint(number), height, terminal, 7)


def test_nothing_changed() -> None:
    """Two runs with the same figures show no change, whatever the horizon."""
    before = digest("X", books=(book("A", unspent=5),), ends=(_coin(1, "unspent"),))
    change = between(before, digest("X", books=before.books, ends=before.ends, horizon_height=101), ("horizon",))
    assert not change.anything
    assert not change.moved


def test_a_coin_that_was_spent_has_moved() -> None:
    """A coin that was unspent and is spent now has moved, wherever its trail ends now."""
    before = digest("X", books=(book("A", unspent=7),), ends=(_coin(1, "unspent"),))
    for terminal in ("mix", "gap", None):
        ends = () if terminal is None else (_coin(1, terminal),)
        change = between(before, digest("X", ends=ends, trail={outpoint(1): 7}), ("horizon",))
        assert change.left == before.ends
        assert change.moved


def test_a_coin_that_the_case_now_names_otherwise_has_not_moved() -> None:
    """A wallet, a tag or a limit that the analyst adds ends a trail at a coin that lies where it was."""
    before = digest("X", ends=(_coin(1, "unspent"),), books=(book("A", unspent=7),))
    for terminal in ("custody", "service", "threshold", "hops", "burned"):
        now = digest("X", ends=(_coin(1, terminal),), books=(book("A", **{terminal: 7}),), trail={outpoint(1): 7})
        change = between(before, now, ("case file",))
        assert (change.left, change.moved, change.anything) == ((), False, True)


def test_a_coin_that_the_case_no_longer_follows_has_not_moved() -> None:
    """A coin that is not in the trail any more was taken out by the analyst."""
    before = digest("X", ends=(_coin(1, "unspent"),), books=(book("A", unspent=7),))
    change = between(before, digest("X"), ("case file",))
    assert not change.moved
    assert change.shifts == (DigestShift("A", "unspent", 7, 0),)


def test_arrivals_below_the_earlier_horizon_are_the_analysts_doing() -> None:
    """A receipt that a changed case finds below the earlier horizon did not move since; one above it did."""
    old, new = receipt(1, [("A", 5)], height=90), receipt(2, [("A", 5)], height=101)
    steps = (CustodyStep("aa", 90, "move", 5), CustodyStep("bb", 101, "departure", 5))
    ends = (_coin(3, "service", 90), _coin(4, "service", 101))
    now = digest("X", receipts=(old, new), steps=steps, ends=ends, horizon_height=101)
    change = between(digest("X"), now, ("case file", "horizon"))
    assert (change.received, change.steps, change.served) == ((new,), steps[1:], ends[1:])
    change = between(digest("X"), now, ("horizon",))
    assert (change.received, change.steps, change.served) == ((old, new), steps, ends)


def test_a_receipt_that_a_reorganisation_took_back_is_lost() -> None:
    """A receipt that is no longer there is named."""
    old = receipt(1, [("A", 5)])
    change = between(digest("X", receipts=(old,)), digest("X"), ("horizon",))
    assert change.lost == (old,)
    assert change.anything
    assert not change.moved


def test_an_order_with_another_result_is_named() -> None:
    """An order whose figures or faults are others is shown as it is now."""
    was, now = (
        OrderLine(id="1", kind="seizure", ordered=10, received=sat, shortfall=10 - sat, excess=0, faults=())
        for sat in (3, 4)
    )
    assert between(digest("X", orders=(was,)), digest("X", orders=(now,)), ()).orders == (now,)


def test_causes_that_differ_are_named() -> None:
    """A cause counts where its value differs or stands on one side only."""
    assert differing({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "x", "d": "4"}) == ("b", "d", "c")
