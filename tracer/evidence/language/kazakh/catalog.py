"""Every Kazakh sentence by its English. No sentence stands in two modules."""

from collections.abc import Mapping

from tracer.evidence.language.kazakh import (
    basis,
    conclusions,
    custody,
    detectors,
    figures,
    identity,
    inferences,
    limits,
    method,
    papers,
    picture,
    recorded,
    rules,
    searched,
    trail,
    words,
)

PARTS = (
    basis,
    conclusions,
    custody,
    detectors,
    figures,
    identity,
    inferences,
    limits,
    method,
    papers,
    picture,
    recorded,
    rules,
    searched,
    trail,
    words,
)

TEXTS: Mapping[str, str] = {english: text for part in PARTS for english, text in part.TEXTS.items()}
