"""Part two of the recorded story kept as a register by the product's own commands, and its bundles."""

import datetime as dt
import shutil
import tempfile
from functools import cache
from pathlib import Path

from tests import reserve_story
from tests.reserve.entering import enter_admissions
from tests.reserve_story import TWO
from tracer.operations import reserve_export
from tracer.operations.context import Context
from tracer.operations.reserve_close import CloseRequest, close
from tracer.operations.reserve_export import StatementExportRequest
from tracer.operations.reserve_observe import ObserveRequest, observe
from tracer.operations.sources import ChainSource
from tracer.reserve import admission_file
from tracer.reserve.lots import Admission
from tracer.reserve.profiles import Profile

NOW = 1_790_000_000
CONTEXT = Context(who="R. Registrar", clock=lambda: NOW)
STAGES = (
    ("2025Q2", "2025-0006", "KZ-2025-0042", "2025-06-30"),
    ("2025Q3", "2025-0016", "KZ-2025-0077", "2025-09-30"),
    ("2025Q3-r1", "2025-0017", None, None),
    ("2025Q4", "2026-0001", None, "2025-12-31"),
)
"""Periods in the order in which they are closed: the last act on file, the case admitted, the day looked at."""


@cache
def register() -> Path:
    """Return the register with all periods closed; nobody writes to it but exports to its journal."""
    folder = Path(tempfile.mkdtemp(prefix="register-")) / "register"
    folder.mkdir()
    shutil.copyfile(TWO / "register.toml", folder / "register.toml")
    for beside in ("texts", "statements"):
        shutil.copytree(TWO / beside, folder / beside)
    (folder / "acts").mkdir()
    for number, (period, last, case, day) in enumerate(STAGES, start=1):
        for path in sorted((TWO / "acts").glob("*.toml")):
            if path.stem <= last:
                shutil.copyfile(path, folder / "acts" / path.name)
        if case is not None:
            _admit(folder, number, case)
        if day is not None:
            observe(ObserveRequest(folder, ChainSource(str(TWO / "blocks.blk")), day), CONTEXT)
        close(CloseRequest(folder, period), CONTEXT)
    return folder


@cache
def bundle(period: str, profile: Profile) -> Path:
    """Return the bundle of a period for somebody."""
    out = register().parent / f"{period}-{profile.value}"
    reserve_export.export(StatementExportRequest(register(), period, profile, out), CONTEXT)
    return out


def payload(period: str, profile: Profile = Profile.PRIVATE) -> dict[str, bytes]:
    """Return the files below `data/` of a bundle."""
    data = bundle(period, profile) / "data"
    return {str(path.relative_to(data)): path.read_bytes() for path in sorted(data.rglob("*")) if path.is_file()}


def tags(period: str, profile: Profile = Profile.PRIVATE) -> dict[str, str]:
    """Return what `bag-info.txt` of a bundle says, but for the size of the payload."""
    lines = (bundle(period, profile) / "bag-info.txt").read_text().splitlines()
    return dict(line.split(": ", 1) for line in lines if not line.startswith("Payload-Oxum"))


def _admit(folder: Path, number: int, case: str) -> None:
    """Admit the lots of a case that the page of the story has."""
    admitted = Admission(
        number=number,
        case=case,
        bundle="00" * 32,
        primary="fifo",
        admitted=dt.date(2025, 9, 1),
        lots=reserve_story.lots(case),
        contested=(),
        supersedes=None,
    )
    place = folder / "receipts" / case / admission_file.FILE
    place.parent.mkdir(parents=True)
    place.write_bytes(admission_file.dumps(admitted))
    enter_admissions(folder)
