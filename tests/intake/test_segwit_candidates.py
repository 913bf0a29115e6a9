"""Damaged segregated-witness addresses, and what their checksum says they were."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.intake.names import segwit
from tracer.chain import bech32
from tracer.chain.network import MAIN, REGTEST, SIGNET
from tracer.intake.finding import Support
from tracer.intake.look_alikes import alike
from tracer.intake.segwit_candidates import ALPHABET, candidates, head_of, plausible

FEW = settings(max_examples=12, derandomize=True, deadline=None)
DRAWN = st.builds(
    lambda seed, network, form: segwit(seed, network, *form),
    st.integers(0, 10**9),
    st.sampled_from([MAIN, SIGNET, REGTEST]),
    st.sampled_from([(0, 20), (0, 32), (1, 32)]),
)


def values(text: str) -> list[str]:
    """Return the candidates of a text."""
    return [candidate.value for candidate in candidates(text)]


def body(address: str) -> int:
    """Return where the part after the separator begins."""
    return address.index("1") + 1


@FEW
@given(DRAWN, st.data())
def test_two_wrong_characters_are_found_wherever_they_stand(address, data):
    """One or two characters replaced by any others of the code give back the address, and it alone."""
    places = data.draw(st.sets(st.integers(body(address), len(address) - 1), min_size=1, max_size=2))
    damaged = list(address)
    for place in places:
        damaged[place] = data.draw(st.sampled_from([each for each in ALPHABET if each != address[place]]))
    assert values("".join(damaged)) == [address]


@FEW
@given(DRAWN, st.data())
def test_a_lost_or_doubled_character_is_found(address, data):
    """A character lost or doubled, even together with one wrong, is among the candidates."""
    place = data.draw(st.integers(body(address), len(address) - 2))
    for damaged in (address[:place] + address[place + 1 :], address[:place] + address[place] + address[place:]):
        assert address in values(damaged)
        wrong = damaged[:-1] + ("q" if damaged[-1] != "q" else "p")
        assert address in values(wrong)


@FEW
@given(DRAWN, st.data())
def test_three_look_alikes_are_found(address, data):
    """Three characters, each taken for one that looks like it, give back the address."""
    choices = {
        place: [each for each in alike(address[place]) if each in ALPHABET]
        for place in range(body(address), len(address))
    }
    places = sorted(place for place in choices if choices[place])
    chosen = data.draw(st.lists(st.sampled_from(places), min_size=3, max_size=3, unique=True))
    damaged = list(address)
    for place in chosen:
        damaged[place] = data.draw(st.sampled_from(choices[place]))
    assert address in values("".join(damaged))


@FEW
@given(DRAWN, st.data())
def test_characters_outside_the_code_are_found(address, data):
    """Up to three of b, i, o and 1 in places they cannot have give back the address."""
    places = data.draw(st.sets(st.integers(body(address), len(address) - 1), min_size=1, max_size=3))
    damaged = "".join("bio"[at % 3] if at in places else each for at, each in enumerate(address))
    assert address in values(damaged)


def test_a_candidate_says_what_changed_and_what_speaks_for_it() -> None:
    """A candidate names every place that differs, counted from 1 in the text as written."""
    address = segwit("x", REGTEST)
    damaged = address[:8] + ("l" if address[8] != "l" else "q") + address[9:]
    (candidate,) = candidates(damaged)
    assert candidate.changes == (f"place 9: {damaged[8]!r} → {address[8]!r}",)
    assert (candidate.support, candidate.remark) == (Support.CHECKSUM, "address of regtest")


def test_a_right_address_changes_nothing() -> None:
    """A right address is its own candidate, without a change."""
    (candidate,) = candidates(segwit("x", MAIN))
    assert (candidate.value, candidate.changes) == (segwit("x", MAIN), ())


@pytest.mark.parametrize(
    ("start", "change"),
    [("bcl", "beginning: 'bcl' → 'bc1'"), ("6c1", "beginning: '6c1' → 'bc1'"), ("bcc1", "beginning: 'bcc1' → 'bc1'"),
     ("b1", "beginning: 'b1' → 'bc1'"), ("c1", "beginning: 'c1' → 'bc1'")],
)  # fmt: skip
def test_a_damaged_beginning_is_found(start: str, change: str) -> None:
    """The part before the separator may be damaged too."""
    address = segwit("head", MAIN, 1, 32)
    (candidate,) = candidates(start + address[3:])
    assert (candidate.value, candidate.changes) == (address, (change,))


def test_cyrillic_letters_are_named() -> None:
    """A letter of another alphabet is named with its code point."""
    address = segwit("cyrillic", MAIN)
    (candidate,) = candidates("bс1" + address[3:])
    assert candidate.value == address
    assert candidate.changes == ("place 2: 'с' (U+0441) → 'c'",)


def test_mixed_case_is_found() -> None:
    """An address in both cases holds once it is in one."""
    address = segwit("case", REGTEST)
    (candidate,) = candidates(address[:20].upper() + address[20:])
    assert (candidate.value, candidate.changes) == (address, ("upper and lower case mixed → lower case",))


@pytest.mark.parametrize(("version", "names"), [(0, ("Bech32m", "Bech32")), (1, ("Bech32", "Bech32m"))])
def test_the_other_code_is_found(version: int, names):
    """An address under the checksum of the other code is given with the right one, and says so."""
    right = segwit("mix", MAIN, version, 32)
    _, _, program = bech32.decode(right)
    values = [version, *_five_bits(program)]
    wrong = (
        "bc1" + "".join(ALPHABET[each] for each in values) + _checksum("bc", values, 0x2BC830A3 if version == 0 else 1)
    )
    (candidate,) = candidates(wrong)
    assert candidate.value == right
    assert candidate.changes == (f"last 6 characters: the checksum of {names[0]} instead of {names[1]}, which holds",)


def _five_bits(program: bytes) -> list[int]:
    bits = "".join(f"{byte:08b}" for byte in program)
    return [int(bits[at : at + 5].ljust(5, "0"), 2) for at in range(0, len(bits), 5)]


def _checksum(hrp: str, values: list[int], constant: int) -> str:
    """Return a checksum, by the reference text of BIP 173 and BIP 350."""
    residue = 1
    for value in [*(ord(each) >> 5 for each in hrp), 0, *(ord(each) & 31 for each in hrp), *values, *[0] * 6]:
        top = residue >> 25
        residue = (residue & 0x1FFFFFF) << 5 ^ value
        for bit, generator in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            residue ^= generator if top >> bit & 1 else 0
    return "".join(ALPHABET[(residue ^ constant) >> 5 * (5 - at) & 31] for at in range(6))


def test_too_much_damage_has_no_candidate() -> None:
    """Where nothing near has a right checksum, nothing is offered."""
    address = segwit("gone", MAIN)
    assert values("bc1q" + address[4:24][::-1] + address[24:]) == []


def test_other_words_are_no_addresses() -> None:
    """A word is no damaged address, even where it begins like one: it has not the length of one."""
    assert head_of("transaction") is None
    assert not plausible("bc1 is how addresses begin")
    assert not plausible("bch1qqqqqqqqqqqq")
