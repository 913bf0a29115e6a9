"""`register.json` and `acts.json`: a register and its acts as a program reads them that knows no TOML.

A bundle holds them beside the TOML, for the stand-alone verifier. They say nothing that the TOML does not, but one
thing: when each day that counts ends, in UTC, by the rules of the register's zone. `tracer verify` makes them again.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence

from tracer import moments
from tracer.formats import canonical
from tracer.formats.canonical import Writable
from tracer.reserve.act_terms import ConventionTerms, HedgeTerms, OpinionTerms, ReviewTerms, WaiverTerms
from tracer.reserve.acts import (
    Act,
    ActHead,
    ActText,
    AssignmentAct,
    BurdenAct,
    CorrectionAct,
    DisposalAct,
    ExecutionAct,
    LotAmounts,
    OrderAct,
    OtherAct,
    ReleaseAct,
    ScopeAct,
    StatementAct,
    StepAct,
)
from tracer.reserve.limits.denominators import CONVENTION as RESERVES
from tracer.reserve.limits.limit_acts import CONVENTION as LIMITS
from tracer.reserve.price.conventions import is_of_price, parameters
from tracer.reserve.price.rounding import short_decimal
from tracer.reserve.register import Register, ReserveWallet
from tracer.reserve.terms import Limit, PriceTerms, SecurityTerms

_SCHEMA = 1
_DAY = dt.timedelta(days=1)

Row = dict[str, Writable]


def plain_register(register: Register, ends: Mapping[dt.date, int]) -> bytes:
    """Return `register.json` in canonical form; `ends` says when days end, in Unix seconds.

    Scripts stand in `scripts.json`; descriptors, addresses and what part one does not compute with stand nowhere.
    """
    price: Row = {} if register.price is None else {"price": _price(register.price)}
    limits: Row = {"limits": [_limit(each) for each in register.limits]} if register.limits else {}
    return canonical.dumps(
        {
            **price,
            **limits,
            "schema": _SCHEMA,
            "name": register.name,
            "body": register.body,
            "bodies": register.bodies,
            "network": register.network.name,
            "zone": register.zone,
            "security": _security(register.security),
            "dust": str(register.dust),
            "ends": {day.isoformat(): moments.iso(ends[day]) for day in sorted(ends)},
            "wallets": [_wallet(each) for each in register.wallets],
            "accounts": [
                {"name": each.name, "custodian": each.custodian, "contract": each.contract}
                for each in register.accounts
            ],
        }
    )


def _wallet(wallet: ReserveWallet) -> Row:
    """Return a wallet; its custodian where it has one."""
    custodian: Row = {} if wallet.custodian is None else {"custodian": wallet.custodian}
    return {"name": wallet.name, "body": wallet.body, "stage": wallet.stage.value, **custodian}


def _limit(limit: Limit) -> Row:
    """Return a `[[limit]]`, its figures as texts."""
    return {
        "id": limit.id,
        "kind": limit.kind.value,
        "max": limit.worst if limit.most is None else short_decimal(limit.most),
        "min": None if limit.least is None else short_decimal(limit.least),
        "severity": limit.severity.value,
        "cure_days": limit.cure_days,
        "set_by": limit.set_by,
        "from": limit.begins.isoformat(),
    }


def _security(terms: SecurityTerms) -> Row:
    """Return what a transaction may pay as its fee; the share is a fraction in its lowest terms, such as `1/100`."""
    return {"max_feerate": str(terms.max_feerate), "max_fee_share": str(terms.max_fee_share)}


def _price(terms: PriceTerms) -> Row:
    """Return every parameter of the register's convention of pricing as a text, and the act that set them."""
    return {"set_by": terms.set_by, "parameters": parameters(terms)}


def plain_acts(acts: Sequence[Act]) -> bytes:
    """Return `acts.json` in canonical form: all acts on file, in the order given."""
    return canonical.dumps({"schema": _SCHEMA, "acts": [_row(act) for act in acts]})


def days_named(acts: Iterable[Act]) -> frozenset[dt.date]:
    """Return each day that acts name, and the day before it: at their ends stands what counts."""
    named = {day for act in acts for day in days_of(act)}
    return frozenset(named | {day - _DAY for day in named})


def days_of(act: Act) -> Iterable[dt.date]:
    """Yield the days that an act names."""
    if isinstance(act, CorrectionAct) and act.replacement is not None:
        yield from days_of(act.replacement)
    yield act.head.date
    if isinstance(act, OrderAct):
        yield from (day for day in (act.in_force, act.appeal_until) if day is not None)
    elif isinstance(act, BurdenAct):
        yield act.begins
    elif isinstance(act, ReleaseAct):
        yield act.on
    elif isinstance(act, StatementAct):
        yield act.as_of


def _row(act: Act) -> Row:
    return {**_head(act.head), **_own(act)}


def _head(head: ActHead) -> Row:
    return {
        "id": head.id,
        "kind": head.kind.value,
        "date": head.date.isoformat(),
        "text": _text(head.text),
        "signed_by": head.signed_by,
        "corrects": head.corrects,
        "supersedes": head.supersedes,
    }


def _own(act: Act) -> Row:
    """Return what an act of its kind has beside the head."""
    if isinstance(act, OrderAct):
        return _order(act)
    if isinstance(act, ExecutionAct):
        return {"order": act.order, "lots": _lots(act.lots), "fixing": act.fixing.isoformat()}
    if isinstance(act, AssignmentAct):
        return {"lots": _lots(act.lots)}
    if isinstance(act, BurdenAct):
        return {"lots": _lots(act.lots), "from": act.begins.isoformat(), "claimant": act.claimant}
    if isinstance(act, ReleaseAct):
        return {"act": act.act, "on": act.on.isoformat()}
    if isinstance(act, ScopeAct):
        return {
            "wallet": act.wallet,
            "range": act.range,
            "scripts": [script.hex() for script in act.scripts],
            "enters": act.enters,
            "reason": act.reason,
        }
    if isinstance(act, DisposalAct):
        return _disposal(act)
    if isinstance(act, StepAct):
        bids: Row = {} if act.bids is None else {"bids": _text(act.bids)}
        return {"disposal": act.disposal, "state": act.state, "txid": act.txid, **bids}
    if isinstance(act, StatementAct):
        return _statement(act)
    if isinstance(act, CorrectionAct):
        replacement = None if act.replacement is None else _row(act.replacement)
        return {"replacement": replacement, "txid": act.txid, "explains": act.explains}
    return _other(act)


def _order(act: OrderAct) -> Row:
    money = act.money
    return {
        "authority": act.authority,
        "order": act.order,
        "order_kind": act.form.value,
        "in_force": _maybe(act.in_force, dt.date.isoformat),
        "appeal_until": _maybe(act.appeal_until, dt.date.isoformat),
        "amount_sat": _maybe(act.amount, str),
        "money": None if money is None else {"hundredths": str(money.hundredths), "currency": money.currency},
        "case": act.case,
        "labels": act.labels,
        "wallets": act.wallets,
        "outpoints": [str(each) for each in act.outpoints],
    }


def _disposal(act: DisposalAct) -> Row:
    return {
        "method": act.method,
        "lots": _lots(act.lots),
        "basis": act.basis,
        "outputs": [{"script": each.script.hex(), "sat": str(each.sat)} for each in act.outputs],
        "txid": act.txid,
    }


def _statement(act: StatementAct) -> Row:
    return {
        "account": act.account,
        "as_of": act.as_of.isoformat(),
        "sat": str(act.sat),
        "fees_sat": str(act.fees),
        "deposits": act.deposits,
        "withdrawals": act.withdrawals,
        "file": _text(act.file),
    }


def _other(act: OtherAct) -> Row:
    """Return what is computed with or published of an act that moves no satoshi: a convention, a review, an opinion."""
    if isinstance(act.terms, ConventionTerms) and (
        is_of_price(act.terms.name) or act.terms.name.startswith((LIMITS, RESERVES))
    ):
        return {"name": act.terms.name, "values": dict(act.terms.values)}
    if isinstance(act.terms, ReviewTerms):
        return {"period": act.terms.period, "period_sha256": act.terms.period_sha256}
    if isinstance(act.terms, WaiverTerms):
        return {"limit": act.terms.limit, "until": act.terms.until.isoformat()}
    if isinstance(act.terms, HedgeTerms):
        return {"hedge": _hedge(act.terms)}
    if isinstance(act.terms, OpinionTerms):
        terms = act.terms
        return {"firm": terms.firm, "period": terms.period, "opinion": terms.opinion, "scope": terms.scope}
    return {}


def _hedge(terms: HedgeTerms) -> Row:
    """Return a position against the price; money in hundredths, satoshi and numbers as texts."""
    return {
        "instrument": terms.instrument,
        "side": terms.side,
        "venue": terms.venue,
        "counterparty": terms.counterparty,
        "contract_sat": str(terms.contract),
        "count": str(terms.count),
        "price": str(terms.price),
        "currency": terms.currency,
        "opened": terms.opened.isoformat(),
        "expires": terms.expires.isoformat(),
        "closed": _maybe(terms.closed, dt.date.isoformat),
        "margin": _maybe(terms.margin, str),
        "margin_currency": terms.margin_currency,
        "margin_sat": _maybe(terms.margin_sat, str),
        "delta": _maybe(terms.delta, str),
        "delta_source": terms.delta_source,
    }


def _text(text: ActText | None) -> Row | None:
    return None if text is None else {"file": text.file, "sha256": text.sha256}


def _lots(lots: LotAmounts) -> Row:
    return {lot: str(sat) for lot, sat in lots.items()}


def _maybe(value: object, write: Callable[..., str]) -> str | None:
    return None if value is None else write(value)
