"""What a disposal that is shared gives to each body: whole satoshi and whole hundredths, which add up.

The act says in which parts. What is paid in coins is shared by its outputs, one for each body in the same order; money
is shared net. Each gets its part rounded down, and what is left goes one by one to the largest remainders, of equal
ones to the body that stands first.

Source: Hamilton's method of apportionment (1792).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tracer.formats.canonical import Writable
from tracer.reserve.acts import DisposalAct
from tracer.reserve.disposition.proceeds import ProceedsRow

SHARING = "sharing"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShareRow:
    """A body's share: its `part` of `of` parts, in satoshi where coins are shared, in hundredths where money is.

    `is_received` says whether the money shared is what came in, else it is what was agreed.
    """

    body: str
    part: int
    of: int
    sat: int | None
    hundredths: int | None
    currency: str | None
    is_received: bool = False

    def as_json(self) -> dict[str, Writable]:
        """Return the row, amounts as texts of digits."""
        return {
            "body": self.body,
            "part": self.part,
            "of": self.of,
            "sat": None if self.sat is None else str(self.sat),
            "hundredths": None if self.hundredths is None else str(self.hundredths),
            "currency": self.currency,
            "received": self.is_received,
        }


def shares(act: DisposalAct, came: ProceedsRow | None) -> tuple[ShareRow, ...]:
    """Return what each body gets, in the act's order; nothing where the act shares with nobody."""
    given = () if act.sale is None else act.sale.shares
    if not given:
        return ()
    parts = [each.part for each in given]
    in_coins = act.method == SHARING
    sats = apportioned(sum(each.sat for each in act.outputs), parts) if in_coins else None
    money, received = None, False
    if came is not None:
        received = came.received is not None
        money = apportioned(came.net if came.received is None else came.received, parts)
    return tuple(
        ShareRow(
            body=each.body,
            part=each.part,
            of=sum(parts),
            sat=None if sats is None else sats[place],
            hundredths=None if money is None else money[place],
            currency=None if came is None else came.currency,
            is_received=received,
        )
        for place, each in enumerate(given)
    )


def share_faults(act: DisposalAct, rows: Sequence[ShareRow]) -> Iterator[str]:
    """Yield where the outputs of a disposal that shares coins are not what each body is to get."""
    if act.method != SHARING or not rows:
        return
    if len(rows) != len(act.outputs):
        yield f"act {act.head.id} shares with {len(rows)} bodies and pays {len(act.outputs)} outputs: one for each."
        return
    for row, output in zip(rows, act.outputs, strict=True):
        if row.sat != output.sat:
            share = f"{row.part} of {row.of} parts are {row.sat}"
            yield f"act {act.head.id} pays {output.sat} satoshi to {row.body}; {share}."


def apportioned(whole: int, parts: Sequence[int]) -> tuple[int, ...]:
    """Return a whole number in these parts, to the last unit, by largest remainder; of equal ones the first.

    Args:
        whole: zero or more.
        parts: above zero.
    """
    of = sum(parts)
    found = [whole * part // of for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda place: (-(whole * parts[place] % of), place))
    for place in by_remainder[: whole - sum(found)]:
        found[place] += 1
    return tuple(found)
