"""What is published of limits: by rule `public/1` neither bound nor day of what tells an amount, one of each kind."""

import datetime as dt
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from tests.reserve.drawn_runs import BLOCKS, drawn
from tests.reserve.public_attacker import Measured, Seen, by_limits, windows
from tests.reserve.statement_samples import public_sources
from tests.reserve.test_public import published, register, sealed
from tests.reserve.test_public_rounding import every_figure
from tests.reserve.verifying import loaded
from tracer.documents.language.languages import LANGUAGES
from tracer.errors import IntegrityError
from tracer.reserve.limits.limit_rows import UNITS, Breach, BreachCause, LimitSide
from tracer.reserve.limits.period_limits import PeriodLimit
from tracer.reserve.profiles import Profile
from tracer.reserve.public import public, public_runs
from tracer.reserve.public_file import dumps, loads
from tracer.reserve.public_limits import OF_AMOUNTS, published_breaches, published_limits, says_too_much
from tracer.reserve.public_rounding import rounded, step
from tracer.reserve.public_rows import PublicBreach, PublicStatement
from tracer.reserve.run_sets import without
from tracer.reserve.satoshi_runs import SatoshiRun, total
from tracer.reserve.statement.documents import documents
from tracer.reserve.terms import LimitKind, LimitSeverity

SEEDS = range(40)
QUARTERS = ("2026Q1", "2026Q2", "2026Q3", "2026Q4")
LAST = dt.date(2026, 9, 30)


def day(text: str) -> dt.date:
    """Return a day such as `2026-08-14`."""
    return dt.date.fromisoformat(text)


def limit(
    name: str, kind: LimitKind, most: str | None, *broken: dt.date, severity: LimitSeverity = LimitSeverity.HARD
) -> PeriodLimit:
    """Return a limit with a breach that began on each of these days."""
    breaches = [
        Breach(
            limit=name, kind=kind, severity=severity, subject=None, bound=LimitSide.MOST,
            first_day=first, last_day=first, peak=None, cause=BreachCause.MOVEMENT, txids=(), acts=(), why=None,
            decision_act=None, waived_until=None,
            cure_by=None, cured=None,
        )
        for first in broken
    ]  # fmt: skip
    return PeriodLimit(
        limit=name, kind=kind, severity=severity, unit=UNITS[kind], most=most, least=None, cure_days=0,
        begins=dt.date(2026, 1, 1), set_by=None, day=None, state=None, actual=(), breaches=tuple(breaches),
    )  # fmt: skip


SEVERAL = (
    limit("out", LimitKind.DAY_OUT_SAT, "50000000", day("2026-08-14")),
    limit("age", LimitKind.DENOMINATOR_AGE_DAYS, "62", day("2026-08-20")),
    limit("more", LimitKind.DAY_OUT_SAT, "60000000"),
    limit("soft", LimitKind.DAY_OUT_SAT, "10000000", day("2026-08-14"), severity=LimitSeverity.SOFT),
    limit("share", LimitKind.SHARE_EXCL, "1.00000"),
    limit("letter", LimitKind.PRICE_QUALITY, "A"),
)


def of_several(publish_addresses: bool = False) -> PublicStatement:
    """Return what is published of a drawn quarter with these limits."""
    found = drawn(3)
    made = replace(sealed(found, 3), limits=SEVERAL)
    return public(made, register(publish_addresses), found.ledger, found.titles[3], ())


def test_a_limit_on_amounts_has_neither_bound_nor_day_and_stands_for_its_kind() -> None:
    """Two hard limits on what leaves in a day are one; ages and letters, which tell no amount, say all."""
    made = of_several()
    rows = [(each.kind, each.severity, each.most, each.least, each.broken) for each in made.limits]
    assert rows == [
        ("day_out_sat", "hard", None, None, True),
        ("denominator_age_days", "hard", "62", None, True),
        ("day_out_sat", "soft", None, None, True),
        ("share_excl", "hard", None, None, False),
        ("price_quality", "hard", "A", None, False),
    ]
    broken = [(each.kind, each.day) for each in made.breaches if each.kind != "unregistered"]
    assert broken == [("denominator_age_days", day("2026-08-20")), ("day_out_sat", LAST)]
    assert loads(dumps(made), "public.json") == made


@pytest.mark.parametrize("at", [0, 1])
def test_whichever_of_a_kind_was_broken_it_is_said(at: int) -> None:
    """The one line of a kind says that one of them was broken, whether the first or a later one."""
    rows = [limit("a", LimitKind.WALLET_USD, "1"), limit("b", LimitKind.WALLET_USD, "2")]
    rows[at] = limit("ab"[at], LimitKind.WALLET_USD, "3", day("2026-07-01"))
    assert [each.broken for each in published_limits(rows, told=False)] == [True]


def test_a_least_bound_is_hidden_as_a_greatest_one_is() -> None:
    """A limit from below puts a window on an amount as well."""
    rows = [replace(limit("a", LimitKind.UNHEDGED_SAT, None), least="5"), limit("b", LimitKind.PRICE_QUALITY, "C")]
    assert [(each.most, each.least) for each in published_limits(rows, told=False)] == [(None, None), ("C", None)]
    assert [(each.most, each.least) for each in published_limits(rows, told=True)] == [(None, "5"), ("C", None)]


def test_every_kind_that_looks_at_satoshi_is_hidden() -> None:
    """Amounts, money, shares and ratios; what is left tells of prices, tables and keys."""
    left = {kind.value for kind in LimitKind} - {kind.value for kind in OF_AMOUNTS}
    assert left == {"price_quality", "denominator_age_days", "key_age_days"}


def test_who_publishes_addresses_tells_limits_whole() -> None:
    """Then everything is on the chain already: bounds, days, and each limit by itself."""
    made = of_several(publish_addresses=True)
    assert [each.most for each in made.limits] == ["50000000", "62", "60000000", "10000000", "1.00000", "A"]
    assert PublicBreach("day_out_sat", day("2026-08-14")) in made.breaches
    assert loads(dumps(made), "public.json") == made


@pytest.mark.parametrize("what", ["bound", "least", "day", "twice"])
def test_a_rounded_statement_that_tells_more_is_not_read(what: str) -> None:
    """A bound, a day or two of a kind in a statement by rule `public/1`: refused."""
    made = of_several()
    first, *rest = made.limits
    changed = {
        "bound": replace(made, limits=(replace(first, most="50000000"), *rest)),
        "least": replace(made, limits=(replace(first, least="0"), *rest)),
        "day": replace(made, breaches=(PublicBreach("day_out_sat", day("2026-08-14")),)),
        "twice": replace(made, limits=(first, first, *rest)),
    }[what]
    with pytest.raises(IntegrityError, match="tells more of a limit on amounts than its rule public/1 publishes"):
        loads(dumps(changed), "public.json")
    assert not says_too_much(made.limits, made.breaches, made.period)
    assert not says_too_much(published(3, 3).limits, published(3, 3).breaches, "2026Q3")


def measured(seed: int, quarter: int) -> Mapping[str, Sequence[Measured]]:
    """Return what limits look at in a drawn quarter, by kind; a dollar is a satoshi. Each transaction has its day."""
    found = drawn(seed)
    after, upto = quarter * BLOCKS, (quarter + 1) * BLOCKS
    runs = public_runs(found.ledger, found.titles[quarter], after if quarter else None, upto)
    begins = dt.date(2026, 3 * quarter + 1, 1)
    left = dict[int, list[SatoshiRun]]()
    for stay in found.ledger.stays:
        if stay.until is not None and after < stay.until.height <= upto:
            left.setdefault(stay.until.index, []).append(stay.run)
    gone = set(runs.left)
    closing, end = total(runs.closing), begins + dt.timedelta(days=80)
    return {
        "day_out_sat": [
            Measured(begins + dt.timedelta(days=index), tuple(run for run in there if run in gone))
            for index, there in left.items()
        ],
        "value_usd": [Measured(end, runs.lawful)],
        "wallet_usd": [Measured(end, runs.closing)],
        "untitled_share": [Measured(end, without(runs.closing, runs.lawful), closing)] if closing else [],
        "wallet_share": [Measured(end, runs.closing, closing)] if closing else [],
    }


def in_steps(looked_at: Mapping[str, Sequence[Measured]]) -> tuple[PeriodLimit, ...]:
    """Return limits of one kind in steps, as one who knows the amounts sets them: some hundreds of satoshi around."""
    rows: list[PeriodLimit] = []
    for kind, each in ((LimitKind(kind), each) for kind, several in looked_at.items() for each in several):
        exact = total(each.runs)
        for bound in (exact - 400, exact + 400):
            if each.whole is None:
                text, is_broken = str(max(bound, 0)), exact > max(bound, 0)
            else:
                text = f"{max(bound, 0) * 10_000_000 // each.whole / 100_000:.5f}"
                is_broken = exact * 10_000_000 > int(text.replace(".", "")) * each.whole
            rows.append(limit(f"l{len(rows)}", kind, text, *([each.day] if is_broken else [])))
    return tuple(rows)


def narrowed(seed: int, told: bool) -> list[tuple[tuple[SatoshiRun, ...], tuple[int, int]]]:
    """Return the transactions of a register of which the attacker narrows the amount below its step, and to what."""
    sets, values, transactions = every_figure(seed)
    seen = []
    for runs in sets.values():
        figure = rounded(runs, values)
        slack = max(0, figure.within - 1)
        seen.append(Seen(runs, figure.sat - slack, figure.sat + slack))
    for quarter, period in enumerate(QUARTERS):
        looked_at = measured(seed, quarter)
        limits = in_steps(looked_at)
        seen += by_limits(published_limits(limits, told), published_breaches(limits, period, told), looked_at)
    found = zip(transactions, windows(seen, transactions), strict=True)
    return [(runs, window) for runs, window in found if window and window[1] - window[0] + 1 < step(total(runs))]


def test_limits_in_steps_narrow_no_amount() -> None:
    """Whoever sets limits around an amount, and reads what is published of them, learns nothing beyond the figures."""
    assert [seed for seed in SEEDS if narrowed(seed, told=False)] == []


def test_the_attacker_finds_amounts_where_bounds_and_days_are_published() -> None:
    """The same limits told whole give the amounts of single transactions: the test above can fail."""
    found = [each for seed in SEEDS for each in narrowed(seed, told=True)]
    assert len(found) > 40
    assert sum(most - least <= 1_000 for _, (least, most) in found) > 30


@pytest.mark.parametrize("told", [False, True])
def test_the_stand_alone_check_publishes_the_same_of_limits(told: bool) -> None:
    """Written a second time, the rule gives the same rows and breaches, of sets of limits of every kind."""
    for seed in range(10):
        limits = (*SEVERAL, *in_steps(measured(seed, seed % 4)))
        rows, broken = loaded().TOLD.of_limits([row.as_json() for row in limits], "2026-09-30", not told)
        made = replace(of_several(), limits=published_limits(limits, told), breaches=())
        assert rows == json.loads(dumps(made))["limits"]
        assert broken == [(each.day.isoformat(), each.kind) for each in published_breaches(limits, "2026Q3", told)]


@pytest.mark.parametrize("what", ["bound", "least", "day", "twice"])
def test_the_stand_alone_check_refuses_the_same(what: str) -> None:
    """What the product does not read tells more to it too; where addresses are published nothing is too much."""
    said = json.loads(dumps(of_several()))
    assert not loaded().tells_more(said)
    first = said["limits"][0]
    first.update({"bound": {"max": "5"}, "least": {"min": "0"}}.get(what, {}))
    said["limits"] += [first] if what == "twice" else []
    said["breaches"] += [{"kind": "day_out_sat", "day": "2026-08-14"}] if what == "day" else []
    assert loaded().tells_more(said)
    assert not loaded().tells_more({**said, "rule": None})


def page_of(public: PublicStatement, code: str) -> str:
    """Return the public page in a language as HTML."""
    sources = replace(public_sources(), public=public)
    return documents(sources, (LANGUAGES[code],), Profile.PUBLIC)[f"statement/statement.{code}.html"].decode()


@pytest.mark.parametrize("code", ["kk", "ru", "en"])
def test_the_page_says_what_is_not_published(code: str) -> None:
    """In place of a bound and of a day stand words, and a sentence says why; who publishes addresses has none of it."""
    say = LANGUAGES[code].say
    page, told = page_of(of_several(), code), page_of(of_several(publish_addresses=True), code)
    why = say(
        "Of limits on amounts and shares neither the bound nor the day of a breach is published, for together "
        "they tell what single transactions moved. Those of one kind stand in one line."
    )
    for text in (f">{say('not published')}<", f">{say('in the period')}<", why):
        assert text in page
        assert text not in told
