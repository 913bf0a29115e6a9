"""Acts count from the day on which they were signed; before it neither they nor what rests on them do."""

from dataclasses import replace

from tests.pictures import txid_of
from tests.reserve.acts import (
    burden,
    disposal,
    explanation,
    head,
    on,
    release,
    scope,
    statement,
    step,
)
from tests.reserve.small_ledgers import small_register
from tracer.reserve import act_set
from tracer.reserve.act_days import ahead, known_on, until
from tracer.reserve.acts import Act, ActId, ActKind, CorrectionAct, OtherAct, StatementAct
from tracer.reserve.register import Register

T = txid_of("t")
TODAY = on("2025-06-10")


def correction(number: int, day: str, of: int, stands: Act) -> CorrectionAct:
    """Return a correction by which an act stands in the place of the one with a number."""
    own = replace(head(number, ActKind.CORRECTION, day), corrects=ActId(f"2025-{of:04}"))
    inner = replace(stands, head=replace(stands.head, id=own.corrects))  # type: ignore[arg-type]
    return CorrectionAct(head=own, replacement=inner, txid=None, explains=None)


def convention(number: int, day: str) -> OtherAct:
    """Return a convention, such as a contract."""
    return OtherAct(head=head(number, ActKind.CONVENTION, day))


def counted(*acts: Act, day: str = "2025-06-10", register: Register | None = None) -> list[str]:
    """Return the numbers of the acts that count by a day."""
    found = until(act_set.in_force(acts), register or small_register(), on(day))
    assert found.all == tuple(act for act in sorted(acts, key=lambda act: act.head.id) if act in found.all)
    return [act.head.id[-1] for act in found.acts]


def test_an_act_counts_from_its_own_day_on() -> None:
    """The day itself is one of them."""
    one, other = disposal(1, "2025-06-10", {}, T), disposal(2, "2025-06-11", {})
    assert counted(one, other) == ["1"]
    assert counted(one, other, day="2025-06-11") == ["1", "2"]
    assert counted(one, other, day="2025-06-09") == []


def test_where_no_act_is_ahead_nothing_is_made_anew() -> None:
    """The acts in force are those that were given."""
    acts = act_set.in_force([disposal(1, "2025-06-10", {}, T)])
    assert until(acts, small_register(), TODAY) is acts
    assert known_on(acts, small_register(), TODAY) is acts


def test_what_is_ahead_is_told_with_its_key() -> None:
    """Each day that must have come: when an act was signed, and as of when a statement is; of a replacement as well."""
    stated = statement(3, "2025-06-10", 5, as_of="2025-06-12")
    acts = (
        disposal(1, "2025-06-11", {}),
        correction(2, "2025-06-10", 1, disposal(1, "2025-06-13", {})),
        stated,
        correction(4, "2025-06-14", 3, statement(3, "2025-06-15", 5, as_of="2025-06-16")),
        disposal(5, "2025-06-10", {}),
    )
    assert ahead(acts, TODAY) == (
        ("2025-0001", "date", on("2025-06-11")),
        ("2025-0002", "replacement.date", on("2025-06-13")),
        ("2025-0003", "as_of", on("2025-06-12")),
        ("2025-0004", "date", on("2025-06-14")),
        ("2025-0004", "replacement.date", on("2025-06-15")),
        ("2025-0004", "replacement.as_of", on("2025-06-16")),
    )


def test_a_statement_as_of_a_later_day_does_not_count() -> None:
    """It says what lies in an account when nobody can know it."""
    assert counted(statement(1, "2025-06-10", 5, deposits=[T], as_of="2025-06-11")) == []
    assert counted(statement(1, "2025-06-10", 5, deposits=[T], as_of="2025-06-10")) == ["1"]


def test_what_is_replaced_by_a_later_act_counts_until_then() -> None:
    """Neither a correction nor what supersedes does anything before its day."""
    wrong = disposal(1, "2025-06-01", {}, T)
    assert counted(wrong, correction(2, "2025-06-11", 1, disposal(1, "2025-06-01", {}))) == ["1"]
    assert counted(wrong, correction(2, "2025-06-09", 1, disposal(1, "2025-06-11", {}))) == ["1"]
    later = replace(disposal(2, "2025-06-11", {}), head=replace(head(2, ActKind.DISPOSAL, "2025-06-11"),
                    supersedes=ActId("2025-0001")))  # fmt: skip
    assert counted(wrong, later) == ["1"]
    assert counted(wrong, later, day="2025-06-11") == ["2"]


def test_what_names_an_act_ahead_does_not_count_either() -> None:
    """A step of a disposal, an execution of an order, a release of a claim; and what corrects such a one."""
    sold, sent = disposal(1, "2025-06-11", {}), step(2, "2025-06-11", 1, T)
    assert counted(sold, sent) == []
    claim = burden(1, ActKind.CLAIM, "2025-06-11", {"L-0001": 1}, begins="2025-06-01")
    assert counted(claim, release(2, "2025-06-10", 1)) == []
    freed = release(2, "2025-06-10", 1)
    assert counted(claim, freed, correction(3, "2025-06-10", 2, freed)) == []
    other = burden(3, ActKind.CLAIM, "2025-06-10", {"L-0001": 1}, begins="2025-06-01")
    freed = release(4, "2025-06-10", 3)
    assert counted(claim, other, freed, correction(5, "2025-06-10", 4, release(4, "2025-06-10", 1))) == ["3", "4"]
    explains = replace(explanation(2, "2025-06-12", T), head=replace(head(2, ActKind.CORRECTION, "2025-06-12"),
                       corrects=ActId("2025-0001")))  # fmt: skip
    assert counted(sold, explains, day="2025-06-11") == ["1"]


def test_a_statement_names_movements_only_where_its_contract_counts() -> None:
    """One that names none says what it says without a contract too."""
    bare = small_register()
    account = replace(bare.accounts[0], contract="2025-0001")
    under = replace(bare, accounts=(account,))
    contract = convention(1, "2025-06-11")
    for deposits, withdrawals in (([T], []), ([], [T]), ([], [])):
        said = statement(2, "2025-06-10", 5, deposits=deposits, withdrawals=withdrawals)
        assert counted(contract, said, register=under) == ([] if deposits or withdrawals else ["2"])
        assert counted(contract, said, register=bare) == ["2"]
    fixed = correction(3, "2025-06-10", 2, statement(2, "2025-06-10", 5, deposits=[T]))
    assert counted(contract, statement(2, "2025-06-10", 5), fixed, register=under) == ["2"]
    (left,) = until(act_set.in_force([contract, statement(2, "2025-06-10", 5), fixed]), under, TODAY).acts
    assert isinstance(left, StatementAct)
    assert left.deposits == ()


def test_what_only_a_correction_ahead_put_right_goes_with_it() -> None:
    """A release on a day before its claim begins stands by a correction alone; without it neither is believed."""
    claim = burden(1, ActKind.CLAIM, "2025-06-01", {"L-0001": 1}, begins="2025-06-09")
    right = correction(3, "2025-06-11", 1, replace(claim, begins=on("2025-06-01")))
    assert counted(claim, release(2, "2025-06-05", 1, "2025-06-05"), right) == ["1"]
    sold = disposal(1, "2025-06-09", {})
    mended = correction(3, "2025-06-11", 1, disposal(1, "2025-06-01", {}))
    assert counted(sold, step(2, "2025-06-05", 1, T), mended) == ["1"]
    again = correction(4, "2025-06-11", 3, disposal(1, "2025-06-01", {}))
    between = correction(3, "2025-06-10", 1, disposal(1, "2025-06-08", {}))
    assert counted(sold, step(2, "2025-06-05", 1, T), between, again) == ["1"]


def test_what_contradicts_others_once_a_correction_is_left_out_stops_nothing() -> None:
    """A step put right by a correction that names what a correction ahead put right: neither counts, the rest does."""
    sold, other = disposal(1, "2025-06-09", {}), disposal(7, "2025-06-09", {})
    mended = correction(5, "2025-06-09", 3, step(3, "2025-06-05", 1, T))
    ahead_of_it = correction(6, "2025-06-11", 1, disposal(1, "2025-06-01", {}))
    assert counted(sold, step(3, "2025-06-05", 7, T), mended, ahead_of_it, other) == ["1", "7"]


def test_acts_of_scope_say_themselves_from_which_day_on() -> None:
    """On an earlier day they are known, so that a wallet stands where it stood; before they are signed they are not."""
    enters, sold = scope(1, "2025-06-11", "Agency", enters=True), disposal(2, "2025-06-11", {})
    mended = correction(3, "2025-06-11", 1, enters)
    acts = act_set.in_force([enters, sold, mended])
    assert [act.head.id for act in known_on(acts, small_register(), TODAY).acts] == ["2025-0001"]
    assert known_on(acts, small_register(), TODAY).all == (enters, mended)
    assert until(acts, small_register(), TODAY).acts == ()
