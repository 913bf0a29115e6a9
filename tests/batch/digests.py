"""Runs in brief, made for a test."""

from dataclasses import replace

from tracer.result.run_digest import Receipt, RunDigest
from tracer.result.trace_file import TERMINALS, Book

EMPTY = RunDigest(
    case="X",
    network="regtest",
    horizon_height=100,
    horizon_hash="00" * 32,
    rule="fifo",
    trace_sha256="11" * 32,
    books=(),
    orders=(),
    receipts=(),
    ends=(),
    steps=(),
    seeds=(),
    trail={},
    faults=(),
    gaps=0,
)


def digest(case: str, **changed) -> RunDigest:
    """Return a run in brief of this case, with these of its fields."""
    return replace(EMPTY, case=case, **changed)


def outpoint(number: int) -> str:
    """Return an outpoint that stands for a number."""
    return f"{number:064x}:0"


def receipt(number: int, segments, height: int = 10, date: str | None = None) -> Receipt:
    """Return a receipt made of these segments, the untraced under the empty label."""
    value = sum(sat for _, sat in segments)
    taint = sum(sat for label, sat in segments if label)
    return Receipt(
        outpoint=outpoint(number),
        height=height,
        custody="Wallet",
        value=value,
        taint=taint,
        segments=tuple(segments),
        order_date=date,
    )


def book(label: str, **ends: int) -> Book:
    """Return a closed book."""
    total = sum(ends.values())
    return Book(label, total, 0, total, dict.fromkeys(TERMINALS, 0) | ends)
