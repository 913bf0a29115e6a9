"""The picture: everything in it, nothing on top of anything, at most a page, the same bytes."""

import itertools
import re
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree

import pytest

from tests.evidence.long_trail import brush, fan, ladder, peel, tangle
from tests.evidence.story import dossier_of, tell
from tracer.evidence.dossier import Dossier
from tracer.evidence.picture.diagram import MAX_BOXES, MAX_LAYERS, MAX_ROWS, diagram
from tracer.evidence.picture.picture import picture

SVG = "{http://www.w3.org/2000/svg}"
Rectangle = tuple[int, int, int, int]


def story() -> Dossier:
    """Return the story's dossier."""
    return dossier_of(tell())


DOSSIERS: dict[str, Callable[[], Dossier]] = {
    "story": story,
    "short peel": lambda: peel(11),
    "long peel": lambda: peel(90),
    "narrow fan": lambda: fan(20),
    "wide fan": lambda: fan(80),
    "ladder": lambda: ladder(70),
    "brush": lambda: brush(60, 4),
    "tangle": lambda: tangle(60, 12),
    "tangle of runs": lambda: tangle(300, 60),
}


def drawn(dossier: Dossier) -> ElementTree.Element:
    """Return the picture as XML."""
    return ElementTree.fromstring(picture(dossier))


def boxes(svg: ElementTree.Element) -> list[Rectangle]:
    """Return the rectangles of boxes and slips: left, top, right, bottom."""
    found = []
    for rect in svg.iter(f"{SVG}rect"):
        left, top = int(rect.get("x", 0)), int(rect.get("y", 0))
        width, height = int(rect.get("width", 0)), int(rect.get("height", 0))
        if 100 < width < 200:
            found.append((left, top, left + width, top + height))
    return found


@pytest.mark.parametrize("name", DOSSIERS)
def test_no_two_boxes_touch_and_all_lie_on_the_sheet(name: str) -> None:
    """Boxes and slips never overlap and never leave the sheet."""
    svg = drawn(DOSSIERS[name]())
    width, height = int(svg.get("width", 0)), int(svg.get("height", 0))
    found = boxes(svg)
    assert found
    for left, top, right, bottom in found:
        assert min(left, top) >= 0
        assert right <= width
        assert bottom <= height
    for one, other in itertools.combinations(found, 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, (one, other)


@pytest.mark.parametrize("name", DOSSIERS)
def test_texts_fit_where_they_stand(name: str) -> None:
    """No text is wider than its slip, box or sheet, at 0.65 of its size per letter."""
    svg = drawn(DOSSIERS[name]())
    found = boxes(svg)
    for text in svg.iter(f"{SVG}text"):
        x, y, size = int(text.get("x", 0)), int(text.get("y", 0)), int(text.get("font-size", 0))
        length = len(text.text or "") * size * 65 // 100
        anchor = text.get("text-anchor", "start")
        left = x - {"start": 0, "middle": length // 2, "end": length}[anchor]
        room = [box for box in found if box[0] <= x <= box[2] and box[1] <= y <= box[3]]
        limit = room[0] if room else (0, 0, int(svg.get("width", 0)), 0)
        assert left >= limit[0] - 6, text.text
        assert left + length <= limit[2] + 6, text.text


@pytest.mark.parametrize("name", DOSSIERS)
def test_a_picture_stays_within_a_page_and_counts_every_transaction(name: str) -> None:
    """However long the trail, boxes, layers and rows are bounded; the boxes stand for all transactions."""
    dossier = DOSSIERS[name]()
    shown = diagram(dossier, dossier.trace.main)
    assert sum(box.count for box in shown.boxes) == len(dossier.trace.main.crossings)
    assert len(shown.boxes) <= MAX_BOXES
    assert max(shown.layers) < MAX_LAYERS
    svg = drawn(dossier)
    assert int(svg.get("width", 0)) <= 1700
    assert int(svg.get("height", 0)) <= 80 * MAX_ROWS + 400


@pytest.mark.parametrize("name", DOSSIERS)
def test_every_line_leads_to_the_right(name: str) -> None:
    """What pays stands to the left of what is paid."""
    dossier = DOSSIERS[name]()
    shown = diagram(dossier, dossier.trace.main)
    for slip in shown.slips:
        if slip.maker is not None and slip.spender is not None:
            assert shown.layers[slip.maker] < shown.layers[slip.spender]


@pytest.mark.parametrize("name", DOSSIERS)
def test_no_satoshi_is_lost_by_collapsing(name: str) -> None:
    """Seeds drawn = ends drawn + fees drawn, per label, whatever was collapsed."""
    dossier = DOSSIERS[name]()
    shown = diagram(dossier, dossier.trace.main)
    for label in {label for slip in shown.slips for label in slip.taint}:
        seeded = sum(slip.taint.get(label, 0) for slip in shown.slips if slip.maker is None)
        ended = sum(slip.taint.get(label, 0) for slip in shown.slips if slip.terminal is not None)
        fees = sum(box.fee.get(label, 0) for box in shown.boxes)
        assert seeded == ended + fees


def test_a_short_trail_is_drawn_whole() -> None:
    """A trail of eleven transactions in a row is drawn box by box, in bands, with numbered cuts."""
    dossier = peel(11)
    shown = diagram(dossier, dossier.trace.main)
    assert [box.count for box in shown.boxes] == [1] * 11
    assert b"goes on at the same number" in picture(dossier)


def test_a_long_chain_is_collapsed_and_says_so() -> None:
    """Of a peel chain of ninety the plain part is one box, which names its number of transactions."""
    dossier = peel(90)
    assert b">89 transactions</text>" in picture(dossier)
    assert b"89 transactions collapsed, from " in picture(dossier)
    assert b"a plain chain, each paid on by the next" in picture(dossier)


def test_side_branches_are_collapsed_before_what_leads_to_custody() -> None:
    """Where branches that reach no custody wallet make the picture too large they are collapsed, not the rest."""
    dossier = fan(80)
    shown = diagram(dossier, dossier.trace.main)
    assert [box.count for box in shown.boxes] == [1, 1, 79]
    leading = [slip.maker for slip in shown.slips if slip.terminal == "custody"]
    assert leading == [1]
    assert shown.boxes[2].why.endswith("side branches that reach no custody wallet")


def test_chains_inside_side_branches_are_one_with_them() -> None:
    """A plain chain on a branch that reaches no custody wallet is part of the branch's box, and its words are gone."""
    dossier = brush(60, 4)
    shown = diagram(dossier, dossier.trace.main)
    assert sum(box.count for box in shown.boxes) == 241
    assert max(shown.boxes, key=lambda box: box.count).count == 236
    assert [box.why for box in shown.boxes if box.count == 236] == ["side branches that reach no custody wallet"]


def test_of_a_tangle_what_pays_custody_stands_alone() -> None:
    """Where all leads to custody in a tangle, each transaction that pays it is drawn by its name, the rest as runs."""
    dossier = tangle(400, 3)
    shown = diagram(dossier, dossier.trace.main)
    paying = {slip.maker for slip in shown.slips if slip.terminal == "custody" and slip.maker is not None}
    assert paying
    for box in paying:
        assert shown.boxes[box].count == 1
        assert f">{shown.boxes[box].txid[:6]}…{shown.boxes[box].txid[-6:]}</text>".encode() in picture(dossier)
    assert sum(box.count for box in shown.boxes if box.count > 1) > 390
    assert all(box.why.endswith("in chain order") for box in shown.boxes if box.count > 1)


@pytest.mark.parametrize("name", DOSSIERS)
def test_numbers_of_cut_lines_never_cover_one_another(name: str) -> None:
    """The small numbers at which lines go on in the next band stand apart wherever they enter a box."""
    marks = [(int(disc.get("cx", 0)), int(disc.get("cy", 0))) for disc in drawn(DOSSIERS[name]()).iter(f"{SVG}circle")]
    for one, other in itertools.combinations(marks, 2):
        assert one[0] != other[0] or abs(one[1] - other[1]) >= 18, (one, other)


def test_custody_is_named_and_the_seeds_are_marked() -> None:
    """The state's wallet stands in the picture by its name, seeds as starts, other ends in words."""
    texts = [text.text for text in drawn(story()).iter(f"{SVG}text")]
    assert texts.count("Agency seizure wallet") == 2
    assert texts.count("START") == 2
    assert {"COINJOIN", "BURNED", "UNSPENT", "TAGGED SERVICE", "STATE CUSTODY", "9.74980000"} <= set(texts)


INK, FAINT = "#1b1f24", "#5b6470"


def test_who_holds_a_coin_by_name_is_written_in_ink_and_an_address_faintly() -> None:
    """A state wallet's and a tagged service's name are what is read first; addresses of other coins stand back."""
    texts = list(drawn(story()).iter(f"{SVG}text"))
    named = {(text.get("fill"), text.get("font-weight")) for text in texts
             if text.text in ("Agency seizure wallet", "Some Exchange")}  # fmt: skip
    assert {text.text for text in texts} >= {"Agency seizure wallet", "Some Exchange"}
    assert named == {(INK, "bold")}
    addresses = [text for text in texts if re.match("bcrt1.+…", text.text or "")]
    assert len(addresses) > 3
    assert {(text.get("fill"), text.get("font-weight")) for text in addresses} == {(FAINT, None)}


def test_a_mark_has_the_colour_of_its_slip_s_edge() -> None:
    """How a coin ends is written in the colour that frames it, one for each kind of end, as in the legend."""
    svg = drawn(story())
    slips = [rect for rect in svg.iter(f"{SVG}rect") if rect.get("rx") == "8"]
    colours = {}
    for mark in ("STATE CUSTODY", "TAGGED SERVICE", "COINJOIN", "BURNED", "UNSPENT"):
        for text in (each for each in svg.iter(f"{SVG}text") if each.text == mark):
            x, y = int(text.get("x", 0)), int(text.get("y", 0))
            around = [slip for slip in slips if 0 < x - int(slip.get("x", 0)) < 20 and 0 < y - int(slip.get("y", 0))
                      < int(slip.get("height", 0))]  # fmt: skip
            assert [slip.get("stroke") for slip in around] == [text.get("fill")], mark
            colours[mark] = text.get("fill")
    assert len(set(colours.values())) == len(colours) == 5


def test_a_name_is_text_and_never_markup() -> None:
    """A wallet's name with tags, quotes and control characters is shown, not obeyed."""
    dossier = story()
    main = dossier.trace.main
    name = '<script>"&\x00\u202e'
    ends = tuple(replace(end, name=name) if end.name else end for end in main.ends)
    changed = {**dossier.trace.methods, "fifo": replace(main, ends=ends)}
    svg = picture(replace(dossier, trace=replace(dossier.trace, methods=changed)))
    assert b"<script>" not in svg
    assert b"&lt;script&gt;&quot;&amp;" in svg
    ElementTree.fromstring(svg)


def test_a_trail_without_transactions_is_drawn_too() -> None:
    """Seeds that nobody spent give a picture of seeds."""
    dossier = story()
    main = dossier.trace.main
    bare = replace(main, crossings=(), spent=(), made=(), ends=())
    svg = picture(replace(dossier, trace=replace(dossier.trace, methods={"fifo": bare})))
    ElementTree.fromstring(svg)


def test_coordinates_are_whole_numbers() -> None:
    """No coordinate has a decimal point, so no machine rounds it another way."""
    paths = re.findall(rb' (?:d|x|y|cx|cy|width|height)="([^"]*)"', picture(story()))
    assert paths
    assert all(b"." not in path for path in paths)
