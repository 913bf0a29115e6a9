"""What is wrong with part two of the story on its days, and what is not once the acts are on file."""

import pytest

from tests import reserve_story
from tests.reserve_story import PERIODS, TWO, TXIDS
from tracer.reserve import register_file
from tracer.reserve.observation import FaultKind
from tracer.reserve.observed_faults import of_acts
from tracer.reserve.register import Register
from tracer.reserve.watching import watch

BOTH = ("KZ-2025-0042", "KZ-2025-0077")


def faults(
    day: str, last: str, cases: tuple[str, ...] = BOTH, register: Register | None = None
) -> list[tuple[FaultKind, str, str]]:
    """Return the faults of a day, with the acts on file up to one and the lots of these cases."""
    read = register or reserve_story.register()
    seen = watch(read, reserve_story.view(), reserve_story.history(day).block)
    lots, acts = reserve_story.lots(*cases), reserve_story.acts(last)
    found = of_acts(read, seen, reserve_story.folded(read, seen, acts, lots), lots, acts)
    return [(each.kind, each.subject, each.text) for each in found]


@pytest.mark.parametrize("period", PERIODS)
def test_nothing_is_wrong_when_a_quarter_is_closed(period: str) -> None:
    """With the acts on file when a period was closed, no departure and no receipt is unexplained."""
    assert faults(PERIODS[period]["day"], PERIODS[period]["last_act"]) == []


def test_a_departure_without_an_act_is_an_alarm() -> None:
    """Before anybody wrote an act the two departures of the third quarter that none names are told, with their sums."""
    departure, deposit = TXIDS["departure"], TXIDS["deposit"]
    assert faults("2025-09-30", "2025-0014") == [
        (
            FaultKind.LATE,
            deposit,
            f'{deposit} moved 1.00000000 BTC out of "State reserve wallet" at height 211; no act covers it.',
        ),
        (
            FaultKind.LATE,
            departure,
            f'{departure} moved 0.49980000 BTC out of "Agency seizure wallet" at height 233; no act covers it.',
        ),
    ]
    assert [subject for _, subject, _ in faults("2025-09-30", "2025-0015")] == [deposit]


def test_what_the_fourth_quarter_asks_of_acts() -> None:
    """With no act of the fourth quarter on file its departures and receipts are told, each once, and nothing else."""
    found = {(kind, subject.split(":")[0]) for kind, subject, _ in faults("2025-12-31", "2025-0017")}
    late = {(FaultKind.LATE, TXIDS[name]) for name in ("auction", "return-d", "joint")}
    receipts = {(FaultKind.UNREGISTERED, TXIDS[name]) for name in ("late-payment", "withdrawal")}
    assert found == late | receipts


def test_the_watched_wallet_s_coin_keeps_its_lot() -> None:
    """Without the second case its four receipts are unregistered, the one that came through Customs among them.

    Dust is not, and what orders name by outpoint is not.
    """
    found = faults("2025-09-30", "2025-0012", ("KZ-2025-0042",))
    named = {subject.split(":")[0] for kind, subject, _ in found if kind is FaultKind.UNREGISTERED}
    assert named == {TXIDS[name] for name in ("seize-6", "seize-7", "hand-over")}


def test_a_range_that_comes_to_its_end_is_told() -> None:
    """With a range up to 29 the Border wallet's index 25 lies within twenty of its end."""
    content = (TWO / "register.toml").read_text()
    before, after = content.split('name = "Border seizure wallet"')
    short = before + 'name = "Border seizure wallet"' + after.replace("range = [0, 99]", "range = [0, 29]", 1)
    register = register_file.parse(short.encode(), "register.toml")
    found = faults("2025-09-30", "2025-0016", register=register)
    assert [kind for kind, _, _ in found] == [FaultKind.BEYOND_RANGE]
    assert 'extend range of "Border seizure wallet" (last used 25 of 29)' in found[0][2]
