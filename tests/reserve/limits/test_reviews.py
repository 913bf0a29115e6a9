"""What a review must satisfy, each message by a test, and its band against the actual share."""

import datetime as dt
from collections.abc import Mapping
from fractions import Fraction

from tests.reserve.limits.limit_days import day, limit, limit_day, reserves, review_act
from tracer.chain.amount import COIN
from tracer.reserve.days import Period
from tracer.reserve.limits.breaches import evaluate
from tracer.reserve.limits.reviews import (
    Review,
    ReviewedPeriod,
    last_review,
    missing_reviews,
    position,
    reviews,
)
from tracer.reserve.limits.reviews import review_faults as found_faults
from tracer.reserve.terms import LimitKind

SHA = "ab" * 32
BREACHES = evaluate([limit(LimitKind.VALUE_USD, "1", name="value-max")], (), [limit_day(1)]).breaches


def review(on: str = "2026-10-20", **given: object) -> Review:
    """Return a review of the third quarter."""
    (found,) = reviews([review_act(9, on, **given)])
    return found


def review_faults(of: Review, closed: Mapping[str, ReviewedPeriod]) -> tuple[str, ...]:
    """Return the sentences of what is wrong."""
    return tuple(each.text for each in found_faults(of, closed))


def sealed(sha256: str = SHA, breached: bool = False) -> dict[str, ReviewedPeriod]:
    """Return the third quarter as sealed."""
    return {"2026Q3": ReviewedPeriod(Period.parse("2026Q3"), sha256, BREACHES if breached else ())}


def test_a_review_as_it_should_be() -> None:
    """Within 45 days, of the sealed quarter, voted for by two."""
    assert review_faults(review("2026-11-14"), sealed()) == ()


def test_a_review_made_late() -> None:
    """45 days after the 30th of September is the 14th of November."""
    assert review_faults(review("2026-11-15"), sealed()) == (
        "review 2025-0009: made 46 days after the end of 2026Q3; 45 are allowed.",
    )


def test_a_review_before_the_quarter_had_ended() -> None:
    """Its last day is none of a review yet."""
    assert review_faults(review("2026-09-30"), sealed()) == (
        "review 2025-0009: made on 2026-09-30, before 2026Q3 had ended.",
    )
    assert review_faults(review("2026-10-01"), sealed()) == ()


def test_a_review_of_a_restatement() -> None:
    """It refers to what was sealed first, whatever was restated since."""
    assert review_faults(review(period="2026Q3-r1"), sealed()) == (
        "review 2025-0009: refers to 2026Q3-r1, a restatement; a review refers to 2026Q3 as sealed.",
    )


def test_a_review_of_another_file_or_of_none() -> None:
    """Hash and period are those of the sealed statement."""
    other = "cd" * 32
    assert review_faults(review(), sealed(other)) == (
        f"review 2025-0009: 2026Q3 was sealed as {other}, the review names {SHA}.",
    )
    assert review_faults(review(), {}) == ("review 2025-0009: 2026Q3 is not sealed.",)
    assert review_faults(review(period_sha256=SHA.upper()), sealed()) == ()


def test_votes() -> None:
    """Two different persons vote, and more for than against."""
    assert review_faults(review(votes={"A": "for"}), sealed()) == (
        "review 2025-0009: 1 voted; a review takes the votes of two different persons.",
    )
    assert review_faults(review(votes={"A": "for", "B": "against"}), sealed()) == (
        "review 2025-0009: 1 for, 1 against: nothing was decided.",
    )
    assert review_faults(review(votes={"A": "for", "B": "abstained"}), sealed()) == ()


def test_every_breach_is_answered() -> None:
    """By its limit's id in the answers or, as a word of its own, in the reasons."""
    told = "review 2025-0009: the breach of value-max from 2026-07-01 is not answered; name the limit in [answers]."
    assert review_faults(review(), sealed(breached=True)) == (told,)
    assert review_faults(review(reasons="As to value-max-2: nothing."), sealed(breached=True)) == (told,)
    assert review_faults(review(reasons="value-max: one order brought more."), sealed(breached=True)) == ()
    assert review_faults(review(answers={"value-max": "sold in October"}), sealed(breached=True)) == ()


def test_a_quarter_without_a_review() -> None:
    """Told when its 45 days are over; a year takes none, and a restatement's review counts as one, wrong or not."""
    due = dt.date(2026, 11, 14)
    both = {**sealed(), "2026": ReviewedPeriod(Period.parse("2026"), SHA, ())}
    assert list(missing_reviews([], both, due)) == []
    assert [each.text for each in missing_reviews([], both, due + dt.timedelta(days=1))] == [
        "2026Q3 has no review; it was due on 2026-11-14."
    ]
    assert list(missing_reviews([review(period="2026Q3-r1")], both, due + dt.timedelta(days=1))) == []


def test_the_last_review_made_by_a_day() -> None:
    """By its date, then by its number."""
    found = reviews([review_act(3, "2026-10-20"), review_act(2, "2026-10-21"), review_act(4, "2026-10-20")])
    assert [each.head.id for each in found] == ["2025-0003", "2025-0004", "2025-0002"]
    last = last_review(found, dt.date(2026, 10, 20))
    assert last is not None
    assert last.head.id == "2025-0004"
    assert last_review(found, dt.date(2026, 10, 19)) is None


def test_proposed_against_actual_inside_the_band() -> None:
    """100 coins at 70,000 are 0.70 % of 1,000 million: between 0.50 and 1.00."""
    found = position(review(), 100 * COIN, 7_000_000, reserves(1_000_000_000))
    assert found.line == (
        "review 2025-0009 of 2026Q3: band 0.50 % to 1.00 %, decided: keep; actual 0.70 %, inside the band."
    )
    assert found.as_json() == {
        "act": "2025-0009", "period": "2026Q3", "band": {"min": "0.50000", "max": "1.00000"}, "decision": "keep",
        "next": "2027-01-20", "share_excl": "0.70000", "difference_sat": "0",
    }  # fmt: skip


def test_proposed_against_actual_above_and_below() -> None:
    """At 0.60 %: 6 million are 85.71428571 coins, 14.28571429 too many; from 0.80 %: 114.28571429, as many too few."""
    above = position(review(band=(Fraction(1, 200), Fraction(6, 1000))), 100 * COIN, 7_000_000, reserves(10**9))
    below = position(review(band=(Fraction(8, 1000), Fraction(1, 100))), 100 * COIN, 7_000_000, reserves(10**9))
    assert (above.off, below.off) == (-1_428_571_429, 1_428_571_429)
    assert above.line.endswith("actual 0.70 %, above the band: 14.28571429 BTC more than it allows at the fixing.")
    assert below.line.endswith("actual 0.70 %, below the band: 14.28571429 BTC less than it allows at the fixing.")


def test_the_difference_leads_just_into_the_band() -> None:
    """With it the share lies inside, with one satoshi less it does not; so too where reserves hold the coins."""
    for includes in (False, True):
        of = reserves(10**9, includes=includes)
        for band in ((Fraction(1, 200), Fraction(6, 1000)), (Fraction(8, 1000), Fraction(1, 100))):
            off = position(review(band=band), 100 * COIN, 7_000_001, of).off
            assert off is not None
            inside = position(review(band=band), 100 * COIN + off, 7_000_001, of).off
            near = position(review(band=band), 100 * COIN + off - (1 if off > 0 else -1), 7_000_001, of).off
            assert (inside, near) == (0, 1 if off > 0 else -1)


def test_without_a_denominator_nothing_is_compared() -> None:
    """The line says so."""
    found = position(review(), COIN, 7_000_000, None)
    assert (found.share, found.off) == (None, None)
    assert found.line.endswith("decided: keep; the actual share is not known.")
    assert found.as_json()["difference_sat"] is None


def test_days_are_of_the_register() -> None:
    """The samples begin with July."""
    assert day(1) == dt.date(2026, 7, 1)
