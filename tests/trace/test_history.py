"""What is looked up for change evidence: scripts paid before, and what spends beside the trail."""

from collections.abc import Collection

import pytest

from tests.pictures import Picture, script_of, txid_of
from tests.trace.drawing import Drawing, seed
from tracer.chain.outpoint import BlockRef
from tracer.chain.view import FirstPaid
from tracer.trace.chain_lineage import ChainLineage
from tracer.trace.change_evidence import change_exhibit
from tracer.trace.history import NOT_ASKED, OUTPUTS, PART, WHOLE, History, look_back
from tracer.trace.patterns import dusting
from tracer.trace.patterns.finding import Verdict
from tracer.trace.reading import Reading
from tracer.trace.run_lineage import RunLineage

FRESH = "old: -> 5@shop\n\ntheft: -> 1000000@thief\n\npay: theft.0 -> 400000@shop 599123@new\n\nback: pay.0 -> 400000@x"
TOGETHER = """
theft: -> 1000000@thief
more: -> 300000@thief

pay: theft.0 -> 400000@shop 599123@change

later: pay.1 more.0 -> 899000@elsewhere
"""


def named(text: str, rule: str) -> list[int | None]:
    """Return what a rule names of each transaction shown of the trail from `theft.0`."""
    drawing = Drawing(text, [seed("A", "theft.0")])
    steps = drawing.trail().steps
    around = RunLineage(drawing.reading, {}, look_back([step.txid for step in steps], drawing.reading))
    found = change_exhibit(steps, around)
    return [each.change for step in found.steps for each in step.reading.evidence if each.rule == rule]


def test_the_fresh_script_is_named_where_the_other_was_paid_before() -> None:
    """Output 0 pays a script that was paid before, output 1 one that never was: R2 names output 1."""
    assert named(FRESH, "R2-fresh") == [1]
    assert named(FRESH.replace("old: -> 5@shop", "old: -> 5@other"), "R2-fresh") == [None]


def test_a_script_paid_later_only_was_not_paid_before() -> None:
    """What is paid again above the transaction, or inside it, does not make its script an old one."""
    assert named(FRESH.replace("400000@x", "400000@new"), "R2-fresh") == [1]
    assert named("theft: -> 1000000\n\npay: theft.0 -> 40@shop 59@new\n\nz: pay.0 -> 40@shop", "R2-fresh") == [None]


def test_change_spent_together_with_the_payers_other_coin_is_named() -> None:
    """Where a later transaction spends an output beside a coin of the input's script, R8 names that output."""
    assert named(TOGETHER, "R8-cluster") == [1]
    assert named(TOGETHER.replace("pay.1 more.0 -> 899000", "pay.1 -> 599000"), "R8-cluster") == [None]


def test_what_is_looked_up_is_read() -> None:
    """Who paid a script first, and what spends beside the trail, goes into the evidence."""
    drawing = Drawing(FRESH, [seed("A", "theft.0")])
    steps = drawing.trail().steps
    assert txid_of("old") not in drawing.reading.read
    look_back([step.txid for step in steps], drawing.reading)
    assert {txid_of("old"), txid_of("back")} <= set(drawing.reading.read)


class Later(Picture):
    """A source that starts above the first block, or that is not asked at all."""

    whole: bool | None = False

    def first_paid(self, scripts: Collection[bytes], last: int) -> FirstPaid | None:
        """Return what is known of histories."""
        known = super().first_paid(scripts, last)
        assert known is not None
        return None if self.whole is None else FirstPaid(known.outputs, self.whole)


@pytest.mark.parametrize(
    ("whole", "reach", "before"),
    [(True, WHOLE, (True, False)), (False, PART, (True, None)), (None, NOT_ASKED, (None, None))],
)
def test_what_the_source_cannot_say_is_not_known(
    whole: bool | None, reach: str, before: tuple[bool | None, ...]
) -> None:
    """That a script was paid can be shown by any source that reads it.

    That it never was only by one from the first block.
    """
    drawing = Drawing(FRESH, [seed("A", "theft.0")])
    view = Later(FRESH)
    view.whole = whole
    drawing.reading = reading = Reading(view, BlockRef(10, view.block_hash(10)))
    steps = drawing.trail().steps
    history = look_back([step.txid for step in steps], reading)
    assert history.reach == reach
    around = RunLineage(reading, {}, history)
    assert tuple(around.paid_before(script_of(name), txid_of("pay")) for name in ("shop", "new")) == before
    looked = ChainLineage(reading, {})
    assert tuple(looked.paid_before(script_of(name), txid_of("pay")) for name in ("shop", "new")) == before
    assert around.paid_before(script_of("nobody"), txid_of("pay")) is None


def test_batches_are_not_asked_about() -> None:
    """A transaction of more outputs than a payment has costs no look-up; the step beside it does."""
    wide = " ".join(f"10@r{at}" for at in range(OUTPUTS + 1))
    drawing = Drawing(f"theft: -> 1000000\n\npay: theft.0 -> {wide} 5000", [seed("A", "theft.0")])
    history = look_back([step.txid for step in drawing.trail().steps], drawing.reading)
    assert history == History(FirstPaid({}, True), frozenset())


def test_dust_to_scripts_paid_before_is_told_from_dust_to_new_ones() -> None:
    """In a look the chain answers: ten scripts paid before make a dusting, nine and a new one do not."""
    old = " ".join(f"9@r{at}" for at in range(10))
    for last, verdict in (("r9", Verdict.MATCHES), ("new", Verdict.NO)):
        view = Picture(
            f"own: -> {old}\nbig: -> 90000\n\ndust: big.0 -> {' '.join(f'600@r{at}' for at in range(9))} 600@{last}"
        )
        reading = Reading(view, BlockRef(2, view.block_hash(2)))
        around = ChainLineage(reading, {})
        opened = reading.open(txid_of("dust"))
        assert opened is not None
        seen = around.subject(opened)
        assert seen is not None
        assert dusting.detect(seen, around).verdict is verdict
