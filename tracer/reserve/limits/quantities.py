"""Quantities of each day, from the fold over the chain and the acts: what limits look at beside price and denominator.

A day's quantities are those at the end of its closing block. What left on a day are payments, fees and deposits of the
blocks that belong to it; a transfer between wallets of ours leaves nothing.
"""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from tracer.chain.outpoint import Txid
from tracer.reserve.acts import Act, ActId, ActsInForce, OrderAct, OtherAct
from tracer.reserve.days import instant
from tracer.reserve.ledger_rows import EntryKind, RegisterLedger
from tracer.reserve.limits.hedges import hedges, open_on
from tracer.reserve.limits.limit_rows import Quantities
from tracer.reserve.register import Register
from tracer.reserve.replaced_acts import ActsByDay
from tracer.reserve.satoshi_runs import total
from tracer.reserve.transaction_acts import transaction_acts

_LEAVES = frozenset({EntryKind.DISPOSAL, EntryKind.FEE, EntryKind.DEPOSIT})


def quantities(
    register: Register,
    ledger: RegisterLedger,
    acts: ActsInForce,
    titled: Mapping[dt.date, int],
    days: Sequence[dt.date],
) -> dict[dt.date, Quantities]:
    """Return the quantities of days that follow one another; `titled` are the satoshi with title of each.

    What moved is told of each day since the one before it in `days`; of the first, of that day alone.
    """
    wallets = _Wallets(ledger, _turns(ledger, register.zone))
    accounts = _Accounts(acts, ledger, register.zone)
    movements = _Movements(ledger)
    positions, by_day = hedges(acts.acts), ActsByDay(acts)
    found: dict[dt.date, Quantities] = {}
    since = days[0] - dt.timedelta(days=1) if days else dt.date.min
    start = instant(since, register.zone) if days else 0
    for day in days:
        end = instant(day, register.zone)
        held, kept = wallets.at(end), accounts.at(end)
        out, txids = movements.between(start, instant(day - dt.timedelta(days=1), register.zone), end)
        found[day] = Quantities(
            held=sum(held.values()),
            titled=titled[day],
            wallets=held,
            custodians=_custodians(register, held, kept),
            with_accounts=sum(kept.values()),
            out=out,
            hedges=open_on(positions, day),
            txids=txids,
            acts=tuple(_acts(by_day.on(day), since, day)),
            positions=tuple(each.act for each in positions if each.is_open(day) != each.is_open(since)),
        )
        since, start = day, end
    return found


class _Wallets:
    """What each wallet of ours holds at moments that follow one another."""

    def __init__(self, ledger: RegisterLedger, turns: Mapping[int, int]) -> None:
        """Put what came and went in the order of the blocks' median times; acts of scope count coin by coin."""
        self._ledger = ledger
        self._held = Counter(dict.fromkeys(ledger.wallets, 0))
        self._changes = sorted(_changes(ledger, turns), key=lambda change: change[0], reverse=True)

    def at(self, end: int) -> dict[str, int]:
        """Return satoshi by wallet at the end of the last block whose median time lies before a moment."""
        while self._changes and self._changes[-1][0] < end:
            _, wallet, sat = self._changes.pop()
            self._held[wallet] += sat
        return {wallet: self._held[wallet] for wallet in self._ledger.wallets}


def _changes(ledger: RegisterLedger, turns: Mapping[int, int]) -> Iterator[tuple[int, str, int]]:
    """Yield each change of a wallet: moment, wallet, satoshi; `turns` are the moments of acts of scope by height."""
    for coin in ledger.coins:
        if coin.wallet not in ledger.ours:
            continue
        first, last = coin.position.height, None if coin.spent is None else coin.spent.height
        was = 0
        inner = [height for height in turns if first < height and (last is None or height < last)]
        for height in (first, *inner):
            now = coin.value if ledger.counts(coin, height) else 0
            if now != was:
                yield ledger.mtps[first] if height == first else turns[height], coin.wallet, now - was
            was = now
        if last is not None and was:
            yield ledger.mtps[last], coin.wallet, -was


def _turns(ledger: RegisterLedger, zone: str) -> dict[int, int]:
    """Return the last second of the day on which acts of scope count, by the height of the block with which they do."""
    return {each.height: instant(each.day, zone) - 1 for each in ledger.scope if each.day is not None}


class _Accounts:
    """What lies in each account at a custodian at moments that follow one another, by the transactions named."""

    def __init__(self, acts: ActsInForce, ledger: RegisterLedger, zone: str) -> None:
        """Put deposits and withdrawals in the order of the chain, what custodians kept at the end of its day."""
        named = transaction_acts(acts)
        moved: list[tuple[int, str, int]] = []
        for movement in ledger.movements:
            for entry in movement.entries:
                if entry.kind is EntryKind.DEPOSIT and movement.txid in named.deposits:
                    moved.append((movement.mtp, named.deposits[movement.txid].account, entry.sat))
                elif entry.kind is EntryKind.WITHDRAWAL and movement.txid in named.withdrawals:
                    moved.append((movement.mtp, named.withdrawals[movement.txid].account, -entry.sat))
        moved += ((instant(each.day, zone) - 1, each.account, -total(each.runs)) for each in ledger.charges)
        self._changes = sorted(moved, key=lambda change: change[0])[::-1]
        self._kept: Counter[str] = Counter()

    def at(self, end: int) -> dict[str, int]:
        """Return satoshi by account at a moment; more than went there does not come back out of it."""
        while self._changes and self._changes[-1][0] < end:
            _, account, sat = self._changes.pop()
            self._kept[account] = max(0, self._kept[account] + sat)
        return dict(self._kept)


def _custodians(register: Register, held: Mapping[str, int], kept: Mapping[str, int]) -> dict[str, int]:
    """Return what lies with each custodian, in alphabetical order."""
    found: Counter[str] = Counter()
    for wallet in register.wallets:
        if wallet.custodian is not None and wallet.name in held:
            found[wallet.custodian] += held[wallet.name]
    for account in register.accounts:
        found[account.custodian] += kept.get(account.name, 0)
    return dict(sorted(found.items()))


class _Movements:
    """What moved between moments that follow one another."""

    def __init__(self, ledger: RegisterLedger) -> None:
        """Take the movements in the order of the chain, in which their median times never go back."""
        self._rest = list(reversed(ledger.movements))

    def between(self, since: int, begins: int, end: int) -> tuple[int, tuple[Txid, ...]]:
        """Return what left from `begins` on, and what moved from `since` on, both up to `end`."""
        out, txids = 0, list[Txid]()
        while self._rest and self._rest[-1].mtp < end:
            movement = self._rest.pop()
            if movement.mtp >= since:
                txids.append(movement.txid)
            if movement.mtp >= begins:
                out += sum(entry.sat for entry in movement.entries if entry.kind in _LEAVES)
        return out, tuple(dict.fromkeys(txids))


def _acts(acts: Iterable[Act], since: dt.date, day: dt.date) -> Iterator[ActId]:
    """Yield the acts on title that take effect after one day and up to another: by their date, an order in force.

    An order that supersedes another takes effect on its own day too.
    """
    for act in acts:
        if isinstance(act, OtherAct):
            continue
        days = [act.head.date]
        if isinstance(act, OrderAct):
            own = act.head.date if act.head.supersedes is not None else None
            days = [each for each in (own, act.in_force, act.appeal_until) if each is not None]
        if any(since < each <= day for each in days):
            yield act.head.id
