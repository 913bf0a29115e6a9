"""The register of the recorded story kept through three quarters and a restatement: what `tracer reserve demo` shows.

Acts are filed as they were in the story: some before a quarter is closed, some after, one of them late. So the alarm of
the night is heard before anybody wrote why.
"""

import datetime as dt
import hashlib
import io
import os
import runpy
import shutil
from collections.abc import Iterator
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path

from tracer.container.verification import Verification
from tracer.disk.child_process import in_child_process
from tracer.disk.files import open_new
from tracer.disk.folder import refuse_existing
from tracer.errors import IntegrityError
from tracer.formats.canonical import Writable
from tracer.operations import demonstration_custody, demonstration_limits, demonstration_quotes, reserve_export
from tracer.operations.context import Context
from tracer.operations.export import ExportRequest, export
from tracer.operations.reserve_admit import AdmitRequest, admit_case
from tracer.operations.reserve_close import ClosedNow, CloseRequest, close
from tracer.operations.reserve_export import StatementExportRequest
from tracer.operations.reserve_fix import DayFixed, FixRequest, fix
from tracer.operations.reserve_observe import Observed, ObserveRequest, observe
from tracer.operations.reserve_perform import PerformRequest, ReservePerformance, reserve_perform
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.operations.sources import ChainSource
from tracer.operations.trace import TraceRequest, trace
from tracer.operations.verify import VerifyRequest, verify
from tracer.reserve.profiles import Profile
from tracer.reserve.statement_bundle import BESIDE_VERIFIER, MONEY_VERIFIERS

ALONE = f"data/verify/{BESIDE_VERIFIER[-1]}"
"""The file in a bundle that checks it with nothing but the standard library, money left out."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stage:
    """What happens next: acts up to one are filed, a case admitted, days priced, the chain looked at, a period closed.

    `own` is the last of the demonstration's own acts, on limits, hedges and reviews, that is on file then.
    None: nothing of the kind.
    """

    acts: str
    own: str
    case: str | None = None
    quoted: tuple[str, str] | None = None
    day: str | None = None
    period: str | None = None


_STAGES = (
    _Stage(
        acts="2025-0006",
        own="2025-0105",
        case="KZ-2025-0042",
        quoted=("2025-03-31", "2025-06-30"),
        day="2025-06-30",
        period="2025Q2",
    ),
    _Stage(
        acts="2025-0014",
        own="2025-0106",
        case="KZ-2025-0077",
        quoted=("2025-07-01", "2025-09-30"),
        day="2025-09-30",
    ),
    _Stage(acts="2025-0016", own="2025-0106", day="2025-09-30", period="2025Q3"),
    _Stage(acts="2025-0017", own="2025-0106", period="2025Q3-r1"),
    _Stage(acts="2026-0001", own="2025-0111", quoted=("2025-10-01", "2025-12-31"), day="2025-12-31", period="2025Q4"),
    _Stage(acts="2026-0001", own="2026-0101"),
)
_STORY_ENDS = 1_769_040_000
"""2026-01-22 00:00:00 UTC, when everything in the story has happened."""
_ZONE = "Asia/Almaty"
_FIRST_RATE, _LAST_DAY = dt.date(2025, 3, 1), dt.date(2025, 12, 31)
_LEFT_BY = "2025-0111"
"""The last of the demonstration's own acts on file when the register says that a holder left."""
_ENDS = frozenset({"holder", "expiring", "expired"})
"""Kinds of alarms of terms and policies."""
_SEALED = ("2025Q3-r1", "2025Q4")
"""The periods whose bundles are made: the restatement, and the last quarter."""


@dataclass(frozen=True, slots=True)
class ReserveDemoRequest:
    """Where the demonstration goes: `out` gets `cases`, `register`, `bundles` and `performance`, and must not exist."""

    out: Path


@dataclass(frozen=True, slots=True)
class DemonstratedBundle:
    """A bundle of a period, what `tracer verify` says of it, and what the file that checks it alone printed last."""

    period: str
    profile: Profile
    folder: Path
    verification: Verification
    alone: str
    alone_code: int

    @property
    def passed(self) -> bool:
        """Whether both checks passed."""
        return self.verification.passed and self.alone_code == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReserveShown:
    """What the demonstration made: every look at the chain, every price, every period closed, every bundle checked."""

    register: Path
    observed: tuple[Observed, ...]
    priced: tuple[DayFixed, ...] = ()
    """What came of each day's quotes."""
    closed: tuple[ClosedNow, ...]
    bundles: tuple[DemonstratedBundle, ...]
    performance: ReservePerformance | None = None
    performed: Path | None = None
    """The folder of the performance's documents."""
    custody: tuple[tuple[dt.date, str], ...] = ()
    """What a status warned of custody, at the end of each quarter."""

    @property
    def passed(self) -> bool:
        """Whether every bundle passed both checks."""
        return all(bundle.passed for bundle in self.bundles)

    def as_json(self) -> dict[str, Writable]:
        """Return what was observed and closed, and whether each bundle passed."""
        return {
            "register": str(self.register),
            "faults": [
                {"at": each.observation.name, "fault": fault.text}
                for each in self.observed
                for fault in each.observation.faults
            ],
            "closed": [each.as_json() for each in self.closed],
            "bundles": [
                {"profile": each.profile.value, "folder": str(each.folder), "passed": each.passed}
                for each in self.bundles
            ],
            "custody": [{"day": day.isoformat(), "text": text} for day, text in self.custody],
            "performance": None if self.performed is None else str(self.performed),
        }


def reserve_demo(request: ReserveDemoRequest, context: Context) -> ReserveShown:
    """Keep the story's register: admit, observe, close, export and check, and say how the reserve did.

    Raises:
        CaseError: `out` exists.
        SourceError: the disk cannot go on.
    """
    out = request.out
    refuse_existing(out)
    context = _after_the_story(_warning_once(context))
    making = out.with_name(f".{out.name}.making-{os.getpid()}")
    try:
        making.mkdir(mode=0o700)
        with as_file(files("tracer.reserve_story")) as story, as_file(files("tracer.story")) as first:
            cases = {"KZ-2025-0042": first / "case.toml", "KZ-2025-0077": story / "case" / "case.toml"}
            shown = _kept(making, story, cases, context)
        making.rename(out)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return replace(
        shown,
        register=out / shown.register.name,
        performed=None if shown.performed is None else out / shown.performed.name,
        bundles=tuple(replace(each, folder=out / each.folder.relative_to(making)) for each in shown.bundles),
    )


def _after_the_story(context: Context) -> Context:
    """Return the context with a clock that is never before the story's last act: one ahead of it would not count."""
    return replace(context, clock=lambda: max(context.clock(), _STORY_ENDS))


def _warning_once(context: Context) -> Context:
    """Return the context, telling each warning once: the same chain is looked at again and again."""
    told: set[str] = set()

    def warn(words: str) -> None:
        if words not in told:
            told.add(words)
            context.warn(words)

    return replace(context, warn=warn)


def _kept(making: Path, story: Path, cases: dict[str, Path], context: Context) -> ReserveShown:
    """Go through the stages of the story, then make the bundles of its last period."""
    register, source = making / "register", ChainSource(str(story / "blocks.blk"))
    register.mkdir()
    content = (story / "register.toml").read_text(encoding="utf-8")
    content = demonstration_custody.with_quorum(content)
    content += demonstration_quotes.PRICE + demonstration_limits.register_keys(story)
    _write(register / "register.toml", content.encode())
    observed: list[Observed] = []
    closed: list[ClosedNow] = []
    priced: list[DayFixed] = []
    own = ""
    for stage in _STAGES:
        _file(story, register, stage.acts)
        reviews = demonstration_limits.file_acts(story, register, own, stage.own)
        own = stage.own
        _file_custody(story, register, left=own >= _LEFT_BY)
        if stage.case is not None:
            _admit(cases[stage.case], source, making / "cases" / stage.case, register, context)
        if stage.quoted is not None:
            first, last = map(dt.date.fromisoformat, stage.quoted)
            demonstration_limits.file_tables(story, register, last)
            priced += _quoted(register, first, last, context)
        for review in reviews:
            demonstration_limits.sign(register, review, context)
        if stage.day is not None:
            observed.append(observe(ObserveRequest(register, source, stage.day), context))
        if stage.period is not None:
            closed.append(close(CloseRequest(register, stage.period), context))
    bundles = [
        _bundle(register, period, profile, making / "bundles" / f"{period}-{profile.value}", context)
        for period in _SEALED
        for profile in Profile
    ]
    _write(register / "tables" / "gold.csv", demonstration_quotes.gold(_FIRST_RATE, _LAST_DAY))
    performed = making / "performance"
    return ReserveShown(
        register=register,
        observed=tuple(observed),
        priced=tuple(priced),
        closed=tuple(closed),
        bundles=tuple(bundles),
        performance=reserve_perform(PerformRequest(register, _LAST_DAY, performed), context),
        performed=performed,
        custody=tuple(_custody(register, context)),
    )


def _quoted(register: Path, first: dt.date, last: dt.date, context: Context) -> Iterator[DayFixed]:
    """File a span of days' quotes of invented exchanges and the rates up to its end, and yield each day's price."""
    for number in range((last - first).days + 1):
        for path, content in demonstration_quotes.quotes(first + dt.timedelta(days=number), _ZONE).items():
            (register / path).parent.mkdir(parents=True, exist_ok=True)
            _write(register / path, content)
    (register / "tables").mkdir(exist_ok=True)
    _write(register / "tables" / "fx.csv", demonstration_quotes.rates(_FIRST_RATE, last))
    for fixed in fix(FixRequest(register, first, last), context):
        context.go_on()
        yield fixed


def _file_custody(story: Path, register: Path, *, left: bool) -> None:
    """File the security register as it stands before a holder left, or after."""
    (register / demonstration_custody.FOLDER).mkdir(mode=0o700, exist_ok=True)
    for path, content in demonstration_custody.custody_files(story, left=left):
        _write(register / path, content)


def _custody(register: Path, context: Context) -> Iterator[tuple[dt.date, str]]:
    """Yield what a status says of terms and policies that end or have ended, at the end of each quarter."""
    for day in (stage.day for stage in _STAGES if stage.period is not None and stage.day is not None):
        asked = dt.date.fromisoformat(day)
        for alarm in reserve_status(StatusRequest(register, asked), context).status.alarms:
            if alarm.kind in _ENDS:
                yield asked, alarm.text


def _write(path: Path, content: bytes) -> None:
    """Write a file of the register under its name, in the place of what an earlier stage wrote."""
    path.unlink(missing_ok=True)
    with os.fdopen(open_new(path), "wb") as handle:
        handle.write(content)


def _file(story: Path, register: Path, last: str) -> None:
    """File the acts up to one, with the documents behind them, and the act that sets how coins are priced."""
    for folder in ("acts", "texts", "statements"):
        (register / folder).mkdir(exist_ok=True)
    why = demonstration_quotes.TEXT
    _write(register / "texts" / "2024-0002.txt", why)
    act = demonstration_quotes.ACT.replace("SHA256", hashlib.sha256(why).hexdigest())
    _write(register / "acts" / "2024-0002.toml", act.encode())
    names = sorted(path.name for path in (story / "acts").iterdir() if path.stem <= last)
    for name in names:
        shutil.copyfile(story / "acts" / name, register / "acts" / name)
        text = name.replace(".toml", ".txt")
        shutil.copyfile(story / "texts" / text, register / "texts" / text)
    for path in (story / "statements").iterdir():
        shutil.copyfile(path, register / "statements" / path.name)


def _admit(case: Path, source: ChainSource, folder: Path, register: Path, context: Context) -> None:
    """Trace and seal a case, and admit what its bundle brings to the register's wallets."""
    folder.mkdir(parents=True)
    run, bundle = folder / "run", folder / "bundle"
    trace(TraceRequest(case, source, run), context)
    export(ExportRequest(run, bundle), context)
    admitted = admit_case(AdmitRequest(register, bundle), context)
    if admitted.admission is None:
        raise IntegrityError(f"the bundle of {case.name} does not pass its own check: {admitted.verification.failed}")


def _bundle(register: Path, period: str, profile: Profile, folder: Path, context: Context) -> DemonstratedBundle:
    """Make a period's bundle and check it twice."""
    folder.parent.mkdir(exist_ok=True)
    reserve_export.export(StatementExportRequest(register, period, profile, folder), context)
    with in_child_process(partial(_checked_alone, folder)) as alone:
        checked = verify(VerifyRequest(folder), context)
        code, said = alone()
    return DemonstratedBundle(period, profile, folder, checked.verification, said, code)


def _checked_alone(bundle: Path) -> tuple[int, str]:
    """Run the files that the bundle brings for its own check; return the code and the last line of the first one.

    The code is that of the first which finds something wrong.
    """
    printed = io.StringIO()
    with redirect_stdout(printed):
        code = runpy.run_path(str(bundle / ALONE))["main"]([str(bundle)])
    with redirect_stdout(io.StringIO()):
        others = [bundle / "data" / "verify" / name for name in MONEY_VERIFIERS]
        money = [runpy.run_path(str(other))["main"]([str(bundle)]) for other in others]
    return code or max(money), printed.getvalue().strip().rpartition("\n")[2]
