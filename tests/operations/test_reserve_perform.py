"""The performance of a register on file: the story's with invented quotes, benchmarks, and what stops it."""

import datetime as dt
import json
import shutil
from fractions import Fraction
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.reserve.closing import admit, begun, context, file_acts, look
from tests.reserve.priced import begun_with_price, quote
from tests.reserve.returns.tables import series
from tracer.errors import CaseError, IntegrityError
from tracer.formats import canonical
from tracer.operations.reserve_perform import PerformRequest, ReservePerformance, reserve_perform
from tracer.reserve.price import fixing_file
from tracer.reserve.returns.performance_json import plain
from tracer.reserve.returns.ratios import Ratio
from tracer.reserve.returns.span_returns import SpanReturn
from tracer.reserve.returns.unavailable import Unavailable, Why
from tracer.reserve.value.day_rows import ValuedBlock

TO = dt.date(2025, 12, 31)
SINCE = dt.date(2025, 9, 20)
"""The day on which the story assigns coins to the reserve."""


@pytest.fixture(scope="module")
def story(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The story's second register, all acts on file, fixed from the last of March to the last of December 2025."""
    register = begun_with_price(tmp_path_factory.mktemp("performed"))
    quote(register, "2025-03-31", "2025-12-31")
    file_acts(register, "9999-9999")
    admit(register, 1)
    look(register, "2025-12-31")
    return register


@pytest.fixture
def register(story: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(story, tmp_path / "register"))


def performed(register: Path, to: dt.date = TO, out: Path | None = None) -> ReservePerformance:
    """Return how a register did."""
    return reserve_perform(PerformRequest(register, to, out), context())


def cents(register: Path, day: dt.date) -> int:
    """Return the fixing of a day."""
    path = fixing_file.path_of(day)
    return fixing_file.loads((register / path).read_bytes(), path).cents


def rate(register: Path, day: dt.date) -> Fraction:
    """Return tenge for one dollar on a day: the last one on file."""
    rows = (line.split(",") for line in (register / "tables" / "fx.csv").read_text().splitlines()[1:])
    return Fraction([kzt for as_of, _, _, kzt, _ in rows if as_of <= day.isoformat()][-1])


def test_the_reserve_did_as_the_price_did(story: Path) -> None:
    """Since its first assignment, gross, whatever was assigned later; in tenge at the rates of both days."""
    found = performed(story).found
    since = found.spans[-1]
    assert (since.span.begins, since.span.ends, since.span.years) == (SINCE, TO, None)
    dollars = since.by_currency["USD"].returns[ValuedBlock.RESERVE]
    assert isinstance(dollars, SpanReturn)
    assert dollars.gross.is_equal(Ratio(cents(story, TO), cents(story, SINCE)))
    assert [part.last.added for part in dollars.parts] == [0, 100_000_000, 0]
    tenge = since.by_currency["KZT"].returns[ValuedBlock.RESERVE]
    assert isinstance(tenge, SpanReturn)
    change = rate(story, TO) / rate(story, SINCE)
    assert tenge.gross.is_equal(Ratio.of(Fraction(cents(story, TO), cents(story, SINCE)) * change))


def test_what_is_held_bears_its_fees_and_what_a_sale_brought(story: Path) -> None:
    """On 14 October 1 BTC of the story is sold for 118,000.00 dollars by act 2025-0021, with a fee of 0.0001 BTC.

    Execution is the one less the day's fixing, and both are in the net return of what is held.
    """
    found = performed(story).found.books
    day = dt.date(2025, 10, 14)
    sale = found.executions[ValuedBlock.HELD, "USD"][day]
    assert sale == 11_800_000 - cents(story, day)
    assert found.executions[ValuedBlock.HELD, "KZT"][day] == sale * rate(story, day)
    assert day not in found.executions[ValuedBlock.RESERVE, "USD"], "what was sold was not assigned"
    returns = performed(story).found.spans[-1].by_currency["USD"].returns[ValuedBlock.HELD]
    assert isinstance(returns, SpanReturn)
    assert isinstance(returns.net, Ratio)
    part = next(each for each in returns.parts if each.last.day == day)
    kept = (part.last.opening - 10_000) * part.ends.price + sale * 10**8
    assert part.net == Ratio.of(Fraction(kept) / (part.held * part.begins.price))


def test_spans_before_the_reserve_say_so(story: Path) -> None:
    """Each with the day; the price has fixings since the last of March only."""
    shown = performed(story).as_json()
    spans = shown["spans"]
    assert isinstance(spans, list)
    told = [each["currencies"]["USD"]["scopes"] for each in spans]
    assert told[0] == {
        "reserve": {"na": "1 year: the reserve began 2025-09-20."},
        "held": {"na": "1 year: holding began 2025-03-20."},
    }
    assert told[1]["reserve"] == {"na": "3 years: the reserve began 2025-09-20."}


def test_before_the_first_assignment_what_is_held_is_the_headline(story: Path) -> None:
    """Nothing was in the reserve; what is held since 20 March is told since it has prices."""
    found = performed(story, dt.date(2025, 8, 31)).found
    assert found.headline is ValuedBlock.HELD
    assert found.spans[-1].span.begins == dt.date(2025, 3, 31)
    returns = found.spans[-1].by_currency["USD"].returns
    assert returns[ValuedBlock.RESERVE] == Unavailable(Why.NEVER_HELD, dt.date(2025, 8, 31))
    assert isinstance(returns[ValuedBlock.HELD], SpanReturn)


def test_benchmarks_stand_beside_it(register: Path) -> None:
    """Over the same span, in both currencies; one that is 18 days old is n/a and the rest is told."""
    gold = series(("2025-09-19", "3600"), ("2025-12-30", "4320"))
    (register / "tables" / "gold.csv").write_bytes(gold)
    (register / "tables" / "sdr.csv").write_bytes(series(("2025-09-19", "1.35"), ("2025-12-13", "1.36")))
    since = performed(register).found.spans[-1].by_currency
    names = {each.value: ratio for each, ratio in since["USD"].benchmarks.items()}
    assert names["gold"] == Ratio(6, 5)
    assert names["sdr"] == Unavailable(Why.OLD_ROW, TO, dt.date(2025, 12, 13))
    assert names["portfolio"] == Unavailable(Why.NO_FILE)
    shown = json.dumps(performed(register).as_json(), ensure_ascii=False)
    assert "SDR 2025-12-31: last row is 2025-12-13, 18 days old." in shown


def test_wrong_tables_are_refused(register: Path) -> None:
    """Monthly averages, and a price beside a total return: exit code 2, with words."""
    (register / "tables" / "gold.csv").write_bytes(series(("2025-09-01", "3600"), frequency="monthly-average"))
    done = tracer("reserve", "perform", register, "--to", TO.isoformat())
    assert (done.code, done.err.strip()) == (
        2, "Error: tables/gold.csv: monthly averages; returns need day-end prices.",
    )  # fmt: skip
    (register / "tables" / "gold.csv").write_bytes(series(("2025-09-01", "3600"), kind="price"))
    (register / "tables" / "fx_reserves.csv").write_bytes(series(("2025-09-01", "100"), kind="total"))
    with pytest.raises(CaseError, match="like is compared with like"):
        performed(register)


def test_a_changed_fixing_is_found(register: Path) -> None:
    """A fixing with another price, or one that is gone, is not as the journal has it: exit code 4."""
    path = register / fixing_file.path_of(TO)
    kept = path.read_bytes()
    path.write_bytes(kept.replace(b'"usd_cents":"', b'"usd_cents":"1'))
    done = tracer("reserve", "perform", register, "--to", TO.isoformat())
    assert done.code == 4
    assert "fixings/2025-12-31.json is not as the journal has it: it was changed since it was fixed." in done.err
    path.unlink()
    with pytest.raises(IntegrityError) as caught:
        performed(register)
    assert str(caught.value) == "fixings/2025-12-31.json is missing: the journal has it. Put it back from a copy."


def test_a_fixing_that_nobody_entered_is_told(register: Path) -> None:
    """It counts, and a note says that the journal does not have it."""
    old = (register / "fixings" / "2025-03-31.json").read_bytes()
    new = old.replace(b'"day":"2025-03-31"', b'"day":"2025-03-30"')
    (register / "fixings" / "2025-03-30.json").write_bytes(new)
    assert performed(register).notes == (
        "fixings/2025-03-30.json: the journal has no entry; whoever put it there was not tracer reserve fix.",
    )


def test_a_register_without_prices_has_no_performance(tmp_path: Path) -> None:
    """Exit code 2, and what to do."""
    register = begun(tmp_path)
    look(register, "2025-06-30")
    with pytest.raises(CaseError) as caught:
        performed(register, dt.date(2025, 6, 30))
    assert str(caught.value) == (
        "KZ-EXAMPLE sets no price: a performance is measured at fixings.\n"
        "Fill in [price] of register.toml, and file fixings with tracer reserve fix."
    )


def test_acts_that_cannot_be_followed_stop_it(register: Path) -> None:
    """A figure without an act that is wrong would be another one's: exit code 2, with the act's number."""
    path = register / "acts" / "2025-0018.toml"
    path.write_text(path.read_text().replace("70000000", "700000000"))
    with pytest.raises(CaseError, match="act 2025-0018 assigns 700000000 satoshi of L-0003"):
        performed(register)


def test_documents_are_written_whole_and_the_same_twice(story: Path, tmp_path: Path) -> None:
    """Into a folder that is not there yet; the figures are those that are printed."""
    done = tracer("reserve", "perform", story, "--to", TO.isoformat(), "--json", "--out", tmp_path / "one")
    assert done.code == 0
    names = sorted(each.name for each in (tmp_path / "one").iterdir())
    codes = ("en", "kk", "ru")
    assert names == sorted(
        [*(f"performance.{code}.{form}" for code in codes for form in ("html", "pdf", "svg")), "performance.json",
         "sub_periods.csv"]
    )  # fmt: skip
    assert json.loads(done.out) == json.loads((tmp_path / "one" / "performance.json").read_bytes())
    assert (tmp_path / "one" / "performance.json").read_bytes() == canonical.dumps(performed(story).as_json())
    performed(story, out=tmp_path / "two")
    assert {name: (tmp_path / "one" / name).read_bytes() for name in names} == {
        name: (tmp_path / "two" / name).read_bytes() for name in names
    }
    again = tracer("reserve", "perform", story, "--to", TO.isoformat(), "--out", tmp_path / "one")
    assert again.code == 2


def test_the_screen_says_what_the_page_does(story: Path) -> None:
    """Tables in both currencies, each reason once, risk with its days, and both warnings."""
    done = tracer("reserve", "perform", story, "--to", TO.isoformat())
    assert done.code == 0
    lines = [plain(line).strip() for line in done.out.splitlines()]
    assert lines[0] == "KZ-EXAMPLE, performance to the end of 2025-12-31"
    assert lines.count("n/a 1 year: the reserve began 2025-09-20.") == 1
    assert any(line.startswith("USD, since 2025-09-20: volatility ") for line in lines)
    assert any("greatest fall -14.35 %, 2025-10-03 to 2025-11-22" in line for line in lines)
    assert lines[-1] == "Past changes of price say nothing of the future."
    assert lines[-2].startswith("Money-weighted: as if each confiscation had been bought on its day.")
