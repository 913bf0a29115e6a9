"""What a transaction is to the register, and what it adds to the books.

Its kind is decided by scripts on both sides, never by a label. Only a custodian's statement turns a disposal into a
deposit and a receipt into a withdrawal: what lies at a custodian is still the register's, though not in its wallets.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracer.reserve.acts import ActId
from tracer.reserve.filling import SatoshiFlow
from tracer.reserve.history import Touch
from tracer.reserve.ledger_rows import BookEntry, BookMovement, EntryKind, MovementKind
from tracer.reserve.satoshi_runs import joined

_VALUED = {
    MovementKind.TRANSFER: EntryKind.TRANSFER_OUT,
    MovementKind.DISPOSAL: EntryKind.DISPOSAL,
    MovementKind.JOINT: EntryKind.DISPOSAL,
    MovementKind.DEPOSIT: EntryKind.DEPOSIT,
    MovementKind.WITHDRAWAL: EntryKind.WITHDRAWAL,
}
"""The column that a movement's value is taken from; a receipt's is its output's value."""

_COLUMNS = {kind: number for number, kind in enumerate(EntryKind)}


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementCrossing:
    """A transaction and the wallets of its inputs and outputs (None: others'), with where its satoshi went.

    `ours` are the wallets of its outputs again, as far as they are in the books. `kind` is None where no wallet of ours
    takes part; `act` names it.
    """

    touch: Touch
    spends: tuple[str | None, ...]
    pays: tuple[str | None, ...]
    ours: tuple[str | None, ...]
    kind: MovementKind | None
    flow: SatoshiFlow
    act: ActId | None


def movement_kind(spends: Sequence[bool], pays: Sequence[bool]) -> MovementKind | None:
    """Return the kind of a transaction by scripts alone, None where no wallet of ours takes part.

    `spends` and `pays` say of each input and each output whether it is ours; a coinbase's input is not.
    """
    if not any(spends):
        return MovementKind.RECEIPT if any(pays) else None
    if not all(spends):
        return MovementKind.JOINT
    return MovementKind.TRANSFER if all(pays) else MovementKind.DISPOSAL


def movements(crossing: MovementCrossing, rank: Mapping[str, int]) -> Iterator[BookMovement]:
    """Yield a crossing's movements: none where no wallet of ours takes part, one for each output of a receipt.

    `rank` is every wallet's place in the register.
    """
    if crossing.kind is None:
        return
    if crossing.kind is not MovementKind.RECEIPT:
        yield _movement(crossing, crossing.kind, rank)
        return
    source = _named(crossing.spends, rank)
    for vout, wallet in enumerate(crossing.ours):
        if wallet is not None:
            value = sum(part.run.sat for part in crossing.flow.outputs[vout])
            yield receipt(crossing.touch, vout, source, wallet, value, crossing.act)


def receipt(
    touch: Touch, vout: int, source: tuple[str, ...], wallet: str, value: int, act: ActId | None
) -> BookMovement:
    """Return the movement of an output by which so many satoshi come into a wallet of ours, out of `source`."""
    return BookMovement(
        txid=touch.transaction.txid,
        position=touch.position,
        mtp=touch.mtp,
        kind=MovementKind.RECEIPT,
        source=source,
        target=(wallet,),
        value=value,
        fee=0,
        act=act,
        outpoint=touch.transaction.outpoint(vout),
        paid=(),
        entries=(BookEntry(wallet, EntryKind.RECEIPT, value),) if value else (),
    )


def _movement(crossing: MovementCrossing, kind: MovementKind, rank: Mapping[str, int]) -> BookMovement:
    """Return the one movement of a crossing that is no receipt."""
    sums, valued = _sums(crossing), _VALUED[kind]
    parts = zip(crossing.ours, crossing.flow.outputs, strict=True)
    gone = [part for wallet, share in parts if wallet is None for part in share]
    entries = [BookEntry(wallet, column, sat) for (wallet, column), sat in sums.items() if sat]
    if len(entries) > 1:
        entries.sort(key=lambda entry: (rank[entry.wallet], _COLUMNS[entry.kind]))
    return BookMovement(
        txid=crossing.touch.transaction.txid,
        position=crossing.touch.position,
        mtp=crossing.touch.mtp,
        kind=kind,
        source=_named(crossing.spends, rank),
        target=_named(crossing.pays, rank),
        value=sum(entry.sat for entry in entries if entry.kind is valued),
        fee=sum(entry.sat for entry in entries if entry.kind is EntryKind.FEE),
        act=crossing.act,
        outpoint=None,
        paid=joined(part.run for part in (*gone, *crossing.flow.fee) if part.ours),
        entries=tuple(entries),
    )


def _named(wallets: Sequence[str | None], rank: Mapping[str, int]) -> tuple[str, ...]:
    """Return the wallets of the register among these, each once, in its order."""
    named = {wallet for wallet in wallets if wallet is not None}
    return tuple(sorted(named, key=rank.__getitem__) if len(named) > 1 else named)


def _sums(crossing: MovementCrossing) -> dict[tuple[str, EntryKind], int]:
    """Return what the crossing adds by wallet of ours and column; what a wallet pays to itself is nothing."""
    sums: dict[tuple[str, EntryKind], int] = {}

    def add(wallet: str, column: EntryKind, sat: int) -> None:
        sums[wallet, column] = sums.get((wallet, column), 0) + sat

    out = EntryKind.DEPOSIT if crossing.kind is MovementKind.DEPOSIT else EntryKind.DISPOSAL
    back = EntryKind.WITHDRAWAL if crossing.kind is MovementKind.WITHDRAWAL else EntryKind.RECEIPT
    for wallet, target, share in zip(crossing.pays, crossing.ours, crossing.flow.outputs, strict=True):
        for part in share:
            source, sat = part.wallet if part.ours else None, part.run.sat
            if source is None:
                if target is not None:
                    add(target, back, sat)
            elif target is None:
                add(source, out if wallet is None else EntryKind.DISPOSAL, sat)
            elif source != target:
                add(source, EntryKind.TRANSFER_OUT, sat)
                add(target, EntryKind.TRANSFER_IN, sat)
    for part in crossing.flow.fee:
        if part.ours and part.wallet is not None:
            add(part.wallet, EntryKind.FEE, part.run.sat)
    return sums
