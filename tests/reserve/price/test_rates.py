"""Rates of exchange: the bank's own file and the typed table, quant, age, holidays, and changes that somebody saw."""

import datetime as dt
import hashlib
from fractions import Fraction

import pytest

from tracer.errors import CaseError
from tracer.reserve.price.rates import DayRate, Rates
from tracer.reserve.terms import PriceTerms

HEAD = "as_of,currency,quant,kzt,source"
NOVEMBER = dt.date(2026, 11, 30)


def bank(day: str, *items: tuple[str, str, str]) -> bytes:
    """Return an answer of the National Bank: day as DD.MM.YYYY, currency, quant, rate."""
    rows = "".join(
        f"<item><fullname>X</fullname><title>{name}</title><description>{rate}</description><quant>{quant}</quant>"
        "<index>UP</index><change>+0.21</change></item>"
        for name, quant, rate in items
    )
    head = '<?xml version="1.0" encoding="utf-8"?><rates><title>Official exchange rates</title>'
    return f"{head}<date>{day}</date>{rows}</rates>".encode()


def table(*rows: str, head: str = HEAD) -> dict[str, bytes]:
    """Return `tables/fx.csv`."""
    return {"tables/fx.csv": "".join(f"{row}\n" for row in (head, *rows)).encode()}


def rates(files: dict[str, bytes], *currencies: str, **terms: object) -> Rates:
    """Read rates."""
    return Rates.of(files, PriceTerms(**terms), currencies or ("USD",))  # type: ignore[arg-type]


def refused(files: dict[str, bytes], *currencies: str) -> str:
    """Return what is said of files that are refused, exit 2."""
    with pytest.raises(CaseError) as caught:
        rates(files, *currencies)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_a_rate_of_the_bank() -> None:
    """Tenge for one dollar, the file and its hash beside it."""
    content = bank("30.11.2026", ("USD", "1", "530.47"), ("EUR", "1", "601.2"))
    assert rates({"tables/fx/2026-11-30.xml": content}).on("USD", NOVEMBER) == DayRate(
        currency="USD",
        as_of=NOVEMBER,
        kzt=Fraction("530.47"),
        source="tables/fx/2026-11-30.xml",
        sha256=hashlib.sha256(content).hexdigest(),
    )


def test_the_quant_is_divided_out() -> None:
    """One hundred sums for 3.96 tenge."""
    files = {"tables/fx/2026-11-30.xml": bank("30.11.2026", ("UZS", "100", "3.96"), ("USD", "1", "530"))}
    found = rates(files, "UZS").on("UZS", NOVEMBER)
    assert found is not None
    assert found.kzt == Fraction(396, 10_000)
    assert rates(files, "UZS").on("USD", NOVEMBER) is None


def test_the_last_rate_on_or_before_the_day() -> None:
    """Over five holidays in a row, up to seven days; then there is none."""
    found = rates(table("2026-03-20,USD,1,500.10,bank", "2026-03-26,USD,1,501,bank"))
    carried = found.on("USD", dt.date(2026, 3, 25))
    assert carried is not None
    assert (carried.as_of, carried.age_days(dt.date(2026, 3, 25))) == (dt.date(2026, 3, 20), 5)
    assert found.on("USD", dt.date(2026, 3, 19)) is None
    last = found.on("USD", dt.date(2026, 4, 2))
    assert last is not None
    assert last.kzt == 501
    assert found.on("USD", dt.date(2026, 4, 3)) is None
    longer = rates(table("2026-03-26,USD,1,501,bank"), max_fx_age_days=8).on("USD", dt.date(2026, 4, 3))
    assert longer is not None


def test_a_rate_ten_times_yesterdays() -> None:
    """Is a slip until somebody confirms it."""
    files = {
        "tables/fx/2026-11-29.xml": bank("29.11.2026", ("USD", "1", "530.47")),
        "tables/fx/2026-11-30.xml": bank("30.11.2026", ("USD", "1", "5304.7")),
    }
    assert refused(files).splitlines() == [
        "tables/fx/2026-11-30.xml: USD quant 1, 5304.7: 900 % off yesterday's 530.47.",
        "Put it right; or where it is the bank's rate, say who saw it, in tables/fx.csv, column confirmed.",
    ]


@pytest.mark.parametrize(("before", "after"), [("187.45", "237.66"), ("433.50", "495.00")])
def test_real_jumps_are_confirmed(before: str, after: str) -> None:
    """2015-08 and 2022-02 are in the bank's books; whoever saw them says so."""
    rows = f"2026-02-23,USD,1,{before},bank,", f"2026-02-25,USD,1,{after},bank,"
    head = f"{HEAD},confirmed"
    assert f"off 2026-02-23's {before.rstrip('0')}" in refused(table(*rows, head=head))
    found = rates(table(rows[0], f"{rows[1]}A. Example at nationalbank.kz", head=head))
    assert found.on("USD", dt.date(2026, 2, 25)) is not None


def test_a_jump_in_the_banks_file_is_confirmed_in_the_table() -> None:
    """The same rate of the same day, with a name behind it; another rate there is a contradiction."""
    files = {
        "tables/fx/2026-02-24.xml": bank("24.02.2026", ("USD", "1", "433.50")),
        "tables/fx/2026-02-25.xml": bank("25.02.2026", ("USD", "1", "495.00")),
    }
    head = f"{HEAD},confirmed"
    found = rates(files | table("2026-02-25,USD,1,495,bank,A. Example", head=head)).on("USD", dt.date(2026, 2, 25))
    assert found is not None
    assert (found.kzt, found.source) == (Fraction(495), "tables/fx/2026-02-25.xml")
    assert "is not the bank's rate of 2026-02-25" in refused(
        files | table("2026-02-25,USD,1,496,bank,A. Example", head=head)
    )


def test_a_change_of_ten_percent_exactly_needs_nobody() -> None:
    """One of more does; and of currencies not asked for none."""
    assert rates(table("2026-02-24,USD,1,500,bank", "2026-02-25,USD,1,550,bank")).on("USD", dt.date(2026, 2, 25))
    assert "10 % off" in refused(table("2026-02-24,USD,1,500,bank", "2026-02-25,USD,1,550.01,bank"))
    assert (
        rates(table("2026-02-24,EUR,1,500,bank", "2026-02-25,EUR,1,900,bank")).on("EUR", dt.date(2026, 2, 25)) is None
    )
    assert (
        rates(table("2026-02-24,USD,1,500,b", "2026-02-25,USD,1,600,b"), max_fx_change=Fraction(1, 4)).on(
            "USD", NOVEMBER
        )
        is None
    )


def test_a_forgotten_quant_is_a_jump() -> None:
    """3.96 for one sum, where yesterday a hundred cost as much."""
    rows = "2026-02-24,UZS,100,3.96,bank", "2026-02-25,UZS,1,3.96,bank"
    assert "UZS quant 1, 3.96: 9900 % off yesterday's 0.0396." in refused(table(*rows), "UZS")


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"<rates><date>30.11.2026</date>", "is not XML: "),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><rates/>', "is no answer of the National Bank: it declares a document type"),
        (b"<ValCurs/>", "expected <rates>, got <'ValCurs'>"),
        (b"<rates><date>2026-11-30</date></rates>", "expected <date>DD.MM.YYYY</date>, got '2026-11-30'"),
        (bank("29.11.2026"), "holds the rates of 2026-11-29, another day than its name says"),
        (bank("30.11.2026", ("USD", "0", "530")), "'USD': quant: expected for how many units the rate is, got '0'"),
        (bank("30.11.2026", ("USD", "", "530")), "'USD': quant: expected for how many units the rate is, got ''"),
        (bank("30.11.2026", ("USD", "1", "0.00")), "'USD': expected a rate above 0 such as 530.47, got '0.00'"),
        (bank("30.11.2026", ("USD", "1", "530,47")), "'USD': expected a rate above 0 such as 530.47, got '530,47'"),
        (bank("30.11.2026", ("US$", "1", "530")), "'US$': expected a currency such as USD, got 'US$'"),
        (bank("30.11.2026", ("USD", "1", "530"), ("USD", "1", "531")), "'USD': stands twice"),
    ],
)
def test_files_of_the_bank_that_are_wrong(content: bytes, fault: str) -> None:
    """Each is one fault, which names the file."""
    told = refused({"tables/fx/2026-11-30.xml": content})
    assert told.startswith("tables/fx/2026-11-30.xml: ")
    assert fault in told


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        (("2026-11-30,USD,1,530",), "tables/fx.csv:2: expected 5 cells, got 4"),
        (("30.11.2026,USD,1,530,bank",), "tables/fx.csv:2: expected a day such as 2026-11-30, got '30.11.2026'"),
        (("20261130,USD,1,530,bank",), "tables/fx.csv:2: expected a day such as 2026-11-30, got '20261130'"),
        (("2026-11-30,USD,1,530,bank",) * 2, "tables/fx.csv:3: 'USD' of '2026-11-30' stands twice"),
        (("2026-11-30,USD,1,530,",), "tables/fx.csv:2: source: expected where the rate was published"),
        (("2026-11-30,USD,1,-5,bank",), "tables/fx.csv:2: expected a rate above 0 such as 530.47, got '-5'"),
        (('2026-11-30,USD,1,530,"bank',), "tables/fx.csv: is not CSV in UTF-8: "),
    ],
)
def test_rows_of_the_table_that_are_wrong(rows: tuple[str, ...], fault: str) -> None:
    """Each names its line."""
    assert fault in refused(table(*rows))


def test_a_table_with_another_header_and_a_file_that_is_not_the_banks() -> None:
    """All faults of all files at once."""
    told = refused(table(head="date,usd") | {"tables/fx/rates.xml": b""})
    assert told.splitlines() == [
        "'tables/fx/rates.xml': expected a file of the National Bank named by its day: DAY.xml",
        "tables/fx.csv: expected the header as_of,currency,quant,kzt,source, or with ,confirmed behind it",
    ]


def test_other_tables_are_left_alone() -> None:
    """Gold is no currency."""
    assert rates({"tables/gold.csv": b"x", "register.toml": b""}).on("USD", NOVEMBER) is None
