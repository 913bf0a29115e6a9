"""A register whose own currency is not tenge: what it prints beside dollars, sealed, verified and tampered with."""

import io
import json
import shutil
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.commands import tracer
from tests.reserve.closing import closed, exported
from tests.reserve.priced import begun_with_price, quote
from tests.reserve.verifying import run
from tests.stand_alone import OF_ITS_MONEY as MONEY
from tracer.container.bag import make_bag
from tracer.reserve.price.rounding import half_even
from tracer.reserve.profiles import Profile

LAST = "2025-06-30"
EURO = Fraction("598.21")
"""Tenge for a euro, every day."""


def begun_in(folder: Path, currency: str) -> Path:
    """Return the register of a currency with its quarter's quotes, rates of dollars and euros, and it closed."""
    register = begun_with_price(folder)
    text = (register / "register.toml").read_text()
    assert text.count('currency = "KZT"') == 1
    (register / "register.toml").write_text(text.replace('currency = "KZT"', f'currency = "{currency}"'))
    table = register / "tables" / "fx.csv"
    lines = table.read_text().splitlines()
    euros = [f"{line.split(',')[0]},EUR,1,598.21,example" for line in lines[1:]]
    table.write_text(
        "\n".join([lines[0], *(each for pair in zip(lines[1:], euros, strict=True) for each in pair)]) + "\n"
    )
    quote(register, "2025-06-28", LAST)
    closed(register, "2025Q2")
    return register


@pytest.fixture(scope="module")
def euro(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the register in euros."""
    return begun_in(tmp_path_factory.mktemp("euro"), "EUR")


@pytest.fixture(scope="module")
def bundles(euro: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[Profile, Path]:
    """Return its public and its private bundle."""
    folder, kinds = tmp_path_factory.mktemp("bundles"), (Profile.PUBLIC, Profile.PRIVATE)
    for profile in kinds:
        exported(euro, "2025Q2", profile, folder / profile.value)
    return {profile: folder / profile.value for profile in kinds}


def said(folder: Path, name: str) -> Any:
    """Return what a file of JSON says."""
    return json.loads((folder / name).read_bytes())


def printed(hundredths: int) -> str:
    """Return an amount as English pages print it."""
    return f"{hundredths // 100:,}.{hundredths % 100:02d}"


def test_a_statement_is_in_the_registers_own_currency(euro: Path) -> None:
    """A dollar is tenge for it over tenge for a euro, to eight decimals, and every block is the exact product."""
    value = said(euro, "periods/2025Q2/period.json")["value"]
    rows = (euro / "tables/fx.csv").read_text().splitlines()
    dollar = next(Fraction(row.split(",")[3]) for row in rows if row.startswith(f"{LAST},USD"))
    assert Fraction(value["eur_per_usd"]) == Fraction(half_even(dollar / EURO * 10**8), 10**8)
    assert not [key for key in value if key.startswith("kzt")]
    cents = int(value["fixing"]["usd_cents"])
    assert int(value["blocks"][2]["eur_hundredths"]) > 0
    for block in value["blocks"]:
        exact = Fraction(int(block["sat"]["closing"]) * cents, 10**8) * Fraction(value["eur_per_usd"])
        assert int(block["eur_hundredths"]) == half_even(exact)


def test_a_status_has_a_column_of_the_own_currency(euro: Path) -> None:
    """Amounts of the closing day stand under EUR, and nothing under KZT."""
    ran = tracer("reserve", "status", str(euro), "--day", LAST)
    held = said(euro, "periods/2025Q2/period.json")["value"]["blocks"][2]["eur_hundredths"]
    assert printed(int(held)) in ran.out
    assert "EUR" in ran.out
    assert "KZT" not in ran.out


def test_pages_and_sheets_are_in_the_own_currency(bundles: dict[Profile, Path]) -> None:
    """The statement, the public page and their sheets print the same euros, under that name."""
    public, private = (
        said(bundles[Profile.PUBLIC], "data/public.json"),
        said(bundles[Profile.PRIVATE], "data/period.json"),
    )
    amounts = {
        Profile.PUBLIC: [int(each) for each in public["value"]["eur_hundredths"].values()],
        Profile.PRIVATE: [int(each["eur_hundredths"]) for each in private["value"]["blocks"]],
    }
    for profile, folder in bundles.items():
        page = (folder / "data/statement/statement.en.html").read_text()
        assert "One US dollar is 0." in page
        assert "EUR" in page
        assert "KZT" not in page
        assert all(printed(each) in page for each in amounts[profile])
        book = load_workbook(io.BytesIO((folder / "data/statement/books.xlsx").read_bytes()))
        rows = list(book["value"].iter_rows(values_only=True))
        assert rows[0][-1] == "eur_hundredths"
        assert {*amounts[profile]} <= {row[-1] for row in rows[1:]}
        assert run(folder, program=MONEY).failed == []


@pytest.mark.parametrize("profile", [Profile.PUBLIC, Profile.PRIVATE])
def test_another_amount_of_it_is_found_without_the_tracer(
    bundles: dict[Profile, Path], tmp_path: Path, profile: Profile
) -> None:
    """One hundredth more of a euro fails, on the public page and in the statement; so does its being left out."""
    name = "public.json" if profile is Profile.PUBLIC else "period.json"
    for other in ("more", "none"):
        folder = Path(shutil.copytree(bundles[profile], tmp_path / other))
        files = {str(each.relative_to(folder / "data")): each.read_bytes() for each in (folder / "data").rglob("*.*")}
        whole = json.loads(files[name])
        at = whole["value"]["eur_hundredths"] if profile is Profile.PUBLIC else whole["value"]["blocks"][0]
        key = "held" if profile is Profile.PUBLIC else "eur_hundredths"
        at[key] = str(int(at[key]) + 1) if other == "more" else None
        files[name] = json.dumps(whole, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
        for path, content in make_bag(files, {"Bagging-Date": "2026-01-01"}).items():
            (folder / path).write_bytes(content)
        title = "published money" if profile is Profile.PUBLIC else "value of each block"
        found = run(folder, program=MONEY)
        assert title in found.failed or "verify_title.py does not come" in found.texts[title], found.texts


def test_a_register_in_dollars_has_nothing_beside_them(tmp_path: Path) -> None:
    """Its files have null under the keys of the currency, its pages one column of dollars."""
    register = begun_in(tmp_path, "USD")
    value = said(register, "periods/2025Q2/period.json")["value"]
    assert (value["usd_per_usd"], value["rate"], value["blocks"][0]["usd_hundredths"]) == (None, None, None)
    exported(register, "2025Q2", Profile.PUBLIC, folder := tmp_path / "public")
    page = (folder / "data/statement/statement.en.html").read_text()
    assert page.count(">USD<") == 2  # a head of the table of values, and of what other times would give
    assert "One US dollar is" not in page
    assert run(folder, program=MONEY).failed == []
    ran = tracer("reserve", "status", str(register), "--day", LAST)
    assert "no rate of exchange" not in ran.out
