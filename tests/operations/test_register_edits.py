"""A law: whoever edits `register.toml` alone after a period was closed takes no alarm and no breach away."""

import datetime as dt
import re
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.operations.test_reserve_limits import ACTS, HEDGE, LIMITS, RESERVES, WAIVER
from tests.reserve.closing import LAST_ACTS, admit, closed, context, file_acts, look
from tests.reserve.priced import begun_with_price, quote
from tracer.errors import CaseError, TracerError
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_status import ReserveStatus, StatusRequest, reserve_status
from tracer.reserve.register import Register
from tracer.reserve.register_file import parse
from tracer.reserve.status import Severity

DAY = dt.date(2025, 11, 5)
MORE = """
[security]
min_persons = 2
min_sites = 2

[[fork]]
name = "BCH"
height = 100
"""
CHANGES = (
    ('"0.10"', '"0.99"'), ('"hard"', '"soft"'), ("cure_days = 30", "cure_days = 9999"), ("2025-06-22", "2025-12-22"),
    ('zone = "Asia/Almaty"', 'zone = "UTC"'), ('zone = "Asia/Almaty"', 'zone = "Asia/Almaty"\ndust_sat = 1000000'),
    ("min_sites = 2", "min_sites = 1"), ('max_deviation = "0.10"', 'max_deviation = "0.50"'),
    ('stage = "reserve"', 'stage = "watched"'), ('stage = "seizure"', 'stage = "recorded"'),
    ("set_by = \"2025-0802\"", "set_by = \"2025-0801\""), ("publish_addresses = false", "publish_addresses = true"),
)  # fmt: skip
"""Values that somebody might wish to be others."""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a register whose second quarter is closed, with a waiver that has ended and more of the chain observed."""
    place = begun_with_price(tmp_path_factory.mktemp("edits"), LIMITS + MORE)
    (place / "tables" / "reserves.csv").write_text(RESERVES)
    for number, text in (*ACTS.items(), ("2025-0901", HEDGE), ("2025-0900", WAIVER)):
        (place / "acts" / f"{number}.toml").write_text(text)
    quote(place, "2025-06-28", "2025-06-30")
    closed(place, "2025Q2")
    quote(place, "2025-07-01", "2025-07-02")
    file_acts(place, LAST_ACTS["2025Q3"])
    admit(place, 1)
    look(place, "2025-09-30")
    look(place, "2025-12-31")
    shutil.copy(place / "register.toml", place.parent / "as-it-was.toml")
    return place


def edits(text: str) -> list[str]:
    """Return a register with a line, a table, or a value changed, in every way that is tried."""
    lines, tables = text.splitlines(keepends=True), re.split(r"(?m)^(?=\[)", text)
    told = [at for at, line in enumerate(lines) if line.strip() and not line.startswith(("#", "["))]
    found = ["".join(lines[:at] + lines[at + 1 :]) for at in told]
    found += ["".join(tables[:at] + tables[at + 1 :]) for at in range(1, len(tables))]
    found += [re.sub(f"(?ms)^{re.escape(head)}\n.*?(?=^\\[(?!{head[1:]})|\\Z)", "", text) for head in ("[[limit]]",)]
    return found + [text.replace(was, now, 1) for was, now in CHANGES if was in text]


def hard(found: ReserveStatus) -> set[str]:
    """Return the hard alarms."""
    return {each.text for each in found.status.alarms if each.severity is Severity.HARD}


def breaches(found: ReserveStatus) -> set[str]:
    """Return the breaches that are told, by limit, side and first day."""
    rows = () if found.status.limits is None else found.status.limits.book.breaches
    return {f"{each.limit} {each.subject} {each.bound.value} {each.first_day}" for each in rows}


def counted(found: Register) -> set[bytes]:
    """Return the scripts whose coins are in the books."""
    return {each.script for wallet in found.wallets if found.is_ours(wallet) for each in wallet.scripts}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
@given(st.data())
def test_no_edit_of_the_register_alone_removes_an_alarm(register: Path, data: st.DataObject) -> None:
    """It is refused (2), or all that alarmed alarms still, and what the edit was is told, and nothing closes.

    Of a wallet that is taken out of the books the alarm names the wallet, and what hung by its coins may go.
    """
    whole = (register.parent / "as-it-was.toml").read_text()
    (register / "register.toml").write_text(whole)
    before = reserve_status(StatusRequest(register, DAY), context())
    assert any("limit untitled-max is broken since 2025-06-22" in text for text in hard(before)), hard(before)
    text = data.draw(st.sampled_from(edits(whole)))
    (register / "register.toml").write_text(text)
    try:
        after, now = reserve_status(StatusRequest(register, DAY), context()), parse(text.encode(), "register.toml")
    except CaseError:
        return
    was = parse(whole.encode(), "register.toml")
    told = hard(after) - hard(before)
    if counted(was) != counted(now):
        assert any("in the books of 2025Q2" in alarm for alarm in told)
    else:
        assert hard(before) <= hard(after)
        assert breaches(before) <= breaches(after)
    if {**vars_of(was), "sha256": ""} != {**vars_of(now), "sha256": ""}:
        assert told
        with pytest.raises(TracerError):
            close(CloseRequest(register, "2025Q3"), context())


def vars_of(found: Register) -> dict[str, object]:
    """Return what a register says that something hangs by: its languages alone say how it is printed."""
    return {name: getattr(found, name) for name in Register.__dataclass_fields__ if name != "languages"}
