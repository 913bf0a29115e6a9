"""Raw answers of five exchanges: each form, its units and its order of columns, exact to the last digit."""

import json
import random
from fractions import Fraction

import pytest

from tests.counts import count
from tests.reserve.price.quoting import BEGINS, DAY, ENDS, RAW, Told, around, coinbase, csv_of, fixed, terms_for
from tracer.errors import CaseError
from tracer.reserve.price import answer_columns, exchanges, neutral_csv
from tracer.reserve.price.answer_json import Json
from tracer.reserve.price.trades import Trade, Trades
from tracer.visible import quoted

TOLD = [
    Told(11, "-1.500", "67123.10", "0.01000000"),
    Told(12, 0, "67000.05", "1.50000000"),
    Told(13, 3599, "6700.00", "0.00000001"),
]


def read(exchange: str, content: bytes) -> tuple[Trades | None, list[str]]:
    """Return an answer's trades and faults."""
    faults: list[str] = []
    return exchanges.parse(exchange, content, f"{exchange}.json", faults, ENDS), faults


def trades_of(exchange: str, content: bytes) -> list[Trade]:
    """Return the trades of an answer that is right, in the order of their numbers."""
    trades, faults = read(exchange, content)
    assert faults == []
    assert trades is not None
    return sorted(trades.rows)


@pytest.mark.parametrize("exchange", sorted(RAW))
def test_each_form_gives_the_same_trades(exchange: str) -> None:
    """Id, time, price and amount, whatever the names, the order and the unit of time."""
    told = [each._replace(at=int(float(each.at))) for each in TOLD]
    expected = neutral_csv.by_rows(csv_of(told).decode().partition("\n")[2], "", [])
    assert expected is not None
    assert trades_of(exchange, RAW[exchange](told)) == list(expected.rows)


def test_published_example_of_kraken() -> None:
    """The three trades of Kraken's own documentation; its numbers leave gaps."""
    content = (
        b'{"error":[],"result":{"XXBTZUSD":[["30243.40000","0.34507674",1688669597.8277369,"b","m","",61044952],'
        b'["30243.30000","0.00376960",1688669598.2804112,"s","l","",61044953],'
        b'["30243.30000","0.01235716",1688669602.698379,"s","m","",61044956]],"last":"1688671969993150842"}}'
    )
    assert trades_of("kraken", content) == [
        Trade(61044952, 1_688_669_597_827_736, 3_024_340_000_000, 34_507_674),
        Trade(61044953, 1_688_669_598_280_411, 3_024_330_000_000, 376_960),
        Trade(61044956, 1_688_669_602_698_379, 3_024_330_000_000, 1_235_716),
    ]


def test_units_of_time() -> None:
    """Seconds with decimals, whole seconds, ISO 8601, and twice milliseconds."""
    trade = [Told(1, "7.250", "67000", "1")]
    times = {name: trades_of(name, raw(trade))[0].time - BEGINS * 10**6 for name, raw in RAW.items()}
    assert times == {
        "kraken": 7_250_000,
        "bitstamp": 7_000_000,
        "coinbase": 7_250_000,
        "bitfinex": 7_250_000,
        "gemini": 7_250_000,
    }


def test_microseconds_where_milliseconds_belong() -> None:
    """The trade is dated thousands of years ahead, and the file refused."""
    trades = [each._replace(at=int(float(each.at))) for each in TOLD]
    content = RAW["bitfinex"](trades).replace(f"{BEGINS}000".encode(), f"{BEGINS}000000".encode())
    with pytest.raises(CaseError, match=r"trade 12 is dated .*: another day's file, or a time in another unit"):
        fixed({f"prices/{DAY}/bitfinex.json": content}, terms_for(("bitfinex", "b", "c")))


def test_no_number_passes_through_a_binary_fraction() -> None:
    """JSON's numbers are read as the text that they are: 0.01000000 and 67123.1 to the last digit, and 1e-8."""
    content = f"[[1,{BEGINS}000,0.01000000,67123.1],[2,{BEGINS}000,-1e-8,0.1]]".encode()
    assert [(each.price, each.amount) for each in trades_of("bitfinex", content)] == [
        (6_712_310_000_000, 1_000_000),
        (10_000_000, 1),
    ]


def test_the_side_is_not_looked_at() -> None:
    """Coinbase names the maker's side, others the taker's: no price depends on it."""
    trades = around([Told(0, 60 * number, "67000.00") for number in range(1, 13)])
    sides = [
        fixed({f"prices/{DAY}/coinbase.json": coinbase(trades, side)}, terms_for(("coinbase", "b", "c")))
        for side in ("buy", "sell")
    ]
    assert sides[0] == sides[1]


def test_bitfinex_writes_the_amount_before_the_price() -> None:
    """0.5 at 67000, not 67000 at 0.5; what was sold is negative, and as much."""
    bought, sold = (trades_of("bitfinex", f"[[1,{BEGINS}000,{sign}0.5,67000]]".encode()) for sign in ("", "-"))
    assert bought == sold == [Trade(1, BEGINS * 10**6, 6_700_000_000_000, 50_000_000)]


def test_a_trade_that_gemini_undid_is_none() -> None:
    """It is marked as broken."""
    rows = json.loads(RAW["gemini"](TOLD[1:]))
    rows[0]["broken"] = True
    assert [each.id for each in trades_of("gemini", json.dumps(rows).encode())] == [12]
    rows[0]["broken"] = False
    assert [each.id for each in trades_of("gemini", json.dumps(rows).encode())] == [12, 13]


@pytest.mark.parametrize("said", ["true", "false", "", 1, 0, None, [True]], ids=repr)
def test_a_trade_of_which_gemini_does_not_say_whether_it_was_undone_is_refused(said: object) -> None:
    """Neither counted nor left out: `broken` is true or false, or not there."""
    rows = json.loads(RAW["gemini"](TOLD[1:]))
    rows[1]["broken"] = said
    trades, faults = read("gemini", json.dumps(rows).encode())
    assert trades is None
    shown = json.dumps(str(said) if type(said) is int else said)
    assert faults == [f"gemini.json: trade 2 of the file: broken: expected true or false, got {quoted(shown, 60)}"]


@pytest.mark.parametrize(
    ("exchange", "content", "fault"),
    [
        ("kraken", '{"error":["EGeneral:Too many requests"]}', "expected an answer with error [] and a result"),
        ("kraken", '{"result":{"XXBTZUSD":[],"last":"1"}}', "expected an answer with error [] and a result"),
        ("kraken", '{"error":"","result":{"XXBTZUSD":[],"last":"1"}}', "expected an answer with error [] and a result"),
        (
            "kraken",
            '{"error":[],"result":{"XBTUSDT":[],"last":"1"}}',
            "expected trades of BTC/USD alone, got 'XBTUSDT'",
        ),
        (
            "kraken",
            '{"error":[],"result":{"XXBTZUSD":[],"XETHZUSD":[],"last":"1"}}',
            "expected trades of BTC/USD alone",
        ),
        (
            "kraken",
            f'{{"error":[],"result":{{"XXBTZUSD":[["1","1",{BEGINS},"b","m",""]]}}}}',
            "expected trades of 7 cells",
        ),
        ("coinbase", '{"message":"NotFound"}', "expected a list of trades"),
        ("bitstamp", "[1]", "expected trades as objects"),
        ("bitstamp", '[{"tid":"1","date":"1796061600","price":"1"}]', "expected a number or a text as amount"),
        ("gemini", '[{"tid":1,"tid":2}]', "a key stands twice"),
        ("gemini", "[NaN]", "NaN is no number"),
        ("bitfinex", '["error",10020,"limit: invalid"]', "expected trades of 4 cells"),
        ("bitfinex", f"[[1,{BEGINS}000,0,67000]]", "trade 1 of the file: amount: expected more than 0, got '0'"),
        ("bitfinex", f"[[1,{BEGINS}000,1,0.0]]", "trade 1 of the file: price: expected more than 0, got '0.0'"),
        ("bitfinex", f"[[1.5,{BEGINS}000,1,67000]]", "trade 1 of the file: id: expected a whole number, got '1.5'"),
        ("bitfinex", "[[1,null,1,67000]]", "expected a number or a text as a cell, got 'null'"),
        ("bitfinex", f"[[1,{BEGINS}000,0.123456789,67000]]", "amount: has more than eight decimals, got '0.123456789'"),
        ("coinbase", '[{"trade_id":1,"time":"yesterday","price":"1","size":"1"}]', "time: expected a moment"),
        ("coinbase", "[" * 100_000, "it nests too deeply"),
        ("coinbase", "\xff", "is not JSON"),
        ("coinbase", "", "is not JSON"),
    ],
)
def test_what_is_no_answer_of_its_exchange(exchange: str, content: str, fault: str) -> None:
    """One clear fault, which names the file."""
    trades, faults = read(exchange, content.encode("latin-1"))
    assert trades is None
    assert len(faults) == 1
    assert faults[0].startswith(f"{exchange}.json: ")
    assert fault in faults[0]


@pytest.mark.parametrize("again", ['"price":"1.00",', '"pric\\u0065":"1.00",'])
def test_a_key_that_stands_twice_among_many_trades(again: str) -> None:
    """Also one that is written with an escape: the last of them would be read, and the first be shown."""
    content = RAW["gemini"](around([Told(0, number, "67000.00") for number in range(30)])).decode()
    assert read("gemini", content.encode())[1] == []
    assert "a key stands twice" in read("gemini", content.replace('"price"', f'{again}"price"', 1).encode())[1][0]


ODD: tuple[object, ...] = (
    *("", "0", "00", "1.", ".5", "-1", "--1", "+1", " 1", "1\n2", "1e-8", "1E3", "0.000000001", f"0.{'0' * 40}1"),
    *("7" * 16, "7" * 25, "²", "١", "1796061600", "1796061600.1", "1796061600.", "1796061600.1234567890123"),
    *("2026-11-30T18:00:00Z", "2026-11-30T18:00:00.25Z", "2026-11-30T18:00:00.25000Z", "2026-02-30T18:00:00.250000Z"),
    *("2026-11-30T18:00:00.1234567Z", "x", "null", None, True, [], {}, ["1"]),
)
"""What a cell of an answer may hold: texts, and what is no number and no text."""


def row_by_row(exchange: str, answer: Json) -> list[Trade] | None:
    """Return the trades of an answer row by row, None where one is wrong."""
    try:
        trades, wrong = exchanges.by_rows(exchange, answer)
    except ValueError:
        return None
    return None if wrong else trades


def taken_at_once(exchange: str, answer: Json) -> bool:
    """Hold the columns of an answer to its rows; return whether columns were read."""
    found = answer_columns.by_columns(exchange, answer)
    assert found is None or list(found.rows) == row_by_row(exchange, answer), answer
    return found is not None


@pytest.mark.parametrize("exchange", sorted(RAW))
def test_both_ways_of_reading_an_answer_agree(exchange):
    """Columns at once give the trades that rows give, or leave an answer to them; usual answers they take."""
    draw = random.Random(exchange)
    for _ in range(count(suite=600, laws=20_000)):
        places = draw.choice((".5", ".250000"))
        told = [
            Told(each, f"{each}{places}", f"6{each}.50", draw.choice(("0.25", "1.00")))
            for each in range(draw.randint(1, 4))
        ]
        answer = json.loads(RAW[exchange](told), parse_float=str, parse_int=str)
        assert taken_at_once(exchange, answer)
        rows = answer["result"]["XXBTZUSD"] if exchange == "kraken" else answer
        at, changed = draw.randrange(len(rows)), draw.randrange(4)
        if changed == 0:
            rows[at] = draw.choice(ODD)
        elif changed == 1 and isinstance(rows[at], dict):
            rows[at]["broken"] = draw.choice((True, False, None, "true"))
        else:
            row = rows[at]
            row[draw.choice(list(row) if isinstance(row, dict) else range(len(row)))] = draw.choice(ODD)
        taken_at_once(exchange, answer)


def test_moments_finer_than_a_microsecond_are_cut_off_in_every_row() -> None:
    """Nine decimals of a second in each trade of an answer; no time becomes a fraction."""
    content = RAW["coinbase"]([Told(1, "7.123456789", "67000"), Told(2, "8.000000999", "67000")])
    times = [each.time for each in trades_of("coinbase", content)]
    assert times == [BEGINS * 10**6 + 7_123_456, BEGINS * 10**6 + 8_000_000]
    assert {type(each) for each in times} == {int}


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('"error":[]', '"error":["EGeneral:Internal"]', "expected an answer with error [] and a result"),
        ('"last"', '"XETHZUSD":[],"last"', "expected trades of BTC/USD alone, got 'XXBTZUSD, XETHZUSD'"),
    ],
)
def test_an_answer_of_kraken_with_an_error_or_another_pair_is_refused_with_its_trades(old, new, fault) -> None:
    """Whatever trades of BTC/USD stand in it."""
    content = RAW["kraken"](TOLD).decode()
    trades, faults = read("kraken", content.replace(old, new).encode())
    assert (trades, len(faults)) == (None, 1)
    assert fault in faults[0]


@pytest.mark.parametrize("space", [" ", "\n", "\t", "\r"])
def test_a_space_before_a_colon_hides_no_key_that_stands_twice(space: str) -> None:
    """Nor does a key of a nested object, nor one that no price is read from."""
    content = RAW["gemini"](around([Told(0, number, "67000.00") for number in range(30)])).decode()
    assert read("gemini", content.replace('"price":', f'"price"{space}:').encode())[1] == []
    for again in (f'"price"{space}:"1.00",', '"type":"buy",', '"price":{"price":1},', '"x":{"x":1},"price":"1:2",'):
        twice = content.replace('"price"', f'{again}"price"', 1)
        assert "a key stands twice" in read("gemini", twice.encode())[1][0], again


def test_of_many_wrong_trades_the_first_are_told() -> None:
    """How many more there are is said."""
    rows = ",".join(f"[{number},{BEGINS}000,0,1]" for number in range(25))
    faults = read("bitfinex", f"[{rows}]".encode())[1]
    assert len(faults) == 21
    assert faults[-1] == "bitfinex.json: 5 more trades are wrong"


def test_five_answers_give_the_fixing_of_the_same_trades_as_csv() -> None:
    """The raw forms and the neutral one differ in their hashes alone."""
    names = tuple(RAW)
    trades = {
        name: around(
            [Told(0, 60 * each + 7 * place, f"{67000 + 10 * place + each}.50", "0.25000000") for each in range(1, 59)],
            100 * place,
        )
        for place, name in enumerate(names)
    }
    raw = fixed(
        {f"prices/{DAY}/{name}.json": RAW[name](told) for name, told in trades.items()}, terms_for(names)
    ).fixing
    neutral = fixed(
        {f"prices/{DAY}/{name}.csv": csv_of(told) for name, told in trades.items()}, terms_for(names)
    ).fixing
    assert raw is not None
    assert neutral is not None
    assert (raw.exact, raw.partitions, raw.vwap) == (neutral.exact, neutral.partitions, neutral.vwap)
    assert [(each.median, each.trades, each.volume) for each in raw.exchanges] == [
        (each.median, each.trades, each.volume) for each in neutral.exchanges
    ]
    assert raw.exact > Fraction(67000)
