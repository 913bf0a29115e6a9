"""The report's end: the questions with the figures and a blank for each answer, how to do it again, the annexes."""

from tracer.documents.language.glossary import TERMS
from tracer.documents.language.language import phrase
from tracer.documents.language.languages import LANGUAGES
from tracer.documents.paper import Block, Commands, Head, Nature, Section, Text, number, table
from tracer.documents.words import RULE_NAMES, rule_name
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.answer import ANSWER_FORMS
from tracer.evidence.report.budget_text import stated_budget, trace_again

_BLANK = "_" * 24

_ANNEXES = (
    ("report/report.{language}.pdf, .html, .md", phrase("this report on paper, to move about in, and as plain text")),
    (
        "report/report.{language}.docx",
        phrase("this report to be edited and quoted from; the one that counts is the PDF"),
    ),
    ("report/worksheet.{language}.pdf", phrase("every step to be done again with a pencil")),
    ("report/chain-of-custody.{language}.pdf", phrase("form of the chain of custody of the materials")),
    ("report/certificate-902-13-14.{language}.pdf", phrase("drafts of certificates under FRE 902(13) and 902(14)")),
    ("trace/trace.json", phrase("every figure, in one file that programs read")),
    ("trace/tables.xlsx", phrase("every table, to be opened in a spreadsheet")),
    ("trace/*.csv", phrase("the same tables for programs, plain UTF-8")),
    ("trace/{picture}", phrase("the picture of the trail")),
    ("trace/graph.graphml", phrase("the trail for a graph program")),
    ("trace/pathfinder.gs, trail.tagpack.yaml", phrase("the trail for GraphSense")),
    ("chain/", phrase("raw transactions, Merkle proofs, block headers")),
    ("case/", phrase("the case file and the TagPacks as used")),
    ("case/case.jsonld", phrase("materials, orders, wallets and the trail in CASE/UCO")),
    ("method/", phrase("the rules in plain words, with examples")),
    ("verify/verify.py", phrase("a verifier that shares no code with the tracer")),
    ("signatures/", phrase("signatures, time stamps, the node’s answers and the case’s journal, where given")),
)


def again_sections(dossier: Dossier) -> list[Section]:
    """Return the sections on how to do it again, and on what was done before."""
    return [_repeat(dossier), _earlier(dossier)]


def conclusion_section(dossier: Dossier) -> Section:
    """Return the section with the questions, the figures and the answers."""
    return _conclusions(dossier)


def annex_sections(dossier: Dossier) -> list[Section]:
    """Return the list of annexes and the glossary."""
    return [_annexes(dossier), _glossary(dossier)]


def _repeat(dossier: Dossier) -> Section:
    trace, say = dossier.trace, dossier.language.say
    said = say(
        "With the same case file, the same version and any node that has the block named as horizon on its chain, "
        "these commands give a trace.json with the SHA-256 {sha256}:",
        sha256=trace.sha256,
    )
    commands = (
        trace_again(trace.parameters),
        "sha256sum run/trace.json",
        "tracer export run --out bundle" + "".join(f" --language {language.code}" for language in dossier.languages),
    )
    return Section(say("How to do it again"), (Text(said), Commands(commands), *_otherwise(dossier)))


def _otherwise(dossier: Dossier) -> list[Text]:
    """Return why the commands may give another result than this one, where they may."""
    say, horizon = dossier.language.say, dossier.case.horizon
    found = []
    if horizon.height is None and horizon.hash is None:
        found.append(
            say(
                "The case names no block as its horizon, so a source that holds later blocks gives another horizon and "
                "another trace.json."
            )
        )
    if stated_budget(dossier.trace.parameters).stopped:
        found.append(
            say("Trails were ended by a clock, so a new trace ends them elsewhere and gives another trace.json.")
        )
    again = say("From the bundle itself tracer verify computes this one again.")
    return [Text(f"{' '.join(found)} {again}", Nature.WARNING)] if found else []


def _earlier(dossier: Dossier) -> Section:
    say = dossier.language.say
    said = say(
        "Every acquisition, trace, export, hand-over and verification of this case is entered in its journal, with the "
        "seeds and the rule of each run. The journal varies from run to run and so is in signatures/, beside data/; "
        "where it is missing, earlier runs were not provided."
    )
    supersedes = say("This report supersedes: {report}.", report=dossier.language.given(dossier.case.supersedes))
    return Section(say("Earlier runs of the case"), (Text(said), Text(supersedes)))


def _conclusions(dossier: Dossier) -> Section:
    case, language = dossier.case, dossier.language
    say = language.say
    said = say(
        "The answers are the examiner’s. Each is to be given in one of three forms: categorical, probable, or not "
        "possible to determine; a finding whose least is zero in the section “What holds under every rule” rests "
        "wholly on the declared convention."
    )
    blocks: list[Block] = [Text(said, Nature.WARNING), *_figures(dossier)]
    form = say("categorical / probable / not possible to determine")
    answers = {answer.question: answer for answer in case.answers}
    rows = [
        (str(at), question, language.word(ANSWER_FORMS[answers[at].form]), answers[at].text)
        if at in answers
        else (str(at), question, form, _BLANK)
        for at, question in enumerate(case.questions, start=1)
    ]
    if rows:
        heads: list[Head] = [say("no."), say("question"), say("form of the answer"), say("answer of the examiner")]
        blocks.append(table(say("Questions put, and the answers"), heads, rows))
    else:
        blocks.append(Text(say("Questions put: not provided.")))
    blocks.append(Text(say("Examiner: {blank}   Date: {blank}   Signature: {blank}", blank=_BLANK)))
    return Section(say("Conclusions"), tuple(blocks))


def _figures(dossier: Dossier) -> list[Block]:
    """Return each label's figures in one line."""
    language = dossier.language
    say, bitcoin = language.say, language.bitcoin
    rule = rule_name(dossier.trace.primary, language)
    rows = [
        (
            book.label,
            bitcoin(book.seed),
            bitcoin(book.terminals["custody"]),
            language.percent(book.terminals["custody"], book.seed),
            bitcoin(book.seed - book.terminals["custody"]),
        )
        for book in dossier.trace.main.books
    ]
    if not rows:
        return []
    heads: list[Head] = [
        say("label"), number(say("funds in question")), number(say("reached state custody")),
        number(say("share of the label")), number(say("ended elsewhere")),
    ]  # fmt: skip
    return [table(say("Figures for the answers, under {rule}, BTC", rule=rule), heads, rows)]


def _annexes(dossier: Dossier) -> Section:
    language = dossier.language
    say = language.say
    rows = [
        (name.format(language=language.code, picture=dossier.picture_name), language.word(what))
        for name, what in _ANNEXES
    ]
    english = say("Columns of tables, and what programs read, are named in English in every language.")
    held = table(say("What the bundle holds"), [say("file"), say("content")], rows)
    return Section(say("Annexes"), (held, Text(english)))


def _glossary(dossier: Dossier) -> Section:
    language = dossier.language
    say = language.say
    every = LANGUAGES.values()
    used = {dossier.trace.primary, *(method.name for method in dossier.trace.compared)}
    unused = {word for rule, word in RULE_NAMES.items() if rule not in used}
    rows = [
        (*(each.term(term.english) for each in every), language.word(term.meaning))
        for term in TERMS
        if term.english not in unused
    ]
    heads: list[Head] = [*(each.name.capitalize() for each in every), say("meaning")]
    return Section(say("Glossary"), (table(say("The words of this report in three languages"), heads, rows),))
