"""The engine's figures of the recorded story are those worked out by hand in fixtures/README.md."""

import pytest

from tests.story import EXPECTED, NAMES, story_trace

TXID_NAMES = {entry["txid"]: name for name, entry in NAMES["transactions"].items()}


def _named(outpoint: str) -> str:
    txid, _, vout = outpoint.partition(":")
    return f"{TXID_NAMES[txid]}.{vout}" if vout else TXID_NAMES[txid]


@pytest.mark.parametrize("rule", ["fifo", "haircut"])
def test_the_closed_books_are_the_hand_made_ones(rule: str) -> None:
    """Per label, asserted, overlap, seed and every terminal agree to the satoshi."""
    assert story_trace()["methods"][rule]["labels"] == EXPECTED["methods"][rule]["labels"]


@pytest.mark.parametrize("rule", ["fifo", "haircut"])
def test_every_trail_ends_where_the_hand_made_figures_say(rule: str) -> None:
    """The same coins end the trails, with the same terminals, values and taint, in chain order."""
    got = [
        {
            "coin": _named(coin["outpoint"]),
            "terminal": coin["terminal"],
            "value_sat": coin["value_sat"],
            "taint_sat": coin["taint_sat"],
        }
        for coin in story_trace()["methods"][rule]["coins"]
    ]
    assert got == EXPECTED["methods"][rule]["coins"]


@pytest.mark.parametrize("rule", ["fifo", "haircut"])
def test_every_fee_is_the_hand_made_one(rule: str) -> None:
    """Each transaction of the trail takes the expected satoshi of each label as fee."""
    steps = story_trace()["methods"][rule]["transactions"]
    assert {_named(step["txid"]): step["taint_fee_sat"] for step in steps} == EXPECTED["methods"][rule]["fees"]


def test_poison_reaches_what_was_counted() -> None:
    """Poison reports counts of outputs and transactions per label, and no amount of taint."""
    poison = story_trace()["methods"]["poison"]
    assert poison["labels"] == EXPECTED["methods"]["poison"]["labels"]
    assert not [coin for coin in poison["coins"] if "taint_sat" in coin]


def test_the_second_book_is_the_hand_made_one() -> None:
    """Moves, holdings, departures and mixing in the state's wallets agree."""
    custody, expected = story_trace()["custody"], EXPECTED["custody"]
    for rows, keys in (
        ("moves", ("from", "to", "value_sat", "taint_sat", "taint_fee_sat")),
        ("departures", ("from", "value_sat", "taint_sat", "taint_fee_sat")),
    ):
        got = [{"transaction": _named(row["txid"])} | {key: row[key] for key in keys} for row in custody[rows]]
        assert got == expected[rows]
    held = [row | {"coins": [_named(coin) for coin in row["coins"]]} for row in custody["holdings"]]
    assert held == expected["holdings"]
    (mixing,) = custody["mixing"]
    assert (_named(mixing["txid"]), mixing["labels"]) == ("consolidate", ["A", "B"])
    assert mixing["untraced_sat"] == expected["mixing"][0]["untraced_in_sat"]
    for label, totals in custody["totals"].items():
        for key in ("received", "held", "departed", "fee"):
            assert totals[f"{key}_sat"] == expected[f"{key}_sat"][label]
        assert totals["overlap_sat"] == 0


def test_the_orders_are_reconciled_as_by_hand() -> None:
    """Ordered, received, shortfall and excess of each order agree, and nothing is left without an order."""
    for got, expected in zip(story_trace()["orders"], EXPECTED["orders"], strict=True):
        for key in ("id", "kind", "labels", "ordered_sat", "received_sat", "shortfall_sat", "excess_sat"):
            assert got[key] == expected[key]
        if "receipts" in expected:
            assert [_named(place) for place in got["receipts"]] == expected["receipts"]
    assert story_trace()["unordered_sat"] == EXPECTED["unordered_sat"]
    assert story_trace()["gaps"] == EXPECTED["gaps"]


def test_the_bounds_are_those_worked_out() -> None:
    """Lower and upper bounds of receipts and of the seizure wallet agree, per label and together."""
    got = {}
    for row in story_trace()["bounds"]:
        place = _named(row["outpoint"]) if "outpoint" in row else row.get("custody") or row["order"]
        got[place, row["label"]] = (row["lower_sat"], row["upper_sat"], row["partial"])
    for row in EXPECTED["bounds"]:
        place = row.get("coin") or row["custody"]
        assert got[place, row["label"]] == (row["lower_sat"], row["upper_sat"], False)
    for rule in ("fifo", "haircut"):
        for coin in story_trace()["methods"][rule]["coins"]:
            if coin["terminal"] not in ("threshold", "hops"):
                lower, upper, _ = got[_named(coin["outpoint"]), None]
                assert lower <= sum(coin["taint_sat"].values()) <= upper
