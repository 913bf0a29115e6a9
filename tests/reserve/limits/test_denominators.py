"""What shares are taken of: dated rows, gross or net by act, nothing that had not been published."""

import datetime as dt
from fractions import Fraction

import pytest

from tests.reserve.acts import head
from tests.reserve.limits.limit_days import reserves
from tracer.errors import CaseError
from tracer.reserve.act_terms import ConventionTerms
from tracer.reserve.acts import ActKind, OtherAct
from tracer.reserve.limits.denominators import (
    COLUMNS,
    Denominator,
    ReservesChoice,
    ReservesKind,
    ReservesTable,
    choice_faults,
    choice_on,
)
from tracer.reserve.limits.figures import dollars, fixed, percent

HEADER = ",".join(COLUMNS)
SHA = "ab" * 32


def table(*rows: str) -> ReservesTable:
    """Return the table of these rows."""
    return ReservesTable.of("\n".join((HEADER, *rows, "")).encode())


def faults(*rows: str) -> tuple[str, ...]:
    """Return the faults of the table of these rows."""
    with pytest.raises(CaseError) as error:
        table(*rows)
    return error.value.faults


def convention(number: int, day: str, said: str, name: str = "reserves/1") -> OtherAct:
    """Return an act that says which reserves are divided by."""
    terms = ConventionTerms(name=name, values={"reserves": said})
    return OtherAct(head=head(number, ActKind.CONVENTION, day), terms=terms)


def on(text: str) -> dt.date:
    """Return a day."""
    return dt.date.fromisoformat(text)


def test_shares_of_the_founding_figures() -> None:
    """350 million in 49.2 billion: 0.71 % both ways, 0.71138 and 0.70636 with five decimals."""
    of, value = reserves(49_200_000_000), Fraction(350_000_000)
    excluding, including = of.excluding(value), of.including(value)
    assert excluding is not None
    assert including is not None
    assert (percent(excluding), percent(excluding, 5)) == ("0.71", "0.71138")
    assert (percent(including), percent(including, 5)) == ("0.71", "0.70636")
    other = reserves(47_100_000_000).excluding(value)
    assert other is not None
    assert percent(other) == "0.74"


def test_the_price_at_which_five_thousand_coins_reach_one_percent() -> None:
    """By the first definition at 98,400.00, by the second at 99,393.94: 98,400 / 0.99."""
    of, sat = reserves(49_200_000_000), 5000 * 10**8
    assert of.excluding(dollars(sat, 9_840_000)) == Fraction(1, 100)
    below, above = of.including(dollars(sat, 9_939_393)), of.including(dollars(sat, 9_939_394))
    assert below is not None
    assert above is not None
    assert below < Fraction(1, 100) < above


def test_figures_that_contain_the_coins_already() -> None:
    """Of 1,000 with 100 of coins inside: 100 in 900 without them, 100 in 1,000 with them; nothing left is no share."""
    of = reserves(1000, includes=True)
    assert (of.excluding(Fraction(100)), of.including(Fraction(100))) == (Fraction(1, 9), Fraction(1, 10))
    assert of.excluding(Fraction(1000)) is None
    assert of.including(Fraction(1000)) == 1


def test_the_row_that_counts_had_been_published() -> None:
    """The latest day not after the day, of what had been published by the day of decision; a revision replaces."""
    found = table(
        "2026-05-31,2026-06-20,49200000000.00,45000000000,,,,false,National Bank,",
        f"2026-06-30,2026-07-20,47100000000,,20000000000,27100000000,60000000000,false,National Bank,{SHA}",
        "2026-05-31,2026-07-25,49300000000,,,,,false,National Bank,",
    )
    assert found.on(on("2026-06-19"), on("2026-06-19")) is None
    assert found.on(on("2026-05-30"), on("2026-12-31")) is None
    first = found.on(on("2026-06-20"), on("2026-06-20"))
    assert first is not None
    assert (first.as_of, first.gross, first.net) == (
        on("2026-05-31"),
        Fraction(49_200_000_000),
        Fraction(45_000_000_000),
    )
    second = found.on(on("2026-07-20"), on("2026-07-20"))
    assert second is not None
    assert (second.gross, second.net, second.gold, second.fx, second.national_fund) == (
        Fraction(47_100_000_000),
        None,
        Fraction(20_000_000_000),
        Fraction(27_100_000_000),
        Fraction(60_000_000_000),
    )
    assert second.sha256 == SHA
    early, late = found.on(on("2026-06-29"), on("2026-07-24")), found.on(on("2026-06-29"), on("2026-07-25"))
    assert early is not None
    assert late is not None
    assert (early.gross, late.gross) == (Fraction(49_200_000_000), Fraction(49_300_000_000))


def test_gross_or_net_by_the_last_act() -> None:
    """Gross without an act; net from the day of the act that says so; the other figure stands beside it."""
    acts = [convention(2, "2026-07-01", "net"), convention(3, "2026-08-01", "gross", "reserves/2")]
    assert choice_on((), on("2026-07-01")) == ReservesChoice(ReservesKind.GROSS, None)
    assert choice_on(acts, on("2026-06-30")).kind is ReservesKind.GROSS
    net = choice_on(acts, on("2026-07-01"))
    assert net == ReservesChoice(ReservesKind.NET, acts[0].head.id)
    assert choice_on(acts, on("2026-08-01")) == ReservesChoice(ReservesKind.GROSS, acts[1].head.id)
    both = reserves(1000, net=800)
    of = Denominator(both.row, net)
    assert (of.usd, of.other().usd, of.other().other().usd) == (Fraction(800), Fraction(1000), Fraction(800))
    assert Denominator(reserves(1000).row, net).excluding(Fraction(1)) is None
    assert Denominator(reserves(1000).row, net).including(Fraction(1)) is None


def test_a_convention_that_says_neither_is_a_fault() -> None:
    """It names the act; until it is corrected the act before it counts, and other conventions are none of them."""
    wrong = convention(4, "2026-09-01", "both")
    told = 'acts/2025-0004.toml: values: expected reserves = "gross" or "net" in a convention named reserves/N'
    assert choice_faults([convention(2, "2026-07-01", "net"), wrong]) == (told,)
    assert choice_on([convention(2, "2026-07-01", "net"), wrong], on("2026-09-02")).kind is ReservesKind.NET
    assert choice_faults([convention(5, "2026-09-01", "x", "price/2")]) == ()


def test_every_fault_of_the_table_at_once() -> None:
    """Cells that are none of their kind, figures published before their day, a row twice, cells too few."""
    right = "2026-05-31,2026-06-20,49200000000.00,,,,,false,National Bank,"
    assert faults(
        "31.05.2026,2026-06-20,49200000000.001,,,,,yes,,ABC",
        "2026-06-30,2026-06-20,0,,,,,false,National Bank,",
        right,
        right,
        "2026-05-31,2026-06-20",
    ) == (
        "tables/reserves.csv line 2: as_of: expected a day such as 2026-07-31, got '31.05.2026'",
        "tables/reserves.csv line 2: gross_usd: expected an amount such as 49200000000.00, or nothing, got "
        "'49200000000.001'",
        "tables/reserves.csv line 2: includes_crypto: expected true or false, got 'yes'",
        "tables/reserves.csv line 2: source: expected a text, got ''",
        "tables/reserves.csv line 2: sha256: expected 64 small hexadecimal digits, or nothing, got 'ABC'",
        "tables/reserves.csv line 2: gross_usd: expected an amount above zero",
        "tables/reserves.csv line 3: gross_usd: expected an amount above zero",
        "tables/reserves.csv line 3: published: expected a day not before as_of, 2026-06-30, got 2026-06-20",
        "tables/reserves.csv line 5: as_of: 2026-05-31, published 2026-06-20, is there twice",
        "tables/reserves.csv line 6: expected 10 cells, got 2",
    )


def test_a_table_that_is_none() -> None:
    """Another header, no header, bytes that are no text, a quotation that does not end: one message each."""
    for content, told in (
        (b"as_of,gross\n", f"tables/reserves.csv: expected the header {HEADER}, got 'as_of,gross'"),
        (b"", f"tables/reserves.csv: expected the header {HEADER}, got ''"),
        (b"\xff\xfe", "tables/reserves.csv: is no CSV in UTF-8: "),
        (f'{HEADER}\n"2026'.encode(), "tables/reserves.csv: is no CSV in UTF-8: "),
    ):
        with pytest.raises(CaseError) as error:
            ReservesTable.of(content)
        assert len(error.value.faults) == 1
        assert error.value.faults[0].startswith(told)


def test_a_denominator_as_json() -> None:
    """Days, kind, act and both figures are written."""
    assert reserves(1000, net=800).as_json() == {
        "as_of": "2026-06-01", "published": "2026-06-15", "kind": "gross", "set_by": None, "gross_usd": "1000.00",
        "net_usd": "800.00", "includes_crypto": False, "source": "National Bank", "sha256": None,
    }  # fmt: skip


def test_figures_round_half_to_even() -> None:
    """Once, from the exact value; a negative one keeps its sign."""
    assert [fixed(Fraction(each), 2) for each in ("0.125", "0.135", "-0.125", "-0.005", "2")] == [
        "0.12", "0.14", "-0.12", "0.00", "2.00",
    ]  # fmt: skip
    assert (fixed(Fraction(5, 2), 0), fixed(Fraction(7, 2), 0)) == ("2", "4")
