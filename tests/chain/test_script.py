"""Scripts are recognised as Bitcoin Core recognises them, byte for byte."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import count
from tracer.chain import script

KEY = "02" + "11" * 32
OTHER = "03" + "22" * 32
LONG = "04" + "33" * 64
HYBRID = "06" + "33" * 64

KINDS = [
    ("21" + KEY + "ac", "pubkey"),
    ("41" + LONG + "ac", "pubkey"),
    ("41" + HYBRID + "ac", "pubkey"),
    ("21" + "05" + "11" * 32 + "ac", "nonstandard"),
    ("41" + "02" + "11" * 64 + "ac", "nonstandard"),
    ("4c21" + KEY + "ac", "nonstandard"),
    ("76a914" + "11" * 20 + "88ac", "pubkeyhash"),
    ("76a914" + "11" * 20 + "88ad", "nonstandard"),
    ("a914" + "11" * 20 + "87", "scripthash"),
    ("a94c14" + "11" * 20 + "87", "nonstandard"),
    ("0014" + "11" * 20, "witness_v0_keyhash"),
    ("0020" + "11" * 32, "witness_v0_scripthash"),
    ("0015" + "11" * 21, "nonstandard"),
    ("5120" + "11" * 32, "witness_v1_taproot"),
    ("511f" + "11" * 31, "witness_unknown"),
    ("5220" + "11" * 32, "witness_unknown"),
    ("51024e73", "anchor"),
    ("52024e73", "witness_unknown"),
    ("51024e74", "witness_unknown"),
    ("6028" + "11" * 40, "witness_unknown"),
    ("6029" + "11" * 41, "nonstandard"),
    ("510111", "nonstandard"),
    ("5020" + "11" * 32, "nonstandard"),
    ("6120" + "11" * 32, "nonstandard"),
    ("6a", "nulldata"),
    ("6a0411223344", "nulldata"),
    ("6a0101" + "0102" + "60", "nulldata"),
    ("6a50", "nulldata"),
    ("6a61", "nonstandard"),
    ("6a0511223344", "nonstandard"),
    ("6a4d01", "nonstandard"),
    ("51" + "21" + KEY + "51ae", "multisig"),
    ("51" + "21" + KEY + "41" + LONG + "52ae", "multisig"),
    ("51" + "4c21" + KEY + "51ae", "multisig"),
    ("52" + "21" + KEY + "51ae", "nonstandard"),
    ("51" + "21" + KEY + "52ae", "nonstandard"),
    ("00" + "21" + KEY + "51ae", "nonstandard"),
    ("0101" + "21" + KEY + "51ae", "nonstandard"),
    ("51" + "21" + KEY + "51af", "nonstandard"),
    ("51" + "21" + KEY + "51aeae", "nonstandard"),
    ("51" + "21" + KEY + "5102ae", "nonstandard"),
    ("5151ae", "nonstandard"),
    ("51" + "0111" + "51ae", "nonstandard"),
    ("51" + "21" + "05" + "11" * 32 + "51ae", "nonstandard"),
    ("60" + ("21" + KEY) * 20 + "0114ae", "multisig"),
    ("0114" + ("21" + KEY) * 20 + "0114ae", "multisig"),
    ("0114" + ("21" + KEY) * 21 + "0115ae", "nonstandard"),
    ("", "nonstandard"),
    ("ae", "nonstandard"),
    ("51", "nonstandard"),
]


@pytest.mark.parametrize(("written", "kind"), KINDS)
def test_a_script_has_the_type_core_gives_it(written: str, kind: str) -> None:
    """Each form, and each near miss of it, has the type of Core's `decodescript`."""
    assert script.kind(bytes.fromhex(written)) == kind


def test_open_keys_are_shown() -> None:
    """Pay-to-pubkey and bare multisig scripts show their keys, others none."""
    assert script.pubkeys(bytes.fromhex("21" + KEY + "ac")) == (bytes.fromhex(KEY),)
    both = bytes.fromhex("51" + "21" + KEY + "21" + OTHER + "52ae")
    assert script.pubkeys(both) == (bytes.fromhex(KEY), bytes.fromhex(OTHER))
    assert script.pubkeys(bytes.fromhex("0014" + "11" * 20)) == ()


def test_a_bare_multisig_script_is_a_policy() -> None:
    """How many of which keys must sign is read from the script."""
    policy = script.multisig_policy(bytes.fromhex("52" + "21" + KEY + "21" + OTHER + "41" + LONG + "53ae"))
    assert policy == script.Multisig(2, tuple(map(bytes.fromhex, (KEY, OTHER, LONG))))
    assert script.multisig_policy(b"\x51") is None


def test_what_can_never_be_spent() -> None:
    """An output is burned by OP_RETURN at its start or a script beyond 10,000 bytes, and by nothing else."""
    assert script.is_unspendable(b"\x6a")
    assert script.is_unspendable(b"\x6a\x61")
    assert script.is_unspendable(b"\x51" * 10_001)
    assert not script.is_unspendable(b"\x51" * 10_000)
    assert not script.is_unspendable(b"")
    assert not script.is_unspendable(b"\x51\x6a")


@given(st.binary(max_size=120))
@settings(max_examples=count(suite=60, laws=300), derandomize=True, deadline=None)
def test_any_bytes_are_a_script(written: bytes) -> None:
    """No bytes make the reader fail, and keys are shown exactly by the two kinds that hold them openly."""
    for whole in (written, b"\x6a" + written, b"\x51" + written + b"\xae"):
        assert (script.kind(whole) in ("pubkey", "multisig")) == bool(script.pubkeys(whole))


def test_the_forms_in_which_one_key_is_paid() -> None:
    """The generator's key: openly in both lengths, by both hashes, and by the short one's program, bare and wrapped.

    Source: BIP 173 (its program); the addresses that every library gives for the private key 1.
    """
    short = "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
    rest = "483ada7726a3c4655da4fbfc0e1108a8fd17b448a68554199c47d08ffb10d4b8"
    by_short, by_long = "751e76e8199196d454941c45d1b3a323f1433bd6", "91b24bf9f5288532960ac687abb035127b1d28a5"
    openly = (f"2102{short}ac", f"4104{short}{rest}ac")
    programs = (f"0014{by_short}", "a914bcfeb728b584253d5f3f70bcb780e9ef218a68f487")
    hashes = (f"76a914{by_short}88ac", f"76a914{by_long}88ac")
    for each in openly:
        assert set(same(each)) == {*openly, *programs, *hashes}
    assert set(same(hashes[0])) == set(same(programs[0])) == {hashes[0], *programs}
    assert same(programs[1]) == same(f"5121{KEY}51ae") == same("51") == same("") == ()


def test_a_key_that_is_no_point_has_the_forms_of_its_bytes_alone() -> None:
    """Nobody can spend it in any form; no library's error comes out."""
    assert set(same("2102" + "ff" * 32 + "ac")) >= {"2102" + "ff" * 32 + "ac"}
    hybrid = "4106" + "79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798" + "00" * 32 + "ac"
    assert hybrid in same(hybrid)


def same(written: str) -> tuple[str, ...]:
    """Return the forms in hexadecimal digits."""
    return tuple(each.hex() for each in script.same_key(bytes.fromhex(written)))
