"""Acts of scope: wallets and ranges that enter the books or leave them, each with the closing block of its day."""

import datetime as dt
from collections.abc import Mapping

from tracer.errors import CaseError
from tracer.reserve.acts import ActsInForce, ScopeAct
from tracer.reserve.days import HeaderView, closing_height, instant
from tracer.reserve.history import ObservedBlock
from tracer.reserve.ledger_rows import ScopeChange
from tracer.reserve.register import Register
from tracer.reserve.wallet_changes import scope_scripts

_DAY = dt.timedelta(days=1)


def scope_days(acts: ActsInForce) -> tuple[dt.date, ...]:
    """Return the days of the acts of scope, each once, in order: `scope_changes` asks for their closing blocks."""
    return tuple(sorted({act.head.date for act in acts.acts if isinstance(act, ScopeAct)}))


def scope_closings(register: Register, acts: ActsInForce, view: HeaderView) -> dict[dt.date, int]:
    """Return the height of the closing block of each day of an act of scope, that of the last block for later days.

    A day that ends before the view's first block is closed by the block below that.

    Raises:
        SourceError: the view holds too few blocks to know a median time.
    """
    found: dict[dt.date, int] = {}
    for day in scope_days(acts):
        try:
            found[day] = closing_height(day, register.zone, view).height
        except CaseError:
            found[day] = view.first_height - 1
    return found


def scope_changes(
    register: Register, acts: ActsInForce, closing: Mapping[dt.date, int], block: ObservedBlock
) -> tuple[ScopeChange, ...]:
    """Return what the acts of scope change; those of days that have not begun by a block do so above it.

    `closing` has the height of the closing block of each day that has begun.

    Raises:
        CaseError: an act lets in a wallet that is not of ours, or names a range of which the wallet has no script.
    """
    wallets = {wallet.name: wallet for wallet in register.wallets}
    faults: list[str] = []
    found: list[ScopeChange] = []
    for act in acts.acts:
        if not isinstance(act, ScopeAct):
            continue
        wallet = wallets[act.wallet]
        scripts = scope_scripts(wallet, act)
        if not register.is_ours(wallet):
            faults.append(f'act {act.head.id} changes the scope of "{act.wallet}", which is watched or recorded only.')
        elif not scripts:
            faults.append(f'act {act.head.id} names a range of "{act.wallet}" in which it has no script.')
        else:
            has_begun = instant(act.head.date - _DAY, register.zone) <= block.mtp
            height = min(closing[act.head.date], block.height) if has_begun else block.height + 1
            found.append(ScopeChange(act.head.id, act.wallet, scripts, height, act.enters))
    if faults:
        raise CaseError(*faults)
    return tuple(sorted(found, key=lambda change: (change.height, change.act)))
