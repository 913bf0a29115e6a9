"""Shapes of ordinary spending: consolidation, batch payout, sweep. Descriptions, not findings about anybody."""

from tracer.chain.script import kind
from tracer.trace.patterns.finding import Fields, Finding, Verdict
from tracer.trace.patterns.subject import UNKNOWN, Lineage, Subject

RULE_CONSOLIDATION = "consolidation"
RULE_BATCH = "batch-payout"
RULE_WITHDRAWALS = "withdrawal-batch"
RULE_SWEEP = "sweep"


def consolidation(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether inputs are at least five times as many as outputs.

    Source: mempool.space, `common.ts`.
    """
    inputs, outputs = len(subject.inputs), len(subject.outputs)
    fields: Fields = (("inputs", inputs), ("outputs", outputs))
    verdict = Verdict.MATCHES if 0 < 5 * outputs <= inputs else Verdict.NO
    failures = "a payment of an exact sum from many small coins, and some mixes, have the shape too"
    return Finding(verdict, RULE_CONSOLIDATION, fields, failures)


def batch_payout(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether outputs are at least five times as many as inputs.

    Source: mempool.space, `common.ts`.
    """
    inputs, outputs = len(subject.inputs), len(subject.outputs)
    fields: Fields = (("inputs", inputs), ("outputs", outputs))
    verdict = Verdict.MATCHES if 0 < 5 * inputs <= outputs else Verdict.NO
    failures = "a wallet that splits its own coin, a Whirlpool Tx0 and a mint have the shape too"
    return Finding(verdict, RULE_BATCH, fields, failures)


def withdrawal_batch(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether this looks like a service paying many customers at once; at most suspected.

    At least ten outputs, all inputs of one script or of one multi-input cluster, at most two outputs
    of the inputs' type to scripts not paid before. Where it holds, each output other than change
    starts a new owner. The rule is this program's own.
    """
    clusters = {lineage.cluster(script) for script in subject.input_scripts}
    single = len(subject.input_scripts) == 1 or (len(clusters) == 1 and None not in clusters)
    types = {kind(script) for script in subject.input_scripts}
    alike = [vout for vout in subject.spendable if {kind(subject.outputs[vout].script)} == types]
    fresh = sum(lineage.paid_before(subject.outputs[vout].script, subject.txid) is not True for vout in alike)
    many = len(subject.outputs) >= 10
    fields: Fields = (("outputs", len(subject.outputs)), ("inputs of one holder", "yes" if single else "not known"))
    fields += (("outputs of the inputs' type not known to be paid before", fresh),)
    verdict = Verdict.SUSPECTED if many and single and fresh <= 2 else Verdict.NO
    failures = "a single holder who pays himself on many scripts; services whose customers use the service's type"
    return Finding(verdict, RULE_WITHDRAWALS, fields, failures)


def sweep(subject: Subject, lineage: Lineage = UNKNOWN) -> Finding:
    """Say whether everything goes to one spendable output, so that there is no change.

    Source: Blockstream Esplora, `privacy-analysis.js` (possible self-transfer).
    """
    fields: Fields = (("inputs", len(subject.inputs)), ("outputs", len(subject.outputs)))
    verdict = Verdict.SUSPECTED if subject.inputs and len(subject.outputs) == 1 else Verdict.NO
    failures = "a transfer to oneself and 'send everything to the exchange' look the same"
    return Finding(verdict, RULE_SWEEP, fields, failures)
