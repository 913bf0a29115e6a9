"""Phrases whose words nothing parts are secrets too, and ordinary long words, names and headings are none."""

import random

import pytest

from tests.formats.test_recovery_phrases import drawn
from tracer.formats.glued_phrases import spans
from tracer.formats.private_keys import SHOWN_INSTEAD, redacted, secrets
from tracer.formats.recovery_phrases import LANGUAGES, SIZES, words

CHINESE = ("chinese_simplified", "chinese_traditional")
LATIN = tuple(language for language in LANGUAGES if language not in CHINESE)


def grouped(listed: list[str], size: int, gap: str) -> str:
    """Return words in groups of a size with nothing between them, the groups parted."""
    return gap.join("".join(listed[at : at + size]) for at in range(0, len(listed), size))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_a_phrase_without_separators_is_found(language: str, size: int) -> None:
    """In small letters or in capitals, alone or in a sentence; of it nothing is shown."""
    phrase = "".join(drawn(language, size, random.Random(f"{language} {size} glued")))
    for written in (phrase, phrase.upper()) if language != "japanese" else (phrase,):
        text = f"Фраза: {written}. Конец"
        assert redacted(text) == f"Фраза: {SHOWN_INSTEAD}. Конец"
        assert [each.what for each in secrets(text)] == ["a recovery phrase"]


@pytest.mark.parametrize("around", ["seed{}", "mywallet{}", "{}backup", "abc{}xyz", "фраза{}конец"])
@pytest.mark.parametrize("language", LATIN)
def test_letters_run_together_with_it_hide_no_phrase(around: str, language: str) -> None:
    """Where the phrase begins in the run nobody says, so every place is tried; the whole run is taken out."""
    for number in range(5):
        text = around.format("".join(drawn(language, 12, random.Random(f"{around} {number}"))))
        assert redacted(f"so {text}.") == f"so {SHOWN_INSTEAD}."


@pytest.mark.parametrize("language", LATIN)
@pytest.mark.parametrize("size", [2, 3, 4, 5, 6, 8])
def test_words_run_together_in_groups_are_a_phrase(language: str, size: int) -> None:
    """Two or more in each group, the last perhaps fewer, parted by blanks or lines."""
    for length in (12, 15, 21):
        listed = drawn(language, length, random.Random(f"{language} {size} groups"))
        for gap in (" ", "\n", ", "):
            written = grouped(listed, size, gap)
            assert redacted(f"Фраза: {written}. Конец") == f"Фраза: {SHOWN_INSTEAD}. Конец"


@pytest.mark.parametrize("language", CHINESE)
def test_chinese_words_in_groups_of_one_length_are_a_phrase(language: str) -> None:
    """18 characters and more, or fewer behind a word that announces a phrase; headings of a table are none."""
    for size in (2, 3, 4, 6):
        for length in (18, 24):
            written = grouped(drawn(language, length, random.Random(f"{size} {length}")), size, " ")
            assert redacted(f"so {written}.") == f"so {SHOWN_INSTEAD}."
        short = grouped(drawn(language, 12, random.Random(size)), size, " ")
        assert redacted(f"助记词：{short}") == f"助记词：{SHOWN_INSTEAD}"
        assert redacted(f"交易：{short}") == f"交易：{short}"


@pytest.mark.parametrize("language", CHINESE)
@pytest.mark.parametrize("around", ["助记词{}", "我的助记词是{}请保存", "seed{}", "{}BTC", "種子詞為{}"])
def test_chinese_words_are_told_from_what_announces_them(language: str, around: str) -> None:
    """Behind such a word, with a sign between, and beside letters of another script."""
    for length in SIZES:
        phrase = "".join(drawn(language, length, random.Random(f"{around} {length}")))
        assert phrase not in redacted(around.format(phrase))
        assert SHOWN_INSTEAD in redacted(around.format(phrase))


def test_a_phrase_whose_checksum_fails_is_none() -> None:
    """Twelve listed words run together are a phrase in one of sixteen cases: 128 last words of the list's 2,048.

    A few more pass where letters can be cut in another way, such as `car` and `pet`.
    """
    found = [word for word in words("english") if list(spans("zoo" * 11 + word))]
    assert 128 <= len(found) < 140
    assert "wrong" in found


@pytest.mark.parametrize(
    "text",
    [
        "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
        "pneumonoultramicroscopicsilicovolcanoconiosis",
        "llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch",
        "https://example.org/thequickbrownfoxjumpsoverthelazydogandrunsawayfromthebear",
        "firebrick1 firebrick2 firebrick3 firebrick4 brown1 brown2 brown3 salmon1 salmon2 salmon3",
        "getElementsByClassName addEventListener removeEventListener requestAnimationFrame",
        "交易时间 交易金额 交易对方 账户余额 交易类型 备注信息",
        "北京字节跳动科技有限公司上海分公司财务部门负责人",
        "대한민국서울특별시강남구테헤란로삼성전자주식회사본사건물",
        "ありがとうございましたまたよろしくおねがいいたします",
        "abandon" * 300,
        "ability" * 13 + "x" * 40,
    ],
)
def test_long_words_names_and_headings_are_no_phrases(text: str) -> None:
    """Long words of several languages, identifiers, headings of statements and repeated words are passed over."""
    assert list(spans(text)) == []
