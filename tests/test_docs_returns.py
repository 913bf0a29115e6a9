"""`docs/returns.md` says what the code takes and gives."""

import re
from pathlib import Path

from tracer.reserve.returns import benchmark_file
from tracer.reserve.returns.benchmarks import BenchmarkName
from tracer.reserve.returns.quotes import MOST_AGE
from tracer.reserve.returns.sub_period_table import SCHEMA

PAGE = (Path(__file__).parents[1] / "docs" / "returns.md").read_text(encoding="utf-8")


def test_every_table_and_column_of_a_benchmark_is_on_the_page() -> None:
    """By the names and in the order in which the reader takes them."""
    columns = re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE)
    assert tuple(columns[: len(benchmark_file.SERIES_HEAD)]) == benchmark_file.SERIES_HEAD
    assert f"`{','.join(benchmark_file.BASKET_HEAD)}`" in PAGE
    assert f"`{','.join(benchmark_file.INTEREST_HEAD)}`" in PAGE
    assert "`sdr_interest.csv`" in PAGE
    assert ", ".join(f"`{name.value}.csv`" for name in BenchmarkName) in PAGE
    assert MOST_AGE == 5
    assert PAGE.count("five\ndays old") + PAGE.count("five days old") == 2


def test_every_column_of_the_sub_periods_is_on_the_page() -> None:
    """With its meaning, in order."""
    rows = "\n".join(f"| `{column.name}` | {column.meaning} |" for column in SCHEMA.columns)
    assert rows in PAGE
