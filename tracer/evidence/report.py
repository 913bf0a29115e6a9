"""The report: figures first, then what they rest on. Content only; two renderers set it.

What the chain says, what a rule attributes, what is guessed and what the case asserts are told
apart in every section. A field the case leaves empty is printed as "not provided".
"""

from tracer.case.case import Role
from tracer.evidence.budget_text import budget_notes
from tracer.evidence.dossier import Dossier
from tracer.evidence.paper import Paper, Section, counted, given
from tracer.evidence.report_basis import basis_sections
from tracer.evidence.report_custody import custody_sections
from tracer.evidence.report_figures import figure_sections
from tracer.evidence.report_inferences import inference_sections
from tracer.evidence.report_times import times
from tracer.evidence.report_trail import trail_sections
from tracer.evidence.words import rule_name

TITLES = {
    Role.ANALYST: "Analytical note on the tracing of bitcoin",
    Role.SPECIALIST: "Specialist’s opinion on the tracing of bitcoin",
    Role.EXPERT: "Expert’s opinion on the tracing of bitcoin",
}

_ROLE_WARNINGS = {
    Role.ANALYST: (
        "This is an analyst’s note. It supports decisions and orders; it is not the opinion of a specialist or an "
        "expert, and nobody has warned its author of liability for a false opinion."
    ),
    Role.SPECIALIST: (
        "A specialist’s opinion must carry the specialist’s signature and qualification; both are outside this file."
    ),
    Role.EXPERT: (
        "An expert’s opinion is complete only with the order that commissioned it, the signed warning of liability for "
        "a knowingly false opinion, and the expert’s signature; all three are outside this file."
    ),
}


def report(dossier: Dossier) -> Paper:
    """Return the report of a dossier.

    Raises:
        IntegrityError: the result names what the raw material does not hold.
    """
    case, trace = dossier.case, dossier.trace
    sections: list[Section] = [
        *figure_sections(dossier),
        *custody_sections(dossier),
        *trail_sections(dossier),
        *inference_sections(dossier),
        *basis_sections(dossier),
    ]
    numbered = tuple(Section(f"{at}. {section.title}", section.blocks) for at, section in enumerate(sections, start=1))
    return Paper(
        title=TITLES[case.role],
        subtitle=given(case.title),
        facts=(
            ("Case", trace.case),
            ("Criminal case no.", given(case.criminal_case_no)),
            ("Authority", given(case.authority)),
            ("Examiner", given(case.examiner)),
            ("Reviewer", given(case.reviewer)),
            ("Supersedes", given(case.supersedes)),
            ("Network", trace.network),
            ("Horizon", f"block {trace.horizon_height}, {times(dossier, trace.horizon_height, ', ')}"),
            ("Primary rule", f"{rule_name(trace.primary)}, declared by the examiner"),
        ),
        warnings=(_ROLE_WARNINGS[case.role], *_open_ends(dossier)),
        sections=numbered,
    )


def _open_ends(dossier: Dossier) -> list[str]:
    """Return what a reader must know before the first figure."""
    found = []
    if not all(book.closes for book in dossier.trace.main.books):
        found.append("The books of at least one label do not close. Do not rely on any figure of this report.")
    found += budget_notes(dossier.trace)
    if dossier.trace.gaps:
        found.append(
            f"{counted(len(dossier.trace.gaps), 'gap')}: parts of the trail could not be read. Section “Gaps and collisions” lists them."
        )
    faults = len(dossier.trace.faults) + sum(len(order.faults) for order in dossier.trace.orders)
    if faults:
        found.append(f"{counted(faults, 'disagreement')} between orders and the chain: section “Orders” lists them.")
    return found
