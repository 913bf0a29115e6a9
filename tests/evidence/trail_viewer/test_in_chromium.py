"""The exhibit in a real Chromium: opened, moved, zoomed, searched, clicked, switched, filtered, followed, printed."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser import Page, chromium, needs_chromium
from tests.evidence.long_trail import ladder
from tests.evidence.story import dossier_of, tell
from tests.evidence.trail_viewer.test_ends import alone
from tracer.documents.html import as_page
from tracer.evidence.dossier import Dossier
from tracer.evidence.picture.picture import picture
from tracer.evidence.report.report import report
from tracer.evidence.trail_viewer.content import content
from tracer.evidence.trail_viewer.named import named
from tracer.evidence.trail_viewer.page import exhibit

pytestmark = needs_chromium

SPOT = (
    "JSON.stringify([d3.zoomTransform(document.querySelector('canvas')).k, "
    "d3.zoomTransform(document.querySelector('canvas')).x])"
)


def spot(page: Page) -> tuple[float, float]:
    """Return how far the picture is zoomed, and where it stands."""
    scale, left = page.look(f"JSON.parse({SPOT})")
    return scale, left


def written(dossier: Dossier, folder: Path) -> Path:
    """Write a dossier's report; return its path."""
    path, paper = folder / "report.html", report(dossier)
    path.write_bytes(as_page(paper, picture(dossier), exhibit(dossier, content(dossier), named(paper))))
    return path


SEARCH = """(text => {
  const field = document.querySelector('[data-control=search]');
  field.value = text; field.dispatchEvent(new Event('input'));
  return document.querySelectorAll('.found li').length;
})(%s)"""
"""Searches for a text; the number of things found that are listed."""


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Page, Path]]:
    """Open the story's report in one browser for all tests of this file."""
    path = written(dossier_of(tell()), tmp_path_factory.mktemp("report"))
    with chromium() as page:
        yield page, path


@pytest.fixture
def page(shown: tuple[Page, Path]) -> Page:
    """Open the report afresh."""
    found, path = shown
    found.problems.clear()
    found.requests.clear()
    found.open(path)
    found.look("document.querySelector('#exhibit').scrollIntoView()")
    return found


def test_it_opens_and_asks_for_nothing(page: Page, shown: tuple[Page, Path]) -> None:
    """The page loads itself and nothing else, the policy refuses nothing of it, and the trail is drawn."""
    assert page.problems == []
    assert page.requests == [shown[1].as_uri()]
    assert page.look("document.querySelector('#exhibit').hidden") is False
    colours = page.look(
        "(() => { const c = document.querySelector('canvas'), d = c.getContext('2d').getImageData(0, 0, c.width, "
        "c.height).data, s = new Set();for (let i = 0; i < d.length; i += 4) s.add((d[i] << 16) | (d[i + 1] << 8) | "
        "d[i + 2]); return [s.has(0xffffff), s.has(0x2b3440), s.size]; })()"
    )
    assert colours[:2] == [True, True]
    assert colours[2] > 10


def test_the_policy_stops_what_is_not_named(page: Page) -> None:
    """A script that the policy does not name does not run, and nothing can be fetched."""
    page.look(
        "(() => { const s = document.createElement('script'); s.textContent = 'window.ran = 1'; "
        "document.body.append(s); })()"
    )
    assert page.look("window.ran === undefined") is True
    assert page.look("fetch('data:text/plain,x').then(() => 'got', () => 'refused')") == "refused"
    assert any("Content Security Policy" in problem for problem in page.problems)


def test_a_transaction_clicked_tells_its_facts(page: Page) -> None:
    """A click on a box shows the transaction with all it spends and pays, facts apart from what is attributed."""
    story = tell()
    crossing = dossier_of(story).trace.main.crossings[0]
    left, top, _, _ = page.frame("canvas")
    x, y = page.look(
        "(() => { const t = d3.zoomTransform(document.querySelector('canvas')), c = "
        "JSON.parse(document.querySelector('#exhibit-content').textContent); return t.apply([c.places.left[0] + 20, "
        "c.places.top[0] + 20]); })()"
    )
    page.click_at(left + x, top + y)
    text = page.text(".facts")
    assert crossing.txid in text
    assert f"block {crossing.height}, no. {crossing.index}" in text
    row = dossier_of(story).material.row(crossing.txid)
    assert f"chain/transactions.dat, row {row} of chain/transactions.csv" in text
    assert "UNDER FIFO" in text.upper()
    assert page.text("[role=status]").startswith("Transaction")
    paid = page.look("[...document.querySelectorAll('.facts tbody')][1].rows.length")
    assert paid == len(dossier_of(story).transaction(crossing.txid).outputs)


def test_dragging_moves_and_the_wheel_zooms(page: Page) -> None:
    """The picture follows the mouse and grows under the wheel; the button shows all again."""
    left, top, wide, high = page.frame("canvas")
    scale, x = spot(page)
    page.drag(left + wide / 2, top + high - 20, (120, 0))
    assert spot(page)[1] == pytest.approx(x + 120, abs=2)
    page.wheel(left + wide / 2, top + high / 2, -200)
    assert spot(page)[0] > scale
    page.click("[data-control=whole]")
    assert spot(page) == pytest.approx((scale, x))


def test_search_finds_transactions_addresses_labels_and_wallets(page: Page) -> None:
    """A txid, an address, a coin, a label or a wallet's name finds its transactions; Enter goes to the first."""
    dossier = dossier_of(tell())
    main = dossier.trace.main
    receipt = next(end for end in main.ends if end.terminal == "custody")
    for text, some in (
        (receipt.outpoint.txid, 1), (receipt.outpoint.txid[8:30], 1), (str(receipt.outpoint), 1),
        (str(receipt.address), 1), ("seizure wallet", 2), ("A", 3), ("zzzz", 0),
    ):  # fmt: skip
        page.look("document.querySelector('[data-control=search]').value = ''")
        page.look("document.querySelector('[data-control=search]').focus()")
        page.type(text)
        found = int(page.text(".count").split()[0])
        assert found >= some
        assert (found == 0) == (some == 0)
        assert page.look("document.querySelectorAll('.found button').length") == found
    page.look("document.querySelector('[data-control=search]').value = ''")
    page.type(receipt.outpoint.txid)
    page.key("Enter")
    assert receipt.outpoint.txid in page.text(".facts")


def test_another_rule_attributes_otherwise(page: Page) -> None:
    """Switching the rule shows that rule's amounts in the facts, and says its name."""
    names = page.look("[...document.querySelectorAll('[data-control=rule] option')].map(each => each.textContent)")
    assert names == ["FIFO, primary rule", "haircut"]
    page.choose("[data-control=rule]", "1")
    page.look("document.querySelector('[data-control=search]').focus()")
    page.type(dossier_of(tell()).trace.main.crossings[0].txid)
    page.key("Enter")
    assert "attributed under haircut: a convention" in page.text(".facts")


def test_a_label_alone_leaves_the_others_pale(page: Page) -> None:
    """Only ends of the label chosen can be followed, and the picture changes."""
    before, every = page.picture(), page.look("document.querySelector('[data-control=way]').options.length")
    page.choose("[data-control=label]", "1")
    ends = sum("B" in end.taint for end in dossier_of(tell()).trace.main.ends)
    assert page.look("document.querySelector('[data-control=way]').options.length") == ends + 1 < every
    assert page.picture() != before


def test_a_path_is_followed_by_buttons_and_by_keys(page: Page) -> None:
    """A path goes from a seed to the end chosen, step by step, forward and back, and says where it ends."""
    page.choose("[data-control=way]", page.look("document.querySelector('[data-control=way]').options[1].value"))
    assert page.text(".step").startswith("Step 1 of ")
    count = int(page.text(".step").split()[3].rstrip(":"))
    assert count > 2
    assert page.look("document.querySelector('[data-control=back]').disabled") is True
    page.click("[data-control=next]")
    assert page.text(".step").startswith("Step 2 of ")
    page.look("document.querySelector('canvas').focus()")
    for _ in range(count):
        page.key(".")
    assert page.text(".step").startswith(f"Step {count} of {count}")
    assert "The path ends: Agency seizure wallet" in page.text(".step")
    page.key(",")
    assert page.text(".step").startswith(f"Step {count - 1} of {count}")
    assert page.text("[role=status]") == page.text(".step")


def test_keys_do_what_the_mouse_does(page: Page) -> None:
    """The picture can be reached, moved, zoomed and gone through with keys alone, and keys stay where the focus is."""
    page.look("document.querySelector('canvas').focus()")
    scale, x = spot(page)
    page.key("ArrowLeft")
    assert spot(page)[1] == pytest.approx(x + 80)
    page.key("+")
    assert spot(page)[0] > scale
    page.key("0")
    assert spot(page) == pytest.approx((scale, x))
    page.key("n")
    first = page.text(".facts dd")
    page.key("n")
    assert page.text(".facts dd") != first
    page.key("p")
    assert page.text(".facts dd") == first
    page.key("Enter")
    assert page.look("document.activeElement.className") == "facts"
    assert (
        page.look(
            "document.querySelectorAll('#exhibit button:not([aria-label]):not([data-control=window]):not(.go)').length"
        )
        == 0
    )
    assert page.look(
        "[...document.querySelectorAll('#exhibit select, #exhibit input')].every(each => each.labels.length === 1)"
    )


def test_without_scripts_the_drawn_picture_stays(page: Page, shown: tuple[Page, Path]) -> None:
    """With scripts off the page shows the drawn picture, its tables and one sentence, and no dead control."""
    page.open(shown[1], scripts=False)
    page.send("Emulation.setScriptExecutionDisabled", value=False)
    assert page.look("document.querySelector('#exhibit').hidden") is True
    assert page.frame("#exhibit") == (0, 0, 0, 0)
    assert page.frame("figure svg")[2] > 300
    assert "With scripts allowed" in page.text("noscript")


def test_paper_shows_the_drawn_picture_only(page: Page) -> None:
    """On paper the interactive part is gone and the drawn picture is there."""
    page.send("Emulation.setEmulatedMedia", media="print")
    assert page.frame("#exhibit") == (0, 0, 0, 0)
    assert page.frame("figure svg")[2] > 300
    page.send("Emulation.setEmulatedMedia", media="")
    assert page.paper().startswith(b"%PDF")


def test_foreign_text_never_runs(tmp_path: Path, shown: tuple[Page, Path]) -> None:
    """Markup in a case's label or a wallet's name is shown as text wherever the script puts it."""
    page = shown[0]
    plain = written(dossier_of(tell()), tmp_path).read_text()
    evil = "\\u003cimg src=x onerror=document.title=1\\u003e"
    path = tmp_path / "evil.html"
    path.write_text(
        plain.replace('"labels":["A"', f'"labels":["{evil}"').replace('"Agency seizure wallet"', f'"{evil}"')
    )
    assert path.read_text().count(evil) >= 2
    page.problems.clear()
    page.open(path)
    page.choose("[data-control=way]", page.look("document.querySelector('[data-control=way]').options[1].value"))
    page.look("document.querySelector('canvas').focus()")
    page.key("n")
    assert page.look("document.querySelectorAll('#exhibit img').length") == 0
    assert page.look("document.title") != "1"
    assert "<img src=x" in page.text(".legend")
    assert page.problems == []


def test_ten_thousand_transactions_open_and_pan(tmp_path: Path, shown: tuple[Page, Path]) -> None:
    """A trail of ten thousand transactions opens whole, moves, and is searched and followed to its end."""
    page = shown[0]
    page.problems.clear()
    page.open(written(ladder(9_999), tmp_path))
    assert page.look("JSON.parse(document.querySelector('#exhibit-content').textContent).transactions.length") == 10_000
    page.look("document.querySelector('#exhibit').scrollIntoView()")
    page.click("[data-control=whole]")
    left, top, wide, high = page.frame("canvas")
    before = page.picture()
    scale, _ = spot(page)
    page.drag(left + wide / 2, top + high / 2, (-90, 0))
    page.wheel(left + wide / 2, top + high / 2, -300)
    page.wheel(left + wide / 2, top + high / 2, -300)
    assert spot(page)[0] > scale
    assert page.picture() != before
    page.choose("[data-control=way]", page.look("document.querySelector('[data-control=way]').options[1].value"))
    page.look("document.querySelector('canvas').focus()")
    page.key("End")
    page.key(".")
    assert page.text(".step").startswith("Step 2 of 10000")
    assert page.problems == []


def test_search_finds_every_name_of_the_page(page: Page) -> None:
    """Each txid, address and shortened coin that the report names is found, with its section where it has no box."""
    text = page.look("document.querySelector('main').textContent")
    raws = dossier_of(tell()).material.raws
    names = {txid for txid in raws if txid in text}
    names |= set(re.findall(r"\bbcrt1[02-9ac-hj-np-z]{38}\b", text)) | set(
        re.findall(r"\b[0-9a-f]{8}…[0-9a-f]{8}\b", text)
    )
    assert len(names) > 10
    assert {name for name in names if page.look(SEARCH % json.dumps(name)) < 1} == set()
    beside = page.look("JSON.parse(document.querySelector('#exhibit-words').textContent).beside")
    assert beside
    page.look(SEARCH % json.dumps(beside[0][0]))
    assert page.text(".found .named") == f"{beside[0][0]}: in “{beside[0][1]}”, not in the picture"


def test_one_coin_that_never_moved_is_drawn(shown: tuple[Page, Path], tmp_path: Path) -> None:
    """A case with one unmoved coin is no empty canvas.

    Its box is there, live, and tells that the trail starts and ends.
    """
    page, _ = shown
    page.problems.clear()
    page.open(written(alone(dossier_of(tell())), tmp_path))
    assert page.problems == []
    colours = page.look(
        "(() => { const c = document.querySelector('canvas'), d = c.getContext('2d').getImageData(0, 0, c.width, "
        "c.height).data, s = new Set();for (let i = 0; i < d.length; i += 4) s.add((d[i] << 16) | (d[i + 1] << 8) | "
        "d[i + 2]); return [s.has(0x2b3440), s.has(0x3b6ea5)]; })()"
    )
    assert colours == [True, True]
    page.look("document.querySelector('canvas').focus()")
    page.key("n")
    assert "START" in page.text(".facts")
    assert "unspent" in page.text(".facts")
