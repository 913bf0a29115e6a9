"""Every detector by name, in the order they are shown."""

from collections.abc import Callable

from tracer.trace.patterns import (
    data_carrier,
    dusting,
    equal_outputs,
    joinmarket,
    lightning,
    payjoin,
    peel,
    spending,
    stonewall,
    wasabi1,
    wasabi2,
    whirlpool,
    whirlpool_tx0,
)
from tracer.trace.patterns.finding import Finding
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject

Detector = Callable[[Subject, Lineage], Finding]

DETECTORS: dict[str, Detector] = {
    "whirlpool": whirlpool.detect,
    "whirlpool_tx0": whirlpool_tx0.detect,
    "wasabi1": wasabi1.detect,
    "wasabi2": wasabi2.detect,
    "joinmarket": joinmarket.detect,
    "stonewall": stonewall.detect,
    "equal_outputs": equal_outputs.detect,
    "payjoin": payjoin.detect,
    "consolidation": spending.consolidation,
    "batch_payout": spending.batch_payout,
    "withdrawal_batch": spending.withdrawal_batch,
    "sweep": spending.sweep,
    "peel": peel.detect,
    "dusting": dusting.detect,
    "op_return": data_carrier.detect,
    "lightning_commitment": lightning.commitment,
    "lightning_cooperative_close": lightning.cooperative_close,
    "lightning_funding": lightning.funding,
}
"""The names are also the words a truth column uses for those that have one."""


def look(subject: Subject, lineage: Lineage = UNKNOWN) -> dict[str, Finding]:
    """Return every detector's finding by its name, negative ones too."""
    return {name: detect(subject, lineage) for name, detect in DETECTORS.items()}
