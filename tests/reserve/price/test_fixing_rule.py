"""The rule of a fixing: the worked figures, both qualities, every exclusion and every reason for none."""

import hashlib
from dataclasses import replace
from fractions import Fraction

import pytest

from tests.reserve.price.quoting import BEGINS, DAY, Told, around, csv_of, files_of, fixed, of, steady, terms_for
from tracer.errors import CaseError
from tracer.reserve.price.fixing import ExclusionReason, Fixing, Quality
from tracer.reserve.price.fixing_rule import FixingOutcome


def fixing_of(outcome: FixingOutcome) -> Fixing:
    """Return the fixing, which must be there."""
    assert outcome.fixing is not None, outcome.why
    return outcome.fixing


def reasons(fixing: Fixing) -> dict[str, tuple[bool, str | None]]:
    """Return whether each exchange was used, and the reason beside it."""
    return {each.name: (each.used, each.reason and each.reason.value) for each in fixing.exchanges}


def test_three_parts_the_last_of_them_empty() -> None:
    """The worked example: medians 60,010.00 and 60,100.00, fixing 60,055.00, one part empty."""
    terms = terms_for(("a", "b", "c"), partitions=3, min_partitions=2, min_trades=2)
    outcome = of(
        {
            "a": around([Told(0, 10, "60000", "0.5"), Told(0, 1300, "60100", "1")]),
            "b": around([Told(0, 20, "60010", "0.5"), Told(0, 1400, "60050", "1")]),
            "c": around([Told(0, 30, "60400", "0.4"), Told(0, 1500, "60100", "1")]),
        },
        terms,
    )
    fixing = fixing_of(outcome)
    assert [each and each.median for each in fixing.partitions] == ["60010.00", "60100.00", None]
    assert [each and (each.begins - BEGINS, each.trades) for each in fixing.partitions] == [(0, 3), (1200, 3), None]
    assert (fixing.cents, fixing.exact, fixing.quality) == (6_005_500, Fraction(60055), Quality.A)
    assert (fixing.least, fixing.greatest) == ("60010.00", "60100.00")
    assert fixing.vwap == "60094.32"  # (30,000 + 30,005 + 24,160 + 60,100 + 60,050 + 60,100) / 4.4 = 264,415 / 4.4


def test_the_last_trades_of_the_worked_example() -> None:
    """C is stale by 450 s, D lies 11.92 % off the median of the fresh four and is out; A, B and E give 67,000.10."""
    ages = {
        "A": ("67000.10", 12),
        "B": ("66980.00", 40),
        "C": ("61000.00", 450),
        "D": ("75000.00", 5),
        "E": ("67020.30", 299),
    }
    quotes = {
        name: [Told(1, -1, price), Told(2, 3600 - age, price), Told(3, 3600, "1.00")]
        for name, (price, age) in ages.items()
    }
    fixing = fixing_of(of(quotes))
    assert (fixing.cents, fixing.quality) == (6_700_010, Quality.C)
    assert reasons(fixing) == {
        "A": (True, "few-trades"),
        "B": (True, "few-trades"),
        "C": (False, "stale"),
        "D": (False, "deviation"),
        "E": (True, "few-trades"),
    }
    assert [each.median for each in fixing.exchanges] == ["67000.10", "66980.00", "61000.00", "75000.00", "67020.30"]
    assert (fixing.partitions, fixing.vwap, fixing.least, fixing.greatest) == ((None,) * 12, None, None, None)


def test_a_trade_of_just_the_allowed_age() -> None:
    """300 seconds before the end is young enough, a microsecond more is not."""
    others = {name: [Told(1, -1, "67000"), Told(2, 3599, "67000"), Told(3, 3600, "67000")] for name in ("a", "b")}
    ok = of({**others, "c": [Told(1, -1, "67000"), Told(2, 3300, "67000"), Told(3, 3600, "67000")]})
    late = of({**others, "c": [Told(1, -1, "67000"), Told(2, "3299.999999", "67000"), Told(3, 3600, "67000")]})
    assert fixing_of(ok).quality is Quality.C
    assert late.fixing is None
    assert late.why == (
        "2026-11-30: 0 usable exchanges in the window, and 2 with a trade in the last 300 seconds before its end; "
        "a fixing needs 3."
    )


def test_of_several_last_trades_at_one_instant_the_greatest_number_counts() -> None:
    """Whatever their order in the file; a trade at the window's end itself is after it."""
    told = [Told(4, 3599, "67003"), Told(9, 3599, "67009"), Told(5, 3599, "67005"), Told(10, 3600, "70000")]
    fixing = fixing_of(of(dict.fromkeys(("a", "b", "c"), told)))
    assert fixing.cents == 6_700_900


def test_the_fixing_is_the_mean_of_parts_with_equal_weight() -> None:
    """A part with much volume weighs as much as one with little; half a cent goes to the even one."""

    def quote(*prices: str) -> list[Told]:
        return around(
            [
                Told(0, 300 * number + second, price, "1" if number else "1000")
                for number, price in enumerate(prices)
                for second in (1, 2)
            ]
        )

    fixing = fixing_of(of({name: quote(*(["60000.00"] * 11), "60000.06") for name in ("a", "b", "c")}))
    assert fixing.exact == Fraction("60000.005")
    assert fixing.cents == 6_000_000
    odd = fixing_of(of({name: quote(*(["60000.00"] * 11), "60000.18") for name in ("a", "b", "c")}))
    assert (odd.exact, odd.cents) == (Fraction("60000.015"), 6_000_002)


def test_parts_begin_with_their_first_instant_and_end_before_the_next() -> None:
    """The last microsecond of a part belongs to it; the end of the window to nothing."""
    times: list[int | str] = [0, "299.999999", 300, *(310 + number for number in range(7)), "3599.999999"]
    quote = [Told(number, at, "60000.00") for number, at in enumerate(times, 2)]
    told = [Told(1, -1, "1"), *quote, Told(len(times) + 2, 3600, "999999")]
    fixing = fixing_of(of(dict.fromkeys(("a", "b", "c"), told), terms_for(("a", "b", "c"), min_partitions=3)))
    assert [each.trades if each else 0 for each in fixing.partitions] == [6, 24, *([0] * 9), 3]
    assert fixing.cents == 6_000_000


def test_an_exchange_beyond_ten_percent_is_out_of_the_joint_list() -> None:
    """All are judged at once against the median of all; one at ten percent exactly stays."""
    prices = {"a": "60000.00", "b": "60000.00", "c": "66000.00", "d": "66000.01", "e": "54000.00"}
    fixing = fixing_of(of({name: steady(price) for name, price in prices.items()}))
    assert reasons(fixing) == {
        "a": (True, None), "b": (True, None), "c": (True, None), "d": (False, "deviation"), "e": (True, None),
    }  # fmt: skip
    assert fixing.greatest == "60000.00"
    assert [each.median for each in fixing.exchanges][3] == "66000.01"


def test_the_median_of_an_even_number_of_exchanges() -> None:
    """Is the mean of the middle two: 60,000 and 62,000 give 61,000, from which 67,100 is ten percent off."""
    quotes = {"a": "60000.00", "b": "60000.00", "c": "62000.00", "d": "67100.00"}
    assert fixing_of(of({name: steady(price) for name, price in quotes.items()})).exchanges[3].used
    outcome = of({name: steady(price) for name, price in (quotes | {"d": "67100.01"}).items()})
    assert not fixing_of(outcome).exchanges[3].used


def test_two_that_disagree_have_no_majority() -> None:
    """As on 2017-05-01: 1,390.86 against 1,533.00, for weeks; no last trade helps."""
    outcome = of(
        {"bitstamp": steady("1390.86"), "bitfinex": steady("1533.00")}, terms_for(("bitstamp", "bitfinex", "kraken"))
    )
    assert outcome.fixing is None
    assert outcome.why == "2026-11-30: 2 usable exchanges, they differ by 10.22 %; a fixing needs 3."


def test_two_that_disagree_give_none_though_others_have_last_trades() -> None:
    """Quality C is for want of trades, never where exchanges disagree."""
    few = [Told(1, -1, "1400.00"), Told(2, 3599, "1400.00"), Told(3, 3600, "1400.00")]
    outcome = of({"a": steady("1390.86"), "b": steady("1533.00"), "c": few, "d": few})
    assert outcome.why == "2026-11-30: 2 usable exchanges, they differ by 10.22 %; a fixing needs 3."


def test_two_just_ten_percent_apart_agree() -> None:
    """The border itself is within it: quality C of last trades, as for two that agree. A cent more is not."""
    few = [Told(1, -1, "105.00"), Told(2, 3599, "105.00"), Told(3, 3600, "105.00")]
    assert fixing_of(of({"a": steady("100.00"), "b": steady("110.00"), "c": few})).quality is Quality.C
    apart = of({"a": steady("100.00"), "b": steady("110.01"), "c": few})
    assert apart.why == "2026-11-30: 2 usable exchanges, they differ by 10.01 %; a fixing needs 3."


def test_an_exchange_without_a_file_is_missing_under_quality_c_too() -> None:
    """Not stale: it has no last trade that could be old."""
    few = [Told(1, -1, "60030.00"), Told(2, 3599, "60030.00"), Told(3, 3600, "60030.00")]
    fixing = fixing_of(of(dict.fromkeys(("a", "b", "c"), few), terms_for(("a", "b", "c", "d"))))
    assert (fixing.quality, reasons(fixing)["d"]) == (Quality.C, (False, "missing"))


def test_two_that_agree_and_a_third_with_a_last_trade() -> None:
    """For want of trades: quality C over all three."""
    few = [Told(1, -1, "60030.00"), Told(2, 3599, "60030.00"), Told(3, 3600, "60030.00")]
    fixing = fixing_of(of({"a": steady("60010.00"), "b": steady("60020.00"), "c": few}))
    assert (fixing.quality, fixing.cents) == (Quality.C, 6_002_000)
    assert reasons(fixing) == {"a": (True, None), "b": (True, None), "c": (True, "few-trades")}


def test_three_of_which_none_agree() -> None:
    """Too few are left once the others are out: no fixing, and no last trade helps."""
    outcome = of({"a": steady("100.00"), "b": steady("125.00"), "c": steady("100.00"), "d": steady("125.00")})
    assert outcome.fixing is None
    assert outcome.why == (
        "2026-11-30: 4 usable exchanges, 0 of them within 10 % of their median 112.50 "
        "(off: a 11.11 %, b 11.11 %, c 11.11 %, d 11.11 %); a fixing needs 3."
    )
    three = of({"a": steady("60000.00"), "b": steady("60000.00"), "c": steady("67156.00")})
    assert three.why == (
        "2026-11-30: 3 usable exchanges, 2 of them within 10 % of their median 60000.00 (off: c 11.93 %); "
        "a fixing needs 3."
    )


def test_last_trades_that_disagree() -> None:
    """Give none either."""
    quotes = {
        name: [Told(1, -1, price), Told(2, 3599, price), Told(3, 3600, price)]
        for name, price in (("a", "100"), ("b", "100"), ("c", "150"))
    }
    assert of(quotes).why == (
        "2026-11-30: 0 usable exchanges in the window; of the last trades before its end, 3 are recent, "
        "2 of them within 10 % of their median; a fixing needs 3."
    )


def test_fewer_than_six_parts_with_trades() -> None:
    """Three busy exchanges, all trades in five parts: quality C."""
    told = around([Told(0, 300 * number + second, "60000.00") for number in (0, 1, 2, 3, 11) for second in range(3)])
    fixing = fixing_of(of(dict.fromkeys(("a", "b", "c"), told)))
    assert (fixing.quality, {each.reason for each in fixing.exchanges}) == (Quality.C, {None})
    six = around([Told(0, 300 * number + second, "60000.00") for number in (0, 1, 2, 3, 4, 11) for second in range(3)])
    assert fixing_of(of(dict.fromkeys(("a", "b", "c"), six))).quality is Quality.A


def test_one_usable_exchange_and_none_of_the_others() -> None:
    """The sentence counts in the singular."""
    assert of({"a": steady("60000.00")}, terms_for(("a", "b", "c"))).why == (
        "2026-11-30: 1 usable exchange in the window, and 1 with a trade in the last 300 seconds before its end; "
        "a fixing needs 3."
    )


def test_a_day_without_quotes() -> None:
    """Has no fixing."""
    outcome = fixed({})
    assert outcome.fixing is None
    assert outcome.why == (
        "2026-11-30: 0 usable exchanges in the window, and 0 with a trade in the last 300 seconds before its end; "
        "a fixing needs 3."
    )


def test_a_file_with_a_hole_is_left_out_and_named() -> None:
    """The other three give the price; its last trade counts where only last trades do."""
    holed = [each for each in steady("60100.00", 24) if each.id != 9]
    outcome = of({"a": steady("60000.00"), "b": steady("60010.00"), "c": steady("60020.00"), "d": holed})
    assert reasons(fixing_of(outcome))["d"] == (False, "hole")
    assert outcome.notes == ("prices/2026-11-30/d.csv: trade 9 is missing inside the window; fetch again.",)
    two = of({"a": steady("60000.00"), "b": steady("60010.00"), "d": holed})
    assert (fixing_of(two).quality, reasons(fixing_of(two))["d"]) == (Quality.C, (True, "hole"))


def test_what_the_file_says_of_an_exchange() -> None:
    """Trades and satoshi of the window alone, its median, and the hash of its file."""
    quotes = {name: steady("60000.00", 12, "0.25000000") for name in ("a", "b", "c")}
    row = fixing_of(of(quotes)).exchanges[0]
    assert (row.trades, row.volume, row.median) == (12, 12 * 25_000_000, "60000.00")
    assert row.sha256 == hashlib.sha256(csv_of(quotes["a"])).hexdigest()
    missing = fixing_of(of(quotes, terms_for(("a", "b", "c", "d")))).exchanges[3]
    assert (missing.trades, missing.volume, missing.median, missing.sha256, missing.reason) == (
        0,
        0,
        None,
        None,
        ExclusionReason.MISSING,
    )


def test_several_pages_have_the_hash_of_their_listing() -> None:
    """What `sha256sum alpha.csv alpha.1.csv … alpha.10.csv | sha256sum` prints, in the order of the pages."""
    trades = steady("60000.00")
    pages = {f"alpha{f'.{number}' if number else ''}.csv": csv_of(trades[number : number + 4]) for number in range(11)}
    others = files_of(dict.fromkeys(("b", "c"), trades))
    fixing = fixing_of(
        fixed(others | {f"prices/{DAY}/{name}": page for name, page in pages.items()}, terms_for(("alpha", "b", "c")))
    )
    listing = "".join(f"{hashlib.sha256(page).hexdigest()}  {name}\n" for name, page in pages.items())
    assert fixing.exchanges[0].sha256 == hashlib.sha256(listing.encode()).hexdigest()


def test_a_trade_that_stands_twice_counts_once_and_two_of_one_number_are_a_fault() -> None:
    """A page may repeat its border trade; the same number for another trade is malformed."""
    trades = steady("60000.00")
    twice = fixing_of(of({"a": [*trades, trades[5]], "b": trades, "c": trades}))
    assert twice.exchanges[0].trades == 12
    with pytest.raises(
        CaseError, match=r"^prices/2026-11-30/a\.csv: trade 6 stands twice, and is not the same both times$"
    ):
        of({"a": [*trades, trades[5]._replace(amount="2")], "b": trades, "c": trades})


@pytest.mark.parametrize("month", ["2026-10", "2026-12"])
def test_a_time_in_another_unit_or_of_another_day(month: str) -> None:
    """A date far before the window or after it is a malformed file, not an absent trade."""
    rows = csv_of(steady("60000.00")).replace(b"2026-11-30T18:02", f"{month}-30T18:02".encode())
    with pytest.raises(CaseError) as caught:
        fixed({f"prices/{DAY}/alpha.csv": rows})
    assert str(caught.value) == (
        f"prices/2026-11-30/alpha.csv: trade 2 is dated {month}-30 18:02:30 UTC, more than three days from the window: "
        "another day's file, or a time in another unit"
    )


def test_files_that_are_nobodys() -> None:
    """Each is a fault, all at once: of no exchange named, of a form unknown, of two kinds."""
    trades = csv_of(steady("60000.00"))
    with pytest.raises(CaseError) as caught:
        fixed(
            {
                f"prices/{DAY}/{name}": trades
                for name in ("okx.csv", "alpha.txt", "alpha.csv", "beta.json", "gamma.csv", "gamma.0.csv", "README")
            }
        )
    faults = caught.value.faults
    assert len(faults) == 5
    assert [
        each
        for each in faults
        if "is no file of an exchange of [price]; expected EXCHANGE.csv or EXCHANGE.json" in each
    ] == [each for name in ("README", "alpha.txt", "gamma.0.csv", "okx.csv") for each in faults if f"/{name}'" in each]
    assert (
        faults[-1] == "prices/2026-11-30/beta.json: the answers of 'beta' are of no form known: write beta.csv instead"
    )
    with pytest.raises(CaseError, match="one exchange has files of one kind"):
        fixed({f"prices/{DAY}/kraken.csv": trades, f"prices/{DAY}/kraken.json": b"[]"}, terms_for(("kraken", "b", "c")))


def test_parameters_are_the_conventions() -> None:
    """Each moves the border it is named for."""
    quotes = {
        name: steady(price)
        for name, price in (("a", "60000.00"), ("b", "60000.00"), ("c", "60000.00"), ("d", "61000.00"))
    }
    terms = terms_for(tuple(quotes))
    assert not fixing_of(of(quotes, replace(terms, max_deviation=Fraction(1, 100)))).exchanges[3].used
    assert fixing_of(of(quotes, replace(terms, max_deviation=Fraction(2, 100)))).exchanges[3].used
    assert of(quotes, replace(terms, min_exchanges=5)).fixing is None
    assert fixing_of(of(quotes, replace(terms, min_trades=13))).quality is Quality.C
    assert of(quotes, replace(terms, min_trades=13, max_age_seconds=149)).fixing is None
    assert len(fixing_of(of(quotes, replace(terms, partitions=6))).partitions) == 6
    assert fixing_of(of(quotes, replace(terms, window_minutes=50, min_trades=1))).begins == BEGINS + 600
