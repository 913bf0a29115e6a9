"""The summary's page in a real Chromium: sorted, searched, and complete without scripts."""

import pytest

from tests.batch.digests import book, digest
from tests.browser import chromium, needs_chromium
from tracer.batch.summary import SummaryLine, summarise
from tracer.batch.summary_page import page

pytestmark = needs_chromium
CASES = 30
NAMES = (
    '[...document.querySelectorAll("#s3 tbody tr")].filter(row => row.offsetParent).map(row => row.cells[0].innerText)'
)
HEADS = """[...document.querySelectorAll("#s3 th")]"""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory):
    """Give a browser and the page of thirty cases; the larger a case's number, the less its seeds."""
    path = tmp_path_factory.mktemp("summary") / "summary.html"
    lines = [
        SummaryLine(
            job=f"K-{at:02d}.toml",
            folder=f"K-{at}",
            fault=None,
            message="",
            warnings=(),
            digest=digest(f"K-{at:02d}", books=(book("A", unspent=10**at),)),
            change=None,
        )
        for at in range(CASES)
    ]
    path.write_bytes(page(summarise(tuple(reversed(lines)), ())))
    with chromium() as found:
        yield found, path


def _press(found, head: str) -> list[str]:
    found.look(f'{HEADS}.find(head => head.innerText.startsWith("{head}")).querySelector("button").click()')
    return found.look(NAMES)


def test_rows_are_sorted_by_a_column_and_back(shown):
    """A column of amounts sorts the largest first, then the smallest, then as written; satoshi beyond 2^53 too."""
    found, path = shown
    found.open(path)
    names = [f"K-{at:02d}" for at in range(CASES)]
    assert found.look(NAMES) == names[::-1]
    assert _press(found, "case") == names
    assert _press(found, "seeds") == names[::-1]
    assert found.look(f'{HEADS}.map(head => head.getAttribute("aria-sort")).filter(each => each)') == ["descending"]
    assert _press(found, "seeds") == names
    assert _press(found, "seeds") == names[::-1]
    assert found.problems == []
    assert found.requests == [path.as_uri()]


def test_rows_are_found_by_a_word(shown):
    """Typing leaves the rows that hold the text, and says how many; nothing typed shows all."""
    found, path = shown
    found.open(path)
    box = 'document.querySelector("#s3 .find input")'
    found.look(f'{box}.value = "k-1"; {box}.dispatchEvent(new Event("input"))')
    assert found.look(NAMES) == [f"K-{at}" for at in range(19, 9, -1)]
    assert found.text("#s3 .find span") == "10 of 30 rows"
    found.look(f'{box}.value = ""; {box}.dispatchEvent(new Event("input"))')
    assert len(found.look(NAMES)) == CASES


def test_without_scripts_every_row_is_shown(shown):
    """Where scripts may not run the tables stand as they were written."""
    found, path = shown
    found.open(path, scripts=False)
    assert len(found.look(NAMES)) == CASES
    assert found.look('document.querySelectorAll("button, input").length') == 0
