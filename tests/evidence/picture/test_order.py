"""Where a box stands is what the captions say of it: right of those that pay it, or in a band below.

Nothing of time.
"""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.evidence.drawn_dossiers import drawn_dossier
from tests.evidence.long_trail import fan, ladder, peel, trail
from tests.evidence.story import dossier_of, tell
from tests.evidence.trail_viewer.test_content import held
from tracer.documents.language.languages import LANGUAGES
from tracer.documents.words import rule_name
from tracer.evidence.dossier import Dossier
from tracer.evidence.picture.diagram import BAND, diagram
from tracer.evidence.picture.picture import BOX, picture
from tracer.evidence.report.report import report
from tracer.evidence.trail_viewer.words import about

SVG = "{http://www.w3.org/2000/svg}"
DOSSIERS = {
    "story": lambda: dossier_of(tell()), "peel": lambda: peel(90), "fan": lambda: fan(80), "ladder": lambda: ladder(60),
}  # fmt: skip
SAID = {
    "en": "by who pays whom and not by time", "ru": "по тому, кто кому платит, а не по времени",
    "kk": "уақыт ретімен емес, кім кімге төлейтіні бойынша",
}  # fmt: skip


def check(dossier: Dossier) -> int:
    """Check the picture and the exhibit of a dossier; return how many payments between boxes were looked at."""
    shown = diagram(dossier, dossier.trace.main)
    pairs = {(each.maker, each.spender) for each in shown.slips if each.maker is not None and each.spender is not None}
    boxes = [
        (int(each.get("x", 0)), int(each.get("y", 0)))
        for each in ElementTree.fromstring(picture(dossier)).iter(f"{SVG}rect")
        if each.get("width") == str(BOX) and each.get("fill") == "#2b3440"
    ]
    assert len(boxes) == len(shown.boxes)
    for maker, spender in pairs:
        below = shown.layers[spender] // BAND - shown.layers[maker] // BAND
        assert below >= 0
        assert boxes[maker][1] < boxes[spender][1] if below else boxes[maker][0] < boxes[spender][0]
    told = held(dossier)
    place = list(zip(told["places"]["band"], told["places"]["left"], strict=True))
    paid = [
        (told["coins"][coin][0], number) for number, row in enumerate(told["transactions"]) for coin in row[6][1::2]
    ]
    for maker, spender in paid:
        assert maker >= len(place) or place[maker] < place[spender]
    return len(pairs)


@pytest.mark.parametrize("name", DOSSIERS)
def test_a_box_stands_right_of_those_that_pay_it_or_below(name: str) -> None:
    """In the picture and in the exhibit, of short trails and of collapsed ones."""
    assert check(DOSSIERS[name]()) > 0


def test_so_do_drawn_trails(tmp_path: Path) -> None:
    """Over drawn chains too."""
    assert sum(check(drawn_dossier(number, "fifo", tmp_path)) for number in range(8)) > 0


def test_the_order_is_not_that_of_the_chain() -> None:
    """There is a trail whose boxes, read from left to right, are not in chain order.

    No caption may say that they are.
    """
    dossier = trail([([(-1, 0)], 2), ([(0, 0)], 1), ([(1, 0)], 1), ([(0, 1)], 1)])
    assert diagram(dossier, dossier.trace.main).layers == (0, 1, 2, 1)
    check(dossier)


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_caption_says_that_and_none_says_more(code: str) -> None:
    """Picture, report and exhibit state the order that boxes stand in, in each language."""
    dossier = dossier_of(tell()).written_in(LANGUAGES[code])
    svg = " ".join(text.text or "" for text in ElementTree.fromstring(picture(dossier)).iter(f"{SVG}text"))
    paper = repr(report(dossier))
    beside = " ".join(about(1, 1, rule_name("fifo", dossier.language), dossier.language))
    assert SAID[code] in svg
    assert SAID[code] in paper
    assert SAID[code] in beside
    for wrong in (
        "in chain order from left",
        "block by block",
        "порядке цепочки слева",
        "блок за блоком",
        "блок сайын",
    ):
        assert wrong not in svg + paper + beside
