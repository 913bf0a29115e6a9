"""Letters that ask services for their records of the deposits at which trails end, one letter a service.

A letter is a draft for whoever may ask: the law it rests on, its number, its date and its signature are theirs to add.
It says of the chain what the service needs in order to find the deposits, marks as a source's statement that the
addresses are the service's, and as a convention how much of each deposit is in question.
"""

import csv
import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import StringIO
from typing import NamedTuple

from tracer import NAME, __version__
from tracer.case.case import Case
from tracer.documents.language.language import Language
from tracer.documents.local_time import Clock
from tracer.documents.paper import (
    Form,
    Head,
    Items,
    Nature,
    Paper,
    Section,
    Table,
    Text,
    digest,
    number,
    table,
    time,
)
from tracer.documents.pdf import PdfSheet
from tracer.documents.words import rule_name
from tracer.errors import IntegrityError
from tracer.result.trace_file import TraceFile

_KIND = "service deposit"
_PACK = re.compile(r"(.+), line (\d+), sha256 ([0-9a-f]{64})", re.DOTALL)
"""How `leads.csv` names where a tag stands."""
_ISO = "%Y-%m-%dT%H:%M:%SZ"


class TagPlace(NamedTuple):
    """Where a tag stands: the file of its TagPack, the line, and the file's SHA-256."""

    file: str
    line: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deposit:
    """A row of `leads.csv`: a coin paid to a service. Satoshi; `moment` is its block's declared time, in Unix seconds.

    `rules` are those that attribute something to it, the primary first; `in_question` is the sum under the first.
    """

    outpoint: str
    address: str
    value: int
    in_question: int
    rules: tuple[str, ...]
    height: int
    block: str
    moment: int
    source: str
    confidence: str
    pack: TagPlace


@dataclass(frozen=True, slots=True, kw_only=True)
class Addressee:
    """A service, by the name that tags give it, what an ActorPack says of it, and its deposits in the list's order."""

    name: str
    legal_name: str
    jurisdictions: str
    actor_pack: str
    deposits: tuple[Deposit, ...]


def addressees(leads: bytes) -> tuple[Addressee, ...]:
    """Return every service to which a run's `leads.csv` has deposits, in ascending order of names.

    Raises:
        IntegrityError: the list is not of the form written.
    """
    try:
        rows = [row for row in csv.DictReader(StringIO(leads.decode(), newline="")) if row["kind"] == _KIND]
        by_name: dict[str, list[Mapping[str, str]]] = {}
        for row in rows:
            by_name.setdefault(_plain(row["at"]), []).append(row)
        return tuple(_addressee(name, by_name[name]) for name in sorted(by_name))
    except (KeyError, TypeError, ValueError) as error:
        raise IntegrityError(f"leads.csv is not of the form written: {error}.\nTrace the case again.") from None


def _addressee(name: str, rows: Sequence[Mapping[str, str]]) -> Addressee:
    known = next((row for row in rows if row["actor_legal_name"]), rows[0])
    return Addressee(
        name=name,
        legal_name=_plain(known["actor_legal_name"]),
        jurisdictions=_plain(known["actor_jurisdictions"]),
        actor_pack=_plain(known["actor_pack"]),
        deposits=tuple(_deposit(row) for row in rows),
    )


def _deposit(row: Mapping[str, str]) -> Deposit:
    return Deposit(
        outpoint=f"{row['txid']}:{int(row['vout'])}",
        address=_plain(row["address"]),
        value=int(row["value_sat"]),
        in_question=int(row["taint_sat"]),
        rules=tuple(row["rules"].split()),
        height=int(row["height"]),
        block=row["block"],
        moment=int(dt.datetime.strptime(row["time_utc"], _ISO).replace(tzinfo=dt.UTC).timestamp()),
        source=_plain(row["tag_source"]),
        confidence=row["tag_confidence"],
        pack=_pack(_plain(row["tag_pack"])),
    )


def _pack(text: str) -> TagPlace:
    found = _PACK.fullmatch(text)
    if found is None:
        raise ValueError(f"no TagPack is named by {text!r:.80}")
    return TagPlace(*found.groups())


def _plain(cell: str) -> str:
    """Return a cell's text without the apostrophe that keeps a spreadsheet from running it."""
    return cell[1:] if cell.startswith("'") else cell


def letter(to: Addressee, case: Case, trace: TraceFile, clock: Clock, language: Language) -> Paper:
    """Return the draft of the letter to a service, in a language."""
    say = language.say
    draft = say(
        "This is a draft. The law that it rests on, its number and date, the period for an answer and the signature "
        "are for the authority that sends it."
    )
    return Paper(
        title=say("Draft"),
        subtitle=say("Request for records"),
        facts=(
            (say("Addressed to"), to.legal_name or to.name),
            *(((say("Known as"), to.name),) if to.legal_name not in ("", to.name) else ()),
            *(((say("Jurisdictions, as an ActorPack says"), to.jurisdictions),) if to.jurisdictions else ()),
            (say("Sent by"), language.given(case.authority)),
            (say("Criminal case no."), language.given(case.criminal_case_no)),
            (say("Case"), case.id),
        ),
        warnings=(draft,),
        sections=(
            Section(say("1. For the authority to fill in"), (_blanks(language),)),
            Section(say("2. What is asked about"), (Text(_occasion(to, language)), _table(to, clock, language))),
            Section(say("3. What is asked"), (Items(_questions(language)),)),
            Section(say("4. What this rests on"), tuple(_grounds(to, trace, language))),
        ),
        language=language,
    )


def sheet_of(to: Addressee, case: Case, trace: TraceFile, language: Language) -> PdfSheet:
    """Return what is on every page of a letter; its time is that of the latest deposit."""
    return PdfSheet(
        author=language.given(case.authority),
        time=max(each.moment for each in to.deposits),
        running=(language.say("Case {id}", id=case.id), language.word("trace.json SHA-256"), trace.sha256),
        foot=language.say(
            "{name} {version}, method {number}", name=NAME, version=__version__, number=str(trace.method_number)
        ),
    )


def _occasion(to: Addressee, language: Language) -> str:
    return language.say(
        "In this case bitcoin was followed on the public block chain. It was paid, by the transactions below, to "
        "addresses that the sources named in section 4 attribute to {name}. That is what those sources say and is not "
        "established: if an address is not yours, please say so, and whose it is if you know.",
        name=to.name,
    )


def _table(to: Addressee, clock: Clock, language: Language) -> Table:
    say = language.say
    heads: list[Head] = [
        say("no."), digest(say("coin (txid:vout) and address")), number(say("paid there, BTC")),
        number(say("of it in question, BTC")), time(say("block and its declared time")),
    ]  # fmt: skip
    rows = [
        (
            str(at),
            f"{each.outpoint}\n{each.address}",
            language.bitcoin(each.value),
            language.bitcoin(each.in_question),
            "\n".join(_when(each, clock, language)),
        )
        for at, each in enumerate(to.deposits, start=1)
    ]
    values = (each.value for each in to.deposits), (each.in_question for each in to.deposits)
    paid, asked = (language.bitcoin(sum(each)) for each in values)
    return table(say("Deposits"), heads, [*rows, ("", say("total"), paid, asked, "")], total=True)


def _when(deposit: Deposit, clock: Clock, language: Language) -> Iterable[str]:
    yield language.say("block {height}", height=str(deposit.height))
    yield language.utc(deposit.moment)
    local = language.local(clock, deposit.moment)
    if local is not None:
        yield local


def _questions(language: Language) -> tuple[str, ...]:
    say = language.say
    return (
        say("Whether each address was yours at the time of its block, and for whom you held it."),
        say("To which account each deposit was credited, when and in what amount; who opened that account and when."),
        say("The documents and data by which that customer was identified, and the contacts given."),
        say("What became of the deposit: exchanges, transfers within your service, withdrawals with their txids."),
        say("What the account holds now, and whether any of it can be kept from leaving until a court decides."),
        say("Addresses of the network and devices from which the account was used, from its opening to this day."),
        say("Please keep these records, whatever their usual period, until you are told that they are not needed."),
        say("Please name the deposit by its number and txid in your answer."),
    )


def _grounds(to: Addressee, trace: TraceFile, language: Language) -> Iterable[Text]:
    say = language.say
    fact = say(
        "Transactions, addresses, amounts and blocks are those of the public chain ({network}): anybody can read them "
        "there. Times are those that miners declared.",
        network=trace.network,
    )
    yield Text(fact, Nature.FACT)
    rules = dict.fromkeys(each.rules[0] for each in to.deposits)
    amounts = say(
        "How much of a deposit is in question follows from a rule of accounting that was declared before: {rules}. "
        "Another rule may give another amount; the deposit is the same.",
        rules=", ".join(rule_name(each, language) for each in rules),
    )
    yield Text(amounts, Nature.CONVENTION)
    packs: dict[tuple[str, str], dict[TagPlace, None]] = {}
    for each in to.deposits:
        packs.setdefault((each.source, each.confidence), {})[each.pack] = None
    for (source, confidence), found in packs.items():
        said = say(
            "That an address is of {name}: {source}; confidence “{confidence}” ({packs}).",
            name=to.name,
            source=source,
            confidence=confidence,
            packs=_packs(found, language),
        )
        yield Text(said, Nature.ASSERTED)
    if to.actor_pack:
        yield Text(say("Who {name} is: {pack}.", name=to.name, pack=to.actor_pack), Nature.ASSERTED)
    yield Text(say("The result is the file trace.json with the SHA-256 {sha256}.", sha256=trace.sha256), Nature.FACT)


def _packs(packs: Iterable[TagPlace], language: Language) -> str:
    """Return the files in which tags stand, each with its lines and its SHA-256, once."""
    lines: dict[tuple[str, str], list[str]] = {}
    for pack in packs:
        lines.setdefault((pack.file, pack.sha256), []).append(pack.line)
    return "; ".join(
        language.say("{file}, line {lines}, SHA-256 {sha256}", file=file, lines=", ".join(numbers), sha256=sha256)
        for (file, sha256), numbers in lines.items()
    )


def _blanks(language: Language) -> Form:
    say = language.say
    names = (
        say("Number and date of the letter"),
        say("Legal basis of the request"),
        say("Order of a court, where one is needed"),
        say("Answer until, and to which address"),
        say("Name, post, signature"),
    )
    return Form("", tuple((name, None) for name in names))
