"""The exhibit inside the page: a strict policy, nothing loaded, libraries as published, foreign text as data only."""

import base64
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.evidence.story import dossier_of, tell
from tracer.documents.html import as_page
from tracer.documents.part import PagePart
from tracer.evidence.dossier import Dossier
from tracer.evidence.picture.picture import picture
from tracer.evidence.report.report import report
from tracer.evidence.trail_viewer import page as module
from tracer.evidence.trail_viewer.content import content
from tracer.evidence.trail_viewer.page import LIBRARIES, exhibit
from tracer.evidence.trail_viewer.words import SCRIPT

VENDOR = Path(module.__file__).parent / "vendor"


def part() -> PagePart:
    """Return the story's exhibit."""
    dossier = dossier_of(tell())
    return exhibit(dossier, content(dossier))


def page(dossier: Dossier) -> str:
    """Return the report's page with its exhibit."""
    return as_page(report(dossier), picture(dossier), exhibit(dossier, content(dossier))).decode()


def test_the_policy_names_every_script_and_the_style_by_hash_and_forbids_the_rest():
    """The policy allows exactly the scripts and the one style that stand in the page, and nothing from elsewhere."""
    text = page(dossier_of(tell()))
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    rules = dict(rule.strip().split(" ", 1) for rule in policy.split(";"))

    def hashes(tag: str) -> list[str]:
        found = re.findall(f"<{tag}>(.*?)</{tag}>", text, re.DOTALL)
        return [f"'sha256-{base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()}'" for each in found]

    assert rules.pop("script-src").split() == hashes("script")
    assert [rules.pop("style-src")] == hashes("style")
    assert rules == {"default-src": "'none'", "base-uri": "'none'", "form-action": "'none'"}
    assert len(hashes("script")) == len(LIBRARIES) + 1


def test_nothing_is_loaded_and_nothing_runs_from_an_attribute() -> None:
    """The markup names no address to load from, no handler and no inline style."""
    text = re.sub(r"<script>.*?</script>|<style>.*?</style>", "", page(dossier_of(tell())), flags=re.DOTALL)
    assert not re.search(
        r'(src|href|action)="[^#]|url\(|@import|\son[a-z]+=|\sstyle=|<(iframe|object|embed|link|base)\b', text
    )


def test_the_script_neither_fetches_nor_stores_nor_writes_markup() -> None:
    """Our own script uses no means to load, to store, to run text or to turn text into markup."""
    own = part().scripts[-1]
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|Function\(|fetch\(|XMLHttp|WebSocket|import\(|"
        r"localStorage|sessionStorage|indexedDB|cookie|setTimeout\(['\"]|\.src\b",
        own,
    )


@pytest.mark.parametrize("name", LIBRARIES)
def test_libraries_are_those_the_record_names(name):
    """Each vendored file has the hash and the size that the record beside it states, and a licence."""
    content = (VENDOR / f"{name}.min.js").read_bytes()
    row = next(
        line for line in (VENDOR / "README.md").read_text().splitlines() if line.startswith(f"| {name}.min.js |")
    )
    _, version, licence, size, digest = (cell.strip(" `") for cell in row.strip("|").split("|"))
    assert digest == hashlib.sha256(content).hexdigest()
    assert int(size) == len(content)
    assert f"v{version} " in content.decode().splitlines()[0]
    assert licence in ("ISC", "BSD-3-Clause")
    assert name in page(dossier_of(tell()))


def test_no_other_file_is_vendored() -> None:
    """The folder of libraries holds what is used, its licences and its record, nothing else."""
    assert {path.name for path in VENDOR.iterdir()} == {f"{name}.min.js" for name in LIBRARIES} | {
        "LICENSE",
        "README.md",
    }
    assert (VENDOR / "LICENSE").read_text().count("Mike Bostock") == 2


def test_foreign_text_cannot_leave_the_content() -> None:
    """A wallet's name full of markup stays a text inside the content; hidden characters are made visible."""
    dossier = dossier_of(tell())
    evil = "</script><img src=x onerror=alert(1)><!--<script>\u202e&amp;"
    ends = tuple(replace(end, name=evil) for end in dossier.trace.main.ends)
    methods = {**dossier.trace.methods, "fifo": replace(dossier.trace.main, ends=ends)}
    wrong = replace(dossier, trace=replace(dossier.trace, methods=methods))
    markup = exhibit(wrong, content(wrong)).markup
    (held,) = re.findall(r'id="exhibit-content">(.*?)</script>', markup, re.DOTALL)
    assert not re.search("[<>&]", held)
    assert json.loads(held)["methods"][0]["names"] == [evil.replace("\u202e", "\\u202e")]
    assert "<img" not in markup


def test_every_word_of_the_script_is_given() -> None:
    """The script asks for no word that the page does not hold, and the page holds none that nobody asks for."""
    own = part().scripts[-1]
    asked = set(re.findall(r'say\(\s*"(\w+)"', own))
    asked |= {word for pair in re.findall(r'say\([^"()]*\? "(\w+)" : "(\w+)"', own) for word in pair}
    asked |= {"coin_in", "coin_out", "value", "attributed", "fact"}
    assert asked == set(SCRIPT)


def test_without_scripts_a_sentence_says_what_is_missing() -> None:
    """The interactive part is hidden until its script runs; without scripts one sentence stands there."""
    text = page(dossier_of(tell()))
    assert '<section class="exhibit" id="exhibit" hidden' in text
    assert "<noscript><p>With scripts allowed, this page lets you search the trail" in text
    assert text.index("<figure") < text.index('id="exhibit"')
