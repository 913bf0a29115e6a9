"""Descriptors to scripts: published vectors, two independent derivations, and what is refused."""

from pathlib import Path

import pytest
from embit import base58
from embit.descriptor import Descriptor as Embit
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.bitcoind import Node
from tests.bitcoind import requires_bitcoind
from tests.case.wallets import PRIVATE, WIF, account, ended, keys, multisig
from tests.counts import count
from tracer.chain import address
from tracer.chain.network import MAIN, NETWORKS, REGTEST, Network
from tracer.wallet.descriptors import MAX_RANGE, Derived, parse, scripts

X1 = "xpub6ERApfZwUNrhLCkDtcHTcxd75RbzS1ed54G1LkBUHQVHQKqhMkhgbmJbZRkrgZw4koxb5JaHWkY4ALHY2grBGRjaDMzQLcgJvLJuZZvRcEL"
X2 = "xpub68NZiKmJWnxxS6aaHmn81bvJeTESw724CRDs6HbuccFQN9Ku14VQrADWgqbhhTHBaohPX4CjNLf9fq9MYo6oDaPPLPxSb7gwQN3ih19Zm4Y"
X3 = "xpub69H7F5d8KSRgmmdJg2KhpAK8SR3DjMwAdkxj3ZuxV27CprR9LgpeyGmXUbC6wb7ERfvrnKZjXoUmmDznezpbZb7ap6r1D3tgFxHmwMkQTPH"
K1 = "03a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd"
U1 = "04" + K1[2:] + "5b8dec5235a0fa8722476c7709c02559e3aa73aa03918ba2d492eea75abea235"
LEAF = "669b8afcec803a0d323e9a17f3ea8e68e8abe5a278020a929adbec52421adbd0"
NUMS = "50929b74c1a04954b78b4b6035e97a5e078a5a0f28ec96d547bfee9ace803ac0"
VECTORS = {
    f"pk({K1})": [f"21{K1}ac"],
    f"pk([deadbeef/1/2h/3/4h]{U1})": [f"41{U1}ac"],
    f"pkh([deadbeef/1/2'/3/4']{K1})": ["76a9149a1c78a507689f6f54b847ad1cef1e614ee23f1e88ac"],
    f"pkh([deadbeef/1/2h/3/4h]{K1})": ["76a9149a1c78a507689f6f54b847ad1cef1e614ee23f1e88ac"],
    f"pkh({U1})": ["76a914b5bd079c4d57cc7fc28ecf8213a6b791625b818388ac"],
    "pkh([bd16bee5/2147483647h]xpub69H7F5dQzmVd3vPuLKtcXJziMEQByuDidnX3YdwgtNsecY5HRGtAAQC5mXTt4dsv9RzyjgDjAQs9VGVV6yd"
    "YCHnprc9vvaA5YtqWyL6hyds/0)": ["76a914ebdc90806a9c4356c1c88e42216611e1cb4c1c1788ac"],
    f"wpkh({K1})": ["00149a1c78a507689f6f54b847ad1cef1e614ee23f1e"],
    f"wpkh([ffffffff/13']{X3}/1/2/*)": [
        "0014326b2249e3a25d5dc60935f044ee835d090ba859",
        "0014af0bd98abc2f2cae66e36896a39ffe2d32984fb7",
        "00141fa798efd1cbf95cebf912c031b8a4a6e9fb9f27",
    ],
    f"sh(multi(2,[00000000/111'/222]{X1},{X2}/0))": ["a91445a9a622a8b0a1269944be477640eedc447bbd8487"],
    f"tr({K1[2:]})": ["512077aab6e066f8a7419c5ab714c12c67d25007ed55a43cadcacb4d7a970a093f11"],
    f"tr({X1}/0/*,pk({X1}/1/*))": [
        "512078bc707124daa551b65af74de2ec128b7525e10f374dc67b64e00ce0ab8b3e12",
        "512001f0a02a17808c20134b78faab80ef93ffba82261ccef0a2314f5d62b6438f11",
        "512021024954fcec88237a9386fce80ef2ced5f1e91b422b26c59ccfc174c8d1ad25",
    ],
    f"tr({K1[2:]},pk({LEAF}))": ["512017cf18db381d836d8923b1bdb246cfcd818da1a9f0e6e7907f187f0b2f937754"],
    f"tr({K1[2:]},multi_a(1,{LEAF}))": ["5120eb5bd3894327d75093891cc3a62506df7d58ec137fcd104cdd285d67816074f3"],
    f"tr({NUMS},multi_a(2,[00000000/111'/222]{X1},{X2}/0))": [
        "51202eea93581594a43c0c8423b70dc112e5651df63984d108d4fc8ccd3b63b4eafa"
    ],
    f"tr({NUMS},sortedmulti_a(2,[00000000/111'/222]{X1},{X2}/0))": [
        "512016fa6a6ba7e98c54b5bf43b3144912b78a61b60b02f6a74172b8dcb35b12bc30"
    ],
    f"tr({NUMS},sortedmulti_a(2,{X1}/*,{X2}/0/0/*))": [
        "5120abd47468515223f58a1a18edfde709a7a2aab2b696d59ecf8c34f0ba274ef772",
        "5120fe62e7ed20705bd1d3678e072bc999acb014f07795fa02cb8f25a7aa787e8cbd",
        "51201311093750f459039adaa2a5ed23b0f7a8ae2c2ffb07c5390ea37e2fb1050b41",
    ],
}
"""Valid public descriptors of BIP 381, 382, 383, 386 and 387, and the scripts printed there."""

REFUSED = {
    f"combo({K1})": "is of a kind not supported: combo(…); expected one of pk, pkh, wpkh, sh, wsh, tr",
    "addr(2N7nd)": "is of a kind not supported: addr(…); expected one of pk, pkh, wpkh, sh, wsh, tr",
    "raw(deadbeef)": "is of a kind not supported: raw(…); expected one of pk, pkh, wpkh, sh, wsh, tr",
    f"rawtr({K1[2:]})": "is of a kind not supported: rawtr(…); expected one of pk, pkh, wpkh, sh, wsh, tr",
    f"multi(1,{K1})": "is of a kind not supported: multi(…); expected one of pk, pkh, wpkh, sh, wsh, tr",
    f"wsh(and_v(v:pk({K1}),older(144)))": "is of a kind not supported: and_v(…) inside wsh; expected one of multi, "
    "sortedmulti",
    f"wsh(pk({K1}))": "is of a kind not supported: pk(…) inside wsh; expected one of multi, sortedmulti",
    f"wsh(wpkh({K1}))": "is of a kind not supported: wpkh(…) inside wsh; expected one of multi, sortedmulti",
    f"sh(pkh({K1}))": "is of a kind not supported: pkh(…) inside sh; expected one of wpkh, wsh, multi, sortedmulti",
    f"sh(sh(multi(1,{K1})))": "is of a kind not supported: sh(…) inside sh; expected one of wpkh, wsh, multi, "
    "sortedmulti",
    f"wsh(multi_a(1,{K1}))": "is of a kind not supported: multi_a(…) inside wsh; expected one of multi, sortedmulti",
    f"tr({LEAF},multi(1,{LEAF}))": "is of a kind not supported: multi(…) inside tr; expected one of pk, multi_a, "
    "sortedmulti_a",
    f"tr(musig({K1},{K1}))": "key 1 is of a kind not supported: musig(…); expected a single public key",
    f"pkh(pk({K1}))": "key 1 is of a kind not supported: pk(…); expected a single public key",
    f"tr({LEAF},pk({LEAF}),pk({LEAF}))": "has more than a key and one tree inside tr",
    f"wsh({K1})": "is malformed: expected an expression such as wsh(…)",
    K1: "is malformed: expected an expression such as wsh(…)",
    f"wsh(multi(2,{K1}))": "has a malformed threshold of signatures: expected a number from 1 to 1",
    f"wsh(multi(0,{K1}))": "has a malformed threshold of signatures: expected a number from 1 to 1",
    f"wsh(multi(a,{K1}))": "has a malformed threshold of signatures: expected a number from 1 to 1",
    "wsh(multi(1))": "has 0 keys in a multisignature: expected 1 to 20",
    f"wsh(multi(1{(',' + K1) * 21}))": "has 21 keys in a multisignature: expected 1 to 20",
    f"sh(multi(16{(',' + K1) * 16}))": "needs a script of 547 bytes inside sh: at most 520 can be spent",
    f"wsh(multi(1,{K1})": "is malformed: expected an expression such as wsh(…)",
    f"wsh(multi(1,{K1})))": "is malformed: its brackets do not match",
    f"tr({LEAF},{{pk({LEAF})}})": "has a malformed tree inside tr: expected {left,right}",
    f"tr({LEAF},{{pk({LEAF}),pk({LEAF}))": "is malformed: its brackets do not match",
    f"wpkh({U1})": "key 1 is uncompressed, which segwit and taproot do not allow",
    f"wsh(multi(1,{K1},{U1}))": "key 2 is uncompressed, which segwit and taproot do not allow",
    f"tr({U1})": "key 1 is uncompressed, which segwit and taproot do not allow",
    f"wpkh({K1[2:]})": "key 1 is no public key: expected an extended public key or hexadecimal digits",
    f"wpkh(02{'00' * 32})": "key 1 is not a point of the curve",
    f"wpkh({K1}/0)": "key 1 has derivation steps, but is no extended key",
    f"wpkh([deadbeef/0/*]{K1})": "key 1 has a malformed origin: expected [8 hexadecimal digits/steps]",
    f"wpkh([deadbeef/0/]{K1})": "key 1 has a malformed origin: expected [8 hexadecimal digits/steps]",
    f"wpkh([deadbef/0]{K1})": "key 1 has a malformed origin: expected [8 hexadecimal digits/steps]",
    f"wpkh([deadbeeef/0]{K1})": "key 1 has a malformed origin: expected [8 hexadecimal digits/steps]",
    f"wpkh([deadbeef/0f]{K1})": "key 1 has a malformed origin: expected [8 hexadecimal digits/steps]",
    f"wpkh([deadbeef/0H]{K1})": "key 1 has a malformed origin: expected [8 hexadecimal digits/steps]",
    f"wpkh([deadbeef/<0;1>]{X1})": "key 1 has a malformed origin: expected [8 hexadecimal digits/steps]",
    "wpkh([deadbeef])": "key 1 is no public key: expected an extended public key or hexadecimal digits",
    f"wpkh([aaaaaaaa][aaaaaaaa]{X1})": "key 1 is no public key: expected an extended public key or hexadecimal digits",
    f"wpkh({X1[:-1]}M)": "key 1 is an extended key with a wrong checksum",
    f"wpkh({X1}/3h/*)": "key 1 has a hardened step after a public key, which nobody can derive without the private key",
    f"wpkh({X1}/3'/*)": "key 1 has a hardened step after a public key, which nobody can derive without the private key",
    f"wpkh({X1}/*h)": "key 1 has a hardened step after a public key, which nobody can derive without the private key",
    f"wpkh({X1}/<0h;1>/*)": "key 1 has a hardened step after a public key, which nobody can derive without the private "
    "key",
    f"wpkh({X1}/2147483648)": "key 1 has a derivation step above 2147483647",
    f"wpkh({X1}/1aa)": "key 1 has a derivation step that is neither a number, <a;b> nor a final *",
    f"wpkh({X1}/*/0)": "key 1 has a derivation step that is neither a number, <a;b> nor a final *",
    f"wpkh({X1}/<>/*)": "key 1 has a derivation step that is neither a number, <a;b> nor a final *",
    f"wpkh({X1}/0>/*)": "key 1 has a derivation step that is neither a number, <a;b> nor a final *",
    f"wpkh({X1}/<0/*)": "key 1 has a derivation step that is neither a number, <a;b> nor a final *",
    f"wpkh({X1}/<0;>/*)": "key 1 has a derivation step that is neither a number, <a;b> nor a final *",
    f"wpkh({X1}/<0;0>/*)": "key 1 names a branch twice",
    f"wpkh({X1}/<0;1>/<2;3>/*)": "key 1 has more than one set of branches <…>",
    f"wpkh({X1}/<{';'.join(map(str, range(9)))}>/*)": "key 1 has 9 branches: expected at most 8",
    f"wpkh({X1}{'/0' * 255})": "key 1 has more derivation steps than BIP 32 allows",
    f"wsh(multi(1,{X1}/<0;1>,{X2}/<0;1;2>))": "has keys with different numbers of branches <…>",
    "wpkh(zpub6rFR7y4Q2AijBEqTUquhVz398htDFrtymD9xYYfG1m4wAcvPhXNfE3EfH1r1ADqtfSdVCToUG868RvUUkgDKf31mGDtKsAYz2oz2AGutZ"
    "Ys)": "key 1 is an extended key of a kind BIP 32 does not know (zpub): expected xpub",
}  # fmt: skip


@pytest.mark.parametrize("expression", VECTORS)
def test_published_vectors_give_the_published_scripts(expression: str) -> None:
    """Every public vector of the kinds supported gives the scripts printed in its BIP."""
    derived = scripts(ended(expression), 0, len(VECTORS[expression]) - 1, MAIN)
    assert [one.script.hex() for one in derived] == VECTORS[expression]


@pytest.mark.parametrize("expression", REFUSED)
def test_what_is_not_supported_or_not_right_is_refused_by_name(expression: str) -> None:
    """One message says what is wrong; keys are named by their place."""
    with pytest.raises(ValueError, match=r"^\S") as caught:
        parse(ended(expression), MAIN)
    assert str(caught.value) == REFUSED[expression]


@pytest.mark.parametrize("key", [WIF, PRIVATE, PRIVATE[:-3] + "zzz"])
def test_a_private_key_is_refused_and_never_repeated(key: str) -> None:
    """Neither a valid private key nor a mistyped extended one is accepted or shown."""
    with pytest.raises(ValueError, match=r"^holds a private key: give the wallet's public descriptor") as caught:
        parse(ended(f"wsh(multi(1,{K1},{key}))"), REGTEST)
    assert key not in str(caught.value)


@pytest.mark.parametrize(
    ("network", "key", "text"),
    [
        (MAIN, account(1), "key 1 is an extended key of another network: expected xpub for main"),
        *(
            (network, X1, f"key 1 is an extended key of another network: expected tpub for {network.name}")
            for network in NETWORKS.values()
            if network is not MAIN
        ),
    ],
)
def test_an_extended_key_of_another_network_is_refused(network: Network, key: str, text: str) -> None:
    """An xpub belongs to main, a tpub to the four others."""
    with pytest.raises(ValueError, match="another network") as caught:
        parse(ended(f"wpkh({key}/*)"), network)
    assert str(caught.value) == text


def test_a_master_key_that_names_a_parent_is_refused() -> None:
    """BIP 32, test vector 5: depth 0 goes with an empty parent fingerprint and index 0."""
    payload = bytearray(base58.decode_check(X1))
    payload[4] = 0
    with pytest.raises(ValueError, match=r"^key 1 is an extended key of depth 0 that names a parent$"):
        parse(ended(f"wpkh({base58.encode_check(bytes(payload))}/*)"), MAIN)


def test_an_extended_key_of_the_wrong_length_is_refused() -> None:
    """A text that begins with xpub and has a right checksum may still be no key."""
    short = base58.encode_check(base58.decode("xpub" + "Z" * 106)[:-4])
    assert short.startswith("xpub")
    with pytest.raises(ValueError, match=r"^key 1 is an extended key of the wrong length$"):
        parse(ended(f"wpkh({short}/*)"), MAIN)


def test_scripts_come_branch_by_branch_with_ascending_indices() -> None:
    """The order is Core's: all of branch 0, then all of branch 1."""
    derived = scripts(multisig(1, 2, 3), 5, 7, REGTEST)
    assert [(one.branch, one.index) for one in derived] == [(0, 5), (0, 6), (0, 7), (1, 5), (1, 6), (1, 7)]
    for branch in (0, 1):
        plain = scripts(multisig(1, 2, 3, steps=f"/{branch}/*"), 5, 7, REGTEST)
        assert [one.script for one in plain] == [one.script for one in derived if one.branch == branch]


def test_without_a_star_there_is_one_script_per_branch_and_no_index() -> None:
    """A range means nothing to a descriptor that stands for fixed scripts."""
    descriptor = parse(ended(f"wpkh({account(1)}/<0;1>/7)"), REGTEST)
    assert not descriptor.ranged
    assert descriptor.branches == 2
    assert [(one.branch, one.index) for one in descriptor.scripts(0, 999)] == [(0, None), (1, None)]


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (3, 2, "range 3 to 2: expected first and last from 0 to 2147483647, ascending"),
        (-1, 2, "range -1 to 2: expected first and last from 0 to 2147483647, ascending"),
        (0, 2**31, "range 0 to 2147483648: expected first and last from 0 to 2147483647, ascending"),
        (0, MAX_RANGE, "range 0 to 100000: expected at most 100000 indices"),
    ],
)
def test_a_range_out_of_bounds_is_refused(first: int, last: int, text: str) -> None:
    """A range is ascending, below 2^31 and not longer than the limit."""
    with pytest.raises(ValueError, match="range") as caught:
        scripts(multisig(1, 2), first, last, REGTEST)
    assert str(caught.value) == text


def _member(draw: st.DrawFn, taproot: bool) -> str:
    number = draw(st.integers(1, 9))
    origin = draw(st.sampled_from(["", "[0badcafe/48h/1'/0h]"]))
    steps = draw(st.sampled_from(["", "/0", "/*", "/5/<0;1>/*", "/<2;9>", "/<0;1>/3/*"]))
    fixed = ["02" + LEAF, "03" + LEAF, *([LEAF] if taproot else [])]
    return draw(st.sampled_from([origin + account(number) + steps, draw(st.sampled_from(fixed))]))


@st.composite
def _expressions(draw: st.DrawFn) -> str:
    def multi(names: list[str], taproot: bool) -> str:
        members = [_member(draw, taproot) for _ in range(draw(st.integers(1, 4)))]
        return f"{draw(st.sampled_from(names))}({draw(st.integers(1, len(members)))},{','.join(members)})"

    def tree(depth: int) -> str:
        if depth and draw(st.booleans()):
            return f"{{{tree(depth - 1)},{tree(depth - 1)}}}"
        return draw(st.sampled_from([f"pk({_member(draw, True)})", multi(["multi_a", "sortedmulti_a"], True)]))

    kind = draw(st.sampled_from(["pkh({})", "wpkh({})", "sh(wpkh({}))", "sh({})", "wsh({})", "sh(wsh({}))", "tr({})"]))
    if kind == "tr({})":
        return kind.format(_member(draw, True) + draw(st.sampled_from(["", "," + tree(3)])))
    if "pk" in kind:
        return kind.format(_member(draw, False))
    return kind.format(multi(["multi", "sortedmulti"], False))


@settings(max_examples=count(suite=30, laws=150), derandomize=True, deadline=None)
@given(_expressions(), st.integers(0, 2**31 - 1))
def test_embit_derives_the_same_scripts(expression: str, index: int) -> None:
    """A second, independent reader agrees on every descriptor of the kinds supported."""
    descriptor = parse(ended(expression), REGTEST)
    second = Embit.from_string(expression)
    for one in descriptor.scripts(index, index):
        assert second.derive(index, one.branch).script_pubkey().data == one.script


NODE_EXPRESSIONS = [
    f"pkh({keys(1, steps='/7/*')})",
    f"wpkh([0badcafe/84h/1'/0h]{keys(1)})",
    f"sh(wpkh({keys(2)}))",
    f"sh(multi(2,{keys(3, 1, 2)}))",
    f"sh(wsh(sortedmulti(1,{keys(3, 1, 2)})))",
    f"wsh(multi(2,{keys(3, 1, 2)}))",
    f"wsh(sortedmulti(3,{keys(1, 2, 3, 4, 5)}))",
    f"wsh(multi(17,{keys(*range(1, 21))}))",
    f"tr({keys(1)})",
    f"tr({LEAF},{{pk({keys(2)}),{{multi_a(2,{keys(1, 2, 3)}),sortedmulti_a(1,{keys(4, 2)})}}}})",
    f"tr({keys(1)},multi_a(17,{keys(*range(1, 41))}))",
    f"tr({keys(1)},sortedmulti_a(130,{keys(*range(1, 141))}))",
]


@requires_bitcoind
def test_bitcoin_core_derives_the_same_addresses(tmp_path: Path) -> None:
    """Core's `getdescriptorinfo` gives these checksums and `deriveaddresses` the same addresses in the same order."""
    with Node(tmp_path / "node", extra_args=()) as node:
        for expression in NODE_EXPRESSIONS:
            descriptor = ended(expression)
            info = node.call("getdescriptorinfo", expression)
            assert isinstance(info, dict)
            assert info["checksum"] == descriptor[-8:]
            answer = node.call("deriveaddresses", descriptor, [3, 12])
            assert isinstance(answer, list)
            theirs = [each for part in answer for each in (part if isinstance(part, list) else [part])]
            assert [_address(one) for one in scripts(descriptor, 3, 12, REGTEST)] == theirs


def _address(one: Derived) -> str | None:
    return address.encode(one.script, REGTEST)


@pytest.mark.parametrize(
    "expression", ["t:or_c(pk({0}),v:pk({0}))", "v:pk({0})", "and_v(v:pk({0}),pk({0}))", "or_d(pk({0}),older(9))"]
)
def test_miniscript_is_refused_as_not_supported(expression: str) -> None:
    """Core takes it, so it is not malformed; with a wrapper in front or without."""
    text = f"wsh({expression.format(K1)})"
    with pytest.raises(ValueError, match=r"^is of a kind not supported: (miniscript \([tv]:…\)|and_v|or_d)"):
        parse(ended(text), MAIN)


@pytest.mark.parametrize(
    ("prefix", "meant"),
    [
        ("xpub", None),
        ("ypub", "sh(wpkh(…))"),
        ("zpub", "wpkh(…)"),
        ("Zpub", "wsh(…)"),
        ("tpub", None),
        ("vpub", "wpkh(…)"),
    ],
)
@pytest.mark.parametrize("around", ["{}", "{}/0/*", "[deadbeef/84h/0h/0h]{}/<0;1>/*", "{}#abcdefgh"])
def test_a_bare_extended_key_is_named_before_its_checksum_is(prefix: str, meant: str | None, around: str) -> None:
    """It is no descriptor, whatever follows it; the key is not repeated."""
    key = prefix + X1[4:]
    with pytest.raises(ValueError, match=r"^is a bare extended key") as refused:
        parse(around.format(key), MAIN)
    said = str(refused.value)
    assert said.startswith(
        f"is a bare extended key ({prefix})" + (f", which by SLIP 132 stands for {meant}" if meant else "")
    )
    assert "checksum" not in said.partition("and no descriptor")[0]
    assert key not in said


@pytest.mark.parametrize("expression", REFUSED)
def test_what_is_of_a_wrong_kind_is_named_before_a_missing_checksum(expression: str) -> None:
    """Whoever adds the checksum first would be refused all the same: nothing is said of it until the rest is right."""
    with pytest.raises(ValueError, match=r"^(is|has|key|needs)") as refused:
        parse(expression, MAIN)
    assert "has no checksum" not in str(refused.value)
    with pytest.raises(ValueError, match=r"^has no checksum: .* end it with #"):
        parse(f"wpkh({X1}/0/*)", MAIN)


def test_a_letter_that_no_descriptor_has_comes_before_everything() -> None:
    """It says that the text was damaged on its way, and at which place."""
    with pytest.raises(ValueError, match=r"^holds a character that no descriptor can hold, at place 6$"):
        parse(f"wpkh(\u0445{X1[1:]})", MAIN)
