"""Which acts may say something of a period that was closed without them."""

from dataclasses import replace

from tests.reserve.acts import assignment, burden, disposal, on, order, release
from tests.reserve.superseding import corrects, instead_of
from tracer.reserve.acts import Act, ActId, ActKind, OrderForm
from tracer.reserve.late_acts import reaching

LAST = on("2025-03-31")


def reaches(act: Act) -> bool:
    """Return whether an act reaches a period that ended with March."""
    assert reaching([act], {f"acts/{act.head.id}.toml"}, LAST) == ()
    return reaching([act], (), LAST) == (act,)


def test_what_is_dated_in_it_or_has_effect_by_then_reaches_it() -> None:
    """Its last day is one of them."""
    assert reaches(assignment(1, "2025-03-31", {}))
    assert not reaches(assignment(1, "2025-04-01", {}))
    assert reaches(order(1, OrderForm.SEIZURE, "2025-04-01", in_force="2025-03-31"))
    assert not reaches(release(1, "2025-04-01", 2))


def test_a_correction_reaches_it_whenever_it_is_written() -> None:
    """What it corrects was wrong on all days."""
    assert reaches(corrects(2, "2026-01-01", 1, assignment(1, "2025-09-01", {})))


def test_what_supersedes_an_act_on_title_later_does_not_reach_it() -> None:
    """Until its own day the other one counts, whatever days it states itself; one of the last day reaches it."""
    since = "2025-02-01"
    for day, within in (("2025-03-31", True), ("2025-04-01", False)):
        for act in (
            instead_of(1, order(2, OrderForm.FORFEITURE, day, in_force=since)),
            instead_of(1, burden(2, ActKind.CLAIM, day, {}, since)),
            instead_of(1, release(2, day, 3, since)),
            instead_of(1, assignment(2, day, {})),
        ):
            assert reaches(act) is within


def test_what_supersedes_another_act_reaches_it() -> None:
    """Which act a movement is by, hangs on no day."""
    sold = disposal(2, "2025-09-01", {})
    assert reaches(replace(sold, head=replace(sold.head, supersedes=ActId("2025-0001"))))
