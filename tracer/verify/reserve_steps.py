"""The check of a statement's bundle, offline, in numbered steps: from raw transactions to `period.json`, byte for byte.

Nothing in it is believed: the observation, the books and the title are computed again from transactions, acts and lots,
and every document is rendered again. A hostile bundle gives findings, never an exception. Of a public bundle, which
holds no source, only what is published can be looked at.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from tracer import METHOD, __version__
from tracer.chain import header
from tracer.container.bag import BagCheck, bag_info
from tracer.container.chain_tables import RowFault
from tracer.container.material import Material, network_file, read_chain
from tracer.container.verification import VerificationStep, judged, not_checked
from tracer.disk import capacity
from tracer.disk.capacity import BeyondCapacityError
from tracer.disk.folder import FolderFinding
from tracer.documents import typesetting
from tracer.documents.language.language import Language
from tracer.documents.language.languages import LANGUAGES
from tracer.errors import IntegrityError, TracerError
from tracer.formats import canonical
from tracer.formats.json_cursor import JsonCursor
from tracer.progress import Progress, no_progress
from tracer.reserve import (
    days,
    period_diff,
    period_file,
    profiles,
    public_file,
    script_file,
    statement_bundle,
    statement_files,
)
from tracer.reserve import observation as observations
from tracer.reserve.days import CONFIRMATIONS, Period
from tracer.reserve.period_rows import ChangedFigure, Statement
from tracer.reserve.periods import Predecessors
from tracer.reserve.profiles import Profile
from tracer.reserve.public_rows import PublicStatement
from tracer.reserve.statement.documents import documents as rendered
from tracer.reserve.statement_bundle import (
    ABOUT,
    AFTER,
    EARLIER,
    KIND,
    PERIOD,
    PREVIOUS,
    PUBLIC,
    RESTATED,
    SALT,
    WITHHELD,
    Documents,
    Earlier,
    Rendering,
    SealedStatement,
)
from tracer.reserve.statement_files import REGISTER, StatementFiles
from tracer.reserve.watching import MaterialHeaders
from tracer.verify.chain_steps import check_headers, check_proofs, check_transactions
from tracer.verify.statement_limits import closing_day, not_shown
from tracer.verify.version_steps import MadeBy
from tracer.visible import quoted

_CHAIN = "data/chain"
_BOOKS = ("books_sat.", "wallets.", "movements.", "accounts.", "opening.", "closing.", "reconciliation.")
_TITLE = ("title_sat.", "orders.", "restricted.")
_COMPUTED = (("5", "Observation"), ("6", "Acts and lots"), ("7", "Books"), ("8", "Title"), ("9", PERIOD))
_LEFT = (*_COMPUTED, ("10", "Documents rendered again"))


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
class _Earlier:
    """The statements that one goes on from."""

    previous: Earlier | None
    restated: Earlier | None
    all: tuple[Earlier, ...]


def is_statement(files: Mapping[str, bytes]) -> bool:
    """Return whether a payload says that it is a statement's; its form is looked at later."""
    if ABOUT not in files or len(files[ABOUT]) > capacity.STATEMENT_FILE:
        return False
    try:
        return JsonCursor.of(files[ABOUT], ABOUT).maybe_text("kind") == KIND
    except IntegrityError:
        return False


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


def steps(
    bag: BagCheck,
    documents: Documents = rendered,
    progress: Progress = no_progress,
    sealed: Sequence[VerificationStep] = (),
) -> Iterator[VerificationStep]:
    """Yield the steps one by one; `sealed` are those on seal and signatures, taken after the first.

    Raises:
        BeyondCapacityError: the bundle holds more than is judged.
    """
    files = bag.payload
    findings: list[FolderFinding] = []
    about = _about(files, findings)
    by = None if about is None else about.made_by
    if by is not None and not by.is_release:
        text = f"names version {quoted(by.version, 20)}, and no release is called that"
        findings.append(FolderFinding(f"data/{ABOUT}", text))
    good = f"{len(bag.files)} files agree with the manifests; none is missing, none was added"
    yield judged("1", "Manifests and files", good, [*bag.findings, *findings])
    yield from sealed
    if about is None:
        yield from (_impossible(number, title, ABOUT) for number, title in (*_CHAIN_STEPS, *_LEFT))
        return
    _refuse_size(files)
    is_another = by is not None and by.is_another
    if about.profile is Profile.PUBLIC:
        yield from _public_steps(bag, about, documents, is_another)
        return
    material, chain_findings = _read_material(files)
    yield from _chain_steps(files, material, chain_findings, progress)
    if is_another and by is not None:
        yield from (not_checked(number, title, by.why) for number, title in _LEFT)
    elif material is not None:
        yield from _computed_steps(bag, about, material, documents)
    else:
        yield from (_impossible(number, title, "chain/") for number, title in _LEFT)
    yield from not_shown(about.profile, about.closed, files, material)


_CHAIN_STEPS = (("2", "Transactions"), ("3", "Merkle proofs"), ("4", "Block headers"))


def _about(files: Mapping[str, bytes], findings: list[FolderFinding]) -> StatementAbout | None:
    try:
        return read_about(files)
    except IntegrityError as error:
        findings.append(FolderFinding(f"data/{ABOUT}", str(error)))
        return None


def _refuse_size(files: Mapping[str, bytes]) -> None:
    """Raise where what is read of a statement would take more memory than is bearable."""
    heavy = 0
    for name in files:
        if name.startswith((statement_bundle.CHAIN, "statement/")):
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


def _read_material(files: Mapping[str, bytes]) -> tuple[Material | None, list[FolderFinding]]:
    try:
        return _material(files), []
    except RowFault as fault:
        return None, [fault.finding]
    except (IntegrityError, KeyError) as error:
        return None, [FolderFinding(_CHAIN, str(error))]


def _chain_steps(
    files: Mapping[str, bytes], material: Material | None, findings: list[FolderFinding], progress: Progress
) -> Iterator[VerificationStep]:
    """Steps 2 to 4: what the chain shows by itself, and that the closing block closes the period."""
    if material is None:
        yield judged("2", "Transactions", "", findings)
        yield from (_impossible(number, title, "chain/") for number, title in _CHAIN_STEPS[1:])
        return
    decoded = check_transactions(material, progress)
    yield judged("2", "Transactions", f"{len(material.raws)} transactions hash to their names", list(decoded.findings))
    good = f"{len(material.positions)} transactions lie in the blocks and places stated"
    yield judged("3", "Merkle proofs", good, check_proofs(material, progress))
    after = files.get(AFTER, b"")
    whole = replace(material, headers=material.headers + after[: len(after) - len(after) % header.SIZE])
    found, left = check_headers(whole, None)
    good = (
        f"heights {material.first_header} to {whole.last_header} are linked and meet their targets; "
        f"{material.last_header} closes the period, and the others settle it"
    )
    yield judged("4", "Block headers", good, [*found, *_closing(files, material, whole, after)])
    if left:
        yield not_checked("4.1", "Rules that need earlier headers", "; ".join(left))


def _closing(files: Mapping[str, bytes], material: Material, whole: Material, after: bytes) -> Iterator[FolderFinding]:
    """Yield why the last header is not that of the period's closing block, or does not settle it."""
    name = f"data/{AFTER}"
    if len(after) != (CONFIRMATIONS - 1) * header.SIZE:
        yield FolderFinding(
            name, f"has {len(after)} bytes; {CONFIRMATIONS - 1} headers of {header.SIZE} settle a period"
        )
        return
    try:
        statement = period_file.loads(files[PERIOD], PERIOD)
        zone = _zone(files)
        end = days.instant(Period.parse(statement.period).last, zone)
        view = MaterialHeaders(whole)
        closing, following = (days.observed_block(view, material.last_header + each) for each in (0, 1))
    except KeyError as error:
        yield FolderFinding(f"data/{_culprit(error)}", "is missing")
        return
    except (TracerError, ValueError) as error:
        yield FolderFinding(f"data/{PERIOD}", f"its closing block cannot be looked for: {error}")
        return
    if closing.mtp >= end or following.mtp < end:
        yield FolderFinding(
            "data/chain/headers.bin",
            f"ends with block {closing.height}, which does not close {statement.period}: its median time past and that "
            "of the next lie on one side of the period's end",
        )


def _zone(files: Mapping[str, bytes]) -> str:
    """Return the register's zone, read as any register is, whatever stands for its descriptors."""
    scripts = script_file.loads(files[script_file.FILE])
    stand_in = script_file.stand_in(files[REGISTER], scripts)
    return statement_files.read({REGISTER: files[REGISTER]}, stand_in)[0].zone


def _computed_steps(
    bag: BagCheck, about: StatementAbout, material: Material, documents: Documents
) -> Iterator[VerificationStep]:
    """Steps 5 to 10: everything computed and rendered again."""
    files = bag.payload
    try:
        given = _given(files, about)
    except (TracerError, KeyError) as error:
        finding = FolderFinding(f"data/{_culprit(error)}", _said(error))
        yield judged("6", "Acts and lots", "", [finding])
        yield from (_impossible(number, title, finding.file) for number, title in _LEFT if number != "6")
        return
    statement, earlier, from_files = given
    try:
        computed = statement_files.compute(replace(from_files, material=material))
        statement_files.refuse_other_chain(statement, material)
    except TracerError as error:
        finding = FolderFinding(f"data/{PERIOD}", f"cannot be computed again: {error}")
        yield judged("7", "Books", "", [finding])
        yield from (_impossible(number, title, f"data/{PERIOD}") for number, title in _LEFT if number != "7")
        return
    salt = files.get(SALT) if about.profile is Profile.PRIVATE else None
    sealed = SealedStatement(
        content=files[PERIOD],
        statement=statement,
        salt=salt,
        files=from_files.files,
        computed=computed,
        material=material,
        after=files.get(AFTER, b""),
        previous=earlier.previous,
        restated=earlier.restated,
        earlier=earlier.all,
        closed=about.closed,
    )
    yield _observation_step(files, sealed)
    yield judged("6", "Acts and lots", _acts_words(sealed), list(_acts_findings(files, about, sealed)))
    found = period_diff.compare(statement, computed.book.statement).figures
    for number, title, names in (("7", "Books", _BOOKS), ("8", "Title", _TITLE)):
        good = f"{'books' if number == '7' else 'title'} of {statement.period} follow from them, satoshi by satoshi"
        yield judged(number, title, good, [_figure(each) for each in found if each.figure.startswith(names)])
    yield from _period_steps(sealed, about)
    yield from _document_steps(bag, sealed, about, documents)


def _given(files: Mapping[str, bytes], about: StatementAbout) -> tuple[Statement, _Earlier, StatementFiles]:
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
        sealed=withheld,
        stand_in=script_file.stand_in(files[REGISTER], scripts) if is_auditor else None,
    )
    statement_files.read(given.files, given.stand_in)
    return statement, earlier, given


def _is_filed(name: str) -> bool:
    """Return whether a file is an act or an admission, by its place."""
    parts = name.split("/")
    is_act = len(parts) == 2 and parts[0] == "acts" and name.endswith(".toml")
    return is_act or (len(parts) == 3 and parts[0] == "receipts" and parts[2] == "admission.json")


def _earlier(files: Mapping[str, bytes], statement: Statement) -> _Earlier:
    previous = statement_bundle.read_earlier(files[PREVIOUS], PREVIOUS) if PREVIOUS in files else None
    restated = statement_bundle.read_earlier(files[RESTATED], RESTATED) if RESTATED in files else None
    others = [statement_bundle.read_earlier(files[name], name) for name in files if name.startswith(EARLIER)]
    known = {each.filed.sha256: each for each in (*others, restated, previous) if each is not None}
    return _Earlier(previous, restated, statement_bundle.chain_of(statement, known))


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


def _observation_step(files: Mapping[str, bytes], sealed: SealedStatement) -> VerificationStep:
    """Step 5: what the transactions leave at the closing block."""
    found = sealed.computed.observation
    name = f"observations/{found.name}.json"
    coins = sum(len(wallet.coins) for wallet in found.wallets)
    good = f"{coins} coins at block {found.block.height} follow from the raw transactions"
    wrong = [] if files.get(name) == observations.dumps(found) else [FolderFinding(f"data/{name}", "is another one")]
    return judged("5", "Observation", good, wrong)


def _acts_words(sealed: SealedStatement) -> str:
    acts, lots = len(sealed.computed.acts.all), len(sealed.computed.lots)
    later = sum(lot.run.receipt.txid not in sealed.material.positions for lot in sealed.computed.lots)
    rest = f"; {later} of them came in after the closing block" if later else ""
    return f"{acts} acts and {lots} lots are of the form written, and each lot is a part of its output{rest}"


def _acts_findings(
    files: Mapping[str, bytes], about: StatementAbout, sealed: SealedStatement
) -> Iterator[FolderFinding]:
    """Yield what is wrong with acts, lots, and what stands for what was withheld."""
    values = {
        transaction.outpoint(vout): output.value
        for transaction in statement_bundle.transactions_of(sealed.material).values()
        for vout, output in enumerate(transaction.outputs)
    }
    for lot in sealed.computed.lots:
        if lot.run.receipt.txid in sealed.material.positions and lot.run.end > values.get(lot.run.receipt, 0):
            name = f"data/receipts/{lot.case}/admission.json"
            yield FolderFinding(name, f"{lot.id} is no part of output {lot.run.receipt} as it is here")
    if about.profile is not Profile.AUDITOR:
        return
    named = {name: content for name, content in sealed.files.items() if not name.startswith("receipts/")}
    try:
        again = profiles.for_auditor(named).files
    except IntegrityError as error:
        yield FolderFinding(f"data/{REGISTER}", str(error))
        return
    for name in sorted(named):
        if again[name] != named[name]:
            yield FolderFinding(f"data/{name}", "is not in the form in which an auditor gets it")


def _figure(each: ChangedFigure) -> FolderFinding:
    return FolderFinding(
        f"data/{PERIOD}", f"{each.figure} is {each.was or 'absent'}; computed it is {each.now or 'absent'}"
    )


def _period_steps(sealed: SealedStatement, about: StatementAbout) -> Iterator[VerificationStep]:
    """Step 9: the statement to the last byte, its root with it where the salt is here."""
    computed = sealed.computed.book.statement
    try:
        if about.profile is Profile.PRIVATE:
            again = period_file.sealed(computed, sealed.salt or b"")
        else:
            again = period_file.dumps(replace(computed, private_root=sealed.statement.private_root))
    except IntegrityError as error:
        yield judged("9", PERIOD, "", [FolderFinding(f"data/{SALT}", str(error))])
        return
    digest = hashlib.sha256(sealed.content).hexdigest()
    stated = JsonCursor.of(sealed.content, PERIOD)
    found = JsonCursor.of(again, PERIOD)
    keys = [key for key, each in stated.members() if dict(found.members())[key].value != each.value]
    wrong = FolderFinding(f"data/{PERIOD}", f"computed again it differs under {', '.join(keys)}")
    good = f"is computed again to the last byte, SHA-256 {digest}"
    yield judged("9", PERIOD, good, [] if again == sealed.content else [wrong])
    if about.profile is Profile.AUDITOR:
        reason = "that it is the hash of the statement and its salt shows only the private bundle, which has the salt"
        yield not_checked("9.1", "Private root", reason)


def _document_steps(
    bag: BagCheck, sealed: SealedStatement, about: StatementAbout, documents: Documents
) -> Iterator[VerificationStep]:
    """Step 10: every derived file again, and nothing beside them."""
    title, unset = "Documents rendered again", typesetting.missing()
    rendering = Rendering(languages=about.languages, pages=not unset, documents=documents)
    try:
        expected = statement_bundle.derived(sealed, about.profile, rendering)
        said = statement_bundle.published(sealed)
        made = statement_bundle.sources(sealed, about.profile)
    except (TracerError, ValueError) as error:
        finding = FolderFinding(f"data/{ABOUT}", f"the documents cannot be rendered: {error}")
        yield judged("10", title, "", [finding])
        return
    expected["chain/network.json"] = network_file(sealed.material)
    expected[script_file.FILE] = made[script_file.FILE]
    yield from _compared("10", title, bag, {**made, **expected}, expected, said, about)


def _compared(
    number: str,
    title: str,
    bag: BagCheck,
    belonging: Mapping[str, bytes],
    expected: Mapping[str, bytes],
    said: PublicStatement,
    about: StatementAbout,
) -> Iterator[VerificationStep]:
    """Yield the step that compares derived files, and what could not be set again."""
    unset = typesetting.missing()
    pages = statement_bundle.pages_of(about.languages) - expected.keys()
    again = {f"data/{name}": content for name, content in expected.items()}
    again["bag-info.txt"] = bag_info(statement_bundle.entries(said), bag.payload)
    findings = [
        FolderFinding(name, "is missing" if name not in bag.files else "is not what the rest of the bundle gives")
        for name in sorted(again)
        if bag.files.get(name) != again[name]
    ]
    findings += [FolderFinding(f"data/{name}", "is missing") for name in sorted(pages - bag.payload.keys())]
    strangers = sorted(bag.payload.keys() - belonging.keys() - pages)
    findings += [FolderFinding(f"data/{name}", "does not belong to the bundle") for name in strangers]
    lost = sorted(belonging.keys() - bag.payload.keys() - expected.keys())
    findings += [FolderFinding(f"data/{name}", "is missing") for name in lost]
    yield judged(number, title, f"{len(again)} derived files are the same to the last byte", findings)
    if unset and pages:
        reason = f"{', '.join(sorted(pages))} can be set again only with {' and '.join(unset)}, which is not installed"
        yield not_checked(f"{number}.1", "Printed pages", reason, f"pip install {' '.join(unset)}")


def _public_steps(
    bag: BagCheck, about: StatementAbout, documents: Documents, is_another: bool
) -> Iterator[VerificationStep]:
    """Steps of a public bundle: that its figures add up, and that its documents show them."""
    files, titles = bag.payload, (("2", "Published figures"), ("3", "Documents rendered again"))
    if is_another:
        yield from (not_checked(number, title, about.made_by.why) for number, title in titles)
        return
    try:
        said = public_file.loads(files[PUBLIC], PUBLIC)
        unset = typesetting.missing()
        rendering = Rendering(languages=about.languages, pages=not unset, documents=documents)
        expected = statement_bundle.of_public(said, about.closed, rendering)
    except (TracerError, KeyError, ValueError) as error:
        yield judged("2", titles[0][1], "", [FolderFinding(f"data/{PUBLIC}", _said(error))])
        yield _impossible("3", titles[1][1], PUBLIC)
        return
    wrong = (
        []
        if (said.version, said.method) == (about.version, about.method)
        else [FolderFinding(f"data/{PUBLIC}", f"names another release than {ABOUT}")]
    )
    yield judged("2", titles[0][1], "they add up as they are rounded; the private root binds them", wrong)
    yield from _compared("3", titles[1][1], bag, {**expected, PUBLIC: files[PUBLIC]}, expected, said, about)
    reason = (
        "a public bundle holds no transaction, act or lot: that these figures are the register's shows the private or "
        "the auditor's bundle of the same root, "
        f"{said.private_root}, whose period.json and salt give it"
    )
    yield not_checked("4.1", "Figures", reason)
    yield not_checked("4.2", *closing_day(about.closed))
    height = said.closing.height
    yield not_checked(
        "4.3",
        "Best chain",
        f"that block {said.closing.hash} is on it shows a node",
        f"bitcoin-cli getblockhash {height}",
    )


def _culprit(error: Exception) -> str:
    """Return the file that a fault names first; a KeyError names it alone."""
    if isinstance(error, KeyError):
        return str(error.args[0]).removeprefix("data/")
    word = str(error).partition(":")[0].partition(" ")[0]
    return word if word.isascii() and ("." in word or "/" in word) else PERIOD


def _said(error: Exception) -> str:
    return "is missing" if isinstance(error, KeyError) else str(error)


def _impossible(number: str, title: str, missing: str) -> VerificationStep:
    return not_checked(number, title, f"not possible without {missing}, which could not be read")
