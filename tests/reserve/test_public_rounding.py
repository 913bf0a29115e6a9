"""Rule `public/1`: no combination of figures ever published determines an amount more narrowly than the step."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace

import pytest

from tests.reserve.drawn_registers import drawn as chain_drawn
from tests.reserve.drawn_runs import BLOCKS, drawn
from tests.reserve.public_attacker import Seen, windows
from tests.reserve.test_ledger_laws import ledger_of
from tracer.chain.outpoint import Outpoint, Txid
from tracer.errors import IntegrityError
from tracer.reserve.acts import ActId
from tracer.reserve.ledger_rows import ScopeChange
from tracer.reserve.public import held, public_runs
from tracer.reserve.public_rounding import LEAST_STEP, PublicFigure, first_mark, rounded, step
from tracer.reserve.run_sets import without
from tracer.reserve.satoshi_runs import SatoshiRun, total
from tracer.reserve.title import title

A = Outpoint(Txid("aa" * 32), 0)
SEEDS = range(60)


@pytest.mark.parametrize(
    ("sat", "width"),
    [
        (0, 1_000_000),
        (546, 1_000_000),
        (100_000_000, 1_000_000),
        (100_000_001, 2_000_000),
        (200_000_001, 5_000_000),
        (500_000_001, 10_000_000),
        (1_339_850_000, 20_000_000),
        (6_937_000_000_000, 100_000_000_000),
    ],
)
def test_a_step_is_a_hundredth_rounded_up_to_1_2_or_5(sat: int, width: int) -> None:
    """The greater of 0.01 BTC and 1 % of the amount, the step itself rounded up to 1, 2 or 5 times a power of ten."""
    assert step(sat) == width


def test_marks_stand_a_step_apart() -> None:
    """4.3996 BTC have a step of 0.05; 87 or 88 marks lie in them, and those of its parts are those of the whole."""
    value, width = 439_960_000, 5_000_000
    first = first_mark(A, width)
    marks = list(range(first, value, width))
    assert len(marks) in (87, 88)
    cut = marks[40]
    for start, end in ((0, value), (0, cut), (cut, value), (0, cut + 1), (cut + 1, value), (cut - 7, cut + 8)):
        held = sum(start <= n < end for n in marks)
        assert rounded((SatoshiRun(A, start, end - start),), {A: value}) == PublicFigure(held * width, width)


def test_runs_that_go_on_where_another_ends_are_one() -> None:
    """However a set is cut and in whatever order it comes, the figure and its bound are the same."""
    whole = rounded((SatoshiRun(A, 0, 90_000_000),), {A: 90_000_000})
    parts = (SatoshiRun(A, 50_000_000, 40_000_000), SatoshiRun(A, 0, 20_000_000), SatoshiRun(A, 20_000_000, 30_000_000))
    assert rounded(parts, {A: 90_000_000}) == whole
    assert whole.within == 1_000_000
    assert rounded((parts[0], parts[1]), {A: 90_000_000}).within == 2_000_000


def test_the_first_mark_is_the_outpoints_hash() -> None:
    """Whoever holds the outpoint finds the mark with `printf 'public/1 TXID:VOUT' | sha256sum`."""
    assert first_mark(A, 1_000_000) == 44_460


def test_satoshi_of_no_receipt_are_refused() -> None:
    """A run of an unknown receipt, or beyond its receipt, is no figure."""
    with pytest.raises(IntegrityError, match="are not of a receipt known"):
        rounded((SatoshiRun(A, 0, 5),), {})
    with pytest.raises(IntegrityError, match="satoshi 0 to 6"):
        rounded((SatoshiRun(A, 0, 6),), {A: 5})


def test_a_set_without_another() -> None:
    """What is taken is cut out wherever it lies; adjacent rests are joined."""
    run = SatoshiRun(A, 10, 10)
    assert without((run,), ()) == (run,)
    assert without((run,), (SatoshiRun(A, 0, 12), SatoshiRun(A, 15, 2))) == (SatoshiRun(A, 12, 3), SatoshiRun(A, 17, 3))
    assert without((run,), (SatoshiRun(A, 0, 30),)) == ()
    assert without((SatoshiRun(A, 0, 5), SatoshiRun(A, 5, 5)), (SatoshiRun(Outpoint(A.txid, 1), 0, 9),)) == (
        SatoshiRun(A, 0, 10),
    )


def every_figure(
    seed: int,
) -> tuple[dict[str, tuple[SatoshiRun, ...]], dict[Outpoint, int], list[tuple[SatoshiRun, ...]]]:
    """Return the satoshi behind a drawn register's figures, those withheld too, its receipts, its transactions."""
    register = drawn(seed)
    sets: dict[str, tuple[SatoshiRun, ...]] = {}
    for quarter, book in enumerate(register.titles):
        after = None if not quarter else quarter * BLOCKS
        runs = public_runs(register.ledger, book, after, (quarter + 1) * BLOCKS)
        named = {
            "opening": runs.opening, "came": runs.came, "left": runs.left, "closing": runs.closing,
            "lawful": runs.lawful, "reserve": runs.reserve, "without": without(runs.closing, runs.lawful),
        }  # fmt: skip
        upto = (quarter + 1) * BLOCKS
        coins = sorted(coin.outpoint for coin in register.ledger.coins)
        proven = frozenset(random.Random(f"proven {seed} {quarter}").sample(coins, len(coins) // 2))
        named["proven"] = held(register.ledger, upto, proven)
        sets |= {f"{quarter} {name}": found for name, found in named.items()}
    return sets, {coin.outpoint: coin.value for coin in register.ledger.coins}, list(register.transactions)


def scoped_figures(
    seed: int,
) -> tuple[dict[str, tuple[SatoshiRun, ...]], dict[Outpoint, int], list[tuple[SatoshiRun, ...]]]:
    """Return the same of a drawn register of which every second coin enters in the second quarter, leaves in the third.

    Figures of titles are left out: these are drawn without acts of scope.
    """
    register = drawn(seed)
    scripts = {coin.outpoint: bytes([0x51 + number % 2]) for number, coin in enumerate(register.ledger.coins)}
    ledger = replace(
        register.ledger,
        coins=tuple(replace(coin, script=scripts[coin.outpoint]) for coin in register.ledger.coins),
        scope=tuple(
            ScopeChange(ActId(f"2026-000{number}"), "W", frozenset({b"\x52"}), number * BLOCKS + 50, number == 1)
            for number in (1, 2)
        ),
    )
    sets: dict[str, tuple[SatoshiRun, ...]] = {}
    for quarter, book in enumerate(register.titles):
        runs = public_runs(ledger, book, quarter * BLOCKS if quarter else None, (quarter + 1) * BLOCKS)
        named = {
            "opening": runs.opening, "came": runs.came, "left": runs.left, "entered": runs.entered,
            "exited": runs.exited, "closing": runs.closing,
        }  # fmt: skip
        sets |= {f"{quarter} {name}": found for name, found in named.items()}
    return sets, {coin.outpoint: coin.value for coin in ledger.coins}, list(register.transactions)


def chain_figures(
    seed: int, unit: int
) -> tuple[dict[str, tuple[SatoshiRun, ...]], dict[Outpoint, int], list[tuple[SatoshiRun, ...]]]:
    """Return the same of a register over drawn blocks, with its acts' titles, closed on every fifth day.

    Its transactions are the receipts, output by output, and what each transaction paid to others and in fees.
    """
    register = chain_drawn(seed, unit=unit)
    ledger = ledger_of(register)
    sets: dict[str, tuple[SatoshiRun, ...]] = {}
    after: int | None = None
    for day in register.days[4::5]:
        upto = register.closing(day)
        titles = title(ledger, register.register, register.lots, register.acts, day, upto)
        runs = public_runs(ledger, titles, after, upto)
        named = {
            "came": runs.came, "left": runs.left, "closing": runs.closing, "lawful": runs.lawful,
            "reserve": runs.reserve, "custodians": runs.with_custodians,
        }  # fmt: skip
        sets |= {f"{day} {name}": found for name, found in named.items()}
        after = upto
    held = {coin.outpoint: coin.runs for coin in ledger.coins}
    received = [held[each.outpoint] for each in ledger.movements if each.outpoint is not None]
    paid = [each.paid for each in ledger.movements if each.paid]
    transactions = [runs for runs in received + paid if runs]
    return sets, {coin.outpoint: coin.value for coin in ledger.coins}, transactions


def public_windows(
    sets: Mapping[str, tuple[SatoshiRun, ...]],
    values: Mapping[Outpoint, int],
    transactions: Sequence[tuple[SatoshiRun, ...]],
) -> list[tuple[int, int] | None]:
    """Return what the attacker is left with where the figures are rounded by the rule."""
    seen = []
    for runs in sets.values():
        figure = rounded(runs, values)
        slack = max(0, figure.within - 1)
        seen.append(Seen(runs, figure.sat - slack, figure.sat + slack))
    return windows(seen, transactions)


def test_up_to_four_figures_determine_no_amount_more_narrowly_than_its_step() -> None:
    """Whatever four figures an attacker adds and subtracts, he is left with a step's satoshi at least.

    He knows which satoshi are in which figure, and is given the figures that are withheld too.
    """
    isolated = 0
    drawings = [every_figure(seed) for seed in SEEDS]
    drawings += [scoped_figures(seed) for seed in SEEDS]
    drawings += [chain_figures(seed, unit) for seed in range(12) for unit in (3_000_007, 70_000_001)]
    for sets, values, transactions in drawings:
        for runs, window in zip(transactions, public_windows(sets, values, transactions), strict=True):
            if window is not None:
                isolated += 1
                least, most = window
                assert least <= total(runs) <= most
                assert most - least + 1 >= step(total(runs)), (runs, window)
    assert isolated > 200


def test_the_attacker_finds_what_rounding_each_figure_by_itself_gives_away() -> None:
    """The plain rule leaks, and the same attacker sees it: the test above can fail."""
    leaks = 0
    for seed in SEEDS:
        sets, _, transactions = every_figure(seed)
        seen = []
        for runs in sets.values():
            exact = total(runs)
            width = step(exact)
            plain = (exact + width // 2) // width * width
            seen.append(Seen(runs, max(0, plain - width // 2), plain + width // 2))
        for runs, window in zip(transactions, windows(seen, transactions), strict=True):
            leaks += window is not None and window[1] - window[0] + 1 < step(total(runs))
    assert leaks > 10


def test_every_combination_that_isolates_a_transaction_gives_the_same_number() -> None:
    """Marks are counted, never rounded again: figures add up, quarter by quarter and title by title."""
    for seed in SEEDS:
        sets, values, _ = every_figure(seed)
        sat = {name: rounded(runs, values).sat for name, runs in sets.items()}
        for quarter in range(4):
            opening, came, left, closing, lawful, without_title = (
                sat[f"{quarter} {name}"] for name in ("opening", "came", "left", "closing", "lawful", "without")
            )
            assert opening + came - left == closing == lawful + without_title
            assert opening == (sat[f"{quarter - 1} closing"] if quarter else 0)


def test_wallets_that_enter_and_leave_add_up_in_whole_steps() -> None:
    """Opening, came less left, entered less exited: the closing of each quarter; each is within what it says."""
    moved = 0
    for seed in SEEDS:
        sets, values, _ = scoped_figures(seed)
        figures = {name: rounded(runs, values) for name, runs in sets.items()}
        for quarter in range(4):
            opening, came, left, entered, exited, closing = (
                figures[f"{quarter} {name}"].sat for name in ("opening", "came", "left", "entered", "exited", "closing")
            )
            assert opening + came - left + entered - exited == closing
            moved += entered > 0
        for name, runs in sets.items():
            exact = total(runs)
            assert abs(figures[name].sat - exact) < figures[name].within or (figures[name].within, exact) == (0, 0)
    assert moved > 10


def test_a_figure_is_within_what_it_says() -> None:
    """The exact amount differs by less than `within_sat`, and by nothing where no satoshi is in it."""
    for seed in SEEDS:
        sets, values, _ = every_figure(seed)
        for runs in sets.values():
            figure = rounded(runs, values)
            assert abs(figure.sat - total(runs)) < figure.within or figure == PublicFigure(0, 0) == PublicFigure(
                total(runs), 0
            )


def amounts_with(width: int, marks: int) -> tuple[int, int]:
    """Return the least and the most satoshi of a receipt of this step that can hold so many marks."""
    floor = -1 if width == LEAST_STEP else 100 * next(w for w in steps_below(width))
    return max((marks - 1) * width + 1, floor + 1, 0), min((marks + 1) * width - 1, 100 * width)


def steps_below(width: int) -> list[int]:
    """Return the step before this one."""
    digits = str(width)
    return [int({"1": "5", "2": "1", "5": "2"}[digits[0]] + "0" * (len(digits) - (2 if digits[0] == "1" else 1)))]


def test_who_knows_the_step_and_every_mark_of_a_receipt_still_lacks_a_step() -> None:
    """Were each receipt's rounded amount published by itself, a step's satoshi, less one, would still fit."""
    draw = random.Random(15)
    for number in range(20_000):
        value = int(10 ** draw.uniform(0, 14))
        receipt = Outpoint(Txid(f"{number:064x}"), 0)
        width = step(value)
        marks = rounded((SatoshiRun(receipt, 0, value),), {receipt: value}).sat // width
        least, most = amounts_with(width, marks)
        assert least <= value <= most
        assert step(least) == step(most) == width
        assert most - least + 1 >= width - 1


def test_dust_is_not_lost_in_the_sum() -> None:
    """Ten thousand receipts of 0.004 BTC are shown as about the 40 BTC that they are."""
    values = {Outpoint(Txid(f"{n:064x}"), 1): 400_000 for n in range(10_000)}
    figure = rounded([SatoshiRun(receipt, 0, value) for receipt, value in values.items()], values)
    assert abs(figure.sat - 4_000_000_000) < 200_000_000
