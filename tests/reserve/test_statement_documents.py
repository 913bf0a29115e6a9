"""The documents of a statement: what they say, in three languages, and what a public one never holds."""

import csv
import hashlib
import io
import itertools
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.reserve.drawn_runs import drawn
from tests.reserve.statement_samples import ADDRESS, LATE, coins, full, private_sources, public_sources
from tracer.chain.network import REGTEST
from tracer.chain.outpoint import Outpoint, Txid
from tracer.documents.language.language import ENGLISH
from tracer.documents.language.languages import LANGUAGES
from tracer.documents.pdf import MOST_ROWS
from tracer.reserve import period_file
from tracer.reserve.acts import ActId, LotId
from tracer.reserve.ledger_rows import WalletBooks
from tracer.reserve.observation import FaultKind
from tracer.reserve.period_rows import PeriodBooks, Reconciliation
from tracer.reserve.profiles import Profile
from tracer.reserve.satoshi_runs import total
from tracer.reserve.statement.documents import documents
from tracer.reserve.statement.rows import fault_name
from tracer.reserve.statement.sources import CoinPart, StatementSources, coin_rows
from tracer.reserve.statement.tables import workbook
from tracer.reserve.title_rows import Title

ALL = tuple(LANGUAGES.values())
KINDS = ("private", "auditor", "public", "few", "open")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="pdftotext is not installed")


def sources_of(kind: str) -> tuple[StatementSources, Profile]:
    """Return the sources of a kind of documents."""
    if kind in ("private", "auditor"):
        private = private_sources()
        return (private, Profile.PRIVATE) if kind == "private" else (replace(private, coins=()), Profile.AUDITOR)
    return public_sources(few=kind == "few", opened=kind == "open"), Profile.PUBLIC


@cache
def made(kind: str) -> Mapping[str, bytes]:
    """Return the documents of a kind in every language."""
    sources, profile = sources_of(kind)
    return documents(sources, ALL, profile)


def page(sources: StatementSources, profile: Profile = Profile.PRIVATE) -> str:
    """Return the English page of some sources."""
    return documents(sources, (ENGLISH,), profile)["statement/statement.en.html"].decode()


def rows_of(html: str) -> list[list[str]]:
    """Return the cells of every row of every table."""
    rows = re.findall(r"<tr>(.*?)</tr>", html)
    return [re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row) for row in rows]


def test_each_profile_has_its_documents() -> None:
    """A PDF and a page in each language, one workbook, and a table for each list; coins in the private one only."""
    papers = {f"statement/statement.{code}.{form}" for code in LANGUAGES for form in ("html", "pdf")}
    lists = {"books", "title", "orders", "movements", "accounts"}
    tables = {f"statement/{name}.csv" for name in lists}
    assert set(made("auditor")) == papers | tables | {"statement/books.xlsx"}
    assert set(made("private")) == set(made("auditor")) | {"statement/coins.csv"}
    assert set(made("public")) == papers | {"statement/books.csv", "statement/books.xlsx"}
    assert set(made("open")) == set(made("public")) | {"statement/movements.csv", "statement/addresses.csv"}


def test_sources_must_be_those_of_the_profile() -> None:
    """A public document made of a full statement, or coins for an auditor, are refused and not made smaller."""
    with pytest.raises(ValueError, match="not the sources of the public profile"):
        documents(private_sources(), ALL, Profile.PUBLIC)
    with pytest.raises(ValueError, match="not the sources of the auditor profile"):
        documents(private_sources(), ALL, Profile.AUDITOR)
    with pytest.raises(ValueError, match="not the sources of the private profile"):
        documents(public_sources(), ALL, Profile.PRIVATE)


def test_the_figures_are_those_worked_by_hand() -> None:
    """Held 13.8984, with title 8.3992, without 5.4992; 14.199 less 0.2998 less 0.0008 is what is held."""
    rows = rows_of(made("private")["statement/statement.en.html"].decode())
    assert ["in the wallets with title", "8.39920000", "60.43%"] in rows
    assert ["in the wallets without title", "5.49920000", "39.57%"] in rows
    assert ["receipts", "14.19900000", "1,419,900,000"] in rows
    assert ["payments to others", "-0.29980000", "-29,980,000"] in rows
    assert ["fees to miners", "-0.00080000", "-80,000"] in rows
    assert ["closing", "13.89840000", "1,389,840,000"] in rows
    assert ["transfers out", "-6.99960000", "-6.39890000", "0.00000000"] in rows
    assert ["closing", "0.49990000", "0.00000000", "13.39850000"] in rows
    assert ["1-77/2025<br>2026-0003", "forfeiture", "KZ-2026-0042", "8.50000000", "8.39920000", "0.10080000"] in rows
    assert ["Omnibus", "0.00000005", "0.00000005", "2026-09-30", "2026-0006"] in rows
    assert ["Other", "0.00000000", "unknown", "—", "—"] in rows
    assert isinstance(LATE, dict)
    said = escape(str(LATE["what"]))
    assert ["a payment or joint transaction that no act names", f"<code>{'c5' * 32}</code>", said] in rows
    assert ["a receipt that no case, order or act explains", f"<code>txid: {'c1' * 32}</code>", "—"] in rows
    assert ["title_sat.titled", "210000000", "200000000"] in rows


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("en", "in the wallets without title"),
        ("ru", "в кошельках без права собственности"),
        ("kk", "меншік құқығынсыз әмияндарда"),
    ],
)
def test_what_is_held_without_title_is_always_said(code: str, line: str) -> None:
    """The line stands in every document of every profile, also where it is nothing."""
    for kind in KINDS:
        assert line in made(kind)[f"statement/statement.{code}.html"].decode()
    every = dict.fromkeys(Title, 0) | {Title.ASSIGNED: 1_389_840_000}
    nothing = replace(private_sources(), statement=replace(full(), title=every))
    assert ["in the wallets without title", "0.00000000", "0.00%"] in rows_of(page(nothing))


def test_the_public_page_has_its_headings() -> None:
    """The headings of the public page, in their order; those about money say that nothing is valued yet."""
    titles = re.findall(r"<h2>(.*?)</h2>", made("public")["statement/statement.en.html"].decode())
    assert titles == [
        "What the state holds",
        "What came and went",
        "Of this, lawfully the state’s",
        "How we priced it: not yet valued",
        "How much is proven",
        "What broke a limit",
        "How to check this yourself",
        "Why figures are rounded",
        "Earlier statements",
    ]
    for code in LANGUAGES:
        html = made("public")[f"statement/statement.{code}.html"].decode()
        assert len(re.findall(r"<h2>", html)) == len(titles)
        assert "python3 data/verify/verify_public.py" in html
        full_page = made("private")[f"statement/statement.{code}.html"].decode()
        assert "python3 data/verify/verify_title.py" in full_page  # of coins, books, orders and titles it speaks
        assert "sha256sum -c" in html
        assert "bitcoin-cli -chain=regtest getblockhash 140" in html
        assert html.count("0b" * 32) == 2


def test_public_figures_say_how_far_off_they_may_be() -> None:
    """A rounded figure has two decimals and its bound; an exact one all eight and none."""
    rounded = rows_of(made("public")["statement/statement.en.html"].decode())
    assert ["held", "13.90", "± 0.20"] in rounded
    assert ["held at the beginning", "0.00", "exactly"] in rounded
    assert ["left, fees to miners included", "-0.30", "± 0.01"] in rounded
    assert ["forfeited by orders in force", "8.40", "± 0.20"] in rounded
    assert ["of it assigned to the reserve", "6.00", "± 0.20"] in rounded
    assert ["in the wallets without title", "5.50", "± 0.20"] in rounded
    exact = rows_of(made("open")["statement/statement.en.html"].decode())
    assert ["held", "13.90000000"] in exact
    few = made("few")["statement/statement.en.html"].decode()
    assert ["came in less what left", "13.90", "± 0.20"] in rows_of(few)
    assert "Transactions that brought coins: one or two; that paid coins away: one or two." in few
    assert "came in</td>" not in few
    assert "entered the register" not in few
    assert "entered the register" not in made("public")["statement/statement.en.html"].decode()


def test_wallets_that_entered_or_left_are_told_apart_from_what_came_and_went() -> None:
    """A row of their own, or where sums of one or two are not said a row that says so; and a sentence by how many."""
    said = page(public_sources(scope_acts=2), Profile.PUBLIC)
    rows = rows_of(said)
    at = rows.index(["came in", "13.80", "± 0.20"])
    assert rows[at + 2 : at + 4] == [
        ["wallets that entered the register, less those that left it", "0.40", "± 0.01"],
        ["held at the end", "13.90", "± 0.20"],
    ]
    sentence = (
        "Acts by which wallets entered the register or left it: 2. Their coins did not move: they neither came in nor"
    )
    assert sentence in said
    few = page(public_sources(few=True, scope_acts=1), Profile.PUBLIC)
    named = "came in less what left, with wallets that entered or left the register"
    assert [named, "13.90", "± 0.20"] in rows_of(few)
    assert "wallets that entered the register, less" not in few
    assert "entered the register or left it: 1." in few
    books = documents(public_sources(scope_acts=2), (ENGLISH,), Profile.PUBLIC)["statement/books.csv"].decode()
    assert "scope,40000000,1000000" in books


@pytest.mark.parametrize(
    ("code", "row", "sentence"),
    [
        ("ru", "кошельки, вошедшие в реестр, за вычетом вышедших", "вошли в реестр или вышли из него: 2."),
        ("kk", "тізілімге енген әмияндар, шыққандары шегерілген", "тізілімге енген не одан шыққан актілер: 2."),
    ],
)
def test_they_are_told_in_every_language(code: str, row: str, sentence: str) -> None:
    """In the words of the catalogs."""
    found = documents(public_sources(scope_acts=2), (LANGUAGES[code],), Profile.PUBLIC)
    html = found[f"statement/statement.{code}.html"].decode()
    assert row in [cells[0] for cells in rows_of(html)]
    assert sentence in html


@pytest.mark.parametrize(
    ("code", "line"),
    [
        ("en", "due 2026-10-31, closed 2026-11-12"),
        ("ru", "срок 31.10.2026, закрыто 12.11.2026"),
        ("kk", "мерзімі 31.10.2026, жабылды 12.11.2026"),
    ],
)
def test_late_disclosure_is_a_line(code: str, line: str) -> None:
    """The days stand in the head; where the closing came late a warning says them once more."""
    for kind in ("private", "few"):
        assert made(kind)[f"statement/statement.{code}.html"].decode().count(line) == 2
    in_time = replace(private_sources(), closed=private_sources().due)
    assert page(in_time).count("due 2026-10-31, closed 2026-10-31") == 1


def test_what_a_reader_must_know_first_is_a_warning() -> None:
    """A restatement, faults and late acts stand above the first figure; a quiet statement has none of these."""
    loud = re.findall(r'<p class="warning">.*?</b> (.*?)</p>', made("private")["statement/statement.en.html"].decode())
    assert loud == [
        "Closed late: due 2026-10-31, closed 2026-11-12.",
        "This statement restates an earlier one. “Restatement” gives both figures.",
        "Faults at the closing block: 2. “Reconciliation with the chain” lists them.",
        "Acts filed late: 1. “What it is computed from” lists them.",
    ]
    statement = replace(
        full(), restates=None, reconciliation=Reconciliation((), 2, "ef" * 32), inputs=full().inputs[1:]
    )
    quiet = page(replace(private_sources(), statement=statement, closed=None))
    assert '<p class="warning">' not in quiet


def test_every_kind_of_fault_has_its_words() -> None:
    """In each language; a kind of a later version is printed as it is."""
    for language in ALL:
        told = [fault_name(kind.value, language) for kind in FaultKind]
        assert len(set(told)) == len(told)
        assert not {kind.value for kind in FaultKind} & set(told)
    assert fault_name("unheard-of", ENGLISH) == "unheard-of"


def test_the_review_of_the_previous_statement_is_named() -> None:
    """Its act, or that there is none; the first statement has nothing to review."""
    for review, said in ((ActId("2026-0019"), "2026-0019"), (None, "none")):
        html = page(replace(private_sources(), statement=replace(full(), review=review)))
        assert f"<dt>Its review, by act</dt><dd>{said}</dd>" in html
    first = page(replace(private_sources(), statement=replace(full(), previous_sha256=None)))
    assert "Its review" not in first
    assert "<dd>none: this is the first</dd>" in first


def test_books_that_do_not_close_are_called_so() -> None:
    """A wallet whose entries do not lead to its closing, or wallets that are not the sum, end every reliance."""
    said = "The books DO NOT CLOSE. Do not rely on any figure of this statement."
    assert said not in made("private")["statement/statement.en.html"].decode()
    wallets = full().wallets
    assert wallets["Agency wallet"].books.closing == 0
    for broken in (WalletBooks(receipts=1, closing=0), WalletBooks(receipts=1, closing=1)):
        other = {**wallets, "Agency wallet": PeriodBooks(broken, 0)}
        assert said in page(replace(private_sources(), statement=replace(full(), wallets=other)))


def test_a_departure_without_an_act_is_a_warning() -> None:
    """The transaction is named where it stands among the movements."""
    html = made("auditor")["statement/statement.en.html"].decode()
    assert f"{'c5' * 32} left the wallets, and no act names it." in html


def test_a_page_loads_nothing_and_runs_nothing() -> None:
    """No script, no address to fetch from, and a policy that forbids both."""
    for kind in KINDS:
        for code in LANGUAGES:
            html = made(kind)[f"statement/statement.{code}.html"].decode()
            assert re.search(r"<script|<img|<link|https?://|@import|url\(| src=", html) is None
            assert {each[:1] for each in re.findall(r'href="([^"]*)"', html)} == {"#"}
            assert "default-src 'none'; style-src 'sha256-" in html
            assert f'<html lang="{code}">' in html


def text_of(name: str, content: bytes) -> str:
    """Return what a document says, as text."""
    if name.endswith(".pdf"):
        run = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
        return run.stdout.decode()
    if name.endswith(".xlsx"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return "\n".join(archive.read(entry).decode() for entry in archive.namelist())
    return content.decode()


AVOIDED = re.compile(
    r"official reserve|international reserve|\bprofit|официальны\w* резерв|международны\w* резерв|прибыл"
    r"|ресми резерв|халықаралық резерв|\bпайда(?!лан)",
    re.IGNORECASE,
)


@needs_poppler
def test_no_document_calls_the_reserve_what_it_is_not() -> None:
    """No word of the balance of payments for coins, and nothing is a profit."""
    for kind in KINDS:
        for name, content in made(kind).items():
            assert AVOIDED.search(text_of(name, content)) is None, name


@needs_poppler
def test_no_private_token_is_in_a_public_document() -> None:
    """No transaction, wallet, order, act, case, lot, file, hash or amount of the full statement is in a public one."""
    statement = full()
    tokens = {move.txid for move in statement.movements} | set(statement.wallets) | {ADDRESS, "L-0001"}
    tokens |= {order.order for order in statement.orders} | {order.act for order in statement.orders}
    tokens |= {each.id for each in statement.inputs} | {each.sha256 for each in statement.inputs}
    tokens |= {"KZ-2026-0042", statement.reconciliation.coins_sha256, "the order was for less", "Omnibus", "0a" * 32}
    tokens |= {str(move.value) for move in statement.movements} | {f"{move.value:,}" for move in statement.movements}
    assert len(tokens) > 40
    for kind in ("public", "few"):
        for name, content in made(kind).items():
            said = text_of(name, content)
            assert [token for token in tokens if token in said] == [], name


def test_the_workbook_holds_what_the_tables_hold() -> None:
    """Each table has a sheet with its head and rows; the first sheet explains every column."""
    for kind in KINDS:
        book = openpyxl.load_workbook(io.BytesIO(made(kind)["statement/books.xlsx"]))
        names = [name.split("/")[1].removesuffix(".csv") for name in made(kind) if name.endswith(".csv")]
        assert sorted(book.sheetnames) == sorted(["about", *names])
        explained = {row[0] for row in book["about"].iter_rows(values_only=True) if row[1]}
        for name in names:
            lines = made(kind)[f"statement/{name}.csv"].decode().splitlines()
            head, *rows = book[name].iter_rows(values_only=True)
            assert list(head) == lines[0].split(",")
            assert set(head) <= explained
            assert len(rows) == len(lines) - 1
            written = [["" if cell is None else str(cell) for cell in row] for row in rows]
            assert written == list(csv.reader(lines[1:]))


def sheets(kind: str, code: str) -> dict[str, list[tuple[object, ...]]]:
    """Return the rows of every sheet of a workbook in a language."""
    book = openpyxl.load_workbook(io.BytesIO(workbook(sources_of(kind)[0], LANGUAGES[code])))
    return {name: list(book[name].iter_rows(values_only=True)) for name in book.sheetnames}


@pytest.mark.parametrize("code", ["ru", "kk"])
@pytest.mark.parametrize("kind", KINDS)
def test_a_workbook_has_the_same_figures_in_every_language(kind: str, code: str) -> None:
    """Only the sheet that explains is translated; names, rows and cells are those of the English one."""
    english, other = sheets(kind, "en"), sheets(kind, code)
    assert [row[0] for row in english.pop("about")[-3:]] == [row[0] for row in other["about"][-3:]]
    assert re.search("[а-я]", "".join(str(cell) for row in other.pop("about") for cell in row))
    assert other == english
    assert "books" in other


@pytest.mark.parametrize("code", ["en", "ru", "kk"])
def test_a_workbook_has_the_figures_of_the_statement_s_json(code: str) -> None:
    """Books of the register and of every wallet, titles, orders and movements: satoshi for satoshi."""
    told: Any = json.loads(period_file.dumps(full()))
    found = sheets("private", code)

    def records(name: str) -> list[dict[object, object]]:
        head, *rows = found[name]
        return [dict(zip(head, row, strict=True)) for row in rows]

    books = {row["wallet"]: row for row in records("books")}
    each = {"": told["books_sat"], **{wallet["name"]: wallet["books_sat"] for wallet in told["wallets"]}}
    assert books.keys() == each.keys()
    for wallet, entries in each.items():
        for entry, sat in entries.items():
            column = "unsolicited_sat" if entry == "of_which_unsolicited" else f"{entry}_sat"
            assert books[wallet][column] == int(sat)
    assert {row["title"]: row["sat"] for row in records("title")} == {
        name: int(sat) for name, sat in told["title_sat"].items()
    }
    sums = ("ordered_sat", "covered_sat", "shortfall_sat")
    assert [[row[key] for key in sums] for row in records("orders")] == [
        [None if row[key] is None else int(row[key]) for key in sums] for row in told["orders"]
    ]
    moves = ("value_sat", "fee_sat")
    assert [(row["txid"], *(row[key] for key in moves)) for row in records("movements")] == [
        (row["txid"], *(int(row[key]) for key in moves)) for row in told["movements"]
    ]


def test_the_books_are_whole_satoshi() -> None:
    """All together first, then wallet by wallet, entries with their own sign."""
    assert made("auditor")["statement/books.csv"].decode().splitlines()[1] == (
        ",0,1419900000,0,0,0,0,29980000,80000,0,1389840000,10000"
    )
    assert made("auditor")["statement/movements.csv"].decode().splitlines()[7] == (
        f"{'c5' * 32},,138,disposal,29980000,10000,,L-0004=29990000"
    )
    assert made("private")["statement/coins.csv"].decode().splitlines()[2] == (
        f"{'c4' * 32}:0,{ADDRESS},State reserve wallet,133,1000000000,1,L-0001,assigned,489960000"
    )
    assert made("few")["statement/books.csv"].decode().splitlines()[:3] == [
        "figure,rounded_sat,within_sat",
        "opening,0,0",
        "change,1390000000,20000000",
    ]


def test_a_pdf_is_an_archive_file_with_its_statement_inside() -> None:
    """PDF/A-3, level A, and the JSON that its figures are from goes along."""
    for kind, name in (("private", b"period.json"), ("public", b"public.json")):
        pdf = made(kind)["statement/statement.kk.pdf"]
        assert pdf.startswith(b"%PDF-1.7")
        assert b"<pdfaid:part>3</pdfaid:part>" in pdf
        assert name in pdf


@needs_poppler
def test_the_pdf_says_what_the_page_says() -> None:
    """Both are set from one paper: headings and hashes are in both."""
    for code in LANGUAGES:
        said = " ".join(text_of("x.pdf", made("private")[f"statement/statement.{code}.pdf"]).split())
        titles = re.findall(r"<h2>(.*?)</h2>", made("private")[f"statement/statement.{code}.html"].decode())
        assert [title for title in titles if title not in said] == []
        assert "13.89840000" in said.replace(",", ".")


@needs_poppler
def test_what_paper_cannot_hold_is_said_to_be_elsewhere() -> None:
    """Letters without a glyph and rows beyond the limit are named on paper, with where they are whole."""
    sources = private_sources()
    long = replace(
        sources,
        public=replace(sources.public, body="National 中 Corporation"),
        coins=tuple(replace(coins()[0], outpoint=Outpoint(Txid(f"{at:064x}"), 0)) for at in range(MOST_ROWS + 1)),
    )
    found = documents(long, (ENGLISH,), Profile.PRIVATE)
    said = " ".join(text_of("x.pdf", found["statement/statement.en.pdf"]).split())
    whole = "The page and the tables beside this file have all of it."
    assert f"The first {MOST_ROWS} of {MOST_ROWS + 1} rows are printed. {whole}" in said
    assert f"stand as their Unicode numbers in brackets, such as [U+4E2D]. {whole}" in said
    assert "trace.json" not in said
    assert f"{MOST_ROWS:064x}" not in said
    assert f"{MOST_ROWS:064x}" in found["statement/statement.en.html"].decode()
    assert f"{MOST_ROWS:064x}" in found["statement/coins.csv"].decode()


def test_the_bytes_depend_on_nothing_outside() -> None:
    """Another process with another locale, time zone and hash seed makes the same documents."""
    code = (
        "import hashlib, tests.reserve.test_statement_documents as t; "
        "print([hashlib.sha256(c).hexdigest() for k in ('private', 'few') for c in t.made(k).values()])"
    )
    root = Path(__file__).parents[2]
    environment = {
        **os.environ, "TZ": "Pacific/Auckland", "LC_ALL": "C", "PYTHONHASHSEED": "7", "PYTHONPATH": str(root),
    }  # fmt: skip
    done = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(
        [hashlib.sha256(content).hexdigest() for kind in ("private", "few") for content in made(kind).values()]
    )


def test_coins_are_taken_from_the_ledger() -> None:
    """Each coin of a title book in the order of the chain, its parts in their order, alike ones joined."""
    register = drawn(11)
    found = coin_rows(register.ledger, register.titles[3], REGTEST)
    assert found
    assert sum(coin.value for coin in found) == total(each.run for each in register.titles[3].runs)
    for title in Title:
        of_title = [part.sat for coin in found for part in coin.parts if part.title is title]
        assert sum(of_title) == register.titles[3].sums[title]
    for coin in found:
        assert sum(part.sat for part in coin.parts) == coin.value
        assert all((a.lot, a.title) != (b.lot, b.title) for a, b in itertools.pairwise(coin.parts))
        assert (coin.wallet, coin.address) == ("W", None)
    assert [coin.height for coin in found] == sorted(coin.height for coin in found)
    assert coins()[0].parts[1] == CoinPart(LotId("L-0001"), Title.ASSIGNED, 489_960_000)
