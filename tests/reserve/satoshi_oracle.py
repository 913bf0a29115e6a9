"""A second reading of the reserve's rules, satoshi by satoshi, that shares no code with the product.

A coin is a list with one entry per satoshi: its receipt and its number there. Slow, and small enough to be checked by
eye against the decisions; what it says is what the ledger, the books and the title have to say.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tracer.chain.outpoint import Outpoint, Position, Txid
from tracer.reserve.acts import ActsInForce, DisposalAct, LotAmounts, LotId, StatementAct, StepAct
from tracer.reserve.history import RegisterHistory, Touch
from tracer.reserve.lots import Lot
from tracer.reserve.register import Register
from tracer.reserve.satoshi_runs import SatoshiRun

Satoshi = tuple[Outpoint, int]
Entry = tuple[str | None, Satoshi | None]
"""A satoshi on its way: the wallet it comes from and its name; None: others'."""


@dataclass
class Fact:
    """What happened to one satoshi at one transaction: it is then in a coin of a wallet, or `left` says how it left."""

    at: Position
    txid: Txid
    wallet: str | None
    coin: Outpoint | None = None
    vout: int = 0
    place: int = 0
    left: str | None = None
    source: str | None = None


@dataclass
class Oracle:
    """Where every satoshi is, where it was, and what the books' columns hold, by height."""

    coins: dict[Outpoint, list[Satoshi]] = field(default_factory=dict)
    wallet_of: dict[Outpoint, str] = field(default_factory=dict)
    account: dict[str, list[Satoshi]] = field(default_factory=dict)
    facts: dict[Satoshi, list[Fact]] = field(default_factory=dict)
    columns: Counter[tuple[int, str, str]] = field(default_factory=Counter)
    unspent: set[Outpoint] = field(default_factory=set)


@dataclass
class Setting:
    """What does not change on the way: whose scripts are whose, which wallets are summed, acts, and lots one by one."""

    owner: dict[bytes, str]
    ours: set[str]
    acts: ActsInForce
    lots: dict[LotId, list[Satoshi]]


def satoshi(runs: Iterable[SatoshiRun]) -> list[Satoshi]:
    """Return runs one by one."""
    return [(run.receipt, run.start + number) for run in runs for number in range(run.sat)]


def follow(register: Register, history: RegisterHistory, acts: ActsInForce, lots: Sequence[Lot]) -> Oracle:
    """Move every satoshi."""
    found = Oracle(account={account.name: [] for account in register.accounts})
    setting = Setting(
        owner={each.script: wallet.name for wallet in register.wallets for each in wallet.scripts},
        ours={wallet.name for wallet in register.wallets if register.is_ours(wallet)},
        acts=acts,
        lots={lot.id: satoshi([lot.run]) for lot in lots},
    )
    for touch in history.touches:
        _one(found, touch, setting)
    return found


def _one(found: Oracle, touch: Touch, setting: Setting) -> None:
    tx, height, ours = touch.transaction, touch.position.height, setting.ours
    targets = [setting.owner.get(output.script) for output in tx.outputs]
    spent = [each.prevout for each in tx.inputs if each.prevout is not None and each.prevout in found.coins]
    deposit, withdrawal = _accounts(found, touch, setting, spent, targets)
    pool: list[Entry] = _spent(found, touch)
    if not spent:
        pool = [(None, name) for name in found.account.get(withdrawal or "", [])]
        needed = sum(output.value for output, target in zip(tx.outputs, targets, strict=True) if target)
        pool += [(None, None)] * (needed - len(pool))
    named, chosen = lots_of(setting.acts, tx.txid), list[Entry]()
    for lot, amount in named.items():
        here = [entry for entry in pool if entry[1] in setting.lots[lot]][:amount]
        assert len(here) == amount
        chosen += here
    chosen = [entry for entry in pool if entry in chosen]
    pool = [entry for entry in pool if entry not in chosen]
    for vout, (output, target) in enumerate(zip(tx.outputs, targets, strict=True)):
        if not spent and target is None:
            continue
        queue = chosen if named and target not in ours else pool
        here, queue[:] = queue[: output.value], queue[output.value :]
        assert len(here) == output.value
        columns = (
            "deposits" if deposit and target is None else "disposals",
            "withdrawals" if withdrawal else "receipts",
        )
        for source, _ in here:
            _column(found, height, source if source in ours else None, target if target in ours else None, columns)
        _pay(found, touch, vout, target, here, deposit)
    if withdrawal:
        found.account[withdrawal] = [name for _, name in pool if name is not None]
    for source, name in [*chosen, *pool] if spent else []:
        if name is not None:
            found.facts[name].append(Fact(touch.position, tx.txid, None, left="fee", source=source))
        if source is not None and source in ours:
            found.columns[height, source, "fees"] += 1


def _accounts(
    found: Oracle, touch: Touch, setting: Setting, spent: Sequence[Outpoint], targets: Sequence[str | None]
) -> tuple[str | None, str | None]:
    """Return the account that a transaction pays into, and the one that it brings back from."""
    txid = touch.transaction.txid
    all_ours = all(found.wallet_of[coin] in setting.ours for coin in spent) and len(spent) == len(
        touch.transaction.inputs
    )
    leaves = any(target not in setting.ours for target in targets)
    comes = any(target in setting.ours for target in targets)
    deposit = account_of(setting.acts, txid, "deposits") if all_ours and leaves else None
    return deposit, account_of(setting.acts, txid, "withdrawals") if comes and not spent else None


def _spent(found: Oracle, touch: Touch) -> list[Entry]:
    """Return the satoshi that a transaction spends, in order, each with its wallet; others' have no name."""
    pool: list[Entry] = []
    if not any(each.prevout in found.coins for each in touch.transaction.inputs):
        return pool
    for each, prevout in zip(touch.transaction.inputs, touch.prevouts, strict=True):
        if each.prevout is not None and each.prevout in found.coins:
            found.unspent.remove(each.prevout)
            pool += [(found.wallet_of[each.prevout], name) for name in found.coins[each.prevout]]
        else:
            assert prevout is not None
            pool += [(None, None)] * prevout.value
    return pool


def _pay(
    found: Oracle, touch: Touch, vout: int, target: str | None, here: Sequence[Entry], deposit: str | None
) -> None:
    """Put satoshi where an output takes them."""
    txid, coin = touch.transaction.txid, touch.transaction.outpoint(vout)
    if target is not None:
        found.wallet_of[coin], found.coins[coin] = target, []
        found.unspent.add(coin)
    for place, (source, name) in enumerate(here):
        if target is not None:
            name = name or (coin, place)
            found.coins[coin].append(name)
            found.facts.setdefault(name, []).append(Fact(touch.position, txid, target, coin, vout, place))
        elif name is not None:
            how = "deposit" if deposit else "paid"
            found.facts[name].append(Fact(touch.position, txid, None, None, vout, place, how, source))
            if deposit:
                found.account[deposit].append(name)


def _column(found: Oracle, height: int, source: str | None, target: str | None, columns: tuple[str, str]) -> None:
    out, back = columns
    if source and target and source != target:
        found.columns[height, source, "transfers_out"] += 1
        found.columns[height, target, "transfers_in"] += 1
    elif source and not target:
        found.columns[height, source, out] += 1
    elif target and not source:
        found.columns[height, target, back] += 1


def lots_of(acts: ActsInForce, txid: Txid) -> LotAmounts:
    """Return the lots of the disposal that names a transaction."""
    for act in acts.acts:
        if isinstance(act, DisposalAct):
            steps = [step for step in acts.acts if isinstance(step, StepAct) and step.disposal == act.head.id]
            if txid in [act.txid, *(step.txid for step in steps)]:
                return act.lots
    return {}


def account_of(acts: ActsInForce, txid: Txid, which: str) -> str | None:
    """Return the account whose statement names a transaction among its deposits or withdrawals."""
    for act in acts.acts:
        if isinstance(act, StatementAct) and txid in getattr(act, which):
            return act.account
    return None
