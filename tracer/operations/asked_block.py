"""The block up to which a look is asked for: a day of the register's zone, a height, or the source's last one."""

import datetime as dt
import re

from tracer.chain.view import ChainView
from tracer.errors import CaseError
from tracer.reserve.days import closing_height, instant, observed_block, old_tip, unsettled
from tracer.reserve.history import ObservedBlock
from tracer.visible import quoted

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_HEIGHT = re.compile(r"0|[1-9][0-9]{0,8}")


def asked_block(at: str | None, zone: str, view: ChainView, now: int) -> tuple[ObservedBlock, tuple[str, ...]]:
    """Return the block to look up to; in words that a day is not over yet, or that the last block is old.

    `now` is the time by the machine's clock, in Unix seconds.

    Raises:
        CaseError: `at` is neither a day nor a height of the source's.
    """
    tip = view.tip().height
    if at is None:
        last = observed_block(view, tip)
        words = old_tip(last, now)
        return last, () if words is None else (words,)
    if _HEIGHT.fullmatch(at):
        if not view.first_height <= int(at) <= tip:
            raise CaseError(f"--at {at}: the source holds blocks {view.first_height:,} to {tip:,}.")
        return observed_block(view, int(at)), ()
    try:
        day = dt.date.fromisoformat(at) if _DAY.fullmatch(at) else None
    except ValueError:
        day = None
    if day is None or day.year > 9998:
        raise CaseError(f"--at {quoted(at, 40)}: neither a day such as 2026-09-30 nor a height")
    block = closing_height(day, zone, view)
    words = unsettled(at, instant(day, zone), block.height, observed_block(view, tip))
    return block, () if words is None else (words,)
