"""What the README shows is what the commands print."""

import re
import shlex
from pathlib import Path

import pytest

from tests.commands import ROOT, tracer
from tracer.cli.main import COMMANDS

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_walk_prints_what_it_says(tmp_path: Path) -> None:
    """Every line of the walk that is not left out with `…` is printed by the command above it, in order."""
    (walk,) = re.findall(r"```\n(\$ tracer trace.*?)```", README, re.DOTALL)
    printed: list[str] = []
    for line in walk.strip().splitlines():
        if line.startswith("$ "):
            words = shlex.split(line)[2:]
            ended = tracer(
                *(str(tmp_path / word) if word in ("run", "bundle") else word for word in words), COLUMNS="80"
            )
            assert ended.code == 0, ended.err
            printed = [each.rstrip() for each in ended.out.splitlines()]
        elif line != "…":
            assert line in printed, line
            printed = printed[printed.index(line) + 1 :]


def test_every_command_is_listed() -> None:
    """The README lists every command, each once."""
    (listing,) = re.findall(r"```\n(tracer new.*?)```", README, re.DOTALL)
    assert sorted(line.split()[1] for line in listing.strip().splitlines()) == sorted(COMMANDS)


def test_the_picture_and_the_links_exist() -> None:
    """Every file the README links to is in the project."""
    for target in re.findall(r"\]\(([^)h][^)]*)\)", README):
        assert (ROOT / Path(target)).exists(), target


def test_the_readme_is_short() -> None:
    """A stranger reads it in one go: at most 150 lines."""
    assert len(README.splitlines()) <= 150


PLACES = {"ru": ROOT / "docs" / "README.ru.md", "kk": ROOT / "docs" / "README.kk.md"}
OTHERS = {code: path.read_text(encoding="utf-8") for code, path in PLACES.items()}
each_translation = pytest.mark.parametrize("code", sorted(OTHERS))


def blocks(text: str) -> list[str]:
    """Return the blocks of code of a page, without what is said beside commands in the page's language."""
    found = re.findall(r"```\n(.*?)```", text, re.DOTALL)
    return [re.sub(r"(?m)(?:\s*# .*|(?<=\S)\s{2,}\S.*)$" if "│" not in each else "^$", "", each) for each in found]


def prose(text: str) -> str:
    """Return a page without its blocks of code."""
    return re.sub(r"```\n.*?```", "", text, flags=re.DOTALL)


def headings(text: str) -> list[int]:
    """Return the depth of each heading of a page, in order."""
    return [len(marks) for marks in re.findall(r"(?m)^(#+) ", prose(text))]


def figures(text: str) -> list[str]:
    """Return every figure of a page's prose, sorted: a translation may say them in another order."""
    return sorted(re.findall(r"(?<![\w.])\d[\d.,]*\d|(?<![\w.])\d(?!\w|\.\d)", re.sub("`[^`]*`", "", prose(text))))


def names(text: str) -> set[str]:
    """Return every name of a command, a file or an option of a page's prose."""
    return set(re.findall(r"`([^`]+)`", prose(text)))


def links(text: str, folder: Path) -> list[Path]:
    """Return the file that each link of a page names, from the folder in which the page lies."""
    return [(folder / target).resolve() for target in re.findall(r"\]\(([^)h][^)]*)\)", text)]


@each_translation
def test_a_translation_has_the_same_headings_commands_figures_and_names(code: str) -> None:
    """Russian and Kazakh readers read what English ones do: no section, command, figure or name more or less."""
    other = OTHERS[code]
    assert headings(other) == headings(README)
    assert blocks(other) == blocks(README)
    assert figures(other) == figures(README)
    assert names(other) == names(README)
    assert [line.count("|") for line in other.splitlines() if line.startswith("|")] == [
        line.count("|") for line in README.splitlines() if line.startswith("|")
    ]


@each_translation
def test_a_translation_links_to_the_same_files(code: str) -> None:
    """Each page links to the same files in the same order, and in its first lines to the other two languages."""
    own = PLACES[code]
    every = {ROOT / "README.md", *PLACES.values()}
    found, english = links(OTHERS[code], own.parent), links(README, ROOT)
    assert all(target.exists() for target in found)
    assert [target for target in found if target not in every] == [each for each in english if each not in every]
    assert set(links(README.split("\n## ")[0], ROOT)) == every - {ROOT / "README.md"}
    assert set(links(OTHERS[code].split("\n## ")[0], own.parent)) == every - {own}


@each_translation
def test_a_translation_is_in_its_language(code: str) -> None:
    """Outside code and names hardly a word is Latin: most letters of the prose are Cyrillic."""
    text = re.sub(r"`[^`]*`|\[қазақша\]|\([^)]*\)", "", prose(OTHERS[code]).partition("\n\n")[2])
    cyrillic, latin = (len(re.findall(letters, text)) for letters in ("[а-яА-ЯёәғқңөұүһіӘҒҚҢӨҰҮҺІ]", "[a-zA-Z]"))
    assert cyrillic > 10 * latin
    assert bool(re.search("[әғқңөұүһ]", text)) == (code == "kk")


def test_the_comparison_notices_a_change_of_any_kind() -> None:
    """A figure, a command, a name, a heading changed in one language alone is found."""
    for old, new, look in (
        ("16.67750600", "16.67750601", figures),
        ("tracer verify bundle", "tracer check bundle", blocks),
        ("`--json`", "`--text`", names),
        ("## The map", "### The map", headings),
    ):
        assert old in README
        assert look(README.replace(old, new)) != look(README)
