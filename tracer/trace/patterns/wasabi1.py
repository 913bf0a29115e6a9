"""Wasabi 1.x rounds (ZeroLink): many outputs of about a tenth of a bitcoin, change beside them."""

from collections import Counter

from tracer.trace.error_figures import SCDH
from tracer.trace.patterns import vetoes
from tracer.trace.patterns.equal_values import Repeated, counts, most_repeated
from tracer.trace.patterns.finding import Fields, Finding, Verdict, all_hold, yes
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject

RULE = "wasabi1-denomination"
RULE_COORDINATOR = "wasabi1-coordinator"

COORDINATOR_UNTIL = 610_000
"""Mainnet height below which the coordinator was paid on fixed scripts."""

COORDINATOR_SCRIPTS = frozenset(
    {
        bytes.fromhex("0014869f5c7a4cd7776ae0c0fcd9c3315abb239a9f0d"),
        bytes.fromhex("0014eaaab82317670d0ee3013b073b25a7a5c780f528"),
    }
)
"""bc1qs604c7jv6amk4cxqlnvuxv26hv3e48cds4m0ew and bc1qa24tsgchvuxsaccp8vrnkfd85hrcpafg20kmjw."""

DENOMINATION, TOLERANCE = 10_000_000, 2_000_000
"""Satoshi of the base denomination and how far a round's may lie from it."""

FAILURE_MODES = (
    "a JoinMarket round of about 0.1 BTC with ten or more equal outputs fits this rule too (compare the JoinMarket "
    "finding and whether inputs and outputs are sorted by value, which the coordinator did); small rounds are missed"
)


def detect(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether this is a Wasabi 1.x round. No test by lineage is published, so it is never asserted.

    Below height 610,000, or where the height is not known: an output to a coordinator's fixed script
    and more than two equal outputs. From there on: all scripts witness key hashes, at least ten equal
    outputs within 0.02 of 0.1 bitcoin, at least as many inputs, at least two values that occur once.
    Source: Dumplings (nopara73), Wasabi detection; the addresses are the published ones.
    """
    counted = counts(subject.outputs)
    early = subject.height is None or subject.height < COORDINATOR_UNTIL
    paid = any(output.script in COORDINATOR_SCRIPTS for output in subject.outputs)
    if early and paid and most_repeated(counted).times > 2 and subject.inputs:
        fields: Fields = (("coordinator script paid", "yes"), ("equal outputs", most_repeated(counted).times))
        return Finding(Verdict.MATCHES, RULE_COORDINATOR, fields, FAILURE_MODES, SCDH)
    round_ = _denomination(counted)
    spent, made = subject.kinds()
    holds, seen = all_hold(
        (
            ("height is not below 610000", subject.height is None or subject.height >= COORDINATOR_UNTIL),
            ("all scripts witness_v0_keyhash", spent == made == {"witness_v0_keyhash"}),
            ("at least ten equal outputs of 0.08 to 0.12 BTC", round_.times >= 10),
            ("at least as many inputs", len(subject.inputs) >= round_.times),
            ("at least two values paid once", sum(count == 1 for count in counted.values()) >= 2),
        )
    )
    fields = (("denomination_sat", round_.value), ("equal outputs", round_.times), ("inputs", len(subject.inputs)))
    fields += (*seen, ("outputs sorted by value", yes(_is_sorted(subject))))
    against = vetoes.reused_scripts(subject) if holds else None
    fields += (("veto", against or "none"),)
    verdict = Verdict.NO if not holds else Verdict.MATCHES if against is None else Verdict.VETOED
    return Finding(verdict, RULE, fields, FAILURE_MODES, SCDH)


def _denomination(counted: Counter[int]) -> Repeated:
    near = [(count, value) for value, count in counted.items() if abs(value - DENOMINATION) <= TOLERANCE]
    count, value = max(near, default=(0, 0))
    return Repeated(value, count)


def _is_sorted(subject: Subject) -> bool:
    values = [output.value for output in subject.outputs]
    return values == sorted(values)
