"""Cases for the tests of admission, each coin by its segments: `A60 u40` is 60 satoshi of A, then 40 untraced."""

import datetime as dt
from collections.abc import Iterable, Mapping

from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.reserve.acts import LotId
from tracer.reserve.admission import AdmissionStanding, admit, lots_in_force
from tracer.reserve.claimed_receipts import ClaimedPart, ClaimedReceipt, Claims
from tracer.reserve.lots import Admission, ContestedRun, Lot
from tracer.reserve.places import Span

DAY = dt.date(2026, 9, 30)


def coin(number: int) -> Outpoint:
    """Return the name of an invented coin."""
    return Outpoint(Txid(f"{number:064x}"), 0)


def claims(case: str, coins: Mapping[int, str], rule: str = "fifo", bundle: str | None = None) -> Claims:
    """Return what an invented case claims; coins stand in the order of their numbers on the chain."""
    return Claims(
        case=case,
        bundle=bundle or f"bundle of {case}",
        primary=rule,
        receipts=tuple(
            ClaimedReceipt(outpoint=coin(number), position=Position(number, 1), parts=tuple(_parts(text)))
            for number, text in sorted(coins.items())
        ),
        left_out=(),
    )


def _parts(text: str) -> Iterable[ClaimedPart]:
    at = 0
    for word in text.split():
        label, sat = word[0], int(word[1:])
        yield ClaimedPart(
            label=None if label == "u" else label, span=Span(at, at + sat), orders=(), lower=None, upper=None
        )
        at += sat


def admit_all(
    *asked: Claims, named: Iterable[str] = (), related: Iterable[tuple[str, str]] = (), latest_first: bool = False
) -> tuple[Admission, ...]:
    """Admit cases one after the other; `related` are pairs of cases that start from one another's coins.

    `latest_first`: those before are handed over with the last one first, for a folder has an order of its own.
    """
    done: tuple[Admission, ...] = ()
    pairs = {frozenset(pair) for pair in related}
    said: dict[str, dict[Outpoint, tuple[ClaimedPart, ...]]] = {}
    for each in asked:
        standing = AdmissionStanding(
            admissions=done[::-1] if latest_first else done,
            named=frozenset(map(LotId, named)),
            related=lambda one, other: frozenset((one, other)) in pairs,
            claimed=lambda case: said[case],
        )
        done = (*done, admit(each, standing, admitted=DAY, act=None))
        said[each.case] = {receipt.outpoint: receipt.parts for receipt in each.receipts}
    return done


def told(lots: Iterable[Lot]) -> list[str]:
    """Return lots in short: `L-0001 1 0-60 A`, the coin's number after the lot's."""
    return [
        f"{lot.id} {int(lot.run.receipt.txid, 16)} {lot.run.start}-{lot.run.end} {lot.label or 'u'}" for lot in lots
    ]


def in_force(admissions: Iterable[Admission]) -> list[str]:
    """Return the lots that count, in short."""
    return told(lots_in_force(admissions))


def contested(found: Iterable[ContestedRun]) -> list[str]:
    """Return what is contested in short: `B 40-60 L-0001`."""
    return [f"{each.label} {each.run.start}-{each.run.end} {each.holder}" for each in found]
