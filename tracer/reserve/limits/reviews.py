"""The review of a sealed quarter: what an act of kind review must satisfy, and its band against what there is.

Who was present is the act's word; whether these persons hold an office is for the register of persons.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from fractions import Fraction

from tracer.chain.amount import as_bitcoin
from tracer.formats.canonical import Writable
from tracer.reserve.act_terms import ReviewTerms
from tracer.reserve.acts import Act, ActHead, ActId, OtherAct
from tracer.reserve.days import Period
from tracer.reserve.limits.denominators import Denominator
from tracer.reserve.limits.figures import PERCENT_PLACES, dollars, percent
from tracer.reserve.limits.limit_rows import Breach

WITHIN_DAYS = 45
"""Days after the quarter's end within which it is reviewed."""
_FOR, _AGAINST = "for", "against"
_VOTERS = 2


@dataclass(frozen=True, slots=True)
class Review:
    """A review act."""

    head: ActHead
    terms: ReviewTerms

    @property
    def period(self) -> Period:
        """The period that it says it reviews."""
        return Period.parse(self.terms.period)


class ReviewFaultKind(Enum):
    """What may be wrong with a review."""

    RESTATED = "restated"
    UNSEALED = "unsealed"
    OTHER = "other"
    LATE = "late"
    EARLY = "early"
    VOTERS = "voters"
    UNDECIDED = "undecided"
    UNANSWERED = "unanswered"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class ReviewFault:
    """Something wrong with a review, or the want of one (`act` None): its kind and an English sentence."""

    kind: ReviewFaultKind
    act: ActId | None
    text: str


@dataclass(frozen=True, slots=True)
class ReviewedPeriod:
    """A period as sealed first: its SHA-256, None where only a later restatement is at hand, and its breaches."""

    period: Period
    sha256: str | None
    breaches: tuple[Breach, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BandPosition:
    """The band that was proposed against the actual share; `off` is the least satoshi that lead into the band.

    Above zero: to be acquired; below: to be disposed of; 0: the share lies inside. None: no denominator is known.
    """

    act: ActId
    period: str
    band: tuple[Fraction, Fraction]
    decision: str
    following: dt.date
    share: Fraction | None
    off: int | None

    def as_json(self) -> dict[str, Writable]:
        """Return it as JSON; shares in percent."""
        low, high = self.band
        return {
            "act": self.act,
            "period": self.period,
            "band": {"min": percent(low, PERCENT_PLACES), "max": percent(high, PERCENT_PLACES)},
            "decision": self.decision,
            "next": self.following.isoformat(),
            "share_excl": None if self.share is None else percent(self.share, PERCENT_PLACES),
            "difference_sat": None if self.off is None else str(self.off),
        }

    @property
    def line(self) -> str:
        """Say proposed against actual in one line."""
        low, high = (percent(each) for each in self.band)
        proposed = f"review {self.act} of {self.period}: band {low} % to {high} %, decided: {self.decision}"
        if self.share is None or self.off is None:
            return f"{proposed}; the actual share is not known."
        actual = f"actual {percent(self.share)} %"
        if not self.off:
            return f"{proposed}; {actual}, inside the band."
        side, verb = ("above", "more than") if self.off < 0 else ("below", "less than")
        return f"{proposed}; {actual}, {side} the band: {as_bitcoin(abs(self.off))} BTC {verb} it allows at the fixing."


def reviews(acts: Iterable[Act]) -> tuple[Review, ...]:
    """Return the review acts that count, in the order of their dates, then of their numbers."""
    found = [
        Review(act.head, act.terms) for act in acts if isinstance(act, OtherAct) and isinstance(act.terms, ReviewTerms)
    ]
    return tuple(sorted(found, key=lambda each: (each.head.date, each.head.id)))


def last_review(found: Iterable[Review], day: dt.date) -> Review | None:
    """Return the last review that was made by a day."""
    made = [each for each in found if each.head.date <= day]
    return made[-1] if made else None


def review_faults(review: Review, sealed: Mapping[str, ReviewedPeriod]) -> tuple[ReviewFault, ...]:
    """Return what is wrong with a review; `sealed` are the periods closed, by name, restatements left out."""
    return tuple(
        ReviewFault(kind, review.head.id, f"review {review.head.id}: {text}") for kind, text in _wrong(review, sealed)
    )


def missing_reviews(
    found: Sequence[Review], sealed: Mapping[str, ReviewedPeriod], day: dt.date
) -> Iterator[ReviewFault]:
    """Yield a fault for each sealed quarter that no review names and whose time for one is over on a day."""
    named = {each.period.base for each in found}
    for name, each in sealed.items():
        due = each.period.last + dt.timedelta(days=WITHIN_DAYS)
        if "Q" in name and name not in named and day > due:
            yield ReviewFault(ReviewFaultKind.MISSING, None, f"{name} has no review; it was due on {due}.")


def position(review: Review, titled: int, cents: int | Fraction, reserves: Denominator | None) -> BandPosition:
    """Return a review's band against the share of what is titled at a fixing."""
    terms = review.terms
    share = None if reserves is None else reserves.excluding(dollars(titled, cents))
    return BandPosition(
        act=review.head.id,
        period=terms.period,
        band=terms.band,
        decision=terms.decision,
        following=terms.next,
        share=share,
        off=None if reserves is None or share is None else _off(terms.band, share, titled, cents, reserves),
    )


def _off(
    band: tuple[Fraction, Fraction], share: Fraction, titled: int, cents: int | Fraction, reserves: Denominator
) -> int:
    """Return the least change of satoshi that leads into the band, exactly."""
    low, high = band
    if share > high:
        return _satoshi(high, cents, reserves, up=False) - titled
    return _satoshi(low, cents, reserves, up=True) - titled if share < low else 0


def _satoshi(share: Fraction, cents: int | Fraction, reserves: Denominator, *, up: bool) -> int:
    """Return how many satoshi make a share of the reserves, the next whole number above or below."""
    base = reserves.usd or Fraction(0)
    worth = share * base / (1 + share) if reserves.row.includes_crypto else share * base
    sat = worth / dollars(1, cents)
    return -(-sat.numerator // sat.denominator) if up else sat.numerator // sat.denominator


def _wrong(review: Review, sealed: Mapping[str, ReviewedPeriod]) -> Iterator[tuple[ReviewFaultKind, str]]:
    """Yield what is wrong with a review, its kind before it."""
    terms, period, made = review.terms, review.period, review.head.date
    found = sealed.get(period.base)
    if period.revision:
        text = f"refers to {terms.period}, a restatement; a review refers to {period.base} as sealed."
        yield ReviewFaultKind.RESTATED, text
    if found is None:
        yield ReviewFaultKind.UNSEALED, f"{period.base} is not sealed."
    elif not period.revision and found.sha256 not in (None, terms.period_sha256.lower()):
        text = f"{period.base} was sealed as {found.sha256}, the review names {terms.period_sha256}."
        yield ReviewFaultKind.OTHER, text
    late = (made - period.last).days
    if late > WITHIN_DAYS:
        text = f"made {late} days after the end of {period.base}; {WITHIN_DAYS} are allowed."
        yield ReviewFaultKind.LATE, text
    if late <= 0:
        yield ReviewFaultKind.EARLY, f"made on {made}, before {period.base} had ended."
    votes = list(terms.votes.values())
    if len(votes) < _VOTERS:
        text = f"{len(votes)} voted; a review takes the votes of two different persons."
        yield ReviewFaultKind.VOTERS, text
    if votes.count(_FOR) <= votes.count(_AGAINST):
        text = f"{votes.count(_FOR)} for, {votes.count(_AGAINST)} against: nothing was decided."
        yield ReviewFaultKind.UNDECIDED, text
    for each in () if found is None else found.breaches:
        if each.limit not in terms.answers and not _names(terms.reasons, each.limit):
            text = f"the breach of {each.limit} from {each.first_day} is not answered; name the limit in [answers]."
            yield ReviewFaultKind.UNANSWERED, text


def _names(text: str, limit: str) -> bool:
    """Return whether a text names a limit by its id, as a word of its own."""
    return re.search(rf"(?<![\w-]){re.escape(limit)}(?![\w-])", text) is not None
