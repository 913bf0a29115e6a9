"""The bundle of a statement: what goes into it for whom, and what of it follows from the rest.

`export` puts it together, `verify` makes again whatever is not a source and compares. Paths are those below `data/`.
"""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files as packaged

from tracer import METHOD, NAME, __version__
from tracer.chain import decode
from tracer.chain.transaction import Transaction
from tracer.container import stand_alone
from tracer.container.material import Material, chain_files
from tracer.documents import local_time
from tracer.documents.language.language import Language
from tracer.documents.typesetting import TYPESETTING
from tracer.errors import CaseError, IntegrityError
from tracer.formats import canonical
from tracer.formats.zone import DATABASE_VERSION
from tracer.reserve import (
    days,
    observation_file,
    period_file,
    plain_json,
    profiles,
    public,
    public_file,
    script_file,
    stand_alone_files,
)
from tracer.reserve.bundle_kind import ABOUT, KIND
from tracer.reserve.days import Period
from tracer.reserve.period_rows import PeriodStatement
from tracer.reserve.periods import FiledStatement
from tracer.reserve.price import fixed_day, fixing_file
from tracer.reserve.price.conventions import Conventions
from tracer.reserve.price.quotes import folder_of
from tracer.reserve.profiles import Profile
from tracer.reserve.public_rows import PublicQuarter, PublicStatement
from tracer.reserve.statement.documents import documents as rendered
from tracer.reserve.statement.documents import is_page, set_beside
from tracer.reserve.statement.sources import CoinRow, StatementSources, coin_rows
from tracer.reserve.statement_files import ComputedStatement
from tracer.reserve.value.public_value import PublicPricing

PERIOD, PUBLIC, SALT = "period.json", "public.json", "salt"
PREVIOUS, RESTATED, WITHHELD = "previous.json", "restated.json", "withheld.json"
EARLIER, CHAIN, AFTER = "earlier/", "chain/", "chain/after.bin"
REGISTER_JSON, ACTS_JSON = "register.json", "acts.json"
VERIFIER = f"verify/{stand_alone_files.FIRST}"

_SCHEMA = 1

Documents = Callable[[StatementSources, Sequence[Language], Profile, bool], Mapping[str, bytes]]
"""Renders the documents of a statement, by path; the last says whether those that a typesetter sets too."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier statement as it lies in the register: its bytes, and what they say."""

    content: bytes
    filed: FiledStatement


@dataclass(frozen=True, slots=True, kw_only=True)
class SealedStatement:
    """A sealed statement with everything that its bundle is made from.

    `files` are the register, its acts, admissions, fixings and tables by path, `quotes` the raw quotes behind the
    fixings, `after` the headers that settle the period. `earlier`
    are the statements that it names and those that these name, from the first on. `closed` is the day of closing by the
    journal.
    """

    content: bytes
    statement: PeriodStatement
    salt: bytes | None
    files: Mapping[str, bytes]
    computed: ComputedStatement
    material: Material
    after: bytes
    previous: Earlier | None
    restated: Earlier | None
    earlier: Sequence[Earlier]
    closed: dt.date | None
    quotes: Mapping[str, bytes] = field(default_factory=dict)
    pricing: PublicPricing | None = None

    @property
    def period(self) -> Period:
        """Its period."""
        return Period.parse(self.statement.period)


def chain_of(statement: PeriodStatement, by_hash: Mapping[str, Earlier]) -> tuple[Earlier, ...]:
    """Return the statements that one names by their SHA-256, those that they name, and so on; the first one first.

    Raises:
        IntegrityError: one of them is not there.
    """
    found: dict[str, Earlier] = {}
    waiting = [statement]
    while waiting:
        for digest in _named(waiting.pop()):
            if digest not in by_hash:
                raise IntegrityError(f"the earlier statement with SHA-256 {digest} is missing")
            if digest not in found:
                found[digest] = by_hash[digest]
                waiting.append(by_hash[digest].filed.statement)
    return tuple(sorted(found.values(), key=lambda each: (each.filed.period.last, each.filed.period.name)))


def _named(statement: PeriodStatement) -> list[str]:
    named = [statement.previous_sha256, None if statement.restates is None else statement.restates.sha256]
    return [digest for digest in named if digest is not None]


def published(sealed: SealedStatement) -> PublicStatement:
    """Return what is published of a statement.

    Raises:
        IntegrityError: the statement is not of what was computed.
    """
    computed = sealed.computed
    quarters = [
        PublicQuarter(each.filed.statement.period, each.filed.statement.private_root or "") for each in sealed.earlier
    ]
    return public.public(
        sealed.statement,
        computed.register,
        computed.ledger,
        computed.book.title,
        quarters,
        sealed.pricing,
        None if computed.proof is None else computed.proof.proven,
        computed.acts.acts,
    )


def public_pricing(
    statement: PeriodStatement, computed: ComputedStatement, files: Mapping[str, bytes], quotes: Mapping[str, bytes]
) -> PublicPricing | None:
    """Return what is published of a statement's price, None where it has no money.

    What other conventions give follows from the raw quotes of the last day; where these cannot be read, none does.

    Raises:
        IntegrityError: the fixing of the last day is not here, or not of the form written.
    """
    if statement.value is None:
        return None
    day = statement.value.fixing.day
    path = fixing_file.path_of(day)
    if path not in files:
        raise IntegrityError(f"{path} is missing")
    raw = {name: content for name, content in quotes.items() if name.startswith(f"{folder_of(day)}/")}
    zone = computed.register.zone
    try:
        fixed = fixed_day.compute(raw, day, Conventions.of(computed.register, computed.acts), zone)
    except CaseError:  # the step that computes fixings again says what is wrong with them
        return PublicPricing(statement.value, fixing_file.loads(files[path], path), ())
    return PublicPricing(statement.value, fixing_file.loads(files[path], path), fixed_day.beside(fixed, zone))


def sources(sealed: SealedStatement, profile: Profile) -> dict[str, bytes]:
    """Return the files that follow from no others; a public bundle has but one, what is published.

    Raises:
        IntegrityError: the register cannot be withheld from an auditor.
    """
    if profile is Profile.PUBLIC:
        return {PUBLIC: public_file.dumps(published(sealed))}
    found = {PERIOD: sealed.content, AFTER: sealed.after, **sealed.files, **sealed.quotes}
    found |= {f"{CHAIN}{name}": content for name, content in chain_files(sealed.material).items()}
    first = {each.content for each in (sealed.previous, sealed.restated) if each is not None}
    found |= {} if sealed.previous is None else {PREVIOUS: sealed.previous.content}
    found |= {} if sealed.restated is None else {RESTATED: sealed.restated.content}
    found |= {
        f"{EARLIER}{each.filed.statement.period}.json": each.content
        for each in sealed.earlier
        if each.content not in first
    }
    found[script_file.FILE] = script_file.dumps(
        script_file.scripts_met(sealed.computed.register, transactions_of(sealed.material).values())
    )
    if profile is Profile.AUDITOR:
        return found | _withheld(sealed.files)
    return found | ({} if sealed.salt is None else {SALT: sealed.salt})


def transactions_of(material: Material) -> dict[str, Transaction]:
    """Return the transactions of raw material by txid."""
    return {txid: decode.transaction(raw) for txid, raw in material.raws.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """How the documents are made: in which languages, and whether what a typesetter sets is among them."""

    languages: Sequence[Language]
    pages: bool = True
    documents: Documents = rendered


def derived(sealed: SealedStatement, profile: Profile, rendering: Rendering) -> dict[str, bytes]:
    """Return the files that follow from the sources: what an auditor or a citizen reads, and how it is checked.

    For an auditor `sealed` holds the files as he has them. Without pages `bundle.json` names these all the same.
    """
    said = published(sealed)
    if profile is Profile.PUBLIC:
        return of_public(said, sealed.closed, rendering)
    given = StatementSources(
        public=said,
        statement=sealed.statement,
        due=sealed.period.due,
        closed=sealed.closed,
        coins=_coins(sealed) if profile is Profile.PRIVATE else (),
        limits=sealed.computed.book.limits,
    )
    computed = sealed.computed
    found = {
        **rendering.documents(given, rendering.languages, profile, rendering.pages),
        **verifiers(said),
        PUBLIC: public_file.dumps(said),
        f"observations/{computed.observation.name}.json": observation_file.dumps(computed.observation),
        REGISTER_JSON: plain_json.plain_register(computed.register, _ends(sealed)),
        ACTS_JSON: plain_json.plain_acts(computed.acts.all),
    }
    digest = hashlib.sha256(sealed.content).hexdigest()
    return found | {ABOUT: _about(said, profile, sealed.closed, digest, rendering, found)}


def of_public(said: PublicStatement, closed: dt.date | None, rendering: Rendering) -> dict[str, bytes]:
    """Return the files that follow from what is published alone: of a public bundle no more can be made again."""
    given = StatementSources(public=said, statement=None, due=Period.parse(said.period).due, closed=closed)
    found = {
        **rendering.documents(given, rendering.languages, Profile.PUBLIC, rendering.pages),
        **verifiers(said),
    }
    return found | {ABOUT: _about(said, Profile.PUBLIC, closed, None, rendering, found)}


def pages_of(names: Iterable[str]) -> frozenset[str]:
    """Return the files that a typesetter sets: one beside each page of a statement, by the pages' names."""
    return frozenset(map(set_beside, filter(is_page, names)))


def entries(said: PublicStatement) -> dict[str, str]:
    """Return what `bag-info.txt` says."""
    return {
        "Bag-Software-Agent": f"{NAME} {__version__}",
        "Bagging-Date": local_time.date(said.closing.mtp),
        "External-Identifier": f"{said.register} {said.period}",
        "External-Description": "PeriodStatement of bitcoin held by the state",
    }


def verifiers(said: PublicStatement) -> dict[str, bytes]:
    """Return the sources of the stand-alone checks of such a bundle, those of money where there is any."""
    room = packaged("tracer.reserve.verifier")
    found = {VERIFIER: room.joinpath("verify_reserve.py").read_bytes()}
    names = (*stand_alone_files.beside(said), *stand_alone_files.ASKED)
    return found | {f"verify/{name}": room.joinpath(name).read_bytes() for name in names}


def refused_alone(bag: Mapping[str, bytes]) -> Iterator[str]:
    """Yield which items the files that a bag of such a bundle brings for its own check fail it on, and why.

    What checks money is not asked.
    """
    published, books, titles = stand_alone_files.BESIDE
    place = str(packaged("tracer.reserve.verifier").joinpath(titles))
    for number, title, reason in stand_alone.failed_items_of_all(bag[f"data/verify/{titles}"], place, bag):
        file = {"P": published, "B": books, "T": titles}.get(number[0], stand_alone_files.FIRST)
        yield f"item {number} of {file}, {title}: {reason}"


def _withheld(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the register and the acts as an auditor gets them, and the hashes of those that are changed."""
    named = {name: content for name, content in files.items() if profiles.is_changed(name)}
    shown = profiles.for_auditor(named)
    about: canonical.Writable = {"schema": _SCHEMA, "files": dict(shown.originals)}
    return {**shown.files, WITHHELD: canonical.dumps(about)}


def _coins(sealed: SealedStatement) -> tuple[CoinRow, ...]:
    computed = sealed.computed
    return coin_rows(computed.ledger, computed.book.title, computed.register.network)


def _ends(sealed: SealedStatement) -> dict[dt.date, int]:
    """Return when the days end that the figures depend on."""
    period = sealed.period
    before = period.first - dt.timedelta(days=1)
    named = {*plain_json.days_named(sealed.computed.acts.all), period.last, before}
    named |= {change.day for change in sealed.computed.ledger.scope if change.day is not None}
    if sealed.statement.value is not None or sealed.statement.limits:  # each day is valued, and limits are looked at
        named |= {before + dt.timedelta(days=number) for number in range((period.last - before).days)}
    return {day: days.instant(day, sealed.computed.register.zone) for day in named}


def _about(
    said: PublicStatement,
    profile: Profile,
    closed: dt.date | None,
    digest: str | None,
    rendering: Rendering,
    found: Mapping[str, bytes],
) -> bytes:
    """Return `bundle.json`."""
    return canonical.dumps(
        {
            "schema": _SCHEMA,
            "kind": KIND,
            "profile": profile.value,
            "register": said.register,
            "period": said.period,
            "network": said.network,
            "closing": {"height": said.closing.height, "hash": said.closing.hash},
            "software": {"name": NAME, "version": __version__, "method": METHOD},
            "time_zones": DATABASE_VERSION,
            "languages": [language.code for language in rendering.languages],
            "period_sha256": digest,
            "due": Period.parse(said.period).due.isoformat(),
            "closed": None if closed is None else closed.isoformat(),
            "derived": sorted({*found, *pages_of(found)}),
            "typesetting": dict(TYPESETTING),
        }
    )


def read_earlier(content: bytes, name: str) -> Earlier:
    """Read a statement that another one names.

    Raises:
        IntegrityError: it is not of the form written.
    """
    statement = period_file.loads(content, name)
    return Earlier(content, FiledStatement(statement, hashlib.sha256(content).hexdigest()))
