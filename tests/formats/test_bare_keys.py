"""A raw key or seed in hexadecimal is known by the words beside it, and a hash in its own key never is one."""

import random
from pathlib import Path

import pytest

from tests.changed import ROOT
from tracer.formats import bare_keys
from tracer.formats.faults import Faults
from tracer.formats.private_keys import SHOWN_INSTEAD, held, redacted
from tracer.formats.toml_file import check_no_secret

KEY = random.Random(15).randbytes(32).hex()
SEED = random.Random(16).randbytes(64).hex()

SECRETS = (
    "note = 'private key {}'",
    'wallet_key = "{}"',
    'signingKey = "0x{}"',
    '"private key" = "{}"',
    "seed={}",
    "# entropy {} of the old wallet",
    "# mnemonic as hexadecimal:\n# {}",
    'text = """\nthe secret of the device\nis {}\n"""',
    'note = "{}"  # the old private key',
    'note = "{} is the key of L-0001"',
    "note = 'закрытый ключ {}'",
    "note = 'сид-фраза: {}'",
    "note = 'құпия кілт {}'",
    'note = "the transaction is known, the key {}"',
    'note = "private key of 39ytdTHP4vwuxMxfpX87gHESQpAuezHDcL: {}"',
    'note = "{}: this is the key, and the transaction another"',
    f"private_key = 'written down {'on that day ' * 9}{{}}'",
    'keys = [\n  "{}",\n]',
)

PUBLIC = (
    'txid = "{}"',
    'txid = "{}"  # paid by the stolen key',
    'sha256 = "{}"',
    'seed = "{}:0"',
    'key_sha256 = "{}"',
    'text = "{}"',
    'note = "the transaction {} moved the coin of the old key"',
    'note = "public key {}"',
    'pubkey = "{}"',
    'descriptor = "tr({})"  # the cold key',
    'note = "SHA-256 of keys.toml: {}"',
    'note = "открытый ключ {}"',
    'note = "хеш {}"',
    'note = "monkey {}"',
    'note = "the turkey, {}"',
    'note = "the key paid 39ytdTHP4vwuxMxfpX87gHESQpAuezHDcL {}"',
    'note = "paid to 39ytdTHP4vwuxMxfpKeySEED9Xp {}"',
    'note = "заключение {}"',
    '# the key\nevidence = "{}"',
    'txids = [\n  "{}",\n]  # of the key',
    'key = "a{}"',
    'key = "{}a"',
)


@pytest.mark.parametrize("digits", [KEY, KEY.upper(), SEED])
@pytest.mark.parametrize("line", SECRETS)
def test_a_key_in_hexadecimal_is_told_by_its_words(line: str, digits: str) -> None:
    """The nearest word speaks of a secret: the name of the key, or a word of the text in any language."""
    (found,) = held(line.format(digits))
    assert found.what == ("a seed in hexadecimal" if digits == SEED else "a private key in hexadecimal")
    assert redacted(line.format(digits)) == line.format(SHOWN_INSTEAD).replace("0x(", "(")


@pytest.mark.parametrize("digits", [KEY, SEED])
@pytest.mark.parametrize("line", PUBLIC)
def test_what_its_words_call_public_is_public(line: str, digits: str) -> None:
    """Transactions, digests, public keys and outpoints stand in their own keys; with no word nothing is said."""
    text = line.format(digits)
    assert (held(text), redacted(text)) == ((), text)


@pytest.mark.parametrize("digits", [31, 33, 63, 65, 127, 129])
def test_other_lengths_are_no_key(digits: int) -> None:
    """A compressed public key has 66 digits, an uncompressed one 130."""
    assert held(f'key = "{"a7" * digits}"') == ()


def test_each_word_decides_for_what_stands_behind_it() -> None:
    """Of several in one line each is judged by the word nearest to it."""
    line = f"note = 'txid {KEY}, key {SEED}, block {KEY}'"
    assert [line[each.start : each.end] for each in held(line)] == [SEED]
    assert held(f"note = '{KEY}, {KEY} key'")[0].start == 74
    assert held(f"note = '{KEY}, then {SEED} is the key'")[0].what == "a seed in hexadecimal"


def test_the_line_of_a_key_is_told_and_never_the_key() -> None:
    """A fault names the file and the line."""
    faults = Faults("acts/2026-0001.toml")
    check_no_secret(f"kind = 'order'\n\nnote = 'seed {SEED}'\n", faults)
    assert faults.texts == (
        "acts/2026-0001.toml: holds a seed in hexadecimal in line 3: take it out, and treat that key as exposed",
    )


def test_no_fault_repeats_a_key_of_its_file_though_its_words_are_not_there() -> None:
    """A value is shown shortened and without the words beside it in the file: it is taken out all the same."""
    faults = Faults("register.toml")
    faults.source = f"# the key\nnote = '{KEY}'  # private key\n"
    faults.add("note", f"expected a date, got '{KEY[:40]}…'")
    assert faults.texts == (f"register.toml: note: expected a date, got '{SHOWN_INSTEAD}…'",)


def test_the_column_of_a_table_names_its_keys() -> None:
    """The name of the column decides before the words of the row; a quoted cell of two lines counts its last line."""
    table = f'as_of,private key,txid,note\n2026-01-01,{KEY},{KEY},"the\nseed {SEED}"\n2026-01-02,,{KEY},of the key\n'
    assert list(bare_keys.spans_of_table(table)) == [(3, KEY), (3, SEED)]
    assert list(bare_keys.spans_of_table(f"as_of,note,of\n2026-01-01,{KEY},private key\n")) == [(2, KEY)]


def _written() -> list[Path]:
    places = (ROOT / "fixtures", ROOT / "docs", ROOT / "tracer")
    return sorted(each for place in places for each in place.rglob("*.toml"))


def test_no_file_of_the_recorded_story_is_called_a_secret() -> None:
    """Registers, acts, security files and cases of the recorded stories hold hundreds of hashes and not one key."""
    files = _written()
    texts = [each.read_text("utf-8") for each in files]
    assert sum(text.count("sha256 =") + text.count("txid =") for text in texts) > 50
    assert [file.name for file, text in zip(files, texts, strict=True) if held(text)] == []
