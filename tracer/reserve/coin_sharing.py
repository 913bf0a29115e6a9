"""How a coin is shared between a case and the lots that others have of it.

Where all of them share by the same rule, and it keeps places, a place is one satoshi. Under other or different rules
the case gets as much as the coin has left; see `tracer.reserve.admission`.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from tracer.chain.outpoint import Outpoint
from tracer.reserve.acts import LotId
from tracer.reserve.lots import ContestedRun, Lot
from tracer.reserve.places import Span, common, first, size, without
from tracer.reserve.satoshi_runs import SatoshiRun

if TYPE_CHECKING:  # what counts is asked by every command, what a bundle claims by one, and that loads results
    from tracer.reserve.claimed_receipts import ClaimedPart

_BY_PLACE = ("fifo", "lifo")
"""Rules under which a satoshi's place in a coin does not depend on what is asked."""

NO_NUMBER = LotId("")
"""What stands for the number of a lot that has none yet."""


class Claimant(NamedTuple):
    """A case's bundle that claims satoshi, and its primary rule."""

    case: str
    bundle: str
    primary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms coins are shared: `named` lots are taken from nobody; the primary rule of each case's bundle.

    `related` says of two cases whether they start from one another's coins; it is asked only where rules differ.
    """

    named: frozenset[LotId]
    related: Callable[[str, str], bool]
    rules: Mapping[tuple[str, str], str]


class SharedCoin(NamedTuple):
    """What a case gets of a coin, with lots that have no number yet, and what is contested."""

    lots: tuple[Lot, ...]
    contested: tuple[ContestedRun, ...]


class _Withheld(NamedTuple):
    """Places that a case claims, and who holds the satoshi."""

    part: "ClaimedPart"
    span: Span
    holder: LotId


_Granted: TypeAlias = "list[tuple[ClaimedPart, Span]]"
"""Places that a case gets, and what it claims there."""


def share(
    outpoint: Outpoint, parts: Sequence["ClaimedPart"], there: Sequence[Lot], claimant: Claimant, terms: Terms
) -> SharedCoin:
    """Return what a case gets of a coin beside the lots that are there, its own among them: these stay as they are.

    Args:
        outpoint: the coin.
        parts: what the case claims of it, in ascending order of places.
        there: lots of the coin, none with satoshi of another. What the case takes of one without label and without
            an act leaves it what lies before; what lies behind is among the answer's lots.
        claimant: the case.
        terms: on what terms.
    """
    held = [lot for lot in there if lot.label is not None or lot.id in terms.named]
    own = [lot for lot in held if lot.case == claimant.case and lot.label is not None]
    wanted = [part for part in parts if part.label is not None]
    alike = all(terms.rules[lot.case, lot.bundle] == claimant.primary in _BY_PLACE for lot in held)
    if alike and not any(without((span_of(lot),), _claimed_for(lot.label, wanted)) for lot in own):
        granted, withheld = _by_place(wanted, held)
    else:
        everywhere = [part.span for part in parts]
        same = [
            lot
            for lot in held
            if lot.label is not None and lot.case != claimant.case and terms.related(lot.case, claimant.case)
        ]
        granted, withheld = _by_amount(list(_beyond(wanted, own)), held, everywhere, same)
    new = [span for _, span in granted]
    lots = [_lot(outpoint, part, span, claimant) for part, span in granted]
    taken = [*new, *map(span_of, there)]
    for part in parts:
        untraced = replace(part, label=None, orders=(), lower=None, upper=None)
        lots += [_lot(outpoint, untraced, span, claimant) for span in without((part.span,), taken)]
    for lot in there:
        behind = without((span_of(lot),), new)[1:]
        lots += [replace(lot, id=NO_NUMBER, run=SatoshiRun(outpoint, each.start, each.sat)) for each in behind]
    contested = [
        ContestedRun(
            case=claimant.case,
            label=part.label,
            run=SatoshiRun(outpoint, span.start, span.sat),
            holder=holder,
        )
        for part, span, holder in withheld
    ]
    return SharedCoin(tuple(lots), tuple(contested))


def span_of(lot: Lot) -> Span:
    """Return a lot's places in its coin."""
    return Span(lot.run.start, lot.run.end)


def _claimed_for(label: str | None, wanted: Sequence["ClaimedPart"]) -> list[Span]:
    """Return the places that a case claims for a label."""
    return [part.span for part in wanted if part.label == label]


def _beyond(wanted: Sequence["ClaimedPart"], own: Sequence[Lot]) -> Iterator["ClaimedPart"]:
    """Yield what a case claims beyond what it has of the coin, label by label, the first places had first."""
    has: defaultdict[str | None, int] = defaultdict(int)
    for lot in own:
        has[lot.label] += lot.run.sat
    for part in wanted:
        had = min(part.span.sat, has[part.label])
        has[part.label] -= had
        if had < part.span.sat:
            yield replace(part, span=Span(part.span.start + had, part.span.end))


def _by_place(wanted: Sequence["ClaimedPart"], held: Sequence[Lot]) -> tuple[_Granted, list[_Withheld]]:
    """Give the places that nobody holds."""
    taken = [span_of(lot) for lot in held]
    granted = [(part, span) for part in wanted for span in without((part.span,), taken)]
    return granted, [each for part in wanted for each in _withheld(part, part.span, held, None)]


def _by_amount(
    wanted: Sequence["ClaimedPart"], held: Sequence[Lot], everywhere: Sequence[Span], same: Sequence[Lot]
) -> tuple[_Granted, list[_Withheld]]:
    """Give as much as is left, the last places withheld first; what cannot keep its places goes to the foremost.

    `same` are those of the lots held that may be of the very satoshi that the case claims.
    """
    taken = [span_of(lot) for lot in held]
    left = sum(part.span.sat for part in wanted) - sum(lot.run.sat for lot in same)
    left = max(0, min(left, size(without(everywhere, taken))))
    keeping: _Granted = []
    moving: list[tuple[ClaimedPart, int]] = []
    withheld: list[_Withheld] = []
    for part in wanted:
        given = first((part.span,), left)
        left -= size(given)
        stays = without(given, taken)
        keeping += [(part, span) for span in stays]
        moving.append((part, size(given) - size(stays)))
        for span in without((part.span,), given):
            withheld += _withheld(part, span, held, (same or held)[0].id)
    room = without(everywhere, [*taken, *(span for _, span in keeping)])
    for part, sat in moving:
        there = first(room, sat)
        keeping += [(part, span) for span in there]
        room = without(room, there)
    return keeping, withheld


def _withheld(part: "ClaimedPart", span: Span, held: Sequence[Lot], otherwise: LotId | None) -> Iterator[_Withheld]:
    """Yield the places of a span that others hold; `otherwise` is who keeps the satoshi of those that nobody holds."""
    found = [_Withheld(part, each, lot.id) for lot in held for each in common((span,), (span_of(lot),))]
    if otherwise is not None:
        found += [_Withheld(part, each, otherwise) for each in without((span,), [each.span for each in found])]
    yield from sorted(found, key=lambda each: each.span)


def _lot(receipt: Outpoint, part: "ClaimedPart", span: Span, claimant: Claimant) -> Lot:
    """Return a lot without its number."""
    return Lot(
        id=NO_NUMBER,
        case=claimant.case,
        label=part.label,
        run=SatoshiRun(receipt, span.start, span.sat),
        orders=part.orders,
        lower=part.lower,
        upper=part.upper,
        bundle=claimant.bundle,
    )
