"""What a register's journal says was cleared for signature."""

import datetime as dt
from collections.abc import Collection, Iterator
from pathlib import Path

from tracer.errors import IntegrityError
from tracer.journal.journal import Entry
from tracer.operations import reserve_journal
from tracer.reserve.acts import ActId
from tracer.reserve.clearance.cleared import ClearedTransaction, DisposalClearance, read, sent_as_cleared
from tracer.reserve.days import day_at
from tracer.reserve.history import RegisterHistory, Touch
from tracer.reserve.ledger_rows import RegisterLedger
from tracer.reserve.register import Register

CLEARED = "cleared"
"""The kind of a clearance's entry in the journal."""


def cleared(path: Path, register: str) -> tuple[ClearedTransaction, ...]:
    """Return the transactions that a register's journal says were cleared, in order.

    Raises:
        IntegrityError, SourceError: the journal was changed, or cannot be read.
    """
    return tuple(found for _, found in _cleared(path, register))


def clearances(
    path: Path, register: Register, history: RegisterHistory, ledger: RegisterLedger
) -> tuple[DisposalClearance, ...]:
    """Return what was cleared for acts of disposal, in order, and whether it was sent so.

    Raises:
        IntegrityError, SourceError: the journal was changed, or cannot be read.
    """
    found = tuple(_cleared(path, register.name))
    as_cleared = sent_as_cleared(history, ledger, [each for _, each in found]).txids
    touches = [each for each in history.touches if each.transaction.txid in as_cleared]
    return tuple(
        _clearance(entry, each, each.act, touches, register.zone) for entry, each in found if each.act is not None
    )


def _clearance(
    entry: Entry, cleared: ClearedTransaction, act: ActId, touches: Collection[Touch], zone: str
) -> DisposalClearance:
    return DisposalClearance(
        entry=cleared.entry,
        act=act,
        day=day_at(int(dt.datetime.fromisoformat(entry.time_utc).timestamp()), zone),
        txid=cleared.txid,
        psbt=entry.object,
        height=cleared.height,
        fee=cleared.fee,
        is_sent=any(cleared.is_sent_by(touch) for touch in touches),
    )


def _cleared(path: Path, register: str) -> Iterator[tuple[Entry, ClearedTransaction]]:
    for entry in reserve_journal.load(path, register).entries:
        if entry.kind == CLEARED:
            try:
                yield entry, read(entry.details, entry.seq)
            except ValueError as error:
                raise IntegrityError(f"journal of {path}: entry {entry.seq} {error}") from error
