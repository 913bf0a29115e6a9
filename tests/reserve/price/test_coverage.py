"""Whether an exchange's files show that no trade of the window is missing."""

from collections.abc import Sequence

import pytest

from tests.reserve.price.quoting import DAY, RAW, Told, around, csv_of, files_of, fixed, of, steady, terms_for
from tracer.errors import CaseError
from tracer.reserve.price.fixing import ExclusionReason

GOOD = {"beta": steady("67010.00"), "gamma": steady("67020.00"), "delta": steady("67030.00")}


def judged(name: str, trades: list[Told] | dict[str, list[Told]]) -> tuple[ExclusionReason | None, tuple[str, ...]]:
    """Return the reason for which an exchange beside three good ones is not used, and the notes."""
    files = files_of(GOOD)
    for file, page in (trades if isinstance(trades, dict) else {name: trades}).items():
        files[f"prices/{DAY}/{file}.csv"] = csv_of(page)
    outcome = fixed(files, terms_for((name, *GOOD)))
    assert outcome.fixing is not None
    return outcome.fixing.exchanges[0].reason, outcome.notes


def without(trades: list[Told], *ids: int) -> list[Told]:
    """Return trades but those of some numbers."""
    return [each for each in trades if each.id not in ids]


def spread(trades: list[Told], step: int = 10) -> list[Told]:
    """Return trades whose numbers leave gaps, as where those of all pairs are numbered together."""
    return [each._replace(id=each.id * step) for each in trades]


def test_a_whole_file_is_used() -> None:
    """Numbers without a gap, a trade on either side."""
    assert judged("alpha", steady("67000.00")) == (None, ())


def test_a_gap_in_numbers_that_count_is_a_hole() -> None:
    """The file is unusable, and the message names what is missing; no file is malformed by it."""
    trades = [Told(77_000 + number, number * 20, "67000.00") for number in range(-1, 181)]
    missing = list(range(77_120, 77_126))
    assert judged("alpha", without(trades, *missing)) == (
        ExclusionReason.HOLE,
        ("prices/2026-11-30/alpha.csv: trades 77120–77125 are missing inside the window; fetch again.",),
    )


def test_one_trade_that_is_missing() -> None:
    """Is named by itself."""
    assert judged("alpha", without(steady("67000.00", 24), 9))[1] == (
        "prices/2026-11-30/alpha.csv: trade 9 is missing inside the window; fetch again.",
    )


def test_of_many_gaps_three_are_named() -> None:
    """How many more there are is said."""
    trades = around([Told(0, 30 * number, "67000.00") for number in range(120)])
    assert judged("alpha", without(trades, 10, 20, 30, 31, 40, 50))[1] == (
        "prices/2026-11-30/alpha.csv: trades 10, 20, 30–31 and 2 more ranges are missing inside the window; "
        "fetch again.",
    )


def test_of_three_gaps_all_are_named() -> None:
    """No more ranges are said to be missing than there are."""
    trades = around([Told(0, 30 * number, "67000.00") for number in range(120)])
    assert judged("alpha", without(trades, 10, 20, 30))[1] == (
        "prices/2026-11-30/alpha.csv: trades 10, 20, 30 are missing inside the window; fetch again.",
    )


def test_numbers_count_from_three_of_four_neighbours_on() -> None:
    """Of twelve steps nine by one make numbers that count, so that what is left out is missing; eight make none."""
    trades = around([Told(0, 300 * number + 100, "67000.00") for number in range(11)])
    skipped = [each._replace(id=each.id + (each.id > 3) + (each.id > 6) + (each.id > 9)) for each in trades]
    assert judged("alpha", skipped)[1] == (
        "prices/2026-11-30/alpha.csv: trades 4, 8, 12 are missing inside the window; fetch again.",
    )
    assert judged("alpha", [each._replace(id=each.id + (each.id > 14)) for each in skipped]) == (None, ())


def test_a_gap_outside_of_the_window_is_none_of_its_own() -> None:
    """What happened an hour earlier is not looked at."""
    trades = [each._replace(id=each.id + 1000) for each in steady("67000.00")]
    assert judged("alpha", [Told(5, -5000, "67000.00"), *trades]) == (None, ())


def test_a_gap_at_the_edge_of_the_window_counts() -> None:
    """What is missing between the trade before the window and its first may have happened inside."""
    trades = steady("67000.00", 24)
    moved = [trades[0], *(each._replace(id=each.id + 1) for each in trades[1:])]
    assert judged("alpha", moved)[0] is ExclusionReason.HOLE
    after = [*trades[:-1], trades[-1]._replace(id=trades[-1].id + 1)]
    assert judged("alpha", after)[0] is ExclusionReason.HOLE


def test_numbers_that_leave_gaps_need_a_trade_on_either_side() -> None:
    """With both the file is whole; without one of them nothing shows it."""
    trades = spread(steady("67000.00"))
    assert judged("alpha", trades) == (None, ())
    assert judged("alpha", trades[1:]) == (
        ExclusionReason.HOLE,
        (
            "prices/2026-11-30/alpha.csv: no trade before the window shows that it is whole; "
            "fetch again from earlier on.",
        ),
    )
    assert judged("alpha", trades[:-1]) == (
        ExclusionReason.HOLE,
        ("prices/2026-11-30/alpha.csv: no trade at the window's end or later shows that it is whole; fetch again.",),
    )


def test_a_trade_at_the_window_s_beginning_is_not_before_it() -> None:
    """The window begins with that instant: what came earlier is not shown to be whole."""
    trades = spread(steady("67000.00"))
    assert judged("alpha", [trades[0]._replace(at=0), *trades[1:]])[1] == (
        "prices/2026-11-30/alpha.csv: no trade before the window shows that it is whole; fetch again from earlier on.",
    )


def test_the_first_and_the_last_part_of_a_window_have_one_border_each() -> None:
    """The first ends before 300 seconds, the last begins with 3,300: a file of the window alone reaches both or not."""
    whole = [each._replace(at=at) for each, at in zip(steady("67000.00")[1:-1], range(0, 3600, 300), strict=True)]
    assert judged("alpha", whole) == (None, ())
    assert judged("alpha", [whole[0]._replace(at=300), *whole[1:]])[0] is ExclusionReason.HOLE
    assert judged("alpha", [*whole[:-1], whole[-1]._replace(at=3299)])[0] is ExclusionReason.HOLE


def test_numbers_without_a_gap_suffice_where_they_reach_both_ends() -> None:
    """A file of the window alone is whole when its numbers are; one that ends half an hour early is not."""
    trades = steady("67000.00", 12)[1:-1]
    assert judged("alpha", trades) == (None, ())
    assert judged("alpha", [each for each in trades if int(each.at) < 3300])[0] is ExclusionReason.HOLE
    assert judged("alpha", [each for each in trades if int(each.at) > 300])[0] is ExclusionReason.HOLE


def test_an_exchange_that_numbers_all_pairs_together_has_no_gaps() -> None:
    """Of Bitfinex a number left out is another pair's trade, where the file reaches beyond the window at both ends."""
    trades = without(steady("67000.00", 24), 9, 10)
    assert judged("bitfinex", trades) == (None, ())
    assert judged("bitfinex", trades[1:])[1] == (
        "prices/2026-11-30/bitfinex.csv: trades 9–10 are missing inside the window; fetch again.",
    )


def test_an_exchange_whose_numbers_always_count() -> None:
    """Of Coinbase a number left out is a trade left out, however many are."""
    assert judged("coinbase", spread(steady("67000.00"), 2))[0] is ExclusionReason.HOLE
    assert judged("kraken", spread(steady("67000.00"), 2)) == (None, ())


def paged(trades: list[Told], *pages: slice) -> dict[str, list[Told]]:
    """Return trades cut into pages."""
    return {f"alpha{f'.{number}' if number else ''}": trades[each] for number, each in enumerate(pages)}


@pytest.mark.parametrize("step", [1, 10])
def test_pages_that_share_a_trade_hang_together(step: int) -> None:
    """The border trade stands on both and counts once, in whatever order the pages come."""
    trades = spread(steady("67000.00"), step)
    assert judged("alpha", paged(trades, slice(0, 6), slice(5, 10), slice(9, None))) == (None, ())
    assert judged("alpha", paged(trades, slice(9, None), slice(0, 6), slice(5, 10))) == (None, ())
    whole = of({"alpha": trades, **GOOD}).fixing
    pages = {
        f"prices/{DAY}/{name}.csv": csv_of(page) for name, page in paged(trades, slice(0, 6), slice(5, None)).items()
    }
    split = fixed(files_of(GOOD) | pages, terms_for(("alpha", *GOOD))).fixing
    assert whole is not None
    assert split is not None
    assert (split.exact, split.exchanges[0].trades) == (whole.exact, whole.exchanges[0].trades)


def test_pages_that_drop_the_border_trade() -> None:
    """Counted numbers go on, so that nothing is missing; with others nothing shows it."""
    trades = steady("67000.00")
    assert judged("alpha", paged(trades, slice(0, 6), slice(6, None))) == (None, ())
    assert judged("alpha", paged(spread(trades), slice(0, 6), slice(6, None))) == (
        ExclusionReason.HOLE,
        (
            "prices/2026-11-30/alpha.csv: its pages share no trade, so that others may be missing between them; "
            "fetch again.",
        ),
    )
    assert judged("alpha", paged(trades, slice(0, 6), slice(7, None)))[1] == (
        "prices/2026-11-30/alpha.csv: trade 7 is missing inside the window; fetch again.",
    )


def test_pages_whose_numbers_go_on_hang_together_without_a_shared_trade() -> None:
    """The next begins one above the greatest number of all before it, here of the first; other numbers are left out."""
    trades = [each._replace(id=10 * each.id) for each in steady("67000.00")]
    seventh = [*trades[:7], *(each._replace(id=each.id - 9) for each in trades[7:])]
    assert judged("alpha", paged(seventh, slice(0, 7), slice(7, None))) == (None, ())
    assert judged("alpha", paged(seventh, slice(0, 7), slice(2, 4), slice(7, None))) == (None, ())
    assert judged("alpha", paged(trades, slice(0, 7), slice(7, None)))[0] is ExclusionReason.HOLE


def test_a_page_goes_on_from_those_that_it_hangs_with_alone() -> None:
    """What a page of another chain ends with does not join two that share nothing."""
    inside = [each._replace(id=10 * each.id) for each in steady("67000.00")[1:-1]]
    around_it = [Told(1, -9, "67000.00"), Told(1000, 3605, "67000.00")]
    before, after = Told(5, -5, "67000.00"), Told(1001, 3600, "67000.00")
    pages = {"alpha": around_it, "alpha.1": [before, *inside], "alpha.2": [after]}
    assert judged("alpha", pages)[0] is ExclusionReason.HOLE
    assert judged("alpha", {"alpha": around_it, "alpha.1": [before, *inside, after]}) == (None, ())


def test_a_page_inside_another_that_it_shares_nothing_with() -> None:
    """The page around it lacks those trades, whatever else it lacks."""
    trades = spread(steady("67000.00"))
    assert judged("alpha", {"alpha": trades[:4] + trades[8:], "alpha.1": trades[4:8]})[0] is ExclusionReason.HOLE


def test_a_file_without_trades_and_no_file() -> None:
    """A hole, and missing."""
    assert judged("alpha", [])[0] is ExclusionReason.HOLE
    assert judged("alpha", {})[0] is ExclusionReason.MISSING


def test_too_few_trades_in_a_whole_file() -> None:
    """Nine are not ten."""
    trades = around([Told(0, 300 * number, "67000.00") for number in range(9)])
    assert judged("alpha", trades) == (ExclusionReason.FEW_TRADES, ())
    assert judged("alpha", around([Told(0, 300 * number, "67000.00") for number in range(10)])) == (None, ())


def test_pages_of_raw_answers() -> None:
    """Kraken's pages overlap by their border trade, and numbers that leave gaps are no hole there."""
    trades = spread(steady("67000.00"))
    files = files_of(GOOD)
    files[f"prices/{DAY}/kraken.json"] = RAW["kraken"](trades[:8])
    files[f"prices/{DAY}/kraken.1.json"] = RAW["kraken"](trades[7:])
    outcome = fixed(files, terms_for(("kraken", *GOOD)))
    assert outcome.fixing is not None
    assert (outcome.fixing.exchanges[0].used, outcome.fixing.exchanges[0].trades) == (True, 12)


@pytest.mark.parametrize(
    ("names", "missing", "later"),
    [
        (("kraken", "kraken.2"), "kraken.1", "kraken.2"),
        (("kraken.1", "kraken.2"), "kraken", "kraken.1"),
        (("kraken", "kraken.1", "kraken.3"), "kraken.2", "kraken.3"),
        (("kraken", *(f"kraken.{number}" for number in range(1, 10)), "kraken.11"), "kraken.10", "kraken.11"),
    ],
    ids=["the second", "the first", "the third", "the eleventh"],
)
def test_a_page_that_is_absent_among_others_is_told(names: Sequence[str], missing: str, later: str) -> None:
    """Pages that hang together all the same do not say what it held."""
    trades = spread(steady("67000.00"))
    pages = {f"prices/{DAY}/{name}.json": RAW["kraken"](trades) for name in names}
    with pytest.raises(CaseError) as refused:
        fixed(files_of(GOOD) | pages, terms_for(("kraken", *GOOD)))
    folder = f"prices/{DAY}"
    assert str(refused.value) == (
        f"{folder}/{missing}.json: is not here, and {folder}/{later}.json is a later page; fetch again."
    )
