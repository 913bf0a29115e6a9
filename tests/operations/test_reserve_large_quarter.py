"""A quarter of 92 fixings and 1,000 movements: verified from its raw quotes, and one byte of them changed."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks import reserve_costs
from benchmarks.bench import Bench, Scale

pytestmark = pytest.mark.long

MOVEMENTS, FIXINGS = 1_000, 92
QUARTER = "2020Q3"
QUOTE = "prices/2020-08-15/astana-example.csv"


def run(*words: str | Path) -> tuple[int, str]:
    """Run Python with these words; return its exit code and what it printed, without the breaks of its lines."""
    ran = subprocess.run([sys.executable, *map(str, words)], capture_output=True, text=True, check=False)
    return ran.returncode, " ".join((ran.stdout + ran.stderr).split())


@pytest.fixture(scope="module")
def sealed() -> Iterator[tuple[Path, Path]]:
    """Close the quarter and seal it whole; return the register and the bundle."""
    bench = Bench(Scale.FULL)
    with bench.group():
        made = reserve_costs.busy(bench, 600, MOVEMENTS)
        reserve_costs.watch(made)
        assert reserve_costs.price(made.register) == FIXINGS
        bundle = bench.folder / "bundle"
        closed = run("-m", "tracer", "reserve", "close", made.register, "--period", QUARTER)
        assert closed[0] in (0, 1), closed
        words = ("--period", QUARTER, "--profile", "private", "--out", bundle)
        exported = run("-m", "tracer", "reserve", "export", made.register, *words)
        assert exported[0] == 0, exported
        yield made.register, bundle


def test_a_large_quarter_is_verified_from_its_raw_quotes(sealed: tuple[Path, Path]) -> None:
    """All movements and fixings are in it, both verifiers find it right, and fixing again gives the same bytes."""
    register, bundle = sealed
    period = json.loads((bundle / "data" / "period.json").read_bytes())
    filed = sorted((register / "fixings").iterdir())
    assert (len(period["movements"]), len(filed)) == (MOVEMENTS, FIXINGS)
    assert [each.read_bytes() for each in filed] == [
        (bundle / "data" / "fixings" / each.name).read_bytes() for each in filed
    ]
    assert run("-m", "tracer", "verify", bundle)[0] == 0
    code, printed = run(bundle / "data" / "verify" / "verify_value.py", bundle)
    assert (code, "PASS V1 fixings from raw quotes" in printed) == (4, True), printed  # 4: other programs check more
    before = {each.name: each.read_bytes() for each in filed}
    again = register.with_name("again")
    shutil.copytree(register, again)
    shutil.rmtree(again / "fixings")
    first, last = (filed[place].stem for place in (0, -1))
    run("-m", "tracer", "reserve", "fix", again, "--day", first, "--to", last)
    assert {each.name: each.read_bytes() for each in (again / "fixings").iterdir()} == before


def test_one_byte_of_a_quote_is_found_and_named(sealed: tuple[Path, Path]) -> None:
    """Of 92 days by three exchanges: by the seal, by the fixing that it no longer makes, and in the register."""
    register, bundle = sealed
    for place in (bundle / "data", register):
        quote = place / QUOTE
        content = quote.read_bytes()
        digit = next(at for at in range(content.index(b"Z,") + 2, len(content)) if content[at : at + 1].isdigit())
        changed = bytes([content[digit] ^ 1])
        quote.write_bytes(content[:digit] + changed + content[digit + 1 :])
        try:
            if place == register:
                code, printed = run("-m", "tracer", "reserve", "check", register)
                assert (code != 0, QUOTE in printed) == (True, True), printed
                continue
            code, printed = run("-m", "tracer", "verify", bundle)
            assert (code != 0, f"data/{QUOTE}" in printed) == (True, True), printed
            code, printed = run(bundle / "data" / "verify" / "verify_value.py", bundle)
            assert (code, QUOTE in printed) == (1, True), printed
        finally:
            quote.write_bytes(content)
