import json
import re

import pytest

from tests.fixtures_story import recorded

EXPECTED = json.loads((recorded.STORY / "expected.json").read_text(encoding="utf-8"))
SEEDS = {"A": 1_050_000_000, "B": 630_000_000}


@pytest.mark.parametrize("label", ["A", "B"])
@pytest.mark.parametrize("method", ["fifo", "haircut"])
def test_stated_figures_close(method: str, label: str) -> None:
    """On the page, too, every seeded satoshi ends in one terminal, and the coins and fees add up to the terminals."""
    books = EXPECTED["methods"][method]
    terminals = books["labels"][label]["terminals"]
    assert sum(terminals.values()) == books["labels"][label]["seed_sat"] == SEEDS[label]
    summed = dict.fromkeys(terminals, 0)
    for coin in books["coins"]:
        summed[coin["terminal"]] += coin["taint_sat"].get(label, 0)
    summed["fee"] = sum(fee.get(label, 0) for fee in books["fees"].values())
    assert summed == terminals


@pytest.mark.parametrize("method", ["fifo", "haircut"])
def test_stated_figures_lie_in_the_bounds(method: str) -> None:
    """No receipt is attributed less than its lower bound or more than its upper bound, nor more than its value."""
    coins = {coin["coin"]: coin for coin in EXPECTED["methods"][method]["coins"]}
    checked = 0
    for row in EXPECTED["bounds"]:
        if "coin" in row:
            taint = coins[row["coin"]]["taint_sat"]
            sat = sum(taint.values()) if row["label"] is None else taint.get(row["label"], 0)
            assert row["lower_sat"] <= sat <= row["upper_sat"] <= coins[row["coin"]]["value_sat"]
            checked += 1
    assert checked == 8


@pytest.mark.parametrize("label", ["A", "B"])
def test_second_book_closes(label: str) -> None:
    """What custody received under FIFO is held, departed or went in fees."""
    book = EXPECTED["custody"]
    received = EXPECTED["methods"]["fifo"]["labels"][label]["terminals"]["custody"]
    held = sum(holding["taint_sat"].get(label, 0) for holding in book["holdings"])
    assert held == sum(coin["taint_sat"].get(label, 0) for coin in book["coins"]) == book["held_sat"][label]
    assert received == book["received_sat"][label] == held + book["departed_sat"][label] + book["fee_sat"][label]


def test_orders_balance() -> None:
    """For every order, received and shortfall equal ordered and excess."""
    for order in EXPECTED["orders"]:
        assert order["received_sat"] + order["shortfall_sat"] == order["ordered_sat"] + order["excess_sat"]
        assert 0 in (order["shortfall_sat"], order["excess_sat"])


def test_page_states_the_terminals() -> None:
    """The page and the figures for tests do not say different things."""
    page = (recorded.FIXTURES / "README.md").read_text(encoding="utf-8")
    for method, heading in (("fifo", "## FIFO"), ("haircut", "## Haircut")):
        section = page.split(heading)[1].split("\n## ")[0]
        labels = EXPECTED["methods"][method]["labels"]
        for terminal, sat in labels["A"]["terminals"].items():
            if sat:
                row = f"| {terminal} | {sat:,} | {labels['B']['terminals'][terminal]:,} |"
                assert row in section


def numbers(text: str) -> list[int]:
    """Return the amounts in a text, in order."""
    return [int(number.replace(",", "")) for number in re.findall(r"\d[\d,]*", text)]


def test_page_divides_right() -> None:
    """Each division of the haircut is right: product = divisor x quotient + remainder, which is below the divisor."""
    page = (recorded.FIXTURES / "README.md").read_text(encoding="utf-8")
    checked = 0
    for part in re.split(r"\n\*\*", page.split("## Haircut")[1].split("\n| terminal")[0])[1:]:
        value, total = numbers(part.split("** V ")[1])[:2]
        lines = re.findall(r"^- (?:vout \d|fee): (.+?) × (.+?) / V = ([\d,]+) rem ([\d,]+)", part, re.MULTILINE)
        for line in lines:
            taint, weight, quotient, remainder = numbers(" ".join(line))
            assert taint == total
            assert taint * weight == quotient * value + remainder
            assert remainder < value
            checked += 1
        for taint, quotients in re.findall(r"^- A: ([\d,]+) × each / T = ([\d, rem·]+)", part, re.MULTILINE):
            stage_1 = numbers(re.findall(r"\*\*([\d, ·]+)\*\*", part)[0])
            pairs = [numbers(pair) for pair in quotients.split("·")]
            for weight, (quotient, remainder) in zip(stage_1, pairs, strict=True):
                assert numbers(taint)[0] * weight == quotient * total + remainder
                assert remainder < total
                checked += 1
    assert checked == 14 + 10
