"""Base58Check names are found inside any text by checksum and version, at a cost that grows with the text."""

import random

import pytest
from embit import base58

from tracer.chain.base58_names import ALPHABET, Scan, What

ADDRESS, OTHER = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2", "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"


def found(text: str) -> list[str]:
    """Return the names in a text."""
    return [text[name.start : name.end] for name in Scan().names(text)]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "0.50000000"),
        ("2021-05-01", ""),
        ("", "BTC"),
        ("Address", ""),
        ("111", "111"),
        ("_", "_"),
        ("3D", "1"),
        ("адрес", "и"),
    ],
)
def test_a_name_is_found_in_what_it_is_run_together_with(before: str, after: str) -> None:
    """Words, dates, amounts and digits before and behind a name do not hide it."""
    assert found(before + ADDRESS + after) == [ADDRESS]
    assert found(before + ADDRESS + OTHER + after) == [ADDRESS, OTHER]


@pytest.mark.parametrize("zeros", range(21))
def test_addresses_of_every_number_of_zeros(zeros: int) -> None:
    """A hash that begins with zeros makes more ones and fewer characters; its address is found all the same."""
    name = base58.encode_check(bytes(1 + zeros) + b"\x07" * (20 - zeros))
    assert found(f"to{name}") == [name]


@pytest.mark.parametrize(
    ("name", "ledger"),
    [
        ("TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "TRON"),
        ("rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh", "XRP Ledger"),
        ("rrrrrrrrrrrrrrrrrrrrrhoLvTp", "XRP Ledger"),
        ("LVg2kJoFNg45Nbpy53h7Fe1wKyeXVRhMH9", "Litecoin"),
        ("DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L", "Dogecoin"),
        ("XoJA8qE3N2Y3jMLEtZ3vcN42qseZ8LvFf5", "Dash"),
        ("t1Hsc1LR8yKnbbe3twRp88p6vFfC5t7DLbs", "Zcash"),
    ],
)
def test_names_of_other_ledgers_say_whose_they_are(name: str, ledger: str) -> None:
    """Version bytes tell ledgers apart, and the XRP Ledger's alphabet does."""
    (one,) = Scan().names(f"на {name}.")
    assert (one.what, one.ledger, one.end - one.start) == (What.FOREIGN, ledger, len(name))


def test_any_wrong_character_makes_it_none() -> None:
    """With one character replaced no name is left."""
    for at in range(len(ADDRESS)):
        assert found(ADDRESS[:at] + ("z" if ADDRESS[at] != "z" else "y") + ADDRESS[at + 1 :]) == []


@pytest.mark.parametrize("alphabet", [ALPHABET, "1", "3", "1T", "5KL9c", "".join(sorted(ALPHABET))[:20]])
def test_the_cost_grows_with_the_text_alone(alphabet: str) -> None:
    """However hostile a text, no more than one stretch is decoded for each of its characters.

    Twice the text, twice the cost.
    """
    draw = random.Random(alphabet)
    costs = []
    for size in (10_000, 20_000):
        scan = Scan()
        assert list(scan.names("".join(draw.choices(alphabet, k=size)))) == []
        costs.append(scan.decoded)
        assert scan.decoded <= size
    assert costs[1] <= 2.2 * costs[0] + 10
