"""What each wallet holds at the end of a block: in the books, and beside them in no sum; and why beside them."""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from tracer.reserve.acts import ActId
from tracer.reserve.ledger_rows import RegisterCoin, RegisterLedger, ScopeChange, in_scope
from tracer.reserve.register import Register, ReserveWallet, WalletStage


@dataclass(frozen=True, slots=True)
class WalletHeld:
    """A wallet's unspent coins in chain order: `counted` are in the books, `outside` in no sum.

    `is_counted` says whether a script of it is in the books, whether or not that holds a coin.
    """

    name: str
    is_counted: bool
    counted: tuple[RegisterCoin, ...]
    outside: tuple[RegisterCoin, ...]


def wallets_held(register: Register, ledger: RegisterLedger, height: int) -> tuple[WalletHeld, ...]:
    """Return what each wallet holds at the end of a block, in the register's order."""
    counted: dict[str, list[RegisterCoin]] = {wallet.name: [] for wallet in register.wallets}
    outside: dict[str, list[RegisterCoin]] = {wallet.name: [] for wallet in register.wallets}
    for coin in ledger.there(height):
        (counted if ledger.counts(coin, height) else outside)[coin.wallet].append(coin)
    return tuple(
        WalletHeld(
            wallet.name,
            register.is_ours(wallet) and any(in_scope(ledger.scope, each.script, height) for each in wallet.scripts),
            tuple(counted[wallet.name]),
            tuple(outside[wallet.name]),
        )
        for wallet in register.wallets
    )


def worth(coins: Iterable[RegisterCoin]) -> int:
    """Return what coins are worth, in satoshi."""
    return sum(coin.value for coin in coins)


def not_counted(
    wallet: ReserveWallet, register: Register, ledger: RegisterLedger, days: Mapping[ActId, dt.date], height: int
) -> Iterator[str]:
    """Yield why a wallet, or a part of it, is not counted at the end of a block; nothing where all of it is.

    `days` are those of the acts.
    """
    if wallet.stage is WalletStage.RECORDED:
        yield f'wallet "{wallet.name}": no proof of control; listed, not counted.'
    elif wallet.body not in register.bodies:
        yield f'wallet "{wallet.name}": body is not this register\'s; watched, not counted.'
    elif wallet.stage is WalletStage.WATCHED:
        yield f'wallet "{wallet.name}": stage is watched; watched, not counted.'
    else:
        for change, count in _outside(wallet, ledger, height).items():
            yield _left_out(wallet, change, count, days[change.act].isoformat())


def _left_out(wallet: ReserveWallet, change: ScopeChange, count: int, day: str) -> str:
    """Return what an act of a day keeps out of the books: a wallet whole, or so many of its scripts."""
    name, act, scripts = wallet.name, change.act, len(wallet.scripts)
    if count == scripts and change.enters:
        return f'wallet "{name}": act {act} lets it into the books on {day}; until then listed, not counted.'
    if count == scripts:
        return f'wallet "{name}": act {act} took it out of the books on {day}; listed, not counted.'
    if change.enters and count == 1:
        return (
            f'wallet "{name}": act {act} lets 1 of its {scripts} scripts into the books on {day}; until then what it '
            f"holds is listed, not counted."
        )
    if change.enters:
        return (
            f'wallet "{name}": act {act} lets {count} of its {scripts} scripts into the books on {day}; until then '
            f"what they hold is listed, not counted."
        )
    if count == 1:
        return (
            f'wallet "{name}": act {act} took 1 of its {scripts} scripts out of the books on {day}; what it holds is '
            f"listed, not counted."
        )
    return (
        f'wallet "{name}": act {act} took {count} of its {scripts} scripts out of the books on {day}; what they hold '
        f"is listed, not counted."
    )


def _outside(wallet: ReserveWallet, ledger: RegisterLedger, height: int) -> Mapping[ScopeChange, int]:
    """Return how many scripts of a wallet each act keeps out of the books at the end of a block.

    It is the last act on a script up to the block, else the first one above it.
    """
    found: dict[ScopeChange, int] = {}
    for each in wallet.scripts if ledger.scope else ():
        if not in_scope(ledger.scope, each.script, height):
            changes = [change for change in ledger.scope if each.script in change.scripts]
            change = next((change for change in reversed(changes) if change.height <= height), changes[0])
            found[change] = found.get(change, 0) + 1
    return found
