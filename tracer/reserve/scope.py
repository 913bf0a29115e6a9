"""Acts of scope: wallets and ranges that enter the books or leave them, each at one moment, for books, title and value.

That is the end of the closing block of the act's day. An act of a day without a block, which mainnet has never had and
test chains have, counts as one of the next day that has one: the block that closes the day before is of that day, and
what it closed stays as it is.
"""

import datetime as dt
from collections.abc import Mapping
from typing import NamedTuple

from tracer.errors import CaseError
from tracer.reserve.acts import ActsInForce, ScopeAct, StatementAct
from tracer.reserve.days import HeaderView, closing_height, day_at, instant, observed_block
from tracer.reserve.history import ObservedBlock
from tracer.reserve.ledger_rows import ScopeChange
from tracer.reserve.register import Register
from tracer.reserve.wallet_changes import scope_acts, scope_scripts

_DAY = dt.timedelta(days=1)


class ScopeMoment(NamedTuple):
    """The block with whose end a day's acts of scope count, and the day of it; None: not there yet.

    `closing` is the last block of the day or before it: with its end count the day's stated fees.
    """

    height: int
    day: dt.date | None
    closing: int


def scope_days(acts: ActsInForce) -> tuple[dt.date, ...]:
    """Return the days whose closing blocks are asked for, each once, in order.

    They are those of acts of scope, and those as of which custodians state fees.
    """
    scope = {act.head.date for act in acts.acts if isinstance(act, ScopeAct)}
    charged = {act.as_of for act in acts.acts if isinstance(act, StatementAct) and act.fees}
    return tuple(sorted(scope | charged))


def scope_closings(register: Register, acts: ActsInForce, view: HeaderView) -> dict[dt.date, ScopeMoment]:
    """Return with which block what counts at a day's end does, for days that have not begun the one above the last.

    A day that ends before the view's first block is closed by the block below that.

    Raises:
        SourceError: the view holds too few blocks to know a median time.
    """
    return {day: _moment(day, register.zone, view) for day in scope_days(acts)}


def _moment(day: dt.date, zone: str, view: HeaderView) -> ScopeMoment:
    try:
        closing = closing_height(day, zone, view)
    except CaseError:
        return ScopeMoment(view.first_height - 1, day, view.first_height - 1)
    if closing.mtp >= instant(day - _DAY, zone):
        return ScopeMoment(closing.height, day, closing.height)
    if closing.height == view.tip().height:
        return ScopeMoment(closing.height + 1, None, closing.height)
    following = day_at(observed_block(view, closing.height + 1).mtp, zone)
    return ScopeMoment(closing_height(following, zone, view).height, following, closing.height)


def scope_changes(
    register: Register, acts: ActsInForce, closing: Mapping[dt.date, ScopeMoment], block: ObservedBlock
) -> tuple[ScopeChange, ...]:
    """Return what the acts of scope change; those of days that have not begun by a block do so above it.

    `closing` says of each day that has begun with which block its acts count.

    Raises:
        CaseError: an act lets in a wallet that is not of ours, or names a range of which the wallet has no script.
    """
    wallets = {wallet.name: wallet for wallet in register.wallets}
    faults: list[str] = []
    found: list[ScopeChange] = []
    for act in scope_acts(acts):
        wallet = wallets[act.wallet]
        scripts = scope_scripts(wallet, act)
        if not register.is_ours(wallet):
            faults.append(f'act {act.head.id} changes the scope of "{act.wallet}", which is watched or recorded only.')
        elif not scripts:
            faults.append(f'act {act.head.id} names a range of "{act.wallet}" in which it has no script.')
        else:
            has_begun = instant(act.head.date - _DAY, register.zone) <= block.mtp
            counts = closing[act.head.date] if has_begun else None
            height = block.height + 1 if counts is None else min(counts.height, block.height)
            day = None if counts is None else counts.day
            found.append(ScopeChange(act.head.id, act.wallet, scripts, height, act.enters, day))
    if faults:
        raise CaseError(*faults)
    return tuple(sorted(found, key=lambda change: change.height))
