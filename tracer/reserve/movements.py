"""What a transaction is to the register, and what it adds to the books.

Its kind is decided by scripts on both sides, never by a label. Only a custodian's statement turns a disposal into a
deposit and a receipt into a withdrawal: what lies at a custodian is still the register's, though not in its wallets.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from tracer.reserve.acts import ActId
from tracer.reserve.filling import Flow
from tracer.reserve.history import Touch
from tracer.reserve.ledger_rows import BookEntry, EntryKind, Movement, MovementKind
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
class Crossing:
    """A transaction and the wallets of its inputs and outputs (None: others'), with where its satoshi went.

    `kind` is None where no wallet of ours takes part; `act` names it.
    """

    touch: Touch
    spends: tuple[str | None, ...]
    pays: tuple[str | None, ...]
    kind: MovementKind | None
    flow: Flow
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


def movements(crossing: Crossing, ours: Collection[str], rank: Mapping[str, int]) -> Iterator[Movement]:
    """Yield a crossing's movements: none where no wallet of ours takes part, one for each output of a receipt.

    `rank` is every wallet's place in the register, `ours` those whose coins are summed.
    """
    if crossing.kind is None:
        return
    if crossing.kind is not MovementKind.RECEIPT:
        yield _movement(crossing, tuple(range(len(crossing.pays))), ours, rank)
        return
    for vout, wallet in enumerate(crossing.pays):
        if wallet in ours:
            yield _movement(crossing, (vout,), ours, rank)


def _movement(crossing: Crossing, vouts: tuple[int, ...], ours: Collection[str], rank: Mapping[str, int]) -> Movement:
    transaction = crossing.touch.transaction
    receipt = crossing.kind is MovementKind.RECEIPT
    sums = _sums(crossing, vouts, ours)
    assert crossing.kind is not None
    valued = EntryKind.RECEIPT if receipt else _VALUED[crossing.kind]
    gone = [part for vout in vouts if crossing.pays[vout] not in ours for part in crossing.flow.outputs[vout]]
    return Movement(
        txid=transaction.txid,
        position=crossing.touch.position,
        mtp=crossing.touch.mtp,
        kind=crossing.kind,
        source=_named(crossing.spends, rank),
        target=_named([crossing.pays[vout] for vout in vouts], rank),
        value=sum(sat for (_, kind), sat in sums.items() if kind is valued),
        fee=sum(sat for (_, kind), sat in sums.items() if kind is EntryKind.FEE),
        act=crossing.act,
        outpoint=transaction.outpoint(vouts[0]) if receipt else None,
        paid=joined(part.run for part in (*gone, *crossing.flow.fee) if part.ours),
        entries=tuple(
            BookEntry(wallet, kind, sat)
            for (wallet, kind), sat in sorted(sums.items(), key=lambda item: (rank[item[0][0]], _COLUMNS[item[0][1]]))
            if sat
        ),
    )


def _named(wallets: Sequence[str | None], rank: Mapping[str, int]) -> tuple[str, ...]:
    """Return the wallets of the register among these, each once, in its order."""
    return tuple(sorted({wallet for wallet in wallets if wallet is not None}, key=lambda wallet: rank[wallet]))


def _sums(crossing: Crossing, vouts: Sequence[int], ours: Collection[str]) -> Counter[tuple[str, EntryKind]]:
    """Return what the crossing adds by wallet of ours and column; what a wallet pays to itself is nothing."""
    sums: Counter[tuple[str, EntryKind]] = Counter()
    for vout in vouts:
        target = crossing.pays[vout]
        for part in crossing.flow.outputs[vout]:
            source = part.wallet if part.ours else None
            held = target if target in ours else None
            if source is not None and held is not None:
                if source != held:
                    sums[source, EntryKind.TRANSFER_OUT] += part.run.sat
                    sums[held, EntryKind.TRANSFER_IN] += part.run.sat
            elif source is not None:
                deposit = target is None and crossing.kind is MovementKind.DEPOSIT
                sums[source, EntryKind.DEPOSIT if deposit else EntryKind.DISPOSAL] += part.run.sat
            elif held is not None:
                withdrawal = crossing.kind is MovementKind.WITHDRAWAL
                sums[held, EntryKind.WITHDRAWAL if withdrawal else EntryKind.RECEIPT] += part.run.sat
    for part in crossing.flow.fee:
        if part.ours and part.wallet is not None:
            sums[part.wallet, EntryKind.FEE] += part.run.sat
    return sums
