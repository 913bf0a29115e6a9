"""Where the indices of a descriptor that are in use come near the end of the range searched, or go beyond it.

A wallet's scripts beyond the stated range are nobody's to a trace: a receipt there counts as unspent, and a seed is
missed. So the use of the last indices is said, and what is read of the chain is looked at a gap limit further. Facts of
the chain and of the case's range; whether the range should be wider, the analyst decides.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from tracer.case.case import Case, Edge
from tracer.chain.outpoint import Outpoint
from tracer.chain.view import ChainView
from tracer.errors import SourceError
from tracer.trace.reading import OpenedTransaction


@dataclass(frozen=True, slots=True)
class RangeEnd:
    """What was found, in words, and the place of the descriptor in the case: `custody[1]`."""

    place: str
    text: str


_Paid = Mapping[bytes, Sequence[tuple[Outpoint, int]]]


def range_ends(case: Case, opened: Iterable[OpenedTransaction]) -> tuple[RangeEnd, ...]:
    """Return what transactions that were read pay near the ends of the case's ranges and beyond them.

    Seeds first, then custody wallets, in the order of the file; of each the last index in use of every branch, then
    what lies beyond, by branch and index, each output of it.
    """
    holders = list(_holders(case))
    wanted = {each.script for _, _, edge in holders for each in edge}
    paid: dict[bytes, list[tuple[Outpoint, int]]] = defaultdict(list)
    if wanted:
        for each in opened:
            transaction = each.confirmed.transaction
            for vout, output in enumerate(transaction.outputs):
                if output.script in wanted:
                    paid[output.script].append((transaction.outpoint(vout), output.value))
    return tuple(RangeEnd(place, text) for place, words, edge in holders for text in _texts(words, edge, paid))


def beyond_elsewhere(
    case: Case, ends: Sequence[RangeEnd], view: ChainView, first: int, last: int
) -> tuple[RangeEnd, ...]:
    """Return what of the whole chain was paid beyond the ranges of custody wallets that are in use to their end.

    Not evidence, and not the same from each source: what the trace itself read is in `range_ends`. A node looks through
    its block filters, which takes a while; one without them is told of.

    Args:
        case: the case traced.
        ends: what its trace found near the ends of ranges.
        view: the chain.
        first: the height to look from: nothing traced is older.
        last: the height to look to.
    """
    found: list[RangeEnd] = []
    told = " ".join(each.text for each in ends)
    for place, words, edge in _holders(case):
        beyond = {each.script: each for each in edge if each.beyond}
        if not beyond or not place.startswith("custody") or all(each.place != place for each in ends):
            continue
        try:
            created = view.paid_to(list(beyond), first, last)
            made = view.transactions([each.outpoint.txid for each in created])
        except SourceError as error:
            found.append(
                RangeEnd(place, f"what lies beyond its range elsewhere on the chain was not looked for: {error}")
            )
            continue
        for outpoint in (each.outpoint for each in created if str(each.outpoint) not in told):
            output = made[outpoint.txid].transaction.outputs[outpoint.vout]
            at = beyond[output.script]
            text = words.beyond.format(
                branch=at.branch, index=at.index, name=words.name, amount=output.value, outpoint=outpoint
            )
            found.append(RangeEnd(place, f"{text}; no trail of the case leads there"))
    return tuple(found)


def _holders(case: Case) -> Iterator[tuple[str, "_Words", tuple[Edge, ...]]]:
    for number, seed in enumerate(case.seeds, start=1):
        yield f"seed[{number}]", _Words(_SEED_IN_USE, _SEED_BEYOND, str(number)), seed.edge
    for number, wallet in enumerate(case.custody, start=1):
        yield f"custody[{number}]", _Words(_WALLET_IN_USE, _WALLET_BEYOND, wallet.name), wallet.edge


class _Words(NamedTuple):
    """The two sentences about a descriptor, and how they call it."""

    in_use: str
    beyond: str
    name: str


_SEED_IN_USE = (
    "branch {branch}, index {index} of the descriptor of seed {name} is in use, and {last} is the last index searched: "
    "what lies beyond it is no seed"
)
_SEED_BEYOND = (
    "branch {branch}, index {index} of the descriptor of seed {name} lies beyond the range searched and received "
    "{amount} sat in {outpoint}, which is no seed"
)
_WALLET_IN_USE = (
    "branch {branch}, index {index} of {name} is in use, and {last} is the last index searched: what lies beyond it is "
    "not taken for the wallet's"
)
_WALLET_BEYOND = (
    "branch {branch}, index {index} of {name} lies beyond the range searched and received {amount} sat in {outpoint}, "
    "which counts as no receipt of the wallet"
)


def _texts(words: _Words, edge: Sequence[Edge], paid: _Paid) -> Iterator[str]:
    used = [each for each in edge if each.script in paid]
    last_of = {each.branch: each for each in sorted(used, key=lambda each: each.index) if not each.beyond}
    for branch in sorted(last_of):
        place = last_of[branch]
        yield words.in_use.format(branch=branch, index=place.index, name=words.name, last=place.last)
    for place in sorted((each for each in used if each.beyond), key=lambda each: (each.branch, each.index)):
        for outpoint, value in paid[place.script]:
            yield words.beyond.format(
                branch=place.branch, index=place.index, name=words.name, amount=value, outpoint=outpoint
            )
