"""An intake as JSON, every mention with its place, for another program."""

from collections import Counter

from tracer.intake.finding import Candidate, NameFinding
from tracer.intake.intake import Intake

Json = str | int | None | list["Json"] | dict[str, "Json"]


def listing(intake: Intake) -> dict[str, Json]:
    """Return the intake; `counts` are mentions by verdict and kind, `ledgers` those of other ledgers."""
    counts: dict[str, Json] = {}
    for finding in intake.findings:
        row = counts.setdefault(finding.verdict.value, {})
        if isinstance(row, dict):
            before = row.get(finding.kind.value, 0)
            row[finding.kind.value] = 1 + (before if isinstance(before, int) else 0)
    ledgers = Counter(finding.ledger for finding in intake.findings if finding.ledger)
    return {
        "schema": 1,
        "file": intake.file.name,
        "sha256": intake.file.sha256,
        "form": intake.file.form,
        "network": intake.network.name,
        "sheets": [{"sheet": name, "cells": cells} for name, cells in intake.file.sheets],
        "notes": list(intake.notes),
        "counts": counts,
        "ledgers": dict(sorted(ledgers.items())),
        "findings": [_finding(finding) for finding in intake.findings],
    }


def _finding(finding: NameFinding) -> Json:
    place = finding.place
    return {
        "kind": finding.kind.value,
        "verdict": finding.verdict.value,
        "place": str(place),
        "sheet": place.sheet,
        "row": place.row,
        "column": place.column,
        "cell": place.cell,
        "written": finding.written,
        "value": finding.value,
        "reason": finding.reason,
        "candidates": [_candidate(candidate) for candidate in finding.candidates],
        "notes": list(finding.notes),
        "ledger": finding.ledger,
    }


def _candidate(candidate: Candidate) -> Json:
    return {
        "value": candidate.value,
        "support": candidate.support.value,
        "changes": list(candidate.changes),
        "remark": candidate.remark,
    }
