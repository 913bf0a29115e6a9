"""A judgment that is quashed: from that day on it gives no title, and every day before stays what it was."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from tests.fixtures_story.recorded import TWO
from tests.operations.checked_by_all import refused_by_nobody
from tests.operations.test_reserve_late import ACTS, LATE, OTHERWISE, fourth
from tests.reserve.closing import DOCUMENT, begun, closed, context, exported, file_acts, salt
from tests.reserve.limits.limit_conventions import act_file
from tests.reserve.priced import begun_with_price, quote
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.reserve.profiles import Profile
from tracer.reserve.title_rows import Title
from tracer.reserve.value.day_rows import ValuedBlock

QUASHED = "2025-0902"


def quashing(day: str) -> str:
    """Return the act by which judgment 1-77, in force since 20 June, is quashed on a day: it covers nothing more."""
    return f"""id = "{QUASHED}"
kind = "order"
date = {day}
{DOCUMENT}signed_by = ["J. Example"]
supersedes = "2025-0006"
authority = "Court of Example City"
order = "1-77/2025"
order_kind = "forfeiture"
case = "KZ-2025-0042"
labels = ["A", "B"]
amount_sat = 850000000
wallets = ["Enforcement service", "State reserve wallet"]
"""


@pytest.fixture(scope="module")
def third(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the register with two quarters closed and the judgment quashed since; nobody writes to it."""
    register = begun(tmp_path_factory.mktemp("third"))
    closed(register, "2025Q2", "2025Q3")
    (register / "acts" / f"{QUASHED}.toml").write_text(quashing("2025-11-15"))
    return register


def test_closed_periods_say_nothing_else(third: Path) -> None:
    """Nobody is told that they would: neither check nor status has a word of a statement closed without it."""
    checked = check_register(RegisterCheckRequest(third), context())
    assert checked.faults == ()
    assert [text for text in checked.notes if "was closed without" in text] == []
    alarms = reserve_status(StatusRequest(third), context()).status.alarms
    assert [each.text for each in alarms if each.kind in ("restatement", "untitled", "file")] == []


def test_the_period_in_which_it_is_quashed_closes_without_its_title(third: Path, tmp_path: Path) -> None:
    """What it covered and still lies there is untitled; what was sold in October had title, and no program doubts it.

    Of A 429,960,000 and of B 239,950,000 lie there, a claim and a pledge with them: 669,910,000 that had title. Beside
    them untitled are 199,920,000 that nobody traced, 300,000,000 before A, 35,010,000 of the other case without label,
    and of C what 1-91 does not cover: 159,990,000 less the 15,000,000 that are assigned.
    """
    register = Path(shutil.copytree(third, tmp_path / "register"))
    done = fourth(register)
    statement = done.statement
    assert (statement.reconciliation.faults, done.otherwise) == ((), ())
    covered = {row.order: row.covered for row in statement.orders}
    assert (covered["1-77/2025"], covered["1-91/2025"]) == (0, 15_000_000)
    assert statement.title == {
        Title.UNTITLED: 669_910_000 + 199_920_000 + 300_000_000 + 35_010_000 + 144_990_000,
        Title.ASSIGNED: 15_000_000,
        Title.TITLED: 249_980_000,
        Title.APPEALABLE: 44_960_000,
        Title.ENCUMBERED: 0,
        Title.UNSOLICITED: 7_980_600,
    }
    for profile in Profile:
        exported(register, "2025Q4", profile, tmp_path / profile.value)
        refused_by_nobody(tmp_path / profile.value)


def test_a_judgment_that_was_quashed_is_still_corrected_for_the_days_before(third: Path, tmp_path: Path) -> None:
    """It could be appealed until 10 October: both quarters would say otherwise, and the third is restated by that."""
    register = Path(shutil.copytree(third, tmp_path / "register"))
    (register / "acts" / f"{LATE}.toml").write_text(ACTS["appeal"])
    checked = check_register(RegisterCheckRequest(register), context())
    assert [text.partition(" ")[0] for text in checked.notes if "was closed without" in text] == ["2025Q2", "2025Q3"]
    done = close(CloseRequest(register, "2025Q3-r1", draw=salt), context())
    restates = done.statement.restates
    assert restates is not None
    assert restates.acts == (LATE,)
    figures = [(each.figure, each.was, each.now) for each in restates.figures]
    assert set(OTHERWISE["appeal"]) <= set(figures)
    exported(register, "2025Q3-r1", Profile.PRIVATE, tmp_path / "third")
    refused_by_nobody(tmp_path / "third")


def test_the_status_of_an_earlier_day_is_by_the_acts_of_then(third: Path, tmp_path: Path) -> None:
    """A claim on 25,000,000 that is superseded on 5 September by one on 5,000,000 is shown as it stood on the 4th.

    20,000,000 more are pledged on both days.
    """
    register = Path(shutil.copytree(third, tmp_path / "register"))
    claim = (TWO / "acts" / "2025-0010.toml").read_text().replace("25000000", "5000000")
    named = claim.replace('id = "2025-0010"', 'id = "2025-0904"\nsupersedes = "2025-0010"')
    (register / "acts" / "2025-0904.toml").write_text(named.replace("date = 2025-08-01", "date = 2025-09-05"))
    for day, act, sat in (("2025-09-04", "2025-0010", 25_000_000), ("2025-09-05", "2025-0904", 5_000_000)):
        found = reserve_status(StatusRequest(register, dt.date.fromisoformat(day)), context()).status
        assert {each.act: each.sat for each in found.burdens} == {act: sat, "2025-0011": 20_000_000}
        assert found.title[Title.ENCUMBERED] == 20_000_000 + sat


def test_what_acts_took_together_before_is_held_to_what_there_was(third: Path, tmp_path: Path) -> None:
    """Two assignments of 70,000,000 out of 90,000,000 are a fault of the days before the second was superseded too.

    An act of a day after it changes nothing of that.
    """
    register = Path(shutil.copytree(third, tmp_path / "register"))
    first = (TWO / "acts" / "2025-0018.toml").read_text()
    (register / "acts" / "2025-0018.toml").write_text(first)
    second = first.replace('id = "2025-0018"', 'id = "2025-0903"').replace("2025-09-20", "2025-09-21")
    (register / "acts" / "2025-0903.toml").write_text(second)
    less = second.replace("70000000", "9000000").replace("2025-09-21", "2025-09-25")
    more = less.replace('id = "2025-0903"', 'id = "2025-0904"\nsupersedes = "2025-0903"')
    (register / "acts" / "2025-0904.toml").write_text(more)
    later = first.replace('id = "2025-0018"', 'id = "2025-0905"').replace("70000000", "1000000")
    (register / "acts" / "2025-0905.toml").write_text(later.replace("2025-09-20", "2025-09-28"))
    faults = check_register(RegisterCheckRequest(register), context()).faults
    assert faults == (
        "act 2025-0903 assigns 70000000 satoshi of L-0003; on 2025-09-21 20000000 are held and under no earlier "
        "assignment.",
    )


BARE = act_file("2025-0802", "2025-05-30", "untitled-max", kind='"untitled_share"', max='"0.90"', severity='"soft"',
                from_="2025-06-22")  # fmt: skip
LIMIT = """
[[limit]]
id = "untitled-max"
kind = "untitled_share"
max = "0.90"
severity = "soft"
set_by = "2025-0802"
from = 2025-06-22
"""


def test_value_and_limits_know_from_which_day_title_is_gone(tmp_path: Path) -> None:
    """839,920,000 get title on 20 June and lose it on the 25th, at that day's fixing; the breach is of that act.

    No limit is broken on the days before, when 549,920,000 of 1,389,840,000 had no title: 0.40 of all.
    """
    register = begun_with_price(tmp_path, LIMIT)
    (register / "acts" / "2025-0802.toml").write_text(BARE)
    file_acts(register, "2025-0006")
    (register / "acts" / f"{QUASHED}.toml").write_text(quashing("2025-06-25"))
    quote(register, "2025-06-15", "2025-06-30")
    statement = closed(register, "2025Q2").statement
    assert (statement.title[Title.UNTITLED], statement.title[Title.TITLED]) == (1_389_840_000, 0)
    assert statement.value is not None
    titled = statement.value.block(ValuedBlock.TITLED).sat
    assert (titled["opening"], titled["additions"], titled["disposals"], titled["closing"]) == (
        0, 839_920_000, 839_920_000, 0,
    )  # fmt: skip
    (row,) = statement.limits
    assert [(str(each.first_day), each.cause.value, each.acts) for each in row.breaches] == [
        ("2025-06-25", "movement", (QUASHED,))
    ]
    for profile in Profile:
        exported(register, "2025Q2", profile, tmp_path / profile.value)
        refused_by_nobody(tmp_path / profile.value)
