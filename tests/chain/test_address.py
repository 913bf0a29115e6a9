"""Addresses are written and read as the field does, and refused with their reason."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import count
from tracer.chain import address, bech32
from tracer.chain.network import MAIN, NETWORKS, REGTEST, SIGNET, TEST, TESTNET4, Network

GENERATOR = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
VALID = [
    # BIP 350, valid addresses
    ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4", MAIN, "0014751e76e8199196d454941c45d1b3a323f1433bd6"),
    (
        "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
        TEST,
        "00201863143c14c5166804bd19203356da136c985678cd4d27a1b8c6329604903262",
    ),
    (
        "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
        MAIN,
        "5128751e76e8199196d454941c45d1b3a323f1433bd6751e76e8199196d454941c45d1b3a323f1433bd6",
    ),
    ("BC1SW50QGDZ25J", MAIN, "6002751e"),
    ("bc1zw508d6qejxtdg4y5r3zarvaryvaxxpcs", MAIN, "5210751e76e8199196d454941c45d1b3a323"),
    (
        "tb1qqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesrxh6hy",
        SIGNET,
        "0020000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433",
    ),
    (
        "tb1pqqqqp399et2xygdj5xreqhjjvcmzhxw4aywxecjdzew6hylgvsesf3hn0c",
        TESTNET4,
        "5120000000c4a5cad46221b2a187905e5266362b99d5e91c6ce24d165dab93e86433",
    ),
    ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0", MAIN, "5120" + GENERATOR),
    # Bitcoin Core 31, test/data/key_io_valid.json
    ("1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo", MAIN, "76a914a31c06bd463e3923bc1aadbde48b16976c08071788ac"),
    ("36j4NfKv6Akva9amjWrLG6MuSQym1GuEmm", MAIN, "a914373b819a068f32b7a6b38b6b38729647cfde01c287"),
    ("mzK2FFDEhxqHcmrJw1ysqFkVyhUULo45hZ", TESTNET4, "76a914ce28b26c57472737f5c3561a1761185bd8589a4388ac"),
    ("2N1r7aC69VHeE7yQJPDLi9T1PYq4wnwvjuT", SIGNET, "a9145e5a35ab44b3efaea5129ba22b88ba3e2976614587"),
    ("bcrt1qdavt4j2sd7dlhqsavtnfxvzppw6k7qy97tmnu9", REGTEST, "00146f58bac9506f9bfb821d62e69330410bb56f0085"),
    ("tb1rgv5m6uvdk3kc7qsuz0c79v88ycr5w4wa", TEST, "53104329bd718db46d8f021c13f1e2b0e726"),
    # the output of the genesis coinbase's key, leading zero bytes, pay to anchor
    ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", MAIN, "76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac"),
    ("1111111111111111111114oLvT2", MAIN, "76a914" + "00" * 20 + "88ac"),
    ("bc1pfeessrawgf", MAIN, "51024e73"),
]


@pytest.mark.parametrize(("text", "network", "script"), VALID)
def test_an_address_stands_for_its_script(text: str, network: Network, script: str) -> None:
    """Published addresses are read to their scripts and written back, segwit ones in lower case."""
    assert address.decode(text, network).hex() == script
    assert address.encode(bytes.fromhex(script), network) == (text.lower() if text[:3] == "BC1" else text)


INVALID = [
    # BIP 173 and BIP 350, invalid addresses
    (
        "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
        "version 1 is written in Bech32m, this is Bech32",
    ),
    ("BC1S0XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ54WELL", "version 16 is written in Bech32m"),
    ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh", "version 0 is written in Bech32, this is Bech32m"),
    ("bc1p38j9r5y49hruaue7wxjce0updqjuyyx0kh56v8s25huc6995vvpql3jow4", "'o' at place 60 is not a Bech32 character"),
    ("BC130XLXVLHEMJA6C4DQV22UAPCTQUPFHLXM9H8Z3K2E72Q4K9HCZ7VQ7ZWS8R", "no witness version from 0 to 16"),
    ("bc1pw5dgrnzv", "version 1 program of 1 bytes"),
    ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v8n0nx0muaewav253zgeav", "program of 41 bytes"),
    ("BC1QR508D6QEJXTDG4Y5R3ZARVARYV98GJ9P", "version 0 program of 16 bytes"),
    ("bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7v07qwwzcrf", "padding"),
    ("tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vpggkg4j", "padding"),
    ("bc1gmk9yu", "no witness version"),
    ("bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5", "checksum is wrong"),
    ("bc1qW508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4", "mixes upper and lower case"),
    ("bc1" + "q" * 88, "has 91 characters, and none has more than 90"),
    ("bc1qqq", "too short to hold a checksum"),
    ("BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7\u212aV8F3T4", "characters beyond ASCII"),
    ("tc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq5zuyut", "'0' at place 5 is not a Base58 character"),
    # Base58
    ("1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mp", "checksum is wrong, so at least one of its characters is wrong"),
    ("1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2m", "checksum is wrong"),
    (" 1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mo", "' ' at place 1 is not a Base58 character"),
    ("1FsSia9rv4NeEwvJ2GvXrX7LyxYspbN2mO", "'O' at place 34 is not a Base58 character"),
    ("", "0 characters are too few"),
    ("1" * 113, "it has 113 characters"),
    (
        "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg7usUDFdp6W1EGMcet8",
        "this is an extended key",
    ),
    # another coin's version byte
    ("LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1", "is not an address of any Bitcoin network"),
]


@pytest.mark.parametrize(("text", "reason"), INVALID)
def test_what_is_not_an_address_is_refused_with_its_reason(text: str, reason: str) -> None:
    """A wrong checksum, code, character, case, version, length or padding is named."""
    with pytest.raises(ValueError, match=reason):
        address.decode(text, MAIN)


def test_a_private_key_is_refused_and_not_shown() -> None:
    """A private key given for an address is called one, and the message does not repeat it."""
    written = address._base58check(128, bytes(range(1, 33)))
    with pytest.raises(ValueError, match="this is a private key, not an address") as refused:
        address.decode(written, MAIN)
    assert written not in str(refused.value)


FOREIGN = [
    ("1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa", TEST, "an address of main, not of test"),
    ("bc1pfeessrawgf", REGTEST, "an address of main, not of regtest"),
    ("tb1rgv5m6uvdk3kc7qsuz0c79v88ycr5w4wa", MAIN, "an address of test / testnet4 / signet, not of main"),
    ("tb1rgv5m6uvdk3kc7qsuz0c79v88ycr5w4wa", REGTEST, "an address of test / testnet4 / signet, not of regtest"),
    ("mzK2FFDEhxqHcmrJw1ysqFkVyhUULo45hZ", MAIN, "an address of test / testnet4 / signet / regtest, not of main"),
    ("2N1r7aC69VHeE7yQJPDLi9T1PYq4wnwvjuT", MAIN, "an address of test / testnet4 / signet / regtest, not of main"),
    ("bcrt1qdavt4j2sd7dlhqsavtnfxvzppw6k7qy97tmnu9", TESTNET4, "an address of regtest, not of testnet4"),
]


@pytest.mark.parametrize(("text", "network", "reason"), FOREIGN)
def test_an_address_of_another_network_is_refused(text: str, network: Network, reason: str) -> None:
    """The message names every network the address is good for."""
    with pytest.raises(ValueError, match=reason):
        address.decode(text, network)


def test_test_networks_share_addresses() -> None:
    """One `tb1` address stands for the same script on testnet3, testnet4 and signet."""
    scripts = {address.decode("tb1rgv5m6uvdk3kc7qsuz0c79v88ycr5w4wa", each) for each in (TEST, TESTNET4, SIGNET)}
    assert len(scripts) == 1


KEY = "02" + "11" * 32
SHOWN = [
    ("51024e73", "bc1pfeessrawgf"),
    ("21" + KEY + "ac", f"P2PK {KEY}"),
    ("51" + ("21" + KEY) * 2 + "52ae", f"bare multisig 1-of-2 {KEY} {KEY}"),
    ("6a0411223344", "OP_RETURN 0411223344 (5 bytes)"),
    ("6a", "OP_RETURN  (0 bytes)"),
    ("6a4c50" + "11" * 80, f"OP_RETURN 4c50{'11' * 38}… (82 bytes)"),
    ("0015" + "11" * 21, f"nonstandard 0015{'11' * 21} (23 bytes)"),
    ("", "nonstandard  (0 bytes)"),
]


@pytest.mark.parametrize(("script", "shown"), SHOWN)
def test_every_output_can_be_shown(script: str, shown: str) -> None:
    """Where there is no address, people read the form and its content."""
    assert address.display(bytes.fromhex(script), MAIN) == shown


def test_only_what_core_gives_an_address_has_one() -> None:
    """Open keys, OP_RETURN and non-standard scripts have no address, an odd version 0 program neither."""
    for script in ("21" + KEY + "ac", "51" + "21" + KEY + "51ae", "6a", "", "51", "0015" + "11" * 21):
        assert address.encode(bytes.fromhex(script), MAIN) is None


hashes = st.binary(min_size=20, max_size=20)
scripts = st.one_of(
    hashes.map(lambda digest: b"\x76\xa9\x14" + digest + b"\x88\xac"),
    hashes.map(lambda digest: b"\xa9\x14" + digest + b"\x87"),
    hashes.map(lambda digest: b"\x00\x14" + digest),
    st.binary(min_size=32, max_size=32).map(lambda digest: b"\x00\x20" + digest),
    st.tuples(st.integers(0x51, 0x60), st.binary(min_size=2, max_size=40)).map(
        lambda drawn: bytes((drawn[0], len(drawn[1]))) + drawn[1]
    ),
)


@given(scripts, st.sampled_from(list(NETWORKS.values())))
@settings(max_examples=count(suite=30, laws=150), derandomize=True, deadline=None)
def test_an_address_leads_back_to_its_script(script: bytes, network: Network) -> None:
    """Writing and reading an address gives the script back, on every network."""
    text = address.encode(script, network)
    assert text is not None
    assert address.decode(text, network) == script


@given(scripts, st.integers(0), st.sampled_from(bech32._ALPHABET))
@settings(max_examples=count(suite=30, laws=150), derandomize=True, deadline=None)
def test_no_single_wrong_character_passes(script: bytes, place: int, character: str) -> None:
    """An address with one character changed is refused."""
    text = address.encode(script, MAIN)
    assert text is not None
    place %= len(text)
    changed = text[:place] + character + text[place + 1 :]
    if changed != text:
        with pytest.raises(ValueError, match=r"not an address|is an address of|mixes"):
            address.decode(changed, MAIN)
