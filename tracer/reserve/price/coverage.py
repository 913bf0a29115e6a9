"""Whether an exchange's files show that no trade of a window is missing.

Two things show it. Trades on both sides: one before the window and one at its end or later, in pages that hang
together. Or the numbers: those of the window follow one another without a gap, and trades stand in its first and in its
last part. Where an exchange's numbers count its trades one by one, a number left out is a trade left out, whatever else
there is. Whether they do is seen in the file: three of four neighbours or more differ by one.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import pairwise

from tracer.reserve.price.numbers import SECOND
from tracer.reserve.price.quotes import ExchangeQuotes, QuotePage
from tracer.reserve.price.windows import Window

COUNTED = ("coinbase",)
"""Exchanges whose numbers count the pair's trades."""
SHARED = ("bitstamp", "bitfinex", "gemini")
"""Exchanges that number the trades of all their pairs together: a number left out there is another pair's trade."""

_MANY, _OF = 3, 4
_SHOWN = 3


def hole(quotes: ExchangeQuotes, window: Window) -> str | None:
    """Return in words what may be missing of a window's trades, None where the files show that nothing is."""
    begins, ends = window.begins * SECOND, window.ends * SECOND
    trades = quotes.trades
    inside = sorted(trades.ids[bisect_left(trades.times, begins) : bisect_left(trades.times, ends)])
    known = sorted(trades.ids)
    gaps = list(_gaps(known, inside))
    counted = quotes.name in COUNTED or _counts(known)
    if gaps and counted and quotes.name not in SHARED:
        return _missing_trades(gaps)
    chains = list(_chains(quotes.pages))
    if len(chains) == 1 and _is_around(trades.times, begins, ends):
        return None
    if len(chains) > 1 and any(_surrounds(chain, begins, ends, inside) for chain in chains):
        return None
    if inside and not gaps_inside(inside) and _reaches(quotes, window):
        return None
    if gaps and counted:
        return _missing_trades(gaps)
    return _unshown_edges(quotes, chains, begins, ends)


def gaps_inside(ids: Sequence[int]) -> bool:
    """Return whether numbers in ascending order leave one out."""
    return ids[-1] - ids[0] + 1 != len(ids)


def _counts(known: Sequence[int]) -> bool:
    """Return whether three of four neighbours or more differ by one."""
    if len(known) < 2:
        return False
    if not gaps_inside(known):
        return True
    return _OF * sum(after - before == 1 for before, after in pairwise(known)) >= _MANY * (len(known) - 1)


def _gaps(known: Sequence[int], inside: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the ranges of numbers left out between the trade before the window's first and the one after its last."""
    if not inside or not gaps_inside(known):
        return
    for before, after in pairwise(known):
        if after >= inside[0] and before <= inside[-1] and after - before > 1:
            yield before + 1, after - 1


def _chains(pages: Sequence[QuotePage]) -> Iterator[tuple[QuotePage, ...]]:
    """Yield pages that hang together: each shares a trade with those before it, or goes on where their numbers end."""
    if len(pages) < 2:
        yield tuple(pages)
        return
    chain: list[QuotePage] = []
    ids: set[int] = set()
    greatest = 0
    for page in sorted((page for page in pages if page.trades), key=lambda each: min(each.trades.ids)):
        if chain and greatest + 1 != min(page.trades.ids) and ids.isdisjoint(page.trades.ids):
            yield tuple(chain)
            chain, ids, greatest = [], set(), 0
        chain.append(page)
        ids.update(page.trades.ids)
        greatest = max(greatest, *page.trades.ids)
    yield tuple(chain)


def _is_around(times: Sequence[int], begins: int, ends: int) -> bool:
    """Return whether times in order begin before a window and end with it or later."""
    return bool(times) and times[0] < begins and times[-1] >= ends


def _surrounds(chain: Sequence[QuotePage], begins: int, ends: int, inside: Sequence[int]) -> bool:
    """Return whether pages have a trade on each side of a window, and all its trades."""
    times = sorted(time for page in chain for time in page.trades.times)
    return _is_around(times, begins, ends) and set(inside) <= {id_ for page in chain for id_ in page.trades.ids}


def _reaches(quotes: ExchangeQuotes, window: Window) -> bool:
    """Return whether trades stand in the first and in the last part of a window."""
    part = window.partition_seconds * SECOND
    begins, ends = window.begins * SECOND, window.ends * SECOND
    times = quotes.trades.times
    first, last = times[bisect_left(times, begins)], times[bisect_left(times, ends) - 1]
    return first < begins + part and last >= ends - part


def _missing_trades(gaps: Sequence[tuple[int, int]]) -> str:
    ranges = [str(first) if first == last else f"{first}–{last}" for first, last in gaps[:_SHOWN]]
    if len(gaps) == 1 and gaps[0][0] == gaps[0][1]:
        return f"trade {ranges[0]} is missing inside the window; fetch again."
    told, more = ", ".join(ranges), len(gaps) - _SHOWN
    if more > 0:
        return f"trades {told} and {more} more ranges are missing inside the window; fetch again."
    return f"trades {told} are missing inside the window; fetch again."


def _unshown_edges(quotes: ExchangeQuotes, chains: Sequence[Sequence[QuotePage]], begins: int, ends: int) -> str:
    """Return what is not shown of the window where no number is known to be missing."""
    times = quotes.trades.times
    if not times or times[0] >= begins:
        return "no trade before the window shows that it is whole; fetch again from earlier on."
    if times[-1] < ends:
        return "no trade at the window's end or later shows that it is whole; fetch again."
    if len(chains) > 1:
        return "its pages share no trade, so that others may be missing between them; fetch again."
    return "its trades do not show that none is missing; fetch again."
