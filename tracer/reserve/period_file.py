"""`period.json`, schema 1: a statement as canonical bytes, and read back strictly.

Satoshi and money are strings of digits. Money is null where the register sets no price, `proof`
where nobody was asked to prove anything. A statement that is read back and written again has the same bytes, or is
refused.
"""

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import replace

from tracer.chain.outpoint import BlockHash, Txid
from tracer.errors import CaseError, IntegrityError
from tracer.formats import canonical
from tracer.formats.canonical import Json, Writable
from tracer.formats.json_cursor import JsonCursor
from tracer.moments import FIRST, LAST, iso
from tracer.reserve.acts import ActId, LotId
from tracer.reserve.days import Period
from tracer.reserve.ledger_rows import MovementKind, WalletBooks
from tracer.reserve.limits import period_limits
from tracer.reserve.period_rows import (
    ChangedFigure,
    PeriodAccount,
    PeriodBlock,
    PeriodBooks,
    PeriodInput,
    PeriodMovement,
    PeriodOrder,
    PeriodProof,
    PeriodStatement,
    Reconciliation,
    Restatement,
    Restriction,
)
from tracer.reserve.security import published_custody
from tracer.reserve.title_rows import Title
from tracer.reserve.value.value_file import cost_json, read_cost, read_value, value_json

SCHEMA = 1
SALT_BYTES = 32
"""Bytes of the salt that is drawn once at closing."""

_TOTAL = ("opening", "receipts", "disposals", "fees", "deposits", "withdrawals", "scope", "closing")
_BETWEEN = ("transfers_in", "transfers_out")
_UNSOLICITED = "of_which_unsolicited"


def dumps(statement: PeriodStatement) -> bytes:
    """Return `period.json`."""
    return canonical.dumps(as_json(statement))


def sealed(statement: PeriodStatement, salt: bytes) -> bytes:
    """Return `period.json` with its private root: SHA-256 over the salt and the hash of the file without the root.

    Raises:
        IntegrityError: the salt is not 32 bytes.
    """
    if len(salt) != SALT_BYTES:
        raise IntegrityError(f"the salt has {len(salt)} bytes, not {SALT_BYTES}")
    bare = hashlib.sha256(dumps(replace(statement, private_root=None))).digest()
    return dumps(replace(statement, private_root=hashlib.sha256(salt + bare).hexdigest()))


def as_json(statement: PeriodStatement) -> dict[str, Writable]:
    """Return what `period.json` holds."""
    return {
        "schema": SCHEMA,
        "register": statement.register,
        "period": statement.period,
        "restates": restates_json(statement.restates),
        "previous_sha256": statement.previous_sha256,
        "conventions": dict(statement.conventions),
        "network": statement.network,
        "opening": None if statement.opening is None else _block(statement.opening),
        "closing": _block(statement.closing),
        "books_sat": _books(statement.books, _TOTAL),
        "wallets": [
            {"name": name, "books_sat": _books(books, (*_TOTAL, *_BETWEEN))}
            for name, books in statement.wallets.items()
        ],
        "title_sat": {title.value: str(statement.title[title]) for title in Title},
        "orders": [_order(each) for each in statement.orders],
        "movements": [_movement(each) for each in statement.movements],
        "value": value_json(statement.value),
        "cost_basis": cost_json(statement.cost),
        "restricted": [_restriction(each) for each in statement.restricted],
        "proof": None
        if statement.proof is None
        else {"covered_sat": str(statement.proof.covered), "of_sat": str(statement.proof.of)},
        "limits": [each.as_json() for each in statement.limits],
        "reconciliation": {
            "faults": list(statement.reconciliation.faults),
            "coins": statement.reconciliation.coins,
            "coins_sha256": statement.reconciliation.coins_sha256,
        },
        "review": _review(statement),
        "accounts": [_account(each) for each in statement.accounts],
        "inputs": [{"id": each.id, "sha256": each.sha256, "late": each.late} for each in statement.inputs],
        "software": {"version": statement.version, "method": statement.method},
        "private_root": statement.private_root,
        **({} if statement.published is None else {"custody": statement.published.as_json()}),
    }


def loads(content: bytes, name: str) -> PeriodStatement:
    """Read `period.json`; `name` is what messages call it.

    Raises:
        CaseError: its value is of the fixing of another day than its last.
        IntegrityError: it is not of the form written, to the last byte.
    """
    place = JsonCursor.of(content, name)
    if place.integer("schema") != SCHEMA:
        raise IntegrityError(f"{name} has schema {place.integer('schema')}; this version reads schema {SCHEMA}")
    restates, opening, review = place.maybe("restates"), place.maybe("opening"), place.maybe("review")
    software, found, proof = place.key("software"), place.key("reconciliation"), place.maybe("proof")
    custody = place.maybe("custody")
    statement = PeriodStatement(
        register=place.text("register"),
        network=place.text("network"),
        period=place.text("period"),
        restates=None if restates is None else _read_restates(restates),
        previous_sha256=place.maybe_text("previous_sha256"),
        opening=None if opening is None else _read_block(opening),
        closing=_read_block(place.key("closing")),
        books=_read_books(place.key("books_sat"), _TOTAL),
        wallets={
            row.text("name"): _read_books(row.key("books_sat"), (*_TOTAL, *_BETWEEN)) for row in place.rows("wallets")
        },
        title={title: _sat(place.key("title_sat"), title.value) for title in Title},
        orders=tuple(map(_read_order, place.rows("orders"))),
        movements=tuple(map(_read_movement, place.rows("movements"))),
        restricted=tuple(map(_read_restriction, place.rows("restricted"))),
        reconciliation=Reconciliation(
            tuple(row.value for row in found.rows("faults")), found.amount("coins"), found.text("coins_sha256")
        ),
        review=None if review is None or review.maybe_text("act") is None else ActId(review.text("act")),
        accounts=tuple(map(_read_account, place.rows("accounts"))),
        inputs=tuple(
            PeriodInput(row.text("id"), row.text("sha256"), row.key("late").as_flag()) for row in place.rows("inputs")
        ),
        version=software.text("version"),
        method=software.integer("method"),
        private_root=place.maybe_text("private_root"),
        value=read_value(place.maybe("value")),
        cost=read_cost(place.maybe("cost_basis")),
        limits=tuple(map(period_limits.read, place.rows("limits"))),
        reviewed=None if review is None else _reviewed(review),
        proof=None if proof is None else PeriodProof(_sat(proof, "covered_sat"), _sat(proof, "of_sat")),
        conventions={key: value.as_integer() for key, value in place.key("conventions").members()},
        published=None if custody is None else published_custody.read(custody),
    )
    if dumps(statement) != content:
        raise IntegrityError(f"{name} is not the canonical form of what it says")
    _refuse_other_fixing(statement)
    return statement


def _refuse_other_fixing(statement: PeriodStatement) -> None:
    """Raise where a statement is valued at another fixing than that of its own last day."""
    if statement.value is None:
        return
    last, used = Period.parse(statement.period).last, statement.value.fixing.day
    if used != last:
        raise CaseError(f"value for {last} uses fixing {used}: not the period's last day.")


def restates_json(restated: Restatement | None) -> Writable:
    """Return what a statement says of the one that it restates, None where it restates none."""
    if restated is None:
        return None
    return {
        "period": restated.period,
        "sha256": restated.sha256,
        "acts": list(restated.acts),
        "reason": restated.reason,
        "figures": [{"figure": each.figure, "was": each.was, "is": each.now} for each in restated.figures],
        "later": list(restated.later),
    }


def _review(statement: PeriodStatement) -> Writable:
    """Return the act of the previous period's review and what stands beside the limits, None where there is neither."""
    if statement.reviewed is None:
        return None if statement.review is None else {"act": statement.review}
    return {"act": statement.review, **statement.reviewed}


def _reviewed(place: JsonCursor) -> Mapping[str, Json] | None:
    return {key: value.value for key, value in place.members() if key != "act"} or None


def _block(block: PeriodBlock) -> Writable:
    return {"height": block.height, "hash": block.hash, "mtp": iso(block.mtp)}


def _books(row: PeriodBooks, names: tuple[str, ...]) -> Writable:
    return {name: str(getattr(row.books, name)) for name in names} | {_UNSOLICITED: str(row.unsolicited)}


def _order(row: PeriodOrder) -> Writable:
    return {
        "id": row.act,
        "order": row.order,
        "kind": row.form,
        "case": row.case,
        "ordered_sat": _maybe(row.ordered),
        "covered_sat": str(row.covered),
        "shortfall_sat": _maybe(row.shortfall),
    }


def _movement(row: PeriodMovement) -> Writable:
    return {
        "txid": row.txid,
        "vout": row.vout,
        "height": row.height,
        "kind": row.kind.value,
        "value_sat": str(row.value),
        "fee_sat": str(row.fee),
        "act": row.act,
        "lots": {lot: str(sat) for lot, sat in row.lots.items()},
    }


def _restriction(row: Restriction) -> Writable:
    until = None if row.until is None else row.until.isoformat()
    found = {"title": row.title.value, "sat": str(row.sat), "until": until, "lifted_by": row.lifted_by}
    return found if row.cents is None else {**found, "usd_cents": str(row.cents)}


def _account(row: PeriodAccount) -> Writable:
    return {
        "name": row.name,
        "sat": str(row.sat),
        "attested_sat": _maybe(row.attested),
        "as_of": None if row.as_of is None else row.as_of.isoformat(),
        "act": row.act,
    }


def _maybe(sat: int | None) -> str | None:
    return None if sat is None else str(sat)


def _sat(place: JsonCursor, name: str) -> int:
    """Return satoshi written as digits, negative ones too; another way to write them is told by the bytes."""
    text = place.text(name)
    if not (text.removeprefix("-").isascii() and text.removeprefix("-").isdigit()) or len(text) > 20:
        raise place.key(name).wrong("a number of satoshi as digits")
    return int(text)


def _maybe_sat(place: JsonCursor, name: str) -> int | None:
    return None if place.maybe(name) is None else _sat(place, name)


def _moment(place: JsonCursor, name: str) -> int:
    try:
        seconds = int(dt.datetime.strptime(place.text(name), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC).timestamp())
    except ValueError:
        raise place.key(name).wrong("a moment such as 2026-09-30T18:58:02Z") from None
    if not FIRST <= seconds <= LAST:
        raise place.key(name).wrong("a moment of the calendar")
    return seconds


def _maybe_day(place: JsonCursor, name: str) -> dt.date | None:
    text = place.maybe_text(name)
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        raise place.key(name).wrong("a day such as 2026-09-30") from None


def _read_block(place: JsonCursor) -> PeriodBlock:
    return PeriodBlock(place.amount("height"), BlockHash(place.text("hash")), _moment(place, "mtp"))


def _read_books(place: JsonCursor, names: tuple[str, ...]) -> PeriodBooks:
    figures: Mapping[str, int] = {name: _sat(place, name) for name in names}
    return PeriodBooks(WalletBooks(**figures), _sat(place, _UNSOLICITED))


def _read_order(place: JsonCursor) -> PeriodOrder:
    return PeriodOrder(
        act=ActId(place.text("id")),
        order=place.text("order"),
        form=place.text("kind"),
        case=place.maybe_text("case"),
        ordered=_maybe_sat(place, "ordered_sat"),
        covered=_sat(place, "covered_sat"),
        shortfall=_maybe_sat(place, "shortfall_sat"),
    )


def _read_movement(place: JsonCursor) -> PeriodMovement:
    act = place.maybe_text("act")
    return PeriodMovement(
        txid=Txid(place.txid("txid")),
        vout=place.maybe_amount("vout"),
        height=place.amount("height"),
        kind=_kind(place),
        value=_sat(place, "value_sat"),
        fee=_sat(place, "fee_sat"),
        act=None if act is None else ActId(act),
        lots={LotId(name): _sat(place.key("lots"), name) for name, _ in place.key("lots").members()},
    )


def _kind(place: JsonCursor) -> MovementKind:
    try:
        return MovementKind(place.text("kind"))
    except ValueError:
        raise place.key("kind").wrong("a kind of movement") from None


def _read_restriction(place: JsonCursor) -> Restriction:
    try:
        title = Title(place.text("title"))
    except ValueError:
        raise place.key("title").wrong("a title") from None
    return Restriction(
        title,
        _sat(place, "sat"),
        _maybe_day(place, "until"),
        ActId(place.text("lifted_by")),
        _maybe_sat(place, "usd_cents"),
    )


def _read_account(place: JsonCursor) -> PeriodAccount:
    act = place.maybe_text("act")
    return PeriodAccount(
        name=place.text("name"),
        sat=_sat(place, "sat"),
        attested=_maybe_sat(place, "attested_sat"),
        as_of=_maybe_day(place, "as_of"),
        act=None if act is None else ActId(act),
    )


def _read_restates(place: JsonCursor) -> Restatement:
    return Restatement(
        period=place.text("period"),
        sha256=place.text("sha256"),
        acts=tuple(map(ActId, place.texts("acts"))),
        reason=place.text("reason"),
        figures=tuple(
            ChangedFigure(row.text("figure"), row.maybe_text("was"), row.maybe_text("is"))
            for row in place.rows("figures")
        ),
        later=place.texts("later"),
    )
