"""The two worked examples of the method, done again: the second book beside the first, and origins as satoshi."""

from fractions import Fraction
from pathlib import Path

import pytest

from tests.custody.test_custody_book import _book
from tests.evidence.story import dossier_of, tell
from tests.trace.drawing import Drawing, seed
from tests.trace.test_origin import origin_of
from tracer.documents.language.languages import LANGUAGES
from tracer.documents.paper import Commands
from tracer.evidence.report.method_text import BACKWARDS, SET_ASIDE, method
from tracer.trace.attribution import taint

RULES = (Path(__file__).parents[3] / "docs" / "rules.md").read_text("utf-8")


def test_the_first_books_satoshi_are_set_aside() -> None:
    """Received 20, stolen 30 and 50 of anybody's pay 40, 50 and a fee of 10: 8, 10 and 2 of the received ones."""
    text = "a: -> 20\nb: -> 30\nc: -> 50\n\nseize: a.0 -> 20@agency\n\njoin: seize.0 b.0 c.0 -> 40 50"
    drawing = Drawing(text, [seed("A", "a.0"), seed("B", "b.0")], custody=("agency",), rule="haircut")
    ends = {name: end for name, end in drawing.ends().items() if name.startswith("join")}
    assert ends == {"join.0": "unspent B12", "join.1": "unspent B15"}
    assert drawing.books()["B"]["fee"] == 3
    (crossing,) = _book(drawing, ("agency",)).crossings
    assert [(vout, taint(attribution)) for vout, attribution in crossing.left] == [(0, {"A": 8}), (1, {"A": 10})]
    assert taint(crossing.fee) == {"A": 2}
    assert (20 * 28 // 70, 20 * 35 // 70, 20 * 7 // 70) == (8, 10, 2)


def test_the_satoshi_of_origins_are_a_replay_and_no_rounding_of_shares() -> None:
    """Two origins of 3 pay 3 and 3: of the second output each has half, and the replay gives 1 and 2."""
    drawing = Drawing("x: -> 3\ny: -> 3\n\nt: x.0 y.0 -> 3 3", [])
    first, second = (origin_of(drawing, f"t.{vout}").haircut for vout in (0, 1))
    assert [share.share for share in second] == [Fraction(1, 2), Fraction(1, 2)]
    by_name = sorted(second, key=lambda share: str(share.outpoint))
    assert [share.sat for share in by_name] == [1, 2]
    assert [share.sat for share in sorted(first, key=lambda share: str(share.outpoint))] == [2, 1]


@pytest.mark.parametrize("code", LANGUAGES)
def test_both_examples_stand_in_the_method(code: str) -> None:
    """The bundle's method has both, in each language, and so has the page on the rules."""
    said = method(dossier_of(tell()).written_in(LANGUAGES[code]))
    shown = [block.lines for section in said.sections for block in section.blocks if isinstance(block, Commands)]
    for lines in (SET_ASIDE, BACKWARDS):
        assert tuple(map(LANGUAGES[code].word, lines)) in shown
        assert "\n".join(lines) in RULES
