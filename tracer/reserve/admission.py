"""The admission of a case: its receipts become lots, and each satoshi is admitted once, whoever else claims it.

Satoshi under a label of another case stay with it. Where both cases share by the same rule, and it keeps places (first
in, first out; last in, first out), a place is one satoshi: whoever comes later gets the places left. Under other or
different rules places say nothing; the later case then gets as much as the coin has left, and of cases that start from
one another's coins no more than the earlier did not claim. Its last places are withheld first; what it gets keeps its
places where they are free, and goes to the foremost free ones where not. What is withheld is contested.
Satoshi that the earlier case traced to no label are free, unless an act names their lot.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from tracer.chain.outpoint import Outpoint
from tracer.errors import IntegrityError
from tracer.reserve.acts import ActId, LotId
from tracer.reserve.lots import Admission, ContestedRun, Lot
from tracer.reserve.places import Span, common, first, size, without
from tracer.reserve.satoshi_runs import SatoshiRun

if TYPE_CHECKING:  # what counts is asked by every command, what a bundle claims by one, and that loads results
    from tracer.reserve.claimed_receipts import ClaimedPart, ClaimedReceipt, Claims

_BY_PLACE = ("fifo", "lifo")
"""Rules under which a satoshi's place in a coin does not depend on what is asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionStanding:
    """What is admitted already: every admission of the register, in the order of their numbers.

    `named` are the lots that an act on file names. `related` says of a case whether it and the new one start from one
    another's coins; it is asked only where their rules differ.
    """

    admissions: tuple[Admission, ...]
    named: frozenset[LotId]
    related: Callable[[str], bool]


def lots_in_force(admissions: Iterable[Admission]) -> tuple[Lot, ...]:
    """Return the lots that count after all admissions, by number; no two of them hold the same satoshi.

    A case's later version takes the place of the earlier. A later lot takes its satoshi out of an earlier untraced one.

    Raises:
        IntegrityError: two lots hold the same satoshi otherwise: no admission writes such.
    """
    lots: dict[LotId, Lot] = {}
    for admission in sorted(admissions, key=lambda each: each.number):
        if admission.supersedes is not None:
            gone = (admission.case, admission.supersedes)
            lots = {name: lot for name, lot in lots.items() if (lot.case, lot.bundle) != gone}
        lots = _shortened(lots, admission.lots)
    return tuple(lots[name] for name in sorted(lots, key=number_of))


def number_of(lot: LotId) -> int:
    """Return a lot's number."""
    return int(lot.removeprefix("L-"))


def admit(claims: "Claims", standing: AdmissionStanding, *, admitted: dt.date, act: ActId | None) -> Admission:
    """Return a case's admission after all others; `act` is that by which it supersedes its earlier version.

    Lots of the earlier version keep their numbers where their satoshi and their label stay.
    """
    earlier = [each for each in standing.admissions if each.case == claims.case]
    superseded = max(earlier, key=lambda each: each.number).bundle if earlier else None
    kept: dict[tuple[SatoshiRun, str | None], LotId] = {}
    others: dict[Outpoint, list[Lot]] = defaultdict(list)
    for lot in lots_in_force(standing.admissions):
        if (lot.case, lot.bundle) == (claims.case, superseded):
            kept[lot.run, lot.label] = lot.id
        else:
            others[lot.run.receipt].append(lot)
    shared = [_share(each, others[each.outpoint], claims, standing) for each in claims.receipts]
    used = [number_of(lot.id) for admission in standing.admissions for lot in admission.lots]
    drafts = [lot for each in shared for lot in sorted(each.lots, key=lambda lot: lot.run.start)]
    return Admission(
        number=max((each.number for each in standing.admissions), default=0) + 1,
        case=claims.case,
        bundle=claims.bundle,
        primary=claims.primary,
        admitted=admitted,
        lots=tuple(_numbered(drafts, claims.case, kept, max(used, default=0) + 1)),
        contested=tuple(run for each in shared for run in each.contested),
        supersedes=superseded,
        act=act,
        left_out=claims.left_out,
    )


def _shortened(lots: Mapping[LotId, Lot], new: Sequence[Lot]) -> dict[LotId, Lot]:
    """Return lots with new ones, which take their satoshi out of the untraced ones that hold them."""
    taken: dict[Outpoint, list[Span]] = defaultdict(list)
    for lot in new:
        taken[lot.run.receipt].append(_span(lot.run))
    after: dict[LotId, Lot] = {}
    for name, lot in lots.items():
        left = without((_span(lot.run),), taken[lot.run.receipt]) if lot.run.receipt in taken else (_span(lot.run),)
        if len(left) > 1 or (lot.label is not None and left != (_span(lot.run),)):
            raise IntegrityError(f"lot {name} holds satoshi of receipt {lot.run.receipt} that a later lot holds too")
        if left:
            after[name] = replace(lot, run=SatoshiRun(lot.run.receipt, left[0].start, left[0].sat))
    for lot in new:
        if lot.id in after:
            raise IntegrityError(f"lot {lot.id} was numbered twice")
        after[lot.id] = lot
    return after


class _Shared(NamedTuple):
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


def _share(receipt: "ClaimedReceipt", others: Sequence[Lot], claims: "Claims", standing: AdmissionStanding) -> _Shared:
    """Share a coin between a case and the lots of others."""
    held = [lot for lot in others if lot.label is not None or lot.id in standing.named]
    rules = {(each.case, each.bundle): each.primary for each in standing.admissions}
    wanted = [part for part in receipt.parts if part.label is not None]
    if all(rules[lot.case, lot.bundle] == claims.primary in _BY_PLACE for lot in held):
        granted, withheld = _by_place(wanted, held)
    else:
        everywhere = [part.span for part in receipt.parts]
        granted, withheld = _by_amount(wanted, held, everywhere, standing.related)
    new = [span for _, span in granted]
    lots = [_lot(receipt.outpoint, part, span, claims) for part, span in granted]
    there = [*new, *(_span(lot.run) for lot in others)]
    for part in receipt.parts:
        untraced = replace(part, label=None, orders=(), lower=None, upper=None)
        lots += [_lot(receipt.outpoint, untraced, span, claims) for span in without((part.span,), there)]
    for lot in others:
        behind = without((_span(lot.run),), new)[1:]
        lots += [replace(lot, id=_NO_NUMBER, run=SatoshiRun(receipt.outpoint, each.start, each.sat)) for each in behind]
    contested = [
        ContestedRun(
            case=claims.case,
            label=part.label,
            run=SatoshiRun(receipt.outpoint, span.start, span.sat),
            holder=holder,
        )
        for part, span, holder in withheld
    ]
    return _Shared(tuple(lots), tuple(contested))


def _by_place(wanted: Sequence["ClaimedPart"], held: Sequence[Lot]) -> tuple[_Granted, list[_Withheld]]:
    """Give the places that nobody holds."""
    taken = [_span(lot.run) for lot in held]
    granted = [(part, span) for part in wanted for span in without((part.span,), taken)]
    return granted, [each for part in wanted for each in _withheld(part, part.span, held, None)]


def _by_amount(
    wanted: Sequence["ClaimedPart"], held: Sequence[Lot], everywhere: Sequence[Span], related: Callable[[str], bool]
) -> tuple[_Granted, list[_Withheld]]:
    """Give as much as is left, the last places withheld first; what cannot keep its places goes to the foremost."""
    taken = [_span(lot.run) for lot in held]
    same = [lot for lot in held if lot.label is not None and related(lot.case)]
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
    found = [_Withheld(part, each, lot.id) for lot in held for each in common((span,), (_span(lot.run),))]
    if otherwise is not None:
        found += [_Withheld(part, each, otherwise) for each in without((span,), [each.span for each in found])]
    yield from sorted(found, key=lambda each: each.span)


_NO_NUMBER = LotId("")


def _lot(receipt: Outpoint, part: "ClaimedPart", span: Span, claims: "Claims") -> Lot:
    """Return a lot without its number."""
    return Lot(
        id=_NO_NUMBER,
        case=claims.case,
        label=part.label,
        run=SatoshiRun(receipt, span.start, span.sat),
        orders=part.orders,
        lower=part.lower,
        upper=part.upper,
        bundle=claims.bundle,
    )


def _numbered(
    drafts: Iterable[Lot], case: str, kept: Mapping[tuple[SatoshiRun, str | None], LotId], after: int
) -> Iterator[Lot]:
    """Yield lots with their numbers: those they had in the case's earlier version, else the next ones."""
    for lot in drafts:
        had = kept.get((lot.run, lot.label)) if lot.case == case else None
        yield replace(lot, id=had or LotId(f"L-{after:04d}"))
        after += had is None


def _span(run: SatoshiRun) -> Span:
    return Span(run.start, run.end)
