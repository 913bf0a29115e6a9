"""Examiner and reviewer are two persons, whatever way a name is written."""

import unicodedata

import pytest

from tests.case.test_case_file import LEAST
from tracer.case.case_file import parse
from tracer.case.persons import (
    ALIKE,
    AS_WRITTEN,
    BY_SIGHT,
    LIGATURES,
    look_alike,
    mixed_letters,
    mixed_scripts,
    same_person,
)
from tracer.errors import CaseError


def case_with(examiner: str, reviewer: str) -> bytes:
    """Return the least case with these persons."""
    return LEAST.replace("[case]\n", f'[case]\nexaminer = "{examiner}"\nreviewer = "{reviewer}"\n', 1).encode()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("E. Example", "e.  EXAMPLE"),
        ("Әлия Қ. Үсенова", "ӘЛИЯ Қ ҮСЕНОВА"),
        ("Йылмаз", unicodedata.normalize("NFD", "Йылмаз")),
        ("Ｅ．Ｅｘａｍｐｌｅ", "E.Example"),
        ("E.\u00a0Example", "E. Example"),
        ("K. Example", "Example K."),
        ("K. Example", "EXAMPLE, K"),
        ("K. E. Example", "Example K.E."),
        ("K. E. Example", "Example, KE"),
        ("Әлия Қ. Үсенова", "Үсенова Әлия Қ."),
        ("K. Example", "\u041a. Example"),
        ("K. Example", "\u041a. \u0415\u0445\u0430mpl\u0435"),
        ("K. Example", "Example \u039a."),
        ("H. Bop", "\u041d. \u0412\u043e\u0440"),
        ("H. Bop", "\u0397. \u0392\u03bfp"),
        ("I. Jot", "\u0406. \u0408\u043et"),
        ("Семёнов П.", "П. Семенов"),
        ("Семёнов П.", "П. Сем\u00ebнов"),
        ("O'Hara K.", "K. O’Hara"),
        ("K. OHara", "O'Hara K."),
        ("K. Exam\u200bple", "Example K."),
        ("K. Exam\u0336ple", "Example K."),
        ("Al Rashid K.", "AlRashid K."),
        ("person 1", "Person  1"),
        ("Й. Ли", "И. Ли"),
        ("J. Muller", "J. Müller"),
        ("S. Sample", "S. S\u00e1mple"),
        ("S. Sample", "S\u0301. Sample"),
        ("O. Lodz", "Ø. Łódź"),
        ("İ. Example", "ı. Example"),
        ("Igor Vell", "lgor Ve11"),
        ("Igor Vell", "1gor VeII"),
        ("\u0130gor Vell", "lgor Vell"),
        ("Igor Vell", "\u0406gor Ve||"),
        ("Oleg Popo", "0leg P0po"),
        ("P-01", "P-0l"),
        ("person 1", "person l"),
        ("Ivan Vole", "I\u03bdan Vole"),
        ("Ivan Vole", "\u0399\u03bd\u03b1\u03b7 Vole"),
        ("Nur Sample", "N\u03c5r Sample"),
        ("ren Example", "\u0433\u0435\u043f Example"),
        ("G. Bauer", "G. \u042cauer"),
        ("A. Nygard", "A. N\u03b3gard"),
        ("Г. Попов", "\u0393. Попов"),
        ("П. Попов", "\u03a0. Попов"),
        ("Ф. Ли", "\u03a6. Ли"),
        ("Ө. Ли", "\u0398. Ли"),
        ("З. Ли", "3. Ли"),
        ("person З", "person 3"),
        ("person 6", "person б"),
        ("Æ. Example", "Ӕ. Example"),
        ("Aegir Example", "Ægir Example"),
    ],
)
def test_one_person_written_twice_is_one_person(one: str, other: str) -> None:
    """Letter case, points, spaces, the order of words, look-alike letters, accents and form make no second person."""
    assert same_person(one, other)
    assert same_person(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("E. Example", "F. Example"),
        ("K. E. Example", "E. K. Example"),
        ("K. Example", "K. E. Example"),
        ("K. Example", "K. Examples"),
        ("Anna Lee", "Lena Ane"),
        ("Ана Ли", "Ада Ли"),
        ("Қ. Ли", "К. Ли"),
        ("Ә. Ли", "А. Ли"),
        ("I. Example", "L. Example"),
        ("IVAN Lee", "LVAN Lee"),
        ("S. Sample", "Տ. Տample"),
        ("Dr. K. Example", "K. Example"),
        ("P-10", "P-01"),
        ("P. Иванов", "В. Иванов"),
        ("person 1", "person 11"),
        ("person 12", "person 21"),
        ("1 2", "12 1"),
        ("Г. Попов", "R. Попов"),
        ("Г. Попов", "П. Попов"),
        ("Иванов З.", "Иванов Э."),
        ("З. Ли", "Ж. Ли"),
        ("Әсел Қайратқызы Нұрланова", "Әсем Қайратқызы Нұрланова"),
        ("Νίκος Παππάς", "Νίκη Παππά"),
    ],
)
def test_two_persons_are_two(one: str, other: str) -> None:
    """A letter, a figure, an initial more or in another place is enough to be somebody else; so is a title."""
    assert not same_person(one, other)
    assert not same_person(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Қ. Ли", "К. Ли"),
        ("қ. ли", "Ли к."),
        ("Қайрат Үсенов", "Кайрат Үсенов"),
        ("Қайрат", "Kайрат"),
        ("Ұлан", "Үлан"),
        ("Ғани Е.", "Гани Е."),
        ("Аңсар", "Ансар"),
        ("Ɓa Example", "Ba Example"),
        ("K. Bames", "K. Barnes"),
        ("K. BARNES", "k.  bames"),
        ("W. Lee", "VV. Lee"),
        ("A. Clark", "A. Dark"),
        ("K. Barnes", "Bames K."),
    ],
)
def test_names_that_differ_by_a_tail_or_in_print_are_looked_at(one: str, other: str) -> None:
    """They are two names by their letters and one at a glance: a person is asked to look, nothing is refused."""
    assert not same_person(one, other)
    assert look_alike(one, other)
    assert look_alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("E. Example", "F. Example"),
        ("K. Example", "K. Examples"),
        ("Ана Ли", "Ада Ли"),
        ("P-10", "P-01"),
        ("K. Example", "К. Example"),
        ("J. Muller", "J. Müller"),
        ("K. E. Example", "E. K. Example"),
        ("山田 たろう", "山田 はなこ"),
    ],
)
def test_names_that_nobody_mixes_up_are_not(one: str, other: str) -> None:
    """Other letters are other persons; one person is told as such, not as somebody alike."""
    assert not look_alike(one, other)


def test_every_letter_that_looks_alike_is_named_once() -> None:
    """Each stands for one small Latin letter, and its capital for the same."""
    for letter, latin in ((chr(one), chr(int(other))) for one, other in ALIKE.items()):
        assert latin.isascii()
        assert latin.islower()
        assert not letter.isascii()
        assert same_person(f"{letter}. Example", f"{latin}. Example")
        assert same_person(f"{letter.upper()}. Example", f"{latin.upper()}. Example")


def test_what_no_reader_tells_apart_is_one_letter() -> None:
    """Capital i, small l, 1 and a bar; capital o and 0: in a name each stands for any other of its kind."""
    for one in map(chr, BY_SIGHT):
        alike = [other for other in map(chr, BY_SIGHT) if BY_SIGHT[ord(one)] == BY_SIGHT[ord(other)]]
        assert len(alike) in (8, 4)
        assert all(same_person(f"K. Ex{one}mple", f"K. Ex{other}mple") for other in alike)


def test_what_looks_alike_as_it_is_written_is_one_letter() -> None:
    """Of a small letter and its capital one looks like the other script's: beside that one it is no other person."""
    for letter, other in ((chr(one), chr(int(other))) for one, other in AS_WRITTEN.items()):
        assert letter != other
        assert same_person(f"K. Ex{letter}mple", f"K. Ex{other}mple")
    for letter, other in ((chr(one), str(other)) for one, other in LIGATURES.items()):
        assert same_person(f"{letter.upper()}. Example", f"{other}. Example")


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("I\u03bdan Vole", "Latin and Greek letters in one word (\u03bd is U+03BD)"),
        ("Iv\u0430n Vole", "Latin and Cyrillic letters in one word (\u0430 is U+0430)"),
        (
            "Vole I\u03bd\u0430n",
            "Latin and Greek and Cyrillic letters in one word (\u03bd is U+03BD, \u0430 is U+0430)",
        ),
        ("I\u200b\u03bdan Vole", "Latin and Greek letters in one word (\u03bd is U+03BD)"),
        ("I\u0336\u03bdan Vole", "Latin and Greek letters in one word (\u03bd is U+03BD)"),
        ("I1\u03bd", "Latin and Greek letters in one word (\u03bd is U+03BD)"),
        ("K. \u041e'Hara", "Cyrillic and Latin letters in one word (\u041e is U+041E)"),
        ("\U0001d742an", "Greek and Latin letters in one word (\u03bd is U+03BD)"),
        ("\u04d5lia", "Cyrillic and Latin letters in one word (\u04d5 is U+04D5)"),
        ("С\u0259кен", "Cyrillic and Latin letters in one word (\u0259 is U+0259)"),
        ("Iv\u0391\u0391", "Latin and Greek letters in one word (\u0391 is U+0391)"),
    ],
)
def test_a_word_in_letters_of_two_scripts_is_no_persons(name: str, told: str) -> None:
    """Latin, Cyrillic and Greek letters do not stand in one word; the message names those that look like others."""
    assert mixed_letters(name) == f"has {told}: write a person in the letters of one script"
    assert mixed_scripts(name) == ()
    for examiner, reviewer, key in ((name, "F. Other", "examiner"), ("F. Other", name, "reviewer")):
        if any(unicodedata.category(each) == "Cf" for each in name):
            continue  # refused before: a name has no invisible letters
        with pytest.raises(CaseError) as caught:
            parse(case_with(examiner, reviewer), "case.toml")
        assert any(fault.startswith(f"case.toml: case.{key}: ") and told in fault for fault in caught.value.faults)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("\u0475. Vole", "Latin"),
        ("\u0460. Vole", "Latin"),
        ("\u050c. Vole", "Latin"),
        ("\u051b. Vole", "Latin"),
        ("\u0474. Оре", "Cyrillic"),
        ("\u0184ob Vole", "Latin"),
        ("\u03f3. Vole", "Latin"),
        ("\ua641. Vole", "Latin"),
        ("\u1c80. Ли", "Cyrillic"),
        ("\u01a6. Vole", "Latin"),
        ("\u01bf. Vole", "Latin"),
        ("\u2c9f. Vole", "Latin"),
    ],
)
def test_a_letter_that_no_name_has_is_told(name: str, other: str) -> None:
    """Letters of alphabets that nobody writes any more look like others: beside those of names they are refused."""
    assert mixed_scripts(name) in (("unusual", other), ("Coptic", other))
    assert mixed_letters(name) is not None


def test_normal_form_does_not_hide_a_letter_that_no_name_has() -> None:
    """The lunate sigma, which looks like c, is made a sigma by normal form KC, and refused as it is written."""
    assert mixed_scripts("\u03f2. Оре") == ("unusual", "Greek", "Cyrillic")
    assert mixed_scripts("\u03f9. Vole") == ("unusual", "Greek", "Latin")


@pytest.mark.parametrize(
    ("name", "scripts"),
    [
        ("Տ. Sample", ("Armenian", "Latin")),
        ("S. \u13daample", ("Latin", "Cherokee")),
        ("ᴋ. Example", ("phonetic", "Latin")),
        ("\u01c3gor Example", ("phonetic", "Latin")),
        ("К. Example \u5c71", ("Cyrillic", "Latin", "Chinese")),
    ],
)
def test_a_name_in_letters_of_several_scripts_is_refused(name: str, scripts: tuple[str, ...]) -> None:
    """What looks like a letter of another script cannot be compared; the message names the scripts."""
    assert mixed_scripts(name) == scripts
    told = f"has {' and '.join(scripts)} letters: write a person in the letters of one script"
    assert mixed_letters(name) == told
    for examiner, reviewer, key in ((name, "F. Other", "examiner"), ("F. Other", name, "reviewer")):
        with pytest.raises(CaseError) as caught:
            parse(case_with(examiner, reviewer), "case.toml")
        assert next(fault for fault in caught.value.faults if told in fault).startswith(f"case.toml: case.{key}: '")


@pytest.mark.parametrize(
    "name",
    [
        "K. Example",
        "К. Example",
        "Əli Həsənov",
        "Әлия Қ. Үсенова",
        "山田 たろう",
        "김 철수 (金)",
        "محمد علي",
        "P-07",
        "42",
        "Ｅ. Ｅxample",
        "Иванов-Петров Пётр Щ.",
        "Салтыков-Щедрин М. Е.",
        "Римская-Корсакова Анна-Мария",
        "Нұрсұлтан Әбішұлы Үмітжанов",
        "Өмірзақ Шөкеев",
        "Ғабит Мүсірепов",
        "Іңкәр Һ. Қабдешқызы",
        "Ұлпан Ғ.-Ә. Ыбырайқызы",
        "Nūrsūltan Äbışūly Ümıtjanov",
        "Өмір Қ. (P-07)",
        "Ӕхсар Коста",
        "Тамерлан Ӏусаев",
        "Подъячев Эд.",
        "Ґалаґан Їжакевич Є.",
        "Ѓорѓи Љубомир Џ. Ђорђевић",
        "Jean-Luc O'Neill d'Arc",
        "Gößmann Łukasz Øyvind Þór Œ. Ð.",
        "Nguyễn Thị Ơ Ư",
        "Iğdır İnönü Ş.",
        "Ɓala Ƙofa Ɗan",
        "Νίκος Παπαδόπουλος-Στεφανίδης",
        "Ἀλέξανδρος",
        "Иванов И. (Ivanov I.)",
        "Smith-Иванов J.",
    ],
)
def test_a_name_in_one_script_is_taken(name: str) -> None:
    """Latin, Cyrillic and Greek are compared by looks and may stand together; so may what is written together."""
    assert mixed_scripts(name) == ()
    assert mixed_letters(name) is None


def test_a_case_of_two_persons_is_read() -> None:
    """The reviewer is another person than the examiner."""
    assert parse(case_with("E. Example", "F. Example"), "case.toml").reviewer == "F. Example"


def test_a_case_that_names_one_person_twice_is_refused() -> None:
    """One message names the key, the name and what to do."""
    with pytest.raises(CaseError) as caught:
        parse(case_with("E. Example", "e.  EXAMPLE"), "case.toml")
    assert str(caught.value) == (
        "case.toml: case.reviewer: 'e.  EXAMPLE' is the examiner as well; another person reviews, or nobody does"
    )
