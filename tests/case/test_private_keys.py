"""Private keys are found wherever they stand in a text, and taken out of what is shown."""

import pytest
from embit import base58
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.case.wallets import PRIVATE, WIF, account
from tracer.case.private_keys import SHOWN_INSTEAD, first, redacted


@pytest.mark.parametrize(
    "key", [WIF, PRIVATE, "5KYZdUEo39z3FPrtuX2QbbwGnNP5zTd7yyr2SC1j299sBCnWjss", "z" + PRIVATE[1:]]
)
def test_a_private_key_is_found_and_taken_out(key: str) -> None:
    """Extended keys of any version and both forms of single keys are recognised."""
    text = f"# the key: {key}, do not lose"
    assert first(text) == 11
    assert redacted(text) == f"# the key: {SHOWN_INSTEAD}, do not lose"


@pytest.mark.parametrize("text", [account(1), "bc1qm34lsc65zpw79lxes69zkqmk6ee3ewf0j77s3h", "ab" * 32, WIF[:-1] + "2"])
def test_what_is_public_or_mistyped_is_not_called_a_private_key(text: str) -> None:
    """Extended public keys, addresses, hashes and keys with a wrong checksum are no private keys."""
    assert first(text) is None


def test_letters_inside_an_address_are_no_key() -> None:
    """A taproot address that happens to hold the letters `prv` is an address: accepted, and shown."""
    address = "bc1pqs42hl3m66y7qprv73njfkys676mkat5zfhytrpqht6d4lc22wqs5kw770"
    assert first(address) is None
    assert redacted(f"paid to {address}:") == f"paid to {address}:"


def test_a_key_run_together_with_what_is_before_it_is_found() -> None:
    """Letters or digits right before an extended key do not hide it; nor does writing it in small letters."""
    for written in (f"key{PRIVATE}", f"2026{PRIVATE}", PRIVATE.lower().replace("l", "k").replace("0", "q")):
        assert first(written) is not None
        assert PRIVATE[4:] not in redacted(written)


def test_another_kind_of_payload_is_not_called_a_private_key() -> None:
    """A Base58Check text of the same length and first letter, but of another version, is something else."""
    other = base58.encode_check(bytes([0x81]) + bytes(32) + b"\x01")
    assert other[0] in "KL"
    assert len(other) == 52
    assert first(other) is None


def test_a_mistyped_single_key_is_not_shown_either() -> None:
    """One wrong character does not make a key harmless."""
    assert redacted(WIF[:-1] + "2") == SHOWN_INSTEAD


@settings(max_examples=50, derandomize=True, deadline=None)
@given(st.text(alphabet=" #\"'/\n[]()", max_size=5), st.sampled_from([WIF, PRIVATE]), st.text(alphabet=" #\"'/\n[]()"))
def test_no_surroundings_hide_a_private_key(before: str, key: str, after: str) -> None:
    """Quotes, brackets and comment signs around a key change nothing."""
    assert first(before + key + after) == len(before)
    assert key not in redacted(before + key + after)
