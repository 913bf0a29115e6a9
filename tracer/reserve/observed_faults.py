"""What an observation finds wrong: between the chain and the acts, and between the chain and what was stored.

Nothing is matched by likeness: a departure is covered by an act that names its transaction, or by none.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial

from tracer.chain.amount import as_bitcoin
from tracer.chain.outpoint import Outpoint, Txid
from tracer.chain.transaction import Confirmed
from tracer.reserve.act_set import file_of
from tracer.reserve.acts import ActId, ActsInForce, OrderAct
from tracer.reserve.days import day_at
from tracer.reserve.fees import high_fees
from tracer.reserve.followed_acts import LeftOutAct
from tracer.reserve.history import ObservedBlock, RegisterHistory, Touch
from tracer.reserve.ledger_rows import MovementKind, RegisterLedger, ScopeChange
from tracer.reserve.lots import Lot
from tracer.reserve.observation import (
    FaultKind,
    Observation,
    ObservedCoin,
    ObservedFault,
    ObservedMovement,
    observed_movement,
)
from tracer.reserve.register import Register
from tracer.reserve.satoshi_runs import SatoshiRun
from tracer.reserve.sent import other_payments, strange_coins
from tracer.reserve.transaction_acts import named_on, transaction_acts
from tracer.reserve.untitled import untitled_departures
from tracer.reserve.watching import ScriptPlace, WatchedCoin, watch_list

GAP_LIMIT = 20
"""Indices before a range's end within which a payment asks for a longer range."""

NO_ACT = "no act covers it."
"""How the sentence about a departure ends that no act names at all."""

_DEPARTURES = (MovementKind.DISPOSAL, MovementKind.JOINT)


def of_acts(
    register: Register,
    history: RegisterHistory,
    ledger: RegisterLedger,
    lots: Sequence[Lot],
    acts: ActsInForce,
    cleared: Collection[Txid] = (),
) -> tuple[ObservedFault, ...]:
    """Return what `of_cover` does, and disposals of what had no title."""
    return (*of_cover(register, history, ledger, lots, acts, cleared), *of_title(register, ledger, lots, acts))


def of_title(
    register: Register, ledger: RegisterLedger, lots: Sequence[Lot], acts: ActsInForce
) -> Iterator[ObservedFault]:
    """Yield the departures by acts of disposal of what had no title on the day on which it left."""
    for each in untitled_departures(register, ledger, lots, acts):
        yield ObservedFault(FaultKind.UNTITLED, each.txid, each.text)


def of_cover(
    register: Register,
    history: RegisterHistory,
    ledger: RegisterLedger,
    lots: Sequence[Lot],
    acts: ActsInForce,
    cleared: Collection[Txid] = (),
) -> tuple[ObservedFault, ...]:
    """Return departures uncovered or sent otherwise than acts say, high fees, strange receipts, and ends of ranges.

    A departure is one out of a wallet that left the books, too.

    `cleared` are transactions that were cleared before they were signed.
    """
    otherwise = (*other_payments(register, history, ledger, acts), *strange_coins(ledger, lots, acts))
    sent = (ObservedFault(FaultKind.SENT, each.txid, each.text) for each in otherwise)
    return (
        *_late(ledger, DepartureCover(register, acts, cleared)),
        *_out_of_books(ledger, history, DepartureCover(register, acts, cleared)),
        *sent,
        *(ObservedFault(FaultKind.FEE, each.txid, each.text) for each in high_fees(register, ledger, acts)),
        *_unregistered(register, ledger, lots, acts),
        *beyond_range(register, history),
    )


def of_left_out(acts: Iterable[LeftOutAct]) -> tuple[ObservedFault, ...]:
    """Return the faults of acts that cannot be followed."""
    return tuple(ObservedFault(FaultKind.FILE, file_of(each.act), each.text) for each in acts)


def of_storage(
    register: Register,
    earlier: Observation,
    left: Mapping[Outpoint, WatchedCoin],
    found: Mapping[Txid, Confirmed],
) -> tuple[ObservedFault, ...]:
    """Return the coins of an earlier observation that are not the chain's at its block.

    `left` are those that its chain material leaves unspent there, `found` the coins' transactions as the chain has
    them now.
    """
    wanted = watch_list(register)
    scripts: dict[ScriptPlace, set[bytes]] = defaultdict(set)
    for script, place in wanted.coins.items():
        scripts[place].add(script)
    faults: list[ObservedFault] = []
    stored: set[Outpoint] = set()
    for wallet in earlier.wallets:
        for coin in wallet.coins:
            stored.add(coin.outpoint)
            there = scripts[ScriptPlace(wallet.name, coin.branch, coin.index)]
            faults += _compared(coin, wallet.name, there, earlier.block.height, left, found.get(coin.outpoint.txid))
    for outpoint, held in left.items():
        if outpoint not in stored:
            name = wanted.coins[held.output.script].wallet
            text = (
                f'coin {outpoint} of {as_bitcoin(held.output.value)} BTC in "{name}" is on the chain at height '
                f"{earlier.block.height:,} and not in observation {earlier.name}."
            )
            faults.append(ObservedFault(FaultKind.MISSING, str(outpoint), text))
    return tuple(faults)


def reorged(name: str, height: int, looked: ObservedBlock, sealed_by: str | None) -> ObservedFault:
    """Return the fault of an observation whose block is not of the chain of the block looked at, below it or above.

    `sealed_by` is the period that was closed on it, None where none was.
    """
    if sealed_by is not None:
        remedy = f"Period {sealed_by} was closed on it: close a restatement."
    elif height > looked.height:
        remedy = "Look again at what was decided on it, and observe the chain's last block."
    else:
        remedy = "Look again at what was decided on it; this observation goes on from the last one that still stands."
    if height > looked.height:
        text = (
            f"observation {name} lies above block {looked.height:,}, {looked.hash}, and the chain has another block in "
            f"place of its own: the chain was reorganised at or below height {height:,}. {remedy}"
        )
    else:
        text = (
            f"observation {name} is of a block that is no ancestor of block {looked.height:,}, {looked.hash}: the "
            f"chain was reorganised at or below height {height:,}. {remedy}"
        )
    return ObservedFault(FaultKind.REORGED, name, text)


def signed_late(
    register: Register, history: RegisterHistory, ledger: RegisterLedger, acts: ActsInForce
) -> tuple[ObservedFault, ...]:
    """Return the departures that a disposal names which was signed after the day on which they left."""
    cover = DepartureCover(register, acts, ())
    every = (*_late(ledger, cover), *_out_of_books(ledger, history, cover))
    return tuple(each for each in every if not each.text.endswith(NO_ACT))


class DepartureCover:
    """What covers departures: acts, and clearances before they were signed."""

    def __init__(self, register: Register, acts: ActsInForce, cleared: Collection[Txid]) -> None:
        """Take the acts that count and the transactions that were cleared."""
        self._zone, self._cleared = register.zone, cleared
        self._named, self._days = transaction_acts(acts), named_on(acts.acts)

    def lacks(self, txid: Txid, time: int, said: Callable[[], str]) -> str | None:
        """Return what is to be said of a departure that nothing covers, None of one that something does.

        A disposal covers what left on its day or later. `time` is that which the block declares, `said` gives what is
        said of the departure alone.
        """
        act = self._named.act(txid)
        if txid in self._cleared:
            return None
        if act is None:
            return said()
        signed, left = self._days.get(txid), day_at(time, self._zone)
        if signed is None or signed <= left or txid in self._named.explained:
            return None
        return afterwards(said(), act, signed, left)


def afterwards(said: str, act: ActId, signed: dt.date, left: dt.date) -> str:
    """Return what is said of a departure of a day that a disposal names which was signed later."""
    return (
        f"{said} Act {act} names it and is of {signed}, after {left}, on which it left; it ends with a correction that "
        f"explains who moved it and why."
    )


def _late(ledger: RegisterLedger, cover: DepartureCover) -> Iterator[ObservedFault]:
    """Yield departures that no act of their day or before and no clearance names."""
    for each in ledger.movements:
        if each.kind in _DEPARTURES:
            said = partial(departure, observed_movement(each), ledger.ours)
            text = cover.lacks(each.txid, ledger.times[each.position.height], said)
            if text is not None:
                yield ObservedFault(FaultKind.LATE, each.txid, text)


def _out_of_books(ledger: RegisterLedger, history: RegisterHistory, cover: DepartureCover) -> Iterator[ObservedFault]:
    """Yield payments to others out of wallets that an act of scope took out of the books, which nothing covers.

    Else a wallet could leave by an act, be emptied, and enter again, and nobody would be told. Before an act first let
    it in, what a wallet spends is none of the books' business.
    """
    if not ledger.scope:
        return
    scripts = {coin.script for coin in ledger.coins if coin.wallet in ledger.ours}
    listed = {each.txid for each in ledger.movements if each.kind in _DEPARTURES}
    spent: dict[Txid, dict[tuple[str, ActId], int]] = defaultdict(lambda: defaultdict(int))
    for coin in ledger.coins:
        if coin.spent is None or coin.spender is None or coin.wallet not in ledger.ours:
            continue
        by = _left_by(ledger.scope, coin.script, coin.spent.height - 1)
        if by is not None:
            spent[coin.spender][coin.wallet, by] += coin.value
    for touch in history.touches:
        txid = touch.transaction.txid
        pays = any(output.value and output.script not in scripts for output in touch.transaction.outputs)
        if txid not in spent or not pays or txid in listed:
            continue
        for (wallet, act), sat in spent[txid].items():
            text = cover.lacks(txid, touch.time, partial(out_of_books, touch, wallet, act, sat))
            if text is not None:
                yield ObservedFault(FaultKind.LATE, txid, text)


def _left_by(scope: Sequence[ScopeChange], script: bytes, height: int) -> ActId | None:
    """Return the act that took a script out of the books, where it is out of them at the end of a block by an act."""
    last = None
    for change in scope:
        if script in change.scripts and change.height <= height:
            last = change
    return None if last is None or last.enters else last.act


def departure(each: ObservedMovement, ours: Collection[str]) -> str:
    """Return the sentence about a departure that no act covers; `ours` are the wallets of ours."""
    names = _listed([name for name in each.source if name in ours])
    return f"{each.txid} moved {as_bitcoin(each.value)} BTC out of {names} at height {each.height:,}; no act covers it."


def out_of_books(touch: Touch, wallet: str, act: ActId, sat: int) -> str:
    """Return the sentence about a payment of so many satoshi out of a wallet that an act took out of the books."""
    return (
        f'{touch.transaction.txid} spent {as_bitcoin(sat)} BTC of "{wallet}", which act {act} took out of the books, '
        f"at height {touch.position.height:,}; no act covers it."
    )


def without_lot(each: ObservedMovement) -> str:
    """Return the sentence about a receipt that has no lot, no order and no act."""
    return (
        f"receipt {each.txid}:{each.vout} of {as_bitcoin(each.value)} BTC into {_listed(each.target)} at height "
        f"{each.height:,} has no lot, no order and no act."
    )


def came_back(each: ObservedMovement, left: Iterable[tuple[str, ActId]]) -> str:
    """Return the sentence about a receipt out of wallets, each of which an act took out of the books."""
    words = " and ".join(_taken_out(wallet, act) for wallet, act in sorted(left))
    return (
        f"receipt {each.txid}:{each.vout} of {as_bitcoin(each.value)} BTC into {_listed(each.target)} at height "
        f"{each.height:,} comes out of {words}; no act explains it."
    )


def _taken_out(wallet: str, act: ActId) -> str:
    return f'"{wallet}", which act {act} took out of the books'


def _unregistered(
    register: Register, ledger: RegisterLedger, lots: Sequence[Lot], acts: ActsInForce
) -> Iterator[ObservedFault]:
    """Yield receipts above dust that have no act and either no lot and no order, or come out of a wallet that left.

    Of a lot, or under an order by its coin, is a receipt of any of its satoshi, wherever they came in. What a wallet
    pays back into the books that an act took out of them is as unexpected with a lot as without.
    """
    runs = {coin.outpoint: coin.runs for coin in ledger.coins}
    known: dict[Outpoint, list[SatoshiRun]] = defaultdict(list)
    ordered = (outpoint for act in acts.acts if isinstance(act, OrderAct) for outpoint in act.outpoints)
    for run in (*(lot.run for lot in lots), *(run for outpoint in ordered for run in runs.get(outpoint, ()))):
        known[run.receipt].append(run)
    left = _left_wallets(ledger) if ledger.scope else {}
    for each in ledger.movements:
        outpoint = each.outpoint
        if each.kind is not MovementKind.RECEIPT or outpoint is None:
            continue
        if each.value <= register.dust or each.act is not None:
            continue
        if each.txid in left:
            text = came_back(observed_movement(each), left[each.txid])
        elif any(_overlap(run, other) for run in runs[outpoint] for other in known[run.receipt]):
            continue
        else:
            text = without_lot(observed_movement(each))
        yield ObservedFault(FaultKind.UNREGISTERED, str(outpoint), text)


def _left_wallets(ledger: RegisterLedger) -> dict[Txid, dict[tuple[str, ActId], None]]:
    """Return by transaction the wallets that acts had taken out of the books whose coins it spends, and these acts."""
    found: dict[Txid, dict[tuple[str, ActId], None]] = defaultdict(dict)
    for coin in ledger.coins:
        if coin.spent is not None and coin.spender is not None and coin.wallet in ledger.ours:
            by = _left_by(ledger.scope, coin.script, coin.spent.height - 1)
            if by is not None:
                found[coin.spender][coin.wallet, by] = None
    return found


def beyond_range(register: Register, history: RegisterHistory) -> Iterator[ObservedFault]:
    """Yield wallets that were paid within the gap limit of their range's end, or beyond it."""
    wanted = watch_list(register)
    used: dict[str, int] = {}
    for touch in history.touches:
        for output in touch.transaction.outputs:
            place = wanted.coins.get(output.script)
            if place is not None and place.index is not None:
                used[place.wallet] = max(place.index, used.get(place.wallet, 0))
    for hit in history.beyond:
        used[hit.wallet] = max(hit.index, used.get(hit.wallet, 0))
    for wallet in register.wallets:
        last = wallet.range[1]
        if wallet.edge and wallet.name in used and used[wallet.name] > last - GAP_LIMIT:
            text = f'extend range of "{wallet.name}" (last used {used[wallet.name]} of {last})'
            yield ObservedFault(FaultKind.BEYOND_RANGE, wallet.name, text)


def paid_beyond(register: Register, history: RegisterHistory) -> tuple[str, ...]:
    """Return a sentence for each coin beyond the range of a wallet of ours: it is the register's, and in no book.

    No act changes that: whatever a disposal calls a payment of a wallet to itself, its coins are the wallet's.
    """
    wallets = {wallet.name: wallet for wallet in register.wallets if register.is_ours(wallet)}
    return tuple(
        f'{each.outpoint} pays index {each.index} of "{each.wallet}" at height {each.position.height:,}, and its range '
        f"ends with {wallets[each.wallet].range[1]}: the coin is in no book. Extend the range."
        for each in history.beyond
        if each.wallet in wallets
    )


def _compared(
    coin: ObservedCoin,
    wallet: str,
    scripts: Collection[bytes],
    height: int,
    left: Mapping[Outpoint, WatchedCoin],
    confirmed: Confirmed | None,
) -> Iterator[ObservedFault]:
    """Yield what is wrong with a stored coin."""
    outpoint = coin.outpoint
    on_chain = confirmed is not None and confirmed.position.height <= height
    if confirmed is None or not on_chain or outpoint.vout >= len(confirmed.transaction.outputs):
        text = (
            f'coin {outpoint} of {as_bitcoin(coin.value)} BTC in "{wallet}" is in the books at height {height:,} and '
            "not on the chain."
        )
        yield ObservedFault(FaultKind.MISSING, str(outpoint), text)
        return
    output = confirmed.transaction.outputs[outpoint.vout]
    if output.value != coin.value:
        text = (
            f'coin {outpoint} in "{wallet}": the books at height {height:,} say {as_bitcoin(coin.value)} BTC, '
            f"the chain says {as_bitcoin(output.value)} BTC."
        )
        yield ObservedFault(FaultKind.AMOUNT, str(outpoint), text)
    if output.script not in scripts:
        text = (
            f'coin {outpoint}: the books at height {height:,} say that it pays "{wallet}", branch {coin.branch}, index '
            f"{'none' if coin.index is None else coin.index}; the chain has another script."
        )
        yield ObservedFault(FaultKind.SCRIPT, str(outpoint), text)
    elif outpoint not in left:
        text = (
            f'coin {outpoint} of {as_bitcoin(coin.value)} BTC in "{wallet}" is in the books at height {height:,}; the '
            "chain has it spent."
        )
        yield ObservedFault(FaultKind.MISSING, str(outpoint), text)


def _overlap(one: SatoshiRun, other: SatoshiRun) -> bool:
    return one.receipt == other.receipt and one.start < other.end and other.start < one.end


def _listed(names: Iterable[str]) -> str:
    """Return names in quotation marks, the last after an `and`."""
    *first, last = [f'"{name}"' for name in names] or ["no wallet"]
    return f"{', '.join(first)} and {last}" if first else last
