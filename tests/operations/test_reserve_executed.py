"""Executions of orders in money: what they take is what the order names, and no more than its fixing says."""

import datetime as dt
import hashlib
import shutil
from pathlib import Path

import pytest

from tests.commands import tracer
from tests.reserve.closing import admit, begun, context, look
from tests.shown_reserve import demonstration
from tracer.operations import reserve_files
from tracer.reserve import statement_files

DAY = "2025-09-28"
"""A day with a fixing; a bitcoin is worth 53,561,404.60 KZT of it: the order of 1,000.00 KZT takes 1,867 satoshi."""
TEXT = "texts/2025-0026.txt"
SIGNED = 'signed_by = ["A. Example", "B. Example"]'
ORDER = """id = "2025-0901"
kind = "order"
date = 2025-09-20
{document}
{signed}
authority = "Court of Border District"
order = "9-9/2025"
order_kind = "forfeiture"
in_force = 2025-09-20
amount = "1000.00"
currency = "KZT"
case = "KZ-2025-0077"
labels = ["D"]
"""
EXECUTION = """id = "2025-0902"
kind = "execution"
date = 2025-09-29
{document}
{signed}
order = "2025-0901"
lots = {{ "{lot}" = {sat} }}
fixing = {day}
"""


@pytest.fixture
def register(tmp_path: Path) -> Path:
    """Return the story's register, all of whose periods are closed."""
    place = tmp_path / "register"
    shutil.copytree(demonstration()[0] / "register", place)
    return place


def file_acts(register: Path, lot: str, sat: int, day: str = DAY) -> None:
    """Put the order and an execution of it on file, late."""
    digest = hashlib.sha256((register / TEXT).read_bytes()).hexdigest()
    said = {"document": f'text = {{ file = "{TEXT}", sha256 = "{digest}" }}', "signed": SIGNED}
    (register / "acts" / "2025-0901.toml").write_text(ORDER.format(**said))
    (register / "acts" / "2025-0902.toml").write_text(EXECUTION.format(lot=lot, sat=sat, day=day, **said))


def correct(register: Path) -> None:
    """Correct an order of the fourth quarter by 10,000 satoshi, so that it is restated."""
    inner = (register / "acts" / "2025-0029.toml").read_text().replace("249990000", "249980000")
    kept = [line for line in inner.splitlines() if not line.startswith(("id =", "signed_by ="))]
    digest = hashlib.sha256((register / TEXT).read_bytes()).hexdigest()
    head = [f'text = {{ file = "{TEXT}", sha256 = "{digest}" }}', SIGNED, 'corrects = "2025-0029"', "[replacement]"]
    lines = ['id = "2026-0009"', 'kind = "correction"', "date = 2026-01-05", *head, *kept]
    (register / "acts" / "2026-0009.toml").write_text("\n".join(lines) + "\n")


def told(register: Path) -> tuple[str, str]:
    """Return what check refuses with, and the hard alarms of a status on executions."""
    checked = tracer("reserve", "check", register)
    assert checked.code == 2
    shown = tracer("reserve", "status", register, "--day", "2025-12-31", COLUMNS="1000")
    assert shown.code == 1
    alarms = [line for line in shown.out.splitlines() if line.startswith("ALARM:") and "2025-0902" in line]
    return checked.err, "\n".join(alarms)


def test_another_case_s_lot_is_not_executed_on(register: Path) -> None:
    """L-0001 is untraced and of another case: none of it is there to take, and 1,867 satoshi is all that is due."""
    file_acts(register, "L-0001", 299_000_000)
    refused, alarms = told(register)
    named = (
        "act 2025-0902 executes on 299000000 satoshi of L-0001; on 2025-09-29 0 are held, named by order 2025-0901 and "
        "under no earlier execution."
    )
    over = f"act 2025-0902: takes 299000000 satoshi for order 9-9/2025; at the fixing of {DAY} it takes 1867."
    assert named in refused
    assert over in refused
    assert named in alarms
    assert over in alarms
    closed = tracer("reserve", "close", register, "--period", "2025Q4-r1")
    assert (closed.code, named in closed.err) == (2, True)


def test_an_execution_filed_late_takes_no_more_than_its_fixing_says(register: Path) -> None:
    """L-0010 is of the order's label: 1,868 satoshi are one too many for check, status and close; 1,867 are not."""
    file_acts(register, "L-0010", 1_868)
    refused, alarms = told(register)
    over = f"act 2025-0902: takes 1868 satoshi for order 9-9/2025; at the fixing of {DAY} it takes 1867."
    assert (over in refused, over in alarms) == (True, True)
    correct(register)
    closed = tracer("reserve", "close", register, "--period", "2025Q4-r1")
    assert (closed.code, over in closed.err) == (2, True)
    file_acts(register, "L-0010", 1_867)
    assert tracer("reserve", "check", register).code == 0
    assert tracer("reserve", "close", register, "--period", "2025Q4-r1").code == 0


def test_without_its_fixing_an_execution_is_refused(register: Path) -> None:
    """The first price was fixed in March 2025."""
    file_acts(register, "L-0010", 1, "2024-12-31")
    refused, _ = told(register)
    assert "executes order 9-9/2025 at the fixing of 2024-12-31, and no fixing or no rate of that day" in refused


def test_without_any_price_a_check_and_a_status_say_so(tmp_path: Path) -> None:
    """A register without [price] has nothing to hold an execution against: a warning, for two persons signed it."""
    register = begun(tmp_path)
    assert "[price]" not in (register / "register.toml").read_text()
    admit(register, 1)
    file_acts(register, "L-0010", 1)
    look(register, "2025-12-31")
    told = (
        "act 2025-0902: executes an order in money, and the register sets no [price]: whether it takes more than the "
        "order does at a fixing is not known."
    )
    shown = tracer("reserve", "status", register, COLUMNS="1000").out
    assert f"warning: {told}" in shown
    folder = reserve_files.read_register(register, context())
    assert statement_files.unpriced_executions(folder.register, folder.acts, dt.date(2025, 9, 28)) == ()
    assert statement_files.unpriced_executions(folder.register, folder.acts, dt.date(2025, 9, 29)) == (told,)
