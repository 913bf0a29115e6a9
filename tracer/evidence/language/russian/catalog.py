"""Every Russian sentence by its English. No sentence stands in two modules."""

from collections.abc import Mapping

from tracer.evidence.language.russian import (
    basis,
    budgets,
    conclusions,
    conditions,
    custody,
    detectors,
    exhibit,
    figures,
    identity,
    inferences,
    limits,
    method,
    papers,
    paths,
    picture,
    recorded,
    rules,
    searched,
    tagged,
    trail,
    words,
)

PARTS = (
    basis,
    budgets,
    conclusions,
    custody,
    exhibit,
    figures,
    identity,
    inferences,
    limits,
    method,
    paths,
    papers,
    picture,
    rules,
    searched,
    tagged,
    trail,
    words,
)

TEXTS: Mapping[str, str] = {english: text for part in PARTS for english, text in part.TEXTS.items()}

RECORDED: Mapping[str, str] = {**conditions.TEXTS, **detectors.TEXTS, **recorded.TEXTS}
"""What `trace.json` holds in English: faults, reasons, and what detectors say."""
