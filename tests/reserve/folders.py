"""Register folders to observe with: copies of the recorded ones, and drawn ones over blocks that a test makes."""

import datetime as dt
import shutil
from dataclasses import replace
from pathlib import Path

from tests.evidence.chain import Chain, script_of
from tests.fixtures_story.recorded import TWO
from tests.reserve import story_two
from tests.reserve.entering import enter_admissions
from tracer.chain import address
from tracer.chain.network import REGTEST
from tracer.operations.context import Context
from tracer.operations.reserve_observe import Observed, ObserveRequest, observe
from tracer.operations.sources import ChainSource
from tracer.reserve import admission_file
from tracer.reserve.lots import Admission

NOW = 1_768_212_000
"""2026-01-12 10:00:00 UTC, as of those who close and export."""


def register_two(tmp_path: Path, last_act: str = "9999") -> Path:
    """Copy the register of part two, with the acts filed up to a number."""
    folder = tmp_path / "register"
    folder.mkdir(parents=True)
    shutil.copy(TWO / "register.toml", folder)
    for name in ("acts", "texts", "statements", "payloads", "receipts"):
        if (TWO / name).is_dir():
            shutil.copytree(TWO / name, folder / name)
    for act in (folder / "acts").glob("*.toml"):
        if act.stem > last_act:
            act.unlink()
    _admit(folder)
    return folder


def _admit(folder: Path) -> None:
    """File the lots that were worked out by hand, as each case's admission."""
    for number, case in enumerate(("KZ-2025-0042", "KZ-2025-0077"), start=1):
        admission = Admission(
            case=case,
            bundle=f"{number:064x}",
            primary="fifo",
            admitted=dt.date(2025, 6, 30),
            lots=tuple(replace(lot, bundle=f"{number:064x}") for lot in story_two.lots() if lot.case == case),
            contested=(),
            supersedes=None,
            number=number,
        )
        (folder / "receipts" / case).mkdir(parents=True)
        (folder / "receipts" / case / admission_file.FILE).write_bytes(admission_file.dumps(admission))
    enter_admissions(folder)


def look(
    folder: Path,
    source: str | Path,
    at: str | None = None,
    *,
    cookie: Path | None = None,
    scan: bool = False,
    whole: bool = False,
    now: int = NOW,
) -> Observed:
    """Observe over a source."""
    request = ObserveRequest(folder, ChainSource(str(source), cookie), at, scan, whole=whole)
    return observe(request, Context(who="a test", clock=lambda: now))


def written(path: Path, view: Chain) -> Path:
    """Write a chain as a file of raw blocks."""
    content = b""
    for head, block in zip(view.heads, view.blocks, strict=True):
        raw = head + _compact(len(block)) + b"".join(block)
        content += bytes.fromhex("fabfb5da") + len(raw).to_bytes(4, "little") + raw
    path.write_bytes(content)
    return path


def _compact(number: int) -> bytes:
    assert number < 0xFD
    return bytes((number,))


def plain_register(tmp_path: Path, wallets: dict[str, list[str]]) -> Path:
    """Make a register of wallets of addresses, whose scripts are those of names on drawn chains."""
    folder = tmp_path / "plain"
    (folder / "acts").mkdir(parents=True)
    (folder / "register.toml").write_text(plain_toml(wallets), encoding="utf-8")
    return folder


def plain_toml(wallets: dict[str, list[str]]) -> str:
    """Return `register.toml` of wallets of addresses."""
    text = (
        '[register]\nname = "KZ-NIC"\nbody = "NIC"\nnetwork = "regtest"\nzone = "Asia/Almaty"\nlanguages = ["en"]\n'
        'currency = "KZT"\nprofile = "kz"\n'
    )
    for name, owners in wallets.items():
        listed = ", ".join(f'"{address.encode(script_of(owner), REGTEST)}"' for owner in owners)
        text += f'\n[[wallet]]\nname = "{name}"\nbody = "NIC"\nstage = "seizure"\naddresses = [{listed}]\n'
    return text
