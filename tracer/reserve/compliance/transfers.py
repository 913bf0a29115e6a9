"""Transfers to others as a financial-intelligence unit asks for them: one row for each output, who sends, who receives.

What left without an act is among them; its act and receiver are empty then. So are deposits with custodians. In a joint
transaction outputs that others paid for stand beside ours: its `kind` says so.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tracer.chain import address
from tracer.chain.amount import as_bitcoin
from tracer.moments import iso
from tracer.reserve.acts import DisposalAct
from tracer.reserve.days import day_at
from tracer.reserve.history import RegisterHistory
from tracer.reserve.ledger_rows import BookMovement, MovementKind, in_scope
from tracer.reserve.price.rounding import money_text, usd_cents
from tracer.reserve.status import Books
from tracer.reserve.value.money import DayPrices

FIELDS = (
    "number", "register", "body", "kind", "act", "method", "basis", "day", "time", "block", "txid", "output", "sat",
    "btc", "address", "script", "from_wallets", "counterparty", "licence", "screened", "screening_sha256", "currency",
    "per_btc", "gross", "fixing_day", "usd",
)  # fmt: skip
"""What a mapping or a template may ask for; each is text, empty where nothing is on file."""

_LEAVING = (MovementKind.DISPOSAL, MovementKind.JOINT, MovementKind.DEPOSIT)


@dataclass(frozen=True, slots=True)
class TransferRow:
    """A transfer: its day in the register's zone and its fields by name."""

    day: dt.date
    fields: Mapping[str, str]


def transfers(
    books: Books, history: RegisterHistory, prices: DayPrices | None, first: dt.date, last: dt.date
) -> tuple[TransferRow, ...]:
    """Return the transfers of a span of days, in chain order, then by output; they are numbered from 1 on.

    `usd` is by the fixing of the day itself; where there is none, or no price is set, it is empty.
    """
    moved = {each.txid: each for each in books.ledger.movements if each.kind in _LEAVING}
    acts = {each.head.id: each for each in books.acts if isinstance(each, DisposalAct)}
    ours = {
        each.script for wallet in books.register.wallets if wallet.name in books.ledger.ours for each in wallet.scripts
    }
    rows = list[TransferRow]()
    for touch in history.touches:
        movement = moved.get(touch.transaction.txid)
        if movement is None:
            continue
        day = day_at(touch.time, books.register.zone)
        if not first <= day <= last:
            continue
        act = None if movement.act is None else acts.get(movement.act)
        for number, output in enumerate(touch.transaction.outputs):
            is_ours = output.script in ours and in_scope(books.ledger.scope, output.script, touch.position.height - 1)
            if is_ours:
                continue
            fields = {
                "number": str(len(rows) + 1),
                "register": books.register.name,
                "body": books.register.body,
                "day": day.isoformat(),
                "time": iso(touch.time),
                "output": str(number),
                "sat": str(output.value),
                "btc": as_bitcoin(output.value),
                "script": output.script.hex(),
                "address": address.encode(output.script, books.register.network) or "",
                **_of_movement(movement),
                **dict(_of_act(act)),
                **_value(output.value, day, prices),
            }
            rows.append(TransferRow(day, {each: fields.get(each, "") for each in FIELDS}))
    return tuple(rows)


def _of_movement(movement: BookMovement) -> Mapping[str, str]:
    return {
        "kind": movement.kind.value,
        "txid": movement.txid,
        "block": str(movement.position.height),
        "from_wallets": ", ".join(movement.source),
        "act": movement.act or "",
    }


def _of_act(act: DisposalAct | None) -> Iterator[tuple[str, str]]:
    if act is None:
        return
    yield "method", act.method
    yield "basis", act.basis
    sale = act.sale
    if sale is not None and sale.counterparty is not None:
        other = sale.counterparty
        yield "counterparty", other.name
        yield "licence", other.licence or ""
        yield "screened", "" if other.screened is None else other.screened.isoformat()
        yield "screening_sha256", other.screening_sha256 or ""
    if sale is not None and sale.price is not None:
        yield "currency", sale.price.currency
        yield "per_btc", money_text(sale.price.per_btc)
        yield "gross", money_text(sale.price.gross)


def _value(sat: int, day: dt.date, prices: DayPrices | None) -> Mapping[str, str]:
    price = None if prices is None else prices.on(day)
    if price is None or price.is_carried:
        return {}
    return {"fixing_day": price.fixing.isoformat(), "usd": money_text(usd_cents(sat, price.cents))}
