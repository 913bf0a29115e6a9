"""Equal outputs of any origin: the published rules that know no protocol. A wide net, for stopping only."""

from tracer.trace.patterns import vetoes
from tracer.trace.patterns.equal_values import DUST_VALUES, counts, most_repeated
from tracer.trace.patterns.finding import Fields, Finding, Verdict, all_hold, unmet, yes
from tracer.trace.patterns.receivers import LEAST, SHARE, is_thin, most_shared, receivers
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject

RULE = "esplora-equal-outputs"

FAILURE_MODES = (
    "ordinary batches that pay one value several times are caught (an exchange's round withdrawals, a payroll, a "
    "mint); rounds without equal outputs, PayJoins and swaps are not"
)


def detect(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether several inputs pay one value often; at most suspected, vetoed where batch, mint or Tx0 is known.

    More than one input, and a value of at least 5,000 satoshi paid to at least clamp(floor(payments / 2), 2, 5)
    distinct scripts; values paid to several receivers are at least a hundredth of what is paid. Outputs that carry
    nothing or are anchors are no payments. Whether BlockSci's narrower rule holds too is a field: p = floor((outputs +
    1) / 2) is at least two and no more than the distinct input scripts, and the most common value, not 546 or 2,730, is
    paid p times.
    Source: Blockstream Esplora, `privacy-analysis.js` (there every output counts, of any value and script); BlockSci,
    `tx_identification.cpp`; least amount, share and distinct receivers are ours.
    """
    paid = receivers(subject)
    value, shared = most_shared(paid)
    common, times = most_repeated(counts(subject.outputs))
    inputs, outputs, payments = len(subject.inputs), len(subject.outputs), len(subject.payments)
    least = min(max(payments // 2, 2), 5)
    half = (outputs + 1) // 2
    narrower = 2 <= half <= len(subject.input_scripts) and times == half and common not in DUST_VALUES
    holds, seen = all_hold(
        (
            ("two inputs or more", inputs >= 2),
            (f"one value of at least {LEAST} sat paid to enough receivers", shared >= least),
            (f"values of several receivers at least one in {SHARE} of what is paid", not is_thin(subject, paid)),
        )
    )
    fields: Fields = (("inputs", inputs), ("payments", payments), ("value_sat", value), ("receivers of it", shared))
    fields += (("receivers asked for", least),)
    fields += (*seen, ("BlockSci's rule holds", yes(narrower)))
    if not holds:
        return Finding(Verdict.NO, RULE, fields, FAILURE_MODES, missing=unmet(seen))
    against = (
        vetoes.single_script(subject)
        or vetoes.reused_scripts(subject)
        or vetoes.service_input(subject, lineage)
        or vetoes.foreign_protocol(subject)
        or vetoes.too_few_scripts(subject, shared)
    )
    verdict = Verdict.SUSPECTED if against is None else Verdict.VETOED
    fields += (("veto", against or "none"),)
    return Finding(verdict, RULE, fields, FAILURE_MODES, missing=vetoes.named(against))
