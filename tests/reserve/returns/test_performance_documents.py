"""What is shown of a performance: pages, chart, figures and sub-periods, in three languages."""

import csv
import io
import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from functools import cache
from html import unescape
from math import prod
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.reserve.returns.histories import Flows, History, day, measured, performed, rows
from tests.reserve.returns.samples import LAST, SUBJECT, sample
from tracer.chain.amount import COIN
from tracer.documents.language.language import ENGLISH, Language
from tracer.documents.language.languages import LANGUAGES
from tracer.reserve.acts import ActId
from tracer.reserve.returns import words
from tracer.reserve.returns.chart import chart
from tracer.reserve.returns.chart_lines import chart_content
from tracer.reserve.returns.performance_documents import performance_documents
from tracer.reserve.returns.performance_json import as_json, plain
from tracer.reserve.returns.span_returns import SpanReturn
from tracer.reserve.returns.spans import ReturnSpan
from tracer.reserve.returns.sub_period_table import SCHEMA
from tracer.reserve.returns.unavailable import Unavailable, Why
from tracer.reserve.value.day_rows import ValuedBlock

ALL = tuple(LANGUAGES.values())
TIME = 1_835_200_800
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")


@cache
def made() -> Mapping[str, bytes]:
    """Return the documents of the sample in every language."""
    return performance_documents(SUBJECT, sample(), ALL, TIME)


def html(code: str) -> str:
    """Return a page as text."""
    return made()[f"performance.{code}.html"].decode()


def cells(page: str) -> list[list[str]]:
    """Return the cells of every row of every table of a page, with plain spaces."""
    found = re.findall(r"<tr>(.*?)</tr>", page)
    return [[plain(unescape(each)) for each in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row)] for row in found]


def test_there_is_a_page_and_a_chart_in_each_language() -> None:
    """And the figures and every sub-period once."""
    papers = {f"performance.{code}.{form}" for code in LANGUAGES for form in ("html", "pdf", "svg")}
    assert set(made()) == papers | {"performance.json", "sub_periods.csv"}


def test_the_same_performance_has_the_same_bytes() -> None:
    """Computed and drawn again, nothing differs."""
    assert performance_documents(SUBJECT, sample(), ALL, TIME) == made()


@pytest.mark.parametrize("language", ALL, ids=lambda language: language.code)
def test_past_changes_say_nothing_of_the_future(language: Language) -> None:
    """The sentence stands at the head of the page, beneath the returns, and in the chart; so in the figures."""
    said = language.word(words.NO_FORECAST)
    assert html(language.code).count(said) == 3
    assert said in made()[f"performance.{language.code}.svg"].decode()
    assert ENGLISH.word(words.NO_FORECAST) == "Past changes of price say nothing of the future."


def test_one_table_has_five_rows_and_the_spans() -> None:
    """What the reserve did, gross and net, above gold, foreign exchange, SDR and the body's own portfolio."""
    table = cells(html("en"))[:6]
    assert table == [
        ["what", "1 year", "3 years", "5 years", "since 2026-01-01"],
        ["the reserve", "gross -7.99 %<br>net -7.99 %", "n/a", "n/a",
         "gross 2.04 %, not annualised<br>net 2.01 %, not annualised"],
        ["gold", "8.28 %", "29.69 % (9.05 % a year)", "n/a", "19.76 %, not annualised"],
        ["foreign-exchange reserves", "3.85 %", "n/a", "n/a", "8.00 %, not annualised"],
        ["SDR", "n/a", "n/a", "n/a", "n/a"],
        ["the body’s own portfolio", "n/a", "n/a", "n/a", "n/a"],
    ]  # fmt: skip


def test_what_is_not_available_has_its_reason() -> None:
    """Each once, under the table."""
    reasons = re.findall(r"<li>(.*?)</li>", html("en").partition("Not available, and why:")[2].partition("</ul>")[0])
    assert [plain(unescape(each)) for each in reasons] == [
        "3 years: the reserve began 2026-01-01.",
        "5 years: the reserve began 2026-01-01.",
        "gold 2023-03-01: the table has no row on or before it.",
        "foreign-exchange reserves 2025-03-01: the table has no row on or before it.",
        "foreign-exchange reserves 2023-03-01: the table has no row on or before it.",
        "SDR 2027-03-01: last row is 2025-01-01, 789 days old.",
        "SDR 2025-03-01: last row is 2025-01-01, 59 days old.",
        "SDR 2023-03-01: the table has no row on or before it.",
        "SDR 2026-01-01: last row is 2025-01-01, 365 days old.",
        "the body’s own portfolio: the register has no such table.",
    ]


def test_every_reason_has_its_sentence() -> None:
    """Whatever is lacking is said in words, in every language, with its days."""
    early, late = day(0), day(18)
    told = {
        Why.NEVER_HELD: "3 years: nothing was held up to 2026-01-01.",
        Why.BEGAN: "3 years: the reserve began 2026-01-01.",
        Why.HELD_SINCE: "3 years: holding began 2026-01-01.",
        Why.EMPTY: "3 years: nothing was held from 2026-01-01 to 2026-01-19.",
        Why.UNPRICED: "3 years: 2026-01-01 has no price: there is no fixing on or before it.",
        Why.OLD_FIXING: "3 years 2026-01-01: last fixing is 2026-01-19, 18 days old.",
        Why.COSTS: "3 years: on 2026-01-01 fees and execution are more than what was held before; net is not told.",
        Why.NO_FILE: "3 years: the register has no such table.",
        Why.NO_ROW: "3 years 2026-01-01: the table has no row on or before it.",
        Why.OLD_ROW: "3 years 2026-01-01: last row is 2026-01-19, 18 days old.",
        Why.NO_RATE: "3 years 2026-01-01: there is no rate of exchange.",
        Why.MANY_RATES: "3 years: no money-weighted rate, or more than one, fits.",
        Why.FEW_CHANGES: "3 years: fewer than two changes from one day to the next have fixings.",
    }
    assert {why: words.lack(Unavailable(why, early, late), "3 years", ENGLISH) for why in Why} == told
    assert words.lack(Unavailable(Why.EMPTY, early), "1 year", ENGLISH) == "1 year: nothing is held since 2026-01-01."
    for language in ALL:
        for why in Why:
            assert words.lack(Unavailable(why, early, late), "SDR", language).startswith("SDR")


def test_printed_changes_of_value_add_up() -> None:
    """In every table of every page the last row is the sum of those above it, to the hundredth."""
    for code, point in (("en", "."), ("ru", ","), ("kk", ",")):
        found = [row[1:] for row in cells(html(code))]
        first = ENGLISH if code == "en" else LANGUAGES[code]
        names = [row[0] for row in cells(html(code))]
        starts = [at for at, name in enumerate(names) if name == first.word("opening value")]
        assert len(starts) == 4
        for start in starts:
            for column in range(4):
                texts = [found[start + row][column] for row in range(7)]
                if texts[0] == first.word(words.NOT_AVAILABLE):
                    continue
                *parts, closing = [int(re.sub(f"[{point} ,]", "", text)) for text in texts]
                assert sum(parts) == closing


def test_exact_sums_are_not_for_publication() -> None:
    """The page says so, unless the register publishes its addresses anyway."""
    said = "it is for the body and its auditors, not for publication."
    assert said in html("en")
    opened = performance_documents(replace(SUBJECT, is_open=True), sample(), (ENGLISH,), TIME)
    assert said not in opened["performance.en.html"].decode()


def test_the_money_weighted_line_has_its_warning() -> None:
    """As if each confiscation had been bought on its day."""
    warned = html("en").index("as if each confiscation had been bought on its day. For coins that cost nothing it")
    assert warned < html("en").index("Money-weighted return, a year")
    assert "as if each confiscation had been bought on its day" in json.dumps(as_json(sample()))


@pytest.mark.parametrize("language", ALL, ids=lambda language: language.code)
def test_the_chart_is_drawn_in_whole_numbers(language: Language) -> None:
    """Well-formed, no script, nothing foreign, no coordinate with a fraction, nothing drawn outside of its field."""
    drawn = made()[f"performance.{language.code}.svg"]
    tree = ElementTree.fromstring(drawn)
    assert {each.tag.rpartition("}")[2] for each in tree.iter()} <= {
        "svg", "title", "desc", "rect", "line", "path", "text",
    }  # fmt: skip
    for each in tree.iter():
        for name in ("x", "y", "x1", "x2", "y1", "y2", "width", "height"):
            assert each.get(name) is None or re.fullmatch(r"[0-9]+", each.get(name, ""))
    ways = [each.get("d", "") for each in tree.iter() if each.tag.endswith("path")]
    assert len(ways) == 4
    for way in ways:
        points = [tuple(map(int, each.split(","))) for each in re.findall(r"[0-9]+,[0-9]+", way)]
        assert re.sub(r"[0-9]+,[0-9]+", "", way).strip("M ") == ""
        assert points[0][0] == 70
        assert points[-1][0] == 890
        assert all(70 <= right <= 890 and 84 <= down <= 424 for right, down in points)
    assert drawn in made()[f"performance.{language.code}.html"]


def test_the_chart_s_lines_end_where_the_table_says() -> None:
    """The legend has what 100 became, and the fall its days."""
    drawn = plain(made()["performance.en.svg"].decode())
    for said in (
        "the reserve, gross: 102.04", "the reserve, net: 102.01", "gold: 119.76", "foreign-exchange reserves: 108.00",
        "greatest fall -27.07 %, 2026-01-14 to 2026-04-14",
    ):  # fmt: skip
        assert said in drawn


def test_a_chart_s_points_by_hand() -> None:
    """100 becomes 200 in 820 days over 820 points: 0 stands at 424, the top, 200, at 84; half way 150 at 169."""
    prices = {day(number): Fraction(820 + number) for number in range(821)}
    found = performed(measured(History(rows({0: Flows(added=COIN)}, 820), prices)), 820)
    content = chart_content(found, ENGLISH)
    assert content is not None
    way = re.search(r'<path d="M([^"]*)"', chart(content, ENGLISH).decode())
    assert way is not None
    points = way[1].split()
    assert [points[0], points[410], points[820]] == ["70,254", "480,169", "890,84"]
    assert len(points) == 821


def test_nothing_is_drawn_where_nothing_was_held() -> None:
    """The page then tells why, and has no chart and no attribution."""
    prices = {day(number): Fraction(1000) for number in range(10)}
    empty = performed(measured(History(rows({}, 9), prices)), 9)
    files = performance_documents(SUBJECT, empty, (ENGLISH,), TIME)
    assert set(files) == {"performance.en.html", "performance.en.pdf", "performance.json", "sub_periods.csv"}
    page = files["performance.en.html"].decode()
    assert "No span has a return." in page
    assert "nothing was held up to 2026-01-10." in plain(page)


def test_a_carried_fixing_is_told_at_the_head() -> None:
    """With its day and age; so is that there is none."""
    for last, said in ((2, "of this day"), (4, "of 2026-01-03, carried for 2 days")):
        history = History(rows({0: Flows(added=COIN)}, last), {day(0): Fraction(1000), day(2): Fraction(1010)})
        files = performance_documents(SUBJECT, performed(measured(history), last), (ENGLISH,), TIME)
        assert f"<dt>Fixing</dt><dd>{said}</dd>" in files["performance.en.html"].decode().replace("\u00a0", " ")
    none = performed(measured(History(rows({0: Flows(added=COIN)}, 3), {day(9): Fraction(1)})), 3)
    files = performance_documents(SUBJECT, none, (ENGLISH,), TIME)
    assert "<dt>Fixing</dt><dd>none on or before this day</dd>" in files["performance.en.html"].decode()
    assert as_json(none)["fixing"] == {"USD": None, "KZT": None}


def test_the_returns_follow_from_the_sub_periods() -> None:
    """Whoever multiplies the factors of the table from a day to another has the return of the page."""
    table = list(csv.DictReader(io.StringIO(made()["sub_periods.csv"].decode())))
    assert tuple(table[0]) == SCHEMA.names
    for each in sample().spans:
        for currency, figures in each.by_currency.items():
            for scope, found in figures.returns.items():
                if not isinstance(found, SpanReturn):
                    continue
                inside = [
                    row
                    for row in table
                    if (row["scope"], row["currency"]) == (scope.value, currency)
                    and each.span.begins.isoformat() <= row["begins"]
                ]
                gross = prod(Fraction(row["gross"]) for row in inside)
                net = prod(Fraction(row["net"]) for row in inside)
                assert round((gross - 1) * 10_000) == found.gross.basis_points
                assert not isinstance(found.net, Unavailable)
                assert round((net - 1) * 10_000) == found.net.basis_points


def test_a_sub_period_by_hand() -> None:
    """The sale of day 400: 7 BTC before it, 1 sold, 0.0001 paid, 150.00 lost; the values are those of the prices."""
    table = csv.DictReader(io.StringIO(made()["sub_periods.csv"].decode()))
    row = next(each for each in table if each["ends"] == "2027-02-05" and each["currency"] == "USD")
    assert (row["scope"], row["chain"], row["begins"]) == ("reserve", "1", "2026-12-31")
    assert (row["held_sat"], row["opening_sat"], row["closing_sat"]) == ("700000000", "700000000", "599990000")
    assert (row["disposed_sat"], row["fees_sat"], row["execution"]) == ("100000000", "10000", "-15000")
    price = Fraction(row["ends_price"])
    assert row["ends_value"] == str(round(7 * price * 100))
    assert Fraction(row["net"]) < Fraction(row["gross"])


def test_figures_say_what_they_are() -> None:
    """Per cent as decimal text, hundredths as digits, n/a with its reason, the reason's sentence in English."""
    figures = json.loads(made()["performance.json"])
    assert figures["register"] == "KZ-NIC"
    assert (figures["convention"], figures["kind"], figures["headline"]) == ("returns/1", "total", "reserve")
    assert [each["span"] for each in figures["spans"]] == ["1 year", "3 years", "5 years", "since 2026-01-01"]
    since = figures["spans"][3]["currencies"]["USD"]
    assert since["scopes"]["reserve"]["gross"] == {"percent": "2.04", "percent_a_year": None}
    assert since["benchmarks"]["portfolio"] == {"na": "the body’s own portfolio: the register has no such table."}
    assert since["drawdown"] == {"percent": "-27.07", "from": "2026-01-14", "to": "2026-04-14"}
    assert since["volatility"] == {"percent_a_year": "40.86", "changes": 752}
    parts = {name: int(each) for name, each in since["scopes"]["reserve"]["attribution_hundredths"].items()}
    assert parts["closing"] - parts["opening"] == (
        parts["price"] + parts["receipts"] - parts["disposals"] + parts["execution"] + parts["fees"]
    )
    assert figures["spans"][1]["currencies"]["USD"]["scopes"]["reserve"] == {
        "na": "3 years: the reserve began 2026-01-01."
    }
    assert figures["to"] == day(LAST).isoformat()


def test_less_than_a_year_is_never_annualised() -> None:
    """Neither a return nor a money-weighted rate: both are told over the span."""
    history = History(rows({0: Flows(added=COIN)}, 100), {day(0): Fraction(1000), day(100): Fraction(1200)})
    figures = json.loads(json.dumps(as_json(performed(measured(history), 100))))
    scope = figures["spans"][-1]["currencies"]["USD"]["scopes"]["reserve"]
    assert scope["gross"] == {"percent": "20.00", "percent_a_year": None}
    assert scope["money_weighted"] == {"percent": "20.00"}
    found = performed(measured(history), 100).spans[-1].by_currency["USD"].returns[ValuedBlock.RESERVE]
    assert isinstance(found, SpanReturn)
    said = words.figure(found.gross, ReturnSpan(day(0), day(100)), ENGLISH)
    assert plain(said) == "20.00 %, not annualised"


@needs_poppler
@pytest.mark.parametrize("language", ALL, ids=lambda language: language.code)
def test_the_set_page_says_what_the_other_does(language: Language, tmp_path: Path) -> None:
    """Title, sentence and a figure of the first table stand in the PDF too."""
    place = tmp_path / "page.pdf"
    place.write_bytes(made()[f"performance.{language.code}.pdf"])
    text = subprocess.run(["pdftotext", "-layout", place, "-"], capture_output=True, check=True).stdout.decode()
    flat = re.sub(r"\s+", " ", text)
    assert language.word("Performance of the state digital-asset reserve") in flat
    assert language.word(words.NO_FORECAST) in flat
    assert ("2.04 %" if language.code == "en" else "2,04 %") in flat


def test_the_page_says_which_costs_are_taken_off() -> None:
    """The acts of sales by number, that there was none, and that no act declares costs of custody."""
    none, acts = sample(), (ActId("2026-0031"), ActId("2026-0040"))
    some = replace(none, books=replace(none.books, sold=acts))
    written = performance_documents(SUBJECT, some, ALL, TIME)
    for language in ALL:
        before, after = html(language.code), written[f"performance.{language.code}.html"].decode()
        assert "2026-0031" not in before
        assert language.listed(acts) in after
        for text in (before, after):
            assert language.say("Costs of custody and insurance: no act declares any, and none is taken off.") in text
    assert as_json(none)["net_of"] == {"fees": True, "sales": [], "custody": []}
    assert as_json(some)["net_of"] == {"fees": True, "sales": ["2026-0031", "2026-0040"], "custody": []}
