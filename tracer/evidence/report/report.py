"""The report: figures first, then what they rest on. Content only; two renderers set it.

What the chain says, what a rule attributes, what is guessed and what the case asserts are told
apart in every section. A field the case leaves empty is printed as "not provided".
"""

from dataclasses import replace

from tracer.case.case import Role
from tracer.documents.language.language import phrase
from tracer.documents.paper import Paper, Section
from tracer.documents.words import rule_name
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.answer import answer_sections
from tracer.evidence.report.basis import check_sections, given_sections, method_section
from tracer.evidence.report.change import change_sections
from tracer.evidence.report.conclusions import again_sections, annex_sections, conclusion_section
from tracer.evidence.report.custody import custody_sections
from tracer.evidence.report.figures import figure_sections
from tracer.evidence.report.gravest import gravest
from tracer.evidence.report.identity import identity_sections
from tracer.evidence.report.inferences import inference_sections
from tracer.evidence.report.paths import path_sections
from tracer.evidence.report.remarks import with_remarks
from tracer.evidence.report.retained import retained_sections
from tracer.evidence.report.tags import tag_sections
from tracer.evidence.report.times import times
from tracer.evidence.report.trail import trail_sections

TITLES = {
    Role.ANALYST: phrase("Analytical note on the tracing of bitcoin"),
    Role.SPECIALIST: phrase("Specialist’s opinion on the tracing of bitcoin"),
    Role.EXPERT: phrase("Expert’s opinion on the tracing of bitcoin"),
}

_ROLE_WARNINGS = {
    Role.ANALYST: phrase(
        "This is an analyst’s note. It supports decisions and orders; it is not the opinion of a specialist or an "
        "expert, and nobody has warned its author of liability for a false opinion."
    ),
    Role.SPECIALIST: phrase(
        "A specialist’s opinion must carry the specialist’s signature and qualification; both are outside this file."
    ),
    Role.EXPERT: phrase(
        "An expert’s opinion is complete only with the order that commissioned it, the signed warning of liability for "
        "a knowingly false opinion, and the expert’s signature; all three are outside this file."
    ),
}


_MOST_WARNINGS = 6
"""Faults that stand before the first section, the gravest first; more of them are counted."""


def report(dossier: Dossier) -> Paper:
    """Return the report of a dossier, in the dossier's language.

    Raises:
        IntegrityError: the result names what the raw material does not hold.
    """
    case, trace, language = dossier.case, dossier.trace, dossier.language
    say, given = language.say, language.given
    sections = answer_sections(dossier)
    sections += _note(dossier) if case.role is Role.ANALYST else _opinion(dossier)
    sections = with_remarks(dossier, sections)
    numbered = tuple(replace(section, title=f"{at}. {section.title}") for at, section in enumerate(sections, start=1))
    when = times(dossier, trace.horizon_height, ", ")
    return Paper(
        title=language.word(TITLES[case.role]),
        subtitle=given(case.title),
        facts=(
            (say("Case"), trace.case),
            (say("Criminal case no."), given(case.criminal_case_no)),
            (say("Authority"), given(case.authority)),
            (say("Examiner"), given(case.examiner)),
            (say("Reviewer"), given(case.reviewer)),
            (say("Supersedes"), given(case.supersedes)),
            (say("Network"), trace.network),
            (say("Horizon"), say("block {height}, {when}", height=str(trace.horizon_height), when=when)),
            (say("Primary rule"), say("{rule}, declared by the examiner", rule=rule_name(trace.primary, language))),
        ),
        warnings=(language.word(_ROLE_WARNINGS[case.role]), *_open_ends(dossier)),
        sections=numbered,
        language=language,
        listed=True,
    )


def _note(dossier: Dossier) -> list[Section]:
    """Return the sections of an analyst's note: the figures first, then what they rest on."""
    return [
        *_research(dossier),
        *identity_sections(dossier),
        *given_sections(dossier),
        method_section(dossier),
        *check_sections(dossier),
        *again_sections(dossier),
        conclusion_section(dossier),
        *annex_sections(dossier),
    ]


def _opinion(dossier: Dossier) -> list[Section]:
    """Return the sections of an opinion, in the parts of expert practice: introduction, research, conclusions."""
    say = dossier.language.say
    parts = (
        (say("Introduction"), [*identity_sections(dossier), *given_sections(dossier)]),
        (
            say("Research"),
            [method_section(dossier), *_research(dossier), *check_sections(dossier), *again_sections(dossier)],
        ),
        (say("Conclusions"), [conclusion_section(dossier)]),
        (say("Annexes"), annex_sections(dossier)),
    )
    return [replace(section, part=part if at == 0 else "") for part, each in parts for at, section in enumerate(each)]


def _research(dossier: Dossier) -> list[Section]:
    return [
        *figure_sections(dossier),
        *custody_sections(dossier),
        *trail_sections(dossier),
        *tag_sections(dossier),
        *path_sections(dossier),
        *inference_sections(dossier),
        *retained_sections(dossier),
        *change_sections(dossier),
    ]


def _open_ends(dossier: Dossier) -> list[str]:
    """Return what a reader must know before the first figure."""
    found = []
    language, trace = dossier.language, dossier.trace
    say = language.say
    if not all(book.closes for book in trace.main.books):
        found.append(say("The books of at least one label do not close. Do not rely on any figure of this report."))
    grave = gravest(trace, language)
    found += grave[:_MOST_WARNINGS]
    if len(grave) > _MOST_WARNINGS:
        found.append(
            say(
                "{count} more of this kind: sections “Gaps and collisions” and “Orders” list all of them.",
                count=language.number(len(grave) - _MOST_WARNINGS),
            )
        )
    return found
