"""A statement's bundle taken apart: what its files say, each read as strictly as it is written."""

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from tracer import METHOD, __version__
from tracer.container.chain_tables import RowFault
from tracer.container.material import Material, read_chain
from tracer.disk import capacity
from tracer.disk.capacity import BeyondCapacityError
from tracer.disk.folder import FolderFinding
from tracer.documents.language.language import Language
from tracer.documents.language.languages import LANGUAGES
from tracer.errors import IntegrityError, TracerError
from tracer.formats import canonical
from tracer.formats.json_cursor import JsonCursor
from tracer.reserve import period_file, script_file, statement_bundle, statement_files
from tracer.reserve.bundle_kind import ABOUT
from tracer.reserve.days import Period
from tracer.reserve.period_rows import PeriodStatement
from tracer.reserve.periods import Predecessors
from tracer.reserve.profiles import Profile
from tracer.reserve.statement_bundle import AFTER, EARLIER, PERIOD, PREVIOUS, RESTATED, WITHHELD, Earlier
from tracer.reserve.statement_files import REGISTER, StatementFiles
from tracer.reserve.value.valuing import FIXINGS, QUOTES, TABLES
from tracer.verify.version_steps import MadeBy
from tracer.visible import quoted

_CHAIN = "data/chain"


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementAbout:
    """What `bundle.json` says: for whom the bundle is, what made it, in which languages, when the period was closed."""

    profile: Profile
    version: str
    method: int
    time_zones: str
    languages: tuple[Language, ...]
    closed: dt.date | None

    @property
    def made_by(self) -> MadeBy:
        """What made it, in the form in which versions are told apart."""
        return MadeBy(self.version, self.method, self.time_zones, None, ())


@dataclass(frozen=True, slots=True)
class EarlierStatements:
    """The statements that one goes on from."""

    previous: Earlier | None
    restated: Earlier | None
    all: tuple[Earlier, ...]


def read_about(files: Mapping[str, bytes]) -> StatementAbout:
    """Read `bundle.json`.

    Raises:
        IntegrityError: it is not of the form written.
    """
    place = JsonCursor.of(files[ABOUT], ABOUT)
    software, closed = place.key("software"), place.maybe_text("closed")
    profile = next((each for each in Profile if each.value == place.text("profile")), None)
    codes = place.texts("languages")
    if profile is None:
        raise place.key("profile").wrong(f"one of {', '.join(each.value for each in Profile)}")
    if not codes or len({*codes}) != len(codes) or not {*codes} <= {*LANGUAGES}:
        raise place.key("languages").wrong(f"a list of languages, each once, out of {', '.join(LANGUAGES)}")
    try:
        day = None if closed is None else dt.date.fromisoformat(closed)
    except ValueError:
        raise place.key("closed").wrong("a day such as 2026-10-12") from None
    return StatementAbout(
        profile=profile,
        version=software.text("version"),
        method=software.integer("method"),
        time_zones=place.text("time_zones"),
        languages=tuple(LANGUAGES[code] for code in codes),
        closed=day,
    )


def undecided(files: Mapping[str, bytes]) -> str:
    """Return why this version does not decide on a bundle; empty where it does."""
    try:
        by = read_about(files).made_by
    except (IntegrityError, KeyError):
        return ""
    return by.why if by.is_another else ""


def material_of(files: Mapping[str, bytes]) -> Material | None:
    """Return the chain material of a bundle, None where it has none that can be read."""
    try:
        return _material(files)
    except (TracerError, KeyError):
        return None


def predecessors(previous: Earlier | None, restated: Earlier | None) -> Predecessors:
    """Return what a statement goes on from."""
    return Predecessors(None if previous is None else previous.filed, None if restated is None else restated.filed)


def refuse_size(files: Mapping[str, bytes]) -> None:
    """Raise where what is read of a statement would take more memory than is bearable."""
    heavy = 0
    for name in files:
        if name.startswith((statement_bundle.CHAIN, "statement/", QUOTES)):
            continue
        content = files[name]
        if len(content) > capacity.STATEMENT_FILE:
            raise BeyondCapacityError(f"data/{name} has more than {capacity.STATEMENT_FILE} bytes")
        heavy += capacity.weight(content) if name.endswith(".json") else 9 * len(content)
    if heavy > capacity.JSON_WEIGHT:
        raise BeyondCapacityError(f"the statement's files weigh more than {capacity.JSON_WEIGHT} bytes in memory")


def _material(files: Mapping[str, bytes]) -> Material:
    chain = {
        name.removeprefix(statement_bundle.CHAIN): files[name]
        for name in files
        if name.startswith(statement_bundle.CHAIN) and name != AFTER
    }
    found = read_chain(chain)
    if found.older is not None:
        raise IntegrityError("chain/ is in the layout of an earlier release, which had no statements")
    return found


def read_material(files: Mapping[str, bytes]) -> tuple[Material | None, list[FolderFinding]]:
    """Return the chain material, or None and what is wrong with it."""
    try:
        return _material(files), []
    except RowFault as fault:
        return None, [fault.finding]
    except (IntegrityError, KeyError) as error:
        return None, [FolderFinding(_CHAIN, str(error))]


def zone_of(files: Mapping[str, bytes]) -> str:
    """Return the register's zone, read as any register is, whatever stands for its descriptors."""
    scripts = script_file.loads(files[script_file.FILE])
    stand_in = script_file.stand_in(files[REGISTER], scripts)
    return statement_files.read({REGISTER: files[REGISTER]}, stand_in)[0].zone


def read_statement(
    files: Mapping[str, bytes], about: StatementAbout
) -> tuple[PeriodStatement, EarlierStatements, StatementFiles]:
    """Return what the statement says, what it goes on from, and the files that it is computed from.

    Raises:
        TracerError: one of them is not of the form written.
        KeyError: it is missing.
    """
    statement = period_file.loads(files[PERIOD], PERIOD)
    earlier = _earlier(files, statement)
    names = [REGISTER, *(name for name in files if _is_filed(name))]
    withheld = _withheld(files) if about.profile is Profile.AUDITOR else {}
    scripts = script_file.loads(files[script_file.FILE])
    is_auditor = about.profile is Profile.AUDITOR
    given = StatementFiles(
        files={name: files[name] for name in names},
        material=_material(files),
        period=Period.parse(statement.period),
        before=predecessors(earlier.previous, earlier.restated),
        version=__version__,
        method=METHOD,
        later=() if statement.restates is None else statement.restates.later,
        custody=statement.custody,
        published=statement.published,
        sealed=withheld,
        stand_in=script_file.stand_in(files[REGISTER], scripts) if is_auditor else None,
    )
    statement_files.read(given.files, given.stand_in)
    return statement, earlier, given


def _is_filed(name: str) -> bool:
    """Return whether a file is an act, an admission, a fixing, a table or a file on proofs, by its place."""
    if name.startswith((FIXINGS, TABLES)):
        return True
    parts = name.split("/")
    is_proof = len(parts) == 3 and parts[0] == "proofs" and name.endswith(".json")
    is_act = len(parts) == 2 and parts[0] == "acts" and name.endswith(".toml")
    return is_act or is_proof or (len(parts) == 3 and parts[0] == "receipts" and parts[2] == "admission.json")


def _earlier(files: Mapping[str, bytes], statement: PeriodStatement) -> EarlierStatements:
    previous = statement_bundle.read_earlier(files[PREVIOUS], PREVIOUS) if PREVIOUS in files else None
    restated = statement_bundle.read_earlier(files[RESTATED], RESTATED) if RESTATED in files else None
    others = [statement_bundle.read_earlier(files[name], name) for name in files if name.startswith(EARLIER)]
    known = {each.filed.sha256: each for each in (*others, restated, previous) if each is not None}
    return EarlierStatements(previous, restated, statement_bundle.chain_of(statement, known))


def _withheld(files: Mapping[str, bytes]) -> dict[str, str]:
    """Return the hashes of the originals of what an auditor's bundle changes.

    Raises:
        IntegrityError: `withheld.json` is not of the form written, or names what is not here.
    """
    place = JsonCursor.of(files[WITHHELD], WITHHELD)
    found = {name: each.as_text() for name, each in place.key("files").members()}
    if canonical.dumps({"schema": 1, "files": found}) != files[WITHHELD]:
        raise IntegrityError(f"{WITHHELD} is not in the one form in which the tracer writes it")
    for name in found:
        if name not in files or not (name == REGISTER or name.startswith("acts/")):
            raise IntegrityError(f"{WITHHELD} names {quoted(name, 80)}, which no profile changes or which is not here")
    return found


def culprit(error: Exception) -> str:
    """Return the file that a fault names first; a KeyError names it alone."""
    if isinstance(error, KeyError):
        return str(error.args[0]).removeprefix("data/")
    word = str(error).partition(":")[0].partition(" ")[0]
    return word if word.isascii() and ("." in word or "/" in word) else PERIOD


def said_of(error: Exception) -> str:
    """Return what a fault says of its file."""
    return "is missing" if isinstance(error, KeyError) else str(error)
