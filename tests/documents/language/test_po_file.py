"""Catalogs are read as polib reads them, which reads what gettext's tools and translators' editors write."""

from gettext import c2py
from importlib.resources import files

import polib
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.counts import count
from tracer.documents.language.po_file import PoEntry, read

HEADER = {"Content-Type": "text/plain; charset=UTF-8", "Plural-Forms": "nplurals=2; plural=n != 1;"}
WORDS = st.text(st.sampled_from('ab {}"\\\n\tд\u2028\x85'), min_size=1, max_size=30)
DRAWN = st.builds(
    polib.POEntry,
    msgctxt=st.sampled_from([None, "glossary"]),
    msgid=WORDS,
    msgstr=st.one_of(st.just(""), WORDS),
    comment=st.sampled_from(["", "basis", "two\nlines"]),
    flags=st.sampled_from([[], ["fuzzy"], ["python-brace-format"], ["python-brace-format", "fuzzy"]]),
    obsolete=st.sampled_from([False, False, True]),
)
NOUNS = st.builds(
    polib.POEntry, msgctxt=st.just("counted"), msgid=WORDS, msgid_plural=WORDS,
    msgstr_plural=st.fixed_dictionaries({0: WORDS, 1: st.one_of(st.just(""), WORDS)}),
)  # fmt: skip


def by_polib(file: polib.POFile) -> list[PoEntry]:
    """Return the entries that polib holds for translated."""
    said = [each for each in file if each.translated()]
    return [
        PoEntry(
            each.msgctxt,
            each.msgid,
            tuple(form for _, form in sorted(each.msgstr_plural.items())) if each.msgid_plural else (each.msgstr,),
        )
        for each in said
    ]


@pytest.mark.parametrize("code", ["ru", "kk"])
def test_the_catalogs_are_read_as_polib_reads_them(code: str) -> None:
    """Every entry of both languages, and the rule for a number's form."""
    text = files("tracer.documents.language").joinpath(f"{code}.po").read_text(encoding="utf-8")
    held, found = polib.pofile(text), read(text)
    assert list(found.entries) == by_polib(held)
    rule = c2py(held.metadata["Plural-Forms"].partition("plural=")[2].removesuffix(";"))
    assert [found.form_of(number) for number in range(200)] == [rule(number) for number in range(200)]


@settings(derandomize=True, deadline=None, max_examples=count(suite=60, laws=1_000))
@given(st.lists(st.one_of(DRAWN, NOUNS), max_size=5), st.sampled_from([20, 78, 0]))
def test_what_polib_writes_is_read(entries: list[polib.POEntry], width: int) -> None:
    """Wrapped lines, escapes, flags, comments, obsolete entries and plurals, however an editor lays them out."""
    file = polib.POFile(wrapwidth=width)
    file.metadata = HEADER
    file.extend(entries)
    assert list(read(str(file)).entries) == by_polib(file)


def test_entries_need_no_empty_line_between_them() -> None:
    """A comment or the next entry's first word ends one; what was before goes on over lines."""
    text = (
        'msgid ""\nmsgstr "Plural-Forms: nplurals=1; plural=0;\\n"\n'
        'msgid "a"\nmsgstr ""\n"b"\n#. of c\nmsgctxt "x"\nmsgid "c"\nmsgstr "d"\n#~ msgid "old"\n#~ msgstr "gone"'
    )  # fmt: skip
    assert read(text).entries == (PoEntry(None, "a", ("b",)), PoEntry("x", "c", ("d",)))


def test_a_mark_of_doubt_holds_whatever_comments_follow_it() -> None:
    """What an editor writes of the text as it was, and further flags, do not undo that an entry is fuzzy."""
    header = 'msgid ""\nmsgstr "Plural-Forms: nplurals=1; plural=0;\\n"\n\n'
    doubted = '#, fuzzy\n#| msgid "older"\n#, python-brace-format\nmsgid "a"\nmsgstr "b"\n\n'
    assert read(f'{header}{doubted}msgid "c"\nmsgstr "d"\n').entries == (PoEntry(None, "c", ("d",)),)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ('msgid "b', "line 5 is no part of an entry"),
        ('msgword "b"', "line 5 is no part of an entry"),
        ('"b"', "line 5 is no part of an entry"),
        (r'msgid "\x"', "line 5 has an escape that is not known"),
    ],
)
def test_a_line_of_no_form_known_is_refused(line: str, said: str) -> None:
    """Nothing is passed over in silence."""
    with pytest.raises(ValueError, match=f"^{said}$"):
        read(f'msgid ""\nmsgstr ""\n"Plural-Forms: nplurals=1; plural=0;\\n"\n\n{line}\n')


def test_a_file_without_a_rule_for_forms_is_refused() -> None:
    """A number's form is never guessed."""
    with pytest.raises(ValueError, match=r"^the header says no Plural-Forms:$"):
        read('msgid "a"\nmsgstr "b"\n')
