"""A disposal of what had no title: told by observe, status and check, and no period is closed over it."""

import datetime as dt
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.reserve import story_two
from tests.reserve.closing import admit, begun, closed, context, file_acts, look, salt
from tracer.errors import TracerError
from tracer.operations import reserve_observations
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_observations import names
from tracer.operations.reserve_status import ReserveStatus, StatusRequest, reserve_status
from tracer.reserve.status import Severity

DEPARTURE = story_two.txid("departure")
EXCHANGE = f"""id = "2025-0097"
kind = "disposal"
date = 2025-09-12
text = {{ file = "texts/2025-0006.txt", sha256 = "43b0bb8b38e288b81251b1fca0971bac11a6cae1b4128b85a7fb98afc3765db6" }}
signed_by = ["A. Example", "B. Example"]
method = "exchange"
lots = {{ "L-0006" = 49990000 }}
basis = "x"
txid = "{DEPARTURE}"
"""
TOLD = (
    f"{DEPARTURE} disposed of 0.49990000 BTC without title by act 2025-0097, method exchange: on 2025-09-12 0.49990000 "
    "BTC untitled."
)


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Return the register before the third quarter is closed, the theft named by a disposal instead of explained."""
    register = begun(tmp_path)
    closed(register, "2025Q2")
    file_acts(register, "2025-0016")
    admit(register, 1)
    (register / "acts" / "2025-0015.toml").unlink()
    (register / "acts" / "2025-0097.toml").write_text(EXCHANGE)
    look(register, "2025-09-30")
    return register


def status(register: Path, day: str | None = None) -> ReserveStatus:
    """Return where the register stands."""
    return reserve_status(StatusRequest(register, None if day is None else dt.date.fromisoformat(day)), context())


def alarms(found: ReserveStatus) -> list[tuple[Severity, str, str]]:
    """Return the hard alarms but that of the observation's age."""
    rows = [(each.severity, each.kind, each.text) for each in found.status.alarms]
    return [row for row in rows if row[0] is Severity.HARD and row[1] != "observation"]


def test_an_untitled_disposal_is_never_silent(register: Path) -> None:
    """The observation files it, status alarms with exit code 1, check finds it, and no period is closed over it."""
    observed, _ = reserve_observations.read(register, names(register)[-1])
    assert [(each.kind.value, each.subject, each.text) for each in observed.faults] == [("untitled", DEPARTURE, TOLD)]
    assert observed.exit_code == 1
    found = status(register)
    assert alarms(found) == [(Severity.HARD, "untitled", TOLD)]
    assert found.exit_code == 1
    assert check_register(RegisterCheckRequest(register), context()).faults == (TOLD,)
    with pytest.raises(TracerError) as refused:
        close(CloseRequest(register, "2025Q3", draw=salt), context())
    assert (str(refused.value), refused.value.exit_code) == (TOLD, 1)


def test_on_the_screen_it_is_an_alarm(register: Path) -> None:
    """Of observe as of status."""
    blocks = str(story_two.BLOCKS)
    done = tracer("reserve", "observe", str(register), "--chain", blocks, "--at", "2025-09-30")
    assert done.code == 1
    assert f"Alarm: {TOLD}" in done.err
    assert TOLD in " ".join(tracer("reserve", "status", str(register)).out.split())


def test_a_status_of_an_earlier_day_tells_what_had_left_by_then(register: Path) -> None:
    """From its own day on, and judged by the title of that day whatever day is asked for."""

    def told(day: str) -> list[str]:
        return [text for _, kind, text in alarms(status(register, day)) if kind == "untitled"]

    assert told("2025-09-11") == []
    assert told("2025-09-12") == [TOLD]


def test_a_status_of_a_day_knows_which_lots_a_disposal_took(register: Path) -> None:
    """The sale before judgment is of D's satoshi, not of the untraced ones that order of the inputs would take."""
    assert (register / "acts" / "2025-0013.toml").exists()
    assert "untitled" not in [kind for _, kind, _ in alarms(status(register, "2025-09-06"))]


def test_what_makes_it_good_is_the_title(register: Path) -> None:
    """A judgment in force by that day, on file; or the departure is explained and no act disposes of it."""
    order = (register / "acts" / "2025-0006.toml").read_text()
    judgment = order.replace("2025-0006", "2025-0098", 1).replace("1-77/2025", "1-78/2025")
    judgment = judgment.replace('"Enforcement service", ', '"Agency seizure wallet", ').replace("850000000", "49990000")
    path = register / "acts" / "2025-0098.toml"
    path.write_text(judgment.replace('labels = ["A", "B"]', 'labels = ["A"]'))
    assert "untitled" in [kind for _, kind, _ in alarms(status(register))]  # satoshi of A came in before these
    path.write_text(judgment.replace("49990000", "600000000"))
    assert alarms(status(register)) == []
    path.unlink()
    (register / "acts" / "2025-0097.toml").unlink()
    file_acts(register, "2025-0016")
    assert alarms(status(register)) == []
