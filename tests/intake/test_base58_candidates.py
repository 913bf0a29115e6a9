"""Damaged Base58 addresses, and what their checksum says they were."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.names import base58
from tracer.chain.network import MAIN, REGTEST
from tracer.intake.base58_candidates import ALPHABET, TrialLimit, candidates
from tracer.intake.look_alikes import alike

FEW = settings(max_examples=8, derandomize=True, deadline=None)
SEEDS = st.integers(0, 10**9)


def values(text: str) -> list[str]:
    """Return the candidates of a text on the main network."""
    return [candidate.value for candidate in candidates(text, MAIN, TrialLimit())]


@FEW
@given(SEEDS, st.data())
def test_one_change_is_found_wherever_it_stands(seed, data):
    """A character replaced, lost, doubled or swapped with its neighbour gives back the address, and it alone."""
    address = base58(seed, MAIN)
    place = data.draw(st.integers(1, len(address) - 2))
    other = data.draw(st.sampled_from([each for each in ALPHABET if each != address[place]]))
    swapped = address[:place] + address[place + 1] + address[place] + address[place + 2 :]
    for damaged in (
        address[:place] + other + address[place + 1 :],
        address[:place] + address[place + 1 :],
        address[:place] + address[place] + address[place:],
        swapped,
    ):
        assert values(damaged) == [address]


@FEW
@given(SEEDS, st.data())
def test_two_look_alikes_are_found(seed, data):
    """Two characters, each taken for one that looks like it, give back the address."""
    address = base58(seed, MAIN)
    places = [at for at, each in enumerate(address) if any(other in ALPHABET for other in alike(each))]
    damaged = list(address)
    for place in data.draw(st.lists(st.sampled_from(places), min_size=2, max_size=2, unique=True)):
        wrong = [each for each in ALPHABET if address[place] in alike(each) and each != address[place]]
        damaged[place] = wrong[0] if wrong else damaged[place]
    assert address in values("".join(damaged))


@pytest.mark.parametrize("wrong", ["0", "O", "l", "I"])
def test_the_four_characters_left_out_of_base58_are_found(wrong: str) -> None:
    """0, O, I and l stand in no address: whatever they were taken for is found."""
    address = base58("left out", MAIN)
    (candidate,) = candidates(address[:7] + wrong + address[8:], MAIN, TrialLimit())
    assert candidate.value == address
    assert candidate.changes == (f"place 8: {wrong!r} → {address[7]!r}",)


def test_a_cyrillic_letter_is_named() -> None:
    """A letter of another alphabet is named with its code point before it is replaced."""
    address = next(text for text in (base58(seed, MAIN) for seed in range(100)) if "H" in text)
    place = address.index("H")
    (candidate,) = candidates(address.replace("H", "Н", 1), MAIN, TrialLimit())
    assert (candidate.value, candidate.changes) == (address, (f"place {place + 1}: 'Н' (U+041D) → 'H'",))


def test_the_network_asked_for_comes_first() -> None:
    """A damaged address of another network is offered as one of that network."""
    address = base58("test", REGTEST)
    (candidate,) = candidates(address[:9] + address[10:], MAIN, TrialLimit())
    assert (candidate.value, candidate.remark) == (address, "address of test")


def test_too_much_damage_has_no_candidate() -> None:
    """Where nothing near has a right checksum, nothing is offered."""
    assert values("1" + base58("gone", MAIN)[1:][::-1]) == []
