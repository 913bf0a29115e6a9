"""The fold over the chain: every satoshi of the register's wallets, from where it came in to where it lies or left.

Inputs in their order fill outputs in theirs, the fee last; a disposal act that names lots says instead which satoshi
go out. All wallets are followed, watched and recorded ones too; only those of ours enter the books.
"""

import datetime as dt
from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from tracer.chain.outpoint import Outpoint, Txid
from tracer.chain.transaction import Output
from tracer.errors import CaseError, IntegrityError
from tracer.reserve import filling
from tracer.reserve.acts import ActsInForce, LotId
from tracer.reserve.days import day_at
from tracer.reserve.filling import Part, Parts, SatoshiFlow
from tracer.reserve.history import RegisterHistory, Touch
from tracer.reserve.ledger_rows import (
    AccountChange,
    AccountCharge,
    BookMovement,
    Exit,
    ExitKind,
    MovementKind,
    RegisterCoin,
    RegisterLedger,
    ScopeChange,
    StatedFee,
    Stay,
    in_scope,
)
from tracer.reserve.lots import Lot
from tracer.reserve.movements import MovementCrossing, movement_kind, movements, receipt
from tracer.reserve.register import Register
from tracer.reserve.satoshi_runs import SatoshiRun, joined
from tracer.reserve.scope import ScopeMoment, scope_changes
from tracer.reserve.stated_fees import stated_fees
from tracer.reserve.transaction_acts import TransactionActs, old_explanations, transaction_acts

_NO_DAYS: Mapping[dt.date, ScopeMoment] = {}


def fold(
    register: Register,
    history: RegisterHistory,
    acts: ActsInForce,
    lots: Sequence[Lot],
    closing: Mapping[dt.date, ScopeMoment] = _NO_DAYS,
    upto: dt.date | None = None,
) -> RegisterLedger:
    """Return the ledger of a register up to its history's last block.

    `closing` says of each day of an act of scope or of a stated fee (`scope.scope_days`) with which block it counts.
    Fees are those stated as of days up to `upto`; None: of all days.

    Raises:
        CaseError: a disposal's lots are not what its transaction pays and its fee, or its coins do not hold them; two
            acts that say different things of one transaction; an act of scope that names no script of ours; an
            explanation that is older than its block.
        IntegrityError: the history contradicts itself: a coin of a wallet is spent that never came, or twice, or with
            another value; outputs are worth more than inputs; what another's input was worth is not known.
    """
    scope = scope_changes(register, acts, closing, history.block)
    old = tuple(old_explanations(acts, history.touches, register.zone))
    if old:
        raise CaseError(*old)
    fees = stated_fees(acts, closing, history.block, upto)
    folding = _Fold(register, transaction_acts(acts), {lot.id: lot.run for lot in lots}, scope, fees)
    for touch in history.touches:
        folding.charge(touch.position.height)
        folding.take(touch)
    folding.charge(history.block.height + 1)
    return folding.ledger(history)


class _Coin(NamedTuple):
    """A coin of a wallet, and what made it."""

    output: Output
    wallet: str
    made: Touch
    runs: tuple[SatoshiRun, ...]


class _Fold:
    """What is known while the chain is being followed."""

    def __init__(
        self,
        register: Register,
        named: TransactionActs,
        lots: Mapping[LotId, SatoshiRun],
        scope: tuple[ScopeChange, ...],
        fees: tuple[StatedFee, ...],
    ) -> None:
        self.named, self.lots, self.scope = named, lots, scope
        self.zone, self.coming = register.zone, deque(fees)
        self.wallets = {each.script: wallet.name for wallet in register.wallets for each in wallet.scripts}
        self.rank = {wallet.name: rank for rank, wallet in enumerate(register.wallets)}
        self.ours = frozenset(wallet.name for wallet in register.wallets if register.is_ours(wallet))
        self.coins: dict[Outpoint, _Coin] = {}
        self.spent: dict[Outpoint, Touch] = {}
        self.exits: list[Exit] = []
        self.movements: list[BookMovement] = []
        self.arrivals: list[SatoshiRun] = []
        self.accounts: dict[str, tuple[Part, ...]] = {account.name: () for account in register.accounts}
        self.account_changes: list[AccountChange] = []
        self.owed: dict[str, list[StatedFee]] = defaultdict(list)
        self.charges: list[AccountCharge] = []

    def charge(self, before: int) -> None:
        """Take the fees out of accounts that custodians stated with blocks below one."""
        while self.coming and self.coming[0].height < before:
            fee = self.coming.popleft()
            self.owed[fee.account].append(fee)
            self._charge(fee.account, fee.day)

    def take(self, touch: Touch) -> None:
        """Follow one transaction."""
        txid, height = touch.transaction.txid, touch.position.height
        spends = [self._spend(touch, number) for number in range(len(touch.transaction.inputs))]
        held = any(coin is not None for coin in spends)
        if not held and txid not in self.named.withdrawals:
            self._receive(touch)
            return
        targets = tuple(self.wallets.get(output.script) for output in touch.transaction.outputs)
        ours = tuple(self._ours(output, height) for output in touch.transaction.outputs)
        sources = [self._ours(coin.output, height) if coin else None for coin in spends]
        kind = self._kind(txid, sources, ours, held=held)
        flow = self._move(touch, spends, ours) if held else self._arrive(touch, targets, kind)
        self._keep(touch, targets, flow)
        self._leave(touch, targets, kind, flow)
        crossing = MovementCrossing(
            touch=touch,
            spends=tuple(coin.wallet if coin else None for coin in spends),
            pays=targets,
            ours=ours,
            kind=kind,
            flow=flow,
            act=self.named.act(txid),
        )
        self.movements += movements(crossing, self.rank)

    def _ours(self, output: Output, height: int) -> str | None:
        """Return the wallet of ours that holds an output of a transaction in a block, None where none does."""
        wallet = self.wallets.get(output.script)
        if wallet not in self.ours or (self.scope and not in_scope(self.scope, output.script, height - 1)):
            return None
        return wallet

    def _kind(
        self, txid: Txid, spends: Sequence[str | None], pays: Sequence[str | None], *, held: bool
    ) -> MovementKind | None:
        """Return what a transaction is: by which sides are ours, and whether a custodian's statement names it.

        `held`: it spends a coin of some wallet of the register.
        """
        kind = movement_kind([each is not None for each in spends], [each is not None for each in pays])
        if kind is MovementKind.DISPOSAL and txid in self.named.deposits:
            return MovementKind.DEPOSIT
        if kind is MovementKind.RECEIPT and txid in self.named.withdrawals and not held:
            return MovementKind.WITHDRAWAL
        return kind

    def _spend(self, touch: Touch, number: int) -> _Coin | None:
        """Return the coin of a wallet that an input spends, None where it is another's."""
        outpoint = touch.transaction.inputs[number].prevout
        if outpoint is None:
            return None
        txid, coin, stated = touch.transaction.txid, self.coins.get(outpoint), touch.prevouts[number]
        if coin is None:
            if stated is not None and stated.script in self.wallets:
                raise IntegrityError(
                    f'{txid} spends {outpoint} of "{self.wallets[stated.script]}", which never came in.'
                )
            return None
        if stated is not None and stated != coin.output:
            raise IntegrityError(f"{txid} is said to spend {outpoint} with another value or script than it has.")
        if outpoint in self.spent:
            raise IntegrityError(f"{outpoint} is spent twice: by {self.spent[outpoint].transaction.txid} and {txid}.")
        self.spent[outpoint] = touch
        return coin

    def _receive(self, touch: Touch) -> None:
        """Enter what others alone pay into the wallets: all of it satoshi that no wallet has had."""
        transaction = touch.transaction
        self._refuse_disposal(transaction.txid)
        act = self.named.act(transaction.txid)
        for vout, output in enumerate(transaction.outputs):
            wallet = self.wallets.get(output.script)
            if wallet is None:
                continue
            outpoint = transaction.outpoint(vout)
            runs = (SatoshiRun(outpoint, 0, output.value),) if output.value else ()
            self.arrivals += runs
            self.coins[outpoint] = _Coin(output, wallet, touch, runs)
            if self._ours(output, touch.position.height) is not None:
                self.movements.append(receipt(touch, vout, (), wallet, output.value, act))

    def _refuse_disposal(self, txid: Txid) -> None:
        """Raise where an act of disposal names a transaction that spends nothing of the wallets."""
        disposal = self.named.disposals.get(txid)
        if disposal is not None:
            raise CaseError(f"act {disposal.head.id} names {txid}, which spends no coin of the register's wallets.")

    def _arrive(self, touch: Touch, targets: Sequence[str | None], kind: MovementKind | None) -> SatoshiFlow:
        """Return what a custodian pays into the wallets: an account's satoshi in the order in which they went there.

        What the account does not have is new.
        """
        txid = touch.transaction.txid
        self._refuse_disposal(txid)
        account = self.named.withdrawals[txid].account if kind is MovementKind.WITHDRAWAL else None
        waiting = self.accounts.get(account, ()) if account is not None else ()
        outputs = touch.transaction.outputs
        values = [output.value if target else 0 for output, target in zip(outputs, targets, strict=True)]
        back = sum(part.run.sat for part in waiting)
        new = max(sum(values) - back, 0)
        parts = (*waiting, Part(None, False, False, SatoshiRun(touch.transaction.outpoint(0), 0, new)))
        *flows, rest = filling.filled(parts, (*values, back + new - sum(values)))
        if account is not None:
            self._change(touch, account, rest)
        return SatoshiFlow(tuple(flows), ())

    def _move(self, touch: Touch, spends: Sequence[_Coin | None], ours: Sequence[str | None]) -> SatoshiFlow:
        """Return where the satoshi of a transaction go that spends coins of the wallets."""
        queue = [part for number, coin in enumerate(spends) for part in self._parts(touch, number, coin)]
        txid, values = touch.transaction.txid, [output.value for output in touch.transaction.outputs]
        fee = sum(part.run.sat for part in queue) - sum(values)
        if fee < 0:
            raise IntegrityError(f"{txid} pays {-fee} satoshi more than it spends.")
        disposal = self.named.disposals.get(txid)
        if disposal is None or not disposal.lots:
            return filling.in_order(queue, values, fee)
        kept = [0 if wallet is None else value for value, wallet in zip(values, ours, strict=True)]
        gone = [value - stays for value, stays in zip(values, kept, strict=True)]
        named = filling.named_parts(queue, disposal, self.lots, txid, sum(gone) + fee)
        return filling.as_named(queue, gone, kept, fee, named)

    def _parts(self, touch: Touch, number: int, coin: _Coin | None) -> Parts:
        """Return the satoshi that an input spends."""
        if coin is not None:
            ours = self._ours(coin.output, touch.position.height) is not None
            return tuple(Part(coin.wallet, ours, True, run) for run in coin.runs)
        prevout, output = touch.transaction.inputs[number].prevout, touch.prevouts[number]
        if prevout is None or output is None:
            raise IntegrityError(f"what input {number} of {touch.transaction.txid} spends was not observed.")
        return (Part(None, False, False, SatoshiRun(prevout, 0, output.value)),)

    def _keep(self, touch: Touch, targets: Sequence[str | None], flow: SatoshiFlow) -> None:
        """Enter the coins that a transaction makes in the wallets; satoshi of others are numbered by their place."""
        for vout, wallet in enumerate(targets):
            if wallet is None:
                continue
            outpoint = touch.transaction.outpoint(vout)
            runs: list[SatoshiRun] = []
            place = 0
            for part in flow.outputs[vout]:
                run = part.run if part.known else SatoshiRun(outpoint, place, part.run.sat)
                if not part.known:
                    self.arrivals.append(run)
                runs.append(run)
                place += run.sat
            self.coins[outpoint] = _Coin(touch.transaction.outputs[vout], wallet, touch, joined(runs))

    def _leave(self, touch: Touch, targets: Sequence[str | None], kind: MovementKind | None, flow: SatoshiFlow) -> None:
        """Enter what leaves all wallets: what is paid to others, in the order of the outputs, then the fee."""
        txid = touch.transaction.txid
        paid = [part for vout, target in enumerate(targets) if target is None for part in flow.outputs[vout]]
        deposit = kind is MovementKind.DEPOSIT
        if deposit:
            account = self.named.deposits[txid].account
            self._change(touch, account, (*self.accounts.get(account, ()), *(part.nowhere() for part in paid)))
            self._charge(account, day_at(touch.mtp, self.zone))
        left = [(part, ExitKind.DEPOSIT if deposit else ExitKind.PAID) for part in paid]
        left += [(part, ExitKind.FEE) for part in flow.fee]
        self.exits += [
            Exit(run=part.run, txid=txid, position=touch.position, kind=how, wallet=part.wallet, counted=part.ours)
            for part, how in left
            if part.wallet is not None
        ]

    def _change(self, touch: Touch, account: str, parts: tuple[Part, ...]) -> None:
        """Enter what lies in an account after a transaction."""
        before, after = (sum(part.run.sat for part in each) for each in (self.accounts.get(account, ()), parts))
        self.account_changes.append(AccountChange(touch.position.height, account, after - before))
        self.accounts[account] = parts

    def _charge(self, account: str, day: dt.date) -> None:
        """Take what fees are owed out of what lies in an account, the oldest satoshi first; the rest stays owed."""
        owed, self.owed[account] = self.owed[account], []
        for fee in owed:
            waiting = self.accounts.get(account, ())
            there = sum(part.run.sat for part in waiting)
            kept = min(fee.sat, there)
            if kept:
                taken, rest = filling.filled(waiting, (kept, there - kept))
                self.accounts[account] = rest
                kept_on = max(fee.day, day)
                self.charges.append(AccountCharge(kept_on, account, fee.act, joined(part.run for part in taken)))
            if kept < fee.sat:
                self.owed[account].append(replace(fee, sat=fee.sat - kept))

    def ledger(self, history: RegisterHistory) -> RegisterLedger:
        """Return what was found."""
        coins = [self._held(outpoint, coin) for outpoint, coin in self.coins.items()]
        return RegisterLedger(
            movements=tuple(self.movements),
            coins=tuple(coins),
            stays=tuple(stay for coin in coins for stay in _stays(coin)),
            exits=tuple(self.exits),
            ours=self.ours,
            accounts={name: joined(part.run for part in parts) for name, parts in self.accounts.items()},
            wallets=tuple(name for name in self.rank if name in self.ours),
            arrivals=tuple(self.arrivals),
            mtps={each.position.height: each.mtp for each in history.touches},
            times={each.position.height: each.time for each in history.touches},
            scope=self.scope,
            account_changes=tuple(self.account_changes),
            charges=tuple(self.charges),
        )

    def _held(self, outpoint: Outpoint, coin: _Coin) -> RegisterCoin:
        spender = self.spent.get(outpoint)
        return RegisterCoin(
            outpoint=outpoint,
            value=coin.output.value,
            script=coin.output.script,
            wallet=coin.wallet,
            position=coin.made.position,
            runs=coin.runs,
            spent=spender.position if spender else None,
            spender=spender.transaction.txid if spender else None,
        )


def _stays(coin: RegisterCoin) -> Iterator[Stay]:
    place = 0
    for run in coin.runs:
        yield Stay(run=run, coin=coin.outpoint, place=place, wallet=coin.wallet, since=coin.position, until=coin.spent)
        place += run.sat
