"""The keystrokes of docs/value.md, pressed as on a calculator, against the public page of the demonstration."""

import json
import re
from decimal import ROUND_HALF_EVEN, Decimal
from html import unescape
from pathlib import Path

import pytest

from tests.commands import ROOT
from tests.shown_reserve import demonstration

KEYS = re.compile(r"`([^`]+)`")
ROWS = {"held": "held", "lawful": "forfeited by orders in force", "reserve": "of it assigned to the reserve"}
"""Figures of the page by what `public.json` calls them, and what the page says of each."""


@pytest.fixture(scope="module")
def page() -> Path:
    """Return the public bundle of the quarter that the document takes its example from."""
    return demonstration()[0] / "bundles" / "2025Q4-public" / "data"


def table() -> list[tuple[list[str], str]]:
    """Return the rows of keys of the document, each with what the display shows after them, if it says."""
    text = (ROOT / "docs" / "value.md").read_text(encoding="utf-8")
    section = text.partition("## The public page, with a calculator\n")[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| `")]
    return [(KEYS.findall(keys), example.strip()) for keys, _, example in rows]


def pressed(keys: list[str]) -> list[Decimal]:
    """Return what the display shows after each `=`; nothing is rounded between."""
    shown, display, times = [], Decimal(0), False
    for key in keys:
        if key == "×":
            times = True
        elif key == "=":
            shown.append(display)
        else:
            display, times = display * Decimal(key) if times else Decimal(key), False
    return shown


def cents(amount: Decimal) -> Decimal:
    """Return an amount rounded once, half to even, as the document says."""
    return amount.quantize(Decimal("0.01"), ROUND_HALF_EVEN)


def printed(place: Path, name: str) -> list[str]:
    """Return the figures of a row of the page's table of worth, the marks of thousands taken away."""
    text = re.sub(r"<[^>]+>", "\n", (place / "statement" / "statement.en.html").read_text(encoding="utf-8"))
    lines = [unescape(line).strip() for line in text.splitlines() if line.strip()]
    begins = lines.index("What it is worth at the end of the period")
    at = lines.index(name, begins)
    return [each.replace(",", "") for each in lines[at + 1 : at + 4]]


def test_the_keys_of_the_document_give_what_it_says() -> None:
    """Two displays: dollars, rounded to the cent; then tenge, of the display as it stood and not of what was noted."""
    rows = table()
    shown = pressed([key for keys, _ in rows for key in keys])
    assert [str(cents(each)) for each in shown] == [example for keys, example in rows if "=" in keys]
    assert len(shown) == 2


def test_the_keys_of_the_document_are_the_page_s_figures(page: Path) -> None:
    """Bitcoin with title, price, rate, dollars and tenge of the example stand on the page, and in `public.json`."""
    keys = [key for several, _ in table() for key in several if key not in ("×", "=")]
    value = json.loads((page / "public.json").read_text())["value"]
    title = json.loads((page / "public.json").read_text())["title"]
    assert keys == [
        f"{Decimal(title['lawful']['sat']) / 10**8:.2f}",
        str(Decimal(value["fixing"]["usd_cents"]) / 100),
        value["kzt_per_usd"],
    ]
    dollars, tenge = (cents(each) for each in pressed([keys[0], "×", keys[1], "=", "×", keys[2], "="]))
    assert printed(page, ROWS["lawful"]) == [keys[0], str(dollars), str(tenge)]
    assert [value[each]["lawful"] for each in ("usd_cents", "kzt_hundredths")] == [
        str(int(each * 100)) for each in (dollars, tenge)
    ]


@pytest.mark.parametrize("figure", ROWS)
def test_every_amount_of_the_page_comes_of_these_keys(page: Path, figure: str) -> None:
    """Whoever presses them for another row gets that row: no figure of money on the page is of anything else."""
    value = json.loads((page / "public.json").read_text())["value"]
    price, rate = str(Decimal(value["fixing"]["usd_cents"]) / 100), value["kzt_per_usd"]
    bitcoin, dollars, tenge = printed(page, ROWS[figure])
    shown = pressed([bitcoin, "×", price, "=", "×", rate, "="])
    assert [str(cents(each)) for each in shown] == [dollars, tenge]
    text = (page / "statement" / "statement.en.html").read_text(encoding="utf-8")
    assert f"{Decimal(price):,}" in text
    assert rate in text
