"""Amounts on the screen are whole, whatever the screen and the number of labels."""

import io
from pathlib import Path

import pytest
from rich.console import Console

from tests.commands import tracer
from tests.story import BLOCKS, CASE, STORY
from tracer.cli.amount_table import plain_table, print_amounts, print_whole


def _printed(width, labels, amounts):
    printed = io.StringIO()
    console = Console(file=printed, width=width)
    closing = ["close"] * len(labels)
    print_amounts(console, "Books (BTC)", labels, ({"custody": amounts}, {"sum": amounts}), ("books", closing))
    return printed.getvalue()


@pytest.mark.parametrize("width", [1, 20, 80, 300])
def test_no_figure_is_cut(width: int) -> None:
    """Twelve labels of millions of bitcoin are all there, with every decimal, on a screen of any width."""
    labels = [f"Victim number {at}" for at in range(12)]
    amounts = [2_100_000_000_000_000 - at for at in range(12)]
    out = _printed(width, labels, amounts)
    assert "…" not in out
    for amount in amounts:
        assert out.count(f"{amount // 10**8}.{amount % 10**8:08d}") == 2
    assert out.count("close") == 12


def test_labels_stand_abreast_where_there_is_room() -> None:
    """A wide screen shows all labels in one table, a narrow one several, each with its title."""
    labels, amounts = ["A", "B", "C", "D", "E", "F"], [1, 2, 3, 4, 5, 6]
    assert _printed(300, labels, amounts).count("Books (BTC)") == 1
    assert _printed(80, labels, amounts).count("Books (BTC)") == 2


def test_a_label_is_text_and_wholly_shown() -> None:
    """A long label is folded, not cut, and nothing in it is taken for markup."""
    out = _printed(80, ["[bold]" + "x" * 60], [5])
    assert out.count("x") == 60
    assert "[bold]" in out


def test_a_narrow_screen_shows_whole_orders_and_origins(tmp_path: Path) -> None:
    """Books, orders and origins keep every digit on a screen of twenty columns."""
    ended = tracer("trace", CASE, "--chain", BLOCKS, "--out", tmp_path / "run", COLUMNS="20")
    assert ended.code == 0
    assert "…" not in ended.out
    assert "10.50000000" in ended.out
    assert "6.00000000   5.39970000   0.60030000   0.00000000" in ended.out
    back = tracer("origin", STORY / "origin.toml", "--chain", BLOCKS, "--out", tmp_path / "origin", COLUMNS="20")
    assert "…" not in back.out
    assert " 7.00000000        7.11688423\n" in back.out


def _table(width: int, names: list[str], kinds: list[str]) -> list[str]:
    printed = io.StringIO()
    console = Console(file=printed, width=width)
    table = plain_table("Orders")
    table.add_column("order")
    table.add_column("kind")
    table.add_column("amount", justify="right", no_wrap=True)
    for name, kind in zip(names, kinds, strict=True):
        table.add_row(name, kind, "21000000.00000000 BTC")
    print_whole(console, table)
    assert console.width == width
    return [line.rstrip() for line in printed.getvalue().splitlines()]


def test_a_table_wraps_between_words_and_cuts_no_figure() -> None:
    """At 44 cells the words that may wrap do; at 20 the table is wider than the screen, by no more than it must be."""
    names, kinds = ["first order of all", "2"], ["sale", "sale before judgment"]
    assert _table(44, names, kinds) == [
        "Orders",
        "order       kind                      amount",
        "─" * 44,
        "first       sale       21000000.00000000 BTC",
        "order of",
        "all",
        "2           sale       21000000.00000000 BTC",
        "            before",
        "            judgment",
        "",
    ]
    assert max(map(len, _table(20, names, kinds))) == len("first   judgment   21000000.00000000 BTC")
    wide = _table(200, names, kinds)
    assert wide[3] == "first order of all   sale                   21000000.00000000 BTC"
