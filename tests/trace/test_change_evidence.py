"""Change evidence on a trail: shown from what was read, deciding nothing, and other retained sets beside LIBR."""

from tests.pictures import outpoint_of, txid_of
from tests.trace.drawing import Drawing, seed
from tracer.trace.budget import WHOLE, BudgetPart
from tracer.trace.change_evidence import change_exhibit
from tracer.trace.history import TRANSACTIONS, History
from tracer.trace.retained_sets import BY_RULES, NONE, retained_sets
from tracer.trace.run_lineage import RunLineage
from tracer.trace.seeds import resolve


def whole(name: str) -> BudgetPart:
    """Let every run go to its end."""
    assert name
    return WHOLE


PEEL = """
a: -> 10000000@thief

t: a.0 -> 3000000@shop 6999999@thief

u: t.1 -> 2000000@shop 4999998@thief

v: u.1 -> 4999997@other
"""


def test_reuse_and_roundness_together_name_the_change() -> None:
    """An output back to the script spent from and the other one's round value agree; the verdict is on the edge."""
    drawing = Drawing(PEEL, [seed("A", "a.0")])
    trail = drawing.trail()
    found = change_exhibit(trail.steps, RunLineage(drawing.reading, {}, History(None)))
    assert [(step.txid, step.verdict) for step in found.steps] == [
        (txid_of("t"), outpoint_of("t.1")),
        (txid_of("u"), outpoint_of("u.1")),
    ]
    assert found.left_out == 0


def test_evidence_reads_nothing() -> None:
    """Asking the change rules neither opens a transaction nor adds to what the bundle must hold."""
    drawing = Drawing(PEEL, [seed("A", "a.0")])
    trail = drawing.trail()
    read, asked = drawing.reading.read, len(drawing.view.asked)
    change_exhibit(trail.steps, RunLineage(drawing.reading, {}, History(None)))
    assert (drawing.reading.read, len(drawing.view.asked)) == (read, asked)


def test_what_was_not_opened_is_not_known() -> None:
    """Where the run did not open the transaction before, history is not known, never taken as fresh."""
    drawing = Drawing(PEEL, [seed("A", "t.1")])
    drawing.trail()
    around = RunLineage(drawing.reading, {}, History(None))
    assert around.subject(txid_of("a")) is None
    assert around.paid_before(b"never", txid_of("u")) is None
    assert around.spender(outpoint_of("u.0")) is None
    spender = around.spender(outpoint_of("u.1"))
    assert spender is not None
    assert spender.txid == txid_of("v")


def test_scripts_spent_together_are_one_cluster_here_too() -> None:
    """The co-spends among what was opened give R8 its clusters."""
    text = "a: -> 50@one\nb: -> 50@two\nc: -> 9@three\n\nt: a.0 b.0 -> 100\n\nu: t.0 c.0 -> 109"
    drawing = Drawing(text, [seed("A", "a.0")])
    drawing.trail()
    around = RunLineage(drawing.reading, {}, History(None))
    subject = around.subject(txid_of("t"))
    assert subject is not None
    one, two = (spend.script for spend in subject.inputs)
    assert around.cluster(one) == around.cluster(two) != around.cluster(subject.outputs[0].script)


def test_too_long_a_trail_is_said_to_be_cut() -> None:
    """Of a trail with more transactions than are looked at, the rest is counted."""
    drawing = Drawing(PEEL, [seed("A", "a.0")])
    steps = drawing.trail().steps * TRANSACTIONS
    assert change_exhibit(steps, RunLineage(drawing.reading, {}, History(None))).left_out == len(steps) - TRANSACTIONS


def test_other_retained_sets_stand_beside_libr() -> None:
    """With the shop's output declared as change, LIBR is also run with none retained and what the rules agree on."""
    text = "a: -> 6000000@thief\nb: -> 4000000@thief\n\nt: a.0 b.0 -> 7000000@shop 2999999@thief"
    drawing = Drawing(text, [seed("A", "a.0")], rule="libr", retained=("t.0",))
    seeds, trail = resolve(drawing.seeds, drawing.reading), drawing.trail()
    around = RunLineage(drawing.reading, {}, History(None))
    found = retained_sets(
        {"libr": trail},
        seeds,
        [outpoint_of("t.0")],
        stops=drawing.stops(),
        reading=drawing.reading,
        around=around,
        budget_of=whole,
    )
    assert [(each.rule, each.name, each.retained) for each in found] == [
        ("libr", NONE, ()),
        ("libr", BY_RULES, (outpoint_of("t.1"),)),
    ]
    by_rules = {shift.outpoint: (shift.declared, shift.otherwise) for shift in found[1].comparison.coins}
    assert by_rules == {outpoint_of("t.0"): (6000000, 3000001), outpoint_of("t.1"): (0, 2999999)}


def test_each_declared_output_is_left_out_singly() -> None:
    """Of two declared outputs either one is left out once; a set equal to the declared one is not run."""
    text = "a: -> 60\nb: -> 40\n\nt: a.0 b.0 -> 70 30\n\nu: t.0 -> 50 20"
    drawing = Drawing(text, [seed("A", "a.0")], rule="proceeds_first", retained=("t.1", "u.1"))
    seeds, around = resolve(drawing.seeds, drawing.reading), RunLineage(drawing.reading, {}, History(None))
    trail, declared = drawing.trail(), [outpoint_of("t.1"), outpoint_of("u.1")]
    found = retained_sets(
        {"proceeds_first": trail},
        seeds,
        declared,
        stops=drawing.stops(),
        reading=drawing.reading,
        around=around,
        budget_of=whole,
    )
    assert [each.retained for each in found] == [(), (outpoint_of("u.1"),), (outpoint_of("t.1"),)]


def test_rules_that_do_not_look_at_change_have_no_other_sets() -> None:
    """FIFO rests on no declaration, so nothing is run again."""
    drawing = Drawing(PEEL, [seed("A", "a.0")])
    seeds, trail = resolve(drawing.seeds, drawing.reading), drawing.trail()
    around = RunLineage(drawing.reading, {}, History(None))
    assert (
        retained_sets(
            {"fifo": trail}, seeds, [], stops=drawing.stops(), reading=drawing.reading, around=around, budget_of=whole
        )
        == ()
    )
