"""The report on who reports, from what chain, with what tool: filled from the case and the run, or "not provided"."""

from tracer.documents.paper import Block, Head, Nature, Section, Text, digest, table
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.times import times
from tracer.formats.json_cursor import JsonCursor


def identity_sections(dossier: Dossier) -> list[Section]:
    """Return the sections on identification, persons, the chain and the tool."""
    return [_identification(dossier), _persons(dossier), _source(dossier), _tool(dossier)]


def _fields(dossier: Dossier, rows: list[tuple[str, str]], caption: str) -> Block:
    say = dossier.language.say
    heads: list[Head] = [say("field"), say("content")]
    return table(caption, heads, rows)


def _identification(dossier: Dossier) -> Section:
    case, language = dossier.case, dossier.language
    say, given = language.say, language.given
    basis = [f"{order.id} ({language.date(order.date)})" for order in case.orders]
    rows = [
        (say("Case"), case.id),
        (say("Number and date of the report"), given(None)),
        (say("Supersedes"), given(case.supersedes)),
        (say("Criminal case no."), given(case.criminal_case_no)),
        (say("Authority that commissioned the report"), given(case.authority)),
        (say("Legal basis: orders named in the case"), language.listed(basis, given(None))),
        (say("Languages of this bundle"), language.listed(each.name for each in dossier.languages)),
    ]
    return Section(say("Identification"), (_fields(dossier, rows, say("What this report is")),))


def _persons(dossier: Dossier) -> Section:
    case, language = dossier.case, dossier.language
    say, given = language.say, language.given
    names = (say("name"), given(case.examiner), given(case.reviewer))
    asked = (
        say("post and organisation"), say("education and qualification"), say("years in the specialty"),
        say("statement of independence"), say("signature and date"),
    )  # fmt: skip
    rows = [names, *((what, given(None), given(None)) for what in asked)]
    blocks: list[Block] = [table(say("Persons"), [say("field"), say("Examiner"), say("Reviewer")], rows)]
    if case.examiner and case.examiner == case.reviewer:
        text = say("Examiner and reviewer are the same person: the report has not been reviewed.")
        blocks.append(Text(text, Nature.WARNING))
    warned = say(
        "The warning of criminal liability for a knowingly false opinion (Kazakhstan: article 420 of the Criminal "
        "Code) is signed on paper and is not part of this file."
    )
    blocks.append(Text(warned))
    return Section(say("Examiner and reviewer"), tuple(blocks))


def _source(dossier: Dossier) -> Section:
    trace, language, case = dossier.trace, dossier.language, dossier.case
    say = language.say
    height = str(trace.horizon_height)
    confirmations = case.horizon.confirmations
    rows = [
        (say("Network"), trace.network),
        (say("Horizon: the last block looked at"), f"{say('block {height}', height=height)}\n{trace.horizon_hash}"),
        (say("Time of that block"), times(dossier, trace.horizon_height)),
        (
            say("Confirmations demanded of the horizon"),
            say("the default of the network") if confirmations is None else language.number(confirmations),
        ),
        (say("Unconfirmed transactions (mempool)"), say("not read")),
        (say("Block headers held"), _headers(dossier)),
    ]
    varies = say(
        "What differs from run to run is kept outside the sealed part: the node’s version, its answers on the state of "
        "its chain, its tip and the time of acquisition are in signatures/node.json where the chain was read from a "
        "node. No figure of this report depends on them."
    )
    return Section(say("Source of the chain"), (_fields(dossier, rows, say("What was read")), Text(varies)))


def _count(dossier: Dossier, pack: JsonCursor) -> str:
    tags = pack.maybe("tags")
    return dossier.language.given(None) if tags is None else dossier.language.number(tags.as_integer())


def _headers(dossier: Dossier) -> str:
    material = dossier.material
    first, last = str(material.first_header), str(material.last_header)
    return dossier.language.say("heights {first} to {last}", first=first, last=last)


def _tool(dossier: Dossier) -> Section:
    trace, language = dossier.trace, dossier.language
    say, given = language.say, language.given
    rows = [
        (say("Program"), f"custody-tracer {trace.version}"),
        (say("Method number"), str(trace.method_number)),
        (say("Edition of the time zones"), given(trace.time_zones)),
        (say("Python and operating system"), say("not recorded; no byte of the sealed part depends on them")),
        (say("Random numbers"), say("none are used; the same input gives the same bytes")),
        (say("Clustering of addresses"), say("none; no figure rests on who controls an address")),
        (say("Valuation in money"), say("none; all amounts are bitcoin")),
        (say("Commit, hash of the installed package, list of its parts"), given(None)),
        (say("Report of the method’s validation"), given(None)),
    ]
    packs = [
        (place.text("file"), place.text("sha256"), _count(dossier, place))
        for place in trace.parameters.key("stop").rows("tags")
    ]
    blocks = [_fields(dossier, rows, say("What it was computed with"))]
    if packs:
        heads: list[Head] = [say("file"), digest("SHA-256"), say("tags")]
        blocks.append(table(say("Attribution data (TagPacks)"), heads, packs))
    else:
        blocks.append(Text(say("Attribution data (TagPacks): none used.")))
    return Section(say("Tool"), tuple(blocks))
