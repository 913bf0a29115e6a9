"""An act that is dated ahead of today covers nothing: refused by check and close, not counted by observe and status."""

import datetime as dt
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.commands import tracer
from tests.reserve import story_two
from tests.reserve.acts import disposal, in_force
from tests.reserve.closing import DOCUMENT, NOW, admit, begun, closed, context, file_acts, salt
from tests.reserve.folders import register_two
from tests.reserve.small_ledgers import history_of, small_lots, small_register, txid
from tracer.errors import CaseError, SourceError
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_observe import Observed, ObserveRequest, observe
from tracer.operations.reserve_standing import ledger_by
from tracer.operations.reserve_status import ReserveStatus, StatusRequest, reserve_status
from tracer.operations.sources import ChainSource
from tracer.reserve.ledger import fold
from tracer.reserve.status import Severity
from tracer.reserve.title_rows import Title

EXPLAINED = "acts/2025-0015.toml"
"""The act that explains the departure; of 15 September 2025."""
LATE = (
    f'{story_two.txid("departure")} moved 0.49980000 BTC out of "Agency seizure wallet" at height 233; no act covers '
    "it."
)


def midnight(day: str) -> int:
    """Return when a day begins in Almaty."""
    return int(dt.datetime.fromisoformat(f"{day}T00:00:00+05:00").timestamp())


@pytest.fixture(scope="module")
def second(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the register with its first period closed and the acts of the second filed; nobody writes to it."""
    register = begun(tmp_path_factory.mktemp("second"))
    closed(register, "2025Q2")
    file_acts(register, "2025-0016")
    admit(register, 1)
    return register


@pytest.fixture
def register(second: Path, tmp_path: Path) -> Path:
    """Return a copy of the register."""
    return Path(shutil.copytree(second, tmp_path / "register"))


def dated(register: Path, name: str, old: str, new: str) -> None:
    """Give an act another date."""
    path = register / name
    assert path.read_text().count(old) == 1
    path.write_text(path.read_text().replace(old, new))


def look(register: Path, now: int = NOW) -> Observed:
    """Observe the end of the second period at a time."""
    return observe(ObserveRequest(register, ChainSource(str(story_two.BLOCKS)), "2025-09-30"), context(now))


def of(register: Path, day: str | None = None, now: int = NOW) -> ReserveStatus:
    """Return the status of a day at a time."""
    return reserve_status(StatusRequest(register, None if day is None else dt.date.fromisoformat(day)), context(now))


def late(found: ReserveStatus) -> list[str]:
    """Return the departures that a status alarms of."""
    return [each.text for each in found.status.alarms if each.kind == "late"]


def test_an_act_dated_ahead_is_a_fault_of_the_check(register: Path) -> None:
    """From the midnight of the register's zone on at which its day begins it is none."""
    dated(register, EXPLAINED, "date = 2025-09-15", "date = 2026-02-01")
    said = f"{EXPLAINED}: date: 2026-02-01 is later than today, 2026-01-31"
    assert check_register(RegisterCheckRequest(register), context(midnight("2026-02-01") - 1)).faults == (said,)
    assert check_register(RegisterCheckRequest(register), context(midnight("2026-02-01"))).faults == ()
    assert tracer("reserve", "check", register).code == 0
    dated(register, EXPLAINED, "date = 2026-02-01", "date = 2199-01-01")
    ended = tracer("reserve", "check", register)
    assert (ended.code, ended.err.count("2199-01-01 is later than today, ")) == (2, 1)


def test_no_period_is_closed_over_an_act_dated_ahead(register: Path) -> None:
    """A departure that a later year's act names would be covered by nobody; and so with what replaces an act."""
    look(register)
    dated(register, EXPLAINED, "date = 2025-09-15", "date = 2026-02-01")
    with pytest.raises(CaseError) as raised:
        close(CloseRequest(register, "2025Q3", draw=salt), context())
    assert raised.value.faults == (f"{EXPLAINED}: date: 2026-02-01 is later than today, 2026-01-12",)
    dated(register, EXPLAINED, "date = 2026-02-01", "date = 2025-09-15")
    file_acts(register, "2025-0017")
    dated(register, "acts/2025-0017.toml", "date = 2025-08-28", "date = 2026-01-13")
    with pytest.raises(CaseError) as raised:
        close(CloseRequest(register, "2025Q3", draw=salt), context())
    assert raised.value.faults == ("acts/2025-0017.toml: replacement.date: 2026-01-13 is later than today, 2026-01-12",)
    done = close(CloseRequest(register, "2025Q3", draw=salt), context(midnight("2026-01-13")))
    assert done.closed == dt.date(2026, 1, 13)


def test_an_act_dated_ahead_silences_no_alarm_of_the_night(register: Path) -> None:
    """The departure alarms until the act's own day, and the act is named among the warnings."""
    dated(register, EXPLAINED, "date = 2025-09-15", "date = 2026-02-01")
    found = look(register, midnight("2026-02-01") - 1)
    assert (found.exit_code, [each.text for each in found.observation.faults]) == (1, [LATE])
    note = f"{EXPLAINED}: date: 2026-02-01 is later than today, 2026-01-31; it does not count yet."
    assert note in found.warnings
    status = of(register, now=midnight("2026-02-01") - 1)
    assert (status.exit_code, late(status)) == (1, [LATE])
    assert note in status.notes
    found = look(register, midnight("2026-02-01"))
    assert (found.exit_code, found.observation.faults) == (0, ())
    assert not [each for each in found.warnings if EXPLAINED in each]
    assert late(of(register, now=midnight("2026-02-01"))) == []


def test_what_rests_on_an_act_dated_ahead_is_named_too(register: Path) -> None:
    """A statement of movements says nothing without the contract of its account."""
    dated(register, "acts/2024-0001.toml", "date = 2024-12-16", "date = 2026-02-01")
    note = "acts/2025-0016.toml: says nothing without an act that does not count yet; nor does it count."
    assert [each for each in look(register).warnings if "says nothing" in each] == [note]


def test_a_wallet_is_not_hidden_by_an_act_of_scope_dated_ahead(tmp_path: Path) -> None:
    """Before the day on which it enters a wallet is out of the books; but not before somebody signed that."""
    register = begun(tmp_path)
    file_acts(register, "2025-0014")
    admit(register, 1)
    (register / EXPLAINED).write_text(
        'id = "2025-0015"\nkind = "scope"\ndate = 2026-02-01\nsigned_by = ["A. Example", "B. Example"]\n'
        'wallet = "Agency seizure wallet"\nenters = true\nreason = "Control was shown."\n' + DOCUMENT
    )
    found = look(register)
    assert LATE in [each.text for each in found.observation.faults]
    assert LATE in late(of(register))


def test_on_a_day_that_is_asked_for_only_acts_of_up_to_then_cover(register: Path) -> None:
    """What was explained later alarms, with the act that does it; without a day every act on file covers."""
    look(register)
    said = f"{LATE} Act 2025-0015 does, which was signed later."
    assert (late(of(register, "2025-09-14"))[1:], of(register, "2025-09-14").exit_code) == ([said], 1)
    assert said not in late(of(register, "2025-09-15"))
    assert late(of(register)) == []
    early = of(register, now=midnight("2025-10-02")).status.alarms
    assert [each.kind for each in early if each.severity is Severity.HARD] == ["clock"]


def unregistered(found: ReserveStatus) -> list[str]:
    """Return the receipts that a status alarms of."""
    return [each.text for each in found.status.alarms if each.kind == "unregistered"]


def test_a_receipt_that_a_later_act_names_says_so(tmp_path: Path) -> None:
    """What came back from an account has the statement of January; a coin that only an order names has the order."""
    register = register_two(tmp_path)
    observe(ObserveRequest(register, ChainSource(str(story_two.BLOCKS))), context(midnight("2026-01-10")))
    said = (
        f'receipt {story_two.txid("withdrawal")}:0 of 0.30000000 BTC into "State reserve wallet" at height 311 has no '
        "lot, no order and no act."
    )
    by = "{} Act {} names it, which was signed later."
    assert unregistered(of(register, "2025-12-31")) == [by.format(said, "2026-0001")]
    assert unregistered(of(register, "2026-01-06")) == []
    (register / "acts/2026-0001.toml").unlink()
    assert unregistered(of(register, "2025-12-31")) == [said]
    (register / "acts/2026-0002.toml").write_text(
        'id = "2026-0002"\nkind = "order"\ndate = 2026-01-05\nsigned_by = ["J. Example"]\nauthority = "A court"\n'
        'order = "1-1/2026"\norder_kind = "seizure"\namount_sat = 30000000\ntext = { file = "texts/2025-0006.txt", '
        'sha256 = "43b0bb8b38e288b81251b1fca0971bac11a6cae1b4128b85a7fb98afc3765db6" }\n'
        f'outpoints = ["{story_two.txid("withdrawal")}:0"]\n'
    )
    assert unregistered(of(register, "2026-01-04")) == [by.format(said, "2026-0002")]
    assert unregistered(of(register, "2026-01-05")) == []


def test_on_such_a_day_a_later_statement_makes_no_deposit_and_title_is_as_ever(register: Path) -> None:
    """What a custodian confirmed in October had no cover in September; by title every act of up to then counts."""
    look(register)
    found, whole = of(register, "2025-09-30"), of(register)
    assert [text.partition(" ")[0] for text in late(found)] == [story_two.txid("deposit")]
    assert late(found)[0].endswith("no act covers it. Act 2025-0016 does, which was signed later.")
    assert found.status.title == whole.status.title
    assert sum(found.status.title[each] for each in Title) == found.status.held
    assert late(of(register, "2025-10-02")) == []


SOLD_TWICE = """
in: -> 30@Agency

one: in.0 -> 10@x 20@Agency

two: one.1 -> 10@y 10@Agency
"""


def test_what_was_covered_then_is_told_whatever_lots_later_acts_name() -> None:
    """An act of a later day sold the second lot and left the first: without it the first sale took the first lot.

    The other act names that lot, which is gone then; what it covers is told all the same.
    """
    acts = in_force(
        disposal(1, "2025-02-10", {"L-0002": 10}, txid("one")), disposal(2, "2025-01-10", {"L-0001": 10}, txid("two"))
    )
    lots = small_lots(("in.0", "A", 0, 10), ("in.0", "A", 10, 10))
    register, history = small_register(), history_of(SOLD_TWICE)
    with pytest.raises(CaseError):
        fold(register, history, in_force(acts.acts[1]), lots)
    there: Any = SimpleNamespace(
        folder=SimpleNamespace(register=register, acts=acts),
        acts=acts,
        history=history,
        books=SimpleNamespace(ledger=fold(register, history, acts, lots), lots=lots),
        observed=SimpleNamespace(held=SimpleNamespace(material=None)),
    )
    folded, known = ledger_by(there, dt.date(2025, 1, 31))
    assert [act.head.id for act in known.acts] == ["2025-0002"]
    assert [each.act for each in folded.movements] == [None, None, "2025-0002"]
    assert ledger_by(there, dt.date(2025, 2, 10)) == (there.books.ledger, acts)


def test_a_day_that_has_not_come_is_said_first(second: Path) -> None:
    """Not of today, which the clock says in the register's zone; before any figure on the screen and in JSON."""
    said = (
        "2026-01-13 has not come: today is 2026-01-12. This is what today's acts and the last observation say of that "
        "day, as if nothing happened before it ends."
    )
    ahead = reserve_status(StatusRequest(second, dt.date(2026, 1, 13)), context()).status.alarms[0]
    assert (ahead.severity, ahead.kind, ahead.text) == (Severity.WARNING, "ahead", said)
    for day in (dt.date(2026, 1, 12), dt.date(2025, 6, 30), None):
        found = reserve_status(StatusRequest(second, day), context()).status
        assert [each for each in found.alarms if each.kind == "ahead"] == []
    eve = reserve_status(StatusRequest(second, dt.date(2026, 1, 13)), context(midnight("2026-01-13"))).status
    assert [each for each in eve.alarms if each.kind == "ahead"] == []
    shown = tracer("reserve", "status", second, "--day", "9000-01-01").out
    assert shown.startswith("warning: 9000-01-01 has not come: today is ")
    assert shown.count("has not come") == 1


def test_a_period_that_has_not_ended_is_not_closed(tmp_path: Path) -> None:
    """Settled by the chain or not: until its last day is over by the clock, in the register's zone, it is refused."""
    register = begun(tmp_path)
    file_acts(register, "2025-0006")
    late = context(midnight("2025-07-01") - 1)
    observe(ObserveRequest(register, ChainSource(str(story_two.BLOCKS)), "2025-06-30"), late)
    with pytest.raises(SourceError) as raised:
        close(CloseRequest(register, "2025Q2", draw=salt), late)
    assert str(raised.value) == (
        "2025Q2 has not ended: its last day is 2025-06-30, and today is 2025-06-30.\n"
        "Close it when that day is over and settled."
    )
    assert not (register / "periods").exists()
    with pytest.raises(SourceError, match="2026Q1 has not ended: its last day is 2026-03-31, and today is 2026-01-12"):
        close(CloseRequest(register, "2026Q1", draw=salt), context())
    assert (
        close(CloseRequest(register, "2025Q2", draw=salt), context(midnight("2025-07-01"))).statement.period == "2025Q2"
    )
