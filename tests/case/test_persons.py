"""Examiner and reviewer are two persons, whatever way a name is written."""

import unicodedata

import pytest

from tests.case.test_case_file import LEAST
from tracer.case.case_file import parse
from tracer.case.persons import ALIKE, BY_SIGHT, look_alike, mixed_letters, mixed_scripts, same_person
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
