"""The manual is true: its commands run one after the other, and its three languages say the same."""

import re
import shlex
from pathlib import Path

import pytest

from tests.commands import ROOT, tracer
from tests.test_docs_case_file import documented
from tracer.cli.main import COMMANDS
from tracer.documents.language.languages import LANGUAGES

MANUALS = {code: (ROOT / "docs" / f"manual.{code}.md").read_text(encoding="utf-8") for code in LANGUAGES}
ENGLISH = MANUALS["en"]
each_language = pytest.mark.parametrize("code", sorted(MANUALS))


def blocks(text: str) -> list[str]:
    """Return the blocks of code of a page, in order."""
    return re.findall(r"```\w*\n.*?```", text, re.DOTALL)


def prose(text: str) -> str:
    """Return a page without its blocks of code."""
    return re.sub(r"```\w*\n.*?```", "", text, flags=re.DOTALL)


def headings(text: str) -> list[str]:
    """Return the depth and the number of each heading."""
    return re.findall(r"(?m)^(#+ (?:\d+\.)?)", prose(text))


def names(text: str) -> list[str]:
    """Return every name of a command, a key or a file, sorted."""
    return sorted(name.replace("\n", " ") for name in re.findall(r"`([^`]+)`", prose(text)))


def figures(text: str) -> list[str]:
    """Return every figure of a page's prose, sorted."""
    plain = re.sub(r"`[^`]*`|\]\([^)]*\)", "", prose(text))
    return sorted(re.findall(r"\d[\d.,]*\d|\d", plain))


def targets(text: str) -> list[str]:
    """Return what a page links to and shows, in order, but for the other languages."""
    return [each for each in re.findall(r"\]\(([^)]+)\)", text) if not each.startswith("manual.")]


def filled_in(case: Path) -> None:
    """Fill in a case as the manual says: lines in the place of those of the same key, the rest at the end."""
    fill, add = (
        block.split("\n", 1)[1].removesuffix("```") for block in blocks(ENGLISH) if block.startswith("```toml")
    )
    text = case.read_text(encoding="utf-8")
    for lines in fill.strip().split("\n\n"):
        first = lines.splitlines()[0]
        key, _, value = first.partition(" = ")
        empty, same = f'\n{key} = ""\n', f"\n{key} = {value}\n"
        place = empty if empty in text else same
        assert place in text, key
        text = text.replace(place, f"\n{lines}\n")
    case.write_text(text + add, encoding="utf-8")


def test_the_commands_run_as_they_stand(tmp_path: Path) -> None:
    """From the list to the verified bundle: every command ends well and prints, in order, what is shown below it."""
    ran, printed = [], list[str]()
    for block in blocks(ENGLISH):
        if block.startswith("```toml"):
            continue
        for line in block.splitlines()[1:-1]:
            if line.startswith("$ tracer "):
                words = shlex.split(line)[2:]
                if words[0] == "check":
                    filled_in(tmp_path / "case.toml")
                own = [str(tmp_path / word.removeprefix("work/")) if word[:5] == "work/" else word for word in words]
                ended = tracer(*own, COLUMNS="80", KEY_WORDS="a long phrase for a trial")
                assert ended.code == 0, (line, ended.err)
                printed = [each.rstrip() for each in ended.out.splitlines()]
                ran.append(words[0])
            else:
                assert line in printed, line
                printed = printed[printed.index(line) + 1 :]
    assert ran == ["intake", "check", "trace", "show", "export", "sign", "sign", "verify", "look", "diff"]


@each_language
def test_the_manuals_say_the_same(code: str) -> None:
    """Same sections, same commands to the byte, same names and keys, same figures, same links and pictures."""
    other = MANUALS[code]
    assert headings(other) == headings(ENGLISH)
    assert blocks(other) == blocks(ENGLISH)
    assert names(other) == names(ENGLISH)
    assert figures(other) == figures(ENGLISH)
    assert targets(other) == targets(ENGLISH)
    assert len(re.findall(r"(?m)^## ", other)) == 10
    assert all((ROOT / "docs" / target).is_file() for target in targets(other))


@each_language
def test_the_manual_links_to_the_other_languages(code: str) -> None:
    """The first lines lead to the two other languages, whose files are there."""
    others = re.findall(r"\]\((manual\.\w\w\.md)\)", MANUALS[code].split("\n## ")[0])
    assert sorted(others) == sorted(f"manual.{each}.md" for each in MANUALS if each != code)


@each_language
def test_the_manual_names_what_exists(code: str) -> None:
    """Each command of the prose is one of the tracer's; each table and key of section 3 is the case file's."""
    said = set(re.findall(r"`tracer (\w+)", MANUALS[code]))
    assert said <= set(COMMANDS)
    rows = [line for line in MANUALS[code].splitlines() if line.startswith("| `[")]
    keys = documented()
    assert len(rows) == 11
    for row in rows:
        table, *named = re.findall(r"`([^`]+)`", row)
        assert set(named) <= set(keys[table]), row


@each_language
def test_the_command_prints_the_manual(code: str) -> None:
    """`tracer manual --language kk` prints the page of that language, to the byte; else that of the screen."""
    ended = tracer("manual", "--language", code)
    assert ended.code == 0
    assert ended.out == MANUALS[code]
    assert tracer("manual").out == ENGLISH
    assert tracer("--language", code, "manual").out == ended.out
    assert tracer("manual", LC_ALL=f"{code}.UTF-8").out == ended.out
    assert tracer("manual", "--language", "en", LC_ALL=f"{code}.UTF-8").out == ENGLISH


def test_another_language_is_refused() -> None:
    """There is no manual in German: exit 2."""
    assert tracer("manual", "--language", "de").code == 2


def test_the_comparison_notices_a_change_of_any_kind() -> None:
    """A figure, a command, a key or a section changed in one language alone is found."""
    for old, new, look in (
        ("5.39970000 BTC", "5.39970001 BTC", figures),
        ("--out work/run\n", "--out work/walk\n", blocks),
        ("`in_force`", "`in_forces`", names),
        ("## 9. ", "## 8. ", headings),
        ("(flow.png)", "(flows.png)", targets),
    ):
        assert old in ENGLISH
        assert look(ENGLISH.replace(old, new)) != look(ENGLISH)
