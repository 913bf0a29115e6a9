"""Descriptors leave a case file before it is filed, and nothing of them stays behind."""

import hashlib

import pytest

from tests.case.wallets import account, ended, keys, multisig
from tracer.case.case_file import parse
from tracer.case.withholding import digest, names_withheld, withhold
from tracer.errors import CaseError

WALLET = multisig(1, 2, 3)
RESERVE = multisig(1, 2, 3, 4, 5, needed=3, steps="/7/*")
SEED = ended(f"wpkh([0badcafe/84h/1h/0h]{keys(9)})")
TEXT = f"""
[case]
id = "K"
network = "regtest"
[[seed]]
label = "A"
txid = "{"ab" * 32}"
[[seed]]
label = "A"
descriptor = "{SEED}"
[[custody]]
name = "Seizure"
descriptor = '{WALLET}'
range = [0, 1]
stage = "seizure"
[[custody]]
name = "Reserve"
descriptor = "{RESERVE}"
range = [0, 1]
stage = "reserve"
[method]
primary = "fifo"
"""


def withheld(text: str) -> tuple[str, dict[str, str]]:
    """Return the text without descriptors, and the hashes."""
    content, hashes = withhold(text.encode(), parse(text.encode(), "case.toml"))
    return content.decode(), hashes


def test_every_descriptor_is_replaced_by_its_salted_hash() -> None:
    """The hash is SHA-256 over a fixed line, the case file's hash and the descriptor; all else stays byte for byte."""
    text, hashes = withheld(TEXT)
    salt = b"custody-tracer withheld descriptor 1\n" + hashlib.sha256(TEXT.encode()).digest()
    expected = {
        place: hashlib.sha256(salt + descriptor.encode()).hexdigest()
        for place, descriptor in {"seed[2]": SEED, "custody[1]": WALLET, "custody[2]": RESERVE}.items()
    }
    assert hashes == expected
    restored = text
    for place, descriptor in {"seed[2]": SEED, "custody[1]": WALLET, "custody[2]": RESERVE}.items():
        restored = restored.replace(f"withheld:{hashes[place]}", descriptor)
    assert restored == TEXT
    assert "tpub" not in text


def test_whoever_is_given_the_descriptor_can_recompute_the_hash() -> None:
    """Disclosure later proves which wallet was meant."""
    _, hashes = withheld(TEXT)
    assert digest(hashlib.sha256(TEXT.encode()).hexdigest(), WALLET) == hashes["custody[1]"]


def test_the_filed_copy_is_a_case_again_with_the_scripts_beside_it() -> None:
    """What is read back names the same wallets and watches the scripts given."""
    original = parse(TEXT.encode(), "case.toml")
    text, hashes = withheld(TEXT)
    scripts = dict.fromkeys(hashes, (b"\x51",)) | {"custody[2]": (b"\x52",)}
    copy = parse(text.encode(), "case.toml", scripts)
    assert [wallet.name for wallet in copy.custody] == [wallet.name for wallet in original.custody]
    assert copy.custody[1].scripts == (b"\x52",)
    assert withhold(text.encode(), copy) == (text.encode(), hashes)


def test_nothing_is_withheld_where_the_case_discloses() -> None:
    """`disclose_descriptors = true` keeps the file as it is."""
    text = TEXT.replace("[[seed]]", "disclose_descriptors = true\n[[seed]]", 1)
    assert withheld(text) == (text, {})


def test_a_descriptor_repeated_in_a_comment_is_withheld_there_too() -> None:
    """A plain repetition is replaced wherever it stands."""
    text, _ = withheld(TEXT + f"# wallet: {WALLET}\n")
    assert "tpub" not in text


@pytest.mark.parametrize(
    "addition",
    [
        f"# without its checksum: {WALLET[:-9]}",
        f"# one key of it: {account(2)}",
        f"# a key, escaped: \\u0074{account(2)[1:]}",
    ],
)
def test_a_key_left_in_a_comment_is_refused(addition: str) -> None:
    """One key is enough to give a wallet away, escaped or not."""
    with pytest.raises(CaseError) as caught:
        withheld(TEXT + addition + "\n")
    assert caught.value.faults == tuple(
        f"{place}.descriptor: cannot be withheld: it, or a key out of it, is written in the case file a second time or "
        "with escapes. Write it once, plainly, or set disclose_descriptors = true in [case]."
        for place in ("custody[1]", "custody[2]")
    )


@pytest.mark.parametrize(
    "written",
    [
        f'"{WALLET.replace("#", chr(92) + "u0023")}"',
        f'"""{WALLET[:30]}\\\n   {WALLET[30:]}"""',
        f'"{chr(92)}U00000077{WALLET[1:]}"',
    ],
)
def test_a_descriptor_written_with_escapes_is_refused(written: str) -> None:
    """What a plain replacement does not find is not left in the file."""
    with pytest.raises(CaseError, match=r"^custody\[1\]\.descriptor: cannot be withheld"):
        withheld(TEXT.replace(f"'{WALLET}'", written))


def test_a_key_in_another_value_is_refused() -> None:
    """A basis that quotes a key would give the wallet away."""
    with pytest.raises(CaseError, match=r"^custody\[1\]\.descriptor: cannot be withheld"):
        withheld(TEXT.replace('stage = "seizure"', f'stage = "seizure"\nbasis = "key \\u0074{account(3)[1:]}"'))


def test_a_key_broken_over_two_lines_of_a_value_is_refused() -> None:
    """A value that spells a key out is found in what it says, not in how it is written."""
    key = account(3)
    with pytest.raises(CaseError, match=r"^custody\[1\]\.descriptor: cannot be withheld"):
        withheld(TEXT.replace("[method]", f'basis = """{key[:50]}\\\n  {key[50:]}"""\n[method]'))


def test_a_wallet_of_plain_keys_is_withheld_as_well() -> None:
    """Hexadecimal keys count as keys."""
    key = "02" + "669b8afcec803a0d323e9a17f3ea8e68e8abe5a278020a929adbec52421adbd0"
    text = TEXT.replace(SEED, ended(f"wpkh({key})"))
    assert key not in withheld(text)[0]
    with pytest.raises(CaseError, match=r"^seed\[2\]\.descriptor: cannot be withheld"):
        withheld(f"{text}# {key}\n")


@pytest.mark.parametrize("quote", ['"', "'", '"""', "'''"])
def test_a_withheld_descriptor_is_seen_however_it_is_quoted(quote: str) -> None:
    """Any string of TOML may hold it; the words alone, in a title or a comment, are none."""
    text = TEXT.replace(f'"{SEED}"', f"{quote}{SEED}{quote}")
    assert not names_withheld(text.encode())
    assert names_withheld(withheld(text)[0].encode())
    assert not names_withheld(TEXT.replace('"K"', f'"withheld:{"ab" * 32}"').encode() + b"# withheld: nothing\n")
    assert not names_withheld(b'descriptor = "withheld:')
