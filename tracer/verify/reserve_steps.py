"""The check of a statement's bundle, offline, in numbered steps: from raw transactions to `period.json`, byte for byte.

Nothing in it is believed: the observation, the books and the title are computed again from transactions, acts and lots,
and every document is rendered again. A hostile bundle gives findings, never an exception. Of a public bundle, which
holds no source, only what is published can be looked at.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from tracer.container.bag import BagCheck, bag_info
from tracer.container.material import Material, network_file
from tracer.container.verification import VerificationStep, judged, not_checked
from tracer.disk.folder import FolderFinding
from tracer.documents import typesetting
from tracer.errors import CaseError, IntegrityError, TracerError
from tracer.formats.json_cursor import JsonCursor
from tracer.progress import Progress, no_progress
from tracer.reserve import (
    act_days,
    observation_file,
    period_diff,
    period_file,
    profiles,
    public_file,
    script_file,
    statement_bundle,
    statement_files,
)
from tracer.reserve.accounts import accounts
from tracer.reserve.act_set import file_of
from tracer.reserve.bundle_kind import ABOUT
from tracer.reserve.period_rows import ChangedFigure
from tracer.reserve.profiles import Profile
from tracer.reserve.proofs import closing_proofs
from tracer.reserve.public_rows import PublicStatement
from tracer.reserve.statement.documents import documents as rendered
from tracer.reserve.statement_bundle import (
    AFTER,
    PERIOD,
    PUBLIC,
    SALT,
    Documents,
    Rendering,
    SealedStatement,
)
from tracer.reserve.statement_files import REGISTER
from tracer.reserve.value import raw_quotes
from tracer.reserve.value.raw_quotes import QuoteFault
from tracer.reserve.value.valuing import FIXINGS, QUOTES
from tracer.verify.proof_steps import proof_steps
from tracer.verify.statement_chain_steps import CHAIN_STEPS, chain_steps, impossible
from tracer.verify.statement_limits import closing_day, not_shown
from tracer.verify.statement_parts import (
    StatementAbout,
    culprit,
    read_about,
    read_material,
    read_statement,
    refuse_size,
    said_of,
)
from tracer.visible import quoted

_BOOKS = ("books_sat.", "wallets.", "movements.", "accounts.", "opening.", "closing.", "reconciliation.")
_TITLE = ("title_sat.", "orders.", "restricted.")
_VALUE = ("value.", "cost_basis.")
_LIMITS = ("limits.", "review.")
_COMPUTED = (("5", "Observation"), ("6", "Acts and lots"), ("7", "Books"), ("8", "Title"), ("9", PERIOD))
_LEFT = (*_COMPUTED, ("10", "Documents rendered again"))


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
        yield from (impossible(number, title, ABOUT) for number, title in (*CHAIN_STEPS, *_LEFT))
        return
    refuse_size(files)
    is_another = by is not None and by.is_another
    if about.profile is Profile.PUBLIC:
        yield from _public_steps(bag, about, documents, is_another)
        return
    material, chain_findings = read_material(files)
    yield from chain_steps(files, material, chain_findings, progress)
    if is_another and by is not None:
        yield from (not_checked(number, title, by.why) for number, title in _LEFT)
    elif material is not None:
        yield from _computed_steps(bag, about, material, documents)
    else:
        yield from (impossible(number, title, "chain/") for number, title in _LEFT)
    yield from not_shown(about.profile, about.closed, files, material)


def _about(files: Mapping[str, bytes], findings: list[FolderFinding]) -> StatementAbout | None:
    try:
        return read_about(files)
    except IntegrityError as error:
        findings.append(FolderFinding(f"data/{ABOUT}", str(error)))
        return None


def _computed_steps(
    bag: BagCheck, about: StatementAbout, material: Material, documents: Documents
) -> Iterator[VerificationStep]:
    """Steps 5 to 10: everything computed and rendered again."""
    files = bag.payload
    try:
        given = read_statement(files, about)
    except (TracerError, KeyError) as error:
        finding = FolderFinding(f"data/{culprit(error)}", said_of(error))
        yield judged("6", "Acts and lots", "", [finding])
        yield from (impossible(number, title, finding.file) for number, title in _LEFT if number != "6")
        return
    statement, earlier, from_files = given
    try:
        computed = statement_files.compute(replace(from_files, material=material))
        statement_files.refuse_other_chain(statement.opening, material)
        quotes = {name: files[name] for name in files if name.startswith(QUOTES)}
        pricing = statement_bundle.public_pricing(statement, computed, from_files.files, quotes)
    except TracerError as error:
        finding = FolderFinding(f"data/{PERIOD}", f"cannot be computed again: {error}")
        yield judged("7", "Books", "", [finding])
        yield from (impossible(number, title, f"data/{PERIOD}") for number, title in _LEFT if number != "7")
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
        quotes=quotes,
        pricing=pricing,
    )
    yield _observation_step(files, sealed)
    yield judged("6", "Acts and lots", _acts_words(sealed), list(_acts_findings(files, about, sealed)))
    yield from _fixing_steps(sealed)
    found = period_diff.compare(statement, computed.book.statement).figures
    for number, title, names in (("7", "Books", _BOOKS), ("8", "Title", _TITLE)):
        good = f"{'books' if number == '7' else 'title'} of {statement.period} follow from them, satoshi by satoshi"
        wrong = [_figure(each) for each in found if each.figure.startswith(names)]
        wrong += _account_findings(sealed) if number == "7" else ()
        yield judged(number, title, good, wrong)
    if computed.register.price is not None:
        good = f"value and costs of {statement.period} follow from satoshi and fixings, to the cent"
        yield judged("8.1", "Value", good, [_figure(each) for each in found if each.figure.startswith(_VALUE)])
    if computed.book.limits is not None:
        good = f"limits of {statement.period}, their breaches and what stands beside them follow from the same files"
        yield judged("8.2", "Limits", good, [_figure(each) for each in found if each.figure.startswith(_LIMITS)])
    proofs = closing_proofs.files_of(sealed.files, sealed.period)
    if proofs:
        yield from proof_steps(proofs, [_figure(each) for each in found if each.figure.startswith("proof.")])
    yield from _period_steps(sealed, about)
    yield from _document_steps(bag, sealed, about, documents)


def _observation_step(files: Mapping[str, bytes], sealed: SealedStatement) -> VerificationStep:
    """Step 5: what the transactions leave at the closing block."""
    found = sealed.computed.observation
    name = f"observations/{found.name}.json"
    coins = sum(len(wallet.coins) for wallet in found.wallets)
    good = f"{coins} coins at block {found.block.height} follow from the raw transactions"
    wrong = (
        [] if files.get(name) == observation_file.dumps(found) else [FolderFinding(f"data/{name}", "is another one")]
    )
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
    for case, text in statement_files.strange_lots(sealed.computed.lots, sealed.material):
        yield FolderFinding(f"data/receipts/{case}/admission.json", text)
    yield from _other_acts(about, sealed)
    computed = sealed.computed
    executed = statement_files.execution_faults(
        sealed.files, computed.register, computed.acts, sealed.period.last, is_whole=False
    )
    yield from (FolderFinding(f"data/{PERIOD}", text) for text in executed)
    if about.profile is not Profile.AUDITOR:
        return
    named = {name: content for name, content in sealed.files.items() if profiles.is_changed(name)}
    try:
        again = profiles.for_auditor(named).files
    except IntegrityError as error:
        yield FolderFinding(f"data/{REGISTER}", str(error))
        return
    for name in sorted(named):
        if again[name] != named[name]:
            yield FolderFinding(f"data/{name}", "is not in the form in which an auditor gets it")


def _other_acts(about: StatementAbout, sealed: SealedStatement) -> Iterator[FolderFinding]:
    """Yield acts of earlier statements that are gone or other files, and acts dated after the day of closing."""
    inputs = {row.id: row.sha256 for row in sealed.computed.book.statement.inputs}
    for earlier in [each.filed.statement for each in (sealed.previous, sealed.restated) if each is not None]:
        for row in earlier.inputs:
            if row.id.startswith("acts/") and inputs.get(row.id) != row.sha256:
                other = f"is another file than {earlier.period} was closed with"
                missing = f"is missing; {earlier.period} lists it"
                yield FolderFinding(f"data/{row.id}", other if row.id in inputs else missing)
    for each in () if about.closed is None else act_days.ahead(sealed.computed.acts.all, about.closed):
        text = f"{each.key}: {each.day} is later than {about.closed}, when the period was closed"
        yield FolderFinding(f"data/{file_of(each.act)}", text)


def _account_findings(sealed: SealedStatement) -> Iterator[FolderFinding]:
    """Yield what custodians state otherwise than what went there and came back."""
    computed = sealed.computed
    for row in accounts(computed.ledger, computed.register, computed.acts, sealed.period.last):
        yield from (FolderFinding(f"data/{PERIOD}", fault) for fault in row.faults)


def _fixing_steps(sealed: SealedStatement) -> Iterator[VerificationStep]:
    """Step 6.1: every fixing again from the raw quotes, where the register sets a price."""
    computed = sealed.computed
    if computed.register.price is None:
        return
    fixings = {name: content for name, content in sealed.files.items() if name.startswith(FIXINGS)}
    try:
        faults = tuple(raw_quotes.fixing_faults(fixings, sealed.quotes, computed.register, computed.acts))
    except CaseError as error:
        faults = (QuoteFault(REGISTER, str(error)),)
    good = f"{len(fixings)} fixings follow from {len(sealed.quotes)} files of raw quotes, byte for byte"
    yield judged("6.1", "Fixings", good, [FolderFinding(f"data/{each.file}", each.text) for each in faults])


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
    pages = statement_bundle.pages_of(expected) - expected.keys()
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
        yield judged("2", titles[0][1], "", [FolderFinding(f"data/{PUBLIC}", said_of(error))])
        yield impossible("3", titles[1][1], PUBLIC)
        return
    wrong = (
        []
        if (said.version, said.method) == (about.version, about.method)
        else [FolderFinding(f"data/{PUBLIC}", f"names another release than {ABOUT}")]
    )
    yield judged("2", titles[0][1], "they add up as they are rounded", wrong)
    yield from _compared("3", titles[1][1], bag, {**expected, PUBLIC: files[PUBLIC]}, expected, said, about)
    reason = (
        "a public bundle holds no transaction, act or lot: that these figures are the register's shows the private or "
        "the auditor's bundle of the same root, "
        f"{said.private_root}, whose period.json and salt give it"
    )
    yield not_checked("4.1", "Figures", reason)
    yield not_checked("4.2", *closing_day(about.closed))
    chain = "" if said.network == "main" else f" -chain={said.network}"
    yield not_checked(
        "4.3",
        "Best chain",
        f"that block {said.closing.hash} is on it shows a node",
        f"bitcoin-cli{chain} getblockhash {said.closing.height}",
    )
