"""All acts together: what one says of another, which of them count, and what is too much."""

import datetime as dt
import re

import pytest

from tests.reserve.written import (
    CLAIM,
    DISPOSAL,
    DOCUMENT,
    EXECUTION,
    MONEY_ORDER,
    ORDER,
    RELEASE,
    STEP,
    TXID,
    act,
    acts,
    changed,
)
from tracer.errors import CaseError
from tracer.reserve.act_set import amount_faults, in_force, shortfalls
from tracer.reserve.acts import (
    Act,
    ActKind,
    AssignmentAct,
    CorrectionAct,
    DisposalAct,
    ExecutionAct,
    OrderAct,
    ReleaseAct,
    StepAct,
)

SIGNED = 'signed_by = ["P-01", "P-07"]\n'
ALL = (ORDER, MONEY_ORDER, EXECUTION, CLAIM, RELEASE, DISPOSAL, STEP)


def assignment(number: str, sat: int, date: str = "2026-06-01", more: str = "") -> str:
    """Return an assignment of one lot."""
    return (
        f'id = "{number}"\nkind = "assignment"\ndate = {date}\n{SIGNED}{DOCUMENT}lots = {{ "L-0001" = {sat} }}\n{more}'
    )


def correction(number: str, of: str, sat: int, date: str = "2026-06-30") -> str:
    """Return a correction of an assignment."""
    inner = f'[replacement]\nkind = "assignment"\ndate = 2026-06-01\nlots = {{ "L-0001" = {sat} }}\n'
    return f'id = "{number}"\nkind = "correction"\ndate = {date}\n{SIGNED}{DOCUMENT}corrects = "{of}"\n{inner}'


def explanation(number: str, of: str = "") -> str:
    """Return a correction that explains a movement."""
    named = f'corrects = "{of}"\n' if of else ""
    head = f'id = "{number}"\nkind = "correction"\ndate = 2026-09-01\n{SIGNED}{DOCUMENT}{named}'
    return f'{head}txid = "{TXID}"\nexplains = "Number {number}."\n'


def faults(*texts: str) -> tuple[str, ...]:
    """Return the faults of these acts together."""
    with pytest.raises(CaseError) as raised:
        acts(*texts)
    return raised.value.faults


def assigned(*texts: str) -> dict[str, int]:
    """Return which assignments count, and the satoshi that each assigns."""
    return {
        found.head.id: sat
        for found in acts(*texts).acts
        if isinstance(found, AssignmentAct)
        for sat in found.lots.values()
    }


def test_acts_that_nothing_replaces_all_count() -> None:
    """Whatever the order in which files are read, acts are in the order of their numbers."""
    found = in_force([act(text) for text in reversed(ALL)])
    assert found.acts == found.all
    assert [each.head.id for each in found.acts] == [f"2026-000{number}" for number in range(1, 8)]


def test_a_correction_s_replacement_counts_under_the_number_of_what_it_replaces() -> None:
    """The act that was wrong stays on file and counts no more; neither does the correction itself."""
    found = acts(assignment("2026-0001", 5), correction("2026-0002", "2026-0001", 4))
    assert assigned(assignment("2026-0001", 5), correction("2026-0002", "2026-0001", 4)) == {"2026-0001": 4}
    assert [each.head.id for each in found.all] == ["2026-0001", "2026-0002"]
    (counted,) = found.acts
    assert counted.head.sha256 == found.all[1].head.sha256


def test_a_correction_is_corrected_by_another() -> None:
    """The last of a chain counts, under the first number."""
    texts = (
        assignment("2026-0001", 5),
        correction("2026-0002", "2026-0001", 4),
        correction("2026-0003", "2026-0002", 3, "2026-07-01"),
    )
    assert assigned(*texts) == {"2026-0001": 3}


def test_an_act_that_supersedes_another_counts_under_its_own_number() -> None:
    """What was superseded counts no more, and a correction of the new one keeps the new number."""
    texts = (assignment("2026-0001", 5), assignment("2026-0004", 7, more='supersedes = "2026-0001"\n'))
    assert assigned(*texts) == {"2026-0004": 7}
    assert assigned(*texts, correction("2026-0005", "2026-0004", 6)) == {"2026-0004": 6}
    of_correction = assignment("2026-0004", 7, "2026-07-01", 'supersedes = "2026-0002"\n')
    chain = (assignment("2026-0001", 5), correction("2026-0002", "2026-0001", 4), of_correction)
    assert assigned(*chain) == {"2026-0004": 7}


def test_what_names_a_superseded_act_is_carried_to_the_one_that_counts() -> None:
    """An execution, a release and a step follow what they name through supersessions and corrections."""
    later = {
        "2026-0012": changed(MONEY_ORDER, {'id = "2026-0002"': 'id = "2026-0012"\nsupersedes = "2026-0002"'}),
        "2026-0014": changed(
            CLAIM, {'id = "2026-0004"': f'{DOCUMENT}{SIGNED}id = "2026-0014"\nsupersedes = "2026-0004"'}
        ),
        "2026-0016": changed(DISPOSAL, {'id = "2026-0006"': 'id = "2026-0016"\nsupersedes = "2026-0006"'}),
    }
    found = {each.head.id: each for each in acts(*ALL, *later.values()).acts}
    assert sorted(found) == [f"2026-{number:04}" for number in (1, 3, 5, 7, 12, 14, 16)]
    _, execution, release, step, *_ = (found[number] for number in sorted(found))
    assert isinstance(execution, ExecutionAct)
    assert isinstance(release, ReleaseAct)
    assert isinstance(step, StepAct)
    assert (execution.order, release.act, step.disposal) == ("2026-0012", "2026-0014", "2026-0016")
    inner = DISPOSAL.split("signed_by")[0].replace('id = "2026-0006"\n', "") + DISPOSAL.split('"P-07"]\n')[1]
    corrected = f'id = "2026-0017"\nkind = "correction"\ndate = 2026-08-10\n{SIGNED}{DOCUMENT}corrects = "2026-0006"\n'
    after = acts(*ALL, f"{corrected}[replacement]{inner}").acts
    (kept,) = [each for each in after if isinstance(each, StepAct)]
    assert kept.disposal == "2026-0006"
    assert [each.head.id for each in after if isinstance(each, DisposalAct)] == ["2026-0006"]


def test_an_explanation_counts_beside_what_it_mentions() -> None:
    """A departure explained against an act leaves that act in force; a second explanation replaces the first."""
    found = acts(ORDER, explanation("2026-0002", "2026-0001"), explanation("2026-0003"))
    assert [each.head.id for each in found.acts] == ["2026-0001", "2026-0002", "2026-0003"]
    again = acts(ORDER, explanation("2026-0002", "2026-0001"), explanation("2026-0003", "2026-0002"))
    assert [each.head.id for each in again.acts] == ["2026-0001", "2026-0003"]
    assert [each.explains for each in again.acts if isinstance(each, CorrectionAct)] == ["Number 2026-0003."]


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        ((correction("2026-0002", "2026-0001", 4),), "acts/2026-0002.toml: corrects: no act 2026-0001 is on file"),
        (
            (assignment("2026-0001", 5, more='supersedes = "2026-0009"\n'),),
            "acts/2026-0001.toml: supersedes: no act 2026-0009 is on file",
        ),
        (
            (assignment("2026-0001", 5), correction("2026-0002", "2026-0001", 4, "2026-05-31")),
            "acts/2026-0002.toml: corrects: 2026-0001 is of 2026-06-01, later than this act of 2026-05-31",
        ),
        (
            (
                assignment("2026-0001", 5),
                correction("2026-0002", "2026-0001", 4),
                correction("2026-0003", "2026-0001", 3),
            ),
            "acts/2026-0003.toml: corrects: 2026-0001 is replaced by 2026-0002 already; correct or supersede that one",
        ),
        (
            (ORDER, correction("2026-0002", "2026-0001", 4)),
            "acts/2026-0002.toml: corrects: 2026-0001 is an act of kind order, this one of kind assignment",
        ),
        (
            (explanation("2026-0001"), correction("2026-0002", "2026-0001", 4, "2026-09-02")),
            "acts/2026-0002.toml: corrects: 2026-0001 is an act of kind correction, this one of kind assignment",
        ),
        (
            (EXECUTION,),
            "acts/2026-0003.toml: order: no act 2026-0002 is on file",
        ),
        (
            (changed(MONEY_ORDER, {"in_force = 2026-05-03\n": ""}), EXECUTION),
            "acts/2026-0003.toml: order: 2026-0002 does not say since when it is in force",
        ),
        (
            (changed(MONEY_ORDER, {"in_force = 2026-05-03": "in_force = 2026-05-05"}), EXECUTION),
            "acts/2026-0003.toml: date: 2026-0002 counts from 2026-05-05, later than this act",
        ),
        (
            (ORDER, changed(EXECUTION, {'order = "2026-0002"': 'order = "2026-0001"'})),
            "acts/2026-0003.toml: order: 2026-0001 stands in satoshi: nothing is executed",
        ),
        (
            (changed(MONEY_ORDER, {"currency =": 'value_on = "loss"\nloss = 2025-03-01\ncurrency ='}), EXECUTION),
            "acts/2026-0003.toml: fixing: 2026-0002 stands at the fixing of the day of the loss, 2025-03-01, got "
            "2026-05-03",
        ),
        (
            (CLAIM, changed(EXECUTION, {'order = "2026-0002"': 'order = "2026-0004"'})),
            "acts/2026-0003.toml: order: 2026-0004 is an act of kind claim; expected order",
        ),
        ((RELEASE,), "acts/2026-0005.toml: act: no act 2026-0004 is on file"),
        (
            (CLAIM, changed(RELEASE, {"on = 2026-06-04": "on = 2026-05-05"})),
            "acts/2026-0005.toml: on: 2026-0004 begins on 2026-05-06, later than 2026-05-05",
        ),
        (
            (ORDER, changed(RELEASE, {'act = "2026-0004"': 'act = "2026-0001"'})),
            "acts/2026-0005.toml: act: 2026-0001 is an act of kind order; expected claim or pledge",
        ),
        ((STEP,), "acts/2026-0007.toml: disposal: no act 2026-0006 is on file"),
        (
            (DISPOSAL, changed(STEP, {"date = 2026-08-09": "date = 2026-07-31"})),
            "acts/2026-0007.toml: date: 2026-0006 is of 2026-08-01, later than this step",
        ),
    ],
    ids=range(17),
)
def test_what_one_act_says_wrongly_of_another_has_its_message(texts: tuple[str, ...], message: str) -> None:
    """Each fault stands alone, with the act that has it."""
    assert faults(*texts) == (message,)


def test_an_order_is_executed_from_the_day_on_which_it_counts() -> None:
    """In force since the third: an execution of the third is in time, and one of the second is not."""
    of_the_day = changed(EXECUTION, {"date = 2026-05-04": "date = 2026-05-03"})
    assert len(acts(MONEY_ORDER, of_the_day).acts) == 2
    assert faults(MONEY_ORDER, changed(EXECUTION, {"date = 2026-05-04": "date = 2026-05-02"})) == (
        "acts/2026-0003.toml: date: 2026-0002 counts from 2026-05-03, later than this act",
    )


def test_what_names_a_correction_is_told_to_name_what_it_corrects() -> None:
    """A correction's own number counts for nothing else."""
    money = changed(MONEY_ORDER, {'id = "2026-0002"\n': "", 'signed_by = ["Judge"]\n': ""})
    head = f'id = "2026-0008"\nkind = "correction"\ndate = 2026-05-09\n{SIGNED}{DOCUMENT}corrects = "2026-0002"\n'
    named = changed(EXECUTION, {'order = "2026-0002"': 'order = "2026-0008"'})
    assert faults(MONEY_ORDER, named, f"{head}[replacement]{money}") == (
        "acts/2026-0003.toml: order: 2026-0008 is a correction; name what it corrects",
    )


def test_acts_that_replace_one_another_in_a_circle_are_refused() -> None:
    """Nothing would count."""
    one = assignment("2026-0001", 5, more='supersedes = "2026-0003"\n')
    two = assignment("2026-0002", 5, more='supersedes = "2026-0001"\n')
    three = assignment("2026-0003", 5, more='supersedes = "2026-0002"\n')
    assert faults(one, two, three, ORDER.replace("0001", "0004")) == tuple(
        f"acts/2026-000{number}.toml: replaces itself in a circle" for number in (1, 2, 3)
    )


def test_two_acts_of_one_number_are_refused() -> None:
    """A number is given once."""
    assert faults(ORDER, ORDER.replace("850000000", "1")) == ("acts/2026-0001.toml: another act has this number",)


def test_every_fault_of_the_acts_together_is_told_at_once() -> None:
    """Faults of several acts come in one answer."""
    assert len(faults(EXECUTION, RELEASE, STEP)) == 3


def test_an_amount_beyond_everything_in_the_wallets_is_named_with_its_key() -> None:
    """An amount typed in the wrong unit is told before anybody signs."""
    order = act(changed(ORDER, {"amount_sat = 850000000": "amount_sat = 62000000000000"}))
    assert amount_faults([order], 1_389_840_000) == (
        "acts/2026-0001.toml: amount_sat 62000000000000 exceeds everything in the wallets (1389840000).",
    )
    many: list[Act] = [act(text) for text in (EXECUTION, CLAIM, MONEY_ORDER, RELEASE, STEP)]
    many.append(act(changed(DISPOSAL, {"basis =": 'outputs = [{ script = "00", sat = 4 }]\nbasis ='})))
    many.append(act(correction("2026-0009", "2026-0001", 9)))
    told = [fault.split(": ")[1].split(" exceeds")[0] for fault in amount_faults(many, 3)]
    assert told == ["lots.L-0010 5", "lots.L-0003 100000000", "outputs[1].sat 4", "replacement.lots.L-0001 9"]
    assert amount_faults(many, 100_000_000) == shortfalls(many, 3) == ()


def test_an_order_for_more_than_came_has_a_shortfall_and_is_no_slip() -> None:
    """A hundred times everything in the wallets may be ordered, a satoshi more not; of nothing nothing is said."""
    order = act(ORDER)
    assert amount_faults([order], 8_500_000) == shortfalls([order], 850_000_000) == ()
    assert shortfalls([order], 8_500_000) == (
        "acts/2026-0001.toml: amount_sat 850000000 is more than everything in the wallets (8500000), a shortfall.",
    )
    assert shortfalls([order], 8_499_999) == ()
    assert amount_faults([order], 8_499_999) == (
        "acts/2026-0001.toml: amount_sat 850000000 exceeds everything in the wallets (8499999).",
    )
    assert (len(shortfalls([order], 0)), amount_faults([order], 0)) == (1, ())
    inner = changed(ORDER, {'id = "2026-0001"': "", 'signed_by = ["Judge"]\n': ""})
    head = f'id = "2026-0002"\nkind = "correction"\ndate = 2026-07-09\n{SIGNED}{DOCUMENT}corrects = "2026-0001"\n'
    assert len(shortfalls([act(f"{head}[replacement]{inner}")], 8_500_000)) == 1


def test_what_falls_on_one_day_is_in_order() -> None:
    """A burden may end on its first day, a step be of the disposal's own day, a correction of the act's."""
    release = changed(RELEASE, {"on = 2026-06-04": "on = 2026-05-06"})
    step = changed(STEP, {"date = 2026-08-09": "date = 2026-08-01"})
    found = acts(
        CLAIM,
        release,
        DISPOSAL,
        step,
        assignment("2026-0008", 5),
        correction("2026-0009", "2026-0008", 4, "2026-06-01"),
    )
    assert len(found.acts) == 5


def test_the_replacement_of_an_order_is_dated_as_it_says() -> None:
    """A replacement has a date of its own: coverage goes by what the act says, not by when it was corrected."""
    inner = changed(
        ORDER,
        {'id = "2026-0001"\n': "", 'signed_by = ["Judge"]\n': "", "amount_sat = 850000000": "amount_sat = 840000000"},
    )
    head = f'id = "2026-0002"\nkind = "correction"\ndate = 2026-07-09\n{SIGNED}{DOCUMENT}corrects = "2026-0001"\n'
    (found,) = acts(ORDER, f"{head}[replacement]{inner}").acts
    assert isinstance(found, OrderAct)
    assert (found.amount, found.head.date, found.head.kind) == (840_000_000, dt.date(2026, 5, 2), ActKind.ORDER)
    assert found.head.signed_by == ("P-01", "P-07")


def second(number: str = "2026-0099", **changes: str) -> str:
    """Return the order once more, as another act, with some of its keys changed."""
    text = re.sub(r'id = "[^"]*"', f'id = "{number}"', ORDER, count=1)
    for key, value in changes.items():
        text = re.sub(rf"^{key} = .*$", f"{key} = {value}", text, count=1, flags=re.MULTILINE)
    return text


@pytest.mark.parametrize(
    "changes",
    [{}, {"authority": '"COURT OF THE  CITY OF ALMATY"'}, {"date": "2026-12-01"}, {"amount_sat": "1"}],
    ids=["the same", "other capitals and spaces", "later", "another amount"],
)
def test_an_order_stands_in_one_act(changes: dict[str, str]) -> None:
    """Two acts in force with one order would cover coins twice, whatever amounts and days they state."""
    (fault,) = faults(ORDER, second(**changes))
    assert fault.startswith("acts/2026-0099.toml: order: 2026-0001 is the ")
    assert fault.endswith("already; correct or supersede that one, or name the part of the order that this act enters")


@pytest.mark.parametrize("changes", [{"authority": '"Another court"'}, {"order": '"1-999/2026"'}])
def test_another_order_is_another_act(changes: dict[str, str]) -> None:
    """Who ordered, and by which number, tells orders apart."""
    assert len(acts(ORDER, second(**changes)).acts) == 2
