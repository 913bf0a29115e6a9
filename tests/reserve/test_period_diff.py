"""Two statements are compared figure by figure, by the figures' places."""

import datetime as dt
from dataclasses import replace

from tests.reserve.statements import RECEIVED, SENT, statement
from tracer.formats.canonical import Json
from tracer.reserve import period_diff
from tracer.reserve.acts import ActId
from tracer.reserve.limits.limit_rows import Breach, BreachCause, LimitSide, LimitState
from tracer.reserve.limits.period_limits import LimitActual, PeriodLimit
from tracer.reserve.period_rows import ChangedFigure, PeriodBooks, PeriodInput
from tracer.reserve.terms import LimitKind, LimitSeverity
from tracer.reserve.title_rows import Title


def test_figures_are_named_by_what_their_rows_are_about() -> None:
    """A wallet's row is named by the wallet, an order's by its act, a movement's by transaction, output and kind."""
    found = period_diff.figures(statement())
    assert found["books_sat.closing"] == "349990000"
    assert found["wallets.Reserve.transfers_in"] == "0"
    assert found["orders.2026-0001.shortfall_sat"] == "530000000"
    assert "orders.2026-0002.shortfall_sat" not in found
    assert found[f"movements.{RECEIVED}:0:receipt.lots.L-0001"] == "390000000"
    assert found[f"movements.{SENT}:disposal.act"] == "2026-0003"
    assert found["restricted.appealable:2026-0005.until"] == "2026-11-01"
    assert found["accounts.Omnibus.sat"] == "5"
    assert found["reconciliation.coins"] == "2"


def test_figures_of_limits_and_beside_them_are_named_by_limit_day_position_step_and_fund() -> None:
    """A row that comes before others changes none of theirs."""
    row: dict[str, Json] = {"percent": -50, "usd_cents": "1", "breaks": ["share-max", "day-out"]}
    beside: dict[str, Json] = {
        "hedges": [{"act": "2026-0009", "sat": "5"}],
        "stress": [row, {**row, "percent": 10, "usd_cents": "2"}],
        "units": [{"fund": "One", "worth_hundredths": "3"}],
    }
    found = period_diff.figures(replace(statement(), limits=(broken_limit(),), reviewed=beside))
    assert {name: text for name, text in found.items() if name.startswith("review.")} == {
        "review.act": "2026-0007",
        "review.hedges.2026-0009.sat": "5",
        "review.stress.-50.usd_cents": "1",
        "review.stress.-50.breaks[]": "share-max",
        "review.stress.-50.breaks[]#2": "day-out",
        "review.stress.10.usd_cents": "2",
        "review.stress.10.breaks[]": "share-max",
        "review.stress.10.breaks[]#2": "day-out",
        "review.units.One.worth_hundredths": "3",
    }
    assert found["limits.share-max.state"] == "breached"
    assert found["limits.share-max.actual.value"] == "0.91299"
    assert found["limits.share-max.actual.Reserve.value"] == "1.00000"
    assert found["limits.share-max.breaches.max:2026-09-18.peak"] == "0.92352"
    assert found["limits.share-max.breaches.Reserve:max:2026-09-18.peak"] == "1.00000"


def broken_limit() -> PeriodLimit:
    """Return a limit that is broken as a whole and by a wallet."""
    day = dt.date(2026, 9, 18)
    breach = Breach(
        limit="share-max",
        kind=LimitKind.SHARE_EXCL,
        severity=LimitSeverity.SOFT,
        subject=None,
        bound=LimitSide.MOST,
        first_day=day,
        last_day=day,
        peak="0.92352",
        cause=BreachCause.MARKET,
        txids=(),
        acts=(),
        why=None,
        decision_act=None,
        waived_until=None,
        cure_by=None,
        cured=None,
    )
    whole = LimitActual(subject=None, value="0.91299", state=LimitState.BREACHED, why=None)
    return PeriodLimit(
        limit="share-max",
        kind=LimitKind.SHARE_EXCL,
        severity=LimitSeverity.SOFT,
        unit="percent",
        most="0.88000",
        least=None,
        cure_days=30,
        begins=day,
        set_by=None,
        day=day,
        state=LimitState.BREACHED,
        actual=(whole, replace(whole, subject="Reserve", value="1.00000")),
        breaches=(breach, replace(breach, subject="Reserve", peak="1.00000")),
    )


def test_what_a_statement_says_of_itself_is_no_figure() -> None:
    """Name, inputs, software, what it restates and the root are no figures."""
    one = statement()
    other = replace(
        one, period="2026Q3-r2", inputs=(), version="9", private_root="aa", previous_sha256=None, restates=None
    )
    assert period_diff.compare(one, other).same


def test_a_figure_that_changed_is_named_with_both_values() -> None:
    """A changed figure has both values; one that is new or gone has one."""
    one = statement()
    title = {**one.title, Title.TITLED: 0}
    other = replace(one, title=title, orders=one.orders[:1], period="2026Q4")
    found = period_diff.compare(one, other)
    assert (found.before, found.after) == ("2026Q3-r1", "2026Q4")
    assert found.figures == (
        ChangedFigure("orders.2026-0002.covered_sat", "0", None),
        ChangedFigure("orders.2026-0002.kind", "restraint", None),
        ChangedFigure("orders.2026-0002.order", "1-78", None),
        ChangedFigure("title_sat.titled", "200000000", "0"),
    )


def test_every_satoshi_of_every_row_is_a_figure() -> None:
    """One satoshi anywhere is noticed."""
    one = statement()
    books = replace(one.books.books, scope=1)
    changes = [
        replace(one, books=PeriodBooks(one.books.books, 1)),
        replace(one, wallets={"Reserve": PeriodBooks(books, 10_000)}),
        replace(one, restricted=(replace(one.restricted[0], sat=1), one.restricted[1])),
        replace(one, accounts=(replace(one.accounts[0], attested=1), one.accounts[1])),
        replace(one, movements=(replace(one.movements[0], fee=1), one.movements[1])),
        replace(one, reconciliation=replace(one.reconciliation, faults=({"fault": "late", "txid": SENT},))),
    ]
    assert [len(period_diff.compare(one, each).figures) for each in changes] == [1, 1, 1, 1, 1, 2]


def test_rows_that_nothing_tells_apart_are_numbered() -> None:
    """No row hides another one of the same name."""
    one = statement()
    twice = replace(one, movements=(one.movements[0], one.movements[0]))
    assert f"movements.{RECEIVED}:0:receipt#2.value_sat" in period_diff.figures(twice)


def test_inputs_are_compared_by_their_hashes() -> None:
    """A file that is another, that is new or that is gone is named."""
    one = statement()
    act = PeriodInput("acts/2026-0009.toml", "09" * 32)
    other = replace(one, inputs=(PeriodInput("acts/2026-0001.toml", "ff" * 32), act))
    assert period_diff.compare(one, other).inputs == (
        ChangedFigure("acts/2026-0001.toml", "01" * 32, "ff" * 32),
        ChangedFigure("acts/2026-0009.toml", None, "09" * 32),
        ChangedFigure("register.toml", "02" * 32, None),
    )
    assert ActId("2026-0001") in one.orders[0].act
