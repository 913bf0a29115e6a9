"""The neutral form: read by columns as row by row, and refused with every fault where it is not of the form."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.reserve.price.quoting import Told, csv_of
from tracer.reserve.price import neutral_csv
from tracer.reserve.price.trades import Trade

HEAD = b"id,time_utc,price,amount\n"
ROW = b"7,2026-11-30T18:05:12.250000Z,67123.10,0.01000000\n"


def read(content: bytes) -> tuple[object, list[str]]:
    """Return the trades and the faults."""
    faults: list[str] = []
    trades = neutral_csv.parse(content, "x.csv", faults)
    return None if trades is None else list(trades.rows), faults


def test_a_row() -> None:
    """Price and amount in hundred-millionths, the time in microseconds."""
    faults: list[str] = []
    trades = neutral_csv.parse(HEAD + ROW, "x.csv", faults)
    assert trades is not None
    assert list(trades.rows) == [Trade(7, 1_796_061_912_250_000, 6_712_310_000_000, 1_000_000)]


def test_lines_may_end_as_windows_writes_them_and_a_file_may_hold_no_trade() -> None:
    """Neither changes what is read."""
    assert len(neutral_csv.parse(HEAD, "x.csv", []) or ()) == 0
    assert read((HEAD + ROW).replace(b"\n", b"\r\n"))[0] == read(HEAD + ROW)[0]


DECIMALS = st.decimals(min_value="0.00000001", max_value=10**6, places=8).map(lambda each: f"{each:f}")


@given(
    st.lists(
        st.tuples(st.integers(0, 10**15), st.integers(0, 3599), st.integers(0, 10**6 - 1), DECIMALS, DECIMALS),
        max_size=20,
    ),
    st.booleans(),
)
def test_columns_and_rows_read_the_same(rows: list[tuple[int, int, int, str, str]], is_trimmed: bool) -> None:
    """The fast way gives the slow way's trades, or leaves the file to it."""
    told = [
        Told(
            id_,
            f"{at}.{micro:06}" if micro or not is_trimmed else at,
            *(each.rstrip("0").rstrip(".") if is_trimmed else each for each in (price, amount)),
        )
        for id_, at, micro, price, amount in rows
    ]
    body = csv_of(told)[len(HEAD) :].decode()
    faults: list[str] = []
    slow = neutral_csv.by_rows(body, "x.csv", faults)
    quick = neutral_csv.by_columns(body)
    assert not faults
    assert slow is not None
    assert quick is None or list(quick.rows) == list(slow.rows)
    assert is_trimmed or not rows or quick is not None


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        ("7,2026-11-30T18:05:12Z,67123.10", "expected 4 cells"),
        ("7,2026-11-30T18:05:12Z,67123.10,1,buy", "expected 4 cells"),
        ("x,2026-11-30T18:05:12Z,67123.10,1", "id: expected a whole number"),
        ("-7,2026-11-30T18:05:12Z,67123.10,1", "id: expected a whole number"),
        ("1_0,2026-11-30T18:05:12Z,67123.10,1", "id: expected a whole number"),
        ("7,2026-11-30T18:05:12,67123.10,1", "time_utc: expected a moment"),
        ("7,2026-11-30T18:05:12.1234567Z,67123.10,1", "time_utc: expected a moment"),
        ("7,2026-11-30T18:61:12Z,67123.10,1", "minute must be in 0..59"),
        ("7,1796061912,67123.10,1", "time_utc: expected a moment"),
        ("7,2026-11-30T18:05:12Z,0.00,1", "price: expected more than 0"),
        ("7,2026-11-30T18:05:12Z,67123.10,0", "amount: expected more than 0"),
        ("7,2026-11-30T18:05:12Z,67123.10,-1", "amount: expected a decimal such as 67123.10"),
        ("7,2026-11-30T18:05:12Z,6.7e4,1", "price: expected a decimal such as 67123.10"),
        ("7,2026-11-30T18:05:12Z,67123.10,0.123456789", "amount: has more than eight decimals"),
        ("7,2026-11-30T18:05:12Z,,1", "price: expected a decimal such as 67123.10"),
    ],
)
def test_a_row_that_is_wrong(row: str, fault: str) -> None:
    """The message says which line, what was expected, and what stands there; the fast way never takes it."""
    good = "6,2026-11-30T18:05:11Z,67123.10,1\n"
    assert neutral_csv.by_columns(good + row + "\n") is None
    trades, faults = read(HEAD + good.encode() + row.encode() + b"\n")
    assert trades is None
    assert len(faults) == 1
    assert faults[0].startswith("x.csv:3: ")
    assert fault in faults[0]
    assert faults[0].endswith(f"got '{row}'")


def test_two_rows_that_make_up_for_one_another_are_not_taken() -> None:
    """Five cells and three are not twice four."""
    body = "7,2026-11-30T18:05:12Z,67123.10,1,8\n2026-11-30T18:05:12Z,67123.10,1\n"
    assert neutral_csv.by_columns(body) is None
    assert len(read(HEAD + body.encode())[1]) == 2


def test_a_header_that_is_another() -> None:
    """Columns in another order are not guessed."""
    assert read(b"id,time_utc,amount,price\n" + ROW)[1] == [
        "x.csv: expected the header id,time_utc,price,amount, got 'id,time_utc,amount,price'"
    ]
    daily = b"unix,date,symbol,open,high,low,close,Volume USD,Volume BTC\n"  # as published, Bitfinex' volumes swapped
    assert "expected the header id,time_utc,price,amount, got 'unix,date," in read(daily)[1][0]


def test_a_file_that_is_cut_off_or_not_plain() -> None:
    """A last line without an end may be half a trade; other letters have no place."""
    assert read(HEAD + ROW[:-1])[1] == ["x.csv: its last line has no end: it is cut off"]
    assert read(HEAD + "7,…".encode())[1] == ["x.csv: expected digits and plain letters alone"]


def test_of_many_faults_the_first_are_told() -> None:
    """How many more there are is said."""
    faults = read(HEAD + b"x\n" * 25)[1]
    assert len(faults) == 21
    assert faults[-1] == "x.csv: 5 more lines are wrong"
