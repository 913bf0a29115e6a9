"""Equal outputs of any origin: the published rules that know no protocol. A wide net, for stopping only."""

from tracer.trace.patterns import vetoes
from tracer.trace.patterns.equal_values import DUST_VALUES, counts, most_repeated, without_postage
from tracer.trace.patterns.finding import Fields, Finding, Verdict, yes
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject

RULE = "esplora-equal-outputs"

FAILURE_MODES = (
    "ordinary batches that pay one value several times are caught (an exchange's round withdrawals, a payroll, a mint); "
    "rounds without equal outputs, PayJoins and swaps are not"
)


def detect(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether several inputs pay one value often; at most suspected, vetoed where a batch, a mint or a Tx0 is known.

    More than one input, and a value paid at least clamp(floor(outputs / 2), 2, 5) times. Whether
    BlockSci's narrower rule holds too is a field: p = floor((outputs + 1) / 2) is at least two and no
    more than the distinct input scripts, and the most common value, not 546 or 2,730, is paid p times.
    Source: Blockstream Esplora, `privacy-analysis.js`; BlockSci, `tx_identification.cpp`.
    """
    counted = counts(subject.outputs)
    value, times = most_repeated(counted)
    inputs, outputs = len(subject.inputs), len(subject.outputs)
    least = min(max(outputs // 2, 2), 5)
    half = (outputs + 1) // 2
    narrower = 2 <= half <= len(subject.input_scripts) and times == half and value not in DUST_VALUES
    fields: Fields = (("inputs", inputs), ("outputs", outputs), ("value_sat", value), ("equal outputs", times))
    fields += (("BlockSci's rule holds", yes(narrower)),)
    if inputs < 2 or times < least:
        return Finding(Verdict.NO, RULE, fields, FAILURE_MODES)
    carried = most_repeated(without_postage(counted)).times < least
    against = (
        vetoes.single_script(subject)
        or vetoes.reused_scripts(subject)
        or vetoes.service_input(subject, lineage)
        or vetoes.foreign_protocol(subject)
        or vetoes.too_few_scripts(subject, times)
        or ("only the least that a node relays is paid several times" if carried else None)
    )
    verdict = Verdict.SUSPECTED if against is None else Verdict.VETOED
    return Finding(verdict, RULE, (*fields, ("veto", against or "none")), FAILURE_MODES)
