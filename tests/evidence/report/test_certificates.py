"""Drafts for a person to complete: filled where the case says it, blank where only a hand can, never a statement."""

from dataclasses import replace

import pytest

from tests.evidence.story import dossier_of, tell
from tracer.case.case import Role
from tracer.documents.paper import Form, Paper, Table
from tracer.evidence.annexes_pdf import _signed
from tracer.evidence.dossier import Dossier
from tracer.evidence.report.certificates import certificate, expert_warning
from tracer.evidence.report.custody_form import HAND_OVERS, custody_form


@pytest.fixture(scope="module")
def dossier() -> Dossier:
    """Return the story's dossier."""
    return dossier_of(tell())


def fields(paper: Paper) -> list[tuple[str, str | None]]:
    """Return every field of every form of a paper."""
    return [
        pair
        for section in paper.sections
        for block in section.blocks
        if isinstance(block, Form)
        for pair in block.fields
    ]


def cells(paper: Paper) -> set[str]:
    """Return every line of every table."""
    tables = [block for section in paper.sections for block in section.blocks if isinstance(block, Table)]
    return {line for table in tables for row in table.rows for cell in row for line in cell.split("\n")}


def test_certificates_are_drafts_and_cite_their_rules(dossier: Dossier) -> None:
    """Every page is marked, both rules head a section, and what only a person can say is blank."""
    draft = certificate(dossier)
    assert draft.mark == "DRAFT"
    assert draft.warnings[0].startswith("This is a draft made by a program. It certifies nothing until")
    titles = [section.title for section in draft.sections]
    assert any(title.startswith("Rule 902(13): ") for title in titles)
    assert any(title.startswith("Rule 902(14): ") for title in titles)
    known = dict(fields(draft))
    assert known["Name"] == "A. Analyst"
    assert {name for name, value in known.items() if value is None} >= {
        "Signature",
        "Place and date",
        "Date of the run",
    }


def test_hash_values_are_filled_in(dossier: Dossier) -> None:
    """The result, the case file and each exhibit with a hash are identified by it."""
    said = cells(certificate(dossier))
    hashes = {dossier.trace.sha256, dossier.trace.case_sha256, *(e.sha256 for e in dossier.case.exhibits if e.sha256)}
    assert hashes <= said
    assert len(hashes) == 3


def test_the_custody_form_lists_exhibits_coins_and_moves(dossier: Dossier) -> None:
    """Exhibits with what the case knows of them, every receipt in satoshi, every move; room for hand-overs by hand."""
    form = custody_form(dossier)
    known = fields(form)
    assert ("Description", "Statement of the exchange") in known
    assert ("Received from", None) in known
    said = cells(form)
    receipts = [end for end in dossier.trace.main.ends if end.terminal == "custody"]
    assert {str(end.outpoint) for end in receipts} <= said
    assert {f"{end.value:,}" for end in receipts} <= said
    assert {move.txid for move in dossier.trace.custody.moves} <= said
    assert known.count(("Released by (name, post, signature)", None)) == HAND_OVERS
    assert form.mark == ""


def test_only_an_experts_report_opens_with_the_warning(dossier: Dossier) -> None:
    """An expert's report begins with the unsigned form of the warning; an analyst's and a specialist's have none."""
    expert = replace(dossier, case=replace(dossier.case, role=Role.EXPERT))
    first = _signed(expert).sections[0]
    assert first.title == "Warning of liability"
    assert "article 420" in str(first.blocks[0])
    assert ("Signature of the expert", None) in fields(
        Paper(title="", subtitle="", facts=(), warnings=(), sections=(first,))
    )
    for role in (Role.ANALYST, Role.SPECIALIST):
        other = replace(dossier, case=replace(dossier.case, role=role))
        assert expert_warning(other) is None
        assert _signed(other).sections[0].title.startswith("1. ")
