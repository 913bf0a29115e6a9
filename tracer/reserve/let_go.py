"""What a case's later version no longer claims of its coins, and who gets it.

It goes to the other cases in the order of their admission, as if the earlier version had never been: what one of them
claims under a label comes before what another traced to nobody. Places that no case admitted to the register are none.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from tracer.chain.outpoint import Outpoint
from tracer.reserve.coin_sharing import Claimant, Terms, share, span_of
from tracer.reserve.lots import Admission, Lot
from tracer.reserve.places import Span, common, size, united, without
from tracer.reserve.satoshi_runs import SatoshiRun

if TYPE_CHECKING:  # as in `tracer.reserve.coin_sharing`
    from tracer.reserve.claimed_receipts import ClaimedPart

Claimed = Callable[[str], Mapping[Outpoint, "tuple[ClaimedPart, ...]"]]
"""What the last bundle of an admitted case says of each coin, all its places in ascending order."""


def let_go(
    case: str,
    admissions: Sequence[Admission],
    before: Mapping[Outpoint, Sequence[Lot]],
    drafts: Mapping[Outpoint, Sequence[Lot]],
    claimed: Claimed,
    terms: Terms,
) -> Iterator[tuple[Outpoint, tuple[Lot, ...]]]:
    """Yield each coin of which a case's later version lets something go, with the lots that it makes there.

    Args:
        case: the case.
        admissions: every one of the register but the later version's.
        before: the lots in force of each coin, those of the case's earlier version among them.
        drafts: the later version's lots, without numbers yet.
        claimed: asked of other cases, and only where something is let go.
        terms: on what terms coins are shared, with the rule of the later version.
    """
    last = {each.case: each for each in sorted(admissions, key=lambda each: each.number)}
    others = sorted((each for each in last.values() if each.case != case), key=lambda each: each.number)
    for outpoint, places in _places(case, admissions).items():
        new = drafts.get(outpoint, ())
        had = [lot for lot in before.get(outpoint, ()) if lot.case == case]
        there = after([lot for lot in before.get(outpoint, ()) if lot.case != case], new)
        everywhere = united([*places, *map(span_of, new)])
        if not (without(everywhere, map(span_of, there)) or without(_labelled(had), _labelled(new))):
            continue
        for each in others:
            parts = tuple(_cut(claimed(each.case).get(outpoint, ()), everywhere, each, outpoint))
            claimant = Claimant(each.case, each.bundle, each.primary)
            there = after(there, share(outpoint, parts, there, claimant, terms).lots) if parts else there
        yield outpoint, tuple(lot for lot in there if not lot.id)


def after(there: Iterable[Lot], new: Sequence[Lot]) -> list[Lot]:
    """Return lots of a coin with new ones, each of the former with what lies before what they took of it."""
    taken = [span_of(lot) for lot in new]
    left = ((lot, without((span_of(lot),), taken)) for lot in there)
    kept = (replace(lot, run=SatoshiRun(lot.run.receipt, spans[0].start, spans[0].sat)) for lot, spans in left if spans)
    return [*kept, *new]


def _places(case: str, admissions: Iterable[Admission]) -> Mapping[Outpoint, Sequence[Span]]:
    """Return the coins of which a case ever had lots, with all places of them that any case had."""
    mine = dict.fromkeys(lot.run.receipt for each in admissions for lot in each.lots if case in (each.case, lot.case))
    places: dict[Outpoint, list[Span]] = defaultdict(list)
    for each in admissions:
        for lot in each.lots:
            places[lot.run.receipt].append(span_of(lot))
    return {outpoint: places[outpoint] for outpoint in mine}


def _labelled(lots: Iterable[Lot]) -> tuple[Span, ...]:
    return united(span_of(lot) for lot in lots if lot.label is not None)


def _cut(
    parts: Sequence["ClaimedPart"], places: Sequence[Span], admission: Admission, outpoint: Outpoint
) -> Iterator["ClaimedPart"]:
    """Yield what a case claims of a coin within places; nothing where its admission left the coin out whole."""
    whole = size(part.span for part in parts)
    if any((each.receipt, each.sat) == (outpoint, whole) for each in admission.left_out):
        return
    for part in parts:
        for span in common((part.span,), places):
            yield replace(part, span=span)
