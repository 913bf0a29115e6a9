"""The band as a picture: whole numbers, the same bytes, the line broken where nothing is known."""

import datetime as dt
import itertools
import re
from fractions import Fraction
from xml.etree import ElementTree

import pytest

from tests.reserve.limits.limit_days import day
from tracer.documents.language.language import ENGLISH, Language
from tracer.documents.language.languages import LANGUAGES
from tracer.reserve.limits.band_picture import HEIGHT, WIDTH, BandSheet, SharePoint, band_picture

SVG = "{http://www.w3.org/2000/svg}"


def sheet(*shares: str | None, band: bool = True, breached: int = 0) -> BandSheet:
    """Return a sheet of days that follow one another; shares in percent."""
    points = [SharePoint(day(at), None if each is None else Fraction(each) / 100) for at, each in enumerate(shares, 1)]
    return BandSheet(
        points=points,
        band=(Fraction(1, 200), Fraction(8, 1000)) if band else None,
        limits={"share-max": Fraction(1, 100)},
        breached=frozenset({day(breached)}) if breached else frozenset(),
    )


def drawn(of: BandSheet) -> ElementTree.Element:
    """Return the picture's tree."""
    return ElementTree.fromstring(band_picture(of, "The band", "Shares in percent", ENGLISH))


def test_every_place_is_a_whole_number() -> None:
    """No float stands in the picture."""
    raw = band_picture(sheet("0.7", "0.71", "1.03"), "The band", "Shares", ENGLISH).decode()
    places = re.findall(r' (?:x|y|x1|x2|y1|y2|cx|cy|width|height|points)="([^"]*)"', raw)
    assert len(places) > 40
    assert all(re.fullmatch(r"-?\d+(?:[ ,]-?\d+)*", each) for each in places)


def test_the_line_by_hand() -> None:
    """0 to 1.5 % over 284 pixels above 348: 0.6 % is 113 up, 1.2 % 227; three days over 632 pixels from 78 on."""
    (line,) = drawn(sheet("0.6", "1.2", "0")).findall(f"{SVG}polyline")
    assert line.get("points") == "78,235 394,121 710,348"


def test_the_line_breaks_where_nothing_is_known() -> None:
    """Two days, none, two days: two lines; a day alone is a point."""
    assert len(drawn(sheet("0.6", "0.7", None, "0.7", "0.8")).findall(f"{SVG}polyline")) == 2
    alone = drawn(sheet("0.6", None, "0.7", "0.8"))
    assert (len(alone.findall(f"{SVG}polyline")), len(alone.findall(f"{SVG}circle"))) == (1, 1)
    gap = BandSheet(points=[SharePoint(day(each), Fraction(1, 200)) for each in (1, 2, 5, 6)], band=None)
    assert len(drawn(gap).findall(f"{SVG}polyline")) == 2


def test_limits_and_breaches_are_drawn() -> None:
    """The limit is named at the edge with its figure; a broken day has a mark at the foot."""
    found = drawn(sheet("0.7", "1.1", breached=2))
    texts = [each.text for each in found.iter(f"{SVG}text")]
    assert "share-max: 1.00%" in texts
    assert "1.10%" in texts
    assert "0.50%" in texts
    assert "0.80%" in texts
    marks = [each for each in found.iter(f"{SVG}rect") if each.get("height") == "6"]
    assert [each.get("x") for each in marks] == ["708"]
    assert "band proposed by the last review" not in [
        each.text for each in drawn(sheet("0.7", band=False)).iter(f"{SVG}text")
    ]


def test_labels_at_the_edge_stand_apart() -> None:
    """Four figures that nearly meet are written one below the other."""
    of = BandSheet(
        points=[SharePoint(day(1), Fraction(99, 10000)), SharePoint(day(2), Fraction(99, 10000))],
        band=(Fraction(98, 10000), Fraction(1, 100)),
        limits={"share-max": Fraction(1, 100)},
    )
    rows = sorted(int(each.get("y", "")) for each in drawn(of).iter(f"{SVG}text") if each.get("x") == "718")
    assert len(rows) == 4
    assert all(b - a >= 14 for a, b in itertools.pairwise(rows))


def test_everything_lies_on_the_sheet() -> None:
    """For shares of any size, for one day, for none, in every language; twice the same bytes."""
    for of in (sheet("0.000001", band=False), sheet("99.9", "100"), sheet("0"), sheet(), sheet(None)):
        for language in LANGUAGES.values():
            raw = band_picture(of, "T", "A", language)
            assert raw == band_picture(of, "T", "A", language)
            for each in ElementTree.fromstring(raw).iter():
                for key, most in (("x", WIDTH), ("y", HEIGHT), ("cx", WIDTH), ("cy", HEIGHT)):
                    assert 0 <= int(each.get(key, "0")) <= most


def test_a_long_series_shows_the_firsts_of_months() -> None:
    """From July to September: the ends and two firsts between."""
    points = [SharePoint(day(1) + dt.timedelta(days=at), Fraction(7, 1000)) for at in range(92)]
    texts = [each.text for each in drawn(BandSheet(points=points, band=None)).iter(f"{SVG}text")]
    days = [each for each in texts if each and re.fullmatch(r"2026-\d\d-\d\d", each)]
    assert days == ["2026-07-01", "2026-09-30", "2026-08-01", "2026-09-01"]


def test_foreign_texts_are_shown_and_not_obeyed() -> None:
    """A limit's name is a text."""
    of = BandSheet(points=[SharePoint(day(1), Fraction(1, 100))], band=None, limits={"<b>&": Fraction(1, 100)})
    assert b"&lt;b&gt;&amp;: 1.00%" in band_picture(of, "T", "A", ENGLISH)


@pytest.mark.parametrize("language", LANGUAGES.values(), ids=LANGUAGES)
def test_it_speaks_every_language(language: Language) -> None:
    """The legend's words are in every catalog, figures are written by its rules."""
    raw = band_picture(sheet("0.7", breached=1), "T", "A", language).decode()
    assert f"1{language.point}00" in raw
    assert ("band proposed by the last review" in raw) == (language is ENGLISH)
