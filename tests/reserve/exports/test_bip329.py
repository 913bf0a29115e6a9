"""Labels as BIP 329 has them: one JSON object a line, read by any wallet that reads labels."""

import json
from dataclasses import replace

import pytest

from tests.reserve.story_register import (
    AGENCY,
    NO_ACTS,
    RESERVE,
    coin,
    lots_of_trace,
    story_history,
    story_register,
)
from tests.reserve.test_status import ALL_TITLED, DAY
from tests.reserve.titles import titled
from tracer.reserve.exports.bip329 import LONGEST, labels
from tracer.reserve.ledger import fold
from tracer.reserve.status import Books
from tracer.reserve.title_rows import Title

KEYS = {
    "output": {"type", "ref", "label", "spendable"},
    "addr": {"type", "ref", "label"},
    "tx": {"type", "ref", "label"},
}


def books(words: dict[str, Title] = ALL_TITLED) -> Books:
    """Return the story's books with these titles."""
    ledger = fold(story_register(), story_history(), NO_ACTS, lots_of_trace())
    title = titled(ledger, lots_of_trace(), words, day=DAY, upto=140)
    return Books(register=story_register(), ledger=ledger, title=title, lots=lots_of_trace(), acts=())


@pytest.fixture(scope="module")
def rows() -> list[dict[str, object]]:
    """The story's labels, read line by line."""
    return [json.loads(line) for line in labels(books(), 140).decode().splitlines()]


def test_each_line_is_an_object_of_the_format(rows: list[dict[str, object]]) -> None:
    """Types and keys are those of BIP 329, and a type has no other key; no reference comes twice."""
    assert {row["type"] for row in rows} == set(KEYS)
    assert all(set(row) == KEYS[str(row["type"])] for row in rows)
    assert len({(row["type"], row["ref"]) for row in rows}) == len(rows)


def test_each_coin_held_says_its_title_and_lots(rows: list[dict[str, object]]) -> None:
    """The three coins of height 140, in the order of the chain."""
    assert [row for row in rows if row["type"] == "output"] == [
        {"type": "output", "ref": str(coin("seize-5.0")), "label": f"{AGENCY}; untitled 49990000 sat; L-0006",
         "spendable": False},
        {"type": "output", "ref": str(coin("consolidate.0")),
         "label": f"{RESERVE}; titled 700000000 sat; untitled 300000000 sat; L-0001 L-0002 L-0003 L-0004",
         "spendable": False},
        {"type": "output", "ref": str(coin("consolidate.1")),
         "label": f"{RESERVE}; titled 139920000 sat; untitled 199930000 sat; L-0004", "spendable": False},
    ]  # fmt: skip


def test_a_coin_is_spendable_where_all_of_it_is_titled() -> None:
    """One lot titled whole: its coin alone is spendable."""
    words = {"L-0006": Title.TITLED, "L-0004": Title.ASSIGNED}
    rows = [json.loads(line) for line in labels(books(words), 140).splitlines()]
    found = {row["ref"]: row["spendable"] for row in rows if row["type"] == "output"}
    assert found == {
        str(coin("seize-5.0")): True,
        str(coin("consolidate.0")): False,
        str(coin("consolidate.1")): False,
    }


def test_transactions_and_addresses_are_labelled(rows: list[dict[str, object]]) -> None:
    """A transaction says what it was, from and to which wallets; an address says its wallet."""
    told = {row["ref"]: row["label"] for row in rows if row["type"] == "tx"}
    assert told[coin("consolidate.0").txid] == (
        "transfer of 1339850000 sat; from Agency seizure wallet, Enforcement service; to State reserve wallet"
    )
    assert told[coin("return.0").txid] == "disposal of 29980000 sat; from Agency seizure wallet"
    assert told[coin("seize-4.0").txid] == "receipt of 29990000 sat; to Agency seizure wallet"
    addresses = {str(row["ref"]): row["label"] for row in rows if row["type"] == "addr"}
    assert addresses["bcrt1q70xwpfl3n4uaefxxz72qgg0wya5g0fnut5jze6"] == "Enforcement service"
    assert all(ref.startswith("bcrt1") for ref in addresses)


def test_what_came_later_is_not_labelled() -> None:
    """At height 120 nothing has moved on: the labels know five receipts and no later transaction."""
    ledger = fold(story_register(), story_history(), NO_ACTS, lots_of_trace())
    title = titled(ledger, lots_of_trace(), {}, day=DAY, upto=120)
    early = Books(register=story_register(), ledger=ledger, title=title, lots=lots_of_trace(), acts=())
    rows = [json.loads(line) for line in labels(early, 120).splitlines()]
    assert [row["type"] for row in rows].count("output") == 5
    assert [row["type"] for row in rows].count("tx") == 5
    assert "Enforcement service" not in {row["label"] for row in rows if row["type"] == "addr"}


def test_a_label_is_never_longer_than_every_wallet_keeps() -> None:
    """Of a wallet with an endless name the figures stay, and what is cut is marked."""
    first, *rest = story_register().wallets
    long = replace(story_register(), wallets=(replace(first, name="x" * 300, body=first.body), *rest))
    ledger = fold(long, story_history(), NO_ACTS, lots_of_trace())
    title = titled(ledger, lots_of_trace(), {}, day=DAY, upto=140)
    rows = [
        json.loads(line)
        for line in labels(
            Books(register=long, ledger=ledger, title=title, lots=lots_of_trace(), acts=()), 140
        ).splitlines()
    ]
    assert max(len(row["label"]) for row in rows) == LONGEST
    (said,) = [row["label"] for row in rows if row["ref"] == str(coin("seize-5.0"))]
    assert said.startswith("untitled 49990000 sat; 1 lots; xxx")
    assert said.endswith("…")
