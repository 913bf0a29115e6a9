"""How a transaction's inputs fill its outputs: in order, the fee last, or as a disposal's lots command."""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeAlias

from tracer.chain.outpoint import Txid
from tracer.errors import CaseError
from tracer.reserve.acts import DisposalAct, LotId
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.sentences import Sentence, say


class Part(NamedTuple):
    """A run on its way through a transaction.

    `wallet` is where it comes from, None for others; `ours` whether that wallet is summed. `known`: the run is of an
    earlier receipt; otherwise only its length counts, and where it arrives in a wallet it is numbered anew.
    """

    wallet: str | None
    ours: bool
    known: bool
    run: SatoshiRun

    def cut(self, sat: int) -> tuple["Part", "Part"]:
        """Return the first `sat` satoshi and the rest."""
        wallet, ours, known, (receipt, start, whole) = self
        first, rest = SatoshiRun(receipt, start, sat), SatoshiRun(receipt, start + sat, whole - sat)
        return Part(wallet, ours, known, first), Part(wallet, ours, known, rest)

    def nowhere(self) -> "Part":
        """Return the part as one that lies in no wallet of the register."""
        return self._replace(wallet=None, ours=False)


Parts: TypeAlias = tuple[Part, ...]


class SatoshiFlow(NamedTuple):
    """Where a transaction's satoshi go: to each output, and to the fee."""

    outputs: tuple[Parts, ...]
    fee: Parts


def filled(parts: Iterable[Part], sizes: Sequence[int]) -> tuple[Parts, ...]:
    """Return for each size the parts that fill it, taken from the front in order.

    The sizes may not add up to more than the parts; what is left over is dropped.

    Raises:
        ValueError: the parts are too few.
    """
    waiting = [part for part in parts if part.run.sat]
    waiting.reverse()
    shares: list[Parts] = []
    for size in sizes:
        share: list[Part] = []
        left = size
        while left:
            if not waiting:
                raise ValueError(f"{left} satoshi too few were handed out")
            part = waiting.pop()
            if part.run.sat > left:
                part, rest = part.cut(left)
                waiting.append(rest)
            share.append(part)
            left -= part.run.sat
        shares.append(tuple(share))
    return tuple(shares)


def in_order(parts: Iterable[Part], values: Sequence[int], fee: int) -> SatoshiFlow:
    """Return the flow in which inputs in order fill outputs in order, the fee last."""
    *outputs, rest = filled(parts, (*values, fee))
    return SatoshiFlow(tuple(outputs), rest)


def as_named(
    parts: Sequence[Part], outgoing: Sequence[int], staying: Sequence[int], fee: int, named: Sequence[Part]
) -> SatoshiFlow:
    """Return the flow in which the named parts fill what goes to others and the fee, and the other parts the rest.

    `outgoing` and `staying` are what each output takes of either; one of them is 0. `named` are parts of `parts`.
    """
    *gone, left = filled(named, (*outgoing, fee))
    kept = filled(_without(parts, named), staying)
    return SatoshiFlow(tuple(first + second for first, second in zip(gone, kept, strict=True)), left)


def named_parts(
    parts: Iterable[Part], disposal: DisposalAct, runs: Mapping[LotId, SatoshiRun], txid: Txid, leaves: int
) -> list[Part]:
    """Return what a disposal's lots are among the parts, in the parts' order; of each lot its first satoshi there.

    `runs` has the run of every lot; `leaves` is what the transaction pays others and as its fee.

    Raises:
        CaseError: a lot is unknown, or the parts hold less of it; the lots are not what leaves. All faults at once.
    """
    found, faults = parts_and_faults(parts, disposal, runs, txid, leaves)
    if faults:
        raise CaseError(*faults)
    return found


def parts_and_faults(
    parts: Iterable[Part], disposal: DisposalAct, runs: Mapping[LotId, SatoshiRun], txid: Txid, leaves: int
) -> tuple[list[Part], list[Sentence]]:
    """Return what `named_parts` does, and what is wrong with it: of lots that are not there, what there is."""
    act = disposal.head.id
    faults = [
        say("act {act} names {lot}, which no admitted case has.", act=act, lot=lot)
        for lot in disposal.lots
        if lot not in runs
    ]
    stated = sum(disposal.lots.values())
    if stated != leaves:
        faults.append(
            say(
                "act {act} disposes of {sat} satoshi; {txid} pays {other_sat} to others and as its fee.",
                act=act,
                sat=str(stated),
                txid=txid,
                other_sat=str(leaves),
            )
        )
    left: dict[LotId, int] = {lot: sat for lot, sat in disposal.lots.items() if lot in runs}
    found: list[Part] = []
    by_place = sorted(left, key=lambda lot: runs[lot].start)
    for part in parts:
        for lot in (lot for lot in by_place if part.known and runs[lot].receipt == part.run.receipt):
            start, end = max(part.run.start, runs[lot].start), min(part.run.end, runs[lot].end)
            taken = min(end - start, left[lot])
            if taken > 0:
                found.append(part._replace(run=SatoshiRun(part.run.receipt, start, taken)))
                left[lot] -= taken
    faults += [
        say(
            "act {act} disposes of {sat} satoshi of {lot}; the coins that {txid} spends hold {other_sat} of it.",
            act=act,
            sat=str(disposal.lots[lot]),
            lot=lot,
            txid=txid,
            other_sat=str(disposal.lots[lot] - sat),
        )
        for lot, sat in left.items()
        if sat
    ]
    return found, faults


def _without(parts: Iterable[Part], named: Sequence[Part]) -> Iterator[Part]:
    """Yield what is left of the parts without the named ones, which lie in them in the same order."""
    waiting = deque(named)
    for part in parts:
        rest = part
        while (
            waiting
            and waiting[0].run.receipt == part.run.receipt
            and part.run.start <= waiting[0].run.start < part.run.end
        ):
            taken = waiting.popleft().run
            before, rest = rest.cut(taken.start - rest.run.start)
            yield before
            _, rest = rest.cut(taken.sat)
        yield rest
