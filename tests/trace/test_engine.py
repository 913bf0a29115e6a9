"""The engine follows value in chain order and every satoshi ends exactly once."""

import pytest

from tests.pictures import txid_of
from tests.trace.drawing import Drawing, seed
from tracer.case.case import Label
from tracer.errors import IntegrityError
from tracer.trace.attribution import taint


def test_a_coin_nothing_spends_is_unspent() -> None:
    """A seeded coin that nothing spends ends as unspent with all its satoshi."""
    assert Drawing("theft: -> 100", [seed("A", "theft.0")]).ends() == {"theft.0": "unspent A100"}


def test_fifo_fills_outputs_in_order_and_the_fee_last() -> None:
    """Under FIFO the first output takes the first satoshi and the fee takes the tail."""
    drawing = Drawing("theft: -> 100\n\nclean: -> 50\n\npay: theft.0 clean.0 -> 90 50", [seed("A", "theft.0")])
    assert drawing.ends() == {"pay.0": "unspent A90", "pay.1": "unspent A10"}
    swapped = Drawing("theft: -> 100\n\nclean: -> 50\n\npay: clean.0 theft.0 -> 90 50", [seed("A", "theft.0")])
    assert swapped.ends() == {"pay.0": "unspent A40", "pay.1": "unspent A50"}
    assert swapped.books() == {"A": {"unspent": 90, "fee": 10}}


def test_haircut_shares_in_proportion_with_the_fee() -> None:
    """Under haircut every payment, the fee included, takes its share of the traced satoshi."""
    drawing = Drawing(
        "theft: -> 60000\n\nclean: -> 40000\n\npay: theft.0 clean.0 -> 70000 29000",
        [seed("A", "theft.0")],
        rule="haircut",
    )
    assert drawing.ends() == {"pay.0": "unspent A42000", "pay.1": "unspent A17400"}
    assert drawing.books() == {"A": {"unspent": 59400, "fee": 600}}


def test_a_transaction_waits_for_all_its_inputs() -> None:
    """A merge that is one hop from the seed by one way and two by another is taken up once, after both."""
    text = "theft: -> 60 40\n\nlong: theft.1 -> 40\n\njoin: theft.0 long.0 -> 100"
    for rule in ("fifo", "haircut"):
        drawing = Drawing(text, [seed("A", txid="theft")], rule=rule)
        assert drawing.ends() == {"join.0": "unspent A100"}
        assert [step.txid for step in drawing.trail().steps] == [txid_of("long"), txid_of("join")]


def test_parent_and_child_in_one_block_are_taken_in_order() -> None:
    """Inside one block the order of the block is the order of the trace."""
    drawing = Drawing(
        "theft: -> 60 40\n\nfirst: theft.1 -> 40\nsecond: theft.0 first.0 -> 100", [seed("A", txid="theft")]
    )
    assert drawing.ends() == {"second.0": "unspent A100"}


@pytest.mark.parametrize(
    ("pays", "more", "expected"),
    [
        ("100@safe", {"custody": ("safe",)}, "custody A100"),
        ("100@shop", {"services": ("shop",)}, "service A100"),
        ("100@burn", {}, "burned A100"),
        ("100", {"min_sat": 101}, "threshold A100"),
        ("100", {"min_sat": 100}, "unspent A100"),
        ("100", {"max_hops": 1}, "hops A100"),
        ("100", {"max_hops": 2}, "unspent A100"),
        ("100@safe", {"custody": ("safe",), "services": ("safe",), "min_sat": 1000, "max_hops": 1}, "custody A100"),
        ("100@shop", {"services": ("shop",), "min_sat": 1000, "max_hops": 1}, "service A100"),
        ("100", {"min_sat": 1000, "max_hops": 1}, "threshold A100"),
    ],
)
def test_a_coin_ends_when_made(pays: str, more, expected: str):
    """Burned, custody, service, threshold and hops end a trail at the coin made, in this order."""
    assert Drawing(f"theft: -> 100\n\npay: theft.0 -> {pays}", [seed("A", "theft.0")], **more).ends() == {
        "pay.0": expected
    }


def test_a_seed_is_never_below_the_threshold() -> None:
    """A seeded coin is followed however small it is."""
    drawing = Drawing("theft: -> 5\n\npay: theft.0 -> 5", [seed("A", "theft.0")], min_sat=1000)
    assert drawing.ends() == {"pay.0": "threshold A5"}


def test_a_mix_ends_at_the_coin_spent_into_it() -> None:
    """What is spent into an equal-output mix ends there whole, without a share of the fee."""
    text = "theft: -> 10000\n\nothers: -> 10000 10000\n\nmix: theft.0 others.0 others.1 -> 9500 9500 9500"
    drawing = Drawing(text, [seed("A", "theft.0")], coinjoin=True)
    assert drawing.ends() == {"theft.0": "mix A10000"}
    assert drawing.trail().steps == ()
    assert Drawing(text, [seed("A", "theft.0")]).ends() == {"mix.0": "unspent A9500", "mix.1": "unspent A500"}


def test_the_case_window_ends_a_trail_at_the_coin_spent_beyond_it() -> None:
    """A coin spent above `to_height` ends as horizon; one spent above the horizon is still unspent."""
    text = "theft: -> 100\n\n\npay: theft.0 -> 100"
    assert Drawing(text, [seed("A", "theft.0")], to_height=2).ends() == {"theft.0": "horizon A100"}
    assert Drawing(text, [seed("A", "theft.0")], to_height=3).ends() == {"pay.0": "unspent A100"}
    assert Drawing(text, [seed("A", "theft.0")], horizon=2).ends() == {"theft.0": "unspent A100"}


def test_a_missing_prevout_is_a_gap() -> None:
    """A transaction one of whose inputs cannot be read ends every trail that enters it, with the reason."""
    drawing = Drawing("theft: -> 100\n\npay: theft.0 unknown.7 -> 100", [seed("A", "theft.0")])
    assert drawing.ends() == {"theft.0": "gap A100"}
    (gap,) = drawing.trail().gaps
    assert f"{txid_of('unknown')}:7 that it also spends cannot be read" in gap.reason


def test_a_transaction_that_makes_money_is_refused() -> None:
    """A source that shows more paid than spent is lying, and nothing is exported."""
    with pytest.raises(IntegrityError, match="pays 1 sat more than it spends"):
        Drawing("theft: -> 100\n\npay: theft.0 -> 101", [seed("A", "theft.0")]).trail()


def test_labels_keep_apart() -> None:
    """Two claims merged in one transaction are still told apart, and each one's books close."""
    text = "a: -> 100\nb: -> 100\n\njoin: a.0 b.0 -> 150 40"
    drawing = Drawing(text, [seed("A", "a.0"), seed("B", "b.0")])
    assert drawing.ends() == {"join.0": "unspent A100 B50", "join.1": "unspent B40"}
    assert drawing.books() == {"A": {"unspent": 100}, "B": {"unspent": 90, "fee": 10}}


def test_the_first_taint_wins_a_seeded_coin() -> None:
    """Where earlier taint sits in a seeded coin it stays; the seed takes what is left, the rest is overlap."""
    text = "a: -> 60\nclean: -> 40\n\njoin: a.0 clean.0 -> 100"
    drawing = Drawing(text, [seed("A", "a.0"), seed("B", "join.0")])
    trail = drawing.trail()
    assert drawing.ends() == {"join.0": "unspent A60 B40"}
    book = trail.books[Label("B")]
    assert (book.asserted, book.overlap, book.seed) == (100, 60, 40)
    (collision,) = trail.collisions
    assert (collision.holder, collision.claimant, collision.sat) == ("A", "B", 60)


def test_two_seeds_on_one_coin_apply_in_order() -> None:
    """Of two seeds that name one coin the first in order holds it, the second overlaps."""
    drawing = Drawing("a: -> 100", [seed("B", txid="a"), seed("A", "a.0")])
    assert drawing.ends() == {"a.0": "unspent A100"}
    assert drawing.trail().books[Label("B")].overlap == 100


def test_change_back_to_a_seed_address_is_overlap_not_new_taint() -> None:
    """A suspect's own change paid to a seed address is not counted twice."""
    drawing = Drawing("a: -> 100@suspect\n\npay: a.0 -> 30 70@suspect", [seed("A", owner="suspect")])
    book = drawing.trail().books[Label("A")]
    assert drawing.ends() == {"pay.0": "unspent A30", "pay.1": "unspent A70"}
    assert (book.asserted, book.overlap, book.seed) == (170, 70, 100)


def test_an_amount_takes_the_first_satoshi_of_each_seed_in_order() -> None:
    """`amount_sat` is consumed over the seed's coins in order, from the front of each coin."""
    drawing = Drawing("a: -> 60 60\n\nspend: a.1 -> 30 30", [seed("A", txid="a", amount=80)])
    assert drawing.ends() == {"a.0": "unspent A60", "spend.0": "unspent A20"}
    assert drawing.trail().books[Label("A")].asserted == 80


def test_poison_reaches_everything_and_has_no_books() -> None:
    """Poison names what is reached, pays no amounts and closes no books."""
    text = "theft: -> 1\n\nclean: -> 99\n\njoin: theft.0 clean.0 -> 50 40 0"
    trail = Drawing(text, [seed("A", "theft.0")], rule="poison").trail()
    assert [len(taint(coin.attribution)) for coin in trail.ends] == [1, 1, 1]
    assert trail.books == {}


def test_whole_frontiers_are_asked_for_in_one_call() -> None:
    """The spenders of everything queued are asked for together, not coin by coin."""
    fan = " ".join(["10"] * 50)
    lines = [f"theft: -> {fan}", ""] + [f"p{n}: theft.{n} -> 10" for n in range(50)]
    drawing = Drawing("\n".join(lines), [seed("A", txid="theft")])
    drawing.trail()
    assert len(drawing.view.asked) <= 3


def test_the_record_holds_the_trail_and_every_prevout() -> None:
    """What was read is the trail, the stops and every transaction whose outputs they spend."""
    text = "theft: -> 100\n\nclean: -> 50\n\npay: theft.0 clean.0 -> 150\n\nunrelated: -> 7"
    drawing = Drawing(text, [seed("A", "theft.0")])
    drawing.trail()
    assert {drawing.view.names[txid] for txid in drawing.reading.read} == {"theft", "clean", "pay"}


def test_a_fan_out_ends_at_the_coin_spent_into_it() -> None:
    """A transaction with more outputs than the case allows ends its trails whole, with the rule on record."""
    text = "theft: -> 100\n\npay: theft.0 -> 30 30 30"
    drawing = Drawing(text, [seed("A", "theft.0")], fan_out=2)
    assert drawing.ends() == {"theft.0": "fan_out A100"}
    (stopped,) = drawing.trail().stopped
    assert (stopped.txid, stopped.finding.rule) == (txid_of("pay"), "fan-out")
    assert Drawing(text, [seed("A", "theft.0")], fan_out=3).trail().stopped == ()


def test_every_mix_names_the_rule_it_rests_on() -> None:
    """A stop at a mix is on record with its rule and the fields it looked at."""
    text = "theft: -> 10000\n\nothers: -> 10000 10000\n\nmix: theft.0 others.0 others.1 -> 9500 9500 9500"
    (stopped,) = Drawing(text, [seed("A", "theft.0")], coinjoin=True).trail().stopped
    assert stopped.finding.rule
    assert ("inputs", 3) in stopped.finding.fields


def test_a_budget_ends_what_would_go_on() -> None:
    """After the budget's transactions every trail that would go on ends as budget, and the books close."""
    text = "theft: -> 100\n\na: theft.0 -> 50 50\n\nb: a.0 -> 50\n\nc: a.1 -> 50\n\nd: b.0 c.0 -> 100"
    assert Drawing(text, [seed("A", "theft.0")], budget=2).ends() == {"a.1": "budget A50", "b.0": "budget A50"}
    assert Drawing(text, [seed("A", "theft.0")], budget=4).ends() == {"d.0": "unspent A100"}


def test_declared_change_is_what_the_rules_about_change_look_at() -> None:
    """Under LIBR and proceeds-first the outputs named as retained are filled last, and under LIBR kept traced."""
    text = "theft: -> 60\n\nclean: -> 40\n\npay: theft.0 clean.0 -> 70 30"
    for rule, expected in (
        ("libr", {"pay.0": "unspent A30", "pay.1": "unspent A30"}),
        ("proceeds_first", {"pay.0": "unspent A60"}),
    ):
        assert Drawing(text, [seed("A", "theft.0")], rule=rule, retained=("pay.1",)).ends() == expected
    assert Drawing(text, [seed("A", "theft.0")], rule="proceeds_first", retained=("pay.0",)).ends() == {
        "pay.0": "unspent A30",
        "pay.1": "unspent A30",
    }
