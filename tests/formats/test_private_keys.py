"""Private keys are found wherever they stand in a text, and taken out of what is shown."""

import random
from hashlib import sha256

import pytest
from embit import base58
from embit.bip32 import HDKey
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.case.wallets import PRIVATE, WIF, account
from tests.intake.names import base58 as address_of
from tests.intake.names import segwit
from tracer.chain.network import NETWORKS
from tracer.formats.private_keys import SHOWN_INSTEAD, first, redacted, secrets


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


MINI = "S6c56bnXQiBjk9mqSYE7ykVQ7NzrRy"
"""A mini private key out of its published description."""

ENCRYPTED = "6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg"
"""The first vector of BIP 38."""

PUBLIC = (
    "13jFu84eprvm8Lmqq8exrERA8qszfAASvM",
    "3NteerKmgprv8mSrBjhnf2deC8aP9iGr3t",
    "tpubD6NzVbkrYhZ4Y8GpdaPG7rQVv7FmcZC6kKfsRTqB3NjWqprvSe6Gw1SEy4dLSBW1F3fCNKFgGgEfncLQUAUAwvQhH6ji8rrNyXZtD4MK4io",
)
"""Public names that spell `prv`, found by search."""


@pytest.mark.parametrize("name", PUBLIC)
@pytest.mark.parametrize(
    "around", ["{}", "key{}", "{}BTC", '"{}"', "wpkh([0123abcd/48']{}/0/*)", "0.5{}0.5", "адрес{}"]
)
def test_a_public_name_that_spells_prv_is_public(name: str, around: str) -> None:
    """Its checksum and version bytes say what a name is, whatever its letters and whatever it is run together with."""
    text = around.format(name)
    assert (first(text), redacted(text)) == (None, text)


@pytest.mark.parametrize("name", PUBLIC)
def test_a_mistyped_address_that_spells_prv_is_shown(name: str) -> None:
    """One wrong character makes a public name useless, not secret."""
    wrong = name[:-1] + ("1" if name[-1] != "1" else "2")
    assert redacted(f"paid {wrong}") == f"paid {wrong}"


def _public(draw: random.Random) -> str:
    """Return a public name of any kind."""
    network = draw.choice(list(NETWORKS.values()))
    root = HDKey.from_seed(draw.randbytes(32), version=bytes.fromhex(draw.choice(["0488ade4", "04358394", "04b2430c"])))
    return draw.choice(
        [
            address_of(draw.random(), network),
            segwit(draw.random(), network, *draw.choice([(0, 20), (0, 32), (1, 32), (16, 40), (1, 2)])),
            draw.randbytes(32).hex(),
            str(root.to_public().to_base58()),
            str(base58.encode_check(draw.choice([b"\x05", b"\xc4", b"\x41", b"\x30", b"\x1e"]) + draw.randbytes(20))),
        ]
    )


def _secret(draw: random.Random) -> str:
    """Return a secret of any kind."""
    root = HDKey.from_seed(draw.randbytes(32))
    version = bytes([draw.choice([0x80, 0xEF])])
    return draw.choice(
        [
            str(base58.encode_check(version + draw.randbytes(32))),
            str(base58.encode_check(version + draw.randbytes(32) + b"\x01")),
            str(base58.encode_check(draw.choice([b"\x01\x42", b"\x01\x43"]) + draw.randbytes(37))),
            *(
                str(root.to_base58(version=bytes.fromhex(each)))
                for each in (
                    [
                        "0488ade4",
                        "04358394",
                        "049d7878",
                        "04b2430c",
                        "0295b005",
                        "02aa7a99",
                        "044a4e28",
                        "045f18bc",
                        "024285b5",
                        "02575048",
                    ]
                )
            ),
            MINI,
        ]
    )


_BESIDE = [
    "",
    " ",
    "\n",
    "key",
    "Address",
    "BTC",
    "0.50000000",
    "2021-05-01",
    '"',
    "'",
    "(",
    "кошелёк",
    ":",
    "_",
    "**",
    "=",
]


def test_no_public_name_is_ever_called_secret() -> None:
    """Names of every public kind, run together with words, amounts and one another, never look like a secret."""
    draw = random.Random(12)
    for _ in range(1500):
        text = "".join(part for _ in range(3) for part in (draw.choice(_BESIDE), _public(draw)))
        assert redacted(text) == text


def test_every_secret_is_caught_whatever_it_is_run_together_with() -> None:
    """Secrets of every kind are found where they stand, beside words, amounts, quotation marks and public names."""
    draw = random.Random(13)
    for _ in range(1000):
        key = _secret(draw)
        before, after = draw.choice(_BESIDE), draw.choice(_BESIDE)
        if key is not MINI:
            before += _public(draw) * draw.randrange(2)
        text = f"{before}{key}{after}"
        (found,) = secrets(text)
        assert (text[found.start : found.end], found.right) == (key, True), text


def test_a_secret_is_named_for_what_it_is() -> None:
    """Each kind has its word."""
    assert [each.what for each in secrets(f"{WIF} {PRIVATE} {ENCRYPTED} {MINI} {WIF[:-1]}2")] == [
        "a private key",
        "an extended private key",
        "a private key encrypted with a password",
        "a mini private key",
        "what looks like a private key, mistyped",
    ]


def test_a_mini_key_needs_its_checksum_and_an_end() -> None:
    """Eight bits of checksum are little: it must hold, and the key must not go on as other letters and digits do."""
    assert sha256(f"{MINI}?".encode()).digest()[0] == 0
    assert secrets(MINI[:-1] + "z") == secrets(f"aB3{MINI}") == secrets(f"{MINI}x7Q") == ()


def test_a_damaged_public_key_that_spells_prv_is_shown() -> None:
    """Letters inside what begins as an extended public key are no private key, even where it is damaged."""
    name = "tpubD6NzVbkr" + "xprv" + "Yh4Z" * 23
    assert redacted(f"({name})") == f"({name})"
    assert redacted(f"(key{name[12:]})") == f"(key{SHOWN_INSTEAD})"


def test_version_and_content_must_agree() -> None:
    """A private version with a public key in it, or a single key with another last byte, is no secret of that kind."""
    public = HDKey.from_base58(account(1)).key.sec()
    odd = base58.encode_check(bytes.fromhex("04358394") + bytes(41) + public)
    assert not any(each.right for each in secrets(odd))
    assert first(base58.encode_check(b"\x80" + bytes([7]) * 32 + b"\x02")) is None
