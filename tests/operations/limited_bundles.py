"""The bundles of a quarter of a register with prices, limits of which one is broken and waived, and a hedge."""

from collections.abc import Mapping
from pathlib import Path

from tests.operations.test_reserve_limits import ACTS, HEDGE, LIMITS, RESERVES, UNITS, WAIVER
from tests.reserve.closing import closed, exported
from tests.reserve.priced import begun_with_price, quote
from tracer.reserve.profiles import Profile


def limited_bundles(folder: Path) -> Mapping[Profile, Path]:
    """Make them in a folder; return each by whom it is for."""
    register = begun_with_price(folder, LIMITS)
    (register / "tables" / "reserves.csv").write_text(RESERVES)
    (register / "tables" / "units.csv").write_text(UNITS)
    for number, text in (*ACTS.items(), ("2025-0900", WAIVER), ("2025-0901", HEDGE)):
        (register / "acts" / f"{number}.toml").write_text(text)
    quote(register, "2025-06-15", "2025-06-30")
    closed(register, "2025Q2")
    for profile in Profile:
        exported(register, "2025Q2", profile, folder / profile.value)
    return {profile: folder / profile.value for profile in Profile}
