"""What holds of every fixing, over drawn trades."""

from fractions import Fraction
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from tests.reserve.price.quoting import DAY, Told, around, csv_of, fixed, of, terms_for
from tracer.reserve.price import fixing_file
from tracer.reserve.price.fixing import Fixing

NAMES = ("a", "b", "c", "d")

TRADE = st.tuples(st.integers(0, 3599), st.integers(5_900_000, 6_100_000), st.integers(1, 10**9))


@st.composite
def quotes(draw: st.DrawFn) -> dict[str, list[tuple[int, int, int]]]:
    """Draw for each of four exchanges a trade in each part and some more: seconds, cents and satoshi."""
    return {
        name: sorted(
            [
                (
                    300 * part + draw(st.integers(0, 299)),
                    draw(st.integers(5_900_000, 6_100_000)),
                    draw(st.integers(1, 10**9)),
                )
                for part in range(12)
            ]
            + draw(st.lists(TRADE, max_size=8))
        )
        for name in NAMES
    }


Drawn = dict[str, list[tuple[int, int, int]]]


def told(drawn: Drawn, prices: int = 1, amounts: int = 1) -> dict[str, list[Told]]:
    """Return drawn trades as an exchange tells them, prices and amounts scaled."""
    return {
        name: around([_one(at, cents * prices, sat * amounts) for at, cents, sat in rows])
        for name, rows in drawn.items()
    }


def _one(at: int, cents: int, sat: int) -> Told:
    return Told(0, at, f"{cents // 100}.{cents % 100:02}", f"{sat // 10**8}.{sat % 10**8:08}")


def fixing(trades: dict[str, list[Told]]) -> Fixing:
    """Return the fixing of drawn trades, which all agree."""
    found = of(trades, terms_for(NAMES)).fixing
    assert found is not None
    return found


def figures(found: Fixing) -> object:
    """Return what a fixing computes: all but the hashes of files."""
    return (
        found.exact,
        found.cents,
        found.partitions,
        found.vwap,
        [(each.median, each.volume, each.used) for each in found.exchanges],
    )


@given(quotes(), st.randoms(use_true_random=False))
def test_the_order_of_trades_and_of_files_changes_nothing(drawn: Drawn, random: Random) -> None:
    """Rows shuffled, files handed over backwards."""
    trades = told(drawn)
    shuffled = {name: random.sample(rows, len(rows)) for name, rows in trades.items()}
    assert figures(fixing(shuffled)) == figures(fixing(trades))
    backwards = {f"prices/{DAY}/{name}.csv": csv_of(trades[name]) for name in reversed(NAMES)}
    assert fixed(backwards, terms_for(NAMES)).fixing == fixing(trades)


@given(quotes(), st.integers(2, 1000))
def test_scaled_volumes_change_no_price(drawn: Drawn, times: int) -> None:
    """Only the ratio of volumes counts."""
    one, other = fixing(told(drawn)), fixing(told(drawn, amounts=times))
    assert (other.exact, other.partitions, other.vwap) == (one.exact, one.partitions, one.vwap)


@given(quotes(), st.integers(2, 1000))
def test_scaled_prices_scale_the_exact_fixing(drawn: Drawn, times: int) -> None:
    """By the same factor, exactly."""
    assert fixing(told(drawn, prices=times)).exact == times * fixing(told(drawn)).exact


@given(quotes())
def test_the_fixing_lies_between_the_least_and_the_greatest_median(drawn: Drawn) -> None:
    """A mean does; both are printed."""
    found = fixing(told(drawn))
    medians = [Fraction(each.median) for each in found.partitions if each is not None]
    half_cent = Fraction(1, 200)
    assert min(medians) - half_cent <= found.exact <= max(medians) + half_cent
    assert (Fraction(found.least or 0), Fraction(found.greatest or 0)) == (min(medians), max(medians))


@given(quotes(), st.data())
def test_a_trade_split_in_two_of_its_price_changes_no_price(drawn: Drawn, data: st.DataObject) -> None:
    """Twice half is the whole."""
    name = data.draw(st.sampled_from(NAMES))
    place = data.draw(st.integers(0, len(drawn[name]) - 1))
    at, cents, sat = drawn[name][place]
    part = data.draw(st.integers(1, max(1, sat - 1)))
    pieces = [(at, cents, part), (at, cents, sat - part)] if sat > 1 else [(at, cents, sat)]
    split = drawn | {name: [*drawn[name][:place], *pieces, *drawn[name][place + 1 :]]}
    one, other = fixing(told(drawn)), fixing(told(split))
    assert (other.exact, other.vwap, [each.median for each in other.exchanges]) == (
        one.exact,
        one.vwap,
        [each.median for each in one.exchanges],
    )


@given(quotes(), st.sampled_from(NAMES), st.integers(-9, 9))
def test_one_exchange_with_less_than_half_of_every_part_moves_the_price_no_further_than_the_others(
    drawn: Drawn, name: str, percent: int
) -> None:
    """However it quotes within what is allowed, each part's median stays among the prices of the others."""
    light = drawn | {name: [(at, cents, 1) for at, cents, _ in drawn[name]]}
    moved = light | {name: [(at, cents * (100 + percent) // 100, sat) for at, cents, sat in light[name]]}
    outcome = of(told(moved), terms_for(NAMES)).fixing
    assert outcome is not None
    for place, part in enumerate(outcome.partitions):
        assert part is not None
        others = [cents for other in NAMES if other != name for at, cents, _ in drawn[other] if at // 300 == place]
        heavy = sum(sat for other in NAMES if other != name for at, _, sat in drawn[other] if at // 300 == place)
        own = sum(1 for at, _, _ in light[name] if at // 300 == place)
        if own < heavy:
            assert min(others) <= Fraction(part.median) * 100 <= max(others)


@given(quotes())
def test_a_day_is_fixed_the_same_twice(drawn: Drawn) -> None:
    """The same quotes, the same bytes."""
    assert fixing_file.dumps(fixing(told(drawn))) == fixing_file.dumps(fixing(told(drawn)))
