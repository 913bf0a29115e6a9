"""When a stay in a wallet is in the books, as acts of scope have it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from tracer.reserve.ledger_rows import ScopeChange, Stay, in_scope


class BookSpan(NamedTuple):
    """A span of a stay: from the end of the block of `since` to that of `until`; None: from its own begin, to its end.

    What came in the very block by whose end an act takes its script out of the books was in them.
    """

    since: ScopeChange | None
    until: ScopeChange | None


def book_spans(scope: Sequence[ScopeChange], stay: Stay, script: bytes) -> Iterator[BookSpan]:
    """Yield the spans in which a stay of a wallet of ours is in the books, in order; `script` is that of its coin.

    Of several acts on one block the last counts.
    """
    first, last = stay.since.height, None if stay.until is None else stay.until.height
    turns = {
        change.height: change
        for change in scope
        if script in change.scripts and first <= change.height and (last is None or change.height < last)
    }
    since: ScopeChange | None = None
    is_in = in_scope(scope, script, first - 1)
    for change in turns.values():
        if is_in and not change.enters:
            yield BookSpan(since, change)
        elif change.enters and not is_in:
            since = change
        is_in = change.enters
    if is_in:
        yield BookSpan(since, None)
