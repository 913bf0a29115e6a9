"""A fee that is too high on a register of its own: observe, status and check tell it, and no period is closed."""

from pathlib import Path

import pytest

from tests.commands import tracer
from tests.reserve.closing import begun, context, file_acts, look, salt
from tracer.errors import TracerError
from tracer.operations import reserve_observations
from tracer.operations.reserve_check import RegisterCheckRequest, check_register
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_observations import names
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.reserve.status import Severity


def test_a_high_fee_is_never_silent(tmp_path: Path) -> None:
    """A satoshi for a virtual byte is all that the register allows: 500 satoshi a coin, and each transaction pays more.

    They are told alike by whatever looks, and an explanation of each ends it.
    """
    register = begun(tmp_path)
    with (register / "register.toml").open("a") as file:
        file.write("\n[security]\nmax_feerate = 1\n")
    file_acts(register, "2025-0006")
    look(register, "2025-06-30")
    observed, _ = reserve_observations.read(register, names(register)[-1])
    told = [each for each in observed.faults if each.kind.value == "fee"]
    paying = [each.txid for each in observed.movements if each.fee > 500]
    assert [each.subject for each in told] == paying
    assert len(paying) > 0
    assert observed.exit_code == 1
    texts = [each.text for each in told]
    alarms = reserve_status(StatusRequest(register), context()).status.alarms
    assert [each.text for each in alarms if each.kind == "fee" and each.severity is Severity.HARD] == texts
    assert [each for each in check_register(RegisterCheckRequest(register), context()).faults if "fee" in each] == texts
    with pytest.raises(TracerError) as refused:
        close(CloseRequest(register, "2025Q2", draw=salt), context())
    assert [each for each in str(refused.value).splitlines() if "paid a fee" in each] == texts
    assert refused.value.exit_code == 1
    assert f"Alarm: {texts[0]}" in tracer("reserve", "observe", str(register), "--at", "2025-06-30", "--chain",
                                          str(Path("fixtures/reserve/two/blocks.blk"))).err  # fmt: skip
