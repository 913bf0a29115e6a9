"""What each kind of limit measures, by hand, and what is not known."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.reserve.limits.limit_days import PRICE, hedge, limit, limit_day, reserves
from tracer.chain.amount import COIN
from tracer.reserve.limits.limit_rows import UNITS, LimitSide, LimitState, Measure, written
from tracer.reserve.limits.measures import NOT_ON_FILE, broken, measure, state
from tracer.reserve.terms import LimitKind, LimitSeverity

SPLIT = {"wallets": {"Reserve": 75 * COIN, "Agency": 25 * COIN}, "titled": 80 * COIN}


def value(kind: LimitKind, **more: object) -> dict[str | None, Fraction | None]:
    """Return what a kind measures of a day, by subject."""
    return {each.subject: each.value for each in measure(kind, limit_day(1, **more))}  # type: ignore[arg-type]


def test_shares_and_value_are_of_what_is_titled() -> None:
    """80 of 100 coins at 70,000 are 5.6 million: 0.56 % of 1,000 million, and of 1,005.6 with themselves."""
    assert value(LimitKind.VALUE_USD, **SPLIT) == {None: 5_600_000}
    assert value(LimitKind.SHARE_EXCL, **SPLIT) == {None: Fraction(56, 10000)}
    assert value(LimitKind.SHARE_INCL, **SPLIT) == {None: Fraction(5_600_000, 1_005_600_000)}
    assert value(LimitKind.UNTITLED_SHARE, **SPLIT) == {None: Fraction(1, 5)}


def test_wallets_and_custodians_by_themselves() -> None:
    """Each wallet's part of what is held; each custodian's of what is held and lies in accounts."""
    assert value(LimitKind.WALLET_SHARE, **SPLIT) == {"Reserve": Fraction(3, 4), "Agency": Fraction(1, 4)}
    assert value(LimitKind.WALLET_USD, **SPLIT) == {"Reserve": 5_250_000, "Agency": 1_750_000}
    kept = {"custodians": {"Trust": 50 * COIN, "Vault": 0}, "with_accounts": 25 * COIN}
    assert value(LimitKind.CUSTODIAN_SHARE, **kept) == {"Trust": Fraction(2, 5), "Vault": 0}
    assert value(LimitKind.CUSTODIAN_SHARE) == {}


def test_satoshi_and_days() -> None:
    """What left on the day, what is not hedged, how old the denominator is: 30 days from the first of June."""
    assert value(LimitKind.DAY_OUT_SAT, out=12_345) == {None: 12_345}
    assert value(LimitKind.UNHEDGED_SAT, hedges=(hedge(contract=COIN, count=40),)) == {None: 60 * COIN}
    assert value(LimitKind.DENOMINATOR_AGE_DAYS) == {None: 30}


def test_an_empty_register_breaks_no_part() -> None:
    """Of nothing there is no part; what lies in accounts is something."""
    assert value(LimitKind.WALLET_SHARE, coins=0) == {}
    assert value(LimitKind.UNTITLED_SHARE, coins=0) == {}
    assert value(LimitKind.CUSTODIAN_SHARE, coins=0, custodians={"Trust": 0}) == {}
    assert value(LimitKind.CUSTODIAN_SHARE, coins=0, custodians={"Trust": 7}, with_accounts=7) == {"Trust": 1}


def test_counterparties() -> None:
    """What margin and gains a counterparty owes, named by its first act; in another currency it is not known."""
    found = value(LimitKind.COUNTERPARTY_USD, hedges=(hedge(margin=100, margin_currency="USD"),))
    assert found == {"2025-0001": 1}
    (unknown,) = measure(LimitKind.COUNTERPARTY_USD, limit_day(1, hedges=(hedge(currency="EUR"),)))
    assert unknown == Measure("2025-0001", None, why="a position or its margin stands in a currency other than USD")


def test_the_letter_of_the_price() -> None:
    """C is worse than A: it breaks a limit of A, not one of C."""
    (letter,) = measure(LimitKind.PRICE_QUALITY, limit_day(1, quality="C"))
    assert letter.is_known
    assert letter.letter == "C"
    assert broken(limit(LimitKind.PRICE_QUALITY, worst="A"), letter) is LimitSide.MOST
    assert broken(limit(LimitKind.PRICE_QUALITY, worst="C"), letter) is None


@pytest.mark.parametrize("kind", tuple(NOT_ON_FILE))
def test_what_no_file_says_is_unknown_with_the_reason(kind: LimitKind) -> None:
    """It breaks a hard limit and no soft one; both say that it is unknown."""
    (found,) = measure(kind, limit_day(1))
    assert found == Measure(None, None, why=NOT_ON_FILE[kind])
    hard, soft = limit(kind, "1"), limit(kind, "1", severity=LimitSeverity.SOFT)
    assert (broken(hard, found), broken(soft, found)) == (LimitSide.NONE, None)
    assert state(hard, found) is state(soft, found) is LimitState.UNKNOWN


def test_the_reasons() -> None:
    """Each kind without data says which file it lacks."""
    assert {kind.value: why for kind, why in NOT_ON_FILE.items()} == {
        "hot_share": "no file of the register says which wallets are online",
        "cover_ratio": "no insurance policy is on file",
        "key_age_days": "no file of the register says when its keys were made",
    }


def test_what_is_proven_is_a_share_of_the_last_closing() -> None:
    """As exact as it is; where nothing was proven it is not known."""
    known = replace(limit_day(1), proven=Fraction(719507, 10**6))
    assert measure(LimitKind.PROOF_RATIO, known) == (Measure(None, Fraction(719507, 10**6)),)
    (found,) = measure(LimitKind.PROOF_RATIO, limit_day(1))
    assert found == Measure(None, None, why="no proof of control is on file")
    least = limit(LimitKind.PROOF_RATIO, least="0.72")
    assert broken(least, measure(LimitKind.PROOF_RATIO, known)[0]) is LimitSide.LEAST


@pytest.mark.parametrize("kind", [LimitKind.SHARE_EXCL, LimitKind.SHARE_INCL, LimitKind.DENOMINATOR_AGE_DAYS])
def test_without_the_table_nothing_is_known_of_shares(kind: LimitKind) -> None:
    """They say so."""
    (found,) = measure(kind, limit_day(1, usd=None))
    assert found.why == "tables/reserves.csv has no figure of this day or earlier that had been published by then"
    assert not found.is_known


def test_reserves_of_which_nothing_is_left() -> None:
    """Reserves of seven million that contain seven million of coins leave no share."""
    day = replace(limit_day(1), reserves=reserves(7_000_000, includes=True))
    (found,) = measure(LimitKind.SHARE_EXCL, day)
    assert found.why == "tables/reserves.csv has no such figure in the row that counts, or nothing is left of it"


def test_every_kind_is_measured_and_has_a_unit() -> None:
    """No kind is left out."""
    assert set(UNITS) == set(LimitKind)
    for kind in tuple(LimitKind):
        assert isinstance(measure(kind, limit_day(1)), tuple)


def test_bounds_are_kept_to_when_they_are_met() -> None:
    """Exactly the greatest and exactly the least keep to a limit; the least thing beyond breaks it."""
    both = limit(LimitKind.VALUE_USD, "7000000", "6999999")
    assert broken(both, Measure(None, Fraction(7_000_000))) is None
    assert broken(both, Measure(None, Fraction(6_999_999))) is None
    assert broken(both, Measure(None, 7_000_000 + Fraction(1, 10**9))) is LimitSide.MOST
    assert broken(both, Measure(None, 6_999_999 - Fraction(1, 10**9))) is LimitSide.LEAST
    assert state(both, Measure(None, Fraction(8_000_000))) is LimitState.BREACHED
    assert state(both, Measure(None, Fraction(7_000_000))) is LimitState.WITHIN


@pytest.mark.parametrize(
    ("kind", "figure", "text"),
    [
        (LimitKind.SHARE_EXCL, Fraction(350, 49200), "0.71138"),
        (LimitKind.UNTITLED_SHARE, Fraction(499_930_000, 1_339_850_000), "37.31239"),
        (LimitKind.VALUE_USD, Fraction(PRICE, 100), "70000.00"),
        (LimitKind.DAY_OUT_SAT, Fraction(12), "12"),
        (LimitKind.KEY_AGE_DAYS, Fraction(12), "12"),
        (LimitKind.COVER_RATIO, Fraction(2, 7), "0.28571"),
        (LimitKind.SHARE_EXCL, None, None),
    ],
)
def test_figures_are_written_in_the_unit_of_their_kind(kind: LimitKind, figure: Fraction | None, text: str) -> None:
    """Shares in percent with five decimals, money with two, satoshi and days whole."""
    assert written(kind, figure) == text
