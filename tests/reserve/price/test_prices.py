"""The fixings on file: what a day is valued with, and files that are not what was written."""

import datetime as dt
import hashlib
import json
from dataclasses import replace

import pytest

from tests.reserve.price.quoting import DAY, of, steady
from tracer.errors import IntegrityError
from tracer.formats import canonical
from tracer.reserve.price import fixing_file
from tracer.reserve.price.fixing import Fixing
from tracer.reserve.price.prices import DayPrice, Prices, Quality


def fixing() -> Fixing:
    """Return a fixing of the tests' day."""
    found = of({name: steady("67000.00") for name in ("a", "b", "c", "d")}).fixing
    assert found is not None
    return found


def on_file(*days: str) -> dict[str, bytes]:
    """Return the files of fixings of some days, at 67,000.00 and a cent more each."""
    files = {}
    for number, text in enumerate(days):
        day = dt.date.fromisoformat(text)
        files[fixing_file.path_of(day)] = fixing_file.dumps(replace(fixing(), day=day, cents=6_700_000 + number))
    return files


def test_the_file_has_the_keys_of_the_contract() -> None:
    """Canonical JSON; cents and satoshi as texts, the exact price as a fraction in lowest terms."""
    content = fixing_file.dumps(fixing())
    row = {"name": "a", "used": True, "reason": None, "trades": 12, "volume_sat": "1200000000", "median": "67000.00"}
    stored = json.loads(content)
    assert content == canonical.dumps(stored)
    assert {key: value for key, value in stored.items() if key not in ("exchanges", "partitions")} == {
        "schema": 1,
        "convention": "price/1",
        "day": "2026-11-30",
        "from": "2026-11-30T18:00:00Z",
        "to": "2026-11-30T19:00:00Z",
        "pair": "BTC/USD",
        "usd_cents": "6700000",
        "exact": "67000/1",
        "quality": "A",
        "vwap": "67000.00",
        "least": "67000.00",
        "greatest": "67000.00",
    }
    assert {key: value for key, value in stored["exchanges"][0].items() if key != "sha256"} == row
    assert stored["partitions"][11] == {"from": "2026-11-30T18:55:00Z", "trades": 4, "median": "67000.00"}
    assert len(stored["exchanges"]) == 4
    assert fixing_file.loads(content, "x") == fixing()


@pytest.mark.parametrize(
    ("key", "value", "wrong"),
    [
        ("schema", 2, "its schema is not 1"),
        ("quality", "X", "quality is not A or C"),
        ("quality", "B", "quality is not A or C"),
        ("usd_cents", "067", "usd_cents is not a whole number as a text of digits"),
        ("usd_cents", 6_700_000, "usd_cents is not"),
        ("exact", "134000/2", "is not in the one form"),
        ("exact", "67000", "exact is not a price as numerator/denominator"),
        ("exact", "67000/0", "exact is not a price as numerator/denominator"),
        ("from", "2026-11-30 18:00", "from is not a moment"),
        ("from", "2026-11-30T23:00:00+0500", "is not in the one form"),
        ("day", "30.11.2026", "day is not a day"),
        ("vwap", "67000", "vwap is not a price with two decimals"),
        ("more", 1, "is not in the one form"),
        ("pair", None, "pair is missing"),
    ],
)
def test_a_file_of_another_form_is_not_what_was_written(key: str, value: object, wrong: str) -> None:
    """Exit 4, and the place is named."""
    stored = json.loads(fixing_file.dumps(fixing())) | {key: value}
    with pytest.raises(IntegrityError, match=r"^fixings/2026-11-30\.json") as caught:
        Prices.of({"fixings/2026-11-30.json": canonical.dumps(stored)})
    assert wrong in str(caught.value)


def test_rows_of_another_form_are_refused_too() -> None:
    """An unknown reason, a part without a median."""
    stored = json.loads(fixing_file.dumps(fixing()))
    stored["exchanges"][0]["reason"] = "disliked"
    with pytest.raises(IntegrityError, match="reason is not a reason for which an exchange is not used"):
        fixing_file.loads(canonical.dumps(stored), "x")
    stored["exchanges"][0]["reason"] = None
    stored["partitions"][3]["median"] = None
    with pytest.raises(IntegrityError, match=r"partitions\[3\]\.median is missing"):
        fixing_file.loads(canonical.dumps(stored), "x")


def test_a_fixing_under_the_name_of_another_day() -> None:
    """Is not read as that day's."""
    with pytest.raises(IntegrityError, match=r"fixings/2026-12-01\.json is the fixing of 2026-11-30"):
        Prices.of({"fixings/2026-12-01.json": fixing_file.dumps(fixing())})
    with pytest.raises(IntegrityError, match="another name than its day"):
        Prices.of({"fixings/note.txt": fixing_file.dumps(fixing())})


def test_other_files_are_left_alone() -> None:
    """A register's folder holds more than fixings."""
    assert Prices.of({"register.toml": b"", "tables/gold.csv": b""}).days == ()


def test_a_day_is_valued_with_its_fixing_else_with_the_last_before_it() -> None:
    """Carried prices have quality X and an age; before the first fixing there is no price."""
    files = on_file("2026-09-28", "2026-10-01")
    prices = Prices.of(files)
    assert prices.days == (dt.date(2026, 9, 28), dt.date(2026, 10, 1))
    own, carried = prices.on(dt.date(2026, 9, 28)), prices.on(dt.date(2026, 9, 30))
    digest = hashlib.sha256(files["fixings/2026-09-28.json"]).hexdigest()
    first = dt.date(2026, 9, 28)
    assert own == DayPrice(day=first, fixing=first, cents=6_700_000, quality=Quality.A, sha256=digest)
    assert carried == DayPrice(
        day=dt.date(2026, 9, 30), fixing=first, cents=6_700_000, quality=Quality.X, sha256=digest
    )
    assert (own.age_days, own.is_carried, carried.age_days, carried.is_carried) == (0, False, 2, True)
    assert prices.on(dt.date(2026, 9, 27)) is None
    later = prices.on(dt.date(2027, 1, 1))
    assert later is not None
    assert (later.cents, later.age_days) == (6_700_001, 92)


def test_a_carried_fixing_closes_no_period() -> None:
    """The sentence that stops `close`."""
    prices = Prices.of(on_file("2026-09-28"))
    carried, own = prices.on(dt.date(2026, 9, 30)), prices.on(dt.date(2026, 9, 28))
    assert carried is not None
    assert own is not None
    assert carried.closes_no_period == "fixing 2026-09-30 is carried from 2026-09-28; a period does not close on it."
    assert own.closes_no_period is None


def test_the_fixing_of_a_day_itself() -> None:
    """For a page that shows who was used; none is carried here."""
    prices = Prices.of(on_file("2026-11-30"))
    assert prices.fixing(DAY) == fixing()
    assert prices.fixing(DAY + dt.timedelta(days=1)) is None
