"""No text is ever printed as empty boxes: what the fonts lack is printed as its number."""

from tracer.evidence.pages.glyphs import coverage, legible

KAZAKH = "ӘәҒғҚқҢңӨөҰұҮүҺһІі"


def test_kazakh_letters_and_the_tenge_sign_are_covered() -> None:
    """The face holds every Kazakh and Russian letter, the tenge sign and the marks of three languages."""
    russian = "".join(map(chr, range(0x410, 0x450))) + "Ёё"
    assert not [each for each in f"{KAZAKH}{russian}₸№«»„“”‘’—–…→≤−" if ord(each) not in coverage()]
    assert legible(f"{KAZAKH} 5 ₸ → №1") == f"{KAZAKH} 5 ₸ → №1"


def test_what_the_face_lacks_is_shown_by_its_number() -> None:
    """Characters without a glyph, and those that hide or reverse text, are printed as code points."""
    assert legible("中😀 \u202eevil\x00") == "\\u4e2d\\U0001f600 \\u202eevil\\u0000"


def test_the_first_glyph_is_no_cover() -> None:
    """A private-use and an unassigned code point count as not covered."""
    assert not {0xE000, 0xFFFFF, 0x4E2D} & coverage()
