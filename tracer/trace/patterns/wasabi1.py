"""Wasabi 1.x rounds (ZeroLink): many outputs of about a tenth of a bitcoin, change beside them."""

from collections import Counter

from tracer.trace.patterns import joinmarket, vetoes
from tracer.trace.patterns.equal_values import Repeated, counts
from tracer.trace.patterns.error_figures import SCDH
from tracer.trace.patterns.finding import Fields, Finding, Verdict, all_hold, unmet, yes
from tracer.trace.patterns.receivers import most_shared, receivers
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject

RULE = "wasabi1-denomination"
RULE_UNSORTED = "wasabi1-unsorted"
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

    Below height 610,000, or where the height is not known: an output to a coordinator's fixed script and a value of at
    least 5,000 satoshi paid to more than two scripts. From there on: all scripts witness key hashes, at least ten
    receivers of one value within 0.02 of 0.1 bitcoin, at least as many inputs, at least two values that occur once;
    vetoed where scripts are used as an exchange's payout uses them. It matches where inputs and outputs are sorted by
    value, as the coordinator did, or where the amounts add up as a JoinMarket round's, which some collections count
    here; otherwise it is suspected, as `wasabi1-unsorted`: payouts of a tenth of a bitcoin fit too.
    Source: Dumplings (nopara73), Wasabi detection; WalletWasabi 1.x, coordinator (`SortByAmount`); the addresses
    are the published ones; the vetoes GraphSense's.
    """
    counted = counts(subject.outputs)
    early = subject.height is None or subject.height < COORDINATOR_UNTIL
    paid = any(output.script in COORDINATOR_SCRIPTS for output in subject.outputs)
    shared = receivers(subject)
    if early and paid and most_shared(shared).receivers > 2 and subject.inputs:
        fields: Fields = (("coordinator script paid", "yes"), ("receivers of one value", most_shared(shared).receivers))
        return Finding(Verdict.MATCHES, RULE_COORDINATOR, fields, FAILURE_MODES, SCDH)
    round_ = _denomination(Counter({value: len(scripts) for value, scripts in shared.items()}))
    spent, made = subject.kinds()
    holds, seen = all_hold(
        (
            ("height is not below 610000", subject.height is None or subject.height >= COORDINATOR_UNTIL),
            ("all scripts witness_v0_keyhash", spent == made == {"witness_v0_keyhash"}),
            ("at least ten receivers of one value of 0.08 to 0.12 BTC", round_.times >= 10),
            ("at least as many inputs", len(subject.inputs) >= round_.times),
            ("at least two values paid once", sum(count == 1 for count in counted.values()) >= 2),
        )
    )
    fields = (("denomination_sat", round_.value), ("equal outputs", round_.times), ("inputs", len(subject.inputs)))
    fields += (*seen, ("inputs and outputs sorted by value", yes(_is_sorted(subject))))
    if not holds:
        return Finding(Verdict.NO, RULE, fields, FAILURE_MODES, SCDH, unmet(seen))
    against = _against(subject)
    built = _is_sorted(subject) or joinmarket.detect(subject).detects
    verdict = Verdict.VETOED if against is not None else Verdict.MATCHES if built else Verdict.SUSPECTED
    fields += (("veto", against or "none"),)
    return Finding(verdict, RULE if built else RULE_UNSORTED, fields, FAILURE_MODES, SCDH, vetoes.named(against))


def _against(subject: Subject) -> str | None:
    """Return what speaks against a round of strangers: scripts used again, a hot wallet, a receiver paid twice."""
    return vetoes.reused_scripts(subject) or vetoes.one_script_leads(subject) or vetoes.repeated_receiver(subject)


def _denomination(counted: Counter[int]) -> Repeated:
    near = [(count, value) for value, count in counted.items() if abs(value - DENOMINATION) <= TOLERANCE]
    count, value = max(near, default=(0, 0))
    return Repeated(value, count)


def _is_sorted(subject: Subject) -> bool:
    """Whether inputs and outputs both rise or both fall in value, as the coordinator left them."""
    spent, paid = [spend.value for spend in subject.inputs], [output.value for output in subject.outputs]
    return any((spent, paid) == (sorted(spent, reverse=down), sorted(paid, reverse=down)) for down in (False, True))
