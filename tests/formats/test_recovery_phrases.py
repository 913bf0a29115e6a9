"""Recovery phrases of every official list are recognised by their checksum, and nothing else is."""

import random
from hashlib import sha256
from itertools import pairwise
from unicodedata import combining, normalize

import pytest

from tracer.formats.private_keys import SHOWN_INSTEAD, redacted
from tracer.formats.recovery_phrases import LANGUAGES, SIZES, listed_words, spans, words

ZEROS = " ".join(["abandon"] * 11 + ["about"])
"""The first vector of BIP 39."""


def drawn(language: str, size: int, draw: random.Random) -> list[str]:
    """Return a phrase, its checksum computed here as BIP 39 says."""
    entropy = draw.randbytes(size // 3 * 4)
    bits = "".join(f"{byte:08b}" for byte in entropy) + f"{sha256(entropy).digest()[0]:08b}"[: size // 3]
    listed = words(language)
    return [listed[int(bits[at : at + 11], 2)] for at in range(0, len(bits), 11)]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("size", SIZES)
def test_a_phrase_of_every_list_and_length_is_found(language: str, size: int) -> None:
    """However its words are parted, a phrase is found from its first word to its last."""
    draw = random.Random(f"{language} {size}")
    for gap in (" ", "\n", ", ", "\u3000", '" "', " \u2013 ", "\r\n 7. "):
        phrase = gap.join(drawn(language, size, draw))
        for written in (phrase, phrase.upper()) if language != "japanese" else (phrase,):
            text = f"Фраза: {written}. Конец"
            assert [text[start:end] for start, end in spans(text)] == [written]


def test_chinese_words_need_no_spaces() -> None:
    """A run of ideographs as long as a phrase is read word by word."""
    phrase = "".join(drawn("chinese_simplified", 12, random.Random(1)))
    assert list(spans(f"({phrase})")) == [(1, 13)]


@pytest.mark.parametrize(
    "around", ["seed{}", "фраза{}", "{}BTC", "мой{}конец", "mnemonicphrase{}", "{}thanksforthefish"]
)
@pytest.mark.parametrize("language", ["english", "french", "italian"])
def test_the_first_and_the_last_word_may_be_run_together_with_others(around: str, language: str) -> None:
    """A phrase glued to words at its ends is taken out with them; where its checksum fails, nothing is."""
    draw = random.Random(f"{around} {language}")
    for size in SIZES:
        text = around.format(" ".join(drawn(language, size, draw)))
        assert list(spans(f"so, {text}. ok")) == [(4, 4 + len(text))]
    assert list(spans(around.format(" ".join(["zoo"] * 12)))) == []


def test_words_parted_by_capitals_alone_are_told() -> None:
    """A phrase written as one word with capitals is read hump by hump."""
    phrase = "".join(word.capitalize() for word in drawn("english", 12, random.Random(2)))
    assert list(spans(f"my {phrase}")) == [(3, 3 + len(phrase))]


@pytest.mark.parametrize("language", ["spanish", "french"])
def test_accents_may_be_left_out(language: str) -> None:
    """Phrases written on a keyboard without accents are phrases too."""
    draw = random.Random(language)
    for _ in range(20):
        phrase = " ".join(
            normalize("NFKD", word).encode("ascii", "ignore").decode() for word in drawn(language, 12, draw)
        )
        assert list(spans(phrase)) == [(0, len(phrase))]


def test_a_listed_word_before_a_phrase_hides_nothing() -> None:
    """A word of the list beside a phrase is taken out with it; the phrase is not shown."""
    assert redacted(f"seed {ZEROS}") == SHOWN_INSTEAD
    assert redacted(f"my wood: {ZEROS}!") == f"my {SHOWN_INSTEAD}!"


def test_fifteen_of_sixteen_wrong_phrases_are_none() -> None:
    """Where a last word is exchanged, only those whose checksum holds are phrases: 128 of the list's 2,048."""
    listed = words("english")
    found = [word for word in listed if list(spans(" ".join([*["zoo"] * 11, word])))]
    assert len(found) == 128
    assert "wrong" in found


def test_the_list_itself_is_no_phrase() -> None:
    """Every list, word by word, is passed over, and so is prose with words of the list in it."""
    for language in LANGUAGES:
        assert list(spans("\n".join(f"{at}. {word}" for at, word in enumerate(words(language), 1)))) == []
    assert (
        list(spans("He was able to abandon the account about a year ago; the actor had access across the border."))
        == []
    )


def test_the_lists_are_those_of_the_specification() -> None:
    """Ten lists of 2,048 words, each once; the English one in order, as BIP 39 has it."""
    assert {len(set(words(language))) for language in LANGUAGES} == {2048}
    english = words("english")
    assert (english[0], english[-1]) == ("abandon", "zoo")
    assert all(before < after for before, after in pairwise(english))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_listed_word_is_known_by_its_number(language: str) -> None:
    """Each word of a list is known in small letters, decomposed, and where that leaves ASCII without its accents."""
    known = listed_words()
    for index, word in enumerate(words(language)):
        plain = normalize("NFKD", word).lower()
        assert known[plain][language] == index
        bare = "".join(each for each in plain if not combining(each))
        if bare.isascii():
            assert known[bare][language] == index
