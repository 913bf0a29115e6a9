"""The shape of a peel: one coin in, two out, and the same before or after. Following one is `change.peel_chain`."""

from tracer.trace.patterns.finding import Fields, Finding, Verdict, yes
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject

RULE = "peel-shape"

FAILURE_MODES = "the most ordinary payment of all has this shape: it shows neither one actor nor which output is change"


def is_peel_shaped(subject: Subject) -> bool:
    """Whether one coin is spent into two. Source: BlockSci, `change_address.cpp` (peeling chain)."""
    return len(subject.inputs) == 1 and len(subject.outputs) == 2


def detect(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether the transaction is peel-shaped (suspected) and part of a chain of such (matches).

    Part of a chain: the transaction that made its coin, or one that spends an output, has the shape too.
    """
    shaped = is_peel_shaped(subject)
    before = lineage.maker(subject.inputs[0].prevout) if shaped else None
    after = [lineage.spender(subject.outpoint(vout)) for vout in range(2)] if shaped else []
    around = [other for other in (before, *after) if other is not None]
    chained = any(is_peel_shaped(other) for other in around)
    fields: Fields = (("one input, two outputs", yes(shaped)), ("neighbours known", len(around)))
    fields += (("a neighbour has the shape", yes(chained)),)
    verdict = Verdict.NO if not shaped else Verdict.MATCHES if chained else Verdict.SUSPECTED
    return Finding(verdict, RULE, fields, FAILURE_MODES)
