"""`public.json`, schema 1: a public statement as canonical bytes, and read back strictly.

Satoshi and money are strings of digits. Money is null where the register sets no price; what a later part of the
register fills, limits, is empty; what nobody was asked to prove is null.
"""

import datetime as dt

from tracer.chain.outpoint import BlockHash, Txid
from tracer.errors import IntegrityError
from tracer.formats import canonical
from tracer.formats.canonical import Writable
from tracer.formats.json_cursor import JsonCursor
from tracer.moments import FIRST, LAST, iso
from tracer.reserve.period_rows import PeriodBlock
from tracer.reserve.public import valued_satoshi
from tracer.reserve.public_limits import says_too_much
from tracer.reserve.public_rounding import PublicFigure
from tracer.reserve.public_rows import (
    OpenAddress,
    OpenBooks,
    OpenMovement,
    PublicBooks,
    PublicBreach,
    PublicCounts,
    PublicLimit,
    PublicOpinion,
    PublicProof,
    PublicQuarter,
    PublicReview,
    PublicStatement,
    PublicTitle,
)
from tracer.reserve.sale_tables import OPINIONS
from tracer.reserve.security import published_custody
from tracer.reserve.value.public_value import adds_up, public_json, read_public

SCHEMA = 1


def dumps(public: PublicStatement) -> bytes:
    """Return `public.json`."""
    return canonical.dumps(as_json(public))


def as_json(public: PublicStatement) -> dict[str, Writable]:
    """Return what `public.json` holds."""
    books, title, counts = public.books, public.title, public.counts
    return {
        "schema": SCHEMA,
        "rule": public.rule,
        "register": public.register,
        "body": public.body,
        "network": public.network,
        "currency": public.currency,
        "period": public.period,
        "restates": public.restates,
        "closing": {"height": public.closing.height, "hash": public.closing.hash, "mtp": iso(public.closing.mtp)},
        "books": {
            "opening": _figure(books.opening),
            "came": None if books.came is None else _figure(books.came),
            "left": None if books.left is None else _figure(books.left),
            "scope": None if books.scope is None else _figure(books.scope),
            "change": _figure(books.change),
            "closing": _figure(books.closing),
        },
        "title": {
            "reserve": _figure(title.reserve), "lawful": _figure(title.lawful), "without": _figure(title.without),
        },
        "with_custodians": _figure(public.with_custodians),
        "counts": {
            "came": counts.came, "left": counts.left, "cases": counts.cases, "orders": counts.orders,
            "acts": counts.acts, "late_acts": counts.late_acts, "accounts": counts.accounts,
            "scope_acts": counts.scope_acts,
        },
        "value": public_json(public.value),
        "proof": None if public.proof is None else _proof(public.proof, public.books.closing),
        "review": None if public.review is None else _review(public.review),
        "limits": [_limit(each) for each in public.limits],
        "breaches": [{"kind": each.kind, "day": each.day.isoformat()} for each in public.breaches],
        "previous": [{"period": each.period, "private_root": each.private_root} for each in public.previous],
        "open": None if public.open is None else _open(public.open),
        "software": {"version": public.version, "method": public.method},
        "private_root": public.private_root,
        **({} if public.opinion is None else {"opinion": _opinion(public.opinion)}),
        **({} if public.custody is None else {"custody": public.custody.as_json()}),
    }  # fmt: skip


def loads(content: bytes, name: str) -> PublicStatement:
    """Read `public.json`; `name` is what messages call it.

    Raises:
        IntegrityError: it is not of the form written, to the last byte, or its figures do not add up.
    """
    place = JsonCursor.of(content, name)
    if place.integer("schema") != SCHEMA:
        raise IntegrityError(f"{name} has schema {place.integer('schema')}; this version reads schema {SCHEMA}")
    software, opened, review = place.key("software"), place.maybe("open"), place.maybe("review")
    proof, opinion, custody = place.maybe("proof"), place.maybe("opinion"), place.maybe("custody")
    public = PublicStatement(
        rule=place.maybe_text("rule"),
        register=place.text("register"),
        body=place.text("body"),
        network=place.text("network"),
        currency=place.text("currency"),
        period=place.text("period"),
        restates=place.maybe_text("restates"),
        closing=_read_block(place.key("closing")),
        books=_read_books(place.key("books")),
        title=_read_title(place.key("title")),
        with_custodians=_read_figure(place.key("with_custodians")),
        counts=_read_counts(place.key("counts")),
        breaches=tuple(PublicBreach(row.text("kind"), _day(row)) for row in place.rows("breaches")),
        previous=tuple(PublicQuarter(row.text("period"), row.text("private_root")) for row in place.rows("previous")),
        open=None if opened is None else _read_open(opened),
        version=software.text("version"),
        method=software.integer("method"),
        private_root=place.text("private_root"),
        value=read_public(place.maybe("value")),
        limits=tuple(map(_read_limit, place.rows("limits"))),
        review=None if review is None else _read_review(review),
        proof=None if proof is None else _read_proof(proof),
        opinion=None if opinion is None else _read_opinion(opinion),
        custody=None if custody is None else published_custody.read(custody),
    )
    if dumps(public) != content:
        raise IntegrityError(f"{name} is not the canonical form of what it says")
    _refuse_what_does_not_add_up(public, name)
    _refuse_other_money(public, name)
    if public.rule is not None and says_too_much(public.limits, public.breaches, public.period):
        raise IntegrityError(f"{name}: tells more of a limit on amounts than its rule {public.rule} publishes")
    return public


def _refuse_what_does_not_add_up(public: PublicStatement, name: str) -> None:
    books, title = public.books, public.title
    if books.opening.sat + books.change.sat != books.closing.sat:
        raise IntegrityError(f"{name}: the opening and the change are not the closing")
    told = [each.sat for each in (books.came, books.left, books.scope) if each is not None]
    if len(told) not in (0, 3):
        raise IntegrityError(f"{name}: of what came, what left and what acts of scope changed one is said alone")
    if told and told[0] - told[1] + told[2] != books.change.sat:
        raise IntegrityError(f"{name}: what came less what left and what acts of scope changed are not the change")
    if title.lawful.sat + title.without.sat != books.closing.sat or title.reserve.sat > title.lawful.sat:
        raise IntegrityError(f"{name}: the titles do not add up to the closing")
    if public.proof is not None and not _is_part(public.proof, books.closing):
        raise IntegrityError(f"{name}: what is proven is no part of the closing")


def _is_part(proof: PublicProof, closing: PublicFigure) -> bool:
    """Return whether what is proven is some of what is held, and all of it where all is said to be."""
    return 0 <= proof.covered.sat <= closing.sat and (not proof.whole or proof.covered == closing)


def _refuse_other_money(public: PublicStatement, name: str) -> None:
    if public.value is not None and not adds_up(public.value, valued_satoshi(public.books, public.title)):
        raise IntegrityError(f"{name}: an amount of money is not that of its satoshi at the price")


def _proof(row: PublicProof, closing: PublicFigure) -> Writable:
    return {"covered": _figure(row.covered), "share": row.share(closing), "whole": row.whole}


def _read_proof(place: JsonCursor) -> PublicProof:
    return PublicProof(covered=_read_figure(place.key("covered")), whole=place.key("whole").as_flag())


def _opinion(row: PublicOpinion) -> Writable:
    return {
        "firm": row.firm, "day": row.day.isoformat(), "period": row.period, "opinion": row.opinion, "scope": row.scope,
    }  # fmt: skip


def _read_opinion(place: JsonCursor) -> PublicOpinion:
    if place.text("opinion") not in OPINIONS:
        raise place.key("opinion").wrong(f"one of {', '.join(OPINIONS)}")
    return PublicOpinion(
        firm=place.text("firm"),
        day=_day(place),
        period=place.text("period"),
        opinion=place.text("opinion"),
        scope=place.text("scope"),
    )


def _limit(row: PublicLimit) -> Writable:
    return {
        "kind": row.kind, "severity": row.severity, "unit": row.unit, "max": row.most, "min": row.least,
        "broken": row.broken,
    }  # fmt: skip


def _review(row: PublicReview) -> Writable:
    band = {"min": row.low, "max": row.high}
    return {"period": row.period, "band": band, "decision": row.decision, "next": row.following}


def _read_limit(row: JsonCursor) -> PublicLimit:
    return PublicLimit(
        kind=row.text("kind"),
        severity=row.text("severity"),
        unit=row.text("unit"),
        most=row.maybe_text("max"),
        least=row.maybe_text("min"),
        broken=row.key("broken").as_flag(),
    )


def _read_review(row: JsonCursor) -> PublicReview:
    band = row.key("band")
    return PublicReview(
        period=row.text("period"),
        low=band.text("min"),
        high=band.text("max"),
        decision=row.text("decision"),
        following=row.text("next"),
    )


def _figure(figure: PublicFigure) -> Writable:
    return {"sat": str(figure.sat), "within_sat": str(figure.within)}


def _open(opened: OpenBooks) -> Writable:
    return {
        "addresses": [
            {"wallet": each.wallet, "address": each.address, "sat": str(each.sat)} for each in opened.addresses
        ],
        "movements": [
            {
                "txid": each.txid, "height": each.height, "kind": each.kind, "value_sat": str(each.value),
                "fee_sat": str(each.fee),
            }
            for each in opened.movements
        ],
    }  # fmt: skip


def _read_figure(place: JsonCursor) -> PublicFigure:
    return PublicFigure(_sat(place, "sat"), _sat(place, "within_sat"))


def _read_books(place: JsonCursor) -> PublicBooks:
    came, left, scope = place.maybe("came"), place.maybe("left"), place.maybe("scope")
    return PublicBooks(
        opening=_read_figure(place.key("opening")),
        came=None if came is None else _read_figure(came),
        left=None if left is None else _read_figure(left),
        scope=None if scope is None else _read_figure(scope),
        change=_read_figure(place.key("change")),
        closing=_read_figure(place.key("closing")),
    )


def _read_title(place: JsonCursor) -> PublicTitle:
    return PublicTitle(
        reserve=_read_figure(place.key("reserve")),
        lawful=_read_figure(place.key("lawful")),
        without=_read_figure(place.key("without")),
    )


def _read_counts(place: JsonCursor) -> PublicCounts:
    return PublicCounts(
        came=place.maybe_amount("came"),
        left=place.maybe_amount("left"),
        cases=place.amount("cases"),
        orders=place.amount("orders"),
        acts=place.amount("acts"),
        late_acts=place.amount("late_acts"),
        accounts=place.amount("accounts"),
        scope_acts=place.amount("scope_acts"),
    )


def _read_open(place: JsonCursor) -> OpenBooks:
    return OpenBooks(
        tuple(
            OpenAddress(wallet=row.text("wallet"), address=row.text("address"), sat=_sat(row, "sat"))
            for row in place.rows("addresses")
        ),
        tuple(
            OpenMovement(
                txid=Txid(row.txid("txid")),
                height=row.amount("height"),
                kind=row.text("kind"),
                value=_sat(row, "value_sat"),
                fee=_sat(row, "fee_sat"),
            )
            for row in place.rows("movements")
        ),
    )


def _sat(place: JsonCursor, name: str) -> int:
    """Return satoshi written as digits; another way to write them is told by the bytes."""
    text = place.text(name)
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit()) or len(text) > 20:
        raise place.key(name).wrong("a number of satoshi as digits")
    return int(text)


def _day(place: JsonCursor) -> dt.date:
    try:
        return dt.date.fromisoformat(place.text("day"))
    except ValueError:
        raise place.key("day").wrong("a day such as 2026-09-30") from None


def _read_block(place: JsonCursor) -> PeriodBlock:
    try:
        at = dt.datetime.strptime(place.text("mtp"), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=dt.UTC)
    except ValueError:
        raise place.key("mtp").wrong("a moment such as 2026-09-30T18:58:02Z") from None
    seconds = int(at.timestamp())
    if not FIRST <= seconds <= LAST:
        raise place.key("mtp").wrong("a moment of the calendar")
    return PeriodBlock(place.amount("height"), BlockHash(place.text("hash")), seconds)
