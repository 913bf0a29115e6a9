"""Positions against the price: what they take off the exposure, what they are worth at a price, what has run out.

Futures, forwards and swaps move with the price one to one; options count nothing of the exposure, and at a price only
what their exercise would bring. No model is computed here: a desk's delta is printed as the desk's word.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tracer.case.persons import same_person
from tracer.chain.amount import as_bitcoin
from tracer.formats.canonical import Writable
from tracer.reserve.act_terms import HedgeTerms
from tracer.reserve.acts import Act, ActId, OtherAct
from tracer.reserve.limits.figures import CENT, dollars, fixed

OPTIONS = ("put", "call")
_USD = "USD"


@dataclass(frozen=True, slots=True)
class Hedge:
    """A position and the act by which it was taken.

    `party` is the first act with the same counterparty: that one's name is withheld from auditors.
    """

    act: ActId
    terms: HedgeTerms
    party: ActId

    @property
    def sat(self) -> int:
        """Satoshi that its contracts stand for."""
        return self.terms.contract * self.terms.count

    @property
    def is_option(self) -> bool:
        """Whether it is an option."""
        return self.terms.instrument in OPTIONS

    @property
    def sign(self) -> int:
        """1 where the holder is long, -1 where short."""
        return 1 if self.terms.side == "long" else -1

    @property
    def exposure(self) -> int:
        """Satoshi that it adds to the exposure, fewer than zero where it takes some off; of an option none."""
        return 0 if self.is_option else self.sign * self.sat

    def is_on_file(self, day: dt.date) -> bool:
        """Return whether the file says on a day that it is open: taken, and not closed."""
        return self.terms.opened <= day and (self.terms.closed is None or day < self.terms.closed)

    def is_open(self, day: dt.date) -> bool:
        """Return whether it counts on a day: open on file, and not expired."""
        return self.is_on_file(day) and day <= self.terms.expires

    def gain(self, cents: int | Fraction) -> Fraction | None:
        """Return what it is worth to the holder at a price, in US dollars; None: it stands in another currency.

        Of an option what its exercise would bring, or cost a writer; of anything else the difference to its price.
        """
        if self.terms.currency != _USD:
            return None
        off = cents - self.terms.price
        if self.is_option:
            off = max(0, off if self.terms.instrument == "call" else -off)
        return self.sign * dollars(self.sat, off)

    def margin(self, cents: int | Fraction) -> Fraction | None:
        """Return what was posted for it, in US dollars at a price; None: it was posted in another currency."""
        terms = self.terms
        if terms.margin_sat is not None:
            return dollars(terms.margin_sat, cents)
        if terms.margin is None:
            return Fraction(0)
        return Fraction(terms.margin, CENT) if terms.margin_currency == _USD else None

    def as_json(self) -> dict[str, Writable]:
        """Return it as JSON."""
        terms = self.terms
        return {
            "act": self.act,
            "kind": terms.instrument,
            "side": terms.side,
            "venue": terms.venue,
            "counterparty_of": self.party,
            "sat": str(self.sat),
            "strike" if self.is_option else "price": fixed(Fraction(terms.price, CENT), 2),
            "currency": terms.currency,
            "opened": terms.opened.isoformat(),
            "expires": terms.expires.isoformat(),
            "exposure_sat": str(self.exposure),
            "margin": None if terms.margin is None else fixed(Fraction(terms.margin, CENT), 2),
            "margin_currency": terms.margin_currency,
            "margin_sat": None if terms.margin_sat is None else str(terms.margin_sat),
            "delta": None if terms.delta is None else str(terms.delta),
            "delta_source": terms.delta_source,
        }


@dataclass(frozen=True, slots=True)
class NetExposure:
    """What is held against what is hedged, in satoshi; `margin` is posted with counterparties, outside of the books."""

    held: int
    short: int
    long: int
    margin: int

    @property
    def net(self) -> int:
        """What is held, less short positions and with long ones."""
        return self.held - self.short + self.long

    @property
    def ratio(self) -> Fraction | None:
        """The hedged part of what is held; None: nothing is held."""
        return Fraction(self.short - self.long, self.held) if self.held else None

    def as_json(self) -> dict[str, Writable]:
        """Return it as JSON; the ratio in percent."""
        ratio = self.ratio
        return {
            "held_sat": str(self.held),
            "short_sat": str(self.short),
            "long_sat": str(self.long),
            "net_sat": str(self.net),
            "ratio_percent": None if ratio is None else fixed(ratio * 100, 2),
            "margin_sat": str(self.margin),
        }


def hedges(acts: Iterable[Act]) -> tuple[Hedge, ...]:
    """Return the positions of acts that count, in the order of their numbers."""
    found: list[Hedge] = []
    for act in acts:
        if isinstance(act, OtherAct) and isinstance(act.terms, HedgeTerms):
            name = act.terms.counterparty
            first = next((each.act for each in found if same_person(each.terms.counterparty, name)), act.head.id)
            found.append(Hedge(act.head.id, act.terms, first))
    return tuple(found)


def open_on(found: Iterable[Hedge], day: dt.date) -> tuple[Hedge, ...]:
    """Return the positions that count on a day."""
    return tuple(each for each in found if each.is_open(day))


def net_exposure(held: int, open_: Sequence[Hedge]) -> NetExposure:
    """Return what is held against the positions that are open."""
    exposures = [each.exposure for each in open_]
    return NetExposure(
        held=held,
        short=-sum(sat for sat in exposures if sat < 0),
        long=sum(sat for sat in exposures if sat > 0),
        margin=sum(each.terms.margin_sat or 0 for each in open_),
    )


def expired(found: Iterable[Hedge], day: dt.date) -> Iterator[str]:
    """Yield a sentence for each position that has run out and that the file still has open."""
    for each in found:
        if each.is_on_file(day) and day > each.terms.expires:
            yield (
                f"hedge {each.act}: {each.terms.side} {each.terms.instrument} of {as_bitcoin(each.sat)} BTC expired on "
                f"{each.terms.expires} and is still open in the file; supersede it by an act that says when it closed."
            )


def counterparty_risk(open_: Iterable[Hedge], cents: int | Fraction) -> dict[ActId, Fraction | None]:
    """Return what is lost in US dollars if a counterparty fails: margin posted and gains not paid, by its first act.

    Gains and losses are not netted, for whether they may be is a contract's word. None: something of it stands in
    another currency.
    """
    found: dict[ActId, Fraction | None] = {}
    for each in open_:
        known, margin, gain = found.get(each.party, Fraction(0)), each.margin(cents), each.gain(cents)
        if known is None or margin is None or gain is None:
            found[each.party] = None
        else:
            found[each.party] = known + margin + max(gain, Fraction(0))
    return dict(sorted(found.items()))
