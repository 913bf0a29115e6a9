"""The page of a run: all in one file, nothing loaded, nothing foreign obeyed."""

import base64
import hashlib
import re
from dataclasses import replace

import pytest

from tests.evidence.results import headers, result
from tests.result.test_path_results import dossier
from tracer.documents.language.language import ENGLISH, Language
from tracer.documents.language.languages import LANGUAGES
from tracer.documents.part import digest
from tracer.evidence.picture.picture import picture
from tracer.evidence.report import run_page_tables as module
from tracer.evidence.report.run_page import run_page
from tracer.evidence.trail_viewer.content import content
from tracer.evidence.trail_viewer.page import exhibit

DRAWN = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 10 10"><text>abcd\xe2\x80\xa6ef01</text></svg>'


def page() -> str:
    """Return the story's page."""
    return run_page(result()[0], headers(), DRAWN).decode()


def test_the_policy_names_the_only_style_and_script() -> None:
    """The policy forbids everything but one style and one script, named by the hashes of what is there."""
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page())
    for tag in ("style", "script"):
        (content,) = re.findall(f"<{tag}>(.*?)</{tag}>", page(), re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy


def in_language(language: Language) -> str:
    """Return the recorded story's page with its exhibit, in a language."""
    own = dossier().written_in(language)
    return run_page(own.trace, headers(), picture(own), language, exhibit(own, content(own))).decode()


def test_the_exhibit_of_the_report_stands_in_the_page_under_the_same_policy() -> None:
    """The trail can be moved about in as in the report.

    Each script and the one style are named by hash, nothing else is.
    """
    text = in_language(ENGLISH)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]*)"', text)
    assert '<section class="exhibit" id="exhibit" hidden' in text
    scripts = re.findall(r"<script>(.*?)</script>", text, re.DOTALL)
    (style,) = re.findall(r"<style>(.*?)</style>", text, re.DOTALL)
    named = " ".join(f"'{digest(each)}'" for each in scripts)
    assert len(scripts) > 5
    assert f"script-src {named};" in policy
    assert f"style-src '{digest(style)}';" in policy


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=lambda language: language.code)
def test_the_page_speaks_the_case_s_language(language: Language) -> None:
    """Heads, leads, ends and the words of the script are the language's.

    Amounts are written by its rules, and sort alike.
    """
    text = in_language(language)
    assert f'<html lang="{language.code}">' in text
    assert f"<h2>{language.word('Leads')}</h2>" in text
    assert f"<td>{language.word('service deposit')}</td>" in text
    assert f'data-find="{language.word("only rows with …")}"' in text
    assert f'data-n="539970000">{language.bitcoin(539_970_000)}</td>' in text
    shown = re.sub(r"<svg.*?</svg>|<script.*?</script>|<style.*?</style>|<[^>]+>", "\n", text, flags=re.DOTALL)
    if language is not ENGLISH:
        assert [
            line for line in shown.splitlines() if re.search(r"\b(the|of|is|not|under|coin|rows|all)\b", line)
        ] == []


def test_nothing_is_loaded() -> None:
    """The page names no address to load from, and no inline handler or style."""
    text = page().replace("http://www.w3.org/2000/svg", "")
    assert not re.search(r"https?://|src=|href=|url\(|@import|\son[a-z]+=|\sstyle=", text)


def test_the_figures_are_those_of_the_result() -> None:
    """Books, leads and ends stand there with all decimals; the closed books say so."""
    text = page()
    assert '<td>→ state custody</td><td class="n" data-n="539970000">5.39970000</td>' in text
    assert text.count("<td>closes</td>") == 4
    assert "poison, beside it: reaches outputs: 26; transactions: 11." in text
    assert "<td>service deposit</td>" in text


def test_foreign_text_is_shown_not_obeyed() -> None:
    """Names from tags and cases are shown as written, never as markup, and hidden characters are made visible."""
    trace, _ = result()
    ends = tuple(replace(end, name="</script><img src=x onerror=alert(1)>\u202e") for end in trace.main.ends)
    evil = replace(trace, methods={**trace.methods, "fifo": replace(trace.main, ends=ends)}, case="<b>&")
    text = run_page(evil, {}, None).decode()
    assert "<img" not in text
    assert "&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;\\u202e" in text
    assert "<h1>Run of case &lt;b&gt;&amp;</h1>" in text
    assert text.count("</script>") == 1


def test_a_run_without_raw_transactions_says_why_there_is_no_picture() -> None:
    """Without raw transactions the page has no picture, and says so."""
    assert (
        "This run holds no raw transactions, so the trail cannot be drawn." in run_page(result()[0], {}, None).decode()
    )


def test_rows_left_out_are_counted() -> None:
    """A table that would be too long says how many rows it leaves out, and where all are."""
    trace, _ = result()
    many = trace.main.ends[:1] * (module.MAX_ROWS + 1)
    long = replace(trace, methods={"fifo": replace(trace.main, ends=many)})
    assert (
        f"Of {module.MAX_ROWS + 1:,} rows {module.MAX_ROWS:,} are shown; all are in coins.csv."
        in run_page(long, {}, None).decode()
    )
