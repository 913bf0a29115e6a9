"""How to add something: what the recipes name is there, and the tests that they promise complain."""

import re

import pytest

from tests.commands import ROOT
from tests.trace.patterns.subjects import subject
from tracer.documents.language.languages import LANGUAGES
from tracer.trace.patterns import lightning
from tracer.trace.patterns.mix import mix_findings
from tracer.trace.patterns.registry import DETECTORS, look

PAGES = (
    "adding.md",
    "architecture.md",
    "bundle.md",
    "case-file.md",
    "decisions.md",
    "evidence.md",
    "rules.md",
    "tables.md",
    "trace-json.md",
)
OTHERS = [language for language in LANGUAGES.values() if language.code != "en"]


def named(page: str) -> list[tuple[str, str]]:
    """Return each file of the project that a page names in code marks, with the test in it, empty where none is."""
    text = (ROOT / "docs" / page).read_text(encoding="utf-8")
    return re.findall(r"`((?:tracer|tests|docs|fixtures)/[A-Za-z0-9_./-]*)(?:::([a-z0-9_]+))?`", text)


@pytest.mark.parametrize("page", PAGES)
def test_every_file_and_test_that_a_page_names_is_there(page):
    """A page that was left behind by a change says so here."""
    for path, test in named(page):
        assert (ROOT / path).exists(), path
        assert not test or f"def {test}(" in (ROOT / path).read_text(encoding="utf-8"), f"{path}::{test}"


def test_every_document_is_reached_from_the_readme() -> None:
    """The README, or a page that it links to, links to every page."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    pages = {path.name for path in (ROOT / "docs").glob("*.md")}
    assert {page for page in pages if f"docs/{page})" not in readme} == set()
    for name in ("CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md"):
        assert f"({name})" in readme


def test_every_detector_is_in_the_document() -> None:
    """Each has a row with its name and whether it ends trails, in the order in which they are shown."""
    text = (ROOT / "docs" / "detectors.md").read_text(encoding="utf-8").split("## The detectors")[1].split("\n## ")[0]
    rows = re.findall(r"^\| `([a-z0-9_]+)` \| [^|]+ \| (mix|lightning|–) \|$", text, re.MULTILINE)
    assert [name for name, _ in rows] == list(DETECTORS)
    ending = {finding.rule for finding in mix_findings(subject("9", "8"))}
    rules = {name: finding.rule for name, finding in look(subject("9", "8")).items()}
    assert [name for name, ends in rows if ends == "mix"] == [name for name in DETECTORS if rules[name] in ending]
    assert [name for name, ends in rows if ends == "lightning"] == [
        name for name, detect in DETECTORS.items() if detect.__module__ == lightning.__name__
    ]


@pytest.mark.parametrize("language", OTHERS, ids=lambda language: language.code)
def test_what_ends_trails_is_said_in_every_language(language):
    """When a detector that ends trails is wrong is printed in the report's language, not in English."""
    found = [
        *mix_findings(subject("9", "8")),
        *(look(subject("9", "8"))[name] for name in DETECTORS if "lightning" in name),
    ]
    assert {
        finding.failure_modes for finding in found if language.known(finding.failure_modes) == finding.failure_modes
    } == set()
