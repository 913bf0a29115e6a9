"""The admission of a case: its receipts become lots, and each satoshi is admitted once, whoever else claims it.

Satoshi under a label of another case stay with it. Where both cases share by the same rule, and it keeps places (first
in, first out; last in, first out), a place is one satoshi: whoever comes later gets the places left. Under other or
different rules places say nothing; the later case then gets as much as the coin has left, and of cases that start from
one another's coins no more than the earlier did not claim. Its last places are withheld first; what it gets keeps its
places where they are free, and goes to the foremost free ones where not. What is withheld is contested.
Satoshi that the earlier case traced to no label are free, unless an act names their lot.

What a case's later version no longer claims goes to the other cases that do, as if the earlier version had never been:
those admitted first come first, under a label before without one. Such satoshi are lots of the other case with numbers
of their own, given by the later version's admission.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from tracer.chain.outpoint import Outpoint
from tracer.errors import IntegrityError
from tracer.reserve.acts import ActId, LotId
from tracer.reserve.coin_sharing import Claimant, SharedCoin, Terms, share, span_of
from tracer.reserve.let_go import Claimed, let_go
from tracer.reserve.lots import Admission, Lot
from tracer.reserve.places import Span, without
from tracer.reserve.satoshi_runs import SatoshiRun

if TYPE_CHECKING:  # what counts is asked by every command, what a bundle claims by one, and that loads results
    from tracer.reserve.claimed_receipts import Claims


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionStanding:
    """What is admitted already: every admission of the register, in the order of their numbers.

    `named` are the lots that an act on file names. `related` says of two cases whether they start from one another's
    coins; it is asked only where their rules differ. `claimed` gives what the last bundle of an admitted case says of
    each coin, all places of it; it is asked only where a case's later version lets satoshi go.
    """

    admissions: tuple[Admission, ...]
    named: frozenset[LotId]
    related: Callable[[str, str], bool]
    claimed: Claimed


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
    before: dict[Outpoint, list[Lot]] = defaultdict(list)
    for lot in lots_in_force(standing.admissions):
        before[lot.run.receipt].append(lot)
    claimant = Claimant(claims.case, claims.bundle, claims.primary)
    rules = {(each.case, each.bundle): each.primary for each in standing.admissions}
    rules[claims.case, claims.bundle] = claims.primary
    terms = Terms(named=standing.named, related=standing.related, rules=rules)
    shared: dict[Outpoint, SharedCoin] = {}
    for each in claims.receipts:
        others = [lot for lot in before[each.outpoint] if lot.case != claims.case]
        shared[each.outpoint] = share(each.outpoint, each.parts, others, claimant, terms)
    drafts = {outpoint: each.lots for outpoint, each in shared.items()}
    if earlier:
        drafts |= dict(let_go(claims.case, standing.admissions, before, drafts, standing.claimed, terms))
    return Admission(
        number=max((each.number for each in standing.admissions), default=0) + 1,
        case=claims.case,
        bundle=claims.bundle,
        primary=claims.primary,
        admitted=admitted,
        lots=tuple(_numbered(drafts.values(), claims.case, before, standing.admissions)),
        contested=tuple(run for each in shared.values() for run in each.contested),
        supersedes=max(earlier, key=lambda each: each.number).bundle if earlier else None,
        act=act,
        left_out=claims.left_out,
    )


def _shortened(lots: Mapping[LotId, Lot], new: Sequence[Lot]) -> dict[LotId, Lot]:
    """Return lots with new ones, which take their satoshi out of the untraced ones that hold them."""
    taken: dict[Outpoint, list[Span]] = defaultdict(list)
    for lot in new:
        taken[lot.run.receipt].append(span_of(lot))
    after: dict[LotId, Lot] = {}
    for name, lot in lots.items():
        left = without((span_of(lot),), taken[lot.run.receipt]) if lot.run.receipt in taken else (span_of(lot),)
        if len(left) > 1 or (lot.label is not None and left != (span_of(lot),)):
            raise IntegrityError(f"lot {name} holds satoshi of receipt {lot.run.receipt} that a later lot holds too")
        if left:
            after[name] = replace(lot, run=SatoshiRun(lot.run.receipt, left[0].start, left[0].sat))
    for lot in new:
        if lot.id in after:
            raise IntegrityError(f"lot {lot.id} was numbered twice")
        after[lot.id] = lot
    return after


def _numbered(
    drafts: Iterable[Sequence[Lot]],
    case: str,
    before: Mapping[Outpoint, Sequence[Lot]],
    admissions: Sequence[Admission],
) -> Iterator[Lot]:
    """Yield lots with their numbers: those they had in the case's earlier version, else the next ones.

    A lot of several that the case had before side by side, under its label, comes again as these.
    """
    following = 1 + max((number_of(lot.id) for each in admissions for lot in each.lots), default=0)
    for lot in (lot for each in drafts for lot in sorted(each, key=lambda lot: lot.run.start)):
        had = [each for each in before[lot.run.receipt] if case == each.case == lot.case and each.label == lot.label]
        same = [each for each in had if lot.run.start <= each.run.start and each.run.end <= lot.run.end]
        if sum(each.run.sat for each in same) == lot.run.sat:
            yield from (
                replace(lot, id=each.id, run=each.run) for each in sorted(same, key=lambda each: each.run.start)
            )
        else:
            yield replace(lot, id=LotId(f"L-{following:04d}"))
            following += 1
