"""Commands speak English, Russian and Kazakh; keys, codes, JSON and files are the same in each."""

import re
from importlib.resources import files
from pathlib import Path

import polib
import pytest

from tests.cli.spoken import commands, texts
from tests.commands import tracer
from tests.documents.language.test_catalogs import FORMS
from tests.story import BLOCKS, CASE
from tracer.case.choices import LANGUAGES
from tracer.cli.screen_catalog import EXPECTED, MESSAGE, screen_catalog
from tracer.cli.spoken_help import SpokenContext
from tracer.cli.tongue import asked, asked_anywhere, counted, known, of_locale, say, speaking, word
from tracer.documents.language.language import fields_of

OTHERS = [code for code in LANGUAGES if code != "en"]

NOT_YET = (
    "tracer.case.assertions", "tracer.case.parameters", "tracer.case.watched", "tracer.chain.header",
    "tracer.chain.wire", "tracer.disk.files", "tracer.disk.folder", "tracer.evidence.run_folder",
    "tracer.formats.fields", "tracer.ingest.file_chain", "tracer.ingest.fitness", "tracer.ingest.framing",
    "tracer.journal.kinds", "tracer.operations.look", "tracer.operations.signing", "tracer.operations.tag_files",
    "tracer.operations.tags", "tracer.operations.verify", "tracer.result.row_files", "tracer.store.writer",
    "tracer.trace.patterns.score", "tracer.trace.seeds", "tracer.trace.tags", "tracer.verify.time_steps",
)  # fmt: skip
"""Rooms and modules some of whose messages are English still; what is translated is taken off."""

NAMES = (
    "ActorPack", "Bitcoin Core", "CMS", "CSV", "CoinJoin", "Ctrl-C", "DOCX", "Dask", "Ed25519", "GraphSense", "HTML",
    "JSON", "Markdown", "ODS", "ODT", "OpenTimestamps", "PEM", "PKCS", "RFC", "RTF", "SHA", "TagPack", "URL", "UTC",
    "XLSX", "coinbase", "outpoint", "tracer", "txid",
)  # fmt: skip
"""Names that are the same in every language: of programs, formats, standards and parts of a transaction."""

CODES = (
    "actor", "attribute", "corrected", "demo", "demo-reserve", "event", "examiner", "exchange", "handed-over", "kz",
    "main", "mention", "opened", "ownership", "ransomware", "received", "reviewed", "scam", "seized", *LANGUAGES,
)  # fmt: skip
"""Values of options that a help names."""

VALUE = re.compile(r"\b[A-Z][A-Z0-9_]*(?:\|[A-Z]+)*\b")
"""What stands for a value."""

EXAMPLE = re.compile(r"(?m)^    tracer .*$")
"""The command that runs, at the end of a help."""

KEPT = (
    r"`[^`]*`",  # a key, a command
    r"\[\[\w+\]\]",  # a table of a case
    r"\S*[/:_*.]\w\S*",  # a path, an address, a file, a key
    r"(?<![\w-])--?[a-z][a-z-]*",  # an option
    r"\[[a-z0-9|-]+\]",  # the choices of an option
)
"""What stands in a help beside words, by kind."""


def words_left(screen: str) -> set[str]:
    """Return the English words of a help that are none of what every language has."""
    called = {each for path, _ in commands() for each in path}
    screen = " ".join(EXAMPLE.sub("", screen).split())
    for kind in KEPT:
        screen = re.sub(kind, " ", screen)
    for name in sorted((*NAMES, *CODES, *called), key=len, reverse=True):
        screen = re.sub(rf"(?<![\w-]){re.escape(name)}(?![A-Za-z0-9_])", " ", screen)
    screen = VALUE.sub(" ", screen)
    return set(re.findall(r"[A-Za-z]{2,}", screen))


@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, "en"),
        ({"LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LANG": "kk_KZ"}, "kk"),
        ({"LANG": "kk"}, "kk"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "ru_RU.UTF-8", "LC_MESSAGES": "kk_KZ.UTF-8"}, "kk"),
        ({"LC_ALL": "C", "LANG": "ru_RU.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "ru_RU.UTF-8"}, "ru"),
        ({"LC_NUMERIC": "ru_RU.UTF-8"}, "en"),
        ({"LANG": "run"}, "en"),
    ],
)
def test_the_locale_says_the_language(environment: dict[str, str], code: str) -> None:
    """Of LC_ALL, LC_MESSAGES and LANG the first that is set decides; English where it is none of ours."""
    assert of_locale(environment) == code


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("--language kk trace", "kk"),
        ("--language=ru trace", "ru"),
        ("--language ru --language kk trace", "kk"),
        ("trace --language kk", None),
        ("--language de trace", None),
        ("--language", None),
        ("-- --language kk", None),
        ("", None),
    ],
)
def test_a_language_is_asked_for_before_the_command(line: str, code: str | None) -> None:
    """The options before the first name are the whole command line's."""
    assert asked(line.split()) == code


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("case.toml --language kk --out x", "kk"),
        ("--language=ru", "ru"),
        ("case.toml -- --language kk", None),
        ("case.toml --out x", None),
    ],
)
def test_a_language_is_asked_for_anywhere_behind_a_command(line: str, code: str | None) -> None:
    """An option of a command may stand at any place behind it."""
    assert asked_anywhere(line.split()) == code


def test_a_command_speaks_what_is_asked_for() -> None:
    """`--language` is heard before and behind the command and goes before the locale; the line's faults follow it."""
    russian = "Ошибка: Нет аргумента 'CASE.toml'."
    assert russian in tracer("--language", "ru", "check").err
    assert russian in tracer("check", "--language", "ru").err
    assert russian in tracer("check", LC_ALL="ru_RU.UTF-8").err
    assert "Қате: 'CASE.toml' аргументі жоқ." in tracer("check", "--language", "kk", LC_ALL="ru_RU.UTF-8").err
    assert "Қате: 'CASE.toml' аргументі жоқ." in tracer("--language", "ru", "check", "--language", "kk").err
    assert "Error: Missing argument 'CASE.toml'." in tracer("check").err
    assert tracer("--language", "de", "check").code == 2


def test_a_language_of_documents_is_not_that_of_the_screen() -> None:
    """Where a command has a `--language` of its own, for what it writes, the screen's stands before the command."""
    assert "Error: Missing option '--out'." in tracer("export", "run", "--language", "kk").err
    assert "Қате: '--out' параметрі жоқ." in tracer("--language", "kk", "export", "run", "--language", "ru").err


@pytest.mark.parametrize("code", OTHERS)
def test_no_help_has_an_english_word(code: str) -> None:
    """Of every command: what is left are names, commands, options, keys and codes."""
    left = {}
    for path, command in commands():
        with speaking(code):
            screen = command.get_help(SpokenContext(command, info_name=" ".join(("tracer", *path))))
        assert len(screen) > 200
        if found := words_left(screen):
            left[path] = found
    assert left == {}


def test_an_english_word_is_found() -> None:
    """The search above finds a word of any help in English, and none in one that is Russian."""
    assert {"Follow", "bitcoin", "Options"} <= words_left(tracer("--help").out)
    assert (
        words_left("  --out RUN  Папка; не должна существовать.  [обязательно]\n    tracer trace a --out run") == set()
    )


def _catalog(code: str) -> dict[tuple[str | None, str], polib.POEntry]:
    text = files("tracer.cli.catalogs").joinpath(f"{code}.po").read_text(encoding="utf-8")
    return {(entry.msgctxt, entry.msgid): entry for entry in polib.pofile(text)}


def _waits(module: str) -> bool:
    return module.startswith(NOT_YET)


@pytest.mark.parametrize("code", OTHERS)
def test_every_text_of_a_screen_is_in_the_catalog(code: str) -> None:
    """Help, sentences and messages: none lacks, but messages of the modules that are named as not done."""
    have = _catalog(code)
    lack = [each for each in texts() if (each.context, each.english) not in have]
    assert [each for each in lack if each.context != MESSAGE] == []
    assert [each for each in lack if each.context == MESSAGE and not _waits(each.module)] == []


def test_what_is_translated_is_taken_off_the_list() -> None:
    """No room or module is named as not done that lacks nothing any more."""
    have = _catalog("ru")
    lack = [each.module for each in texts() if each.context == MESSAGE and (MESSAGE, each.english) not in have]
    assert [name for name in NOT_YET if not any(module.startswith(name) for module in lack)] == []


@pytest.mark.parametrize("code", OTHERS)
def test_a_catalog_of_the_screen_is_whole(code: str) -> None:
    """Each text stands once, is translated, has the fields of its English, and is said by somebody."""
    text = files("tracer.cli.catalogs").joinpath(f"{code}.po").read_text(encoding="utf-8")
    entries = list(polib.pofile(text))
    names = [(entry.msgctxt, entry.msgid) for entry in entries]
    assert [name for name in names if names.count(name) > 1] == []
    assert [entry.msgid for entry in entries if not entry.translated() or entry.fuzzy or entry.obsolete] == []
    assert sorted(str(name) for name in set(names) - {(each.context, each.english) for each in texts()}) == []
    for entry in entries:
        forms = list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]
        assert [form for form in forms if sorted(fields_of(form)) != sorted(fields_of(entry.msgid))] == []
        assert len(forms) == (FORMS[code] if entry.msgid_plural else 1), entry.msgid
        assert bool(fields_of(entry.msgid)) == ("python-brace-format" in entry.flags), entry.msgid


def test_a_catalog_of_the_screen_has_the_same_texts_in_each_language() -> None:
    """What is said in one language is said in the others."""
    first, *others = (set(_catalog(code)) for code in OTHERS)
    assert all(first == other for other in others)


@pytest.mark.parametrize("code", OTHERS)
def test_every_message_is_recognised_with_what_it_names(code: str) -> None:
    """A message written out with any names is said in the language, and each name stands in it."""
    with speaking(code):
        for english in [*screen_catalog(code).plain, *(each.english for each in screen_catalog(code).wordings)]:
            if not words_left(re.sub(r"\{\w+\}", " ", english)):
                continue  # of codes and names alone: it is the same in every language
            fields = {name: f"‹{at}›" for at, name in enumerate(fields_of(english))}
            wanted = {name: "an object" for name in fields if name.startswith(EXPECTED)}
            found = known(english.format_map(fields | wanted))
            assert found != english.format_map(fields | wanted), english
            assert all(value in found for name, value in fields.items() if name not in wanted), (english, found)


def test_what_is_not_recognised_stays_as_it_is() -> None:
    """No message is lost: one that the catalog lacks is printed in English, after the place it names."""
    with speaking("kk"):
        assert known("nobody ever said this of 5 blocks") == "nobody ever said this of 5 blocks"
        assert known("seed[2].label: '5' is not a valid integer.") == "seed[2].label: '5' – бүтін сан емес."
        assert word("nobody ever said this") == "nobody ever said this"
        assert say("{name} and {name}", name="x") == "x and x"
    assert known("Missing command.") == "Missing command."


def test_a_sentence_of_few_letters_is_not_read_into_another() -> None:
    """What is expected must be a message itself: else half of another sentence would be Russian, and half English."""
    with speaking("ru"):
        assert known("block 5bfe is not on the best branch, which ends at 396d") == (
            "block 5bfe is not on the best branch, which ends at 396d"
        )
        assert known("trace.json: rows is not an object") == "trace.json: rows – не то, что нужно: объект"


def test_a_message_in_a_message_is_said_too() -> None:
    """Of several readings that one is taken which leaves least of the text in English."""
    text = "Invalid value for '--max-seconds': '1.5' is not a valid integer range."
    with speaking("ru"):
        assert known(text) == "Неверное значение для '--max-seconds': '1.5' – не целое число."


def test_things_are_counted_as_the_language_counts() -> None:
    """A noun stands in the form that its number asks for; English where nothing is asked for."""
    with speaking("ru"):
        assert [counted(count, "seed").split("\xa0")[1] for count in (1, 2, 5, 21)] == [
            "исходная точка", "исходные точки", "исходных точек", "исходная точка"
        ]  # fmt: skip
    assert counted(2, "seed") == "2 seeds"


@pytest.mark.parametrize("code", OTHERS)
def test_json_and_files_do_not_follow_the_screen(code: str, tmp_path: Path) -> None:
    """Data on stdout and what is written are the same bytes whatever the screen speaks."""
    english, other = tmp_path / "en", tmp_path / code
    for folder, language in ((english, "en"), (other, code)):
        folder.mkdir()
        at = ("--language", language)
        assert tracer(*at, "trace", CASE, "--chain", BLOCKS, "--out", folder / "run").code == 0
        assert tracer(*at, "export", folder / "run", "--out", folder / "bundle").code == 0
        assert tracer(*at, "show", folder / "run", "--out", folder / "run.html").code == 0
        assert tracer(*at, "new", folder / "case.toml").code == 0
    for printed in (("check", CASE, "--json"), ("verify", english / "bundle", "--json")):
        assert tracer(*printed).out == tracer("--language", code, *printed).out
    names = [path.relative_to(english) for path in sorted(english.rglob("*")) if path.is_file()]
    assert len(names) > 20
    assert [name for name in names if (english / name).read_bytes() != (other / name).read_bytes()] == []
