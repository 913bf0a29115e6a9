"""The stand-alone program for limits and the product say the same of drawn histories, limit by limit and day by day."""

import datetime as dt
import json
import types
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from tests.reserve.limits.limit_days import hedge, hedge_act, limit
from tests.reserve.limits.test_limit_laws import LIMITS, series, some_waivers
from tests.stand_alone import OF_ITS_LIMITS
from tracer.chain.amount import COIN
from tracer.formats import canonical
from tracer.reserve.acts import ActId
from tracer.reserve.limits.breaches import LimitBook, Waiver, evaluate, readings
from tracer.reserve.limits.custody import CoverLayer, CustodyFacts, KeyDays
from tracer.reserve.limits.hedges import Hedge
from tracer.reserve.limits.limit_rows import LimitDay, written
from tracer.reserve.limits.stress import stress
from tracer.reserve.plain_json import plain_acts
from tracer.reserve.security.security_rows import Peril
from tracer.reserve.terms import Limit, LimitKind, LimitSeverity

EVERY = (
    *LIMITS,
    limit(LimitKind.COVER_RATIO, least="0.75", name="cover-hard"),
    limit(LimitKind.HOT_SHARE, "0.30", name="hot"),
    limit(LimitKind.KEY_AGE_DAYS, "400", name="keys", severity=LimitSeverity.SOFT),
    limit(LimitKind.DENOMINATOR_AGE_DAYS, "40", name="age", cure_days=2),
    limit(LimitKind.UNHEDGED_SAT, str(90 * COIN), str(20 * COIN), name="unhedged"),
    limit(LimitKind.COUNTERPARTY_USD, "250000", name="parties"),
    limit(LimitKind.WALLET_USD, "4000000", name="wallet-usd", cure_days=5),
    limit(LimitKind.CUSTODIAN_SHARE, "0.50", name="custodian"),
)
MARGINS: tuple[dict[str, Any], ...] = ({}, {"margin": 500_000, "margin_currency": "USD"}, {"margin_sat": 3 * COIN})
ENDLESS = "9999-12-31"
FROM, UNTIL = dt.date(2026, 1, 1), dt.date(2026, 7, 9)


@cache
def program() -> types.ModuleType:
    """Return the stand-alone program as a module."""
    module = types.ModuleType("verify_limits")
    exec(compile(OF_ITS_LIMITS.read_text(), str(OF_ITS_LIMITS), "exec"), vars(module))
    return module


def layer(name: str, limit_: int, currency: str = "USD", **more: Any) -> CoverLayer:
    """Return a policy against outsiders, in cents."""
    values: dict[str, Any] = {
        "deductible": 0,
        "attachment": 0,
        "aggregate": None,
        "wallets": ("A", "B"),
        "sites": ("all",),
    }
    values |= {"id": name, "perils": (Peril.THEFT_OUTSIDE, Peril.TECHNICAL), "begins": FROM, "until": UNTIL}
    return CoverLayer(limit=limit_, currency=currency, **(values | more))


@st.composite
def custody(draw: st.DrawFn) -> CustodyFacts | None:
    """Return what is said of insurance, wallets online and keys, or nothing."""
    layers = (
        layer("P-1", 300_000_000),
        layer("P-2", 900_000_000, deductible=100_000_000, attachment=50_000_000, aggregate=600_000_000),
        layer("P-3", 100_000_000, perils=(Peril.TRANSIT,), sites=()),
        layer("P-4", 500_000_000, wallets=("A",)),
        layer("P-5", 500_000_000, "KZT", perils=(Peril.KEY_LOSS,)),
    )
    keys = (KeyDays(dt.date(2025, 6, 1), None), KeyDays(None, dt.date(2026, 7, 5)), KeyDays(FROM, None))
    return draw(
        st.sampled_from(
            (
                None,
                CustodyFacts(layers, {"A": True, "B": False}, keys),
                CustodyFacts(layers[1:3], {"A": True}, keys[:1]),
                CustodyFacts((), None, ()),
            )
        )
    )


@st.composite
def positions(draw: st.DrawFn) -> tuple[Hedge, ...]:
    """Return positions with two counterparties, one of them in another currency."""
    kinds = st.sampled_from(("future", "forward", "swap", "put", "call"))
    found: list[Hedge] = []
    for number in range(draw(st.integers(0, 3))):
        other = draw(st.booleans())
        each = hedge(
            number + 1,
            instrument=draw(kinds),
            side=draw(st.sampled_from(("short", "long"))),
            contract=COIN,
            count=draw(st.integers(1, 60)),
            price=draw(st.sampled_from((3_000_000, 7_000_000, 9_000_000))),
            currency=draw(st.sampled_from(("USD", "USD", "KZT"))),
            counterparty="Other" if other else "Bank",
            **draw(st.sampled_from(MARGINS)),
        )
        first = next((one for one in found if one.terms.counterparty == each.terms.counterparty), each)
        found.append(replace(each, party=first.act))
    return tuple(found)


@st.composite
def histories(draw: st.DrawFn) -> list[LimitDay]:
    """Return days with positions, custody and custodians beside what limits on shares look at."""
    facts, days = draw(custody()), []
    for each in draw(series()):
        whole = each.quantities.held
        kept = draw(st.integers(0, 100)) * whole // 100
        more = replace(
            each.quantities,
            hedges=draw(positions()),
            custodians={"Keeper": kept},
            with_accounts=draw(st.sampled_from((0, COIN))),
            acts=(ActId("2026-0007"),),
            positions=draw(st.sampled_from(((), (ActId("2026-0001"),)))),
        )
        proven = draw(st.sampled_from((None, Fraction(1, 2), Fraction(1))))
        days.append(replace(each, quantities=more, custody=facts, proven=proven))
    return days


def alone_limit(each: Limit) -> Any:
    """Return a limit as the program has it."""
    most = each.worst if each.most is None else each.most
    until = ENDLESS if each.until is None else each.until.isoformat()
    begins = each.begins.isoformat()
    return program().Limit(
        each.id, each.kind.value, most, each.least, each.severity.value, each.cure_days, each.set_by, begins, until
    )


def alone_hedge(each: Hedge) -> Any:
    """Return a position as the program reads it out of acts.json."""
    row = json.loads(plain_acts([hedge_act(each, 1)]))["acts"][0]
    return program().Hedge({**row, "id": each.act}, each.party)


def alone_day(each: LimitDay) -> Any:
    """Return a day as the program has it, what is told of reserves and custody read out of the statement's form."""
    quantities, of = each.quantities, each.reserves
    reserves = None
    if of is not None:
        row = {
            "as_of": of.row.as_of.isoformat(),
            "gross_usd": str(of.row.gross),
            "net_usd": "",
            "includes_crypto": "true" if of.row.includes_crypto else "false",
        }
        reserves = program().Reserves(row, "gross", None)
    return program().Day(
        day=each.day.isoformat(),
        held=quantities.held,
        titled=quantities.titled,
        wallets=dict(quantities.wallets),
        custodians=dict(quantities.custodians),
        with_accounts=quantities.with_accounts,
        out=quantities.out,
        hedges=[alone_hedge(one) for one in quantities.hedges],
        txids=list(quantities.txids),
        acts=list(quantities.acts),
        positions=list(quantities.positions),
        price=None if each.fixing is None else each.fixing.cents,
        quality=None if each.fixing is None else each.fixing.quality,
        reserves=reserves,
        proven=each.proven,
        custody=None if each.custody is None else json.loads(canonical.dumps(each.custody.as_json())),
    )


def alone_waiver(each: Waiver) -> dict[str, str]:
    """Return a waiver as acts.json has it."""
    return {
        "id": each.act, "limit": each.limit, "date": each.begins.isoformat(), "until": each.until.isoformat(),
    }  # fmt: skip


@given(histories(), some_waivers())
def test_breaches_are_those_of_the_product(days: list[LimitDay], waived: tuple[Waiver, ...]) -> None:
    """Over the same days every record is the same: days, the worst, cause, what moved, waiver, cure."""
    found = evaluate(EVERY, waived, days[1:], LimitBook((), days[0]))
    alone = program().breaches(
        [alone_limit(each) for each in EVERY],
        [alone_waiver(each) for each in waived],
        [alone_day(each) for each in days],
        [],
    )
    alone.sort(key=lambda row: (row["first_day"], row["limit"], row["subject"] or "", row["bound"]))
    assert alone == [each.as_json() for each in found.breaches]


@given(histories())
def test_measures_and_states_are_those_of_the_product(days: list[LimitDay]) -> None:
    """Of every kind, on every day: subject, figure as printed, reason, and how it stands to its limit."""
    for day in days:
        alone = alone_day(day)
        for reading in readings(EVERY, day):
            mine = alone_limit(reading.limit)
            assert [
                (name, program().written(mine.kind, figure), why, program().state(mine, figure))
                for name, figure, why in program().measure(mine.kind, alone)
            ] == [
                (each.subject, written(reading.limit.kind, each.value, each.letter), each.why, state.value)
                for each, state in reading.measures
            ]
        assert {kind.value for kind in LimitKind} == {each.kind.value for each in EVERY}


@given(histories())
def test_moves_of_the_price_are_those_of_the_product(days: list[LimitDay]) -> None:
    """The value, shares, options, other positions and the limits that would be broken, at each step."""
    own = program().Series.__new__(program().Series)
    own.limits = [alone_limit(each) for each in EVERY]
    for day in days:
        if day.fixing is not None:
            alone = [own.moved(alone_day(day), step) for step in program().STEPS]
            assert alone == json.loads(canonical.dumps([each.as_json() for each in stress(EVERY, day)]))
