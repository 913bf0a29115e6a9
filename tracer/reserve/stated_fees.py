"""Fees that custodians state: when each leaves its account's books.

That is the end of the day as of which it is stated, above the last block of the day or before it: what lies in an
account when a period ends is then what the custodian owes, and no more.
"""

import datetime as dt
from collections.abc import Mapping

from tracer.reserve.acts import ActsInForce, StatementAct
from tracer.reserve.history import ObservedBlock
from tracer.reserve.ledger_rows import StatedFee
from tracer.reserve.scope import ScopeMoment


def stated_fees(
    acts: ActsInForce, closing: Mapping[dt.date, ScopeMoment], block: ObservedBlock, upto: dt.date | None
) -> tuple[StatedFee, ...]:
    """Return the fees stated as of days up to one, in the order of the days, then of the acts; None: of all.

    `closing` says of each day of a statement that states a fee which block is its last; what comes after `block` counts
    with that.
    """
    stating = [act for act in acts.acts if isinstance(act, StatementAct) and act.fees]
    stating.sort(key=lambda act: (act.as_of, act.head.id))
    return tuple(
        StatedFee(min(closing[act.as_of].closing, block.height), act.as_of, act.account, act.head.id, act.fees)
        for act in stating
        if upto is None or act.as_of <= upto
    )
