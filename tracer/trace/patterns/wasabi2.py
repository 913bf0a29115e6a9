"""Wasabi 2.x rounds (WabiSabi): many inputs, outputs of standard denominations, both sorted downwards."""

from itertools import pairwise

from tracer.trace.patterns.equal_values import counts, largest_share
from tracer.trace.patterns.error_figures import NOT_MEASURED
from tracer.trace.patterns.finding import Fields, Finding, Verdict, all_hold, unmet
from tracer.trace.patterns.receivers import receivers
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject

RULE = "wasabi2-large-round"
RULE_GRAPHSENSE = "wasabi2-graphsense"
RULE_SMALL = "wasabi2-small-round"

FROM_HEIGHT, FROM_TIME = 741_213, 1_654_041_600
"""Mainnet height of the first round; 2022-06-01 UTC, before the release, where only the time is known."""

LEAST, MOST = 5_000, 134_375_000_000
"""Satoshi of the smallest and the largest denomination."""


def _powers(base: int, factor: int) -> set[int]:
    values, value = set(), factor
    while value <= MOST:
        values.add(value)
        value *= base
    return {value for value in values if value >= LEAST}


DENOMINATIONS = frozenset(
    _powers(2, 1) | _powers(3, 1) | _powers(3, 2) | _powers(10, 1) | _powers(10, 2) | _powers(10, 5) | {MOST}
)
"""2^i, 3^i, 2·3^i, 10^i, 2·10^i, 5·10^i and the largest itself. Source: WalletWasabi, `AmountDecomposer`; Dumplings."""

ROUND_NUMBERS = frozenset(_powers(10, 1) | _powers(10, 2) | _powers(10, 5))
"""The denominations that anybody pays: a batch of these alone is no sign of a WabiSabi round."""

FAILURE_MODES = (
    "rounds of coordinators with other limits or denominations are missed or only found by the small-round rule, whose "
    "threshold is this program's own; a wallet that splits a balance into powers and sorts it downwards looks alike"
)


def detect(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether this is a WabiSabi round. No test by lineage is published, so it is never asserted.

    Common to all three rules: not before June 2022 (where only the height is known, not below mainnet's 741,213),
    scripts witness key hashes and taproot, and (ours) two different denominations that are no round numbers, for
    batches of an exchange pay those. `wasabi2-large-round`: at least 50 inputs, inputs and outputs sorted downwards,
    more than 80 % of the outputs in the denominations, and (ours: without it nothing is mixed) a denomination paid to
    two scripts. `wasabi2-graphsense`: at least 20 inputs, outputs of at least 5,000 satoshi to distinct scripts, no
    script behind more than a tenth of the inputs, three denominations paid twice, denominations at least (outputs - 1)
    / 2 of the outputs, one output outside; GraphSense takes any repeated value for a denomination, we the standard ones
    only. `wasabi2-small-round`: as the first, with five inputs, two denominations paid twice, two thirds of the outputs
    in the denominations (the fewer take part, the more change there is), distinct scripts and no output below 5,000
    satoshi.
    Source: Dumplings; GraphSense `heuristics_service.py`; the last rule's thresholds are ours.
    """
    spent, made = subject.kinds()
    counted = counts(subject.outputs)
    odd = sum(value in DENOMINATIONS - ROUND_NUMBERS for value in counted)
    base, seen = all_hold(
        (
            ("not before the first round", _era(subject)),
            ("scripts witness_v0_keyhash or witness_v1_taproot", _native(spent) and _native(made)),
            ("every output spendable", len(subject.spendable) == len(subject.outputs)),
            ("two denominations that are no round numbers", odd >= 2),
        )
    )
    standard = sum(count for value, count in counted.items() if value in DENOMINATIONS)
    repeated = sum(len(scripts) > 1 for value, scripts in receivers(subject).items() if value in DENOMINATIONS)
    inputs, outputs = len(subject.inputs), len(subject.outputs)
    fields: Fields = (("inputs", inputs), ("outputs", outputs), ("outputs in denominations", standard))
    fields += (("denominations paid more than once", repeated), *seen)
    sorted_down = _sorted_down(subject)
    tidy = min(counted, default=0) >= LEAST and len({output.script for output in subject.outputs}) == outputs
    spread = 10 * largest_share(spend.script for spend in subject.inputs) <= inputs
    rule, verdict = RULE, Verdict.NO
    if base and inputs >= 50 and sorted_down and 5 * standard > 4 * outputs and repeated:
        verdict = Verdict.MATCHES
    elif base and inputs >= 20 and spread and tidy and repeated >= 3 and outputs - 1 <= 2 * standard < 2 * outputs:
        rule, verdict = RULE_GRAPHSENSE, Verdict.MATCHES
    elif base and inputs >= 5 and sorted_down and 3 * standard >= 2 * outputs and tidy and repeated >= 2:
        rule, verdict = RULE_SMALL, Verdict.MATCHES
    missing = _missing(verdict, seen, inputs, sorted_down, standard, outputs, repeated)
    return Finding(verdict, rule, fields, FAILURE_MODES, NOT_MEASURED, missing)


def _missing(
    verdict: Verdict, base: Fields, inputs: int, sorted_down: bool, standard: int, outputs: int, repeated: int
) -> tuple[str, ...]:
    """Return what the smallest rule, which asks for least, did not find; empty where any rule holds."""
    if verdict is not Verdict.NO:
        return ()
    _, seen = all_hold(
        (
            ("five inputs or more", inputs >= 5),
            ("inputs and outputs sorted downwards", sorted_down),
            ("two thirds of the outputs in standard denominations", 3 * standard >= 2 * outputs),
            ("two standard denominations paid to two receivers each", repeated >= 2),
        )
    )
    return unmet((*base, *seen)) or ("output scripts distinct, none below 5000 sat",)


def _era(subject: Subject) -> bool:
    """Whether rounds existed already; the time counts before the height, which may be another network's."""
    if subject.time is not None:
        return subject.time >= FROM_TIME
    return subject.height is None or subject.height >= FROM_HEIGHT


def _native(kinds: set[str]) -> bool:
    return bool(kinds) and kinds <= {"witness_v0_keyhash", "witness_v1_taproot"}


def _sorted_down(subject: Subject) -> bool:
    spent = all(first.value >= second.value for first, second in pairwise(subject.inputs))
    return spent and all(first.value >= second.value for first, second in pairwise(subject.outputs))
