"""What was cleared, as the journal has it, and what the chain says became of it.

A transaction is the one that was cleared by its txid; where signing changes the txid, by what it spends and pays.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from tracer.chain.amount import as_bitcoin
from tracer.chain.outpoint import Outpoint, Txid
from tracer.chain.script import witness_program
from tracer.chain.transaction import Output
from tracer.formats.canonical import Writable
from tracer.reserve.acts import ActId
from tracer.reserve.history import RegisterHistory, Touch
from tracer.reserve.ledger_rows import MovementKind, RegisterLedger
from tracer.reserve.observation import FaultKind, ObservedFault

_A_LINE = 25
"""Coins named in one detail of a journal's entry."""
_DEPARTURES = (MovementKind.DISPOSAL, MovementKind.JOINT, MovementKind.DEPOSIT)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClearedTransaction:
    """A transaction that was cleared: its act (None: between own wallets), what it spends, a hash of what it pays.

    `keeps_txid`: signing leaves the txid as it is. `height` is the block up to which was looked when it was cleared,
    `fee` what it was to leave to a miner, in satoshi (None: an entry of a version that did not say), `entry` the number
    of the journal's entry.
    """

    txid: Txid
    act: ActId | None
    spends: tuple[Outpoint, ...]
    pays: str
    keeps_txid: bool
    height: int
    fee: int | None
    entry: int = 0

    def is_sent_by(self, touch: Touch) -> bool:
        """Return whether a transaction on the chain is this one."""
        transaction = touch.transaction
        if self.keeps_txid or transaction.txid == self.txid:
            return transaction.txid == self.txid
        spends = tuple(each.prevout for each in transaction.inputs)
        return spends == self.spends and pays_digest(transaction.outputs) == self.pays

    def details(self) -> Mapping[str, str]:
        """Return what the journal says of it."""
        found = {
            "txid": str(self.txid),
            "act": self.act or "none",
            "pays": self.pays,
            "matched-by": "txid" if self.keeps_txid else "coins and outputs",
            "height": str(self.height),
        }
        if self.fee is not None:
            found["fee"] = str(self.fee)
        for first in range(0, len(self.spends), _A_LINE):
            found[f"spends-{first // _A_LINE + 1}"] = " ".join(map(str, self.spends[first : first + _A_LINE]))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class DisposalClearance:
    """A transaction that the journal says was cleared for an act, on a day; `height` is the block looked up to.

    `psbt` is the SHA-256 of what was cleared, `fee` what it was to leave to a miner, in satoshi; None: the entry does
    not say. `is_sent`: it is on the chain as it was cleared.
    """

    entry: int
    act: ActId
    day: dt.date
    txid: Txid
    psbt: str | None
    height: int
    fee: int | None
    is_sent: bool

    def as_json(self) -> dict[str, Writable]:
        """Return the clearance as JSON."""
        return {
            "entry": self.entry,
            "day": self.day.isoformat(),
            "txid": self.txid,
            "psbt": self.psbt,
            "height": self.height,
            "fee_sat": None if self.fee is None else str(self.fee),
            "sent": self.is_sent,
        }


def read(details: Mapping[str, str], entry: int) -> ClearedTransaction:
    """Return what a journal's entry says of a cleared transaction.

    Raises:
        ValueError: it is not as `details` writes it.
    """
    lines = sorted((key for key in details if key.startswith("spends-")), key=lambda key: int(key[7:]))
    named = [each.split(":") for key in lines for each in details[key].split()]
    try:
        return ClearedTransaction(
            txid=Txid(details["txid"]),
            act=None if details["act"] == "none" else ActId(details["act"]),
            spends=tuple(Outpoint(Txid(txid), int(vout)) for txid, vout in named),
            pays=details["pays"],
            keeps_txid=details["matched-by"] == "txid",
            height=int(details["height"]),
            fee=int(details["fee"]) if "fee" in details else None,
            entry=entry,
        )
    except KeyError as error:
        raise ValueError(f"has no {error}") from error


def pays_digest(outputs: Iterable[Output]) -> str:
    """Return the SHA-256 over outputs in order."""
    found = sha256()
    for each in outputs:
        found.update(each.value.to_bytes(8, "little") + len(each.script).to_bytes(4, "little") + each.script)
    return found.hexdigest()


def keeps_txid(scripts: Iterable[bytes]) -> bool:
    """Return whether signing inputs of scripts leaves the txid as it is: all are witness programs themselves."""
    return all(witness_program(script) is not None for script in scripts)


@dataclass(frozen=True, slots=True)
class SentAsCleared:
    """What became of cleared transactions: the txids on the chain that were cleared, and sentences.

    `sent` say which were sent as cleared, `waiting` which are not on the chain and may still be sent, `never` which
    departures never were cleared; `faults` are those that spend what was cleared for another transaction.
    """

    txids: frozenset[Txid] = frozenset()
    sent: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    faults: tuple[ObservedFault, ...] = ()


def sent_as_cleared(
    history: RegisterHistory, ledger: RegisterLedger, cleared: Sequence[ClearedTransaction]
) -> SentAsCleared:
    """Return which transactions were sent as cleared, which otherwise, and which departures never were cleared.

    Departures up to the block of the first clearance are passed over: until then the register cleared nothing.
    """
    if not cleared:
        return SentAsCleared()
    moved = {each.txid: each for each in ledger.movements if each.kind is not MovementKind.RECEIPT}
    spends = {outpoint: each for each in cleared for outpoint in each.spends}
    first = min(each.height for each in cleared)
    txids: set[Txid] = set()
    sent: list[str] = []
    never: list[str] = []
    faults: list[ObservedFault] = []
    for touch in history.touches:
        txid = touch.transaction.txid
        found = next((each for each in cleared if each.is_sent_by(touch)), None)
        other = next(_cleared_coins(touch, spends), None)
        costlier = None if found is None else _other_fee(touch, found)
        if costlier is not None:
            faults.append(ObservedFault(FaultKind.SENT, txid, costlier))
        elif found is not None:
            txids.add(txid)
            sent.append(_as_cleared(txid, found))
        elif other is not None:
            faults.append(ObservedFault(FaultKind.SENT, txid, _otherwise(txid, other)))
        elif txid in moved and moved[txid].kind in _DEPARTURES and touch.position.height > first:
            text = f"{txid} left and was never cleared before it was signed."
            never.append(text)
    return SentAsCleared(frozenset(txids), tuple(sent), tuple(_waiting(ledger, cleared)), tuple(never), tuple(faults))


def _other_fee(touch: Touch, cleared: ClearedTransaction) -> str | None:
    """Return the sentence where a transaction left another fee than it was cleared with, by the chain's own coins."""
    spent = [0 if each is None else int(each.value) for each in touch.prevouts]
    paid = sum(spent) - sum(each.value for each in touch.transaction.outputs)
    if cleared.fee is None or paid == cleared.fee:
        return None
    txid, entry, fee, cleared_fee = touch.transaction.txid, cleared.entry, as_bitcoin(paid), as_bitcoin(cleared.fee)
    if cleared.act is None:
        return (
            f"{txid} paid a fee of {fee} BTC; it was cleared (journal {entry}) with one of {cleared_fee} BTC: it was "
            f"sent differently."
        )
    return (
        f"{txid} paid a fee of {fee} BTC; it was cleared for act {cleared.act} (journal {entry}) with one of "
        f"{cleared_fee} BTC: it was sent differently."
    )


def _as_cleared(txid: Txid, cleared: ClearedTransaction) -> str:
    if cleared.act is None:
        return f"{txid} was sent as cleared (journal {cleared.entry})."
    return f"{txid} was sent as cleared for act {cleared.act} (journal {cleared.entry})."


def _otherwise(txid: Txid, other: ClearedTransaction) -> str:
    if other.act is None:
        return (
            f"{txid} spends a coin that was cleared to be spent by {other.txid} (journal {other.entry}): it was sent "
            f"differently."
        )
    return (
        f"{txid} spends a coin that was cleared to be spent by {other.txid} for act {other.act} (journal "
        f"{other.entry}): it was sent differently."
    )


def _waiting(ledger: RegisterLedger, cleared: Sequence[ClearedTransaction]) -> Iterator[str]:
    """Yield transactions of whose coins the chain has spent none, each once."""
    spent = {each.outpoint for each in ledger.coins if each.spent is not None}
    last = {each.txid: each for each in cleared if spent.isdisjoint(each.spends)}
    for each in last.values():
        if each.act is None:
            yield f"{each.txid} was cleared (journal {each.entry}) and may still be sent."
        else:
            yield f"{each.txid} was cleared for act {each.act} (journal {each.entry}) and may still be sent."


def _cleared_coins(touch: Touch, spends: Mapping[Outpoint, ClearedTransaction]) -> Iterator[ClearedTransaction]:
    for each in touch.transaction.inputs:
        if each.prevout is not None and each.prevout in spends:
            yield spends[each.prevout]
