"""The register of part two of the story, its lots written down by hand, observed and closed quarter by quarter."""

import datetime as dt
import hashlib
import shutil
from pathlib import Path

from tests.fixtures_story.recorded import TWO
from tests.reserve import story_two
from tests.reserve.entering import enter_admissions
from tracer.chain.outpoint import Outpoint
from tracer.operations.context import Context
from tracer.operations.reserve_close import ClosedNow, CloseRequest, close
from tracer.operations.reserve_export import StatementExported, StatementExportRequest, export
from tracer.operations.reserve_observe import Observed, ObserveRequest, observe
from tracer.operations.sources import ChainSource
from tracer.reserve import admission_file
from tracer.reserve.lots import Admission, Lot
from tracer.reserve.profiles import Profile

LAST_ACTS = {"2025Q2": "2025-0006", "2025Q3": "2025-0016", "2025Q3-r1": "2025-0017", "2025Q4": "9999-9999"}
"""The last act that is on file when a period is closed."""
DAYS = {"2025Q2": "2025-06-30", "2025Q3": "2025-09-30", "2025Q4": "2025-12-31"}
DOCUMENT = (
    'text = { file = "texts/2025-0006.txt", '
    f'sha256 = "{hashlib.sha256((TWO / "texts" / "2025-0006.txt").read_bytes()).hexdigest()}" }}\n'
)
"""The key by which an act that a test files names a document of the register."""
NOW = 1_768_212_000
"""2026-01-12 10:00:00 UTC."""


def context(now: int = NOW) -> Context:
    """Return who asks, at a fixed time."""
    return Context(who="R. Registrar", clock=lambda: now)


def salt(number: int) -> bytes:
    """Return a salt that a test knows."""
    return hashlib.sha256(b"salt").digest()[:number]


def begun(folder: Path) -> Path:
    """Make the register with its lots and the contract of its account, no other act; return its folder."""
    register = folder / "register"
    register.mkdir()
    shutil.copy(TWO / "register.toml", register)
    for name in ("texts", "statements"):
        shutil.copytree(TWO / name, register / name)
    (register / "acts").mkdir()
    file_acts(register, "2024-0001")
    admit(register, 0)
    return register


def admit(register: Path, number: int) -> None:
    """Admit one of the two cases, the first is 0."""
    case = list(dict.fromkeys(lot.case for lot in story_two.lots()))[number]
    place = register / "receipts" / case
    place.mkdir(parents=True)
    (place / "admission.json").write_bytes(admission_file.dumps(admission(number + 1, case, story_two.lots())))
    enter_admissions(register)


def admission(number: int, case: str, lots: tuple[Lot, ...]) -> Admission:
    """Return the admission of a case's lots."""
    return Admission(
        case=case,
        bundle="ab" * 32,
        primary="fifo",
        admitted=dt.date(2025, 4, 1),
        lots=tuple(lot for lot in lots if lot.case == case),
        contested=(),
        supersedes=None,
        number=number,
    )


def file_acts(register: Path, last: str) -> None:
    """File the acts up to a number."""
    for act in sorted((TWO / "acts").glob("*.toml")):
        if act.stem <= last:
            shutil.copy(act, register / "acts")


def look(register: Path, at: str) -> Observed:
    """Observe over the file of blocks."""
    return observe(ObserveRequest(register, ChainSource(str(story_two.BLOCKS)), at), context())


def closed(register: Path, *periods: str) -> ClosedNow:
    """File acts, observe and close, period by period; return the last one."""
    done = None
    for period in periods:
        file_acts(register, LAST_ACTS[period])
        if period == "2025Q3":
            admit(register, 1)
        if period in DAYS:
            look(register, DAYS[period])
        done = close(CloseRequest(register, period, draw=salt), context())
    assert done is not None
    return done


def exported(register: Path, period: str, profile: Profile, out: Path, *languages: str) -> StatementExported:
    """Seal a closed period."""
    return export(StatementExportRequest(register, period, profile, out, languages or ("en",)), context())


def outpoint(name: str) -> Outpoint:
    """Return `transaction.vout` of the story."""
    return story_two.coin(name)
