"""The papers of the demonstration's register: what PDF, HTML, workbook and JSON say of one period is the same."""

import html
import re
import shutil
import subprocess
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.shown_reserve import demonstration, statement

CODES = ("en", "ru", "kk")
POINT = {"en": ".", "ru": ",", "kk": ","}
GROUP = {"en": ",", "ru": "", "kk": ""}
"""Between groups of three digits, blanks left out."""
PERIODS = ("2025Q3-r1", "2025Q4")

needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")


@pytest.fixture(scope="module")
def out() -> Path:
    """Return the demonstration's folder."""
    return demonstration()[0]


def folder(out: Path, period: str, who: str = "private") -> Path:
    """Return the papers of a bundle."""
    return out / "bundles" / f"{period}-{who}" / "data" / "statement"


def close(text: str) -> str:
    """Return a text without any blank, wherever lines were broken."""
    return re.sub(r"\s", "", text)


def page(path: Path) -> str:
    """Return what a page says."""
    return close(html.unescape(re.sub(r"<style>.*?</style>|<[^>]*>", " ", path.read_text(), flags=re.DOTALL)))


def cells(path: Path) -> Iterator[str]:
    """Yield what stands in each line of each cell of each table of a page."""
    for cell in re.findall(r"<td[^>]*>(.*?)</td>", path.read_text(), re.DOTALL):
        for line in cell.split("<br>"):
            yield close(html.unescape(re.sub(r"<[^>]*>", "", line)))


def printed(path: Path) -> str:
    """Return what a PDF says, page heads and feet among it."""
    run = subprocess.run(["pdftotext", "-raw", path, "-"], capture_output=True, check=True)
    return close(run.stdout.decode())


def money(cents: str | int, code: str) -> str:
    """Return cents as papers print them."""
    whole, part = divmod(abs(int(cents)), 100)
    return f"{'-' if int(cents) < 0 else ''}{whole:,}".replace(",", GROUP[code]) + f"{POINT[code]}{part:02d}"


def bitcoin(sat: str | int) -> str:
    """Return satoshi as papers print them in English, without groups."""
    whole, part = divmod(abs(int(sat)), 10**8)
    return f"{'-' if int(sat) < 0 else ''}{whole}.{part:08d}"


def figures(said: dict[str, Any], code: str) -> Iterator[str]:
    """Yield what of `period.json` stands on paper: satoshi, money, shares, limits, breaches, hedges, the grid."""
    for sat in (*said["books_sat"].values(), *said["title_sat"].values()):
        yield bitcoin(sat).replace(".", POINT[code])
    for block in said["value"]["blocks"]:
        yield from (money(block["usd_cents"][row], code) for row in ("opening", "additions", "revaluation", "closing"))
        yield money(block["kzt_hundredths"], code)
    yield money(said["cost_basis"]["usd_cents"], code)
    review = said["review"]
    for step in review["stress"]:
        yield money(step["usd_cents"], code)
        yield money(step["hedges_usd_cents"], code)
        yield f"{step['percent']:+}%"
    exposure = review["exposure"]
    yield from (bitcoin(exposure[key]).replace(".", POINT[code]) for key in ("held_sat", "net_sat", "margin_sat"))
    for share in (review["share_excl"], review["share_incl"]):
        yield f"{share.replace('.', POINT[code])}%"
    for breach in (each for limit in said["limits"] for each in limit["breaches"]):
        year, month, day = breach["first_day"].split("-")
        yield breach["first_day"] if code == "en" else f"{day}.{month}.{year}"
        yield f"{two(breach['peak'])}%".replace(".", POINT[code])
    yield from (hedge["act"] for hedge in review["hedges"])
    yield from (money(each["worth_hundredths"], code) for each in review["units"])


def two(text: str) -> str:
    """Return a decimal with two places, half to even."""
    value = round(Fraction(text) * 100)
    return f"{value // 100}.{value % 100:02d}"


@pytest.mark.parametrize("period", PERIODS)
@pytest.mark.parametrize("code", CODES)
@needs_poppler
def test_each_figure_of_the_statement_stands_on_both_papers(out: Path, period: str, code: str) -> None:
    """What `period.json` says stands in the statement's page and in its PDF; each cell of the page in the PDF too."""
    place = folder(out, period)
    paper, shown = printed(place / f"statement.{code}.pdf"), page(place / f"statement.{code}.html")
    review = printed(place / f"review.{code}.pdf"), page(place / f"review.{code}.html")
    wanted = list(figures(statement(out, period), code))
    assert len(wanted) > 50
    assert [each for each in wanted if each not in shown + review[1]] == []
    assert [each for each in wanted if each not in paper + review[0]] == []
    for name, whole in (("statement", paper), ("review", review[0])):
        found = list(cells(place / f"{name}.{code}.html"))
        assert len(found) > 40
        assert [cell for cell in found if cell not in whole] == []


@pytest.mark.parametrize("period", PERIODS)
def test_the_workbook_holds_the_figures_of_the_statement(out: Path, period: str) -> None:
    """Books, title, value, limits and breaches of the workbook are those of `period.json`, each limit among them.

    In the third quarter one limit has nothing to look at: nobody had taken a position yet.
    """
    said = statement(out, period)
    book = load_workbook(folder(out, period) / "books.xlsx")
    sheets: dict[str, list[dict[str, Any]]] = {}
    for sheet in book:
        head, *body = sheet.values
        sheets[sheet.title] = [dict(zip(map(str, head), row, strict=True)) for row in body]
    names = ("opening", "receipts", "withdrawals", "deposits", "disposals", "fees", "closing")
    assert [sheets["books"][0][f"{name}_sat"] for name in names] == [int(said["books_sat"][name]) for name in names]
    assert {row["title"]: row["sat"] for row in sheets["title"]} == {
        title: int(sat) for title, sat in said["title_sat"].items()
    }
    for block in said["value"]["blocks"]:
        value = {row["row"]: row for row in sheets["value"] if row["block"] == block["block"]}
        assert {name: value[name]["usd_cents"] for name in block["usd_cents"]} == {
            name: int(cents) for name, cents in block["usd_cents"].items()
        }
        assert value["closing"]["kzt_hundredths"] == int(block["kzt_hundredths"])
    assert [(row["limit"], row["actual"], row["state"]) for row in sheets["limits"]] == [
        (limit["limit"], each["value"], each["state"])
        for limit in said["limits"]
        for each in limit["actual"] or [{"value": None, "state": limit["state"]}]
    ]
    keys = ("limit", "first_day", "peak", "cause", "cured")
    assert [[row[key] for key in keys] for row in sheets["breaches"]] == [
        [each[key] for key in keys]
        for limit in said["limits"]
        for each in limit["breaches"]
    ]  # fmt: skip
    positions = ("act", "contracts_sat", "price", "expires", "exposure_sat", "margin_sat")
    assert [[str(row[key]) for key in positions] for row in sheets["hedges"]] == [
        [each[key] for key in ("act", "sat", "price", "expires", "exposure_sat", "margin_sat")]
        for each in said["review"]["hedges"]
    ]
    cents = ("usd_cents", "options_usd_cents", "hedges_usd_cents")
    assert [
        (row["percent"], [str(row[key]) for key in cents], row["share_excl"], (row["breaks"] or "").split())
        for row in sheets["stress"]
    ] == [
        (each["percent"], [each[key] for key in cents], each["share_excl"], each["breaks"])
        for each in said["review"]["stress"]
    ]
    assert sheets["shares"][-1]["share_excl"] == said["review"]["share_excl"]


@pytest.mark.parametrize("code", CODES)
@needs_poppler
def test_a_performance_s_papers_say_the_same(out: Path, code: str) -> None:
    """Each cell of the page stands in the PDF."""
    paper = printed(out / "performance" / f"performance.{code}.pdf")
    found = list(cells(out / "performance" / f"performance.{code}.html"))
    assert len(found) > 100
    assert [cell for cell in found if cell not in paper] == []


@pytest.mark.parametrize("code", CODES)
@needs_poppler
def test_pictures_of_few_lines_stand_in_the_run_of_the_text(out: Path, code: str) -> None:
    """No sheet is turned sideways for them: the review has three pages, and the list of files a line for each."""
    place = folder(out, "2025Q4")
    for path, most in ((place / f"review.{code}.pdf", 3), (place / f"statement.{code}.pdf", 10)):
        told = subprocess.run(["pdfinfo", "-l", "-1", path], capture_output=True, check=True).stdout.decode()
        assert int(re.search(r"Pages: +(\d+)", told)[1]) <= most  # type: ignore[index]
        sizes = {tuple(each) for each in re.findall(r"size: +([\d.]+) x ([\d.]+)", told)}
        assert len(sizes) == 1
        assert all(float(width) < float(height) for width, height in sizes)
    assert '<figure tabindex="0" class="inline">' in (place / f"review.{code}.html").read_text()


def test_facts_of_two_lines_stay_apart(out: Path) -> None:
    """Dollars and tenge of the head stand in lines of their own, and so do a block and its hash."""
    said = html.unescape((folder(out, "2025Q4") / "statement.en.html").read_text()).replace("\xa0", " ")
    assert "<dt>Value in money</dt><dd>1,108,092.99 USD<br>569,061,155.11 KZT</dd>" in said
    assert "20 08:40:00 UTC<br>60f8246e" in said


@pytest.mark.parametrize("code", ["ru", "kk"])
def test_numbers_are_grouped_wherever_they_stand(out: Path, code: str) -> None:
    """The price of one market is grouped as other prices; no number has two kinds of minus; a price has its cents."""
    place = folder(out, "2025Q4")
    for name in ("statement", "review"):
        said = html.unescape((place / f"{name}.{code}.html").read_text())
        assert re.findall(r"−\s?\d", said) == []
        assert re.findall(r"(?<![\d.a-f-])\d{4,},\d", re.sub(r"<[^>]*>", " ", said)) == []
    prices = {"ru": "caspian-example,103577,41", "kk": "caspian-example,бағасы103577,41"}
    assert prices[code] in page(place / f"statement.{code}.html")
    assert "50,80" in page(place / f"review.{code}.html")
    assert "≤25000,00" in list(cells(place / f"review.{code}.html"))


LATIN = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{3,}(?![A-Za-z0-9])")
NAMES = re.compile(r"SHA-256|\S+\.json|\S+\.toml|\S+\.csv|Python|public/1|16:00 Europe/London|UTC|IFRS|ASC|BTC|USD|KZT")
"""Words of programs and standards."""


@pytest.mark.parametrize("code", ["ru", "kk"])
@pytest.mark.parametrize("who", ["public", "auditor", "private"])
@pytest.mark.parametrize("period", PERIODS)
def test_no_english_stands_in_other_languages(out: Path, code: str, who: str, period: str) -> None:
    """But for names that the register's people wrote, words of programs and standards, and fields of `period.json`."""
    fields = {"ru": "поле файла period.json", "kk": "period.json файлының өрісі"}[code]
    given = (Path(__file__).parents[2] / "fixtures" / "reserve" / "two").rglob("*.toml")
    written = "\n".join(path.read_text() for path in given) + (out / "register" / "register.toml").read_text()
    written += "".join(path.read_text() for path in (out / "register" / "tables").iterdir())
    for path in sorted(folder(out, period, who).glob(f"*.{code}.html")):
        text = re.sub(r"<(style|title|pre|code)>.*?</\1>", "", path.read_text(), flags=re.DOTALL)
        tables = re.findall(r"<table.*?</table>", text, re.DOTALL)
        for table in [each for each in tables if fields in each]:
            text = text.replace(table, "")
        said = NAMES.sub(" ", html.unescape(re.sub(r"<[^>]*>", " ", text)))
        assert sorted({word for word in LATIN.findall(said) if word not in written}) == [], path.name
