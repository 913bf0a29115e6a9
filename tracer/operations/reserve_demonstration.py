"""The register of the recorded story kept through three quarters and a restatement: what `tracer reserve demo` shows.

Everything happens on its day of the story, and the journal has the story's time.
"""

import datetime as dt
import hashlib
import io
import os
import runpy
import shutil
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, redirect_stdout
from dataclasses import dataclass, replace
from functools import partial
from importlib.resources import as_file, files
from pathlib import Path

from tracer.container.verification import Verification
from tracer.disk.child_process import in_child_process
from tracer.disk.files import open_new
from tracer.disk.folder import refuse_existing
from tracer.disk.making import making
from tracer.errors import IntegrityError
from tracer.formats.canonical import Writable
from tracer.operations import (
    demonstration_custody,
    demonstration_disposals,
    demonstration_limits,
    demonstration_quotes,
    reserve_export,
)
from tracer.operations.context import Context, no_words
from tracer.operations.demonstration_days import STORY_DAYS, StoryDay
from tracer.operations.demonstration_disposals import ClearedThen
from tracer.operations.export import ExportRequest, export
from tracer.operations.reserve_admit import AdmitRequest, admit_case
from tracer.operations.reserve_close import ClosedNow, CloseRequest, close
from tracer.operations.reserve_disposals import Disposals, DisposalsRequest, disposals
from tracer.operations.reserve_export import StatementExportRequest
from tracer.operations.reserve_figures import FiguresRequest, YearFigures, year_figures
from tracer.operations.reserve_fix import DayFixed, FixRequest, fix
from tracer.operations.reserve_observe import Observed, ObserveRequest, observe
from tracer.operations.reserve_pack import Packed, PackRequest, pack
from tracer.operations.reserve_perform import PerformRequest, ReservePerformance, reserve_perform
from tracer.operations.reserve_status import StatusRequest, reserve_status
from tracer.operations.sources import ChainSource
from tracer.operations.trace import TraceRequest, trace
from tracer.operations.verify import VerifyRequest, verify
from tracer.progress import no_progress
from tracer.reserve import stand_alone_files
from tracer.reserve.profiles import Profile

ALONE = f"data/verify/{stand_alone_files.OF_MONEY[-1]}"
"""The file in a bundle with prices that checks all of it with nothing but the standard library."""


_HOUR = dt.time(8, tzinfo=dt.UTC)
"""When everything of a day happens: after the last block looked at, and before the one in which something is sent."""
_ZONE = "Asia/Almaty"
_FIRST_RATE, _LAST_DAY = dt.date(2025, 3, 1), dt.date(2025, 12, 31)
_LEFT_BY = "2025-0111"
"""The last of the demonstration's own acts on file when the register says that a holder left."""
_ENDS = frozenset({"holder", "expiring", "expired"})
"""Kinds of alarms of terms and policies."""
_NONCE = "9f0e8d7c6b5a49382716054f3e2d1c0b"
"""By which an auditor draws coins; in a demonstration nobody drew it."""
_SEALED = ("2025Q3-r1", "2025Q4")
"""The periods whose bundles are made: the restatement, and the last quarter."""


@dataclass(frozen=True, slots=True)
class ReserveDemoRequest:
    """Where the demonstration goes: `out` gets cases, register, bundles and whatever is shown, and must not exist."""

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


@dataclass(frozen=True, slots=True)
class DemonstratedPack:
    """An auditor's pack, and what `tracer verify` says of it."""

    folder: Path
    packed: Packed
    verification: Verification


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
    cleared: tuple[ClearedThen, ...] = ()
    """What was found of each transaction before it was signed."""
    disposals: Disposals | None = None
    figures: YearFigures | None = None
    """Those of the year, and the folder `figures` has their pages."""
    pack: DemonstratedPack | None = None

    @property
    def passed(self) -> bool:
        """Whether every bundle passed both checks, and the pack its own."""
        return all(bundle.passed for bundle in self.bundles) and (self.pack is None or self.pack.verification.passed)

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
            "cleared": [
                {"day": each.day.isoformat(), "file": each.file} | each.found.as_json() for each in self.cleared
            ],
            "disposals": None if self.disposals is None else self.disposals.as_json(),
            "figures": None if self.figures is None else self.figures.as_json(),
            "pack": None if self.pack is None else str(self.pack.folder),
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
    context = _warning_once(context)
    with making(out) as place:
        with as_file(files("tracer.reserve_story")) as story, as_file(files("tracer.story")) as first:
            cases = {"KZ-2025-0042": first / "case.toml", "KZ-2025-0077": story / "case" / "case.toml"}
            shown = _kept(place, story, cases, context)
        place.rename(out)
    return replace(
        shown,
        register=out / shown.register.name,
        performed=None if shown.performed is None else out / shown.performed.name,
        bundles=tuple(replace(each, folder=out / each.folder.relative_to(place)) for each in shown.bundles),
        pack=None if shown.pack is None else replace(shown.pack, folder=out / shown.pack.folder.name),
    )


def _on(day: dt.date, context: Context) -> Context:
    """Return the context at the hour of a day of the story: acts that are signed later do not count yet."""
    now = int(dt.datetime.combine(day, _HOUR).timestamp())
    return replace(context, clock=lambda: now)


def _warning_once(context: Context) -> Context:
    """Return the context, telling each warning once: the same chain is looked at again and again."""
    told: set[str] = set()

    def warn(words: str) -> None:
        if words not in told:
            told.add(words)
            context.warn(words)

    return replace(context, warn=warn)


def _kept(place: Path, story: Path, cases: dict[str, Path], context: Context) -> ReserveShown:
    """Go through the stages of the story, then show what can be made of the register at its end."""
    register, source = place / "register", ChainSource(str(story / "blocks.blk"))
    register.mkdir()
    content = (story / "register.toml").read_text(encoding="utf-8")
    content = demonstration_custody.with_quorum(content)
    content += demonstration_quotes.PRICE + demonstration_limits.register_keys(story)
    _write(register / "register.toml", content.encode())
    observed: list[Observed] = []
    closed: list[ClosedNow] = []
    priced: list[DayFixed] = []
    cleared: list[ClearedThen] = []
    own = ""
    for stage in STORY_DAYS:
        then = _on(stage.at, context)
        _file(story, register, stage)
        reviews = demonstration_limits.file_acts(story, register, own, stage.own)
        own = stage.own
        _file_custody(story, register, left=own >= _LEFT_BY)
        if stage.case is not None:
            _admit(cases[stage.case], source, place / "cases" / stage.case, register, then)
        if stage.quoted is not None:
            first, last = map(dt.date.fromisoformat, stage.quoted)
            demonstration_limits.file_tables(story, register, last)
            priced += _quoted(register, first, last, then)
            if not stage.proposed:  # the rates of a quarter are filed when it is over
                _write(register / "tables" / "fx.csv", demonstration_quotes.rates(_FIRST_RATE, last))
        for review in reviews:
            demonstration_limits.sign(register, review, then)
        if stage.day is not None:
            observed.append(observe(ObserveRequest(register, source, stage.day), then))
        cleared += demonstration_disposals.clear(story, register, stage.at, stage.proposed, then)
        if stage.period is not None:
            closed.append(close(CloseRequest(register, stage.period), then))
    shown = ReserveShown(
        register=register,
        observed=tuple(observed),
        priced=tuple(priced),
        closed=tuple(closed),
        cleared=tuple(cleared),
        bundles=(),
    )
    return _at_the_end(shown, place, _on(STORY_DAYS[-1].at, context))


def _at_the_end(shown: ReserveShown, place: Path, context: Context) -> ReserveShown:
    """Make the bundles of the last periods, and what shows how the reserve did and what became of its coins.

    What is sealed is checked while the rest is made.
    """
    register = shown.register
    performed, packed = place / "performance", place / "pack"
    silent = replace(context, show=no_progress, warn=no_words)
    with ExitStack() as beside:
        checked = _bundles(register, place / "bundles", context, silent, beside)
        _write(register / "tables" / "gold.csv", demonstration_quotes.gold(_FIRST_RATE, _LAST_DAY))
        handed = pack(PackRequest(register=register, period=_SEALED[-1], nonce=_NONCE, out=packed), context)
        judged = beside.enter_context(in_child_process(lambda: verify(VerifyRequest(packed), silent).verification))
        shown = replace(
            shown,
            performance=reserve_perform(PerformRequest(register, _LAST_DAY, performed), context),
            performed=performed,
            custody=tuple(_custody(register, context)),
            disposals=disposals(DisposalsRequest(register), context),
            figures=year_figures(FiguresRequest(register, f"{_LAST_DAY.year}", place / "figures"), context),
        )
        return replace(
            shown,
            bundles=tuple(_results(checked, context)),
            pack=DemonstratedPack(packed, handed, judged()),
        )


def _quoted(register: Path, first: dt.date, last: dt.date, context: Context) -> Iterator[DayFixed]:
    """File a span of days' quotes of invented exchanges, and yield each day's price."""
    for number in range((last - first).days + 1):
        for path, content in demonstration_quotes.quotes(first + dt.timedelta(days=number), _ZONE).items():
            (register / path).parent.mkdir(parents=True, exist_ok=True)
            _write(register / path, content)
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
    for day in (stage.day for stage in STORY_DAYS if stage.period is not None and stage.day is not None):
        asked = dt.date.fromisoformat(day)
        for alarm in reserve_status(StatusRequest(register, asked), context).status.alarms:
            if alarm.kind in _ENDS:
                yield asked, alarm.text


def _write(path: Path, content: bytes) -> None:
    """Write a file of the register under its name, in the place of what an earlier stage wrote."""
    path.unlink(missing_ok=True)
    with os.fdopen(open_new(path), "wb") as handle:
        handle.write(content)


def _file(story: Path, register: Path, stage: StoryDay) -> None:
    """File a stage's acts, with the documents behind them, and the act that sets how coins are priced."""
    for folder in ("acts", "texts", "statements"):
        (register / folder).mkdir(exist_ok=True)
    why = demonstration_quotes.TEXT
    _write(register / "texts" / "2024-0002.txt", why)
    act = demonstration_quotes.ACT.replace("SHA256", hashlib.sha256(why).hexdigest())
    _write(register / "acts" / "2024-0002.toml", act.encode())
    for path in sorted((story / "acts").iterdir()):
        if path.stem <= stage.acts and path.stem not in stage.without:
            shutil.copyfile(demonstration_disposals.act_file(story, path.name), register / "acts" / path.name)
            shutil.copyfile(story / "texts" / f"{path.stem}.txt", register / "texts" / f"{path.stem}.txt")
    demonstration_disposals.file_own(story, register, *stage.also)
    demonstration_disposals.file_beside(story, register)
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


def _bundles(
    register: Path, folder: Path, context: Context, silent: Context, beside: ExitStack
) -> list[Callable[[], DemonstratedBundle]]:
    """Make the bundles of the last periods; return what waits for the checks of each, which go on `beside`."""
    folder.mkdir()
    checks: list[Callable[[], DemonstratedBundle]] = []
    for period in _SEALED:
        for profile in Profile:
            bundle = folder / f"{period}-{profile.value}"
            reserve_export.export(StatementExportRequest(register, period, profile, bundle), context)
            check = partial(_checked, period, profile, bundle, silent)
            checks.append(beside.enter_context(in_child_process(check)))
    return checks


def _results(checks: Iterable[Callable[[], DemonstratedBundle]], context: Context) -> Iterator[DemonstratedBundle]:
    """Wait for each check, and yield what it found."""
    for checked in checks:
        context.go_on()
        yield checked()


def _checked(period: str, profile: Profile, bundle: Path, context: Context) -> DemonstratedBundle:
    """Check a period's bundle as `tracer verify` does, and with the files that it brings for that."""
    checked = verify(VerifyRequest(bundle), context)
    code, said = _checked_alone(bundle)
    return DemonstratedBundle(period, profile, bundle, checked.verification, said, code)


def _checked_alone(bundle: Path) -> tuple[int, str]:
    """Run the file that the bundle brings for its own check and that runs all others; return code and last line."""
    printed = io.StringIO()
    with redirect_stdout(printed):
        code = runpy.run_path(str(bundle / ALONE))["main"]([str(bundle)])
    return code, printed.getvalue().strip().rpartition("\n")[2]
