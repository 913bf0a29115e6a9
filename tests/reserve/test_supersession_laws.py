"""Laws of acts that supersede others, over drawn registers: they change nothing of the days before."""

import datetime as dt
from collections import Counter
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.reserve import test_value_laws
from tests.reserve.drawn_registers import ZONE, DrawnRegister
from tests.reserve.drawn_supersessions import as_of, superseded
from tests.reserve.satoshi_oracle import follow
from tests.reserve.test_title_laws import book, by_satoshi
from tests.reserve.title_oracle import TitleOracle
from tests.reserve.verifying import folded, loaded
from tracer.reserve.acts import ActKind, CorrectionAct
from tracer.reserve.days import instant, observed_block
from tracer.reserve.ledger import fold
from tracer.reserve.replaced_acts import ActsByDay
from tracer.reserve.title_rows import LAWFUL
from tracer.reserve.value.daily import daily
from tracer.reserve.value.day_rows import ValuedBlock
from tracer.reserve.watching import behind

SEEDS = st.integers(0, 2000)
UNIT = test_value_laws.UNIT


def test_drawings_have_every_kind_superseded() -> None:
    """Among them is every kind, a chain, one that covers nothing more, and what was corrected before or after."""
    kinds, sorts = Counter[ActKind](), set[str]()
    for seed in range(60):
        filed = {act.head.id: act for act in superseded(seed).acts.all}
        new = {act.head.id: act.head.supersedes for act in filed.values() if act.head.supersedes}
        kinds.update(filed[name].head.kind for name in new)
        sorts |= {"chain" for old in new.values() if old in new}
        for act in filed.values():
            if isinstance(act, CorrectionAct) and act.head.corrects is not None:
                sorts |= {"of the new one"} if act.head.corrects in new else set()
                sorts |= {"of the old one"} if act.head.corrects in new.values() else set()
    assert set(kinds) == {
        ActKind.ORDER, ActKind.EXECUTION, ActKind.ASSIGNMENT, ActKind.CLAIM, ActKind.PLEDGE, ActKind.RELEASE,
    }  # fmt: skip
    assert sorts == {"chain", "of the new one", "of the old one"}


@given(SEEDS, st.data())
def test_title_on_a_day_is_what_it_was_without_what_supersedes_later(seed: int, data: st.DataObject) -> None:
    """The whole book is the same: satoshi, orders with their shortfalls, burdens; on the day itself the new one is."""
    each = superseded(seed)
    cuts = [day + dt.timedelta(days=more) for day in ActsByDay(each.acts).days for more in (-1, 0)]
    day = data.draw(st.sampled_from([day for day in each.days if day in cuts] or each.days))
    assert book(each, day) == book(replace(each, acts=as_of(each.acts, day)), day)


@given(SEEDS, st.data())
def test_each_satoshi_has_the_oracle_s_title_of_then(seed: int, data: st.DataObject) -> None:
    """A second reading of the acts that were on file, satoshi by satoshi, says the same."""
    each = superseded(seed)
    day = data.draw(st.sampled_from(each.days))
    then = replace(each, acts=as_of(each.acts, day))
    facts = follow(each.register, each.history, each.acts, each.lots)
    assert by_satoshi(book(each, day)) == TitleOracle(then, facts, day, each.closing(day)).read().titles()


@given(SEEDS)
def test_the_blocks_by_title_are_on_each_day_what_title_says(seed: int) -> None:
    """Counted from spans of time, day by day, what lies there is what is judged for that day alone."""
    each = superseded(seed)
    ledger = fold(each.register, each.history, each.acts, each.lots)
    found = daily(ledger, each.register, each.lots, each.acts, each.days[0], each.days[-1])
    for number, day in enumerate(each.days):
        then = book(each, day)
        assert found[ValuedBlock.TITLED][number].closing == sum(then.sums[title] for title in LAWFUL)
        assert found[ValuedBlock.RESERVE][number].closing == sum(row.run.sat for row in then.runs if row.assigned)


@given(SEEDS, st.integers(0, 9))
def test_what_is_valued_closes_by_days_and_by_balances(seed: int, number: int) -> None:
    """Whatever is superseded, no identity of value and cost fails."""
    each = superseded(seed, unit=UNIT)
    prices = test_value_laws.drawn_prices(number, each)
    found = test_value_laws.money_of(each, each.acts, prices, each.days[0], each.days[-1])
    for block in found.value.blocks:
        assert test_value_laws.closes(block.sat)
        assert test_value_laws.closes(block.cents)


@given(SEEDS, st.data())
def test_the_stand_alone_program_says_the_same_title(seed: int, data: st.DataObject) -> None:
    """On any day it has each satoshi under the same word, the same order and the same burden."""
    each, module = superseded(seed), loaded()
    day = data.draw(st.sampled_from(each.days))
    raws = {row.txid: row.raw for row in each.view.originals(behind(each.register, each.history))}
    mine = folded(each.register, each.history, each.acts.all, each.lots, raws)
    found = module.Title(mine, day.isoformat(), calendar_of(each))
    words = Counter[tuple[str, str, str]]()
    for state, run, order, burden in found.rows():
        words[state, order, burden if state == "encumbered" else ""] += run.sat
    theirs = Counter[tuple[str, str, str]]()
    for row in book(each, day).runs:
        burden = row.burden if row.title.value == "encumbered" else None
        theirs[row.title.value, row.order or "", burden or ""] += row.run.sat
    assert +words == +theirs


def calendar_of(each: DrawnRegister) -> object:
    """Return the stand-alone program's calendar of every day of a drawing."""
    day = dt.timedelta(days=1)
    days = [each.days[0] - 40 * day + number * day for number in range(len(each.days) + 80)]
    ends = {each.isoformat(): instant(each, ZONE) for each in days}
    blocks = [observed_block(each.view, height) for height in range(each.history.block.height + 1)]
    return loaded().Calendar(ends, 0, [block.time for block in blocks])
